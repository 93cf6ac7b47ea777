//! EC2: VPCs, what comes with them, what they are called, and what keeps them.

use crate::ec2_net::{filter, gateway, group, named, subnet, switch, table, vpc};
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_ec2::types::{
    AttributeBooleanValue, ResourceType, RuleAction, Tenancy, VpcAttributeName, VpcState,
};

async fn a_region_begins_with_a_default_vpc_and_a_public_subnet_in_every_zone(aws: &Aws) {
    let client = aws.ec2();
    let vpcs = client.describe_vpcs().send().await.expect("VPCs");
    assert_eq!(vpcs.vpcs().len(), 1);
    let default = &vpcs.vpcs()[0];
    assert_eq!(default.is_default(), Some(true));
    assert_eq!(default.cidr_block(), Some("172.31.0.0/16"));
    let subnets = client.describe_subnets().send().await.expect("subnets");
    let zones: Vec<_> = subnets.subnets().iter().map(|s| s.availability_zone()).collect();
    assert_eq!(zones.len(), 6);
    for subnet in subnets.subnets() {
        assert_eq!(subnet.map_public_ip_on_launch(), Some(true));
        assert_eq!(subnet.default_for_az(), Some(true));
    }
    let gateways = client
        .describe_internet_gateways()
        .send()
        .await
        .expect("gateways");
    let attached = &gateways.internet_gateways()[0].attachments()[0];
    assert_eq!(attached.vpc_id(), default.vpc_id());
}

async fn a_vpc_is_answered_as_it_was_made(aws: &Aws) {
    let client = aws.ec2();
    let made = client
        .create_vpc()
        .cidr_block("10.0.0.0/16")
        .tag_specifications(named(ResourceType::Vpc, "clinic"))
        .send()
        .await
        .expect("a VPC");
    let id = made.vpc().and_then(|v| v.vpc_id()).expect("an id");
    let read = client.describe_vpcs().vpc_ids(id).send().await.expect("read");
    let vpc = &read.vpcs()[0];
    assert_eq!(vpc.cidr_block(), Some("10.0.0.0/16"));
    assert_eq!(vpc.state(), Some(&VpcState::Available));
    assert_eq!(vpc.owner_id(), Some(ACCOUNT));
    assert_eq!(vpc.is_default(), Some(false));
    assert_eq!(vpc.instance_tenancy(), Some(&Tenancy::Default));
    assert_eq!(
        vpc.cidr_block_association_set()[0].cidr_block(),
        Some("10.0.0.0/16")
    );
    assert_eq!(vpc.tags()[0].value(), Some("clinic"));
}

async fn a_block_that_is_too_wide_is_refused(aws: &Aws) {
    let client = aws.ec2();
    let make = |cidr: &str| client.create_vpc().cidr_block(cidr).send();
    assert_eq!(refusal(make("10.0.0.0/8").await), "InvalidVpc.Range");
    assert_eq!(refusal(make("10.0.0.0/29").await), "InvalidVpc.Range");
    assert_eq!(refusal(make("ten").await), "InvalidParameterValue");
}

async fn a_vpc_comes_with_a_group_whose_members_reach_each_other(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let groups = client.describe_security_groups().filters(filter("vpc-id", &id));
    let groups = groups.send().await.expect("groups");
    assert_eq!(groups.security_groups().len(), 1);
    let default = &groups.security_groups()[0];
    assert_eq!(default.group_name(), Some("default"));
    let inward = &default.ip_permissions()[0];
    assert_eq!(inward.ip_protocol(), Some("-1"));
    assert_eq!(inward.user_id_group_pairs()[0].group_id(), default.group_id());
    assert!(inward.ip_ranges().is_empty());
    let outward = &default.ip_permissions_egress()[0];
    assert_eq!(outward.ip_ranges()[0].cidr_ip(), Some("0.0.0.0/0"));
    let id = default.group_id().expect("an id");
    let gone = client.delete_security_group().group_id(id).send().await;
    assert_eq!(refusal(gone), "CannotDelete");
}

async fn a_vpc_comes_with_a_main_route_table_and_its_local_route(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let tables = client
        .describe_route_tables()
        .filters(filter("vpc-id", &id))
        .filters(filter("association.main", "true"))
        .send()
        .await
        .expect("tables");
    assert_eq!(tables.route_tables().len(), 1);
    let main = &tables.route_tables()[0];
    assert_eq!(main.associations()[0].main(), Some(true));
    assert_eq!(main.routes().len(), 1);
    assert_eq!(main.routes()[0].gateway_id(), Some("local"));
    assert_eq!(main.routes()[0].destination_cidr_block(), Some("10.0.0.0/16"));
}

async fn a_vpc_comes_with_a_network_acl_that_lets_everything_through(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let subnet = subnet(&client, &id, "10.0.1.0/24", "us-east-1a").await;
    let acls = client
        .describe_network_acls()
        .filters(filter("vpc-id", &id))
        .filters(filter("default", "true"))
        .send()
        .await
        .expect("ACLs");
    let acl = &acls.network_acls()[0];
    assert_eq!(acl.is_default(), Some(true));
    assert_eq!(acl.associations()[0].subnet_id(), Some(subnet.as_str()));
    let mut rules: Vec<_> = acl
        .entries()
        .iter()
        .filter(|e| e.egress() == Some(false))
        .map(|e| {
            (
                e.rule_number(),
                e.rule_action().map(RuleAction::as_str),
                e.cidr_block(),
            )
        })
        .collect();
    rules.sort_unstable();
    let all = Some("0.0.0.0/0");
    assert_eq!(
        rules,
        [(Some(100), Some("allow"), all), (Some(32_767), Some("deny"), all)]
    );
}

async fn an_id_that_nothing_has_and_a_misspelt_one_are_told_apart(aws: &Aws) {
    let client = aws.ec2();
    let ask = |id: &str| client.describe_vpcs().vpc_ids(id).send();
    assert_eq!(
        refusal(ask("vpc-0123456789abcdef0").await),
        "InvalidVpcID.NotFound"
    );
    assert_eq!(refusal(ask("vpc-12345678").await), "InvalidVpcID.NotFound");
    assert_eq!(refusal(ask("my-vpc").await), "InvalidVpcID.Malformed");
}

async fn an_attribute_is_off_until_it_is_switched_on(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let read = |name: VpcAttributeName| client.describe_vpc_attribute().vpc_id(&id).attribute(name).send();
    let support = read(VpcAttributeName::EnableDnsSupport).await.expect("read");
    assert_eq!(
        support
            .enable_dns_support()
            .and_then(AttributeBooleanValue::value),
        Some(true)
    );
    let names = read(VpcAttributeName::EnableDnsHostnames).await.expect("read");
    assert_eq!(
        names
            .enable_dns_hostnames()
            .and_then(AttributeBooleanValue::value),
        Some(false)
    );
    let metrics = read(VpcAttributeName::EnableNetworkAddressUsageMetrics)
        .await
        .expect("read");
    let metrics = metrics.enable_network_address_usage_metrics();
    assert_eq!(metrics.and_then(AttributeBooleanValue::value), Some(false));
}

async fn one_attribute_is_changed_a_call(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let change = client.modify_vpc_attribute().vpc_id(&id);
    let one = change.clone().enable_dns_hostnames(switch(true));
    one.send().await.expect("set");
    let attribute = VpcAttributeName::EnableDnsHostnames;
    let read = client.describe_vpc_attribute().vpc_id(&id).attribute(attribute);
    let read = read.send().await.expect("read");
    assert_eq!(
        read.enable_dns_hostnames().and_then(AttributeBooleanValue::value),
        Some(true)
    );
    let both = change
        .enable_dns_hostnames(switch(true))
        .enable_dns_support(switch(true));
    assert_eq!(refusal(both.send().await), "InvalidParameterCombination");
}

async fn a_vpc_is_kept_by_whatever_lives_in_it(aws: &Aws) {
    let client = aws.ec2();
    let id = vpc(&client, "10.0.0.0/16").await;
    let delete = || client.delete_vpc().vpc_id(&id).send();
    let subnet = subnet(&client, &id, "10.0.1.0/24", "us-east-1a").await;
    assert_eq!(refusal(delete().await), "DependencyViolation");
    client
        .delete_subnet()
        .subnet_id(&subnet)
        .send()
        .await
        .expect("gone");
    let group = group(&client, &id, "jobs").await;
    assert_eq!(refusal(delete().await), "DependencyViolation");
    client
        .delete_security_group()
        .group_id(&group)
        .send()
        .await
        .expect("gone");
    let table = table(&client, &id).await;
    assert_eq!(refusal(delete().await), "DependencyViolation");
    client
        .delete_route_table()
        .route_table_id(&table)
        .send()
        .await
        .expect("gone");
    let gateway = gateway(&client, &id).await;
    assert_eq!(refusal(delete().await), "DependencyViolation");
    let detach = client.detach_internet_gateway().internet_gateway_id(&gateway);
    detach.vpc_id(&id).send().await.expect("detached");
    delete().await.expect("gone");
    assert_eq!(refusal(delete().await), "InvalidVpcID.NotFound");
    let left = client.describe_security_groups().filters(filter("vpc-id", &id));
    let left = left.send().await.expect("groups");
    assert!(left.security_groups().is_empty(), "the default group goes too");
}

async fn filters_select_and_an_unknown_filter_is_refused(aws: &Aws) {
    let client = aws.ec2();
    for name in ["clinic", "claims"] {
        let made = client.create_vpc().cidr_block("10.0.0.0/16");
        let made = made.tag_specifications(named(ResourceType::Vpc, name));
        made.send().await.expect("a VPC");
    }
    let ask = |name: &str, value: &str| client.describe_vpcs().filters(filter(name, value)).send();
    assert_eq!(ask("tag:Name", "clinic").await.expect("one").vpcs().len(), 1);
    assert_eq!(ask("tag:Name", "cl*").await.expect("both").vpcs().len(), 2);
    assert_eq!(ask("tag-key", "Name").await.expect("both").vpcs().len(), 2);
    assert_eq!(ask("tag-key", "Owner").await.expect("none").vpcs().len(), 0);
    assert_eq!(ask("is-default", "true").await.expect("one").vpcs().len(), 1);
    assert_eq!(ask("cidr", "10.0.0.0/16").await.expect("both").vpcs().len(), 2);
    assert_eq!(refusal(ask("colour", "red").await), "InvalidParameterValue");
    let hidden = client.describe_vpcs().filters(filter("is-default", "maybe"));
    let hidden = hidden.filters(filter("colour", "red")).send().await;
    assert_eq!(
        refusal(hidden),
        "InvalidParameterValue",
        "though nothing gets that far"
    );
}

async fn a_default_vpc_is_made_once(aws: &Aws) {
    let client = aws.ec2();
    let again = client.create_default_vpc().send().await;
    assert_eq!(refusal(again), "DefaultVpcAlreadyExists");
}

async fn a_region_that_must_be_opted_into_refuses_every_call(aws: &Aws) {
    let away = aws_sdk_ec2::Client::new(&aws.config("ap-east-1"));
    assert_eq!(refusal(away.describe_vpcs().send().await), "AuthFailure");
}

cases! {
    "ec2";
    DescribeVpcs: a_region_begins_with_a_default_vpc_and_a_public_subnet_in_every_zone,
    CreateVpc: a_vpc_is_answered_as_it_was_made,
    CreateVpc: a_block_that_is_too_wide_is_refused,
    CreateVpc: a_vpc_comes_with_a_group_whose_members_reach_each_other,
    DescribeRouteTables: a_vpc_comes_with_a_main_route_table_and_its_local_route,
    DescribeNetworkAcls: a_vpc_comes_with_a_network_acl_that_lets_everything_through,
    DescribeVpcs: an_id_that_nothing_has_and_a_misspelt_one_are_told_apart,
    DescribeVpcAttribute: an_attribute_is_off_until_it_is_switched_on,
    ModifyVpcAttribute: one_attribute_is_changed_a_call,
    DeleteVpc: a_vpc_is_kept_by_whatever_lives_in_it,
    DescribeVpcs: filters_select_and_an_unknown_filter_is_refused,
    CreateDefaultVpc: a_default_vpc_is_made_once,
    DescribeVpcs: a_region_that_must_be_opted_into_refuses_every_call,
}
