//! ValidatePolicy: our linter's issues under AWS's codes, with the place of
//! each in the document.

use super::{Request, invalid};
use crate::demo::wire::outcome::{self, Outcome};
use crate::policy::PolicyKind;
use crate::policy::json::{self, Json};
use crate::policy::lint::{Issue, Severity, lint};
use serde_json::{Value, json};

const GUIDE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks";

/// What kind of policy a request gives.
fn kind(request: &Request<'_>) -> Option<PolicyKind> {
    let resource = outcome::text(&request.body, "validatePolicyResourceType");
    Some(match (request.body["policyType"].as_str()?, resource) {
        ("IDENTITY_POLICY", _) => PolicyKind::Identity,
        ("SERVICE_CONTROL_POLICY", _) => PolicyKind::Scp,
        ("RESOURCE_CONTROL_POLICY", _) => PolicyKind::Rcp,
        ("RESOURCE_POLICY", Some("AWS::IAM::AssumeRolePolicyDocument")) => PolicyKind::Trust,
        ("RESOURCE_POLICY", Some(s3)) if s3.starts_with("AWS::S3::") => PolicyKind::BucketPolicy,
        ("RESOURCE_POLICY", _) => PolicyKind::ResourcePolicy,
        _ => return None,
    })
}

/// `ValidatePolicy`.
pub(super) fn validate(request: &mut Request<'_>) -> Outcome {
    let text = request.required("policyDocument")?.to_owned();
    let kind = kind(request).ok_or_else(|| invalid("policyType is not one of the allowed values"))?;
    let tree = json::parse(&text).ok();
    let rows: Vec<Value> = lint(&text, kind)
        .iter()
        // Our own codes are not AWS's to tell.
        .filter(|issue| !issue.code.starts_with("AISEC_"))
        .map(|issue| finding(issue, &text, tree.as_ref()))
        .collect();
    request.page("findings", &rows)
}

fn finding(issue: &Issue, text: &str, tree: Option<&Json>) -> Value {
    let (kind, anchor) = match issue.severity {
        Severity::Error => ("ERROR", "error"),
        Severity::SecurityWarning => ("SECURITY_WARNING", "security-warning"),
        Severity::Warning => ("WARNING", "general-warning"),
        Severity::Suggestion => ("SUGGESTION", "suggestion"),
    };
    let start = offset(text, issue.line, issue.column);
    let mut path = Vec::new();
    let end = tree
        .and_then(|tree| place(tree, start, &mut path))
        .unwrap_or(start + 1);
    let slug = issue.code.to_ascii_lowercase().replace('_', "-");
    json!({
        "findingType": kind,
        "issueCode": issue.code,
        "findingDetails": issue.message,
        "learnMoreLink": format!("{GUIDE}-{anchor}-{slug}"),
        "locations": [{
            "path": path,
            "span": {"start": position(text, start), "end": position(text, end)},
        }],
    })
}

/// The byte at a line and column, both from 1, the column in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = &text[start.min(text.len())..];
    let within = rest
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(rest.len(), |(at, _)| at);
    start + within
}

/// A place as Access Analyzer tells it: lines from 1, columns and offsets from 0.
fn position(text: &str, at: usize) -> Value {
    let (line, column) = json::line_and_column(text, at);
    json!({"line": line, "column": column - 1, "offset": text[..at.min(text.len())].chars().count()})
}

/// Adds the path to what stands at a byte, and gives the end of it.
fn place(node: &Json, at: usize, path: &mut Vec<Value>) -> Option<usize> {
    if let Some(members) = node.members() {
        for member in members {
            if member.name_span.start == at {
                path.push(json!({"value": member.name}));
                return Some(member.value.span.end);
            }
            if member.value.span.contains(&at) {
                path.push(json!({"value": member.name}));
                return place(&member.value, at, path);
            }
        }
    }
    if let json::Value::Array(items) = &node.value {
        for (index, item) in items.iter().enumerate() {
            if item.span.contains(&at) {
                path.push(json!({"index": index}));
                return place(item, at, path);
            }
        }
    }
    Some(node.span.end)
}
