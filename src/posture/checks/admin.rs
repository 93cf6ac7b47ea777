//! IAM: who is an administrator, by which policy.

use crate::inventory::detail::{AttachedPolicy, Group, InlinePolicy, ManagedPolicy, Role, User};
use crate::inventory::{Field, Resource};
use crate::policy::Document;
use crate::policy::query::grants_admin;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::statement_name;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.aws_attached_policy_no_administrative_privileges",
        title: "No AWS managed administrator policy is attached",
        severity: Severity::Critical,
        why: "Everyone who holds it can read every dataset, change every key policy and switch off the logs.",
        fix: Fix::by_hand(
            "Detach the policy and attach one that names the actions and resources that are needed.",
        ),
        prowler: &["iam_aws_attached_policy_no_administrative_privileges"],
        security_hub: &["IAM.1"],
        reads: Reads::Itself,
        judges: &[Judge::ManagedPolicy(aws_managed)],
    },
    Check {
        id: "iam.customer_attached_policy_no_administrative_privileges",
        title: "No attached policy of one's own grants everything",
        severity: Severity::High,
        why: "A policy with Action * on Resource * hides behind a harmless name, and a training role that \
              has it owns the account.",
        fix: Fix::by_hand("Write a new version of the policy that names actions and resources."),
        prowler: &["iam_customer_attached_policy_no_administrative_privileges"],
        security_hub: &["IAM.1"],
        reads: Reads::Itself,
        judges: &[Judge::ManagedPolicy(customer_attached)],
    },
    Check {
        id: "iam.customer_unattached_policy_no_administrative_privileges",
        title: "No unattached policy of one's own grants everything",
        severity: Severity::Medium,
        why: "Whoever may attach policies needs only to pick it up.",
        fix: Fix::by_hand("Delete the policy, or write a version that names actions and resources."),
        prowler: &["iam_customer_unattached_policy_no_administrative_privileges"],
        security_hub: &["IAM.1"],
        reads: Reads::Itself,
        judges: &[Judge::ManagedPolicy(customer_unattached)],
    },
    Check {
        id: "iam.inline_policy_no_administrative_privileges",
        title: "No inline policy grants everything",
        severity: Severity::Critical,
        why: "Inline policies are seen only by who opens the very role: the usual place for a forgotten \
              shortcut to everything.",
        fix: Fix::by_hand("Replace the inline policy by one that names actions and resources."),
        prowler: &["iam_inline_policy_no_administrative_privileges"],
        security_hub: &["IAM.1"],
        reads: Reads::Itself,
        judges: &[
            Judge::Role(inline_role),
            Judge::User(inline_user),
            Judge::Group(inline_group),
        ],
    },
    Check {
        id: "iam.role_administratoraccess_policy",
        title: "A role does not have AdministratorAccess",
        severity: Severity::High,
        why: "Code that runs as the role, a notebook cell or a training script, runs as administrator.",
        fix: Fix::by_hand("Detach AdministratorAccess and attach what the role needs."),
        prowler: &["iam_role_administratoraccess_policy"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(admin_role)],
    },
    Check {
        id: "iam.user_administrator_access_policy",
        title: "A user does not have AdministratorAccess",
        severity: Severity::Critical,
        why: "A user's access key does not expire; in one leaked file of a notebook it is the account.",
        fix: Fix::by_hand(
            "Detach AdministratorAccess; let the person assume a role with MFA when it is needed.",
        ),
        prowler: &["iam_user_administrator_access_policy"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::User(admin_user)],
    },
    Check {
        id: "iam.group_administrator_access_policy",
        title: "A group does not have AdministratorAccess",
        severity: Severity::High,
        why: "Adding somebody to the group is enough to make another administrator of every model and key.",
        fix: Fix::by_hand("Detach AdministratorAccess from the group; let people assume a role with MFA."),
        prowler: &["iam_group_administrator_access_policy"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Group(admin_group)],
    },
];

const DOCUMENT: Probe = Probe::new("GetPolicyVersion.Document", "no Allow of * on *");
const INLINE: Probe = Probe::new(
    "GetAccountAuthorizationDetails.PolicyDocument",
    "no Allow of * on *",
);
const ATTACHED: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AttachedManagedPolicies",
    "without AdministratorAccess",
);

/// Whether AWS made the role and only AWS may change it.
pub(super) fn is_service_linked(role: &Role) -> bool {
    role.path.starts_with("/aws-service-role/")
}

/// The statement that allows everything.
fn everything(document: &Document) -> Option<String> {
    grants_admin(document).map(|statement| statement_name(document, statement))
}

fn no_admin(context: &Context<'_>, policy: &ManagedPolicy) -> Judged {
    let text = DOCUMENT.read(&policy.document)?;
    Ok(match context.fault(text, DOCUMENT, everything)? {
        Some(statement) => DOCUMENT.verdict(false, statement.to_string()),
        None => DOCUMENT.verdict(true, "none"),
    })
}

fn aws_managed(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    if !policy.aws_managed || policy.attachment_count == 0 {
        return Ok(Verdict::NotApplicable);
    }
    no_admin(context, policy)
}

fn customer_attached(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    if policy.aws_managed || policy.attachment_count == 0 {
        return Ok(Verdict::NotApplicable);
    }
    no_admin(context, policy)
}

fn customer_unattached(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    if policy.aws_managed || policy.attachment_count > 0 {
        return Ok(Verdict::NotApplicable);
    }
    no_admin(context, policy)
}

fn inline(context: &Context<'_>, policies: &Field<Vec<InlinePolicy>>) -> Judged {
    let policies = INLINE.read(policies)?;
    all(policies.iter().map(|policy| {
        Ok(match context.fault(&policy.document, INLINE, everything)? {
            Some(statement) => INLINE.verdict(false, format!("{}: {statement}", policy.name)),
            None => INLINE.verdict(true, format!("{}: none", policy.name)),
        })
    }))
}

fn inline_role(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    inline(context, &role.inline)
}

fn inline_user(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    inline(context, &user.inline)
}

fn inline_group(context: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    inline(context, &group.inline)
}

fn without_administrator_access(attached: &Field<Vec<AttachedPolicy>>) -> Judged {
    let found = ATTACHED.read(attached)?.iter().find(|policy| {
        policy
            .arn
            .as_str()
            .ends_with(":iam::aws:policy/AdministratorAccess")
    });
    Ok(match found {
        Some(policy) => ATTACHED.verdict(false, policy.arn.as_str().to_owned()),
        None => ATTACHED.verdict(true, "without AdministratorAccess"),
    })
}

fn admin_role(_: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    without_administrator_access(&role.attached)
}

fn admin_user(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    without_administrator_access(&user.attached)
}

fn admin_group(_: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    without_administrator_access(&group.attached)
}
