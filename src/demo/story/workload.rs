//! The SageMaker requests of the story, guarded as they should be; each fault
//! is then a change of one field or two.

use super::network::Place;
use super::teller::{json_tags, tags};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A team's things, by the names its requests use.
pub(super) struct Team<'a> {
    pub(super) name: &'a str,
    /// What its roles, images and outputs are named after.
    pub(super) project: &'a str,
    pub(super) owner: &'a str,
    pub(super) data: &'a str,
    pub(super) place: &'a Place,
    /// The ARN of the key of volumes and outputs.
    pub(super) key: &'a str,
    pub(super) region: &'a str,
}

/// A role's ARN.
pub(super) fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

impl Team<'_> {
    pub(super) fn tags(&self, why: &str) -> Value {
        json_tags(&tags(self.owner, self.name, self.data, why), "Key", "Value")
    }

    pub(super) fn vpc(&self) -> Value {
        json!({"Subnets": self.place.subnets, "SecurityGroupIds": [self.place.group]})
    }

    /// The team's image of a name, by its digest.
    pub(super) fn image(&self, name: &str) -> String {
        let repository = format!("{}-{name}", self.project);
        let digest = Sha256::digest(repository.as_bytes());
        let digest = super::enclaves::hex(&digest);
        format!(
            "{ACCOUNT_ID}.dkr.ecr.{}.amazonaws.com/{repository}@sha256:{digest}",
            self.region
        )
    }

    /// A training job with every guard on.
    pub(super) fn training(&self, job: &str, input: &str, output: &str, why: &str) -> Value {
        json!({
            "TrainingJobName": job,
            "RoleArn": role(&format!("{}-training-exec", self.project)),
            "AlgorithmSpecification": {"TrainingImage": self.image("training"), "TrainingInputMode": "File"},
            "InputDataConfig": [{
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {
                    "S3DataType": "S3Prefix", "S3Uri": format!("s3://{input}/train/"),
                    "S3DataDistributionType": "FullyReplicated",
                }},
            }],
            "OutputDataConfig": {"S3OutputPath": format!("s3://{output}/{}/", self.project), "KmsKeyId": self.key},
            "ResourceConfig": {
                "InstanceType": "ml.p3.2xlarge", "InstanceCount": 2, "VolumeSizeInGB": 200, "VolumeKmsKeyId": self.key,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 86_400},
            "VpcConfig": self.vpc(),
            "EnableNetworkIsolation": true,
            "EnableInterContainerTrafficEncryption": true,
            "HyperParameters": {"epochs": "40", "learning_rate": "0.0003"},
            "Tags": self.tags(why),
        })
    }

    /// A processing job with every guard on.
    pub(super) fn processing(&self, job: &str, exec: &str, input: &str, output: &str, why: &str) -> Value {
        json!({
            "ProcessingJobName": job,
            "RoleArn": role(exec),
            "AppSpecification": {"ImageUri": self.image("processing")},
            "ProcessingInputs": [{"InputName": "in", "S3Input": {
                "S3Uri": format!("s3://{input}/"), "LocalPath": "/opt/ml/processing/in", "S3DataType": "S3Prefix", "S3InputMode": "File",
            }}],
            "ProcessingOutputConfig": {
                "Outputs": [{"OutputName": "out", "S3Output": {
                    "S3Uri": format!("s3://{output}/prepared/"), "LocalPath": "/opt/ml/processing/out", "S3UploadMode": "EndOfJob",
                }}],
                "KmsKeyId": self.key,
            },
            "ProcessingResources": {"ClusterConfig": {
                "InstanceCount": 1, "InstanceType": "ml.m5.4xlarge", "VolumeSizeInGB": 100, "VolumeKmsKeyId": self.key,
            }},
            "NetworkConfig": {
                "EnableNetworkIsolation": true, "EnableInterContainerTrafficEncryption": true, "VpcConfig": self.vpc(),
            },
            "Tags": self.tags(why),
        })
    }

    /// A batch transform job with both keys.
    pub(super) fn transform(&self, job: &str, model: &str, input: &str, why: &str) -> Value {
        json!({
            "TransformJobName": job,
            "ModelName": model,
            "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": format!("s3://{input}/batch/")}}},
            "TransformOutput": {"S3OutputPath": format!("s3://{input}/scored/"), "KmsKeyId": self.key},
            "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeKmsKeyId": self.key},
            "Tags": self.tags(why),
        })
    }

    /// A model in the VPC, isolated.
    pub(super) fn model(&self, model: &str, artifact: &str, why: &str) -> Value {
        json!({
            "ModelName": model,
            "ExecutionRoleArn": role(&format!("{}-serving-exec", self.project)),
            "PrimaryContainer": {
                "Image": self.image("serving"),
                "ModelDataUrl": format!("s3://{artifact}"),
                "ImageConfig": {"RepositoryAccessMode": "Vpc"},
            },
            "VpcConfig": self.vpc(),
            "EnableNetworkIsolation": true,
            "Tags": self.tags(why),
        })
    }

    /// An endpoint configuration: two instances, encrypted, captured.
    pub(super) fn config(&self, config: &str, model: &str, capture: &str, why: &str) -> Value {
        json!({
            "EndpointConfigName": config,
            "ProductionVariants": [{
                "VariantName": "main", "ModelName": model, "InstanceType": "ml.c5.xlarge",
                "InitialInstanceCount": 2, "InitialVariantWeight": 1.0,
            }],
            "KmsKeyId": self.key,
            "DataCaptureConfig": {
                "EnableCapture": true, "InitialSamplingPercentage": 20, "KmsKeyId": self.key,
                "DestinationS3Uri": format!("s3://{capture}/"),
                "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            },
            "Tags": self.tags(why),
        })
    }

    /// An endpoint.
    pub(super) fn endpoint(&self, endpoint: &str, config: &str) -> Value {
        json!({"EndpointName": endpoint, "EndpointConfigName": config, "Tags": self.tags("")})
    }

    /// A notebook instance with every guard on.
    pub(super) fn notebook(&self, name: &str, exec: &str, why: &str) -> Value {
        json!({
            "NotebookInstanceName": name,
            "InstanceType": "ml.t3.xlarge",
            "RoleArn": role(exec),
            "KmsKeyId": self.key,
            "SubnetId": self.place.subnets[0],
            "SecurityGroupIds": [self.place.group],
            "DirectInternetAccess": "Disabled",
            "RootAccess": "Disabled",
            "PlatformIdentifier": "notebook-al2-v3",
            "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
            "Tags": self.tags(why),
        })
    }

    /// A Studio domain with every guard on.
    pub(super) fn domain(&self, name: &str, exec: &str, why: &str) -> Value {
        json!({
            "DomainName": name,
            "AuthMode": "SSO",
            "AppNetworkAccessType": "VpcOnly",
            "KmsKeyId": self.key,
            "VpcId": self.place.vpc(),
            "SubnetIds": self.place.subnets,
            "DefaultUserSettings": {"ExecutionRole": role(exec), "SecurityGroups": [self.place.group]},
            "DomainSettings": {
                "ExecutionRoleIdentityConfig": "USER_PROFILE_NAME",
                "DockerSettings": {"EnableDockerAccess": "DISABLED"},
            },
            "Tags": self.tags(why),
        })
    }
}

/// Takes fields out of a request, by path: `["VpcConfig"]`,
/// `["ResourceConfig", "VolumeKmsKeyId"]`.
pub(super) fn without(mut request: Value, paths: &[&[&str]]) -> Value {
    for path in paths {
        if let Some((last, parents)) = path.split_last() {
            let mut at = &mut request;
            for parent in parents {
                at = &mut at[*parent];
            }
            if let Some(fields) = at.as_object_mut() {
                fields.remove(*last);
            }
        }
    }
    request
}

/// Sets one field of a request.
pub(super) fn with(mut request: Value, path: &[&str], value: Value) -> Value {
    let mut at = &mut request;
    for name in path {
        at = &mut at[*name];
    }
    *at = value;
    request
}
