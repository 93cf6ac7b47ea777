//! `LookupEvents`: the management events of a Region, newest first.

use super::record::{self, source, user};
use crate::demo::calls::{CallLog, Made};
use crate::demo::wire::json;
use crate::demo::{Call, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::Arc;

/// Events are kept for ninety days.
const KEPT: i64 = 90 * 86_400;

/// The most events of a page.
const PAGE: usize = 50;

const KEYS: &[&str] = &[
    "AccessKeyId",
    "EventId",
    "EventName",
    "EventSource",
    "ReadOnly",
    "ResourceName",
    "ResourceType",
    "Username",
];

pub(super) fn lookup(log: &CallLog, call: &Call, request: &Value) -> Response {
    let attributes: Vec<(&str, &str)> = request["LookupAttributes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|a| Some((a["AttributeKey"].as_str()?, a["AttributeValue"].as_str()?)))
        .collect();
    if attributes.len() > 1 || attributes.iter().any(|(key, _)| !KEYS.contains(key)) {
        return json::error(
            400,
            "InvalidLookupAttributesException",
            "Lookup attributes must be one of the supported keys, and only one may be given.",
        );
    }
    let size = match request["MaxResults"].as_u64() {
        None => PAGE,
        Some(n) => match usize::try_from(n) {
            Ok(n) if (1..=PAGE).contains(&n) => n,
            _ => {
                return json::error(
                    400,
                    "InvalidMaxResultsException",
                    "A max results value must be between 1 and 50.",
                );
            }
        },
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds since 1970 fit a double exactly"
    )]
    let oldest = (call.now.0 - KEPT) as f64;
    let from = request["StartTime"].as_f64().unwrap_or(oldest);
    let to = request["EndTime"].as_f64().unwrap_or(f64::MAX);
    if from > to {
        return json::error(
            400,
            "InvalidTimeRangeException",
            "The start time must not be later than the end time.",
        );
    }
    let found = log.newest_first(|made| {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 fit a double exactly"
        )]
        let at = made.at.0 as f64;
        made.region == call.region
            && made.is_management()
            && at >= oldest
            && (from..=to).contains(&at)
            && attributes.iter().all(|(key, value)| has(made, key, value))
    });
    let asked = format!("{}|{}|{attributes:?}", request["StartTime"], request["EndTime"]);
    let Some(start) = start(&found, &asked, request["NextToken"].as_str()) else {
        return json::error(
            400,
            "InvalidNextTokenException",
            "The token is not valid, or was given for other parameters.",
        );
    };
    let end = (start + size).min(found.len());
    let shown = &found[start..end];
    let events: Vec<Value> = shown.iter().map(|made| event(log, made)).collect();
    let mut body = json!({"Events": events});
    if let (true, Some(last)) = (end < found.len(), shown.last()) {
        body["NextToken"] = json!(STANDARD.encode(format!("{}|{asked}", last.id)));
    }
    json::ok(&body)
}

/// Where a page begins: after the event that the token names. A lookup is an
/// event too, so positions move while the pages are read.
fn start(found: &[Arc<Made>], asked: &str, token: Option<&str>) -> Option<usize> {
    let Some(token) = token.filter(|t| !t.is_empty()) else {
        return Some(0);
    };
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let (last, before) = text.split_once('|')?;
    if before != asked {
        return None;
    }
    found.iter().position(|made| made.id == last).map(|at| at + 1)
}

fn has(made: &Made, key: &str, value: &str) -> bool {
    match key {
        "EventId" => made.id == value,
        "EventName" => made.operation == value,
        "EventSource" => source(made) == value,
        "Username" => user(made) == value,
        "AccessKeyId" => made.access_key == value,
        "ReadOnly" => made.read_only().to_string() == value,
        "ResourceName" => made.resources.iter().any(|r| r.name == value),
        "ResourceType" => made.resources.iter().any(|r| r.kind == value),
        _ => false,
    }
}

fn event(log: &CallLog, made: &Made) -> Value {
    let resources: Vec<Value> = made
        .resources
        .iter()
        .map(|r| json!({"ResourceName": r.name, "ResourceType": r.kind}))
        .collect();
    json!({
        "EventId": made.id,
        "EventName": made.operation,
        "EventSource": source(made),
        "EventTime": made.at.0,
        "Username": user(made),
        "AccessKeyId": made.access_key,
        "ReadOnly": made.read_only().to_string(),
        "Resources": resources,
        "CloudTrailEvent": record::of(log, made).to_string(),
    })
}
