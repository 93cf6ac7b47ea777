//! The columns of Network, Data, Activity and Stacks.

use super::column::{Cell, Column, Facts, Item, Tone};
use super::value::{encryption, field, findings, kind, name, of, region, state};
use crate::inventory::detail::SecurityRule;
use crate::inventory::{Detail, Resource};
use crate::posture::stakes::stated;

/// VPCs and what routes, filters and logs their traffic.
pub(super) const NETWORK: &[Column] = &[
    Column::text("name", 24, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("kind", 14, kind),
    Column::text("vpc", 22, vpc),
    Column::text("exposure", 20, exposure).by_tone(),
    Column::text("cidr", 18, cidr),
    Column::text("state", 12, state),
    Column::text("region", 12, region),
];

/// Macie, classified buckets, streams, disks and images.
pub(super) const DATA: &[Column] = &[
    Column::text("name", 28, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("kind", 14, kind),
    Column::text("classification", 14, classification),
    Column::text("macie", 16, macie).by_tone(),
    Column::text("state", 12, state),
    Column::text("encryption", 20, encryption).by_tone(),
    Column::text("region", 12, region),
];

/// Trails, invocation logging, what could not be read.
pub(super) const ACTIVITY: &[Column] = &[
    Column::text("name", 30, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("kind", 18, kind),
    Column::text("records", 44, records),
    Column::text("state", 12, recording).by_tone(),
    Column::text("region", 12, region),
];

/// Stacks that the product made.
pub(super) const STACKS: &[Column] = &[
    Column::text("name", 28, name),
    Column::text("state", 18, stack_state).by_tone(),
    Column::text("steps", 9, steps).by_number(),
    Column::text("changed", 20, changed),
    Column::text("account", 13, account),
    Column::text("region", 14, region),
];

fn vpc(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Vpc(d) => Cell::plain(&*d.id),
        Detail::Subnet(d) => Cell::plain(&*d.vpc),
        Detail::SecurityGroup(d) => Cell::plain(&*d.vpc),
        Detail::RouteTable(d) => Cell::plain(&*d.vpc),
        Detail::VpcEndpoint(d) => Cell::plain(&*d.vpc),
        Detail::FlowLog(d) => Cell::plain(&*d.resource),
        Detail::NetworkAcl(d) => Cell::plain(&*d.vpc),
        Detail::PeeringConnection(d) => Cell::plain(&*d.requester),
        _ => Cell::none(),
    })
}

fn cidr(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Vpc(d) => Cell::plain(&*d.cidr),
        Detail::Subnet(d) => Cell::plain(&*d.cidr),
        _ => Cell::none(),
    })
}

fn open_to_all(rules: &[SecurityRule]) -> bool {
    rules
        .iter()
        .any(|rule| rule.cidrs.iter().any(|c| c == "0.0.0.0/0" || c == "::/0"))
}

fn exposure(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::SecurityGroup(d) => field(&d.ingress, |rules| {
            if open_to_all(rules) {
                Cell::new("✗ open to all", Tone::Fail)
            } else {
                Cell::plain(format!("{} rules in", rules.len()))
            }
        }),
        Detail::RouteTable(d) => field(&d.routes, |routes| {
            if routes.iter().any(|r| r.target.starts_with("igw-")) {
                Cell::plain("internet gateway")
            } else if routes.iter().any(|r| r.target.starts_with("nat-")) {
                Cell::plain("NAT gateway")
            } else {
                Cell::new("✓ no internet", Tone::Pass)
            }
        }),
        Detail::Subnet(d) => field(&d.public_ip_on_launch, |on| {
            if *on {
                Cell::plain("public addresses")
            } else {
                Cell::new("✓ no public address", Tone::Pass)
            }
        }),
        Detail::VpcEndpoint(d) => Cell::plain(&*d.service),
        Detail::EndpointService(d) => field(&d.principals, |who| match who.len() {
            _ if who.iter().any(|p| p == "*") => Cell::new("✗ open to all", Tone::Fail),
            0 => Cell::new("✓ nobody", Tone::Pass),
            count => Cell::plain(format!("{count} principals")),
        }),
        Detail::TransitGateway(d) => field(&d.auto_accept, |on| {
            if *on {
                Cell::new("✗ accepts all", Tone::Fail)
            } else {
                Cell::new("✓ asks first", Tone::Pass)
            }
        }),
        Detail::PeeringConnection(d) => Cell::plain(format!("to {}", d.accepter)),
        Detail::IotDomain(d) => field(&d.tls_policy, |p| Cell::plain(p.as_str())),
        Detail::Vpc(d) if d.is_default => Cell::plain("default VPC"),
        _ => Cell::none(),
    })
}

/// The class of data that a resource's tags state.
pub(in crate::app) fn class_of(resource: &Resource) -> Option<&str> {
    stated(resource.tags.known()?).map(|(_, class)| class)
}

fn classification(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match class_of(r) {
        Some(class) => Cell::new(class, Tone::Accent),
        None => field(&r.tags, |_| Cell::new("not tagged", Tone::Dim)),
    })
}

fn macie(item: Item<'_>, facts: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Bucket(_) if facts.scanned.contains(&r.arn) => Cell::new("✓ scanned", Tone::Pass),
        Detail::Bucket(_) => Cell::new("not scanned", Tone::Dim),
        Detail::MacieJob(d) => field(&d.buckets, |b| Cell::plain(format!("{} buckets", b.len()))),
        Detail::MacieSession(d) => field(&d.automated_discovery, |on| {
            Cell::plain(if *on { "discovery on" } else { "discovery off" })
        }),
        _ => Cell::none(),
    })
}

fn records(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Gap(gap) => Cell::new(&*gap.gap.message, Tone::Unknown),
        Item::Resource(r) => match &r.detail {
            Detail::Trail(d) => field(&d.selectors, |s| {
                let management = if s.management_events { &*s.read_write } else { "no" };
                let data = s.data_resources.join(", ");
                let data = if data.is_empty() { "no data events" } else { &data };
                Cell::plain(format!("{management} management, {data}"))
            }),
            Detail::IotLogging(d) => field(&d.level, |level| match level.as_deref() {
                None | Some("DISABLED") => Cell::new("✗ off", Tone::Fail),
                Some(level) => Cell::plain(level),
            }),
            Detail::GuardrailEnforcement(d) => field(&d.guardrails, |g| match g.first() {
                Some(first) => Cell::plain(format!("{} version {}", first.guardrail, first.version)),
                None => Cell::new("✗ none enforced", Tone::Fail),
            }),
            Detail::LogGroup(d) => field(&d.metric_filters, |filters| {
                let kept = match d.retention_days.known() {
                    Some(Some(days)) => format!("{days} days"),
                    Some(None) => "for ever".to_owned(),
                    None => "? days".to_owned(),
                };
                Cell::plain(format!("kept {kept}, {} filters", filters.len()))
            }),
            Detail::RecentActivity(d) => field(&d.discovery, |callers| {
                Cell::plain(format!("{} principals looked around", callers.len()))
            }),
            Detail::EventDataStore(d) => {
                field(&d.retention_days, |days| Cell::plain(format!("kept {days} days")))
            }
            Detail::GuardDutyDetector(d) => field(&d.features, |on| Cell::plain(on.join(", "))),
            Detail::ConfigRecorder(d) => field(&d.all_supported, |all| {
                Cell::plain(if *all {
                    "every resource type"
                } else {
                    "some resource types"
                })
            }),
            Detail::CloudWatchAlarm(d) => field(&d.alarm_actions, |actions| match actions.first() {
                Some(first) => Cell::plain(format!("tells {first}")),
                None => Cell::new("✗ tells nobody", Tone::Fail),
            }),
            Detail::InvocationLogging(d) => field(&d.config, |c| match c {
                Some(c) => Cell::plain(c.bucket.as_deref().or(c.log_group.as_deref()).unwrap_or("on")),
                None => Cell::new("✗ off", Tone::Fail),
            }),
            _ => Cell::none(),
        },
        _ => Cell::none(),
    }
}

fn recording(item: Item<'_>, facts: &Facts<'_>) -> Cell {
    match item {
        Item::Gap(gap) => Cell::new(format!("? {}", gap.gap.kind.word()), Tone::Unknown),
        _ => state(item, facts),
    }
}

fn stack_state(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Stack(s) => Cell::new(&*s.state, s.tone),
        _ => Cell::none(),
    }
}

fn steps(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Stack(s) => Cell::plain(format!("{}/{}", s.done, s.steps)),
        _ => Cell::none(),
    }
}

fn changed(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Stack(s) => s.changed.map_or_else(Cell::none, |at| Cell::plain(at.rfc3339())),
        _ => Cell::none(),
    }
}

fn account(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Stack(s) => Cell::new(&*s.account, Tone::Dim),
        _ => Cell::none(),
    }
}
