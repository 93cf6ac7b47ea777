//! EC2's networks: VPCs, subnets, security groups, route tables.
//!
//! One paginated describe call answers everything about each kind.

use super::Scope;
use super::answer::{name_tag, plain, tags};
use super::listing::{Found, Listing};
use crate::inventory::detail::{Route, RouteTable, SecurityGroup, SecurityRule, Subnet, Vpc};
use crate::inventory::{Field, Kind, Tags};
use aws_sdk_ec2::types::{IpPermission, Route as SdkRoute, RouteState, Tag};

/// The largest page that EC2's describe calls take.
pub(super) const PAGE: i32 = 1000;

/// Tags of EC2 resources come with them.
pub(super) fn ec2_tags(pairs: &[Tag]) -> Tags {
    tags(pairs.iter().map(|t| (t.key(), t.value())))
}

/// `DescribeVpcs`.
pub(super) async fn vpcs(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Vpc);
    let list = scope.clients.ec2.describe_vpcs();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeVpcs", pages.try_next()).await {
        for vpc in page.vpcs() {
            let id = plain(vpc.vpc_id());
            let tags = ec2_tags(vpc.tags());
            let detail = Vpc {
                id: id.clone(),
                cidr: plain(vpc.cidr_block()),
                is_default: vpc.is_default() == Some(true),
            };
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("vpc/{id}")),
                    name: name_tag(&tags, &id),
                    created: None,
                    tags: Field::Known(tags),
                    detail: detail.into(),
                })
                .await;
        }
    }
    listing.end().await;
}

/// `DescribeSubnets`.
pub(super) async fn subnets(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Subnet);
    let list = scope.clients.ec2.describe_subnets();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeSubnets", pages.try_next()).await {
        for subnet in page.subnets() {
            let id = plain(subnet.subnet_id());
            let tags = ec2_tags(subnet.tags());
            let detail = Subnet {
                id: id.clone(),
                vpc: plain(subnet.vpc_id()),
                cidr: plain(subnet.cidr_block()),
                zone: plain(subnet.availability_zone()),
                public_ip_on_launch: Field::Known(subnet.map_public_ip_on_launch() == Some(true)),
            };
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("subnet/{id}")),
                    name: name_tag(&tags, &id),
                    created: None,
                    tags: Field::Known(tags),
                    detail: detail.into(),
                })
                .await;
        }
    }
    listing.end().await;
}

/// `DescribeSecurityGroups`.
pub(super) async fn security_groups(scope: Scope) {
    let listing = Listing::new(&scope, Kind::SecurityGroup);
    let list = scope.clients.ec2.describe_security_groups();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeSecurityGroups", pages.try_next()).await {
        for group in page.security_groups() {
            let id = plain(group.group_id());
            let detail = SecurityGroup {
                id: id.clone(),
                vpc: plain(group.vpc_id()),
                description: plain(group.description()),
                ingress: Field::Known(group.ip_permissions().iter().map(rule).collect()),
                egress: Field::Known(group.ip_permissions_egress().iter().map(rule).collect()),
            };
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("security-group/{id}")),
                    name: group.group_name().unwrap_or(&id).to_owned(),
                    created: None,
                    tags: Field::Known(ec2_tags(group.tags())),
                    detail: detail.into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn rule(permission: &IpPermission) -> SecurityRule {
    let four = permission.ip_ranges().iter().filter_map(|r| r.cidr_ip());
    let six = permission.ipv6_ranges().iter().filter_map(|r| r.cidr_ipv6());
    let groups = permission.user_id_group_pairs().iter();
    let lists = permission.prefix_list_ids().iter();
    SecurityRule {
        protocol: plain(permission.ip_protocol()),
        // -1 is how EC2 says all ports (and all ICMP types).
        from_port: permission.from_port().filter(|p| *p >= 0),
        to_port: permission.to_port().filter(|p| *p >= 0),
        cidrs: four.chain(six).map(str::to_owned).collect(),
        groups: groups.filter_map(|p| p.group_id().map(str::to_owned)).collect(),
        prefix_lists: lists
            .filter_map(|p| p.prefix_list_id().map(str::to_owned))
            .collect(),
    }
}

/// `DescribeRouteTables`.
pub(super) async fn route_tables(scope: Scope) {
    let listing = Listing::new(&scope, Kind::RouteTable);
    // This call's largest page is a tenth of the others'.
    let list = scope.clients.ec2.describe_route_tables().max_results(100);
    let mut pages = list.into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeRouteTables", pages.try_next()).await {
        for table in page.route_tables() {
            let id = plain(table.route_table_id());
            let tags = ec2_tags(table.tags());
            let associations = table.associations();
            let detail = RouteTable {
                id: id.clone(),
                vpc: plain(table.vpc_id()),
                main: associations.iter().any(|a| a.main() == Some(true)),
                subnets: associations
                    .iter()
                    .filter_map(|a| a.subnet_id().map(str::to_owned))
                    .collect(),
                routes: Field::Known(table.routes().iter().map(route).collect()),
            };
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("route-table/{id}")),
                    name: name_tag(&tags, &id),
                    created: None,
                    tags: Field::Known(tags),
                    detail: detail.into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn route(route: &SdkRoute) -> Route {
    let destination = route
        .destination_cidr_block()
        .or(route.destination_ipv6_cidr_block())
        .or(route.destination_prefix_list_id());
    // Gateway endpoints (`vpce-…`) and `local` arrive as gateway ids.
    let target = route
        .gateway_id()
        .or(route.nat_gateway_id())
        .or(route.egress_only_internet_gateway_id())
        .or(route.transit_gateway_id())
        .or(route.vpc_peering_connection_id())
        .or(route.local_gateway_id())
        .or(route.carrier_gateway_id())
        .or(route.core_network_arn())
        .or(route.odb_network_arn())
        .or(route.network_interface_id())
        .or(route.instance_id());
    Route {
        destination: plain(destination),
        target: plain(target),
        active: route.state() == Some(&RouteState::Active),
    }
}
