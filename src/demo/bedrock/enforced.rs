//! The guardrail that is enforced on every invocation: one a Region, in a
//! version that is there.

use super::{Region, Reply, Work, guardrails, invalid, missing};
use serde_json::{Value, json};

/// `PutEnforcedGuardrailConfiguration`.
pub(super) fn put(region: &mut Region, work: &Work<'_>) -> Reply {
    let given = &work.request["guardrailInferenceConfig"];
    let named = given["guardrailIdentifier"].as_str().unwrap_or("");
    let version = given["guardrailVersion"].as_str().unwrap_or("");
    let guardrail = guardrails::find(region, named)?;
    if version.parse::<u32>().is_err() {
        return Err(invalid("The guardrailVersion must be the number of a version."));
    }
    if !guardrail.has_version(version) {
        return Err(missing("version of the guardrail"));
    }
    let id = super::short(named).to_owned();
    let before = region.enforced.as_ref();
    let asked = work.request["configId"].as_str();
    if asked.is_some() && asked != before.and_then(|b| b["configId"].as_str()) {
        return Err(missing("enforced guardrail configuration"));
    }
    let now = work.now().rfc3339();
    let caller = work.call.caller.arn.as_ref();
    let kept_or = |field: &str, new: &str| before.map_or_else(|| json!(new), |b| b[field].clone());
    let mut kept = json!({
        "configId": asked.map_or_else(|| work.id(), str::to_owned),
        "guardrailArn": work.arn(&id),
        "guardrailId": id,
        "guardrailVersion": version,
        "createdAt": kept_or("createdAt", &now),
        "createdBy": kept_or("createdBy", caller),
        "updatedAt": now,
        "updatedBy": caller,
        "owner": "ACCOUNT",
    });
    for field in ["selectiveContentGuarding", "modelEnforcement"] {
        if given[field].is_object() {
            kept[field] = given[field].clone();
        }
    }
    let answer = json!({
        "configId": kept["configId"],
        "updatedAt": kept["updatedAt"],
        "updatedBy": kept["updatedBy"],
    });
    region.enforced = Some(kept);
    Ok(answer)
}

/// `ListEnforcedGuardrailsConfiguration`.
pub(super) fn list(region: &Region) -> Value {
    let kept: Vec<&Value> = region.enforced.iter().collect();
    json!({"guardrailsConfig": kept})
}

/// `DeleteEnforcedGuardrailConfiguration`.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let kept = region.enforced.as_ref();
    if kept.is_none_or(|kept| kept["configId"] != work.named.as_str()) {
        return Err(missing("enforced guardrail configuration"));
    }
    region.enforced = None;
    Ok(json!({}))
}
