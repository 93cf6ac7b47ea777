//! Internet gateways.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::routes::Route;
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;

/// An internet gateway.
#[derive(Clone, Debug)]
pub(super) struct Gateway {
    id: String,
    /// The VPC that it is attached to.
    pub(super) vpc: Option<String>,
}

impl Row for Gateway {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let vpc = self.vpc.iter();
        vpc.map(|vpc| ("attachment.vpc-id", vpc.clone())).collect()
    }
}

impl Described for Gateway {
    const KIND: &'static Kind = &kinds::GATEWAY;
    const SET: &'static str = "internetGatewaySet";
    const IDS: &'static str = "InternetGatewayId";
    const ID: &'static str = "internet-gateway-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("attachment.state", |g, _| {
            g.vpc.iter().map(|_| "available".to_owned()).collect()
        }),
        ("attachment.vpc-id", |g, _| g.vpc.iter().cloned().collect()),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.gateways
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("internetGatewayId", &self.id);
        x.text("ownerId", ACCOUNT_ID);
        x.list("attachmentSet", "item", &self.vpc, |x, vpc| {
            x.text("vpcId", vpc);
            x.text("state", "available");
        });
        tags::write(request, &self.id, x);
    }
}

/// Gives a default VPC its gateway and the route to it.
pub(super) fn give_default(region: &mut Region, ids: &Ids, vpc: &str) {
    let gateway = Gateway {
        id: ids.ec2("igw"),
        vpc: Some(vpc.to_owned()),
    };
    let tables: Vec<String> = region
        .route_tables
        .with("vpc-id", vpc)
        .map(|t| t.id.clone())
        .collect();
    for table in tables {
        region.route_tables.change(&table, |table| {
            table.routes.push(Route::to_internet(&gateway.id));
        });
    }
    region.gateways.insert(&gateway.id.clone(), gateway);
}

/// `CreateInternetGateway`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let tags = tags::specified(&request.params, "internet-gateway")?;
    let gateway = Gateway {
        id: request.ids.ec2("igw"),
        vpc: None,
    };
    let region = request.change()?;
    region.tags.add(&gateway.id, tags);
    region.gateways.insert(&gateway.id, gateway.clone());
    x.element("internetGateway", |x| gateway.write(request, x));
    Ok(())
}

/// `AttachInternetGateway`: one gateway a VPC, one VPC a gateway.
pub(super) fn attach(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let gateway = named(request)?;
    let vpc = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    if let Some(held) = &gateway.vpc {
        return Err(Refusal::new(
            "Resource.AlreadyAssociated",
            format!("resource {} is already attached to network {held}", gateway.id),
        ));
    }
    if request.state().gateways.any("attachment.vpc-id", &vpc) {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Network {vpc} already has an internet gateway attached"),
        ));
    }
    let id = gateway.id.clone();
    let gateways = &mut request.change()?.gateways;
    gateways.change(&id, |gateway| gateway.vpc = Some(vpc));
    done(x);
    Ok(())
}

/// `DetachInternetGateway`: not while anything in the VPC has a public
/// address through it.
pub(super) fn detach(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let gateway = named(request)?;
    let vpc = require(&request.params, "VpcId")?;
    if gateway.vpc.as_deref() != Some(vpc) {
        return Err(Refusal::new(
            "Gateway.NotAttached",
            format!("resource {} is not attached to network {vpc}", gateway.id),
        ));
    }
    let mut interfaces = request.state().interfaces.with("vpc-id", vpc);
    if interfaces.any(|interface| interface.public.is_some()) {
        return Err(Refusal::new(
            "DependencyViolation",
            format!(
                "Network {vpc} has some mapped public address(es). Please unmap those public address(es) \
                 before detaching the gateway."
            ),
        ));
    }
    let id = gateway.id.clone();
    let gateways = &mut request.change()?.gateways;
    gateways.change(&id, |gateway| gateway.vpc = None);
    done(x);
    Ok(())
}

/// `DeleteInternetGateway`: not while attached.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let gateway = named(request)?;
    let id = gateway.id.clone();
    if gateway.vpc.is_some() {
        return Err(Refusal::in_use("internetGateway", &id));
    }
    let region = request.change()?;
    region.gateways.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a Gateway, Refusal> {
    let id = require(&request.params, "InternetGatewayId")?;
    found(&request.state().gateways, id, &kinds::GATEWAY)
}
