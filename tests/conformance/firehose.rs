//! Firehose's delivery streams and their encryption.

use crate::bedrock_models::role;
use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_firehose::types::{
    DeliveryStreamEncryptionConfigurationInput as Encryption, DeliveryStreamType,
    ExtendedS3DestinationConfiguration, KeyType, KinesisStreamSourceConfiguration, Tag,
};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"firehose.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn place(role: &str) -> ExtendedS3DestinationConfiguration {
    let place = ExtendedS3DestinationConfiguration::builder()
        .role_arn(role)
        .bucket_arn("arn:aws:s3:::archive");
    place.build().expect("a destination")
}

fn encryption(kind: KeyType, key: Option<&str>) -> Encryption {
    let input = Encryption::builder().key_type(kind);
    input
        .set_key_arn(key.map(str::to_owned))
        .build()
        .expect("an encryption")
}

async fn a_stream_keeps_its_key_source_and_bucket(aws: &Aws) {
    let (api, key, role) = (
        aws.firehose(),
        aws.key().await,
        role(aws, "delivery", TRUST).await,
    );
    let make = |name: &str, input: Option<Encryption>| {
        let call = api.create_delivery_stream().delivery_stream_name(name);
        let call = call.extended_s3_destination_configuration(place(&role));
        Box::pin(
            call.set_delivery_stream_encryption_configuration_input(input)
                .send(),
        )
    };
    make(
        "closed",
        Some(encryption(KeyType::CustomerManagedCmk, Some(&key))),
    )
    .await
    .expect("a stream");
    make("owned", Some(encryption(KeyType::AwsOwnedCmk, None)))
        .await
        .expect("a stream");
    make("open", None).await.expect("a stream");
    for (name, status, key) in [
        ("closed", "ENABLED", Some(&*key)),
        ("owned", "ENABLED", None),
        ("open", "DISABLED", None),
    ] {
        let read = api
            .describe_delivery_stream()
            .delivery_stream_name(name)
            .send()
            .await;
        let read = read.expect("the stream");
        let stream = read.delivery_stream_description().expect("it");
        let encryption = stream.delivery_stream_encryption_configuration().expect("a word");
        assert_eq!(encryption.status().expect("a status").as_str(), status, "{name}");
        assert_eq!(encryption.key_arn(), key, "{name}");
        assert_eq!(stream.delivery_stream_type().as_str(), "DirectPut");
        let place = stream.destinations()[0].extended_s3_destination_description();
        assert_eq!(place.expect("S3").bucket_arn(), "arn:aws:s3:::archive");
        assert_eq!(stream.create_timestamp().expect("a time").secs(), START);
    }
    let none = api
        .describe_delivery_stream()
        .delivery_stream_name("nothing")
        .send()
        .await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

async fn a_stream_that_cannot_deliver_or_encrypt_is_refused(aws: &Aws) {
    let (api, role) = (aws.firehose(), role(aws, "delivery", TRUST).await);
    let nobody = format!("arn:aws:iam::{ACCOUNT}:role/nobody");
    let ask = |role: &str| {
        let call = api.create_delivery_stream().delivery_stream_name("events");
        call.extended_s3_destination_configuration(place(role))
    };
    assert_eq!(
        refusal(Box::pin(ask(&nobody).send()).await),
        "InvalidArgumentException"
    );
    let lost = encryption(KeyType::CustomerManagedCmk, Some("alias/none"));
    let lost = ask(&role).delivery_stream_encryption_configuration_input(lost);
    assert_eq!(
        refusal(Box::pin(lost.send()).await),
        "InvalidKMSResourceException"
    );
    let source = KinesisStreamSourceConfiguration::builder()
        .kinesis_stream_arn(format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/s"))
        .role_arn(&role);
    let sourced = ask(&role)
        .delivery_stream_type(DeliveryStreamType::KinesisStreamAsSource)
        .kinesis_stream_source_configuration(source.build().expect("a source"));
    let both = sourced
        .clone()
        .delivery_stream_encryption_configuration_input(encryption(KeyType::AwsOwnedCmk, None));
    assert_eq!(refusal(Box::pin(both.send()).await), "InvalidArgumentException");
    Box::pin(sourced.send()).await.expect("a stream");
    assert_eq!(
        refusal(Box::pin(ask(&role).send()).await),
        "ResourceInUseException"
    );
    let read = api
        .describe_delivery_stream()
        .delivery_stream_name("events")
        .send()
        .await;
    let read = read.expect("the stream");
    let source = read
        .delivery_stream_description()
        .expect("it")
        .source()
        .expect("a source");
    let stream = source.kinesis_stream_source_description().expect("Kinesis");
    assert!(
        stream
            .kinesis_stream_arn()
            .is_some_and(|arn| arn.ends_with(":stream/s"))
    );
}

async fn streams_are_listed_by_name_and_in_pages(aws: &Aws) {
    let (api, role) = (aws.firehose(), role(aws, "delivery", TRUST).await);
    for name in ["b", "a", "c"] {
        let call = api.create_delivery_stream().delivery_stream_name(name);
        let call = call.extended_s3_destination_configuration(place(&role));
        Box::pin(call.send()).await.expect("a stream");
    }
    let first = api.list_delivery_streams().limit(2).send().await.expect("a page");
    assert_eq!(
        (first.delivery_stream_names(), first.has_more_delivery_streams()),
        (&["a".to_owned(), "b".to_owned()][..], true)
    );
    let rest = api
        .list_delivery_streams()
        .exclusive_start_delivery_stream_name("b")
        .send()
        .await
        .expect("a page");
    assert_eq!(
        (rest.delivery_stream_names(), rest.has_more_delivery_streams()),
        (&["c".to_owned()][..], false)
    );
}

async fn tags_of_a_stream_are_kept(aws: &Aws) {
    let (api, role) = (aws.firehose(), role(aws, "delivery", TRUST).await);
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("a tag");
    let call = api
        .create_delivery_stream()
        .delivery_stream_name("events")
        .tags(tag("team", "fraud"));
    let call = call.extended_s3_destination_configuration(place(&role));
    Box::pin(call.send()).await.expect("a stream");
    let more = api
        .tag_delivery_stream()
        .delivery_stream_name("events")
        .tags(tag("data", "pci"));
    more.send().await.expect("tagged");
    let read = api
        .list_tags_for_delivery_stream()
        .delivery_stream_name("events")
        .send()
        .await;
    let read = read.expect("tags");
    assert_eq!(
        (read.tags(), read.has_more_tags()),
        (&[tag("data", "pci"), tag("team", "fraud")][..], false)
    );
}

cases! {
    "firehose";
    DescribeDeliveryStream: a_stream_keeps_its_key_source_and_bucket,
    CreateDeliveryStream: a_stream_that_cannot_deliver_or_encrypt_is_refused,
    ListDeliveryStreams: streams_are_listed_by_name_and_in_pages,
    ListTagsForDeliveryStream: tags_of_a_stream_are_kept,
}
