//! SageMaker: notebooks, models, endpoints and their configs; what its files share.
//!
//! Tags take a call for each resource. Notebooks, models, endpoints, domains and
//! their like are few, so all of theirs are read; see `jobs` for those that are many.

use super::Scope;
use super::answer::{arn_of, filled, plain, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{
    DataCapture, Destination, Endpoint, EndpointConfig, Model, ModelContainer, Notebook, ProductionVariant,
    VpcConfig,
};
use crate::inventory::{Arn, Field, Kind, Secret, Tags, secrets};
use aws_sdk_sagemaker::operation::describe_model::DescribeModelOutput;
use aws_sdk_sagemaker::types::{
    ContainerDefinition, DirectInternetAccess, EndpointConfigSummary, EndpointSummary, ModelSummary,
    NotebookInstanceSummary, ProductionVariant as SdkVariant, RootAccess, VpcConfig as SdkVpcConfig,
};
use std::collections::HashMap;

/// The largest page that SageMaker's listings take.
pub(super) const PAGE: i32 = 100;

/// `ListNotebookInstances` and `DescribeNotebookInstance`.
pub(super) async fn notebooks(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Notebook);
    let list = scope.clients.sagemaker.list_notebook_instances();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("sagemaker:ListNotebookInstances", pages.try_next())
        .await
    {
        let items = page.notebook_instances.unwrap_or_default();
        listing.each(items, |item| notebook(&listing, item)).await;
    }
    listing.end().await;
}

async fn notebook(listing: &Listing<'_>, item: NotebookInstanceSummary) {
    let scope = listing.scope;
    let name = plain(item.notebook_instance_name());
    let call = scope
        .clients
        .sagemaker
        .describe_notebook_instance()
        .notebook_instance_name(&name)
        .send();
    let Some(said) = scope.describe("sagemaker:DescribeNotebookInstance", call).await else {
        return;
    };
    let arn = arn(scope, item.notebook_instance_arn(), "notebook-instance", &name);
    let tags = resource_tags(scope, &arn).await;
    let detail = Notebook {
        status: said.require("NotebookInstanceStatus", |n| text(n.notebook_instance_status())),
        instance_type: said.require("InstanceType", |n| text(n.instance_type())),
        role: said.require("RoleArn", |n| arn_of(n.role_arn())),
        kms_key: said.read(|n| filled(n.kms_key_id())),
        subnet: said.read(|n| filled(n.subnet_id())),
        security_groups: said.read(|n| n.security_groups().to_vec()),
        // `Enabled` is the API's default for both.
        direct_internet: said.read(|n| n.direct_internet_access() != Some(&DirectInternetAccess::Disabled)),
        root_access: said.read(|n| n.root_access() != Some(&RootAccess::Disabled)),
        imds_version: said.read(|n| {
            n.instance_metadata_service_configuration()
                .and_then(|c| filled(c.minimum_instance_metadata_service_version()))
        }),
        platform: said.read(|n| filled(n.platform_identifier())),
        lifecycle_config: said.read(|n| filled(n.notebook_instance_lifecycle_config_name())),
    };
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: detail.into(),
        })
        .await;
}

/// `ListModels` and `DescribeModel`.
pub(super) async fn models(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Model);
    let mut pages = scope
        .clients
        .sagemaker
        .list_models()
        .max_results(PAGE)
        .into_paginator()
        .send();
    while let Some(page) = listing.page("sagemaker:ListModels", pages.try_next()).await {
        let items = page.models.unwrap_or_default();
        listing.each(items, |item| model(&listing, item)).await;
    }
    listing.end().await;
}

async fn model(listing: &Listing<'_>, item: ModelSummary) {
    let scope = listing.scope;
    let name = plain(item.model_name());
    let call = scope.clients.sagemaker.describe_model().model_name(&name).send();
    let Some(said) = scope.describe("sagemaker:DescribeModel", call).await else {
        return;
    };
    let arn = arn(scope, item.model_arn(), "model", &name);
    let tags = resource_tags(scope, &arn).await;
    let detail = Model {
        role: said.read(|m| arn_of(m.execution_role_arn())),
        vpc: said.read(|m| placement(m.vpc_config())),
        network_isolation: said.read(|m| m.enable_network_isolation() == Some(true)),
        containers: said.read(|m| containers(m).map(container).collect()),
        pipeline: said.read(|m| !m.containers().is_empty()),
        secrets: said.read(|m| {
            let environments = containers(m).filter_map(ContainerDefinition::environment);
            environments
                .flat_map(|e| in_map("Environment", Some(e)))
                .collect()
        }),
    };
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: detail.into(),
        })
        .await;
}

fn containers(model: &DescribeModelOutput) -> impl Iterator<Item = &ContainerDefinition> {
    model.primary_container().into_iter().chain(model.containers())
}

fn container(container: &ContainerDefinition) -> ModelContainer {
    ModelContainer {
        image: filled(container.image()),
        model_data: filled(container.model_data_url()),
        repository_access: container
            .image_config()
            .and_then(|c| text(c.repository_access_mode())),
    }
}

/// `ListEndpointConfigs` and `DescribeEndpointConfig`.
pub(super) async fn endpoint_configs(scope: Scope) {
    let listing = Listing::new(&scope, Kind::EndpointConfig);
    let mut pages = scope
        .clients
        .sagemaker
        .list_endpoint_configs()
        .max_results(PAGE)
        .into_paginator()
        .send();
    while let Some(page) = listing
        .page("sagemaker:ListEndpointConfigs", pages.try_next())
        .await
    {
        let items = page.endpoint_configs.unwrap_or_default();
        listing.each(items, |item| endpoint_config(&listing, item)).await;
    }
    listing.end().await;
}

async fn endpoint_config(listing: &Listing<'_>, item: EndpointConfigSummary) {
    let scope = listing.scope;
    let name = plain(item.endpoint_config_name());
    let call = scope
        .clients
        .sagemaker
        .describe_endpoint_config()
        .endpoint_config_name(&name)
        .send();
    let Some(said) = scope.describe("sagemaker:DescribeEndpointConfig", call).await else {
        return;
    };
    let arn = arn(scope, item.endpoint_config_arn(), "endpoint-config", &name);
    let tags = resource_tags(scope, &arn).await;
    let detail = EndpointConfig {
        kms_key: said.read(|c| filled(c.kms_key_id())),
        variants: said.read(|c| c.production_variants().iter().map(variant).collect()),
        shadows: said.read(|c| c.shadow_production_variants().iter().map(variant).collect()),
        data_capture: said.read(|c| {
            c.data_capture_config().map(|d| DataCapture {
                enabled: d.enable_capture() == Some(true),
                kms_key: filled(d.kms_key_id()),
                destination: plain(d.destination_s3_uri()),
            })
        }),
        async_output: said.read(|c| {
            let output = c.async_inference_config()?.output_config()?;
            destination(output.s3_output_path(), output.kms_key_id())
        }),
    };
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: detail.into(),
        })
        .await;
}

fn variant(variant: &SdkVariant) -> ProductionVariant {
    ProductionVariant {
        name: plain(variant.variant_name()),
        model: filled(variant.model_name()),
        instance_type: text(variant.instance_type()),
        instances: variant.initial_instance_count(),
        ssm_access: variant.enable_ssm_access() == Some(true),
        core_dump: variant
            .core_dump_config()
            .and_then(|d| destination(d.destination_s3_uri(), d.kms_key_id())),
    }
}

/// `ListEndpoints` and `DescribeEndpoint`.
pub(super) async fn endpoints(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Endpoint);
    let mut pages = scope
        .clients
        .sagemaker
        .list_endpoints()
        .max_results(PAGE)
        .into_paginator()
        .send();
    while let Some(page) = listing.page("sagemaker:ListEndpoints", pages.try_next()).await {
        let items = page.endpoints.unwrap_or_default();
        listing.each(items, |item| endpoint(&listing, item)).await;
    }
    listing.end().await;
}

async fn endpoint(listing: &Listing<'_>, item: EndpointSummary) {
    let scope = listing.scope;
    let name = plain(item.endpoint_name());
    let call = scope
        .clients
        .sagemaker
        .describe_endpoint()
        .endpoint_name(&name)
        .send();
    let Some(said) = scope.describe("sagemaker:DescribeEndpoint", call).await else {
        return;
    };
    let arn = arn(scope, item.endpoint_arn(), "endpoint", &name);
    let tags = resource_tags(scope, &arn).await;
    let detail = Endpoint {
        status: said.require("EndpointStatus", |e| text(e.endpoint_status())),
        config: said.require("EndpointConfigName", |e| filled(e.endpoint_config_name())),
        failure: said.read(|e| filled(e.failure_reason())),
    };
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: detail.into(),
        })
        .await;
}

/// The ARN as listed, or as SageMaker forms it.
pub(super) fn arn(scope: &Scope, listed: Option<&str>, kind: &str, name: &str) -> Arn {
    arn_of(listed).unwrap_or_else(|| scope.arn("sagemaker", &format!("{kind}/{name}")))
}

/// The placement of jobs and models; a configuration without subnets places
/// nothing.
pub(super) fn placement(config: Option<&SdkVpcConfig>) -> Option<VpcConfig> {
    let config = config.filter(|c| !c.subnets().is_empty())?;
    Some(VpcConfig {
        subnets: config.subnets().to_vec(),
        security_groups: config.security_group_ids().to_vec(),
    })
}

/// A resource has fifty tags at most: one page.
pub(super) async fn resource_tags(scope: &Scope, arn: &Arn) -> Field<Tags> {
    let call = scope
        .clients
        .sagemaker
        .list_tags()
        .resource_arn(arn.as_str())
        .max_results(50)
        .send();
    let answer = scope.setting("sagemaker:ListTags", call).await;
    answer.read(|t| tags(t.tags().iter().map(|t| (t.key(), t.value()))))
}

/// A place in S3, with its key; no address is no place.
pub(super) fn destination(uri: Option<&str>, kms_key: Option<&str>) -> Option<Destination> {
    Some(Destination {
        uri: filled(uri)?,
        kms_key: filled(kms_key),
    })
}

/// The secrets of a map of the API: an environment, hyperparameters. The
/// values go no further than this.
pub(super) fn in_map(place: &str, map: Option<&HashMap<String, String>>) -> Vec<Secret> {
    let settings = map.into_iter().flatten();
    secrets::in_settings(
        place,
        settings.map(|(name, value)| (name.as_str(), value.as_str())),
    )
}
