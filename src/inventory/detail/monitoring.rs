//! SageMaker: what watches a model in service, and shadow tests of one.

use super::{Destination, VpcConfig};
use crate::inventory::{Arn, Field};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a monitoring job looks at: `MonitoringType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonitoringType {
    /// `DataQuality`.
    #[default]
    DataQuality,
    /// `ModelQuality`.
    ModelQuality,
    /// `ModelBias`.
    ModelBias,
    /// `ModelExplainability`.
    ModelExplainability,
}

impl MonitoringType {
    /// All four.
    pub const ALL: [Self; 4] = [
        Self::DataQuality,
        Self::ModelQuality,
        Self::ModelBias,
        Self::ModelExplainability,
    ];

    /// AWS's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::DataQuality => "DataQuality",
            Self::ModelQuality => "ModelQuality",
            Self::ModelBias => "ModelBias",
            Self::ModelExplainability => "ModelExplainability",
        }
    }

    /// From AWS's word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.word() == word)
    }
}

impl fmt::Display for MonitoringType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The network of a monitoring job; everything is off when it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitoringNetwork {
    /// `NetworkConfig.EnableNetworkIsolation`.
    pub isolation: bool,
    /// `NetworkConfig.EnableInterContainerTrafficEncryption`.
    pub inter_container_encryption: bool,
    /// `NetworkConfig.VpcConfig`.
    pub vpc: Option<VpcConfig>,
}

/// A monitoring job definition, of any of the four types
/// (`DescribeDataQualityJobDefinition` and its three kin).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitoringDefinition {
    /// What it looks at.
    pub monitors: MonitoringType,
    /// The endpoint that it looks at, as listed.
    pub endpoint: Option<String>,
    /// `RoleArn`.
    pub role: Field<Option<Arn>>,
    /// `NetworkConfig`.
    pub network: Field<MonitoringNetwork>,
    /// `JobResources.ClusterConfig.InstanceCount`.
    pub instance_count: Field<i32>,
    /// `JobResources.ClusterConfig.VolumeKmsKeyId`.
    pub volume_kms_key: Field<Option<String>>,
    /// `…JobOutputConfig.KmsKeyId`.
    pub output_kms_key: Field<Option<String>>,
}

/// A monitoring schedule (`DescribeMonitoringSchedule`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitoringSchedule {
    /// `MonitoringScheduleStatus`: `Scheduled`, `Stopped`, …
    pub status: Field<String>,
    /// `MonitoringType`; `None` for a type that this program does not know.
    pub monitors: Field<Option<MonitoringType>>,
    /// `EndpointName`.
    pub endpoint: Field<Option<String>>,
    /// What it runs.
    pub runs: Field<Scheduled>,
}

/// What a schedule runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheduled {
    /// `MonitoringScheduleConfig.MonitoringJobDefinition`: one of its own.
    Inline(MonitoringNetwork),
    /// `MonitoringScheduleConfig.MonitoringJobDefinitionName`.
    Named(String),
}

impl Default for Scheduled {
    fn default() -> Self {
        Self::Named(String::new())
    }
}

/// An inference experiment: a shadow test (`DescribeInferenceExperiment`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InferenceExperiment {
    /// `Status`.
    pub status: Field<String>,
    /// `EndpointMetadata.EndpointName`.
    pub endpoint: Field<Option<String>>,
    /// `RoleArn`.
    pub role: Field<Option<Arn>>,
    /// `KmsKey` of the instances' storage.
    pub kms_key: Field<Option<String>>,
    /// `DataStorageConfig`: where requests and answers are captured.
    pub data_storage: Field<Option<Destination>>,
}
