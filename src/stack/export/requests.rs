//! What some formats have no resource for, as the request of its call.

use super::value::{Value, map, number, tag_pairs, text, texts};
use crate::stack::spec::TrainingJobSpec;

/// The parameters of a call by their names.
pub(super) type Fields = Vec<(&'static str, Value)>;

/// Parameters as one value.
pub(super) fn object(fields: Fields) -> Value {
    Value::Map(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// `CreateTrainingJob`.
pub(super) fn training_job(job: &TrainingJobSpec) -> Fields {
    let source = map([
        ("S3DataType", text("S3Prefix")),
        ("S3Uri", text(&job.input_uri)),
        ("S3DataDistributionType", text("FullyReplicated")),
    ]);
    let channel = map([
        ("ChannelName", text("train")),
        ("DataSource", map([("S3DataSource", source)])),
    ]);
    vec![
        ("TrainingJobName", text(&job.job)),
        ("RoleArn", text(&job.role_arn)),
        (
            "AlgorithmSpecification",
            map([
                ("TrainingImage", text(&job.image)),
                ("TrainingInputMode", text("File")),
            ]),
        ),
        ("InputDataConfig", Value::List(vec![channel])),
        (
            "OutputDataConfig",
            map([
                ("S3OutputPath", text(&job.output_uri)),
                ("KmsKeyId", text(&job.key_arn)),
            ]),
        ),
        (
            "ResourceConfig",
            map([
                ("InstanceType", text(&job.instance_type)),
                ("InstanceCount", number(job.instances)),
                ("VolumeSizeInGB", number(job.volume_gb)),
                ("VolumeKmsKeyId", text(&job.key_arn)),
            ]),
        ),
        (
            "StoppingCondition",
            map([("MaxRuntimeInSeconds", number(job.max_seconds))]),
        ),
        (
            "VpcConfig",
            map([
                ("Subnets", texts(&job.subnet_ids)),
                ("SecurityGroupIds", texts(&job.group_ids)),
            ]),
        ),
        ("EnableNetworkIsolation", Value::Truth(true)),
        ("EnableInterContainerTrafficEncryption", Value::Truth(true)),
        ("Tags", tag_pairs(&job.tags, "Key", "Value")),
    ]
}
