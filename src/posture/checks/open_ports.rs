//! Security group rules that let the internet, or a large part of it, in.

use super::network::{from_internet, no_rule};
use crate::inventory::Resource;
use crate::inventory::detail::{SecurityGroup, SecurityRule};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::cidr::Block;
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        title: "A security group does not offer SSH to the internet",
        severity: Severity::High,
        why: "Every address with port 22 open is guessed at within minutes; behind it is a shell with the \
              instance's role and whatever dataset is mounted.",
        fix: Fix::by_hand(
            "Remove the rule and reach the machine by Session Manager, or admit a single known address range.",
        ),
        prowler: &["ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22"],
        security_hub: &["EC2.13"],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(ssh)],
    },
    Check {
        id: "ec2.securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
        title: "A security group does not offer remote desktops to the internet",
        severity: Severity::High,
        why: "Labelling and annotation desktops hold data in clear; an open RDP port is how ransomware finds them.",
        fix: Fix::by_hand("Remove the rule and reach the desktop through Fleet Manager or a VPN."),
        prowler: &["ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389"],
        security_hub: &["EC2.14"],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(remote_desktop)],
    },
    Check {
        id: "ec2.securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports",
        title: "A security group offers no high-risk port to the internet",
        severity: Severity::High,
        why: "Databases, dashboards and the ports of machine learning tools (Jupyter, TensorBoard, Ray, Dask, \
              Gradio, Ollama) answer whoever asks, and several of them run the code they are sent.",
        fix: Fix::by_hand(
            "Admit the port from the security group that needs it; publish what must be public behind a load balancer.",
        ),
        prowler: &["ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports"],
        security_hub: &["EC2.19"],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(high_risk)],
    },
    Check {
        id: "ec2.securitygroup_allow_wide_open_public_ipv4",
        title: "A security group names no public range wider than a /24",
        severity: Severity::High,
        why: "A /8 in place of 0.0.0.0/0 passes every check for the whole internet and still lets sixteen \
              million strangers in, or data out to them.",
        fix: Fix::by_hand("Name the addresses that are meant: a /24 or narrower, or a prefix list."),
        prowler: &["ec2_securitygroup_allow_wide_open_public_ipv4"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(wide_ranges)],
    },
];

const SSH: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "no rule for TCP port 22 from 0.0.0.0/0 or ::/0",
);
const RDP: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "no rule for TCP port 3389 from 0.0.0.0/0 or ::/0",
);
const RISKY: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "no rule for a high-risk TCP port from 0.0.0.0/0 or ::/0",
);
const WIDE_IN: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "no public IPv4 range from /1 to /23",
);
const WIDE_OUT: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissionsEgress",
    "no public IPv4 range from /1 to /23",
);

/// The ports of Security Hub's EC2.19, and of the tools of machine learning
/// that have no password of their own.
const HIGH_RISK: &[u16] = &[
    20, 21, // FTP
    22, // SSH
    23, // Telnet
    25, 110, 143, // mail
    135, 445, // Windows RPC, SMB
    1433, 1434, 3306, 4333, 5432, // databases
    2375, 2376, // Docker
    3000, 5000, 8080, 8088, // web frameworks, MLflow, proxies
    3389, 5500, // remote desktops
    5601, 9200, 9300, // OpenSearch
    6006, // TensorBoard
    6379, 8265, 10001, // Redis and Ray
    7860,  // Gradio
    8501,  // Streamlit
    8786, 8787,  // Dask
    8888,  // Jupyter
    11434, // Ollama
    27017, // MongoDB
];

/// Whether a rule lets a TCP port through.
fn reaches(rule: &SecurityRule, port: u16) -> bool {
    let (from, to) = (rule.from_port.unwrap_or(0), rule.to_port.unwrap_or(65_535));
    rule.protocol == "-1"
        || (matches!(rule.protocol.as_str(), "tcp" | "6") && (from..=to).contains(&i32::from(port)))
}

fn closed_to_internet(probe: Probe, group: &SecurityGroup, ports: &[u16]) -> Judged {
    let rules = probe.read(&group.ingress)?;
    let bad = |rule: &SecurityRule| from_internet(rule) && ports.iter().any(|port| reaches(rule, *port));
    Ok(no_rule(probe, rules, bad))
}

fn ssh(_: &Context<'_>, _: &Resource, group: &SecurityGroup) -> Judged {
    closed_to_internet(SSH, group, &[22])
}

fn remote_desktop(_: &Context<'_>, _: &Resource, group: &SecurityGroup) -> Judged {
    closed_to_internet(RDP, group, &[3389])
}

fn high_risk(_: &Context<'_>, _: &Resource, group: &SecurityGroup) -> Judged {
    closed_to_internet(RISKY, group, HIGH_RISK)
}

/// All addresses are another check's.
fn is_wide(rule: &SecurityRule) -> bool {
    let blocks = rule.cidrs.iter().filter_map(|cidr| Block::parse(cidr));
    blocks
        .filter(|block| block.is_public_four())
        .any(|block| (1..24).contains(&block.bits()))
}

fn wide_ranges(_: &Context<'_>, _: &Resource, group: &SecurityGroup) -> Judged {
    let inward = WIDE_IN
        .read(&group.ingress)
        .map(|rules| no_rule(WIDE_IN, rules, is_wide));
    let outward = WIDE_OUT
        .read(&group.egress)
        .map(|rules| no_rule(WIDE_OUT, rules, is_wide));
    all([inward, outward])
}
