//! `List…`: filters, order and pages.

use super::describe;
use super::nouns::Noun;
use super::progress;
use super::store::{Item, Store};
use crate::demo::wire::{json, page};
use crate::demo::{Call, Response};
use serde_json::{Map, Value};

/// Answers a `List…` call.
pub fn list(store: &Store, call: &Call, noun: &'static Noun, request: &Value) -> Response {
    let mut found: Vec<&Item> = store
        .of(&call.region, noun)
        .filter(|item| wanted(item, request, call))
        .collect();
    match request["SortBy"].as_str().unwrap_or("CreationTime") {
        "Name" => found.sort_by(|a, b| a.key.cmp(&b.key)),
        "Status" => found.sort_by_key(|item| progress::state(item, call.now).status),
        _ => found.sort_by_key(|item| item.created),
    }
    if request["SortOrder"].as_str().unwrap_or("Descending") == "Descending" {
        found.reverse();
    }
    let limit = request["MaxResults"].as_u64().unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return json::error(
            400,
            "ValidationException",
            &format!(
                "1 validation error detected: Value '{limit}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"
            ),
        );
    }
    let limit = usize::try_from(limit).unwrap_or(10);
    let Some((shown, next)) = page::cut(&found, request["NextToken"].as_str(), limit) else {
        return json::error(400, "ValidationException", "The pagination token is not valid.");
    };
    let entries = shown
        .iter()
        .map(|item| describe::summary(store, &call.region, item, call.now))
        .collect();
    let mut out = Map::new();
    out.insert(noun.listed_as.to_owned(), Value::Array(entries));
    if let Some(next) = next {
        out.insert("NextToken".to_owned(), next.into());
    }
    json::ok(&Value::Object(out))
}

fn wanted(item: &Item, request: &Value, call: &Call) -> bool {
    let name = item.request[item.noun.name_field].as_str().unwrap_or("");
    let contains = request["NameContains"]
        .as_str()
        .is_none_or(|part| name.to_lowercase().contains(&part.to_lowercase()));
    let status = request["StatusEquals"]
        .as_str()
        .is_none_or(|status| progress::state(item, call.now).status == status);
    let after = request["CreationTimeAfter"]
        .as_i64()
        .is_none_or(|after| item.created.0 >= after);
    let before = request["CreationTimeBefore"]
        .as_i64()
        .is_none_or(|before| item.created.0 <= before);
    contains && status && after && before
}
