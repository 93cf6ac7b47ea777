//! Tags of what the customer made: a map of at most fifty.

use super::state::Region;
use super::{Reply, Work, invalid, missing};
use crate::demo::wire::json::Refusal;
use serde_json::{Map, Value, json};

/// What tags must be.
pub(super) fn check(tags: &Value) -> Result<(), Refusal> {
    let Some(tags) = tags.as_object() else {
        return Ok(());
    };
    let fits = |key: &str, value: &Value| {
        let short = value.as_str().is_some_and(|value| value.chars().count() <= 256);
        (1..=128).contains(&key.chars().count()) && !key.starts_with("aws:") && short
    };
    if tags.len() <= 50 && tags.iter().all(|(key, value)| fits(key, value)) {
        return Ok(());
    }
    Err(invalid("The tags aren't valid."))
}

/// The request behind the ARN in the path.
fn request<'r>(region: &'r mut Region, work: &Work<'_>) -> Result<&'r mut Value, Refusal> {
    let arn = work.path.get(1..).unwrap_or_default().join("/");
    let (kind, id) = arn
        .rsplit(':')
        .next()
        .and_then(|resource| resource.split_once('/'))
        .ok_or_else(missing)?;
    if arn != work.arn(kind, id) {
        return Err(missing());
    }
    let made = match kind {
        "classification-job" => {
            let at = region.job_ids.get(id).copied();
            return at.map(|at| &mut region.jobs[at].request).ok_or_else(missing);
        }
        "custom-data-identifier" => region.identifiers.get_mut(id).filter(|made| !made.deleted),
        "allow-list" => region.lists.get_mut(id),
        "findings-filter" => region.filters.get_mut(id),
        _ => None,
    };
    made.map(|made| &mut made.request).ok_or_else(missing)
}

/// `ListTagsForResource`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let request = request(region, work)?;
    let tags = request["tags"].as_object().cloned().unwrap_or_default();
    Ok(json!({"tags": tags}))
}

/// `TagResource`.
pub(super) fn add(region: &mut Region, work: &Work<'_>) -> Reply {
    let request = request(region, work)?;
    let mut tags = request["tags"].as_object().cloned().unwrap_or_default();
    tags.extend(work.request["tags"].as_object().cloned().unwrap_or_else(Map::new));
    let tags = Value::Object(tags);
    check(&tags)?;
    request["tags"] = tags;
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(region: &mut Region, work: &Work<'_>) -> Reply {
    let request = request(region, work)?;
    if let Some(tags) = request["tags"].as_object_mut() {
        let unwanted = work.call.query.0.iter().filter(|(name, _)| name == "tagKeys");
        for (_, key) in unwanted {
            tags.shift_remove(key);
        }
    }
    Ok(json!({}))
}
