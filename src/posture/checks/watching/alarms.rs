//! Whether events that matter raise an alarm that somebody hears: trail → log
//! group → metric filter → alarm → action.
//!
//! A filter is judged by what it takes, not by how it is written: its pattern
//! is tried on a sample of each event. Who subscribes to the topic of an action
//! is not read.

use super::trails::{covers, log_group, trails};
use crate::inventory::detail::{CloudWatchAlarm, LogGroup, MetricFilter, MetricName, Trail};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::log_pattern;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(in crate::posture::checks) const CHECKS: &[Check] = &[
    Check {
        id: "cloudwatch.alarm_actions_alarm_state_configured",
        title: "An alarm does something when it goes off",
        severity: Severity::High,
        why: "An alarm without an action turns red on a page that nobody has open while records leave.",
        fix: Fix::by_hand(
            "Give the alarm an action for the state ALARM, such as an SNS topic that pages the team.",
        ),
        prowler: &["cloudwatch_alarm_actions_alarm_state_configured"],
        security_hub: &["CloudWatch.15"],
        reads: Reads::Itself,
        judges: &[Judge::CloudWatchAlarm(has_action)],
    },
    Check {
        id: "cloudwatch.alarm_actions_enabled",
        title: "The actions of an alarm are on",
        severity: Severity::High,
        why: "Actions are switched off for a night of maintenance and stay off: the alarm then changes \
              state in silence.",
        fix: Fix::by_hand("Enable the actions of the alarm (EnableAlarmActions)."),
        prowler: &["cloudwatch_alarm_actions_enabled"],
        security_hub: &["CloudWatch.17"],
        reads: Reads::Itself,
        judges: &[Judge::CloudWatchAlarm(actions_on)],
    },
];

const ACTIONS: Probe = Probe::new("DescribeAlarms.AlarmActions", "at least one action");
const ACTIONS_ON: Probe = Probe::new("DescribeAlarms.ActionsEnabled", "true");
const CHAIN: Probe = Probe::new(
    "DescribeMetricFilters.filterPattern",
    "a filter on the log group of a trail takes these events, and an alarm with an action watches its metric",
);

fn has_action(_: &Context<'_>, _: &Resource, alarm: &CloudWatchAlarm) -> Judged {
    let actions = ACTIONS.read(&alarm.alarm_actions)?;
    let value = if actions.is_empty() {
        "none".to_owned()
    } else {
        actions.join(", ")
    };
    Ok(ACTIONS.verdict(!actions.is_empty(), value))
}

fn actions_on(_: &Context<'_>, _: &Resource, alarm: &CloudWatchAlarm) -> Judged {
    ACTIONS_ON.switch(&alarm.actions_enabled, true)
}

/// The events that must raise an alarm.
#[derive(Debug)]
pub(super) enum Events {
    /// Calls of a service, by name.
    Calls(&'static str, &'static [&'static str]),
    /// Other events: a name for each, and its record as JSON.
    Records(&'static [(&'static str, &'static str)]),
}

/// A call that somebody makes all day: a filter that takes it takes anything.
const ORDINARY: &str = r#"{"eventVersion":"1.11","eventSource":"s3.amazonaws.com","eventName":"ListBuckets",
    "eventType":"AwsApiCall","readOnly":true,"managementEvent":true,"awsRegion":"us-east-1",
    "sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2","userIdentity":{"type":"AssumedRole",
    "arn":"arn:aws:sts::111122223333:assumed-role/Engineer/sam","accountId":"111122223333"}}"#;

impl Events {
    /// Each event by name, as CloudTrail writes it into a log group.
    fn samples(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Calls(source, names) => names.iter().map(|name| (*name, call(source, name))).collect(),
            Self::Records(records) => records.iter().map(|(name, r)| (*name, (*r).to_owned())).collect(),
        }
    }
}

fn call(source: &str, name: &str) -> String {
    let mut record: Value = serde_json::from_str(ORDINARY).unwrap_or_default();
    record["eventSource"] = json!(source);
    record["eventName"] = json!(name);
    record["readOnly"] = json!(false);
    record.to_string()
}

/// What was found on the way of one Region's events.
struct Way<'c, 'a> {
    context: &'c Context<'a>,
    samples: Vec<(&'static str, String)>,
    missing: BTreeSet<&'static str>,
    heard: Vec<String>,
    broken: Vec<String>,
    doubt: Option<Unread>,
}

/// Whether every event raises an alarm where it happens.
pub(super) fn alarmed(context: &Context<'_>, region: &Region, events: &Events) -> Judged {
    let samples = events.samples();
    let mut way = Way {
        context,
        missing: samples.iter().map(|(name, _)| *name).collect(),
        samples,
        heard: Vec::new(),
        broken: Vec::new(),
        doubt: None,
    };
    for (resource, trail) in trails(context) {
        if let Err(unread) = way.follow(resource, trail, region) {
            way.doubt = Some(unread);
        }
    }
    if way.missing.is_empty() {
        return Ok(CHAIN.verdict(true, way.heard.join("; ")));
    }
    if let Some(unread) = way.doubt {
        return Err(unread);
    }
    context.listed(Kind::Trail, region, CHAIN)?;
    if way.broken.is_empty() {
        way.broken
            .push("no trail that is logging covers the Region".to_owned());
    }
    way.broken.dedup();
    let missing: Vec<&str> = way.missing.into_iter().collect();
    Ok(CHAIN.verdict(
        false,
        format!("{}; not heard: {}", way.broken.join("; "), missing.join(", ")),
    ))
}

impl Way<'_, '_> {
    fn follow(&mut self, resource: &Resource, trail: &Trail, region: &Region) -> Result<(), Unread> {
        if !covers(trail, region, CHAIN)? {
            return Ok(());
        }
        let name = &resource.name;
        if !*CHAIN.read(&trail.logging)? {
            self.broken.push(format!("trail {name} is not logging"));
            return Ok(());
        }
        let selectors = CHAIN.read(&trail.selectors)?;
        if !selectors.management_events || selectors.read_write == "ReadOnly" {
            self.broken
                .push(format!("trail {name} leaves out management events"));
            return Ok(());
        }
        let Some(arn) = CHAIN.read(&trail.log_group)? else {
            self.broken.push(format!("trail {name} has no log group"));
            return Ok(());
        };
        if let Some((held, group)) = log_group(self.context, arn, CHAIN)? {
            return self.filters(name, held, group);
        }
        self.broken
            .push(format!("log group {arn} of trail {name} is gone"));
        Ok(())
    }

    fn filters(&mut self, trail: &str, held: &Resource, group: &LogGroup) -> Result<(), Unread> {
        let mut taken = false;
        for filter in CHAIN.read(&group.metric_filters)? {
            let names = match self.taken_by(filter) {
                Ok(names) if names.is_empty() => continue,
                Ok(names) => names,
                Err(unread) => {
                    self.doubt = Some(unread);
                    continue;
                }
            };
            taken = true;
            match self.alarm_of(filter, &held.region) {
                Ok(alarm) => {
                    self.missing.retain(|name| !names.contains(name));
                    let way = format!("{trail} → {} → {} → {alarm}", held.name, filter.name);
                    self.heard.push(way);
                }
                Err(Silence::Unread(unread)) => self.doubt = Some(unread),
                Err(Silence::Because(why)) => self.broken.push(why),
            }
        }
        if !taken {
            self.broken
                .push(format!("no metric filter of {} takes the events", held.name));
        }
        Ok(())
    }

    /// The missing events that a filter takes; none when it takes everything.
    fn taken_by(&self, filter: &MetricFilter) -> Result<Vec<&'static str>, Unread> {
        if filter.pattern.contains('%') {
            let why = format!(
                "filter {} is a regular expression, which is not read",
                filter.name
            );
            return Err(CHAIN.unread(why));
        }
        let Some(pattern) = log_pattern::parse(&filter.pattern) else {
            return Err(CHAIN.unread(format!(
                "the pattern of filter {} was not understood",
                filter.name
            )));
        };
        if pattern.matches(ORDINARY) {
            return Ok(Vec::new());
        }
        let wanted = self
            .samples
            .iter()
            .filter(|(name, _)| self.missing.contains(name));
        Ok(wanted
            .filter(|(_, record)| pattern.matches(record))
            .map(|(name, _)| *name)
            .collect())
    }

    /// The alarm that a filter raises, or why none is heard.
    fn alarm_of(&self, filter: &MetricFilter, region: &Region) -> Result<String, Silence> {
        let mut broken = None;
        for resource in self.context.of_kind(Kind::CloudWatchAlarm) {
            let Detail::CloudWatchAlarm(alarm) = &resource.detail else {
                continue;
            };
            if resource.region != *region || !watches(alarm, &filter.metrics)? {
                continue;
            }
            let actions = ACTIONS.read(&alarm.alarm_actions)?;
            if actions.is_empty() {
                broken = Some(format!("alarm {} has no action", resource.name));
            } else if !*ACTIONS_ON.read(&alarm.actions_enabled)? {
                broken = Some(format!("the actions of alarm {} are off", resource.name));
            } else {
                return Ok(format!("{} → {}", resource.name, actions.join(", ")));
            }
        }
        if let Some(why) = broken {
            return Err(Silence::Because(why));
        }
        self.context.listed(Kind::CloudWatchAlarm, region, CHAIN)?;
        let why = format!("no alarm watches the metric of filter {}", filter.name);
        Err(Silence::Because(why))
    }
}

/// Why a filter's events are not heard.
enum Silence {
    Unread(Unread),
    Because(String),
}

impl From<Unread> for Silence {
    fn from(unread: Unread) -> Self {
        Self::Unread(unread)
    }
}

fn watches(alarm: &CloudWatchAlarm, metrics: &[MetricName]) -> Result<bool, Unread> {
    let watched = CHAIN.read(&alarm.metrics)?;
    Ok(watched.iter().any(|metric| metrics.contains(metric)))
}
