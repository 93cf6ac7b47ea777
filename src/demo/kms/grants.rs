//! Grants: who may use a key beside its policy, for what, and until when.

use super::find;
use super::state::{Grant, Key, State};
use super::{Refusal, Reply, Work, page, spec};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

/// What a grant says, as it was asked for.
const TERMS: &[&str] = &[
    "GranteePrincipal",
    "RetiringPrincipal",
    "GranteeServicePrincipal",
    "RetiringServicePrincipal",
    "Operations",
    "Constraints",
    "Name",
];

/// Operations whose calls carry an encryption context, or are none that the
/// constraint applies to.
const WITHOUT_CONTEXT: &[&str] = &[
    "Sign",
    "Verify",
    "GenerateMac",
    "VerifyMac",
    "GetPublicKey",
    "DeriveSharedSecret",
];

/// `CreateGrant`. The same grant under the same name is the one that was made
/// before, with another token.
pub(super) fn create(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    find::refuse_unusable(key)?;
    refuse_principals(work)?;
    refuse_operations(key, work)?;
    refuse_constraints(work)?;
    work.unless_dry_run()?;
    let terms: serde_json::Map<String, Value> = TERMS
        .iter()
        .filter(|field| !work.request[**field].is_null())
        .map(|field| ((*field).to_owned(), work.request[*field].clone()))
        .collect();
    let terms = Value::Object(terms);
    key.grants_made += 1;
    let seed = key.arn.bytes().fold(key.grants_made, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let ids = Ids::new(seed);
    let token = BASE64.encode(format!("AQpA{}", ids.hex(128)));
    let same = key
        .grants
        .values()
        .find(|grant| work.given("Name").is_some() && grant.terms == terms);
    let id = same.map_or_else(|| ids.hex(64), |grant| grant.id.clone());
    let now = work.now();
    let grant = key.grants.entry(id.clone()).or_insert_with(|| Grant {
        id: id.clone(),
        terms,
        created: now,
        tokens: Vec::new(),
    });
    grant.tokens.push(token.clone());
    let place = (key.id.clone(), id.clone());
    state.region(work.region()).tokens.insert(token.clone(), place);
    Ok(json!({"GrantId": id, "GrantToken": token}))
}

fn refuse_principals(work: &Work<'_>) -> Result<(), Refusal> {
    let grantee = (
        work.given("GranteePrincipal"),
        work.given("GranteeServicePrincipal"),
    );
    if matches!(grantee, (None, None) | (Some(_), Some(_))) {
        return Err(Refusal::invalid(
            "You must specify either GranteePrincipal or GranteeServicePrincipal, but not both.",
        ));
    }
    for name in [work.given("GranteePrincipal"), work.given("RetiringPrincipal")]
        .into_iter()
        .flatten()
    {
        if !name.starts_with("arn:") || !work.principals.exist(name) {
            return Err(Refusal(
                "InvalidArnException",
                format!("ARN does not refer to a valid principal: {name}"),
            ));
        }
    }
    Ok(())
}

fn refuse_operations(key: &Key, work: &Work<'_>) -> Result<(), Refusal> {
    let operations = work.request["Operations"].as_array();
    let operations = operations.filter(|operations| !operations.is_empty()).ok_or_else(|| {
        Refusal::invalid(
            "1 validation error detected: Value null at 'operations' failed to satisfy constraint: Member must not be null",
        )
    })?;
    let possible = spec::grantable(&key.spec, &key.usage);
    for operation in operations {
        let operation = operation.as_str().unwrap_or("");
        if !possible.contains(&operation) {
            return Err(Refusal::invalid(format!(
                "Operation {operation} cannot be granted on {}: it is not supported by a key with KeySpec {} and KeyUsage {}",
                key.arn, key.spec, key.usage
            )));
        }
    }
    Ok(())
}

fn refuse_constraints(work: &Work<'_>) -> Result<(), Refusal> {
    let constraints = &work.request["Constraints"];
    let contexts = ["EncryptionContextSubset", "EncryptionContextEquals"];
    let contexts: Vec<&Value> = contexts
        .iter()
        .map(|field| &constraints[*field])
        .filter(|context| context.is_object())
        .collect();
    for context in &contexts {
        if context.as_object().is_some_and(|pairs| pairs.len() > 8) {
            return Err(Refusal::invalid(
                "Grant constraints can have at most 8 encryption context pairs",
            ));
        }
    }
    let operations = work.request["Operations"].as_array().into_iter().flatten();
    let without = operations
        .filter_map(Value::as_str)
        .find(|operation| WITHOUT_CONTEXT.contains(operation));
    match without {
        Some(operation) if !contexts.is_empty() => Err(Refusal::invalid(format!(
            "Encryption context grant constraints are not supported for {operation}"
        ))),
        _ => Ok(()),
    }
}

/// `GrantListEntry`.
fn entry(key: &Key, grant: &Grant) -> Value {
    let mut entry = grant.terms.clone();
    entry["KeyId"] = json!(key.arn);
    entry["GrantId"] = json!(grant.id);
    entry["CreationDate"] = json!(grant.created.0);
    entry["IssuingAccount"] = json!(format!("arn:aws:iam::{ACCOUNT_ID}:root"));
    entry
}

/// `ListGrants`, perhaps of one grantee or one id.
pub(super) fn list(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::key(state, work)?;
    if let Some(id) = work.given("GrantId")
        && !key.grants.contains_key(id)
    {
        return Err(Refusal(
            "InvalidGrantIdException",
            format!("Grant ID {id} not found"),
        ));
    }
    let wanted = |grant: &&Grant| {
        let is = |field: &str| {
            let given = work.given(field);
            given.is_none_or(|given| grant.terms[field] == given)
        };
        work.given("GrantId").is_none_or(|id| grant.id == id)
            && is("GranteePrincipal")
            && is("GranteeServicePrincipal")
    };
    page(work, "Grants", 50, 100, |after| {
        key.grants
            .values()
            .filter(|grant| after.is_none_or(|after| grant.id.as_str() > after))
            .filter(wanted)
            .map(|grant| (grant.id.clone(), entry(key, grant)))
            .collect()
    })
}

/// `ListRetirableGrants`: of all keys of the Region.
pub(super) fn list_retirable(state: &mut State, work: &Work<'_>) -> Reply {
    let by = match work.given("RetiringPrincipal") {
        Some(name) if name.starts_with("arn:") => "RetiringPrincipal",
        Some(name) => {
            let message = format!("ARN does not refer to a valid principal: {name}");
            return Err(Refusal("InvalidArnException", message));
        }
        None => "RetiringServicePrincipal",
    };
    let who = work.text(by)?;
    let here = state.region(work.region());
    page(work, "Grants", 50, 100, |after| {
        let grants = here
            .keys
            .values()
            .flat_map(|key| key.grants.values().map(move |grant| (key, grant)));
        let mut retirable: Vec<(String, Value)> = grants
            .filter(|(_, grant)| grant.terms[by] == who)
            .filter(|(_, grant)| after.is_none_or(|after| grant.id.as_str() > after))
            .map(|(key, grant)| (grant.id.clone(), entry(key, grant)))
            .collect();
        retirable.sort_by(|a, b| a.0.cmp(&b.0));
        retirable
    })
}

/// `RetireGrant`: by token, or by key and id.
pub(super) fn retire(state: &mut State, work: &Work<'_>) -> Reply {
    let (key, grant) = match work.given("GrantToken") {
        Some(token) => {
            let here = state.region(work.region());
            here.tokens
                .get(token)
                .cloned()
                .ok_or_else(|| Refusal("InvalidGrantTokenException", "Invalid grant token".to_owned()))?
        }
        None if work.given("KeyId").is_none() || work.given("GrantId").is_none() => {
            return Err(Refusal::invalid(
                "Either a grant token, or a grant ID and key ID combination, must be specified",
            ));
        }
        None => {
            let id = find::key(state, work)?.id.clone();
            (id, work.text("GrantId")?.to_owned())
        }
    };
    end(state, work, &key, &grant)
}

/// `RevokeGrant`.
pub(super) fn revoke(state: &mut State, work: &Work<'_>) -> Reply {
    let id = find::key(state, work)?.id.clone();
    let grant = work.text("GrantId")?.to_owned();
    end(state, work, &id, &grant)
}

fn end(state: &mut State, work: &Work<'_>, key: &str, grant: &str) -> Reply {
    let key = find::by_id(state, work, key)?;
    if !key.grants.contains_key(grant) {
        let message = format!("Grant ID {grant} not found");
        return Err(Refusal("NotFoundException", message));
    }
    work.unless_dry_run()?;
    let ended = key.grants.remove(grant);
    let here = state.region(work.region());
    for token in ended.iter().flat_map(|grant| &grant.tokens) {
        here.tokens.remove(token);
    }
    Ok(json!({}))
}
