//! Every call that was made to the embedded account: who, when, what, and how
//! it ended. CloudTrail's `LookupEvents` answers from it.

use super::wire::xml;
use super::{Call, Response};
use crate::inventory::Timestamp;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many calls are kept; the oldest go first.
const KEPT: usize = 20_000;

/// One call, after it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// `EventId`.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The principal that made it.
    pub caller: Arc<str>,
    /// The access key id that signed it.
    pub access_key: String,
    /// The signing name of the service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The Region.
    pub region: String,
    /// The parameters as JSON (JSON protocols), or names and values (others);
    /// the bodies of objects are not kept.
    pub parameters: Value,
    /// The names, ids and ARNs that the request gave or the answer made.
    pub resources: Vec<String>,
    /// The error code, when it failed.
    pub error: Option<String>,
}

impl Made {
    /// Whether the operation only reads, by CloudTrail's naming rule.
    pub fn read_only(&self) -> bool {
        only_reads(&self.operation)
    }
}

/// Whether an operation only reads, by CloudTrail's naming rule.
pub fn only_reads(operation: &str) -> bool {
    ["Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}

/// The log of one account.
#[derive(Debug, Default)]
pub struct CallLog {
    made: Mutex<VecDeque<Made>>,
}

impl CallLog {
    /// Adds a call.
    pub fn record(&self, made: Made) {
        let mut log = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == KEPT {
            log.pop_front();
        }
        log.push_back(made);
    }

    /// The calls that `wanted` accepts, newest first.
    pub fn newest_first(&self, wanted: impl Fn(&Made) -> bool) -> Vec<Made> {
        let log = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<Made> = log.iter().filter(|made| wanted(made)).cloned().collect();
        found.reverse();
        found.sort_by_key(|made| std::cmp::Reverse(made.at));
        found
    }

    /// How many calls are kept.
    pub fn len(&self) -> usize {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was called yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the log keeps of a call's parameters.
pub fn parameters(call: &Call) -> Value {
    if call.service == "s3" {
        let mut kept = serde_json::Map::new();
        let path = call.path.trim_start_matches('/');
        let bucket = match call.host.split_once(".s3.") {
            Some((bucket, _)) => bucket,
            None => path.split('/').next().unwrap_or(""),
        };
        kept.insert("bucketName".to_owned(), bucket.into());
        return Value::Object(kept);
    }
    if let Ok(Value::Object(body)) = serde_json::from_slice(&call.body) {
        return Value::Object(body);
    }
    let mut kept = serde_json::Map::new();
    let form = call.form();
    for (name, value) in form.0.iter().chain(&call.query.0) {
        if !["Action", "Version"].contains(&name.as_str()) {
            kept.insert(name.clone(), value.as_str().into());
        }
    }
    Value::Object(kept)
}

/// The names, ids and ARNs in a write's parameters and answer, each once:
/// what `LookupEvents` finds an event by.
pub fn resources(parameters: &Value, response: &Response) -> Vec<String> {
    let mut found = Vec::new();
    if let Value::Object(fields) = parameters {
        fields
            .iter()
            .for_each(|(name, value)| note(name, value, &mut found));
    }
    if response.status < 300 {
        if let Ok(Value::Object(fields)) = serde_json::from_slice(&response.body) {
            for (name, value) in &fields {
                note(name, value, &mut found);
                if let Value::Object(inner) = value {
                    inner
                        .iter()
                        .for_each(|(name, value)| note(name, value, &mut found));
                }
            }
        } else if let Some(root) = xml::parse(&response.body) {
            note_elements(&root, &mut found);
        }
    }
    found
}

/// Whether a field names a resource.
fn names_a_resource(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    !field.contains("requestid")
        && !["accesskeyid", "awsaccountid", "ownerid"].contains(&field.as_str())
        && ["id", "arn", "name", "identifier"]
            .iter()
            .any(|end| field.ends_with(end))
}

fn note(field: &str, value: &Value, found: &mut Vec<String>) {
    if let Some(text) = value.as_str()
        && names_a_resource(field)
    {
        add(text, found);
    }
}

fn note_elements(element: &xml::Element, found: &mut Vec<String>) {
    if element.children.is_empty() && names_a_resource(&element.name) {
        add(element.text.trim(), found);
    }
    for child in &element.children {
        note_elements(child, found);
    }
}

fn add(text: &str, found: &mut Vec<String>) {
    if !text.is_empty() && found.len() < 20 && !found.iter().any(|f| f == text) {
        found.push(text.to_owned());
    }
}
