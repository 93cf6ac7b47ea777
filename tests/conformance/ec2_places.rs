//! EC2: Regions, Availability Zones, account attributes, and what the account
//! has none of.

use crate::ec2_net::filter;
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::AccountAttributeName;

async fn the_regions_that_need_no_opting_in_are_there(aws: &Aws) {
    let client = aws.ec2();
    let regions = client.describe_regions().send().await.expect("regions");
    assert_eq!(regions.regions().len(), 17);
    let home = regions
        .regions()
        .iter()
        .find(|r| r.region_name() == Some("us-east-1"))
        .expect("home");
    assert_eq!(home.opt_in_status(), Some("opt-in-not-required"));
    assert_eq!(home.endpoint(), Some("ec2.us-east-1.amazonaws.com"));
    let all = client
        .describe_regions()
        .all_regions(true)
        .send()
        .await
        .expect("all");
    let away = all
        .regions()
        .iter()
        .find(|r| r.region_name() == Some("ap-east-1"))
        .expect("away");
    assert_eq!(away.opt_in_status(), Some("not-opted-in"));
    let wrong = client.describe_regions().region_names("us-east-9").send().await;
    assert_eq!(refusal(wrong), "InvalidParameterValue");
}

async fn a_region_has_its_zones(aws: &Aws) {
    let client = aws.ec2();
    let zones = client
        .describe_availability_zones()
        .filters(filter("state", "available"));
    let zones = zones.send().await.expect("zones");
    assert_eq!(zones.availability_zones().len(), 6);
    let first = &zones.availability_zones()[0];
    assert_eq!(first.zone_name(), Some("us-east-1a"));
    assert_eq!(first.zone_id(), Some("use1-az1"));
    assert_eq!(first.region_name(), Some("us-east-1"));
    assert_eq!(first.zone_type(), Some("availability-zone"));
    let unknown = client
        .describe_availability_zones()
        .filters(filter("colour", "red"))
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidParameterValue");
}

async fn an_account_has_vpcs_only(aws: &Aws) {
    let client = aws.ec2();
    let ask = client.describe_account_attributes();
    let ask = ask.attribute_names(AccountAttributeName::SupportedPlatforms);
    let read = ask.send().await.expect("read");
    let attribute = &read.account_attributes()[0];
    assert_eq!(attribute.attribute_name(), Some("supported-platforms"));
    assert_eq!(attribute.attribute_values()[0].attribute_value(), Some("VPC"));
    let ask = client
        .describe_account_attributes()
        .attribute_names(AccountAttributeName::DefaultVpc);
    let read = ask.send().await.expect("read");
    let vpcs = client.describe_vpcs().send().await.expect("VPCs");
    let default = read.account_attributes()[0].attribute_values()[0].attribute_value();
    assert_eq!(default, vpcs.vpcs()[0].vpc_id());
}

async fn what_nobody_made_is_not_there(aws: &Aws) {
    let client = aws.ec2();
    let peers = client
        .describe_vpc_peering_connections()
        .send()
        .await
        .expect("none");
    assert!(peers.vpc_peering_connections().is_empty());
    let transit = client.describe_transit_gateways().send().await.expect("none");
    assert!(transit.transit_gateways().is_empty());
    let services = client
        .describe_vpc_endpoint_service_configurations()
        .send()
        .await
        .expect("none");
    assert!(services.service_configurations().is_empty());
    let peer = client
        .describe_vpc_peering_connections()
        .vpc_peering_connection_ids("pcx-0123456789abcdef0");
    assert_eq!(
        refusal(peer.send().await),
        "InvalidVpcPeeringConnectionID.NotFound"
    );
}

cases! {
    "ec2";
    DescribeRegions: the_regions_that_need_no_opting_in_are_there,
    DescribeAvailabilityZones: a_region_has_its_zones,
    DescribeAccountAttributes: an_account_has_vpcs_only,
    DescribeVpcPeeringConnections: what_nobody_made_is_not_there,
}
