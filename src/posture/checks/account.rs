//! The account's root user, and what passwords must be.

use crate::inventory::Resource;
use crate::inventory::detail::AccountSummary;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.no_root_access_key",
        title: "The root user has no access keys",
        severity: Severity::Critical,
        why: "A leaked root key opens every model, key and dataset, and no policy in the account can stop it.",
        fix: Fix::by_hand("Sign in as root and delete its access keys; use roles instead."),
        prowler: &["iam_no_root_access_key"],
        security_hub: &["IAM.4"],
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
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(root_mfa)],
    },
    Check {
        id: "iam.root_hardware_mfa_enabled",
        title: "The root user's MFA device is hardware",
        severity: Severity::Critical,
        why: "A virtual device is a secret on a phone, and in the phone's backup; the root user needs the one               that nobody can copy.",
        fix: Fix::by_hand(
            "Sign in as root, register a security key or hardware token, and remove the virtual device.",
        ),
        prowler: &["iam_root_hardware_mfa_enabled"],
        security_hub: &["IAM.6"],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(hardware_mfa)],
    },
    Check {
        id: "iam.avoid_root_usage",
        title: "Nobody used the root user within the last day",
        severity: Severity::High,
        why: "Daily work as root has no limits and no name: in the record of who read the data it is nobody.",
        fix: Fix::by_hand("Do the work through a role; keep root for what AWS lets only root do."),
        prowler: &["iam_avoid_root_usage"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(root_unused)],
    },
    Check {
        id: "iam.password_policy_minimum_length_14",
        title: "Console passwords have 14 characters or more",
        severity: Severity::Medium,
        why: "Short passwords are guessed by machines that the account itself could pay for.",
        fix: Fix::by_hand("Set MinimumPasswordLength to 14 or more with iam:UpdateAccountPasswordPolicy."),
        prowler: &["iam_password_policy_minimum_length_14"],
        security_hub: &["IAM.7", "IAM.15"],
        reads: Reads::Itself,
        judges: &[Judge::AccountSummary(password_length)],
    },
];

const KEYS: Probe = Probe::new("GetAccountSummary.AccountAccessKeysPresent", "0");
const MFA: Probe = Probe::new("GetAccountSummary.AccountMFAEnabled", "1");
const VIRTUAL: Probe = Probe::new("ListVirtualMFADevices.User.Arn", "no device of the root user");
const USED: Probe = Probe::new(
    "GetCredentialReport.password_last_used",
    "more than a day ago, keys too",
);
const LENGTH: Probe = Probe::new("GetAccountPasswordPolicy.MinimumPasswordLength", "14 or more");

const DAY: i64 = 86_400;
const SHORTEST: i32 = 14;

/// Whether the organization took the root user's credentials away: there is
/// nothing that a device could guard.
fn has_no_credentials(summary: &AccountSummary) -> bool {
    let root = summary.root_user.known();
    root.is_some_and(|root| root.password.is_none() && root.access_keys.iter().all(|k| !k.active))
}

fn no_root_keys(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let present = *KEYS.read(&summary.root_access_keys)?;
    Ok(KEYS.verdict(!present, if present { "present" } else { "0" }))
}

fn root_mfa(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let on = *MFA.read(&summary.root_mfa)?;
    if !on && has_no_credentials(summary) {
        return Ok(Verdict::NotApplicable);
    }
    Ok(MFA.verdict(on, if on { "1" } else { "0" }))
}

/// AWS lists virtual devices only: the root user's MFA that is not among them
/// is hardware. A virtual device beside a hardware one lets in all the same.
fn hardware_mfa(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    if !*MFA.read(&summary.root_mfa)? {
        if has_no_credentials(summary) {
            return Ok(Verdict::NotApplicable);
        }
        return Ok(MFA.verdict(false, "0"));
    }
    Ok(match VIRTUAL.read(&summary.root_virtual_mfa)? {
        Some(serial) => VIRTUAL.verdict(false, serial.clone()),
        None => VIRTUAL.verdict(true, "none"),
    })
}

fn root_unused(context: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    let root = USED.read(&summary.root_user)?;
    let password = root.password.as_ref().and_then(|p| p.last_used);
    let uses = root
        .access_keys
        .iter()
        .filter_map(|k| k.last_used)
        .chain(password);
    Ok(match uses.max() {
        Some(at) => USED.verdict(context.now().seconds_since(at) > DAY, at.rfc3339()),
        None => USED.verdict(true, "no use is known"),
    })
}

fn password_length(_: &Context<'_>, _: &Resource, summary: &AccountSummary) -> Judged {
    Ok(match LENGTH.read(&summary.password_policy)? {
        Some(policy) => LENGTH.verdict(
            policy.minimum_length >= SHORTEST,
            policy.minimum_length.to_string(),
        ),
        // Without a policy of one's own AWS asks for eight.
        None => LENGTH.verdict(false, "no password policy: 8"),
    })
}
