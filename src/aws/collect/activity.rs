//! What was done lately, from CloudTrail's event history: a look-up for each
//! name that matters, newest events first, one page of each.

use super::Scope;
use super::answer::plain;
use super::listing::{Found, Listing};
use crate::aws::errors::Failure;
use crate::inventory::detail::{
    Caller, DISCOVERY_CALLS, MODEL_CALLS, PRESIGNED_CALLS, PresignedUrl, RIGHTS_CALLS, RecentActivity,
};
use crate::inventory::{Field, Gap, Kind, Tags};
use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How far back is looked.
const HOURS: i64 = 24;

/// Where the events of global services are kept, in the first partition.
const GLOBAL: &str = "us-east-1";

/// The Region's activity: one resource.
pub(super) async fn recent(scope: Scope) {
    let listing = Listing::new(&scope, Kind::RecentActivity);
    match read(&scope).await {
        Err(failure) => listing.gap(&failure).await,
        Ok(activity) => {
            listing
                .found(Found {
                    arn: scope.arn("cloudtrail", "recent-activity"),
                    name: format!("the last {HOURS} hours"),
                    created: None,
                    tags: Field::Known(Tags::new()),
                    detail: activity.into(),
                })
                .await;
        }
    }
    listing.end().await;
}

/// Nothing can be said at all when the first look-up fails.
async fn read(scope: &Scope) -> Result<RecentActivity, Failure> {
    let from = beginning(scope).await?;
    let mut seen: BTreeMap<&'static str, Vec<Record>> = BTreeMap::new();
    for (_, name) in PRESIGNED_CALLS {
        seen.insert(name, look_up(scope, name, from).await?);
    }
    let mut failed: Option<Gap> = None;
    for (service, name) in MODEL_CALLS.iter().chain(RIGHTS_CALLS).chain(DISCOVERY_CALLS) {
        let elsewhere = *service == "iam" && scope.region.as_str() != GLOBAL;
        if seen.contains_key(name) || elsewhere || failed.is_some() {
            continue;
        }
        match look_up(scope, name, from).await {
            Ok(records) => {
                seen.insert(name, records);
            }
            Err(failure) => failed = Some(failure.gap()),
        }
    }
    let of = |calls: &[(&str, &'static str)]| match &failed {
        Some(gap) => Field::Unknown(gap.clone()),
        None => Field::Known(callers(calls, &seen)),
    };
    Ok(RecentActivity {
        hours: HOURS,
        models: of(MODEL_CALLS),
        rights: of(RIGHTS_CALLS),
        discovery: of(DISCOVERY_CALLS),
        presigned: Field::Known(presigned(&seen)),
    })
}

/// What is kept of an event's record.
struct Record {
    principal: String,
    source: String,
    vpc_endpoint: Option<String>,
    refused: bool,
}

/// Where the window begins: so many hours before the newest event of the
/// Region. The account's own time is what its events say; this computer's may
/// be wrong.
async fn beginning(scope: &Scope) -> Result<DateTime, Failure> {
    let ask = scope.clients.cloudtrail.lookup_events().max_results(1);
    let page = scope.call("cloudtrail:LookupEvents", ask.send()).await?;
    let newest = page.events().first().and_then(Event::event_time);
    let newest = newest.map_or(HOURS * 3600, DateTime::secs);
    Ok(DateTime::from_secs(newest - HOURS * 3600))
}

async fn look_up(scope: &Scope, name: &str, from: DateTime) -> Result<Vec<Record>, Failure> {
    let client = &scope.clients.cloudtrail;
    let by = LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::EventName)
        .attribute_value(name)
        .build()
        .expect("key and value are given");
    let ask = client.lookup_events().start_time(from).lookup_attributes(by);
    let page = scope.call("cloudtrail:LookupEvents", ask.send()).await?;
    let own = scope.session.caller().as_str();
    let records = page.events().iter().filter_map(record);
    Ok(records.filter(|r| r.principal != own).collect())
}

/// An event's record; none for what AWS services did by themselves.
fn record(event: &Event) -> Option<Record> {
    let record: Value = serde_json::from_str(event.cloud_trail_event()?).ok()?;
    let who = &record["userIdentity"];
    if who["invokedBy"].is_string() || who["type"] == "AWSService" {
        return None;
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Record {
        principal: text(&who["arn"]).unwrap_or_else(|| plain(event.username())),
        source: text(&record["sourceIPAddress"]).unwrap_or_default(),
        vpc_endpoint: text(&record["vpcEndpointId"]),
        refused: record["errorCode"].is_string(),
    })
}

fn callers(calls: &[(&str, &'static str)], seen: &BTreeMap<&'static str, Vec<Record>>) -> Vec<Caller> {
    let mut found: BTreeMap<&str, (BTreeSet<&str>, usize)> = BTreeMap::new();
    for (_, name) in calls {
        for record in seen.get(name).into_iter().flatten() {
            let (names, refused) = found.entry(&record.principal).or_default();
            names.insert(name);
            *refused += usize::from(record.refused);
        }
    }
    let caller = |(principal, (names, refused)): (&str, (BTreeSet<&str>, usize))| Caller {
        principal: principal.to_owned(),
        names: names.into_iter().map(str::to_owned).collect(),
        refused,
    };
    found.into_iter().map(caller).collect()
}

fn presigned(seen: &BTreeMap<&'static str, Vec<Record>>) -> Vec<PresignedUrl> {
    let mut urls = Vec::new();
    for (_, name) in PRESIGNED_CALLS {
        for record in seen.get(name).into_iter().flatten().filter(|r| !r.refused) {
            let url = PresignedUrl {
                call: (*name).to_owned(),
                principal: record.principal.clone(),
                source: record.source.clone(),
                vpc_endpoint: record.vpc_endpoint.clone(),
            };
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
    }
    urls
}
