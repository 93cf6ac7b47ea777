//! Bedrock AgentCore: runtimes, gateways, memories, browsers, code interpreters.

use crate::inventory::{Arn, Field};
use serde::{Deserialize, Serialize};

/// An agent runtime (`GetAgentRuntime`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRuntime {
    /// `status`.
    pub status: Field<String>,
    /// `roleArn`.
    pub role: Field<Arn>,
    /// `networkConfiguration.networkMode`: `PUBLIC` or `VPC`.
    pub network: Field<String>,
    /// `networkConfiguration.networkModeConfig.subnets`.
    pub subnets: Field<Vec<String>>,
}

/// A gateway (`GetGateway`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentGateway {
    /// `status`.
    pub status: Field<String>,
    /// `roleArn`.
    pub role: Field<Option<Arn>>,
    /// `authorizerType`: `CUSTOM_JWT`, `AWS_IAM`, `AUTHENTICATE_ONLY` or `NONE`.
    pub authorizer: Field<String>,
    /// `kmsKeyArn`.
    pub kms_key: Field<Option<String>>,
}

/// A memory (`GetMemory`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentMemory {
    /// `status`.
    pub status: Field<String>,
    /// `encryptionKeyArn`.
    pub kms_key: Field<Option<String>>,
    /// `memoryExecutionRoleArn`.
    pub role: Field<Option<Arn>>,
    /// `eventExpiryDuration`, in days.
    pub expiry_days: Field<i32>,
}

/// A custom browser (`GetBrowser`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentBrowser {
    /// `status`.
    pub status: Field<String>,
    /// `executionRoleArn`.
    pub role: Field<Option<Arn>>,
    /// `networkConfiguration.networkMode`: `PUBLIC` or `VPC`.
    pub network: Field<String>,
    /// `networkConfiguration.vpcConfig.subnets`.
    pub subnets: Field<Vec<String>>,
    /// `recording.enabled`.
    pub recording: Field<bool>,
    /// `recording.s3Location.bucket`.
    pub recorded_to: Field<Option<String>>,
}

/// A custom code interpreter (`GetCodeInterpreter`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeInterpreter {
    /// `status`.
    pub status: Field<String>,
    /// `executionRoleArn`.
    pub role: Field<Option<Arn>>,
    /// `networkConfiguration.networkMode`: `PUBLIC`, `SANDBOX` or `VPC`.
    pub network: Field<String>,
    /// `networkConfiguration.vpcConfig.subnets`.
    pub subnets: Field<Vec<String>>,
}
