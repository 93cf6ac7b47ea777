//! Readings that several columns share: state, key, network, findings.

use super::column::{Cell, Facts, Item, Tone, severity};
use crate::inventory::detail::{Scheduled, VpcConfig};
use crate::inventory::{Detail, Field, Resource};
use crate::posture::{Finding, Status};

/// Applies a reading to items that are resources.
pub(super) fn of(item: Item<'_>, read: impl FnOnce(&Resource) -> Cell) -> Cell {
    match item {
        Item::Resource(resource) => read(resource),
        _ => Cell::none(),
    }
}

/// A known value read on, or the gap in its place.
pub(super) fn field<T>(field: &Field<T>, read: impl FnOnce(&T) -> Cell) -> Cell {
    match field.get() {
        Ok(value) => read(value),
        Err(gap) => Cell::new(format!("? {}", gap.kind.word()), Tone::Unknown),
    }
}

/// A good or a bad word for a switch.
pub(super) fn switch(value: bool, good: bool, yes: &str, no: &str) -> Cell {
    let word = if value { yes } else { no };
    if value == good {
        Cell::new(format!("✓ {word}"), Tone::Pass)
    } else {
        Cell::new(format!("✗ {word}"), Tone::Fail)
    }
}

/// The name.
pub(super) fn name(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Resource(r) if r.name.is_empty() => Cell::plain(r.arn.short_name()),
        Item::Resource(r) => Cell::plain(&*r.name),
        Item::Finding(f) => Cell::plain(f.resource_name()),
        Item::Gap(g) => Cell::plain(&*g.gap.operation),
        Item::Stack(s) => Cell::plain(&*s.name),
    }
}

/// The kind.
pub(super) fn kind(item: Item<'_>, _: &Facts<'_>) -> Cell {
    match item {
        Item::Resource(r) => Cell::plain(r.kind().label()),
        Item::Finding(f) => Cell::plain(f.resource_type().label()),
        Item::Gap(g) => Cell::plain(g.kind.label()),
        Item::Stack(_) => Cell::plain("stack"),
    }
}

/// The Region.
pub(super) fn region(item: Item<'_>, _: &Facts<'_>) -> Cell {
    let region = match item {
        Item::Resource(r) => r.region.as_str(),
        Item::Finding(f) => f.region().as_str(),
        Item::Gap(g) => g.region.as_str(),
        Item::Stack(s) => &s.region,
    };
    Cell::new(region, Tone::Dim)
}

/// The worst finding and how many there are.
pub(super) fn findings(item: Item<'_>, facts: &Facts<'_>) -> Cell {
    let Item::Resource(r) = item else {
        return Cell::none();
    };
    let findings = facts.report.of_resource(&r.arn);
    if findings.is_empty() {
        return Cell::none();
    }
    let failed = || findings.iter().filter(|f| f.status == Status::Fail);
    if let Some(worst) = failed().map(Finding::severity).max() {
        let (glyph, word, tone) = severity(worst);
        let count = failed().filter(|f| f.severity() == worst).count();
        let more = failed().count() - count;
        let more = if more > 0 {
            format!(" +{more}")
        } else {
            String::new()
        };
        return Cell::new(format!("{glyph} {count} {word}{more}"), tone);
    }
    match findings.iter().filter(|f| f.status == Status::Unknown).count() {
        0 => Cell::new("✓ pass", Tone::Pass),
        unknown => Cell::new(format!("? {unknown} unknown"), Tone::Unknown),
    }
}

/// A state, judged where AWS's own word is a judgement.
pub(super) fn state(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::KmsKey(d) => status(&d.state),
        Detail::Notebook(d) => status(&d.status),
        Detail::Endpoint(d) => status(&d.status),
        Detail::TrainingJob(d) => status(&d.status),
        Detail::ProcessingJob(d) => status(&d.status),
        Detail::TransformJob(d) => status(&d.status),
        Detail::Domain(d) => status(&d.status),
        Detail::TuningJob(d) => status(&d.status),
        Detail::CompilationJob(d) => status(&d.status),
        Detail::AutomlJob(d) => status(&d.status),
        Detail::MonitoringSchedule(d) => status(&d.status),
        Detail::InferenceExperiment(d) => status(&d.status),
        Detail::FeatureGroup(d) => status(&d.status),
        Detail::ModelPackageGroup(d) => status(&d.status),
        Detail::ModelPackage(d) => status(&d.approval),
        Detail::VpcEndpoint(d) => status(&d.state),
        Detail::MacieSession(d) => status(&d.status),
        Detail::MacieJob(d) => status(&d.status),
        Detail::Guardrail(d) => status(&d.status),
        Detail::DeliveryStream(d) => status(&d.status),
        Detail::IotCertificate(d) => status(&d.status),
        Detail::IotCaCertificate(d) => status(&d.status),
        Detail::IotDomain(d) => status(&d.status),
        Detail::BedrockApiKey(d) => status(&d.status),
        Detail::CustomModel(d) => said(&d.status),
        Detail::CustomizationJob(d) => said(&d.status),
        Detail::InvocationJob(d) => said(&d.status),
        Detail::Agent(d) => status(&d.status),
        Detail::DataSource(d) => status(&d.status),
        Detail::Flow(d) => status(&d.status),
        Detail::AgentRuntime(d) => status(&d.status),
        Detail::AgentGateway(d) => status(&d.status),
        Detail::AgentMemory(d) => status(&d.status),
        Detail::AgentBrowser(d) => status(&d.status),
        Detail::CodeInterpreter(d) => status(&d.status),
        Detail::KinesisStream(d) => status(&d.status),
        Detail::Volume(d) => status(&d.state),
        Detail::TransitGateway(d) => status(&d.state),
        Detail::EndpointService(d) => status(&d.state),
        Detail::PeeringConnection(d) => status(&d.state),
        Detail::Snapshot(d) => status(&d.state),
        Detail::Image(d) => status(&d.state),
        Detail::Instance(d) => status(&d.state),
        Detail::SpotFleet(d) => status(&d.state),
        Detail::Analyzer(d) => status(&d.status),
        Detail::CloudWatchAlarm(d) => status(&d.state),
        Detail::EventDataStore(d) => status(&d.status),
        Detail::GuardDutyDetector(d) => status(&d.status),
        Detail::ConfigRecorder(d) => field(&d.recording, |on| switch(*on, true, "recording", "stopped")),
        Detail::Trail(d) => field(&d.logging, |on| switch(*on, true, "logging", "stopped")),
        Detail::FlowLog(d) => field(&d.active, |on| switch(*on, true, "active", "inactive")),
        _ => Cell::none(),
    })
}

/// A state that AWS may leave unsaid.
fn said(value: &Field<Option<String>>) -> Cell {
    match value.known() {
        Some(None) => Cell::none(),
        _ => status(&value.clone().map(Option::unwrap_or_default)),
    }
}

fn status(value: &Field<String>) -> Cell {
    field(value, |word| {
        let failed = [
            "Failed",
            "FAILED",
            "failed",
            "DISABLED",
            "Disabled",
            "PendingDeletion",
        ];
        if failed.contains(&word.as_str()) {
            Cell::new(format!("✗ {word}"), Tone::Fail)
        } else {
            Cell::plain(word.as_str())
        }
    })
}

/// A key of the customer's own, an AWS default, or none.
pub(super) fn key(value: &Field<Option<String>>) -> Cell {
    field(value, |key| match key {
        Some(key) => Cell::new(format!("✓ {}", short_key(key)), Tone::Pass),
        None => Cell::new("✗ no key", Tone::Fail),
    })
}

/// A disk's key, or that it has none.
fn disk(encrypted: &Field<bool>, kms_key: &Field<Option<String>>) -> Cell {
    field(encrypted, |on| {
        if *on {
            key(kms_key)
        } else {
            switch(false, true, "on", "plain")
        }
    })
}

/// One key for all, or none for some of them.
pub(super) fn every<'k>(keys: impl IntoIterator<Item = Option<&'k str>>) -> Cell {
    let keys: Vec<Option<&str>> = keys.into_iter().collect();
    match keys.iter().copied().collect::<Option<Vec<&str>>>().as_deref() {
        Some([]) => Cell::none(),
        Some([first, ..]) => Cell::new(format!("✓ {}", short_key(first)), Tone::Pass),
        None => Cell::new("✗ no key", Tone::Fail),
    }
}

fn short_key(key: &str) -> &str {
    match key.rsplit_once(":alias/") {
        Some((_, alias)) => alias,
        None => key.rsplit(['/', ':']).next().unwrap_or(key),
    }
}

/// The key that encrypts what the resource stores.
pub(super) fn encryption(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Bucket(d) => field(&d.encryption, |e| match e {
            Some(e) if e.kms_key.is_some() => Cell::new(format!("✓ {}", e.algorithm), Tone::Pass),
            Some(e) if e.algorithm.starts_with("aws:kms") => {
                Cell::plain(format!("{} (AWS key)", e.algorithm))
            }
            Some(e) => Cell::plain(format!("{} (S3 key)", e.algorithm)),
            None => Cell::new("✗ none", Tone::Fail),
        }),
        Detail::Notebook(d) => key(&d.kms_key),
        Detail::EndpointConfig(d) => key(&d.kms_key),
        Detail::TrainingJob(d) => key(&d.volume_kms_key),
        Detail::ProcessingJob(d) => key(&d.volume_kms_key),
        Detail::TransformJob(d) => key(&d.volume_kms_key),
        Detail::Domain(d) => key(&d.kms_key),
        Detail::AutomlJob(d) => key(&d.volume_kms_key),
        Detail::TuningJob(d) => field(&d.definitions, |all| {
            every(all.iter().map(|d| d.volume_kms_key.as_deref()))
        }),
        Detail::MonitoringDefinition(d) => key(&d.volume_kms_key),
        Detail::InferenceExperiment(d) => key(&d.kms_key),
        Detail::ModelPackage(d) => key(&d.kms_key),
        Detail::FeatureGroup(d) => field(&d.offline, |offline| {
            field(&d.online, |online| {
                let offline = offline.iter().map(|o| o.kms_key.as_deref());
                every(offline.chain(online.iter().map(|o| o.kms_key.as_deref())))
            })
        }),
        Detail::Trail(d) => key(&d.kms_key),
        Detail::LogGroup(d) => key(&d.kms_key),
        Detail::EventDataStore(d) => key(&d.kms_key),
        Detail::Guardrail(d) => key(&d.kms_key),
        Detail::DeliveryStream(d) => key(&d.kms_key),
        Detail::CustomModel(d) => key(&d.kms_key),
        Detail::ImportedModel(d) => key(&d.kms_key),
        Detail::CustomizationJob(d) => key(&d.kms_key),
        Detail::InvocationJob(d) => key(&d.output_kms_key),
        Detail::Agent(d) => key(&d.kms_key),
        Detail::DataSource(d) => key(&d.kms_key),
        Detail::Prompt(d) => key(&d.kms_key),
        Detail::Flow(d) => key(&d.kms_key),
        Detail::AgentGateway(d) => key(&d.kms_key),
        Detail::AgentMemory(d) => key(&d.kms_key),
        Detail::KinesisStream(d) => key(&d.kms_key),
        Detail::EbsDefaults(d) => field(&d.encrypted, |on| switch(*on, true, "on", "off")),
        Detail::Volume(d) => disk(&d.encrypted, &d.kms_key),
        Detail::Snapshot(d) => disk(&d.encrypted, &d.kms_key),
        _ => Cell::none(),
    })
}

fn vpc(value: &Field<Option<VpcConfig>>) -> Cell {
    field(value, |config| placed(config.as_ref()))
}

fn placed(config: Option<&VpcConfig>) -> Cell {
    match config {
        Some(config) => Cell::new(format!("✓ VPC, {} subnets", config.subnets.len()), Tone::Pass),
        None => Cell::new("✗ no VPC", Tone::Fail),
    }
}

/// Whether traffic stays in a VPC.
pub(super) fn network(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Notebook(d) => field(&d.direct_internet, |on| {
            switch(*on, false, "internet", "VPC only")
        }),
        Detail::Model(d) => vpc(&d.vpc),
        Detail::TrainingJob(d) => vpc(&d.vpc),
        Detail::ProcessingJob(d) => vpc(&d.vpc),
        Detail::Domain(d) => field(&d.network_access, |mode| {
            switch(mode == "VpcOnly", true, "VpcOnly", "public internet")
        }),
        Detail::VpcEndpoint(d) => Cell::plain(&*d.vpc),
        Detail::Instance(d) => field(&d.public_ips, |ips| match ips.first() {
            Some(ip) => Cell::new(format!("✗ {ip}"), Tone::Fail),
            None => Cell::new("✓ no public address", Tone::Pass),
        }),
        Detail::MonitoringDefinition(d) => field(&d.network, |network| placed(network.vpc.as_ref())),
        Detail::MonitoringSchedule(d) => field(&d.runs, |runs| match runs {
            Scheduled::Inline(network) => placed(network.vpc.as_ref()),
            Scheduled::Named(name) => Cell::new(name.as_str(), Tone::Dim),
        }),
        Detail::CustomizationJob(d) => vpc(&d.vpc),
        Detail::InvocationJob(d) => vpc(&d.vpc),
        Detail::AgentRuntime(d) => mode(&d.network),
        Detail::AgentBrowser(d) => mode(&d.network),
        Detail::CodeInterpreter(d) => mode(&d.network),
        _ => Cell::none(),
    })
}

/// A network mode of AgentCore.
fn mode(value: &Field<String>) -> Cell {
    field(value, |mode| {
        switch(mode == "VPC", true, "VPC", &mode.to_lowercase())
    })
}

/// Network isolation of containers.
pub(super) fn isolation(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let isolated = match &r.detail {
            Detail::Model(d) => &d.network_isolation,
            Detail::TrainingJob(d) => &d.network_isolation,
            Detail::ProcessingJob(d) => &d.network_isolation,
            Detail::TuningJob(d) => {
                return field(&d.definitions, |all| {
                    switch(all.iter().all(|d| d.network_isolation), true, "isolated", "open")
                });
            }
            Detail::MonitoringDefinition(d) => {
                return field(&d.network, |n| switch(n.isolation, true, "isolated", "open"));
            }
            _ => return Cell::none(),
        };
        field(isolated, |on| switch(*on, true, "isolated", "open"))
    })
}
