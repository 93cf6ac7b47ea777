//! Putting, listing and reading metrics.

use super::metrics::{self, Datum, MetricName, Span};
use super::{Request, bad_value, invalid, math};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The most data points of one GetMetricStatistics.
const MOST_POINTS: i64 = 1440;

/// The dimensions under `Dimensions`.
pub(super) fn dimensions(value: &Value) -> Vec<(String, String)> {
    let given = value["Dimensions"].as_array();
    let pairs = given.into_iter().flatten();
    pairs
        .filter_map(|d| Some((d["Name"].as_str()?.to_owned(), d["Value"].as_str()?.to_owned())))
        .collect()
}

/// A metric as answers name it.
pub(super) fn shown(metric: &MetricName) -> Value {
    let dimensions = metric.dimensions.iter();
    let dimensions: Vec<Value> = dimensions.map(|(n, v)| json!({"Name": n, "Value": v})).collect();
    json!({"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions})
}

/// A time of the request: seconds, or RFC 3339 in the query protocol.
pub(super) fn time(value: &Value) -> Option<i64> {
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "seconds since 1970 fit into 64 bits"
        )]
        Value::Number(n) => n.as_i64().or_else(|| n.as_f64().map(|n| n.floor() as i64)),
        Value::String(text) => Timestamp::parse(text).map(|t| t.0),
        _ => None,
    }
}

/// `PutMetricData`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let namespace = request.required("Namespace")?;
    if namespace.starts_with("AWS/") {
        return Err(bad_value("The value AWS/ for parameter Namespace is invalid."));
    }
    let data = request.body["MetricData"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if data.is_empty() {
        return Err(Refusal::new(
            400,
            "MissingParameter",
            "The parameter MetricData is required.",
        ));
    }
    if data.len() > 1000 {
        return Err(bad_value(
            "The collection MetricData must not have a size greater than 1000.",
        ));
    }
    let mut read = Vec::with_capacity(data.len());
    for (index, datum) in data.iter().enumerate() {
        let place = format!("MetricData.member.{}", index + 1);
        let Some(name) = outcome::text(datum, "MetricName") else {
            let message = format!("The parameter {place}.MetricName is required.");
            return Err(Refusal::new(400, "MissingParameter", message));
        };
        let metric = MetricName::new(namespace, name, dimensions(datum));
        read.push((metric, checked(datum, &place, request.call.now.0)?));
    }
    for (metric, datum) in read {
        request.metrics.put(&request.call.region, metric, datum);
    }
    Ok(json!({}))
}

fn checked(datum: &Value, place: &str, now: i64) -> Result<Datum, Refusal> {
    let at = time(&datum["Timestamp"]).unwrap_or(now);
    if at < now - 14 * DAY || at > now + 2 * HOUR {
        return Err(bad_value(format!(
            "The parameter {place}.Timestamp must specify a time no earlier than two weeks ago and no later \
             than two hours from now."
        )));
    }
    let unit = outcome::text(datum, "Unit").map(str::to_owned);
    let given = ["Value", "Values", "StatisticValues"];
    let given: Vec<&str> = given
        .into_iter()
        .filter(|field| !datum[*field].is_null())
        .collect();
    match given.as_slice() {
        ["Value"] => {
            let value = datum["Value"].as_f64();
            let value = value
                .ok_or_else(|| bad_value(format!("The value for parameter {place}.Value is invalid.")))?;
            Ok(Datum::one(at, value, unit))
        }
        ["Values"] => counted(datum, place, at, unit),
        ["StatisticValues"] => {
            let number = |field: &str| {
                datum["StatisticValues"][field].as_f64().ok_or_else(|| {
                    let message = format!("The parameter {place}.StatisticValues.{field} is required.");
                    Refusal::new(400, "MissingParameter", message)
                })
            };
            Ok(Datum {
                at,
                count: number("SampleCount")?,
                sum: number("Sum")?,
                minimum: number("Minimum")?,
                maximum: number("Maximum")?,
                values: Vec::new(),
                unit,
            })
        }
        [] => Err(Refusal::new(
            400,
            "MissingParameter",
            format!(
                "At least one of the parameters {place}.Value, Values, StatisticValues must be specified."
            ),
        )),
        _ => Err(Refusal::new(
            400,
            "InvalidParameterCombination",
            format!(
                "The parameters {place}.{} are mutually exclusive and you have specified both.",
                given.join(" and ")
            ),
        )),
    }
}

fn counted(datum: &Value, place: &str, at: i64, unit: Option<String>) -> Result<Datum, Refusal> {
    let numbers = |field: &str| -> Vec<f64> {
        let list = datum[field].as_array();
        list.into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let (values, mut counts) = (numbers("Values"), numbers("Counts"));
    if counts.is_empty() {
        counts = vec![1.0; values.len()];
    }
    if values.is_empty() || values.len() > 150 || values.len() != counts.len() {
        return Err(bad_value(format!(
            "The parameters {place}.Values and {place}.Counts must be of the same size, between 1 and 150."
        )));
    }
    let pairs: Vec<(f64, f64)> = values.into_iter().zip(counts).collect();
    Ok(Datum {
        at,
        count: pairs.iter().map(|(_, count)| count).sum(),
        sum: pairs.iter().map(|(value, count)| value * count).sum(),
        minimum: pairs
            .iter()
            .map(|(value, _)| *value)
            .fold(f64::INFINITY, f64::min),
        maximum: pairs
            .iter()
            .map(|(value, _)| *value)
            .fold(f64::NEG_INFINITY, f64::max),
        values: pairs,
        unit,
    })
}

/// `ListMetrics`: those with data in the last two weeks.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let body = &request.body;
    let namespace = outcome::text(body, "Namespace");
    let name = outcome::text(body, "MetricName");
    let filters: Vec<(&str, Option<&str>)> = body["Dimensions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|d| Some((d["Name"].as_str()?, d["Value"].as_str())))
        .collect();
    let recent = if body["RecentlyActive"] == "PT3H" {
        3 * HOUR
    } else {
        14 * DAY
    };
    let since = request.call.now.0 - recent;
    let found = request.metrics.list(&request.call.region, |metric, last| {
        let has = |(name, value): &(&str, Option<&str>)| {
            let mut pairs = metric.dimensions.iter();
            pairs.any(|(n, v)| n == name && value.is_none_or(|value| value == v))
        };
        last >= since
            && namespace.is_none_or(|n| n == metric.namespace)
            && name.is_none_or(|n| n == metric.name)
            && filters.iter().all(has)
    });
    let rows: Vec<Value> = found.iter().map(shown).collect();
    request.page("Metrics", &rows, 500)
}

/// The span that a request asks for.
fn span(request: &Request<'_>, period: i64) -> Result<Span, Refusal> {
    let read = |field: &str| {
        time(&request.body[field]).ok_or_else(|| {
            Refusal::new(
                400,
                "MissingParameter",
                format!("The parameter {field} is required."),
            )
        })
    };
    let (start, end) = (read("StartTime")?, read("EndTime")?);
    if start >= end {
        return Err(bad_value(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    Ok(Span {
        start: start.div_euclid(60.min(period)) * 60.min(period),
        end,
        period,
    })
}

/// Whether a period is one: 1, 5, 10, 20, 30 or a multiple of 60 seconds.
fn checked_period(value: &Value) -> Result<i64, Refusal> {
    let period = value.as_i64().unwrap_or(0);
    if [1, 5, 10, 20, 30].contains(&period) || (period >= 60 && period % 60 == 0) {
        return Ok(period);
    }
    Err(bad_value(
        "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.",
    ))
}

/// `GetMetricStatistics`.
pub(super) fn statistics(request: &mut Request<'_>) -> Outcome {
    let metric = MetricName::new(
        request.required("Namespace")?,
        request.required("MetricName")?,
        dimensions(&request.body),
    );
    let body = &request.body;
    let plain = outcome::texts(body, "Statistics");
    let extended = outcome::texts(body, "ExtendedStatistics");
    if plain.is_empty() && extended.is_empty() {
        return Err(Refusal::new(
            400,
            "InvalidParameterCombination",
            "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
        ));
    }
    if let Some(wrong) = plain
        .iter()
        .chain(&extended)
        .find(|name| !metrics::is_statistic(name))
    {
        return Err(bad_value(format!(
            "The value {wrong} for parameter Statistics is not supported."
        )));
    }
    let span = span(request, checked_period(&body["Period"])?)?;
    let points = (span.end - span.start + span.period - 1) / span.period;
    if points > MOST_POINTS {
        return Err(Refusal::new(
            400,
            "InvalidParameterCombination",
            format!(
                "You have requested up to {points} datapoints, which exceeds the limit of {MOST_POINTS}. You may \
                 reduce the datapoints requested by increasing Period, or decreasing the time range."
            ),
        ));
    }
    let found = request
        .metrics
        .periods(&request.call.region, &metric, span, outcome::text(body, "Unit"));
    let points: Vec<Value> = found
        .into_iter()
        .map(|((start, unit), datum)| {
            let mut point = json!({"Timestamp": start, "Unit": unit.as_deref().unwrap_or("None")});
            for name in &plain {
                point[*name] = json!(datum.statistic(name));
            }
            let told = extended
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), json!(datum.statistic(name)?))));
            let told: serde_json::Map<String, Value> = told.collect();
            if !told.is_empty() {
                point["ExtendedStatistics"] = Value::Object(told);
            }
            point
        })
        .collect();
    Ok(json!({"Label": metric.name, "Datapoints": points}))
}

/// The series of one `MetricStat`: time to value.
pub(super) fn series(
    request: &Request<'_>,
    stat: &Value,
    times: (i64, i64),
) -> Result<BTreeMap<i64, f64>, Refusal> {
    let name = stat["Stat"].as_str().unwrap_or("");
    if !metrics::is_statistic(name) {
        return Err(invalid(format!(
            "The value {name} for parameter Stat is not supported."
        )));
    }
    let period = checked_period(&stat["Period"])?;
    let metric = MetricName::new(
        stat["Metric"]["Namespace"].as_str().unwrap_or(""),
        stat["Metric"]["MetricName"].as_str().unwrap_or(""),
        dimensions(&stat["Metric"]),
    );
    let span = Span {
        start: times.0.div_euclid(period) * period,
        end: times.1,
        period,
    };
    let found = request
        .metrics
        .periods(&request.call.region, &metric, span, outcome::text(stat, "Unit"));
    let values = found
        .into_iter()
        .filter_map(|((start, _), datum)| Some((start, datum.statistic(name)?)));
    Ok(values.collect())
}

/// `GetMetricData`: metrics, and arithmetic over them.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let queries = request.body["MetricDataQueries"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let whole = span(request, 60)?;
    let times = (time(&request.body["StartTime"]).unwrap_or(whole.start), whole.end);
    let mut by_id: HashMap<String, BTreeMap<i64, f64>> = HashMap::new();
    for query in queries.iter().filter(|query| query["MetricStat"].is_object()) {
        let id = query["Id"].as_str().unwrap_or("");
        by_id.insert(id.to_owned(), series(request, &query["MetricStat"], times)?);
    }
    let mut results = Vec::new();
    for query in &queries {
        let id = query["Id"].as_str().unwrap_or("");
        if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(invalid(format!(
                "The value for the parameter MetricDataQueries.Id is not valid: {id} must start with a lowercase letter."
            )));
        }
        let (values, label) = if let Some(expression) = outcome::text(query, "Expression") {
            let values = math::evaluate(expression, &by_id)
                .map_err(|why| invalid(format!("Error in expression '{id}': {why}")))?;
            by_id.insert(id.to_owned(), values.clone());
            (values, id)
        } else {
            let name = query["MetricStat"]["Metric"]["MetricName"].as_str();
            (by_id.get(id).cloned().unwrap_or_default(), name.unwrap_or(id))
        };
        if query["ReturnData"] == false {
            continue;
        }
        let mut points: Vec<(i64, f64)> = values.into_iter().collect();
        if request.body["ScanBy"] != "TimestampAscending" {
            points.reverse();
        }
        results.push(json!({
            "Id": id,
            "Label": query["Label"].as_str().unwrap_or(label),
            "Timestamps": points.iter().map(|(at, _)| *at).collect::<Vec<i64>>(),
            "Values": points.iter().map(|(_, value)| *value).collect::<Vec<f64>>(),
            "StatusCode": "Complete",
        }));
    }
    Ok(json!({"MetricDataResults": results, "Messages": []}))
}
