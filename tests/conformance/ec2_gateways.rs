//! EC2: the ways out: internet gateways, NAT gateways, public addresses.

use crate::ec2_net::{filter, gateway, net};
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_ec2::types::{ConnectivityType, NatGatewayState, NetworkInterfaceType};

async fn a_gateway_is_of_one_vpc(aws: &Aws) {
    let net = net(aws).await;
    let id = gateway(&net.client, &net.vpc).await;
    let made = net
        .client
        .create_internet_gateway()
        .send()
        .await
        .expect("another");
    let other = made
        .internet_gateway()
        .and_then(|g| g.internet_gateway_id())
        .expect("an id");
    let attach = |id: &str| {
        let attach = net.client.attach_internet_gateway().internet_gateway_id(id);
        attach.vpc_id(&net.vpc).send()
    };
    assert_eq!(refusal(attach(&id).await), "Resource.AlreadyAssociated");
    assert_eq!(
        refusal(attach(other).await),
        "InvalidParameterValue",
        "the VPC has one"
    );
    let read = net
        .client
        .describe_internet_gateways()
        .filters(filter("attachment.vpc-id", &net.vpc));
    let read = read.send().await.expect("read");
    assert_eq!(
        read.internet_gateways()[0].internet_gateway_id(),
        Some(id.as_str())
    );
    assert_eq!(
        read.internet_gateways()[0].attachments()[0].vpc_id(),
        Some(net.vpc.as_str())
    );
}

async fn a_gateway_is_detached_before_it_is_deleted(aws: &Aws) {
    let net = net(aws).await;
    let id = gateway(&net.client, &net.vpc).await;
    let delete = || {
        net.client
            .delete_internet_gateway()
            .internet_gateway_id(&id)
            .send()
    };
    let detach = || {
        let detach = net.client.detach_internet_gateway().internet_gateway_id(&id);
        detach.vpc_id(&net.vpc).send()
    };
    assert_eq!(refusal(delete().await), "DependencyViolation");
    detach().await.expect("detached");
    assert_eq!(refusal(detach().await), "Gateway.NotAttached");
    delete().await.expect("gone");
    assert_eq!(refusal(delete().await), "InvalidInternetGatewayID.NotFound");
}

async fn an_account_begins_without_public_addresses(aws: &Aws) {
    let client = aws.ec2();
    assert!(
        client
            .describe_addresses()
            .send()
            .await
            .expect("none")
            .addresses()
            .is_empty()
    );
    let made = client.allocate_address().send().await.expect("an address");
    let id = made.allocation_id().expect("an id");
    let read = client
        .describe_addresses()
        .allocation_ids(id)
        .send()
        .await
        .expect("read");
    assert_eq!(read.addresses()[0].public_ip(), made.public_ip());
    assert_eq!(read.addresses()[0].association_id(), None);
    client
        .release_address()
        .allocation_id(id)
        .send()
        .await
        .expect("released");
    let gone = client.release_address().allocation_id(id).send().await;
    assert_eq!(refusal(gone), "InvalidAllocationID.NotFound");
}

async fn an_address_is_mapped_to_an_interface(aws: &Aws) {
    let net = net(aws).await;
    let client = &net.client;
    let made = client.create_network_interface().subnet_id(&net.subnets[0]);
    let made = made.send().await.expect("made");
    let interface = made.network_interface.expect("described");
    let interface = interface.network_interface_id.expect("an id");
    let address = client.allocate_address().send().await.expect("an address");
    let own = address.allocation_id().expect("an id");
    let map = |id: &str| {
        let map = client.associate_address().allocation_id(id);
        map.network_interface_id(&interface).send()
    };
    assert_eq!(refusal(map(own).await), "Gateway.NotAttached");
    gateway(client, &net.vpc).await;
    let id = map(own).await.expect("mapped").association_id.expect("an id");
    let found = client
        .describe_network_interfaces()
        .filters(filter("association.allocation-id", own));
    let found = found.send().await.expect("found");
    let mapped = &found.network_interfaces()[0];
    assert_eq!(mapped.network_interface_id(), Some(interface.as_str()));
    let association = mapped.association().expect("an association");
    assert_eq!(association.public_ip(), address.public_ip());
    assert_eq!(association.association_id(), Some(id.as_str()));
    assert_eq!(association.ip_owner_id(), Some(ACCOUNT));
    let second = client.allocate_address().send().await.expect("another");
    let second = second.allocation_id().expect("an id");
    assert_eq!(refusal(map(second).await), "Resource.AlreadyAssociated");
}

async fn an_address_is_taken_back_but_not_from_a_nat_gateway(aws: &Aws) {
    let net = net(aws).await;
    let client = &net.client;
    gateway(client, &net.vpc).await;
    let made = client.create_network_interface().subnet_id(&net.subnets[0]);
    let made = made.send().await.expect("made");
    let interface = made.network_interface.expect("described");
    let address = client.allocate_address().send().await.expect("an address");
    let map = client
        .associate_address()
        .set_allocation_id(address.allocation_id.clone());
    let map = map.set_network_interface_id(interface.network_interface_id);
    let id = map.send().await.expect("mapped").association_id.expect("an id");
    let take = || client.disassociate_address().association_id(&id).send();
    take().await.expect("free");
    assert_eq!(refusal(take().await), "InvalidAssociationID.NotFound");
    let through = client.create_nat_gateway().subnet_id(&net.subnets[0]);
    let through = through.set_allocation_id(address.allocation_id);
    through.send().await.expect("made");
    assert_eq!(refusal(take().await), "AuthFailure");
}

async fn a_nat_gateway_comes_and_goes_with_its_interface(aws: &Aws) {
    let net = net(aws).await;
    let client = &net.client;
    let address = client.allocate_address().send().await.expect("an address");
    let make = || {
        let make = client.create_nat_gateway().subnet_id(&net.subnets[0]);
        make.set_allocation_id(address.allocation_id.clone()).send()
    };
    assert_eq!(
        refusal(make().await),
        "Gateway.NotAttached",
        "no way to the internet"
    );
    gateway(client, &net.vpc).await;
    let nat = make().await.expect("made").nat_gateway.expect("described");
    let id = nat.nat_gateway_id().expect("an id");
    assert_eq!(nat.state(), Some(&NatGatewayState::Pending));
    assert_eq!(nat.connectivity_type(), Some(&ConnectivityType::Public));
    assert_eq!(nat.nat_gateway_addresses()[0].public_ip(), address.public_ip());
    let read = || client.describe_nat_gateways().nat_gateway_ids(id).send();
    aws.later(60);
    assert_eq!(
        read().await.expect("read").nat_gateways()[0].state(),
        Some(&NatGatewayState::Available)
    );
    let held = client
        .describe_network_interfaces()
        .filters(filter("subnet-id", &net.subnets[0]));
    let interfaces = held.clone().send().await.expect("interfaces");
    let kind = NetworkInterfaceType::from("nat_gateway");
    assert_eq!(interfaces.network_interfaces()[0].interface_type(), Some(&kind));
    client
        .delete_nat_gateway()
        .nat_gateway_id(id)
        .send()
        .await
        .expect("going");
    assert_eq!(
        read().await.expect("read").nat_gateways()[0].state(),
        Some(&NatGatewayState::Deleting)
    );
    aws.later(60);
    assert_eq!(
        read().await.expect("read").nat_gateways()[0].state(),
        Some(&NatGatewayState::Deleted)
    );
    assert!(
        held.send()
            .await
            .expect("interfaces")
            .network_interfaces()
            .is_empty()
    );
    aws.later(7200);
    assert_eq!(refusal(read().await), "NatGatewayNotFound");
}

async fn a_mapped_address_keeps_the_gateway_attached(aws: &Aws) {
    let net = net(aws).await;
    let client = &net.client;
    let internet = gateway(client, &net.vpc).await;
    let address = client.allocate_address().send().await.expect("an address");
    let make = client.create_nat_gateway().subnet_id(&net.subnets[0]);
    let make = make.set_allocation_id(address.allocation_id.clone());
    make.send().await.expect("made");
    let detach = client
        .detach_internet_gateway()
        .internet_gateway_id(internet)
        .vpc_id(&net.vpc);
    assert_eq!(refusal(detach.send().await), "DependencyViolation");
    let release = client.release_address().set_allocation_id(address.allocation_id);
    assert_eq!(refusal(release.send().await), "InvalidIPAddress.InUse");
}

cases! {
    "ec2";
    AttachInternetGateway: a_gateway_is_of_one_vpc,
    DeleteInternetGateway: a_gateway_is_detached_before_it_is_deleted,
    DescribeAddresses: an_account_begins_without_public_addresses,
    AssociateAddress: an_address_is_mapped_to_an_interface,
    DisassociateAddress: an_address_is_taken_back_but_not_from_a_nat_gateway,
    CreateNatGateway: a_nat_gateway_comes_and_goes_with_its_interface,
    DetachInternetGateway: a_mapped_address_keeps_the_gateway_attached,
}
