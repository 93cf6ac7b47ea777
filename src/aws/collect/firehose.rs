//! Firehose: delivery streams, their source and their encryption.

use super::Scope;
use super::answer::{arn_of, filled, tags, text, time};
use super::listing::{Found, Listing};
use crate::inventory::Kind;
use crate::inventory::detail::DeliveryStream;
use aws_sdk_firehose::types::{DeliveryStreamDescription as Description, DestinationDescription};

/// `ListDeliveryStreams`, which the SDK has no paginator for, and
/// `DescribeDeliveryStream`.
pub(super) async fn delivery_streams(scope: Scope) {
    let listing = Listing::new(&scope, Kind::DeliveryStream);
    let mut after = None;
    loop {
        let list = scope.clients.firehose.list_delivery_streams().limit(50);
        let call = list.set_exclusive_start_delivery_stream_name(after.take()).send();
        match scope.call("firehose:ListDeliveryStreams", call).await {
            Ok(page) => {
                let names = page.delivery_stream_names;
                after = names.last().filter(|_| page.has_more_delivery_streams).cloned();
                listing.each(names, |name| delivery_stream(&listing, name)).await;
            }
            Err(failure) => listing.gap(&failure).await,
        }
        if after.is_none() {
            break;
        }
    }
    listing.end().await;
}

async fn delivery_stream(listing: &Listing<'_>, name: String) {
    let scope = listing.scope;
    let firehose = &scope.clients.firehose;
    let call = firehose
        .describe_delivery_stream()
        .delivery_stream_name(&name)
        .send();
    let Some(said) = scope.describe("firehose:DescribeDeliveryStream", call).await else {
        return;
    };
    // A stream has fifty tags at most: one page.
    let call = firehose.list_tags_for_delivery_stream();
    let call = call.delivery_stream_name(&name).limit(50).send();
    let tagged = scope.setting("firehose:ListTagsForDeliveryStream", call).await;
    let description = said.ok().and_then(|s| s.delivery_stream_description());
    let what = "DeliveryStreamDescription";
    let detail = DeliveryStream {
        status: said.require(what, |s| {
            text(
                s.delivery_stream_description()
                    .map(Description::delivery_stream_status),
            )
        }),
        source: said.require(what, |s| {
            text(
                s.delivery_stream_description()
                    .map(Description::delivery_stream_type),
            )
        }),
        stream: said.require(what, |s| {
            let source = s.delivery_stream_description()?.source();
            let stream = source.and_then(|s| s.kinesis_stream_source_description());
            Some(stream.and_then(|s| filled(s.kinesis_stream_arn())))
        }),
        encryption: said.require(what, |s| {
            let config = s
                .delivery_stream_description()?
                .delivery_stream_encryption_configuration();
            Some(
                config
                    .and_then(|c| text(c.status()))
                    .unwrap_or_else(|| "DISABLED".to_owned()),
            )
        }),
        kms_key: said.require(what, |s| {
            let config = s
                .delivery_stream_description()?
                .delivery_stream_encryption_configuration();
            Some(config.and_then(|c| filled(c.key_arn())))
        }),
        buckets: said.require(what, |s| {
            let destinations = s.delivery_stream_description()?.destinations();
            Some(destinations.iter().filter_map(bucket).collect())
        }),
    };
    let arn = arn_of(description.map(Description::delivery_stream_arn));
    listing
        .found(Found {
            arn: arn.unwrap_or_else(|| scope.arn("firehose", &format!("deliverystream/{name}"))),
            created: description.and_then(|d| time(d.create_timestamp())),
            tags: tagged.read(|a| tags(a.tags().iter().map(|t| (Some(t.key()), t.value())))),
            detail: detail.into(),
            name,
        })
        .await;
}

fn bucket(destination: &DestinationDescription) -> Option<String> {
    let extended = destination.extended_s3_destination_description();
    let plain = destination.s3_destination_description();
    let arn = extended
        .map(aws_sdk_firehose::types::ExtendedS3DestinationDescription::bucket_arn)
        .or_else(|| plain.map(aws_sdk_firehose::types::S3DestinationDescription::bucket_arn));
    filled(arn)
}
