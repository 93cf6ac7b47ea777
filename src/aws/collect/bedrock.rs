//! Bedrock: guardrails, and where model invocations are logged.

use super::Scope;
use super::answer::{filled, tags, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{Guardrail, InvocationLogging, InvocationLoggingConfig};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_bedrock::types::{GuardrailSummary, LoggingConfig};

/// `ListGuardrails` and `GetGuardrail`.
pub(super) async fn guardrails(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Guardrail);
    let list = scope.clients.bedrock.list_guardrails();
    let mut pages = list.max_results(1000).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListGuardrails", pages.try_next()).await {
        listing
            .each(page.guardrails, |item| guardrail(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn guardrail(listing: &Listing<'_>, item: GuardrailSummary) {
    let scope = listing.scope;
    let bedrock = &scope.clients.bedrock;
    let call = bedrock.get_guardrail().guardrail_identifier(item.id()).send();
    let Some(said) = scope.describe("bedrock:GetGuardrail", call).await else {
        return;
    };
    let call = bedrock.list_tags_for_resource().resource_arn(item.arn()).send();
    let tagged = scope.setting("bedrock:ListTagsForResource", call).await;
    let detail = Guardrail {
        id: item.id().to_owned(),
        status: said.read(|g| g.status().as_str().to_owned()),
        version: said.read(|g| g.version().to_owned()),
        kms_key: said.read(|g| filled(g.kms_key_arn())),
        content_filters: said.read(|g| {
            g.content_policy().map_or_else(Vec::new, |p| {
                p.filters()
                    .iter()
                    .map(|f| f.r#type().as_str().to_owned())
                    .collect()
            })
        }),
        pii_entities: said.read(|g| {
            g.sensitive_information_policy().map_or_else(Vec::new, |p| {
                p.pii_entities()
                    .iter()
                    .map(|e| e.r#type().as_str().to_owned())
                    .collect()
            })
        }),
    };
    listing
        .found(Found {
            arn: Arn::from(item.arn()),
            name: item.name().to_owned(),
            created: time(Some(item.created_at())),
            tags: tagged.read(|a| tags(a.tags().iter().map(|t| (Some(t.key()), Some(t.value()))))),
            detail: detail.into(),
        })
        .await;
}

/// `GetModelInvocationLoggingConfiguration`: one for the Region.
pub(super) async fn invocation_logging(scope: Scope) {
    let listing = Listing::new(&scope, Kind::InvocationLogging);
    let call = scope
        .clients
        .bedrock
        .get_model_invocation_logging_configuration()
        .send();
    let said = scope
        .setting("bedrock:GetModelInvocationLoggingConfiguration", call)
        .await;
    let detail = InvocationLogging {
        config: said.read(|a| {
            // A configuration without a destination delivers nothing.
            let delivers = |c: &&LoggingConfig| c.s3_config().is_some() || c.cloud_watch_config().is_some();
            a.logging_config().filter(delivers).map(config)
        }),
    };
    listing
        .found(Found {
            arn: scope.arn("bedrock", "invocation-logging"),
            name: "invocation logging".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: detail.into(),
        })
        .await;
    listing.end().await;
}

fn config(config: &LoggingConfig) -> InvocationLoggingConfig {
    InvocationLoggingConfig {
        // Both are delivered unless they were turned off.
        text: config.text_data_delivery_enabled() != Some(false),
        image: config.image_data_delivery_enabled() != Some(false),
        bucket: config.s3_config().and_then(|c| filled(Some(c.bucket_name()))),
        log_group: config
            .cloud_watch_config()
            .and_then(|c| filled(Some(c.log_group_name()))),
    }
}
