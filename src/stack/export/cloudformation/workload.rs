//! What runs, as resources of CloudFormation.

use super::data::tags;
use super::property;
use crate::stack::Spec;
use crate::stack::export::gather::{Resource, Said};
use crate::stack::export::value::{Named, Value, map, number, text, texts};
use crate::stack::spec::Tags;

/// Why there is no training job.
pub(super) const NO_TRAINING_JOB: &str = "CloudFormation has no resource for a training job, which runs once \
     and is over. Its request is an output, with the ids of what is made here.";

pub(super) fn stream(stream: &str, stream_tags: &Tags) -> Said {
    let items = vec![
        property("Name", text(stream)),
        property("StreamModeDetails", map([("StreamMode", text("ON_DEMAND"))])),
        // What Kinesis does unless it is told otherwise.
        property("RetentionPeriodHours", number(24)),
        tags(stream_tags),
    ];
    Said::Resource(Resource::new("AWS::Kinesis::Stream", items))
}

pub(super) fn stream_encryption(key_arn: &str) -> Said {
    let encryption = map([("EncryptionType", text("KMS")), ("KeyId", text(key_arn))]);
    Said::Setting {
        items: vec![property("StreamEncryption", encryption)],
        alone: None,
    }
}

pub(super) fn model(spec: &Spec) -> Said {
    let Spec::CreateModel {
        model,
        role_arn,
        image,
        model_data,
        subnet_ids,
        group_ids,
        tags: model_tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let mut container = vec![("Image".to_owned(), text(image))];
    container.extend(
        model_data
            .iter()
            .map(|uri| ("ModelDataUrl".to_owned(), text(uri))),
    );
    let network = map([
        ("Subnets", texts(subnet_ids)),
        ("SecurityGroupIds", texts(group_ids)),
    ]);
    let items = vec![
        property("ModelName", text(model)),
        property("ExecutionRoleArn", text(role_arn)),
        property("EnableNetworkIsolation", Value::Truth(true)),
        property("PrimaryContainer", Value::Map(container)),
        property("VpcConfig", network),
        tags(model_tags),
    ];
    Said::Resource(Resource::new("AWS::SageMaker::Model", items))
}

pub(super) fn config(spec: &Spec) -> Said {
    let Spec::CreateEndpointConfig {
        config,
        model,
        instance_type,
        instances,
        key_arn,
        capture_uri,
        tags: config_tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let variant = map([
        ("VariantName", text("primary")),
        ("ModelName", Value::Name(Named::Model, model.clone())),
        ("InstanceType", text(instance_type)),
        ("InitialInstanceCount", number(*instances)),
        // The call takes 1 when it is not told; the template must tell.
        ("InitialVariantWeight", number(1)),
        ("EnableSSMAccess", Value::Truth(false)),
    ]);
    let mut items = vec![
        property("EndpointConfigName", text(config)),
        property("KmsKeyId", text(key_arn)),
        property("ProductionVariants", Value::List(vec![variant])),
    ];
    if let Some(uri) = capture_uri {
        let mode = |mode| map([("CaptureMode", text(mode))]);
        items.push(property(
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
    items.push(tags(config_tags));
    Said::Resource(Resource::new("AWS::SageMaker::EndpointConfig", items))
}

pub(super) fn endpoint(endpoint: &str, config: &str, endpoint_tags: &Tags) -> Said {
    let items = vec![
        property("EndpointName", text(endpoint)),
        property(
            "EndpointConfigName",
            Value::Name(Named::EndpointConfig, config.to_owned()),
        ),
        tags(endpoint_tags),
    ];
    Said::Resource(Resource::new("AWS::SageMaker::Endpoint", items))
}
