//! Text from AWS, made harmless and short enough.

use crate::app::sanitise::{LINE_LIMIT, clean};
use crate::posture::{Check, Evidence, Finding, Status};
use serde_json::Value;

/// The text, harmless and at most `limit` characters long, an ellipsis
/// included where it was cut.
pub(super) fn short(text: &str, limit: usize) -> String {
    let fits = text.chars().nth(limit).is_none();
    clean(text, if fits { limit } else { limit.saturating_sub(1) })
}

/// An object as it is written: every text harmless, and no member that is
/// null, since the formats have no nulls.
pub(super) fn finished(mut value: Value) -> Value {
    finish(&mut value);
    value
}

fn finish(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text, LINE_LIMIT),
        Value::Array(items) => items.iter_mut().for_each(finish),
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(finish);
        }
        _ => {}
    }
}

/// What a finding says, in a sentence: what was read and what is wanted, or why
/// it cannot be said.
pub(super) fn said(finding: &Finding) -> String {
    if let (Status::Unknown, Some(reason)) = (finding.status, finding.reason()) {
        return format!("It cannot be said: {reason}");
    }
    let seen: Vec<String> = finding.evidence().iter().map(fact).collect();
    seen.join("; ")
}

/// The requirements that a check answers for, as `framework id`.
pub(super) fn requirements(check: &Check) -> Vec<String> {
    let all = check.requirements().iter();
    all.map(|r| format!("{} {}", r.framework, r.id)).collect()
}

/// Those of them that this project mapped, which a person must confirm.
pub(super) fn inferred(check: &Check) -> Vec<String> {
    let own = check.requirements().iter().filter(|r| r.inferred);
    own.map(|r| format!("{} {}", r.framework, r.id)).collect()
}

/// One fact in words.
pub(super) fn fact(evidence: &Evidence) -> String {
    format!(
        "{} is {} (wanted: {})",
        evidence.field, evidence.value, evidence.wanted
    )
}
