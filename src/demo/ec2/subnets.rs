//! Subnets: inside their VPC's block, apart from each other, in one zone.

use super::acls;
use super::cidr::Cidr;
use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::places::{self, Zone};
use super::state::{Region, Request};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// A subnet.
#[derive(Clone, Debug)]
pub(super) struct Subnet {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) cidr: Cidr,
    pub(super) zone: String,
    pub(super) zone_id: String,
    pub(super) public_ip_on_launch: bool,
    default_for_zone: bool,
    named_after: NamedAfter,
    /// Names after ids resolve to addresses.
    record_by_id: bool,
    /// Addresses that interfaces have.
    taken: BTreeSet<Ipv4Addr>,
}

/// What the host names of a subnet's instances are made from.
#[derive(Clone, Copy, Debug)]
enum NamedAfter {
    Address,
    Id,
}

impl NamedAfter {
    /// `HostnameType`.
    fn as_str(self) -> &'static str {
        match self {
            Self::Address => "ip-name",
            Self::Id => "resource-name",
        }
    }
}

impl Subnet {
    fn new(ids: &Ids, vpc: &str, cidr: Cidr, zone: Zone) -> Self {
        Self {
            id: ids.ec2("subnet"),
            vpc: vpc.to_owned(),
            cidr,
            zone: zone.name,
            zone_id: zone.id,
            public_ip_on_launch: false,
            default_for_zone: false,
            named_after: NamedAfter::Address,
            record_by_id: false,
            taken: BTreeSet::new(),
        }
    }

    /// The default subnet of a zone.
    pub(super) fn default_in(ids: &Ids, vpc: &str, cidr: Cidr, zone: Zone) -> Self {
        Self {
            public_ip_on_launch: true,
            default_for_zone: true,
            ..Self::new(ids, vpc, cidr, zone)
        }
    }

    /// Puts it into a Region, under its VPC's default network ACL.
    pub(super) fn place(self, region: &mut Region, ids: &Ids) {
        acls::adopt(region, ids, &self.vpc, &self.id);
        region.subnets.insert(&self.id.clone(), self);
    }

    /// The first address that no interface has.
    pub(super) fn free_address(&self) -> Option<Ipv4Addr> {
        let after_last = self
            .taken
            .last()
            .and_then(|last| u32::from(*last).checked_add(1))
            .map(Ipv4Addr::from)
            .filter(|next| self.cidr.gives_out(*next));
        after_last.or_else(|| self.cidr.hosts().find(|a| !self.taken.contains(a)))
    }

    /// Gives an address to an interface.
    pub(super) fn take(&mut self, address: Ipv4Addr) {
        self.taken.insert(address);
    }

    /// Takes it back.
    pub(super) fn release(&mut self, address: Ipv4Addr) {
        self.taken.remove(&address);
    }

    fn arn(&self, request: &Request<'_>) -> String {
        format!(
            "arn:aws:ec2:{}:{ACCOUNT_ID}:subnet/{}",
            request.call.region, self.id
        )
    }

    fn free(&self) -> u64 {
        let taken = u64::try_from(self.taken.len()).unwrap_or(u64::MAX);
        self.cidr.room().saturating_sub(taken)
    }
}

impl Row for Subnet {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![
            ("vpc-id", self.vpc.clone()),
            ("cidr-block", self.cidr.to_string()),
        ]
    }
}

impl Described for Subnet {
    const KIND: &'static Kind = &kinds::SUBNET;
    const SET: &'static str = "subnetSet";
    const IDS: &'static str = "SubnetId";
    const ID: &'static str = "subnet-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("availability-zone", |s, _| vec![s.zone.clone()]),
        ("availabilityZone", |s, _| vec![s.zone.clone()]),
        ("availability-zone-id", |s, _| vec![s.zone_id.clone()]),
        ("availabilityZoneId", |s, _| vec![s.zone_id.clone()]),
        ("available-ip-address-count", |s, _| vec![s.free().to_string()]),
        ("cidr", |s, _| vec![s.cidr.to_string()]),
        ("cidr-block", |s, _| vec![s.cidr.to_string()]),
        ("cidrBlock", |s, _| vec![s.cidr.to_string()]),
        ("default-for-az", |s, _| vec![s.default_for_zone.to_string()]),
        ("defaultForAz", |s, _| vec![s.default_for_zone.to_string()]),
        ("enable-dns64", |_, _| vec!["false".to_owned()]),
        ("ipv6-native", |_, _| vec!["false".to_owned()]),
        ("map-customer-owned-ip-on-launch", |_, _| vec!["false".to_owned()]),
        ("map-public-ip-on-launch", |s, _| {
            vec![s.public_ip_on_launch.to_string()]
        }),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("state", |_, _| vec!["available".to_owned()]),
        ("subnet-arn", |s, request| vec![s.arn(request)]),
        ("vpc-id", |s, _| vec![s.vpc.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "customer-owned-ipv4-pool",
        "enable-lni-at-device-index",
        "ipv6-cidr-block-association.association-id",
        "ipv6-cidr-block-association.ipv6-cidr-block",
        "ipv6-cidr-block-association.state",
        "outpost-arn",
        "private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
        "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
        "private-dns-name-options-on-launch.hostname-type",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.subnets
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("subnetId", &self.id);
        x.text("subnetArn", self.arn(request));
        x.text("state", "available");
        x.text("ownerId", ACCOUNT_ID);
        x.text("vpcId", &self.vpc);
        x.text("cidrBlock", self.cidr);
        x.element("ipv6CidrBlockAssociationSet", |_| {});
        x.text("availableIpAddressCount", self.free());
        x.text("availabilityZone", &self.zone);
        x.text("availabilityZoneId", &self.zone_id);
        x.text("defaultForAz", self.default_for_zone);
        x.text("mapPublicIpOnLaunch", self.public_ip_on_launch);
        x.text("mapCustomerOwnedIpOnLaunch", false);
        x.text("assignIpv6AddressOnCreation", false);
        x.text("enableDns64", false);
        x.text("ipv6Native", false);
        x.element("privateDnsNameOptionsOnLaunch", |x| {
            x.text("hostnameType", self.named_after.as_str());
            x.text("enableResourceNameDnsARecord", self.record_by_id);
            x.text("enableResourceNameDnsAAAARecord", false);
        });
        tags::write(request, &self.id, x);
    }
}

/// `CreateSubnet`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?;
    let text = require(&request.params, "CidrBlock")?;
    let cidr = Cidr::parse(text).ok_or_else(|| Refusal::value("cidrBlock", text))?;
    if !(16..=28).contains(&cidr.length()) || !vpc.cidr.holds(cidr) {
        return Err(Refusal::new(
            "InvalidSubnet.Range",
            format!("The CIDR '{text}' is invalid."),
        ));
    }
    let mut siblings = request.state().subnets.with("vpc-id", &vpc.id);
    if siblings.any(|s| s.cidr.overlaps(cidr)) {
        return Err(Refusal::new(
            "InvalidSubnet.Conflict",
            format!("The CIDR '{text}' conflicts with another subnet"),
        ));
    }
    let zone = chosen_zone(request)?;
    let tags = tags::specified(&request.params, "subnet")?;
    let subnet = Subnet::new(request.ids, &vpc.id, cidr, zone);
    let (ids, id) = (request.ids, subnet.id.clone());
    let region = request.change()?;
    subnet.place(region, ids);
    region.tags.add(&id, tags);
    let subnet = request.subnet(&id)?;
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

/// `ModifySubnetAttribute`: exactly one attribute a call. What needs IPv6 or an
/// Outpost can only be switched off, which it is.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.subnet(require(&request.params, "SubnetId")?)?.id.clone();
    let params = &request.params;
    let public = params.flag("MapPublicIpOnLaunch.Value");
    let record = params.flag("EnableResourceNameDnsARecordOnLaunch.Value");
    let named = params.get("PrivateDnsHostnameTypeOnLaunch").map(str::to_owned);
    let absent = [
        "AssignIpv6AddressOnCreation.Value",
        "EnableDns64.Value",
        "MapCustomerOwnedIpOnLaunch.Value",
        "EnableResourceNameDnsAAAARecordOnLaunch.Value",
    ];
    let switched: Vec<bool> = absent.iter().filter_map(|name| params.flag(name)).collect();
    let own = [public.is_some(), record.is_some(), named.is_some()];
    let asked = own.iter().filter(|given| **given).count() + switched.len();
    if asked != 1 {
        return Err(Refusal::new(
            "InvalidParameterCombination",
            "Exactly one attribute must be modified in a call.",
        ));
    }
    if switched.contains(&true) {
        return Err(Refusal::new(
            "UnsupportedOperation",
            "The embedded account's subnets have no IPv6 block and no Outpost.",
        ));
    }
    let named_after = match named.as_deref() {
        None => None,
        Some("ip-name") => Some(NamedAfter::Address),
        Some("resource-name") => Some(NamedAfter::Id),
        Some(other) => return Err(Refusal::value("privateDnsHostnameTypeOnLaunch", other)),
    };
    request.change()?.subnets.change(&id, |subnet| {
        subnet.public_ip_on_launch = public.unwrap_or(subnet.public_ip_on_launch);
        subnet.record_by_id = record.unwrap_or(subnet.record_by_id);
        subnet.named_after = named_after.unwrap_or(subnet.named_after);
    });
    done(x);
    Ok(())
}

/// `DeleteSubnet`: not while an interface lives in it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.subnet(require(&request.params, "SubnetId")?)?.id.clone();
    if request.state().interfaces.any("subnet-id", &id) {
        return Err(Refusal::in_use("subnet", &id));
    }
    let region = request.change()?;
    super::route_tables::release(region, &id);
    acls::release(region, &id);
    super::flow_logs::forget(region, &id);
    region.subnets.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}
