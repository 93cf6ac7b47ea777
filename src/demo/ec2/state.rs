//! What one Region holds, and what an operation is given to work on it.

use super::acls::Acl;
use super::addresses::Address;
use super::defaults::Defaults;
use super::endpoints::Endpoint;
use super::flow_logs::FlowLog;
use super::gateways::Gateway;
use super::groups::Group;
use super::images::Image;
use super::instances::Instance;
use super::interfaces::Interface;
use super::kinds::{self, Kind};
use super::launch_templates::Template;
use super::nat::NatGateway;
use super::own_services::OwnService;
use super::peerings::Peering;
use super::route_tables::RouteTable;
use super::snapshots::Snapshot;
use super::spot_fleets::Fleet;
use super::subnets::Subnet;
use super::table::{Row, Table};
use super::tags::Tags;
use super::transit_gateways::TransitGateway;
use super::volumes::Volume;
use super::vpcs::Vpc;
use super::wire::Refusal;
use crate::demo::Call;
use crate::demo::ids::Ids;
use crate::demo::kms::{KeyFacts, Kms};
use crate::demo::wire::query::Params;
use crate::inventory::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// One Region of the account.
#[derive(Debug, Default)]
pub(super) struct Region {
    pub(super) vpcs: Table<Vpc>,
    pub(super) subnets: Table<Subnet>,
    pub(super) route_tables: Table<RouteTable>,
    pub(super) acls: Table<Acl>,
    pub(super) gateways: Table<Gateway>,
    pub(super) nat_gateways: Table<NatGateway>,
    pub(super) addresses: Table<Address>,
    pub(super) groups: Table<Group>,
    pub(super) endpoints: Table<Endpoint>,
    pub(super) interfaces: Table<Interface>,
    pub(super) flow_logs: Table<FlowLog>,
    pub(super) volumes: Table<Volume>,
    pub(super) snapshots: Table<Snapshot>,
    pub(super) instances: Table<Instance>,
    pub(super) images: Table<Image>,
    pub(super) templates: Table<Template>,
    pub(super) fleets: Table<Fleet>,
    pub(super) transit_gateways: Table<TransitGateway>,
    pub(super) own_services: Table<OwnService>,
    pub(super) peerings: Table<Peering>,
    pub(super) tags: Tags,
    pub(super) defaults: Defaults,
    /// What is being deleted, by when it will be gone.
    pub(super) leaving: BTreeSet<(Timestamp, String)>,
    /// Client tokens by operation: what was asked with them, and the id that
    /// came of it.
    tokens: HashMap<(String, String), (u64, String)>,
}

impl Region {
    /// The kind of an id, when something has it.
    pub(super) fn kind_of(&self, id: &str) -> Option<&'static Kind> {
        let kind = kinds::of(id)?;
        let there = match kind.prefix {
            "vpc" => self.vpcs.contains(id),
            "subnet" => self.subnets.contains(id),
            "rtb" => self.route_tables.contains(id),
            "igw" => self.gateways.contains(id),
            "nat" => self.nat_gateways.contains(id),
            "eipalloc" => self.addresses.contains(id),
            "acl" => self.acls.contains(id),
            "sg" => self.groups.contains(id),
            "sgr" => self.groups.any("security-group-rule-id", id),
            "vpce" => self.endpoints.contains(id),
            "eni" => self.interfaces.contains(id),
            "fl" => self.flow_logs.contains(id),
            "vol" => self.volumes.contains(id),
            "snap" => self.snapshots.contains(id),
            "i" => self.instances.contains(id),
            "ami" => self.images.contains(id),
            "lt" => self.templates.contains(id),
            "tgw" => self.transit_gateways.contains(id),
            "vpce-svc" => self.own_services.contains(id),
            "pcx" => self.peerings.contains(id),
            "sfr" => self.fleets.contains(id),
            _ => false,
        };
        there.then_some(kind)
    }

    /// Lets go of what has been deleted for long enough.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        while let Some((at, id)) = self.leaving.first().cloned() {
            if at > now {
                return;
            }
            self.leaving.pop_first();
            super::endpoints::go(self, &id);
            super::nat::go(self, &id);
            super::instances::go(self, &id);
            super::transit_gateways::go(self, &id);
        }
    }

    /// Takes a network interface away, and gives its addresses back.
    pub(super) fn detach(&mut self, interface: &str) {
        super::addresses::unmap(self, interface);
        if let Some(gone) = self.interfaces.remove(interface) {
            self.subnets
                .change(&gone.subnet, |subnet| subnet.release(gone.address));
            self.tags.drop_all(interface);
        }
    }
}

/// One call, with the Region that it works on.
pub(super) struct Request<'a> {
    pub(super) call: &'a Call,
    pub(super) params: Params,
    pub(super) ids: &'a Ids,
    kms: &'a Kms,
    region: &'a mut Region,
    dry_run: bool,
}

impl<'a> Request<'a> {
    /// A call on a Region.
    pub(super) fn new(call: &'a Call, ids: &'a Ids, kms: &'a Kms, region: &'a mut Region) -> Self {
        let params = call.form();
        Self {
            call,
            ids,
            kms,
            region,
            dry_run: params.flag("DryRun") == Some(true),
            params,
        }
    }

    /// Whether the call only asks if it would succeed.
    pub(super) fn dry_run(&self) -> bool {
        self.dry_run
    }

    /// What is there.
    pub(super) fn state(&self) -> &Region {
        self.region
    }

    /// The Region, to change it: the one way to it. A call asks for it when
    /// nothing is left that AWS would refuse, and a dry run ends here.
    pub(super) fn change(&mut self) -> Result<&mut Region, Refusal> {
        if self.dry_run {
            Err(Refusal::dry_run())
        } else {
            Ok(&mut *self.region)
        }
    }

    /// The key that KMS has by an id, alias or ARN, if there is one.
    pub(super) fn key(&self, named: &str) -> Option<KeyFacts> {
        self.kms.facts(&self.call.region, named, self.call.now)
    }

    /// A VPC that the call names.
    pub(super) fn vpc(&self, id: &str) -> Result<&Vpc, Refusal> {
        found(&self.region.vpcs, id, &kinds::VPC)
    }

    /// A subnet that the call names.
    pub(super) fn subnet(&self, id: &str) -> Result<&Subnet, Refusal> {
        found(&self.region.subnets, id, &kinds::SUBNET)
    }

    /// What an earlier call with the same client token made. Another request
    /// under the same token is refused.
    pub(super) fn made_before(&self) -> Result<Option<String>, Refusal> {
        let Some((asked, id)) = self.token().and_then(|t| self.region.tokens.get(&t)) else {
            return Ok(None);
        };
        if *asked == self.fingerprint() {
            Ok(Some(id.clone()).filter(|id| self.region.kind_of(id).is_some()))
        } else {
            Err(Refusal::new(
                "IdempotentParameterMismatch",
                "The client token was used before with other parameters.",
            ))
        }
    }

    /// Remembers what the call's client token made.
    pub(super) fn remember(&mut self, id: &str) {
        if let Some(token) = self.token() {
            let asked = self.fingerprint();
            self.region.tokens.insert(token, (asked, id.to_owned()));
        }
    }

    /// Tokens of different operations do not meet.
    fn token(&self) -> Option<(String, String)> {
        let token = self.params.get("ClientToken").filter(|t| !t.is_empty())?;
        Some((self.call.operation.clone(), token.to_owned()))
    }

    fn fingerprint(&self) -> u64 {
        let mut pairs: Vec<&(String, String)> = self
            .params
            .0
            .iter()
            .filter(|(name, _)| !["ClientToken", "DryRun"].contains(&name.as_str()))
            .collect();
        pairs.sort();
        let mut hash = DefaultHasher::new();
        pairs.hash(&mut hash);
        hash.finish()
    }
}

/// What a call names, or the refusal of its id.
pub(super) fn found<'a, T: Row>(table: &'a Table<T>, id: &str, kind: &Kind) -> Result<&'a T, Refusal> {
    table.get(id).ok_or_else(|| kind.unknown(id))
}
