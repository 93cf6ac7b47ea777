//! IoT: device policies.

use super::Scope;
use super::answer::{arn_of, filled, plain, tags, time};
use super::listing::{Found, Listing};
use crate::inventory::Kind;
use crate::inventory::detail::IotPolicy;
use aws_sdk_iot::types::Policy;

/// `ListPolicies` and `GetPolicy`.
pub(super) async fn policies(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotPolicy);
    let list = scope.clients.iot.list_policies();
    let mut pages = list.page_size(250).into_paginator().send();
    while let Some(page) = listing.page("iot:ListPolicies", pages.try_next()).await {
        let items = page.policies.unwrap_or_default();
        listing.each(items, |item| policy(&listing, item)).await;
    }
    listing.end().await;
}

async fn policy(listing: &Listing<'_>, item: Policy) {
    let scope = listing.scope;
    let iot = &scope.clients.iot;
    let name = plain(item.policy_name());
    let call = iot.get_policy().policy_name(&name).send();
    let Some(said) = scope.describe("iot:GetPolicy", call).await else {
        return;
    };
    let arn = arn_of(item.policy_arn()).unwrap_or_else(|| scope.arn("iot", &format!("policy/{name}")));
    let call = iot.list_tags_for_resource().resource_arn(arn.as_str()).send();
    let tagged = scope.setting("iot:ListTagsForResource", call).await;
    let detail = IotPolicy {
        document: said.require("policyDocument", |p| filled(p.policy_document())),
        version: said.require("defaultVersionId", |p| filled(p.default_version_id())),
    };
    listing
        .found(Found {
            arn,
            name,
            created: said.ok().and_then(|p| time(p.creation_date())),
            tags: tagged.read(|a| tags(a.tags().iter().map(|t| (Some(t.key()), t.value())))),
            detail: detail.into(),
        })
        .await;
}
