//! SageMaker: tuning, compilation and AutoML jobs.

use crate::inventory::{Arn, Field, Secret};
use serde::{Deserialize, Serialize};

/// A hyperparameter tuning job (`DescribeHyperParameterTuningJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TuningJob {
    /// `HyperParameterTuningJobStatus`.
    pub status: Field<String>,
    /// `TrainingJobDefinition`, or `TrainingJobDefinitions`.
    pub definitions: Field<Vec<TuningDefinition>>,
    /// Secrets in the definitions' `Environment` and `StaticHyperParameters`.
    pub secrets: Field<Vec<Secret>>,
}

/// What each training job of a tuning job is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TuningDefinition {
    /// `DefinitionName`.
    pub name: Option<String>,
    /// `RoleArn`.
    pub role: Option<Arn>,
    /// `AlgorithmSpecification.TrainingImage`.
    pub image: Option<String>,
    /// `InputDataConfig[].DataSource.S3DataSource.S3Uri`.
    pub inputs: Vec<String>,
    /// `OutputDataConfig.S3OutputPath`.
    pub output_path: String,
    /// `OutputDataConfig.KmsKeyId`.
    pub output_kms_key: Option<String>,
    /// `VolumeKmsKeyId` of `ResourceConfig` or `HyperParameterTuningResourceConfig`.
    pub volume_kms_key: Option<String>,
    /// The instance types that its jobs may run on.
    pub instance_types: Vec<String>,
    /// `VpcConfig.Subnets`.
    pub subnets: Vec<String>,
    /// `EnableNetworkIsolation`.
    pub network_isolation: bool,
    /// `EnableInterContainerTrafficEncryption`.
    pub inter_container_encryption: bool,
}

/// A compilation job (`DescribeCompilationJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompilationJob {
    /// `CompilationJobStatus`.
    pub status: Field<String>,
    /// `RoleArn`.
    pub role: Field<Option<Arn>>,
    /// `OutputConfig.S3OutputLocation`.
    pub output_path: Field<String>,
    /// `OutputConfig.KmsKeyId`.
    pub output_kms_key: Field<Option<String>>,
}

/// An AutoML job (`DescribeAutoMLJobV2`, which knows those of either version).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomlJob {
    /// `AutoMLJobStatus`.
    pub status: Field<String>,
    /// `RoleArn`.
    pub role: Field<Option<Arn>>,
    /// `AutoMLJobInputDataConfig[].DataSource.S3DataSource.S3Uri`.
    pub inputs: Field<Vec<String>>,
    /// `OutputDataConfig.S3OutputPath`.
    pub output_path: Field<String>,
    /// `OutputDataConfig.KmsKeyId`.
    pub output_kms_key: Field<Option<String>>,
    /// `SecurityConfig.VolumeKmsKeyId`.
    pub volume_kms_key: Field<Option<String>>,
    /// `SecurityConfig.VpcConfig.Subnets`.
    pub subnets: Field<Vec<String>>,
    /// `SecurityConfig.EnableInterContainerTrafficEncryption`.
    pub inter_container_encryption: Field<bool>,
}
