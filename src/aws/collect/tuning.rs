//! SageMaker: tuning, compilation and AutoML jobs; like all jobs they are never
//! deleted, see [`super::jobs`].

use super::Scope;
use super::answer::{arn_of, filled, plain, text, time};
use super::jobs::job_tags;
use super::listing::{Found, Listing};
use super::sagemaker::{PAGE, arn, in_map};
use crate::inventory::Kind;
use crate::inventory::detail::{AutomlJob, CompilationJob, TuningDefinition, TuningJob};
use aws_sdk_sagemaker::operation::describe_hyper_parameter_tuning_job::DescribeHyperParameterTuningJobOutput;
use aws_sdk_sagemaker::types::{
    AutoMlJobSummary, AutoMlSortBy, AutoMlSortOrder, CompilationJobSummary,
    HyperParameterTrainingJobDefinition, HyperParameterTuningJobSortByOptions,
    HyperParameterTuningJobSummary, ListCompilationJobsSortBy, SortOrder,
};

/// A listing of jobs, newest first.
macro_rules! newest_first {
    ($scope:ident, $kind:ident, $operation:literal, $list:ident, $sort:expr, $order:expr, $items:ident, $work:path) => {{
        let listing = Listing::new(&$scope, Kind::$kind);
        let list = $scope.clients.sagemaker.$list().sort_by($sort).sort_order($order);
        let mut pages = list.max_results(PAGE).into_paginator().send();
        let mut before = 0;
        while let Some(page) = listing.page($operation, pages.try_next()).await {
            let numbered: Vec<_> = (before..).zip(page.$items.unwrap_or_default()).collect();
            before += numbered.len();
            listing
                .each(numbered, |(index, item)| $work(&listing, index, item))
                .await;
        }
        listing.end().await;
    }};
}

/// `ListHyperParameterTuningJobs` and `DescribeHyperParameterTuningJob`.
pub(super) async fn tuning(scope: Scope) {
    newest_first!(
        scope,
        TuningJob,
        "sagemaker:ListHyperParameterTuningJobs",
        list_hyper_parameter_tuning_jobs,
        HyperParameterTuningJobSortByOptions::CreationTime,
        SortOrder::Descending,
        hyper_parameter_tuning_job_summaries,
        tuning_job
    );
}

async fn tuning_job(listing: &Listing<'_>, index: usize, item: HyperParameterTuningJobSummary) {
    let scope = listing.scope;
    let name = plain(item.hyper_parameter_tuning_job_name());
    let ask = scope.clients.sagemaker.describe_hyper_parameter_tuning_job();
    let call = ask.hyper_parameter_tuning_job_name(&name).send();
    let operation = "sagemaker:DescribeHyperParameterTuningJob";
    let Some(said) = scope.describe(operation, call).await else {
        return;
    };
    let arn = arn(
        scope,
        item.hyper_parameter_tuning_job_arn(),
        "hyper-parameter-tuning-job",
        &name,
    );
    let tags = job_tags(scope, index, &arn).await;
    let detail = TuningJob {
        status: said.require("HyperParameterTuningJobStatus", |j| {
            text(j.hyper_parameter_tuning_job_status())
        }),
        definitions: said.read(|j| definitions(j).map(definition).collect()),
        secrets: said.read(|j| {
            let each = definitions(j).flat_map(|d| {
                let environment = in_map("Environment", d.environment());
                [
                    environment,
                    in_map("StaticHyperParameters", d.static_hyper_parameters()),
                ]
                .concat()
            });
            each.collect()
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

fn definitions(
    job: &DescribeHyperParameterTuningJobOutput,
) -> impl Iterator<Item = &HyperParameterTrainingJobDefinition> {
    let one = job.training_job_definition().into_iter();
    one.chain(job.training_job_definitions())
}

fn definition(definition: &HyperParameterTrainingJobDefinition) -> TuningDefinition {
    let output = definition.output_data_config();
    let resources = definition.resource_config();
    let choice = definition.hyper_parameter_tuning_resource_config();
    let volume_kms_key = resources
        .and_then(|r| filled(r.volume_kms_key_id()))
        .or_else(|| choice.and_then(|c| filled(c.volume_kms_key_id())));
    let groups = resources
        .map(aws_sdk_sagemaker::types::ResourceConfig::instance_groups)
        .unwrap_or_default();
    let configs = choice
        .map(aws_sdk_sagemaker::types::HyperParameterTuningResourceConfig::instance_configs)
        .unwrap_or_default();
    let instance_types = [
        resources.and_then(|r| text(r.instance_type())),
        choice.and_then(|c| text(c.instance_type())),
    ]
    .into_iter()
    .chain(groups.iter().map(|g| text(g.instance_type())))
    .chain(configs.iter().map(|c| text(c.instance_type())))
    .flatten()
    .collect();
    TuningDefinition {
        name: filled(definition.definition_name()),
        role: arn_of(definition.role_arn()),
        image: definition
            .algorithm_specification()
            .and_then(|a| filled(a.training_image())),
        inputs: definition
            .input_data_config()
            .iter()
            .filter_map(|c| filled(c.data_source()?.s3_data_source()?.s3_uri()))
            .collect(),
        output_path: plain(output.and_then(|o| o.s3_output_path())),
        output_kms_key: output.and_then(|o| filled(o.kms_key_id())),
        volume_kms_key,
        instance_types,
        subnets: definition
            .vpc_config()
            .map(|v| v.subnets().to_vec())
            .unwrap_or_default(),
        network_isolation: definition.enable_network_isolation() == Some(true),
        inter_container_encryption: definition.enable_inter_container_traffic_encryption() == Some(true),
    }
}

/// `ListCompilationJobs` and `DescribeCompilationJob`.
pub(super) async fn compilation(scope: Scope) {
    newest_first!(
        scope,
        CompilationJob,
        "sagemaker:ListCompilationJobs",
        list_compilation_jobs,
        ListCompilationJobsSortBy::CreationTime,
        SortOrder::Descending,
        compilation_job_summaries,
        compilation_job
    );
}

async fn compilation_job(listing: &Listing<'_>, index: usize, item: CompilationJobSummary) {
    let scope = listing.scope;
    let name = plain(item.compilation_job_name());
    let ask = scope.clients.sagemaker.describe_compilation_job();
    let call = ask.compilation_job_name(&name).send();
    let Some(said) = scope.describe("sagemaker:DescribeCompilationJob", call).await else {
        return;
    };
    let arn = arn(scope, item.compilation_job_arn(), "compilation-job", &name);
    let tags = job_tags(scope, index, &arn).await;
    let detail = CompilationJob {
        status: said.require("CompilationJobStatus", |j| text(j.compilation_job_status())),
        role: said.read(|j| arn_of(j.role_arn())),
        output_path: said.require("OutputConfig.S3OutputLocation", |j| {
            filled(j.output_config()?.s3_output_location())
        }),
        output_kms_key: said.read(|j| j.output_config().and_then(|o| filled(o.kms_key_id()))),
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

/// `ListAutoMLJobs` and `DescribeAutoMLJobV2`.
pub(super) async fn automl(scope: Scope) {
    newest_first!(
        scope,
        AutomlJob,
        "sagemaker:ListAutoMLJobs",
        list_auto_ml_jobs,
        AutoMlSortBy::CreationTime,
        AutoMlSortOrder::Descending,
        auto_ml_job_summaries,
        automl_job
    );
}

async fn automl_job(listing: &Listing<'_>, index: usize, item: AutoMlJobSummary) {
    let scope = listing.scope;
    let name = plain(item.auto_ml_job_name());
    let ask = scope.clients.sagemaker.describe_auto_ml_job_v2();
    let call = ask.auto_ml_job_name(&name).send();
    let Some(said) = scope.describe("sagemaker:DescribeAutoMLJobV2", call).await else {
        return;
    };
    let arn = arn(scope, item.auto_ml_job_arn(), "automl-job", &name);
    let tags = job_tags(scope, index, &arn).await;
    let detail = AutomlJob {
        status: said.require("AutoMLJobStatus", |j| text(j.auto_ml_job_status())),
        role: said.read(|j| arn_of(j.role_arn())),
        inputs: said.read(|j| {
            let channels = j.auto_ml_job_input_data_config().iter();
            let uri = channels.filter_map(|c| filled(c.data_source()?.s3_data_source()?.s3_uri()));
            uri.collect()
        }),
        output_path: said.require("OutputDataConfig.S3OutputPath", |j| {
            filled(j.output_data_config()?.s3_output_path())
        }),
        output_kms_key: said.read(|j| j.output_data_config().and_then(|o| filled(o.kms_key_id()))),
        volume_kms_key: said.read(|j| j.security_config().and_then(|s| filled(s.volume_kms_key_id()))),
        subnets: said.read(|j| {
            let vpc = j.security_config().and_then(|s| s.vpc_config());
            vpc.map(|v| v.subnets().to_vec()).unwrap_or_default()
        }),
        inter_container_encryption: said.read(|j| {
            let security = j.security_config();
            security.and_then(
                aws_sdk_sagemaker::types::AutoMlSecurityConfig::enable_inter_container_traffic_encryption,
            ) == Some(true)
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
