//! Bedrock: custom and imported models, customization and batch inference jobs.

use super::Scope;
use super::answer::{arn_of, filled, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{CustomModel, CustomizationJob, ImportedModel, InvocationJob, VpcConfig};
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_bedrock::types::{
    CustomModelSummary, ImportedModelSummary, ModelCustomizationJobSummary, ModelDataSource,
    ModelInvocationJobInputDataConfig, ModelInvocationJobOutputDataConfig, ModelInvocationJobSummary,
    VpcConfig as SdkVpcConfig,
};

/// The most that one page may hold.
const PAGE: i32 = 1000;

/// The tags of anything in Bedrock's control plane.
pub(super) async fn tags_of(scope: &Scope, arn: &str) -> Field<Tags> {
    let call = scope.clients.bedrock.list_tags_for_resource();
    let call = call.resource_arn(arn).send();
    let tagged = scope.setting("bedrock:ListTagsForResource", call).await;
    tagged.read(|a| tags(a.tags().iter().map(|t| (Some(t.key()), Some(t.value())))))
}

/// A placement with subnets; one without is none.
fn placement(config: Option<&SdkVpcConfig>) -> Option<VpcConfig> {
    let config = config.filter(|c| !c.subnet_ids().is_empty())?;
    Some(VpcConfig {
        subnets: config.subnet_ids().to_vec(),
        security_groups: config.security_group_ids().to_vec(),
    })
}

/// `ListCustomModels` of this account and `GetCustomModel`.
pub(super) async fn custom(scope: Scope) {
    let listing = Listing::new(&scope, Kind::CustomModel);
    // Models that others share are theirs to encrypt.
    let list = scope.clients.bedrock.list_custom_models().is_owned(true);
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListCustomModels", pages.try_next()).await {
        let items = page.model_summaries.unwrap_or_default();
        listing.each(items, |item| custom_model(&listing, item)).await;
    }
    listing.end().await;
}

async fn custom_model(listing: &Listing<'_>, item: CustomModelSummary) {
    let scope = listing.scope;
    let call = scope.clients.bedrock.get_custom_model();
    let call = call.model_identifier(item.model_arn()).send();
    let Some(said) = scope.describe("bedrock:GetCustomModel", call).await else {
        return;
    };
    let detail = CustomModel {
        status: said.read(|m| text(m.model_status())),
        base: said.read(|m| filled(m.base_model_arn())),
        kms_key: said.read(|m| filled(m.model_kms_key_arn())),
        training_data: said.read(|m| m.training_data_config().and_then(|c| filled(c.s3_uri()))),
        output: said.read(|m| m.output_data_config().and_then(|c| filled(Some(c.s3_uri())))),
    };
    listing
        .found(Found {
            arn: Arn::from(item.model_arn()),
            name: item.model_name().to_owned(),
            created: time(Some(item.creation_time())),
            tags: tags_of(scope, item.model_arn()).await,
            detail: detail.into(),
        })
        .await;
}

/// `ListImportedModels` and `GetImportedModel`.
pub(super) async fn imported(scope: Scope) {
    let listing = Listing::new(&scope, Kind::ImportedModel);
    let list = scope.clients.bedrock.list_imported_models();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("bedrock:ListImportedModels", pages.try_next()).await {
        let items = page.model_summaries.unwrap_or_default();
        listing.each(items, |item| imported_model(&listing, item)).await;
    }
    listing.end().await;
}

async fn imported_model(listing: &Listing<'_>, item: ImportedModelSummary) {
    let scope = listing.scope;
    let call = scope.clients.bedrock.get_imported_model();
    let call = call.model_identifier(item.model_arn()).send();
    let Some(said) = scope.describe("bedrock:GetImportedModel", call).await else {
        return;
    };
    let detail = ImportedModel {
        architecture: said.read(|m| filled(m.model_architecture())),
        kms_key: said.read(|m| filled(m.model_kms_key_arn())),
        source: said.read(|m| match m.model_data_source() {
            Some(ModelDataSource::S3DataSource(source)) => filled(Some(source.s3_uri())),
            _ => None,
        }),
    };
    listing
        .found(Found {
            arn: Arn::from(item.model_arn()),
            name: item.model_name().to_owned(),
            created: time(Some(item.creation_time())),
            tags: tags_of(scope, item.model_arn()).await,
            detail: detail.into(),
        })
        .await;
}

/// `ListModelCustomizationJobs` and `GetModelCustomizationJob`.
pub(super) async fn customization_jobs(scope: Scope) {
    let listing = Listing::new(&scope, Kind::CustomizationJob);
    let list = scope.clients.bedrock.list_model_customization_jobs();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock:ListModelCustomizationJobs", pages.try_next())
        .await
    {
        let items = page.model_customization_job_summaries.unwrap_or_default();
        listing
            .each(items, |item| customization_job(&listing, item))
            .await;
    }
    listing.end().await;
}

async fn customization_job(listing: &Listing<'_>, item: ModelCustomizationJobSummary) {
    let scope = listing.scope;
    let call = scope.clients.bedrock.get_model_customization_job();
    let call = call.job_identifier(item.job_arn()).send();
    let Some(said) = scope.describe("bedrock:GetModelCustomizationJob", call).await else {
        return;
    };
    let detail = CustomizationJob {
        status: said.read(|j| text(j.status())),
        role: said.require("roleArn", |j| arn_of(Some(j.role_arn()))),
        training_data: said.read(|j| j.training_data_config().and_then(|c| filled(c.s3_uri()))),
        output: said.read(|j| j.output_data_config().and_then(|c| filled(Some(c.s3_uri())))),
        kms_key: said.read(|j| filled(j.output_model_kms_key_arn())),
        vpc: said.read(|j| placement(j.vpc_config())),
    };
    listing
        .found(Found {
            arn: Arn::from(item.job_arn()),
            name: item.job_name().to_owned(),
            created: time(Some(item.creation_time())),
            tags: tags_of(scope, item.job_arn()).await,
            detail: detail.into(),
        })
        .await;
}

/// `ListModelInvocationJobs`: the list says all that is asked.
pub(super) async fn invocation_jobs(scope: Scope) {
    let listing = Listing::new(&scope, Kind::InvocationJob);
    let list = scope.clients.bedrock.list_model_invocation_jobs();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("bedrock:ListModelInvocationJobs", pages.try_next())
        .await
    {
        let items = page.invocation_job_summaries.unwrap_or_default();
        listing.each(items, |item| invocation_job(&listing, item)).await;
    }
    listing.end().await;
}

async fn invocation_job(listing: &Listing<'_>, item: ModelInvocationJobSummary) {
    let output = match item.output_data_config() {
        Some(ModelInvocationJobOutputDataConfig::S3OutputDataConfig(output)) => Some(output),
        _ => None,
    };
    let input = match item.input_data_config() {
        Some(ModelInvocationJobInputDataConfig::S3InputDataConfig(input)) => filled(Some(input.s3_uri())),
        _ => None,
    };
    let detail = InvocationJob {
        status: Field::Known(text(item.status())),
        role: Field::Known(Arn::from(item.role_arn())),
        model: Field::Known(item.model_id().to_owned()),
        input: Field::Known(input),
        output: Field::Known(output.and_then(|o| filled(Some(o.s3_uri())))),
        output_kms_key: Field::Known(output.and_then(|o| filled(o.s3_encryption_key_id()))),
        vpc: Field::Known(placement(item.vpc_config())),
    };
    listing
        .found(Found {
            arn: Arn::from(item.job_arn()),
            name: item.job_name().to_owned(),
            created: time(Some(item.submit_time())),
            tags: tags_of(listing.scope, item.job_arn()).await,
            detail: detail.into(),
        })
        .await;
}
