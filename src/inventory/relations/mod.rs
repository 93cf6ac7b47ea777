//! Which resource uses which, read from the typed details.
//!
//! - [`workloads`]: what SageMaker's resources use

mod workloads;

mod ec2;

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

/// The relations that one resource states, in the order of its settings.
pub fn relations_of(names: &Names<'_>, resource: &Resource) -> Vec<Relation> {
    let mut into = Vec::new();
    let mut links = Links {
        names,
        from: resource,
        into: &mut into,
    };
    links.read();
    into
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
pub(super) struct Links<'s, 'a> {
    pub(super) names: &'s Names<'a>,
    pub(super) from: &'a Resource,
    into: &'s mut Vec<Relation>,
}

impl Links<'_, '_> {
    pub(super) fn to(&mut self, kind: RelationKind, to: Arn) {
        if !to.as_str().is_empty() {
            self.into.push(Relation {
                from: self.from.arn.clone(),
                to,
                kind,
            });
        }
    }

    /// An ARN in the Region and account of the resource.
    pub(super) fn beside(&self, service: &str, resource: &str) -> Arn {
        let from = self.from;
        let partition = from.arn.partition();
        Arn::new(format!(
            "arn:{partition}:{service}:{}:{}:{resource}",
            from.region, from.account
        ))
    }

    pub(super) fn role(&mut self, role: &Arn) {
        self.to(RelationKind::AssumesRole, role.clone());
    }

    pub(super) fn key(&mut self, key: &Field<Option<String>>) {
        if let Some(Some(text)) = key.known() {
            self.key_text(text);
        }
    }

    fn key_text(&mut self, text: &str) {
        if !text.is_empty() {
            self.to(RelationKind::EncryptedWith, self.names.key_arn(text, self.from));
        }
    }

    pub(super) fn bucket(&mut self, kind: RelationKind, name: &str) {
        if !name.is_empty() {
            self.to(kind, self.names.arn(Kind::Bucket, name, self.from));
        }
    }

    pub(super) fn uris<'u>(&mut self, kind: RelationKind, uris: impl IntoIterator<Item = &'u String>) {
        for name in uris.into_iter().filter_map(|uri| bucket_of_uri(uri)) {
            self.bucket(kind, name);
        }
    }

    fn named(&mut self, kind: RelationKind, of: Kind, name: &str) {
        if !name.is_empty() {
            self.to(kind, self.names.arn(of, name, self.from));
        }
    }

    pub(super) fn placed<'n>(&mut self, of: Kind, names: impl IntoIterator<Item = &'n String>) {
        for name in names {
            self.named(RelationKind::PlacedIn, of, name);
        }
    }

    pub(super) fn vpc(&mut self, vpc: &Field<Option<super::detail::VpcConfig>>) {
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
            Detail::TuningJob(_) | Detail::CompilationJob(_) | Detail::AutomlJob(_) => self.search(),
            Detail::MonitoringDefinition(_)
            | Detail::MonitoringSchedule(_)
            | Detail::InferenceExperiment(_)
            | Detail::FeatureGroup(_)
            | Detail::ModelPackage(_) => self.lifecycle(),
            Detail::Role(_) | Detail::User(_) | Detail::Group(_) => self.principal(),
            Detail::Subnet(_)
            | Detail::SecurityGroup(_)
            | Detail::RouteTable(_)
            | Detail::VpcEndpoint(_)
            | Detail::NetworkAcl(_)
            | Detail::PeeringConnection(_)
            | Detail::FlowLog(_) => self.network(),
            Detail::Instance(_) | Detail::LaunchTemplate(_) | Detail::Volume(_) | Detail::Snapshot(_) => {
                self.computing();
            }
            Detail::CustomModel(_)
            | Detail::ImportedModel(_)
            | Detail::CustomizationJob(_)
            | Detail::InvocationJob(_) => self.own_model(),
            Detail::Agent(_)
            | Detail::DataSource(_)
            | Detail::Prompt(_)
            | Detail::Flow(_)
            | Detail::AgentRuntime(_)
            | Detail::AgentGateway(_)
            | Detail::AgentMemory(_)
            | Detail::AgentBrowser(_)
            | Detail::CodeInterpreter(_) => self.agent(),
            _ => self.data(),
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

    fn data(&mut self) {
        match &self.from.detail {
            Detail::Bucket(bucket) => {
                if let Some(Some(encryption)) = bucket.encryption.known() {
                    self.key_text(encryption.kms_key.as_deref().unwrap_or(""));
                }
                if let Some(Some(logging)) = bucket.logging.known() {
                    self.bucket(RelationKind::WritesTo, &logging.target_bucket);
                }
                let rules = bucket.replication.known().into_iter().flatten();
                for rule in rules.filter(|r| r.enabled && r.account.is_none()) {
                    self.bucket(RelationKind::WritesTo, &rule.bucket);
                }
            }
            Detail::AccessPoint(point) => self.bucket(RelationKind::Uses, &point.bucket),
            Detail::MultiRegionAccessPoint(point) => {
                for name in point.buckets.known().into_iter().flatten() {
                    self.bucket(RelationKind::Uses, name);
                }
            }
            Detail::Trail(trail) => {
                if let Some(name) = trail.bucket.known() {
                    self.bucket(RelationKind::WritesTo, name);
                }
                self.key(&trail.kms_key);
                if let Some(Some(group)) = trail.log_group.known() {
                    let arn = group.as_str().trim_end_matches(":*");
                    self.to(RelationKind::WritesTo, Arn::from(arn));
                }
            }
            Detail::EventDataStore(store) => self.key(&store.kms_key),
            Detail::LogGroup(group) => self.key(&group.kms_key),
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
            Detail::DeliveryStream(stream) => self.delivery(stream),
            Detail::IotRoleAlias(alias) => alias.role.known().into_iter().for_each(|r| self.role(r)),
            Detail::KinesisStream(stream) => self.key(&stream.kms_key),
            Detail::Guardrail(guardrail) => self.key(&guardrail.kms_key),
            Detail::EbsDefaults(defaults) => self.key(&defaults.kms_key),
            _ => {}
        }
    }
}
