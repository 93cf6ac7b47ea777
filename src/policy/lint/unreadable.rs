//! The one issue of a text that is no policy: why the parser refused it.

use super::{Fix, Issue, Severity};
use crate::policy::ParseError;
use crate::policy::json::{self, Json, Value};
use std::ops::Range;

/// Words that AWS wants exactly so.
const WORDS: &[&str] = &["Allow", "Deny", "AWS", "Service", "Federated", "CanonicalUser"];

/// Elements of a policy and of a statement, for names in the wrong case.
const ELEMENTS: &[&str] = &[
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub(super) fn issue(text: &str, error: ParseError) -> Issue {
    let at = json::byte_of(text, error.line, error.column);
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let span = json::parse(text)
        .ok()
        .and_then(|tree| spanning(&tree, at))
        .unwrap_or(at..end);
    Issue {
        severity: Severity::Error,
        code: error.code,
        message: error.reason,
        line: error.line,
        column: error.column,
        fix: recased(text, &span),
        span,
        statement: None,
    }
}

/// The string or name that begins at a byte; of lists and objects, where they
/// begin.
fn spanning(node: &Json, at: usize) -> Option<Range<usize>> {
    if node.span.start == at && !matches!(node.value, Value::Array(_) | Value::Object(_)) {
        return Some(node.span.clone());
    }
    match &node.value {
        Value::Array(items) => items.iter().find_map(|item| spanning(item, at)),
        Value::Object(members) => members.iter().find_map(|m| {
            if m.name_span.start == at {
                Some(m.name_span.clone())
            } else {
                spanning(&m.value, at)
            }
        }),
        _ => None,
    }
}

/// The word in the case that AWS wants, where only the case is wrong.
fn recased(text: &str, span: &Range<usize>) -> Option<Fix> {
    let written = text.get(span.clone())?.strip_prefix('"')?.strip_suffix('"')?;
    let right = WORDS
        .iter()
        .chain(ELEMENTS)
        .find(|word| word.eq_ignore_ascii_case(written) && **word != written)?;
    Some(Fix::new(
        format!("write {right}"),
        span.clone(),
        format!("\"{right}\""),
    ))
}
