//! What one Region holds, and what an operation is given to work on it.

use super::endpoints::Endpoint;
use super::flow_logs::FlowLog;
use super::gateways::Gateway;
use super::groups::Group;
use super::interfaces::Interface;
use super::routes::RouteTable;
use super::subnets::Subnet;
use super::vpcs::Vpc;
use super::wire::Refusal;
use crate::demo::Call;
use crate::demo::ids::Ids;
use crate::demo::wire::query::Params;
use std::collections::BTreeMap;

/// One Region of the account.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    pub(super) vpcs: BTreeMap<String, Vpc>,
    pub(super) subnets: BTreeMap<String, Subnet>,
    pub(super) route_tables: BTreeMap<String, RouteTable>,
    pub(super) gateways: BTreeMap<String, Gateway>,
    pub(super) groups: BTreeMap<String, Group>,
    pub(super) endpoints: BTreeMap<String, Endpoint>,
    pub(super) interfaces: BTreeMap<String, Interface>,
    pub(super) flow_logs: BTreeMap<String, FlowLog>,
    /// Tags by resource id.
    pub(super) tags: BTreeMap<String, BTreeMap<String, String>>,
    /// Client tokens: what was asked with them, and the id that came of it.
    pub(super) tokens: BTreeMap<String, (String, String)>,
    /// `EbsEncryptionByDefault`.
    pub(super) ebs_encrypted: bool,
    /// `EbsDefaultKmsKeyId`, when it is not the AWS managed key.
    pub(super) ebs_key: Option<String>,
}

impl Region {
    /// The resource type of an id, as `DescribeTags` names it.
    pub(super) fn kind_of(&self, id: &str) -> Option<&'static str> {
        let kinds = [
            ("vpc", self.vpcs.contains_key(id)),
            ("subnet", self.subnets.contains_key(id)),
            ("route-table", self.route_tables.contains_key(id)),
            ("internet-gateway", self.gateways.contains_key(id)),
            ("security-group", self.groups.contains_key(id)),
            ("vpc-endpoint", self.endpoints.contains_key(id)),
            ("network-interface", self.interfaces.contains_key(id)),
            ("vpc-flow-log", self.flow_logs.contains_key(id)),
        ];
        let rule = || {
            let mut rules = self.groups.values().flat_map(|g| &g.rules);
            rules.any(|r| r.id == id).then_some("security-group-rule")
        };
        kinds
            .iter()
            .find(|(_, holds)| *holds)
            .map(|(kind, _)| *kind)
            .or_else(rule)
    }
}

/// One call, with the Region that it works on.
pub(super) struct Request<'a> {
    pub(super) call: &'a Call,
    pub(super) params: Params,
    pub(super) state: &'a mut Region,
    pub(super) ids: &'a Ids,
}

impl Request<'_> {
    /// A VPC that the call names.
    pub(super) fn vpc(&self, id: &str) -> Result<&Vpc, Refusal> {
        self.state.vpcs.get(id).ok_or_else(|| super::vpcs::unknown(id))
    }

    /// A subnet that the call names.
    pub(super) fn subnet(&self, id: &str) -> Result<&Subnet, Refusal> {
        self.state
            .subnets
            .get(id)
            .ok_or_else(|| super::subnets::unknown(id))
    }

    /// What an earlier call with the same client token made. Another request
    /// under the same token is refused.
    pub(super) fn made_before(&self) -> Result<Option<String>, Refusal> {
        let Some((asked, id)) = self.token().and_then(|t| self.state.tokens.get(&t)) else {
            return Ok(None);
        };
        if *asked == self.fingerprint() {
            Ok(Some(id.clone()).filter(|id| self.state.kind_of(id).is_some()))
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
            self.state.tokens.insert(token, (asked, id.to_owned()));
        }
    }

    /// Tokens of different operations do not meet.
    fn token(&self) -> Option<String> {
        let token = self.params.get("ClientToken").filter(|t| !t.is_empty())?;
        Some(format!("{} {token}", self.params.text("Action")))
    }

    fn fingerprint(&self) -> String {
        let mut pairs: Vec<String> = self
            .params
            .0
            .iter()
            .filter(|(name, _)| name != "ClientToken")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.sort();
        pairs.join("\n")
    }
}
