//! Findings: samples are made, listed by criteria, read, archived, counted.

use super::detector::Detector;
use super::samples::SAMPLES;
use super::{Request, bad};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use crate::policy::pattern;
use serde_json::{Map, Value, json};

/// A finding, as `GetFindings` answers it.
pub(super) type Finding = Value;

/// `CreateSampleFindings`: of the types given, or of all.
pub(super) fn create_samples(request: &Request<'_>, detector: &mut Detector) -> Outcome {
    let wanted = outcome::texts(&request.body, "findingTypes");
    if wanted.len() > 50 {
        return Err(bad(
            "The request is rejected because the parameter findingTypes has too many entries.",
        ));
    }
    if wanted
        .iter()
        .any(|kind| SAMPLES.iter().all(|sample| sample.kind != *kind))
    {
        return Err(bad(
            "The request is rejected because the parameter findingTypes has an invalid value.",
        ));
    }
    for sample in SAMPLES {
        if wanted.is_empty() || wanted.contains(&sample.kind) {
            let id = request.ids.hex(32);
            let finding = sample.finding(request, &detector.id, &id);
            detector.findings.insert(id, finding);
        }
    }
    Ok(json!({}))
}

/// The value at `service.archived`; lists are looked through.
fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let (step, rest) = path.split_once('.').map_or((path, None), |(s, r)| (s, Some(r)));
    let next = match value {
        Value::Array(items) => return items.iter().flat_map(|item| at(item, path)).collect(),
        other => other.get(step),
    };
    match (next, rest) {
        (Some(next), Some(rest)) => at(next, rest),
        (Some(Value::Array(items)), None) => items.iter().collect(),
        (Some(next), None) => vec![next],
        (None, _) => Vec::new(),
    }
}

/// A value as a number; times as milliseconds since 1970.
fn number(value: &Value) -> Option<f64> {
    if let Some(text) = value.as_str() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are far below 2^53"
        )]
        return Timestamp::parse(text).map(|t| (t.0 * 1000) as f64);
    }
    value.as_f64()
}

fn holds(condition: &Map<String, Value>, found: &[&Value]) -> Result<bool, Refusal> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // Severity 8 is given as "8" and kept as 8.0.
    let same = |value: &Value, wanted: &str| {
        text(value) == wanted
            || value
                .as_f64()
                .is_some_and(|n| wanted.parse::<f64>().is_ok_and(|m| (n - m).abs() < f64::EPSILON))
    };
    for (operator, wanted) in condition {
        let wanted_texts: Vec<&str> = wanted
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let equal = found
            .iter()
            .any(|value| wanted_texts.iter().any(|w| same(value, w)));
        let matched = found
            .iter()
            .any(|value| wanted_texts.iter().any(|w| pattern::matches(w, &text(value))));
        let limit = wanted.as_f64();
        let order = |compare: fn(f64, f64) -> bool| {
            found.iter().any(|value| {
                number(value)
                    .zip(limit)
                    .is_some_and(|(n, limit)| compare(n, limit))
            })
        };
        let met = match operator.as_str() {
            "eq" | "equals" => equal,
            "neq" | "notEquals" => !equal,
            "matches" => matched,
            "notMatches" => !matched,
            "gt" | "greaterThan" => order(|n, limit| n > limit),
            "gte" | "greaterThanOrEqual" => order(|n, limit| n >= limit),
            "lt" | "lessThan" => order(|n, limit| n < limit),
            "lte" | "lessThanOrEqual" => order(|n, limit| n <= limit),
            _ => {
                return Err(bad(
                    "The request is rejected because the parameter findingCriteria has an invalid value.",
                ));
            }
        };
        if !met {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The findings that the criteria of a request take.
fn selected<'d>(request: &Request<'_>, detector: &'d Detector) -> Result<Vec<&'d Finding>, Refusal> {
    let criteria = request.body["findingCriteria"]["criterion"].as_object();
    let mut found = Vec::new();
    'findings: for finding in detector.findings.values() {
        for (path, condition) in criteria.into_iter().flatten() {
            let condition = condition.as_object().cloned().unwrap_or_default();
            if !holds(&condition, &at(finding, path))? {
                continue 'findings;
            }
        }
        found.push(finding);
    }
    Ok(found)
}

fn sort(request: &Request<'_>, findings: &mut [&Finding]) {
    let by = outcome::text(&request.body["sortCriteria"], "attributeName");
    let Some(by) = by else { return };
    let key = |finding: &Finding| {
        let value = at(finding, by).first().copied().cloned().unwrap_or_default();
        (number(&value), value.as_str().map(str::to_owned))
    };
    findings.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
    if request.body["sortCriteria"]["orderBy"] == "DESC" {
        findings.reverse();
    }
}

/// `ListFindings`.
pub(super) fn list(request: &Request<'_>, detector: &Detector) -> Outcome {
    let mut found = selected(request, detector)?;
    sort(request, &mut found);
    let ids: Vec<Value> = found.into_iter().map(|finding| finding["id"].clone()).collect();
    request.page("findingIds", &ids)
}

fn given_ids<'r>(request: &'r Request<'_>) -> Result<Vec<&'r str>, Refusal> {
    let ids = outcome::texts(&request.body, "findingIds");
    if ids.len() > 50 || !request.body["findingIds"].is_array() {
        return Err(bad(
            "The request is rejected because the parameter findingIds has an invalid value.",
        ));
    }
    Ok(ids)
}

/// `GetFindings`: those that there are.
pub(super) fn get(request: &Request<'_>, detector: &Detector) -> Outcome {
    let ids = given_ids(request)?;
    let mut found: Vec<&Finding> = ids.iter().filter_map(|id| detector.findings.get(*id)).collect();
    sort(request, &mut found);
    Ok(json!({"findings": found}))
}

/// `ArchiveFindings`, `UnarchiveFindings`.
pub(super) fn archive(request: &Request<'_>, detector: &mut Detector, archived: bool) -> Outcome {
    for id in given_ids(request)? {
        if let Some(finding) = detector.findings.get_mut(id) {
            finding["service"]["archived"] = json!(archived);
        }
    }
    Ok(json!({}))
}

/// `GetFindingsStatistics`, by severity.
pub(super) fn statistics(request: &Request<'_>, detector: &Detector) -> Outcome {
    let mut counts: Map<String, Value> = Map::new();
    for finding in selected(request, detector)? {
        let severity = finding["severity"].to_string();
        let count = counts.get(&severity).and_then(Value::as_u64).unwrap_or(0);
        counts.insert(severity, json!(count + 1));
    }
    Ok(json!({"findingStatistics": {"countBySeverity": counts}}))
}
