//! A field of a form page: what it asks, why, its value and its choices.

/// Which answer a field edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldId {
    /// `scenario`.
    Scenario,
    /// `name`.
    Name,
    /// `stage`.
    Stage,
    /// `region`.
    Region,
    /// `adopt`.
    Adopt,
    /// `data.bucket`.
    DataBucket,
    /// `data.models_bucket`.
    ModelsBucket,
    /// `data.logs_bucket`.
    LogsBucket,
    /// `data.prefix`.
    Prefix,
    /// `data.upload`.
    Upload,
    /// `data.versioning`.
    Versioning,
    /// `key.existing`.
    KeySource,
    /// `key.alias`.
    Alias,
    /// `key.rotation_days`.
    Rotation,
    /// `identities.role`.
    Role,
    /// `identities.operator`.
    Operator,
    /// `identities.policies.NAME`: opens the editor.
    Policy(String),
    /// `network.vpc`.
    Vpc,
    /// `network.vpc.create.cidr`.
    Cidr,
    /// `network.vpc.create.zones`.
    Zones,
    /// One of `network.endpoints`.
    Endpoint(String),
    /// `workload.training`.
    Training,
    /// `workload.training.job`.
    Job,
    /// `workload.training.image`.
    Image,
    /// `workload.training.instance_type`.
    InstanceType,
    /// `workload.training.instances`.
    Instances,
    /// `workload.training.max_seconds`, asked for in hours.
    Hours,
    /// `workload.stream`.
    Stream,
    /// `workload.hosting`.
    Hosting,
    /// `workload.hosting.image`.
    HostingImage,
    /// `workload.hosting.model_data`.
    ModelData,
    /// `workload.hosting.instances`.
    HostingInstances,
    /// `workload.hosting.capture`.
    Capture,
}

/// How a field is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By typing.
    Text,
    /// By choosing; `chosen` is the position among the labels.
    Choice {
        /// What can be chosen, in words.
        labels: Vec<String>,
        /// Which one is.
        chosen: usize,
    },
    /// Yes or no.
    Toggle(bool),
    /// By opening the editor.
    Policy {
        /// It was written by hand.
        edited: bool,
        /// Lint errors that stop it from being used.
        errors: usize,
        /// Lint warnings.
        warnings: usize,
    },
}

/// A field as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Which answer.
    pub id: FieldId,
    /// A word or two.
    pub label: String,
    /// Why it is asked and what the default means, in a sentence.
    pub help: String,
    /// How it is answered.
    pub kind: Kind,
    /// The answer in words; empty text shows `placeholder`.
    pub value: String,
    /// What is used when nothing is typed.
    pub placeholder: String,
    /// What is wrong with the answer and what to do.
    pub problem: Option<String>,
}

impl Field {
    /// A field answered by typing.
    pub fn text(id: FieldId, label: &str, value: Option<String>, placeholder: String, help: &str) -> Self {
        Self::new(
            id,
            label,
            Kind::Text,
            value.unwrap_or_default(),
            placeholder,
            help,
        )
    }

    /// A field answered by choosing.
    pub fn choice(id: FieldId, label: &str, labels: Vec<String>, chosen: usize, help: &str) -> Self {
        let value = labels.get(chosen).cloned().unwrap_or_default();
        Self::new(
            id,
            label,
            Kind::Choice { labels, chosen },
            value,
            String::new(),
            help,
        )
    }

    /// A yes-or-no field.
    pub fn toggle(id: FieldId, label: &str, on: bool, help: &str) -> Self {
        let value = if on { "yes" } else { "no" }.to_owned();
        Self::new(id, label, Kind::Toggle(on), value, String::new(), help)
    }

    pub(super) fn new(
        id: FieldId,
        label: &str,
        kind: Kind,
        value: String,
        placeholder: String,
        help: &str,
    ) -> Self {
        Self {
            id,
            label: label.to_owned(),
            help: help.to_owned(),
            kind,
            value,
            placeholder,
            problem: None,
        }
    }
}

impl FieldId {
    /// The path of the answer in the blueprint, as `validate` names it.
    pub fn path(&self) -> String {
        match self {
            Self::Scenario => "scenario".into(),
            Self::Name => "name".into(),
            Self::Stage => "stage".into(),
            Self::Region => "region".into(),
            Self::Adopt => "adopt".into(),
            Self::DataBucket => "data.bucket".into(),
            Self::ModelsBucket => "data.models_bucket".into(),
            Self::LogsBucket => "data.logs_bucket".into(),
            Self::Prefix => "data.prefix".into(),
            Self::Upload => "data.upload".into(),
            Self::Versioning => "data.versioning".into(),
            Self::KeySource => "key.existing".into(),
            Self::Alias => "key.alias".into(),
            Self::Rotation => "key.rotation_days".into(),
            Self::Role => "identities.role".into(),
            Self::Operator => "identities.operator".into(),
            Self::Policy(name) => format!("identities.policies.{name}"),
            Self::Vpc => "network.vpc".into(),
            Self::Cidr => "network.vpc.create.cidr".into(),
            Self::Zones => "network.vpc.create.zones".into(),
            Self::Endpoint(_) => "network.endpoints".into(),
            Self::Training => "workload.training".into(),
            Self::Job => "workload.training.job".into(),
            Self::Image => "workload.training.image".into(),
            Self::InstanceType => "workload.training.instance_type".into(),
            Self::Instances => "workload.training.instances".into(),
            Self::Hours => "workload.training.max_seconds".into(),
            Self::Stream => "workload.stream".into(),
            Self::Hosting => "workload.hosting".into(),
            Self::HostingImage => "workload.hosting.image".into(),
            Self::ModelData => "workload.hosting.model_data".into(),
            Self::HostingInstances => "workload.hosting.instances".into(),
            Self::Capture => "workload.hosting.capture".into(),
        }
    }
}
