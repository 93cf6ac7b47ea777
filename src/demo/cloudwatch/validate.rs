//! What PutMetricAlarm refuses.

use super::alarms::ACTIONS;
use super::{invalid, metrics};
use crate::demo::wire::{json::Refusal, outcome};
use serde_json::Value;

const OPERATORS: &[&str] = &[
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
];

fn missing(field: &str) -> Refusal {
    invalid(format!(
        "1 validation error detected: Value null at '{field}' failed to satisfy constraint: Member must not be null"
    ))
}

/// What is wrong with an alarm, if anything is.
pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    let operator = outcome::text(body, "ComparisonOperator").ok_or_else(|| missing("comparisonOperator"))?;
    if !OPERATORS.contains(&operator) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{operator}' at 'comparisonOperator' failed to satisfy constraint: \
             Member must satisfy enum value set: {OPERATORS:?}"
        )));
    }
    let periods = body["EvaluationPeriods"]
        .as_i64()
        .ok_or_else(|| missing("evaluationPeriods"))?;
    if periods < 1 {
        return Err(invalid("EvaluationPeriods must be at least 1."));
    }
    if body["DatapointsToAlarm"]
        .as_i64()
        .is_some_and(|wanted| wanted < 1 || wanted > periods)
    {
        return Err(invalid(
            "DatapointsToAlarm must be between 1 and EvaluationPeriods.",
        ));
    }
    let treatment = outcome::text(body, "TreatMissingData").unwrap_or("missing");
    if !["breaching", "notBreaching", "ignore", "missing"].contains(&treatment) {
        return Err(invalid(format!(
            "The value {treatment} for parameter TreatMissingData is not supported."
        )));
    }
    let bands = body["ThresholdMetricId"].is_string();
    if body["Threshold"].as_f64().is_none() && !bands {
        return Err(missing("threshold"));
    }
    for list in ACTIONS {
        let actions = outcome::texts(body, list);
        if actions.len() > 5 {
            return Err(invalid(format!(
                "The collection {list} must not have a size greater than 5."
            )));
        }
        if let Some(wrong) = actions
            .iter()
            .find(|action| action.splitn(6, ':').count() < 6 || !action.starts_with("arn:"))
        {
            return Err(invalid(format!("Invalid arn syntax: {wrong}")));
        }
    }
    check_metric(body, periods)
}

fn check_metric(body: &Value, periods: i64) -> Result<(), Refusal> {
    if body["Metrics"].is_array() {
        if body["MetricName"].is_string() {
            return Err(invalid(
                "The parameters MetricName and Metrics are mutually exclusive.",
            ));
        }
        return Ok(());
    }
    for (field, shown) in [("MetricName", "metricName"), ("Namespace", "namespace")] {
        outcome::text(body, field).ok_or_else(|| missing(shown))?;
    }
    let given = (
        outcome::text(body, "Statistic"),
        outcome::text(body, "ExtendedStatistic"),
    );
    let ((Some(statistic), None) | (None, Some(statistic))) = given else {
        return Err(invalid(
            "Exactly one of the parameters Statistic and ExtendedStatistic must be specified.",
        ));
    };
    if !metrics::is_statistic(statistic) {
        return Err(invalid(format!(
            "The value {statistic} for parameter Statistic is not supported."
        )));
    }
    let period = body["Period"].as_i64().ok_or_else(|| missing("period"))?;
    if !([10, 20, 30].contains(&period) || (period >= 60 && period % 60 == 0)) {
        return Err(invalid("Period must be 10, 20, 30 or a multiple of 60"));
    }
    // Seven days where periods are of an hour or longer, else one.
    let longest = if period >= 3600 { 7 * 86_400 } else { 86_400 };
    if period.saturating_mul(periods) > longest {
        return Err(invalid(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
        ));
    }
    Ok(())
}
