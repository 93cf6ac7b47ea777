//! EC2: subnets, their zones and addresses, and pages of them.

use crate::ec2_net::{filter, net, subnet, switch, vpc};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::{HostnameType, SubnetState};

async fn a_subnet_is_answered_as_it_was_made(aws: &Aws) {
    let client = aws.ec2();
    let vpc = vpc(&client, "10.0.0.0/16").await;
    let id = subnet(&client, &vpc, "10.0.1.0/24", "us-east-1b").await;
    let read = client
        .describe_subnets()
        .subnet_ids(&id)
        .send()
        .await
        .expect("read");
    let subnet = &read.subnets()[0];
    assert_eq!(subnet.vpc_id(), Some(vpc.as_str()));
    assert_eq!(subnet.cidr_block(), Some("10.0.1.0/24"));
    assert_eq!(subnet.availability_zone(), Some("us-east-1b"));
    assert_eq!(subnet.availability_zone_id(), Some("use1-az2"));
    assert_eq!(subnet.available_ip_address_count(), Some(251));
    assert_eq!(subnet.map_public_ip_on_launch(), Some(false));
    assert_eq!(subnet.default_for_az(), Some(false));
    assert_eq!(subnet.state(), Some(&SubnetState::Available));
    let arn = format!("arn:aws:ec2:us-east-1:123456789012:subnet/{id}");
    assert_eq!(subnet.subnet_arn(), Some(arn.as_str()));
}

async fn subnets_stay_inside_their_vpc_and_apart(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let make = |cidr: &str| client.create_subnet().vpc_id(&id).cidr_block(cidr);
    make("10.0.1.0/24").send().await.expect("a subnet");
    let inside = make("10.0.1.128/25").send().await;
    assert_eq!(refusal(inside), "InvalidSubnet.Conflict");
    assert_eq!(refusal(make("10.1.0.0/24").send().await), "InvalidSubnet.Range");
    let abroad = make("10.0.9.0/24").availability_zone("eu-west-1a").send().await;
    assert_eq!(refusal(abroad), "InvalidParameterValue");
    let nowhere = client
        .create_subnet()
        .vpc_id("vpc-0123456789abcdef0")
        .cidr_block("10.0.0.0/24");
    assert_eq!(refusal(nowhere.send().await), "InvalidVpcID.NotFound");
}

async fn public_addresses_are_given_out_when_the_subnet_says_so(aws: &Aws) {
    let client = aws.ec2();
    let vpc = vpc(&client, "10.0.0.0/16").await;
    let id = subnet(&client, &vpc, "10.0.1.0/24", "us-east-1a").await;
    let change = client.modify_subnet_attribute().subnet_id(&id);
    change
        .map_public_ip_on_launch(switch(true))
        .send()
        .await
        .expect("set");
    let read = client
        .describe_subnets()
        .filters(filter("map-public-ip-on-launch", "true"));
    let read = read.filters(filter("vpc-id", &vpc)).send().await.expect("read");
    assert_eq!(read.subnets()[0].subnet_id(), Some(id.as_str()));
    assert_eq!(read.subnets()[0].map_public_ip_on_launch(), Some(true));
    let nothing = client.modify_subnet_attribute().subnet_id(&id).send().await;
    assert_eq!(refusal(nothing), "InvalidParameterCombination");
}

async fn instances_are_named_as_the_subnet_says(aws: &Aws) {
    let net = net(aws).await;
    let change = || net.client.modify_subnet_attribute().subnet_id(&net.subnets[0]);
    let by_id = change().private_dns_hostname_type_on_launch(HostnameType::ResourceName);
    by_id.send().await.expect("set");
    let record = change().enable_resource_name_dns_a_record_on_launch(switch(true));
    record.send().await.expect("set");
    let read = net.client.describe_subnets().subnet_ids(&net.subnets[0]);
    let read = read.send().await.expect("read");
    let names = read.subnets()[0]
        .private_dns_name_options_on_launch()
        .expect("names");
    assert_eq!(names.hostname_type(), Some(&HostnameType::ResourceName));
    assert_eq!(names.enable_resource_name_dns_a_record(), Some(true));
    assert_eq!(names.enable_resource_name_dns_aaaa_record(), Some(false));
}

async fn a_subnet_is_kept_by_its_interfaces(aws: &Aws) {
    let net = net(aws).await;
    let (client, subnet) = (&net.client, &net.subnets[0]);
    let made = client.create_network_interface().subnet_id(subnet).send().await;
    let interface = made.expect("made").network_interface.expect("described");
    let delete = || client.delete_subnet().subnet_id(subnet).send();
    assert_eq!(refusal(delete().await), "DependencyViolation");
    let id = interface.network_interface_id.expect("an id");
    let gone = client.delete_network_interface().network_interface_id(id);
    gone.send().await.expect("gone");
    delete().await.expect("gone");
    assert_eq!(refusal(delete().await), "InvalidSubnetID.NotFound");
}

async fn an_address_is_counted_while_an_interface_has_it(aws: &Aws) {
    let net = net(aws).await;
    let (client, subnet) = (&net.client, &net.subnets[0]);
    let made = client.create_network_interface().subnet_id(subnet).send().await;
    let interface = made.expect("made").network_interface.expect("described");
    assert_eq!(
        interface.private_ip_address(),
        Some("10.0.0.4"),
        "the first that EC2 gives out"
    );
    let read = client
        .describe_subnets()
        .subnet_ids(subnet)
        .send()
        .await
        .expect("read");
    assert_eq!(read.subnets()[0].available_ip_address_count(), Some(250));
}

async fn pages_hold_every_subnet_once(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    for n in 0..12 {
        subnet(&client, &id, &format!("10.0.{n}.0/24"), "us-east-1a").await;
    }
    let ask = client.describe_subnets().filters(filter("vpc-id", &id));
    let mut pages = ask.into_paginator().page_size(5).send();
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        sizes.push(page.subnets().len());
        let blocks = page.subnets().iter().filter_map(|s| s.cidr_block());
        seen.extend(blocks.map(str::to_owned));
    }
    assert_eq!(sizes, [5, 5, 2]);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 12);
}

async fn a_page_has_its_limits_and_a_token_is_ours(aws: &Aws) {
    let client = aws.ec2();
    let small = client.describe_subnets().max_results(2).send().await;
    assert_eq!(refusal(small), "InvalidParameterValue");
    let large = client.describe_subnets().max_results(1001).send().await;
    assert_eq!(refusal(large), "InvalidParameterValue");
    let token = client
        .describe_subnets()
        .max_results(5)
        .next_token("%%")
        .send()
        .await;
    assert_eq!(refusal(token), "InvalidNextToken");
}

cases! {
    "ec2";
    CreateSubnet: a_subnet_is_answered_as_it_was_made,
    CreateSubnet: subnets_stay_inside_their_vpc_and_apart,
    ModifySubnetAttribute: public_addresses_are_given_out_when_the_subnet_says_so,
    ModifySubnetAttribute: instances_are_named_as_the_subnet_says,
    DeleteSubnet: a_subnet_is_kept_by_its_interfaces,
    DescribeSubnets: an_address_is_counted_while_an_interface_has_it,
    DescribeSubnets: pages_hold_every_subnet_once,
    DescribeSubnets: a_page_has_its_limits_and_a_token_is_ours,
}
