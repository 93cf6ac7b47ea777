//! VPCs: made with a main route table and a default security group, and not
//! deleted while anything lives in them.

use super::cidr::Cidr;
use super::describe::Described;
use super::groups::Group;
use super::places;
use super::routes::RouteTable;
use super::state::{Region, Request};
use super::subnets::Subnet;
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;

/// A VPC.
#[derive(Clone, Debug)]
pub(super) struct Vpc {
    pub(super) id: String,
    pub(super) cidr: Cidr,
    pub(super) is_default: bool,
    pub(super) dns_support: bool,
    pub(super) dns_hostnames: bool,
    tenancy: String,
}

/// `InvalidVpcID.NotFound`.
pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::new(
        "InvalidVpcID.NotFound",
        format!("The vpc ID '{id}' does not exist"),
    )
}

impl Described for Vpc {
    const SET: &'static str = "vpcSet";
    const IDS: &'static str = "VpcId";

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.vpcs
    }

    fn unknown(id: &str) -> Refusal {
        unknown(id)
    }

    fn attribute(&self, _: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "vpc-id" => self.id.clone(),
            "cidr" | "cidr-block-association.cidr-block" => self.cidr.to_string(),
            "is-default" | "isDefault" => self.is_default.to_string(),
            "state" => "available".to_owned(),
            "owner-id" => ACCOUNT_ID.to_owned(),
            _ => return None,
        }])
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("vpcId", &self.id);
        x.text("ownerId", ACCOUNT_ID);
        x.text("state", "available");
        x.text("cidrBlock", self.cidr);
        x.list("cidrBlockAssociationSet", "item", [()], |x, ()| {
            x.text("cidrBlock", self.cidr);
            x.text("associationId", self.id.replacen("vpc-", "vpc-cidr-assoc-", 1));
            x.element("cidrBlockState", |x| x.text("state", "associated"));
        });
        x.text("dhcpOptionsId", "dopt-0d1e2f3a4b5c6d7e8");
        x.text("instanceTenancy", &self.tenancy);
        x.text("isDefault", self.is_default);
        tags::write(request, &self.id, x);
    }
}

/// Puts a VPC into a Region with what AWS makes beside it.
fn place(region: &mut Region, ids: &Ids, vpc: Vpc) -> String {
    let id = vpc.id.clone();
    let main = RouteTable::main_of(&vpc, ids);
    let group = Group::default_of(&vpc.id, ids);
    region.route_tables.insert(main.id.clone(), main);
    region.groups.insert(group.id.clone(), group);
    region.vpcs.insert(id.clone(), vpc);
    id
}

/// A Region as an account first finds it: one default VPC, `172.31.0.0/16`,
/// with a public subnet in every zone.
pub(super) fn region_with_default(name: &str) -> Region {
    // A Region's defaults depend on its name alone: the order in which Regions
    // are first called changes nothing.
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let ids = Ids::new(seed);
    let mut region = Region::default();
    let base = 0xac1f_0000;
    let vpc = Vpc {
        id: ids.ec2("vpc"),
        cidr: Cidr::at(base, 16),
        is_default: true,
        dns_support: true,
        dns_hostnames: true,
        tenancy: "default".to_owned(),
    };
    let id = place(&mut region, &ids, vpc);
    for (zone, block) in places::zones(name).into_iter().zip(0_u32..) {
        let cidr = Cidr::at(base + (block << 12), 20);
        let subnet = Subnet::default_in(&ids, &id, cidr, zone);
        region.subnets.insert(subnet.id.clone(), subnet);
    }
    super::gateways::give_default(&mut region, &ids, &id);
    region
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
    let tags = tags::specified(&request.params, "vpc")?;
    let vpc = Vpc {
        id: request.ids.ec2("vpc"),
        cidr,
        is_default: false,
        dns_support: true,
        dns_hostnames: false,
        tenancy: request
            .params
            .get("InstanceTenancy")
            .unwrap_or("default")
            .to_owned(),
    };
    let id = place(request.state, request.ids, vpc);
    request.state.tags.insert(id.clone(), tags);
    let vpc = request.vpc(&id)?;
    x.element("vpc", |x| vpc.write(request, x));
    Ok(())
}

/// `DescribeVpcAttribute`.
pub(super) fn describe_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?;
    let name = require(&request.params, "Attribute")?;
    let value = match name {
        "enableDnsSupport" => vpc.dns_support,
        "enableDnsHostnames" => vpc.dns_hostnames,
        "enableNetworkAddressUsageMetrics" => false,
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
    if support.is_some() == hostnames.is_some() {
        return Err(Refusal::new(
            "InvalidParameterCombination",
            "Exactly one attribute must be modified in a call.",
        ));
    }
    if let Some(vpc) = request.state.vpcs.get_mut(&id) {
        vpc.dns_support = support.unwrap_or(vpc.dns_support);
        vpc.dns_hostnames = hostnames.unwrap_or(vpc.dns_hostnames);
    }
    done(x);
    Ok(())
}

/// `DeleteVpc`. The main route table and the default group go with it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    let state = &mut *request.state;
    let used = state.subnets.values().any(|s| s.vpc == id)
        || state.route_tables.values().any(|t| t.vpc == id && !t.is_main())
        || state.groups.values().any(|g| g.vpc == id && !g.is_default())
        || state.endpoints.values().any(|e| e.vpc == id)
        || state.gateways.values().any(|g| g.vpc.as_ref() == Some(&id));
    if used {
        return Err(Refusal::in_use("vpc", &id));
    }
    let mut gone = vec![id.clone()];
    gone.extend(
        state
            .route_tables
            .values()
            .filter(|t| t.vpc == id)
            .map(|t| t.id.clone()),
    );
    gone.extend(
        state
            .groups
            .values()
            .filter(|g| g.vpc == id)
            .map(|g| g.id.clone()),
    );
    gone.extend(
        state
            .flow_logs
            .values()
            .filter(|f| f.resource == id)
            .map(|f| f.id.clone()),
    );
    for id in gone {
        state.vpcs.remove(&id);
        state.route_tables.remove(&id);
        state.groups.remove(&id);
        state.flow_logs.remove(&id);
        state.tags.remove(&id);
    }
    done(x);
    Ok(())
}
