//! The VPC and what lies in it as resources of the provider.

use super::field;
use crate::stack::Spec;
use crate::stack::export::gather::{Resource, Said};
use crate::stack::export::value::{Item, Value, number, tag_map, text, texts};
use crate::stack::spec::Tags;

fn own(id: &str, output: &str) -> String {
    format!("${{{id}.{output}}}")
}

pub(super) fn vpc(id: &str, cidr: &str, tags: &Tags) -> Said {
    let items = vec![field("cidr_block", text(cidr)), field("tags", tag_map(tags))];
    Said::Resource(Resource::new("aws_vpc", items).imported_by(own(id, "VpcId")))
}

pub(super) fn attribute(attribute: &str, value: bool) -> Said {
    let name = match attribute {
        "EnableDnsSupport" => "enable_dns_support",
        "EnableDnsHostnames" => "enable_dns_hostnames",
        other => return Said::Unsaid(format!("Terraform has no field for the VPC attribute {other}.")),
    };
    Said::Setting {
        items: vec![field(name, Value::Truth(value))],
        alone: None,
    }
}

pub(super) fn subnet(id: &str, vpc_id: &str, cidr: &str, zone: &str, tags: &Tags) -> Said {
    let items = vec![
        field("vpc_id", text(vpc_id)),
        field("cidr_block", text(cidr)),
        field("availability_zone", text(zone)),
        field("tags", tag_map(tags)),
    ];
    Said::Resource(Resource::new("aws_subnet", items).imported_by(own(id, "SubnetId")))
}

pub(super) fn route_table(id: &str, vpc_id: &str, tags: &Tags) -> Said {
    let items = vec![field("vpc_id", text(vpc_id)), field("tags", tag_map(tags))];
    Said::Resource(Resource::new("aws_route_table", items).imported_by(own(id, "RouteTableId")))
}

pub(super) fn association(route_table_id: &str, subnet_id: &str) -> Said {
    let items = vec![
        field("route_table_id", text(route_table_id)),
        field("subnet_id", text(subnet_id)),
    ];
    Said::Resource(
        Resource::new("aws_route_table_association", items)
            .imported_by(format!("{subnet_id}/{route_table_id}")),
    )
}

pub(super) fn group(id: &str, spec: &Spec) -> Said {
    let Spec::CreateSecurityGroup {
        vpc_id,
        name,
        description,
        tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let out = vec![
        field("from_port", number(0)),
        field("to_port", number(0)),
        field("protocol", text("-1")),
        field("cidr_blocks", Value::List(vec![text("0.0.0.0/0")])),
    ];
    let items = vec![
        field("name", text(name)),
        field("description", text(description)),
        field("vpc_id", text(vpc_id)),
        field("tags", tag_map(tags)),
        Item::Block("egress", out),
    ];
    Said::Resource(
        Resource::new("aws_security_group", items)
            .imported_by(own(id, "GroupId"))
            .note(
                "AWS lets a new group call out, and Terraform takes that away unless it is written \
                 down: so it is, as AWS has it.",
            ),
    )
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
    let rule = |from: Item| {
        vec![
            field("description", text(description)),
            field("from_port", number(*port)),
            field("to_port", number(*port)),
            field("protocol", text("tcp")),
            from,
        ]
    };
    let from = if from_group == group_id {
        field("self", Value::Truth(true))
    } else {
        field("security_groups", Value::List(vec![text(from_group)]))
    };
    let mut alone = vec![
        field("type", text("ingress")),
        field("security_group_id", text(group_id)),
    ];
    alone.extend(rule(field("source_security_group_id", text(from_group))));
    Said::Setting {
        items: vec![Item::Block("ingress", rule(from))],
        alone: Some(
            Resource::new("aws_security_group_rule", alone)
                .imported_by(format!("{group_id}_ingress_tcp_{port}_{port}_{from_group}")),
        ),
    }
}

pub(super) fn endpoint(id: &str, spec: &Spec) -> Said {
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
        return Said::misrouted(spec);
    };
    let mut items = vec![
        field("vpc_id", text(vpc_id)),
        field("service_name", text(service)),
    ];
    if *gateway {
        items.push(field("vpc_endpoint_type", text("Gateway")));
        items.push(field("route_table_ids", texts(route_table_ids)));
    } else {
        items.push(field("vpc_endpoint_type", text("Interface")));
        items.push(field("subnet_ids", texts(subnet_ids)));
        items.push(field("security_group_ids", texts(group_ids)));
        items.push(field("private_dns_enabled", Value::Truth(true)));
    }
    items.push(field("policy", Value::Document(policy.clone())));
    items.push(field("tags", tag_map(tags)));
    Said::Resource(Resource::new("aws_vpc_endpoint", items).imported_by(own(id, "VpcEndpointId")))
}
