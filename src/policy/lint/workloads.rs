//! What is dangerous with AI workloads in particular.

use super::actions::reaches;
use super::page::{Clause, Page};
use crate::policy::{PolicyKind, Select, pattern};

const INVOKE: &[&str] = &[
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "bedrock-agentcore:InvokeAgentRuntime",
];

/// A link that opens a notebook or console for whoever holds it, for minutes,
/// and what it opens.
const PRESIGN: &[(&str, &str)] = &[
    (
        "sagemaker:CreatePresignedNotebookInstanceUrl",
        "anybody's notebook",
    ),
    ("sagemaker:CreatePresignedDomainUrl", "anybody's Studio"),
    (
        "sagemaker:CreatePresignedMlflowTrackingServerUrl",
        "everybody's experiments",
    ),
    ("sagemaker:CreatePresignedMlflowAppUrl", "everybody's experiments"),
];

/// Keys that hold such a link to a network or an owner.
const BOUND_LINK: &[&str] = &[
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
    "sagemaker:OwnerUserProfileArn",
];

/// Keys that hold a grant on a key to something.
const BOUND_GRANT: &[&str] = &[
    "kms:GrantIsForAWSResource",
    "kms:GranteePrincipal",
    "kms:GranteeServicePrincipal",
    "kms:GrantConstraintType",
    "kms:GrantConstraintSourceArn",
    "kms:GrantOperations",
    "kms:ViaService",
];

/// What watches or protects a workload, and can be switched off.
const CONTROLS: &[&str] = &[
    "access-analyzer:DeleteAnalyzer",
    "bedrock:DeleteEnforcedGuardrailConfiguration",
    "bedrock:DeleteGuardrail",
    "bedrock:DeleteModelInvocationLoggingConfiguration",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:DeleteConfigurationRecorder",
    "config:StopConfigurationRecorder",
    "ec2:DeleteFlowLogs",
    "guardduty:DeleteDetector",
    "kms:DisableKey",
    "kms:ScheduleKeyDeletion",
    "macie2:DisableMacie",
    "securityhub:DisableSecurityHub",
];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    if !clause.allows() {
        return;
    }
    if page.kind == PolicyKind::Identity {
        invocation(page, clause);
        links(page, clause);
        controls(page, clause);
    }
    if matches!(page.kind, PolicyKind::Identity | PolicyKind::KeyPolicy) {
        grants(page, clause);
    }
}

fn invocation(page: &mut Page<'_>, clause: &Clause<'_>) {
    let models = clause.is_everywhere()
        || clause.resources.iter().any(|r| {
            r.text
                .rsplit("::")
                .next()
                .is_some_and(|n| n == "foundation-model/*")
        });
    let Some(leaf) = INVOKE.iter().find_map(|a| clause.naming(a)) else {
        return;
    };
    if models && clause.tests.is_empty() {
        page.report(
            clause,
            "AISEC_MODEL_INVOCATION_ANYWHERE",
            leaf.span.clone(),
            "any model may be called, without a guardrail: name the models, and condition bedrock:GuardrailIdentifier",
        );
    }
}

fn links(page: &mut Page<'_>, clause: &Clause<'_>) {
    let bound = clause.tests.iter().any(|t| {
        BOUND_LINK.iter().any(|k| t.is(k))
            || t.begins("aws:ResourceTag/")
            || t.begins("sagemaker:ResourceTag/")
    });
    if bound {
        return;
    }
    let found = PRESIGN.iter().find_map(|(action, what)| {
        let wide = wide_of(clause.statement.resource.as_ref()?)?;
        let leaf = clause.naming(action).filter(|_| reaches(action, &wide))?;
        Some((leaf.span.clone(), *what))
    });
    if let Some((span, what)) = found {
        let message = format!(
            "opens {what} from anywhere, with a link that needs no further permission: name whose, and condition aws:SourceVpce or aws:SourceIp"
        );
        page.report(clause, "AISEC_PRESIGNED_URL_UNBOUND", span, message);
    }
}

/// The part of the resources that is whole types, or everything; `None` if
/// there is none.
fn wide_of(resources: &Select) -> Option<Select> {
    let Select::Only(all) = resources else {
        return Some(resources.clone());
    };
    let wide = |r: &&String| {
        pattern::is_any(r) || (r.starts_with("arn:") && r.ends_with("/*") && r.matches('/').count() == 1)
    };
    let found: Vec<String> = all.iter().filter(wide).cloned().collect();
    (!found.is_empty()).then_some(Select::Only(found))
}

fn controls(page: &mut Page<'_>, clause: &Clause<'_>) {
    if !clause.is_everywhere() || !clause.tests.is_empty() {
        return;
    }
    // A whole service on everything has its own issue.
    let whole = |text: &str| {
        text.split_once(':')
            .is_some_and(|(_, name)| pattern::is_any(name))
    };
    let found: Vec<_> = CONTROLS
        .iter()
        .filter_map(|a| clause.naming(a).filter(|l| !whole(l.text)).map(|l| (*a, l)))
        .collect();
    let Some((_, first)) = found.first() else { return };
    let names: Vec<&str> = found.iter().map(|(a, _)| *a).collect();
    let message = format!(
        "lets what watches or protects be switched off ({}): keep it to those who run it",
        names.join(", ")
    );
    page.report(
        clause,
        "AISEC_CONTROL_CAN_BE_DISABLED",
        first.span.clone(),
        message,
    );
}

fn grants(page: &mut Page<'_>, clause: &Clause<'_>) {
    let Some(leaf) = clause
        .naming("kms:CreateGrant")
        .filter(|l| l.text.to_ascii_lowercase().contains("grant"))
    else {
        return;
    };
    let bound = clause.tests.iter().any(|t| BOUND_GRANT.iter().any(|k| t.is(k)));
    if !bound {
        page.report(
            clause,
            "AISEC_KEY_GRANT_UNBOUND",
            leaf.span.clone(),
            "a grant hands the use of the key to anyone, past every policy: condition kms:GrantIsForAWSResource or kms:GranteePrincipal",
        );
    }
}
