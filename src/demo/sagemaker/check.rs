//! What SageMaker's front door refuses: members that are missing, too long,
//! too many, of the wrong form or not of the set, in AWS's own words.

use super::pattern::Pattern;
use super::shapes::{self, Bounds, Member, Operation, Shape};
use crate::demo::Response;
use crate::demo::wire::json::{error, lower_first};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Patterns that were read before; AWS's model has about a hundred.
static PATTERNS: LazyLock<Mutex<HashMap<&'static str, Option<Pattern>>>> = LazyLock::new(Mutex::default);

/// A fault in a request.
enum Fault {
    /// A value of another type: the request cannot be read at all.
    Unreadable(String),
    /// A value that breaks a constraint.
    Broken(String),
}

/// Why a request is not one of this operation, if it is not.
pub fn refuse(operation: &Operation, request: &Value) -> Option<Response> {
    let mut faults = Vec::new();
    members(&operation.input, request, "", &mut faults);
    let unreadable = faults.iter().find_map(|fault| match fault {
        Fault::Unreadable(why) => Some(why),
        Fault::Broken(_) => None,
    });
    if let Some(why) = unreadable {
        return Some(error(400, "SerializationException", why));
    }
    let broken: Vec<&str> = faults
        .iter()
        .filter_map(|fault| match fault {
            Fault::Broken(what) => Some(what.as_str()),
            Fault::Unreadable(_) => None,
        })
        .collect();
    if broken.is_empty() {
        return None;
    }
    let errors = if broken.len() == 1 { "error" } else { "errors" };
    let message = format!(
        "{} validation {errors} detected: {}",
        broken.len(),
        broken.join("; ")
    );
    Some(error(400, "ValidationException", &message))
}

fn members(known: &[Member], given: &Value, path: &str, faults: &mut Vec<Fault>) {
    for member in known {
        let at = if path.is_empty() {
            lower_first(member.name)
        } else {
            format!("{path}.{}", lower_first(member.name))
        };
        match &given[member.name] {
            Value::Null if member.required => faults.push(Fault::Broken(format!(
                "Value null at '{at}' failed to satisfy constraint: Member must not be null"
            ))),
            Value::Null => {}
            value => value_of(member.shape, value, &at, faults),
        }
    }
}

fn value_of(name: &str, value: &Value, at: &str, faults: &mut Vec<Fault>) {
    let Some(shape) = shapes::shape(name) else {
        return;
    };
    let mut broken = |shown: &str, constraint: String| {
        faults.push(Fault::Broken(format!(
            "Value '{shown}' at '{at}' failed to satisfy constraint: {constraint}"
        )));
    };
    match (shape, value) {
        (Shape::Text(bounds, pattern), Value::String(text)) => {
            let constraints = text_constraints(*bounds, *pattern, text);
            for constraint in constraints {
                broken(text, constraint);
            }
        }
        (Shape::OneOf(words), Value::String(text)) => {
            if !words.contains(&text.as_str()) {
                let set = words.join(", ");
                broken(text, format!("Member must satisfy enum value set: [{set}]"));
            }
        }
        (Shape::Integer(bounds), Value::Number(number)) => {
            if let Some(which) = number.as_i64().and_then(|n| outside(*bounds, n)) {
                broken(&number.to_string(), format!("Member must have value {which}"));
            }
        }
        (Shape::Number | Shape::Time, Value::Number(_))
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Blob, Value::String(_)) => {}
        (Shape::Struct(known), Value::Object(_)) => members(known, value, at, faults),
        (Shape::List(bounds, of), Value::Array(items)) => {
            if let Some(which) = outside(*bounds, length(items.len())) {
                broken(&shown(value), format!("Member must have length {which}"));
            }
            for (index, item) in items.iter().enumerate() {
                value_of(of, item, &format!("{at}.{}.member", index + 1), faults);
            }
        }
        (Shape::Map(bounds, keyed, of), Value::Object(items)) => {
            if let Some(which) = outside(*bounds, length(items.len())) {
                broken(&shown(value), format!("Member must have length {which}"));
            }
            for (key, item) in items {
                let key_at = format!("{at}.{key}.key");
                value_of(keyed, &Value::String(key.clone()), &key_at, faults);
                value_of(of, item, &format!("{at}.{key}.member"), faults);
            }
        }
        (wanted, given) => faults.push(Fault::Unreadable(format!(
            "{} can not be converted to {}",
            given_type(given),
            wanted_type(wanted)
        ))),
    }
}

fn text_constraints(bounds: Bounds, pattern: Option<&'static str>, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(which) = outside(bounds, length(text.chars().count())) {
        found.push(format!("Member must have length {which}"));
    }
    if let Some(pattern) = pattern.filter(|pattern| !fits(pattern, text)) {
        found.push(format!(
            "Member must satisfy regular expression pattern: {pattern}"
        ));
    }
    found
}

/// Whether a text has the form; a pattern that cannot be read refuses nothing.
fn fits(pattern: &'static str, text: &str) -> bool {
    let mut known = PATTERNS.lock().unwrap_or_else(PoisonError::into_inner);
    let read = known.entry(pattern).or_insert_with(|| Pattern::read(pattern));
    read.as_ref().is_none_or(|pattern| pattern.matches(text))
}

fn outside(bounds: Bounds, n: i64) -> Option<String> {
    let less = bounds.min.filter(|min| n < *min);
    let more = bounds.max.filter(|max| n > *max);
    less.map(|min| format!("greater than or equal to {min}"))
        .or_else(|| more.map(|max| format!("less than or equal to {max}")))
}

fn length(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A list or map as AWS shows it: `[a, b]`.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

fn given_type(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "STRING_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
        Value::Null => "NULL_VALUE",
    }
}

fn wanted_type(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text(..) | Shape::OneOf(_) => "String",
        Shape::Integer(_) => "Integer",
        Shape::Number => "Float",
        Shape::Boolean => "Boolean",
        Shape::Time => "Timestamp",
        Shape::Blob => "Blob",
        Shape::Struct(_) => "Object",
        Shape::List(..) => "List",
        Shape::Map(..) => "Map",
    }
}
