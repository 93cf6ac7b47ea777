//! A plan as text: marks, fields before and after, why, what it takes and
//! what it satisfies.

use super::{Action, Plan, Spec, Step};
use serde_json::Value;
use std::fmt::Write as _;

/// Lines longer than this are cut: policies are shown whole by `--format json`.
const WIDEST: usize = 160;

/// The plan for a terminal or a log, without colour.
pub fn text(plan: &Plan) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "Stack {} in account {}, Region {}",
        plan.stack, plan.account, plan.region
    );
    let mut group = "";
    for step in &plan.steps {
        if step.group != group {
            group = &step.group;
            let _ = writeln!(out, "\n{group}");
        }
        step_text(&mut out, step);
    }
    let _ = writeln!(out, "\n{}", plan.summary());
    let actions = plan.iam_actions();
    if !actions.is_empty() {
        let _ = writeln!(out, "Applying takes: {}", actions.join(", "));
    }
    if plan
        .steps
        .iter()
        .any(|s| s.controls.iter().any(|c| c.starts_with('~')))
    {
        let _ = writeln!(out, "~ before a control: our mapping by analogy; confirm it.");
    }
    let _ = writeln!(out, "Plan {}", plan.hash());
    out
}

/// The plan as one JSON object: the plan's fields, with hash and summary.
pub fn json(plan: &Plan) -> Value {
    let mut value = serde_json::to_value(plan).unwrap_or_default();
    if let Value::Object(map) = &mut value {
        map.insert("hash".to_owned(), plan.hash().into());
        map.insert(
            "summary".to_owned(),
            serde_json::to_value(plan.summary()).unwrap_or_default(),
        );
    }
    value
}

fn step_text(out: &mut String, step: &Step) {
    let mark = step.action.mark();
    let _ = writeln!(out, "  {mark} {:<28} {}", step.id, step.title);
    match step.action {
        Action::Create => {
            for (field, value) in fields(&step.spec) {
                let _ = writeln!(out, "      {field} = {value}");
            }
        }
        Action::Change | Action::None => {
            for d in &step.differences {
                let _ = writeln!(
                    out,
                    "      {}: {} -> {}",
                    d.field,
                    one_line(&d.actual),
                    one_line(&d.wanted)
                );
            }
        }
        Action::Adopt => {
            for (output, value) in &step.known {
                let _ = writeln!(out, "      {output} = {}", one_line(value));
            }
        }
    }
    if step.action == Action::None {
        return;
    }
    let _ = writeln!(out, "      # {}", step.why);
    let _ = writeln!(out, "      # takes {}", step.iam_actions.join(", "));
    if !step.controls.is_empty() {
        let _ = writeln!(out, "      # satisfies {}", step.controls.join(", "));
    }
}

/// The parameters of a call, flat, for people: field and value.
pub fn fields(spec: &Spec) -> Vec<(String, String)> {
    let Ok(Value::Object(map)) = serde_json::to_value(spec) else {
        return Vec::new();
    };
    map.into_iter()
        .filter(|(k, v)| k != "call" && !is_empty(v))
        .map(|(k, v)| (k, shown(&v)))
        .collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => one_line(text),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| format!("{k}={}", shown(v)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

/// Control characters out (the text may come from AWS), white space folded,
/// cut to a line.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if line.chars().count() > WIDEST {
        line = line.chars().take(WIDEST - 1).collect::<String>() + "…";
    }
    line
}
