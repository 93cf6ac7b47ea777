//! Bedrock guardrails: what they filter, whether they act, whether anything
//! must go through them.

use crate::inventory::Resource;
use crate::inventory::detail::{GroundingFilter, Guardrail, GuardrailEnforcement, SensitiveFilter};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all, text};

pub(super) const CHECKS: &[Check] = &[
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
        reads: Reads::Itself,
        judges: &[Judge::Guardrail(sensitive_information)],
    },
    Check {
        id: "bedrock.guardrail_sensitive_information_filter_enforced",
        title: "What a guardrail finds in answers is blocked or masked",
        severity: Severity::High,
        why: "An entry that only detects writes the leak into a trace and hands the patient's number to \
              the caller all the same.",
        fix: Fix::by_hand(
            "Set the output action of each entry to BLOCK or ANONYMIZE, leave its output evaluation on, and publish a version.",
        ),
        prowler: &["bedrock_guardrail_sensitive_information_filter_enforced"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Guardrail(output_path)],
    },
    Check {
        id: "bedrock.guardrail_prompt_attack_filter_enabled",
        title: "A guardrail blocks prompt attacks at high strength",
        severity: Severity::High,
        why: "A document in a knowledge base or a patient's message can carry instructions; the filter is \
              what stands between them and the model's tools.",
        fix: Fix::by_hand("Add the PROMPT_ATTACK content filter with input strength HIGH and action BLOCK."),
        prowler: &["bedrock_guardrail_prompt_attack_filter_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Guardrail(prompt_attack)],
    },
    Check {
        id: "bedrock.guardrail_contextual_grounding_filter_enabled",
        title: "A guardrail blocks answers without ground or relevance",
        severity: Severity::High,
        why: "An assistant that invents a dose or a claim sounds just as sure; the grounding filters hold \
              answers against the sources they were given.",
        fix: Fix::by_hand(
            "Add the GROUNDING and RELEVANCE filters with a threshold above 0 and action BLOCK.",
        ),
        prowler: &["bedrock_guardrail_contextual_grounding_filter_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Guardrail(grounding)],
    },
    Check {
        id: "bedrock.guardrail_version_published",
        title: "A guardrail is ready and has a published version",
        severity: Severity::Medium,
        why: "The draft changes under the application with every edit; a numbered version is what was \
              tested, and the only thing that can be enforced.",
        fix: Fix::by_hand(
            "Create a version of the guardrail, and name its number in invocations and agents.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Guardrail(published)],
    },
    Check {
        id: "bedrock.guardrail_enforced",
        title: "The Region enforces a guardrail on every invocation",
        severity: Severity::Medium,
        why: "A caller who names no guardrail meets none, unless the account applies one to every \
              invocation by itself.",
        fix: Fix::by_hand(
            "Put an enforced guardrail configuration with a published version, or deny InvokeModel without bedrock:GuardrailIdentifier.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::GuardrailEnforcement(enforced)],
    },
];

const SENSITIVE: Probe = Probe::new(
    "GetGuardrail.sensitiveInformationPolicy",
    "one or more entity types or patterns",
);
const OUTPUT: Probe = Probe::new(
    "GetGuardrail.sensitiveInformationPolicy.outputAction",
    "BLOCK or ANONYMIZE for each entry, with outputEnabled",
);
const PROMPT_ATTACK: Probe = Probe::new(
    "GetGuardrail.contentPolicy.filters[PROMPT_ATTACK]",
    "inputStrength HIGH, inputAction BLOCK",
);
const GROUNDING: Probe = Probe::new(
    "GetGuardrail.contextualGroundingPolicy.filters",
    "GROUNDING and RELEVANCE, enabled, threshold above 0, action BLOCK",
);
const STATUS: Probe = Probe::new("GetGuardrail.status", "READY");
const VERSIONS: Probe = Probe::new("ListGuardrails.guardrails[].version", "one or more numbers");
const ENFORCED: Probe = Probe::new(
    "ListEnforcedGuardrailsConfiguration.guardrailsConfig",
    "one or more",
);

fn sensitive_information(_: &Context<'_>, _: &Resource, guardrail: &Guardrail) -> Judged {
    let filters = SENSITIVE.read(&guardrail.sensitive)?;
    let names: Vec<&str> = filters.iter().map(|f| f.name.as_str()).collect();
    Ok(SENSITIVE.verdict(!names.is_empty(), text(&names.join(", "))))
}

/// Whether a finding of the filter does not reach the caller.
fn acts(filter: &SensitiveFilter) -> bool {
    let action = filter.output_action.as_ref().unwrap_or(&filter.action);
    filter.output_enabled != Some(false) && ["BLOCK", "ANONYMIZE"].contains(&action.as_str())
}

fn output_path(_: &Context<'_>, _: &Resource, guardrail: &Guardrail) -> Judged {
    let filters = OUTPUT.read(&guardrail.sensitive)?;
    if filters.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    let silent = filters.iter().filter(|f| !acts(f));
    let silent: Vec<&str> = silent.map(|f| f.name.as_str()).collect();
    if silent.is_empty() {
        return Ok(OUTPUT.verdict(true, format!("all {} act", filters.len())));
    }
    Ok(OUTPUT.verdict(false, format!("only reported: {}", silent.join(", "))))
}

fn prompt_attack(_: &Context<'_>, _: &Resource, guardrail: &Guardrail) -> Judged {
    let filters = PROMPT_ATTACK.read(&guardrail.content_filters)?;
    let Some(filter) = filters.iter().find(|f| f.kind == "PROMPT_ATTACK") else {
        return Ok(PROMPT_ATTACK.verdict(false, "no such filter"));
    };
    if filter.input_enabled == Some(false) {
        return Ok(PROMPT_ATTACK.verdict(false, "inputEnabled false"));
    }
    // A filter from before actions were introduced has none, and blocks.
    let action = filter.input_action.as_deref().unwrap_or("BLOCK");
    let good = filter.input_strength == "HIGH" && action == "BLOCK";
    Ok(PROMPT_ATTACK.verdict(
        good,
        format!("inputStrength {}, inputAction {action}", filter.input_strength),
    ))
}

/// What keeps a grounding filter from blocking anything, if that is known.
fn toothless(filter: &GroundingFilter) -> Option<String> {
    let threshold: f64 = filter.threshold.parse().unwrap_or(0.0);
    match filter.action.as_deref() {
        _ if filter.enabled == Some(false) => Some("enabled false".to_owned()),
        Some(action) if action != "BLOCK" => Some(format!("action {action}")),
        _ if threshold <= 0.0 => Some(format!("threshold {}", filter.threshold)),
        _ => None,
    }
}

fn grounding(_: &Context<'_>, _: &Resource, guardrail: &Guardrail) -> Judged {
    let filters = GROUNDING.read(&guardrail.grounding)?;
    all(["GROUNDING", "RELEVANCE"].into_iter().map(|kind| {
        let Some(filter) = filters.iter().find(|f| f.kind == kind) else {
            return Ok(GROUNDING.verdict(false, format!("no {kind} filter")));
        };
        if let Some(fault) = toothless(filter) {
            return Ok(GROUNDING.verdict(false, format!("{kind}: {fault}")));
        }
        // AWS documents no default for either.
        if filter.action.is_none() || filter.enabled.is_none() {
            return Err(GROUNDING.unread(format!(
                "the answer does not say whether {kind} is enabled and blocks"
            )));
        }
        Ok(GROUNDING.verdict(true, format!("{kind} blocks under {}", filter.threshold)))
    }))
}

fn published(_: &Context<'_>, _: &Resource, guardrail: &Guardrail) -> Judged {
    let status = STATUS
        .read(&guardrail.status)
        .map(|s| STATUS.verdict(s == "READY", s.clone()));
    let versions = VERSIONS.read(&guardrail.versions).map(|v| {
        VERSIONS.verdict(
            !v.is_empty(),
            if v.is_empty() {
                "DRAFT only".to_owned()
            } else {
                v.join(", ")
            },
        )
    });
    all([versions, status])
}

fn enforced(_: &Context<'_>, _: &Resource, enforcement: &GuardrailEnforcement) -> Judged {
    let guardrails = ENFORCED.read(&enforcement.guardrails)?;
    let named: Vec<String> = guardrails
        .iter()
        .map(|g| format!("{} version {}", g.guardrail, g.version))
        .collect();
    let value = if named.is_empty() {
        "none".to_owned()
    } else {
        named.join(", ")
    };
    Ok(ENFORCED.verdict(!named.is_empty(), value))
}
