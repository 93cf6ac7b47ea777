//! Asking for some of many: `eq`, `neq`, `gt`, `prefix` and the others over a
//! property named by its path, and sorting by one.

use crate::inventory::Timestamp;
use serde_json::Value;
use std::cmp::Ordering;

/// The values at a path; through lists, those of each item.
fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut here = vec![value];
    for step in path.split('.') {
        here = here
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().map(|item| &item[step]).collect(),
                other => vec![&other[step]],
            })
            .filter(|value| !value.is_null())
            .collect();
    }
    here.into_iter()
        .flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            other => vec![other],
        })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number, or a time in milliseconds, as criteria give it.
fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => Timestamp::parse(text)
            .map(|time| time.0 * 1000)
            .or_else(|| text.parse().ok()),
        _ => None,
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(text).collect()
}

/// Whether a value meets every criterion of a map from path to conditions.
pub(super) fn meets(value: &Value, criteria: &Value) -> bool {
    let Some(criteria) = criteria.as_object() else {
        return true;
    };
    criteria.iter().all(|(path, conditions)| {
        let found = at(value, path);
        let conditions = conditions.as_object().into_iter().flatten();
        conditions
            .filter(|(_, wanted)| !wanted.is_null())
            .all(|(operator, wanted)| holds(&found, operator, wanted))
    })
}

fn holds(found: &[&Value], operator: &str, wanted: &Value) -> bool {
    let is_one_of = || {
        let wanted = texts(wanted);
        found.iter().any(|value| wanted.contains(&text(value)))
    };
    let compares = |allowed: &[Ordering]| {
        let bound = number(wanted);
        found.iter().any(|value| match (number(value), bound) {
            (Some(value), Some(bound)) => allowed.contains(&value.cmp(&bound)),
            _ => false,
        })
    };
    match operator {
        "eq" => is_one_of(),
        "neq" => !is_one_of(),
        "eqExactMatch" => {
            let sorted = |mut all: Vec<String>| {
                all.sort();
                all.dedup();
                all
            };
            sorted(found.iter().map(|value| text(value)).collect()) == sorted(texts(wanted))
        }
        "gt" => compares(&[Ordering::Greater]),
        "gte" => compares(&[Ordering::Greater, Ordering::Equal]),
        "lt" => compares(&[Ordering::Less]),
        "lte" => compares(&[Ordering::Less, Ordering::Equal]),
        "prefix" => {
            let prefix = text(wanted);
            found.iter().any(|value| text(value).starts_with(&prefix))
        }
        _ => false,
    }
}

/// Sorts by `attributeName` and `orderBy`; as they are when nothing is said.
pub(super) fn sort(values: &mut [Value], order: &Value) {
    let Some(path) = order["attributeName"].as_str() else {
        return;
    };
    let key = |value: &Value| {
        let found = at(value, path);
        let first = found.first().copied().unwrap_or(&Value::Null);
        (number(first), text(first))
    };
    values.sort_by_cached_key(key);
    if order["orderBy"] == "DESC" {
        values.reverse();
    }
}
