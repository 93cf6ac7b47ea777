//! Versions of a policy: five at most, one of them the default.

use super::policies::{Version, document, find};
use super::{Region, Reply, Work, missing};
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

/// How many versions a policy can have.
const MOST: usize = 5;

/// The number in the path.
fn number(work: &Work<'_>) -> u32 {
    work.path.get(3).and_then(|id| id.parse().ok()).unwrap_or(0)
}

fn no_version(work: &Work<'_>) -> Refusal {
    missing(format!(
        "Policy version not found (policyName={}, versionId={})",
        work.name(),
        work.path.get(3).map_or("", String::as_str)
    ))
}

/// `CreatePolicyVersion`.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let document = document(work)?;
    if policy.versions.len() >= MOST {
        return Err(Refusal::new(
            409,
            "VersionsLimitExceededException",
            format!(
                "The policy {} already has the maximum number of versions ({MOST})",
                work.name()
            ),
        ));
    }
    policy.last += 1;
    let is_default = work.call.query.get("setAsDefault") == Some("true");
    if is_default {
        policy.default = policy.last;
    }
    policy.changed = work.now();
    let answer = json!({
        "policyArn": work.arn("policy", work.name()),
        "policyDocument": document,
        "policyVersionId": policy.last.to_string(),
        "isDefaultVersion": is_default,
    });
    let version = Version {
        document,
        created: work.now(),
    };
    policy.versions.insert(policy.last, version);
    Ok(answer)
}

/// `GetPolicyVersion`.
pub(super) fn get(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let number = number(work);
    let version = policy.versions.get(&number).ok_or_else(|| no_version(work))?;
    Ok(json!({
        "policyArn": work.arn("policy", work.name()),
        "policyName": work.name(),
        "policyDocument": version.document,
        "policyVersionId": number.to_string(),
        "isDefaultVersion": number == policy.default,
        "creationDate": version.created.0,
        "lastModifiedDate": version.created.0,
        "generationId": policy.generation(),
    }))
}

/// `ListPolicyVersions`: the newest first.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let versions = policy.versions.iter().rev();
    let all: Vec<Value> = versions
        .map(|(number, version)| {
            json!({
                "versionId": number.to_string(),
                "isDefaultVersion": *number == policy.default,
                "createDate": version.created.0,
            })
        })
        .collect();
    Ok(json!({"policyVersions": all}))
}

/// `SetDefaultPolicyVersion`.
pub(super) fn set_default(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let number = number(work);
    if !policy.versions.contains_key(&number) {
        return Err(no_version(work));
    }
    policy.default = number;
    policy.changed = work.now();
    Ok(json!({}))
}

/// `DeletePolicyVersion`: not the default one.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let number = number(work);
    if !policy.versions.contains_key(&number) {
        return Err(no_version(work));
    }
    if number == policy.default {
        return Err(Refusal::new(
            409,
            "DeleteConflictException",
            format!(
                "Cannot delete the default version of a policy (policyName={})",
                work.name()
            ),
        ));
    }
    policy.versions.remove(&number);
    Ok(json!({}))
}
