//! Network ACLs, and security groups that guard nothing.

use crate::inventory::detail::{AclEntry, NetworkAcl, SecurityGroup};
use crate::inventory::{Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::cidr::Block;
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.networkacl_allow_ingress_any_port",
        title: "A network ACL does not let the whole internet in to every port",
        severity: Severity::High,
        why: "The ACL is the second fence around a training subnet: open, one mistaken security group is enough.",
        fix: Fix::by_hand(
            "Replace the rule by rules for the VPC's own ranges and for the ports of return traffic.",
        ),
        prowler: &["ec2_networkacl_allow_ingress_any_port"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::NetworkAcl(closed_acl)],
    },
    Check {
        id: "ec2.networkacl_unused",
        title: "A network ACL of one's own filters a subnet",
        severity: Severity::Low,
        why: "Rules that were written for a subnet and filter none give a feeling of safety and nothing else.",
        fix: Fix::by_hand("Associate it with the subnets that it was written for, or delete it."),
        prowler: &["ec2_networkacl_unused"],
        security_hub: &["EC2.16"],
        reads: Reads::Itself,
        judges: &[Judge::NetworkAcl(used_acl)],
    },
    Check {
        id: "ec2.securitygroup_not_used",
        title: "A security group of one's own guards something",
        severity: Severity::Low,
        why: "A forgotten group with yesterday's open rules waits for the next instance that is given it by mistake.",
        fix: Fix::by_hand("Delete the group, once nobody knows of a use for it."),
        prowler: &["ec2_securitygroup_not_used"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::SecurityGroup(used_group)],
    },
];

const ENTRIES: Probe = Probe::new(
    "DescribeNetworkAcls.Entries",
    "no rule that allows every port from 0.0.0.0/0 or ::/0",
);
const SUBNETS: Probe = Probe::new("DescribeNetworkAcls.Associations", "a subnet");
const INTERFACES: Probe = Probe::new(
    "DescribeNetworkInterfaces.Groups",
    "an interface, another group's rule or a workload with the group",
);

/// What may name a group besides interfaces.
const NAMING: [Kind; 6] = [
    Kind::LaunchTemplate,
    Kind::SecurityGroup,
    Kind::Notebook,
    Kind::Model,
    Kind::TrainingJob,
    Kind::ProcessingJob,
];

/// Whether an entry is about every address of a family and every port.
fn is_about_everything(entry: &AclEntry) -> Option<Block> {
    let ports = (entry.from_port.unwrap_or(0), entry.to_port.unwrap_or(65_535));
    let whole = match entry.protocol.as_str() {
        "-1" => true,
        "6" | "17" => ports.0 <= 1 && ports.1 >= 65_535,
        _ => false,
    };
    Block::parse(&entry.cidr).filter(|block| whole && block.is_everything())
}

/// The entry that lets the internet in to every port: the lowest number
/// decides, so that an earlier denial of as much stands before it.
fn opening(entries: &[AclEntry]) -> Option<&AclEntry> {
    let mut inward: Vec<(&AclEntry, Block)> = entries
        .iter()
        .filter(|e| !e.egress)
        .filter_map(|e| Some((e, is_about_everything(e)?)))
        .collect();
    inward.sort_by_key(|(entry, _)| entry.number);
    let mut denied: Vec<(bool, &str)> = Vec::new();
    for (entry, block) in inward {
        let family = block.is_four();
        let said = |protocol: &str| denied.contains(&(family, protocol));
        match entry.allow {
            true if !said("-1") && !said(&entry.protocol) => return Some(entry),
            true => {}
            false => denied.push((family, &entry.protocol)),
        }
    }
    None
}

fn closed_acl(_: &Context<'_>, _: &Resource, acl: &NetworkAcl) -> Judged {
    let entries = ENTRIES.read(&acl.entries)?;
    Ok(match opening(entries) {
        Some(entry) => ENTRIES.verdict(
            false,
            format!(
                "rule {}: allow {} from {}",
                entry.number,
                protocol(entry),
                entry.cidr
            ),
        ),
        None => ENTRIES.verdict(true, "none"),
    })
}

fn protocol(entry: &AclEntry) -> &str {
    match entry.protocol.as_str() {
        "-1" => "all",
        "6" => "tcp",
        "17" => "udp",
        other => other,
    }
}

fn used_acl(_: &Context<'_>, _: &Resource, acl: &NetworkAcl) -> Judged {
    if acl.is_default {
        return Ok(Verdict::NotApplicable);
    }
    let subnets = SUBNETS.read(&acl.subnets)?;
    let value = if subnets.is_empty() {
        "none".to_owned()
    } else {
        subnets.join(", ")
    };
    Ok(SUBNETS.verdict(!subnets.is_empty(), value))
}

fn used_group(context: &Context<'_>, resource: &Resource, group: &SecurityGroup) -> Judged {
    if resource.name == "default" {
        return Ok(Verdict::NotApplicable);
    }
    if context.networks().names_group(&group.id) {
        return Ok(INTERFACES.verdict(true, "named by another resource"));
    }
    let interfaces = INTERFACES.read(&group.interfaces)?;
    if let Some(first) = interfaces.first() {
        let more = interfaces.len() - 1;
        let value = match more {
            0 => first.id.clone(),
            more => format!("{} and {more} more", first.id),
        };
        return Ok(INTERFACES.verdict(true, value));
    }
    for kind in NAMING {
        context.listed(kind, &resource.region, INTERFACES)?;
    }
    Ok(INTERFACES.verdict(false, "none"))
}
