//! SageMaker: models and endpoint configurations.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{GHOST, IMAGE, KEY, OTHER_KEY, capture, endpoint, model, variant, vpc};
use aws_sdk_sagemaker::types::{
    AsyncInferenceConfig, AsyncInferenceOutputConfig, ContainerDefinition, ContainerMode, ImageConfig,
    ProductionVariantCoreDumpConfig, ProductionVariantInstanceType, RepositoryAccessMode,
};

async fn a_model_is_described_with_every_guard_it_was_given(aws: &Aws) {
    let role = aws.role("serve-exec").await;
    let private = ImageConfig::builder().repository_access_mode(RepositoryAccessMode::Vpc);
    let container = ContainerDefinition::builder()
        .image(IMAGE)
        .mode(ContainerMode::SingleModel)
        .image_config(private.build())
        .environment("STAGE", "test")
        .model_data_url("s3://models/echo.tar.gz");
    aws.sagemaker()
        .create_model()
        .model_name("echo")
        .execution_role_arn(&role)
        .primary_container(container.clone().build())
        .vpc_config(vpc())
        .enable_network_isolation(true)
        .send()
        .await
        .expect("a model");
    let kept = aws
        .sagemaker()
        .describe_model()
        .model_name("echo")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.execution_role_arn(), Some(role.as_str()));
    assert_eq!(kept.primary_container(), Some(&container.build()));
    assert_eq!(kept.vpc_config(), Some(&vpc()));
    assert_eq!(kept.enable_network_isolation(), Some(true));
}

async fn a_model_needs_a_role_a_free_name_and_one_kind_of_containers(aws: &Aws) {
    let create = || aws.sagemaker().create_model().model_name("echo");
    let ghost = create().execution_role_arn(GHOST).send().await;
    assert!(complaint(ghost).starts_with("Could not assume role"));
    let container = ContainerDefinition::builder().image(IMAGE).build();
    let both = create()
        .primary_container(container.clone())
        .containers(container);
    assert_eq!(refusal(both.send().await), "ValidationException");
    model(aws, "echo").await;
    let again = complaint(create().send().await);
    assert_eq!(
        again,
        "Cannot create already existing model \"arn:aws:sagemaker:us-east-1:123456789012:model/echo\"."
    );
}

async fn a_plain_model_is_not_isolated(aws: &Aws) {
    model(aws, "echo").await;
    let kept = aws
        .sagemaker()
        .describe_model()
        .model_name("echo")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.enable_network_isolation(), Some(false));
    assert_eq!(kept.vpc_config(), None);
    let mode = kept.primary_container().and_then(ContainerDefinition::mode);
    assert_eq!(
        mode,
        Some(&ContainerMode::SingleModel),
        "unless it is told otherwise"
    );
}

async fn a_deleted_model_is_gone(aws: &Aws) {
    model(aws, "echo").await;
    aws.sagemaker()
        .delete_model()
        .model_name("echo")
        .send()
        .await
        .expect("deleted");
    let gone = aws.sagemaker().describe_model().model_name("echo").send().await;
    assert_eq!(
        complaint(gone),
        "Could not find model \"arn:aws:sagemaker:us-east-1:123456789012:model/echo\"."
    );
    let again = aws.sagemaker().delete_model().model_name("echo").send().await;
    assert_eq!(refusal(again), "ValidationException");
}

async fn models_are_listed_newest_first(aws: &Aws) {
    for name in ["old", "new"] {
        model(aws, name).await;
        aws.later(10);
    }
    let listed = aws.sagemaker().list_models().send().await.expect("listed");
    let names: Vec<&str> = listed.models().iter().filter_map(|m| m.model_name()).collect();
    assert_eq!(names, ["new", "old"]);
    assert_eq!(
        listed.models()[0].model_arn(),
        Some("arn:aws:sagemaker:us-east-1:123456789012:model/new")
    );
}

async fn an_endpoint_configuration_is_described_with_every_guard_it_was_given(aws: &Aws) {
    model(aws, "echo").await;
    let role = aws.role("serve-exec").await;
    let dump = ProductionVariantCoreDumpConfig::builder()
        .destination_s3_uri("s3://dumps/")
        .kms_key_id(OTHER_KEY);
    let mut dumping = variant("echo");
    dumping.core_dump_config = Some(dump.build());
    dumping.enable_ssm_access = Some(true);
    let output = AsyncInferenceOutputConfig::builder()
        .s3_output_path("s3://answers/")
        .kms_key_id(OTHER_KEY);
    aws.sagemaker()
        .create_endpoint_config()
        .endpoint_config_name("echo-v1")
        .production_variants(dumping.clone())
        .kms_key_id(KEY)
        .data_capture_config(capture())
        .async_inference_config(
            AsyncInferenceConfig::builder()
                .output_config(output.build())
                .build(),
        )
        .execution_role_arn(&role)
        .vpc_config(vpc())
        .enable_network_isolation(true)
        .send()
        .await
        .expect("a configuration");
    let call = aws.sagemaker().describe_endpoint_config();
    let kept = call.endpoint_config_name("echo-v1").send().await.expect("kept");
    assert_eq!(kept.kms_key_id(), Some(KEY));
    assert_eq!(kept.data_capture_config(), Some(&capture()));
    assert_eq!(kept.production_variants(), [dumping]);
    let output = kept.async_inference_config().and_then(|c| c.output_config());
    assert_eq!(output.and_then(|o| o.kms_key_id()), Some(OTHER_KEY));
    assert_eq!(kept.vpc_config(), Some(&vpc()));
    assert_eq!(kept.enable_network_isolation(), Some(true));
    assert_eq!(kept.execution_role_arn(), Some(role.as_str()));
    let mut plain = variant("echo");
    plain.initial_variant_weight = None;
    let call = aws.sagemaker().create_endpoint_config();
    let call = call.endpoint_config_name("echo-v2").production_variants(plain);
    call.send().await.expect("a configuration");
    let call = aws.sagemaker().describe_endpoint_config();
    let kept = call.endpoint_config_name("echo-v2").send().await.expect("kept");
    assert_eq!(kept.production_variants(), [variant("echo")], "it weighs 1");
}

async fn an_endpoint_configuration_needs_its_model_and_a_volume_to_encrypt(aws: &Aws) {
    let create = || {
        aws.sagemaker()
            .create_endpoint_config()
            .endpoint_config_name("echo-v1")
    };
    let missing = create().production_variants(variant("echo")).send().await;
    assert!(complaint(missing).starts_with("Could not find model"));
    model(aws, "echo").await;
    let mut local = variant("echo");
    local.instance_type = Some(ProductionVariantInstanceType::MlG5Xlarge);
    let refused = create().production_variants(local).kms_key_id(KEY).send().await;
    assert!(complaint(refused).starts_with("KmsKeyId is not supported for instance type ml.g5.xlarge"));
    let empty = create().send().await;
    assert!(complaint(empty).contains("Value null at 'productionVariants' failed"));
    create()
        .production_variants(variant("echo"))
        .send()
        .await
        .expect("a configuration");
    let again = create().production_variants(variant("echo")).send().await;
    assert!(complaint(again).starts_with("Cannot create already existing endpoint configuration"));
}

async fn a_deleted_endpoint_configuration_is_gone(aws: &Aws) {
    endpoint(aws, "echo").await;
    let delete = || {
        aws.sagemaker()
            .delete_endpoint_config()
            .endpoint_config_name("echo")
    };
    delete().send().await.expect("deleted");
    assert!(complaint(delete().send().await).starts_with("Could not find endpoint configuration"));
    let listed = aws
        .sagemaker()
        .list_endpoint_configs()
        .send()
        .await
        .expect("listed");
    assert!(listed.endpoint_configs().is_empty());
}

async fn endpoint_configurations_are_listed_by_name(aws: &Aws) {
    for name in ["echo", "fraud"] {
        endpoint(aws, name).await;
    }
    let call = aws.sagemaker().list_endpoint_configs().name_contains("raud");
    let listed = call.send().await.expect("listed");
    assert_eq!(listed.endpoint_configs().len(), 1);
    assert_eq!(listed.endpoint_configs()[0].endpoint_config_name(), Some("fraud"));
}

cases! {
    "sagemaker";
    DescribeModel: a_model_is_described_with_every_guard_it_was_given,
    DescribeModel: a_plain_model_is_not_isolated,
    CreateModel: a_model_needs_a_role_a_free_name_and_one_kind_of_containers,
    DeleteModel: a_deleted_model_is_gone,
    ListModels: models_are_listed_newest_first,
    DescribeEndpointConfig: an_endpoint_configuration_is_described_with_every_guard_it_was_given,
    CreateEndpointConfig: an_endpoint_configuration_needs_its_model_and_a_volume_to_encrypt,
    DeleteEndpointConfig: a_deleted_endpoint_configuration_is_gone,
    ListEndpointConfigs: endpoint_configurations_are_listed_by_name,
}
