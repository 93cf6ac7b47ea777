//! Tags of policies, CA certificates and what is kept by name.

use super::policies::no_policy;
use super::{Region, Reply, Work, invalid, named};
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

/// The tags of the resource with an ARN: a policy, a CA certificate or what is
/// kept by name.
fn find<'r>(region: &'r mut Region, work: &Work<'_>, arn: &str) -> Result<&'r mut Vec<Value>, Refusal> {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or("").to_owned();
    let (word, name) = resource.split_once('/').unwrap_or(("", ""));
    if arn != work.arn(word, name) {
        return Err(no_policy(name));
    }
    let found = match word {
        "policy" => region.policies.get_mut(name).map(|policy| &mut policy.tags),
        "cacert" => region.authorities.get_mut(name).map(|ca| &mut ca.tags),
        _ => named::of_resource(&resource)
            .and_then(|key| region.named.get_mut(&key))
            .map(|named| &mut named.tags),
    };
    found.ok_or_else(|| no_policy(name))
}

/// `ListTagsForResource`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let tags = find(region, work, work.call.query.text("resourceArn"))?;
    Ok(json!({"tags": tags}))
}

/// `TagResource`.
pub(super) fn add(region: &mut Region, work: &Work<'_>) -> Reply {
    let given = read(&work.request["tags"])?;
    let kept = find(region, work, work.request["resourceArn"].as_str().unwrap_or(""))?;
    let mut tags = kept.clone();
    tags.retain(|old| given.iter().all(|new| new["Key"] != old["Key"]));
    tags.extend(given);
    *kept = read(&Value::Array(tags))?;
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(region: &mut Region, work: &Work<'_>) -> Reply {
    let unwanted = work.request["tagKeys"].as_array().cloned().unwrap_or_default();
    let kept = find(region, work, work.request["resourceArn"].as_str().unwrap_or(""))?;
    kept.retain(|tag| !unwanted.contains(&tag["Key"]));
    Ok(json!({}))
}
