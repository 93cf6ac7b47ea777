//! The VPC and what lies in it as resources of CloudFormation.

use super::data::tags;
use super::property;
use crate::stack::Spec;
use crate::stack::export::gather::{Resource, Said};
use crate::stack::export::value::{Value, number, text, texts};
use crate::stack::spec::Tags;

pub(super) fn vpc(cidr: &str, vpc_tags: &Tags) -> Said {
    let items = vec![property("CidrBlock", text(cidr)), tags(vpc_tags)];
    Said::Resource(Resource::new("AWS::EC2::VPC", items))
}

pub(super) fn attribute(attribute: &str, value: bool) -> Said {
    let name = match attribute {
        "EnableDnsSupport" => "EnableDnsSupport",
        "EnableDnsHostnames" => "EnableDnsHostnames",
        other => {
            return Said::Unsaid(format!(
                "CloudFormation has no property for the VPC attribute {other}."
            ));
        }
    };
    Said::Setting {
        items: vec![property(name, Value::Truth(value))],
        alone: None,
    }
}

pub(super) fn subnet(vpc_id: &str, cidr: &str, zone: &str, subnet_tags: &Tags) -> Said {
    let items = vec![
        property("VpcId", text(vpc_id)),
        property("CidrBlock", text(cidr)),
        property("AvailabilityZone", text(zone)),
        tags(subnet_tags),
    ];
    Said::Resource(Resource::new("AWS::EC2::Subnet", items))
}

pub(super) fn route_table(vpc_id: &str, table_tags: &Tags) -> Said {
    let items = vec![property("VpcId", text(vpc_id)), tags(table_tags)];
    Said::Resource(Resource::new("AWS::EC2::RouteTable", items))
}

pub(super) fn association(route_table_id: &str, subnet_id: &str) -> Said {
    let items = vec![
        property("RouteTableId", text(route_table_id)),
        property("SubnetId", text(subnet_id)),
    ];
    Said::Resource(Resource::new("AWS::EC2::SubnetRouteTableAssociation", items))
}

pub(super) fn group(spec: &Spec) -> Said {
    let Spec::CreateSecurityGroup {
        vpc_id,
        name,
        description,
        tags: group_tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let items = vec![
        property("GroupName", text(name)),
        property("GroupDescription", text(description)),
        property("VpcId", text(vpc_id)),
        tags(group_tags),
    ];
    Said::Resource(Resource::new("AWS::EC2::SecurityGroup", items))
}

pub(super) fn ingress(spec: &Spec) -> Said {
    let Spec::AuthorizeIngress {
        group_id,
        from_group,
        port,
        description,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let items = vec![
        property("GroupId", text(group_id)),
        property("Description", text(description)),
        property("IpProtocol", text("tcp")),
        property("FromPort", number(*port)),
        property("ToPort", number(*port)),
        property("SourceSecurityGroupId", text(from_group)),
    ];
    Said::Resource(Resource::new("AWS::EC2::SecurityGroupIngress", items))
}

pub(super) fn endpoint(spec: &Spec) -> Said {
    let Spec::CreateVpcEndpoint {
        vpc_id,
        service,
        gateway,
        route_table_ids,
        subnet_ids,
        group_ids,
        policy,
        tags: endpoint_tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let mut items = vec![
        property("VpcId", text(vpc_id)),
        property("ServiceName", text(service)),
    ];
    if *gateway {
        items.push(property("VpcEndpointType", text("Gateway")));
        items.push(property("RouteTableIds", texts(route_table_ids)));
    } else {
        items.push(property("VpcEndpointType", text("Interface")));
        items.push(property("SubnetIds", texts(subnet_ids)));
        items.push(property("SecurityGroupIds", texts(group_ids)));
        items.push(property("PrivateDnsEnabled", Value::Truth(true)));
    }
    items.push(property("PolicyDocument", Value::Document(policy.clone())));
    items.push(tags(endpoint_tags));
    Said::Resource(Resource::new("AWS::EC2::VPCEndpoint", items))
}
