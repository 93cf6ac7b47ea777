//! Agents, knowledge bases and their data sources, prompts, flows.

use crate::demo::shelf::Noun;

const BEDROCK: &str = "bedrock.amazonaws.com";

/// Agents.
pub(super) static AGENT: Noun = Noun {
    title: "agentName",
    id: Some("agentId"),
    arn: Some("agentArn"),
    wrapped: Some("agent"),
    listed: "agentSummaries",
    summary: &[
        "agentId",
        "agentName",
        "agentStatus",
        "description",
        "updatedAt",
        "guardrailConfiguration",
    ],
    needs: &["agentName"],
    keys: &["/customerEncryptionKeyArn"],
    roles: &[("/agentResourceRoleArn", BEDROCK)],
    state: Some(("agentStatus", "CREATING", "NOT_PREPARED", 5)),
    ..Noun::new("Agent", "Agents", "agent/")
};

/// Knowledge bases.
pub(super) static KNOWLEDGE_BASE: Noun = Noun {
    id: Some("knowledgeBaseId"),
    arn: Some("knowledgeBaseArn"),
    wrapped: Some("knowledgeBase"),
    listed: "knowledgeBaseSummaries",
    summary: &["knowledgeBaseId", "name", "description", "status", "updatedAt"],
    needs: &["name", "roleArn", "knowledgeBaseConfiguration"],
    roles: &[("/roleArn", BEDROCK)],
    state: Some(("status", "CREATING", "ACTIVE", 30)),
    ..Noun::new("KnowledgeBase", "KnowledgeBases", "knowledge-base/")
};

/// Data sources of a knowledge base.
pub(super) static DATA_SOURCE: Noun = Noun {
    id: Some("dataSourceId"),
    arn: None,
    wrapped: Some("dataSource"),
    listed: "dataSourceSummaries",
    summary: &[
        "knowledgeBaseId",
        "dataSourceId",
        "name",
        "status",
        "description",
        "updatedAt",
    ],
    needs: &["name", "dataSourceConfiguration"],
    keys: &["/serverSideEncryptionConfiguration/kmsKeyArn"],
    state: Some(("status", "AVAILABLE", "AVAILABLE", 0)),
    ..Noun::new("DataSource", "DataSources", "data-source/")
};

/// Prompts.
pub(super) static PROMPT: Noun = Noun {
    listed: "promptSummaries",
    summary: &[
        "id",
        "arn",
        "name",
        "description",
        "version",
        "createdAt",
        "updatedAt",
    ],
    keys: &["/customerEncryptionKeyArn"],
    ..Noun::new("Prompt", "Prompts", "prompt/")
};

/// Flows.
pub(super) static FLOW: Noun = Noun {
    listed: "flowSummaries",
    summary: &[
        "id",
        "arn",
        "name",
        "description",
        "status",
        "version",
        "createdAt",
        "updatedAt",
    ],
    needs: &["name", "executionRoleArn"],
    keys: &["/customerEncryptionKeyArn"],
    roles: &[("/executionRoleArn", BEDROCK)],
    state: Some(("status", "NotPrepared", "NotPrepared", 0)),
    ..Noun::new("Flow", "Flows", "flow/")
};
