//! Execution roles: who may assume them, and what AI workloads may do as them.

use super::admin::is_service_linked;
use super::grants::attached_text;
use crate::inventory::Resource;
use crate::inventory::detail::Role;
use crate::policy::query::{grants_admin, pass_role_star, service_trust_without_source};
use crate::policy::{Document, Effect, Principal, PrincipalElement};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::{statement_name, statement_names, whole_service};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.role_cross_service_confused_deputy_prevention",
        title: "A service role is assumed for this account only",
        severity: Severity::High,
        why: "Without aws:SourceAccount or aws:SourceArn somebody else's job can make the service act with \
              your role on your data.",
        fix: Fix::by_hand(
            "Add a condition on aws:SourceAccount (and aws:SourceArn where the service sends it) to the trust policy.",
        ),
        prowler: &["iam_role_cross_service_confused_deputy_prevention"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(confused_deputy)],
    },
    Check {
        id: "sagemaker.full_access_policy",
        title: "A role does not have AmazonSageMakerFullAccess",
        severity: Severity::High,
        why: "It reads and writes any bucket with sagemaker in its name, passes roles, and starts anything \
              SageMaker can: far more than one job needs.",
        fix: Fix::by_hand("Detach AmazonSageMakerFullAccess and attach a policy composed for the workload."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(sagemaker_full_access)],
    },
    Check {
        id: "sagemaker.execution_role_admin",
        title: "A role of SageMaker is no administrator",
        severity: Severity::Critical,
        why: "A training image, a pickled model or a notebook cell acts with everything its execution role \
              may: code from strangers must not be administrator.",
        fix: Fix::by_hand(
            "Replace the policy shown by one composed for the workload: its buckets, its key, its logs.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Role(execution_role)],
    },
    Check {
        id: "bedrock.full_access_policy_attached",
        title: "A role does not have AmazonBedrockFullAccess",
        severity: Severity::High,
        why: "It can delete guardrails, switch off invocation logging and run up bills on any model.",
        fix: Fix::by_hand(
            "Detach AmazonBedrockFullAccess and name the models and guardrails that the role uses.",
        ),
        prowler: &["bedrock_full_access_policy_attached"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(bedrock_full_access)],
    },
];

const TRUST: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AssumeRolePolicyDocument",
    "aws:SourceAccount or aws:SourceArn for services",
);
const ATTACHED: Probe = Probe::new(
    "GetAccountAuthorizationDetails.AttachedManagedPolicies",
    "no full access policy",
);
const GRANTS: Probe = Probe::new(
    "GetAccountAuthorizationDetails.PolicyDocument",
    "no Allow of *, of s3:* on *, or of iam:PassRole on *",
);

/// The service principals that a trust policy lets in.
fn trusted_services(trust: &Document) -> impl Iterator<Item = &str> {
    trust
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
        .filter_map(|s| s.principal.as_ref())
        .flat_map(PrincipalElement::principals)
        .filter_map(|principal| match principal {
            Principal::Service(service) => Some(service.as_str()),
            _ => None,
        })
}

fn confused_deputy(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    let trust = context.document(TRUST.read(&role.trust)?, TRUST)?;
    let open = service_trust_without_source(&trust);
    if !open.is_empty() {
        return Ok(TRUST.verdict(false, format!("without a source: {}", open.join(", "))));
    }
    if trusted_services(&trust).next().is_none() {
        return Ok(Verdict::NotApplicable);
    }
    Ok(TRUST.verdict(true, "every service is bound"))
}

fn without_policy(role: &Role, name: &str) -> Judged {
    if is_service_linked(role) {
        return Ok(Verdict::NotApplicable);
    }
    let attached = ATTACHED.read(&role.attached)?;
    let found = attached.iter().find(|policy| {
        let arn = policy.arn.as_str();
        arn.strip_suffix(name)
            .is_some_and(|rest| rest.ends_with(":iam::aws:policy/"))
    });
    Ok(match found {
        Some(policy) => ATTACHED.verdict(false, policy.arn.as_str().to_owned()),
        None => ATTACHED.verdict(true, format!("without {name}")),
    })
}

fn sagemaker_full_access(_: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    without_policy(role, "AmazonSageMakerFullAccess")
}

fn bedrock_full_access(_: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    without_policy(role, "AmazonBedrockFullAccess")
}

fn execution_role(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    let trust = context.document(TRUST.read(&role.trust)?, TRUST)?;
    let sagemaker = trusted_services(&trust).any(|service| service.starts_with("sagemaker.amazonaws.com"));
    if is_service_linked(role) || !sagemaker {
        return Ok(Verdict::NotApplicable);
    }
    let inline = match GRANTS.read(&role.inline) {
        Ok(policies) => all(policies
            .iter()
            .map(|policy| breadth(context, &policy.name, &policy.document))),
        Err(unread) => Err(unread),
    };
    let attached = match ATTACHED.read(&role.attached) {
        Ok(policies) => all(policies
            .iter()
            .map(|policy| breadth(context, &policy.name, attached_text(context, GRANTS, policy)?))),
        Err(unread) => Err(unread),
    };
    let verdict = all([inline, attached])?;
    if verdict == Verdict::NotApplicable {
        return Ok(GRANTS.verdict(true, "no policies"));
    }
    Ok(verdict)
}

/// Whether a policy is too broad for code from strangers.
fn breadth(context: &Context<'_>, name: &str, text: &str) -> Judged {
    Ok(match context.fault(text, GRANTS, too_broad_for_strangers)? {
        Some(words) => GRANTS.verdict(false, format!("{name}: {words}")),
        None => GRANTS.verdict(true, format!("{name}: none")),
    })
}

fn too_broad_for_strangers(document: &Document) -> Option<String> {
    let admin = grants_admin(document).map(|s| format!("{} allows everything", statement_name(document, s)));
    let storage = || {
        let found = document
            .statements
            .iter()
            .find(|s| s.effect == Effect::Allow && s.conditions.is_empty() && whole_service(s, "s3"))?;
        Some(format!("{} allows s3:* on *", statement_name(document, found)))
    };
    let passing = || {
        let found = pass_role_star(document);
        (!found.is_empty()).then(|| format!("{} allows iam:PassRole on *", statement_names(document, &found)))
    };
    admin.or_else(storage).or_else(passing)
}
