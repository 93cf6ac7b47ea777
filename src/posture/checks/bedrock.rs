//! Bedrock: guardrails and the record of invocations.

use crate::inventory::detail::{Guardrail, InvocationLogging};
use crate::inventory::{Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::frameworks::Setting;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "bedrock.guardrails_configured",
        title: "The Region has a Bedrock guardrail",
        severity: Severity::Medium,
        why: "Without a guardrail nothing stands between a prompt and the model's answer but the \
              application's own care.",
        fix: Fix::by_hand(
            "Create a guardrail with content, prompt attack and sensitive information filters, and name it in each invocation.",
        ),
        prowler: &["bedrock_guardrails_configured"],
        security_hub: &[],
        settings: &[Setting::Guardrail],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Guardrail, has_guardrail)],
    },
    Check {
        id: "bedrock.guardrail_sensitive_information_filter_enabled",
        title: "A guardrail filters sensitive information",
        severity: Severity::High,
        why: "Models repeat names, numbers and diagnoses from their context; the filter masks or blocks \
              them before they leave.",
        fix: Fix::by_hand(
            "Add the PII entity types of your data to the guardrail's sensitive information policy.",
        ),
        prowler: &["bedrock_guardrail_sensitive_information_filter_enabled"],
        security_hub: &[],
        settings: &[Setting::Guardrail],
        reads: Reads::Itself,
        judges: &[Judge::Guardrail(sensitive_information)],
    },
    Check {
        id: "bedrock.model_invocation_logging_enabled",
        title: "Bedrock records the invocations of its models",
        severity: Severity::Medium,
        why: "Prompts and answers are the only evidence of injection, leakage and abuse of stolen \
              credentials.",
        fix: Fix::by_hand("Turn on model invocation logging to a bucket or log group under a KMS key."),
        prowler: &["bedrock_model_invocation_logging_enabled"],
        security_hub: &[],
        settings: &[Setting::InvocationLogging],
        reads: Reads::Itself,
        judges: &[Judge::InvocationLogging(invocation_logging)],
    },
];

const GUARDRAILS: Probe = Probe::new("ListGuardrails.guardrails", "one or more");
const PII: Probe = Probe::new(
    "GetGuardrail.sensitiveInformationPolicy.piiEntities",
    "one or more types",
);
const LOGGING: Probe = Probe::new(
    "GetModelInvocationLoggingConfiguration.loggingConfig",
    "a bucket or a log group",
);

fn has_guardrail(context: &Context<'_>, region: &Region) -> Judged {
    let here = context
        .of_kind(Kind::Guardrail)
        .iter()
        .find(|r| r.region == *region);
    if let Some(guardrail) = here {
        return Ok(GUARDRAILS.verdict(true, guardrail.name.clone()));
    }
    context.listed(Kind::Guardrail, region, GUARDRAILS)?;
    Ok(GUARDRAILS.verdict(false, "none"))
}

fn sensitive_information(_: &Context<'_>, _: &Resource, guardrail: &Guardrail) -> Judged {
    let types = PII.read(&guardrail.pii_entities)?;
    Ok(PII.verdict(!types.is_empty(), text(&types.join(", "))))
}

fn invocation_logging(_: &Context<'_>, _: &Resource, logging: &InvocationLogging) -> Judged {
    let config = LOGGING.read(&logging.config)?.as_ref();
    let destination = config.and_then(|c| c.bucket.as_deref().or(c.log_group.as_deref()));
    Ok(LOGGING.verdict(destination.is_some(), text(destination.unwrap_or(""))))
}
