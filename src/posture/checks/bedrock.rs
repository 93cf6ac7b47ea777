//! Bedrock in a Region: whether it has guardrails, records invocations, and is
//! reached from inside.

use super::network::reaches;
use crate::inventory::detail::{InvocationLogging, Vpc};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, text};

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
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Guardrail, has_guardrail)],
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
        reads: Reads::Itself,
        judges: &[Judge::InvocationLogging(invocation_logging)],
    },
    Check {
        id: "bedrock.model_invocation_logging_text_data_enabled",
        title: "The record of invocations holds prompts and answers",
        severity: Severity::Medium,
        why: "Without the text the record says that a model was asked, and not what left with its answer.",
        fix: Fix::by_hand(
            "Set textDataDeliveryEnabled, and keep the log under a key that few may use: it holds what people asked.",
        ),
        prowler: &["bedrock_model_invocation_logging_text_data_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::InvocationLogging(text_data)],
    },
    Check {
        id: "bedrock.vpc_endpoints_configured",
        title: "A VPC reaches every Bedrock API through endpoints of its own",
        severity: Severity::Medium,
        why: "Prompts carry the data of the workload; without an interface endpoint they leave the VPC \
              through NAT, past every endpoint policy.",
        fix: Fix::by_hand(
            "Create interface endpoints with private DNS for the missing services in the VPCs that call Bedrock.",
        ),
        prowler: &["bedrock_vpc_endpoints_configured"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Vpc(endpoints)],
    },
];

const GUARDRAILS: Probe = Probe::new("ListGuardrails.guardrails", "one or more");
const LOGGING: Probe = Probe::new(
    "GetModelInvocationLoggingConfiguration.loggingConfig",
    "a bucket or a log group",
);

const TEXT: Probe = Probe::new(
    "GetModelInvocationLoggingConfiguration.loggingConfig.textDataDeliveryEnabled",
    "true",
);
const ENDPOINTS: Probe = Probe::new(
    "DescribeVpcEndpoints.ServiceName",
    "bedrock, bedrock-runtime, bedrock-agent, bedrock-agent-runtime, bedrock-mantle, with private DNS",
);

/// The services behind Bedrock's APIs, each with an endpoint service of its own.
const APIS: [&str; 5] = [
    "bedrock",
    "bedrock-runtime",
    "bedrock-agent",
    "bedrock-agent-runtime",
    "bedrock-mantle",
];

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

fn invocation_logging(_: &Context<'_>, _: &Resource, logging: &InvocationLogging) -> Judged {
    let config = LOGGING.read(&logging.config)?.as_ref();
    let destination = config.and_then(|c| c.bucket.as_deref().or(c.log_group.as_deref()));
    Ok(LOGGING.verdict(destination.is_some(), text(destination.unwrap_or(""))))
}

fn text_data(_: &Context<'_>, _: &Resource, logging: &InvocationLogging) -> Judged {
    let config = LOGGING.read(&logging.config)?.as_ref();
    Ok(match config {
        Some(config) => TEXT.verdict(config.text, if config.text { "true" } else { "false" }),
        None => TEXT.verdict(false, "logging is off"),
    })
}

/// Whether the Region holds anything of Bedrock's that workloads call.
pub(super) fn uses_bedrock(context: &Context<'_>, region: &Region, probe: Probe) -> Result<bool, Unread> {
    let here = |kind: Kind| context.of_kind(kind).iter().any(|r| r.region == *region);
    let records = || {
        let logging = context.of_kind(Kind::InvocationLogging).iter();
        logging.filter(|r| r.region == *region).any(|r| match &r.detail {
            Detail::InvocationLogging(logging) => logging.config.known().is_some_and(Option::is_some),
            _ => false,
        })
    };
    if here(Kind::Guardrail) || records() {
        return Ok(true);
    }
    context.listed(Kind::Guardrail, region, probe)?;
    Ok(false)
}

fn endpoints(context: &Context<'_>, resource: &Resource, vpc: &Vpc) -> Judged {
    let idle = vpc.is_default && !context.has_sagemaker(&vpc.id);
    if idle || !uses_bedrock(context, &resource.region, ENDPOINTS)? {
        return Ok(Verdict::NotApplicable);
    }
    reaches(context, resource, vpc, ENDPOINTS, &APIS)
}
