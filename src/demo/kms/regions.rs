//! Multi-Region keys: replicas with the same id and material elsewhere.

use super::find;
use super::state::{Key, KeyState, State};
use super::{Refusal, Reply, Work, policy, tags};
use crate::inventory::Timestamp;
use serde_json::json;

/// Seconds that a replica is `Creating`.
const CREATING: i64 = 10;

fn unsupported(arn: &str, why: &str) -> Refusal {
    Refusal("UnsupportedOperationException", format!("{arn} {why}"))
}

fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    parts.len() >= 3
        && parts
            .last()
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// `ReplicateKey`.
pub(super) fn replicate(state: &mut State, work: &Work<'_>) -> Reply {
    let there = work.text("ReplicaRegion")?.to_owned();
    let key = find::own(state, work)?;
    find::refuse_unusable(key)?;
    if !key.multi_region {
        return Err(unsupported(&key.arn, "is not a multi-Region key."));
    }
    let mut replica = Key::new(&there, &key.id, work.now());
    replica.spec.clone_from(&key.spec);
    replica.usage.clone_from(&key.usage);
    replica.origin.clone_from(&key.origin);
    replica.rotation = key.rotation;
    replica.rotations.clone_from(&key.rotations);
    replica.multi_region = true;
    let (id, arn, materials) = (key.id.clone(), key.arn.clone(), key.materials.clone());
    let Some(family) = state.families.get(&id) else {
        return Err(unsupported(&arn, "is not a multi-Region key."));
    };
    if family.primary != work.region() {
        return Err(unsupported(&arn, "is not a multi-Region primary key."));
    }
    if there == work.region() || family.replicas.contains(&there) {
        let message = format!("Key {} already exists", find::key_arn(&there, &id));
        return Err(Refusal("AlreadyExistsException", message));
    }
    if !is_region(&there) {
        return Err(Refusal::invalid(format!("Invalid replica region: {there}")));
    }
    replica.tags = tags::checked(&work.request["Tags"])?;
    work.given("Description")
        .unwrap_or("")
        .clone_into(&mut replica.description);
    replica.policy = match work.given("Policy") {
        Some(text) => {
            policy::refuse_fault(text, work)?;
            text.to_owned()
        }
        None => policy::default(),
    };
    if replica.origin == "EXTERNAL" {
        replica.state = KeyState::PendingImport;
    } else {
        replica.materials = materials;
        replica.state = KeyState::Creating(Timestamp(work.now().0 + CREATING));
    }
    let tags: Vec<_> = replica
        .tags
        .iter()
        .map(|(key, value)| json!({"TagKey": key, "TagValue": value}))
        .collect();
    let text = replica.policy.clone();
    state.region(&there).keys.insert(id.clone(), replica);
    if let Some(family) = state.families.get_mut(&id) {
        family.replicas.insert(there.clone());
    }
    Ok(json!({
        "ReplicaKeyMetadata": state.metadata(&there, &id, work.now()),
        "ReplicaPolicy": text,
        "ReplicaTags": tags,
    }))
}

/// `UpdatePrimaryRegion`: primary and replica change places.
pub(super) fn set_primary(state: &mut State, work: &Work<'_>) -> Reply {
    let there = work.text("PrimaryRegion")?.to_owned();
    let key = find::own(state, work)?;
    find::refuse_unusable(key)?;
    let (id, arn) = (key.id.clone(), key.arn.clone());
    let shared = (key.rotation, key.rotations.clone(), key.materials.clone());
    let Some(family) = state.families.get_mut(&id) else {
        return Err(unsupported(&arn, "is not a multi-Region key."));
    };
    if family.primary != work.region() {
        return Err(unsupported(&arn, "is not a multi-Region primary key."));
    }
    if !family.replicas.remove(&there) {
        let message = format!("Key '{}' does not exist", find::key_arn(&there, &id));
        return Err(Refusal("NotFoundException", message));
    }
    let old = std::mem::replace(&mut family.primary, there.clone());
    family.replicas.insert(old);
    if let Some(key) = state.region(&there).keys.get_mut(&id)
        && key.origin == "AWS_KMS"
    {
        (key.rotation, key.rotations, key.materials) = shared;
    }
    Ok(json!({}))
}
