//! EC2: changing and deleting interface endpoints.

use crate::ec2_net::{Net, group, host_names, net, subnet};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::operation::modify_vpc_endpoint::builders::ModifyVpcEndpointFluentBuilder;
use aws_sdk_ec2::types::{VpcEndpoint, VpcEndpointType};

const OWN_ACCOUNT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}]}"#;

async fn endpoint(net: &Net) -> String {
    let made = net
        .client
        .create_vpc_endpoint()
        .vpc_id(&net.vpc)
        .service_name("com.amazonaws.us-east-1.kms")
        .vpc_endpoint_type(VpcEndpointType::Interface)
        .subnet_ids(&net.subnets[0])
        .security_group_ids(&net.group)
        .private_dns_enabled(false)
        .send()
        .await;
    let endpoint = made.expect("made").vpc_endpoint.expect("described");
    endpoint.vpc_endpoint_id.expect("an id")
}

fn change(net: &Net, id: &str) -> ModifyVpcEndpointFluentBuilder {
    net.client.modify_vpc_endpoint().vpc_endpoint_id(id)
}

async fn read(net: &Net, id: &str) -> VpcEndpoint {
    let read = net
        .client
        .describe_vpc_endpoints()
        .vpc_endpoint_ids(id)
        .send()
        .await;
    read.expect("read").vpc_endpoints()[0].clone()
}

async fn a_policy_is_replaced_and_reset(aws: &Aws) {
    let net = net(aws).await;
    let id = endpoint(&net).await;
    let full = read(&net, &id).await.policy_document.expect("full access");
    change(&net, &id)
        .policy_document(OWN_ACCOUNT)
        .send()
        .await
        .expect("changed");
    assert_eq!(read(&net, &id).await.policy_document(), Some(OWN_ACCOUNT));
    let broken = change(&net, &id).policy_document("{").send().await;
    assert_eq!(refusal(broken), "InvalidPolicyDocument");
    assert_eq!(read(&net, &id).await.policy_document(), Some(OWN_ACCOUNT));
    change(&net, &id).reset_policy(true).send().await.expect("reset");
    assert_eq!(read(&net, &id).await.policy_document(), Some(full.as_str()));
}

async fn subnets_come_and_go_with_their_interfaces(aws: &Aws) {
    let net = net(aws).await;
    let id = endpoint(&net).await;
    change(&net, &id)
        .add_subnet_ids(&net.subnets[1])
        .send()
        .await
        .expect("added");
    let both = read(&net, &id).await;
    assert_eq!(both.subnet_ids(), net.subnets);
    assert_eq!(both.network_interface_ids().len(), 2);
    let third = subnet(&net.client, &net.vpc, "10.0.7.0/24", "us-east-1a").await;
    let twice = change(&net, &id).add_subnet_ids(third).send().await;
    assert_eq!(refusal(twice), "DuplicateSubnetsInSameZone");
    change(&net, &id)
        .remove_subnet_ids(&net.subnets[0])
        .send()
        .await
        .expect("removed");
    let one = read(&net, &id).await;
    assert_eq!(one.subnet_ids(), &net.subnets[1..]);
    assert_eq!(one.network_interface_ids().len(), 1);
    let free = net.client.delete_subnet().subnet_id(&net.subnets[0]).send().await;
    free.expect("nothing is left in it");
}

async fn groups_are_changed_on_every_interface(aws: &Aws) {
    let net = net(aws).await;
    let id = endpoint(&net).await;
    let other = group(&net.client, &net.vpc, "others").await;
    let call = change(&net, &id)
        .add_security_group_ids(&other)
        .remove_security_group_ids(&net.group);
    call.send().await.expect("changed");
    let endpoint = read(&net, &id).await;
    assert_eq!(endpoint.groups()[0].group_id(), Some(other.as_str()));
    let interface = &endpoint.network_interface_ids()[0];
    let interfaces = net
        .client
        .describe_network_interfaces()
        .network_interface_ids(interface);
    let interfaces = interfaces.send().await.expect("the interface");
    assert_eq!(
        interfaces.network_interfaces()[0].groups()[0].group_id(),
        Some(other.as_str())
    );
    net.client
        .delete_security_group()
        .group_id(&net.group)
        .send()
        .await
        .expect("free");
}

async fn private_dns_is_switched_under_the_conditions_of_a_new_endpoint(aws: &Aws) {
    let net = net(aws).await;
    let id = endpoint(&net).await;
    host_names(&net.client, &net.vpc, false).await;
    let refused = change(&net, &id).private_dns_enabled(true).send().await;
    assert_eq!(refusal(refused), "InvalidParameter");
    host_names(&net.client, &net.vpc, true).await;
    change(&net, &id)
        .private_dns_enabled(true)
        .send()
        .await
        .expect("on");
    assert_eq!(read(&net, &id).await.private_dns_enabled(), Some(true));
}

async fn what_is_not_there_is_not_changed(aws: &Aws) {
    let net = net(aws).await;
    let nothing = change(&net, "vpce-0123456789abcdef0")
        .reset_policy(true)
        .send()
        .await;
    assert_eq!(refusal(nothing), "InvalidVpcEndpointId.NotFound");
    let misspelt = change(&net, "endpoint").reset_policy(true).send().await;
    assert_eq!(refusal(misspelt), "InvalidVpcEndpointId.Malformed");
}

async fn a_deleted_endpoint_holds_its_interfaces_until_it_is_gone(aws: &Aws) {
    let net = net(aws).await;
    let id = endpoint(&net).await;
    let delete = || net.client.delete_vpc_endpoints().vpc_endpoint_ids(&id).send();
    assert!(delete().await.expect("accepted").unsuccessful().is_empty());
    let state = read(&net, &id).await.state().map(|s| s.as_str().to_owned());
    assert_eq!(state.as_deref(), Some("deleting"));
    let group = || net.client.delete_security_group().group_id(&net.group).send();
    assert_eq!(refusal(group().await), "DependencyViolation");
    aws.later(60);
    group().await.expect("the group is free now");
    let read = net
        .client
        .describe_vpc_endpoints()
        .vpc_endpoint_ids(&id)
        .send()
        .await;
    assert_eq!(refusal(read), "InvalidVpcEndpointId.NotFound");
    let again = delete().await.expect("answered");
    let failed = &again.unsuccessful()[0];
    assert_eq!(failed.resource_id(), Some(id.as_str()));
    assert_eq!(
        failed.error().and_then(|e| e.code()),
        Some("InvalidVpcEndpoint.NotFound")
    );
}

cases! {
    "ec2";
    ModifyVpcEndpoint: a_policy_is_replaced_and_reset,
    ModifyVpcEndpoint: subnets_come_and_go_with_their_interfaces,
    ModifyVpcEndpoint: groups_are_changed_on_every_interface,
    ModifyVpcEndpoint: private_dns_is_switched_under_the_conditions_of_a_new_endpoint,
    ModifyVpcEndpoint: what_is_not_there_is_not_changed,
    DeleteVpcEndpoints: a_deleted_endpoint_holds_its_interfaces_until_it_is_gone,
}
