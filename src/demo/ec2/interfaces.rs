//! Network interfaces: one for each subnet of an interface endpoint, one for a
//! NAT gateway, one for an instance, and those that a customer makes.

use super::addresses::Address;
use super::describe::{Described, Values};
use super::groups::{self, Group};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::subnets::Subnet;
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::net::Ipv4Addr;

/// What a network interface belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// A VPC endpoint, by id.
    Endpoint(String),
    /// A NAT gateway, by id.
    Nat(String),
    /// An instance, by id.
    Instance(String),
    /// Nothing: a customer made it.
    Nobody,
}

impl Holder {
    /// The id of what holds it.
    fn id(&self) -> Option<&str> {
        match self {
            Self::Endpoint(id) | Self::Nat(id) | Self::Instance(id) => Some(id),
            Self::Nobody => None,
        }
    }

    /// `InterfaceType`.
    fn kind(&self) -> &'static str {
        match self {
            Self::Endpoint(_) => "vpc_endpoint",
            Self::Nat(_) => "nat_gateway",
            Self::Instance(_) | Self::Nobody => "interface",
        }
    }

    /// Whether AWS made it, and AWS alone takes it away.
    pub(super) fn is_aws(&self) -> bool {
        matches!(self, Self::Endpoint(_) | Self::Nat(_))
    }
}

/// A network interface.
#[derive(Clone, Debug)]
pub(super) struct Interface {
    pub(super) id: String,
    pub(super) holder: Holder,
    pub(super) vpc: String,
    pub(super) subnet: String,
    zone: String,
    zone_id: String,
    pub(super) groups: Vec<String>,
    pub(super) address: Ipv4Addr,
    /// The public address that is mapped to it.
    pub(super) public: Option<Ipv4Addr>,
    description: String,
    attached: Timestamp,
}

impl Interface {
    /// An interface in a subnet, with the first free address.
    pub(super) fn within(
        request: &Request<'_>,
        subnet: &Subnet,
        holder: Holder,
        groups: &[String],
    ) -> Result<Self, Refusal> {
        let address = subnet.free_address().ok_or_else(|| {
            Refusal::new(
                "InsufficientFreeAddressesInSubnet",
                format!("The specified subnet {} has no free address.", subnet.id),
            )
        })?;
        let description = match &holder {
            Holder::Endpoint(id) => format!("VPC Endpoint Interface {id}"),
            Holder::Nat(id) => format!("Interface for NAT Gateway {id}"),
            Holder::Instance(_) | Holder::Nobody => String::new(),
        };
        Ok(Self {
            id: request.ids.ec2("eni"),
            holder,
            vpc: subnet.vpc.clone(),
            subnet: subnet.id.clone(),
            zone: subnet.zone.clone(),
            zone_id: subnet.zone_id.clone(),
            groups: groups.to_vec(),
            address,
            public: None,
            description,
            attached: request.call.now,
        })
    }

    /// Puts it into its subnet.
    pub(super) fn place(self, region: &mut Region) {
        region
            .subnets
            .change(&self.subnet, |subnet| subnet.take(self.address));
        region.interfaces.insert(&self.id.clone(), self);
    }

    /// The Elastic IP address that is mapped to it: a public address that it
    /// got without one is Amazon's.
    fn elastic<'a>(&self, request: &'a Request<'_>) -> Option<&'a Address> {
        let addresses = &request.state().addresses;
        addresses.with("network-interface-id", &self.id).next()
    }

    fn status(&self) -> &'static str {
        match self.holder {
            Holder::Nobody => "available",
            _ => "in-use",
        }
    }

    /// Addresses are unique in a VPC, and so are these.
    pub(super) fn mac(&self) -> String {
        let [a, b, c, d] = self.address.octets();
        format!("02:1f:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
    }

    pub(super) fn private_name(&self, request: &Request<'_>) -> String {
        let [a, b, c, d] = self.address.octets();
        let suffix = match request.call.region.as_str() {
            "us-east-1" => "ec2.internal".to_owned(),
            region => format!("{region}.compute.internal"),
        };
        format!("ip-{a}-{b}-{c}-{d}.{suffix}")
    }

    /// The id of its attachment; AWS's own interfaces have another spelling.
    fn attachment(&self) -> String {
        let prefix = if self.holder.is_aws() {
            "ela-attach-"
        } else {
            "eni-attach-"
        };
        self.id.replacen("eni-", prefix, 1)
    }

    fn write_attachment(&self, x: &mut Writer) {
        let instance = match &self.holder {
            Holder::Instance(id) => Some(id),
            _ => None,
        };
        x.element("attachment", |x| {
            x.text("attachmentId", self.attachment());
            x.maybe("instanceId", instance);
            let owner = if self.holder.is_aws() {
                "amazon-aws"
            } else {
                ACCOUNT_ID
            };
            x.text("instanceOwnerId", owner);
            x.text("deviceIndex", u8::from(self.holder.is_aws()));
            x.text("status", "attached");
            x.text("attachTime", self.attached.rfc3339());
            x.text("deleteOnTermination", instance.is_some());
        });
    }
}

impl Row for Interface {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("vpc-id", self.vpc.clone()),
            ("subnet-id", self.subnet.clone()),
            ("description", self.description.clone()),
        ];
        keys.extend(self.groups.iter().map(|id| ("group-id", id.clone())));
        keys.extend(self.holder.id().map(|id| ("holder", id.to_owned())));
        keys
    }
}

impl Described for Interface {
    const KIND: &'static Kind = &kinds::INTERFACE;
    const SET: &'static str = "networkInterfaceSet";
    const IDS: &'static str = "NetworkInterfaceId";
    const ID: &'static str = "network-interface-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("addresses.primary", |_, _| vec!["true".to_owned()]),
        ("addresses.private-ip-address", |i, _| vec![i.address.to_string()]),
        ("addresses.association.public-ip", |i, _| {
            i.public.iter().map(ToString::to_string).collect()
        }),
        ("association.allocation-id", |i, request| {
            let own = i.elastic(request);
            own.map(|address| address.id.clone()).into_iter().collect()
        }),
        ("association.association-id", |i, request| {
            i.elastic(request).map(Address::association).into_iter().collect()
        }),
        ("association.ip-owner-id", |i, request| {
            let owner = i.elastic(request).map_or("amazon", |_| ACCOUNT_ID);
            i.public.iter().map(|_| owner.to_owned()).collect()
        }),
        ("association.public-ip", |i, _| {
            i.public.iter().map(ToString::to_string).collect()
        }),
        ("attachment.attachment-id", |i, _| {
            i.holder.id().map(|_| i.attachment()).into_iter().collect()
        }),
        ("attachment.instance-id", |i, _| match &i.holder {
            Holder::Instance(id) => vec![id.clone()],
            _ => Vec::new(),
        }),
        ("attachment.status", |i, _| {
            i.holder.id().map(|_| "attached".to_owned()).into_iter().collect()
        }),
        ("availability-zone", |i, _| vec![i.zone.clone()]),
        ("availability-zone-id", |i, _| vec![i.zone_id.clone()]),
        ("description", |i, _| vec![i.description.clone()]),
        ("group-id", |i, _| i.groups.clone()),
        ("group-name", |i, request| groups::names(request, &i.groups)),
        ("interface-type", |i, _| vec![i.holder.kind().to_owned()]),
        ("mac-address", |i, _| vec![i.mac()]),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("private-dns-name", |i, request| vec![i.private_name(request)]),
        ("private-ip-address", |i, _| vec![i.address.to_string()]),
        ("requester-managed", |i, _| vec![i.holder.is_aws().to_string()]),
        ("source-dest-check", |i, _| {
            vec![(!matches!(i.holder, Holder::Nat(_))).to_string()]
        }),
        ("status", |i, _| vec![i.status().to_owned()]),
        ("subnet-id", |i, _| vec![i.subnet.clone()]),
        ("vpc-id", |i, _| vec![i.vpc.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "association.public-dns-name",
        "addresses.association.owner-id",
        "attachment.attach-time",
        "attachment.delete-on-termination",
        "attachment.device-index",
        "attachment.instance-owner-id",
        "ipv6-addresses.ipv6-address",
        "operator.managed",
        "operator.principal",
        "requester-id",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.interfaces
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("networkInterfaceId", &self.id);
        x.text("subnetId", &self.subnet);
        x.text("vpcId", &self.vpc);
        x.text("availabilityZone", &self.zone);
        x.text("availabilityZoneId", &self.zone_id);
        x.text("description", &self.description);
        x.text("ownerId", ACCOUNT_ID);
        x.text("requesterManaged", self.holder.is_aws());
        x.text("status", self.status());
        x.text("interfaceType", self.holder.kind());
        x.text("macAddress", self.mac());
        x.text("privateIpAddress", self.address);
        x.text("privateDnsName", self.private_name(request));
        x.text("sourceDestCheck", !matches!(self.holder, Holder::Nat(_)));
        groups::write_set(request, "groupSet", &self.groups, x);
        if self.holder != Holder::Nobody {
            self.write_attachment(x);
        }
        let association = |x: &mut Writer| {
            if let Some(public) = self.public {
                let own = self.elastic(request);
                x.element("association", |x| {
                    x.maybe("allocationId", own.map(|address| &address.id));
                    x.maybe("associationId", own.map(Address::association));
                    x.text("publicIp", public);
                    x.text("ipOwnerId", own.map_or("amazon", |_| ACCOUNT_ID));
                });
            }
        };
        association(x);
        x.list("privateIpAddressesSet", "item", [()], |x, ()| {
            x.text("privateIpAddress", self.address);
            x.text("privateDnsName", self.private_name(request));
            x.text("primary", true);
            association(x);
        });
        tags::write(request, &self.id, x);
    }
}

/// The groups that a call names, all of a VPC; the VPC's default group when it
/// names none.
pub(super) fn groups_in(request: &Request<'_>, vpc: &str, named: &[String]) -> Result<Vec<String>, Refusal> {
    let groups = &request.state().groups;
    if named.is_empty() {
        let mut own = groups.with("vpc-id", vpc);
        return Ok(own
            .find(|g| g.is_default())
            .map(|g| g.id.clone())
            .into_iter()
            .collect());
    }
    for id in named {
        let group: &Group = found(groups, id, &kinds::GROUP)?;
        if group.vpc != vpc {
            return Err(Refusal::new(
                "InvalidParameter",
                format!("Security group {id} does not belong to VPC {vpc}"),
            ));
        }
    }
    Ok(named.to_vec())
}

/// `CreateNetworkInterface`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let subnet = request.subnet(require(&request.params, "SubnetId")?)?;
    let groups = groups_in(request, &subnet.vpc, &list(&request.params, "SecurityGroupId"))?;
    let tags = tags::specified(&request.params, "network-interface")?;
    let mut interface = Interface::within(request, subnet, Holder::Nobody, &groups)?;
    request
        .params
        .text("Description")
        .clone_into(&mut interface.description);
    let id = interface.id.clone();
    let region = request.change()?;
    interface.place(region);
    region.tags.add(&id, tags);
    let interface = found(&request.state().interfaces, &id, &kinds::INTERFACE)?;
    x.element("networkInterface", |x| interface.write(request, x));
    Ok(())
}

/// `DeleteNetworkInterface`: not while something holds it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "NetworkInterfaceId")?;
    let interface = found(&request.state().interfaces, id, &kinds::INTERFACE)?;
    if interface.holder != Holder::Nobody {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Network interface '{id}' is currently in use."),
        ));
    }
    let id = id.to_owned();
    request.change()?.detach(&id);
    done(x);
    Ok(())
}
