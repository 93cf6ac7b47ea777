//! What is dangerous with AI workloads in particular.

use super::page::{Clause, Page};
use crate::policy::{PolicyKind, pattern};

const INVOKE: &[&str] = &[
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "bedrock-agentcore:InvokeAgentRuntime",
];

/// A link that opens a notebook or console for whoever holds it, for minutes.
const PRESIGN: &[&str] = &[
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "sagemaker:CreatePresignedDomainUrl",
    "sagemaker:CreatePresignedMlflowTrackingServerUrl",
    "sagemaker:CreatePresignedMlflowAppUrl",
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
    let Some(leaf) = PRESIGN.iter().find_map(|a| clause.naming(a)) else {
        return;
    };
    let wide = clause.is_everywhere()
        || clause.resources.iter().any(|r| {
            r.text.starts_with("arn:") && r.text.ends_with("/*") && r.text.matches('/').count() == 1
        });
    let bound = clause.tests.iter().any(|t| {
        BOUND_LINK.iter().any(|k| t.is(k))
            || t.begins("aws:ResourceTag/")
            || t.begins("sagemaker:ResourceTag/")
    });
    if wide && !bound {
        page.report(
            clause,
            "AISEC_PRESIGNED_URL_UNBOUND",
            leaf.span.clone(),
            "opens anybody's notebook from anywhere, with a link that needs no further permission: name whose, and condition aws:SourceVpce or aws:SourceIp",
        );
    }
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
