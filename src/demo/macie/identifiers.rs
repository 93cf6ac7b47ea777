//! Custom data identifiers, and the list of the managed ones.

use super::detect::custom::{self, Rule};
use super::detect::identifiers::ALL;
use super::detect::{Piece, Shape};
use super::state::{Made, Region};
use super::{Reply, Work, invalid, missing, tags, text};
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};
use std::borrow::Cow;

/// `ListManagedDataIdentifiers`: those that this account really detects.
pub(super) fn list_managed(work: &Work<'_>) -> Reply {
    let items: Vec<Value> = ALL
        .iter()
        .map(|identifier| json!({"category": identifier.category, "id": identifier.id}))
        .collect();
    work.page("items", &items, 100, 1000)
}

/// A list of words: how many, and how long each.
fn words(
    request: &Value,
    field: &str,
    most: usize,
    length: std::ops::RangeInclusive<usize>,
) -> Result<(), Refusal> {
    let list = request[field].as_array().map_or(&[][..], Vec::as_slice);
    let fits = |word: &Value| {
        word.as_str()
            .is_some_and(|word| length.contains(&word.chars().count()))
    };
    if list.len() <= most && list.iter().all(fits) {
        return Ok(());
    }
    Err(invalid(format!(
        "The {field} array can contain as many as {most} values, each of {}-{} characters.",
        length.start(),
        length.end()
    )))
}

/// What detection criteria must be.
fn check(request: &Value) -> Result<(), Refusal> {
    let pattern = text(request, "regex", 512)?;
    if custom::compile(pattern).is_none() {
        return Err(invalid(
            "The regex isn't valid, or uses a construct that isn't supported.",
        ));
    }
    words(request, "keywords", 50, 3..=90)?;
    words(request, "ignoreWords", 10, 4..=90)?;
    let distance = &request["maximumMatchDistance"];
    if !distance.is_null() && !distance.as_u64().is_some_and(|d| (1..=300).contains(&d)) {
        return Err(invalid(
            "The maximumMatchDistance value must be between 1 and 300.",
        ));
    }
    Ok(())
}

/// Severity levels rise with their thresholds, each severity once.
fn check_levels(levels: &Value) -> Result<(), Refusal> {
    let levels = levels.as_array().map_or(&[][..], Vec::as_slice);
    let steps: Vec<(usize, u64)> = levels
        .iter()
        .filter_map(|level| {
            let rank = ["LOW", "MEDIUM", "HIGH"]
                .iter()
                .position(|name| level["severity"] == *name)?;
            Some((rank, level["occurrencesThreshold"].as_u64().filter(|n| *n > 0)?))
        })
        .collect();
    let mut sorted = steps.clone();
    sorted.sort_unstable();
    let rises = sorted
        .windows(2)
        .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1);
    if steps.len() == levels.len() && rises {
        return Ok(());
    }
    Err(invalid(
        "The severityLevels must have ascending occurrencesThreshold values from LOW to HIGH.",
    ))
}

/// `CreateCustomDataIdentifier`.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let mut request = work.request.clone();
    text(&request, "name", 128)?;
    check(&request)?;
    check_levels(&request["severityLevels"])?;
    tags::check(&request["tags"])?;
    let token = request["clientToken"]
        .as_str()
        .map(|token| format!("identifier {token}"));
    if let Some(id) = token.as_ref().and_then(|token| region.tokens.get(token)) {
        return Ok(json!({"customDataIdentifierId": id}));
    }
    if request["maximumMatchDistance"].is_null() {
        request["maximumMatchDistance"] = json!(custom::DISTANCE);
    }
    if request["severityLevels"].is_null() {
        request["severityLevels"] = json!([{"occurrencesThreshold": 1, "severity": "MEDIUM"}]);
    }
    let id = work.ground.ids.uuid();
    if let Some(token) = token {
        region.tokens.insert(token, id.clone());
    }
    let made = Made {
        request,
        created: work.now(),
        updated: work.now(),
        deleted: false,
    };
    region.identifiers.insert(id.clone(), made);
    Ok(json!({"customDataIdentifierId": id}))
}

fn summary(region: &Region, id: &str, made: &Made) -> Value {
    let mut out = json!({
        "arn": region.arn("custom-data-identifier", id),
        "createdAt": made.created.rfc3339(),
        "id": id,
        "name": made.request["name"],
    });
    if made.request["description"].is_string() {
        out["description"] = made.request["description"].clone();
    }
    out
}

/// `GetCustomDataIdentifier`: one that was deleted is still told of.
pub(super) fn get(region: &Region, work: &Work<'_>) -> Reply {
    let made = region.identifiers.get(work.id()).ok_or_else(missing)?;
    let mut out = summary(region, work.id(), made);
    out["deleted"] = json!(made.deleted);
    for field in [
        "regex",
        "keywords",
        "ignoreWords",
        "maximumMatchDistance",
        "severityLevels",
        "tags",
    ] {
        if !made.request[field].is_null() {
            out[field] = made.request[field].clone();
        }
    }
    Ok(out)
}

/// `ListCustomDataIdentifiers`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let mut live: Vec<(&String, &Made)> = region
        .identifiers
        .iter()
        .filter(|(_, made)| !made.deleted)
        .collect();
    live.sort_by_key(|(_, made)| made.created);
    let items: Vec<Value> = live.iter().map(|(id, made)| summary(region, id, made)).collect();
    work.page("items", &items, 25, 1000)
}

/// `BatchGetCustomDataIdentifiers`.
pub(super) fn batch(region: &Region, work: &Work<'_>) -> Value {
    let ids = work.request["ids"].as_array().cloned().unwrap_or_default();
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for id in ids.iter().filter_map(Value::as_str) {
        match region.identifiers.get(id) {
            Some(made) => {
                let mut one = summary(region, id, made);
                one["deleted"] = json!(made.deleted);
                found.push(one);
            }
            None => unknown.push(id),
        }
    }
    json!({"customDataIdentifiers": found, "notFoundIdentifierIds": unknown})
}

/// `DeleteCustomDataIdentifier`.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let made = region.identifiers.get_mut(work.id()).filter(|made| !made.deleted);
    made.ok_or_else(missing)?.deleted = true;
    Ok(json!({}))
}

/// `TestCustomDataIdentifier`.
pub(super) fn test(work: &Work<'_>) -> Reply {
    check(&work.request)?;
    let sample = text(&work.request, "sampleText", 1000)?;
    let rule = Rule::of("", &work.request).ok_or_else(|| invalid("The regex isn't valid."))?;
    let piece = Piece {
        text: Cow::Borrowed(sample),
        shape: Shape::Text,
    };
    Ok(json!({"matchCount": rule.matches(&piece).len()}))
}
