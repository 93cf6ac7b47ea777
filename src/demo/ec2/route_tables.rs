//! Route tables: one main table a VPC, a local route in each, and their ties to
//! subnets.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::routes::Route;
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::vpcs::Vpc;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;

/// The key that finds a table by one of its associations.
const ASSOCIATION: &str = "association.route-table-association-id";

/// A route table.
#[derive(Clone, Debug)]
pub(super) struct RouteTable {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) routes: Vec<Route>,
    associations: Vec<Association>,
}

/// A table's tie to a subnet, or to the whole VPC.
#[derive(Clone, Debug)]
struct Association {
    id: String,
    /// `None` for the main association.
    subnet: Option<String>,
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
            routes: vec![Route::local(vpc.cidr)],
            associations: Vec::new(),
        }
    }

    /// Whether it serves the subnets that have no table of their own.
    pub(super) fn is_main(&self) -> bool {
        self.associations.iter().any(|a| a.subnet.is_none())
    }

    fn destinations(&self, field: &str) -> Vec<String> {
        let destinations = self.routes.iter().map(|r| r.destination.named());
        destinations
            .filter(|(f, _)| *f == field)
            .map(|(_, v)| v)
            .collect()
    }

    fn targets(&self, field: &str) -> Vec<String> {
        let named = self.routes.iter().filter(|r| r.target.0 == field);
        named.map(|r| r.target.1.clone()).collect()
    }

    fn subnets(&self) -> Vec<String> {
        self.associations
            .iter()
            .filter_map(|a| a.subnet.clone())
            .collect()
    }
}

impl Row for RouteTable {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![("vpc-id", self.vpc.clone())];
        for association in &self.associations {
            keys.push((ASSOCIATION, association.id.clone()));
            if let Some(subnet) = &association.subnet {
                keys.push(("association.subnet-id", subnet.clone()));
            }
        }
        keys
    }
}

impl Described for RouteTable {
    const KIND: &'static Kind = &kinds::ROUTE_TABLE;
    const SET: &'static str = "routeTableSet";
    const IDS: &'static str = "RouteTableId";
    const ID: &'static str = "route-table-id";
    const LARGEST_PAGE: usize = 100;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("association.main", |t, _| vec![t.is_main().to_string()]),
        (ASSOCIATION, |t, _| {
            t.associations.iter().map(|a| a.id.clone()).collect()
        }),
        ("association.route-table-id", |t, _| {
            t.associations.first().map(|_| t.id.clone()).into_iter().collect()
        }),
        ("association.subnet-id", |t, _| t.subnets()),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("route.destination-cidr-block", |t, _| {
            t.destinations("destinationCidrBlock")
        }),
        ("route.destination-ipv6-cidr-block", |t, _| {
            t.destinations("destinationIpv6CidrBlock")
        }),
        ("route.destination-prefix-list-id", |t, _| {
            t.destinations("destinationPrefixListId")
        }),
        ("route.gateway-id", |t, _| t.targets("gatewayId")),
        ("route.nat-gateway-id", |t, _| t.targets("natGatewayId")),
        ("route.vpc-peering-connection-id", |t, _| {
            t.targets("vpcPeeringConnectionId")
        }),
        ("route.origin", |t, _| {
            t.routes.iter().map(|r| r.origin.to_owned()).collect()
        }),
        ("route.state", |t, request| {
            let states = t.routes.iter().map(|r| r.state(request.state()));
            states.map(str::to_owned).collect()
        }),
        ("vpc-id", |t, _| vec![t.vpc.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "association.gateway-id",
        "route.egress-only-internet-gateway-id",
        "route.instance-id",
        "route.transit-gateway-id",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.route_tables
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("routeTableId", &self.id);
        x.text("vpcId", &self.vpc);
        x.text("ownerId", ACCOUNT_ID);
        x.list("routeSet", "item", &self.routes, |x, route| {
            let (field, destination) = route.destination.named();
            x.text(field, destination);
            x.text(route.target.0, &route.target.1);
            x.text("state", route.state(request.state()));
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

/// The table that a call names.
pub(super) fn named<'a>(request: &'a Request<'_>) -> Result<&'a RouteTable, Refusal> {
    let id = require(&request.params, "RouteTableId")?;
    found(&request.state().route_tables, id, &kinds::ROUTE_TABLE)
}

/// `CreateRouteTable`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?;
    let tags = tags::specified(&request.params, "route-table")?;
    let id = if let Some(id) = request.made_before()? {
        id
    } else {
        let table = RouteTable::empty(vpc, request.ids);
        let id = table.id.clone();
        let region = request.change()?;
        region.tags.add(&id, tags);
        region.route_tables.insert(&id, table);
        request.remember(&id);
        id
    };
    let table = found(&request.state().route_tables, &id, &kinds::ROUTE_TABLE)?;
    x.element("routeTable", |x| table.write(request, x));
    x.maybe("clientToken", request.params.get("ClientToken"));
    Ok(())
}

/// `DeleteRouteTable`: not the main one, not while associated.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = named(request)?;
    let id = table.id.clone();
    if !table.associations.is_empty() || request.state().endpoints.any("route-table-id", &id) {
        return Err(Refusal::in_use("routeTable", &id));
    }
    let region = request.change()?;
    region.route_tables.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}

/// `AssociateRouteTable`: a subnet has one table.
pub(super) fn associate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let table = named(request)?;
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
    let mut holders = request
        .state()
        .route_tables
        .with("association.subnet-id", &subnet.id);
    let earlier = holders.next().and_then(|holder| {
        let own = |a: &&Association| a.subnet.as_ref() == Some(&subnet.id);
        let association = holder.associations.iter().find(own)?;
        Some((holder.id == table.id, association.id.clone()))
    });
    let association = match earlier {
        Some((true, association)) => association,
        Some((false, association)) => {
            return Err(Refusal::new(
                "Resource.AlreadyAssociated",
                format!(
                    "the specified association for route table {} conflicts with an existing association: {association}",
                    table.id
                ),
            ));
        }
        None => {
            let (table, subnet) = (table.id.clone(), subnet.id.clone());
            tie(request, &table, Some(subnet))?
        }
    };
    x.text("associationId", association);
    x.element("associationState", |x| x.text("state", "associated"));
    Ok(())
}

fn tie(request: &mut Request<'_>, table: &str, subnet: Option<String>) -> Result<String, Refusal> {
    let id = request.ids.ec2("rtbassoc");
    let association = Association {
        id: id.clone(),
        subnet,
    };
    let tables = &mut request.change()?.route_tables;
    tables.change(table, |table| table.associations.push(association));
    Ok(id)
}

/// The table of the association that a call names, and the subnet that it ties.
fn associated(request: &Request<'_>) -> Result<(String, Option<String>), Refusal> {
    let id = require(&request.params, "AssociationId")?;
    let table = request.state().route_tables.with(ASSOCIATION, id).next();
    let tied = table.and_then(|table| {
        let association = table.associations.iter().find(|a| a.id == id)?;
        Some((table.id.clone(), association.subnet.clone()))
    });
    tied.ok_or_else(|| {
        Refusal::new(
            "InvalidAssociationID.NotFound",
            format!("The association ID '{id}' does not exist"),
        )
    })
}

/// `DisassociateRouteTable`: never the main association.
pub(super) fn disassociate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let (table, subnet) = associated(request)?;
    let id = request.params.text("AssociationId").to_owned();
    if subnet.is_none() {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("cannot disassociate the main route table association {id}"),
        ));
    }
    let tables = &mut request.change()?.route_tables;
    tables.change(&table, |table| table.associations.retain(|a| a.id != id));
    done(x);
    Ok(())
}

/// `ReplaceRouteTableAssociation`: another table for a subnet, or another main
/// table for a VPC.
pub(super) fn replace_association(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let (before, subnet) = associated(request)?;
    let old = request.params.text("AssociationId").to_owned();
    let after = named(request)?.id.clone();
    let tables = &mut request.change()?.route_tables;
    tables.change(&before, |table| table.associations.retain(|a| a.id != old));
    let association = tie(request, &after, subnet)?;
    x.text("newAssociationId", association);
    x.element("associationState", |x| x.text("state", "associated"));
    Ok(())
}

/// Unties a subnet that is going.
pub(super) fn release(region: &mut Region, subnet: &str) {
    let tables = region.route_tables.with("association.subnet-id", subnet);
    let tied: Vec<String> = tables.map(|t| t.id.clone()).collect();
    for id in tied {
        region.route_tables.change(&id, |table| {
            table.associations.retain(|a| a.subnet.as_deref() != Some(subnet));
        });
    }
}
