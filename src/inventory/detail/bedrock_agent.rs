//! Bedrock: agents, the data sources of knowledge bases, prompts, flows.

use crate::inventory::{Arn, Field};
use serde::{Deserialize, Serialize};

/// An agent (`GetAgent` of its draft).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// `agentId`.
    pub id: String,
    /// `agentStatus`.
    pub status: Field<String>,
    /// `foundationModel`.
    pub model: Field<Option<String>>,
    /// `agentResourceRoleArn`.
    pub role: Field<Arn>,
    /// `guardrailConfiguration.guardrailIdentifier`.
    pub guardrail: Field<Option<String>>,
    /// `customerEncryptionKeyArn`.
    pub kms_key: Field<Option<String>>,
    /// `idleSessionTTLInSeconds`.
    pub idle_seconds: Field<i32>,
}

/// A data source of a knowledge base (`GetDataSource`). It has no ARN and no
/// tags of its own: the tags are those of its knowledge base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSource {
    /// `knowledgeBaseId`.
    pub knowledge_base: String,
    /// `status`.
    pub status: Field<String>,
    /// `dataSourceConfiguration.type`, e.g. `S3`.
    pub source: Field<Option<String>>,
    /// `dataSourceConfiguration.s3Configuration.bucketArn`.
    pub bucket: Field<Option<String>>,
    /// `serverSideEncryptionConfiguration.kmsKeyArn`.
    pub kms_key: Field<Option<String>>,
}

/// A prompt of Prompt Management (`GetPrompt` of its draft).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// `id`.
    pub id: String,
    /// `customerEncryptionKeyArn`.
    pub kms_key: Field<Option<String>>,
}

/// A flow (`GetFlow` of its draft).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// `id`.
    pub id: String,
    /// `status`.
    pub status: Field<String>,
    /// `executionRoleArn`.
    pub role: Field<Arn>,
    /// `customerEncryptionKeyArn`.
    pub kms_key: Field<Option<String>>,
    /// The nodes of `definition` that ask a model and can carry a guardrail:
    /// prompts, and knowledge bases that generate an answer.
    pub nodes: Field<Vec<FlowNode>>,
}

/// A node of a flow that asks a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowNode {
    /// `name`.
    pub name: String,
    /// `type`: `Prompt` or `KnowledgeBase`.
    pub kind: String,
    /// `guardrailConfiguration.guardrailIdentifier`.
    pub guardrail: Option<String>,
}
