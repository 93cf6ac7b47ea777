//! SageMaker: the model registry and the feature store.

use super::Scope;
use super::answer::{Answer, arn_of, filled, not_collected, plain, text, time};
use super::listing::{Found, Listing};
use super::sagemaker::{PAGE, arn, destination, resource_tags};
use crate::inventory::detail::{FeatureGroup, ModelPackage, ModelPackageGroup, OnlineStore};
use crate::inventory::{Arn, Field, Gap, Kind, Tags};
use aws_sdk_sagemaker::operation::describe_model_package::DescribeModelPackageOutput;
use aws_sdk_sagemaker::types::{
    FeatureGroupSummary, ModelApprovalStatus, ModelPackageGroupSummary, ModelPackageSummary,
    ModelPackageType, UserContext,
};
use std::collections::BTreeMap;

/// The versions of a group, as listed.
#[derive(Debug, Default)]
struct Versions {
    count: usize,
    approved: usize,
    latest: Option<ModelPackageSummary>,
}

/// Groups, their policies and their latest versions. The versions of all
/// groups are one listing.
pub(super) async fn packages(scope: Scope) {
    let packages = Listing::new(&scope, Kind::ModelPackage);
    let mut versions: BTreeMap<String, Versions> = BTreeMap::new();
    let list = scope.clients.sagemaker.list_model_packages();
    let list = list.model_package_type(ModelPackageType::Versioned);
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = packages
        .page("sagemaker:ListModelPackages", pages.try_next())
        .await
    {
        for package in page.model_package_summary_list.unwrap_or_default() {
            let of_group = versions
                .entry(plain(package.model_package_group_name()))
                .or_default();
            of_group.count += 1;
            of_group.approved +=
                usize::from(package.model_approval_status() == Some(&ModelApprovalStatus::Approved));
            let newer =
                |known: &ModelPackageSummary| package.model_package_version() > known.model_package_version();
            if of_group.latest.as_ref().is_none_or(newer) {
                of_group.latest = Some(package);
            }
        }
    }
    let tags = if scope.wants(Kind::ModelPackageGroup) {
        groups(&scope, packages.is_whole().then_some(&versions)).await
    } else {
        BTreeMap::new()
    };
    if scope.wants(Kind::ModelPackage) {
        let latest = versions.into_values().filter_map(|v| v.latest).collect();
        packages
            .each(latest, |item| package(&packages, &tags, item))
            .await;
        packages.end().await;
    }
}

/// The groups; their tags, by name, which are those of their versions too.
async fn groups(
    scope: &Scope,
    versions: Option<&BTreeMap<String, Versions>>,
) -> BTreeMap<String, Field<Tags>> {
    let listing = Listing::new(scope, Kind::ModelPackageGroup);
    let list = scope.clients.sagemaker.list_model_package_groups();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    let mut all = Vec::new();
    while let Some(page) = listing
        .page("sagemaker:ListModelPackageGroups", pages.try_next())
        .await
    {
        all.extend(page.model_package_group_summary_list.unwrap_or_default());
    }
    let tags = std::sync::Mutex::new(BTreeMap::new());
    listing
        .each(all, |item| {
            let (listing, tags) = (&listing, &tags);
            async move {
                let name = plain(item.model_package_group_name());
                let own = group(listing, versions, item).await;
                // A poisoned lock holds a map of names: still good.
                tags.lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .insert(name, own);
            }
        })
        .await;
    listing.end().await;
    tags.into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

async fn group(
    listing: &Listing<'_>,
    versions: Option<&BTreeMap<String, Versions>>,
    item: ModelPackageGroupSummary,
) -> Field<Tags> {
    let scope = listing.scope;
    let name = plain(item.model_package_group_name());
    let ask = scope.clients.sagemaker.get_model_package_group_policy();
    let call = ask.model_package_group_name(&name).send();
    let policy = match scope.call("sagemaker:GetModelPackageGroupPolicy", call).await {
        // "Cannot find resource policy for …"
        Err(failure) if failure.is_absent() => Field::Known(None),
        answer => answer
            .map(|p| filled(p.resource_policy()))
            .map_err(Gap::from)
            .into(),
    };
    let arn = arn(
        scope,
        item.model_package_group_arn(),
        "model-package-group",
        &name,
    );
    let tags = resource_tags(scope, &arn).await;
    let count = |of: fn(&Versions) -> usize| match versions {
        Some(versions) => Field::Known(versions.get(&name).map_or(0, of)),
        None => not_collected(
            "sagemaker:ListModelPackages",
            "the versions were not listed to their end",
        ),
    };
    let detail = ModelPackageGroup {
        status: Field::Known(text(item.model_package_group_status()).unwrap_or_default()),
        policy,
        versions: count(|v| v.count),
        approved: count(|v| v.approved),
    };
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags: tags.clone(),
            detail: detail.into(),
        })
        .await;
    tags
}

async fn package(listing: &Listing<'_>, tags: &BTreeMap<String, Field<Tags>>, item: ModelPackageSummary) {
    let scope = listing.scope;
    let group = plain(item.model_package_group_name());
    let arn = plain(item.model_package_arn());
    let ask = scope.clients.sagemaker.describe_model_package();
    let call = ask.model_package_name(&arn).send();
    let Some(said) = scope.describe("sagemaker:DescribeModelPackage", call).await else {
        return;
    };
    let version = item.model_package_version();
    let name = version.map_or_else(|| group.clone(), |v| format!("{group}/{v}"));
    // A version has no tags of its own: it goes by those of its group.
    let tags = tags.get(&group).cloned();
    listing
        .found(Found {
            arn: Arn::from(arn),
            name,
            created: time(item.creation_time()),
            tags: tags.unwrap_or_else(|| not_collected("sagemaker:ListTags", "its group was not read")),
            detail: package_detail(&said, group).into(),
        })
        .await;
}

fn package_detail(said: &Answer<DescribeModelPackageOutput>, group: String) -> ModelPackage {
    ModelPackage {
        group,
        version: said.require(
            "ModelPackageVersion",
            DescribeModelPackageOutput::model_package_version,
        ),
        status: said.require("ModelPackageStatus", |p| text(p.model_package_status())),
        approval: said.require("ModelApprovalStatus", |p| text(p.model_approval_status())),
        created_by: said.read(|p| p.created_by().and_then(identity)),
        changed_by: said.read(|p| p.last_modified_by().and_then(identity)),
        changed: said.read(|p| time(p.last_modified_time())),
        kms_key: said.read(|p| p.security_config().and_then(|c| filled(Some(c.kms_key_id()?)))),
    }
}

/// Who it was: a user profile of Studio, or an identity of IAM.
fn identity(user: &UserContext) -> Option<Arn> {
    let of_iam = || arn_of(user.iam_identity().and_then(|i| i.arn()));
    arn_of(user.user_profile_arn()).or_else(of_iam)
}

/// `ListFeatureGroups` and `DescribeFeatureGroup`.
pub(super) async fn feature_groups(scope: Scope) {
    let listing = Listing::new(&scope, Kind::FeatureGroup);
    let list = scope.clients.sagemaker.list_feature_groups();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("sagemaker:ListFeatureGroups", pages.try_next())
        .await
    {
        let items = page.feature_group_summaries.unwrap_or_default();
        listing.each(items, |item| feature_group(&listing, item)).await;
    }
    listing.end().await;
}

async fn feature_group(listing: &Listing<'_>, item: FeatureGroupSummary) {
    let scope = listing.scope;
    let name = plain(item.feature_group_name());
    let ask = scope.clients.sagemaker.describe_feature_group();
    let call = ask.feature_group_name(&name).send();
    let Some(said) = scope.describe("sagemaker:DescribeFeatureGroup", call).await else {
        return;
    };
    let arn = arn(scope, item.feature_group_arn(), "feature-group", &name);
    let tags = resource_tags(scope, &arn).await;
    let detail = FeatureGroup {
        status: said.require("FeatureGroupStatus", |g| text(g.feature_group_status())),
        role: said.read(|g| arn_of(g.role_arn())),
        offline: said.read(|g| {
            let store = g.offline_store_config()?.s3_storage_config()?;
            destination(store.s3_uri(), store.kms_key_id())
        }),
        online: said.read(|g| {
            let store = g.online_store_config()?;
            (store.enable_online_store() == Some(true)).then(|| OnlineStore {
                storage: text(store.storage_type()).unwrap_or_else(|| "Standard".to_owned()),
                kms_key: store.security_config().and_then(|c| filled(c.kms_key_id())),
            })
        }),
    };
    listing
        .found(Found {
            arn,
            name,
            created: time(item.creation_time()),
            tags,
            detail: detail.into(),
        })
        .await;
}
