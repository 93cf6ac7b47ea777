//! The account's root user.

use crate::inventory::Resource;
use crate::inventory::detail::AccountSummary;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::frameworks::Setting;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.no_root_access_key",
        title: "The root user has no access keys",
        severity: Severity::Critical,
        why: "A leaked root key opens every model, key and dataset, and no policy in the account can stop it.",
        fix: Fix::by_hand("Sign in as root and delete its access keys; use roles instead."),
        prowler: &["iam_no_root_access_key"],
        security_hub: &["IAM.4"],
        settings: &[Setting::RootUser],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(no_root_keys)],
    },
    Check {
        id: "iam.root_mfa_enabled",
        title: "The root user signs in with MFA",
        severity: Severity::Critical,
        why: "With the password alone, a phished mailbox is the whole account.",
        fix: Fix::by_hand("Sign in as root and register an MFA device, better two."),
        prowler: &["iam_root_mfa_enabled"],
        security_hub: &["IAM.9"],
        settings: &[Setting::RootUser],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(root_mfa)],
    },
];

const KEYS: Probe = Probe::new("GetAccountSummary.AccountAccessKeysPresent", "0");
const MFA: Probe = Probe::new("GetAccountSummary.AccountMFAEnabled", "1");

fn no_root_keys(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let present = *KEYS.read(&summary.root_access_keys)?;
    Ok(KEYS.verdict(!present, if present { "present" } else { "0" }))
}

fn root_mfa(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let on = *MFA.read(&summary.root_mfa)?;
    Ok(MFA.verdict(on, if on { "1" } else { "0" }))
}
