//! The columns of Endpoints and Training.

use super::column::{Cell, Column, Facts, Item, Tone};
use super::value::{
    encryption, every, field, findings, isolation, key, kind, name, network, of, region, state, switch,
};
use crate::inventory::{Arn, Detail, Field};

/// SageMaker and VPC endpoints, models, guardrails.
pub(super) const ENDPOINTS: &[Column] = &[
    Column::text("name", 28, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("kind", 15, kind),
    Column::text("state", 12, state),
    Column::text("encryption", 18, encryption).by_tone(),
    Column::text("network", 22, network),
    Column::text("isolation", 11, isolation).by_tone(),
    Column::text("serves", 28, serves),
    Column::text("region", 12, region),
];

/// Jobs, notebooks, Studio domains, instances.
pub(super) const TRAINING: &[Column] = &[
    Column::text("name", 28, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("kind", 13, kind),
    Column::text("state", 11, state),
    Column::text("volume key", 16, encryption).by_tone(),
    Column::text("output key", 16, output_key).by_tone(),
    Column::text("network", 17, network).by_tone(),
    Column::text("isolation", 11, isolation).by_tone(),
    Column::text("between", 12, between).by_tone(),
    Column::text("role", 26, role),
    Column::text("region", 12, region),
];

fn serves(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Endpoint(d) => field(&d.config, |c| Cell::plain(c.as_str())),
        Detail::EndpointConfig(d) => field(&d.variants, |variants| {
            let models: Vec<&str> = variants.iter().filter_map(|v| v.model.as_deref()).collect();
            Cell::plain(models.join(", "))
        }),
        Detail::VpcEndpoint(d) => Cell::plain(&*d.service),
        Detail::MonitoringDefinition(d) => Cell::plain(d.endpoint.as_deref().unwrap_or("a batch")),
        Detail::MonitoringSchedule(d) => {
            field(&d.endpoint, |e| Cell::plain(e.as_deref().unwrap_or("a batch")))
        }
        Detail::InferenceExperiment(d) => field(&d.endpoint, |e| Cell::plain(e.as_deref().unwrap_or("–"))),
        Detail::ModelPackageGroup(d) => field(&d.approved, |approved| {
            field(&d.versions, |versions| {
                Cell::plain(format!("{approved} of {versions} approved"))
            })
        }),
        Detail::ModelPackage(d) => Cell::plain(&*d.group),
        Detail::Agent(d) => field(&d.guardrail, |g| match g {
            Some(guardrail) => Cell::new(format!("✓ guardrail {guardrail}"), Tone::Pass),
            None => Cell::new("✗ no guardrail", Tone::Fail),
        }),
        Detail::Flow(d) => field(&d.nodes, |n| {
            Cell::plain(format!("{} nodes ask a model", n.len()))
        }),
        Detail::CustomModel(d) => field(&d.base, |b| Cell::new(last(b.as_deref()), Tone::Dim)),
        Detail::ImportedModel(d) => field(&d.architecture, |a| Cell::new(last(a.as_deref()), Tone::Dim)),
        Detail::AgentGateway(d) => field(&d.authorizer, |a| switch(a != "NONE", true, a, a)),
        Detail::AgentBrowser(d) => field(&d.recording, |on| switch(*on, true, "recorded", "not recorded")),
        Detail::Model(d) => field(&d.containers, |c| {
            let image = c.first().and_then(|c| c.image.as_deref()).unwrap_or("no image");
            Cell::new(image.rsplit('/').next().unwrap_or(image), Tone::Dim)
        }),
        _ => Cell::none(),
    })
}

/// The last part of a path or an ARN.
fn last(path: Option<&str>) -> &str {
    path.and_then(|p| p.rsplit('/').next()).unwrap_or("–")
}

fn output_key(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::TrainingJob(d) => key(&d.output_kms_key),
        Detail::ProcessingJob(d) => key(&d.output_kms_key),
        Detail::TransformJob(d) => key(&d.output_kms_key),
        Detail::CompilationJob(d) => key(&d.output_kms_key),
        Detail::AutomlJob(d) => key(&d.output_kms_key),
        Detail::TuningJob(d) => field(&d.definitions, |all| {
            every(all.iter().map(|d| d.output_kms_key.as_deref()))
        }),
        _ => Cell::none(),
    })
}

fn between(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let encrypted = match &r.detail {
            Detail::TrainingJob(d) => &d.inter_container_encryption,
            Detail::ProcessingJob(d) => &d.inter_container_encryption,
            Detail::AutomlJob(d) => &d.inter_container_encryption,
            _ => return Cell::none(),
        };
        field(encrypted, |on| switch(*on, true, "encrypted", "clear"))
    })
}

fn role(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::TrainingJob(d) => field(&d.role, |arn| Cell::plain(arn.short_name())),
        Detail::Notebook(d) => field(&d.role, |arn| Cell::plain(arn.short_name())),
        Detail::Instance(d) => field(&d.profile, |arn| match arn {
            Some(arn) => Cell::plain(arn.short_name()),
            None => Cell::none(),
        }),
        Detail::CustomizationJob(d) => field(&d.role, |arn| Cell::plain(arn.short_name())),
        Detail::InvocationJob(d) => field(&d.role, |arn| Cell::plain(arn.short_name())),
        Detail::ProcessingJob(d) => field(&d.role, |arn| match arn {
            Some(arn) => Cell::plain(arn.short_name()),
            None => Cell::none(),
        }),
        Detail::Domain(d) => maybe_role(&d.execution_role),
        Detail::CompilationJob(d) => maybe_role(&d.role),
        Detail::AutomlJob(d) => maybe_role(&d.role),
        Detail::TuningJob(d) => field(&d.definitions, |all| {
            let role = all.first().and_then(|d| d.role.as_ref());
            role.map_or_else(Cell::none, |arn| Cell::plain(arn.short_name()))
        }),
        Detail::LifecycleConfig(d) => {
            Cell::new(d.app.as_deref().unwrap_or("root of the notebook"), Tone::Dim)
        }
        _ => Cell::none(),
    })
}

fn maybe_role(role: &Field<Option<Arn>>) -> Cell {
    field(role, |arn| match arn {
        Some(arn) => Cell::plain(arn.short_name()),
        None => Cell::none(),
    })
}
