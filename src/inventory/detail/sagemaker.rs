//! SageMaker: notebooks, models, endpoints, jobs, Studio domains.

use crate::inventory::scripts::Risk;
use crate::inventory::{Arn, Field, Secret, Timestamp};
use serde::{Deserialize, Serialize};

/// `VpcConfig`: where a job or model runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcConfig {
    /// `Subnets`.
    pub subnets: Vec<String>,
    /// `SecurityGroupIds`.
    pub security_groups: Vec<String>,
}

/// A notebook instance (`DescribeNotebookInstance`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notebook {
    /// `NotebookInstanceStatus`.
    pub status: Field<String>,
    /// `InstanceType`.
    pub instance_type: Field<String>,
    /// `RoleArn`.
    pub role: Field<Arn>,
    /// `KmsKeyId` as stored.
    pub kms_key: Field<Option<String>>,
    /// `SubnetId`.
    pub subnet: Field<Option<String>>,
    /// `SecurityGroups`.
    pub security_groups: Field<Vec<String>>,
    /// `DirectInternetAccess` is `Enabled`.
    pub direct_internet: Field<bool>,
    /// `RootAccess` is `Enabled`.
    pub root_access: Field<bool>,
    /// `InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion`.
    pub imds_version: Field<Option<String>>,
    /// `PlatformIdentifier`.
    pub platform: Field<Option<String>>,
    /// `NotebookInstanceLifecycleConfigName`.
    pub lifecycle_config: Field<Option<String>>,
}

/// A model (`DescribeModel`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// `ExecutionRoleArn`.
    pub role: Field<Option<Arn>>,
    /// `VpcConfig`.
    pub vpc: Field<Option<VpcConfig>>,
    /// `EnableNetworkIsolation`.
    pub network_isolation: Field<bool>,
    /// `PrimaryContainer` or `Containers`.
    pub containers: Field<Vec<ModelContainer>>,
    /// Whether `Containers` were given: an inference pipeline.
    pub pipeline: Field<bool>,
    /// Secrets in the environments of the containers.
    pub secrets: Field<Vec<Secret>>,
}

/// One container of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelContainer {
    /// `Image`.
    pub image: Option<String>,
    /// `ModelDataUrl`.
    pub model_data: Option<String>,
    /// `ImageConfig.RepositoryAccessMode`.
    pub repository_access: Option<String>,
}

/// An endpoint configuration (`DescribeEndpointConfig`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointConfig {
    /// `KmsKeyId` of the storage volume.
    pub kms_key: Field<Option<String>>,
    /// `ProductionVariants`.
    pub variants: Field<Vec<ProductionVariant>>,
    /// `ShadowProductionVariants`.
    pub shadows: Field<Vec<ProductionVariant>>,
    /// `DataCaptureConfig`.
    pub data_capture: Field<Option<DataCapture>>,
    /// `AsyncInferenceConfig.OutputConfig`.
    pub async_output: Field<Option<Destination>>,
}

/// A place in S3 that something is written to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Its `s3://` address.
    pub uri: String,
    /// `KmsKeyId` as stored.
    pub kms_key: Option<String>,
}

/// One production variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductionVariant {
    /// `VariantName`.
    pub name: String,
    /// `ModelName`.
    pub model: Option<String>,
    /// `InstanceType`.
    pub instance_type: Option<String>,
    /// `InitialInstanceCount`; `None` for serverless variants.
    pub instances: Option<i32>,
    /// `EnableSSMAccess`.
    pub ssm_access: bool,
    /// `CoreDumpConfig`.
    pub core_dump: Option<Destination>,
}

/// `DataCaptureConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCapture {
    /// `EnableCapture`.
    pub enabled: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `DestinationS3Uri`.
    pub destination: String,
}

/// An endpoint (`DescribeEndpoint`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// `EndpointStatus`.
    pub status: Field<String>,
    /// `EndpointConfigName`.
    pub config: Field<String>,
    /// `FailureReason`.
    pub failure: Field<Option<String>>,
}

/// A training job (`DescribeTrainingJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingJob {
    /// `TrainingJobStatus`.
    pub status: Field<String>,
    /// `SecondaryStatus`.
    pub secondary_status: Field<String>,
    /// `RoleArn`.
    pub role: Field<Arn>,
    /// `AlgorithmSpecification.TrainingImage`.
    pub image: Field<Option<String>>,
    /// `InputDataConfig[].DataSource.S3DataSource.S3Uri`.
    pub inputs: Field<Vec<String>>,
    /// `OutputDataConfig.S3OutputPath`.
    pub output_path: Field<String>,
    /// `OutputDataConfig.KmsKeyId`.
    pub output_kms_key: Field<Option<String>>,
    /// `ResourceConfig.VolumeKmsKeyId`.
    pub volume_kms_key: Field<Option<String>>,
    /// `ResourceConfig.InstanceType`.
    pub instance_type: Field<Option<String>>,
    /// `ResourceConfig.InstanceGroups[].InstanceType`, of jobs on several types.
    pub instance_groups: Field<Vec<String>>,
    /// `ResourceConfig.InstanceCount`.
    pub instance_count: Field<i32>,
    /// `VpcConfig`.
    pub vpc: Field<Option<VpcConfig>>,
    /// `EnableNetworkIsolation`.
    pub network_isolation: Field<bool>,
    /// `EnableInterContainerTrafficEncryption`.
    pub inter_container_encryption: Field<bool>,
    /// `RemoteDebugConfig.EnableRemoteDebug`.
    pub remote_debug: Field<bool>,
    /// Secrets in `Environment` and `HyperParameters`.
    pub secrets: Field<Vec<Secret>>,
    /// `FailureReason`.
    pub failure: Field<Option<String>>,
    /// `TrainingEndTime`.
    pub ended: Field<Option<Timestamp>>,
}

/// A processing job (`DescribeProcessingJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessingJob {
    /// `ProcessingJobStatus`.
    pub status: Field<String>,
    /// `RoleArn`.
    pub role: Field<Option<Arn>>,
    /// `AppSpecification.ImageUri`.
    pub image: Field<String>,
    /// `ProcessingInputs[].S3Input.S3Uri`.
    pub inputs: Field<Vec<String>>,
    /// `ProcessingOutputConfig.Outputs[].S3Output.S3Uri`.
    pub outputs: Field<Vec<String>>,
    /// `ProcessingOutputConfig.KmsKeyId`.
    pub output_kms_key: Field<Option<String>>,
    /// `ProcessingResources.ClusterConfig.VolumeKmsKeyId`.
    pub volume_kms_key: Field<Option<String>>,
    /// `ProcessingResources.ClusterConfig.InstanceType`.
    pub instance_type: Field<Option<String>>,
    /// `NetworkConfig.VpcConfig`.
    pub vpc: Field<Option<VpcConfig>>,
    /// `NetworkConfig.EnableNetworkIsolation`.
    pub network_isolation: Field<bool>,
    /// `NetworkConfig.EnableInterContainerTrafficEncryption`.
    pub inter_container_encryption: Field<bool>,
    /// Secrets in `Environment`, and in the container's command.
    pub secrets: Field<Vec<Secret>>,
}

/// A batch transform job (`DescribeTransformJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransformJob {
    /// `TransformJobStatus`.
    pub status: Field<String>,
    /// `ModelName`.
    pub model: Field<String>,
    /// `TransformInput.DataSource.S3DataSource.S3Uri`.
    pub input: Field<String>,
    /// `TransformOutput.S3OutputPath`.
    pub output_path: Field<String>,
    /// `TransformOutput.KmsKeyId`.
    pub output_kms_key: Field<Option<String>>,
    /// `TransformResources.VolumeKmsKeyId`.
    pub volume_kms_key: Field<Option<String>>,
    /// `TransformResources.InstanceType`.
    pub instance_type: Field<Option<String>>,
    /// Secrets in `Environment`.
    pub secrets: Field<Vec<Secret>>,
}

/// A Studio domain (`DescribeDomain`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// `Status`.
    pub status: Field<String>,
    /// `AuthMode`: `SSO` or `IAM`.
    pub auth_mode: Field<String>,
    /// `AppNetworkAccessType`: `PublicInternetOnly` (the default) or `VpcOnly`.
    pub network_access: Field<String>,
    /// `KmsKeyId`.
    pub kms_key: Field<Option<String>>,
    /// `VpcId`.
    pub vpc: Field<Option<String>>,
    /// `SubnetIds`.
    pub subnets: Field<Vec<String>>,
    /// `DefaultUserSettings.ExecutionRole`.
    pub execution_role: Field<Option<Arn>>,
    /// `DomainSettings.ExecutionRoleIdentityConfig`: `USER_PROFILE_NAME`, or
    /// `DISABLED` (the default).
    pub role_identity: Field<String>,
    /// `DomainSettings.DockerSettings`.
    pub docker: Field<DockerSettings>,
}

/// `DomainSettings.DockerSettings`; all off when absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerSettings {
    /// `EnableDockerAccess` is `ENABLED`.
    pub enabled: bool,
    /// `RootlessDocker` is `ENABLED`.
    pub rootless: bool,
    /// `VpcOnlyTrustedAccounts`: whose images a domain in a VPC may pull.
    pub trusted_accounts: Vec<String>,
}

/// A script that runs when a notebook or Studio app starts
/// (`DescribeNotebookInstanceLifecycleConfig`, `DescribeStudioLifecycleConfig`).
/// The script itself is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleConfig {
    /// `StudioLifecycleConfigAppType`; `None` for notebooks, which run it as root.
    pub app: Option<String>,
    /// The SHA-256 of the scripts: another one means another script.
    pub digest: Field<String>,
    /// Secrets in the scripts.
    pub secrets: Field<Vec<Secret>>,
    /// What the scripts do that a setup has no need of.
    pub risks: Field<Vec<Risk>>,
    /// `LastModifiedTime`.
    pub changed: Field<Option<Timestamp>>,
}
