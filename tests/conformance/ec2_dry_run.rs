//! EC2: calls that only ask whether they would succeed.

use crate::ec2_net::{net, switch, tag, tcp};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::VpcEndpointType;

const WOULD: &str = "DryRunOperation";

async fn a_dry_run_makes_nothing(aws: &Aws) {
    let client = aws.ec2();
    let dry = client
        .create_vpc()
        .cidr_block("10.0.0.0/16")
        .dry_run(true)
        .send()
        .await;
    assert_eq!(
        dry.as_ref()
            .err()
            .and_then(|e| e.raw_response())
            .map(|r| r.status().as_u16()),
        Some(412)
    );
    assert_eq!(refusal(dry), WOULD);
    let vpcs = client.describe_vpcs().send().await.expect("VPCs");
    assert_eq!(vpcs.vpcs().len(), 1, "the default VPC only");
}

async fn a_dry_run_of_what_would_fail_says_why(aws: &Aws) {
    let client = aws.ec2();
    let wide = client
        .create_vpc()
        .cidr_block("10.0.0.0/8")
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(wide), "InvalidVpc.Range");
    let nothing = client
        .delete_vpc()
        .vpc_id("vpc-0123456789abcdef0")
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(nothing), "InvalidVpcID.NotFound");
}

async fn a_dry_run_of_an_endpoint_checks_everything_and_makes_nothing(aws: &Aws) {
    let net = net(aws).await;
    let make = || {
        let make = net.client.create_vpc_endpoint().vpc_id(&net.vpc).dry_run(true);
        let make = make.vpc_endpoint_type(VpcEndpointType::Interface);
        make.service_name("com.amazonaws.us-east-1.kms")
            .set_subnet_ids(Some(net.subnets.clone()))
    };
    assert_eq!(refusal(make().send().await), WOULD);
    let broken = make().policy_document("{").send().await;
    assert_eq!(refusal(broken), "InvalidPolicyDocument");
    let none = net.client.describe_vpc_endpoints().send().await.expect("none");
    assert!(none.vpc_endpoints().is_empty());
    let interfaces = net
        .client
        .describe_network_interfaces()
        .send()
        .await
        .expect("none");
    assert!(interfaces.network_interfaces().is_empty());
}

async fn a_dry_run_changes_and_deletes_nothing(aws: &Aws) {
    let net = net(aws).await;
    let (client, subnet) = (&net.client, &net.subnets[0]);
    let public = client
        .modify_vpc_endpoint()
        .vpc_endpoint_id("vpce-0123456789abcdef0")
        .dry_run(true);
    assert_eq!(refusal(public.send().await), "InvalidVpcEndpointId.NotFound");
    let open = client
        .authorize_security_group_ingress()
        .group_id(&net.group)
        .dry_run(true);
    let open = open.ip_permissions(tcp(22, "0.0.0.0/0")).send().await;
    assert_eq!(refusal(open), WOULD);
    let gone = client
        .delete_security_group()
        .group_id(&net.group)
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(gone), WOULD);
    let gone = client
        .delete_subnet()
        .subnet_id(subnet)
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(gone), WOULD);
    let tagged = client
        .create_tags()
        .resources(subnet)
        .tags(tag("k", "v"))
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(tagged), WOULD);
    let encrypted = client
        .enable_ebs_encryption_by_default()
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(encrypted), WOULD);
    let groups = client
        .describe_security_groups()
        .group_ids(&net.group)
        .send()
        .await
        .expect("there");
    assert!(groups.security_groups()[0].ip_permissions().is_empty());
    let subnets = client
        .describe_subnets()
        .subnet_ids(subnet)
        .send()
        .await
        .expect("there");
    assert!(subnets.subnets()[0].tags().is_empty());
    let defaults = client.get_ebs_encryption_by_default().send().await.expect("read");
    assert_eq!(defaults.ebs_encryption_by_default(), Some(false));
    let set = client.modify_subnet_attribute().subnet_id(subnet);
    set.map_public_ip_on_launch(switch(true))
        .send()
        .await
        .expect("a wet run works");
}

async fn a_dry_run_of_a_read_says_that_it_may_read(aws: &Aws) {
    let client = aws.ec2();
    assert_eq!(refusal(client.describe_vpcs().dry_run(true).send().await), WOULD);
    assert_eq!(
        refusal(client.describe_vpc_endpoint_services().dry_run(true).send().await),
        WOULD
    );
    let unknown = client
        .describe_vpcs()
        .vpc_ids("vpc-0123456789abcdef0")
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidVpcID.NotFound");
}

cases! {
    "ec2";
    CreateVpc: a_dry_run_makes_nothing,
    DeleteVpc: a_dry_run_of_what_would_fail_says_why,
    CreateVpcEndpoint: a_dry_run_of_an_endpoint_checks_everything_and_makes_nothing,
    AuthorizeSecurityGroupIngress: a_dry_run_changes_and_deletes_nothing,
    DescribeVpcs: a_dry_run_of_a_read_says_that_it_may_read,
}
