//! The state of an alarm from its data, minute by minute on the account's clock.
//!
//! Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat
//! missing data", with its tables.

use super::alarms::Alarm;
use super::{Request, data, math};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The most minutes that are gone through one by one; of a longer time, the
/// last of them.
const MOST_STEPS: i64 = 180;

/// How many periods before those to be evaluated are looked at for data.
const MORE: i64 = 2;

/// A change of state.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) at: i64,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) reason: String,
}

/// Sets the state; tells the change if it is one.
pub(super) fn change(
    alarm: &mut Alarm,
    at: i64,
    state: String,
    reason: String,
    data: Option<String>,
) -> Option<Change> {
    let from = std::mem::replace(&mut alarm.state, state);
    alarm.reason.clone_from(&reason);
    alarm.reason_data = data;
    alarm.state_updated = at;
    if from == alarm.state {
        return None;
    }
    alarm.transitioned = at;
    Some(Change {
        at,
        from,
        to: alarm.state.clone(),
        reason,
    })
}

/// Looks at the data of every minute since the last look.
pub(super) fn advance(request: &Request<'_>, alarm: &mut Alarm) -> Vec<Change> {
    let now = request.call.now.0.div_euclid(60) * 60;
    let first = (alarm.evaluated + 60).max(now - (MOST_STEPS - 1) * 60);
    let mut changes = Vec::new();
    let mut at = first;
    while at <= now {
        let verdict = judge(request, alarm, at);
        if let Some((state, reason, data)) = verdict
            && state != alarm.state
        {
            changes.extend(change(alarm, at, state.to_owned(), reason, data));
        }
        at += 60;
    }
    alarm.evaluated = alarm.evaluated.max(now);
    changes
}

/// The periods and values that an alarm watches, up to a time.
fn watched(request: &Request<'_>, alarm: &Alarm, at: i64) -> Option<(i64, BTreeMap<i64, f64>)> {
    let queries = alarm.field("Metrics").as_array().cloned().unwrap_or_default();
    let single = json!({
        "Metric": {
            "Namespace": alarm.field("Namespace"),
            "MetricName": alarm.field("MetricName"),
            "Dimensions": alarm.field("Dimensions"),
        },
        "Period": alarm.field("Period"),
        "Stat": alarm.field("Statistic").as_str().or(alarm.field("ExtendedStatistic").as_str()),
        "Unit": alarm.field("Unit"),
    });
    let stats: Vec<(&str, &Value)> = if queries.is_empty() {
        vec![("m1", &single)]
    } else {
        let stats = queries.iter().filter(|q| q["MetricStat"].is_object());
        stats
            .map(|q| (q["Id"].as_str().unwrap_or(""), &q["MetricStat"]))
            .collect()
    };
    let period = stats
        .iter()
        .filter_map(|(_, stat)| stat["Period"].as_i64())
        .max()?;
    let periods = alarm.number("EvaluationPeriods") + MORE;
    // Whole periods end where the period begins anew.
    let end = at.div_euclid(period) * period;
    let times = (end - periods * period, end);
    let mut by_id = HashMap::new();
    for (id, stat) in &stats {
        by_id.insert((*id).to_owned(), data::series(request, stat, times).ok()?);
    }
    let returned = queries.iter().find(|q| q["ReturnData"] != false);
    let values = if let Some(expression) = returned.and_then(|q| q["Expression"].as_str()) {
        math::evaluate(expression, &by_id).ok()?
    } else {
        let id = returned.and_then(|q| q["Id"].as_str()).unwrap_or("m1");
        by_id.remove(id)?
    };
    Some((period, values))
}

fn breaches(alarm: &Alarm, value: f64) -> bool {
    let threshold = alarm.field("Threshold").as_f64().unwrap_or(0.0);
    match alarm.field("ComparisonOperator").as_str().unwrap_or("") {
        "GreaterThanOrEqualToThreshold" => value >= threshold,
        "GreaterThanThreshold" => value > threshold,
        "LessThanThreshold" => value < threshold,
        "LessThanOrEqualToThreshold" => value <= threshold,
        // Bands of anomaly detection are never learnt here.
        _ => false,
    }
}

/// A verdict: state, reason, and the data it rests on.
type Verdict = (&'static str, String, Option<String>);

/// The state at a time. `None` where it is to stay as it is.
fn judge(request: &Request<'_>, alarm: &Alarm, at: i64) -> Option<Verdict> {
    let wanted = usize::try_from(alarm.number("EvaluationPeriods")).ok()?;
    let to_alarm = alarm.field("DatapointsToAlarm").as_u64();
    let to_alarm = to_alarm.and_then(|n| usize::try_from(n).ok()).unwrap_or(wanted);
    let treatment = alarm.field("TreatMissingData").as_str().unwrap_or("missing");
    let (period, values) = watched(request, alarm, at)?;
    let recent: Vec<(i64, f64)> = values.into_iter().rev().take(wanted).collect();
    let breaching = recent.iter().filter(|(_, value)| breaches(alarm, *value)).count();
    let unknown = wanted - recent.len();
    let all_breach = breaching == recent.len();
    let state = match treatment {
        _ if breaching >= to_alarm => "ALARM",
        _ if unknown == 0 => "OK",
        "breaching" if breaching + unknown >= to_alarm => "ALARM",
        "ignore" if all_breach => return None,
        "breaching" | "notBreaching" | "ignore" => "OK",
        _ if recent.is_empty() => "INSUFFICIENT_DATA",
        _ if all_breach => "ALARM",
        _ => "OK",
    };
    let reason = reason(alarm, state, &recent, (breaching, unknown, to_alarm));
    let points: Vec<f64> = recent.iter().map(|(_, value)| *value).collect();
    let data = json!({
        "version": "1.0",
        "queryDate": Timestamp(at).rfc3339(),
        "startDate": recent.last().map(|(start, _)| Timestamp(*start).rfc3339()),
        "statistic": alarm.field("Statistic"),
        "period": period,
        "recentDatapoints": points,
        "threshold": alarm.field("Threshold"),
    });
    Some((state, reason, Some(data.to_string())))
}

/// The reason in CloudWatch's words.
fn reason(alarm: &Alarm, state: &str, recent: &[(i64, f64)], counts: (usize, usize, usize)) -> String {
    let (breaching, unknown, to_alarm) = counts;
    let plural = |n: usize| if n == 1 { "datapoint" } else { "datapoints" };
    if recent.is_empty() {
        let was = if unknown == 1 { "was" } else { "were" };
        return match state {
            "INSUFFICIENT_DATA" => format!("Insufficient Data: {unknown} {} {was} unknown.", plural(unknown)),
            _ => format!(
                "Threshold Crossed: no datapoints were received for {unknown} {} and {unknown} missing {} {was} treated as [{}].",
                if unknown == 1 { "period" } else { "periods" },
                plural(unknown),
                if state == "ALARM" {
                    "Breaching"
                } else {
                    "NonBreaching"
                },
            ),
        };
    }
    let compared = match alarm.field("ComparisonOperator").as_str().unwrap_or("") {
        "GreaterThanOrEqualToThreshold" => "greater than or equal to",
        "GreaterThanThreshold" => "greater than",
        "LessThanThreshold" => "less than",
        _ => "less than or equal to",
    };
    let shown: Vec<String> = recent
        .iter()
        .map(|(start, value)| format!("{value:?} ({})", Timestamp(*start).rfc3339()))
        .collect();
    let (count, not, before) = match state {
        "ALARM" => (breaching, "", "OK -> ALARM"),
        _ => (recent.len() - breaching, "not ", "ALARM -> OK"),
    };
    format!(
        "Threshold Crossed: {count} out of the last {} {} [{}] was {not}{compared} the threshold ({:?}) (minimum {to_alarm} {} for {before} transition).",
        recent.len(),
        plural(recent.len()),
        shown.join(", "),
        alarm.field("Threshold").as_f64().unwrap_or(0.0),
        plural(to_alarm),
    )
}
