//! Tags of guardrails.

use super::{Region, Reply, Work, guardrails, invalid};
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

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

fn named<'w>(work: &'w Work<'_>) -> &'w str {
    work.request["resourceARN"].as_str().unwrap_or("")
}

/// `ListTagsForResource`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let guardrail = guardrails::find(region, named(work))?;
    Ok(json!({"tags": guardrail.tags}))
}

/// `TagResource`.
pub(super) fn add(region: &mut Region, work: &Work<'_>) -> Reply {
    let given = read(&work.request["tags"])?;
    let guardrail = guardrails::find(region, named(work))?;
    let mut tags = guardrail.tags.clone();
    tags.retain(|old| given.iter().all(|new| new["key"] != old["key"]));
    tags.extend(given);
    guardrail.tags = read(&Value::Array(tags))?;
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(region: &mut Region, work: &Work<'_>) -> Reply {
    let unwanted = work.request["tagKeys"].as_array().cloned().unwrap_or_default();
    let guardrail = guardrails::find(region, named(work))?;
    guardrail.tags.retain(|tag| !unwanted.contains(&tag["key"]));
    Ok(json!({}))
}
