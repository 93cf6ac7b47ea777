//! A VPC without a way to the internet, and the endpoints through which its
//! workload reaches AWS.

use super::{Build, Words};
use crate::stack::blueprint::{Vpc, short_to_service};
use crate::stack::{Spec, controls, policies};

const GROUP: &str = "network";
const VPC_ID: &str = "${vpc.VpcId}";

/// Where the workload runs: ids, or references to steps that make them.
pub(super) struct Placement {
    pub vpc_id: String,
    pub subnet_ids: Vec<String>,
    pub route_table_ids: Vec<String>,
    pub group_ids: Vec<String>,
}

impl Placement {
    pub(super) fn of(build: &Build<'_>) -> Self {
        match &build.blueprint.network.vpc {
            Vpc::Existing {
                vpc_id,
                subnet_ids,
                route_table_ids,
                group_ids,
            } => Self {
                vpc_id: vpc_id.clone(),
                subnet_ids: subnet_ids.clone(),
                route_table_ids: route_table_ids.clone(),
                group_ids: group_ids.clone(),
            },
            Vpc::Create { .. } => Self {
                vpc_id: VPC_ID.to_owned(),
                subnet_ids: (1..=build.blueprint.zones().len())
                    .map(|n| format!("${{subnet-{n}.SubnetId}}"))
                    .collect(),
                route_table_ids: vec!["${route-table.RouteTableId}".to_owned()],
                group_ids: vec!["${workload-group.GroupId}".to_owned()],
            },
        }
    }
}

pub(super) fn network(build: &mut Build<'_>) {
    if let Vpc::Create { cidr, .. } = &build.blueprint.network.vpc {
        vpc(build, cidr);
        subnets(build);
        let description = "The workload: may call the endpoints, is called by nobody";
        group(build, "workload-group", "workload", description);
    }
    let placement = Placement::of(build);
    let endpoints = build.blueprint.endpoints();
    if endpoints.iter().any(|e| e != "s3") {
        endpoint_group(build, &placement);
    }
    for short in &endpoints {
        endpoint(build, short, &placement);
    }
}

fn vpc(build: &mut Build<'_>, cidr: &str) {
    build.push(
        Words {
            id: "vpc",
            group: GROUP,
            title: format!("Create the VPC {cidr}"),
            why: "It has no internet gateway and no NAT: data cannot leave by accident.",
            controls: controls::PRIVATE_NETWORK,
        },
        Spec::CreateVpc {
            cidr: cidr.to_owned(),
            tags: build.tags("vpc"),
        },
        &[],
    );
    for (id, attribute) in [
        ("vpc-dns-support", "EnableDnsSupport"),
        ("vpc-dns-hostnames", "EnableDnsHostnames"),
    ] {
        build.push(
            Words {
                id,
                group: GROUP,
                title: format!("Turn on {attribute}"),
                why: "Endpoints answer under AWS's own names only with both DNS attributes on.",
                controls: controls::NONE,
            },
            Spec::ModifyVpcAttribute {
                vpc_id: VPC_ID.to_owned(),
                attribute: attribute.to_owned(),
                value: true,
            },
            &["vpc"],
        );
    }
}

fn subnets(build: &mut Build<'_>) {
    let zones = build.blueprint.zones();
    let cidrs = build.blueprint.subnet_cidrs();
    for (n, (zone, cidr)) in (1..).zip(zones.iter().zip(cidrs)) {
        let id = format!("subnet-{n}");
        build.push(
            Words {
                id: &id,
                group: GROUP,
                title: format!("Create the private subnet {cidr} in {zone}"),
                why: "A subnet for each zone; none gives public addresses.",
                controls: controls::PRIVATE_NETWORK,
            },
            Spec::CreateSubnet {
                vpc_id: VPC_ID.to_owned(),
                cidr,
                zone: zone.clone(),
                tags: build.tags(&id),
            },
            &["vpc"],
        );
    }
    build.push(
        Words {
            id: "route-table",
            group: GROUP,
            title: "Create the route table".to_owned(),
            why: "It holds local routes and the S3 endpoint only.",
            controls: controls::PRIVATE_NETWORK,
        },
        Spec::CreateRouteTable {
            vpc_id: VPC_ID.to_owned(),
            tags: build.tags("route-table"),
        },
        &["vpc"],
    );
    for n in 1..=zones.len() {
        build.push(
            Words {
                id: &format!("subnet-{n}-routes"),
                group: GROUP,
                title: format!("Route subnet {n} by the table"),
                why: "The VPC's main table is left empty, so that a stray subnet goes nowhere.",
                controls: controls::NONE,
            },
            Spec::AssociateRouteTable {
                route_table_id: "${route-table.RouteTableId}".to_owned(),
                subnet_id: format!("${{subnet-{n}.SubnetId}}"),
            },
            &["route-table"],
        );
    }
}

fn group(build: &mut Build<'_>, id: &str, what: &str, description: &str) {
    let vpc_id = Placement::of(build).vpc_id;
    build.push(
        Words {
            id,
            group: GROUP,
            title: format!("Create the {what} security group"),
            why: "Groups name each other; no address range is let in.",
            controls: controls::PRIVATE_NETWORK,
        },
        Spec::CreateSecurityGroup {
            vpc_id,
            name: format!("{}-{what}", build.blueprint.stack()),
            description: description.to_owned(),
            tags: build.tags(id),
        },
        &[],
    );
}

fn endpoint_group(build: &mut Build<'_>, placement: &Placement) {
    let description = "The endpoints: answer the workload over TLS";
    group(build, "endpoint-group", "endpoints", description);
    for (n, from) in (1..).zip(&placement.group_ids) {
        let id = if n == 1 {
            "endpoint-ingress".to_owned()
        } else {
            format!("endpoint-ingress-{n}")
        };
        build.push(
            Words {
                id: &id,
                group: GROUP,
                title: "Let the workload reach the endpoints on 443".to_owned(),
                why: "Nothing else in the VPC can use them.",
                controls: controls::PRIVATE_LINK,
            },
            Spec::AuthorizeIngress {
                group_id: "${endpoint-group.GroupId}".to_owned(),
                from_group: from.clone(),
                port: 443,
                description: "TLS from the workload".to_owned(),
            },
            &["endpoint-group"],
        );
    }
}

fn endpoint(build: &mut Build<'_>, short: &str, placement: &Placement) {
    let b = build.blueprint;
    let id = format!("endpoint-{}", short.replace('.', "-"));
    let gateway = short == "s3";
    let when = |wanted: bool, ids: &[String]| if wanted { ids.to_vec() } else { Vec::new() };
    let groups = ["${endpoint-group.GroupId}".to_owned()];
    let spec = Spec::CreateVpcEndpoint {
        vpc_id: placement.vpc_id.clone(),
        service: short_to_service(short, b.region.as_str()),
        gateway,
        route_table_ids: when(gateway, &placement.route_table_ids),
        subnet_ids: when(!gateway, &placement.subnet_ids),
        group_ids: when(!gateway, &groups),
        policy: policies::text(b, build.account, &format!("endpoint-{short}")),
        tags: build.tags(&id),
    };
    let after = if gateway {
        Vec::new()
    } else {
        build.present(&["vpc-dns-support", "vpc-dns-hostnames", "endpoint-ingress"])
    };
    build.push(
        Words {
            id: &id,
            group: "endpoints",
            title: format!("Reach {short} privately"),
            why: "Calls stay inside AWS's network, by this account's principals and for these actions only.",
            controls: controls::PRIVATE_LINK,
        },
        spec,
        &after,
    );
}
