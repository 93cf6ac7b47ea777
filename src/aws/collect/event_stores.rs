//! CloudTrail Lake: event data stores and their keys.

use super::Scope;
use super::answer::{filled, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::EventDataStore;
use crate::inventory::{Arn, Kind};
use aws_sdk_cloudtrail::types::{EventDataStore as Listed, ResourceTag};

/// Every event data store of the Region; the list has little but the names.
pub(super) async fn stores(scope: Scope) {
    let listing = Listing::new(&scope, Kind::EventDataStore);
    let list = scope.clients.cloudtrail.list_event_data_stores();
    let mut pages = list.into_paginator().send();
    while let Some(page) = listing
        .page("cloudtrail:ListEventDataStores", pages.try_next())
        .await
    {
        let stores = page.event_data_stores.unwrap_or_default();
        listing.each(stores, |store| one(&listing, store)).await;
    }
    listing.end().await;
}

async fn one(listing: &Listing<'_>, store: Listed) {
    let scope = listing.scope;
    let client = &scope.clients.cloudtrail;
    let Some(arn) = store.event_data_store_arn().map(Arn::from) else {
        return;
    };
    let ask = client.get_event_data_store().event_data_store(arn.as_str());
    let Some(said) = scope.describe("cloudtrail:GetEventDataStore", ask.send()).await else {
        return;
    };
    let ask = client.list_tags().resource_id_list(arn.as_str());
    let tagged = scope.setting("cloudtrail:ListTags", ask.send()).await;
    listing
        .found(Found {
            name: store.name().unwrap_or(arn.short_name()).to_owned(),
            created: said.ok().and_then(|s| time(s.created_timestamp())),
            tags: tagged.read(|a| {
                let lists = a.resource_tag_list().iter().flat_map(ResourceTag::tags_list);
                tags(lists.map(|t| (Some(t.key()), t.value())))
            }),
            detail: EventDataStore {
                status: said.require("Status", |s| text(s.status())),
                kms_key: said.read(|s| filled(s.kms_key_id())),
                multi_region: said.read(|s| s.multi_region_enabled() == Some(true)),
                retention_days: said.require("RetentionPeriod", aws_sdk_cloudtrail::operation::get_event_data_store::GetEventDataStoreOutput::retention_period),
            }
            .into(),
            arn,
        })
        .await;
}
