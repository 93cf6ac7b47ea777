//! Bedrock AgentCore: runtimes, gateways, memories, custom browsers and code
//! interpreters. The browser and the interpreter that AWS gives every account
//! cannot be configured and are left out.

use super::Scope;
use super::answer::{arn_of, filled, tags, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{AgentBrowser, AgentGateway, AgentMemory, AgentRuntime, CodeInterpreter};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_bedrockagentcorecontrol::types::{
    AgentRuntime as RuntimeSummary, BrowserSummary, CodeInterpreterSummary, GatewaySummary, MemorySummary,
    ResourceType, VpcConfig,
};

/// The most that one page may hold.
const PAGE: i32 = 100;

async fn tags_of(scope: &Scope, arn: &Arn) -> Field<Tags> {
    let call = scope.clients.agentcore.list_tags_for_resource();
    let call = call.resource_arn(arn.as_str()).send();
    let tagged = scope.setting("bedrock-agentcore:ListTagsForResource", call).await;
    tagged.read(|a| {
        let pairs = a.tags().into_iter().flatten();
        tags(pairs.map(|(key, value)| (Some(key.as_str()), Some(value.as_str()))))
    })
}

fn subnets(config: Option<&VpcConfig>) -> Vec<String> {
    config.map_or_else(Vec::new, |c| c.subnets().to_vec())
}

/// `ListAgentRuntimes` and `GetAgentRuntime`.
pub(super) async fn runtimes(scope: Scope) {
    let listing = Listing::new(&scope, Kind::AgentRuntime);
    let list = scope.clients.agentcore.list_agent_runtimes();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock-agentcore:ListAgentRuntimes", pages.try_next())
        .await
    {
        listing
            .each(page.agent_runtimes, |item| runtime(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn runtime(listing: &Listing<'_>, item: RuntimeSummary) {
    let scope = listing.scope;
    let call = scope.clients.agentcore.get_agent_runtime();
    let call = call.agent_runtime_id(item.agent_runtime_id()).send();
    let Some(said) = scope.describe("bedrock-agentcore:GetAgentRuntime", call).await else {
        return;
    };
    let arn = Arn::from(item.agent_runtime_arn());
    let detail = AgentRuntime {
        status: Field::Known(item.status().as_str().to_owned()),
        role: said.require("roleArn", |r| arn_of(Some(r.role_arn()))),
        network: said.require("networkConfiguration", |r| {
            Some(r.network_configuration()?.network_mode().as_str().to_owned())
        }),
        subnets: said.read(|r| {
            let config = r.network_configuration();
            subnets(config.and_then(|c| c.network_mode_config()))
        }),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name: item.agent_runtime_name().to_owned(),
            created: said.ok().and_then(|r| time(Some(r.created_at()))),
            detail: detail.into(),
        })
        .await;
}

/// `ListGateways` and `GetGateway`.
pub(super) async fn gateways(scope: Scope) {
    let listing = Listing::new(&scope, Kind::AgentGateway);
    let list = scope.clients.agentcore.list_gateways();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock-agentcore:ListGateways", pages.try_next())
        .await
    {
        listing.each(page.items, |item| gateway(&listing, item)).await;
    }
    listing.end().await;
}

async fn gateway(listing: &Listing<'_>, item: GatewaySummary) {
    let scope = listing.scope;
    let call = scope.clients.agentcore.get_gateway();
    let call = call.gateway_identifier(item.gateway_id()).send();
    let Some(said) = scope.describe("bedrock-agentcore:GetGateway", call).await else {
        return;
    };
    let arn = said.ok().map_or_else(
        || scope.arn("bedrock-agentcore", &format!("gateway/{}", item.gateway_id())),
        |g| Arn::from(g.gateway_arn()),
    );
    let detail = AgentGateway {
        status: Field::Known(item.status().as_str().to_owned()),
        role: said.read(|g| arn_of(g.role_arn())),
        authorizer: Field::Known(item.authorizer_type().as_str().to_owned()),
        kms_key: said.read(|g| filled(g.kms_key_arn())),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name: item.name().to_owned(),
            created: time(Some(item.created_at())),
            detail: detail.into(),
        })
        .await;
}

/// `ListMemories` and `GetMemory`.
pub(super) async fn memories(scope: Scope) {
    let listing = Listing::new(&scope, Kind::AgentMemory);
    let list = scope.clients.agentcore.list_memories();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock-agentcore:ListMemories", pages.try_next())
        .await
    {
        listing.each(page.memories, |item| memory(&listing, item)).await;
    }
    listing.end().await;
}

async fn memory(listing: &Listing<'_>, item: MemorySummary) {
    let scope = listing.scope;
    let Some(arn) = arn_of(item.arn()) else {
        return;
    };
    let id = item.id().unwrap_or_else(|| arn.short_name()).to_owned();
    let call = scope.clients.agentcore.get_memory().memory_id(&id).send();
    let Some(said) = scope.describe("bedrock-agentcore:GetMemory", call).await else {
        return;
    };
    let name = said.ok().and_then(|m| m.memory()).map(|m| m.name().to_owned());
    let detail = AgentMemory {
        status: said.require("memory", |m| Some(m.memory()?.status().as_str().to_owned())),
        kms_key: said.require("memory", |m| Some(filled(m.memory()?.encryption_key_arn()))),
        role: said.require("memory", |m| {
            Some(arn_of(m.memory()?.memory_execution_role_arn()))
        }),
        expiry_days: said.require("memory", |m| Some(m.memory()?.event_expiry_duration())),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name: name.unwrap_or(id),
            created: time(Some(item.created_at())),
            detail: detail.into(),
        })
        .await;
}

/// `ListBrowsers` and `GetBrowser`.
pub(super) async fn browsers(scope: Scope) {
    let listing = Listing::new(&scope, Kind::AgentBrowser);
    let list = scope
        .clients
        .agentcore
        .list_browsers()
        .r#type(ResourceType::Custom);
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock-agentcore:ListBrowsers", pages.try_next())
        .await
    {
        listing
            .each(page.browser_summaries, |item| browser(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn browser(listing: &Listing<'_>, item: BrowserSummary) {
    let scope = listing.scope;
    let call = scope.clients.agentcore.get_browser();
    let call = call.browser_id(item.browser_id()).send();
    let Some(said) = scope.describe("bedrock-agentcore:GetBrowser", call).await else {
        return;
    };
    let arn = Arn::from(item.browser_arn());
    let detail = AgentBrowser {
        status: Field::Known(item.status().as_str().to_owned()),
        role: said.read(|b| arn_of(b.execution_role_arn())),
        network: said.require("networkConfiguration", |b| {
            Some(b.network_configuration()?.network_mode().as_str().to_owned())
        }),
        subnets: said.read(|b| subnets(b.network_configuration().and_then(|c| c.vpc_config()))),
        recording: said.read(|b| {
            b.recording()
                .is_some_and(aws_sdk_bedrockagentcorecontrol::types::RecordingConfig::enabled)
        }),
        recorded_to: said.read(|b| {
            let place = b.recording().and_then(|r| r.s3_location());
            place.and_then(|p| filled(Some(p.bucket())))
        }),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            name: item.name().unwrap_or_else(|| arn.short_name()).to_owned(),
            arn,
            created: time(Some(item.created_at())),
            detail: detail.into(),
        })
        .await;
}

/// `ListCodeInterpreters` and `GetCodeInterpreter`.
pub(super) async fn interpreters(scope: Scope) {
    let listing = Listing::new(&scope, Kind::CodeInterpreter);
    let list = scope.clients.agentcore.list_code_interpreters();
    let list = list.r#type(ResourceType::Custom);
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock-agentcore:ListCodeInterpreters", pages.try_next())
        .await
    {
        let items = page.code_interpreter_summaries;
        listing.each(items, |item| interpreter(&listing, item)).await;
    }
    listing.end().await;
}

async fn interpreter(listing: &Listing<'_>, item: CodeInterpreterSummary) {
    let scope = listing.scope;
    let call = scope.clients.agentcore.get_code_interpreter();
    let call = call.code_interpreter_id(item.code_interpreter_id()).send();
    let Some(said) = scope.describe("bedrock-agentcore:GetCodeInterpreter", call).await else {
        return;
    };
    let arn = Arn::from(item.code_interpreter_arn());
    let detail = CodeInterpreter {
        status: Field::Known(item.status().as_str().to_owned()),
        role: said.read(|i| arn_of(i.execution_role_arn())),
        network: said.require("networkConfiguration", |i| {
            Some(i.network_configuration()?.network_mode().as_str().to_owned())
        }),
        subnets: said.read(|i| subnets(i.network_configuration().and_then(|c| c.vpc_config()))),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            name: item.name().unwrap_or_else(|| arn.short_name()).to_owned(),
            arn,
            created: time(Some(item.created_at())),
            detail: detail.into(),
        })
        .await;
}
