//! SageMaker: processing and transform jobs.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{GHOST, IMAGE, KEY, OTHER_KEY, model, vpc};
use aws_sdk_sagemaker::operation::create_processing_job::builders::CreateProcessingJobFluentBuilder;
use aws_sdk_sagemaker::operation::create_transform_job::builders::CreateTransformJobFluentBuilder;
use aws_sdk_sagemaker::types::{
    AppSpecification, NetworkConfig, ProcessingClusterConfig, ProcessingInstanceType, ProcessingJobStatus,
    ProcessingOutputConfig, ProcessingResources, S3DataType, TransformDataSource, TransformInput,
    TransformInstanceType, TransformOutput, TransformResources, TransformS3DataSource,
};

fn processing(
    aws: &Aws,
    name: &str,
    role: &str,
    instance: ProcessingInstanceType,
) -> CreateProcessingJobFluentBuilder {
    let cluster = ProcessingClusterConfig::builder()
        .instance_count(2)
        .instance_type(instance)
        .volume_size_in_gb(30)
        .volume_kms_key_id(KEY);
    let network = NetworkConfig::builder()
        .enable_network_isolation(true)
        .enable_inter_container_traffic_encryption(true)
        .vpc_config(vpc());
    aws.sagemaker()
        .create_processing_job()
        .processing_job_name(name)
        .role_arn(role)
        .app_specification(AppSpecification::builder().image_uri(IMAGE).build())
        .processing_resources(
            ProcessingResources::builder()
                .cluster_config(cluster.build())
                .build(),
        )
        .processing_output_config(
            ProcessingOutputConfig::builder()
                .set_outputs(Some(Vec::new()))
                .kms_key_id(OTHER_KEY)
                .build(),
        )
        .network_config(network.build())
}

async fn a_processing_job_is_described_with_every_guard_it_was_given(aws: &Aws) {
    let role = aws.role("exec").await;
    processing(aws, "clean", &role, ProcessingInstanceType::MlM5Large)
        .send()
        .await
        .expect("a job");
    let call = aws.sagemaker().describe_processing_job();
    let job = call.processing_job_name("clean").send().await.expect("a job");
    let cluster = job
        .processing_resources()
        .expect("resources")
        .cluster_config()
        .expect("a cluster");
    assert_eq!(cluster.volume_kms_key_id(), Some(KEY));
    let output = job.processing_output_config().expect("an output");
    assert_eq!(output.kms_key_id(), Some(OTHER_KEY));
    let network = job.network_config().expect("a network");
    assert_eq!(network.enable_network_isolation(), Some(true));
    assert_eq!(network.enable_inter_container_traffic_encryption(), Some(true));
    assert_eq!(network.vpc_config(), Some(&vpc()));
    assert_eq!(job.role_arn(), Some(role.as_str()));
    assert_eq!(
        job.processing_job_status(),
        Some(&ProcessingJobStatus::InProgress)
    );
}

async fn a_processing_job_needs_a_role_and_a_volume_to_encrypt(aws: &Aws) {
    let ghost = processing(aws, "clean", GHOST, ProcessingInstanceType::MlM5Large)
        .send()
        .await;
    assert!(complaint(ghost).starts_with("Could not assume role"));
    let role = aws.role("exec").await;
    let local = processing(aws, "clean", &role, ProcessingInstanceType::MlG4DnXlarge)
        .send()
        .await;
    assert!(complaint(local).starts_with("VolumeKmsKeyId is not supported"));
    let kept = processing(aws, "clean", &role, ProcessingInstanceType::MlM5Large);
    kept.send().await.expect("a job");
    let again = processing(aws, "clean", &role, ProcessingInstanceType::MlM5Large);
    assert_eq!(refusal(again.send().await), "ResourceInUse");
}

async fn a_processing_job_stops_or_completes_with_time(aws: &Aws) {
    let role = aws.role("exec").await;
    for name in ["left", "right"] {
        processing(aws, name, &role, ProcessingInstanceType::MlM5Large)
            .send()
            .await
            .expect("a job");
    }
    let call = aws.sagemaker().stop_processing_job();
    call.processing_job_name("left")
        .send()
        .await
        .expect("asked to stop");
    aws.later(120);
    for (name, wanted) in [("left", "Stopped"), ("right", "Completed")] {
        let call = aws.sagemaker().describe_processing_job();
        let job = call.processing_job_name(name).send().await.expect("a job");
        assert_eq!(job.processing_job_status().expect("a status").as_str(), wanted);
        assert!(job.processing_end_time().is_some());
    }
    let late = aws
        .sagemaker()
        .stop_processing_job()
        .processing_job_name("right")
        .send()
        .await;
    assert_eq!(refusal(late), "ValidationException");
}

async fn processing_jobs_are_listed_by_status(aws: &Aws) {
    let role = aws.role("exec").await;
    processing(aws, "old", &role, ProcessingInstanceType::MlM5Large)
        .send()
        .await
        .expect("a job");
    aws.later(120);
    processing(aws, "new", &role, ProcessingInstanceType::MlM5Large)
        .send()
        .await
        .expect("a job");
    let call = aws.sagemaker().list_processing_jobs();
    let running = call
        .status_equals(ProcessingJobStatus::InProgress)
        .send()
        .await
        .expect("listed");
    assert_eq!(running.processing_job_summaries().len(), 1);
    assert_eq!(
        running.processing_job_summaries()[0].processing_job_name(),
        Some("new")
    );
}

async fn an_unknown_processing_job_is_not_found(aws: &Aws) {
    let answer = aws
        .sagemaker()
        .describe_processing_job()
        .processing_job_name("x")
        .send()
        .await;
    assert_eq!(refusal(answer), "ResourceNotFound");
}

fn transform(
    aws: &Aws,
    name: &str,
    model: &str,
    instance: TransformInstanceType,
) -> CreateTransformJobFluentBuilder {
    let source = TransformS3DataSource::builder()
        .s3_data_type(S3DataType::S3Prefix)
        .s3_uri("s3://data/batch/");
    let source = TransformDataSource::builder().s3_data_source(source.build());
    let output = TransformOutput::builder()
        .s3_output_path("s3://data/scored/")
        .kms_key_id(OTHER_KEY);
    let resources = TransformResources::builder()
        .instance_type(instance)
        .instance_count(1)
        .volume_kms_key_id(KEY);
    aws.sagemaker()
        .create_transform_job()
        .transform_job_name(name)
        .model_name(model)
        .transform_input(TransformInput::builder().data_source(source.build()).build())
        .transform_output(output.build())
        .transform_resources(resources.build())
}

async fn a_transform_job_is_described_with_both_its_keys(aws: &Aws) {
    model(aws, "echo").await;
    transform(aws, "score", "echo", TransformInstanceType::MlM5Large)
        .send()
        .await
        .expect("a job");
    let call = aws.sagemaker().describe_transform_job();
    let job = call.transform_job_name("score").send().await.expect("a job");
    assert_eq!(
        job.transform_output().expect("an output").kms_key_id(),
        Some(OTHER_KEY)
    );
    assert_eq!(
        job.transform_resources().expect("resources").volume_kms_key_id(),
        Some(KEY)
    );
    assert_eq!(job.model_name(), Some("echo"));
    aws.later(120);
    let call = aws.sagemaker().describe_transform_job();
    let job = call.transform_job_name("score").send().await.expect("a job");
    assert_eq!(
        job.transform_job_status().expect("a status").as_str(),
        "Completed"
    );
}

async fn a_transform_job_needs_its_model_and_a_volume_to_encrypt(aws: &Aws) {
    let missing = transform(aws, "score", "echo", TransformInstanceType::MlM5Large)
        .send()
        .await;
    assert!(complaint(missing).starts_with("Could not find model"));
    model(aws, "echo").await;
    let local = transform(aws, "score", "echo", TransformInstanceType::MlG4DnXlarge)
        .send()
        .await;
    assert!(complaint(local).starts_with("VolumeKmsKeyId is not supported"));
}

async fn a_transform_job_stops_with_time(aws: &Aws) {
    model(aws, "echo").await;
    transform(aws, "score", "echo", TransformInstanceType::MlM5Large)
        .send()
        .await
        .expect("a job");
    aws.sagemaker()
        .stop_transform_job()
        .transform_job_name("score")
        .send()
        .await
        .expect("asked to stop");
    aws.later(60);
    let call = aws.sagemaker().describe_transform_job();
    let job = call.transform_job_name("score").send().await.expect("a job");
    assert_eq!(job.transform_job_status().expect("a status").as_str(), "Stopped");
}

async fn transform_jobs_are_listed_newest_first(aws: &Aws) {
    model(aws, "echo").await;
    for name in ["old", "new"] {
        transform(aws, name, "echo", TransformInstanceType::MlM5Large)
            .send()
            .await
            .expect("a job");
        aws.later(10);
    }
    let listed = aws
        .sagemaker()
        .list_transform_jobs()
        .send()
        .await
        .expect("listed");
    let names: Vec<&str> = listed
        .transform_job_summaries()
        .iter()
        .filter_map(|job| job.transform_job_name())
        .collect();
    assert_eq!(names, ["new", "old"]);
}

cases! {
    "sagemaker";
    DescribeProcessingJob: a_processing_job_is_described_with_every_guard_it_was_given,
    DescribeProcessingJob: an_unknown_processing_job_is_not_found,
    CreateProcessingJob: a_processing_job_needs_a_role_and_a_volume_to_encrypt,
    StopProcessingJob: a_processing_job_stops_or_completes_with_time,
    ListProcessingJobs: processing_jobs_are_listed_by_status,
    DescribeTransformJob: a_transform_job_is_described_with_both_its_keys,
    CreateTransformJob: a_transform_job_needs_its_model_and_a_volume_to_encrypt,
    StopTransformJob: a_transform_job_stops_with_time,
    ListTransformJobs: transform_jobs_are_listed_newest_first,
}
