//! Resource policies, which let services write to groups, and data protection
//! policies, which mask what events say.

use super::groups::arn;
use super::{Request, invalid, millis, missing};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::policy::Document;
use serde_json::{Value, json};

/// The most resource policies of an account in a Region.
const MOST: usize = 10;

/// The longest resource policy, in characters.
const LONGEST: usize = 5120;

/// A resource policy of the account.
#[derive(Debug)]
pub(super) struct ResourcePolicy {
    document: String,
    updated: i64,
}

/// `PutResourcePolicy`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let name = request.required("policyName")?.to_owned();
    let document = request.required("policyDocument")?.to_owned();
    if document.len() > LONGEST {
        return Err(Refusal::new(
            400,
            "LimitExceededException",
            "Resource limit exceeded.",
        ));
    }
    let parsed = Document::parse(&document)
        .map_err(|error| invalid(format!("Syntax errors in resource policy: {error}")))?;
    if parsed
        .statements
        .iter()
        .any(|s| s.principal.is_none() || s.resource.is_none())
    {
        return Err(invalid(
            "A resource policy must have a Principal and a Resource in each statement.",
        ));
    }
    let policies = &mut request.region.policies;
    if !policies.contains_key(&name) && policies.len() >= MOST {
        return Err(Refusal::new(
            400,
            "LimitExceededException",
            "Resource limit exceeded.",
        ));
    }
    let policy = ResourcePolicy {
        document,
        updated: millis(request.call),
    };
    let answer = json!({"resourcePolicy": policy.described(&name)});
    policies.insert(name, policy);
    Ok(answer)
}

impl ResourcePolicy {
    fn described(&self, name: &str) -> Value {
        json!({
            "policyName": name,
            "policyDocument": self.document,
            "lastUpdatedTime": self.updated,
            "policyScope": "ACCOUNT",
        })
    }
}

/// `DescribeResourcePolicies`.
pub(super) fn describe(request: &mut Request<'_>) -> Outcome {
    let policies = request.region.policies.iter();
    let rows: Vec<Value> = policies.map(|(name, policy)| policy.described(name)).collect();
    request.page("resourcePolicies", &rows)
}

/// `DeleteResourcePolicy`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    let name = request.required("policyName")?.to_owned();
    match request.region.policies.remove(&name) {
        Some(_) => Ok(Value::Null),
        None => Err(Refusal::new(
            400,
            "ResourceNotFoundException",
            format!("Policy with name [{name}] does not exist"),
        )),
    }
}

/// `PutDataProtectionPolicy`: an audit block and a de-identify block, over the
/// same data identifiers.
pub(super) fn put_protection(request: &mut Request<'_>) -> Outcome {
    let text = request.required("policyDocument")?.to_owned();
    let document: Value =
        serde_json::from_str(&text).map_err(|_| invalid("The policy document is not valid JSON."))?;
    let statements = document["Statement"].as_array().cloned().unwrap_or_default();
    let named = outcome::text(&document, "Name").is_some() && outcome::text(&document, "Version").is_some();
    let has = |operation: &str| statements.iter().any(|s| s["Operation"][operation].is_object());
    if !named || statements.len() != 2 || !has("Audit") || !has("Deidentify") {
        return Err(invalid(
            "A data protection policy needs a Name, a Version, and two statements: one with an Audit and \
             one with a Deidentify operation.",
        ));
    }
    if statements[0]["DataIdentifier"] != statements[1]["DataIdentifier"]
        || statements[0]["DataIdentifier"]
            .as_array()
            .is_none_or(Vec::is_empty)
    {
        return Err(invalid(
            "The DataIdentifier arrays of the Audit and the Deidentify statement must match.",
        ));
    }
    let now = millis(request.call);
    request.group()?.protection = Some((text.clone(), now));
    let name = request.group_name()?;
    Ok(json!({
        "logGroupIdentifier": arn(&request.call.region, &name),
        "policyDocument": text,
        "lastUpdatedTime": now,
    }))
}

/// `GetDataProtectionPolicy`: without one, the identifier alone.
pub(super) fn get_protection(request: &mut Request<'_>) -> Outcome {
    let name = request.group_name()?;
    let mut answer = json!({"logGroupIdentifier": arn(&request.call.region, &name)});
    if let Some((text, at)) = &request.group()?.protection {
        answer["policyDocument"] = json!(text);
        answer["lastUpdatedTime"] = json!(at);
    }
    Ok(answer)
}

/// `DeleteDataProtectionPolicy`.
pub(super) fn delete_protection(request: &mut Request<'_>) -> Outcome {
    match request.group()?.protection.take() {
        Some(_) => Ok(Value::Null),
        None => Err(missing("data protection policy")),
    }
}
