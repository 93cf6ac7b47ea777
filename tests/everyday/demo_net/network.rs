//! VPCs, subnets and route tables; filters, pages and dry runs.

use super::{account, code, config, ec2, filter, named, vpc};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, VpcAttributeName};

#[tokio::test]
async fn a_region_begins_with_a_default_vpc_and_a_public_subnet_in_every_zone() {
    let client = ec2(&account());
    let vpcs = client.describe_vpcs().send().await.expect("VPCs");
    assert_eq!(vpcs.vpcs().len(), 1);
    assert_eq!(vpcs.vpcs()[0].is_default(), Some(true));
    let zones = client.describe_availability_zones().send().await.expect("zones");
    let subnets = client.describe_subnets().send().await.expect("subnets");
    assert_eq!(zones.availability_zones().len(), 6);
    assert_eq!(subnets.subnets().len(), 6);
    assert!(
        subnets
            .subnets()
            .iter()
            .all(|s| s.map_public_ip_on_launch() == Some(true))
    );
    let gateways = client
        .describe_internet_gateways()
        .send()
        .await
        .expect("gateways");
    assert_eq!(gateways.internet_gateways().len(), 1);
}

#[tokio::test]
async fn a_new_vpc_has_a_default_group_and_a_main_route_table_with_its_local_route() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let groups = client
        .describe_security_groups()
        .filters(filter("vpc-id", &id))
        .send()
        .await;
    let groups = groups.expect("groups");
    assert_eq!(groups.security_groups().len(), 1);
    let default = &groups.security_groups()[0];
    assert_eq!(default.group_name(), Some("default"));
    assert_eq!(
        default.ip_permissions()[0].user_id_group_pairs()[0].group_id(),
        default.group_id()
    );
    let tables = client
        .describe_route_tables()
        .filters(filter("vpc-id", &id))
        .filters(filter("association.main", "true"))
        .send()
        .await
        .expect("tables");
    assert_eq!(tables.route_tables().len(), 1);
    let local = &tables.route_tables()[0].routes()[0];
    assert_eq!(local.gateway_id(), Some("local"));
    assert_eq!(local.destination_cidr_block(), Some("10.0.0.0/16"));
}

#[tokio::test]
async fn a_vpc_is_not_deleted_while_anything_lives_in_it() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let subnet = client
        .create_subnet()
        .vpc_id(&id)
        .cidr_block("10.0.1.0/24")
        .send()
        .await;
    let subnet = subnet.expect("a subnet").subnet.expect("described");
    let subnet = subnet.subnet_id.expect("an id");
    assert_eq!(
        code(client.delete_vpc().vpc_id(&id).send().await),
        "DependencyViolation"
    );
    client
        .delete_subnet()
        .subnet_id(&subnet)
        .send()
        .await
        .expect("gone");
    client.delete_vpc().vpc_id(&id).send().await.expect("gone");
    assert_eq!(
        code(client.describe_vpcs().vpc_ids(&id).send().await),
        "InvalidVpcID.NotFound"
    );
    let left = client
        .describe_security_groups()
        .filters(filter("vpc-id", &id))
        .send()
        .await;
    assert!(
        left.expect("groups").security_groups().is_empty(),
        "the default group goes too"
    );
}

#[tokio::test]
async fn the_dns_attributes_of_a_vpc_are_kept_one_a_call() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let on = AttributeBooleanValue::builder().value(true).build();
    let hostnames = || {
        client
            .describe_vpc_attribute()
            .vpc_id(&id)
            .attribute(VpcAttributeName::EnableDnsHostnames)
            .send()
    };
    let read = |o: aws_sdk_ec2::operation::describe_vpc_attribute::DescribeVpcAttributeOutput| {
        o.enable_dns_hostnames().and_then(AttributeBooleanValue::value)
    };
    assert_eq!(read(hostnames().await.expect("read")), Some(false));
    client
        .modify_vpc_attribute()
        .vpc_id(&id)
        .enable_dns_hostnames(on.clone())
        .send()
        .await
        .expect("set");
    assert_eq!(read(hostnames().await.expect("read")), Some(true));
    let both = client
        .modify_vpc_attribute()
        .vpc_id(&id)
        .enable_dns_hostnames(on.clone())
        .enable_dns_support(on)
        .send()
        .await;
    assert_eq!(code(both), "InvalidParameterCombination");
}

#[tokio::test]
async fn subnets_stay_inside_their_vpc_and_apart() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let make = |cidr: &str| client.create_subnet().vpc_id(&id).cidr_block(cidr).send();
    make("10.0.1.0/24").await.expect("a subnet");
    assert_eq!(code(make("10.0.1.128/25").await), "InvalidSubnet.Conflict");
    assert_eq!(code(make("10.1.0.0/24").await), "InvalidSubnet.Range");
    let zone = client
        .create_subnet()
        .vpc_id(&id)
        .cidr_block("10.0.9.0/24")
        .availability_zone("eu-west-1a")
        .send()
        .await;
    assert_eq!(code(zone), "InvalidParameterValue");
}

#[tokio::test]
async fn a_client_token_makes_one_route_table_however_often_it_is_used() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let make = |vpc: &str| {
        client
            .create_route_table()
            .vpc_id(vpc)
            .client_token("run-1/routes")
            .send()
    };
    let first = make(&id).await.expect("a table").route_table.expect("described");
    let again = make(&id).await.expect("the same").route_table.expect("described");
    assert_eq!(first.route_table_id(), again.route_table_id());
    let other = vpc(&client, "10.1.0.0/16").await;
    assert_eq!(code(make(&other).await), "IdempotentParameterMismatch");
}

#[tokio::test]
async fn a_subnet_has_one_route_table_and_a_table_in_use_is_not_deleted() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    let subnet = client
        .create_subnet()
        .vpc_id(&id)
        .cidr_block("10.0.1.0/24")
        .send()
        .await;
    let subnet = subnet.expect("a subnet").subnet.expect("described");
    let subnet = subnet.subnet_id.expect("an id");
    let mut tables = Vec::new();
    for _ in 0..2 {
        let made = client
            .create_route_table()
            .vpc_id(&id)
            .send()
            .await
            .expect("a table");
        tables.push(made.route_table.and_then(|t| t.route_table_id).expect("an id"));
    }
    let tie = |table: &str| {
        client
            .associate_route_table()
            .route_table_id(table)
            .subnet_id(&subnet)
            .send()
    };
    let association = tie(&tables[0])
        .await
        .expect("associated")
        .association_id
        .expect("an id");
    assert_eq!(code(tie(&tables[1]).await), "Resource.AlreadyAssociated");
    let delete = || client.delete_route_table().route_table_id(&tables[0]).send();
    assert_eq!(code(delete().await), "DependencyViolation");
    client
        .disassociate_route_table()
        .association_id(association)
        .send()
        .await
        .expect("free");
    delete().await.expect("gone");
}

#[tokio::test]
async fn filters_select_and_an_unknown_filter_is_refused() {
    let client = ec2(&account());
    for name in ["clinic", "claims"] {
        client
            .create_vpc()
            .cidr_block("10.0.0.0/16")
            .tag_specifications(named(ResourceType::Vpc, name))
            .send()
            .await
            .expect("a VPC");
    }
    let ask = |name: &str, value: &str| client.describe_vpcs().filters(filter(name, value)).send();
    assert_eq!(ask("tag:Name", "clinic").await.expect("one").vpcs().len(), 1);
    assert_eq!(ask("tag:Name", "cl*").await.expect("both").vpcs().len(), 2);
    assert_eq!(ask("tag-key", "Owner").await.expect("none").vpcs().len(), 0);
    assert_eq!(code(ask("colour", "red").await), "InvalidParameterValue");
}

#[tokio::test]
async fn pages_hold_every_item_once() {
    let client = ec2(&account());
    let id = vpc(&client, "10.0.0.0/16").await;
    for n in 0..12 {
        client
            .create_subnet()
            .vpc_id(&id)
            .cidr_block(format!("10.0.{n}.0/24"))
            .send()
            .await
            .expect("a subnet");
    }
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    let mut pages = client
        .describe_subnets()
        .filters(filter("vpc-id", &id))
        .into_paginator()
        .page_size(5)
        .send();
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        sizes.push(page.subnets().len());
        seen.extend(
            page.subnets()
                .iter()
                .filter_map(|s| s.cidr_block().map(str::to_owned)),
        );
    }
    assert_eq!(sizes, [5, 5, 2]);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 12);
    let small = client.describe_subnets().max_results(2).send().await;
    assert_eq!(code(small), "InvalidParameterValue");
}

#[tokio::test]
async fn a_dry_run_says_that_it_would_have_worked_and_does_nothing() {
    let client = ec2(&account());
    let dry = client
        .create_vpc()
        .cidr_block("10.0.0.0/16")
        .dry_run(true)
        .send()
        .await;
    assert_eq!(code(dry), "DryRunOperation");
    let vpcs = client.describe_vpcs().send().await.expect("VPCs");
    assert_eq!(vpcs.vpcs().len(), 1, "the default VPC only");
}

#[tokio::test]
async fn a_region_that_must_be_opted_into_refuses_every_call() {
    let client = Client::new(&config(&account(), "ap-east-1"));
    assert_eq!(code(client.describe_vpcs().send().await), "AuthFailure");
    let regions = ec2(&account()).describe_regions().send().await.expect("regions");
    assert_eq!(regions.regions().len(), 17);
}
