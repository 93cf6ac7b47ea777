//! VPCs, subnets, security groups and endpoints around AI workloads.

use crate::inventory::detail::{EbsDefaults, SecurityGroup, SecurityRule, Subnet, Vpc};
use crate::inventory::{Kind, Resource};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "vpc.endpoints_sagemaker",
        title: "A VPC with SageMaker workloads has the endpoints they need",
        severity: Severity::High,
        why: "Without endpoints the traffic to S3, KMS and SageMaker takes the public road: either the \
              workload has internet access, which also lets data out, or it does not work.",
        fix: Fix::by_plan(
            FixKind::CreateVpcEndpoints,
            "Create the missing endpoints (S3 as a gateway, the others as interfaces with private DNS).",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(sagemaker_endpoints)],
    },
    Check {
        id: "vpc.flow_logs_enabled",
        title: "A VPC records its traffic in flow logs",
        severity: Severity::Medium,
        why: "Flow logs are the only record of data leaving a training subnet by a way that no API call shows.",
        fix: Fix::by_hand(
            "Create a flow log for the VPC, for all traffic or at least rejected, to S3 or CloudWatch Logs.",
        ),
        prowler: &["vpc_flow_logs_enabled"],
        security_hub: &["EC2.6"],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(flow_logs)],
    },
    Check {
        id: "vpc.subnet_no_public_ip_by_default",
        title: "A subnet gives out no public addresses by default",
        severity: Severity::High,
        why: "An instance started beside the training subnet by mistake is then not on the internet at once.",
        fix: Fix::by_hand("Turn MapPublicIpOnLaunch off for the subnet."),
        prowler: &["vpc_subnet_no_public_ip_by_default"],
        security_hub: &["EC2.15"],
        reads: Reads::Itself,
        judges: &[Judge::Subnet(no_public_ip)],
    },
    Check {
        id: "ec2.securitygroup_allow_ingress_from_internet_to_all_ports",
        title: "A security group does not open every port to the internet",
        severity: Severity::Critical,
        why: "Jupyter, Ray and debugger ports have no password of their own: open, they are remote code \
              execution beside the training data.",
        fix: Fix::by_hand(
            "Remove the rule, and admit only the ports and security groups that need to come in.",
        ),
        prowler: &["ec2_securitygroup_allow_ingress_from_internet_to_all_ports"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(all_ports)],
    },
    Check {
        id: "ec2.securitygroup_allow_ingress_from_internet_to_any_port",
        title: "A security group admits nothing from the whole internet",
        severity: Severity::High,
        why: "SageMaker workloads need no way in from the internet: predictions are called through the \
              SageMaker runtime.",
        fix: Fix::by_hand(
            "Replace 0.0.0.0/0 and ::/0 by the security groups or address ranges that need to come in.",
        ),
        prowler: &["ec2_securitygroup_allow_ingress_from_internet_to_any_port"],
        security_hub: &["EC2.18"],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(any_port)],
    },
    Check {
        id: "ec2.securitygroup_default_restrict_traffic",
        title: "A VPC's default security group lets nothing through",
        severity: Severity::High,
        why: "Whatever is started without naming a group gets the default one: closed, a forgotten \
              setting fails safe.",
        fix: Fix::by_hand("Remove every inbound and outbound rule of the default group."),
        prowler: &["ec2_securitygroup_default_restrict_traffic"],
        security_hub: &["EC2.2"],
        reads: Reads::Itself,
        judges: &[Judge::SecurityGroup(default_group)],
    },
    Check {
        id: "ec2.ebs_default_encryption",
        title: "New EBS volumes are encrypted by default in the Region",
        severity: Severity::High,
        why: "Datasets are copied to volumes of labelling and preprocessing machines; the default covers \
              those that nobody thought of.",
        fix: Fix::by_hand(
            "Enable EBS encryption by default in the Region, with a customer managed key as default.",
        ),
        prowler: &["ec2_ebs_default_encryption"],
        security_hub: &["EC2.7"],
        reads: Reads::Itself,
        judges: &[Judge::EbsDefaults(ebs_default)],
    },
];

const ENDPOINTS: Probe = Probe::new(
    "DescribeVpcEndpoints.ServiceName",
    "sagemaker.api, sagemaker.runtime, s3, kms, logs, sts, with private DNS",
);
const FLOW_LOGS: Probe = Probe::new("DescribeFlowLogs.FlowLogStatus", "an ACTIVE flow log of the VPC");
const PUBLIC_IP: Probe = Probe::new("DescribeSubnets.MapPublicIpOnLaunch", "false");
const INGRESS_ALL: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "no rule for all ports from 0.0.0.0/0 or ::/0",
);
const INGRESS: Probe = Probe::new(
    "DescribeSecurityGroups.IpPermissions",
    "no rule from 0.0.0.0/0 or ::/0",
);
const DEFAULT_IN: Probe = Probe::new("DescribeSecurityGroups.IpPermissions", "no rules");
const DEFAULT_OUT: Probe = Probe::new("DescribeSecurityGroups.IpPermissionsEgress", "no rules");
const EBS: Probe = Probe::new("GetEbsEncryptionByDefault.EbsEncryptionByDefault", "true");

/// What SageMaker jobs and notebooks in a closed VPC talk to.
const SAGEMAKER_NEEDS: [&str; 6] = ["sagemaker.api", "sagemaker.runtime", "s3", "kms", "logs", "sts"];

fn sagemaker_endpoints(context: &Context<'_>, resource: &Resource, vpc: &Vpc) -> Judged {
    if !context.has_sagemaker(&vpc.id) {
        return Ok(Verdict::NotApplicable);
    }
    reaches(context, resource, vpc, ENDPOINTS, &SAGEMAKER_NEEDS)
}

/// Whether a VPC has an available endpoint, with private DNS, for each service.
pub(super) fn reaches(
    context: &Context<'_>,
    resource: &Resource,
    vpc: &Vpc,
    probe: Probe,
    needs: &[&'static str],
) -> Judged {
    let mut missing: Vec<&str> = needs.to_vec();
    let mut doubt = None;
    for endpoint in context.endpoints_of(&vpc.id) {
        let Some(at) = missing.iter().position(|need| serves(&endpoint.service, need)) else {
            continue;
        };
        let private = || -> Result<bool, _> {
            let available = probe.read(&endpoint.state)?.eq_ignore_ascii_case("available");
            let gateway = probe.read(&endpoint.endpoint_type)? == "Gateway";
            Ok(available && (gateway || *probe.read(&endpoint.private_dns)?))
        };
        match private() {
            Ok(true) => {
                missing.remove(at);
            }
            Ok(false) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    if missing.is_empty() {
        return Ok(probe.verdict(true, format!("all {}", needs.len())));
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::VpcEndpoint, &resource.region, probe)?;
    Ok(probe.verdict(false, format!("missing: {}", missing.join(", "))))
}

/// Whether `com.amazonaws.REGION.NEED` (or its `cn.` form) is the service.
pub(super) fn serves(service: &str, need: &str) -> bool {
    service
        .strip_suffix(need)
        .and_then(|rest| rest.strip_suffix('.'))
        .is_some_and(|rest| rest.rsplit('.').next().is_some_and(|region| region.contains('-')))
}

fn flow_logs(context: &Context<'_>, resource: &Resource, vpc: &Vpc) -> Judged {
    let mut seen = Vec::new();
    let mut doubt = None;
    for log in context.flow_logs_of(&vpc.id) {
        match FLOW_LOGS.read(&log.active) {
            Ok(true) => return Ok(FLOW_LOGS.verdict(true, format!("{} ACTIVE", log.id))),
            Ok(false) => seen.push(format!("{} not ACTIVE", log.id)),
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::FlowLog, &resource.region, FLOW_LOGS)?;
    let value = if seen.is_empty() {
        "none".to_owned()
    } else {
        seen.join(", ")
    };
    Ok(FLOW_LOGS.verdict(false, value))
}

fn no_public_ip(_: &Context<'_>, _: &Resource, subnet: &Subnet) -> Judged {
    PUBLIC_IP.switch(&subnet.public_ip_on_launch, false)
}

/// A rule in words: `tcp 22-22 from 0.0.0.0/0`.
pub(super) fn words(rule: &SecurityRule) -> String {
    let protocol = if rule.protocol == "-1" {
        "all"
    } else {
        &rule.protocol
    };
    let ports = match (rule.from_port, rule.to_port) {
        (Some(from), Some(to)) if from == to => format!(" {from}"),
        (Some(from), Some(to)) => format!(" {from}-{to}"),
        _ => String::new(),
    };
    let peers: Vec<&str> = [&rule.cidrs, &rule.groups, &rule.prefix_lists]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    format!("{protocol}{ports} for {}", peers.join(", "))
}

pub(super) fn from_internet(rule: &SecurityRule) -> bool {
    rule.cidrs.iter().any(|cidr| cidr.ends_with("/0"))
}

fn covers_all_ports(rule: &SecurityRule) -> bool {
    let ports = (rule.from_port.unwrap_or(0), rule.to_port.unwrap_or(65535));
    rule.protocol == "-1"
        || (matches!(rule.protocol.as_str(), "tcp" | "udp" | "6" | "17") && ports.0 <= 1 && ports.1 >= 65535)
}

pub(super) fn no_rule(probe: Probe, rules: &[SecurityRule], bad: impl Fn(&SecurityRule) -> bool) -> Verdict {
    let found: Vec<String> = rules.iter().filter(|r| bad(r)).map(words).collect();
    if found.is_empty() {
        return probe.verdict(true, "none");
    }
    probe.verdict(false, found.join("; "))
}

fn all_ports(_: &Context<'_>, _: &Resource, group: &SecurityGroup) -> Judged {
    let rules = INGRESS_ALL.read(&group.ingress)?;
    Ok(no_rule(INGRESS_ALL, rules, |r| {
        from_internet(r) && covers_all_ports(r)
    }))
}

fn any_port(_: &Context<'_>, _: &Resource, group: &SecurityGroup) -> Judged {
    let rules = INGRESS.read(&group.ingress)?;
    Ok(no_rule(INGRESS, rules, from_internet))
}

fn default_group(_: &Context<'_>, resource: &Resource, group: &SecurityGroup) -> Judged {
    if resource.name != "default" && group.description != "default VPC security group" {
        return Ok(Verdict::NotApplicable);
    }
    let inward = DEFAULT_IN
        .read(&group.ingress)
        .map(|rules| no_rule(DEFAULT_IN, rules, |_| true));
    let outward = DEFAULT_OUT
        .read(&group.egress)
        .map(|rules| no_rule(DEFAULT_OUT, rules, |_| true));
    all([inward, outward])
}

fn ebs_default(_: &Context<'_>, _: &Resource, defaults: &EbsDefaults) -> Judged {
    EBS.switch(&defaults.encrypted, true)
}
