//! Requests that several files of SageMaker cases begin from, guarded as they
//! should be.

use crate::place::Aws;
use aws_sdk_sagemaker::operation::create_training_job::builders::CreateTrainingJobFluentBuilder;
use aws_sdk_sagemaker::types::{
    AlgorithmSpecification, AuthMode, CaptureMode, CaptureOption, ContainerDefinition, DataCaptureConfig,
    EndpointInput, MonitoringClusterConfig, MonitoringNetworkConfig, MonitoringOutput,
    MonitoringOutputConfig, MonitoringResources, MonitoringS3Output, OutputDataConfig,
    ProcessingInstanceType, ProductionVariant, ProductionVariantInstanceType, ResourceConfig,
    StoppingCondition, Tag, TrainingInputMode, TrainingInstanceType, UserSettings, VpcConfig,
};

/// A key of the account.
pub const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/1b2c3d4e-0000-4000-8000-000000000000";
/// Another.
pub const OTHER_KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/5f6a7b8c-0000-4000-8000-000000000000";
/// An image in the account's registry.
pub const IMAGE: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/echo:1";
/// The role that no account has.
pub const GHOST: &str = "arn:aws:iam::123456789012:role/ghost";

/// A place in a VPC.
pub fn vpc() -> VpcConfig {
    VpcConfig::builder()
        .subnets("subnet-1")
        .security_group_ids("sg-1")
        .build()
}

/// A tag.
pub fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build()
}

/// A training job with every guard on.
pub fn training(aws: &Aws, name: &str, role: &str) -> CreateTrainingJobFluentBuilder {
    let algorithm = AlgorithmSpecification::builder()
        .training_image(IMAGE)
        .training_input_mode(TrainingInputMode::File);
    let output = OutputDataConfig::builder()
        .s3_output_path("s3://models/echo/")
        .kms_key_id(OTHER_KEY);
    let limit = StoppingCondition::builder().max_runtime_in_seconds(3600);
    aws.sagemaker()
        .create_training_job()
        .training_job_name(name)
        .role_arn(role)
        .algorithm_specification(algorithm.build())
        .output_data_config(output.build())
        .resource_config(resources(TrainingInstanceType::MlM5Xlarge))
        .stopping_condition(limit.build())
        .vpc_config(vpc())
        .enable_network_isolation(true)
        .enable_inter_container_traffic_encryption(true)
}

/// Instances with an encrypted volume.
pub fn resources(instance: TrainingInstanceType) -> ResourceConfig {
    ResourceConfig::builder()
        .instance_type(instance)
        .instance_count(2)
        .volume_size_in_gb(50)
        .volume_kms_key_id(KEY)
        .build()
}

/// Makes a model.
pub async fn model(aws: &Aws, name: &str) {
    let role = aws.role(&format!("{name}-exec")).await;
    aws.sagemaker()
        .create_model()
        .model_name(name)
        .execution_role_arn(role)
        .primary_container(ContainerDefinition::builder().image(IMAGE).build())
        .send()
        .await
        .expect("a model");
}

/// A variant of a model on two instances.
pub fn variant(model: &str) -> ProductionVariant {
    ProductionVariant::builder()
        .variant_name("main")
        .model_name(model)
        .instance_type(ProductionVariantInstanceType::MlC5Xlarge)
        .initial_instance_count(2)
        .initial_variant_weight(1.0)
        .build()
}

/// Makes a model, a configuration and an endpoint of one name.
pub async fn endpoint(aws: &Aws, name: &str) {
    model(aws, name).await;
    aws.sagemaker()
        .create_endpoint_config()
        .endpoint_config_name(name)
        .production_variants(variant(name))
        .send()
        .await
        .expect("a configuration");
    aws.sagemaker()
        .create_endpoint()
        .endpoint_name(name)
        .endpoint_config_name(name)
        .send()
        .await
        .expect("an endpoint");
}

/// Makes a Studio domain, waits for it, and gives its id.
pub async fn domain(aws: &Aws) -> String {
    let role = aws.role("studio-exec").await;
    let call = aws
        .sagemaker()
        .create_domain()
        .domain_name("studio")
        .auth_mode(AuthMode::Iam)
        .default_user_settings(UserSettings::builder().execution_role(role).build())
        .vpc_id("vpc-1")
        .subnet_ids("subnet-1");
    // The SDK's future is large.
    let made = Box::pin(call.send()).await.expect("a domain");
    aws.later(60);
    made.domain_id().expect("an id").to_owned()
}

/// Two instances for monitoring, with an encrypted volume.
pub fn monitoring_resources() -> MonitoringResources {
    let cluster = MonitoringClusterConfig::builder()
        .instance_count(2)
        .instance_type(ProcessingInstanceType::MlM5Large)
        .volume_size_in_gb(20)
        .volume_kms_key_id(KEY);
    MonitoringResources::builder()
        .cluster_config(cluster.build())
        .build()
}

/// An encrypted output of monitoring.
pub fn monitoring_output() -> MonitoringOutputConfig {
    let output = MonitoringS3Output::builder()
        .s3_uri("s3://reports/quality")
        .local_path("/opt/ml/processing/out");
    MonitoringOutputConfig::builder()
        .monitoring_outputs(MonitoringOutput::builder().s3_output(output.build()).build())
        .kms_key_id(OTHER_KEY)
        .build()
}

/// A guarded network of monitoring.
pub fn monitoring_network() -> MonitoringNetworkConfig {
    MonitoringNetworkConfig::builder()
        .enable_network_isolation(true)
        .enable_inter_container_traffic_encryption(true)
        .vpc_config(vpc())
        .build()
}

/// What is monitored.
pub fn watched(endpoint: &str) -> EndpointInput {
    EndpointInput::builder()
        .endpoint_name(endpoint)
        .local_path("/opt/ml/processing/in")
        .build()
}

/// Capture of a fifth of the requests, encrypted.
pub fn capture() -> DataCaptureConfig {
    DataCaptureConfig::builder()
        .enable_capture(true)
        .initial_sampling_percentage(20)
        .destination_s3_uri("s3://capture/")
        .kms_key_id(OTHER_KEY)
        .capture_options(CaptureOption::builder().capture_mode(CaptureMode::Input).build())
        .build()
}
