//! SageMaker: monitoring job definitions, schedules and inference experiments.

use super::Scope;
use super::answer::{arn_of, filled, plain, text, time};
use super::listing::{Found, Listing};
use super::sagemaker::{PAGE, arn, destination, placement, resource_tags};
use crate::inventory::Kind;
use crate::inventory::detail::{
    InferenceExperiment, MonitoringDefinition, MonitoringNetwork, MonitoringSchedule, MonitoringType,
    Scheduled,
};
use aws_sdk_sagemaker::types::{
    InferenceExperimentSummary, MonitoringNetworkConfig, MonitoringOutputConfig, MonitoringResources,
    MonitoringScheduleConfig, MonitoringScheduleSummary, NetworkConfig,
};

/// One of the four types: its listing and what is described of each.
macro_rules! definitions_of {
    ($listing:ident, $type:ident, $arn:literal, $lists:literal, $list:ident, $describes:literal, $describe:ident, $output:ident) => {{
        let listing = &$listing;
        let scope = listing.scope;
        let sagemaker = &scope.clients.sagemaker;
        let mut pages = sagemaker.$list().max_results(PAGE).into_paginator().send();
        while let Some(page) = listing.page($lists, pages.try_next()).await {
            let items = page.job_definition_summaries.unwrap_or_default();
            listing
                .each(items, |item| async move {
                    let name = plain(item.monitoring_job_definition_name());
                    let call = sagemaker.$describe().job_definition_name(&name).send();
                    let Some(said) = scope.describe($describes, call).await else {
                        return;
                    };
                    let arn = arn(scope, item.monitoring_job_definition_arn(), $arn, &name);
                    let tags = resource_tags(scope, &arn).await;
                    let detail = MonitoringDefinition {
                        monitors: MonitoringType::$type,
                        endpoint: filled(item.endpoint_name()),
                        role: said.read(|d| arn_of(d.role_arn())),
                        network: said.read(|d| d.network_config().map(of_definition).unwrap_or_default()),
                        instance_count: said.require("JobResources.ClusterConfig.InstanceCount", |d| {
                            d.job_resources()?.cluster_config()?.instance_count()
                        }),
                        volume_kms_key: said.read(|d| d.job_resources().and_then(volume_key)),
                        output_kms_key: said.read(|d| d.$output().and_then(output_key)),
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
                })
                .await;
        }
    }};
}

/// The definitions of all four types.
pub(super) async fn definitions(scope: Scope) {
    let listing = Listing::new(&scope, Kind::MonitoringDefinition);
    definitions_of!(
        listing,
        DataQuality,
        "data-quality-job-definition",
        "sagemaker:ListDataQualityJobDefinitions",
        list_data_quality_job_definitions,
        "sagemaker:DescribeDataQualityJobDefinition",
        describe_data_quality_job_definition,
        data_quality_job_output_config
    );
    definitions_of!(
        listing,
        ModelQuality,
        "model-quality-job-definition",
        "sagemaker:ListModelQualityJobDefinitions",
        list_model_quality_job_definitions,
        "sagemaker:DescribeModelQualityJobDefinition",
        describe_model_quality_job_definition,
        model_quality_job_output_config
    );
    definitions_of!(
        listing,
        ModelBias,
        "model-bias-job-definition",
        "sagemaker:ListModelBiasJobDefinitions",
        list_model_bias_job_definitions,
        "sagemaker:DescribeModelBiasJobDefinition",
        describe_model_bias_job_definition,
        model_bias_job_output_config
    );
    definitions_of!(
        listing,
        ModelExplainability,
        "model-explainability-job-definition",
        "sagemaker:ListModelExplainabilityJobDefinitions",
        list_model_explainability_job_definitions,
        "sagemaker:DescribeModelExplainabilityJobDefinition",
        describe_model_explainability_job_definition,
        model_explainability_job_output_config
    );
    listing.end().await;
}

fn of_definition(network: &MonitoringNetworkConfig) -> MonitoringNetwork {
    MonitoringNetwork {
        isolation: network.enable_network_isolation() == Some(true),
        inter_container_encryption: network.enable_inter_container_traffic_encryption() == Some(true),
        vpc: placement(network.vpc_config()),
    }
}

fn of_schedule(network: &NetworkConfig) -> MonitoringNetwork {
    MonitoringNetwork {
        isolation: network.enable_network_isolation() == Some(true),
        inter_container_encryption: network.enable_inter_container_traffic_encryption() == Some(true),
        vpc: placement(network.vpc_config()),
    }
}

fn volume_key(resources: &MonitoringResources) -> Option<String> {
    filled(resources.cluster_config()?.volume_kms_key_id())
}

fn output_key(output: &MonitoringOutputConfig) -> Option<String> {
    filled(output.kms_key_id())
}

/// `ListMonitoringSchedules` and `DescribeMonitoringSchedule`.
pub(super) async fn schedules(scope: Scope) {
    let listing = Listing::new(&scope, Kind::MonitoringSchedule);
    let list = scope.clients.sagemaker.list_monitoring_schedules();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("sagemaker:ListMonitoringSchedules", pages.try_next())
        .await
    {
        let items = page.monitoring_schedule_summaries.unwrap_or_default();
        listing.each(items, |item| schedule(&listing, item)).await;
    }
    listing.end().await;
}

async fn schedule(listing: &Listing<'_>, item: MonitoringScheduleSummary) {
    let scope = listing.scope;
    let name = plain(item.monitoring_schedule_name());
    let ask = scope.clients.sagemaker.describe_monitoring_schedule();
    let call = ask.monitoring_schedule_name(&name).send();
    let Some(said) = scope.describe("sagemaker:DescribeMonitoringSchedule", call).await else {
        return;
    };
    let arn = arn(
        scope,
        item.monitoring_schedule_arn(),
        "monitoring-schedule",
        &name,
    );
    let tags = resource_tags(scope, &arn).await;
    let detail = MonitoringSchedule {
        status: said.require("MonitoringScheduleStatus", |s| {
            text(s.monitoring_schedule_status())
        }),
        // `DataQuality` is the API's default.
        monitors: said.read(|s| {
            let config = s.monitoring_schedule_config();
            let word = s
                .monitoring_type()
                .or_else(|| config.and_then(|c| c.monitoring_type()));
            word.map_or(Some(MonitoringType::DataQuality), |w| {
                MonitoringType::find(w.as_str())
            })
        }),
        endpoint: said.read(|s| filled(s.endpoint_name())),
        runs: said.require("MonitoringScheduleConfig", |s| {
            s.monitoring_schedule_config().and_then(runs)
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

fn runs(config: &MonitoringScheduleConfig) -> Option<Scheduled> {
    if let Some(name) = filled(config.monitoring_job_definition_name()) {
        return Some(Scheduled::Named(name));
    }
    let definition = config.monitoring_job_definition()?;
    let network = definition.network_config().map(of_schedule);
    Some(Scheduled::Inline(network.unwrap_or_default()))
}

/// `ListInferenceExperiments` and `DescribeInferenceExperiment`.
pub(super) async fn experiments(scope: Scope) {
    let listing = Listing::new(&scope, Kind::InferenceExperiment);
    let list = scope.clients.sagemaker.list_inference_experiments();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("sagemaker:ListInferenceExperiments", pages.try_next())
        .await
    {
        let items = page.inference_experiments.unwrap_or_default();
        listing.each(items, |item| experiment(&listing, item)).await;
    }
    listing.end().await;
}

async fn experiment(listing: &Listing<'_>, item: InferenceExperimentSummary) {
    let scope = listing.scope;
    let name = plain(item.name());
    let call = scope
        .clients
        .sagemaker
        .describe_inference_experiment()
        .name(&name)
        .send();
    let Some(said) = scope
        .describe("sagemaker:DescribeInferenceExperiment", call)
        .await
    else {
        return;
    };
    // The listing shows no ARN.
    let arn = arn(
        scope,
        said.ok().and_then(|e| e.arn()),
        "inference-experiment",
        &name,
    );
    let tags = resource_tags(scope, &arn).await;
    let detail = InferenceExperiment {
        status: said.require("Status", |e| text(e.status())),
        endpoint: said.read(|e| e.endpoint_metadata().and_then(|m| filled(m.endpoint_name()))),
        role: said.read(|e| arn_of(e.role_arn())),
        kms_key: said.read(|e| filled(e.kms_key())),
        data_storage: said.read(|e| {
            let storage = e.data_storage_config()?;
            destination(storage.destination(), storage.kms_key())
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
