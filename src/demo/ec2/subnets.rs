//! Subnets: inside their VPC's block, apart from each other, in one zone.

use super::cidr::Cidr;
use super::describe::Described;
use super::places::{self, Zone};
use super::state::{Region, Request};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// A subnet.
#[derive(Clone, Debug)]
pub(super) struct Subnet {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) cidr: Cidr,
    pub(super) zone: String,
    zone_id: String,
    public_ip_on_launch: bool,
    default_for_zone: bool,
}

/// `InvalidSubnetID.NotFound`.
pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::new(
        "InvalidSubnetID.NotFound",
        format!("The subnet ID '{id}' does not exist"),
    )
}

impl Subnet {
    /// The default subnet of a zone.
    pub(super) fn default_in(ids: &Ids, vpc: &str, cidr: Cidr, zone: Zone) -> Self {
        Self {
            id: ids.ec2("subnet"),
            vpc: vpc.to_owned(),
            cidr,
            zone: zone.name,
            zone_id: zone.id,
            public_ip_on_launch: true,
            default_for_zone: true,
        }
    }

    /// The first address that no interface has.
    pub(super) fn free_address(&self, region: &Region) -> Option<Ipv4Addr> {
        let taken: Vec<Ipv4Addr> = region
            .interfaces
            .values()
            .filter(|i| i.subnet == self.id)
            .map(|i| i.address)
            .collect();
        self.cidr.hosts().find(|a| !taken.contains(a))
    }

    fn arn(&self, request: &Request<'_>) -> String {
        format!(
            "arn:aws:ec2:{}:{ACCOUNT_ID}:subnet/{}",
            request.call.region, self.id
        )
    }

    fn free(&self, region: &Region) -> u64 {
        let taken = region.interfaces.values().filter(|i| i.subnet == self.id);
        self.cidr
            .room()
            .saturating_sub(u64::try_from(taken.count()).unwrap_or(u64::MAX))
    }
}

impl Described for Subnet {
    const SET: &'static str = "subnetSet";
    const IDS: &'static str = "SubnetId";

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.subnets
    }

    fn unknown(id: &str) -> Refusal {
        unknown(id)
    }

    fn attribute(&self, request: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "subnet-id" => self.id.clone(),
            "subnet-arn" => self.arn(request),
            "vpc-id" => self.vpc.clone(),
            "cidr-block" | "cidr" | "cidrBlock" => self.cidr.to_string(),
            "availability-zone" | "availabilityZone" => self.zone.clone(),
            "availability-zone-id" | "availabilityZoneId" => self.zone_id.clone(),
            "map-public-ip-on-launch" => self.public_ip_on_launch.to_string(),
            "default-for-az" | "defaultForAz" => self.default_for_zone.to_string(),
            "state" => "available".to_owned(),
            "owner-id" => ACCOUNT_ID.to_owned(),
            _ => return None,
        }])
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("subnetId", &self.id);
        x.text("subnetArn", self.arn(request));
        x.text("state", "available");
        x.text("ownerId", ACCOUNT_ID);
        x.text("vpcId", &self.vpc);
        x.text("cidrBlock", self.cidr);
        x.text("availableIpAddressCount", self.free(request.state));
        x.text("availabilityZone", &self.zone);
        x.text("availabilityZoneId", &self.zone_id);
        x.text("defaultForAz", self.default_for_zone);
        x.text("mapPublicIpOnLaunch", self.public_ip_on_launch);
        x.text("assignIpv6AddressOnCreation", false);
        tags::write(request, &self.id, x);
    }
}

/// `CreateSubnet`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?.clone();
    let text = require(&request.params, "CidrBlock")?;
    let cidr = Cidr::parse(text).ok_or_else(|| Refusal::value("cidrBlock", text))?;
    if !(16..=28).contains(&cidr.length()) || !vpc.cidr.holds(cidr) {
        return Err(Refusal::new(
            "InvalidSubnet.Range",
            format!("The CIDR '{text}' is invalid."),
        ));
    }
    let mut siblings = request.state.subnets.values().filter(|s| s.vpc == vpc.id);
    if siblings.any(|s| s.cidr.overlaps(cidr)) {
        return Err(Refusal::new(
            "InvalidSubnet.Conflict",
            format!("The CIDR '{text}' conflicts with another subnet"),
        ));
    }
    let zone = chosen_zone(request)?;
    let tags = tags::specified(&request.params, "subnet")?;
    let subnet = Subnet {
        id: request.ids.ec2("subnet"),
        vpc: vpc.id,
        cidr,
        zone: zone.name,
        zone_id: zone.id,
        public_ip_on_launch: false,
        default_for_zone: false,
    };
    request.state.tags.insert(subnet.id.clone(), tags);
    request.state.subnets.insert(subnet.id.clone(), subnet.clone());
    x.element("subnet", |x| subnet.write(request, x));
    Ok(())
}

fn chosen_zone(request: &Request<'_>) -> Result<Zone, Refusal> {
    let (name, id) = (
        request.params.get("AvailabilityZone"),
        request.params.get("AvailabilityZoneId"),
    );
    places::zones(&request.call.region)
        .into_iter()
        .find(|z| name.is_none_or(|n| n == z.name) && id.is_none_or(|i| i == z.id))
        .ok_or_else(|| Refusal::value("availabilityZone", name.or(id).unwrap_or_default()))
}

/// `ModifySubnetAttribute`: `MapPublicIpOnLaunch` is the one that is kept.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.subnet(require(&request.params, "SubnetId")?)?.id.clone();
    let Some(public) = request.params.flag("MapPublicIpOnLaunch.Value") else {
        return Err(Refusal::new(
            "UnsupportedOperation",
            "The embedded account keeps no other subnet attribute than MapPublicIpOnLaunch.",
        ));
    };
    if let Some(subnet) = request.state.subnets.get_mut(&id) {
        subnet.public_ip_on_launch = public;
    }
    done(x);
    Ok(())
}

/// `DeleteSubnet`: not while an interface lives in it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.subnet(require(&request.params, "SubnetId")?)?.id.clone();
    if request.state.interfaces.values().any(|i| i.subnet == id) {
        return Err(Refusal::in_use("subnet", &id));
    }
    for table in request.state.route_tables.values_mut() {
        table
            .associations
            .retain(|a| a.subnet.as_deref() != Some(id.as_str()));
    }
    request.state.subnets.remove(&id);
    request.state.tags.remove(&id);
    done(x);
    Ok(())
}
