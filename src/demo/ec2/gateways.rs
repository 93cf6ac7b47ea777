//! Internet gateways.

use super::describe::Described;
use super::routes::Route;
use super::state::{Region, Request};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;

/// An internet gateway.
#[derive(Clone, Debug)]
pub(super) struct Gateway {
    id: String,
    /// The VPC that it is attached to.
    pub(super) vpc: Option<String>,
}

/// `InvalidInternetGatewayID.NotFound`.
pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::new(
        "InvalidInternetGatewayID.NotFound",
        format!("The internetGateway ID '{id}' does not exist"),
    )
}

impl Described for Gateway {
    const SET: &'static str = "internetGatewaySet";
    const IDS: &'static str = "InternetGatewayId";

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.gateways
    }

    fn unknown(id: &str) -> Refusal {
        unknown(id)
    }

    fn attribute(&self, _: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "internet-gateway-id" => vec![self.id.clone()],
            "attachment.vpc-id" => self.vpc.iter().cloned().collect(),
            "attachment.state" => self.vpc.iter().map(|_| "available".to_owned()).collect(),
            "owner-id" => vec![ACCOUNT_ID.to_owned()],
            _ => return None,
        })
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
    for table in region.route_tables.values_mut().filter(|t| t.vpc == vpc) {
        table.routes.push(Route::to_internet(&gateway.id));
    }
    region.gateways.insert(gateway.id.clone(), gateway);
}

/// `CreateInternetGateway`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let tags = tags::specified(&request.params, "internet-gateway")?;
    let gateway = Gateway {
        id: request.ids.ec2("igw"),
        vpc: None,
    };
    request.state.tags.insert(gateway.id.clone(), tags);
    request.state.gateways.insert(gateway.id.clone(), gateway.clone());
    x.element("internetGateway", |x| gateway.write(request, x));
    Ok(())
}

/// `AttachInternetGateway`: one gateway a VPC, one VPC a gateway.
pub(super) fn attach(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?;
    let vpc = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    let gateways = &mut request.state.gateways;
    if gateways.values().any(|g| g.vpc.as_ref() == Some(&vpc)) {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Network {vpc} already has an internet gateway attached"),
        ));
    }
    if let Some(gateway) = gateways.get_mut(&id) {
        if gateway.vpc.is_some() {
            return Err(Refusal::new(
                "Resource.AlreadyAssociated",
                format!("resource {id} is already attached to network {vpc}"),
            ));
        }
        gateway.vpc = Some(vpc);
    }
    done(x);
    Ok(())
}

/// `DetachInternetGateway`.
pub(super) fn detach(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?;
    let vpc = require(&request.params, "VpcId")?.to_owned();
    match request.state.gateways.get_mut(&id) {
        Some(gateway) if gateway.vpc.as_ref() == Some(&vpc) => gateway.vpc = None,
        _ => {
            return Err(Refusal::new(
                "Gateway.NotAttached",
                format!("resource {id} is not attached to network {vpc}"),
            ));
        }
    }
    done(x);
    Ok(())
}

/// `DeleteInternetGateway`: not while attached.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?;
    if request.state.gateways.get(&id).is_some_and(|g| g.vpc.is_some()) {
        return Err(Refusal::in_use("internetGateway", &id));
    }
    request.state.gateways.remove(&id);
    request.state.tags.remove(&id);
    done(x);
    Ok(())
}

fn named(request: &Request<'_>) -> Result<String, Refusal> {
    let id = require(&request.params, "InternetGatewayId")?;
    if request.state.gateways.contains_key(id) {
        Ok(id.to_owned())
    } else {
        Err(unknown(id))
    }
}
