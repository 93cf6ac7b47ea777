//! Who may use KMS keys: key policies and grants.

use super::kms::is_customers;
use crate::inventory::Resource;
use crate::inventory::detail::{KeyGrant, KmsKey};
use crate::policy::query::public_statements;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::{no_strangers, statement_names};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "kms.key_not_publicly_accessible",
        title: "A key policy lets in nobody unknown",
        severity: Severity::Critical,
        why: "A key that everyone may use encrypts nothing: stolen training data and models open to the thief.",
        fix: Fix::by_hand(
            "Name the principals in the key policy, or bind the statement with kms:CallerAccount or aws:PrincipalOrgID.",
        ),
        prowler: &["kms_key_not_publicly_accessible"],
        security_hub: &["KMS.5"],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(not_public)],
    },
    Check {
        id: "kms.cross_account_policy",
        title: "A key policy grants nothing to other accounts",
        severity: Severity::High,
        why: "Another account that may decrypt reads every dataset under the key, by its own IAM policies \
              and beyond your logs' reach.",
        fix: Fix::by_hand(
            "Take the account out of the key policy, or share through a grant that is limited and can be retired.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(cross_account)],
    },
    Check {
        id: "kms.grants_to_outsiders",
        title: "A key has no grants to principals of other accounts",
        severity: Severity::High,
        why: "Grants are seen in no policy and outlive the reason they were made for: the quiet way to keep \
              access to encrypted models.",
        fix: Fix::by_hand("Revoke the grant with kms:RevokeGrant after asking its owner."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(grants)],
    },
];

const PUBLIC: Probe = Probe::new(
    "GetKeyPolicy.Policy",
    "no statement for everyone without a condition",
);
const OUTSIDE: Probe = Probe::new("GetKeyPolicy.Policy", "principals of this account only");
const GRANTS: Probe = Probe::new(
    "ListGrants.Grants.GranteePrincipal",
    "principals of this account only",
);

fn not_public(context: &Context<'_>, _: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    let document = context.document(PUBLIC.read(&key.policy)?, PUBLIC)?;
    let open = public_statements(&document);
    if open.is_empty() {
        return Ok(PUBLIC.verdict(true, "none"));
    }
    Ok(PUBLIC.verdict(false, statement_names(&document, &open)))
}

fn cross_account(context: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    let document = context.document(OUTSIDE.read(&key.policy)?, OUTSIDE)?;
    Ok(no_strangers(OUTSIDE, &document, resource.account.as_str()))
}

fn grants(_: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    let outsider = |grant: &&KeyGrant| {
        let account = grant.grantee.split(':').nth(4).unwrap_or("");
        !account.is_empty() && account != resource.account.as_str()
    };
    let grants = GRANTS.read(&key.grants)?;
    let outside: Vec<&str> = grants
        .iter()
        .filter(outsider)
        .map(|g| g.grantee.as_str())
        .collect();
    if outside.is_empty() {
        return Ok(GRANTS.verdict(true, format!("{} grants, none outside", grants.len())));
    }
    Ok(GRANTS.verdict(false, outside.join(", ")))
}
