//! EC2: ways to other networks: transit gateways, peering connections, and what
//! the account offers through PrivateLink.

use super::Scope;
use super::answer::{filled, name_tag, plain, text, time};
use super::listing::{Found, Listing};
use super::network::{PAGE, ec2_tags};
use crate::inventory::detail::{EndpointService, PeeringConnection, TransitGateway};
use crate::inventory::{Arn, Field, Gap, GapKind, Kind};
use aws_sdk_ec2::types::{
    AutoAcceptSharedAttachmentsValue, ServiceConfiguration, TransitGateway as SdkGateway,
    VpcPeeringConnection, VpcPeeringConnectionVpcInfo,
};

/// `DescribeTransitGateways`: the account's own, and those shared with it,
/// which keep their owner's ARN.
pub(super) async fn transit_gateways(scope: Scope) {
    let listing = Listing::new(&scope, Kind::TransitGateway);
    let list = scope.clients.ec2.describe_transit_gateways();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("ec2:DescribeTransitGateways", pages.try_next())
        .await
    {
        for gateway in page.transit_gateways() {
            let id = plain(gateway.transit_gateway_id());
            let tags = ec2_tags(gateway.tags());
            let arn = filled(gateway.transit_gateway_arn()).map(Arn::from);
            listing
                .found(Found {
                    arn: arn.unwrap_or_else(|| scope.arn("ec2", &format!("transit-gateway/{id}"))),
                    name: name_tag(&tags, &id),
                    created: time(gateway.creation_time()),
                    tags: Field::Known(tags),
                    detail: gateway_detail(gateway).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn gateway_detail(gateway: &SdkGateway) -> TransitGateway {
    let accepts = gateway.options().and_then(|o| o.auto_accept_shared_attachments());
    TransitGateway {
        id: plain(gateway.transit_gateway_id()),
        state: Field::Known(text(gateway.state()).unwrap_or_default()),
        auto_accept: match accepts {
            Some(value) => Field::Known(*value == AutoAcceptSharedAttachmentsValue::Enable),
            None => missing("ec2:DescribeTransitGateways", "AutoAcceptSharedAttachments"),
        },
    }
}

/// `DescribeVpcEndpointServiceConfigurations`, and
/// `DescribeVpcEndpointServicePermissions` for each.
pub(super) async fn endpoint_services(scope: Scope) {
    let listing = Listing::new(&scope, Kind::EndpointService);
    let list = scope.clients.ec2.describe_vpc_endpoint_service_configurations();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("ec2:DescribeVpcEndpointServiceConfigurations", pages.try_next())
        .await
    {
        let items = page.service_configurations.unwrap_or_default();
        listing.each(items, |item| endpoint_service(&listing, item)).await;
    }
    listing.end().await;
}

async fn endpoint_service(listing: &Listing<'_>, service: ServiceConfiguration) {
    let scope = listing.scope;
    let id = plain(service.service_id());
    let tags = ec2_tags(service.tags());
    let detail = EndpointService {
        id: id.clone(),
        service: plain(service.service_name()),
        state: Field::Known(text(service.service_state()).unwrap_or_default()),
        acceptance: Field::Known(service.acceptance_required() == Some(true)),
        principals: principals(scope, &id).await.into(),
    };
    listing
        .found(Found {
            arn: scope.arn("ec2", &format!("vpc-endpoint-service/{id}")),
            name: name_tag(&tags, &id),
            created: None,
            tags: Field::Known(tags),
            detail: detail.into(),
        })
        .await;
}

async fn principals(scope: &Scope, service: &str) -> Result<Vec<String>, Gap> {
    let list = scope.clients.ec2.describe_vpc_endpoint_service_permissions();
    let list = list.service_id(service).max_results(PAGE);
    let mut pages = list.into_paginator().send();
    let mut principals = Vec::new();
    let operation = "ec2:DescribeVpcEndpointServicePermissions";
    while let Some(page) = scope.call(operation, pages.try_next()).await? {
        let allowed = page.allowed_principals().iter();
        principals.extend(allowed.filter_map(|p| filled(p.principal())));
    }
    Ok(principals)
}

/// `DescribeVpcPeeringConnections`: one that was deleted is described for some
/// hours still, and is left out.
pub(super) async fn peerings(scope: Scope) {
    let listing = Listing::new(&scope, Kind::PeeringConnection);
    let list = scope.clients.ec2.describe_vpc_peering_connections();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("ec2:DescribeVpcPeeringConnections", pages.try_next())
        .await
    {
        for peering in page.vpc_peering_connections() {
            let state = text(peering.status().and_then(|s| s.code())).unwrap_or_default();
            if ["deleted", "deleting", "rejected", "failed", "expired"].contains(&state.as_str()) {
                continue;
            }
            let id = plain(peering.vpc_peering_connection_id());
            let tags = ec2_tags(peering.tags());
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("vpc-peering-connection/{id}")),
                    name: name_tag(&tags, &id),
                    created: None,
                    tags: Field::Known(tags),
                    detail: peering_detail(peering, state).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn peering_detail(peering: &VpcPeeringConnection, state: String) -> PeeringConnection {
    let (requester, accepter) = (peering.requester_vpc_info(), peering.accepter_vpc_info());
    PeeringConnection {
        id: plain(peering.vpc_peering_connection_id()),
        state: Field::Known(state),
        requester: plain(requester.and_then(|side| side.vpc_id())),
        accepter: plain(accepter.and_then(|side| side.vpc_id())),
        requester_cidrs: blocks(requester, "RequesterVpcInfo.CidrBlock"),
        accepter_cidrs: blocks(accepter, "AccepterVpcInfo.CidrBlock"),
    }
}

/// The blocks of one side: those of a VPC in another account are told once it
/// has accepted.
fn blocks(side: Option<&VpcPeeringConnectionVpcInfo>, name: &str) -> Field<Vec<String>> {
    let Some(side) = side else {
        return missing("ec2:DescribeVpcPeeringConnections", name);
    };
    let four = side.cidr_block_set().iter().filter_map(|b| b.cidr_block());
    let six = side
        .ipv6_cidr_block_set()
        .iter()
        .filter_map(|b| b.ipv6_cidr_block());
    let all = side.cidr_block().into_iter().chain(four).chain(six);
    let mut all: Vec<String> = all.map(str::to_owned).collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return missing("ec2:DescribeVpcPeeringConnections", name);
    }
    Field::Known(all)
}

fn missing<T>(operation: &str, name: &str) -> Field<T> {
    Field::Unknown(Gap {
        operation: operation.to_owned(),
        kind: GapKind::Failed,
        message: format!("the answer has no {name}"),
    })
}
