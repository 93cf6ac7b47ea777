//! EC2: flow logs to log groups and to buckets.

use crate::ec2_net::{Net, filter, net};
use crate::place::{Aws, START, refusal};
use aws_sdk_ec2::operation::create_flow_logs::builders::CreateFlowLogsFluentBuilder;
use aws_sdk_ec2::types::{
    DestinationFileFormat, DestinationOptionsRequest, FlowLog, FlowLogsResourceType, LogDestinationType,
    TrafficType,
};

const ROLE: &str = "arn:aws:iam::123456789012:role/flow";
const BUCKET: &str = "arn:aws:s3:::audit-logs/vpc/";

fn make(net: &Net) -> CreateFlowLogsFluentBuilder {
    let make = net.client.create_flow_logs().resource_ids(&net.vpc);
    make.resource_type(FlowLogsResourceType::Vpc)
        .traffic_type(TrafficType::All)
}

fn to_group(net: &Net) -> CreateFlowLogsFluentBuilder {
    let make = make(net).log_destination_type(LogDestinationType::CloudWatchLogs);
    make.log_group_name("/vpc/flow")
}

fn to_bucket(net: &Net) -> CreateFlowLogsFluentBuilder {
    make(net)
        .log_destination_type(LogDestinationType::S3)
        .log_destination(BUCKET)
}

async fn of_vpc(net: &Net) -> Vec<FlowLog> {
    let read = net
        .client
        .describe_flow_logs()
        .filter(filter("resource-id", &net.vpc))
        .send()
        .await;
    read.expect("flow logs").flow_logs().to_vec()
}

async fn a_flow_log_writes_to_a_log_group_as_a_role(aws: &Aws) {
    let net = net(aws).await;
    assert_eq!(
        refusal(to_group(&net).send().await),
        "InvalidParameter",
        "no role"
    );
    let made = to_group(&net)
        .deliver_logs_permission_arn(ROLE)
        .send()
        .await
        .expect("made");
    assert_eq!(made.flow_log_ids().len(), 1);
    let log = &of_vpc(&net).await[0];
    assert_eq!(log.flow_log_id(), made.flow_log_ids().first().map(String::as_str));
    assert_eq!(log.flow_log_status(), Some("ACTIVE"));
    assert_eq!(log.deliver_logs_status(), Some("SUCCESS"));
    assert_eq!(
        log.log_destination_type(),
        Some(&LogDestinationType::CloudWatchLogs)
    );
    assert_eq!(log.log_group_name(), Some("/vpc/flow"));
    assert_eq!(log.deliver_logs_permission_arn(), Some(ROLE));
    assert_eq!(log.traffic_type(), Some(&TrafficType::All));
    assert_eq!(log.max_aggregation_interval(), Some(600));
    assert!(
        log.log_format()
            .is_some_and(|f| f.starts_with("${version} ${account-id}"))
    );
    assert!(log.creation_time().expect("a date").secs() >= START);
}

async fn a_flow_log_writes_to_a_bucket_without_a_role(aws: &Aws) {
    let net = net(aws).await;
    let role = to_bucket(&net).deliver_logs_permission_arn(ROLE).send().await;
    assert_eq!(refusal(role), "InvalidParameter");
    let bad = make(&net)
        .log_destination_type(LogDestinationType::S3)
        .log_destination("audit-logs");
    assert_eq!(refusal(bad.send().await), "InvalidParameter");
    let options = DestinationOptionsRequest::builder()
        .file_format(DestinationFileFormat::Parquet)
        .hive_compatible_partitions(true)
        .per_hour_partition(true)
        .build();
    let call = to_bucket(&net)
        .max_aggregation_interval(60)
        .destination_options(options);
    call.send().await.expect("made");
    let log = &of_vpc(&net).await[0];
    assert_eq!(log.log_destination(), Some(BUCKET));
    assert_eq!(log.log_group_name(), None);
    assert_eq!(log.max_aggregation_interval(), Some(60));
    let options = log.destination_options().expect("options");
    assert_eq!(options.file_format(), Some(&DestinationFileFormat::Parquet));
    assert_eq!(options.hive_compatible_partitions(), Some(true));
    assert_eq!(options.per_hour_partition(), Some(true));
}

async fn a_flow_log_is_kept_once(aws: &Aws) {
    let net = net(aws).await;
    to_bucket(&net).send().await.expect("made");
    assert_eq!(refusal(to_bucket(&net).send().await), "FlowLogAlreadyExists");
    let other = to_group(&net).deliver_logs_permission_arn(ROLE).send().await;
    other.expect("another destination is another flow log");
    assert_eq!(of_vpc(&net).await.len(), 2);
}

async fn a_resource_that_is_not_there_is_said_in_the_answer(aws: &Aws) {
    let net = net(aws).await;
    let made = to_bucket(&net)
        .resource_ids("vpc-0123456789abcdef0")
        .send()
        .await
        .expect("answered");
    assert_eq!(made.flow_log_ids().len(), 1);
    let failed = &made.unsuccessful()[0];
    assert_eq!(failed.resource_id(), Some("vpc-0123456789abcdef0"));
    assert_eq!(
        failed.error().and_then(|e| e.code()),
        Some("InvalidVpcID.NotFound")
    );
}

async fn a_flow_log_goes(aws: &Aws) {
    let net = net(aws).await;
    let made = to_bucket(&net).send().await.expect("made");
    let id = &made.flow_log_ids()[0];
    let delete = || net.client.delete_flow_logs().flow_log_ids(id).send();
    assert!(delete().await.expect("gone").unsuccessful().is_empty());
    assert_eq!(refusal(delete().await), "InvalidFlowLogId.NotFound");
    assert!(of_vpc(&net).await.is_empty());
}

cases! {
    "ec2";
    CreateFlowLogs: a_flow_log_writes_to_a_log_group_as_a_role,
    DescribeFlowLogs: a_flow_log_writes_to_a_bucket_without_a_role,
    CreateFlowLogs: a_flow_log_is_kept_once,
    CreateFlowLogs: a_resource_that_is_not_there_is_said_in_the_answer,
    DeleteFlowLogs: a_flow_log_goes,
}
