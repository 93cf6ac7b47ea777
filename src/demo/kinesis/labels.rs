//! Tags and resource policies of streams.

use super::state::Region;
use super::{Refusal, Reply, Work};
use crate::policy::Document;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Tags of a stream at most.
const MOST: usize = 50;

/// Adds tags, checked.
pub(super) fn add(tags: &mut BTreeMap<String, String>, given: &Value) -> Result<(), Refusal> {
    for (key, value) in given.as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or("");
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(Refusal::argument(format!("Tag '{key}' is too long or empty.")));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(Refusal::argument("The tag key must not begin with 'aws:'."));
        }
        tags.insert(key.clone(), value.to_owned());
    }
    if tags.len() > MOST {
        return Err(Refusal::argument(format!(
            "Failed to add tags: a stream cannot have more than {MOST} tags."
        )));
    }
    Ok(())
}

/// `AddTagsToStream` and `TagResource`.
pub(super) fn tag(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    let mut tags = stream.tags.clone();
    add(&mut tags, &work.request["Tags"])?;
    stream.tags = tags;
    Ok(json!({}))
}

/// `RemoveTagsFromStream` and `UntagResource`.
pub(super) fn untag(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    for key in work.request["TagKeys"].as_array().into_iter().flatten() {
        stream.tags.remove(key.as_str().unwrap_or(""));
    }
    Ok(json!({}))
}

fn entry((key, value): (&String, &String)) -> Value {
    json!({"Key": key, "Value": value})
}

/// `ListTagsForStream`, in pages.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let limit = work.number("Limit", 1, 50)?.unwrap_or(50);
    let limit = usize::try_from(limit).unwrap_or(1);
    let stream = work.stream(region)?;
    let from = work.given("ExclusiveStartTagKey");
    let from = from.map_or(Bound::Unbounded, Bound::Excluded);
    let mut tags = stream.tags.range::<str, _>((from, Bound::Unbounded));
    let shown: Vec<Value> = tags.by_ref().take(limit).map(entry).collect();
    Ok(json!({"Tags": shown, "HasMoreTags": tags.next().is_some()}))
}

/// `ListTagsForResource`.
pub(super) fn list_all(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    let shown: Vec<Value> = stream.tags.iter().map(entry).collect();
    Ok(json!({"Tags": shown}))
}

/// `PutResourcePolicy`.
pub(super) fn put_policy(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = work.text("Policy")?;
    let stream = work.stream(region)?;
    let document = Document::parse(policy)
        .map_err(|error| Refusal::argument(format!("Could not parse the policy: {error}")))?;
    if document.statements.iter().any(|s| s.principal.is_none()) {
        return Err(Refusal::argument(
            "Policy contains a statement without a principal.",
        ));
    }
    stream.policy = Some(policy.to_owned());
    Ok(json!({}))
}

/// `GetResourcePolicy`: empty where there is none.
pub(super) fn get_policy(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    Ok(json!({"Policy": stream.policy.as_deref().unwrap_or("")}))
}

/// `DeleteResourcePolicy`.
pub(super) fn delete_policy(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    if stream.policy.take().is_none() {
        let message = format!("No resource policy found for resource ARN {}.", stream.arn);
        return Err(Refusal("ResourceNotFoundException", message));
    }
    Ok(json!({}))
}
