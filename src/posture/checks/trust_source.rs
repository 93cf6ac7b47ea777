//! Roles that other accounts assume, and on whose behalf services do.

use super::admin::is_service_linked;
use crate::inventory::Resource;
use crate::inventory::detail::Role;
use crate::policy::query::service_trust_without_account;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::no_strangers;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.role_cross_account_readonlyaccess_policy",
        title: "A role with ReadOnlyAccess is not for other accounts",
        severity: Severity::High,
        why: "ReadOnlyAccess reads every object, image and log: lent to another account, it lends the \
              training data.",
        fix: Fix::by_hand(
            "Detach ReadOnlyAccess and attach SecurityAudit or a policy that names what the other account is to see.",
        ),
        prowler: &["iam_role_cross_account_readonlyaccess_policy"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(read_only_for_others)],
    },
    Check {
        id: "iam.role_service_trust_restricts_source_to_account",
        title: "A service role's condition names the account it is assumed for",
        severity: Severity::Medium,
        why: "A condition that is there and fixes no account looks like a guard: another account's job still \
              makes the service act with your role.",
        fix: Fix::by_hand(
            "Add aws:SourceAccount, an aws:SourceArn that has an account, or aws:SourceOrgID to the trust policy.",
        ),
        prowler: &["iam_role_service_trust_restricts_source_to_account"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(source_account)],
    },
];

const ATTACHED: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AttachedManagedPolicies",
    "no ReadOnlyAccess in a role of other accounts",
);
const OUTSIDE: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AssumeRolePolicyDocument",
    "no principal of another account beside ReadOnlyAccess",
);
const SOURCE: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AssumeRolePolicyDocument",
    "an account or organization in the condition on each service",
);

fn read_only_for_others(context: &Context<'_>, resource: &Resource, role: &Role) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    let attached = ATTACHED.read(&role.attached)?;
    let read_only = |arn: &str| arn.ends_with(":iam::aws:policy/ReadOnlyAccess");
    if !attached.iter().any(|p| read_only(p.arn.as_str())) {
        return Ok(ATTACHED.verdict(true, "without ReadOnlyAccess"));
    }
    let trust = context.document(OUTSIDE.read(&role.trust)?, OUTSIDE)?;
    Ok(no_strangers(OUTSIDE, &trust, resource.account.as_str()))
}

fn source_account(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    let trust = context.document(SOURCE.read(&role.trust)?, SOURCE)?;
    Ok(match service_trust_without_account(&trust) {
        None => Verdict::NotApplicable,
        Some(open) if open.is_empty() => SOURCE.verdict(true, "every service is bound"),
        Some(open) => SOURCE.verdict(false, format!("without an account: {}", open.join(", "))),
    })
}
