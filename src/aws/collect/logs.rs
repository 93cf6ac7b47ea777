//! CloudWatch Logs: log groups with their keys, retention, metric filters and
//! the resource policies that name them.

use super::Scope;
use super::answer::{filled, plain, text};
use super::listing::{Found, Listing};
use crate::aws::errors::Failure;
use crate::inventory::detail::{LogGroup, LogSample, MetricFilter, MetricName};
use crate::inventory::{Arn, Field, Gap, Kind, Timestamp, secrets};
use crate::policy::{Document, Select, pattern};
use aws_sdk_cloudwatchlogs::types::{
    InheritedProperty, LogGroup as Listed, MetricFilter as SdkFilter, MetricTransformation,
};
use std::collections::HashMap;

/// What is read once for all groups of a Region.
struct Shared {
    /// Metric filters by log group.
    filters: Result<HashMap<String, Vec<MetricFilter>>, Gap>,
    policies: Result<Vec<String>, Gap>,
}

/// Every log group of the Region.
pub(super) async fn groups(scope: Scope) {
    let listing = Listing::new(&scope, Kind::LogGroup);
    let list = scope.clients.logs.describe_log_groups();
    let mut pages = list.limit(50).into_paginator().send();
    let mut shared = None;
    while let Some(page) = listing.page("logs:DescribeLogGroups", pages.try_next()).await {
        let groups = page.log_groups.unwrap_or_default();
        // A Region without groups has nothing to ask filters and policies of.
        if shared.is_none() && !groups.is_empty() {
            let (filters, policies) = tokio::join!(filters(&scope), policies(&scope));
            shared = Some(Shared {
                filters: filters.map_err(Gap::from),
                policies: policies.map_err(Gap::from),
            });
        }
        if let Some(shared) = &shared {
            listing.each(groups, |group| one(&listing, shared, group)).await;
        }
    }
    listing.end().await;
}

/// The metric filters of all groups: one list for the Region.
async fn filters(scope: &Scope) -> Result<HashMap<String, Vec<MetricFilter>>, Failure> {
    let list = scope.clients.logs.describe_metric_filters();
    let mut pages = list.limit(50).into_paginator().send();
    let mut found: HashMap<String, Vec<MetricFilter>> = HashMap::new();
    while let Some(page) = scope.call("logs:DescribeMetricFilters", pages.try_next()).await? {
        for filter in page.metric_filters() {
            let group = plain(filter.log_group_name());
            found.entry(group).or_default().push(metric_filter(filter));
        }
    }
    Ok(found)
}

fn metric_filter(filter: &SdkFilter) -> MetricFilter {
    let metric = |to: &MetricTransformation| MetricName {
        namespace: to.metric_namespace().to_owned(),
        name: to.metric_name().to_owned(),
    };
    MetricFilter {
        name: plain(filter.filter_name()),
        pattern: plain(filter.filter_pattern()),
        metrics: filter.metric_transformations().iter().map(metric).collect(),
    }
}

/// The Region's resource policies: ten at most, but in pages all the same.
async fn policies(scope: &Scope) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    let mut token = None;
    loop {
        let list = scope.clients.logs.describe_resource_policies();
        let call = list.set_next_token(token).send();
        let page = scope.call("logs:DescribeResourcePolicies", call).await?;
        found.extend(
            page.resource_policies()
                .iter()
                .filter_map(|p| filled(p.policy_document())),
        );
        token = filled(page.next_token());
        if token.is_none() {
            return Ok(found);
        }
    }
}

/// What one group has of what was read for all.
fn read<T, U>(shared: &Result<T, Gap>, own: impl FnOnce(&T) -> U) -> Field<U> {
    match shared {
        Ok(all) => Field::Known(own(all)),
        Err(gap) => Field::Unknown(gap.clone()),
    }
}

async fn one(listing: &Listing<'_>, shared: &Shared, group: Listed) {
    let scope = listing.scope;
    let name = plain(group.log_group_name());
    let arn = match group.log_group_arn().or(group.arn()) {
        Some(arn) => Arn::from(arn.trim_end_matches(":*")),
        None => scope.arn("logs", &format!("log-group:{name}")),
    };
    let client = &scope.clients.logs;
    let call = client.list_tags_for_resource().resource_arn(arn.as_str()).send();
    let Some(tagged) = scope.describe("logs:ListTagsForResource", call).await else {
        return;
    };
    let sample = sample(scope, &name).await;
    let detail = LogGroup {
        class: text(group.log_group_class()).unwrap_or_default(),
        kms_key: Field::Known(filled(group.kms_key_id())),
        retention_days: Field::Known(group.retention_in_days()),
        data_protection: Field::Known(protection(&group)),
        metric_filters: read(&shared.filters, |all| all.get(&name).cloned().unwrap_or_default()),
        policies: read(&shared.policies, |all| naming(all, &arn)),
        sample,
    };
    listing
        .found(Found {
            created: group.creation_time().map(|millis| Timestamp(millis / 1000)),
            tags: tagged.read(|a| {
                let tags = a.tags().into_iter().flatten();
                tags.map(|(k, v)| (k.clone(), v.clone())).collect()
            }),
            detail: detail.into(),
            name,
            arn,
        })
        .await;
}

/// How many events of a group are looked through.
const EVENTS: i32 = 100;

/// The first of January 2024, in milliseconds: newest first is answered only to
/// who asks for nothing older.
const SINCE: i64 = 1_704_067_200_000;

/// Looks through the newest events of a group: one page.
async fn sample(scope: &Scope, group: &str) -> Field<LogSample> {
    let ask = scope.clients.logs.filter_log_events().log_group_name(group);
    let ask = ask.start_time(SINCE).start_from_head(false).limit(EVENTS);
    let answer = scope.setting("logs:FilterLogEvents", ask.send()).await;
    answer.read(|page| {
        let mut sample = LogSample {
            events: page.events().len(),
            more: page.next_token().is_some(),
            secrets: Vec::new(),
        };
        for event in page.events() {
            let stream = event.log_stream_name().unwrap_or_default();
            let found = secrets::in_text(stream, event.message().unwrap_or_default());
            sample.secrets.extend(found);
        }
        sample.secrets.sort();
        sample.secrets.dedup();
        sample
    })
}

fn protection(group: &Listed) -> Option<String> {
    let inherited = group
        .inherited_properties()
        .contains(&InheritedProperty::AccountDataProtection);
    match text(group.data_protection_status()) {
        Some(status) if status == "ACTIVATED" || !inherited => Some(status),
        _ => inherited.then(|| "ACCOUNT_DATA_PROTECTION".to_owned()),
    }
}

/// The policies with a statement whose resources take the group.
fn naming(policies: &[String], group: &Arn) -> Vec<String> {
    let streams = format!("{group}:*");
    let takes = |patterns: &[String]| {
        patterns
            .iter()
            .any(|p| pattern::matches(p, group.as_str()) || pattern::matches(p, &streams))
    };
    let names = |text: &String| {
        let Ok(document) = Document::parse(text) else {
            return true;
        };
        document
            .statements
            .iter()
            .any(|statement| match &statement.resource {
                Some(Select::Only(patterns)) => takes(patterns),
                Some(Select::AllBut(patterns)) => !takes(patterns),
                None => true,
            })
    };
    policies.iter().filter(|p| names(p)).cloned().collect()
}
