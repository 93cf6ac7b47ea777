//! Tags of keys: fifty at most, and none that begin with `aws:`.

use super::state::State;
use super::{Refusal, Reply, Work, find, page};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Tags of a key at most.
const MOST: usize = 50;

/// A list of `TagKey` and `TagValue`, checked.
pub(super) fn checked(tags: &Value) -> Result<BTreeMap<String, String>, Refusal> {
    let refused = |message: String| Err(Refusal("TagException", message));
    let mut read = BTreeMap::new();
    for tag in tags.as_array().into_iter().flatten() {
        let (key, value) = (
            tag["TagKey"].as_str().unwrap_or(""),
            tag["TagValue"].as_str().unwrap_or(""),
        );
        if key.is_empty() || key.chars().count() > 128 {
            return Err(Refusal::invalid(format!(
                "1 validation error detected: Value '{key}' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length between 1 and 128"
            )));
        }
        if value.chars().count() > 256 {
            return Err(Refusal::invalid(format!(
                "1 validation error detected: Value '{value}' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256"
            )));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return refused("aws: prefixed tag key names are not allowed for external use.".to_owned());
        }
        if read.insert(key.to_owned(), value.to_owned()).is_some() {
            return refused(format!("Duplicate tag key: {key}"));
        }
    }
    if read.len() > MOST {
        return refused("Too many tags".to_owned());
    }
    Ok(read)
}

/// `TagResource`.
pub(super) fn add(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    find::refuse_going(key)?;
    let given = checked(&work.request["Tags"])?;
    let new = given.keys().filter(|name| !key.tags.contains_key(*name)).count();
    if key.tags.len() + new > MOST {
        return Err(Refusal("LimitExceededException", "Too many tags".to_owned()));
    }
    key.tags.extend(given);
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::own(state, work)?;
    find::refuse_going(key)?;
    for name in work.request["TagKeys"].as_array().into_iter().flatten() {
        key.tags.remove(name.as_str().unwrap_or(""));
    }
    Ok(json!({}))
}

/// `ListResourceTags`.
pub(super) fn list(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::key(state, work)?;
    page(work, "Tags", 50, 50, |after| {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        key.tags
            .range::<str, _>((from, Bound::Unbounded))
            .map(|(name, value)| (name.clone(), json!({"TagKey": name, "TagValue": value})))
            .collect()
    })
}
