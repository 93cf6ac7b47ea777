//! What runs, as calls.

use super::say::{Call, From};
use crate::stack::Spec;
use crate::stack::export::value::{Value, map, number, tag_map, tag_pairs, text, texts};
use crate::stack::export::{Handover, requests};
use crate::stack::spec::{Tags, TrainingJobSpec};

pub(super) fn training_job(job: &TrainingJobSpec) -> Call {
    Call::new("sagemaker create-training-job", requests::training_job(job))
        .gives("TrainingJobArn", From::Answer("TrainingJobArn"))
}

pub(super) fn stream(stream: &str, tags: &Tags, to: &Handover<'_>) -> Call {
    let parameters = vec![
        ("StreamName", text(stream)),
        ("StreamModeDetails", map([("StreamMode", text("ON_DEMAND"))])),
        ("Tags", tag_map(tags)),
    ];
    let arn = format!(
        "arn:{}:kinesis:{}:{}:stream/{stream}",
        to.partition, to.region, to.account
    );
    Call::new("kinesis create-stream", parameters)
        .gives("StreamArn", From::Words(arn))
        .then(&["aws", "kinesis", "wait", "stream-exists", "--stream-name", stream])
}

pub(super) fn stream_encryption(stream: &str, key_arn: &str) -> Call {
    Call::new(
        "kinesis start-stream-encryption",
        vec![
            ("StreamName", text(stream)),
            ("EncryptionType", text("KMS")),
            ("KeyId", text(key_arn)),
        ],
    )
}

pub(super) fn model(spec: &Spec) -> Call {
    let Spec::CreateModel {
        model,
        role_arn,
        image,
        model_data,
        subnet_ids,
        group_ids,
        tags,
    } = spec
    else {
        return Call::misrouted(spec);
    };
    let mut container = vec![("Image", text(image))];
    container.extend(model_data.iter().map(|uri| ("ModelDataUrl", text(uri))));
    let network = map([
        ("Subnets", texts(subnet_ids)),
        ("SecurityGroupIds", texts(group_ids)),
    ]);
    Call::new(
        "sagemaker create-model",
        vec![
            ("ModelName", text(model)),
            ("ExecutionRoleArn", text(role_arn)),
            ("PrimaryContainer", requests::object(container)),
            ("VpcConfig", network),
            ("EnableNetworkIsolation", Value::Truth(true)),
            ("Tags", tag_pairs(tags, "Key", "Value")),
        ],
    )
    .gives("ModelArn", From::Answer("ModelArn"))
}

pub(super) fn config(spec: &Spec) -> Call {
    let Spec::CreateEndpointConfig {
        config,
        model,
        instance_type,
        instances,
        key_arn,
        capture_uri,
        tags,
    } = spec
    else {
        return Call::misrouted(spec);
    };
    let variant = map([
        ("VariantName", text("primary")),
        ("ModelName", text(model)),
        ("InstanceType", text(instance_type)),
        ("InitialInstanceCount", number(*instances)),
        ("EnableSSMAccess", Value::Truth(false)),
    ]);
    let mut parameters = vec![
        ("EndpointConfigName", text(config)),
        ("ProductionVariants", Value::List(vec![variant])),
        ("KmsKeyId", text(key_arn)),
    ];
    if let Some(uri) = capture_uri {
        let mode = |mode| map([("CaptureMode", text(mode))]);
        parameters.push((
            "DataCaptureConfig",
            map([
                ("EnableCapture", Value::Truth(true)),
                ("InitialSamplingPercentage", number(100)),
                ("DestinationS3Uri", text(uri)),
                ("KmsKeyId", text(key_arn)),
                ("CaptureOptions", Value::List(vec![mode("Input"), mode("Output")])),
            ]),
        ));
    }
    parameters.push(("Tags", tag_pairs(tags, "Key", "Value")));
    Call::new("sagemaker create-endpoint-config", parameters)
        .gives("EndpointConfigArn", From::Answer("EndpointConfigArn"))
}

pub(super) fn endpoint(endpoint: &str, config: &str, tags: &Tags) -> Call {
    let parameters = vec![
        ("EndpointName", text(endpoint)),
        ("EndpointConfigName", text(config)),
        ("Tags", tag_pairs(tags, "Key", "Value")),
    ];
    Call::new("sagemaker create-endpoint", parameters)
        .gives("EndpointArn", From::Answer("EndpointArn"))
        .at_last(&[
            "aws",
            "sagemaker",
            "wait",
            "endpoint-in-service",
            "--endpoint-name",
            endpoint,
        ])
}
