//! What a check may look at besides its resource: the inventory, indexed, and
//! the time.

use super::policies::Documents;
use super::verdict::{Probe, Unread};
use crate::inventory::detail::{FlowLog, KmsKey, VpcConfig, VpcEndpoint};
use crate::inventory::{Detail, Field, Inventory, Kind, Names, Region, Resource, Timestamp};
use crate::policy::Document;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The inventory, indexed, and the time. Indexes are built when first asked for.
pub struct Context<'a> {
    inventory: &'a Inventory,
    now: Timestamp,
    by_kind: OnceCell<Vec<Vec<&'a Arc<Resource>>>>,
    names: OnceCell<Names<'a>>,
    log_buckets: OnceCell<HashSet<&'a str>>,
    sagemaker_vpcs: OnceCell<HashSet<&'a str>>,
    endpoints: OnceCell<HashMap<&'a str, Vec<&'a VpcEndpoint>>>,
    flow_logs: OnceCell<HashMap<&'a str, Vec<&'a FlowLog>>>,
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
    /// Prepares an inventory to be asked about.
    pub fn new(inventory: &'a Inventory, now: Timestamp) -> Self {
        Self {
            inventory,
            now,
            by_kind: OnceCell::new(),
            names: OnceCell::new(),
            log_buckets: OnceCell::new(),
            sagemaker_vpcs: OnceCell::new(),
            endpoints: OnceCell::new(),
            flow_logs: OnceCell::new(),
            documents: Documents::default(),
        }
    }

    /// The inventory.
    pub fn inventory(&self) -> &'a Inventory {
        self.inventory
    }

    /// When the checks are made.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Every resource of a kind.
    pub fn of_kind(&self, kind: Kind) -> &[&'a Arc<Resource>] {
        let by_kind = self.by_kind.get_or_init(|| {
            let mut by_kind = vec![Vec::new(); Kind::ALL.len()];
            for resource in self.inventory.shared() {
                by_kind[resource.kind() as usize].push(resource);
            }
            by_kind
        });
        &by_kind[kind as usize]
    }

    /// The index of the names by which resources refer to each other.
    pub fn names(&self) -> &Names<'a> {
        self.names.get_or_init(|| Names::new(self.inventory))
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

    /// A policy document, parsed once per text; one that does not parse ends
    /// the check as UNKNOWN.
    pub fn document(&self, text: &str, probe: Probe) -> Result<Arc<Document>, Unread> {
        self.documents.read(text).map_err(|why| probe.unread(why))
    }

    /// Goes on only when every resource of a kind in a Region was listed: what
    /// is absent from a list that was never finished is not absent.
    pub fn listed(&self, kind: Kind, region: &Region, probe: Probe) -> Result<(), Unread> {
        let here = |k: Kind, r: &Region| k == kind && r == region;
        if let Some(gap) = self.inventory.gaps().iter().find(|g| here(g.kind, &g.region)) {
            return Err(probe.unread(gap.gap.to_string()));
        }
        if self.inventory.freshness().iter().any(|f| here(f.kind, &f.region)) {
            return Ok(());
        }
        Err(probe.unread(format!("no {} was listed in {region} yet", kind.label())))
    }

    /// Whether other buckets deliver their access logs to this one.
    pub fn is_log_bucket(&self, name: &str) -> bool {
        let targets = self.log_buckets.get_or_init(|| {
            let logging = self.of_kind(Kind::Bucket).iter().filter_map(|r| match &r.detail {
                Detail::Bucket(bucket) => bucket.logging.known()?.as_ref(),
                _ => None,
            });
            logging.map(|l| l.target_bucket.as_str()).collect()
        });
        targets.contains(name)
    }

    /// Whether SageMaker resources are placed in this VPC.
    pub fn has_sagemaker(&self, vpc: &str) -> bool {
        self.sagemaker_vpcs
            .get_or_init(|| self.find_sagemaker_vpcs())
            .contains(vpc)
    }

    fn find_sagemaker_vpcs(&self) -> HashSet<&'a str> {
        let kinds = [
            Kind::Notebook,
            Kind::Model,
            Kind::TrainingJob,
            Kind::ProcessingJob,
            Kind::Domain,
        ];
        let mut seen = HashSet::new();
        let mut vpcs = HashSet::new();
        for resource in kinds.iter().flat_map(|kind| self.of_kind(*kind)) {
            for subnet in subnets(&resource.detail) {
                if !seen.insert(subnet) {
                    continue;
                }
                let found = self.names().find(Kind::Subnet, subnet, resource.region.as_str());
                if let Some(Detail::Subnet(subnet)) = found.map(|r| &r.detail) {
                    vpcs.insert(subnet.vpc.as_str());
                }
            }
            if let Detail::Domain(domain) = &resource.detail {
                vpcs.extend(domain.vpc.known().and_then(Option::as_deref));
            }
        }
        vpcs
    }

    /// The endpoints of a VPC.
    pub fn endpoints_of(&self, vpc: &str) -> &[&'a VpcEndpoint] {
        let endpoints = self.endpoints.get_or_init(|| {
            let mut by_vpc: HashMap<&str, Vec<&VpcEndpoint>> = HashMap::new();
            for resource in self.of_kind(Kind::VpcEndpoint) {
                if let Detail::VpcEndpoint(endpoint) = &resource.detail {
                    by_vpc.entry(&endpoint.vpc).or_default().push(endpoint);
                }
            }
            by_vpc
        });
        endpoints.get(vpc).map_or(&[], Vec::as_slice)
    }

    /// The flow logs of a VPC.
    pub fn flow_logs_of(&self, vpc: &str) -> &[&'a FlowLog] {
        let logs = self.flow_logs.get_or_init(|| {
            let mut by_vpc: HashMap<&str, Vec<&FlowLog>> = HashMap::new();
            for resource in self.of_kind(Kind::FlowLog) {
                if let Detail::FlowLog(log) = &resource.detail {
                    by_vpc.entry(&log.resource).or_default().push(log);
                }
            }
            by_vpc
        });
        logs.get(vpc).map_or(&[], Vec::as_slice)
    }
}

/// The subnets that a SageMaker resource is placed in, as far as known.
fn subnets(detail: &Detail) -> Vec<&str> {
    match detail {
        Detail::Notebook(notebook) => notebook
            .subnet
            .known()
            .and_then(Option::as_deref)
            .into_iter()
            .collect(),
        Detail::Model(model) => placed(&model.vpc),
        Detail::TrainingJob(job) => placed(&job.vpc),
        Detail::ProcessingJob(job) => placed(&job.vpc),
        Detail::Domain(domain) => domain
            .subnets
            .known()
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect(),
        _ => Vec::new(),
    }
}

fn placed(vpc: &Field<Option<VpcConfig>>) -> Vec<&str> {
    let vpc = vpc.known().and_then(Option::as_ref);
    vpc.into_iter()
        .flat_map(|v| &v.subnets)
        .map(String::as_str)
        .collect()
}
