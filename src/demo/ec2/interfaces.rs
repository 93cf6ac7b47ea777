//! Network interfaces: one for each subnet of an interface endpoint.

use super::describe::Described;
use super::state::{Region, Request};
use super::subnets::Subnet;
use super::wire::Refusal;
use super::{groups, tags};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// A network interface that a VPC endpoint owns.
#[derive(Clone, Debug)]
pub(super) struct Interface {
    pub(super) id: String,
    /// `vpce-…`.
    pub(super) endpoint: String,
    pub(super) vpc: String,
    pub(super) subnet: String,
    zone: String,
    pub(super) groups: Vec<String>,
    pub(super) address: Ipv4Addr,
}

impl Interface {
    /// An interface in a subnet, with the first free address.
    pub(super) fn within(
        request: &Request<'_>,
        subnet: &Subnet,
        endpoint: &str,
        groups: &[String],
    ) -> Result<Self, Refusal> {
        let address = subnet.free_address(request.state).ok_or_else(|| {
            Refusal::new(
                "InsufficientFreeAddressesInSubnet",
                format!("The specified subnet {} has no free address.", subnet.id),
            )
        })?;
        Ok(Self {
            id: request.ids.ec2("eni"),
            endpoint: endpoint.to_owned(),
            vpc: subnet.vpc.clone(),
            subnet: subnet.id.clone(),
            zone: subnet.zone.clone(),
            groups: groups.to_vec(),
            address,
        })
    }

    fn description(&self) -> String {
        format!("VPC Endpoint Interface {}", self.endpoint)
    }

    /// Addresses are unique in a VPC, and so are these.
    fn mac(&self) -> String {
        let [a, b, c, d] = self.address.octets();
        format!("02:1f:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
    }

    fn private_name(&self, request: &Request<'_>) -> String {
        let [a, b, c, d] = self.address.octets();
        let suffix = match request.call.region.as_str() {
            "us-east-1" => "ec2.internal".to_owned(),
            region => format!("{region}.compute.internal"),
        };
        format!("ip-{a}-{b}-{c}-{d}.{suffix}")
    }
}

impl Described for Interface {
    const SET: &'static str = "networkInterfaceSet";
    const IDS: &'static str = "NetworkInterfaceId";

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.interfaces
    }

    fn unknown(id: &str) -> Refusal {
        Refusal::new(
            "InvalidNetworkInterfaceID.NotFound",
            format!("The networkInterface ID '{id}' does not exist"),
        )
    }

    fn attribute(&self, _: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "network-interface-id" => vec![self.id.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "subnet-id" => vec![self.subnet.clone()],
            "group-id" => self.groups.clone(),
            "availability-zone" => vec![self.zone.clone()],
            "description" => vec![self.description()],
            "interface-type" => vec!["vpc_endpoint".to_owned()],
            "private-ip-address" | "addresses.private-ip-address" => vec![self.address.to_string()],
            "requester-managed" => vec!["true".to_owned()],
            "status" => vec!["in-use".to_owned()],
            "owner-id" => vec![ACCOUNT_ID.to_owned()],
            _ => return None,
        })
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("networkInterfaceId", &self.id);
        x.text("subnetId", &self.subnet);
        x.text("vpcId", &self.vpc);
        x.text("availabilityZone", &self.zone);
        x.text("description", self.description());
        x.text("ownerId", ACCOUNT_ID);
        x.text("requesterManaged", true);
        x.text("status", "in-use");
        x.text("interfaceType", "vpc_endpoint");
        x.text("macAddress", self.mac());
        x.text("privateIpAddress", self.address);
        x.text("privateDnsName", self.private_name(request));
        x.text("sourceDestCheck", true);
        groups::write_set(request, "groupSet", &self.groups, x);
        x.list("privateIpAddressesSet", "item", [()], |x, ()| {
            x.text("privateIpAddress", self.address);
            x.text("primary", true);
        });
        tags::write(request, &self.id, x);
    }
}
