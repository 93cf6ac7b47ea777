//! Directory buckets: each Region lists its own, at an endpoint that only the
//! Regions with S3 Express One Zone or a Local Zone have. Elsewhere its name
//! does not resolve, which is a gap.

use super::Scope;
use super::answer::{plain, tags, time};
use super::listing::{Found, Listing};
use super::s3::Settings;
use crate::inventory::detail::DirectoryBucket;
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_s3::types::Bucket as Listed;
use std::sync::Arc;

/// The directory buckets of the Region.
pub(super) async fn all(scope: Scope) {
    let listing = Listing::new(&scope, Kind::DirectoryBucket);
    let mut pages = scope.clients.s3.list_directory_buckets().into_paginator().send();
    while let Some(page) = listing.page("s3:ListDirectoryBuckets", pages.try_next()).await {
        let mut listed = page.buckets.unwrap_or_default();
        // An emulator that takes the call for ListBuckets answers with the others.
        listed.retain(|bucket| bucket.name().is_some_and(|name| name.ends_with("--x-s3")));
        listing.each(listed, |bucket| one(&listing, bucket)).await;
    }
    listing.end().await;
}

async fn one(listing: &Listing<'_>, listed: Listed) {
    let scope = listing.scope;
    let name = plain(listed.name());
    let arn = match listed.bucket_arn() {
        Some(arn) => Arn::from(arn),
        None => scope.arn("s3express", &format!("bucket/{name}")),
    };
    let read = Settings {
        scope,
        clients: Arc::clone(&scope.clients),
        name: &name,
    };
    let (lifecycle, tags) = tokio::join!(read.lifecycle(), tags_of(scope, &arn));
    let gone = lifecycle
        .gap()
        .is_some_and(|g| g.message.starts_with("NoSuchBucket:"));
    if gone {
        return;
    }
    listing
        .found(Found {
            arn,
            created: time(listed.creation_date()),
            tags,
            detail: DirectoryBucket {
                zone: zone(&name).to_owned(),
                lifecycle,
            }
            .into(),
            name,
        })
        .await;
}

async fn tags_of(scope: &Scope, arn: &Arn) -> Field<Tags> {
    let ask = scope.clients.s3control.list_tags_for_resource();
    let ask = ask.account_id(scope.session.account().as_str());
    let call = ask.resource_arn(arn.as_str()).send();
    let said = scope.setting("s3control:ListTagsForResource", call).await;
    said.read(|a| tags(a.tags().iter().map(|t| (Some(t.key()), Some(t.value())))))
}

/// The zone in `base--ZONE--x-s3`, which every directory bucket is named by.
fn zone(name: &str) -> &str {
    let named = name
        .strip_suffix("--x-s3")
        .and_then(|rest| rest.rsplit_once("--"));
    named.map_or("", |(_, zone)| zone)
}
