//! What a principal's policies amount to, the attached and the inline ones:
//! asked of roles that devices and agents act as, and of users with API keys.

use crate::inventory::detail::{AttachedPolicy, InlinePolicy, ManagedPolicy};
use crate::inventory::{Detail, Field};
use crate::policy::query::{escalation_actions, full_service_wildcards, grants_admin};
use crate::policy::{Document, Effect};
use crate::posture::context::Context;
use crate::posture::policies::{Fault, statement_name, whole_service};
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, all};

/// Passes when no policy has a fault; the fault is said in words.
pub(super) fn without(
    context: &Context<'_>,
    probe: Probe,
    (inline, attached): (&Field<Vec<InlinePolicy>>, &Field<Vec<AttachedPolicy>>),
    fault: Fault,
) -> Judged {
    let one = |name: &str, text: Result<&str, Unread>| {
        Ok(match context.fault(text?, probe, fault)? {
            Some(words) => probe.verdict(false, format!("{name} {words}")),
            None => probe.verdict(true, format!("{name}: nothing too broad")),
        })
    };
    let inline = match probe.read(inline) {
        Ok(policies) => all(policies
            .iter()
            .map(|policy| one(&policy.name, Ok(&policy.document)))),
        Err(unread) => Err(unread),
    };
    let attached = match probe.read(attached) {
        Ok(policies) => all(policies
            .iter()
            .map(|policy| one(&policy.name, attached_text(context, probe, policy)))),
        Err(unread) => Err(unread),
    };
    Ok(match all([inline, attached])? {
        Verdict::NotApplicable => probe.verdict(true, "no policies"),
        verdict => verdict,
    })
}

pub(super) fn attached_text<'a>(
    context: &Context<'a>,
    probe: Probe,
    policy: &AttachedPolicy,
) -> Result<&'a str, Unread> {
    match context.inventory().get(&policy.arn).map(|r| &r.detail) {
        Some(Detail::ManagedPolicy(ManagedPolicy { document, .. })) => {
            probe.read(document).map(String::as_str)
        }
        _ => Err(probe.unread(format!("{} was not read", policy.arn))),
    }
}

/// Everything, or a way to it.
pub(super) fn leads_to_all(document: &Document) -> Option<String> {
    if let Some(statement) = grants_admin(document) {
        return Some(format!(
            "allows everything in {}",
            statement_name(document, statement)
        ));
    }
    let paths = escalation_actions(document);
    let first = paths.first()?;
    Some(format!("opens a way to more: {}", first.title))
}

/// Everything, a whole service, or a way to everything.
pub(super) fn too_broad(document: &Document) -> Option<String> {
    leads_to_all(document).or_else(|| {
        let found = full_service_wildcards(document);
        (!found.is_empty()).then(|| format!("allows whole services: {}", found.join(", ")))
    })
}

/// Everything, all of Bedrock, or a way to everything.
pub(super) fn administers_bedrock(document: &Document) -> Option<String> {
    leads_to_all(document).or_else(|| {
        let mut allowed = document.statements.iter().filter(|s| s.effect == Effect::Allow);
        let found = allowed.find(|s| whole_service(s, "bedrock"))?;
        Some(format!("allows bedrock:* in {}", statement_name(document, found)))
    })
}
