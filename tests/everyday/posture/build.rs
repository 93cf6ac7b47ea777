//! Builds resources for tests: a clean one of each kind, with what differs.

use aisec_tui::inventory::detail::*;
use aisec_tui::inventory::{
    AccountId, Arn, Detail, Field, Gap, GapKind, Inventory, Kind, Region, Resource, ScopeGap, Tags, Timestamp,
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

pub const ACCOUNT: &str = "111122223333";
pub const REGION: &str = "us-east-1";
pub const NOW: Timestamp = Timestamp(1_790_000_000);

static GOOD: LazyLock<toml::Table> = LazyLock::new(|| {
    let text = std::fs::read_to_string(fixtures().join("good.toml")).expect("good.toml is there");
    text.parse().expect("good.toml is TOML")
});

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/everyday/fixtures")
}

pub fn denied(operation: &str) -> Gap {
    Gap {
        operation: operation.to_owned(),
        kind: GapKind::Denied,
        message: "not authorized".to_owned(),
    }
}

/// A clean resource of a kind.
pub fn good(kind: Kind, name: &str) -> Resource {
    with(kind, name, &toml::Table::new())
}

/// A clean resource of a kind, but for some fields.
pub fn with(kind: Kind, name: &str, set: &toml::Table) -> Resource {
    let word = serde_json::to_value(kind).expect("a kind has a word");
    let word = word.as_str().expect("the word is text");
    let mut fields = GOOD
        .get(word)
        .and_then(toml::Value::as_table)
        .expect("a clean one of each kind")
        .clone();
    fields.extend(set.clone());
    let region = if kind.service() == "iam" {
        Region::global()
    } else {
        Region::new(REGION)
    };
    Resource {
        arn: arn(kind, name),
        name: name.to_owned(),
        region,
        account: AccountId::new(ACCOUNT),
        created: None,
        tags: Field::Known(Tags::new()),
        detail: detail(kind, word, &fields),
    }
}

/// A resource that was listed and of which nothing more could be read.
pub fn unread(kind: Kind, name: &str) -> Resource {
    Resource {
        detail: blank(kind),
        ..good(kind, name)
    }
}

/// A clean resource but for some fields, given as TOML text.
pub fn but(kind: Kind, name: &str, set: &str) -> Resource {
    with(kind, name, &set.parse().expect("the fields are TOML"))
}

/// An inventory of one Region in which every kind was listed to its end.
pub fn inventory(resources: impl IntoIterator<Item = Resource>) -> Inventory {
    let mut inventory = Inventory::new(AccountId::new(ACCOUNT), vec![Region::new(REGION)]);
    let mut seen = HashSet::new();
    for resource in resources {
        seen.insert(resource.arn.clone());
        inventory.upsert(resource);
    }
    for kind in Kind::ALL {
        for region in [Region::new(REGION), Region::global()] {
            inventory.complete(*kind, &region, &seen, NOW);
        }
    }
    inventory
}

pub fn gap(kind: Kind, operation: &str) -> ScopeGap {
    let region = if kind.service() == "iam" {
        Region::global()
    } else {
        Region::new(REGION)
    };
    ScopeGap {
        kind,
        region,
        gap: denied(operation),
    }
}

pub fn arn(kind: Kind, name: &str) -> Arn {
    let class = match kind {
        Kind::Bucket => return Arn::new(format!("arn:aws:s3:::{name}")),
        Kind::LogGroup => return Arn::new(format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}")),
        Kind::Role | Kind::User | Kind::Group => kind.label(),
        Kind::ManagedPolicy => "policy",
        Kind::KmsKey => "key",
        Kind::VpcEndpoint => "vpc-endpoint",
        other => &other.label().to_lowercase().replace(' ', "-"),
    };
    let region = if kind.service() == "iam" { "" } else { REGION };
    Arn::new(format!(
        "arn:aws:{}:{region}:{ACCOUNT}:{class}/{name}",
        kind.service()
    ))
}

fn detail(kind: Kind, word: &str, fields: &toml::Table) -> Detail {
    let blank = serde_json::to_value(blank(kind)).expect("a detail is JSON");
    let mut out: Map<String, Value> = blank.as_object().expect("a detail is an object").clone();
    for (name, value) in fields {
        let before = out
            .get(name)
            .unwrap_or_else(|| panic!("{word} has no field {name}"));
        let is_field = before
            .as_object()
            .is_some_and(|o| o.len() == 1 && o.contains_key("unknown"));
        let plain = serde_json::to_value(value).expect("TOML is JSON");
        let value = match (plain.as_str(), is_field) {
            (Some("<denied>"), true) => json!({ "unknown": denied(&format!("{word}:{name}")) }),
            (Some("<absent>"), true) => json!({ "known": null }),
            (_, true) => json!({ "known": plain }),
            (_, false) => plain,
        };
        out.insert(name.clone(), value);
    }
    serde_json::from_value(Value::Object(out)).unwrap_or_else(|e| panic!("{word}: {e}"))
}

fn blank(kind: Kind) -> Detail {
    match kind {
        Kind::KmsKey => KmsKey::default().into(),
        Kind::Bucket => Bucket::default().into(),
        Kind::DirectoryBucket => DirectoryBucket::default().into(),
        Kind::S3Account => S3Account::default().into(),
        Kind::AccessPoint => AccessPoint::default().into(),
        Kind::MultiRegionAccessPoint => MultiRegionAccessPoint::default().into(),
        Kind::ExpectedBucket => ExpectedBucket::default().into(),
        Kind::Role => Role::default().into(),
        Kind::User => User::default().into(),
        Kind::Group => Group::default().into(),
        Kind::ManagedPolicy => ManagedPolicy::default().into(),
        Kind::AccountSummary => AccountSummary::default().into(),
        Kind::Analyzer => Analyzer::default().into(),
        Kind::Notebook => Notebook::default().into(),
        Kind::Model => Model::default().into(),
        Kind::EndpointConfig => EndpointConfig::default().into(),
        Kind::Endpoint => Endpoint::default().into(),
        Kind::TrainingJob => TrainingJob::default().into(),
        Kind::ProcessingJob => ProcessingJob::default().into(),
        Kind::TransformJob => TransformJob::default().into(),
        Kind::Domain => Domain::default().into(),
        Kind::LifecycleConfig => LifecycleConfig::default().into(),
        Kind::TuningJob => TuningJob::default().into(),
        Kind::CompilationJob => CompilationJob::default().into(),
        Kind::AutomlJob => AutomlJob::default().into(),
        Kind::MonitoringDefinition => MonitoringDefinition::default().into(),
        Kind::MonitoringSchedule => MonitoringSchedule::default().into(),
        Kind::InferenceExperiment => InferenceExperiment::default().into(),
        Kind::FeatureGroup => FeatureGroup::default().into(),
        Kind::ModelPackageGroup => ModelPackageGroup::default().into(),
        Kind::ModelPackage => ModelPackage::default().into(),
        Kind::Vpc => Vpc::default().into(),
        Kind::Subnet => Subnet::default().into(),
        Kind::SecurityGroup => SecurityGroup::default().into(),
        Kind::RouteTable => RouteTable::default().into(),
        Kind::VpcEndpoint => VpcEndpoint::default().into(),
        Kind::FlowLog => FlowLog::default().into(),
        Kind::EbsDefaults => EbsDefaults::default().into(),
        Kind::NetworkAcl => NetworkAcl::default().into(),
        Kind::Ec2Settings => Ec2Settings::default().into(),
        Kind::TransitGateway => TransitGateway::default().into(),
        Kind::EndpointService => EndpointService::default().into(),
        Kind::PeeringConnection => PeeringConnection::default().into(),
        Kind::Volume => Volume::default().into(),
        Kind::Snapshot => Snapshot::default().into(),
        Kind::Image => Image::default().into(),
        Kind::Instance => Instance::default().into(),
        Kind::LaunchTemplate => LaunchTemplate::default().into(),
        Kind::SpotFleet => SpotFleet::default().into(),
        Kind::MacieSession => MacieSession::default().into(),
        Kind::MacieJob => MacieJob::default().into(),
        Kind::Trail => Trail::default().into(),
        Kind::RecentActivity => RecentActivity::default().into(),
        Kind::EventDataStore => EventDataStore::default().into(),
        Kind::GuardDutyDetector => GuardDutyDetector::default().into(),
        Kind::ConfigRecorder => ConfigRecorder::default().into(),
        Kind::LogGroup => LogGroup::default().into(),
        Kind::CloudWatchAlarm => CloudWatchAlarm::default().into(),
        Kind::Guardrail => Guardrail::default().into(),
        Kind::GuardrailEnforcement => GuardrailEnforcement::default().into(),
        Kind::InvocationLogging => InvocationLogging::default().into(),
        Kind::CustomModel => CustomModel::default().into(),
        Kind::ImportedModel => ImportedModel::default().into(),
        Kind::CustomizationJob => CustomizationJob::default().into(),
        Kind::InvocationJob => InvocationJob::default().into(),
        Kind::Agent => Agent::default().into(),
        Kind::DataSource => DataSource::default().into(),
        Kind::Prompt => Prompt::default().into(),
        Kind::Flow => Flow::default().into(),
        Kind::AgentRuntime => AgentRuntime::default().into(),
        Kind::AgentGateway => AgentGateway::default().into(),
        Kind::AgentMemory => AgentMemory::default().into(),
        Kind::AgentBrowser => AgentBrowser::default().into(),
        Kind::CodeInterpreter => CodeInterpreter::default().into(),
        Kind::KinesisStream => KinesisStream::default().into(),
        Kind::IotRoleAlias => IotRoleAlias::default().into(),
        Kind::IotCertificate => IotCertificate::default().into(),
        Kind::IotCaCertificate => IotCaCertificate::default().into(),
        Kind::IotLogging => IotLogging::default().into(),
        Kind::IotControl => IotControl::default().into(),
        Kind::IotDomain => IotDomain::default().into(),
        Kind::DeliveryStream => DeliveryStream::default().into(),
        Kind::BedrockApiKey => BedrockApiKey::default().into(),
        Kind::IotPolicy => IotPolicy::default().into(),
    }
}
