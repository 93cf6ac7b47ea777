//! What `Describe…` answers: the request as it was given, under the names that
//! the answer uses, with defaults, times and the state of the moment; only the
//! members that AWS's model knows, in its order.
//!
//! - [`hosting`]: models, endpoints, components, schedules, experiments
//! - [`jobs`]: what work tells of itself
//! - [`studio`]: notebooks, domains, spaces, clusters
//! - [`registry`]: packages, cards, feature groups

mod hosting;
mod jobs;
mod registry;
mod studio;

use super::progress::{self, State};
use super::shapes;
use super::store::{Item, Store};
use crate::demo::Call;
pub use hosting::definition_noun;
use serde_json::{Map, Value, json};
pub use studio::domain_url;

/// Fields of an answer on their way.
pub type Fields = Map<String, Value>;

/// What an answer is made from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What there is.
    pub store: &'a Store,
    /// The call that asks.
    pub call: &'a Call,
}

impl Scene<'_> {
    /// Everything that is known of an item, for answers and filters to take
    /// from.
    pub fn fields(&self, item: &Item) -> Fields {
        let state = progress::state(item, self.call.now);
        let noun = item.noun;
        let mut out = item.request.clone();
        for (from, to) in noun.renamed {
            if let Some(value) = out.remove(*from) {
                out.insert((*to).to_owned(), value);
            }
        }
        put(&mut out, noun.arn_field, json!(item.arn));
        put(&mut out, "CreationTime", json!(item.created.0));
        put(
            &mut out,
            "LastModifiedTime",
            json!(state.since.max(item.changed).0),
        );
        if let Some(field) = noun.status_field {
            put(&mut out, field, json!(state.status));
        }
        if let Some(reason) = item.failed.as_ref().filter(|_| state.has_failed(item)) {
            put(&mut out, "FailureReason", json!(reason));
        }
        self.details(&mut out, item, &state);
        out
    }

    fn details(&self, out: &mut Fields, item: &Item, state: &State) {
        match item.noun.name {
            "Model" => hosting::model(out),
            "EndpointConfig" => hosting::config(out),
            "Endpoint" => hosting::endpoint(out, self, item, state),
            "InferenceComponent" => hosting::component(out, self),
            "InferenceExperiment" => hosting::experiment(out, item, state),
            "MonitoringSchedule" => hosting::schedule(out, self),
            "DataQualityJobDefinition"
            | "ModelQualityJobDefinition"
            | "ModelBiasJobDefinition"
            | "ModelExplainabilityJobDefinition" => hosting::definition(out, item),
            "TrainingJob" => jobs::training(out, item, state, self.call.now),
            "ProcessingJob" => jobs::times(out, "Processing", state),
            "TransformJob" => jobs::times(out, "Transform", state),
            "CompilationJob" => jobs::compilation(out, state),
            "HyperParameterTuningJob" => jobs::tuning(out, state),
            "AutoMLJobV2" => jobs::automl(out, state),
            "LabelingJob" => jobs::labeling(out, item),
            "NotebookInstance" => studio::notebook(out, item, &self.call.region),
            "Domain" => studio::domain(out, item, &self.call.region),
            "UserProfile" => put(out, "HomeEfsFileSystemUid", json!("200005")),
            "Space" => studio::space(out),
            "Cluster" => studio::cluster(out),
            "Workteam" => studio::workteam(out, item),
            "ModelPackageGroup" | "Pipeline" => registry::made_by(out, item),
            "ModelPackage" => registry::package(out, item),
            "ModelCard" => registry::card(out, item),
            "FeatureGroup" => registry::features(out, item, &self.call.region),
            _ => {}
        }
    }

    /// The answer of a `Describe…`.
    pub fn describe(&self, item: &Item) -> Value {
        let mut fields = self.fields(item);
        let mut out = Map::new();
        let operation = shapes::operation(&self.call.operation);
        for member in operation.into_iter().flat_map(|known| &known.output) {
            if let Some(value) = fields.remove(member.name) {
                out.insert(member.name.to_owned(), value);
            }
        }
        Value::Object(out)
    }

    /// The entry of an item in a list, whose fields the model names.
    pub fn summary(&self, item: &Item, named: &[&str]) -> Value {
        let mut fields = self.fields(item);
        let mut out = Map::new();
        for field in named {
            if let Some(value) = fields.remove(*field) {
                out.insert((*field).to_owned(), value);
            }
        }
        Value::Object(out)
    }
}

fn put(out: &mut Fields, field: &str, value: Value) {
    out.insert(field.to_owned(), value);
}

fn default(out: &mut Fields, field: &str, value: Value) {
    out.entry(field).or_insert(value);
}

fn text(out: &Fields, field: &str) -> String {
    let value = out.get(field).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}
