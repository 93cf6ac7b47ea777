//! What exists in the account that an answer can be picked from.

use super::Surroundings;
use crate::inventory::{Arn, Detail, Inventory, Kind, Region};

/// What can be picked, in the Region of the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Regions of the session.
    pub regions: Vec<Region>,
    /// Customer managed, enabled, symmetric keys.
    pub keys: Vec<KeyOffer>,
    /// Roles and users that a person may be; the caller's own first.
    pub operators: Vec<Arn>,
    /// VPCs with at least one subnet.
    pub vpcs: Vec<VpcOffer>,
}

/// A key that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOffer {
    /// Its ARN.
    pub arn: Arn,
    /// Its alias or id.
    pub label: String,
}

/// A VPC that exists, with what a workload in it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcOffer {
    /// `vpc-…`.
    pub id: String,
    /// Name, id and block.
    pub label: String,
    /// Its private subnets; all of them when none is known to be private.
    pub subnets: Vec<String>,
    /// Its route tables.
    pub route_tables: Vec<String>,
    /// A security group for the workload: the first that is not the default.
    pub groups: Vec<String>,
}

impl Offers {
    /// What can be picked in a Region.
    pub fn new(around: Surroundings<'_>, region: &Region) -> Self {
        let regions = around.account.map(|a| a.regions.clone()).unwrap_or_default();
        Self {
            regions: if regions.is_empty() {
                vec![region.clone()]
            } else {
                regions
            },
            keys: keys(around.inventory, region),
            operators: operators(around),
            vpcs: vpcs(around.inventory, region),
        }
    }
}

fn keys(inventory: &Inventory, region: &Region) -> Vec<KeyOffer> {
    let usable = inventory.of_kind(Kind::KmsKey).filter(|key| {
        let Detail::KmsKey(detail) = &key.detail else {
            return false;
        };
        let is = |field: &crate::inventory::Field<String>, wanted: &str| {
            field.known().is_some_and(|v| v == wanted)
        };
        key.region == *region
            && is(&detail.manager, "CUSTOMER")
            && is(&detail.state, "Enabled")
            && is(&detail.spec, "SYMMETRIC_DEFAULT")
    });
    usable
        .map(|key| KeyOffer {
            arn: key.arn.clone(),
            label: key.name.clone(),
        })
        .collect()
}

/// The role behind an assumed-role session: policies name roles, not sessions.
fn role_of_session(caller: &Arn) -> Option<String> {
    let mut parts = caller.resource().split('/');
    (parts.next() == Some("assumed-role")).then_some(())?;
    parts.next().map(str::to_owned)
}

fn operators(around: Surroundings<'_>) -> Vec<Arn> {
    let Some(account) = around.account else {
        return Vec::new();
    };
    let own = match role_of_session(&account.caller) {
        Some(name) => {
            let known = around
                .inventory
                .of_kind(Kind::Role)
                .find(|role| role.name == name);
            known.map(|role| role.arn.clone())
        }
        None => account
            .caller
            .resource()
            .starts_with("user/")
            .then(|| account.caller.clone()),
    };
    let mut operators: Vec<Arn> = own.into_iter().collect();
    for user in around.inventory.of_kind(Kind::User) {
        if !operators.contains(&user.arn) {
            operators.push(user.arn.clone());
        }
    }
    operators
}

fn vpcs(inventory: &Inventory, region: &Region) -> Vec<VpcOffer> {
    let here = |kind| inventory.of_kind(kind).filter(move |r| r.region == *region);
    let offers = here(Kind::Vpc).filter_map(|resource| {
        let Detail::Vpc(vpc) = &resource.detail else {
            return None;
        };
        let subnets: Vec<_> = here(Kind::Subnet)
            .filter_map(|r| match &r.detail {
                Detail::Subnet(s) if s.vpc == vpc.id => Some(s),
                _ => None,
            })
            .collect();
        let private: Vec<String> = subnets
            .iter()
            .filter(|s| s.public_ip_on_launch.known() == Some(&false))
            .map(|s| s.id.clone())
            .collect();
        let chosen = if private.is_empty() {
            subnets.iter().map(|s| s.id.clone()).collect()
        } else {
            private
        };
        let route_tables = here(Kind::RouteTable).filter_map(|r| match &r.detail {
            Detail::RouteTable(t) if t.vpc == vpc.id => Some(t.id.clone()),
            _ => None,
        });
        let groups = here(Kind::SecurityGroup).filter_map(|r| match &r.detail {
            Detail::SecurityGroup(g) if g.vpc == vpc.id && r.name != "default" => Some(g.id.clone()),
            _ => None,
        });
        Some(VpcOffer {
            id: vpc.id.clone(),
            label: format!("{} {} {}", resource.name, vpc.id, vpc.cidr),
            subnets: chosen,
            route_tables: route_tables.collect(),
            groups: groups.take(1).collect(),
        })
    });
    offers
        .filter(|offer| !offer.subnets.is_empty() && !offer.groups.is_empty())
        .collect()
}
