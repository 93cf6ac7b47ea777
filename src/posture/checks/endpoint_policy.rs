//! Policies at the edge: VPC endpoints and IoT devices.

use crate::inventory::Resource;
use crate::inventory::detail::{IotPolicy, VpcEndpoint};
use crate::policy::query::is_restricted;
use crate::policy::{Effect, PrincipalElement, Select, Statement};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::statement_name;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "vpc.endpoint_policy_default",
        title: "A VPC endpoint has a policy of its own",
        severity: Severity::Medium,
        why: "The default policy lets through any principal to any resource: also an attacker's credentials \
              carrying training data to an attacker's bucket.",
        fix: Fix::by_hand("Write an endpoint policy that names the account's principals and resources."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::VpcEndpoint(own_policy)],
    },
    Check {
        id: "iot.policy_overly_permissive",
        title: "A device policy names its actions and topics",
        severity: Severity::Critical,
        why: "One stolen device certificate with iot:* reads every patient's telemetry and feeds the model \
              whatever it likes.",
        fix: Fix::by_hand(
            "Bind the policy to the thing with policy variables, e.g. topics under ${iot:Connection.Thing.ThingName}.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotPolicy(device_policy)],
    },
];

const TYPE: Probe = Probe::new("DescribeVpcEndpoints.VpcEndpointType", "Interface or Gateway");
const POLICY: Probe = Probe::new(
    "DescribeVpcEndpoints.PolicyDocument",
    "not the full access default",
);
const DEVICE: Probe = Probe::new(
    "GetPolicy.policyDocument",
    "no Allow of iot:* or of an action on *",
);

fn is_any(select: &Select) -> bool {
    matches!(select, Select::Only(patterns) if patterns.iter().any(|p| p == "*" || p == "*:*"))
}

/// `Allow * to everyone on *`, as AWS writes it when no policy is given.
fn is_full_access(statement: &Statement) -> bool {
    statement.effect == Effect::Allow
        && statement
            .principal
            .as_ref()
            .is_none_or(PrincipalElement::is_everyone)
        && is_any(&statement.action)
        && statement.resource.as_ref().is_none_or(is_any)
        && !is_restricted(statement)
}

fn own_policy(context: &Context<'_>, _: &Resource, endpoint: &VpcEndpoint) -> Judged {
    if !matches!(
        TYPE.read(&endpoint.endpoint_type)?.as_str(),
        "Interface" | "Gateway"
    ) {
        return Ok(Verdict::NotApplicable);
    }
    let Some(text) = POLICY.read(&endpoint.policy)? else {
        return Ok(POLICY.verdict(false, "not set: full access"));
    };
    let document = context.document(text, POLICY)?;
    Ok(match document.statements.iter().find(|s| is_full_access(s)) {
        Some(open) => POLICY.verdict(false, format!("{}: full access", statement_name(&document, open))),
        None => POLICY.verdict(true, "a policy of its own"),
    })
}

fn device_policy(context: &Context<'_>, _: &Resource, policy: &IotPolicy) -> Judged {
    let document = context.document(DEVICE.read(&policy.document)?, DEVICE)?;
    let anywhere = |s: &Statement| s.resource.as_ref().is_none_or(is_any);
    let whole = |s: &Statement| match &s.action {
        Select::Only(patterns) => patterns
            .iter()
            .any(|p| p == "*" || p.eq_ignore_ascii_case("iot:*")),
        Select::AllBut(_) => true,
    };
    let bad = document
        .statements
        .iter()
        .find(|s| s.effect == Effect::Allow && (whole(s) || anywhere(s)));
    Ok(match bad {
        Some(open) => DEVICE.verdict(false, statement_name(&document, open)),
        None => DEVICE.verdict(true, "named actions and topics"),
    })
}
