//! SageMaker: endpoints, inference components and experiments.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{KEY, OTHER_KEY, capture, endpoint, model, variant};
use aws_sdk_sagemaker::types::{
    CaptureStatus, DesiredWeightAndCapacity, EndpointStatus, InferenceComponentRuntimeConfig,
    InferenceComponentRuntimeConfigSummary, InferenceComponentSpecification,
    InferenceExperimentDataStorageConfig, InferenceExperimentStatus, InferenceExperimentType,
    ModelInfrastructureConfig, ModelInfrastructureType, ModelVariantAction, ModelVariantConfig,
    ProductionVariantInstanceType, RealTimeInferenceConfig, ShadowModeConfig, ShadowModelVariantConfig,
};

async fn status(aws: &Aws, name: &str) -> String {
    let call = aws.sagemaker().describe_endpoint();
    let endpoint = call.endpoint_name(name).send().await.expect("an endpoint");
    endpoint.endpoint_status().expect("a status").as_str().to_owned()
}

async fn an_endpoint_needs_its_configuration_and_a_free_name(aws: &Aws) {
    let create = || {
        aws.sagemaker()
            .create_endpoint()
            .endpoint_name("echo")
            .endpoint_config_name("echo")
    };
    let missing = complaint(create().send().await);
    assert_eq!(
        missing,
        "Could not find endpoint configuration \"arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/echo\"."
    );
    endpoint(aws, "echo").await;
    assert!(complaint(create().send().await).starts_with("Cannot create already existing endpoint"));
}

async fn an_endpoint_comes_into_service_and_tells_of_its_variants(aws: &Aws) {
    model(aws, "echo").await;
    let config = aws
        .sagemaker()
        .create_endpoint_config()
        .endpoint_config_name("echo");
    let config = config
        .production_variants(variant("echo"))
        .data_capture_config(capture());
    config.send().await.expect("a configuration");
    let call = aws.sagemaker().create_endpoint().endpoint_name("echo");
    call.endpoint_config_name("echo")
        .send()
        .await
        .expect("an endpoint");
    assert_eq!(status(aws, "echo").await, "Creating");
    aws.later(60);
    let call = aws.sagemaker().describe_endpoint();
    let kept = call.endpoint_name("echo").send().await.expect("an endpoint");
    assert_eq!(kept.endpoint_status(), Some(&EndpointStatus::InService));
    let main = &kept.production_variants()[0];
    assert_eq!(
        (main.variant_name(), main.current_instance_count()),
        (Some("main"), Some(2))
    );
    let capturing = kept.data_capture_config().expect("capturing");
    assert_eq!(capturing.enable_capture(), Some(true));
    assert_eq!(capturing.capture_status(), Some(&CaptureStatus::Started));
    assert_eq!(capturing.current_sampling_percentage(), Some(20));
    assert_eq!(capturing.kms_key_id(), Some(OTHER_KEY));
}

async fn an_endpoint_is_updated_in_service_only_and_comes_back(aws: &Aws) {
    endpoint(aws, "echo").await;
    endpoint(aws, "next").await;
    let update = |config: &str| {
        let call = aws.sagemaker().update_endpoint().endpoint_name("echo");
        call.endpoint_config_name(config).send()
    };
    assert!(complaint(update("next").await).starts_with("Cannot update in-progress endpoint"));
    aws.later(60);
    assert!(complaint(update("ghost").await).starts_with("Could not find endpoint configuration"));
    update("next").await.expect("updated");
    assert_eq!(status(aws, "echo").await, "Updating");
    aws.later(60);
    let call = aws.sagemaker().describe_endpoint();
    let kept = call.endpoint_name("echo").send().await.expect("an endpoint");
    assert_eq!(kept.endpoint_status(), Some(&EndpointStatus::InService));
    assert_eq!(kept.endpoint_config_name(), Some("next"));
}

async fn the_weights_of_an_endpoint_are_changed(aws: &Aws) {
    endpoint(aws, "echo").await;
    aws.later(60);
    let wanted = DesiredWeightAndCapacity::builder()
        .variant_name("main")
        .desired_weight(0.5)
        .desired_instance_count(3);
    let call = aws
        .sagemaker()
        .update_endpoint_weights_and_capacities()
        .endpoint_name("echo");
    call.desired_weights_and_capacities(wanted.build())
        .send()
        .await
        .expect("updated");
    assert_eq!(status(aws, "echo").await, "Updating");
    aws.later(60);
    let call = aws.sagemaker().describe_endpoint();
    let kept = call.endpoint_name("echo").send().await.expect("an endpoint");
    let main = &kept.production_variants()[0];
    assert_eq!(
        (main.desired_instance_count(), main.current_weight()),
        (Some(3), Some(0.5))
    );
}

async fn an_endpoint_is_deleted_through_deleting(aws: &Aws) {
    endpoint(aws, "echo").await;
    aws.later(60);
    aws.sagemaker()
        .delete_endpoint()
        .endpoint_name("echo")
        .send()
        .await
        .expect("deleted");
    assert_eq!(status(aws, "echo").await, "Deleting");
    let again = aws
        .sagemaker()
        .create_endpoint()
        .endpoint_name("echo")
        .endpoint_config_name("echo");
    assert_eq!(refusal(again.clone().send().await), "ValidationException");
    aws.later(60);
    let gone = aws
        .sagemaker()
        .describe_endpoint()
        .endpoint_name("echo")
        .send()
        .await;
    assert_eq!(
        complaint(gone),
        "Could not find endpoint \"arn:aws:sagemaker:us-east-1:123456789012:endpoint/echo\"."
    );
    again.send().await.expect("the name is free");
}

async fn endpoints_are_listed_by_status(aws: &Aws) {
    endpoint(aws, "old").await;
    aws.later(60);
    endpoint(aws, "new").await;
    let call = aws
        .sagemaker()
        .list_endpoints()
        .status_equals(EndpointStatus::InService);
    let listed = call.send().await.expect("listed");
    assert_eq!(listed.endpoints().len(), 1);
    assert_eq!(listed.endpoints()[0].endpoint_name(), Some("old"));
}

async fn an_inference_component_needs_its_endpoint_and_keeps_its_copies(aws: &Aws) {
    let create = || {
        aws.sagemaker()
            .create_inference_component()
            .inference_component_name("part")
            .endpoint_name("echo")
            .variant_name("main")
            .specification(
                InferenceComponentSpecification::builder()
                    .model_name("echo")
                    .build(),
            )
            .runtime_config(InferenceComponentRuntimeConfig::builder().copy_count(2).build())
    };
    assert!(complaint(create().send().await).starts_with("Could not find endpoint"));
    endpoint(aws, "echo").await;
    create().send().await.expect("a component");
    aws.later(60);
    let call = aws.sagemaker().describe_inference_component();
    let kept = call.inference_component_name("part").send().await.expect("kept");
    assert_eq!(
        kept.inference_component_status().expect("a status").as_str(),
        "InService"
    );
    assert_eq!(
        kept.runtime_config()
            .and_then(InferenceComponentRuntimeConfigSummary::current_copy_count),
        Some(2)
    );
    assert_eq!(kept.specification().and_then(|s| s.model_name()), Some("echo"));
    let listed = aws
        .sagemaker()
        .list_inference_components()
        .endpoint_name_equals("echo");
    assert_eq!(
        listed.send().await.expect("listed").inference_components().len(),
        1
    );
}

async fn experiment(aws: &Aws) {
    let role = aws.role("serve-exec").await;
    let instance = RealTimeInferenceConfig::builder()
        .instance_type(ProductionVariantInstanceType::MlC5Xlarge)
        .instance_count(1);
    let place = ModelInfrastructureConfig::builder()
        .infrastructure_type(ModelInfrastructureType::RealTimeInference)
        .real_time_inference_config(instance.build());
    let variant = |name: &str| {
        ModelVariantConfig::builder()
            .model_name(name)
            .variant_name(name)
            .infrastructure_config(place.clone().build())
            .build()
    };
    let shadow = ShadowModelVariantConfig::builder()
        .shadow_model_variant_name("b")
        .sampling_percentage(10);
    aws.sagemaker()
        .create_inference_experiment()
        .name("shadow")
        .r#type(InferenceExperimentType::ShadowMode)
        .role_arn(&role)
        .endpoint_name("echo")
        .model_variants(variant("a"))
        .model_variants(variant("b"))
        .shadow_mode_config(
            ShadowModeConfig::builder()
                .source_model_variant_name("a")
                .shadow_model_variants(shadow.build())
                .build(),
        )
        .data_storage_config(
            InferenceExperimentDataStorageConfig::builder()
                .destination("s3://shadow/")
                .kms_key(OTHER_KEY)
                .build(),
        )
        .kms_key(KEY)
        .send()
        .await
        .expect("an experiment");
}

async fn an_inference_experiment_keeps_both_its_keys(aws: &Aws) {
    experiment(aws).await;
    aws.later(60);
    let kept = aws
        .sagemaker()
        .describe_inference_experiment()
        .name("shadow")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.kms_key(), Some(KEY));
    assert_eq!(
        kept.data_storage_config().and_then(|c| c.kms_key()),
        Some(OTHER_KEY)
    );
    assert_eq!(kept.status().expect("a status").as_str(), "Running");
    let stop = aws.sagemaker().stop_inference_experiment().name("shadow");
    let stop = stop.model_variant_actions("a", ModelVariantAction::Retain);
    stop.model_variant_actions("b", ModelVariantAction::Remove)
        .send()
        .await
        .expect("stopped");
    let listed = aws
        .sagemaker()
        .list_inference_experiments()
        .send()
        .await
        .expect("listed");
    assert_eq!(
        listed.inference_experiments()[0]
            .status()
            .expect("a status")
            .as_str(),
        "Completed"
    );
}

async fn an_inference_experiment_tells_of_its_endpoint_and_role(aws: &Aws) {
    experiment(aws).await;
    let describe = |name: &str| aws.sagemaker().describe_inference_experiment().name(name).send();
    let kept = describe("shadow").await.expect("kept");
    assert_eq!(kept.status().expect("a status").as_str(), "Creating");
    let endpoint = kept.endpoint_metadata().and_then(|m| m.endpoint_name());
    assert_eq!(endpoint, Some("echo"));
    assert!(kept.role_arn().expect("a role").ends_with(":role/serve-exec"));
    assert!(
        kept.arn()
            .expect("an ARN")
            .ends_with(":inference-experiment/shadow")
    );
    assert_eq!(refusal(describe("other").await), "ResourceNotFound");
}

async fn inference_experiments_are_listed_by_status(aws: &Aws) {
    experiment(aws).await;
    aws.later(60);
    let list = |status: InferenceExperimentStatus| {
        let call = aws.sagemaker().list_inference_experiments();
        call.status_equals(status).send()
    };
    let listed = list(InferenceExperimentStatus::Running).await.expect("listed");
    assert_eq!(listed.inference_experiments()[0].name(), Some("shadow"));
    let none = list(InferenceExperimentStatus::Completed).await.expect("listed");
    assert!(none.inference_experiments().is_empty());
}

cases! {
    "sagemaker";
    CreateEndpoint: an_endpoint_needs_its_configuration_and_a_free_name,
    DescribeEndpoint: an_endpoint_comes_into_service_and_tells_of_its_variants,
    UpdateEndpoint: an_endpoint_is_updated_in_service_only_and_comes_back,
    UpdateEndpointWeightsAndCapacities: the_weights_of_an_endpoint_are_changed,
    DeleteEndpoint: an_endpoint_is_deleted_through_deleting,
    ListEndpoints: endpoints_are_listed_by_status,
    CreateInferenceComponent: an_inference_component_needs_its_endpoint_and_keeps_its_copies,
    CreateInferenceExperiment: an_inference_experiment_keeps_both_its_keys,
    DescribeInferenceExperiment: an_inference_experiment_tells_of_its_endpoint_and_role,
    ListInferenceExperiments: inference_experiments_are_listed_by_status,
}
