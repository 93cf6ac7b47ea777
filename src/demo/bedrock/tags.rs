//! Tags of guardrails, models, jobs, agents and what they use. Agents' calls
//! name the resource in the path and have their tags in a map; the control
//! plane's name it in the body and have a list.

use super::{Region, Reply, Work, guardrails, invalid};
use crate::demo::shelf;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::texts;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tags of a request: at most fifty, none reserved.
pub(super) fn read(list: &Value) -> Result<Vec<Value>, Refusal> {
    let tags = list.as_array().cloned().unwrap_or_default();
    if tags.len() > 50 {
        return Err(Refusal::new(
            400,
            "TooManyTagsException",
            "A resource can have as many as 50 tags.",
        ));
    }
    let fits = |tag: &Value| {
        tag["key"]
            .as_str()
            .is_some_and(|key| !key.is_empty() && !key.starts_with("aws:"))
    };
    if tags.iter().all(fits) {
        return Ok(tags);
    }
    Err(invalid("The tags aren't valid."))
}

/// Whether the call names its resource in the path.
fn by_path(work: &Work<'_>) -> bool {
    work.call.path.trim_start_matches('/').starts_with("tags/")
}

fn named(work: &Work<'_>) -> String {
    if by_path(work) {
        return work.named.clone();
    }
    work.request["resourceARN"].as_str().unwrap_or("").to_owned()
}

fn listed(tags: &BTreeMap<String, String>) -> Vec<Value> {
    let pairs = tags.iter();
    pairs
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect()
}

/// `ListTagsForResource`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let arn = named(work);
    if let Some(tags) = region.shelf.tags(&arn) {
        let tags = if by_path(work) {
            json!(tags)
        } else {
            json!(listed(tags))
        };
        return Ok(json!({"tags": tags}));
    }
    let guardrail = guardrails::find(region, &arn)?;
    Ok(json!({"tags": guardrail.tags}))
}

/// `TagResource`.
pub(super) fn add(region: &mut Region, work: &Work<'_>) -> Reply {
    let arn = named(work);
    if let Some(tags) = region.shelf.tags(&arn) {
        tags.extend(shelf::tags(&work.request["tags"]));
        return Ok(json!({}));
    }
    let given = read(&work.request["tags"])?;
    let guardrail = guardrails::find(region, &arn)?;
    let mut tags = guardrail.tags.clone();
    tags.retain(|old| given.iter().all(|new| new["key"] != old["key"]));
    tags.extend(given);
    guardrail.tags = read(&Value::Array(tags))?;
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(region: &mut Region, work: &Work<'_>) -> Reply {
    let arn = named(work);
    let asked = work.call.query.0.iter().filter(|(name, _)| name == "tagKeys");
    let mut unwanted: Vec<&str> = asked.map(|(_, key)| key.as_str()).collect();
    unwanted.extend(texts(&work.request, "tagKeys"));
    if let Some(tags) = region.shelf.tags(&arn) {
        tags.retain(|key, _| !unwanted.contains(&key.as_str()));
        return Ok(json!({}));
    }
    let guardrail = guardrails::find(region, &arn)?;
    let is_unwanted = |tag: &Value| unwanted.iter().any(|key| tag["key"] == *key);
    guardrail.tags.retain(|tag| !is_unwanted(tag));
    Ok(json!({}))
}
