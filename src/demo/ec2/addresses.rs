//! Elastic IP addresses.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use std::net::Ipv4Addr;

/// An address that the account holds.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) id: String,
    pub(super) ip: Ipv4Addr,
    /// The interface that it is mapped to, and that interface's own address.
    pub(super) mapped: Option<(String, Ipv4Addr)>,
}

impl Address {
    /// The id of its association.
    pub(super) fn association(&self) -> String {
        self.id.replacen("eipalloc-", "eipassoc-", 1)
    }
}

impl Row for Address {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![("public-ip", self.ip.to_string())];
        if let Some((interface, _)) = &self.mapped {
            keys.push(("association-id", self.association()));
            keys.push(("network-interface-id", interface.clone()));
        }
        keys
    }
}

impl Described for Address {
    const KIND: &'static Kind = &kinds::ADDRESS;
    const SET: &'static str = "addressesSet";
    const IDS: &'static str = "AllocationId";
    const ID: &'static str = "allocation-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("association-id", |a, _| {
            a.mapped.iter().map(|_| a.association()).collect()
        }),
        ("domain", |_, _| vec!["vpc".to_owned()]),
        ("network-border-group", |_, request| {
            vec![request.call.region.clone()]
        }),
        ("network-interface-id", |a, _| {
            a.mapped.iter().map(|(interface, _)| interface.clone()).collect()
        }),
        ("network-interface-owner-id", |a, _| {
            a.mapped.iter().map(|_| ACCOUNT_ID.to_owned()).collect()
        }),
        ("private-ip-address", |a, _| {
            a.mapped.iter().map(|(_, own)| own.to_string()).collect()
        }),
        ("public-ip", |a, _| vec![a.ip.to_string()]),
    ];
    const EMPTY: &'static [&'static str] = &["instance-id"];

    fn table(region: &Region) -> &Table<Self> {
        &region.addresses
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("publicIp", self.ip);
        x.text("allocationId", &self.id);
        x.text("domain", "vpc");
        x.text("publicIpv4Pool", "amazon");
        x.text("networkBorderGroup", &request.call.region);
        if let Some((interface, own)) = &self.mapped {
            x.text("associationId", self.association());
            x.text("networkInterfaceId", interface);
            x.text("networkInterfaceOwnerId", ACCOUNT_ID);
            x.text("privateIpAddress", own);
        }
        tags::write(request, &self.id, x);
    }
}

/// `DescribeAddresses`, which may also be asked by address.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mut filters = request.params.filters();
    let ips = list(&request.params, "PublicIp");
    if let Some(ip) = ips
        .iter()
        .find(|ip| !request.state().addresses.any("public-ip", ip))
    {
        return Err(Refusal::new(
            "InvalidAddress.NotFound",
            format!("Address '{ip}' not found."),
        ));
    }
    if !ips.is_empty() {
        filters.push(("public-ip".to_owned(), ips));
    }
    super::describe::describe_with::<Address>(request, &filters, x)
}

/// `AllocateAddress`: out of the block that documents may use (RFC 5737), for
/// nothing here is on the internet.
pub(super) fn allocate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let tags = tags::specified(&request.params, "elastic-ip")?;
    let held = &request.state().addresses;
    let free = (1..255_u8)
        .map(|host| Ipv4Addr::new(203, 0, 113, host))
        .find(|ip| !held.any("public-ip", &ip.to_string()));
    let ip = free.ok_or_else(|| {
        Refusal::new(
            "AddressLimitExceeded",
            "The maximum number of addresses has been reached.",
        )
    })?;
    let address = Address {
        id: request.ids.ec2("eipalloc"),
        ip,
        mapped: None,
    };
    x.text("publicIp", ip);
    x.text("allocationId", &address.id);
    x.text("domain", "vpc");
    x.text("publicIpv4Pool", "amazon");
    x.text("networkBorderGroup", &request.call.region);
    let region = request.change()?;
    region.tags.add(&address.id, tags);
    region.addresses.insert(&address.id.clone(), address);
    Ok(())
}

/// `AssociateAddress`: to an interface, or to the one of an instance, in a VPC
/// that reaches the internet.
pub(super) fn associate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let params = &request.params;
    let state = request.state();
    let address = found(
        &state.addresses,
        require(params, "AllocationId")?,
        &kinds::ADDRESS,
    )?;
    let interface = match params.get("InstanceId").filter(|id| !id.is_empty()) {
        Some(id) => &found(&state.instances, id, &kinds::INSTANCE)?.interface,
        None => require(params, "NetworkInterfaceId")?,
    };
    let interface = found(&state.interfaces, interface, &kinds::INTERFACE)?;
    if !state.gateways.any("attachment.vpc-id", &interface.vpc) {
        return Err(Refusal::new(
            "Gateway.NotAttached",
            format!(
                "Network {} is not attached to any internet gateway",
                interface.vpc
            ),
        ));
    }
    let mapped = Some((interface.id.clone(), interface.address));
    let taken = address.mapped.is_some() || state.addresses.any("network-interface-id", &interface.id);
    if taken && address.mapped != mapped && params.flag("AllowReassociation") != Some(true) {
        return Err(Refusal::new(
            "Resource.AlreadyAssociated",
            format!(
                "resource {} or {} is already associated",
                address.id, interface.id
            ),
        ));
    }
    let (address, interface) = (address.clone(), interface.id.clone());
    let region = request.change()?;
    for before in address.mapped.iter().map(|(id, _)| id).chain([&interface]) {
        unmap(region, before);
    }
    let public = Some(address.ip);
    region.interfaces.change(&interface, |i| i.public = public);
    region.addresses.change(&address.id, |a| a.mapped = mapped);
    done(x);
    x.text("associationId", address.association());
    Ok(())
}

/// `DisassociateAddress`. AWS keeps those of its NAT gateways.
pub(super) fn disassociate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "AssociationId")?;
    let state = request.state();
    let address = state.addresses.with("association-id", id).next();
    let mapped = address.and_then(|address| address.mapped.clone());
    let Some((interface, _)) = mapped else {
        return Err(Refusal::new(
            "InvalidAssociationID.NotFound",
            format!("The association ID '{id}' does not exist"),
        ));
    };
    let held = state.interfaces.get(&interface);
    if held.is_some_and(|interface| interface.holder.is_aws()) {
        return Err(Refusal::new(
            "AuthFailure",
            "You do not have permission to access the specified resource.",
        ));
    }
    unmap(request.change()?, &interface);
    done(x);
    Ok(())
}

/// Takes the address of an interface away from it, if it has one.
pub(super) fn unmap(region: &mut Region, interface: &str) {
    let mapped = region.addresses.with("network-interface-id", interface);
    let ids: Vec<String> = mapped.map(|address| address.id.clone()).collect();
    for id in ids {
        region.addresses.change(&id, |address| address.mapped = None);
        region
            .interfaces
            .change(interface, |interface| interface.public = None);
    }
}

/// `ReleaseAddress`: not while it is mapped.
pub(super) fn release(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "AllocationId")?;
    let address = found(&request.state().addresses, id, &kinds::ADDRESS)?;
    if address.mapped.is_some() {
        return Err(Refusal::new(
            "InvalidIPAddress.InUse",
            format!("Address {} is in use.", address.ip),
        ));
    }
    let id = id.to_owned();
    let region = request.change()?;
    region.addresses.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}
