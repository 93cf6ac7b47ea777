//! The columns of Endpoints and Training.

use super::column::{Cell, Column, Facts, Item, Tone};
use super::value::{
    encryption, field, findings, isolation, key, kind, name, network, of, region, state, switch,
};
use crate::inventory::Detail;

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

/// Jobs, notebooks, Studio domains.
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
        Detail::Model(d) => field(&d.containers, |c| {
            let image = c.first().and_then(|c| c.image.as_deref()).unwrap_or("no image");
            Cell::new(image.rsplit('/').next().unwrap_or(image), Tone::Dim)
        }),
        _ => Cell::none(),
    })
}

fn output_key(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::TrainingJob(d) => key(&d.output_kms_key),
        Detail::ProcessingJob(d) => key(&d.output_kms_key),
        Detail::TransformJob(d) => key(&d.output_kms_key),
        _ => Cell::none(),
    })
}

fn between(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let encrypted = match &r.detail {
            Detail::TrainingJob(d) => &d.inter_container_encryption,
            Detail::ProcessingJob(d) => &d.inter_container_encryption,
            _ => return Cell::none(),
        };
        field(encrypted, |on| switch(*on, true, "encrypted", "clear"))
    })
}

fn role(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::TrainingJob(d) => field(&d.role, |arn| Cell::plain(arn.short_name())),
        Detail::Notebook(d) => field(&d.role, |arn| Cell::plain(arn.short_name())),
        Detail::ProcessingJob(d) => field(&d.role, |arn| match arn {
            Some(arn) => Cell::plain(arn.short_name()),
            None => Cell::none(),
        }),
        Detail::Domain(d) => field(&d.execution_role, |arn| match arn {
            Some(arn) => Cell::plain(arn.short_name()),
            None => Cell::none(),
        }),
        _ => Cell::none(),
    })
}
