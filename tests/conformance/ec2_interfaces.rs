//! EC2: network interfaces, those of endpoints and one's own.

use crate::ec2_net::{Net, filter, net};
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_ec2::types::{NetworkInterface, NetworkInterfaceStatus, NetworkInterfaceType, VpcEndpointType};

async fn endpoint(net: &Net) -> String {
    let made = net
        .client
        .create_vpc_endpoint()
        .vpc_id(&net.vpc)
        .service_name("com.amazonaws.us-east-1.kms")
        .vpc_endpoint_type(VpcEndpointType::Interface)
        .set_subnet_ids(Some(net.subnets.clone()))
        .security_group_ids(&net.group)
        .send()
        .await;
    let endpoint = made.expect("made").vpc_endpoint.expect("described");
    endpoint.vpc_endpoint_id.expect("an id")
}

async fn found(net: &Net, name: &str, value: &str) -> Vec<NetworkInterface> {
    let found = net
        .client
        .describe_network_interfaces()
        .filters(filter(name, value))
        .send()
        .await;
    found.expect("interfaces").network_interfaces().to_vec()
}

async fn an_endpoint_puts_one_interface_into_each_subnet(aws: &Aws) {
    let net = net(aws).await;
    let id = endpoint(&net).await;
    let interfaces = found(&net, "vpc-id", &net.vpc).await;
    let mut subnets: Vec<_> = interfaces.iter().filter_map(|i| i.subnet_id()).collect();
    subnets.sort_unstable();
    let mut wanted: Vec<_> = net.subnets.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    assert_eq!(subnets, wanted);
    for interface in &interfaces {
        assert_eq!(
            interface.interface_type(),
            Some(&NetworkInterfaceType::VpcEndpoint)
        );
        assert_eq!(interface.status(), Some(&NetworkInterfaceStatus::InUse));
        assert_eq!(interface.requester_managed(), Some(true));
        assert_eq!(interface.owner_id(), Some(ACCOUNT));
        let words = format!("VPC Endpoint Interface {id}");
        assert_eq!(interface.description(), Some(words.as_str()));
        assert_eq!(interface.groups()[0].group_id(), Some(net.group.as_str()));
        let attachment = interface.attachment().expect("an attachment");
        assert_eq!(attachment.instance_owner_id(), Some("amazon-aws"));
    }
}

async fn interfaces_are_found_by_what_holds_them(aws: &Aws) {
    let net = net(aws).await;
    endpoint(&net).await;
    assert_eq!(found(&net, "group-id", &net.group).await.len(), 2);
    assert_eq!(found(&net, "subnet-id", &net.subnets[0]).await.len(), 1);
    assert_eq!(found(&net, "interface-type", "vpc_endpoint").await.len(), 2);
    assert_eq!(found(&net, "description", "VPC Endpoint*").await.len(), 2);
    assert_eq!(
        found(&net, "attachment.instance-id", "i-0123456789abcdef0")
            .await
            .len(),
        0
    );
    let unknown = net
        .client
        .describe_network_interfaces()
        .filters(filter("colour", "red"));
    assert_eq!(refusal(unknown.send().await), "InvalidParameterValue");
}

async fn an_interface_of_aws_is_not_deleted_by_hand(aws: &Aws) {
    let net = net(aws).await;
    endpoint(&net).await;
    let held = found(&net, "subnet-id", &net.subnets[0]).await;
    let id = held[0].network_interface_id().expect("an id");
    let gone = net.client.delete_network_interface().network_interface_id(id);
    assert_eq!(refusal(gone.send().await), "InvalidParameterValue");
}

async fn ones_own_interface_is_free(aws: &Aws) {
    let net = net(aws).await;
    let create = net
        .client
        .create_network_interface()
        .subnet_id(&net.subnets[0])
        .description("spare");
    let made = create.groups(&net.group).send().await.expect("made");
    let interface = made.network_interface().expect("described");
    assert_eq!(interface.status(), Some(&NetworkInterfaceStatus::Available));
    assert_eq!(interface.requester_managed(), Some(false));
    assert_eq!(interface.description(), Some("spare"));
    assert!(interface.attachment().is_none());
    let id = interface.network_interface_id().expect("an id");
    let delete = || {
        net.client
            .delete_network_interface()
            .network_interface_id(id)
            .send()
    };
    delete().await.expect("gone");
    assert_eq!(refusal(delete().await), "InvalidNetworkInterfaceID.NotFound");
}

cases! {
    "ec2";
    DescribeNetworkInterfaces: an_endpoint_puts_one_interface_into_each_subnet,
    DescribeNetworkInterfaces: interfaces_are_found_by_what_holds_them,
    DeleteNetworkInterface: an_interface_of_aws_is_not_deleted_by_hand,
    CreateNetworkInterface: ones_own_interface_is_free,
}
