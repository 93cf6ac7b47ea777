//! Keys: made, described, listed, enabled, disabled, deleted in the end.

use super::find::{self, By};
use super::material::Material;
use super::state::{DAY, Family, Key, KeyState, Rotation, State};
use super::{Refusal, Reply, Work, page, policy, spec, tags};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::ops::Bound;
use std::sync::Arc;

/// A key at rest in a request: spec and usage, which must go together.
fn spec_and_usage(work: &Work<'_>) -> Result<(String, String), Refusal> {
    let spec = work
        .given("KeySpec")
        .or_else(|| work.given("CustomerMasterKeySpec"))
        .unwrap_or(spec::SYMMETRIC);
    let usages = spec::usages(spec);
    if usages.is_empty() {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value '{spec}' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [RSA_2048, ECC_NIST_P384, ECC_NIST_P256, ECC_NIST_P521, HMAC_384, RSA_3072, ECC_SECG_P256K1, RSA_4096, SYMMETRIC_DEFAULT, HMAC_256, HMAC_224, HMAC_512]"
        )));
    }
    let usage = match work.given("KeyUsage") {
        Some(usage) => usage,
        None if spec == spec::SYMMETRIC => usages[0],
        None => {
            return Err(Refusal::invalid(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
            ));
        }
    };
    if !usages.contains(&usage) {
        return Err(Refusal::invalid(format!(
            "KeyUsage {usage} is not compatible with KeySpec {spec}"
        )));
    }
    Ok((spec.to_owned(), usage.to_owned()))
}

fn origin(work: &Work<'_>) -> Result<&'static str, Refusal> {
    match work.given("Origin") {
        None | Some("AWS_KMS") => Ok("AWS_KMS"),
        Some("EXTERNAL") => Ok("EXTERNAL"),
        Some(_) if work.given("CustomKeyStoreId").is_none() => Err(Refusal::invalid(
            "A CustomKeyStoreId is required when the Origin is AWS_CLOUDHSM or EXTERNAL_KEY_STORE.",
        )),
        Some(_) => Err(Refusal(
            "CustomKeyStoreNotFoundException",
            "The custom key store does not exist.".to_owned(),
        )),
    }
}

/// `CreateKey`.
pub(super) fn create(state: &mut State, work: &Work<'_>) -> Reply {
    let (spec, usage) = spec_and_usage(work)?;
    let origin = origin(work)?;
    let tags = tags::checked(&work.request["Tags"])?;
    let policy = match work.given("Policy") {
        Some(policy) => {
            policy::refuse_fault(policy, work)?;
            policy.to_owned()
        }
        None => policy::default(),
    };
    let multi_region = work.request["MultiRegion"] == true;
    let id = if multi_region {
        format!("mrk-{}", work.ids.hex(32))
    } else {
        work.ids.uuid()
    };
    let mut key = Key::new(work.region(), &id, work.now());
    work.given("Description")
        .unwrap_or("")
        .clone_into(&mut key.description);
    (key.spec, key.usage, key.policy, key.tags) = (spec, usage, policy, tags);
    origin.clone_into(&mut key.origin);
    key.multi_region = multi_region;
    if origin == "EXTERNAL" {
        key.state = KeyState::PendingImport;
    } else {
        key.materials.push(Arc::new(Material::derived(&id, 0)));
    }
    if multi_region {
        let family = Family {
            primary: work.region().to_owned(),
            replicas: std::collections::BTreeSet::new(),
        };
        state.families.insert(id.clone(), family);
    }
    state.region(work.region()).keys.insert(id.clone(), key);
    Ok(json!({"KeyMetadata": state.metadata(work.region(), &id, work.now())}))
}

/// `DescribeKey`.
pub(super) fn describe(state: &mut State, work: &Work<'_>) -> Reply {
    let id = find::id(state, work, "KeyId", By::IdOrAlias)?;
    Ok(json!({"KeyMetadata": state.metadata(work.region(), &id, work.now())}))
}

/// `ListKeys`.
pub(super) fn list(state: &mut State, work: &Work<'_>) -> Reply {
    let keys = &state.region(work.region()).keys;
    page(work, "Keys", 100, 1000, |after| {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        keys.range::<str, _>((from, Bound::Unbounded))
            .take(1001)
            .map(|(id, key)| (id.clone(), json!({"KeyId": id, "KeyArn": key.arn})))
            .collect()
    })
}

/// `UpdateKeyDescription`.
pub(super) fn set_description(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    find::refuse_going(key)?;
    let description = work.given("Description").unwrap_or("");
    if description.chars().count() > 8192 {
        return Err(Refusal::invalid(
            "1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length less than or equal to 8192",
        ));
    }
    description.clone_into(&mut key.description);
    Ok(json!({}))
}

/// `EnableKey`: a rotation that was missed is made up for.
pub(super) fn enable(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    find::refuse_going(key)?;
    if key.state == KeyState::PendingImport {
        return find::refuse_unusable(key).map(|()| Value::Null);
    }
    if key.state == KeyState::Disabled
        && let Some(rotation) = key.rotation
        && rotation.next <= work.now()
    {
        key.rotate(work.now(), "AUTOMATIC");
        key.rotation = Some(Rotation {
            next: Timestamp(work.now().0 + rotation.days * DAY),
            ..rotation
        });
    }
    key.state = KeyState::Enabled;
    Ok(json!({}))
}

/// `DisableKey`.
pub(super) fn disable(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    find::refuse_going(key)?;
    if key.state == KeyState::PendingImport {
        return find::refuse_unusable(key).map(|()| Value::Null);
    }
    key.state = KeyState::Disabled;
    Ok(json!({}))
}

/// `ScheduleKeyDeletion`: 7 to 30 days, 30 by default; a primary key waits for
/// its replicas.
pub(super) fn schedule_deletion(state: &mut State, work: &Work<'_>) -> Reply {
    let days = work.number("PendingWindowInDays", 7, 30)?.unwrap_or(30);
    let key = find::own(state, work)?;
    find::refuse_going(key)?;
    let (id, arn, region) = (key.id.clone(), key.arn.clone(), key.region.clone());
    let waits = state
        .families
        .get(&id)
        .is_some_and(|family| family.primary == region && !family.replicas.is_empty());
    let key = find::by_id(state, work, &id)?;
    if waits {
        key.state = KeyState::PendingReplicaDeletion(days);
        return Ok(json!({"KeyId": arn, "KeyState": key.state.name(), "PendingWindowInDays": days}));
    }
    let gone = Timestamp(work.now().0 + days * DAY);
    key.state = KeyState::PendingDeletion(gone);
    state.region(&region).doomed.insert((gone, id));
    Ok(json!({
        "KeyId": arn,
        "DeletionDate": gone.0,
        "KeyState": "PendingDeletion",
        "PendingWindowInDays": days,
    }))
}

/// `CancelKeyDeletion`: the key stays disabled until somebody enables it.
pub(super) fn cancel_deletion(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    if !key.state.is_going() {
        let message = format!("{} is not pending deletion.", key.arn);
        return Err(Refusal("KMSInvalidStateException", message));
    }
    let doom = match key.state {
        KeyState::PendingDeletion(at) => Some((at, key.id.clone())),
        _ => None,
    };
    key.state = if key.materials.is_empty() {
        KeyState::PendingImport
    } else {
        KeyState::Disabled
    };
    let body = json!({"KeyId": key.arn});
    if let Some(doom) = doom {
        state.region(work.region()).doomed.remove(&doom);
    }
    Ok(body)
}

/// `GetKeyLastUsage`: what the key last did, and the event that tells of it.
pub(super) fn last_usage(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::key(state, work)?;
    let mut usage = json!({});
    if let Some((operation, at)) = &key.used {
        usage = json!({"Operation": operation, "Timestamp": at.0});
        let events = work.log.newest_first(|made| {
            made.service == "kms"
                && made.operation == *operation
                && made.error.is_none()
                && made.resources.iter().any(|r| r.name == key.arn)
        });
        if let Some(event) = events.first() {
            usage["CloudTrailEventId"] = json!(event.id);
            usage["KmsRequestId"] = json!(event.id);
        }
    }
    Ok(json!({
        "KeyId": key.arn,
        "KeyLastUsage": usage,
        "TrackingStartDate": key.created.0,
        "KeyCreationDate": key.created.0,
    }))
}
