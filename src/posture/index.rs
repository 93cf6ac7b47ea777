//! The inventory by kind, by name and by VPC: built once for an evaluation,
//! shared by its threads, so that no check walks over all resources.

use super::networks::Networks;
use crate::inventory::detail::{FlowLog, VpcConfig, VpcEndpoint};
use crate::inventory::names::bucket_of_uri;
use crate::inventory::quick::{QuickMap, QuickSet};
use crate::inventory::{Detail, Field, Inventory, Kind, Names, Resource};
use std::sync::Arc;

/// Below this many resources a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 4096;

/// An inventory, indexed.
pub struct Index<'a> {
    /// What is indexed.
    pub(super) inventory: &'a Inventory,
    /// By [`Kind`], in its order.
    pub(super) by_kind: Vec<Vec<&'a Arc<Resource>>>,
    /// By the names that settings carry.
    pub(super) names: Names<'a>,
    /// Buckets that other buckets deliver their access logs to.
    pub(super) log_buckets: QuickSet<&'a str>,
    /// Buckets that training jobs read from, each with one such job.
    pub(super) trained_from: QuickMap<&'a str, &'a str>,
    /// Buckets that other workloads read data or models from, or write them to.
    pub(super) model_buckets: QuickSet<&'a str>,
    /// VPCs in which SageMaker resources are placed.
    pub(super) sagemaker_vpcs: QuickSet<&'a str>,
    /// Regions and subnets in which SageMaker resources are placed, until the
    /// names are there.
    placed_in: QuickSet<(&'a str, &'a str)>,
    /// Roles and users by name.
    pub(super) principals: QuickSet<(Kind, &'a str)>,
    /// VPC endpoints by VPC.
    pub(super) endpoints: QuickMap<&'a str, Vec<&'a VpcEndpoint>>,
    /// Flow logs by what they record.
    pub(super) flow_logs: QuickMap<&'a str, Vec<&'a FlowLog>>,
    /// Subnets, route tables and security groups by what they belong to.
    pub(super) networks: Networks<'a>,
}

impl<'a> Index<'a> {
    /// Indexes an inventory.
    pub fn new(inventory: &'a Inventory) -> Self {
        if inventory.len() < WORTH_A_THREAD {
            let names = Names::new(inventory);
            return Self::without_names(inventory).named(names);
        }
        std::thread::scope(|scope| {
            let names = scope.spawn(|| Names::new(inventory));
            let index = Self::without_names(inventory);
            let names = names.join();
            index.named(names.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }

    fn without_names(inventory: &'a Inventory) -> Self {
        let mut index = Self {
            inventory,
            by_kind: vec![Vec::new(); Kind::ALL.len()],
            names: Names::default(),
            log_buckets: QuickSet::default(),
            trained_from: QuickMap::default(),
            model_buckets: QuickSet::default(),
            sagemaker_vpcs: QuickSet::default(),
            principals: QuickSet::default(),
            placed_in: QuickSet::default(),
            endpoints: QuickMap::default(),
            flow_logs: QuickMap::default(),
            networks: Networks::default(),
        };
        for resource in inventory.shared() {
            index.by_kind[resource.kind() as usize].push(resource);
            index.add(&resource.detail);
            index.networks.add(&resource.detail);
            index.add_data(resource);
            for subnet in subnets_of(&resource.detail) {
                index
                    .placed_in
                    .insert((resource.region.as_str(), subnet.as_str()));
            }
            if let Detail::Role(_) | Detail::User(_) = &resource.detail {
                index.principals.insert((resource.kind(), &resource.name));
            }
        }
        index
    }

    /// Takes the names, and what can be told with them only.
    fn named(mut self, names: Names<'a>) -> Self {
        self.names = names;
        for (region, subnet) in std::mem::take(&mut self.placed_in) {
            let found = self.names.find(Kind::Subnet, subnet, region);
            if let Some(Detail::Subnet(subnet)) = found.map(|r| &r.detail) {
                self.sagemaker_vpcs.insert(subnet.vpc.as_str());
            }
        }
        self
    }

    fn add(&mut self, detail: &'a Detail) {
        match detail {
            Detail::Bucket(bucket) => {
                let logging = bucket.logging.known().and_then(Option::as_ref);
                self.log_buckets.extend(logging.map(|l| l.target_bucket.as_str()));
            }
            Detail::VpcEndpoint(endpoint) => self.endpoints.entry(&endpoint.vpc).or_default().push(endpoint),
            Detail::FlowLog(log) => self.flow_logs.entry(&log.resource).or_default().push(log),
            Detail::Domain(domain) => {
                let vpc = domain.vpc.known().and_then(Option::as_deref);
                self.sagemaker_vpcs.extend(vpc);
            }
            _ => {}
        }
    }
}

impl<'a> Index<'a> {
    /// The buckets whose objects a workload reads or makes.
    fn add_data(&mut self, resource: &'a Resource) {
        let uris: Vec<&'a String> = match &resource.detail {
            Detail::TrainingJob(job) => {
                let inputs = job.inputs.known().into_iter().flatten();
                for bucket in inputs.filter_map(|uri| bucket_of_uri(uri)) {
                    self.trained_from.entry(bucket).or_insert(&resource.name);
                }
                job.output_path.known().into_iter().collect()
            }
            Detail::ProcessingJob(job) => {
                let inputs = job.inputs.known().into_iter().flatten();
                inputs.chain(job.outputs.known().into_iter().flatten()).collect()
            }
            Detail::Model(model) => {
                let containers = model.containers.known().into_iter().flatten();
                containers.filter_map(|c| c.model_data.as_ref()).collect()
            }
            _ => return,
        };
        self.model_buckets
            .extend(uris.into_iter().filter_map(|uri| bucket_of_uri(uri)));
    }
}

/// The subnets that a SageMaker resource is placed in, as far as known.
fn subnets_of(detail: &Detail) -> &[String] {
    match detail {
        Detail::Notebook(notebook) => notebook.subnet.known().map_or(&[], Option::as_slice),
        Detail::Model(model) => placed(&model.vpc),
        Detail::TrainingJob(job) => placed(&job.vpc),
        Detail::ProcessingJob(job) => placed(&job.vpc),
        Detail::Domain(domain) => domain.subnets.known().map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

fn placed(vpc: &Field<Option<VpcConfig>>) -> &[String] {
    let vpc = vpc.known().and_then(Option::as_ref);
    vpc.map_or(&[], |v| v.subnets.as_slice())
}
