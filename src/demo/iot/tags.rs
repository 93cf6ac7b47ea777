//! Tags of policies.

use super::policies::{Policy, no_policy};
use super::{Region, Reply, Work, invalid};
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

/// Tags of a request: at most fifty, none reserved.
pub(super) fn read(list: &Value) -> Result<Vec<Value>, Refusal> {
    let tags = list.as_array().cloned().unwrap_or_default();
    let fits = |tag: &Value| {
        tag["Key"]
            .as_str()
            .is_some_and(|key| !key.is_empty() && !key.starts_with("aws:"))
    };
    if tags.len() <= 50 && tags.iter().all(fits) {
        return Ok(tags);
    }
    Err(invalid("The tags are not valid."))
}

/// The policy with an ARN.
fn find<'r>(region: &'r mut Region, work: &Work<'_>, arn: &str) -> Result<&'r mut Policy, Refusal> {
    let name = arn.rsplit('/').next().unwrap_or("");
    let known = arn == work.arn("policy", name);
    let found = region.policies.get_mut(name).filter(|_| known);
    found.ok_or_else(|| no_policy(name))
}

/// `ListTagsForResource`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work, work.call.query.text("resourceArn"))?;
    Ok(json!({"tags": policy.tags}))
}

/// `TagResource`.
pub(super) fn add(region: &mut Region, work: &Work<'_>) -> Reply {
    let given = read(&work.request["tags"])?;
    let policy = find(region, work, work.request["resourceArn"].as_str().unwrap_or(""))?;
    let mut tags = policy.tags.clone();
    tags.retain(|old| given.iter().all(|new| new["Key"] != old["Key"]));
    tags.extend(given);
    policy.tags = read(&Value::Array(tags))?;
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(region: &mut Region, work: &Work<'_>) -> Reply {
    let unwanted = work.request["tagKeys"].as_array().cloned().unwrap_or_default();
    let policy = find(region, work, work.request["resourceArn"].as_str().unwrap_or(""))?;
    policy.tags.retain(|tag| !unwanted.contains(&tag["Key"]));
    Ok(json!({}))
}
