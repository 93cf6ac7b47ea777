//! What the organization decides for its accounts: root users, and whether
//! AWS's AI services may learn from content.

use crate::inventory::Resource;
use crate::inventory::detail::{AccountSummary, OptOutPolicy};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, text};
use serde_json::Value;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.root_credentials_management_enabled",
        title: "The organization manages its members' root users",
        severity: Severity::High,
        why: "Each account of an ML platform has a root user that no policy binds; managed centrally, it has \
              no password to steal.",
        fix: Fix::by_hand(
            "In the management account enable trusted access for IAM and the feature RootCredentialsManagement, then delete the members' root credentials.",
        ),
        prowler: &["iam_root_credentials_management_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(root_credentials)],
    },
    Check {
        id: "organizations.opt_out_ai_services_policy",
        title: "No AWS AI service may learn from the organization's content",
        severity: Severity::Medium,
        why: "Unless the organization opts out, some of AWS's AI services keep content, patients' voices and \
              pictures among it, to make themselves better, in other Regions too.",
        fix: Fix::by_hand(
            "Attach an AI services opt-out policy to the organization's root: optOut for default, and @@none for child policies at services and at opt_out_policy.",
        ),
        prowler: &["organizations_opt_out_ai_services_policy"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(opted_out)],
    },
];

const FEATURES: Probe = Probe::new(
    "ListOrganizationsFeatures.EnabledFeatures",
    "RootCredentialsManagement",
);
const ORGANIZATION: Probe = Probe::new(
    "DescribeOrganization.Organization",
    "an organization that opts out of AI services",
);
const POLICIES: Probe = Probe::new(
    "DescribePolicy.Policy.Content",
    "optOut for all services at the root, not to be changed below",
);

fn root_credentials(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let Some(features) = FEATURES.read(&summary.root_features)? else {
        return Ok(Verdict::NotApplicable);
    };
    let on = features.iter().any(|f| f == "RootCredentialsManagement");
    Ok(FEATURES.verdict(on, text(&features.join(", "))))
}

fn opted_out(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let Some(organization) = ORGANIZATION.read(&summary.organization)? else {
        let why = "none: an account by itself has no opt-out policy";
        return Ok(ORGANIZATION.verdict(false, why));
    };
    let policies = POLICIES.read(&organization.ai_opt_out)?;
    let mut faults = Vec::new();
    for policy in policies {
        match fault(policy) {
            None => return Ok(POLICIES.verdict(true, policy.name.clone())),
            Some(words) => faults.push(format!("{}: {words}", policy.name)),
        }
    }
    if faults.is_empty() {
        return Ok(POLICIES.verdict(false, "no opt-out policy"));
    }
    Ok(POLICIES.verdict(false, faults.join("; ")))
}

/// What keeps a policy from opting everybody out of everything.
fn fault(policy: &OptOutPolicy) -> Option<&'static str> {
    if !policy.at_root {
        return Some("not attached to the organization's root");
    }
    let Ok(content) = serde_json::from_str::<Value>(&policy.content) else {
        return Some("not JSON");
    };
    let services = &content["services"];
    let rule = |service: &Value| service["opt_out_policy"]["@@assign"] == "optOut";
    let mut named = services
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !name.starts_with("@@"));
    if !rule(&services["default"]) || !named.all(|(_, service)| rule(service)) {
        return Some("does not opt out of every service");
    }
    // Where `services` may be added to, an account below opts in to one by name.
    if !is_closed(services) || !is_closed(&services["default"]["opt_out_policy"]) {
        return Some("accounts below may opt in again");
    }
    None
}

/// Whether child policies may change nothing here.
fn is_closed(node: &Value) -> bool {
    let allowed = &node["@@operators_allowed_for_child_policies"];
    allowed
        .as_array()
        .is_some_and(|all| all.len() == 1 && all[0] == "@@none")
}
