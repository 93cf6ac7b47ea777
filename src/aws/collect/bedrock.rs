//! Bedrock: guardrails, which of them is enforced, and where model invocations
//! are logged.

use super::Scope;
use super::answer::{filled, plain, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{
    ContentFilter, EnforcedGuardrail, GroundingFilter, Guardrail, GuardrailEnforcement, InvocationLogging,
    InvocationLoggingConfig, SensitiveFilter,
};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_bedrock::operation::get_guardrail::GetGuardrailOutput;
use aws_sdk_bedrock::types::{
    GuardrailContentFilter, GuardrailContextualGroundingFilter, GuardrailPiiEntity, GuardrailRegex,
    GuardrailSummary, LoggingConfig,
};

/// `ListGuardrails` and `GetGuardrail`; the versions of each take a list of its
/// own.
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
        versions: versions(scope, item.id()).await,
        kms_key: said.read(|g| filled(g.kms_key_arn())),
        content_filters: said.read(|g| {
            let policy = g.content_policy();
            policy.map_or_else(Vec::new, |p| p.filters().iter().map(content_filter).collect())
        }),
        sensitive: said.read(sensitive),
        grounding: said.read(|g| {
            let policy = g.contextual_grounding_policy();
            policy.map_or_else(Vec::new, |p| p.filters().iter().map(grounding_filter).collect())
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

/// The numbers of a guardrail's published versions.
async fn versions(scope: &Scope, id: &str) -> Field<Vec<String>> {
    let list = scope.clients.bedrock.list_guardrails().guardrail_identifier(id);
    let mut pages = list.max_results(1000).into_paginator().send();
    let mut numbers = Vec::new();
    loop {
        match scope.call("bedrock:ListGuardrails", pages.try_next()).await {
            Ok(Some(page)) => {
                let published = page.guardrails().iter().map(GuardrailSummary::version);
                numbers.extend(published.filter(|v| *v != "DRAFT").map(str::to_owned));
            }
            Ok(None) => return Field::Known(numbers),
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
}

fn content_filter(filter: &GuardrailContentFilter) -> ContentFilter {
    ContentFilter {
        kind: filter.r#type().as_str().to_owned(),
        input_strength: filter.input_strength().as_str().to_owned(),
        input_action: text(filter.input_action()),
        input_enabled: filter.input_enabled(),
    }
}

fn grounding_filter(filter: &GuardrailContextualGroundingFilter) -> GroundingFilter {
    GroundingFilter {
        kind: filter.r#type().as_str().to_owned(),
        threshold: filter.threshold().to_string(),
        action: text(filter.action()),
        enabled: filter.enabled(),
    }
}

fn sensitive(guardrail: &GetGuardrailOutput) -> Vec<SensitiveFilter> {
    let entity = |e: &GuardrailPiiEntity| SensitiveFilter {
        name: e.r#type().as_str().to_owned(),
        action: e.action().as_str().to_owned(),
        output_action: text(e.output_action()),
        output_enabled: e.output_enabled(),
    };
    let regex = |r: &GuardrailRegex| SensitiveFilter {
        name: r.name().to_owned(),
        action: r.action().as_str().to_owned(),
        output_action: text(r.output_action()),
        output_enabled: r.output_enabled(),
    };
    let Some(policy) = guardrail.sensitive_information_policy() else {
        return Vec::new();
    };
    let entities = policy.pii_entities().iter().map(entity);
    entities.chain(policy.regexes().iter().map(regex)).collect()
}

/// `ListEnforcedGuardrailsConfiguration`: what the Region enforces.
pub(super) async fn enforcement(scope: Scope) {
    let listing = Listing::new(&scope, Kind::GuardrailEnforcement);
    let list = scope.clients.bedrock.list_enforced_guardrails_configuration();
    let mut pages = list.into_paginator().send();
    let mut enforced = Vec::new();
    let guardrails = loop {
        let next = pages.try_next();
        match scope
            .call("bedrock:ListEnforcedGuardrailsConfiguration", next)
            .await
        {
            Ok(Some(page)) => enforced.extend(page.guardrails_config().iter().map(|g| EnforcedGuardrail {
                guardrail: plain(g.guardrail_arn()),
                version: plain(g.guardrail_version()),
            })),
            Ok(None) => break Field::Known(enforced),
            Err(failure) => break Field::Unknown(failure.gap()),
        }
    };
    listing
        .found(Found {
            arn: scope.arn("bedrock", "guardrail-enforcement"),
            name: "guardrail enforcement".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: GuardrailEnforcement { guardrails }.into(),
        })
        .await;
    listing.end().await;
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
