//! IAM: grants that lead further than they say: escalation, passing roles,
//! decrypting with any key.

use super::admin::is_service_linked;
use crate::inventory::detail::{Group, InlinePolicy, ManagedPolicy, Role, User};
use crate::inventory::{Field, Resource};
use crate::policy::Document;
use crate::policy::query::{
    decrypt_any_key, escalation_actions, full_service_wildcards, grants_admin, pass_role_star,
};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::{Fault, statement_name, statement_names};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.policy_allows_privilege_escalation",
        title: "A policy of one's own opens no way to more privileges",
        severity: Severity::High,
        why: "Who may pass a role to a notebook or training job gets whatever that role may do: SageMaker \
              is among the shortest ways up.",
        fix: Fix::by_hand(
            "Take out one action of each path shown, or bind iam:PassRole to named roles and iam:PassedToService.",
        ),
        prowler: &["iam_policy_allows_privilege_escalation"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::ManagedPolicy(managed_escalation)],
    },
    Check {
        id: "iam.inline_policy_allows_privilege_escalation",
        title: "An inline policy opens no way to more privileges",
        severity: Severity::High,
        why: "A data scientist's inline policy that can start jobs under any role is an administrator's in \
              two steps.",
        fix: Fix::by_hand(
            "Take out one action of each path shown, or bind iam:PassRole to named roles and iam:PassedToService.",
        ),
        prowler: &["iam_inline_policy_allows_privilege_escalation"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[
            Judge::Role(role_escalation),
            Judge::User(user_escalation),
            Judge::Group(group_escalation),
        ],
    },
    Check {
        id: "iam.passrole_star",
        title: "Passing roles is bound to named roles or services",
        severity: Severity::High,
        why: "iam:PassRole on * lets its holder run a job under the strongest role of the account.",
        fix: Fix::by_hand(
            "Name the execution roles in Resource and add a condition iam:PassedToService sagemaker.amazonaws.com.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[
            Judge::ManagedPolicy(managed_pass_role),
            Judge::Role(role_pass_role),
            Judge::User(user_pass_role),
            Judge::Group(group_pass_role),
        ],
    },
    Check {
        id: "kms.policy_decrypt_any_key",
        title: "A policy of one's own does not decrypt with every key",
        severity: Severity::Medium,
        why: "kms:Decrypt on * joins what separate keys keep apart: one team's role reads all teams' data.",
        fix: Fix::by_hand("Name the keys in Resource, or bind them by kms:ResourceAliases or a tag."),
        prowler: &[],
        security_hub: &["KMS.1"],
        reads: Reads::Itself,
        judges: &[Judge::ManagedPolicy(managed_decrypt)],
    },
    Check {
        id: "kms.inline_decrypt_any_key",
        title: "An inline policy does not decrypt with every key",
        severity: Severity::Medium,
        why: "kms:Decrypt on * joins what separate keys keep apart: one team's role reads all teams' data.",
        fix: Fix::by_hand("Name the keys in Resource, or bind them by kms:ResourceAliases or a tag."),
        prowler: &[],
        security_hub: &["KMS.2"],
        reads: Reads::Itself,
        judges: &[
            Judge::Role(role_decrypt),
            Judge::User(user_decrypt),
            Judge::Group(group_decrypt),
        ],
    },
    Check {
        id: "iam.wildcard_service_actions",
        title: "A policy of one's own names actions, not whole services",
        severity: Severity::Low,
        why: "sagemaker:* today includes actions that AWS adds tomorrow.",
        fix: Fix::by_hand("Replace service:* by the actions that are used."),
        prowler: &[],
        security_hub: &["IAM.21"],
        reads: Reads::Itself,
        judges: &[Judge::ManagedPolicy(managed_wildcards)],
    },
];

const MANAGED: &str = "GetPolicyVersion.Document";
const INLINE: &str = "GetAccountAuthorizationDetails.PolicyDocument";
const NO_PATH: &str = "no escalation path";
const BOUND: &str = "iam:PassRole on named roles, or with iam:PassedToService";
const NAMED_KEYS: &str = "kms:Decrypt on named keys";

fn escalation(document: &Document) -> Option<String> {
    // Who may do everything may do every step of every path.
    if let Some(statement) = grants_admin(document) {
        let name = statement_name(document, statement);
        return Some(format!("every path: {name} allows everything"));
    }
    let paths: Vec<String> = escalation_actions(document)
        .iter()
        .map(|path| {
            let actions: Vec<&str> = path.granted.iter().map(|(action, _)| *action).collect();
            format!("{} ({})", path.title, actions.join(" + "))
        })
        .collect();
    (!paths.is_empty()).then(|| paths.join("; "))
}

fn pass_role(document: &Document) -> Option<String> {
    let found = pass_role_star(document);
    (!found.is_empty()).then(|| statement_names(document, &found))
}

fn decrypt(document: &Document) -> Option<String> {
    let found = decrypt_any_key(document);
    (!found.is_empty()).then(|| statement_names(document, &found))
}

fn wildcards(document: &Document) -> Option<String> {
    let found = full_service_wildcards(document);
    (!found.is_empty()).then(|| found.join(", "))
}

pub(super) fn managed(
    context: &Context<'_>,
    policy: &ManagedPolicy,
    wanted: &'static str,
    fault: Fault,
) -> Judged {
    if policy.aws_managed {
        return Ok(Verdict::NotApplicable);
    }
    let probe = Probe::new(MANAGED, wanted);
    Ok(
        match context.fault(probe.read(&policy.document)?, probe, fault)? {
            Some(words) => probe.verdict(false, words.to_string()),
            None => probe.verdict(true, "none"),
        },
    )
}

pub(super) fn inline(
    context: &Context<'_>,
    policies: &Field<Vec<InlinePolicy>>,
    wanted: &'static str,
    fault: Fault,
) -> Judged {
    let probe = Probe::new(INLINE, wanted);
    let policies = probe.read(policies)?;
    all(policies.iter().map(|policy| {
        Ok(match context.fault(&policy.document, probe, fault)? {
            Some(words) => probe.verdict(false, format!("{}: {words}", policy.name)),
            None => probe.verdict(true, format!("{}: none", policy.name)),
        })
    }))
}

pub(super) fn of_role(context: &Context<'_>, role: &Role, wanted: &'static str, fault: Fault) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    inline(context, &role.inline, wanted, fault)
}

fn managed_escalation(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    managed(context, policy, NO_PATH, escalation)
}

fn role_escalation(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    of_role(context, role, NO_PATH, escalation)
}

fn user_escalation(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    inline(context, &user.inline, NO_PATH, escalation)
}

fn group_escalation(context: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    inline(context, &group.inline, NO_PATH, escalation)
}

fn managed_pass_role(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    managed(context, policy, BOUND, pass_role)
}

fn role_pass_role(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    of_role(context, role, BOUND, pass_role)
}

fn user_pass_role(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    inline(context, &user.inline, BOUND, pass_role)
}

fn group_pass_role(context: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    inline(context, &group.inline, BOUND, pass_role)
}

fn managed_decrypt(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    managed(context, policy, NAMED_KEYS, decrypt)
}

fn role_decrypt(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    of_role(context, role, NAMED_KEYS, decrypt)
}

fn user_decrypt(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    inline(context, &user.inline, NAMED_KEYS, decrypt)
}

fn group_decrypt(context: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    inline(context, &group.inline, NAMED_KEYS, decrypt)
}

fn managed_wildcards(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    managed(context, policy, "named actions", wildcards)
}
