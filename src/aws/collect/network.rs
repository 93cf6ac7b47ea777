//! EC2's networks: VPCs, subnets, security groups, route tables.
//!
//! One paginated describe call answers everything about each kind, but for
//! what a security group guards: the network interfaces say that.

use super::Scope;
use super::answer::{name_tag, plain, tags};
use super::listing::{Found, Listing};
use crate::inventory::detail::{
    GuardedInterface, Route, RouteTable, SecurityGroup, SecurityRule, Subnet, Vpc,
};
use crate::inventory::{Field, Gap, Kind, Tags};
use aws_sdk_ec2::types::{IpPermission, NetworkInterface, Route as SdkRoute, RouteState, Tag, Vpc as SdkVpc};
use std::collections::HashMap;

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
                cidrs: blocks(vpc),
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

/// Every address block that is associated with a VPC now.
fn blocks(vpc: &SdkVpc) -> Vec<String> {
    let live = |state: Option<&str>| state.is_none_or(|s| s == "associated");
    let four = vpc.cidr_block_association_set().iter().filter_map(|b| {
        let state = b.cidr_block_state().and_then(|s| s.state());
        live(state.map(AsRef::as_ref)).then(|| b.cidr_block()).flatten()
    });
    let six = vpc.ipv6_cidr_block_association_set().iter().filter_map(|b| {
        let state = b.ipv6_cidr_block_state().and_then(|s| s.state());
        live(state.map(AsRef::as_ref))
            .then(|| b.ipv6_cidr_block())
            .flatten()
    });
    let mut blocks: Vec<String> = four.chain(six).map(str::to_owned).collect();
    // Emulators leave the associations out.
    let first = plain(vpc.cidr_block());
    if !first.is_empty() && !blocks.contains(&first) {
        blocks.insert(0, first);
    }
    blocks
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

/// Interfaces by the group that guards them.
type Guarded = HashMap<String, Vec<GuardedInterface>>;

/// `DescribeNetworkInterfaces`, to its last page or not at all.
async fn interfaces(scope: &Scope) -> Result<Guarded, Gap> {
    let list = scope.clients.ec2.describe_network_interfaces();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    let mut guarded = Guarded::new();
    let next = "ec2:DescribeNetworkInterfaces";
    while let Some(page) = scope.call(next, pages.try_next()).await? {
        for interface in page.network_interfaces() {
            let own = GuardedInterface {
                id: plain(interface.network_interface_id()),
                interface_type: plain(interface.interface_type().map(AsRef::as_ref)),
                public: is_public(interface),
            };
            for id in interface.groups().iter().filter_map(|g| g.group_id()) {
                guarded.entry(id.to_owned()).or_default().push(own.clone());
            }
        }
    }
    Ok(guarded)
}

fn is_public(interface: &NetworkInterface) -> bool {
    let secondary = interface.private_ip_addresses().iter();
    let mut associations = secondary
        .filter_map(|a| a.association())
        .chain(interface.association());
    associations.any(|a| a.public_ip().is_some_and(|ip| !ip.is_empty()))
}

/// `DescribeSecurityGroups`.
pub(super) async fn security_groups(scope: Scope) {
    let listing = Listing::new(&scope, Kind::SecurityGroup);
    let guarded = interfaces(&scope).await;
    let guards = |id: &str| match &guarded {
        Ok(guarded) => Field::Known(guarded.get(id).cloned().unwrap_or_default()),
        Err(gap) => Field::Unknown(gap.clone()),
    };
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
                interfaces: guards(&id),
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
