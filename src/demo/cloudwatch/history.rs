//! What happened to alarms: how they were configured, what state they came to,
//! and which actions that set off.

use super::alarms::{self, Alarm};
use super::evaluate::Change;
use super::{Region, Request};
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Value, json};

/// How many items are kept; the oldest go first.
const KEPT: usize = 10_000;

/// How long items are kept: 30 days, in seconds.
const LIFE: i64 = 30 * 86_400;

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    ConfigurationUpdate,
    StateUpdate,
    Action,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::ConfigurationUpdate => "ConfigurationUpdate",
            Self::StateUpdate => "StateUpdate",
            Self::Action => "Action",
        }
    }
}

/// One item.
#[derive(Debug)]
pub(super) struct Item {
    alarm: String,
    kind: Kind,
    at: i64,
    summary: String,
    data: String,
}

/// Notes what happened to an alarm at a time.
pub(super) fn note(region: &mut Region, what: (&str, Kind, i64), summary: String, data: &Value) {
    if region.history.len() == KEPT {
        region.history.pop_front();
    }
    region.history.push_back(Item {
        alarm: what.0.to_owned(),
        kind: what.1,
        at: what.2,
        summary,
        data: data.to_string(),
    });
}

/// Notes a change of state, and the actions that it set off.
pub(super) fn changed(region: &mut Region, alarm: &Alarm, change: &Change) {
    let name = alarm.field("AlarmName").as_str().unwrap_or("").to_owned();
    let data = json!({
        "version": "1.0",
        "oldState": {"stateValue": change.from},
        "newState": {"stateValue": change.to, "stateReason": change.reason},
    });
    note(
        region,
        (&name, Kind::StateUpdate, change.at),
        format!("Alarm updated from {} to {}", change.from, change.to),
        &data,
    );
    if !alarm.actions_enabled() {
        return;
    }
    let list = match change.to.as_str() {
        "OK" => "OKActions",
        "ALARM" => "AlarmActions",
        _ => "InsufficientDataActions",
    };
    for action in alarm
        .field(list)
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let data = json!({
            "actionState": "Succeeded",
            "notificationResource": action,
            "stateUpdateTimestamp": change.at * 1000,
        });
        let summary = format!("Successfully executed action {action}");
        note(region, (&name, Kind::Action, change.at), summary, &data);
    }
}

/// `DescribeAlarmHistory`: of one alarm or all, deleted ones too; newest first.
pub(super) fn describe(request: &mut Request<'_>) -> Outcome {
    let body = request.body.clone();
    let name = outcome::text(&body, "AlarmName");
    alarms::refresh_all(request, name);
    let kind = outcome::text(&body, "HistoryItemType");
    let (from, to) = alarms::between(&body);
    let oldest = from.max(request.call.now.0 - LIFE);
    let mut items: Vec<&Item> = request
        .region
        .history
        .iter()
        .filter(|item| name.is_none_or(|name| item.alarm == name))
        .filter(|item| kind.is_none_or(|kind| item.kind.word() == kind))
        .filter(|item| item.at >= oldest && item.at <= to)
        .collect();
    items.sort_by_key(|item| item.at);
    if body["ScanBy"] != "TimestampAscending" {
        items.reverse();
    }
    let rows: Vec<Value> = items
        .into_iter()
        .map(|item| {
            json!({
                "AlarmName": item.alarm,
                "AlarmType": "MetricAlarm",
                "Timestamp": item.at,
                "HistoryItemType": item.kind.word(),
                "HistorySummary": item.summary,
                "HistoryData": item.data,
            })
        })
        .collect();
    request.page("AlarmHistoryItems", &rows, 100)
}
