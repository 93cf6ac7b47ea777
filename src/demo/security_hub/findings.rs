//! Findings read: those that the filters take, sorted, in pages.

use super::hub::Hub;
use super::{Request, filters, invalid};
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A finding, and which of its fields people have set.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) body: Value,
    pub(super) set_by_people: BTreeSet<String>,
}

impl Finding {
    pub(super) fn new(body: Value) -> Self {
        Self {
            body,
            set_by_people: BTreeSet::new(),
        }
    }
}

/// Labels with the least normalized severity that has them.
const LABELS: [(&str, i64); 5] = [
    ("CRITICAL", 90),
    ("HIGH", 70),
    ("MEDIUM", 40),
    ("LOW", 1),
    ("INFORMATIONAL", 0),
];

/// The normalized severity of a label.
pub(super) fn normalized_of(label: &str) -> Option<i64> {
    LABELS.iter().find(|(known, _)| *known == label).map(|(_, n)| *n)
}

/// The label of a normalized severity.
pub(super) fn label_of(normalized: i64) -> &'static str {
    LABELS
        .iter()
        .find(|(_, least)| normalized >= *least)
        .map_or("INFORMATIONAL", |(label, _)| label)
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        _ => a.as_str().cmp(&b.as_str()),
    }
}

/// `GetFindings`.
pub(super) fn get(request: &Request<'_>, hub: &Hub) -> Outcome {
    let filters = filters::parse(&request.body["Filters"], request.call.now).map_err(invalid)?;
    let mut found: Vec<&Value> = hub
        .findings
        .values()
        .map(|finding| &finding.body)
        .filter(|body| filters.iter().all(|filter| filter.takes(body)))
        .collect();
    let criteria = request.body["SortCriteria"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    // The last criterion is sorted by first: each keeps the order below it.
    for criterion in criteria.iter().rev() {
        let field = outcome::text(criterion, "Field").unwrap_or("UpdatedAt");
        let first = |body: &Value| {
            filters::values(body, field)
                .first()
                .map_or(Value::Null, |v| (*v).clone())
        };
        found.sort_by(|a, b| {
            let order = compare(&first(a), &first(b));
            if criterion["SortOrder"] == "desc" {
                order.reverse()
            } else {
                order
            }
        });
    }
    let rows: Vec<Value> = found.into_iter().cloned().collect();
    if rows.is_empty() {
        return Ok(json!({"Findings": []}));
    }
    request.page("Findings", &rows)
}
