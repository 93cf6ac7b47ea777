//! EC2: ways to other networks: transit gateways, peering, services offered
//! through PrivateLink.

use crate::ec2_net::{named, table, vpc};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::types::{
    AutoAcceptSharedAttachmentsValue, ModifyTransitGatewayOptions, PrincipalType, ResourceType, RouteState,
    ServiceState, ServiceType, TransitGatewayRequestOptions, TransitGatewayState,
    VpcPeeringConnectionStateReasonCode,
};

const BALANCER: &str =
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/viewer/50dc6c495c0c9188";

async fn a_transit_gateway_asks_before_it_attaches_unless_told_otherwise(aws: &Aws) {
    let client = aws.ec2();
    let asking = client.create_transit_gateway().send().await.expect("a gateway");
    let asking = asking.transit_gateway().expect("described");
    assert_eq!(asking.state(), Some(&TransitGatewayState::Pending));
    let options = TransitGatewayRequestOptions::builder()
        .auto_accept_shared_attachments(AutoAcceptSharedAttachmentsValue::Enable);
    let open = client.create_transit_gateway().options(options.build());
    open.send().await.expect("a gateway");
    aws.later(60);
    let read = client.describe_transit_gateways().send().await.expect("read");
    let accepts = |value: AutoAcceptSharedAttachmentsValue| {
        let gateways = read.transit_gateways().iter();
        let of =
            gateways.filter(|g| g.options().and_then(|o| o.auto_accept_shared_attachments()) == Some(&value));
        of.count()
    };
    assert_eq!(accepts(AutoAcceptSharedAttachmentsValue::Enable), 1);
    assert_eq!(accepts(AutoAcceptSharedAttachmentsValue::Disable), 1);
    let id = asking.transit_gateway_id().expect("an id");
    let arn = format!("arn:aws:ec2:us-east-1:123456789012:transit-gateway/{id}");
    assert_eq!(asking.transit_gateway_arn(), Some(arn.as_str()));
    let change = ModifyTransitGatewayOptions::builder()
        .auto_accept_shared_attachments(AutoAcceptSharedAttachmentsValue::Enable);
    let change = client
        .modify_transit_gateway()
        .transit_gateway_id(id)
        .options(change.build());
    let changed = change.send().await.expect("changed");
    let options = changed.transit_gateway().and_then(|g| g.options());
    assert_eq!(
        options.and_then(|o| o.auto_accept_shared_attachments()),
        Some(&AutoAcceptSharedAttachmentsValue::Enable)
    );
    client
        .delete_transit_gateway()
        .transit_gateway_id(id)
        .send()
        .await
        .expect("going");
    aws.later(60);
    let gone = client
        .describe_transit_gateways()
        .transit_gateway_ids(id)
        .send()
        .await;
    assert_eq!(refusal(gone), "InvalidTransitGatewayID.NotFound");
}

async fn a_service_of_ones_own_is_described(aws: &Aws) {
    let client = aws.ec2();
    let make = || client.create_vpc_endpoint_service_configuration();
    let made = make().network_load_balancer_arns(BALANCER);
    let made = made.tag_specifications(named(ResourceType::VpcEndpointService, "viewer"));
    let made = made.send().await.expect("a service");
    let id = made
        .service_configuration()
        .and_then(|s| s.service_id())
        .expect("an id")
        .to_owned();
    let read = client
        .describe_vpc_endpoint_service_configurations()
        .service_ids(&id);
    let read = read.send().await.expect("read");
    let service = &read.service_configurations()[0];
    assert_eq!(service.service_state(), Some(&ServiceState::Available));
    assert_eq!(service.acceptance_required(), Some(true));
    assert_eq!(
        service.service_type()[0].service_type(),
        Some(&ServiceType::Interface)
    );
    assert_eq!(service.network_load_balancer_arns(), [BALANCER]);
    assert_eq!(
        service.service_name(),
        Some(format!("com.amazonaws.vpce.us-east-1.{id}").as_str())
    );
    assert_eq!(service.tags()[0].value(), Some("viewer"));
    assert_eq!(refusal(make().send().await), "InvalidParameter");
    let delete = client
        .delete_vpc_endpoint_service_configurations()
        .service_ids(&id);
    delete.send().await.expect("deleted");
    let gone = client
        .describe_vpc_endpoint_service_configurations()
        .service_ids(&id);
    assert_eq!(refusal(gone.send().await), "InvalidVpcEndpointServiceId.NotFound");
}

async fn a_service_admits_whom_its_owner_names_and_at_first_nobody(aws: &Aws) {
    let client = aws.ec2();
    let made = client.create_vpc_endpoint_service_configuration();
    let made = made
        .network_load_balancer_arns(BALANCER)
        .send()
        .await
        .expect("a service");
    let id = made
        .service_configuration()
        .and_then(|s| s.service_id())
        .expect("an id")
        .to_owned();
    let read = async || {
        let read = client.describe_vpc_endpoint_service_permissions().service_id(&id);
        read.send().await.expect("read").allowed_principals().to_vec()
    };
    assert!(read().await.is_empty());
    let change = || client.modify_vpc_endpoint_service_permissions().service_id(&id);
    let own = "arn:aws:iam::123456789012:root";
    let added = change().add_allowed_principals(own).add_allowed_principals("*");
    let added = added.send().await.expect("added");
    assert_eq!(added.return_value(), Some(true));
    assert_eq!(added.added_principals().len(), 2);
    let all = read().await;
    let kind = |principal: &str| {
        let found = all.iter().find(|p| p.principal() == Some(principal));
        found.and_then(|p| p.principal_type().cloned())
    };
    assert_eq!(kind("*"), Some(PrincipalType::All));
    assert_eq!(kind(own), Some(PrincipalType::Account));
    let removed = change().remove_allowed_principals("*");
    removed.send().await.expect("removed");
    assert_eq!(read().await.len(), 1);
    let wrong = change().add_allowed_principals("someone").send().await;
    assert_eq!(refusal(wrong), "InvalidPrincipal");
}

async fn a_peering_connection_is_active_once_it_is_accepted(aws: &Aws) {
    let client = aws.ec2();
    let (one, other) = (
        vpc(&client, "10.0.0.0/16").await,
        vpc(&client, "10.1.0.0/16").await,
    );
    let ask = |peer: &str| {
        client
            .create_vpc_peering_connection()
            .vpc_id(&one)
            .peer_vpc_id(peer)
    };
    let made = ask(&other).send().await.expect("asked");
    let made = made.vpc_peering_connection().expect("described").clone();
    let id = made.vpc_peering_connection_id().expect("an id");
    let code = |c: &aws_sdk_ec2::types::VpcPeeringConnection| c.status().and_then(|s| s.code().cloned());
    assert_eq!(
        code(&made),
        Some(VpcPeeringConnectionStateReasonCode::PendingAcceptance)
    );
    assert_eq!(made.accepter_vpc_info().and_then(|v| v.cidr_block()), None);
    let accept = client
        .accept_vpc_peering_connection()
        .vpc_peering_connection_id(id);
    accept.clone().send().await.expect("accepted");
    assert_eq!(refusal(accept.send().await), "InvalidStateTransition");
    let read = client
        .describe_vpc_peering_connections()
        .vpc_peering_connection_ids(id);
    let read = read.send().await.expect("read");
    let peering = &read.vpc_peering_connections()[0];
    assert_eq!(code(peering), Some(VpcPeeringConnectionStateReasonCode::Active));
    let side = peering.accepter_vpc_info().expect("a side");
    assert_eq!(
        (side.vpc_id(), side.cidr_block()),
        (Some(other.as_str()), Some("10.1.0.0/16"))
    );
    assert_eq!(side.owner_id(), Some("123456789012"));
    let overlapping = vpc(&client, "10.0.0.0/24").await;
    assert_eq!(refusal(ask(&overlapping).send().await), "OverlappingVpcCidr");
}

async fn a_route_through_a_deleted_peering_leads_nowhere(aws: &Aws) {
    let client = aws.ec2();
    let (one, other) = (
        vpc(&client, "10.0.0.0/16").await,
        vpc(&client, "10.1.0.0/16").await,
    );
    let made = client
        .create_vpc_peering_connection()
        .vpc_id(&one)
        .peer_vpc_id(&other);
    let made = made
        .send()
        .await
        .expect("asked")
        .vpc_peering_connection
        .expect("described");
    let id = made.vpc_peering_connection_id().expect("an id");
    let accept = client
        .accept_vpc_peering_connection()
        .vpc_peering_connection_id(id);
    accept.send().await.expect("accepted");
    let table = table(&client, &one).await;
    let route = client
        .create_route()
        .route_table_id(&table)
        .destination_cidr_block("10.1.4.0/24");
    route.vpc_peering_connection_id(id).send().await.expect("a route");
    let read = async || {
        let read = client
            .describe_route_tables()
            .route_table_ids(&table)
            .send()
            .await;
        let routes = read.expect("read").route_tables()[0].routes().to_vec();
        let mut through = routes.into_iter();
        let route = through.find(|r| r.vpc_peering_connection_id() == Some(id));
        route.expect("the route").state.expect("a state")
    };
    assert_eq!(read().await, RouteState::Active);
    let delete = client
        .delete_vpc_peering_connection()
        .vpc_peering_connection_id(id);
    delete.send().await.expect("deleted");
    assert_eq!(read().await, RouteState::Blackhole);
}

cases! {
    "ec2";
    DescribeTransitGateways: a_transit_gateway_asks_before_it_attaches_unless_told_otherwise,
    DescribeVpcEndpointServiceConfigurations: a_service_of_ones_own_is_described,
    DescribeVpcEndpointServicePermissions: a_service_admits_whom_its_owner_names_and_at_first_nobody,
    DescribeVpcPeeringConnections: a_peering_connection_is_active_once_it_is_accepted,
    DeleteVpcPeeringConnection: a_route_through_a_deleted_peering_leads_nowhere,
}
