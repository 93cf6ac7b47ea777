//! The ground that EC2's cases stand on: a VPC with private DNS possible, two
//! subnets in two zones, a security group; and short words for long calls.

use crate::place::Aws;
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, Filter, IpPermission, IpRange, ResourceType, Tag, TagSpecification,
};

/// A filter by one value.
pub fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

/// A `Name` tag to make something with.
pub fn named(kind: ResourceType, name: &str) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .tags(tag("Name", name))
        .build()
}

/// A tag.
pub fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build()
}

/// `true` or `false` as attributes take it.
pub fn switch(value: bool) -> AttributeBooleanValue {
    AttributeBooleanValue::builder().value(value).build()
}

/// TCP to one port from one block.
pub fn tcp(port: i32, cidr: &str) -> IpPermission {
    IpPermission::builder()
        .ip_protocol("tcp")
        .from_port(port)
        .to_port(port)
        .ip_ranges(IpRange::builder().cidr_ip(cidr).build())
        .build()
}

/// Makes a VPC, and gives its id.
pub async fn vpc(client: &Client, cidr: &str) -> String {
    let made = client.create_vpc().cidr_block(cidr).send().await;
    let vpc = made.expect("a VPC").vpc.expect("described");
    vpc.vpc_id.expect("an id")
}

/// Makes a subnet in a zone, and gives its id.
pub async fn subnet(client: &Client, vpc: &str, cidr: &str, zone: &str) -> String {
    let made = client
        .create_subnet()
        .vpc_id(vpc)
        .cidr_block(cidr)
        .availability_zone(zone)
        .send()
        .await;
    let subnet = made.expect("a subnet").subnet.expect("described");
    subnet.subnet_id.expect("an id")
}

/// Makes a security group, and gives its id.
pub async fn group(client: &Client, vpc: &str, name: &str) -> String {
    let made = client
        .create_security_group()
        .group_name(name)
        .description("of a case")
        .vpc_id(vpc)
        .send()
        .await;
    made.expect("a group").group_id.expect("an id")
}

/// Makes a route table, and gives its id.
pub async fn table(client: &Client, vpc: &str) -> String {
    let made = client.create_route_table().vpc_id(vpc).send().await;
    let table = made.expect("a table").route_table.expect("described");
    table.route_table_id.expect("an id")
}

/// Makes an internet gateway, attaches it, and gives its id.
pub async fn gateway(client: &Client, vpc: &str) -> String {
    let made = client.create_internet_gateway().send().await;
    let gateway = made.expect("a gateway").internet_gateway.expect("described");
    let id = gateway.internet_gateway_id.expect("an id");
    let attach = client
        .attach_internet_gateway()
        .internet_gateway_id(&id)
        .vpc_id(vpc);
    attach.send().await.expect("attached");
    id
}

/// Sets whether a VPC gives out public host names.
pub async fn host_names(client: &Client, vpc: &str, on: bool) {
    let set = client.modify_vpc_attribute().vpc_id(vpc);
    let set = set.enable_dns_hostnames(switch(on)).send().await;
    set.expect("set");
}

/// A network to put endpoints into.
pub struct Net {
    pub client: Client,
    pub vpc: String,
    pub subnets: Vec<String>,
    pub group: String,
}

/// Makes it.
pub async fn net(aws: &Aws) -> Net {
    let client = aws.ec2();
    let vpc = vpc(&client, "10.0.0.0/16").await;
    host_names(&client, &vpc, true).await;
    let subnets = vec![
        subnet(&client, &vpc, "10.0.0.0/24", "us-east-1a").await,
        subnet(&client, &vpc, "10.0.1.0/24", "us-east-1b").await,
    ];
    let group = group(&client, &vpc, "endpoints").await;
    Net {
        client,
        vpc,
        subnets,
        group,
    }
}
