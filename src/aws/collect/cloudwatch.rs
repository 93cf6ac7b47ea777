//! CloudWatch: metric alarms, what they watch and whom they tell.

use super::Scope;
use super::answer::{plain, tags, text};
use super::listing::{Found, Listing};
use crate::inventory::detail::{CloudWatchAlarm, MetricName};
use crate::inventory::{Arn, Field, Kind};
use aws_sdk_cloudwatch::types::MetricAlarm;

/// Every metric alarm of the Region; a page of the list holds all of each.
pub(super) async fn alarms(scope: Scope) {
    let listing = Listing::new(&scope, Kind::CloudWatchAlarm);
    let list = scope.clients.cloudwatch.describe_alarms();
    let mut pages = list.max_records(100).into_paginator().send();
    while let Some(page) = listing.page("cloudwatch:DescribeAlarms", pages.try_next()).await {
        let alarms = page.metric_alarms.unwrap_or_default();
        listing.each(alarms, |alarm| one(&listing, alarm)).await;
    }
    listing.end().await;
}

async fn one(listing: &Listing<'_>, alarm: MetricAlarm) {
    let scope = listing.scope;
    let name = plain(alarm.alarm_name());
    let arn = match alarm.alarm_arn() {
        Some(arn) => Arn::from(arn),
        None => scope.arn("cloudwatch", &format!("alarm:{name}")),
    };
    let client = &scope.clients.cloudwatch;
    let call = client.list_tags_for_resource().resource_arn(arn.as_str()).send();
    let Some(tagged) = scope.describe("cloudwatch:ListTagsForResource", call).await else {
        return;
    };
    listing
        .found(Found {
            arn,
            name,
            created: None,
            tags: tagged.read(|a| tags(a.tags().iter().map(|t| (t.key(), t.value())))),
            detail: detail(&alarm).into(),
        })
        .await;
}

fn detail(alarm: &MetricAlarm) -> CloudWatchAlarm {
    CloudWatchAlarm {
        // AWS documents the default of the flag as on.
        actions_enabled: Field::Known(alarm.actions_enabled() != Some(false)),
        alarm_actions: Field::Known(alarm.alarm_actions().to_vec()),
        metrics: Field::Known(metrics(alarm)),
        state: Field::Known(text(alarm.state_value()).unwrap_or_default()),
    }
}

/// The metric of a plain alarm, or those that an expression is made of.
fn metrics(alarm: &MetricAlarm) -> Vec<MetricName> {
    let own = alarm.metric_name().map(|name| MetricName {
        namespace: plain(alarm.namespace()),
        name: name.to_owned(),
    });
    let queried = alarm.metrics().iter().filter_map(|query| {
        let metric = query.metric_stat()?.metric()?;
        Some(MetricName {
            namespace: plain(metric.namespace()),
            name: plain(metric.metric_name()),
        })
    });
    own.into_iter().chain(queried).collect()
}
