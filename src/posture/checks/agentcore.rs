//! Bedrock AgentCore: where agents run, who may call their tools, what they
//! remember, what their browsers do.

use super::customer_key;
use crate::inventory::detail::{AgentBrowser, AgentGateway, AgentMemory, AgentRuntime, CodeInterpreter};
use crate::inventory::{Field, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "bedrock.agentcore_runtime_vpc",
        title: "An agent runtime has its network in a VPC",
        severity: Severity::High,
        why: "An agent's code decides at run time what to call; from a public network it can call anybody, \
              from a VPC only what routes and endpoints admit.",
        fix: Fix::by_hand("Update the runtime with networkMode VPC, private subnets and a security group."),
        prowler: &[],
        security_hub: &["BedrockAgentCore.1"],
        reads: Reads::Itself,
        judges: &[Judge::AgentRuntime(runtime_vpc)],
    },
    Check {
        id: "bedrock.agentcore_gateway_auth",
        title: "A gateway asks who calls before it lets anyone use its tools",
        severity: Severity::High,
        why: "Behind a gateway are functions and APIs made for agents; without an authorizer whoever finds \
              the address uses them.",
        fix: Fix::by_hand(
            "Give the gateway an authorizer: AWS_IAM, or CUSTOM_JWT with your identity provider.",
        ),
        prowler: &[],
        security_hub: &["BedrockAgentCore.2"],
        reads: Reads::Itself,
        judges: &[Judge::AgentGateway(gateway_auth)],
    },
    Check {
        id: "bedrock.agentcore_gateway_cmk",
        title: "A gateway is encrypted with a key of one's own",
        severity: Severity::Medium,
        why: "The gateway keeps the descriptions and targets of every tool: a map of what agents can reach.",
        fix: Fix::by_hand("Update the gateway with kmsKeyArn."),
        prowler: &[],
        security_hub: &["BedrockAgentCore.4"],
        reads: Reads::Inventory,
        judges: &[Judge::AgentGateway(gateway_key)],
    },
    Check {
        id: "bedrock.agentcore_memory_cmk",
        title: "A memory is encrypted with a key of one's own",
        severity: Severity::Medium,
        why: "Memories outlive conversations and distil them: what people told the agent, by person.",
        fix: Fix::by_hand("Create the memory again with encryptionKeyArn; the key of one cannot be changed."),
        prowler: &[],
        security_hub: &["BedrockAgentCore.3"],
        reads: Reads::Inventory,
        judges: &[Judge::AgentMemory(memory_key)],
    },
    Check {
        id: "bedrock.agentcore_browser_private",
        title: "A custom browser is not on the public network",
        severity: Severity::High,
        why: "A page that the agent visits can speak to it; from a VPC the browser reaches only the sites \
              that the network admits.",
        fix: Fix::by_hand("Create the browser again with networkMode VPC, and delete the public one."),
        prowler: &[],
        security_hub: &["BedrockAgentCore.5"],
        reads: Reads::Itself,
        judges: &[Judge::AgentBrowser(browser_private)],
    },
    Check {
        id: "bedrock.agentcore_browser_recording",
        title: "A custom browser records its sessions",
        severity: Severity::Medium,
        why: "When an agent has bought, sent or deleted something in a browser, the recording is the only \
              witness.",
        fix: Fix::by_hand("Create the browser again with recording enabled, to a bucket that few may read."),
        prowler: &[],
        security_hub: &["BedrockAgentCore.6"],
        reads: Reads::Itself,
        judges: &[Judge::AgentBrowser(browser_recording)],
    },
    Check {
        id: "bedrock.agentcore_interpreter_private",
        title: "A custom code interpreter has its network in a VPC",
        severity: Severity::High,
        why: "It runs code that a model wrote over data that a person gave; in a VPC, what it may reach \
              and what it reached are known.",
        fix: Fix::by_hand("Create the code interpreter again with networkMode VPC, and delete the other."),
        prowler: &[],
        security_hub: &["BedrockAgentCore.7"],
        reads: Reads::Itself,
        judges: &[Judge::CodeInterpreter(interpreter_private)],
    },
];

const RUNTIME: Probe = Probe::new("GetAgentRuntime.networkConfiguration.networkMode", "VPC");
const AUTHORIZER: Probe = Probe::new("ListGateways.items[].authorizerType", "AWS_IAM or CUSTOM_JWT");
const GATEWAY_KEY: Probe = Probe::new("GetGateway.kmsKeyArn", "a customer managed key");
const MEMORY_KEY: Probe = Probe::new("GetMemory.memory.encryptionKeyArn", "a customer managed key");
const BROWSER: Probe = Probe::new("GetBrowser.networkConfiguration.networkMode", "VPC");
const RECORDING: Probe = Probe::new("GetBrowser.recording.enabled", "true");
const INTERPRETER: Probe = Probe::new("GetCodeInterpreter.networkConfiguration.networkMode", "VPC");

fn in_vpc(probe: Probe, mode: &Field<String>) -> Judged {
    let mode = probe.read(mode)?;
    Ok(probe.verdict(mode == "VPC", mode.clone()))
}

fn runtime_vpc(_: &Context<'_>, _: &Resource, runtime: &AgentRuntime) -> Judged {
    in_vpc(RUNTIME, &runtime.network)
}

/// `AUTHENTICATE_ONLY` knows who calls, but lets everybody who is known do
/// everything: what may be called is decided elsewhere, by a policy engine.
fn gateway_auth(_: &Context<'_>, _: &Resource, gateway: &AgentGateway) -> Judged {
    let authorizer = AUTHORIZER.read(&gateway.authorizer)?;
    let asks = ["AWS_IAM", "CUSTOM_JWT"].contains(&authorizer.as_str());
    if authorizer == "AUTHENTICATE_ONLY" {
        return Err(AUTHORIZER.unread("callers are authenticated; who is authorized is decided elsewhere"));
    }
    Ok(AUTHORIZER.verdict(asks, authorizer.clone()))
}

fn gateway_key(context: &Context<'_>, resource: &Resource, gateway: &AgentGateway) -> Judged {
    customer_key::named(context, resource, GATEWAY_KEY, &gateway.kms_key)
}

fn memory_key(context: &Context<'_>, resource: &Resource, memory: &AgentMemory) -> Judged {
    customer_key::named(context, resource, MEMORY_KEY, &memory.kms_key)
}

fn browser_private(_: &Context<'_>, _: &Resource, browser: &AgentBrowser) -> Judged {
    in_vpc(BROWSER, &browser.network)
}

fn browser_recording(_: &Context<'_>, _: &Resource, browser: &AgentBrowser) -> Judged {
    RECORDING.switch(&browser.recording, true)
}

fn interpreter_private(_: &Context<'_>, _: &Resource, interpreter: &CodeInterpreter) -> Judged {
    in_vpc(INTERPRETER, &interpreter.network)
}
