//! What SageMaker's resources use: roles, keys, buckets, subnets, each other.

use super::{Links, RelationKind};
use crate::inventory::detail::{Destination, MonitoringType, Scheduled, TuningDefinition};
use crate::inventory::{Arn, Detail, Field, Kind};

impl Links<'_, '_> {
    pub(super) fn workbench(&mut self) {
        match &self.from.detail {
            Detail::Notebook(notebook) => {
                notebook.role.known().into_iter().for_each(|r| self.role(r));
                self.key(&notebook.kms_key);
                if let Some(Some(name)) = notebook.lifecycle_config.known() {
                    self.named(RelationKind::Uses, Kind::LifecycleConfig, name);
                }
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
                self.destination(config.async_output.known().and_then(Option::as_ref));
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

    pub(super) fn job(&mut self) {
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

    /// Tuning, compilation and AutoML jobs.
    pub(super) fn search(&mut self) {
        match &self.from.detail {
            Detail::TuningJob(job) => {
                for definition in job.definitions.known().into_iter().flatten() {
                    self.tuning(definition);
                }
            }
            Detail::CompilationJob(job) => {
                self.maybe_role(&job.role);
                self.uris(RelationKind::WritesTo, job.output_path.known());
                self.key(&job.output_kms_key);
            }
            Detail::AutomlJob(job) => {
                self.maybe_role(&job.role);
                self.uris(RelationKind::ReadsFrom, job.inputs.known().into_iter().flatten());
                self.uris(RelationKind::WritesTo, job.output_path.known());
                self.key(&job.output_kms_key);
                self.key(&job.volume_kms_key);
                self.placed(Kind::Subnet, job.subnets.known().into_iter().flatten());
            }
            _ => {}
        }
    }

    fn tuning(&mut self, definition: &TuningDefinition) {
        definition.role.iter().for_each(|r| self.role(r));
        self.uris(RelationKind::ReadsFrom, &definition.inputs);
        self.uris(RelationKind::WritesTo, [&definition.output_path]);
        for key in [&definition.output_kms_key, &definition.volume_kms_key] {
            self.key_text(key.as_deref().unwrap_or(""));
        }
        self.placed(Kind::Subnet, &definition.subnets);
    }

    /// What watches a model in service, and what it is made from.
    pub(super) fn lifecycle(&mut self) {
        match &self.from.detail {
            Detail::MonitoringDefinition(definition) => {
                self.maybe_role(&definition.role);
                self.key(&definition.volume_kms_key);
                self.key(&definition.output_kms_key);
                let endpoint = definition.endpoint.as_deref().unwrap_or("");
                self.named(RelationKind::Watches, Kind::Endpoint, endpoint);
            }
            Detail::MonitoringSchedule(schedule) => {
                if let Some(Some(endpoint)) = schedule.endpoint.known() {
                    self.named(RelationKind::Watches, Kind::Endpoint, endpoint);
                }
                if let (Some(Some(monitors)), Some(Scheduled::Named(name))) =
                    (schedule.monitors.known(), schedule.runs.known())
                {
                    self.definition(*monitors, name);
                }
            }
            Detail::InferenceExperiment(experiment) => {
                self.maybe_role(&experiment.role);
                self.key(&experiment.kms_key);
                self.destination(experiment.data_storage.known().and_then(Option::as_ref));
                if let Some(Some(endpoint)) = experiment.endpoint.known() {
                    self.named(RelationKind::Uses, Kind::Endpoint, endpoint);
                }
            }
            Detail::FeatureGroup(group) => {
                self.maybe_role(&group.role);
                self.destination(group.offline.known().and_then(Option::as_ref));
                let online = group.online.known().and_then(Option::as_ref);
                self.key_text(online.and_then(|o| o.kms_key.as_deref()).unwrap_or(""));
            }
            Detail::ModelPackage(package) => {
                self.key(&package.kms_key);
                self.named(RelationKind::Uses, Kind::ModelPackageGroup, &package.group);
            }
            _ => {}
        }
    }

    /// Definitions have an ARN for each type, with the name in lower case.
    fn definition(&mut self, monitors: MonitoringType, name: &str) {
        let kind = match monitors {
            MonitoringType::DataQuality => "data-quality",
            MonitoringType::ModelQuality => "model-quality",
            MonitoringType::ModelBias => "model-bias",
            MonitoringType::ModelExplainability => "model-explainability",
        };
        let (partition, region, account) = (self.from.arn.partition(), &self.from.region, &self.from.account);
        let arn = format!(
            "arn:{partition}:sagemaker:{region}:{account}:{kind}-job-definition/{}",
            name.to_lowercase()
        );
        self.to(RelationKind::Uses, Arn::new(arn));
    }

    fn maybe_role(&mut self, role: &Field<Option<Arn>>) {
        role.known().into_iter().flatten().for_each(|r| self.role(r));
    }

    fn destination(&mut self, destination: Option<&Destination>) {
        if let Some(destination) = destination {
            self.uris(RelationKind::WritesTo, [&destination.uri]);
            self.key_text(destination.kms_key.as_deref().unwrap_or(""));
        }
    }
}
