//! Route tables: one main table a VPC, a local route in each, associations.

use super::cidr::Cidr;
use super::describe::Described;
use super::state::{Region, Request};
use super::tags;
use super::vpcs::Vpc;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;
use std::net::Ipv6Addr;

/// A route table.
#[derive(Clone, Debug)]
pub(super) struct RouteTable {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) routes: Vec<Route>,
    pub(super) associations: Vec<Association>,
}

/// A table's tie to a subnet, or to the whole VPC.
#[derive(Clone, Debug)]
pub(super) struct Association {
    id: String,
    /// `None` for the main association.
    pub(super) subnet: Option<String>,
}

/// One route.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) destination: Destination,
    /// Field that names the target, and the target.
    pub(super) target: (&'static str, String),
    origin: &'static str,
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
    fn named(&self) -> (&'static str, String) {
        match self {
            Self::V4(cidr) => ("destinationCidrBlock", cidr.to_string()),
            Self::V6(cidr) => ("destinationIpv6CidrBlock", cidr.clone()),
            Self::Prefixes(id) => ("destinationPrefixListId", id.clone()),
        }
    }
}

impl Route {
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
    fn state(&self, region: &Region) -> &'static str {
        let id = self.target.1.as_str();
        let gone = (id.starts_with("igw-") && region.gateways.get(id).is_none_or(|g| g.vpc.is_none()))
            || (id.starts_with("eni-") && !region.interfaces.contains_key(id));
        if gone { "blackhole" } else { "active" }
    }
}

impl RouteTable {
    /// The main table of a VPC.
    pub(super) fn main_of(vpc: &Vpc, ids: &Ids) -> Self {
        let mut table = Self::empty(vpc, ids);
        table.associations.push(Association {
            id: ids.ec2("rtbassoc"),
            subnet: None,
        });
        table
    }

    fn empty(vpc: &Vpc, ids: &Ids) -> Self {
        Self {
            id: ids.ec2("rtb"),
            vpc: vpc.id.clone(),
            routes: vec![Route {
                destination: Destination::V4(vpc.cidr),
                target: ("gatewayId", "local".to_owned()),
                origin: "CreateRouteTable",
            }],
            associations: Vec::new(),
        }
    }

    /// Whether it serves the subnets that have no table of their own.
    pub(super) fn is_main(&self) -> bool {
        self.associations.iter().any(|a| a.subnet.is_none())
    }
}

fn unknown(id: &str) -> Refusal {
    Refusal::new(
        "InvalidRouteTableID.NotFound",
        format!("The routeTable ID '{id}' does not exist"),
    )
}

/// A table that a call names.
pub(super) fn table<'a>(request: &'a Request<'_>, id: &str) -> Result<&'a RouteTable, Refusal> {
    request.state.route_tables.get(id).ok_or_else(|| unknown(id))
}

impl Described for RouteTable {
    const SET: &'static str = "routeTableSet";
    const IDS: &'static str = "RouteTableId";

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.route_tables
    }

    fn unknown(id: &str) -> Refusal {
        unknown(id)
    }

    fn attribute(&self, request: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        let routes = |field: &str| -> Vec<String> {
            let destinations = self.routes.iter().map(|r| r.destination.named());
            destinations
                .filter(|(f, _)| *f == field)
                .map(|(_, v)| v)
                .collect()
        };
        let targets = |field: &str| -> Vec<String> {
            let named = self.routes.iter().filter(|r| r.target.0 == field);
            named.map(|r| r.target.1.clone()).collect()
        };
        Some(match filter {
            "vpc-id" => vec![self.vpc.clone()],
            "owner-id" => vec![ACCOUNT_ID.to_owned()],
            "association.main" => vec![self.is_main().to_string()],
            "association.subnet-id" => self
                .associations
                .iter()
                .filter_map(|a| a.subnet.clone())
                .collect(),
            "association.route-table-association-id" => {
                self.associations.iter().map(|a| a.id.clone()).collect()
            }
            "association.route-table-id" if self.associations.is_empty() => Vec::new(),
            "route-table-id" | "association.route-table-id" => vec![self.id.clone()],
            "route.destination-cidr-block" => routes("destinationCidrBlock"),
            "route.destination-ipv6-cidr-block" => routes("destinationIpv6CidrBlock"),
            "route.destination-prefix-list-id" => routes("destinationPrefixListId"),
            "route.gateway-id" => targets("gatewayId"),
            "route.nat-gateway-id" => targets("natGatewayId"),
            "route.state" => self
                .routes
                .iter()
                .map(|r| r.state(request.state).to_owned())
                .collect(),
            _ => return None,
        })
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("routeTableId", &self.id);
        x.text("vpcId", &self.vpc);
        x.text("ownerId", ACCOUNT_ID);
        x.list("routeSet", "item", &self.routes, |x, route| {
            let (field, destination) = route.destination.named();
            x.text(field, destination);
            x.text(route.target.0, &route.target.1);
            x.text("state", route.state(request.state));
            x.text("origin", route.origin);
        });
        x.list("associationSet", "item", &self.associations, |x, association| {
            x.text("routeTableAssociationId", &association.id);
            x.text("routeTableId", &self.id);
            x.maybe("subnetId", association.subnet.as_ref());
            x.text("main", association.subnet.is_none());
            x.element("associationState", |x| x.text("state", "associated"));
        });
        x.element("propagatingVgwSet", |_| {});
        tags::write(request, &self.id, x);
    }
}

/// `CreateRouteTable`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?.clone();
    let id = if let Some(id) = request.made_before()? {
        id
    } else {
        let tags = tags::specified(&request.params, "route-table")?;
        let table = RouteTable::empty(&vpc, request.ids);
        let id = table.id.clone();
        request.state.tags.insert(id.clone(), tags);
        request.state.route_tables.insert(id.clone(), table);
        request.remember(&id);
        id
    };
    let table = table(request, &id)?;
    x.element("routeTable", |x| table.write(request, x));
    x.maybe("clientToken", request.params.get("ClientToken"));
    Ok(())
}

/// `DeleteRouteTable`: not the main one, not while associated.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = table(request, require(&request.params, "RouteTableId")?)?;
    let id = table.id.clone();
    let routed = |e: &super::endpoints::Endpoint| e.route_tables.contains(&id);
    if !table.associations.is_empty() || request.state.endpoints.values().any(routed) {
        return Err(Refusal::in_use("routeTable", &id));
    }
    request.state.route_tables.remove(&id);
    request.state.tags.remove(&id);
    done(x);
    Ok(())
}

/// `AssociateRouteTable`: a subnet has one table.
pub(super) fn associate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = table(request, require(&request.params, "RouteTableId")?)?;
    let subnet = request.subnet(require(&request.params, "SubnetId")?)?;
    if table.vpc != subnet.vpc {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "Route table {} and subnet {} belong to different networks",
                table.id, subnet.id
            ),
        ));
    }
    let (table, subnet) = (table.id.clone(), subnet.id.clone());
    let held = |a: &&Association| a.subnet.as_ref() == Some(&subnet);
    let tables = &mut request.state.route_tables;
    let earlier = tables.values().find_map(|t| {
        t.associations
            .iter()
            .find(held)
            .map(|a| (t.id == table, a.id.clone()))
    });
    let association = match earlier {
        Some((true, association)) => association,
        Some((false, association)) => {
            return Err(Refusal::new(
                "Resource.AlreadyAssociated",
                format!(
                    "The specified association for route table {table} conflicts with an existing association: {association}"
                ),
            ));
        }
        None => {
            let id = request.ids.ec2("rtbassoc");
            if let Some(table) = tables.get_mut(&table) {
                table.associations.push(Association {
                    id: id.clone(),
                    subnet: Some(subnet),
                });
            }
            id
        }
    };
    x.text("associationId", association);
    x.element("associationState", |x| x.text("state", "associated"));
    Ok(())
}

/// `DisassociateRouteTable`: never the main association.
pub(super) fn disassociate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "AssociationId")?;
    for table in request.state.route_tables.values_mut() {
        let Some(at) = table.associations.iter().position(|a| a.id == id) else {
            continue;
        };
        if table.associations[at].subnet.is_none() {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!("cannot disassociate the main route table association {id}"),
            ));
        }
        table.associations.remove(at);
        done(x);
        return Ok(());
    }
    Err(Refusal::new(
        "InvalidAssociationID.NotFound",
        format!("The association ID '{id}' does not exist"),
    ))
}

/// `CreateRoute`.
pub(super) fn create_route(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = table(request, require(&request.params, "RouteTableId")?)?;
    let (id, vpc) = (table.id.clone(), table.vpc.clone());
    let destination = destination(request)?;
    let target = target(request, &vpc)?;
    if table.routes.iter().any(|r| r.destination == destination) {
        return Err(Refusal::new(
            "RouteAlreadyExists",
            format!(
                "The route identified by {} already exists.",
                destination.named().1
            ),
        ));
    }
    if let Some(table) = request.state.route_tables.get_mut(&id) {
        table.routes.push(Route {
            destination,
            target,
            origin: "CreateRoute",
        });
    }
    done(x);
    Ok(())
}

/// `DeleteRoute`: never the local one.
pub(super) fn delete_route(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = table(request, require(&request.params, "RouteTableId")?)?
        .id
        .clone();
    let wanted = destination(request)?;
    let Some(table) = request.state.route_tables.get_mut(&id) else {
        return Err(unknown(&id));
    };
    let Some(at) = table.routes.iter().position(|r| r.destination == wanted) else {
        let (_, text) = wanted.named();
        return Err(Refusal::new(
            "InvalidRoute.NotFound",
            format!("no route with destination {text} in route table {id}"),
        ));
    };
    if table.routes[at].target.1 == "local" {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "cannot remove local route {} in route table {id}",
                wanted.named().1
            ),
        ));
    }
    table.routes.remove(at);
    done(x);
    Ok(())
}

fn destination(request: &Request<'_>) -> Result<Destination, Refusal> {
    let params = &request.params;
    if let Some(text) = params.get("DestinationCidrBlock") {
        let cidr = Cidr::parse(text).ok_or_else(|| Refusal::value("destinationCidrBlock", text))?;
        return Ok(Destination::V4(cidr));
    }
    if let Some(text) = params.get("DestinationIpv6CidrBlock") {
        let address = text.split_once('/').map_or(text, |(a, _)| a);
        return match address.parse::<Ipv6Addr>() {
            Ok(_) => Ok(Destination::V6(text.to_owned())),
            Err(_) => Err(Refusal::value("destinationIpv6CidrBlock", text)),
        };
    }
    match params.get("DestinationPrefixListId") {
        Some(id) => Ok(Destination::Prefixes(id.to_owned())),
        None => Err(Refusal::missing("destinationCidrBlock")),
    }
}

fn target(request: &Request<'_>, vpc: &str) -> Result<(&'static str, String), Refusal> {
    let params = &request.params;
    if let Some(id) = params.get("GatewayId") {
        let attached = request.state.gateways.get(id).and_then(|g| g.vpc.as_deref());
        return if attached == Some(vpc) {
            Ok(("gatewayId", id.to_owned()))
        } else if request.state.gateways.contains_key(id) {
            Err(Refusal::new(
                "InvalidParameterValue",
                format!("route table and network gateway {id} belong to different networks"),
            ))
        } else {
            Err(super::gateways::unknown(id))
        };
    }
    // Their resources are made by no operation here, so their ids are taken on
    // trust, as a story that needs them gives them.
    let others = [
        ("NatGatewayId", "natGatewayId"),
        ("TransitGatewayId", "transitGatewayId"),
        ("VpcPeeringConnectionId", "vpcPeeringConnectionId"),
        ("NetworkInterfaceId", "networkInterfaceId"),
        ("EgressOnlyInternetGatewayId", "egressOnlyInternetGatewayId"),
    ];
    others
        .iter()
        .find_map(|(name, field)| params.get(name).map(|id| (*field, id.to_owned())))
        .ok_or_else(|| Refusal::missing("gatewayId"))
}
