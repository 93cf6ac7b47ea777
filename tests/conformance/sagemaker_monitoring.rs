//! SageMaker: the four kinds of monitoring job definitions, and schedules.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{
    GHOST, IMAGE, KEY, OTHER_KEY, monitoring_network, monitoring_output, monitoring_resources, vpc, watched,
};
use aws_sdk_sagemaker::operation::create_data_quality_job_definition::builders::CreateDataQualityJobDefinitionFluentBuilder;
use aws_sdk_sagemaker::types::{
    DataQualityAppSpecification, DataQualityJobInput, ModelBiasAppSpecification, ModelBiasJobInput,
    ModelExplainabilityAppSpecification, ModelExplainabilityJobInput, ModelQualityAppSpecification,
    ModelQualityJobInput, MonitoringAppSpecification, MonitoringClusterConfig, MonitoringGroundTruthS3Input,
    MonitoringInput, MonitoringJobDefinition, MonitoringNetworkConfig, MonitoringProblemType,
    MonitoringScheduleConfig, MonitoringType, NetworkConfig, ScheduleConfig,
};

fn data_quality(aws: &Aws, name: &str, role: &str) -> CreateDataQualityJobDefinitionFluentBuilder {
    aws.sagemaker()
        .create_data_quality_job_definition()
        .job_definition_name(name)
        .data_quality_app_specification(DataQualityAppSpecification::builder().image_uri(IMAGE).build())
        .data_quality_job_input(
            DataQualityJobInput::builder()
                .endpoint_input(watched("echo"))
                .build(),
        )
        .data_quality_job_output_config(monitoring_output())
        .job_resources(monitoring_resources())
        .network_config(monitoring_network())
        .role_arn(role)
}

fn guarded(network: Option<&MonitoringNetworkConfig>) {
    let network = network.expect("a network");
    assert_eq!(network.enable_network_isolation(), Some(true));
    assert_eq!(network.enable_inter_container_traffic_encryption(), Some(true));
    assert_eq!(network.vpc_config(), Some(&vpc()));
}

fn truth() -> MonitoringGroundTruthS3Input {
    MonitoringGroundTruthS3Input::builder()
        .s3_uri("s3://truth/")
        .build()
}

async fn a_data_quality_definition_keeps_its_guards(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    assert!(complaint(data_quality(aws, "dq", GHOST).send().await).starts_with("Could not assume role"));
    data_quality(aws, "dq", &role).send().await.expect("a definition");
    let call = aws.sagemaker().describe_data_quality_job_definition();
    let kept = call.job_definition_name("dq").send().await.expect("kept");
    guarded(kept.network_config());
    let cluster = kept
        .job_resources()
        .and_then(|r| r.cluster_config())
        .expect("a cluster");
    assert_eq!(
        (cluster.instance_count(), cluster.volume_kms_key_id()),
        (Some(2), Some(KEY))
    );
    let output = kept.data_quality_job_output_config().expect("an output");
    assert_eq!(output.kms_key_id(), Some(OTHER_KEY));
    assert_eq!(kept.role_arn(), Some(role.as_str()));
    assert_eq!(
        refusal(data_quality(aws, "dq", &role).send().await),
        "ResourceInUse"
    );
}

async fn a_data_quality_definition_is_deleted(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    data_quality(aws, "dq", &role).send().await.expect("a definition");
    let delete = || {
        aws.sagemaker()
            .delete_data_quality_job_definition()
            .job_definition_name("dq")
    };
    delete().send().await.expect("deleted");
    assert_eq!(refusal(delete().send().await), "ResourceNotFound");
}

async fn data_quality_definitions_are_listed_by_endpoint(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    data_quality(aws, "dq", &role).send().await.expect("a definition");
    let list = |endpoint: &str| {
        let call = aws.sagemaker().list_data_quality_job_definitions();
        call.endpoint_name(endpoint).send()
    };
    let listed = list("echo").await.expect("listed");
    let entry = &listed.job_definition_summaries()[0];
    assert_eq!(entry.monitoring_job_definition_name(), Some("dq"));
    assert_eq!(entry.endpoint_name(), Some("echo"));
    assert!(
        list("other")
            .await
            .expect("listed")
            .job_definition_summaries()
            .is_empty()
    );
}

async fn model_quality(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    let app = ModelQualityAppSpecification::builder()
        .image_uri(IMAGE)
        .problem_type(MonitoringProblemType::Regression);
    let input = ModelQualityJobInput::builder()
        .endpoint_input(watched("echo"))
        .ground_truth_s3_input(truth());
    aws.sagemaker()
        .create_model_quality_job_definition()
        .job_definition_name("mq")
        .model_quality_app_specification(app.build())
        .model_quality_job_input(input.build())
        .model_quality_job_output_config(monitoring_output())
        .job_resources(monitoring_resources())
        .network_config(monitoring_network())
        .role_arn(role)
        .send()
        .await
        .expect("a definition");
}

async fn a_model_quality_definition_keeps_its_guards(aws: &Aws) {
    model_quality(aws).await;
    let call = aws.sagemaker().describe_model_quality_job_definition();
    let kept = call.job_definition_name("mq").send().await.expect("kept");
    guarded(kept.network_config());
    assert_eq!(
        kept.model_quality_job_output_config()
            .and_then(|o| o.kms_key_id()),
        Some(OTHER_KEY)
    );
    let listed = aws
        .sagemaker()
        .list_model_quality_job_definitions()
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.job_definition_summaries()[0].endpoint_name(), Some("echo"));
    let call = aws.sagemaker().delete_model_quality_job_definition();
    call.job_definition_name("mq").send().await.expect("deleted");
}

async fn model_bias(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    let app = ModelBiasAppSpecification::builder()
        .image_uri(IMAGE)
        .config_uri("s3://config/x");
    let input = ModelBiasJobInput::builder()
        .endpoint_input(watched("echo"))
        .ground_truth_s3_input(truth());
    aws.sagemaker()
        .create_model_bias_job_definition()
        .job_definition_name("mb")
        .model_bias_app_specification(app.build())
        .model_bias_job_input(input.build())
        .model_bias_job_output_config(monitoring_output())
        .job_resources(monitoring_resources())
        .network_config(monitoring_network())
        .role_arn(role)
        .send()
        .await
        .expect("a definition");
}

async fn a_model_bias_definition_keeps_its_guards(aws: &Aws) {
    model_bias(aws).await;
    let call = aws.sagemaker().describe_model_bias_job_definition();
    let kept = call.job_definition_name("mb").send().await.expect("kept");
    guarded(kept.network_config());
    assert_eq!(
        kept.job_resources()
            .and_then(|r| r.cluster_config())
            .and_then(MonitoringClusterConfig::instance_count),
        Some(2)
    );
    let listed = aws
        .sagemaker()
        .list_model_bias_job_definitions()
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.job_definition_summaries().len(), 1);
    let call = aws.sagemaker().delete_model_bias_job_definition();
    call.job_definition_name("mb").send().await.expect("deleted");
}

async fn explainability(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    let app = ModelExplainabilityAppSpecification::builder()
        .image_uri(IMAGE)
        .config_uri("s3://config/x");
    let input = ModelExplainabilityJobInput::builder().endpoint_input(watched("echo"));
    aws.sagemaker()
        .create_model_explainability_job_definition()
        .job_definition_name("me")
        .model_explainability_app_specification(app.build())
        .model_explainability_job_input(input.build())
        .model_explainability_job_output_config(monitoring_output())
        .job_resources(monitoring_resources())
        .network_config(monitoring_network())
        .role_arn(role)
        .send()
        .await
        .expect("a definition");
}

async fn an_explainability_definition_keeps_its_guards(aws: &Aws) {
    explainability(aws).await;
    let call = aws.sagemaker().describe_model_explainability_job_definition();
    let kept = call.job_definition_name("me").send().await.expect("kept");
    guarded(kept.network_config());
    let listed = aws
        .sagemaker()
        .list_model_explainability_job_definitions()
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.job_definition_summaries().len(), 1);
    let call = aws.sagemaker().delete_model_explainability_job_definition();
    call.job_definition_name("me").send().await.expect("deleted");
}

async fn model_quality_definitions_are_listed_by_endpoint(aws: &Aws) {
    model_quality(aws).await;
    let list = |endpoint: &str| {
        let call = aws.sagemaker().list_model_quality_job_definitions();
        call.endpoint_name(endpoint).send()
    };
    let listed = list("echo").await.expect("listed");
    let entry = &listed.job_definition_summaries()[0];
    assert_eq!(entry.monitoring_job_definition_name(), Some("mq"));
    let none = list("other").await.expect("listed");
    assert!(none.job_definition_summaries().is_empty());
}

async fn model_bias_definitions_are_listed_by_endpoint(aws: &Aws) {
    model_bias(aws).await;
    let list = |endpoint: &str| {
        let call = aws.sagemaker().list_model_bias_job_definitions();
        call.endpoint_name(endpoint).send()
    };
    let listed = list("echo").await.expect("listed");
    let entry = &listed.job_definition_summaries()[0];
    assert_eq!(entry.monitoring_job_definition_name(), Some("mb"));
    let none = list("other").await.expect("listed");
    assert!(none.job_definition_summaries().is_empty());
}

async fn explainability_definitions_are_listed_by_endpoint(aws: &Aws) {
    explainability(aws).await;
    let list = |endpoint: &str| {
        let call = aws.sagemaker().list_model_explainability_job_definitions();
        call.endpoint_name(endpoint).send()
    };
    let listed = list("echo").await.expect("listed");
    let entry = &listed.job_definition_summaries()[0];
    assert_eq!(entry.monitoring_job_definition_name(), Some("me"));
    let none = list("other").await.expect("listed");
    assert!(none.job_definition_summaries().is_empty());
}

fn hourly() -> ScheduleConfig {
    ScheduleConfig::builder()
        .schedule_expression("cron(0 * ? * * *)")
        .build()
}

fn inline(role: &str) -> MonitoringScheduleConfig {
    let network = NetworkConfig::builder()
        .enable_network_isolation(true)
        .enable_inter_container_traffic_encryption(true)
        .vpc_config(vpc());
    let definition = MonitoringJobDefinition::builder()
        .monitoring_inputs(MonitoringInput::builder().endpoint_input(watched("echo")).build())
        .monitoring_output_config(monitoring_output())
        .monitoring_resources(monitoring_resources())
        .monitoring_app_specification(MonitoringAppSpecification::builder().image_uri(IMAGE).build())
        .network_config(network.build())
        .role_arn(role);
    MonitoringScheduleConfig::builder()
        .schedule_config(hourly())
        .monitoring_job_definition(definition.build())
        .build()
}

fn by_name(name: &str) -> MonitoringScheduleConfig {
    MonitoringScheduleConfig::builder()
        .schedule_config(hourly())
        .monitoring_job_definition_name(name)
        .monitoring_type(MonitoringType::DataQuality)
        .build()
}

async fn schedule(aws: &Aws, config: MonitoringScheduleConfig) -> Result<(), (String, String)> {
    use aws_smithy_types::error::metadata::ProvideErrorMetadata;
    let call = aws
        .sagemaker()
        .create_monitoring_schedule()
        .monitoring_schedule_name("watch");
    let answer = call.monitoring_schedule_config(config).send().await;
    answer.map(drop).map_err(|e| {
        let text = |word: Option<&str>| word.unwrap_or("none").to_owned();
        (text(e.code()), text(e.message()))
    })
}

async fn a_schedule_keeps_the_network_of_its_own_definition(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    let (_, why) = schedule(aws, inline(GHOST)).await.expect_err("no such role");
    assert!(why.starts_with("Could not assume role"), "{why}");
    schedule(aws, inline(&role)).await.expect("a schedule");
    let describe = || {
        aws.sagemaker()
            .describe_monitoring_schedule()
            .monitoring_schedule_name("watch")
    };
    let kept = describe().send().await.expect("kept");
    assert_eq!(
        kept.monitoring_schedule_status().expect("a status").as_str(),
        "Pending"
    );
    assert_eq!(kept.monitoring_schedule_config(), Some(&inline(&role)));
    assert_eq!(kept.endpoint_name(), Some("echo"));
    assert_eq!(kept.monitoring_type(), Some(&MonitoringType::DataQuality));
    aws.later(60);
    let kept = describe().send().await.expect("kept");
    assert_eq!(
        kept.monitoring_schedule_status().expect("a status").as_str(),
        "Scheduled"
    );
}

async fn a_schedule_by_name_needs_its_definition(aws: &Aws) {
    let neither = MonitoringScheduleConfig::builder()
        .schedule_config(hourly())
        .build();
    let (code, _) = schedule(aws, neither).await.expect_err("nothing to do");
    assert_eq!(code, "ValidationException");
    let (code, _) = schedule(aws, by_name("dq"))
        .await
        .expect_err("no such definition");
    assert_eq!(code, "ResourceNotFound");
    let role = aws.role("monitor-exec").await;
    data_quality(aws, "dq", &role).send().await.expect("a definition");
    schedule(aws, by_name("dq")).await.expect("a schedule");
    let call = aws.sagemaker().describe_monitoring_schedule();
    let kept = call.monitoring_schedule_name("watch").send().await.expect("kept");
    let config = kept.monitoring_schedule_config().expect("a setting");
    assert_eq!(config.monitoring_job_definition_name(), Some("dq"));
    assert_eq!(kept.endpoint_name(), Some("echo"));
}

async fn a_schedule_stops_starts_and_goes(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    schedule(aws, inline(&role)).await.expect("a schedule");
    aws.later(60);
    let status = || async {
        let call = aws.sagemaker().describe_monitoring_schedule();
        let kept = call.monitoring_schedule_name("watch").send().await.expect("kept");
        kept.monitoring_schedule_status()
            .expect("a status")
            .as_str()
            .to_owned()
    };
    let stop = aws
        .sagemaker()
        .stop_monitoring_schedule()
        .monitoring_schedule_name("watch");
    stop.send().await.expect("stopped");
    assert_eq!(status().await, "Stopped");
    let start = aws
        .sagemaker()
        .start_monitoring_schedule()
        .monitoring_schedule_name("watch");
    start.send().await.expect("started");
    aws.later(60);
    assert_eq!(status().await, "Scheduled");
    let delete = || {
        aws.sagemaker()
            .delete_monitoring_schedule()
            .monitoring_schedule_name("watch")
    };
    delete().send().await.expect("deleted");
    assert_eq!(refusal(delete().send().await), "ResourceNotFound");
}

async fn a_schedule_is_updated(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    schedule(aws, inline(&role)).await.expect("a schedule");
    data_quality(aws, "dq", &role).send().await.expect("a definition");
    let call = aws
        .sagemaker()
        .update_monitoring_schedule()
        .monitoring_schedule_name("watch");
    call.monitoring_schedule_config(by_name("dq"))
        .send()
        .await
        .expect("updated");
    let call = aws.sagemaker().describe_monitoring_schedule();
    let kept = call.monitoring_schedule_name("watch").send().await.expect("kept");
    assert_eq!(kept.monitoring_schedule_config(), Some(&by_name("dq")));
}

async fn schedules_are_listed_by_definition(aws: &Aws) {
    let role = aws.role("monitor-exec").await;
    let none = aws
        .sagemaker()
        .list_monitoring_schedules()
        .send()
        .await
        .expect("listed");
    assert!(none.monitoring_schedule_summaries().is_empty());
    data_quality(aws, "dq", &role).send().await.expect("a definition");
    schedule(aws, by_name("dq")).await.expect("a schedule");
    let list = |name: &str| {
        let call = aws.sagemaker().list_monitoring_schedules();
        call.monitoring_job_definition_name(name).send()
    };
    let listed = list("dq").await.expect("listed");
    let entry = &listed.monitoring_schedule_summaries()[0];
    assert_eq!(entry.monitoring_schedule_name(), Some("watch"));
    assert_eq!(entry.monitoring_type(), Some(&MonitoringType::DataQuality));
    assert!(
        list("other")
            .await
            .expect("listed")
            .monitoring_schedule_summaries()
            .is_empty()
    );
}

cases! {
    "sagemaker";
    DescribeDataQualityJobDefinition: a_data_quality_definition_keeps_its_guards,
    DeleteDataQualityJobDefinition: a_data_quality_definition_is_deleted,
    ListDataQualityJobDefinitions: data_quality_definitions_are_listed_by_endpoint,
    DescribeModelQualityJobDefinition: a_model_quality_definition_keeps_its_guards,
    DescribeModelBiasJobDefinition: a_model_bias_definition_keeps_its_guards,
    DescribeModelExplainabilityJobDefinition: an_explainability_definition_keeps_its_guards,
    ListModelQualityJobDefinitions: model_quality_definitions_are_listed_by_endpoint,
    ListModelBiasJobDefinitions: model_bias_definitions_are_listed_by_endpoint,
    ListModelExplainabilityJobDefinitions: explainability_definitions_are_listed_by_endpoint,
    DescribeMonitoringSchedule: a_schedule_keeps_the_network_of_its_own_definition,
    CreateMonitoringSchedule: a_schedule_by_name_needs_its_definition,
    StopMonitoringSchedule: a_schedule_stops_starts_and_goes,
    UpdateMonitoringSchedule: a_schedule_is_updated,
    ListMonitoringSchedules: schedules_are_listed_by_definition,
}
