//! Metric filters, which turn events into metrics, and subscription filters,
//! which send them elsewhere.

use super::{Request, constraint, invalid, millis, missing};
use crate::demo::cloudwatch::{Datum, MetricName, Metrics};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::posture::log_pattern::{self, Pattern};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most metric filters of a group.
const MOST_METRIC_FILTERS: usize = 100;

/// The most subscription filters of a group.
const MOST_SUBSCRIPTIONS: usize = 2;

/// A metric filter.
#[derive(Debug)]
pub(super) struct MetricFilter {
    text: String,
    pattern: Pattern,
    transformations: Value,
    created: i64,
}

/// A subscription filter: what was asked for, and when, in milliseconds.
#[derive(Debug)]
pub(super) struct SubscriptionFilter {
    body: Value,
    created: i64,
}

/// The pattern of the call.
pub(super) fn checked_pattern(request: &Request<'_>) -> Result<(String, Pattern), Refusal> {
    let text = request.body["filterPattern"].as_str().unwrap_or("");
    if text.len() > 1024 {
        return Err(constraint(
            text,
            "filterPattern",
            "Member must have length less than or equal to 1024",
        ));
    }
    if text.contains('%') {
        return Err(invalid(
            "The embedded account does not read regular expressions in filter patterns.",
        ));
    }
    let parsed = log_pattern::parse(text).ok_or_else(|| invalid("Invalid metric filter pattern"))?;
    Ok((text.to_owned(), parsed))
}

fn checked_name(request: &Request<'_>) -> Result<String, Refusal> {
    let name = request.required("filterName")?;
    if name.len() > 512 || name.contains([':', '*']) {
        return Err(constraint(
            name,
            "filterName",
            "Member must satisfy regular expression pattern: [^:*]*",
        ));
    }
    Ok(name.to_owned())
}

fn checked_transformation(transformations: &Value) -> Result<(), Refusal> {
    let [one] = transformations.as_array().map_or(&[][..], Vec::as_slice) else {
        return Err(constraint(
            &transformations.to_string(),
            "metricTransformations",
            "Member must have length equal to 1",
        ));
    };
    for field in ["metricName", "metricNamespace", "metricValue"] {
        if outcome::text(one, field).is_none() {
            let at = format!("metricTransformations.1.member.{field}");
            return Err(constraint("null", &at, "Member must not be null"));
        }
    }
    let value = one["metricValue"].as_str().unwrap_or("");
    if !value.starts_with('$') && value.parse::<f64>().is_err() {
        return Err(invalid(
            "Invalid metric transformation: the metric value must be a number or a field.",
        ));
    }
    let dimensions = one["dimensions"].as_object().map_or(0, serde_json::Map::len);
    if dimensions > 3 {
        return Err(invalid(
            "Invalid metric transformation: at most 3 dimensions are allowed.",
        ));
    }
    if dimensions > 0 && one["defaultValue"].is_number() {
        return Err(invalid(
            "Invalid metric transformation: dimensions and default value are mutually exclusive properties.",
        ));
    }
    Ok(())
}

/// `PutMetricFilter`: makes one, or replaces the one of that name.
pub(super) fn put_metric(request: &mut Request<'_>) -> Outcome {
    let name = checked_name(request)?;
    let (text, pattern) = checked_pattern(request)?;
    let transformations = request.body["metricTransformations"].clone();
    checked_transformation(&transformations)?;
    let created = millis(request.call);
    let filters = &mut request.group()?.metric_filters;
    if !filters.contains_key(&name) && filters.len() >= MOST_METRIC_FILTERS {
        return Err(Refusal::new(
            400,
            "LimitExceededException",
            "Resource limit exceeded.",
        ));
    }
    filters.insert(
        name,
        MetricFilter {
            text,
            pattern,
            transformations,
            created,
        },
    );
    Ok(Value::Null)
}

/// `DescribeMetricFilters`: of a group, or of all that publish a metric.
pub(super) fn describe_metric(request: &mut Request<'_>) -> Outcome {
    let body = &request.body;
    let metric = outcome::text(body, "metricName");
    let namespace = outcome::text(body, "metricNamespace");
    if metric.is_some() != namespace.is_some() {
        return Err(invalid(
            "If you include the metricName parameter in your request, you must also include the \
             metricNamespace parameter.",
        ));
    }
    let prefix = outcome::text(body, "filterNamePrefix").unwrap_or("");
    let only = outcome::text(body, "logGroupName");
    if only.is_some_and(|name| !request.region.groups.contains_key(name)) {
        return Err(missing("log group"));
    }
    let mut rows = Vec::new();
    for (group_name, group) in &request.region.groups {
        if only.is_some_and(|name| name != group_name) {
            continue;
        }
        for (name, filter) in &group.metric_filters {
            let publishes = &filter.transformations[0];
            let wanted = name.starts_with(prefix)
                && metric.is_none_or(|m| publishes["metricName"] == m)
                && namespace.is_none_or(|n| publishes["metricNamespace"] == n);
            if wanted {
                rows.push(json!({
                    "filterName": name,
                    "filterPattern": filter.text,
                    "metricTransformations": filter.transformations,
                    "creationTime": filter.created,
                    "logGroupName": group_name,
                    "applyOnTransformedLogs": false,
                }));
            }
        }
    }
    request.page("metricFilters", &rows)
}

/// `DeleteMetricFilter`.
pub(super) fn delete_metric(request: &mut Request<'_>) -> Outcome {
    let name = checked_name(request)?;
    match request.group()?.metric_filters.remove(&name) {
        Some(_) => Ok(Value::Null),
        None => Err(missing("metric filter")),
    }
}

/// `TestMetricFilter`.
pub(super) fn test_metric(request: &mut Request<'_>) -> Outcome {
    let (_, pattern) = checked_pattern(request)?;
    let messages = outcome::texts(&request.body, "logEventMessages");
    let matches: Vec<Value> = messages
        .into_iter()
        .enumerate()
        .filter_map(|(index, message)| {
            let values = pattern.extract(message)?;
            Some(json!({"eventNumber": index + 1, "eventMessage": message, "extractedValues": values}))
        })
        .collect();
    Ok(json!({"matches": matches}))
}

/// Publishes what a group's metric filters make of an event.
pub(super) fn publish(
    filters: &BTreeMap<String, MetricFilter>,
    region: &str,
    metrics: &Metrics,
    (at, message): (i64, &str),
) {
    for filter in filters.values() {
        let to = &filter.transformations[0];
        let value = if filter.pattern.matches(message) {
            filter
                .pattern
                .number(message, to["metricValue"].as_str().unwrap_or(""))
        } else {
            to["defaultValue"].as_f64()
        };
        let Some(value) = value else { continue };
        let mut dimensions = Vec::new();
        for (name, selector) in to["dimensions"].as_object().into_iter().flatten() {
            let selector = selector.as_str().unwrap_or("");
            if let Some(text) = filter.pattern.named(message, selector) {
                dimensions.push((name.clone(), text));
            }
        }
        let metric = MetricName::new(
            to["metricNamespace"].as_str().unwrap_or(""),
            to["metricName"].as_str().unwrap_or(""),
            dimensions,
        );
        let unit = to["unit"].as_str().map(str::to_owned);
        metrics.put(region, metric, Datum::one(at / 1000, value, unit));
    }
}

/// `PutSubscriptionFilter`.
pub(super) fn put_subscription(request: &mut Request<'_>) -> Outcome {
    let name = checked_name(request)?;
    checked_pattern(request)?;
    let destination = request.required("destinationArn")?;
    let service = destination.split(':').nth(2).unwrap_or("");
    if !["kinesis", "firehose", "lambda", "logs"].contains(&service) {
        return Err(invalid(
            "destinationArn does not name a stream, a function or a destination.",
        ));
    }
    // Lambda is let in by its own policy, and a destination by its access policy.
    if ["kinesis", "firehose"].contains(&service) && outcome::text(&request.body, "roleArn").is_none() {
        return Err(invalid(
            "destinationArn for vendor kinesis or firehose must be used with roleArn",
        ));
    }
    let (body, created) = (request.body.clone(), millis(request.call));
    let subscriptions = &mut request.group()?.subscriptions;
    if !subscriptions.contains_key(&name) && subscriptions.len() >= MOST_SUBSCRIPTIONS {
        return Err(Refusal::new(
            400,
            "LimitExceededException",
            "Resource limit exceeded.",
        ));
    }
    subscriptions.insert(name, SubscriptionFilter { body, created });
    Ok(Value::Null)
}

/// `DescribeSubscriptionFilters`.
pub(super) fn describe_subscription(request: &mut Request<'_>) -> Outcome {
    let prefix = outcome::text(&request.body, "filterNamePrefix")
        .unwrap_or("")
        .to_owned();
    let name = request.group_name()?;
    let group = request
        .region
        .groups
        .get(&name)
        .ok_or_else(|| missing("log group"))?;
    let wanted = group
        .subscriptions
        .iter()
        .filter(|(name, _)| name.starts_with(&prefix));
    let rows: Vec<Value> = wanted
        .map(|(_, filter)| {
            let mut row = filter.body.clone();
            if row["distribution"].is_null() {
                row["distribution"] = json!("ByLogStream");
            }
            row["creationTime"] = json!(filter.created);
            row
        })
        .collect();
    request.page("subscriptionFilters", &rows)
}

/// `DeleteSubscriptionFilter`.
pub(super) fn delete_subscription(request: &mut Request<'_>) -> Outcome {
    let name = checked_name(request)?;
    match request.group()?.subscriptions.remove(&name) {
        Some(_) => Ok(Value::Null),
        None => Err(missing("subscription filter")),
    }
}
