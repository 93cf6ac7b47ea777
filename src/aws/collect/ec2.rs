//! EC2: VPC endpoints, flow logs, EBS encryption defaults.

use super::Scope;
use super::answer::{filled, name_tag, plain, text, time};
use super::listing::{Found, Listing};
use super::network::{PAGE, ec2_tags};
use crate::inventory::detail::{EbsDefaults, FlowLog, VpcEndpoint};
use crate::inventory::{Field, Gap, GapKind, Kind, Tags};
use aws_sdk_ec2::operation::get_ebs_encryption_by_default::GetEbsEncryptionByDefaultOutput;
use aws_sdk_ec2::types::{FlowLog as SdkFlowLog, VpcEndpoint as SdkEndpoint};

/// `DescribeVpcEndpoints`.
pub(super) async fn vpc_endpoints(scope: Scope) {
    let listing = Listing::new(&scope, Kind::VpcEndpoint);
    let list = scope.clients.ec2.describe_vpc_endpoints();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeVpcEndpoints", pages.try_next()).await {
        for endpoint in page.vpc_endpoints() {
            let id = plain(endpoint.vpc_endpoint_id());
            let tags = ec2_tags(endpoint.tags());
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("vpc-endpoint/{id}")),
                    name: name_tag(&tags, &id),
                    created: time(endpoint.creation_timestamp()),
                    tags: Field::Known(tags),
                    detail: endpoint_detail(endpoint).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn endpoint_detail(endpoint: &SdkEndpoint) -> VpcEndpoint {
    let answered = |name: &str, value: Option<String>| {
        value.map_or_else(|| missing("ec2:DescribeVpcEndpoints", name), Field::Known)
    };
    VpcEndpoint {
        id: plain(endpoint.vpc_endpoint_id()),
        vpc: plain(endpoint.vpc_id()),
        service: plain(endpoint.service_name()),
        endpoint_type: answered("VpcEndpointType", text(endpoint.vpc_endpoint_type())),
        // The API's own spelling is lower case (`available`), the SDK's enum
        // has it capitalised: the text is what arrived.
        state: answered("State", text(endpoint.state())),
        policy: Field::Known(filled(endpoint.policy_document())),
        private_dns: Field::Known(endpoint.private_dns_enabled() == Some(true)),
        subnets: Field::Known(endpoint.subnet_ids().to_vec()),
        route_tables: Field::Known(endpoint.route_table_ids().to_vec()),
        security_groups: Field::Known(
            endpoint
                .groups()
                .iter()
                .filter_map(|g| g.group_id().map(str::to_owned))
                .collect(),
        ),
    }
}

/// `DescribeFlowLogs`.
pub(super) async fn flow_logs(scope: Scope) {
    let listing = Listing::new(&scope, Kind::FlowLog);
    let list = scope.clients.ec2.describe_flow_logs();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeFlowLogs", pages.try_next()).await {
        for log in page.flow_logs() {
            let id = plain(log.flow_log_id());
            let tags = ec2_tags(log.tags());
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("vpc-flow-log/{id}")),
                    name: name_tag(&tags, &id),
                    created: time(log.creation_time()),
                    tags: Field::Known(tags),
                    detail: flow_log_detail(log).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn flow_log_detail(log: &SdkFlowLog) -> FlowLog {
    FlowLog {
        id: plain(log.flow_log_id()),
        resource: plain(log.resource_id()),
        active: Field::Known(log.flow_log_status() == Some("ACTIVE")),
        traffic: text(log.traffic_type())
            .map_or_else(|| missing("ec2:DescribeFlowLogs", "TrafficType"), Field::Known),
        destination: Field::Known(filled(log.log_destination()).or_else(|| filled(log.log_group_name()))),
        error: Field::Known(filled(log.deliver_logs_error_message())),
        created: time(log.creation_time()),
    }
}

/// `GetEbsEncryptionByDefault` and `GetEbsDefaultKmsKeyId`.
pub(super) async fn ebs_defaults(scope: Scope) {
    let listing = Listing::new(&scope, Kind::EbsDefaults);
    let ec2 = &scope.clients.ec2;
    let (encrypted, key) = tokio::join!(
        scope.setting(
            "ec2:GetEbsEncryptionByDefault",
            ec2.get_ebs_encryption_by_default().send()
        ),
        scope.setting(
            "ec2:GetEbsDefaultKmsKeyId",
            ec2.get_ebs_default_kms_key_id().send()
        )
    );
    let detail = EbsDefaults {
        encrypted: encrypted.require(
            "EbsEncryptionByDefault",
            GetEbsEncryptionByDefaultOutput::ebs_encryption_by_default,
        ),
        kms_key: key.read(|a| filled(a.kms_key_id())),
    };
    listing
        .found(Found {
            arn: scope.arn("ec2", "ebs-defaults"),
            name: "EBS defaults".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: detail.into(),
        })
        .await;
    listing.end().await;
}

fn missing<T>(operation: &str, name: &str) -> Field<T> {
    Field::Unknown(Gap {
        operation: operation.to_owned(),
        kind: GapKind::Failed,
        message: format!("the answer has no {name}"),
    })
}
