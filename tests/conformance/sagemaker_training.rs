//! SageMaker: training jobs, from their making through their steps to an end.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use crate::sagemaker_requests::{GHOST, KEY, OTHER_KEY, resources, tag, training};
use aws_sdk_sagemaker::operation::describe_training_job::DescribeTrainingJobOutput;
use aws_sdk_sagemaker::types::{
    RemoteDebugConfig, SecondaryStatus, StoppingCondition, TrainingInstanceType, TrainingJobStatus, VpcConfig,
};

async fn described(aws: &Aws, name: &str) -> DescribeTrainingJobOutput {
    let call = aws.sagemaker().describe_training_job();
    call.training_job_name(name).send().await.expect("a job")
}

/// Status and secondary status, e.g. `InProgress Training`.
async fn state(aws: &Aws, name: &str) -> String {
    let job = described(aws, name).await;
    let status = job.training_job_status().expect("a status").as_str();
    let secondary = job.secondary_status().expect("a status").as_str();
    format!("{status} {secondary}")
}

async fn made(aws: &Aws, name: &str) {
    let role = aws.role(&format!("{name}-exec")).await;
    training(aws, name, &role).send().await.expect("a job");
}

async fn a_training_job_is_described_with_every_guard_it_was_given(aws: &Aws) {
    let role = aws.role("exec").await;
    training(aws, "echo-1", &role)
        .remote_debug_config(RemoteDebugConfig::builder().enable_remote_debug(false).build())
        .environment("STAGE", "test")
        .send()
        .await
        .expect("a job");
    let job = described(aws, "echo-1").await;
    let arn = format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:training-job/echo-1");
    assert_eq!(job.training_job_arn(), Some(arn.as_str()));
    let resources = job.resource_config().expect("resources");
    assert_eq!(resources.volume_kms_key_id(), Some(KEY));
    assert_eq!(resources.instance_count(), Some(2));
    assert_eq!(
        job.output_data_config().expect("an output").kms_key_id(),
        Some(OTHER_KEY)
    );
    let vpc = job.vpc_config().expect("a VPC");
    assert_eq!(
        (vpc.subnets(), vpc.security_group_ids()),
        (&["subnet-1".to_owned()][..], &["sg-1".to_owned()][..])
    );
    assert_eq!(job.enable_network_isolation(), Some(true));
    assert_eq!(job.enable_inter_container_traffic_encryption(), Some(true));
    assert_eq!(job.role_arn(), Some(role.as_str()));
    assert_eq!(
        job.remote_debug_config()
            .expect("a setting")
            .enable_remote_debug(),
        Some(false)
    );
    assert_eq!(job.environment().expect("variables")["STAGE"], "test");
    assert_eq!(job.creation_time().expect("a date").secs(), START);
}

async fn an_unguarded_training_job_says_that_its_guards_are_off(aws: &Aws) {
    let role = aws.role("exec").await;
    training(aws, "open", &role)
        .set_enable_network_isolation(None)
        .set_enable_inter_container_traffic_encryption(None)
        .set_vpc_config(None)
        .send()
        .await
        .expect("a job");
    let job = described(aws, "open").await;
    assert_eq!(job.enable_network_isolation(), Some(false));
    assert_eq!(job.enable_inter_container_traffic_encryption(), Some(false));
    assert_eq!(job.vpc_config(), None);
}

async fn a_training_job_needs_a_role_and_a_name_of_its_own(aws: &Aws) {
    let ghost = training(aws, "echo-1", GHOST).send().await;
    assert_eq!(
        complaint(ghost),
        format!(
            "Could not assume role {GHOST}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role."
        )
    );
    made(aws, "echo-1").await;
    let role = aws.role("exec").await;
    assert_eq!(
        refusal(training(aws, "echo-1", &role).send().await),
        "ResourceInUse"
    );
}

async fn a_role_that_trusts_another_service_is_not_assumed(aws: &Aws) {
    let trust = crate::place::TRUST.replace("sagemaker.amazonaws.com", "ec2.amazonaws.com");
    let role = aws
        .iam()
        .create_role()
        .role_name("ec2")
        .assume_role_policy_document(trust);
    let role = role.send().await.expect("a role");
    let arn = role.role().expect("a role").arn().to_owned();
    let answer = training(aws, "echo-1", &arn).send().await;
    assert!(complaint(answer).starts_with("Could not assume role"));
}

async fn every_missing_member_is_named_at_once(aws: &Aws) {
    let role = aws.role("exec").await;
    let answer = training(aws, "echo-1", &role)
        .set_output_data_config(None)
        .set_stopping_condition(None)
        .vpc_config(VpcConfig::builder().subnets("subnet-1").build())
        .send()
        .await;
    let said = complaint(answer);
    for member in ["outputDataConfig", "vpcConfig.securityGroupIds"] {
        assert!(
            said.contains(&format!("Value null at '{member}' failed")),
            "{said}"
        );
    }
    assert!(said.contains("validation errors detected: "), "{said}");
}

async fn a_value_outside_its_set_or_range_is_refused(aws: &Aws) {
    let role = aws.role("exec").await;
    let odd = training(aws, "echo-1", &role)
        .resource_config(resources(TrainingInstanceType::from("ml.huge")))
        .send()
        .await;
    let said = complaint(odd);
    assert!(
        said.contains("Value 'ml.huge' at 'resourceConfig.instanceType'"),
        "{said}"
    );
    assert!(said.contains("Member must satisfy enum value set: ["), "{said}");
    let never = StoppingCondition::builder().max_runtime_in_seconds(0).build();
    let never = training(aws, "echo-1", &role)
        .stopping_condition(never)
        .send()
        .await;
    assert!(complaint(never).contains("Member must have value greater than or equal to 1"));
}

async fn a_volume_key_is_refused_where_the_hardware_encrypts(aws: &Aws) {
    let role = aws.role("exec").await;
    let local = resources(TrainingInstanceType::MlG5Xlarge);
    let answer = training(aws, "echo-1", &role).resource_config(local).send().await;
    assert!(complaint(answer).contains("VolumeKmsKeyId is not supported for instance type ml.g5.xlarge"));
}

async fn a_training_job_moves_through_its_states_with_the_clock(aws: &Aws) {
    made(aws, "echo-1").await;
    let mut seen = Vec::new();
    for seconds in [0, 10, 10, 40, 10] {
        aws.later(seconds);
        seen.push(state(aws, "echo-1").await);
    }
    let wanted = [
        "InProgress Starting",
        "InProgress Downloading",
        "InProgress Training",
        "InProgress Uploading",
        "Completed Completed",
    ];
    assert_eq!(seen, wanted);
    let job = described(aws, "echo-1").await;
    let steps: Vec<&str> = job
        .secondary_status_transitions()
        .iter()
        .filter_map(|step| step.status().map(SecondaryStatus::as_str))
        .collect();
    assert_eq!(
        steps,
        ["Starting", "Downloading", "Training", "Uploading", "Completed"]
    );
    let artifacts = job.model_artifacts().expect("artifacts").s3_model_artifacts();
    assert_eq!(artifacts, Some("s3://models/echo/echo-1/output/model.tar.gz"));
    let (began, ended) = (
        job.training_start_time().expect("a begin"),
        job.training_end_time().expect("an end"),
    );
    assert_eq!(
        job.training_time_in_seconds().map(i64::from),
        Some(ended.secs() - began.secs())
    );
}

async fn a_training_job_stops_with_time_and_not_twice(aws: &Aws) {
    made(aws, "echo-1").await;
    aws.later(20);
    let stop = || aws.sagemaker().stop_training_job().training_job_name("echo-1");
    stop().send().await.expect("asked to stop");
    assert_eq!(state(aws, "echo-1").await, "Stopping Stopping");
    aws.later(60);
    assert_eq!(state(aws, "echo-1").await, "Stopped Stopped");
    let job = described(aws, "echo-1").await;
    let steps: Vec<&str> = job
        .secondary_status_transitions()
        .iter()
        .filter_map(|step| step.status().map(SecondaryStatus::as_str))
        .collect();
    assert_eq!(
        steps,
        ["Starting", "Downloading", "Training", "Stopping", "Stopped"]
    );
    assert_eq!(refusal(stop().send().await), "ValidationException");
}

async fn a_training_job_that_exceeds_its_time_is_stopped(aws: &Aws) {
    let role = aws.role("exec").await;
    let brief = StoppingCondition::builder().max_runtime_in_seconds(5).build();
    training(aws, "echo-1", &role)
        .stopping_condition(brief)
        .send()
        .await
        .expect("a job");
    aws.later(120);
    assert_eq!(state(aws, "echo-1").await, "Stopped MaxRuntimeExceeded");
}

async fn a_training_job_is_deleted_only_at_its_end_and_its_name_is_free_again(aws: &Aws) {
    made(aws, "echo-1").await;
    let delete = || aws.sagemaker().delete_training_job().training_job_name("echo-1");
    assert!(complaint(delete().send().await).contains("Status (InProgress) not in"));
    aws.later(120);
    delete().send().await.expect("deleted");
    let call = aws.sagemaker().describe_training_job();
    let gone = call.training_job_name("echo-1").send().await;
    assert_eq!(complaint(gone), "Requested resource not found.");
    let role = aws.role("exec").await;
    training(aws, "echo-1", &role)
        .send()
        .await
        .expect("the name is free");
}

async fn training_jobs_are_listed_oldest_first_and_filtered(aws: &Aws) {
    made(aws, "cardio-1").await;
    aws.later(200);
    made(aws, "fraud-1").await;
    let list = || aws.sagemaker().list_training_jobs();
    let all = list().send().await.expect("listed");
    let names: Vec<&str> = all
        .training_job_summaries()
        .iter()
        .filter_map(|job| job.training_job_name())
        .collect();
    assert_eq!(names, ["cardio-1", "fraud-1"]);
    let done = list()
        .status_equals(TrainingJobStatus::Completed)
        .send()
        .await
        .expect("listed");
    assert_eq!(done.training_job_summaries().len(), 1);
    assert_eq!(
        done.training_job_summaries()[0].training_job_name(),
        Some("cardio-1")
    );
    let fraud = list().name_contains("FRAUD").send().await.expect("listed");
    assert_eq!(
        fraud.training_job_summaries()[0].training_job_name(),
        Some("fraud-1")
    );
}

async fn a_training_job_is_tagged_as_it_is_made(aws: &Aws) {
    let role = aws.role("exec").await;
    let job = training(aws, "echo-1", &role)
        .tags(tag("data", "phi"))
        .send()
        .await
        .expect("a job");
    let call = aws.sagemaker().list_tags();
    let tags = call
        .resource_arn(job.training_job_arn().expect("an ARN"))
        .send()
        .await;
    assert_eq!(tags.expect("tags").tags(), [tag("data", "phi")]);
}

cases! {
    "sagemaker";
    CreateTrainingJob: a_training_job_needs_a_role_and_a_name_of_its_own,
    CreateTrainingJob: a_role_that_trusts_another_service_is_not_assumed,
    CreateTrainingJob: every_missing_member_is_named_at_once,
    CreateTrainingJob: a_value_outside_its_set_or_range_is_refused,
    CreateTrainingJob: a_volume_key_is_refused_where_the_hardware_encrypts,
    CreateTrainingJob: a_training_job_is_tagged_as_it_is_made,
    DescribeTrainingJob: a_training_job_is_described_with_every_guard_it_was_given,
    DescribeTrainingJob: an_unguarded_training_job_says_that_its_guards_are_off,
    DescribeTrainingJob: a_training_job_moves_through_its_states_with_the_clock,
    DescribeTrainingJob: a_training_job_that_exceeds_its_time_is_stopped,
    StopTrainingJob: a_training_job_stops_with_time_and_not_twice,
    DeleteTrainingJob: a_training_job_is_deleted_only_at_its_end_and_its_name_is_free_again,
    ListTrainingJobs: training_jobs_are_listed_oldest_first_and_filtered,
}
