//! SageMaker jobs: training, processing, batch transform.
//!
//! Jobs are never deleted, so there may be thousands. All are listed and
//! described, newest first; tags, which take a call each, are read for the
//! newest [`TAGGED`] of each kind, and are "not collected" for older ones.

use super::Scope;
use super::answer::{Answer, arn_of, filled, not_collected, plain, text, time};
use super::listing::{Found, Listing};
use super::sagemaker::{PAGE, arn, in_map, placement, resource_tags};
use crate::inventory::detail::{ProcessingJob, TrainingJob, TransformJob};
use crate::inventory::{Arn, Field, Kind, Tags, secrets};
use aws_sdk_sagemaker::operation::describe_processing_job::DescribeProcessingJobOutput;
use aws_sdk_sagemaker::operation::describe_training_job::DescribeTrainingJobOutput;
use aws_sdk_sagemaker::operation::describe_transform_job::DescribeTransformJobOutput;
use aws_sdk_sagemaker::types::{
    InstanceGroup, NetworkConfig, ProcessingJobSummary, RemoteDebugConfig, SortBy, SortOrder,
    TrainingJobSummary, TransformJobSummary,
};

/// How many jobs of a kind have their tags read in one collection.
const TAGGED: usize = 200;

pub(super) async fn job_tags(scope: &Scope, index: usize, arn: &Arn) -> Field<Tags> {
    if index < TAGGED {
        resource_tags(scope, arn).await
    } else {
        not_collected("sagemaker:ListTags", "tags are read for the newest 200 jobs")
    }
}

/// `ListTrainingJobs` and `DescribeTrainingJob`.
pub(super) async fn training(scope: Scope) {
    let listing = Listing::new(&scope, Kind::TrainingJob);
    let list = scope.clients.sagemaker.list_training_jobs();
    let mut pages = list
        .sort_by(SortBy::CreationTime)
        .sort_order(SortOrder::Descending)
        .max_results(PAGE)
        .into_paginator()
        .send();
    let mut before = 0;
    while let Some(page) = listing.page("sagemaker:ListTrainingJobs", pages.try_next()).await {
        let items: Vec<_> = page.training_job_summaries.unwrap_or_default();
        let numbered: Vec<_> = (before..).zip(items).collect();
        before += numbered.len();
        listing
            .each(numbered, |(index, item)| training_job(&listing, index, item))
            .await;
    }
    listing.end().await;
}

async fn training_job(listing: &Listing<'_>, index: usize, item: TrainingJobSummary) {
    let scope = listing.scope;
    let name = plain(item.training_job_name());
    let call = scope
        .clients
        .sagemaker
        .describe_training_job()
        .training_job_name(&name)
        .send();
    let Some(said) = scope.describe("sagemaker:DescribeTrainingJob", call).await else {
        return;
    };
    let arn = arn(scope, item.training_job_arn(), "training-job", &name);
    let tags = job_tags(scope, index, &arn).await;
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: training_detail(&said).into(),
        })
        .await;
}

fn training_detail(said: &Answer<DescribeTrainingJobOutput>) -> TrainingJob {
    TrainingJob {
        status: said.require("TrainingJobStatus", |j| text(j.training_job_status())),
        secondary_status: said.require("SecondaryStatus", |j| text(j.secondary_status())),
        role: said.require("RoleArn", |j| arn_of(j.role_arn())),
        image: said.read(|j| {
            j.algorithm_specification()
                .and_then(|a| filled(a.training_image()))
        }),
        inputs: said.read(|j| {
            j.input_data_config()
                .iter()
                .filter_map(|c| c.data_source()?.s3_data_source()?.s3_uri())
                .map(str::to_owned)
                .collect()
        }),
        output_path: said.require("OutputDataConfig.S3OutputPath", |j| {
            filled(j.output_data_config()?.s3_output_path())
        }),
        output_kms_key: said.read(|j| j.output_data_config().and_then(|o| filled(o.kms_key_id()))),
        volume_kms_key: said.read(|j| j.resource_config().and_then(|r| filled(r.volume_kms_key_id()))),
        instance_type: said.read(|j| j.resource_config().and_then(|r| text(r.instance_type()))),
        instance_groups: said.read(|j| {
            let groups = j
                .resource_config()
                .map(aws_sdk_sagemaker::types::ResourceConfig::instance_groups)
                .unwrap_or_default();
            groups.iter().filter_map(|g| text(g.instance_type())).collect()
        }),
        instance_count: said.require("ResourceConfig", |j| {
            let resources = j.resource_config()?;
            let groups = || {
                resources
                    .instance_groups()
                    .iter()
                    .filter_map(InstanceGroup::instance_count)
                    .sum()
            };
            Some(resources.instance_count().unwrap_or_else(groups))
        }),
        vpc: said.read(|j| placement(j.vpc_config())),
        network_isolation: said.read(|j| j.enable_network_isolation() == Some(true)),
        inter_container_encryption: said
            .read(|j| j.enable_inter_container_traffic_encryption() == Some(true)),
        remote_debug: said.read(|j| {
            j.remote_debug_config()
                .and_then(RemoteDebugConfig::enable_remote_debug)
                == Some(true)
        }),
        secrets: said.read(|j| {
            let environment = in_map("Environment", j.environment());
            [environment, in_map("HyperParameters", j.hyper_parameters())].concat()
        }),
        failure: said.read(|j| filled(j.failure_reason())),
        ended: said.read(|j| time(j.training_end_time())),
    }
}

/// `ListProcessingJobs` and `DescribeProcessingJob`.
pub(super) async fn processing(scope: Scope) {
    let listing = Listing::new(&scope, Kind::ProcessingJob);
    let list = scope.clients.sagemaker.list_processing_jobs();
    let mut pages = list
        .sort_by(SortBy::CreationTime)
        .sort_order(SortOrder::Descending)
        .max_results(PAGE)
        .into_paginator()
        .send();
    let mut before = 0;
    while let Some(page) = listing
        .page("sagemaker:ListProcessingJobs", pages.try_next())
        .await
    {
        let items: Vec<_> = page.processing_job_summaries.unwrap_or_default();
        let numbered: Vec<_> = (before..).zip(items).collect();
        before += numbered.len();
        listing
            .each(numbered, |(index, item)| processing_job(&listing, index, item))
            .await;
    }
    listing.end().await;
}

async fn processing_job(listing: &Listing<'_>, index: usize, item: ProcessingJobSummary) {
    let scope = listing.scope;
    let name = plain(item.processing_job_name());
    let call = scope
        .clients
        .sagemaker
        .describe_processing_job()
        .processing_job_name(&name)
        .send();
    let Some(said) = scope.describe("sagemaker:DescribeProcessingJob", call).await else {
        return;
    };
    let arn = arn(scope, item.processing_job_arn(), "processing-job", &name);
    let tags = job_tags(scope, index, &arn).await;
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: processing_detail(&said).into(),
        })
        .await;
}

fn processing_detail(said: &Answer<DescribeProcessingJobOutput>) -> ProcessingJob {
    let on = |pick: fn(&NetworkConfig) -> Option<bool>| {
        said.read(|j| j.network_config().and_then(pick) == Some(true))
    };
    ProcessingJob {
        status: said.require("ProcessingJobStatus", |j| text(j.processing_job_status())),
        role: said.read(|j| arn_of(j.role_arn())),
        image: said.require("AppSpecification.ImageUri", |j| {
            filled(j.app_specification()?.image_uri())
        }),
        inputs: said.read(|j| {
            j.processing_inputs()
                .iter()
                .filter_map(|i| i.s3_input()?.s3_uri())
                .map(str::to_owned)
                .collect()
        }),
        outputs: said.read(|j| {
            j.processing_output_config().map_or_else(Vec::new, |c| {
                c.outputs()
                    .iter()
                    .filter_map(|o| o.s3_output()?.s3_uri())
                    .map(str::to_owned)
                    .collect()
            })
        }),
        output_kms_key: said.read(|j| j.processing_output_config().and_then(|c| filled(c.kms_key_id()))),
        volume_kms_key: said.read(|j| {
            let cluster = j.processing_resources().and_then(|r| r.cluster_config());
            cluster.and_then(|c| filled(c.volume_kms_key_id()))
        }),
        instance_type: said.read(|j| {
            let cluster = j.processing_resources().and_then(|r| r.cluster_config());
            cluster.and_then(|c| text(c.instance_type()))
        }),
        vpc: said.read(|j| placement(j.network_config().and_then(|n| n.vpc_config()))),
        network_isolation: on(NetworkConfig::enable_network_isolation),
        inter_container_encryption: on(NetworkConfig::enable_inter_container_traffic_encryption),
        secrets: said.read(|j| {
            let app = j.app_specification();
            let words = app.map(|a| [a.container_entrypoint(), a.container_arguments()].concat());
            let command = words.unwrap_or_default().join(" ");
            let environment = in_map("Environment", j.environment());
            [environment, secrets::in_text("AppSpecification", &command)].concat()
        }),
    }
}

/// `ListTransformJobs` and `DescribeTransformJob`.
pub(super) async fn transform(scope: Scope) {
    let listing = Listing::new(&scope, Kind::TransformJob);
    let list = scope.clients.sagemaker.list_transform_jobs();
    let mut pages = list
        .sort_by(SortBy::CreationTime)
        .sort_order(SortOrder::Descending)
        .max_results(PAGE)
        .into_paginator()
        .send();
    let mut before = 0;
    while let Some(page) = listing
        .page("sagemaker:ListTransformJobs", pages.try_next())
        .await
    {
        let items: Vec<_> = page.transform_job_summaries.unwrap_or_default();
        let numbered: Vec<_> = (before..).zip(items).collect();
        before += numbered.len();
        listing
            .each(numbered, |(index, item)| transform_job(&listing, index, item))
            .await;
    }
    listing.end().await;
}

async fn transform_job(listing: &Listing<'_>, index: usize, item: TransformJobSummary) {
    let scope = listing.scope;
    let name = plain(item.transform_job_name());
    let call = scope
        .clients
        .sagemaker
        .describe_transform_job()
        .transform_job_name(&name)
        .send();
    let Some(said) = scope.describe("sagemaker:DescribeTransformJob", call).await else {
        return;
    };
    let arn = arn(scope, item.transform_job_arn(), "transform-job", &name);
    let tags = job_tags(scope, index, &arn).await;
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: transform_detail(&said).into(),
        })
        .await;
}

fn transform_detail(said: &Answer<DescribeTransformJobOutput>) -> TransformJob {
    TransformJob {
        status: said.require("TransformJobStatus", |j| text(j.transform_job_status())),
        model: said.require("ModelName", |j| filled(j.model_name())),
        input: said.require("TransformInput.DataSource.S3DataSource.S3Uri", |j| {
            filled(j.transform_input()?.data_source()?.s3_data_source()?.s3_uri())
        }),
        output_path: said.require("TransformOutput.S3OutputPath", |j| {
            filled(j.transform_output()?.s3_output_path())
        }),
        output_kms_key: said.read(|j| j.transform_output().and_then(|o| filled(o.kms_key_id()))),
        volume_kms_key: said.read(|j| {
            j.transform_resources()
                .and_then(|r| filled(r.volume_kms_key_id()))
        }),
        instance_type: said.read(|j| j.transform_resources().and_then(|r| text(r.instance_type()))),
        secrets: said.read(|j| in_map("Environment", j.environment())),
    }
}
