//! When two policy documents mean the same, however they are written.
//!
//! AWS keeps some documents as they were put and rewrites others (S3, KMS and
//! IAM turn account ids into root ARNs, lists of one into scalars, and give
//! IAM documents back percent-encoded). Only form is evened out here: one value
//! and a list of one, the order of lists and statements, the case of actions,
//! and the three spellings of an account. Anything else that differs, differs.

use serde_json::{Map, Value};

/// Whether two documents mean the same. What is no JSON is compared as text.
pub(super) fn same(a: &str, b: &str) -> bool {
    match (canonical(a), canonical(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.trim() == b.trim(),
    }
}

/// The document in one line and one order, for showing.
pub(super) fn tidy(text: &str) -> String {
    canonical(text).map_or_else(|| text.trim().to_owned(), |v| v.to_string())
}

/// IAM gives documents percent-encoded (RFC 3986).
pub(super) fn decoded(text: &str) -> String {
    if text.trim_start().starts_with('{') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn canonical(text: &str) -> Option<Value> {
    let Value::Object(document) = serde_json::from_str(text).ok()? else {
        return None;
    };
    let mut out: Vec<(String, Value)> = document
        .into_iter()
        .map(|(key, value)| {
            let value = if key == "Statement" {
                sorted(listed(value).into_iter().map(statement).collect())
            } else {
                value
            };
            (key, value)
        })
        .collect();
    out.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Value::Object(out.into_iter().collect()))
}

fn statement(value: Value) -> Value {
    let Value::Object(fields) = value else {
        return value;
    };
    let fields = fields.into_iter().map(|(key, value)| {
        let value = match key.as_str() {
            "Action" | "NotAction" => strings(value, str::to_ascii_lowercase),
            "Resource" | "NotResource" => strings(value, str::to_owned),
            "Principal" | "NotPrincipal" => principal(value),
            "Condition" => condition(value),
            _ => value,
        };
        (key, value)
    });
    ordered(fields)
}

/// `"*"` and `{"AWS": "*"}` are kept apart: they are not the same everywhere.
fn principal(value: Value) -> Value {
    match value {
        Value::Object(kinds) => ordered(
            kinds
                .into_iter()
                .map(|(kind, names)| (kind, strings(names, account))),
        ),
        other => other,
    }
}

/// A bare account id means its root.
fn account(name: &str) -> String {
    if name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit()) {
        format!("arn:aws:iam::{name}:root")
    } else {
        name.to_owned()
    }
}

fn condition(value: Value) -> Value {
    let Value::Object(operators) = value else {
        return value;
    };
    ordered(operators.into_iter().map(|(operator, keys)| {
        let keys = match keys {
            // Condition keys' names are not case-sensitive.
            Value::Object(keys) => ordered(
                keys.into_iter()
                    .map(|(key, values)| (key.to_ascii_lowercase(), strings(values, str::to_owned))),
            ),
            other => other,
        };
        (operator, keys)
    }))
}

fn ordered(fields: impl Iterator<Item = (String, Value)>) -> Value {
    let mut fields: Vec<_> = fields.collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    Value::Object(fields.into_iter().collect::<Map<_, _>>())
}

/// One value or a list of values, as a sorted list of texts; `true` and
/// `"true"` are the same to IAM.
fn strings(value: Value, spell: impl Fn(&str) -> String) -> Value {
    sorted(
        listed(value)
            .into_iter()
            .map(|v| match v {
                Value::String(text) => Value::String(spell(&text)),
                Value::Bool(_) | Value::Number(_) => Value::String(v.to_string()),
                other => other,
            })
            .collect(),
    )
}

fn listed(value: Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values,
        one => vec![one],
    }
}

fn sorted(mut values: Vec<Value>) -> Value {
    values.sort_by_cached_key(ToString::to_string);
    values.dedup();
    Value::Array(values)
}
