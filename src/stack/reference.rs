//! `${step-id.Output}`: finding references in a spec and resolving them.
//!
//! A reference's step is lower-case letters, digits, `-` and `.`; its output
//! begins with a capital. IAM's own variables (`${aws:username}`) hold a colon
//! and are left alone.

use super::{Outputs, Spec, StepId};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What steps have produced so far.
pub type Produced = BTreeMap<StepId, Outputs>;

/// A reference that cannot be resolved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// The step has produced nothing (it does not exist, or is not done).
    #[error("${{{step}.{output}}} cannot be resolved: the step {step} has not been done")]
    NotDone {
        /// The step that is referred to.
        step: StepId,
        /// The output that is wanted.
        output: String,
    },
    /// The step is done and has no such output.
    #[error("${{{step}.{output}}} cannot be resolved: the step {step} produced no {output}")]
    NotProduced {
        /// The step that is referred to.
        step: StepId,
        /// The output that is wanted.
        output: String,
    },
    /// The spec does not survive the substitution.
    #[error("the call is malformed after its references are resolved: {0}")]
    Malformed(String),
}

/// The spec with every reference replaced by what the steps produced.
///
/// # Errors
/// Names the step of the first reference that cannot be resolved.
pub fn resolve(spec: &Spec, produced: &Produced) -> Result<Spec, ReferenceError> {
    let mut value = serde_json::to_value(spec).map_err(|e| ReferenceError::Malformed(e.to_string()))?;
    resolve_value(&mut value, "", produced)?;
    serde_json::from_value(value).map_err(|e| ReferenceError::Malformed(e.to_string()))
}

/// The steps that a spec refers to.
pub fn steps_referred_to(spec: &Spec) -> BTreeSet<StepId> {
    let mut steps = BTreeSet::new();
    if let Ok(value) = serde_json::to_value(spec) {
        collect(&value, "", &mut steps);
    }
    steps
}

/// Fields that name a local file: never text of ours.
fn is_literal(field: &str) -> bool {
    field == "path"
}

/// Fields that hold a JSON document: what goes in must stay inside its string.
fn is_json(field: &str) -> bool {
    matches!(field, "policy" | "trust")
}

fn collect(value: &Value, field: &str, steps: &mut BTreeSet<StepId>) {
    match value {
        Value::String(text) if !is_literal(field) => {
            steps.extend(references(text).map(|r| r.step.to_owned()));
        }
        Value::Array(items) => items.iter().for_each(|v| collect(v, field, steps)),
        Value::Object(map) => map.iter().for_each(|(k, v)| collect(v, k, steps)),
        _ => {}
    }
}

fn resolve_value(value: &mut Value, field: &str, produced: &Produced) -> Result<(), ReferenceError> {
    match value {
        Value::String(text) if !is_literal(field) => {
            if let Some(new) = resolve_text(text, is_json(field), produced)? {
                *text = new;
            }
        }
        Value::Array(items) => {
            for item in items {
                resolve_value(item, field, produced)?;
            }
        }
        Value::Object(map) => {
            for (key, item) in map.iter_mut() {
                resolve_value(item, key, produced)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The text with its references replaced; `None` when it has none.
fn resolve_text(text: &str, json: bool, produced: &Produced) -> Result<Option<String>, ReferenceError> {
    let mut out = String::new();
    let mut last = 0;
    for r in references(text) {
        let outputs = produced.get(r.step).ok_or_else(|| ReferenceError::NotDone {
            step: r.step.to_owned(),
            output: r.output.to_owned(),
        })?;
        let value =
            outputs
                .get(r.output)
                .filter(|v| !v.is_empty())
                .ok_or_else(|| ReferenceError::NotProduced {
                    step: r.step.to_owned(),
                    output: r.output.to_owned(),
                })?;
        out.push_str(&text[last..r.start]);
        if json {
            let quoted = Value::String(value.clone()).to_string();
            out.push_str(&quoted[1..quoted.len() - 1]);
        } else {
            out.push_str(value);
        }
        last = r.end;
    }
    if last == 0 {
        return Ok(None);
    }
    out.push_str(&text[last..]);
    Ok(Some(out))
}

/// A piece of a text: its own words, or what a step produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words that stand for themselves.
    Words(&'a str),
    /// An output of a step.
    Output {
        /// The step.
        step: &'a str,
        /// The output.
        output: &'a str,
    },
}

/// The pieces of a text, in order; no words are empty.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut last = 0;
    for r in references(text) {
        if r.start > last {
            parts.push(Part::Words(&text[last..r.start]));
        }
        parts.push(Part::Output {
            step: r.step,
            output: r.output,
        });
        last = r.end;
    }
    if last < text.len() {
        parts.push(Part::Words(&text[last..]));
    }
    parts
}

struct Reference<'a> {
    start: usize,
    end: usize,
    step: &'a str,
    output: &'a str,
}

fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    text.match_indices("${").filter_map(move |(start, _)| {
        let rest = &text[start + 2..];
        let close = rest.find('}')?;
        let (step, output) = rest[..close].rsplit_once('.')?;
        let step_fine = !step.is_empty()
            && step
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
        let output_fine = output.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
            && output.bytes().all(|b| b.is_ascii_alphanumeric());
        (step_fine && output_fine).then_some(Reference {
            start,
            end: start + 2 + close + 1,
            step,
            output,
        })
    })
}
