//! VPCs: made with a main route table, a default security group and a default
//! network ACL, and not deleted while anything lives in them.

use super::acls::Acl;
use super::cidr::Cidr;
use super::describe::{Described, Values};
use super::groups::Group;
use super::kinds::{self, Kind};
use super::places;
use super::route_tables::RouteTable;
use super::state::{Region, Request};
use super::subnets::Subnet;
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;

/// The DHCP options that a Region has from the start.
const DHCP_OPTIONS: &str = "dopt-0d1e2f3a4b5c6d7e8";

/// A VPC.
#[derive(Clone, Debug)]
pub(super) struct Vpc {
    pub(super) id: String,
    pub(super) cidr: Cidr,
    pub(super) is_default: bool,
    pub(super) attributes: Attributes,
    tenancy: String,
}

/// The attributes of a VPC, which calls read and set one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attributes {
    pub(super) dns_support: bool,
    pub(super) dns_hostnames: bool,
    usage_metrics: bool,
}

impl Attributes {
    /// Those of a new VPC: host names are the default VPC's only.
    fn new(dns_hostnames: bool) -> Self {
        Self {
            dns_support: true,
            dns_hostnames,
            usage_metrics: false,
        }
    }
}

impl Vpc {
    fn association(&self) -> String {
        self.id.replacen("vpc-", "vpc-cidr-assoc-", 1)
    }
}

impl Row for Vpc {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![("is-default", self.is_default.to_string())]
    }
}

impl Described for Vpc {
    const KIND: &'static Kind = &kinds::VPC;
    const SET: &'static str = "vpcSet";
    const IDS: &'static str = "VpcId";
    const ID: &'static str = "vpc-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("cidr", |v, _| vec![v.cidr.to_string()]),
        ("cidr-block-association.association-id", |v, _| {
            vec![v.association()]
        }),
        ("cidr-block-association.cidr-block", |v, _| {
            vec![v.cidr.to_string()]
        }),
        ("cidr-block-association.state", |_, _| {
            vec!["associated".to_owned()]
        }),
        ("dhcp-options-id", |_, _| vec![DHCP_OPTIONS.to_owned()]),
        ("is-default", |v, _| vec![v.is_default.to_string()]),
        ("isDefault", |v, _| vec![v.is_default.to_string()]),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("state", |_, _| vec!["available".to_owned()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "ipv6-cidr-block-association.association-id",
        "ipv6-cidr-block-association.ipv6-cidr-block",
        "ipv6-cidr-block-association.ipv6-pool",
        "ipv6-cidr-block-association.state",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.vpcs
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("vpcId", &self.id);
        x.text("ownerId", ACCOUNT_ID);
        x.text("state", "available");
        x.text("cidrBlock", self.cidr);
        x.list("cidrBlockAssociationSet", "item", [()], |x, ()| {
            x.text("cidrBlock", self.cidr);
            x.text("associationId", self.association());
            x.element("cidrBlockState", |x| x.text("state", "associated"));
        });
        x.element("ipv6CidrBlockAssociationSet", |_| {});
        x.text("dhcpOptionsId", DHCP_OPTIONS);
        x.text("instanceTenancy", &self.tenancy);
        x.text("isDefault", self.is_default);
        tags::write(request, &self.id, x);
    }
}

/// Puts a VPC into a Region with what AWS makes beside it.
fn place(region: &mut Region, ids: &Ids, vpc: Vpc) {
    let main = RouteTable::main_of(&vpc, ids);
    let group = Group::default_of(&vpc.id, ids);
    let acl = Acl::default_of(&vpc.id, ids);
    region.route_tables.insert(&main.id.clone(), main);
    region.groups.insert(&group.id.clone(), group);
    region.acls.insert(&acl.id.clone(), acl);
    region.vpcs.insert(&vpc.id.clone(), vpc);
}

/// A Region as an account first finds it: one default VPC, `172.31.0.0/16`,
/// with an internet gateway and a public subnet in every zone. AWS documents it
/// for every account made since 2013, so the empty account has it too.
pub(super) fn region_with_default(name: &str) -> Region {
    // A Region's defaults depend on its name alone: the order in which Regions
    // are first called changes nothing.
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut region = Region::default();
    place_default(&mut region, &Ids::new(seed), name);
    region
}

fn place_default(region: &mut Region, ids: &Ids, name: &str) -> String {
    let base = 0xac1f_0000;
    let id = ids.ec2("vpc");
    let vpc = Vpc {
        id: id.clone(),
        cidr: Cidr::at(base, 16),
        is_default: true,
        attributes: Attributes::new(true),
        tenancy: "default".to_owned(),
    };
    place(region, ids, vpc);
    for (zone, block) in places::zones(name).into_iter().zip(0_u32..) {
        let cidr = Cidr::at(base + (block << 12), 20);
        Subnet::default_in(ids, &id, cidr, zone).place(region, ids);
    }
    super::gateways::give_default(region, ids, &id);
    id
}

/// `CreateDefaultVpc`: one a Region.
pub(super) fn create_default(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    if let Some(vpc) = default(request.state()) {
        return Err(Refusal::new(
            "DefaultVpcAlreadyExists",
            format!(
                "A Default VPC already exists for this account in this region: {}",
                vpc.id
            ),
        ));
    }
    let (ids, name) = (request.ids, request.call.region.as_str());
    let id = place_default(request.change()?, ids, name);
    let vpc = request.vpc(&id)?;
    x.element("vpc", |x| vpc.write(request, x));
    Ok(())
}

/// The Region's default VPC.
pub(super) fn default(region: &Region) -> Option<&Vpc> {
    region.vpcs.with("is-default", "true").next()
}

/// `CreateVpc`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let text = require(&request.params, "CidrBlock")?;
    let cidr = Cidr::parse(text).ok_or_else(|| Refusal::value("cidrBlock", text))?;
    if !(16..=28).contains(&cidr.length()) {
        return Err(Refusal::new(
            "InvalidVpc.Range",
            format!("The CIDR '{text}' is invalid."),
        ));
    }
    if request.params.flag("AmazonProvidedIpv6CidrBlock") == Some(true) {
        return Err(Refusal::new(
            "UnsupportedOperation",
            "The embedded account's networks have no IPv6 blocks.",
        ));
    }
    let tenancy = request.params.get("InstanceTenancy").unwrap_or("default");
    if !["default", "dedicated"].contains(&tenancy) {
        return Err(Refusal::value("instanceTenancy", tenancy));
    }
    let tags = tags::specified(&request.params, "vpc")?;
    let id = request.ids.ec2("vpc");
    let vpc = Vpc {
        id: id.clone(),
        cidr,
        is_default: false,
        attributes: Attributes::new(false),
        tenancy: tenancy.to_owned(),
    };
    let ids = request.ids;
    let region = request.change()?;
    place(region, ids, vpc);
    region.tags.add(&id, tags);
    let vpc = request.vpc(&id)?;
    x.element("vpc", |x| vpc.write(request, x));
    Ok(())
}

/// `DescribeVpcAttribute`.
pub(super) fn describe_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?;
    let name = require(&request.params, "Attribute")?;
    let value = match name {
        "enableDnsSupport" => vpc.attributes.dns_support,
        "enableDnsHostnames" => vpc.attributes.dns_hostnames,
        "enableNetworkAddressUsageMetrics" => vpc.attributes.usage_metrics,
        _ => return Err(Refusal::value("attribute", name)),
    };
    x.text("vpcId", &vpc.id);
    x.element(name, |x| x.text("value", value));
    Ok(())
}

/// `ModifyVpcAttribute`: exactly one attribute a call.
pub(super) fn modify_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    let support = request.params.flag("EnableDnsSupport.Value");
    let hostnames = request.params.flag("EnableDnsHostnames.Value");
    let metrics = request.params.flag("EnableNetworkAddressUsageMetrics.Value");
    if [support, hostnames, metrics].iter().flatten().count() != 1 {
        return Err(Refusal::new(
            "InvalidParameterCombination",
            "Exactly one attribute must be modified in a call.",
        ));
    }
    request.change()?.vpcs.change(&id, |vpc| {
        let held = &mut vpc.attributes;
        held.dns_support = support.unwrap_or(held.dns_support);
        held.dns_hostnames = hostnames.unwrap_or(held.dns_hostnames);
        held.usage_metrics = metrics.unwrap_or(held.usage_metrics);
    });
    done(x);
    Ok(())
}

/// `DeleteVpc`. The main route table, the default group and the default network
/// ACL go with it; anything else keeps it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    let state = request.state();
    let used = state.subnets.any("vpc-id", &id)
        || state.route_tables.with("vpc-id", &id).any(|t| !t.is_main())
        || state.groups.with("vpc-id", &id).any(|g| !g.is_default())
        || state.acls.with("vpc-id", &id).any(|a| !a.is_default)
        || state.endpoints.any("vpc-id", &id)
        || state
            .nat_gateways
            .with("vpc-id", &id)
            .any(|n| n.deleted.is_none())
        || state.gateways.any("attachment.vpc-id", &id);
    if used {
        return Err(Refusal::in_use("vpc", &id));
    }
    let tables: Vec<String> = state
        .route_tables
        .with("vpc-id", &id)
        .map(|t| t.id.clone())
        .collect();
    let groups: Vec<String> = state.groups.with("vpc-id", &id).map(|g| g.id.clone()).collect();
    let acls: Vec<String> = state.acls.with("vpc-id", &id).map(|a| a.id.clone()).collect();
    let region = request.change()?;
    region.vpcs.remove(&id);
    for table in &tables {
        region.route_tables.remove(table);
    }
    for group in &groups {
        region.groups.remove(group);
    }
    for acl in &acls {
        region.acls.remove(acl);
    }
    for gone in [id.clone()].iter().chain(&tables).chain(&groups).chain(&acls) {
        region.tags.drop_all(gone);
    }
    super::flow_logs::forget(region, &id);
    done(x);
    Ok(())
}
