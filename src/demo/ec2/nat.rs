//! NAT gateways: a way out for subnets that nothing reaches from outside.

use super::describe::{Described, Values};
use super::interfaces::{Holder, Interface};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, require};
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::net::Ipv4Addr;

/// Seconds that a NAT gateway is `pending`, and `deleting`.
const SETTLING: i64 = 5;

/// Seconds that a deleted NAT gateway can still be described.
const REMEMBERED: i64 = 3600;

/// A NAT gateway.
#[derive(Clone, Debug)]
pub(super) struct NatGateway {
    id: String,
    pub(super) vpc: String,
    subnet: String,
    interface: String,
    own: Ipv4Addr,
    /// The Elastic IP address of a public one.
    pub(super) address: Option<(String, Ipv4Addr)>,
    created: Timestamp,
    pub(super) deleted: Option<Timestamp>,
}

impl NatGateway {
    fn state(&self, now: Timestamp) -> &'static str {
        let since = |at: Timestamp| now.seconds_since(at);
        match self.deleted {
            Some(at) if since(at) >= SETTLING => "deleted",
            Some(_) => "deleting",
            None if since(self.created) < SETTLING => "pending",
            None => "available",
        }
    }
}

impl Row for NatGateway {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![("vpc-id", self.vpc.clone()), ("subnet-id", self.subnet.clone())]
    }
}

impl Described for NatGateway {
    const KIND: &'static Kind = &kinds::NAT;
    const SET: &'static str = "natGatewaySet";
    const IDS: &'static str = "NatGatewayId";
    const ID: &'static str = "nat-gateway-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("state", |n, request| vec![n.state(request.call.now).to_owned()]),
        ("subnet-id", |n, _| vec![n.subnet.clone()]),
        ("vpc-id", |n, _| vec![n.vpc.clone()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.nat_gateways
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("natGatewayId", &self.id);
        x.text("vpcId", &self.vpc);
        x.text("subnetId", &self.subnet);
        x.text("state", self.state(request.call.now));
        x.text("createTime", self.created.rfc3339());
        x.maybe("deleteTime", self.deleted.map(Timestamp::rfc3339));
        let connectivity = if self.address.is_some() {
            "public"
        } else {
            "private"
        };
        x.text("connectivityType", connectivity);
        x.list("natGatewayAddressSet", "item", [()], |x, ()| {
            if let Some((id, ip)) = &self.address {
                x.text("allocationId", id);
                x.text("associationId", id.replacen("eipalloc-", "eipassoc-", 1));
                x.text("publicIp", ip);
            }
            x.text("networkInterfaceId", &self.interface);
            x.text("privateIp", self.own);
            x.text("isPrimary", true);
            x.text("status", "succeeded");
        });
        tags::write(request, &self.id, x);
    }
}

/// `CreateNatGateway`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = match request.made_before()? {
        Some(id) => id,
        None => make(request)?,
    };
    let nat = found(&request.state().nat_gateways, &id, &kinds::NAT)?;
    x.element("natGateway", |x| nat.write(request, x));
    x.maybe("clientToken", request.params.get("ClientToken"));
    Ok(())
}

fn make(request: &mut Request<'_>) -> Result<String, Refusal> {
    let subnet = request.subnet(require(&request.params, "SubnetId")?)?;
    let tags = tags::specified(&request.params, "natgateway")?;
    let public = request.params.get("ConnectivityType").unwrap_or("public") == "public";
    let address = if public {
        Some(address(request, &subnet.vpc)?)
    } else {
        None
    };
    let id = request.ids.ec2("nat");
    let mut interface = Interface::within(request, subnet, Holder::Nat(id.clone()), &[])?;
    interface.public = address.as_ref().map(|(_, ip)| *ip);
    let nat = NatGateway {
        id: id.clone(),
        vpc: subnet.vpc.clone(),
        subnet: subnet.id.clone(),
        interface: interface.id.clone(),
        own: interface.address,
        address,
        created: request.call.now,
        deleted: None,
    };
    let region = request.change()?;
    if let Some((address, _)) = &nat.address {
        let mapped = Some((interface.id.clone(), interface.address));
        region
            .addresses
            .change(address, |address| address.mapped = mapped);
    }
    interface.place(region);
    region.tags.add(&id, tags);
    region.nat_gateways.insert(&id, nat);
    request.remember(&id);
    Ok(id)
}

/// The free address of a public NAT gateway, whose VPC reaches the internet.
fn address(request: &Request<'_>, vpc: &str) -> Result<(String, Ipv4Addr), Refusal> {
    let id = require(&request.params, "AllocationId")?;
    let address = found(&request.state().addresses, id, &kinds::ADDRESS)?;
    if address.mapped.is_some() {
        return Err(Refusal::new(
            "Resource.AlreadyAssociated",
            format!("Elastic IP address [{id}] is already associated"),
        ));
    }
    if !request.state().gateways.any("attachment.vpc-id", vpc) {
        return Err(Refusal::new(
            "Gateway.NotAttached",
            format!("Network {vpc} has no Internet gateway attached"),
        ));
    }
    Ok((id.to_owned(), address.ip))
}

/// `DeleteNatGateway`. It is `deleting` for a while and holds its interface and
/// its address until then.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "NatGatewayId")?;
    let nat = found(&request.state().nat_gateways, id, &kinds::NAT)?;
    let (id, going, now) = (nat.id.clone(), nat.deleted.is_some(), request.call.now);
    let region = request.change()?;
    if !going {
        region.nat_gateways.change(&id, |nat| nat.deleted = Some(now));
        region.leaving.insert((Timestamp(now.0 + SETTLING), id.clone()));
    }
    x.text("natGatewayId", id);
    Ok(())
}

/// Lets go of a deleted gateway's interface and address, and after an hour of
/// the gateway itself.
pub(super) fn go(region: &mut Region, id: &str) {
    let Some(nat) = region.nat_gateways.get(id).cloned() else {
        return;
    };
    if region.interfaces.contains(&nat.interface) {
        region.detach(&nat.interface);
        let deleted = nat.deleted.map_or(0, |at| at.0);
        region
            .leaving
            .insert((Timestamp(deleted + REMEMBERED), id.to_owned()));
    } else {
        region.nat_gateways.remove(id);
        region.tags.drop_all(id);
    }
}
