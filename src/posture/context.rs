//! What a check may look at besides its resource: the inventory, indexed, and
//! the time.

use super::index::Index;
use super::networks::Networks;
use super::policies::{Documents, Fault};
use super::verdict::{Judged, Probe, Unread, text};
use crate::inventory::detail::{FlowLog, KmsKey, VpcEndpoint};
use crate::inventory::{Arn, Detail, Field, Inventory, Kind, Names, Region, Resource, Timestamp};
use crate::policy::Document;
use std::sync::Arc;

/// The inventory, indexed, the policies parsed so far, and the time. Each
/// thread of an evaluation has its own.
pub struct Context<'a> {
    index: &'a Index<'a>,
    now: Timestamp,
    documents: Documents,
}

/// The key that a setting names, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub enum KeyUse<'a> {
    /// AWS's own key for the service, or the service's default key.
    AwsManaged,
    /// A key that the customer controls, in this inventory.
    Customer(&'a Resource, &'a KmsKey),
    /// A key of another account.
    OtherAccount,
    /// Not in the inventory, or not known whose it is.
    Unlisted,
}

impl<'a> Context<'a> {
    /// What a check may look at.
    pub fn new(index: &'a Index<'a>, now: Timestamp) -> Self {
        Self {
            index,
            now,
            documents: Documents::default(),
        }
    }

    /// The inventory.
    pub fn inventory(&self) -> &'a Inventory {
        self.index.inventory
    }

    /// When the checks are made.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Every resource of a kind.
    pub fn of_kind(&self, kind: Kind) -> &'a [&'a Arc<Resource>] {
        &self.index.by_kind[kind as usize]
    }

    /// The index of the names by which resources refer to each other.
    pub fn names(&self) -> &'a Names<'a> {
        &self.index.names
    }

    /// Whose key a setting of `from` names, in any form that AWS accepts.
    pub fn key(&self, text: &str, from: &Resource) -> KeyUse<'a> {
        let alias = text.rsplit_once(":alias/").map_or(text, |(_, name)| name);
        if alias.trim_start_matches("alias/").starts_with("aws/") {
            return KeyUse::AwsManaged;
        }
        let Some(found) = self.names().key(text, from) else {
            let account = text.split(':').nth(4);
            return match account {
                Some(account) if account != from.account.as_str() => KeyUse::OtherAccount,
                _ => KeyUse::Unlisted,
            };
        };
        match &found.detail {
            Detail::KmsKey(key) => match key.manager.known().map(String::as_str) {
                Some("AWS") => KeyUse::AwsManaged,
                Some(_) => KeyUse::Customer(found, key),
                None => KeyUse::Unlisted,
            },
            _ => KeyUse::Unlisted,
        }
    }

    /// Passes when the setting names a key that the customer controls: none at
    /// all, and a key that AWS manages, fail.
    pub fn own_key(&self, probe: Probe, key: &Field<Option<String>>, from: &Resource) -> Judged {
        self.own_key_text(probe, probe.read(key)?.as_deref(), from)
    }

    /// The same of a key that was read with what names it.
    pub fn own_key_text(&self, probe: Probe, key: Option<&str>, from: &Resource) -> Judged {
        let Some(key) = key.filter(|k| !k.is_empty()) else {
            return Ok(probe.verdict(false, "not set"));
        };
        match self.key(key, from) {
            KeyUse::AwsManaged => Ok(probe.verdict(false, format!("{key}, which AWS manages"))),
            // AWS keeps the prefix `alias/aws/` for itself, and deletes none of
            // its own keys: what is on no complete list was the customer's.
            KeyUse::Unlisted if !key.contains("alias/") => {
                let arn = Arn::from(key);
                let region = match arn.region() {
                    "" => from.region.clone(),
                    region => Region::from(region),
                };
                self.listed(Kind::KmsKey, &region, probe)?;
                Ok(probe.verdict(true, text(key)))
            }
            _ => Ok(probe.verdict(true, text(key))),
        }
    }

    /// A policy document, parsed once per text; one that does not parse ends
    /// the check as UNKNOWN.
    pub fn document(&self, text: &str, probe: Probe) -> Result<Arc<Document>, Unread> {
        self.documents.read(text).map_err(|why| probe.unread(why))
    }

    /// What is wrong with a policy document, asked once per text.
    pub fn fault(&self, text: &str, probe: Probe, fault: Fault) -> Result<Option<Arc<str>>, Unread> {
        self.documents.fault(text, fault).map_err(|why| probe.unread(why))
    }

    /// Goes on only when every resource of a kind in a Region was listed: what
    /// is absent from a list that was never finished is not absent.
    pub fn listed(&self, kind: Kind, region: &Region, probe: Probe) -> Result<(), Unread> {
        let here = |k: Kind, r: &Region| k == kind && r == region;
        if let Some(gap) = self.inventory().gaps().iter().find(|g| here(g.kind, &g.region)) {
            return Err(probe.unread(gap.gap.to_string()));
        }
        if self
            .inventory()
            .freshness()
            .iter()
            .any(|f| here(f.kind, &f.region))
        {
            return Ok(());
        }
        Err(probe.unread(format!("no {} was listed in {region} yet", kind.label())))
    }

    /// Whether other buckets deliver their access logs to this one.
    pub fn is_log_bucket(&self, name: &str) -> bool {
        self.index.log_buckets.contains(name)
    }

    /// A training job that reads from this bucket.
    pub fn trained_from(&self, bucket: &str) -> Option<&'a str> {
        self.index.trained_from.get(bucket).copied()
    }

    /// Whether jobs or models keep data or artifacts in this bucket.
    pub fn holds_models_or_data(&self, bucket: &str) -> bool {
        self.index.model_buckets.contains(bucket) || self.trained_from(bucket).is_some()
    }

    /// Whether SageMaker resources are placed in this VPC.
    pub fn has_sagemaker(&self, vpc: &str) -> bool {
        self.index.sagemaker_vpcs.contains(vpc)
    }

    /// Whether the account has a role or user of a name.
    pub fn has_principal(&self, kind: Kind, name: &str) -> bool {
        self.index.principals.contains(&(kind, name))
    }

    /// The networks, indexed.
    pub fn networks(&self) -> &'a Networks<'a> {
        &self.index.networks
    }

    /// The endpoints of a VPC.
    pub fn endpoints_of(&self, vpc: &str) -> &'a [&'a VpcEndpoint] {
        self.index.endpoints.get(vpc).map_or(&[], Vec::as_slice)
    }

    /// The flow logs of a VPC.
    pub fn flow_logs_of(&self, vpc: &str) -> &'a [&'a FlowLog] {
        self.index.flow_logs.get(vpc).map_or(&[], Vec::as_slice)
    }
}
