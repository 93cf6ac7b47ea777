//! CloudTrail: trails, whether they log, what they record.

use super::Scope;
use super::answer::{Answer, arn_of, filled, plain, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{DataEvents, Trail, TrailSelectors};
use crate::inventory::{Arn, Field, Kind, Region, Tags};
use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, EventSelector, ResourceTag, Trail as SdkTrail,
};
use std::collections::HashSet;

const S3_OBJECT: &str = "AWS::S3::Object";

/// Every trail that records the session's Regions. A multi-Region trail is
/// answered in each of them; it is listed once, in its home Region when that
/// was asked for, else in the first Region that answers it.
pub(super) async fn trails(scope: Scope) {
    let regions = scope.session.regions();
    let listings: Vec<Listing<'_>> = regions
        .iter()
        .map(|region| Listing::in_region(&scope, Kind::Trail, region.clone()))
        .collect();
    let mut known: HashSet<Arn> = HashSet::new();
    for listing in &listings {
        let clients = scope.session.clients(&listing.region);
        let call = clients.cloudtrail.describe_trails().send();
        let answer = match scope.call("cloudtrail:DescribeTrails", call).await {
            Ok(answer) => answer,
            Err(failure) => {
                listing.gap(&failure).await;
                continue;
            }
        };
        let new: Vec<(&SdkTrail, &Listing<'_>)> = answer
            .trail_list()
            .iter()
            .filter(|trail| known.insert(trail_arn(&scope, trail)))
            .map(|trail| {
                let home = listings
                    .iter()
                    .find(|l| Some(l.region.as_str()) == trail.home_region());
                (trail, home.unwrap_or(listing))
            })
            .collect();
        listing.each(new, |(trail, place)| one(place, trail)).await;
    }
    for listing in listings {
        listing.end().await;
    }
}

fn trail_arn(scope: &Scope, trail: &SdkTrail) -> Arn {
    arn_of(trail.trail_arn())
        .unwrap_or_else(|| scope.arn("cloudtrail", &format!("trail/{}", plain(trail.name()))))
}

async fn one(listing: &Listing<'_>, trail: &SdkTrail) {
    let scope = listing.scope;
    let arn = trail_arn(scope, trail);
    // Status and selectors are asked of the home Region, by ARN.
    let home = trail
        .home_region()
        .map_or_else(|| listing.region.clone(), Region::from);
    let clients = scope.session.clients(&home);
    let client = &clients.cloudtrail;
    let (status, selectors, insights, tags) = tokio::join!(
        scope.setting(
            "cloudtrail:GetTrailStatus",
            client.get_trail_status().name(arn.as_str()).send()
        ),
        scope.setting(
            "cloudtrail:GetEventSelectors",
            client.get_event_selectors().trail_name(arn.as_str()).send()
        ),
        insights(scope, client, trail, &arn),
        trail_tags(scope, client, &arn)
    );
    listing
        .found(Found {
            name: trail.name().unwrap_or(arn.short_name()).to_owned(),
            detail: Trail {
                insights,
                ..detail(trail, &home, &status, &selectors)
            }
            .into(),
            created: None,
            tags,
            arn,
        })
        .await;
}

fn detail(
    trail: &SdkTrail,
    home: &Region,
    status: &Answer<GetTrailStatusOutput>,
    selectors: &Answer<GetEventSelectorsOutput>,
) -> Trail {
    Trail {
        multi_region: Field::Known(trail.is_multi_region_trail() == Some(true)),
        home_region: Field::Known(home.as_str().to_owned()),
        organization: Field::Known(trail.is_organization_trail() == Some(true)),
        bucket: Field::Known(plain(trail.s3_bucket_name())),
        kms_key: Field::Known(filled(trail.kms_key_id())),
        validation: Field::Known(trail.log_file_validation_enabled() == Some(true)),
        log_group: Field::Known(arn_of(trail.cloud_watch_logs_log_group_arn())),
        logging: status.require("IsLogging", GetTrailStatusOutput::is_logging),
        delivery_error: status.read(|s| filled(s.latest_delivery_error())),
        selectors: selectors.read(recorded),
        log_group_delivery: status.read(|s| time(s.latest_cloud_watch_logs_delivery_time())),
        ..Trail::default()
    }
}

/// The kinds of Insights; a trail that has none says so in the list already.
async fn insights(
    scope: &Scope,
    client: &aws_sdk_cloudtrail::Client,
    trail: &SdkTrail,
    arn: &Arn,
) -> Field<Vec<String>> {
    if trail.has_insight_selectors() == Some(false) {
        return Field::Known(Vec::new());
    }
    let call = client.get_insight_selectors().trail_name(arn.as_str()).send();
    match scope.call("cloudtrail:GetInsightSelectors", call).await {
        Ok(answer) => {
            let kinds = answer.insight_selectors().iter();
            Field::Known(kinds.filter_map(|s| text(s.insight_type())).collect())
        }
        Err(failure) if failure.is("InsightNotEnabledException") => Field::Known(Vec::new()),
        Err(failure) => Field::Unknown(failure.gap()),
    }
}

/// A trail has fifty tags at most: one page.
async fn trail_tags(scope: &Scope, client: &aws_sdk_cloudtrail::Client, arn: &Arn) -> Field<Tags> {
    let call = client.list_tags().resource_id_list(arn.as_str()).send();
    let answer = scope.setting("cloudtrail:ListTags", call).await;
    answer.read(|a| {
        let lists = a.resource_tag_list().iter().flat_map(ResourceTag::tags_list);
        tags(lists.map(|t| (Some(t.key()), t.value())))
    })
}

/// What basic and advanced selectors add up to.
#[derive(Default)]
struct Recorded {
    reads: bool,
    writes: bool,
    types: Vec<String>,
    /// ARN prefixes of S3 objects, and whether some selector takes them all.
    s3_arns: Vec<String>,
    s3_all: bool,
    other_arns: Vec<String>,
    data: Vec<DataEvents>,
}

fn recorded(answer: &GetEventSelectorsOutput) -> TrailSelectors {
    let mut sum = Recorded::default();
    for selector in answer.event_selectors() {
        sum.basic(selector);
    }
    for selector in answer.advanced_event_selectors() {
        sum.advanced(selector);
    }
    sum.types.sort();
    sum.types.dedup();
    let s3 = sum.types.iter().any(|t| t == S3_OBJECT);
    TrailSelectors {
        management_events: sum.reads || sum.writes,
        read_write: match (sum.reads, sum.writes) {
            (true, true) => "All",
            (true, false) => "ReadOnly",
            (false, true) => "WriteOnly",
            (false, false) => "",
        }
        .to_owned(),
        data: sum.data,
        data_resources: sum.types,
        // Buckets are what the ARNs are asked about: when objects of all
        // buckets are recorded, the ARNs of other types must not narrow it.
        data_arns: match (s3, sum.s3_all) {
            (true, true) => Vec::new(),
            (true, false) => sum.s3_arns,
            (false, _) => sum.other_arns,
        },
    }
}

impl Recorded {
    fn management(&mut self, read_write: Option<&str>) {
        self.reads |= read_write != Some("WriteOnly");
        self.writes |= read_write != Some("ReadOnly");
    }

    fn data(&mut self, kind: &str, arns: &[String]) {
        self.types.push(kind.to_owned());
        if kind != S3_OBJECT {
            self.other_arns.extend_from_slice(arns);
            return;
        }
        // `arn:aws:s3` and `arn:aws:s3:::` stand for every bucket.
        let all = |arn: &String| {
            let short = arn.trim_end_matches(':');
            short.ends_with(":s3")
        };
        self.s3_all |= arns.is_empty() || arns.iter().any(all);
        self.s3_arns.extend(arns.iter().filter(|a| !all(a)).cloned());
    }

    /// Notes what one selector takes. Bare `arn:aws:s3` means every bucket.
    fn events(&mut self, kind: &str, read_write: Option<&str>, arns: &[String], narrowed: bool) {
        let every = |arn: &String| {
            let short = arn.trim_end_matches(':');
            short.ends_with(":s3") || short.ends_with(":lambda")
        };
        let arns = if arns.iter().any(every) { &[] } else { arns };
        self.data.push(DataEvents {
            resource_type: kind.to_owned(),
            reads: read_write != Some("WriteOnly"),
            writes: read_write != Some("ReadOnly"),
            arns: arns.to_vec(),
            narrowed,
        });
    }

    fn basic(&mut self, selector: &EventSelector) {
        let read_write = text(selector.read_write_type());
        // The API's default is to record management events.
        if selector.include_management_events() != Some(false) {
            self.management(read_write.as_deref());
        }
        for resource in selector.data_resources() {
            // A basic selector without values records nothing of the type.
            if !resource.values().is_empty() {
                let kind = resource.r#type().unwrap_or_default();
                self.data(kind, resource.values());
                self.events(kind, read_write.as_deref(), resource.values(), false);
            }
        }
    }

    fn advanced(&mut self, selector: &AdvancedEventSelector) {
        let field = |name: &str| selector.field_selectors().iter().find(|f| f.field() == name);
        let is = |name: &str, value: &str| {
            field(name).is_some_and(|f| f.equals().iter().any(|v| v.eq_ignore_ascii_case(value)))
        };
        if is("eventCategory", "Management") {
            self.management(read_write(selector));
        } else if is("eventCategory", "Data") {
            let arns: Vec<String> = field("resources.ARN")
                .map(|f| f.equals().iter().chain(f.starts_with()).cloned().collect())
                .unwrap_or_default();
            for kind in field("resources.type")
                .map(AdvancedFieldSelector::equals)
                .unwrap_or_default()
            {
                self.data(kind, &arns);
                self.events(kind, read_write(selector), &arns, is_narrowed(selector));
            }
        }
    }
}

/// `ReadOnly` or `WriteOnly` when an advanced selector takes one of them.
fn read_write(selector: &AdvancedEventSelector) -> Option<&'static str> {
    let field = selector
        .field_selectors()
        .iter()
        .find(|f| f.field() == "readOnly")?;
    let is = |value: &str| field.equals().iter().any(|v| v.eq_ignore_ascii_case(value));
    match (is("true"), is("false")) {
        (true, false) => Some("ReadOnly"),
        (false, true) => Some("WriteOnly"),
        _ => None,
    }
}

/// Whether an advanced selector leaves out events by more than type, ARN prefix
/// and reading or writing.
fn is_narrowed(selector: &AdvancedEventSelector) -> bool {
    selector.field_selectors().iter().any(|f| match f.field() {
        "eventCategory" | "resources.type" | "readOnly" => false,
        "resources.ARN" => f.equals().is_empty() && f.starts_with().is_empty(),
        _ => true,
    })
}
