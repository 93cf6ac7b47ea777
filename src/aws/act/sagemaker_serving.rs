//! Models, endpoint configurations and endpoints.

use super::answer::{failure, found, gone, made, unnamed, wait};
use super::compare::Compared;
use super::misrouted;
use super::sagemaker::{compare_network, network, owns, tagged};
use super::tags::Owner;
use crate::aws::interlock::with_permit;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_sagemaker::Client;
use aws_sdk_sagemaker::types::{
    CaptureMode, CaptureOption, ContainerDefinition, DataCaptureConfig, EndpointStatus, ProductionVariant,
    ProductionVariantInstanceType,
};

const VARIANT: &str = "primary";
const NOT_YET_FOUND: &str = "Could not find endpoint configuration";

/// Reads what is there.
pub(super) async fn observe(sagemaker: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    match spec {
        Spec::CreateModel { .. } => observe_model(sagemaker, owner, spec).await,
        Spec::CreateEndpointConfig { .. } => observe_config(sagemaker, owner, spec).await,
        Spec::CreateEndpoint { endpoint, config, .. } => {
            observe_endpoint(sagemaker, owner, endpoint, config).await
        }
        other => Err(misrouted(other)),
    }
}

async fn observe_model(sagemaker: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    let Spec::CreateModel {
        model,
        role_arn,
        image,
        model_data,
        subnet_ids,
        group_ids,
        ..
    } = spec
    else {
        return Err(misrouted(spec));
    };
    let answer = sagemaker.describe_model().model_name(model).send().await;
    let Some(actual) = found("sagemaker:DescribeModel", answer)? else {
        return Ok(Observed::Absent);
    };
    let container = actual.primary_container();
    let mut compared = Compared::default();
    compared
        .output("ModelArn", actual.model_arn())
        .text("ExecutionRoleArn", actual.execution_role_arn(), role_arn)
        .text(
            "PrimaryContainer.Image",
            container.and_then(ContainerDefinition::image),
            image,
        )
        .names(
            "PrimaryContainer.ModelDataUrl",
            container.and_then(ContainerDefinition::model_data_url),
            model_data.as_deref(),
        )
        .value("EnableNetworkIsolation", actual.enable_network_isolation(), true);
    compare_network(&mut compared, actual.vpc_config(), subnet_ids, group_ids);
    let ours = owns(sagemaker, owner, actual.model_arn().unwrap_or("")).await?;
    Ok(compared.present(ours))
}

async fn observe_config(sagemaker: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    let Spec::CreateEndpointConfig {
        config,
        model,
        instance_type,
        instances,
        key_arn,
        capture_uri,
        ..
    } = spec
    else {
        return Err(misrouted(spec));
    };
    let answer = sagemaker
        .describe_endpoint_config()
        .endpoint_config_name(config)
        .send()
        .await;
    let Some(actual) = found("sagemaker:DescribeEndpointConfig", answer)? else {
        return Ok(Observed::Absent);
    };
    let variant = actual.production_variants().first();
    let capture = actual.data_capture_config();
    let mut compared = Compared::default();
    compared
        .output("EndpointConfigArn", actual.endpoint_config_arn())
        .text("KmsKeyId", actual.kms_key_id(), key_arn)
        .text(
            "ProductionVariants.ModelName",
            variant.and_then(ProductionVariant::model_name),
            model,
        )
        .text(
            "ProductionVariants.InstanceType",
            variant
                .and_then(ProductionVariant::instance_type)
                .map(ProductionVariantInstanceType::as_str),
            instance_type,
        )
        .value(
            "ProductionVariants.InitialInstanceCount",
            variant.and_then(ProductionVariant::initial_instance_count),
            *instances,
        )
        .names(
            "DataCaptureConfig.DestinationS3Uri",
            capture.and_then(DataCaptureConfig::destination_s3_uri),
            capture_uri.as_deref(),
        );
    if capture_uri.is_some() {
        compared.text(
            "DataCaptureConfig.KmsKeyId",
            capture.and_then(DataCaptureConfig::kms_key_id),
            key_arn,
        );
    }
    let ours = owns(sagemaker, owner, actual.endpoint_config_arn().unwrap_or("")).await?;
    Ok(compared.present(ours))
}

async fn observe_endpoint(
    sagemaker: &Client,
    owner: Owner<'_>,
    endpoint: &str,
    config: &str,
) -> Result<Observed, ActError> {
    let answer = sagemaker.describe_endpoint().endpoint_name(endpoint).send().await;
    let Some(actual) = found("sagemaker:DescribeEndpoint", answer)? else {
        return Ok(Observed::Absent);
    };
    let status = actual.endpoint_status().map_or("unknown", EndpointStatus::as_str);
    let mut compared = Compared::default();
    compared.output("EndpointArn", actual.endpoint_arn()).text(
        "EndpointConfigName",
        actual.endpoint_config_name(),
        config,
    );
    match actual.failure_reason() {
        Some(reason) if status != "InService" => {
            compared.differs("EndpointStatus", &format!("{status}: {reason}"), "InService");
        }
        _ => {
            compared.word("EndpointStatus", Some(status), "InService");
        }
    }
    let ours = owns(sagemaker, owner, actual.endpoint_arn().unwrap_or("")).await?;
    Ok(compared.present(ours))
}

/// Makes the call.
pub(super) async fn act(sagemaker: &Client, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    let (name, arn) = match spec {
        Spec::CreateModel {
            model,
            role_arn,
            image,
            model_data,
            subnet_ids,
            group_ids,
            tags,
        } => {
            let container = ContainerDefinition::builder()
                .image(image)
                .set_model_data_url(model_data.clone())
                .build();
            let call = sagemaker
                .create_model()
                .model_name(model)
                .execution_role_arn(role_arn)
                .primary_container(container)
                .vpc_config(network(subnet_ids, group_ids))
                .enable_network_isolation(true)
                .set_tags(Some(tagged(tags)));
            let answer = made(operation, Box::pin(with_permit(permit, call.send())).await)?;
            ("ModelArn", answer.model_arn)
        }
        Spec::CreateEndpointConfig { config, tags, .. } => {
            let (variant, capture) = serving(spec)?;
            let Spec::CreateEndpointConfig { key_arn, .. } = spec else {
                return Err(misrouted(spec));
            };
            let call = sagemaker
                .create_endpoint_config()
                .endpoint_config_name(config)
                .production_variants(variant)
                .set_data_capture_config(capture)
                .kms_key_id(key_arn)
                .set_tags(Some(tagged(tags)));
            let answer = made(operation, Box::pin(with_permit(permit, call.send())).await)?;
            ("EndpointConfigArn", answer.endpoint_config_arn)
        }
        Spec::CreateEndpoint {
            endpoint,
            config,
            tags,
        } => {
            let call = sagemaker
                .create_endpoint()
                .endpoint_name(endpoint)
                .endpoint_config_name(config)
                .set_tags(Some(tagged(tags)));
            let answer = Box::pin(with_permit(permit, call.send())).await;
            // CreateEndpoint reads an eventually consistent store: a new
            // configuration is not found in it for some seconds.
            if failure(operation, &answer).is_some_and(|f| f.words().contains(NOT_YET_FOUND)) {
                return Err(wait(operation, "the endpoint configuration is not yet found"));
            }
            let answer = made(operation, answer)?;
            ("EndpointArn", answer.endpoint_arn)
        }
        other => return Err(misrouted(other)),
    };
    let arn = arn.ok_or_else(|| unnamed(operation, name))?;
    Ok(Outputs::from([(name.to_owned(), arn)]))
}

/// The variant that serves, and what is captured of its traffic.
fn serving(spec: &Spec) -> Result<(ProductionVariant, Option<DataCaptureConfig>), ActError> {
    let Spec::CreateEndpointConfig {
        model,
        instance_type,
        instances,
        key_arn,
        capture_uri,
        ..
    } = spec
    else {
        return Err(misrouted(spec));
    };
    let variant = ProductionVariant::builder()
        .variant_name(VARIANT)
        .model_name(model)
        .instance_type(ProductionVariantInstanceType::from(instance_type.as_str()))
        .initial_instance_count(*instances)
        .enable_ssm_access(false)
        .build();
    let mode = |mode| CaptureOption::builder().capture_mode(mode).build();
    let capture = capture_uri.as_ref().map(|uri| {
        DataCaptureConfig::builder()
            .enable_capture(true)
            .initial_sampling_percentage(100)
            .destination_s3_uri(uri)
            .kms_key_id(key_arn)
            .capture_options(mode(CaptureMode::Input))
            .capture_options(mode(CaptureMode::Output))
            .build()
    });
    Ok((variant, capture))
}

/// Takes back what the step made.
pub(super) async fn undo(sagemaker: &Client, permit: &Permit, spec: &Spec) -> Result<(), ActError> {
    match spec {
        Spec::CreateModel { model, .. } => {
            let call = sagemaker.delete_model().model_name(model);
            gone("sagemaker:DeleteModel", with_permit(permit, call.send()).await)
        }
        Spec::CreateEndpointConfig { config, .. } => {
            let call = sagemaker.delete_endpoint_config().endpoint_config_name(config);
            let operation = "sagemaker:DeleteEndpointConfig";
            gone(operation, with_permit(permit, call.send()).await)
        }
        Spec::CreateEndpoint { endpoint, .. } => delete_endpoint(sagemaker, permit, endpoint).await,
        other => Err(misrouted(other)),
    }
}

/// SageMaker retires its grants on the key while an endpoint is deleted: the
/// role must stay until that is over. The engine waits, and says so.
async fn delete_endpoint(sagemaker: &Client, permit: &Permit, endpoint: &str) -> Result<(), ActError> {
    let operation = "sagemaker:DeleteEndpoint";
    if endpoint_status(sagemaker, endpoint).await? != Some(EndpointStatus::Deleting) {
        let call = sagemaker.delete_endpoint().endpoint_name(endpoint);
        gone(operation, with_permit(permit, call.send()).await)?;
        if endpoint_status(sagemaker, endpoint).await?.is_none() {
            return Ok(());
        }
    }
    Err(wait(operation, format!("{endpoint} is being deleted")))
}

/// The status of an endpoint; nothing when there is none.
async fn endpoint_status(sagemaker: &Client, endpoint: &str) -> Result<Option<EndpointStatus>, ActError> {
    let answer = sagemaker.describe_endpoint().endpoint_name(endpoint).send().await;
    let found = found("sagemaker:DescribeEndpoint", answer)?;
    Ok(found.map(|e| {
        e.endpoint_status()
            .cloned()
            .unwrap_or(EndpointStatus::OutOfService)
    }))
}
