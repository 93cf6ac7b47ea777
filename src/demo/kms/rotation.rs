//! Rotation: automatic, by the account's clock, and on demand.

use super::state::{DAY, Key, KeyState, Rotation, State};
use super::{Refusal, Reply, Work, find, page, spec};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// On-demand rotations of a key at most (API reference, RotateKeyOnDemand).
const ON_DEMAND: usize = 25;

/// Only symmetric keys with material from AWS rotate by themselves.
fn refuse_other_kinds(key: &Key) -> Result<(), Refusal> {
    if key.can_rotate() {
        return Ok(());
    }
    let why = if key.spec == spec::SYMMETRIC {
        format!("origin is {}", key.origin)
    } else {
        format!("key spec is {}", key.spec)
    };
    Err(Refusal(
        "UnsupportedOperationException",
        format!(
            "{} {why}, which is not valid for automatic key rotation.",
            key.arn
        ),
    ))
}

/// Rotation of a multi-Region key is set on the primary.
fn refuse_replica(state: &State, work: &Work<'_>, id: &str) -> Result<(), Refusal> {
    let replica = state
        .families
        .get(id)
        .is_some_and(|family| family.primary != work.region());
    if !replica {
        return Ok(());
    }
    let arn = find::key_arn(work.region(), id);
    Err(Refusal(
        "UnsupportedOperationException",
        format!("{arn} is a replica key. Rotation is set on the primary key."),
    ))
}

/// A key whose rotation may be changed.
fn rotating<'s>(state: &'s mut State, work: &Work<'_>) -> Result<&'s mut Key, Refusal> {
    let key = find::own(state, work)?;
    refuse_other_kinds(key)?;
    find::refuse_unusable(key)?;
    let id = key.id.clone();
    refuse_replica(state, work, &id)?;
    find::by_id(state, work, &id)
}

/// `EnableKeyRotation`: 90 to 2560 days, 365 by default.
pub(super) fn enable(state: &mut State, work: &Work<'_>) -> Reply {
    let days = work.number("RotationPeriodInDays", 90, 2560)?.unwrap_or(365);
    let key = rotating(state, work)?;
    key.rotation = Some(Rotation {
        days,
        next: Timestamp(work.now().0 + days * DAY),
    });
    Ok(json!({}))
}

/// `DisableKeyRotation`.
pub(super) fn disable(state: &mut State, work: &Work<'_>) -> Reply {
    let key = rotating(state, work)?;
    key.rotation = None;
    Ok(json!({}))
}

/// `GetKeyRotationStatus`: false while the key is pending deletion.
pub(super) fn status(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::key(state, work)?;
    refuse_other_kinds(key)?;
    let rotation = key.rotation.filter(|_| !key.state.is_going());
    let mut body = json!({"KeyId": key.arn, "KeyRotationEnabled": rotation.is_some()});
    if let Some(rotation) = rotation {
        body["RotationPeriodInDays"] = json!(rotation.days);
        if key.state == KeyState::Enabled {
            body["NextRotationDate"] = json!(rotation.next.0);
        }
    }
    Ok(body)
}

/// `RotateKeyOnDemand`: new material at once; the schedule stays.
pub(super) fn on_demand(state: &mut State, work: &Work<'_>) -> Reply {
    let key = rotating(state, work)?;
    let done = key.rotations.iter().filter(|r| r.kind == "ON_DEMAND").count();
    if done >= ON_DEMAND {
        return Err(Refusal(
            "LimitExceededException",
            format!(
                "The number of on-demand rotations for {} exceeds the limit.",
                key.arn
            ),
        ));
    }
    key.rotate(work.now(), "ON_DEMAND");
    Ok(json!({"KeyId": key.arn}))
}

/// `ListKeyRotations`: the rotations that are done, and on request the first
/// material, which came by none.
pub(super) fn list(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::key(state, work)?;
    if key.spec != spec::SYMMETRIC {
        refuse_other_kinds(key)?;
    }
    let with_first = work.given("IncludeKeyMaterial") == Some("ALL_KEY_MATERIAL");
    let first = usize::from(!with_first);
    let entries: Vec<(String, Value)> = (first..key.materials.len())
        .map(|n| (format!("{n:06}"), entry(key, n)))
        .collect();
    page(work, "Rotations", 100, 1000, |after| {
        let shown = entries.into_iter();
        shown
            .filter(|(n, _)| after.is_none_or(|after| n.as_str() > after))
            .collect()
    })
}

/// Material `n` and the rotation that brought it: the `n`-th, counted from 1.
fn entry(key: &Key, n: usize) -> Value {
    let current = n + 1 == key.materials.len();
    let mut entry = json!({
        "KeyId": key.arn,
        "KeyMaterialId": key.materials[n].id,
        "KeyMaterialState": if current { "CURRENT" } else { "NON_CURRENT" },
    });
    if let Some(rotated) = n.checked_sub(1).and_then(|n| key.rotations.get(n)) {
        entry["RotationDate"] = json!(rotated.at.0);
        entry["RotationType"] = json!(rotated.kind);
    }
    entry
}
