//! The VPC and what lies in it as calls.

use super::say::{Call, From};
use crate::stack::Spec;
use crate::stack::export::value::{Value, map, number, tag_pairs, text, texts};
use crate::stack::spec::Tags;

fn tagged(kind: &str, tags: &Tags) -> (&'static str, Value) {
    let specification = map([
        ("ResourceType", text(kind)),
        ("Tags", tag_pairs(tags, "Key", "Value")),
    ]);
    ("TagSpecifications", Value::List(vec![specification]))
}

pub(super) fn vpc(cidr: &str, tags: &Tags) -> Call {
    let parameters = vec![("CidrBlock", text(cidr)), tagged("vpc", tags)];
    Call::new("ec2 create-vpc", parameters).gives("VpcId", From::Answer("Vpc.VpcId"))
}

pub(super) fn attribute(vpc_id: &str, attribute: &str, value: bool) -> Call {
    // The call has two, and the actuator takes any other for the second.
    let name = match attribute {
        "EnableDnsSupport" => "EnableDnsSupport",
        _ => "EnableDnsHostnames",
    };
    let parameters = vec![
        ("VpcId", text(vpc_id)),
        (name, map([("Value", Value::Truth(value))])),
    ];
    Call::new("ec2 modify-vpc-attribute", parameters)
}

pub(super) fn subnet(vpc_id: &str, cidr: &str, zone: &str, tags: &Tags) -> Call {
    let parameters = vec![
        ("VpcId", text(vpc_id)),
        ("CidrBlock", text(cidr)),
        ("AvailabilityZone", text(zone)),
        tagged("subnet", tags),
    ];
    Call::new("ec2 create-subnet", parameters)
        .gives("SubnetId", From::Answer("Subnet.SubnetId"))
        .gives("SubnetArn", From::Answer("Subnet.SubnetArn"))
}

pub(super) fn route_table(vpc_id: &str, tags: &Tags) -> Call {
    let parameters = vec![("VpcId", text(vpc_id)), tagged("route-table", tags)];
    Call::new("ec2 create-route-table", parameters)
        .gives("RouteTableId", From::Answer("RouteTable.RouteTableId"))
}

pub(super) fn association(route_table_id: &str, subnet_id: &str) -> Call {
    let parameters = vec![
        ("RouteTableId", text(route_table_id)),
        ("SubnetId", text(subnet_id)),
    ];
    Call::new("ec2 associate-route-table", parameters).gives("AssociationId", From::Answer("AssociationId"))
}

pub(super) fn group(vpc_id: &str, name: &str, description: &str, tags: &Tags) -> Call {
    let parameters = vec![
        ("VpcId", text(vpc_id)),
        ("GroupName", text(name)),
        ("Description", text(description)),
        tagged("security-group", tags),
    ];
    Call::new("ec2 create-security-group", parameters).gives("GroupId", From::Answer("GroupId"))
}

pub(super) fn ingress(group_id: &str, from_group: &str, port: i32, description: &str) -> Call {
    let from = map([("GroupId", text(from_group)), ("Description", text(description))]);
    let rule = map([
        ("IpProtocol", text("tcp")),
        ("FromPort", number(port)),
        ("ToPort", number(port)),
        ("UserIdGroupPairs", Value::List(vec![from])),
    ]);
    let parameters = vec![
        ("GroupId", text(group_id)),
        ("IpPermissions", Value::List(vec![rule])),
    ];
    Call::new("ec2 authorize-security-group-ingress", parameters)
}

pub(super) fn endpoint(id: &str, spec: &Spec) -> Call {
    let Spec::CreateVpcEndpoint {
        vpc_id,
        service,
        gateway,
        route_table_ids,
        subnet_ids,
        group_ids,
        policy,
        tags,
    } = spec
    else {
        return Call::misrouted(spec);
    };
    let mut parameters = vec![("VpcId", text(vpc_id)), ("ServiceName", text(service))];
    if *gateway {
        parameters.push(("VpcEndpointType", text("Gateway")));
        parameters.push(("RouteTableIds", texts(route_table_ids)));
    } else {
        parameters.push(("VpcEndpointType", text("Interface")));
        parameters.push(("SubnetIds", texts(subnet_ids)));
        parameters.push(("SecurityGroupIds", texts(group_ids)));
        parameters.push(("PrivateDnsEnabled", Value::Truth(true)));
    }
    parameters.push(("PolicyDocument", Value::Document(policy.clone())));
    parameters.push(tagged("vpc-endpoint", tags));
    Call::new("ec2 create-vpc-endpoint", parameters)
        .gives("VpcEndpointId", From::Answer("VpcEndpoint.VpcEndpointId"))
        .at_last(&["available", &format!("${{{id}.VpcEndpointId}}")])
}
