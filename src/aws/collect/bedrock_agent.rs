//! Bedrock: agents, data sources of knowledge bases, prompts, flows.

use super::Scope;
use super::answer::{Answer, arn_of, filled, tags, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{Agent, DataSource, Flow, FlowNode, Prompt};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_bedrockagent::operation::get_flow::GetFlowOutput;
use aws_sdk_bedrockagent::types::{
    AgentSummary, DataSourceSummary, FlowNode as SdkNode, FlowNodeConfiguration, FlowSummary,
    GuardrailConfiguration, KnowledgeBaseSummary, PromptSummary,
};

/// The most that one page may hold.
const PAGE: i32 = 1000;

async fn tags_of(scope: &Scope, arn: &Arn) -> Field<Tags> {
    let call = scope.clients.bedrock_agent.list_tags_for_resource();
    let call = call.resource_arn(arn.as_str()).send();
    let tagged = scope.setting("bedrock:ListTagsForResource", call).await;
    tagged.read(|a| {
        let pairs = a.tags().into_iter().flatten();
        tags(pairs.map(|(key, value)| (Some(key.as_str()), Some(value.as_str()))))
    })
}

fn guardrail(config: Option<&GuardrailConfiguration>) -> Option<String> {
    filled(config?.guardrail_identifier())
}

/// `ListAgents` and `GetAgent`.
pub(super) async fn agents(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Agent);
    let list = scope.clients.bedrock_agent.list_agents();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListAgents", pages.try_next()).await {
        listing
            .each(page.agent_summaries, |item| agent(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn agent(listing: &Listing<'_>, item: AgentSummary) {
    let scope = listing.scope;
    let call = scope.clients.bedrock_agent.get_agent();
    let call = call.agent_id(item.agent_id()).send();
    let Some(said) = scope.describe("bedrock:GetAgent", call).await else {
        return;
    };
    let found = said.ok().and_then(|a| a.agent());
    let arn = found.map_or_else(
        || scope.arn("bedrock", &format!("agent/{}", item.agent_id())),
        |a| Arn::from(a.agent_arn()),
    );
    let created = found.and_then(|a| time(Some(a.created_at())));
    let detail = Agent {
        id: item.agent_id().to_owned(),
        status: said.require("agent", |a| Some(a.agent()?.agent_status().as_str().to_owned())),
        model: said.require("agent", |a| Some(filled(a.agent()?.foundation_model()))),
        role: said.require("agentResourceRoleArn", |a| {
            arn_of(Some(a.agent()?.agent_resource_role_arn()))
        }),
        guardrail: said.require("agent", |a| Some(guardrail(a.agent()?.guardrail_configuration()))),
        kms_key: said.require("agent", |a| {
            Some(filled(a.agent()?.customer_encryption_key_arn()))
        }),
        idle_seconds: said.require("agent", |a| Some(a.agent()?.idle_session_ttl_in_seconds())),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name: item.agent_name().to_owned(),
            created,
            detail: detail.into(),
        })
        .await;
}

/// `ListKnowledgeBases`, and of each `ListDataSources` and `GetDataSource`.
pub(super) async fn data_sources(scope: Scope) {
    let listing = Listing::new(&scope, Kind::DataSource);
    let list = scope.clients.bedrock_agent.list_knowledge_bases();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListKnowledgeBases", pages.try_next()).await {
        let items = page.knowledge_base_summaries;
        listing.each(items, |item| sources_of(&listing, item)).await;
    }
    listing.end().await;
}

async fn sources_of(listing: &Listing<'_>, base: KnowledgeBaseSummary) {
    let scope = listing.scope;
    let id = base.knowledge_base_id();
    let arn = scope.arn("bedrock", &format!("knowledge-base/{id}"));
    let tags = tags_of(scope, &arn).await;
    let list = scope.clients.bedrock_agent.list_data_sources();
    let list = list.knowledge_base_id(id).max_results(PAGE);
    let mut pages = list.into_paginator().send();
    loop {
        let next = pages.try_next();
        match scope.call("bedrock:ListDataSources", next).await {
            Ok(Some(page)) => {
                let items = page.data_source_summaries;
                listing
                    .each(items, |item| data_source(listing, &base, tags.clone(), item))
                    .await;
            }
            Ok(None) => return,
            // The base was deleted meanwhile, and its sources with it.
            Err(failure) if failure.is_absent() => return,
            Err(failure) => return listing.gap(&failure).await,
        }
    }
}

async fn data_source(
    listing: &Listing<'_>,
    base: &KnowledgeBaseSummary,
    tags: Field<Tags>,
    item: DataSourceSummary,
) {
    let scope = listing.scope;
    let call = scope.clients.bedrock_agent.get_data_source();
    let call = call.knowledge_base_id(item.knowledge_base_id());
    let call = call.data_source_id(item.data_source_id()).send();
    let Some(said) = scope.describe("bedrock:GetDataSource", call).await else {
        return;
    };
    let found = said.ok().and_then(|a| a.data_source());
    let created = found.and_then(|s| time(Some(s.created_at())));
    let what = "dataSource";
    let detail = DataSource {
        knowledge_base: item.knowledge_base_id().to_owned(),
        status: said.require(what, |a| Some(a.data_source()?.status().as_str().to_owned())),
        source: said.require(what, |a| {
            let config = a.data_source()?.data_source_configuration();
            Some(config.map(|c| c.r#type().as_str().to_owned()))
        }),
        bucket: said.require(what, |a| {
            let config = a.data_source()?.data_source_configuration();
            let s3 = config.and_then(|c| c.s3_configuration());
            Some(s3.and_then(|s| filled(Some(s.bucket_arn()))))
        }),
        kms_key: said.require(what, |a| {
            let config = a.data_source()?.server_side_encryption_configuration();
            Some(config.and_then(|c| filled(c.kms_key_arn())))
        }),
    };
    let path = format!(
        "knowledge-base/{}/data-source/{}",
        item.knowledge_base_id(),
        item.data_source_id()
    );
    listing
        .found(Found {
            arn: scope.arn("bedrock", &path),
            name: format!("{}/{}", base.name(), item.name()),
            created,
            tags,
            detail: detail.into(),
        })
        .await;
}

/// `ListPrompts` and `GetPrompt`.
pub(super) async fn prompts(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Prompt);
    let list = scope.clients.bedrock_agent.list_prompts();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListPrompts", pages.try_next()).await {
        listing
            .each(page.prompt_summaries, |item| prompt(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn prompt(listing: &Listing<'_>, item: PromptSummary) {
    let scope = listing.scope;
    let call = scope.clients.bedrock_agent.get_prompt();
    let call = call.prompt_identifier(item.id()).send();
    let Some(said) = scope.describe("bedrock:GetPrompt", call).await else {
        return;
    };
    let arn = Arn::from(item.arn());
    let detail = Prompt {
        id: item.id().to_owned(),
        kms_key: said.read(|p| filled(p.customer_encryption_key_arn())),
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

/// `ListFlows` and `GetFlow`.
pub(super) async fn flows(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Flow);
    let list = scope.clients.bedrock_agent.list_flows();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListFlows", pages.try_next()).await {
        listing
            .each(page.flow_summaries, |item| flow(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn flow(listing: &Listing<'_>, item: FlowSummary) {
    let scope = listing.scope;
    let call = scope.clients.bedrock_agent.get_flow();
    let call = call.flow_identifier(item.id()).send();
    let Some(said) = scope.describe("bedrock:GetFlow", call).await else {
        return;
    };
    let arn = Arn::from(item.arn());
    let detail = Flow {
        id: item.id().to_owned(),
        status: Field::Known(item.status().as_str().to_owned()),
        role: said.require("executionRoleArn", |f| arn_of(Some(f.execution_role_arn()))),
        kms_key: said.read(|f| filled(f.customer_encryption_key_arn())),
        nodes: nodes(&said),
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

/// The nodes that ask a model. A flow without a definition is one of which
/// nothing is known, not one without nodes.
fn nodes(said: &Answer<GetFlowOutput>) -> Field<Vec<FlowNode>> {
    said.require("definition", |flow| {
        let nodes = flow.definition()?.nodes();
        Some(nodes.iter().filter_map(generating).collect())
    })
}

/// A node as far as it asks a model: a knowledge base without a model only
/// retrieves.
fn generating(node: &SdkNode) -> Option<FlowNode> {
    let guardrail = match node.configuration()? {
        FlowNodeConfiguration::Prompt(prompt) => guardrail(prompt.guardrail_configuration()),
        FlowNodeConfiguration::KnowledgeBase(base) if filled(base.model_id()).is_some() => {
            guardrail(base.guardrail_configuration())
        }
        _ => return None,
    };
    Some(FlowNode {
        name: node.name().to_owned(),
        kind: node.r#type().as_str().to_owned(),
        guardrail,
    })
}
