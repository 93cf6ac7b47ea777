//! Training jobs.
//!
//! A name can be used once. The job is what the spec wants when its fields are,
//! whatever it is doing; one that failed differs in `TrainingJobStatus`, with
//! AWS's reason.

use super::answer::{failure, found, gone, made, seen, unnamed, wait};
use super::compare::Compared;
use super::misrouted;
use super::tags::Owner;
use crate::aws::interlock::with_permit;
use crate::inventory::GapKind;
use crate::stack::spec::{Tags, TrainingJobSpec};
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_sagemaker::Client;
use aws_sdk_sagemaker::operation::describe_training_job::DescribeTrainingJobOutput;
use aws_sdk_sagemaker::types::{
    AlgorithmSpecification, Channel, DataSource, OutputDataConfig, ResourceConfig, S3DataDistribution,
    S3DataSource, S3DataType, StoppingCondition, Tag, TrainingInputMode, TrainingInstanceType,
    TrainingJobStatus, VpcConfig,
};

const CHANNEL: &str = "train";

/// Reads what is there.
pub(super) async fn observe(sagemaker: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    let Spec::CreateTrainingJob(job) = spec else {
        return Err(misrouted(spec));
    };
    let Some(actual) = describe(sagemaker, &job.job).await? else {
        return Ok(Observed::Absent);
    };
    let arn = actual.training_job_arn().unwrap_or("");
    let ours = owns(sagemaker, owner, arn).await?;
    let mut compared = Compared::default();
    compare(&mut compared, &actual, job);
    Ok(compared.present(ours))
}

async fn describe(sagemaker: &Client, job: &str) -> Result<Option<DescribeTrainingJobOutput>, ActError> {
    let answer = sagemaker
        .describe_training_job()
        .training_job_name(job)
        .send()
        .await;
    found("sagemaker:DescribeTrainingJob", answer)
}

/// Whether SageMaker's tags say that the stack made it.
pub(super) async fn owns(sagemaker: &Client, owner: Owner<'_>, arn: &str) -> Result<bool, ActError> {
    let mut tags = sagemaker
        .list_tags()
        .resource_arn(arn)
        .into_paginator()
        .items()
        .send();
    while let Some(tag) = tags.next().await {
        let tag = seen("sagemaker:ListTags", tag)?;
        if owner.stack_owns(tag.key().zip(tag.value())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tags to create a resource with.
pub(super) fn tagged(tags: &Tags) -> Vec<Tag> {
    tags.iter()
        .map(|(k, v)| Tag::builder().key(k).value(v).build())
        .collect()
}

/// A network that only the given subnets and groups are part of.
pub(super) fn network(subnets: &[String], groups: &[String]) -> VpcConfig {
    VpcConfig::builder()
        .set_subnets(Some(subnets.to_vec()))
        .set_security_group_ids(Some(groups.to_vec()))
        .build()
}

/// Compares a network with the subnets and groups that are wanted.
pub(super) fn compare_network(
    compared: &mut Compared,
    actual: Option<&VpcConfig>,
    subnets: &[String],
    groups: &[String],
) {
    fn texts(names: &[String]) -> impl Iterator<Item = &str> {
        names.iter().map(String::as_str)
    }
    compared
        .names(
            "VpcConfig.Subnets",
            texts(actual.map_or(&[], VpcConfig::subnets)),
            texts(subnets),
        )
        .names(
            "VpcConfig.SecurityGroupIds",
            texts(actual.map_or(&[], VpcConfig::security_group_ids)),
            texts(groups),
        );
}

fn compare(compared: &mut Compared, actual: &DescribeTrainingJobOutput, job: &TrainingJobSpec) {
    let algorithm = actual.algorithm_specification();
    let input = actual
        .input_data_config()
        .iter()
        .filter_map(|c| c.data_source()?.s3_data_source()?.s3_uri());
    let output = actual.output_data_config();
    let resources = actual.resource_config();
    compared
        .output("TrainingJobArn", actual.training_job_arn())
        .text("RoleArn", actual.role_arn(), &job.role_arn)
        .text(
            "AlgorithmSpecification.TrainingImage",
            algorithm.and_then(AlgorithmSpecification::training_image),
            &job.image,
        )
        .names("InputDataConfig.S3Uri", input, [job.input_uri.as_str()])
        .text(
            "OutputDataConfig.S3OutputPath",
            output.and_then(OutputDataConfig::s3_output_path),
            &job.output_uri,
        )
        .text(
            "OutputDataConfig.KmsKeyId",
            output.and_then(OutputDataConfig::kms_key_id),
            &job.key_arn,
        )
        .text(
            "ResourceConfig.VolumeKmsKeyId",
            resources.and_then(ResourceConfig::volume_kms_key_id),
            &job.key_arn,
        )
        .text(
            "ResourceConfig.InstanceType",
            resources
                .and_then(ResourceConfig::instance_type)
                .map(TrainingInstanceType::as_str),
            &job.instance_type,
        )
        .value(
            "ResourceConfig.InstanceCount",
            resources.and_then(ResourceConfig::instance_count),
            job.instances,
        )
        .value(
            "ResourceConfig.VolumeSizeInGB",
            resources.and_then(ResourceConfig::volume_size_in_gb),
            job.volume_gb,
        )
        .value(
            "StoppingCondition.MaxRuntimeInSeconds",
            actual
                .stopping_condition()
                .and_then(StoppingCondition::max_runtime_in_seconds),
            job.max_seconds,
        )
        .value("EnableNetworkIsolation", actual.enable_network_isolation(), true)
        .value(
            "EnableInterContainerTrafficEncryption",
            actual.enable_inter_container_traffic_encryption(),
            true,
        );
    compare_network(compared, actual.vpc_config(), &job.subnet_ids, &job.group_ids);
    if actual.training_job_status() == Some(&TrainingJobStatus::Failed) {
        let reason = actual.failure_reason().unwrap_or("AWS gives no reason");
        compared.differs("TrainingJobStatus", &format!("Failed: {reason}"), "not Failed");
    }
}

/// Makes the call.
pub(super) async fn act(sagemaker: &Client, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let Spec::CreateTrainingJob(job) = spec else {
        return Err(misrouted(spec));
    };
    let operation = spec.operation();
    let source = S3DataSource::builder()
        .s3_data_type(S3DataType::S3Prefix)
        .s3_uri(&job.input_uri)
        .s3_data_distribution_type(S3DataDistribution::FullyReplicated)
        .build();
    let channel = Channel::builder()
        .channel_name(CHANNEL)
        .data_source(DataSource::builder().s3_data_source(source).build())
        .build();
    let algorithm = AlgorithmSpecification::builder()
        .training_image(&job.image)
        .training_input_mode(TrainingInputMode::File)
        .build();
    let output = OutputDataConfig::builder()
        .s3_output_path(&job.output_uri)
        .kms_key_id(&job.key_arn)
        .build();
    let resources = ResourceConfig::builder()
        .instance_type(TrainingInstanceType::from(job.instance_type.as_str()))
        .instance_count(job.instances)
        .volume_size_in_gb(job.volume_gb)
        .volume_kms_key_id(&job.key_arn)
        .build();
    let limit = StoppingCondition::builder()
        .max_runtime_in_seconds(job.max_seconds)
        .build();
    let call = sagemaker
        .create_training_job()
        .training_job_name(&job.job)
        .role_arn(&job.role_arn)
        .algorithm_specification(algorithm)
        .input_data_config(channel)
        .output_data_config(output)
        .resource_config(resources)
        .stopping_condition(limit)
        .vpc_config(network(&job.subnet_ids, &job.group_ids))
        .enable_network_isolation(true)
        .enable_inter_container_traffic_encryption(true)
        .set_tags(Some(tagged(&job.tags)));
    let answer = made(operation, Box::pin(with_permit(permit, call.send())).await)?;
    let arn = answer
        .training_job_arn()
        .ok_or_else(|| unnamed(operation, "TrainingJobArn"))?;
    Ok(Outputs::from([("TrainingJobArn".to_owned(), arn.to_owned())]))
}

/// Takes back what the step made: stops it and, once it has stopped, deletes
/// its record.
pub(super) async fn undo(sagemaker: &Client, permit: &Permit, spec: &Spec) -> Result<(), ActError> {
    let Spec::CreateTrainingJob(job) = spec else {
        return Err(misrouted(spec));
    };
    if !stopped(sagemaker, permit, &job.job).await? {
        return Ok(());
    }
    let operation = "sagemaker:DeleteTrainingJob";
    let call = sagemaker.delete_training_job().training_job_name(&job.job);
    let answer = with_permit(permit, call.send()).await;
    // The call is younger than SageMaker: where it is not known, the record of
    // the stopped job stays, as it always did. It holds no data and costs
    // nothing.
    let unknown = failure(operation, &answer).is_some_and(|f| f.gap_kind() == GapKind::Unsupported);
    if unknown {
        return Ok(());
    }
    gone(operation, answer)
}

/// Whether there is a job, which has ended or has been stopped. A stopped
/// container has 120 seconds to leave, and its instances longer: the engine
/// waits, and says so.
async fn stopped(sagemaker: &Client, permit: &Permit, job: &str) -> Result<bool, ActError> {
    let operation = "sagemaker:StopTrainingJob";
    let Some(actual) = describe(sagemaker, job).await? else {
        return Ok(false);
    };
    match actual.training_job_status() {
        Some(TrainingJobStatus::InProgress) => {
            let call = sagemaker.stop_training_job().training_job_name(job);
            let answer = with_permit(permit, call.send()).await;
            // It may have ended in between: the next look tells.
            if !failure(operation, &answer).is_some_and(|f| f.is("ValidationException")) {
                gone(operation, answer)?;
            }
        }
        Some(TrainingJobStatus::Stopping) => {}
        _ => return Ok(true),
    }
    Err(wait(operation, format!("{job} is stopping")))
}
