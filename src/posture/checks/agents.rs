//! Bedrock: agents and what they act with: roles, sessions, flows, prompts,
//! knowledge bases.

use super::{customer_key, grants};
use crate::inventory::detail::{Agent, DataSource, Flow, Prompt, Role};
use crate::inventory::{Arn, Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "bedrock.agent_guardrail_enabled",
        title: "An agent talks through a guardrail",
        severity: Severity::High,
        why: "An agent reads documents and calls tools on its own; the guardrail is what stops an \
              instruction hidden in a document, or a patient's data in an answer.",
        fix: Fix::by_hand("Set guardrailConfiguration on the agent and prepare it again."),
        prowler: &["bedrock_agent_guardrail_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Agent(guardrail)],
    },
    Check {
        id: "bedrock.agent_role_least_privilege",
        title: "An agent acts with a bounded role that is not broad",
        severity: Severity::High,
        why: "Whoever talks an agent into something acts with its role: full access policies, a way to \
              more privileges or a missing boundary turn a conversation into a breach.",
        fix: Fix::by_hand(
            "Attach policies that name the agent's model, knowledge bases and functions, and set a permissions boundary on its role.",
        ),
        prowler: &["bedrock_agent_role_least_privilege"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Agent(least_privilege)],
    },
    Check {
        id: "bedrock.agent_role_not_shared_across_agents",
        title: "An agent has a role that no other agent uses",
        severity: Severity::High,
        why: "Agents that share a role share each other's tools and data: the weakest prompt opens them \
              all, and the trail cannot say which one acted.",
        fix: Fix::by_hand("Create a role for each agent, with what that agent needs."),
        prowler: &["bedrock_agent_role_not_shared_across_agents"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Agent(own_role)],
    },
    Check {
        id: "bedrock.agent_session_ttl",
        title: "An agent forgets an idle session within an hour",
        severity: Severity::Low,
        why: "Until it ends, a session keeps the conversation and whoever holds its id continues it.",
        fix: Fix::by_hand("Set idleSessionTTLInSeconds to 3600 or less and prepare the agent again."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Agent(session)],
    },
    Check {
        id: "bedrock.flow_guardrail",
        title: "A flow asks models through guardrails only",
        severity: Severity::High,
        why: "In a flow one node's answer is the next one's prompt: a single unguarded node carries an \
              injection through to the end.",
        fix: Fix::by_hand("Set guardrailConfiguration on the nodes shown, then prepare a version."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Flow(flow)],
    },
    Check {
        id: "bedrock.prompt_encrypted_with_cmk",
        title: "A managed prompt is encrypted with a key of one's own",
        severity: Severity::Medium,
        why: "Prompts hold the rules, and often examples from real records, that an attacker would study.",
        fix: Fix::by_hand("Update the prompt with customerEncryptionKeyArn."),
        prowler: &["bedrock_prompt_encrypted_with_cmk"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Prompt(prompt)],
    },
    Check {
        id: "bedrock.prompt_management_exists",
        title: "The Region keeps its prompts in Prompt Management",
        severity: Severity::Low,
        why: "Prompts that live in code change without review, and nobody can say which version gave an \
              answer.",
        fix: Fix::by_hand("Create the prompts that the workloads use in Prompt Management, with versions."),
        prowler: &["bedrock_prompt_management_exists"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Prompt, has_prompt)],
    },
    Check {
        id: "bedrock.knowledge_base_encrypted_with_cmk",
        title: "A knowledge base's data source is encrypted with a key of one's own",
        severity: Severity::High,
        why: "While documents are ingested, their text lies with the service; a key of one's own decides \
              who can read it there.",
        fix: Fix::by_hand("Update the data source with serverSideEncryptionConfiguration.kmsKeyArn."),
        prowler: &["bedrock_knowledge_base_encrypted_with_cmk"],
        security_hub: &["Bedrock.1"],
        reads: Reads::Inventory,
        judges: &[Judge::DataSource(data_source)],
    },
];

const GUARDRAIL: Probe = Probe::new(
    "GetAgent.guardrailConfiguration.guardrailIdentifier",
    "a guardrail",
);
const ROLE: Probe = Probe::new(
    "GetAgent.agentResourceRoleArn",
    "a role without full access, without a way to more, under a boundary",
);
const OWN_ROLE: Probe = Probe::new("GetAgent.agentResourceRoleArn", "no other agent's role");
const SESSION: Probe = Probe::new("GetAgent.idleSessionTTLInSeconds", "3600 or less");
const FLOW: Probe = Probe::new(
    "GetFlow.definition.nodes[].guardrailConfiguration",
    "a guardrail for each node that asks a model",
);
const PROMPT: Probe = Probe::new("GetPrompt.customerEncryptionKeyArn", "a customer managed key");
const PROMPTS: Probe = Probe::new("ListPrompts.promptSummaries", "one or more");
const DATA_SOURCE: Probe = Probe::new(
    "GetDataSource.serverSideEncryptionConfiguration.kmsKeyArn",
    "a customer managed key",
);

fn guardrail(_: &Context<'_>, _: &Resource, agent: &Agent) -> Judged {
    GUARDRAIL.present(&agent.guardrail)
}

/// The role behind an ARN.
pub(super) fn role<'c>(context: &Context<'c>, probe: Probe, arn: &Arn) -> Result<&'c Role, Unread> {
    match context.inventory().get(arn).map(|r| &r.detail) {
        Some(Detail::Role(role)) => Ok(role),
        _ => Err(probe.unread(format!("{arn} is not among the roles that were read"))),
    }
}

fn least_privilege(context: &Context<'_>, _: &Resource, agent: &Agent) -> Judged {
    let role = role(context, ROLE, ROLE.read(&agent.role)?)?;
    let full = ROLE.read(&role.attached).map(|attached| {
        let of_aws = attached.iter().filter(|p| p.arn.account() == "aws");
        let full: Vec<&str> = of_aws
            .map(|p| p.arn.short_name())
            .filter(|name| name.ends_with("FullAccess"))
            .collect();
        let named = if full.is_empty() {
            "none".to_owned()
        } else {
            full.join(", ")
        };
        ROLE.verdict(full.is_empty(), format!("full access policies: {named}"))
    });
    let grants = grants::without(
        context,
        ROLE,
        (&role.inline, &role.attached),
        grants::leads_to_all,
    );
    let boundary = ROLE.read(&role.boundary).map(|boundary| match boundary {
        Some(arn) => ROLE.verdict(true, format!("boundary {}", arn.short_name())),
        None => ROLE.verdict(false, "no permissions boundary"),
    });
    all([full, grants, boundary])
}

fn own_role(context: &Context<'_>, resource: &Resource, agent: &Agent) -> Judged {
    let role = OWN_ROLE.read(&agent.role)?;
    let mut sharing = Vec::new();
    let mut doubt = None;
    for other in context
        .of_kind(Kind::Agent)
        .iter()
        .filter(|r| r.arn != resource.arn)
    {
        let Detail::Agent(detail) = &other.detail else {
            continue;
        };
        match OWN_ROLE.read(&detail.role) {
            Ok(theirs) if theirs == role => sharing.push(other.name.as_str()),
            Ok(_) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    if !sharing.is_empty() {
        let who = sharing.join(", ");
        return Ok(OWN_ROLE.verdict(false, format!("{}: shared with {who}", role.short_name())));
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    // Roles are the whole account's: an agent anywhere may share it.
    for region in &context.inventory().regions {
        context.listed(Kind::Agent, region, OWN_ROLE)?;
    }
    Ok(OWN_ROLE.verdict(true, role.short_name().to_owned()))
}

fn session(_: &Context<'_>, _: &Resource, agent: &Agent) -> Judged {
    let seconds = *SESSION.read(&agent.idle_seconds)?;
    Ok(SESSION.verdict(seconds <= 3600, seconds.to_string()))
}

fn flow(_: &Context<'_>, _: &Resource, flow: &Flow) -> Judged {
    let nodes = FLOW.read(&flow.nodes)?;
    let open = nodes
        .iter()
        .filter(|n| n.guardrail.as_deref().unwrap_or("").is_empty());
    let open: Vec<String> = open.map(|n| format!("{} ({})", n.name, n.kind)).collect();
    Ok(match (open.is_empty(), nodes.len()) {
        (true, 0) => FLOW.verdict(true, "no node asks a model"),
        (true, count) => FLOW.verdict(true, format!("all {count} nodes")),
        (false, _) => FLOW.verdict(false, format!("without: {}", open.join(", "))),
    })
}

fn prompt(context: &Context<'_>, resource: &Resource, prompt: &Prompt) -> Judged {
    customer_key::named(context, resource, PROMPT, &prompt.kms_key)
}

fn has_prompt(context: &Context<'_>, region: &Region) -> Judged {
    let mut prompts = context.of_kind(Kind::Prompt).iter();
    if let Some(prompt) = prompts.find(|r| r.region == *region) {
        return Ok(PROMPTS.verdict(true, text(&prompt.name)));
    }
    context.listed(Kind::Prompt, region, PROMPTS)?;
    Ok(PROMPTS.verdict(false, "none"))
}

fn data_source(context: &Context<'_>, resource: &Resource, source: &DataSource) -> Judged {
    customer_key::named(context, resource, DATA_SOURCE, &source.kms_key)
}
