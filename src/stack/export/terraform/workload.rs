//! What runs, as resources of the provider.

use super::field;
use crate::stack::Spec;
use crate::stack::export::gather::{Resource, Said};
use crate::stack::export::value::{Item, Named, Value, number, tag_map, text, texts};
use crate::stack::spec::Tags;

/// Why there is no training job.
pub(super) const NO_TRAINING_JOB: &str = "Terraform has no resource for a training job, which runs once and is \
     over. Its request is an output, with the ids of what is made here.";

pub(super) fn stream(stream: &str, tags: &Tags) -> Said {
    let items = vec![
        field("name", text(stream)),
        field("tags", tag_map(tags)),
        Item::Block(
            "stream_mode_details",
            vec![field("stream_mode", text("ON_DEMAND"))],
        ),
    ];
    Said::Resource(Resource::new("aws_kinesis_stream", items).imported_by(stream))
}

pub(super) fn stream_encryption(key_arn: &str) -> Said {
    Said::Setting {
        items: vec![
            field("encryption_type", text("KMS")),
            field("kms_key_id", text(key_arn)),
        ],
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
        tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let mut container = vec![field("image", text(image))];
    container.extend(model_data.iter().map(|uri| field("model_data_url", text(uri))));
    let network = vec![
        field("subnets", texts(subnet_ids)),
        field("security_group_ids", texts(group_ids)),
    ];
    let items = vec![
        field("name", text(model)),
        field("execution_role_arn", text(role_arn)),
        field("enable_network_isolation", Value::Truth(true)),
        field("tags", tag_map(tags)),
        Item::Block("primary_container", container),
        Item::Block("vpc_config", network),
    ];
    Said::Resource(Resource::new("aws_sagemaker_model", items).imported_by(model))
}

pub(super) fn config(spec: &Spec) -> Said {
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
        return Said::misrouted(spec);
    };
    let variant = vec![
        field("variant_name", text("primary")),
        field("model_name", Value::Name(Named::Model, model.clone())),
        field("instance_type", text(instance_type)),
        field("initial_instance_count", number(*instances)),
        field("enable_ssm_access", Value::Truth(false)),
    ];
    let mut items = vec![
        field("name", text(config)),
        field("kms_key_arn", text(key_arn)),
        field("tags", tag_map(tags)),
        Item::Block("production_variants", variant),
    ];
    if let Some(uri) = capture_uri {
        let mode = |mode| Item::Block("capture_options", vec![field("capture_mode", text(mode))]);
        items.push(Item::Block(
            "data_capture_config",
            vec![
                field("enable_capture", Value::Truth(true)),
                field("initial_sampling_percentage", number(100)),
                field("destination_s3_uri", text(uri)),
                field("kms_key_id", text(key_arn)),
                mode("Input"),
                mode("Output"),
            ],
        ));
    }
    Said::Resource(Resource::new("aws_sagemaker_endpoint_configuration", items).imported_by(config))
}

pub(super) fn endpoint(endpoint: &str, config: &str, tags: &Tags) -> Said {
    let items = vec![
        field("name", text(endpoint)),
        field(
            "endpoint_config_name",
            Value::Name(Named::EndpointConfig, config.to_owned()),
        ),
        field("tags", tag_map(tags)),
    ];
    Said::Resource(Resource::new("aws_sagemaker_endpoint", items).imported_by(endpoint))
}
