//! The network: VPC, subnets, route tables.
//!
//! Most of these calls take no client token: what they made is found again by
//! the tags that it is created with. AWS deletes a subnet only when no network
//! interface is left in it, and SageMaker's linger: what holds it is named, and
//! nothing is detached.

use super::answer::{failure, found, gone, made, seen, unnamed, wait};
use super::compare::Compared;
use super::tags::{Owner, STACK, STEP};
use super::{misrouted, recorded};
use crate::aws::interlock::with_permit;
use crate::stack::spec::Tags;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, Filter, ResourceType, RouteTable, Tag, TagSpecification, VpcAttributeName,
};

/// Reads what is there.
pub(super) async fn observe(ec2: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    match spec {
        Spec::CreateVpc { cidr, .. } => observe_vpc(ec2, owner, cidr).await,
        Spec::ModifyVpcAttribute {
            vpc_id,
            attribute,
            value,
        } => observe_attribute(ec2, vpc_id, attribute, *value).await,
        Spec::CreateSubnet {
            vpc_id, cidr, zone, ..
        } => observe_subnet(ec2, owner, vpc_id, cidr, zone).await,
        Spec::CreateRouteTable { vpc_id, .. } => observe_route_table(ec2, owner, vpc_id).await,
        Spec::AssociateRouteTable {
            route_table_id,
            subnet_id,
        } => observe_association(ec2, route_table_id, subnet_id).await,
        other => Err(misrouted(other)),
    }
}

/// A filter by one value.
pub(super) fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

/// Filters for what this very step made.
pub(super) fn by_step(owner: Owner<'_>) -> [Filter; 2] {
    [
        filter(&format!("tag:{STACK}"), owner.stack),
        filter(&format!("tag:{STEP}"), owner.step),
    ]
}

/// Whether EC2's tags say that the stack made it.
pub(super) fn owned(owner: Owner<'_>, tags: &[Tag]) -> bool {
    owner.stack_owns(
        tags.iter()
            .map(|t| (t.key().unwrap_or(""), t.value().unwrap_or(""))),
    )
}

/// Tags to create a resource with.
pub(super) fn tagged(kind: ResourceType, tags: &Tags) -> TagSpecification {
    let tags = tags
        .iter()
        .map(|(k, v)| Tag::builder().key(k).value(v).build())
        .collect();
    TagSpecification::builder()
        .resource_type(kind)
        .set_tags(Some(tags))
        .build()
}

async fn observe_vpc(ec2: &Client, owner: Owner<'_>, cidr: &str) -> Result<Observed, ActError> {
    let answer = ec2
        .describe_vpcs()
        .set_filters(Some(by_step(owner).into()))
        .send()
        .await;
    let vpcs = seen("ec2:DescribeVpcs", answer)?;
    let Some(vpc) = vpcs.vpcs().iter().min_by_key(|v| v.vpc_id()) else {
        return Ok(Observed::Absent);
    };
    Ok(Compared::default()
        .output("VpcId", vpc.vpc_id())
        .text("CidrBlock", vpc.cidr_block(), cidr)
        .word(
            "State",
            vpc.state().map(aws_sdk_ec2::types::VpcState::as_str),
            "available",
        )
        .present(owned(owner, vpc.tags())))
}

async fn observe_attribute(
    ec2: &Client,
    vpc: &str,
    attribute: &str,
    wanted: bool,
) -> Result<Observed, ActError> {
    let operation = "ec2:DescribeVpcAttribute";
    let support = attribute == "EnableDnsSupport";
    let name = if support {
        VpcAttributeName::EnableDnsSupport
    } else {
        VpcAttributeName::EnableDnsHostnames
    };
    let answer = ec2
        .describe_vpc_attribute()
        .vpc_id(vpc)
        .attribute(name)
        .send()
        .await;
    let Some(actual) = found(operation, answer)? else {
        return Ok(Observed::Absent);
    };
    let actual = if support {
        actual.enable_dns_support()
    } else {
        actual.enable_dns_hostnames()
    };
    Ok(Compared::default()
        .value(attribute, actual.and_then(AttributeBooleanValue::value), wanted)
        .present(true))
}

async fn observe_subnet(
    ec2: &Client,
    owner: Owner<'_>,
    vpc: &str,
    cidr: &str,
    zone: &str,
) -> Result<Observed, ActError> {
    let answer = ec2
        .describe_subnets()
        .set_filters(Some(by_step(owner).into()))
        .send()
        .await;
    let subnets = seen("ec2:DescribeSubnets", answer)?;
    let Some(subnet) = subnets.subnets().iter().min_by_key(|s| s.subnet_id()) else {
        return Ok(Observed::Absent);
    };
    Ok(Compared::default()
        .output("SubnetId", subnet.subnet_id())
        .output("SubnetArn", subnet.subnet_arn())
        .text("VpcId", subnet.vpc_id(), vpc)
        .text("CidrBlock", subnet.cidr_block(), cidr)
        .text("AvailabilityZone", subnet.availability_zone(), zone)
        .value("MapPublicIpOnLaunch", subnet.map_public_ip_on_launch(), false)
        .word(
            "State",
            subnet.state().map(aws_sdk_ec2::types::SubnetState::as_str),
            "available",
        )
        .present(owned(owner, subnet.tags())))
}

async fn observe_route_table(ec2: &Client, owner: Owner<'_>, vpc: &str) -> Result<Observed, ActError> {
    let answer = ec2
        .describe_route_tables()
        .set_filters(Some(by_step(owner).into()))
        .send()
        .await;
    let tables = seen("ec2:DescribeRouteTables", answer)?;
    let Some(table) = tables.route_tables().iter().min_by_key(|t| t.route_table_id()) else {
        return Ok(Observed::Absent);
    };
    Ok(Compared::default()
        .output("RouteTableId", table.route_table_id())
        .text("VpcId", table.vpc_id(), vpc)
        .names("Routes", ways_out(table), [])
        .present(owned(owner, table.tags())))
}

/// Where a table's default routes lead: a private subnet has none.
fn ways_out(table: &RouteTable) -> impl Iterator<Item = &str> {
    table
        .routes()
        .iter()
        .filter(|r| {
            r.destination_cidr_block() == Some("0.0.0.0/0") || r.destination_ipv6_cidr_block() == Some("::/0")
        })
        .filter_map(|r| {
            r.gateway_id()
                .or(r.nat_gateway_id())
                .or(r.egress_only_internet_gateway_id())
                .or(r.transit_gateway_id())
                .or(r.network_interface_id())
        })
}

async fn observe_association(ec2: &Client, table: &str, subnet: &str) -> Result<Observed, ActError> {
    let answer = ec2
        .describe_route_tables()
        .filters(filter("association.subnet-id", subnet))
        .send()
        .await;
    let tables = seen("ec2:DescribeRouteTables", answer)?;
    let association = tables
        .route_tables()
        .iter()
        .flat_map(RouteTable::associations)
        .find(|a| a.subnet_id() == Some(subnet));
    Ok(association.map_or(Observed::Absent, |a| {
        Compared::default()
            .output("AssociationId", a.route_table_association_id())
            .text("RouteTableId", a.route_table_id(), table)
            .present(true)
    }))
}

/// One output, which the answer must hold.
pub(super) fn one(name: &str, value: Option<&str>, operation: &str) -> Result<Outputs, ActError> {
    let value = value.ok_or_else(|| unnamed(operation, name))?;
    Ok(Outputs::from([(name.to_owned(), value.to_owned())]))
}

/// Makes the call.
pub(super) async fn act(
    ec2: &Client,
    permit: &Permit,
    spec: &Spec,
    token: &str,
) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    match spec {
        Spec::CreateVpc { cidr, tags } => {
            let call = ec2
                .create_vpc()
                .cidr_block(cidr)
                .tag_specifications(tagged(ResourceType::Vpc, tags));
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            one("VpcId", answer.vpc().and_then(|v| v.vpc_id()), operation)
        }
        Spec::ModifyVpcAttribute {
            vpc_id,
            attribute,
            value,
        } => {
            let value = AttributeBooleanValue::builder().value(*value).build();
            let call = ec2.modify_vpc_attribute().vpc_id(vpc_id);
            let call = if attribute == "EnableDnsSupport" {
                call.enable_dns_support(value)
            } else {
                call.enable_dns_hostnames(value)
            };
            made(operation, with_permit(permit, call.send()).await)?;
            Ok(Outputs::new())
        }
        Spec::CreateSubnet {
            vpc_id,
            cidr,
            zone,
            tags,
        } => {
            let call = ec2
                .create_subnet()
                .vpc_id(vpc_id)
                .cidr_block(cidr)
                .availability_zone(zone)
                .tag_specifications(tagged(ResourceType::Subnet, tags));
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            let subnet = answer.subnet();
            let mut outputs = one("SubnetId", subnet.and_then(|s| s.subnet_id()), operation)?;
            outputs.extend(one("SubnetArn", subnet.and_then(|s| s.subnet_arn()), operation)?);
            Ok(outputs)
        }
        Spec::CreateRouteTable { vpc_id, tags } => {
            let call = ec2
                .create_route_table()
                .vpc_id(vpc_id)
                .client_token(token)
                .tag_specifications(tagged(ResourceType::RouteTable, tags));
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            let id = answer.route_table().and_then(|t| t.route_table_id());
            one("RouteTableId", id, operation)
        }
        Spec::AssociateRouteTable {
            route_table_id,
            subnet_id,
        } => {
            let call = ec2
                .associate_route_table()
                .route_table_id(route_table_id)
                .subnet_id(subnet_id);
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            one("AssociationId", answer.association_id(), operation)
        }
        other => Err(misrouted(other)),
    }
}

/// Takes back what the step made.
pub(super) async fn undo(
    ec2: &Client,
    permit: &Permit,
    spec: &Spec,
    outputs: &Outputs,
) -> Result<(), ActError> {
    match spec {
        Spec::CreateVpc { .. } => {
            let call = ec2.delete_vpc().vpc_id(recorded(spec, outputs, "VpcId")?);
            gone("ec2:DeleteVpc", with_permit(permit, call.send()).await)
        }
        Spec::CreateSubnet { .. } => {
            let subnet = recorded(spec, outputs, "SubnetId")?;
            let operation = "ec2:DeleteSubnet";
            let call = ec2.delete_subnet().subnet_id(subnet);
            let answer = with_permit(permit, call.send()).await;
            if failure(operation, &answer).is_some_and(|f| f.is("DependencyViolation")) {
                return Err(held(ec2, operation, filter("subnet-id", subnet)).await);
            }
            gone(operation, answer)
        }
        Spec::CreateRouteTable { .. } => {
            let table = recorded(spec, outputs, "RouteTableId")?;
            let call = ec2.delete_route_table().route_table_id(table);
            gone("ec2:DeleteRouteTable", with_permit(permit, call.send()).await)
        }
        Spec::AssociateRouteTable { .. } => {
            let association = recorded(spec, outputs, "AssociationId")?;
            let call = ec2.disassociate_route_table().association_id(association);
            gone(
                "ec2:DisassociateRouteTable",
                with_permit(permit, call.send()).await,
            )
        }
        Spec::ModifyVpcAttribute { .. } => Ok(()),
        other => Err(misrouted(other)),
    }
}

/// Names the network interfaces that keep something from being deleted.
pub(super) async fn held(ec2: &Client, operation: &str, by: Filter) -> ActError {
    let answer = ec2.describe_network_interfaces().filters(by).send().await;
    let interfaces = match seen("ec2:DescribeNetworkInterfaces", answer) {
        Ok(found) => found
            .network_interfaces()
            .iter()
            .map(|i| {
                let id = i.network_interface_id().unwrap_or("an interface");
                format!("{id} ({})", i.description().unwrap_or("no description"))
            })
            .collect::<Vec<_>>(),
        Err(error) => vec![error.message],
    };
    let holders = if interfaces.is_empty() {
        "something that AWS does not name".to_owned()
    } else {
        interfaces.join(", ")
    };
    wait(operation, format!("DependencyViolation: still held by {holders}"))
}
