//! Routes: where they lead, through what, and making and taking them.

use super::cidr::Cidr;
use super::kinds;
use super::prefix_lists;
use super::route_tables::{self, RouteTable};
use super::state::{Region, Request, found};
use super::wire::{Outcome, Refusal, done};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use std::net::Ipv6Addr;

/// One route.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) destination: Destination,
    /// Field that names the target, and the target.
    pub(super) target: (&'static str, String),
    pub(super) origin: &'static str,
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// `DestinationCidrBlock`.
    V4(Cidr),
    /// `DestinationIpv6CidrBlock`.
    V6(String),
    /// `DestinationPrefixListId`.
    Prefixes(String),
}

impl Destination {
    /// The field that names it, and its text.
    pub(super) fn named(&self) -> (&'static str, String) {
        match self {
            Self::V4(cidr) => ("destinationCidrBlock", cidr.to_string()),
            Self::V6(cidr) => ("destinationIpv6CidrBlock", cidr.clone()),
            Self::Prefixes(id) => ("destinationPrefixListId", id.clone()),
        }
    }

    fn read(request: &Request<'_>) -> Result<Self, Refusal> {
        let params = &request.params;
        if let Some(text) = params.get("DestinationCidrBlock") {
            let cidr = Cidr::parse(text).ok_or_else(|| Refusal::value("destinationCidrBlock", text))?;
            return Ok(Self::V4(cidr));
        }
        if let Some(text) = params.get("DestinationIpv6CidrBlock") {
            let address = text.split_once('/').map_or(text, |(a, _)| a);
            return match address.parse::<Ipv6Addr>() {
                Ok(_) => Ok(Self::V6(text.to_owned())),
                Err(_) => Err(Refusal::value("destinationIpv6CidrBlock", text)),
            };
        }
        match params.get("DestinationPrefixListId") {
            Some(id) if prefix_lists::prefix_list_exists(&request.call.region, id) => {
                Ok(Self::Prefixes(id.to_owned()))
            }
            Some(id) => Err(kinds::PREFIX_LIST.unknown(id)),
            None => Err(Refusal::missing("destinationCidrBlock")),
        }
    }
}

impl Route {
    /// The route that every table of a VPC has.
    pub(super) fn local(cidr: Cidr) -> Self {
        Self {
            destination: Destination::V4(cidr),
            target: ("gatewayId", "local".to_owned()),
            origin: "CreateRouteTable",
        }
    }

    /// The route that a gateway endpoint adds.
    pub(super) fn to_endpoint(prefixes: &str, endpoint: &str) -> Self {
        Self {
            destination: Destination::Prefixes(prefixes.to_owned()),
            target: ("gatewayId", endpoint.to_owned()),
            origin: "CreateRoute",
        }
    }

    /// A route to an internet gateway for everything else.
    pub(super) fn to_internet(gateway: &str) -> Self {
        Self {
            destination: Destination::V4(Cidr::at(0, 0)),
            target: ("gatewayId", gateway.to_owned()),
            origin: "CreateRoute",
        }
    }

    /// `blackhole` once the target is gone.
    pub(super) fn state(&self, region: &Region) -> &'static str {
        let id = self.target.1.as_str();
        let there = match self.target.0 {
            "gatewayId" if id.starts_with("igw-") => region.gateways.get(id).is_some_and(|g| g.vpc.is_some()),
            "natGatewayId" => region.nat_gateways.get(id).is_some_and(|n| n.deleted.is_none()),
            "networkInterfaceId" => region.interfaces.contains(id),
            "vpcPeeringConnectionId" => region.peerings.get(id).is_some_and(|p| p.is_active(region)),
            _ => true,
        };
        if there { "active" } else { "blackhole" }
    }
}

/// `CreateRoute`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = route_tables::named(request)?;
    let destination = Destination::read(request)?;
    let target = target(request, table)?;
    if table.routes.iter().any(|r| r.destination == destination) {
        return Err(Refusal::new(
            "RouteAlreadyExists",
            format!(
                "The route identified by {} already exists.",
                destination.named().1
            ),
        ));
    }
    let id = table.id.clone();
    request.change()?.route_tables.change(&id, |table| {
        table.routes.push(Route {
            destination,
            target,
            origin: "CreateRoute",
        });
    });
    done(x);
    Ok(())
}

/// `ReplaceRoute`: another target for a destination that has a route.
pub(super) fn replace(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = route_tables::named(request)?;
    let destination = Destination::read(request)?;
    let at = position(table, &destination)?;
    let target = if request.params.flag("LocalTarget") == Some(true) {
        ("gatewayId", "local".to_owned())
    } else {
        target(request, table)?
    };
    let id = table.id.clone();
    request
        .change()?
        .route_tables
        .change(&id, |table| table.routes[at].target = target);
    done(x);
    Ok(())
}

/// `DeleteRoute`: never the local one, nor a gateway endpoint's.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = route_tables::named(request)?;
    let destination = Destination::read(request)?;
    let at = position(table, &destination)?;
    let held = &table.routes[at].target.1;
    if held == "local" || held.starts_with("vpce-") {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "cannot remove {} route {} in route table {}",
                if held == "local" { "local" } else { "VPC endpoint" },
                destination.named().1,
                table.id
            ),
        ));
    }
    let id = table.id.clone();
    request.change()?.route_tables.change(&id, |table| {
        table.routes.remove(at);
    });
    done(x);
    Ok(())
}

fn position(table: &RouteTable, destination: &Destination) -> Result<usize, Refusal> {
    let mut routes = table.routes.iter();
    routes.position(|r| r.destination == *destination).ok_or_else(|| {
        Refusal::new(
            "InvalidRoute.NotFound",
            format!(
                "no route with destination-cidr-block {} in route table {}",
                destination.named().1,
                table.id
            ),
        )
    })
}

/// What the call leads the route through. The target is there, and in the
/// table's VPC.
fn target(request: &Request<'_>, table: &RouteTable) -> Result<(&'static str, String), Refusal> {
    let params = &request.params;
    let state = request.state();
    let apart = |what: &str, id: &str| {
        Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "route table {} and {what} {id} belong to different networks",
                table.id
            ),
        ))
    };
    if let Some(id) = params.get("GatewayId") {
        let gateway = found(&state.gateways, id, &kinds::GATEWAY).map_err(|_| {
            Refusal::new(
                "InvalidGatewayID.NotFound",
                format!("The gateway ID '{id}' does not exist"),
            )
        })?;
        return if gateway.vpc.as_deref() == Some(table.vpc.as_str()) {
            Ok(("gatewayId", id.to_owned()))
        } else {
            apart("network gateway", id)
        };
    }
    if let Some(id) = params.get("NatGatewayId") {
        let nat = found(&state.nat_gateways, id, &kinds::NAT)?;
        return if nat.vpc == table.vpc {
            Ok(("natGatewayId", id.to_owned()))
        } else {
            apart("NAT gateway", id)
        };
    }
    if let Some(id) = params.get("NetworkInterfaceId") {
        let interface = found(&state.interfaces, id, &kinds::INTERFACE)?;
        return if interface.vpc == table.vpc {
            Ok(("networkInterfaceId", id.to_owned()))
        } else {
            apart("interface", id)
        };
    }
    if let Some(id) = params.get("VpcPeeringConnectionId") {
        let peering = found(&state.peerings, id, &kinds::PEERING)?;
        return if peering.joins(&table.vpc) {
            Ok(("vpcPeeringConnectionId", id.to_owned()))
        } else {
            apart("vpc peering connection", id)
        };
    }
    elsewhere(params)
}

/// Targets that the account cannot have, for no operation here makes them.
fn elsewhere(params: &Params) -> Result<(&'static str, String), Refusal> {
    let codes = [
        ("TransitGatewayId", "InvalidTransitGatewayID.NotFound"),
        (
            "EgressOnlyInternetGatewayId",
            "InvalidEgressOnlyInternetGatewayId.NotFound",
        ),
        ("VpcEndpointId", "InvalidVpcEndpointId.NotFound"),
        ("LocalGatewayId", "InvalidLocalGatewayID.NotFound"),
        ("CarrierGatewayId", "InvalidCarrierGatewayID.NotFound"),
        ("InstanceId", "InvalidInstanceID.NotFound"),
    ];
    let named = codes
        .iter()
        .find_map(|(name, code)| Some((*code, params.get(name)?)));
    Err(match named {
        Some((code, id)) => Refusal::new(code, format!("The ID '{id}' does not exist")),
        None => Refusal::missing("gatewayId"),
    })
}
