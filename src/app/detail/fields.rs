//! Every field that was read, with the gaps in their places.
//!
//! Made from the serialised detail, so that a new kind or field shows here
//! without a line of its own.

use super::{Line, Sources};
use crate::app::sanitise;
use crate::app::table::RowId;
use crate::app::tabs::Tone;
use crate::inventory::{Arn, Resource};
use serde_json::{Map, Value};

/// The lines of the section.
pub(super) fn lines(id: &RowId, sources: Sources<'_>) -> Vec<Line> {
    match id {
        RowId::Gap(operation, region) => gap(operation, region, sources),
        RowId::Stack(name) => stack(name, sources),
        RowId::Frameworks
        | RowId::Framework(_)
        | RowId::Requirement(..)
        | RowId::RootCauses
        | RowId::RootCause(_) => Vec::new(),
        RowId::Resource(arn) | RowId::Finding(_, arn) => match sources.inventory.get(arn) {
            Some(resource) => of_resource(resource),
            None => vec![
                pair("arn", arn.as_str(), Tone::Plain, 0),
                Line::new("The finding is about the Region as a whole.", Tone::Dim),
            ],
        },
    }
}

fn stack(name: &str, sources: Sources<'_>) -> Vec<Line> {
    let Some(stack) = sources.stacks.iter().find(|s| s.name == name) else {
        return vec![Line::new("The stack has no journal any more.", Tone::Dim)];
    };
    let mut lines = vec![
        pair("stack", name, Tone::Accent, 0),
        pair("state", &stack.state, stack.tone, 0),
        pair(
            "steps done",
            &format!("{} of {}", stack.done, stack.steps),
            Tone::Plain,
            0,
        ),
        pair("account", &stack.account, Tone::Plain, 0),
        pair("region", &stack.region, Tone::Plain, 0),
    ];
    if let Some(changed) = stack.changed {
        lines.push(pair("changed", &changed.rfc3339(), Tone::Plain, 0));
    }
    lines
}

fn gap(operation: &str, region: &str, sources: Sources<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for gap in sources.inventory.gaps() {
        if gap.gap.operation == operation && gap.region.as_str() == region {
            lines.push(pair("operation", operation, Tone::Plain, 0));
            lines.push(pair("region", region, Tone::Plain, 0));
            lines.push(pair("what is missing", gap.kind.label(), Tone::Plain, 0));
            lines.push(pair("why", gap.gap.kind.word(), Tone::Unknown, 0));
            lines.push(pair("answer", &gap.gap.message, Tone::Plain, 0));
        }
    }
    lines
}

fn of_resource(resource: &Resource) -> Vec<Line> {
    let mut lines = vec![
        pair("arn", resource.arn.as_str(), Tone::Plain, 0),
        pair("name", &resource.name, Tone::Accent, 0),
        pair("kind", resource.kind().label(), Tone::Plain, 0),
        pair("region", resource.region.as_str(), Tone::Plain, 0),
        pair("account", resource.account.as_str(), Tone::Plain, 0),
    ];
    if let Some(created) = resource.created {
        lines.push(pair("created", &created.rfc3339(), Tone::Plain, 0));
    }
    if let Ok(Value::Object(mut fields)) = serde_json::to_value(&resource.detail) {
        fields.shift_remove("kind");
        for (name, value) in &fields {
            add(name, value, 0, &mut lines);
        }
    }
    if let Ok(tags) = serde_json::to_value(&resource.tags) {
        add("tags", &tags, 0, &mut lines);
    }
    lines
}

const NAME: usize = 28;

fn pair(name: &str, value: &str, tone: Tone, depth: usize) -> Line {
    let width = NAME.saturating_sub(depth * 2);
    let name = sanitise::cell(&name.replace('_', " "));
    Line::new(format!("{}{name:<width$} ", "  ".repeat(depth)), Tone::Dim)
        .and(sanitise::clean(value, sanitise::LINE_LIMIT), tone)
}

/// What a serialised [`Field`](crate::inventory::Field) holds.
enum Read<'a> {
    Known(&'a Value),
    Gap(String),
    Plain(&'a Value),
}

fn read(value: &Value) -> Read<'_> {
    let Value::Object(map) = value else {
        return Read::Plain(value);
    };
    if map.len() != 1 {
        return Read::Plain(value);
    }
    if let Some(known) = map.get("known") {
        return Read::Known(known);
    }
    match map.get("unknown") {
        Some(Value::Object(gap)) => Read::Gap(gap_words(gap)),
        _ => Read::Plain(value),
    }
}

fn gap_words(gap: &Map<String, Value>) -> String {
    let part = |name: &str| {
        gap.get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
            .replace('_', " ")
    };
    let said = format!("? {} {}: {}", part("kind"), part("operation"), part("message"));
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn add(name: &str, value: &Value, depth: usize, lines: &mut Vec<Line>) {
    match read(value) {
        Read::Gap(words) => lines.push(pair(name, &words, Tone::Unknown, depth)),
        Read::Known(value) | Read::Plain(value) => plain(name, value, depth, lines),
    }
}

fn plain(name: &str, value: &Value, depth: usize, lines: &mut Vec<Line>) {
    match value {
        Value::Null => lines.push(pair(name, "not set", Tone::Dim, depth)),
        Value::Bool(on) => lines.push(pair(name, if *on { "yes" } else { "no" }, Tone::Plain, depth)),
        Value::Number(number) => lines.push(pair(name, &number.to_string(), Tone::Plain, depth)),
        Value::String(text) => string(name, text, depth, lines),
        Value::Array(items) if items.is_empty() => lines.push(pair(name, "none", Tone::Dim, depth)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let label = if at == 0 { name } else { "" };
                match item {
                    Value::Object(_) | Value::Array(_) => {
                        let label = format!("{name} {}", at + 1);
                        plain(&label, item, depth, lines);
                    }
                    _ => plain(label, item, depth, lines),
                }
            }
        }
        Value::Object(map) if map.is_empty() => lines.push(pair(name, "none", Tone::Dim, depth)),
        Value::Object(map) => {
            lines.push(pair(name, "", Tone::Plain, depth));
            for (name, value) in map {
                add(name, value, depth + 1, lines);
            }
        }
    }
}

/// Text; a policy document is laid out as JSON, an ARN leads to its resource.
fn string(name: &str, text: &str, depth: usize, lines: &mut Vec<Line>) {
    let document = text
        .trim_start()
        .starts_with('{')
        .then(|| serde_json::from_str::<Value>(text).ok())
        .flatten()
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    if let Some(pretty) = document {
        lines.push(pair(name, "", Tone::Plain, depth));
        let indent = "  ".repeat(depth + 1);
        lines.extend(
            sanitise::lines(&pretty)
                .into_iter()
                .map(|l| Line::new(format!("{indent}{l}"), Tone::Plain)),
        );
        return;
    }
    let line = pair(name, text, Tone::Plain, depth);
    let arn = Arn::new(text);
    if arn.is_well_formed() {
        lines.push(line.to(RowId::Resource(arn)));
    } else {
        lines.push(line);
    }
}
