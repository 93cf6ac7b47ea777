//! Tags, by the ARN of what carries them.

use super::store::{self, Store};
use super::{Request, rules};
use crate::demo::Response;
use crate::demo::wire::{json, page};
use serde_json::{Value, json};

/// The most tags that a resource carries.
const MOST: usize = 50;

fn invalid(message: &str) -> Response {
    json::error(400, "ValidationException", message)
}

fn missing(arn: &str) -> Response {
    invalid(&format!("Could not find resource {arn}."))
}

/// `ListTags`.
pub fn list(store: &mut Store, request: &Request<'_>) -> Response {
    let arn = request.body["ResourceArn"].as_str().unwrap_or("");
    let Some(item) = store.by_arn_mut(arn) else {
        return missing(arn);
    };
    let tags = store::write_tags(&item.tags);
    let limit = request.body["MaxResults"].as_u64().unwrap_or(50);
    let limit = usize::try_from(limit).unwrap_or(MOST);
    let Some((shown, next)) = page::cut(&tags, request.body["NextToken"].as_str(), limit) else {
        return invalid("Invalid pagination token given.");
    };
    let mut out = json!({"Tags": shown});
    if let Some(next) = next {
        out["NextToken"] = json!(next);
    }
    json::ok(&out)
}

/// `AddTags`.
pub fn add(store: &mut Store, request: &Request<'_>) -> Response {
    let given = &request.body["Tags"];
    if let Some(fault) = rules::tags_fault(given) {
        return invalid(&fault);
    }
    let arn = request.body["ResourceArn"].as_str().unwrap_or("");
    let Some(item) = store.by_arn_mut(arn) else {
        return missing(arn);
    };
    let mut tags = item.tags.clone();
    tags.extend(store::read_tags(given));
    if tags.len() > MOST {
        return invalid(&format!("{arn} cannot have more than {MOST} tags."));
    }
    item.tags = tags;
    json::ok(&json!({"Tags": store::write_tags(&item.tags)}))
}

/// `DeleteTags`.
pub fn delete(store: &mut Store, request: &Request<'_>) -> Response {
    let arn = request.body["ResourceArn"].as_str().unwrap_or("");
    let Some(item) = store.by_arn_mut(arn) else {
        return missing(arn);
    };
    let keys = request.body["TagKeys"].as_array().into_iter().flatten();
    for key in keys.filter_map(Value::as_str) {
        item.tags.remove(key);
    }
    json::ok(&json!({}))
}
