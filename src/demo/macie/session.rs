//! Macie on, off and paused in a Region, and what it publishes.

use super::state::Region;
use super::{ROLE, Reply, Work, invalid};
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const STATUS: &[&str] = &["ENABLED", "PAUSED"];
const FREQUENCY: &[&str] = &["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"];

/// Macie that is off answers as if access were denied.
pub(super) fn off() -> Refusal {
    Refusal::new(403, "AccessDeniedException", "Macie is not enabled.")
}

/// One of some names, if it was given.
fn one_of<'v>(request: &'v Value, field: &str, names: &[&str]) -> Result<Option<&'v str>, Refusal> {
    match request[field].as_str() {
        Some(given) if !names.contains(&given) => Err(invalid(format!(
            "The {field} value isn't valid. Valid values are: {}.",
            names.join(", ")
        ))),
        given => Ok(given),
    }
}

/// `EnableMacie`.
pub(super) fn enable(regions: &mut BTreeMap<String, Region>, work: &Work<'_>) -> Reply {
    if regions.contains_key(work.region()) {
        return Err(Refusal::new(
            409,
            "ConflictException",
            "Macie has already been enabled",
        ));
    }
    let status = one_of(&work.request, "status", STATUS)?.unwrap_or("ENABLED");
    let frequency = one_of(&work.request, "findingPublishingFrequency", FREQUENCY)?;
    let region = Region::new(
        work.region(),
        status,
        frequency.unwrap_or("SIX_HOURS"),
        work.now(),
    );
    regions.insert(work.region().to_owned(), region);
    Ok(json!({}))
}

/// `GetMacieSession`.
pub(super) fn get(region: &Region) -> Value {
    json!({
        "createdAt": region.since.rfc3339(),
        "updatedAt": region.changed.rfc3339(),
        "findingPublishingFrequency": region.frequency,
        "serviceRole": ROLE,
        "status": region.status,
    })
}

/// `UpdateMacieSession`. Suspending Macie cancels the jobs.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let status = one_of(&work.request, "status", STATUS)?;
    let frequency = one_of(&work.request, "findingPublishingFrequency", FREQUENCY)?;
    if let Some(status) = status {
        if status == "PAUSED" {
            for job in &mut region.jobs {
                job.cancel();
            }
        }
        status.clone_into(&mut region.status);
    }
    if let Some(frequency) = frequency {
        frequency.clone_into(&mut region.frequency);
    }
    region.changed = work.now();
    Ok(json!({}))
}

/// `GetFindingsPublicationConfiguration`.
pub(super) fn publication(region: &Region) -> Value {
    json!({"securityHubConfiguration": region.publication})
}

/// `PutFindingsPublicationConfiguration`.
pub(super) fn publish(region: &mut Region, work: &Work<'_>) -> Value {
    let wanted = &work.request["securityHubConfiguration"];
    for field in ["publishClassificationFindings", "publishPolicyFindings"] {
        if wanted[field].is_boolean() {
            region.publication[field] = wanted[field].clone();
        }
    }
    json!({})
}
