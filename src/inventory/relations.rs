//! Which resource uses which, read from the typed details.

use super::names::{Names, bucket_of_uri};
use super::{Arn, Detail, Field, Inventory, Kind, Resource};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The nature of a relation, as an operator would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Runs with this execution role.
    AssumesRole,
    /// Is encrypted with this key.
    EncryptedWith,
    /// Reads data from this bucket.
    ReadsFrom,
    /// Writes data to this bucket.
    WritesTo,
    /// Is placed in this subnet, VPC or security group.
    PlacedIn,
    /// Is configured by (endpoint → config), or serves (config → model).
    Uses,
    /// Routes traffic of this subnet, or is routed by this table.
    Routes,
    /// Lets traffic into and out of this subnet, or does not.
    Filters,
    /// Has this managed policy attached.
    Attached,
    /// Records or scans this resource.
    Watches,
}

impl RelationKind {
    /// The words shown to people, read from the user to the used.
    pub fn words(self) -> &'static str {
        match self {
            Self::AssumesRole => "runs as",
            Self::EncryptedWith => "encrypted with",
            Self::ReadsFrom => "reads from",
            Self::WritesTo => "writes to",
            Self::PlacedIn => "placed in",
            Self::Uses => "uses",
            Self::Routes => "routes",
            Self::Filters => "filters",
            Self::Attached => "has attached",
            Self::Watches => "watches",
        }
    }

    /// The words shown to people, read from the used to the user.
    pub fn words_back(self) -> &'static str {
        match self {
            Self::AssumesRole => "role of",
            Self::EncryptedWith => "encrypts",
            Self::ReadsFrom => "read by",
            Self::WritesTo => "written by",
            Self::PlacedIn => "holds",
            Self::Uses => "used by",
            Self::Routes => "routed by",
            Self::Filters => "filtered by",
            Self::Attached => "attached to",
            Self::Watches => "watched by",
        }
    }
}

/// `from` uses `to`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Relation {
    /// The user.
    pub from: Arn,
    /// The used; may name a resource that the inventory does not hold.
    pub to: Arn,
    /// How.
    pub kind: RelationKind,
}

/// Every relation that the inventory's details state, sorted.
pub fn relations(inventory: &Inventory) -> Vec<Relation> {
    let names = Names::new(inventory);
    let mut found = Vec::new();
    for resource in inventory.iter() {
        let mut links = Links {
            names: &names,
            from: resource,
            into: &mut found,
        };
        links.read();
    }
    found.sort();
    found.dedup();
    found
}

/// The relations of an inventory, ready to be asked for one resource in either
/// direction without a walk over all.
#[derive(Clone, Debug, Default)]
pub struct RelationIndex {
    relations: Vec<Relation>,
    from: HashMap<Arn, Vec<usize>>,
    to: HashMap<Arn, Vec<usize>>,
}

impl RelationIndex {
    /// Reads the relations of an inventory.
    pub fn new(inventory: &Inventory) -> Self {
        let relations = relations(inventory);
        let mut index = Self::default();
        for (at, relation) in relations.iter().enumerate() {
            index.from.entry(relation.from.clone()).or_default().push(at);
            index.to.entry(relation.to.clone()).or_default().push(at);
        }
        index.relations = relations;
        index
    }

    /// Every relation, sorted.
    pub fn all(&self) -> &[Relation] {
        &self.relations
    }

    /// What a resource uses.
    pub fn uses(&self, arn: &Arn) -> impl Iterator<Item = &Relation> {
        self.at(self.from.get(arn))
    }

    /// What uses a resource.
    pub fn used_by(&self, arn: &Arn) -> impl Iterator<Item = &Relation> {
        self.at(self.to.get(arn))
    }

    fn at<'s>(&'s self, places: Option<&'s Vec<usize>>) -> impl Iterator<Item = &'s Relation> {
        places
            .into_iter()
            .flatten()
            .filter_map(|at| self.relations.get(*at))
    }
}

/// Collects the relations that one resource states.
struct Links<'s, 'a> {
    names: &'s Names<'a>,
    from: &'a Resource,
    into: &'s mut Vec<Relation>,
}

impl Links<'_, '_> {
    fn to(&mut self, kind: RelationKind, to: Arn) {
        if !to.as_str().is_empty() {
            self.into.push(Relation {
                from: self.from.arn.clone(),
                to,
                kind,
            });
        }
    }

    fn role(&mut self, role: &Arn) {
        self.to(RelationKind::AssumesRole, role.clone());
    }

    fn key(&mut self, key: &Field<Option<String>>) {
        if let Some(Some(text)) = key.known() {
            self.key_text(text);
        }
    }

    fn key_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.to(RelationKind::EncryptedWith, self.names.key_arn(text, self.from));
        }
    }

    fn bucket(&mut self, kind: RelationKind, name: &str) {
        if !name.is_empty() {
            self.to(kind, self.names.arn(Kind::Bucket, name, self.from));
        }
    }

    fn uris<'u>(&mut self, kind: RelationKind, uris: impl IntoIterator<Item = &'u String>) {
        for name in uris.into_iter().filter_map(|uri| bucket_of_uri(uri)) {
            self.bucket(kind, name);
        }
    }

    fn named(&mut self, kind: RelationKind, of: Kind, name: &str) {
        if !name.is_empty() {
            self.to(kind, self.names.arn(of, name, self.from));
        }
    }

    fn placed<'n>(&mut self, of: Kind, names: impl IntoIterator<Item = &'n String>) {
        for name in names {
            self.named(RelationKind::PlacedIn, of, name);
        }
    }

    fn vpc(&mut self, vpc: &Field<Option<super::detail::VpcConfig>>) {
        if let Some(Some(vpc)) = vpc.known() {
            self.placed(Kind::Subnet, &vpc.subnets);
            self.placed(Kind::SecurityGroup, &vpc.security_groups);
        }
    }

    fn attached(&mut self, attached: &Field<Vec<super::detail::AttachedPolicy>>) {
        for policy in attached.known().into_iter().flatten() {
            self.to(RelationKind::Attached, policy.arn.clone());
        }
    }

    fn read(&mut self) {
        let from = self.from;
        match &from.detail {
            Detail::Notebook(_)
            | Detail::Model(_)
            | Detail::EndpointConfig(_)
            | Detail::Endpoint(_)
            | Detail::Domain(_) => self.workbench(),
            Detail::TrainingJob(_) | Detail::ProcessingJob(_) | Detail::TransformJob(_) => self.job(),
            Detail::Role(_) | Detail::User(_) | Detail::Group(_) => self.principal(),
            Detail::Subnet(_)
            | Detail::SecurityGroup(_)
            | Detail::RouteTable(_)
            | Detail::VpcEndpoint(_)
            | Detail::NetworkAcl(_)
            | Detail::FlowLog(_) => self.network(),
            _ => self.data(),
        }
    }

    fn workbench(&mut self) {
        match &self.from.detail {
            Detail::Notebook(notebook) => {
                notebook.role.known().into_iter().for_each(|r| self.role(r));
                self.key(&notebook.kms_key);
                self.placed(Kind::Subnet, notebook.subnet.known().into_iter().flatten());
                self.placed(
                    Kind::SecurityGroup,
                    notebook.security_groups.known().into_iter().flatten(),
                );
            }
            Detail::Model(model) => {
                model
                    .role
                    .known()
                    .into_iter()
                    .flatten()
                    .for_each(|r| self.role(r));
                self.vpc(&model.vpc);
                let containers = model.containers.known().into_iter().flatten();
                self.uris(
                    RelationKind::ReadsFrom,
                    containers.filter_map(|c| c.model_data.as_ref()),
                );
            }
            Detail::EndpointConfig(config) => {
                self.key(&config.kms_key);
                for variant in config.variants.known().into_iter().flatten() {
                    self.named(
                        RelationKind::Uses,
                        Kind::Model,
                        variant.model.as_deref().unwrap_or(""),
                    );
                }
                if let Some(Some(capture)) = config.data_capture.known() {
                    self.uris(RelationKind::WritesTo, [&capture.destination]);
                    self.key_text(capture.kms_key.as_deref().unwrap_or(""));
                }
            }
            Detail::Endpoint(endpoint) => {
                if let Some(name) = endpoint.config.known() {
                    self.named(RelationKind::Uses, Kind::EndpointConfig, name);
                }
            }
            Detail::Domain(domain) => {
                self.key(&domain.kms_key);
                self.placed(Kind::Vpc, domain.vpc.known().into_iter().flatten());
                self.placed(Kind::Subnet, domain.subnets.known().into_iter().flatten());
                domain
                    .execution_role
                    .known()
                    .into_iter()
                    .flatten()
                    .for_each(|r| self.role(r));
            }
            _ => {}
        }
    }

    fn job(&mut self) {
        match &self.from.detail {
            Detail::TrainingJob(job) => {
                job.role.known().into_iter().for_each(|r| self.role(r));
                self.uris(RelationKind::ReadsFrom, job.inputs.known().into_iter().flatten());
                self.uris(RelationKind::WritesTo, job.output_path.known());
                self.key(&job.output_kms_key);
                self.key(&job.volume_kms_key);
                self.vpc(&job.vpc);
            }
            Detail::ProcessingJob(job) => {
                job.role.known().into_iter().flatten().for_each(|r| self.role(r));
                self.uris(RelationKind::ReadsFrom, job.inputs.known().into_iter().flatten());
                self.uris(RelationKind::WritesTo, job.outputs.known().into_iter().flatten());
                self.key(&job.output_kms_key);
                self.key(&job.volume_kms_key);
                self.vpc(&job.vpc);
            }
            Detail::TransformJob(job) => {
                if let Some(model) = job.model.known() {
                    self.named(RelationKind::Uses, Kind::Model, model);
                }
                self.uris(RelationKind::ReadsFrom, job.input.known());
                self.uris(RelationKind::WritesTo, job.output_path.known());
                self.key(&job.output_kms_key);
                self.key(&job.volume_kms_key);
            }
            _ => {}
        }
    }

    fn principal(&mut self) {
        match &self.from.detail {
            Detail::Role(role) => self.attached(&role.attached),
            Detail::User(user) => {
                self.attached(&user.attached);
                for group in user.groups.known().into_iter().flatten() {
                    self.named(RelationKind::Uses, Kind::Group, group);
                }
            }
            Detail::Group(group) => self.attached(&group.attached),
            _ => {}
        }
    }

    fn network(&mut self) {
        match &self.from.detail {
            Detail::Subnet(subnet) => self.placed(Kind::Vpc, [&subnet.vpc]),
            Detail::SecurityGroup(group) => self.placed(Kind::Vpc, [&group.vpc]),
            Detail::RouteTable(table) => {
                self.placed(Kind::Vpc, [&table.vpc]);
                for subnet in &table.subnets {
                    self.named(RelationKind::Routes, Kind::Subnet, subnet);
                }
            }
            Detail::NetworkAcl(acl) => {
                self.placed(Kind::Vpc, [&acl.vpc]);
                for subnet in acl.subnets.known().into_iter().flatten() {
                    self.named(RelationKind::Filters, Kind::Subnet, subnet);
                }
            }
            Detail::VpcEndpoint(endpoint) => {
                self.placed(Kind::Vpc, [&endpoint.vpc]);
                self.placed(Kind::Subnet, endpoint.subnets.known().into_iter().flatten());
                self.placed(
                    Kind::SecurityGroup,
                    endpoint.security_groups.known().into_iter().flatten(),
                );
                for table in endpoint.route_tables.known().into_iter().flatten() {
                    self.named(RelationKind::Uses, Kind::RouteTable, table);
                }
            }
            Detail::FlowLog(log) => {
                let of = if log.resource.starts_with("subnet-") {
                    Kind::Subnet
                } else {
                    Kind::Vpc
                };
                if !log.resource.starts_with("eni-") {
                    self.named(RelationKind::Watches, of, &log.resource);
                }
            }
            _ => {}
        }
    }

    fn data(&mut self) {
        match &self.from.detail {
            Detail::Bucket(bucket) => {
                if let Some(Some(encryption)) = bucket.encryption.known() {
                    self.key_text(encryption.kms_key.as_deref().unwrap_or(""));
                }
                if let Some(Some(logging)) = bucket.logging.known() {
                    self.bucket(RelationKind::WritesTo, &logging.target_bucket);
                }
            }
            Detail::Trail(trail) => {
                if let Some(name) = trail.bucket.known() {
                    self.bucket(RelationKind::WritesTo, name);
                }
                self.key(&trail.kms_key);
            }
            Detail::MacieJob(job) => {
                for name in job.buckets.known().into_iter().flatten() {
                    self.bucket(RelationKind::Watches, name);
                }
            }
            Detail::InvocationLogging(logging) => {
                let config = logging.config.known().and_then(Option::as_ref);
                if let Some(name) = config.and_then(|c| c.bucket.as_ref()) {
                    self.bucket(RelationKind::WritesTo, name);
                }
            }
            Detail::GuardrailEnforcement(enforced) => {
                for guardrail in enforced.guardrails.known().into_iter().flatten() {
                    self.to(RelationKind::Uses, Arn::from(guardrail.guardrail.as_str()));
                }
            }
            Detail::KinesisStream(stream) => self.key(&stream.kms_key),
            Detail::Guardrail(guardrail) => self.key(&guardrail.kms_key),
            Detail::EbsDefaults(defaults) => self.key(&defaults.kms_key),
            _ => {}
        }
    }
}
