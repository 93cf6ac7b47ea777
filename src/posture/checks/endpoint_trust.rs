//! Whose principals a VPC endpoint's policy lets through.

use crate::inventory::Resource;
use crate::inventory::detail::VpcEndpoint;
use crate::policy::operator::{Base, Operator};
use crate::policy::query::{is_restricted, outside_principals};
use crate::policy::{Condition, Document, Effect, PrincipalElement, Select, Statement};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::statement_names;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[Check {
    id: "vpc.endpoint_connections_trust_boundaries",
    title: "A VPC endpoint lets through this account's principals only",
    severity: Severity::High,
    why: "Credentials of a stranger's account, brought into the network by a poisoned package, can otherwise \
          carry training data out through your own endpoint.",
    fix: Fix::by_hand(
        "Add a condition on aws:PrincipalAccount or aws:PrincipalOrgID to every Allow of the endpoint's policy.",
    ),
    prowler: &["vpc_endpoint_connections_trust_boundaries"],
    security_hub: &[],
    reads: Reads::Itself,
    judges: &[Judge::VpcEndpoint(trust_boundaries)],
}];

const TYPE: Probe = Probe::new("DescribeVpcEndpoints.VpcEndpointType", "Interface or Gateway");
const POLICY: Probe = Probe::new(
    "DescribeVpcEndpoints.PolicyDocument",
    "principals of this account only",
);

/// Keys that say whose principal calls.
const WHO: [&str; 4] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
];

fn says_who(condition: &Condition) -> bool {
    WHO.iter().any(|key| condition.key.eq_ignore_ascii_case(key))
}

fn is_for_everyone(statement: &Statement) -> bool {
    let principal = statement.principal.as_ref();
    principal.is_none_or(PrincipalElement::is_everyone)
}

/// Whether nothing in an Allow says whose principals it is for: an address or
/// a network does not.
fn is_open(statement: &Statement) -> bool {
    let mut who = statement.clone();
    who.conditions.retain(says_who);
    statement.effect == Effect::Allow
        && is_for_everyone(statement)
        && !is_restricted(&who)
        && !is_image_layers(statement)
}

/// Whether all that a statement lets through is image layers, out of AWS's own
/// bucket: ECR's documentation wants it for everyone, and nothing leaves by it.
fn is_image_layers(statement: &Statement) -> bool {
    let only = |select: &Select, fits: fn(&String) -> bool| matches!(select, Select::Only(patterns) if patterns.iter().all(fits));
    only(&statement.action, |action| {
        action.eq_ignore_ascii_case("s3:GetObject")
    }) && statement.resource.as_ref().is_some_and(|resource| {
        only(resource, |arn| {
            let name = arn.split(":s3:::prod-").nth(1);
            let name = name.and_then(|rest| rest.strip_suffix("/*"));
            name.is_some_and(|rest| {
                let region = rest.strip_suffix("-starport-layer-bucket").unwrap_or("");
                !region.is_empty() && !region.contains(['*', '?', '/'])
            })
        })
    })
}

/// The accounts and organisations to which a denial of everything for all
/// others confines the policy, when it has one.
fn confined_to(document: &Document) -> Option<Vec<String>> {
    let any = |select: &Select| matches!(select, Select::Only(patterns) if patterns.iter().any(|p| p == "*"));
    let negated = |c: &&Condition| {
        let operator = Operator::parse(&c.operator);
        let base = operator.map(|o| o.base);
        says_who(c)
            && matches!(
                base,
                Some(Base::StringNotEquals | Base::StringNotEqualsIgnoreCase | Base::ArnNotEquals)
            )
            && c.values.iter().all(|v| !v.contains(['*', '?', '$']))
    };
    // AWS's own services act for the account too, and are often left out.
    let services = |c: &&Condition| c.key.eq_ignore_ascii_case("aws:PrincipalIsAWSService");
    document.statements.iter().find_map(|s| {
        let whole = s.effect == Effect::Deny
            && is_for_everyone(s)
            && any(&s.action)
            && s.resource.as_ref().is_none_or(any);
        let others = s.conditions.iter().filter(|c| !services(c));
        let one: Vec<&Condition> = others.collect();
        match one.as_slice() {
            [only] if whole && negated(only) => Some(only.values.clone()),
            _ => None,
        }
    })
}

fn is_own(value: &str, account: &str) -> bool {
    value == account || value.split(':').nth(4) == Some(account)
}

fn trust_boundaries(context: &Context<'_>, resource: &Resource, endpoint: &VpcEndpoint) -> Judged {
    let kind = TYPE.read(&endpoint.endpoint_type)?;
    if !matches!(kind.as_str(), "Interface" | "Gateway") {
        return Ok(Verdict::NotApplicable);
    }
    let Some(text) = POLICY.read(&endpoint.policy)? else {
        return Ok(POLICY.verdict(false, "not set: everyone"));
    };
    let document = context.document(text, POLICY)?;
    let account = resource.account.as_str();
    let open: Vec<&Statement> = document.statements.iter().filter(|s| is_open(s)).collect();
    let mut outside = outside_principals(&document, account);
    match confined_to(&document) {
        Some(confines) => {
            // Whoever the denial does not name is out, whatever allows them.
            let lets_others = !open.is_empty() || !outside.is_empty();
            outside = confines;
            outside.retain(|value| lets_others && !is_own(value, account));
        }
        None if !open.is_empty() => {
            let names = statement_names(&document, &open);
            return Ok(POLICY.verdict(false, format!("{names}: everyone")));
        }
        None => {}
    }
    outside.sort();
    outside.dedup();
    let strangers: Vec<String> = outside.iter().filter(|v| !v.starts_with("o-")).cloned().collect();
    if !strangers.is_empty() {
        return Ok(POLICY.verdict(false, strangers.join(", ")));
    }
    match outside.first() {
        Some(organisation) => Err(POLICY.unread(format!(
            "whether {organisation} is this account's organization was not read"
        ))),
        None => Ok(POLICY.verdict(true, "this account only")),
    }
}
