//! Alarms as they were put: every field kept, all of them replaced by the next
//! put.

use super::data::{self, time};
use super::history::{self, Kind};
use super::metrics::MetricName;
use super::{Request, arn, evaluate, invalid, validate};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The fields of PutMetricAlarm that DescribeAlarms answers.
const FIELDS: &[&str] = &[
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "ThresholdMetricId",
    "EvaluationWindow",
    "WarmUpConfiguration",
    "EvaluationInterval",
    "ActionConfiguration",
];

pub(super) const ACTIONS: [&str; 3] = ["OKActions", "AlarmActions", "InsufficientDataActions"];

/// An alarm. Times in seconds.
#[derive(Clone, Debug)]
pub(super) struct Alarm {
    pub(super) fields: Map<String, Value>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) reason_data: Option<String>,
    pub(super) state_updated: i64,
    pub(super) transitioned: i64,
    configured: i64,
    /// The minute up to which the data were looked at.
    pub(super) evaluated: i64,
}

impl Alarm {
    /// A field as it was put; null when it was not.
    pub(super) fn field(&self, name: &str) -> &Value {
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        self.field(name).as_i64().unwrap_or(1)
    }

    pub(super) fn actions_enabled(&self) -> bool {
        self.field("ActionsEnabled") != false
    }

    fn described(&self, region: &str) -> Value {
        let mut out = self.fields.clone();
        let name = self.field("AlarmName").as_str().unwrap_or("").to_owned();
        out.insert("AlarmArn".to_owned(), json!(arn(region, &name)));
        out.insert(
            "AlarmConfigurationUpdatedTimestamp".to_owned(),
            json!(self.configured),
        );
        out.insert("StateValue".to_owned(), json!(self.state));
        out.insert("StateReason".to_owned(), json!(self.reason));
        if let Some(data) = &self.reason_data {
            out.insert("StateReasonData".to_owned(), json!(data));
        }
        out.insert("StateUpdatedTimestamp".to_owned(), json!(self.state_updated));
        out.insert("StateTransitionedTimestamp".to_owned(), json!(self.transitioned));
        Value::Object(out)
    }
}

/// `Tags` of a request.
pub(super) fn tags(body: &Value) -> BTreeMap<String, String> {
    let given = body["Tags"].as_array().into_iter().flatten();
    given
        .filter_map(|tag| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned())))
        .collect()
}

/// `PutMetricAlarm`: replaces every field; tags are taken only when it is made.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let name = request.required("AlarmName")?.to_owned();
    validate::check(&request.body)?;
    let mut fields = Map::new();
    for field in FIELDS {
        let given = &request.body[*field];
        if !given.is_null() {
            fields.insert((*field).to_owned(), given.clone());
        }
    }
    fields.entry("ActionsEnabled").or_insert(json!(true));
    for list in ACTIONS.into_iter().chain(["Dimensions"]) {
        fields.entry(list).or_insert(json!([]));
    }
    // A number without a fraction is a number all the same.
    if let Some(threshold) = request.body["Threshold"].as_f64() {
        fields.insert("Threshold".to_owned(), json!(threshold));
    }
    let now = request.call.now.0;
    let known = request.region.alarms.remove(&name);
    let made = known.is_none();
    let alarm = match known {
        Some(known) => Alarm {
            fields,
            configured: now,
            ..known
        },
        None => Alarm {
            fields,
            tags: tags(&request.body),
            state: "INSUFFICIENT_DATA".to_owned(),
            reason: "Unchecked: Initial alarm creation".to_owned(),
            reason_data: None,
            state_updated: now,
            transitioned: now,
            configured: now,
            evaluated: now.div_euclid(60) * 60,
        },
    };
    let done = if made { "created" } else { "updated" };
    let data = json!({"version": "1.0", "type": if made { "Create" } else { "Update" }});
    history::note(
        request.region,
        (&name, Kind::ConfigurationUpdate, now),
        format!("Alarm \"{name}\" {done}"),
        &data,
    );
    request.region.alarms.insert(name, alarm);
    Ok(json!({}))
}

/// Brings the state of some alarms up to now.
fn refresh(request: &mut Request<'_>, names: &[String]) {
    for name in names {
        if let Some(mut alarm) = request.region.alarms.remove(name) {
            for change in evaluate::advance(request, &mut alarm) {
                history::changed(request.region, &alarm, &change);
            }
            request.region.alarms.insert(name.clone(), alarm);
        }
    }
}

/// Brings the state of every alarm up to now, or of one.
pub(super) fn refresh_all(request: &mut Request<'_>, only: Option<&str>) {
    let names: Vec<String> = match only {
        Some(name) => vec![name.to_owned()],
        None => request.region.alarms.keys().cloned().collect(),
    };
    refresh(request, &names);
}

/// `DescribeAlarms`.
pub(super) fn describe(request: &mut Request<'_>) -> Outcome {
    let body = request.body.clone();
    let names = outcome::texts(&body, "AlarmNames");
    let prefix = outcome::text(&body, "AlarmNamePrefix");
    if !names.is_empty() && prefix.is_some() {
        return Err(invalid("AlarmNamePrefix and AlarmNames are mutually exclusive."));
    }
    let types = outcome::texts(&body, "AlarmTypes");
    let selected: Vec<String> = if !types.is_empty() && !types.contains(&"MetricAlarm") {
        Vec::new()
    } else if names.is_empty() {
        let from = prefix.unwrap_or("").to_owned();
        let alarms = request.region.alarms.range(from.clone()..);
        alarms
            .map(|(name, _)| name.clone())
            .take_while(|name| name.starts_with(&from))
            .collect()
    } else {
        names.into_iter().map(str::to_owned).collect()
    };
    refresh(request, &selected);
    let state = outcome::text(&body, "StateValue");
    let action = outcome::text(&body, "ActionPrefix");
    let has_action = |alarm: &Alarm, prefix: &str| {
        let lists = ACTIONS
            .iter()
            .flat_map(|list| alarm.field(list).as_array().into_iter().flatten());
        lists.filter_map(Value::as_str).any(|arn| arn.starts_with(prefix))
    };
    let rows: Vec<Value> = selected
        .iter()
        .filter_map(|name| request.region.alarms.get(name))
        .filter(|alarm| state.is_none_or(|state| alarm.state == state))
        .filter(|alarm| action.is_none_or(|prefix| has_action(alarm, prefix)))
        .map(|alarm| alarm.described(&request.call.region))
        .collect();
    let mut answer = request.page("MetricAlarms", &rows, 50)?;
    answer["CompositeAlarms"] = json!([]);
    Ok(answer)
}

/// `DescribeAlarmsForMetric`.
pub(super) fn describe_for_metric(request: &mut Request<'_>) -> Outcome {
    let wanted = MetricName::new(
        request.required("Namespace")?,
        request.required("MetricName")?,
        data::dimensions(&request.body),
    );
    let body = request.body.clone();
    let watches = |alarm: &Alarm| {
        let own = Value::Object(alarm.fields.clone());
        let text = |field: &str| alarm.field(field).as_str().unwrap_or("");
        let same = |field: &str| body[field].is_null() || body[field] == *alarm.field(field);
        MetricName::new(text("Namespace"), text("MetricName"), data::dimensions(&own)) == wanted
            && ["Statistic", "ExtendedStatistic", "Period", "Unit"]
                .iter()
                .all(|field| same(field))
    };
    let alarms = request.region.alarms.iter();
    let names: Vec<String> = alarms
        .filter(|(_, alarm)| watches(alarm))
        .map(|(name, _)| name.clone())
        .collect();
    refresh(request, &names);
    let found = names.iter().filter_map(|name| request.region.alarms.get(name));
    let rows: Vec<Value> = found.map(|alarm| alarm.described(&request.call.region)).collect();
    Ok(json!({"MetricAlarms": rows}))
}

/// `DeleteAlarms`: all of them or none.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    let names: Vec<String> = outcome::texts(&request.body, "AlarmNames")
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some(unknown) = names
        .iter()
        .find(|name| !request.region.alarms.contains_key(*name))
    {
        return Err(Refusal::new(
            404,
            "ResourceNotFound",
            format!("Alarm {unknown} does not exist"),
        ));
    }
    let now = request.call.now.0;
    for name in names {
        request.region.alarms.remove(&name);
        let data = json!({"version": "1.0", "type": "Delete"});
        let summary = format!("Alarm \"{name}\" deleted");
        history::note(
            request.region,
            (&name, Kind::ConfigurationUpdate, now),
            summary,
            &data,
        );
    }
    Ok(json!({}))
}

/// `SetAlarmState`: until the data are next looked at.
pub(super) fn set_state(request: &mut Request<'_>) -> Outcome {
    let name = request.required("AlarmName")?.to_owned();
    let state = request.required("StateValue")?.to_owned();
    let reason = request.required("StateReason")?.to_owned();
    if !["OK", "ALARM", "INSUFFICIENT_DATA"].contains(&state.as_str()) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{state}' at 'stateValue' failed to satisfy constraint: Member must \
             satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
        )));
    }
    let data = outcome::text(&request.body, "StateReasonData").map(str::to_owned);
    if data
        .as_ref()
        .is_some_and(|data| serde_json::from_str::<Value>(data).is_err())
    {
        return Err(Refusal::new(
            400,
            "InvalidFormat",
            "StateReasonData is not valid JSON.",
        ));
    }
    refresh_all(request, Some(&name));
    let now = request.call.now.0;
    let Some(mut alarm) = request.region.alarms.remove(&name) else {
        return Err(Refusal::new(
            404,
            "ResourceNotFound",
            format!("Alarm {name} does not exist"),
        ));
    };
    let change = evaluate::change(&mut alarm, now, state, reason, data);
    if let Some(change) = change {
        history::changed(request.region, &alarm, &change);
    }
    request.region.alarms.insert(name, alarm);
    Ok(json!({}))
}

/// `EnableAlarmActions`, `DisableAlarmActions`: names that there are not are
/// passed over, as AWS does.
pub(super) fn set_actions(request: &mut Request<'_>, enabled: bool) {
    let now = request.call.now.0;
    for name in outcome::texts(&request.body.clone(), "AlarmNames") {
        let Some(alarm) = request.region.alarms.get_mut(name) else {
            continue;
        };
        alarm.fields.insert("ActionsEnabled".to_owned(), json!(enabled));
        alarm.configured = now;
        let data = json!({"version": "1.0", "type": "Update"});
        let summary = format!("Alarm \"{name}\" updated");
        history::note(
            request.region,
            (name, Kind::ConfigurationUpdate, now),
            summary,
            &data,
        );
    }
}

/// The times of a request: from and to, in seconds.
pub(super) fn between(body: &Value) -> (i64, i64) {
    (
        time(&body["StartDate"]).unwrap_or(i64::MIN),
        time(&body["EndDate"]).unwrap_or(i64::MAX),
    )
}
