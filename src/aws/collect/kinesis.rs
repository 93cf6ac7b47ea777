//! Kinesis: data streams and their encryption.

use super::Scope;
use super::answer::{arn_of, filled, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::Kind;
use crate::inventory::detail::KinesisStream;
use aws_sdk_kinesis::types::StreamDescriptionSummary as Summary;

/// `ListStreams` and `DescribeStreamSummary`.
pub(super) async fn streams(scope: Scope) {
    let listing = Listing::new(&scope, Kind::KinesisStream);
    let list = scope.clients.kinesis.list_streams();
    let mut pages = list.limit(100).into_paginator().send();
    while let Some(page) = listing.page("kinesis:ListStreams", pages.try_next()).await {
        listing
            .each(page.stream_names, |name| stream(&listing, name))
            .await;
    }
    listing.end().await;
}

async fn stream(listing: &Listing<'_>, name: String) {
    let scope = listing.scope;
    let kinesis = &scope.clients.kinesis;
    let call = kinesis.describe_stream_summary().stream_name(&name).send();
    let Some(said) = scope.describe("kinesis:DescribeStreamSummary", call).await else {
        return;
    };
    // A stream has fifty tags at most: one page.
    let call = kinesis.list_tags_for_stream().stream_name(&name).limit(50).send();
    let tagged = scope.setting("kinesis:ListTagsForStream", call).await;
    let summary = said.ok().and_then(|s| s.stream_description_summary());
    let field = "StreamDescriptionSummary";
    let detail = KinesisStream {
        status: said.require(field, |s| {
            text(s.stream_description_summary().map(Summary::stream_status))
        }),
        encryption: said.require(field, |s| {
            // `NONE` is the API's default.
            let summary = s.stream_description_summary()?;
            Some(text(summary.encryption_type()).unwrap_or_else(|| "NONE".to_owned()))
        }),
        kms_key: said.read(|s| s.stream_description_summary().and_then(|s| filled(s.key_id()))),
        retention_hours: said.require(field, |s| {
            s.stream_description_summary()
                .map(Summary::retention_period_hours)
        }),
    };
    let arn = arn_of(summary.map(Summary::stream_arn));
    listing
        .found(Found {
            arn: arn.unwrap_or_else(|| scope.arn("kinesis", &format!("stream/{name}"))),
            created: summary.and_then(|s| time(Some(s.stream_creation_timestamp()))),
            tags: tagged.read(|a| tags(a.tags().iter().map(|t| (Some(t.key()), t.value())))),
            detail: detail.into(),
            name,
        })
        .await;
}
