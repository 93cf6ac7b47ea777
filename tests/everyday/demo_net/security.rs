//! Security groups, flow logs, tags and EBS defaults.

use super::{account, code, config, ec2, filter, vpc};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{FlowLogsResourceType, IpPermission, IpRange, LogDestinationType, Tag, TrafficType};

#[tokio::test]
async fn a_second_group_of_a_name_in_a_vpc_is_refused() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let make = |vpc: &str| {
        client
            .create_security_group()
            .group_name("endpoints")
            .description("to the endpoints")
            .vpc_id(vpc)
            .send()
    };
    make(&id).await.expect("a group");
    assert_eq!(code(make(&id).await), "InvalidGroup.Duplicate");
    let other = vpc(&client, "10.1.0.0/16").await;
    make(&other).await.expect("the name is free in another VPC");
}

#[tokio::test]
async fn security_group_rules_are_answered_kept_and_taken_back_one_by_one() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let group = client
        .create_security_group()
        .group_name("training")
        .description("jobs")
        .vpc_id(&id)
        .send()
        .await
        .expect("a group")
        .group_id
        .expect("an id");
    let https = || {
        IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(443)
            .to_port(443)
            .ip_ranges(
                IpRange::builder()
                    .cidr_ip("10.0.0.0/16")
                    .description("the VPC")
                    .build(),
            )
            .build()
    };
    let authorize = || {
        client
            .authorize_security_group_ingress()
            .group_id(&group)
            .ip_permissions(https())
            .send()
    };
    let made = authorize().await.expect("authorized");
    assert_eq!(made.security_group_rules().len(), 1);
    assert_eq!(made.security_group_rules()[0].cidr_ipv4(), Some("10.0.0.0/16"));
    assert_eq!(code(authorize().await), "InvalidPermission.Duplicate");
    let read = client
        .describe_security_groups()
        .group_ids(&group)
        .send()
        .await
        .expect("read");
    let permission = &read.security_groups()[0].ip_permissions()[0];
    assert_eq!(
        (permission.from_port(), permission.to_port()),
        (Some(443), Some(443))
    );
    assert_eq!(permission.ip_ranges()[0].description(), Some("the VPC"));
    let egress = &read.security_groups()[0].ip_permissions_egress()[0];
    assert_eq!(
        egress.ip_protocol(),
        Some("-1"),
        "a new group lets everything out"
    );
    client
        .revoke_security_group_egress()
        .group_id(&group)
        .ip_permissions(egress.clone())
        .send()
        .await
        .expect("revoked");
    client
        .revoke_security_group_ingress()
        .group_id(&group)
        .ip_permissions(https())
        .send()
        .await
        .expect("revoked");
    let read = client
        .describe_security_groups()
        .group_ids(&group)
        .send()
        .await
        .expect("read");
    assert!(read.security_groups()[0].ip_permissions().is_empty());
    assert!(read.security_groups()[0].ip_permissions_egress().is_empty());
}

#[tokio::test]
async fn tags_are_added_changed_and_taken_away() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let tag = |value: &str| Tag::builder().key("Owner").value(value).build();
    for value in ["fraud", "health"] {
        client
            .create_tags()
            .resources(&id)
            .tags(tag(value))
            .send()
            .await
            .expect("tagged");
    }
    let read = || client.describe_tags().filters(filter("resource-id", &id)).send();
    let tags = read().await.expect("tags");
    assert_eq!(tags.tags()[0].value(), Some("health"));
    client
        .delete_tags()
        .resources(&id)
        .tags(tag("health"))
        .send()
        .await
        .expect("untagged");
    assert!(read().await.expect("tags").tags().is_empty());
    let missing = client
        .create_tags()
        .resources("vpc-0123456789abcdef0")
        .tags(tag("x"))
        .send()
        .await;
    assert_eq!(code(missing), "InvalidID");
}

#[tokio::test]
async fn a_flow_log_is_kept_once_and_found_by_what_it_records() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let make = |role: Option<&str>| {
        client
            .create_flow_logs()
            .resource_ids(&id)
            .resource_type(FlowLogsResourceType::Vpc)
            .traffic_type(TrafficType::All)
            .log_destination_type(LogDestinationType::CloudWatchLogs)
            .log_group_name("/vpc/flow")
            .set_deliver_logs_permission_arn(role.map(str::to_owned))
            .send()
    };
    let role = Some("arn:aws:iam::123456789012:role/flow");
    assert_eq!(code(make(None).await), "MissingParameter");
    assert_eq!(make(role).await.expect("made").flow_log_ids().len(), 1);
    assert_eq!(code(make(role).await), "FlowLogAlreadyExists");
    let read = client
        .describe_flow_logs()
        .filter(filter("resource-id", &id))
        .send()
        .await
        .expect("flow logs");
    let log = &read.flow_logs()[0];
    assert_eq!(log.flow_log_status(), Some("ACTIVE"));
    assert_eq!(log.log_group_name(), Some("/vpc/flow"));
    assert_eq!(log.traffic_type(), Some(&TrafficType::All));
    assert_eq!(
        log.creation_time().map(aws_sdk_ec2::primitives::DateTime::secs),
        Some(1_769_846_400)
    );
}

#[tokio::test]
async fn ebs_defaults_are_kept_in_each_region_by_itself() {
    let account = account();
    let (here, there) = (ec2(&account), Client::new(&config(&account, "eu-west-1")));
    here.enable_ebs_encryption_by_default()
        .send()
        .await
        .expect("enabled");
    let ask = |client: Client| async move {
        let answer = client.get_ebs_encryption_by_default().send().await;
        answer.expect("read").ebs_encryption_by_default()
    };
    assert_eq!(ask(here.clone()).await, Some(true));
    assert_eq!(ask(there).await, Some(false));
    let key = || here.get_ebs_default_kms_key_id().send();
    assert_eq!(key().await.expect("read").kms_key_id(), Some("alias/aws/ebs"));
    let own = "arn:aws:kms:us-east-1:123456789012:key/0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11";
    here.modify_ebs_default_kms_key_id()
        .kms_key_id(own)
        .send()
        .await
        .expect("set");
    assert_eq!(key().await.expect("read").kms_key_id(), Some(own));
}
