//! EC2: what joins and parts networks, and what a Region sets once.

use super::Scope;
use super::answer::{filled, name_tag, plain, text};
use super::listing::{Found, Listing};
use super::network::{PAGE, ec2_tags};
use crate::inventory::detail::{AclEntry, Ec2Settings, NetworkAcl};
use crate::inventory::{Field, Kind, Tags};
use aws_sdk_ec2::types::{NetworkAcl as SdkAcl, NetworkAclEntry, PortRange, RuleAction};

/// `DescribeNetworkAcls`.
pub(super) async fn network_acls(scope: Scope) {
    let listing = Listing::new(&scope, Kind::NetworkAcl);
    let list = scope.clients.ec2.describe_network_acls();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeNetworkAcls", pages.try_next()).await {
        for acl in page.network_acls() {
            let id = plain(acl.network_acl_id());
            let tags = ec2_tags(acl.tags());
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("network-acl/{id}")),
                    name: name_tag(&tags, &id),
                    created: None,
                    tags: Field::Known(tags),
                    detail: acl_detail(acl).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn acl_detail(acl: &SdkAcl) -> NetworkAcl {
    let subnets = acl.associations().iter();
    NetworkAcl {
        id: plain(acl.network_acl_id()),
        vpc: plain(acl.vpc_id()),
        is_default: acl.is_default() == Some(true),
        subnets: Field::Known(subnets.filter_map(|a| a.subnet_id().map(str::to_owned)).collect()),
        entries: Field::Known(acl.entries().iter().map(entry).collect()),
    }
}

fn entry(entry: &NetworkAclEntry) -> AclEntry {
    let ports = entry.port_range();
    AclEntry {
        number: entry.rule_number().unwrap_or_default(),
        egress: entry.egress() == Some(true),
        allow: entry.rule_action() == Some(&RuleAction::Allow),
        protocol: plain(entry.protocol()),
        cidr: plain(entry.cidr_block().or(entry.ipv6_cidr_block())),
        from_port: ports.and_then(PortRange::from),
        to_port: ports.and_then(PortRange::to),
    }
}

/// What EC2 keeps once a Region: a call for each.
pub(super) async fn settings(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Ec2Settings);
    let ec2 = &scope.clients.ec2;
    let (snapshots, images, metadata, gateways) = tokio::join!(
        scope.setting(
            "ec2:GetSnapshotBlockPublicAccessState",
            ec2.get_snapshot_block_public_access_state().send()
        ),
        scope.setting(
            "ec2:GetImageBlockPublicAccessState",
            ec2.get_image_block_public_access_state().send()
        ),
        scope.setting(
            "ec2:GetInstanceMetadataDefaults",
            ec2.get_instance_metadata_defaults().send()
        ),
        scope.setting(
            "ec2:DescribeVpcBlockPublicAccessOptions",
            ec2.describe_vpc_block_public_access_options().send()
        )
    );
    let detail = Ec2Settings {
        snapshot_sharing: snapshots.require("State", |a| text(a.state())),
        image_sharing: images.require("ImageBlockPublicAccessState", |a| {
            filled(a.image_block_public_access_state())
        }),
        metadata_tokens: metadata.read(|a| text(a.account_level()?.http_tokens())),
        gateway_block: gateways.require("InternetGatewayBlockMode", |a| {
            text(a.vpc_block_public_access_options()?.internet_gateway_block_mode())
        }),
    };
    listing
        .found(Found {
            arn: scope.arn("ec2", "settings"),
            name: "EC2 settings".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: detail.into(),
        })
        .await;
    listing.end().await;
}
