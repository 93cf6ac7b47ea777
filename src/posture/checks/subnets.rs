//! How a VPC is divided: zones, public and private subnets.

use crate::inventory::detail::{Subnet, Vpc};
use crate::inventory::{Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};
use std::collections::BTreeSet;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "vpc.subnet_different_az",
        title: "A VPC has subnets in more than one Availability Zone",
        severity: Severity::Medium,
        why: "When the only zone fails, so do the endpoints that serve predictions and the jobs that wait for capacity.",
        fix: Fix::by_hand("Create a subnet in a second zone and place endpoints and workloads in both."),
        prowler: &["vpc_subnet_different_az"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(zones)],
    },
    Check {
        id: "vpc.subnet_separate_private_public",
        title: "A VPC has private subnets for what need not be public",
        severity: Severity::Medium,
        why: "Where every subnet is routed to the internet, a training job has nowhere to run that is not.",
        fix: Fix::by_hand(
            "Create subnets whose route table has no internet gateway, and move workloads into them.",
        ),
        prowler: &["vpc_subnet_separate_private_public"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(private_subnets)],
    },
];

const ZONES: Probe = Probe::new("DescribeSubnets.AvailabilityZone", "two zones or more");
const ROUTES: Probe = Probe::new(
    "DescribeRouteTables.Routes",
    "a subnet without a route to an internet gateway",
);

fn zones(context: &Context<'_>, resource: &Resource, vpc: &Vpc) -> Judged {
    let subnets = context.networks().subnets_of(&vpc.id);
    let zones: BTreeSet<&str> = subnets.iter().map(|s| s.zone.as_str()).collect();
    if zones.len() < 2 {
        context.listed(Kind::Subnet, &resource.region, ZONES)?;
    }
    if subnets.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    let value = zones.iter().copied().collect::<Vec<_>>().join(", ");
    Ok(ZONES.verdict(zones.len() > 1, value))
}

/// Whether the table that routes a subnet has a way to an internet gateway.
fn is_public(context: &Context<'_>, subnet: &Subnet) -> Result<bool, Unread> {
    let Some(table) = context.networks().table_of(subnet) else {
        return Err(ROUTES.unread(format!("the route table of {} was not read", subnet.id)));
    };
    let routes = ROUTES.read(&table.routes)?;
    Ok(routes.iter().any(|r| r.active && r.target.starts_with("igw-")))
}

/// A VPC without any public subnet is as closed as can be: it has what the
/// check is about.
fn private_subnets(context: &Context<'_>, resource: &Resource, vpc: &Vpc) -> Judged {
    let subnets = context.networks().subnets_of(&vpc.id);
    let (mut public, mut private, mut doubt) = (0, 0, None);
    for subnet in subnets {
        match is_public(context, subnet) {
            Ok(true) => public += 1,
            Ok(false) => private += 1,
            Err(unread) => doubt = Some(unread),
        }
    }
    if private == 0 {
        context.listed(Kind::Subnet, &resource.region, ROUTES)?;
        if let Some(unread) = doubt {
            return Err(unread);
        }
    }
    if subnets.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    Ok(ROUTES.verdict(private > 0, format!("{private} private, {public} public")))
}
