//! Which managed policies of AWS are attached where, and which should be.

use super::admin::is_service_linked;
use crate::inventory::detail::{AccountSummary, AttachedPolicy, Group, Role, User};
use crate::inventory::{Detail, Field, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.policy_attached_only_to_group_or_roles",
        title: "A user gets permissions from groups only",
        severity: Severity::Low,
        why: "What hangs on one person is found by nobody else: the data scientist who left keeps reading \
              until somebody looks at that very user.",
        fix: Fix::by_hand("Move the user's policies to a group or, better, to a role that people assume."),
        prowler: &["iam_policy_attached_only_to_group_or_roles"],
        security_hub: &["IAM.2"],
        reads: Reads::Itself,
        judges: &[Judge::User(groups_only)],
    },
    Check {
        id: "iam.policy_cloudshell_admin_not_attached",
        title: "AWSCloudShellFullAccess is attached to nobody",
        severity: Severity::Medium,
        why: "CloudShell with everything has file upload and download: training data leaves through the \
              browser, past every VPC endpoint.",
        fix: Fix::by_hand(
            "Detach AWSCloudShellFullAccess; where a shell is needed, deny cloudshell:GetFileDownloadUrls and GetFileUploadUrls.",
        ),
        prowler: &["iam_policy_cloudshell_admin_not_attached"],
        security_hub: &["IAM.27"],
        reads: Reads::Itself,
        judges: &[
            Judge::Role(shell_of_role),
            Judge::User(shell_of_user),
            Judge::Group(shell_of_group),
        ],
    },
    Check {
        id: "iam.support_role_created",
        title: "A role may open cases with AWS Support",
        severity: Severity::Low,
        why: "When keys are stolen and models are called from abroad, somebody must be able to reach AWS \
              without the root user.",
        fix: Fix::by_hand("Make a role for incidents and attach AWSSupportAccess."),
        prowler: &["iam_support_role_created"],
        security_hub: &["IAM.18"],
        reads: Reads::Inventory,
        judges: &[Judge::AccountSummary(support)],
    },
];

const INLINE: Probe = Probe::new("GetAccountAuthorizationDetails.UserPolicyList", "none");
const OWN: Probe = Probe::new("GetAccountAuthorizationDetails.AttachedManagedPolicies", "none");
const SHELL: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AttachedManagedPolicies",
    "without AWSCloudShellFullAccess",
);
const SUPPORT: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AttachedManagedPolicies",
    "a role with AWSSupportAccess",
);

/// Whether AWS's policy of a name is among those attached.
pub(super) fn has_aws_policy(attached: &[AttachedPolicy], name: &str) -> bool {
    attached.iter().any(|policy| {
        let rest = policy.arn.as_str().strip_suffix(name);
        rest.is_some_and(|rest| rest.ends_with(":iam::aws:policy/"))
    })
}

fn groups_only(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let inline = INLINE.read(&user.inline).map(|policies| {
        let names: Vec<&str> = policies.iter().map(|p| p.name.as_str()).collect();
        INLINE.verdict(names.is_empty(), text(&names.join(", ")))
    });
    let attached = OWN.read(&user.attached).map(|policies| {
        let names: Vec<&str> = policies.iter().map(|p| p.name.as_str()).collect();
        OWN.verdict(names.is_empty(), text(&names.join(", ")))
    });
    all([inline, attached])
}

fn without_shell(attached: &Field<Vec<AttachedPolicy>>) -> Judged {
    let has = has_aws_policy(SHELL.read(attached)?, "AWSCloudShellFullAccess");
    let value = if has {
        "AWSCloudShellFullAccess"
    } else {
        "without it"
    };
    Ok(SHELL.verdict(!has, value))
}

fn shell_of_role(_: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    without_shell(&role.attached)
}

fn shell_of_user(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    without_shell(&user.attached)
}

fn shell_of_group(_: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    without_shell(&group.attached)
}

fn support(context: &Context<'_>, _: &Resource, _: &AccountSummary) -> Judged {
    let mut unread = None;
    for resource in context.of_kind(Kind::Role) {
        let Detail::Role(role) = &resource.detail else {
            continue;
        };
        match SUPPORT.read(&role.attached) {
            Ok(attached) if has_aws_policy(attached, "AWSSupportAccess") => {
                return Ok(SUPPORT.verdict(true, resource.name.clone()));
            }
            Ok(_) => {}
            Err(why) => unread = Some(why),
        }
    }
    if let Some(why) = unread {
        return Err(why);
    }
    context.listed(Kind::Role, &Region::global(), SUPPORT)?;
    Ok(SUPPORT.verdict(false, "no role"))
}
