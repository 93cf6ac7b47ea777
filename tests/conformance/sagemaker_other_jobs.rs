//! SageMaker: tuning, AutoML, compilation and labelling jobs.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{GHOST, IMAGE, KEY, OTHER_KEY, resources, vpc};
use aws_sdk_sagemaker::types::{
    AutoMlDataSource, AutoMlJobChannel, AutoMlJobStatus, AutoMlOutputDataConfig, AutoMlProblemTypeConfig,
    AutoMlSecurityConfig, AutoMls3DataSource, AutoMls3DataType, CompilationJobStatus, Framework,
    HumanTaskConfig, HyperParameterAlgorithmSpecification, HyperParameterTrainingJobDefinition,
    HyperParameterTuningJobConfig, HyperParameterTuningJobStrategyType, InputConfig,
    LabelingJobAlgorithmsConfig, LabelingJobDataSource, LabelingJobInputConfig, LabelingJobOutputConfig,
    LabelingJobResourceConfig, LabelingJobS3DataSource, OutputConfig, OutputDataConfig, ResourceLimits,
    StoppingCondition, TabularJobConfig, TargetDevice, TrainingInputMode, TrainingInstanceType, UiConfig,
};

fn tuned(role: &str) -> HyperParameterTrainingJobDefinition {
    let algorithm = HyperParameterAlgorithmSpecification::builder()
        .training_image(IMAGE)
        .training_input_mode(TrainingInputMode::File);
    let output = OutputDataConfig::builder()
        .s3_output_path("s3://models/")
        .kms_key_id(OTHER_KEY);
    HyperParameterTrainingJobDefinition::builder()
        .role_arn(role)
        .algorithm_specification(algorithm.build())
        .output_data_config(output.build())
        .resource_config(resources(TrainingInstanceType::MlM5Xlarge))
        .stopping_condition(StoppingCondition::builder().max_runtime_in_seconds(600).build())
        .vpc_config(vpc())
        .enable_network_isolation(true)
        .enable_inter_container_traffic_encryption(true)
        .build()
}

fn tuning_config() -> HyperParameterTuningJobConfig {
    let limits = ResourceLimits::builder()
        .max_number_of_training_jobs(4)
        .max_parallel_training_jobs(2);
    HyperParameterTuningJobConfig::builder()
        .strategy(HyperParameterTuningJobStrategyType::Bayesian)
        .resource_limits(limits.build())
        .build()
}

async fn a_tuning_job_keeps_the_guards_of_its_training_definition(aws: &Aws) {
    let role = aws.role("exec").await;
    let create = |role: &str| {
        aws.sagemaker()
            .create_hyper_parameter_tuning_job()
            .hyper_parameter_tuning_job_name("tune")
            .hyper_parameter_tuning_job_config(tuning_config())
            .training_job_definition(tuned(role))
    };
    assert!(complaint(create(GHOST).send().await).starts_with("Could not assume role"));
    create(&role).send().await.expect("a job");
    let describe = || {
        let call = aws.sagemaker().describe_hyper_parameter_tuning_job();
        call.hyper_parameter_tuning_job_name("tune").send()
    };
    let job = describe().await.expect("a job");
    assert_eq!(job.training_job_definition(), Some(&tuned(&role)));
    assert_eq!(
        job.hyper_parameter_tuning_job_status()
            .expect("a status")
            .as_str(),
        "InProgress"
    );
    let stop = aws.sagemaker().stop_hyper_parameter_tuning_job();
    stop.hyper_parameter_tuning_job_name("tune")
        .send()
        .await
        .expect("asked to stop");
    aws.later(120);
    let job = describe().await.expect("a job");
    assert_eq!(
        job.hyper_parameter_tuning_job_status()
            .expect("a status")
            .as_str(),
        "Stopped"
    );
}

async fn tuning_jobs_are_listed_with_their_strategy(aws: &Aws) {
    let role = aws.role("exec").await;
    let call = aws.sagemaker().create_hyper_parameter_tuning_job();
    call.hyper_parameter_tuning_job_name("tune")
        .hyper_parameter_tuning_job_config(tuning_config())
        .training_job_definition(tuned(&role))
        .send()
        .await
        .expect("a job");
    let listed = aws
        .sagemaker()
        .list_hyper_parameter_tuning_jobs()
        .send()
        .await
        .expect("listed");
    let entry = &listed.hyper_parameter_tuning_job_summaries()[0];
    assert_eq!(entry.hyper_parameter_tuning_job_name(), Some("tune"));
    assert_eq!(
        entry.strategy(),
        Some(&HyperParameterTuningJobStrategyType::Bayesian)
    );
}

async fn automl(aws: &Aws) {
    let role = aws.role("exec").await;
    let source = AutoMls3DataSource::builder()
        .s3_data_type(AutoMls3DataType::S3Prefix)
        .s3_uri("s3://data/");
    let source = AutoMlDataSource::builder().s3_data_source(source.build());
    let security = AutoMlSecurityConfig::builder()
        .volume_kms_key_id(KEY)
        .enable_inter_container_traffic_encryption(true)
        .vpc_config(vpc());
    aws.sagemaker()
        .create_auto_ml_job_v2()
        .auto_ml_job_name("auto")
        .role_arn(&role)
        .auto_ml_job_input_data_config(AutoMlJobChannel::builder().data_source(source.build()).build())
        .output_data_config(
            AutoMlOutputDataConfig::builder()
                .s3_output_path("s3://models/")
                .kms_key_id(OTHER_KEY)
                .build(),
        )
        .auto_ml_problem_type_config(AutoMlProblemTypeConfig::TabularJobConfig(
            TabularJobConfig::builder().target_attribute_name("y").build(),
        ))
        .security_config(security.build())
        .send()
        .await
        .expect("a job");
}

async fn an_automl_job_keeps_its_security(aws: &Aws) {
    automl(aws).await;
    let call = aws.sagemaker().describe_auto_ml_job_v2();
    let job = call.auto_ml_job_name("auto").send().await.expect("a job");
    let security = job.security_config().expect("a setting");
    assert_eq!(security.volume_kms_key_id(), Some(KEY));
    assert_eq!(security.enable_inter_container_traffic_encryption(), Some(true));
    assert_eq!(security.vpc_config(), Some(&vpc()));
    assert_eq!(
        job.output_data_config().expect("an output").kms_key_id(),
        Some(OTHER_KEY)
    );
    aws.sagemaker()
        .stop_auto_ml_job()
        .auto_ml_job_name("auto")
        .send()
        .await
        .expect("asked to stop");
    aws.later(60);
    let listed = aws.sagemaker().list_auto_ml_jobs().send().await.expect("listed");
    assert_eq!(
        listed.auto_ml_job_summaries()[0].auto_ml_job_status(),
        Some(&AutoMlJobStatus::Stopped)
    );
}

async fn compile(aws: &Aws) {
    let role = aws.role("exec").await;
    let input = InputConfig::builder()
        .s3_uri("s3://models/m.tar.gz")
        .framework(Framework::Pytorch);
    let output = OutputConfig::builder()
        .s3_output_location("s3://models/compiled/")
        .target_device(TargetDevice::MlC5)
        .kms_key_id(KEY);
    aws.sagemaker()
        .create_compilation_job()
        .compilation_job_name("compile")
        .role_arn(&role)
        .input_config(input.build())
        .output_config(output.build())
        .stopping_condition(StoppingCondition::builder().max_runtime_in_seconds(600).build())
        .send()
        .await
        .expect("a job");
}

async fn a_compilation_job_keeps_its_key(aws: &Aws) {
    compile(aws).await;
    aws.later(120);
    let call = aws.sagemaker().describe_compilation_job();
    let job = call.compilation_job_name("compile").send().await.expect("a job");
    assert_eq!(job.output_config().expect("an output").kms_key_id(), Some(KEY));
    assert_eq!(
        job.compilation_job_status().expect("a status").as_str(),
        "COMPLETED"
    );
    let listed = aws
        .sagemaker()
        .list_compilation_jobs()
        .send()
        .await
        .expect("listed");
    let entry = &listed.compilation_job_summaries()[0];
    assert_eq!(entry.compilation_target_device(), Some(&TargetDevice::MlC5));
}

async fn a_labelling_job_keeps_its_keys(aws: &Aws) {
    let role = aws.role("exec").await;
    let source = LabelingJobS3DataSource::builder().manifest_s3_uri("s3://data/manifest");
    let source = LabelingJobDataSource::builder().s3_data_source(source.build());
    let human = HumanTaskConfig::builder()
        .workteam_arn("arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team")
        .ui_config(UiConfig::builder().ui_template_s3_uri("s3://data/ui").build())
        .task_title("Label")
        .task_description("Label")
        .number_of_human_workers_per_data_object(1)
        .task_time_limit_in_seconds(600);
    let machine = LabelingJobAlgorithmsConfig::builder()
        .labeling_job_algorithm_specification_arn(
            "arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/image",
        )
        .labeling_job_resource_config(
            LabelingJobResourceConfig::builder()
                .volume_kms_key_id(KEY)
                .build(),
        );
    aws.sagemaker()
        .create_labeling_job()
        .labeling_job_name("label")
        .label_attribute_name("label")
        .role_arn(&role)
        .input_config(
            LabelingJobInputConfig::builder()
                .data_source(source.build())
                .build(),
        )
        .output_config(
            LabelingJobOutputConfig::builder()
                .s3_output_path("s3://data/out")
                .kms_key_id(OTHER_KEY)
                .build(),
        )
        .human_task_config(human.build())
        .labeling_job_algorithms_config(machine.build())
        .send()
        .await
        .expect("a job");
    let call = aws.sagemaker().describe_labeling_job();
    let job = call.labeling_job_name("label").send().await.expect("a job");
    assert_eq!(
        job.output_config().expect("an output").kms_key_id(),
        Some(OTHER_KEY)
    );
    let machine = job.labeling_job_algorithms_config().expect("a setting");
    let volume = machine.labeling_job_resource_config().expect("a setting");
    assert_eq!(volume.volume_kms_key_id(), Some(KEY));
    assert_eq!(
        job.labeling_job_status().expect("a status").as_str(),
        "Initializing"
    );
    let listed = aws.sagemaker().list_labeling_jobs().send().await.expect("listed");
    let team = listed.labeling_job_summary_list()[0].workteam_arn();
    assert!(team.is_some_and(|arn| arn.ends_with(":workteam/private-crowd/team")));
}

async fn an_unknown_tuning_job_is_not_found(aws: &Aws) {
    let call = aws.sagemaker().describe_hyper_parameter_tuning_job();
    let gone = call.hyper_parameter_tuning_job_name("other").send().await;
    assert_eq!(refusal(gone), "ResourceNotFound");
}

async fn an_automl_job_tells_of_its_role_and_data(aws: &Aws) {
    automl(aws).await;
    let describe = |name: &str| {
        aws.sagemaker()
            .describe_auto_ml_job_v2()
            .auto_ml_job_name(name)
            .send()
    };
    let job = describe("auto").await.expect("a job");
    assert!(job.role_arn().expect("a role").ends_with(":role/exec"));
    let data = job.auto_ml_job_input_data_config()[0].data_source();
    let data = data.and_then(|d| d.s3_data_source()).and_then(|d| d.s3_uri());
    assert_eq!(data, Some("s3://data/"));
    assert!(
        job.auto_ml_job_arn()
            .expect("an ARN")
            .ends_with(":automl-job/auto")
    );
    assert_eq!(refusal(describe("other").await), "ResourceNotFound");
}

async fn automl_jobs_are_listed_by_status(aws: &Aws) {
    automl(aws).await;
    let list = |status: AutoMlJobStatus| aws.sagemaker().list_auto_ml_jobs().status_equals(status).send();
    let listed = list(AutoMlJobStatus::InProgress).await.expect("listed");
    assert_eq!(listed.auto_ml_job_summaries()[0].auto_ml_job_name(), Some("auto"));
    let none = list(AutoMlJobStatus::Failed).await.expect("listed");
    assert!(none.auto_ml_job_summaries().is_empty());
}

async fn a_compilation_job_tells_of_its_role_and_output(aws: &Aws) {
    compile(aws).await;
    let describe = |name: &str| {
        let call = aws.sagemaker().describe_compilation_job();
        call.compilation_job_name(name).send()
    };
    let job = describe("compile").await.expect("a job");
    assert!(job.role_arn().expect("a role").ends_with(":role/exec"));
    let output = job.output_config().expect("an output");
    assert_eq!(output.s3_output_location(), Some("s3://models/compiled/"));
    assert_eq!(refusal(describe("other").await), "ResourceNotFound");
}

async fn compilation_jobs_are_listed_by_status(aws: &Aws) {
    compile(aws).await;
    aws.later(120);
    let list = |status: CompilationJobStatus| {
        let call = aws.sagemaker().list_compilation_jobs();
        call.status_equals(status).send()
    };
    let listed = list(CompilationJobStatus::Completed).await.expect("listed");
    assert_eq!(
        listed.compilation_job_summaries()[0].compilation_job_name(),
        Some("compile")
    );
    let none = list(CompilationJobStatus::Failed).await.expect("listed");
    assert!(none.compilation_job_summaries().is_empty());
}

cases! {
    "sagemaker";
    CreateHyperParameterTuningJob: a_tuning_job_keeps_the_guards_of_its_training_definition,
    ListHyperParameterTuningJobs: tuning_jobs_are_listed_with_their_strategy,
    CreateAutoMLJobV2: an_automl_job_keeps_its_security,
    CreateCompilationJob: a_compilation_job_keeps_its_key,
    CreateLabelingJob: a_labelling_job_keeps_its_keys,
    DescribeHyperParameterTuningJob: an_unknown_tuning_job_is_not_found,
    DescribeAutoMLJobV2: an_automl_job_tells_of_its_role_and_data,
    ListAutoMLJobs: automl_jobs_are_listed_by_status,
    DescribeCompilationJob: a_compilation_job_tells_of_its_role_and_output,
    ListCompilationJobs: compilation_jobs_are_listed_by_status,
}
