//! VPC endpoints: whether a VPC has those it needs, and whom they let through.

use super::network::{serves, words};
use crate::inventory::detail::{SecurityGroup, SecurityRule, Vpc, VpcEndpoint};
use crate::inventory::{Detail, Kind, Resource};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::cidr::Block;
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};
use std::collections::BTreeSet;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "vpc.endpoint_for_ec2_enabled",
        title: "A VPC reaches the EC2 API privately",
        severity: Severity::Medium,
        why: "Cluster managers and schedulers inside a closed network call EC2; without an endpoint someone opens \
              the network for them.",
        fix: Fix::by_plan(
            FixKind::CreateVpcEndpoints,
            "Create an interface endpoint for com.amazonaws.REGION.ec2 with private DNS.",
        ),
        prowler: &["vpc_endpoint_for_ec2_enabled"],
        security_hub: &["EC2.10"],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(|context, resource, vpc| {
            has_endpoint(context, resource, vpc, (EC2, "ec2"))
        })],
    },
    Check {
        id: "vpc.endpoint_ecr_api",
        title: "A VPC reaches the ECR API privately",
        severity: Severity::Medium,
        why: "Training and serving images are found through this API: without the endpoint a closed network pulls \
              no image, or is opened so that it can.",
        fix: Fix::by_plan(
            FixKind::CreateVpcEndpoints,
            "Create an interface endpoint for com.amazonaws.REGION.ecr.api with private DNS.",
        ),
        prowler: &[],
        security_hub: &["EC2.55"],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(|context, resource, vpc| {
            has_endpoint(context, resource, vpc, (ECR_API, "ecr.api"))
        })],
    },
    Check {
        id: "vpc.endpoint_ecr_dkr",
        title: "A VPC pulls container images privately",
        severity: Severity::Medium,
        why: "The layers of a training image are code that will read the data: they should come by a way that can be \
              bound to the account's own registry.",
        fix: Fix::by_plan(
            FixKind::CreateVpcEndpoints,
            "Create an interface endpoint for com.amazonaws.REGION.ecr.dkr with private DNS, and S3's gateway.",
        ),
        prowler: &[],
        security_hub: &["EC2.56"],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(|context, resource, vpc| {
            has_endpoint(context, resource, vpc, (ECR_DKR, "ecr.dkr"))
        })],
    },
    Check {
        id: "vpc.endpoint_ssm",
        title: "A VPC reaches Systems Manager privately",
        severity: Severity::Medium,
        why: "With Session Manager inside the network nobody needs an SSH port or a bastion to look at a machine.",
        fix: Fix::by_plan(
            FixKind::CreateVpcEndpoints,
            "Create interface endpoints for com.amazonaws.REGION.ssm and ssmmessages with private DNS.",
        ),
        prowler: &[],
        security_hub: &["EC2.57"],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(|context, resource, vpc| {
            has_endpoint(context, resource, vpc, (SSM, "ssm"))
        })],
    },
    Check {
        id: "vpc.endpoint_multi_az_enabled",
        title: "An interface endpoint has its subnets in several Availability Zones",
        severity: Severity::Medium,
        why: "An endpoint in one zone takes the way to KMS and S3 away from every job when that zone fails.",
        fix: Fix::by_hand("Add a subnet of another zone to the endpoint."),
        prowler: &["vpc_endpoint_multi_az_enabled"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::VpcEndpoint(several_zones)],
    },
    Check {
        id: "vpc.endpoint_security_group",
        title: "An interface endpoint admits HTTPS from its own network only",
        severity: Severity::Medium,
        why: "Whoever reaches the endpoint from a peered or forwarded network uses its policy as if they were inside.",
        fix: Fix::by_hand(
            "Give the endpoint a security group with one rule: TCP 443 from the VPC's ranges or its workloads' group.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::VpcEndpoint(only_https_from_inside)],
    },
];

const EC2: Probe = Probe::new("DescribeVpcEndpoints.ServiceName", "an endpoint of ec2");
const ECR_API: Probe = Probe::new("DescribeVpcEndpoints.ServiceName", "an endpoint of ecr.api");
const ECR_DKR: Probe = Probe::new("DescribeVpcEndpoints.ServiceName", "an endpoint of ecr.dkr");
const SSM: Probe = Probe::new("DescribeVpcEndpoints.ServiceName", "an endpoint of ssm");
const TYPE: Probe = Probe::new("DescribeVpcEndpoints.VpcEndpointType", "Interface");
const SUBNETS: Probe = Probe::new("DescribeVpcEndpoints.SubnetIds", "subnets of two zones or more");
const GROUPS: Probe = Probe::new("DescribeVpcEndpoints.Groups", "security groups that were read");
const RULES: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "TCP 443 from the VPC's ranges or from groups only",
);

fn has_endpoint(
    context: &Context<'_>,
    resource: &Resource,
    vpc: &Vpc,
    (probe, service): (Probe, &str),
) -> Judged {
    let mut doubt = None;
    for endpoint in context.endpoints_of(&vpc.id) {
        if !serves(&endpoint.service, service) {
            continue;
        }
        match probe.read(&endpoint.state) {
            Ok(state) if state.eq_ignore_ascii_case("available") => {
                return Ok(probe.verdict(true, endpoint.id.clone()));
            }
            Ok(_) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::VpcEndpoint, &resource.region, probe)?;
    Ok(probe.verdict(false, "none"))
}

fn several_zones(context: &Context<'_>, _: &Resource, endpoint: &VpcEndpoint) -> Judged {
    if TYPE.read(&endpoint.endpoint_type)? != "Interface" {
        return Ok(Verdict::NotApplicable);
    }
    let (mut zones, mut unlisted) = (BTreeSet::new(), None);
    for id in SUBNETS.read(&endpoint.subnets)? {
        match context.networks().subnet(id) {
            Some(subnet) => {
                zones.insert(subnet.zone.as_str());
            }
            None => unlisted = Some(id),
        }
    }
    match unlisted {
        Some(id) if zones.len() < 2 => Err(SUBNETS.unread(format!("the zone of {id} was not read"))),
        _ => {
            let value = zones.iter().copied().collect::<Vec<_>>().join(", ");
            let value = if value.is_empty() {
                "no subnet".to_owned()
            } else {
                value
            };
            Ok(SUBNETS.verdict(zones.len() > 1, value))
        }
    }
}

fn only_https_from_inside(context: &Context<'_>, resource: &Resource, endpoint: &VpcEndpoint) -> Judged {
    if TYPE.read(&endpoint.endpoint_type)? != "Interface" {
        return Ok(Verdict::NotApplicable);
    }
    let groups = GROUPS.read(&endpoint.security_groups)?;
    if groups.is_empty() {
        return Ok(GROUPS.verdict(false, "none"));
    }
    let find = |kind, id: &str| context.names().find(kind, id, resource.region.as_str());
    let Some(Detail::Vpc(vpc)) = find(Kind::Vpc, &endpoint.vpc).map(|r| &r.detail) else {
        return Err(RULES.unread(format!("the ranges of {} were not read", endpoint.vpc)));
    };
    let own: Vec<Block> = vpc
        .cidrs
        .iter()
        .chain([&vpc.cidr])
        .filter_map(|c| Block::parse(c))
        .collect();
    all(groups
        .iter()
        .map(|id| match find(Kind::SecurityGroup, id).map(|r| &r.detail) {
            Some(Detail::SecurityGroup(group)) => admits(group, &own),
            _ => Err(RULES.unread(format!("the rules of {id} were not read"))),
        }))
}

/// What a group admits: HTTPS from the VPC's own ranges and from groups, or
/// something else. What a prefix list holds is not read.
fn admits(group: &SecurityGroup, own: &[Block]) -> Judged {
    let rules = RULES.read(&group.ingress)?;
    let inside = |cidr: &String| {
        let block = Block::parse(cidr);
        block.is_some_and(|block| own.iter().any(|own| own.holds(block)))
    };
    let strange = |rule: &&SecurityRule| {
        let https = matches!(rule.protocol.as_str(), "tcp" | "6")
            && (rule.from_port, rule.to_port) == (Some(443), Some(443));
        !https || !rule.cidrs.iter().all(inside)
    };
    let bad: Vec<String> = rules.iter().filter(strange).map(words).collect();
    if !bad.is_empty() {
        return Ok(RULES.verdict(false, format!("{}: {}", group.id, bad.join("; "))));
    }
    if let Some(list) = rules.iter().flat_map(|r| &r.prefix_lists).next() {
        return Err(RULES.unread(format!("what {list} holds was not read")));
    }
    Ok(RULES.verdict(true, format!("{}: HTTPS from inside", group.id)))
}
