//! Bedrock: models of one's own, and the jobs that make and use them.

use super::VpcConfig;
use crate::inventory::{Arn, Field};
use serde::{Deserialize, Serialize};

/// A custom model (`GetCustomModel`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomModel {
    /// `modelStatus`.
    pub status: Field<Option<String>>,
    /// `baseModelArn`.
    pub base: Field<Option<String>>,
    /// `modelKmsKeyArn`; `None` is a key that AWS owns.
    pub kms_key: Field<Option<String>>,
    /// `trainingDataConfig.s3Uri`.
    pub training_data: Field<Option<String>>,
    /// `outputDataConfig.s3Uri`.
    pub output: Field<Option<String>>,
}

/// An imported model (`GetImportedModel`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedModel {
    /// `modelArchitecture`.
    pub architecture: Field<Option<String>>,
    /// `modelKmsKeyArn`; `None` is a key that AWS owns.
    pub kms_key: Field<Option<String>>,
    /// `modelDataSource.s3DataSource.s3Uri`.
    pub source: Field<Option<String>>,
}

/// A model customization job (`GetModelCustomizationJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomizationJob {
    /// `status`.
    pub status: Field<Option<String>>,
    /// `roleArn`.
    pub role: Field<Arn>,
    /// `trainingDataConfig.s3Uri`.
    pub training_data: Field<Option<String>>,
    /// `outputDataConfig.s3Uri`.
    pub output: Field<Option<String>>,
    /// `outputModelKmsKeyArn`; `None` is a key that AWS owns.
    pub kms_key: Field<Option<String>>,
    /// `vpcConfig`.
    pub vpc: Field<Option<VpcConfig>>,
}

/// A batch inference job (`ListModelInvocationJobs` answers it whole).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvocationJob {
    /// `status`.
    pub status: Field<Option<String>>,
    /// `roleArn`.
    pub role: Field<Arn>,
    /// `modelId`.
    pub model: Field<String>,
    /// `inputDataConfig.s3InputDataConfig.s3Uri`.
    pub input: Field<Option<String>>,
    /// `outputDataConfig.s3OutputDataConfig.s3Uri`.
    pub output: Field<Option<String>>,
    /// `outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId`.
    pub output_kms_key: Field<Option<String>>,
    /// `vpcConfig`.
    pub vpc: Field<Option<VpcConfig>>,
}
