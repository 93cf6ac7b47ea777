//! From the data to the jobs, roles, models and keys of it.

use super::{Held, How, KEPT, Level, Stakes, Through, macie, tags};
use crate::inventory::names::bucket_of_uri;
use crate::inventory::quick::QuickMap;
use crate::inventory::relations::{RelationKind, relations_of};
use crate::inventory::{Arn, Detail, Kind, Resource};
use crate::posture::index::Index;
use std::sync::Arc;

/// From this level on, data is followed to what reads it.
const FOLLOWED: Level = Level::Internal;

/// Where a model came from: the names of jobs in the paths of artifacts.
type Makers<'a> = QuickMap<&'a str, (Level, &'a Arc<Resource>)>;

/// What was gathered so far.
struct Spread<'i, 'a> {
    index: &'i Index<'a>,
    held: QuickMap<&'a Arn, Held>,
    /// Buckets by what is in them, without what jobs write to them.
    data: QuickMap<&'a str, (Level, &'a Arc<Resource>)>,
    /// Roles that workloads on the data run as.
    roles: QuickMap<&'a Arn, Level>,
    makers: Makers<'a>,
}

/// Kinds of resource that read data.
const WORKLOADS: &[Kind] = &[
    Kind::TrainingJob,
    Kind::ProcessingJob,
    Kind::TransformJob,
    Kind::TuningJob,
    Kind::AutomlJob,
    Kind::FeatureGroup,
    Kind::CustomizationJob,
    Kind::InvocationJob,
    Kind::CustomModel,
    Kind::ImportedModel,
    Kind::DataSource,
];

impl Stakes {
    /// Reads an inventory.
    pub fn new(index: &Index<'_>) -> Self {
        let mut spread = Spread {
            index,
            held: QuickMap::default(),
            data: QuickMap::default(),
            roles: QuickMap::default(),
            makers: QuickMap::default(),
        };
        spread.stated();
        if spread.held.values().any(|held| held.level >= FOLLOWED) {
            spread.doors();
            for kind in WORKLOADS {
                for workload in &index.by_kind[*kind as usize] {
                    spread.workload(workload);
                }
            }
            spread.models();
            spread.served();
            spread.notebooks();
        }
        let mut held: Vec<Held> = spread.held.into_values().collect();
        held.sort_unstable_by(|a, b| a.resource.arn.cmp(&b.resource.arn));
        Self { held }
    }
}

impl<'a> Spread<'_, 'a> {
    /// What tags and Macie say of each resource itself.
    fn stated(&mut self) {
        let sessions = self.index.by_kind[Kind::MacieSession as usize].iter();
        let found = macie::levels(sessions.filter_map(|resource| match &resource.detail {
            Detail::MacieSession(session) => Some(session),
            _ => None,
        }));
        for resource in self.index.inventory.shared() {
            let mut level = resource.tags.known().map_or(Level::NoneKnown, tags::level);
            let is_bucket = matches!(resource.detail, Detail::Bucket(_));
            if is_bucket && !found.is_empty() {
                level = level.max(found.get(resource.name.as_str()).copied().unwrap_or_default());
            }
            if level <= Level::NotKnown {
                continue;
            }
            if is_bucket && level >= FOLLOWED {
                self.data.insert(&resource.name, (level, resource));
            }
            self.held.insert(&resource.arn, Held::new(resource, level));
        }
    }

    /// Raises a resource of the inventory for the sake of another.
    fn raise(&mut self, arn: &Arn, how: How, (level, other): (Level, &Arc<Resource>)) {
        let Some(resource) = self.index.inventory.shared_of(arn) else {
            return;
        };
        let none = || Held::new(resource, Level::NoneKnown);
        let held = self.held.entry(&resource.arn).or_insert_with(none);
        held.level = held.level.max(level);
        held.add(Through {
            how,
            level,
            other: Arc::clone(other),
        });
    }

    /// The keys of buckets, and the access points that open them.
    fn doors(&mut self) {
        let index = self.index;
        for bucket in &index.by_kind[Kind::Bucket as usize] {
            let Some(data) = self.data.get(bucket.name.as_str()).copied() else {
                continue;
            };
            let of = relations_of(&index.names, bucket).into_iter();
            for relation in of.filter(|r| r.kind == RelationKind::EncryptedWith) {
                self.raise(&relation.to, How::EncryptsBucket, data);
            }
        }
        for kind in [Kind::AccessPoint, Kind::MultiRegionAccessPoint] {
            for point in &index.by_kind[kind as usize] {
                let names: &[String] = match &point.detail {
                    Detail::AccessPoint(point) => std::slice::from_ref(&point.bucket),
                    Detail::MultiRegionAccessPoint(point) => point.buckets.known().map_or(&[], Vec::as_slice),
                    _ => &[],
                };
                for name in names {
                    if let Some(data) = self.data.get(name.as_str()).copied() {
                        self.raise(&point.arn, How::Opens, data);
                    }
                }
            }
        }
    }

    /// A workload that reads data, and what it runs as, writes and uses.
    fn workload(&mut self, workload: &'a Arc<Resource>) {
        let inputs = inputs(&workload.detail);
        let mut level = self.held.get(&workload.arn).map_or(Level::NoneKnown, |h| h.level);
        let mut read: Vec<&str> = inputs.iter().filter_map(|uri| bucket_of_uri(uri)).collect();
        read.sort_unstable();
        read.dedup();
        for name in &read {
            if let Some(data) = self.data.get(name).copied() {
                self.raise(&workload.arn, How::Reads, data);
                level = level.max(data.0);
            }
        }
        if level < FOLLOWED {
            return;
        }
        if matches!(workload.detail, Detail::TrainingJob(_)) {
            self.makers.insert(&workload.name, (level, workload));
        }
        let work = (level, workload);
        for relation in relations_of(&self.index.names, workload) {
            match relation.kind {
                RelationKind::AssumesRole => {
                    self.raise(&relation.to, How::RoleOf, work);
                    if let Some(role) = self.index.inventory.shared_of(&relation.to) {
                        let most = self.roles.entry(&role.arn).or_default();
                        *most = level.max(*most);
                    }
                }
                RelationKind::EncryptedWith => self.raise(&relation.to, How::EncryptsWork, work),
                RelationKind::WritesTo if !read.contains(&relation.to.short_name()) => {
                    self.raise(&relation.to, How::WrittenBy, work);
                }
                RelationKind::Uses if matches!(workload.detail, Detail::TransformJob(_)) => {
                    self.raise(&relation.to, How::AppliedBy, work);
                }
                _ => {}
            }
        }
    }

    /// Models that were made by such jobs, or that lie among such data.
    fn models(&mut self) {
        let index = self.index;
        for model in &index.by_kind[Kind::Model as usize] {
            let Detail::Model(detail) = &model.detail else {
                continue;
            };
            let containers = detail.containers.known().into_iter().flatten();
            for artifact in containers.filter_map(|c| c.model_data.as_deref()) {
                if let Some(data) = bucket_of_uri(artifact).and_then(|b| self.data.get(b)).copied() {
                    self.raise(&model.arn, How::Reads, data);
                }
                if let Some(maker) = maker_of(&self.makers, artifact) {
                    self.raise(&model.arn, How::MadeBy, maker);
                }
            }
        }
    }

    /// Endpoint configs that serve such models.
    fn served(&mut self) {
        let index = self.index;
        for config in &index.by_kind[Kind::EndpointConfig as usize] {
            let Detail::EndpointConfig(detail) = &config.detail else {
                continue;
            };
            for variant in detail.variants.known().into_iter().flatten() {
                let name = variant.model.as_deref().unwrap_or("");
                let model = index.names.find(Kind::Model, name, config.region.as_str());
                let held = model.and_then(|model| self.held.get(&model.arn));
                let served = held.map(|held| (held.level, Arc::clone(&held.resource)));
                if let Some((level, model)) = served.filter(|(level, _)| *level >= FOLLOWED) {
                    self.raise(&config.arn, How::Serves, (level, &model));
                }
            }
        }
    }

    /// Notebooks that run as a role of such workloads: who sits there reads it.
    fn notebooks(&mut self) {
        let index = self.index;
        for notebook in &index.by_kind[Kind::Notebook as usize] {
            let Detail::Notebook(detail) = &notebook.detail else {
                continue;
            };
            let role = detail.role.known().and_then(|arn| index.inventory.shared_of(arn));
            if let Some((role, level)) = role.and_then(|r| Some((r, *self.roles.get(&r.arn)?))) {
                self.raise(&notebook.arn, How::RunsAs, (level, role));
            }
        }
    }
}

impl Held {
    fn new(resource: &Arc<Resource>, level: Level) -> Self {
        Self {
            resource: Arc::clone(resource),
            level,
            through: Vec::new(),
            more: 0,
        }
    }

    /// Keeps the few reasons that weigh most, each resource once.
    fn add(&mut self, through: Through) {
        let of = |t: &&mut Through| Arc::ptr_eq(&t.other, &through.other);
        if self.through.iter_mut().find(of).is_some() {
            return;
        }
        self.through.push(through);
        if self.through.len() > KEPT {
            self.more += 1;
            self.through.sort_by_key(|t| std::cmp::Reverse(t.level));
            self.through.truncate(KEPT);
        }
    }
}

/// The training job whose output an artifact lies in: SageMaker puts it below
/// the job's output path, in a folder of the job's name.
fn maker_of<'a>(makers: &Makers<'a>, artifact: &str) -> Option<(Level, &'a Arc<Resource>)> {
    let named = artifact.split('/').filter_map(|part| makers.get(part));
    named.copied().find(|(_, job)| match &job.detail {
        Detail::TrainingJob(job) => job
            .output_path
            .known()
            .is_some_and(|path| artifact.starts_with(path.trim_end_matches('/'))),
        _ => false,
    })
}

/// The places in S3 that a workload reads.
fn inputs(detail: &Detail) -> Vec<&str> {
    fn many(uris: Option<&Vec<String>>) -> Vec<&str> {
        uris.into_iter().flatten().map(String::as_str).collect()
    }
    fn one(uri: Option<&String>) -> Vec<&str> {
        uri.map(String::as_str).into_iter().collect()
    }
    match detail {
        Detail::TrainingJob(job) => many(job.inputs.known()),
        Detail::ProcessingJob(job) => many(job.inputs.known()),
        Detail::TransformJob(job) => one(job.input.known()),
        Detail::AutomlJob(job) => many(job.inputs.known()),
        Detail::TuningJob(job) => {
            let definitions = job.definitions.known().into_iter().flatten();
            definitions.flat_map(|d| many(Some(&d.inputs))).collect()
        }
        // A feature group's offline store is its data.
        Detail::FeatureGroup(group) => {
            let offline = group.offline.known().and_then(Option::as_ref);
            one(offline.map(|store| &store.uri))
        }
        Detail::CustomizationJob(job) => one(job.training_data.known().and_then(Option::as_ref)),
        Detail::InvocationJob(job) => one(job.input.known().and_then(Option::as_ref)),
        Detail::CustomModel(model) => one(model.training_data.known().and_then(Option::as_ref)),
        Detail::ImportedModel(model) => one(model.source.known().and_then(Option::as_ref)),
        Detail::DataSource(source) => one(source.bucket.known().and_then(Option::as_ref)),
        _ => Vec::new(),
    }
}

/// What a workload reads that could not be read, or is not in the inventory.
pub(super) fn unread(detail: &Detail) -> Option<String> {
    let gap = match detail {
        Detail::TrainingJob(job) => job.inputs.gap(),
        Detail::ProcessingJob(job) => job.inputs.gap(),
        Detail::TransformJob(job) => job.input.gap(),
        Detail::AutomlJob(job) => job.inputs.gap(),
        Detail::TuningJob(job) => job.definitions.gap(),
        Detail::FeatureGroup(group) => group.offline.gap(),
        Detail::CustomizationJob(job) => job.training_data.gap(),
        Detail::InvocationJob(job) => job.input.gap(),
        Detail::CustomModel(model) => model.training_data.gap(),
        Detail::ImportedModel(model) => model.source.gap(),
        Detail::DataSource(source) => source.bucket.gap(),
        _ => None,
    };
    gap.map(ToString::to_string)
}

/// The buckets that a workload reads, by name, once each.
pub(super) fn read_buckets(detail: &Detail) -> Vec<&str> {
    let inputs = inputs(detail).into_iter();
    let mut names: Vec<&str> = inputs.filter_map(bucket_of_uri).collect();
    names.sort_unstable();
    names.dedup();
    names
}
