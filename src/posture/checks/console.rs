//! Who signs in to the console, and with what.

use super::access_keys::days_since;
use super::attached::has_aws_policy;
use crate::inventory::detail::{Group, User};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.user_mfa_enabled_console_access",
        title: "A user who signs in to the console has MFA",
        severity: Severity::High,
        why: "A data scientist's password, phished, opens Studio and every notebook in it.",
        fix: Fix::by_hand(
            "Register an MFA device for the user, or take the password away and let people sign in through IAM Identity Center.",
        ),
        prowler: &["iam_user_mfa_enabled_console_access"],
        security_hub: &["IAM.5", "IAM.19"],
        reads: Reads::Itself,
        judges: &[Judge::User(mfa)],
    },
    Check {
        id: "iam.user_console_access_unused",
        title: "A console password is used, or gone after 45 days",
        severity: Severity::Medium,
        why: "The account of somebody who left is where nobody notices a stranger.",
        fix: Fix::by_hand("Delete the login profile, then the user when nothing needs it."),
        prowler: &["iam_user_console_access_unused"],
        security_hub: &["IAM.8", "IAM.22"],
        reads: Reads::Itself,
        judges: &[Judge::User(password_used)],
    },
    Check {
        id: "iam.administrator_access_with_mfa",
        title: "Everyone in a group of administrators has MFA",
        severity: Severity::High,
        why: "The weakest password among the administrators guards every key and model of the account.",
        fix: Fix::by_hand("Register MFA devices for the users shown, or take them out of the group."),
        prowler: &["iam_administrator_access_with_mfa"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Group(administrators)],
    },
];

/// Days without use after which a password is to go.
const IDLE: i64 = 45;

const MFA: Probe = Probe::new("GetCredentialReport.mfa_active", "true, or no password");
const USED: Probe = Probe::new(
    "GetCredentialReport.password_last_used",
    "45 days ago at most, or no password",
);
const ATTACHED: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AttachedManagedPolicies",
    "no AdministratorAccess, or MFA for every member",
);
const MEMBERS: Probe = Probe::new("GetCredentialReport.mfa_active", "true for every member");

fn mfa(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let credentials = MFA.read(&user.credentials)?;
    Ok(match (&credentials.password, credentials.mfa) {
        (None, _) => MFA.verdict(true, "no password"),
        (Some(_), true) => MFA.verdict(true, "true"),
        (Some(_), false) => MFA.verdict(false, "false"),
    })
}

fn password_used(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let Some(password) = &USED.read(&user.credentials)?.password else {
        return Ok(USED.verdict(true, "no password"));
    };
    if let Some(at) = password.last_used {
        let days = days_since(context, at);
        return Ok(USED.verdict(days <= IDLE, format!("{days} days ago")));
    }
    // A password that was never used is idle since it was set.
    let set = password
        .changed
        .ok_or_else(|| USED.unread("the report does not date the password"))?;
    let days = days_since(context, set);
    Ok(USED.verdict(days <= IDLE, format!("never in {days} days")))
}

fn administrators(context: &Context<'_>, resource: &Resource, group: &Group) -> Judged {
    if !has_aws_policy(ATTACHED.read(&group.attached)?, "AdministratorAccess") {
        return Ok(ATTACHED.verdict(true, "without AdministratorAccess"));
    }
    context.listed(Kind::User, &Region::global(), MEMBERS)?;
    let (mut without, mut unread, mut members) = (Vec::new(), None, 0);
    for other in context.of_kind(Kind::User) {
        let Detail::User(user) = &other.detail else {
            continue;
        };
        match MEMBERS.read(&user.groups) {
            Ok(groups) if groups.contains(&resource.name) => {}
            Ok(_) => continue,
            Err(why) => {
                unread = Some(why);
                continue;
            }
        }
        members += 1;
        match MEMBERS.read(&user.credentials) {
            Ok(credentials) if credentials.mfa => {}
            Ok(_) => without.push(other.name.as_str()),
            Err(why) => unread = Some(why),
        }
    }
    if !without.is_empty() {
        return Ok(MEMBERS.verdict(false, format!("without MFA: {}", without.join(", "))));
    }
    match unread {
        Some(why) => Err(why),
        None => Ok(MEMBERS.verdict(true, format!("{members} members, all with MFA"))),
    }
}
