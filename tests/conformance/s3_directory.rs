//! S3: directory buckets, which are listed apart and asked elsewhere.

use crate::iam_enforced::{allow, put, user_who_may};
use crate::place::{ACCOUNT, Aws, REGION, complaint, refusal};
use crate::s3_setting::bucket;
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketInfo, BucketLifecycleConfiguration, BucketType, CreateBucketConfiguration, DataRedundancy,
    ExpirationStatus, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter, LocationInfo, LocationType,
    Tag,
};
use aws_types::SdkConfig;

const DIRECTORY: &str = "shards--use1-az4--x-s3";

/// S3 in a Region. Settings of a directory bucket take no session; behind a
/// URL the SDK opens one for them nevertheless, unless it is told not to.
fn s3(aws: &Aws, region: &'static str) -> Client {
    client(&aws.config(region))
}

fn client(config: &SdkConfig) -> Client {
    let config = aws_sdk_s3::config::Builder::from(config);
    Client::from_conf(config.disable_s3_express_session_auth(true).build())
}

/// Where a directory bucket is to be, and that it is to be one.
fn place(zone: &str) -> CreateBucketConfiguration {
    let location = LocationInfo::builder()
        .r#type(LocationType::AvailabilityZone)
        .name(zone);
    let info = BucketInfo::builder()
        .data_redundancy(DataRedundancy::SingleAvailabilityZone)
        .r#type(BucketType::Directory);
    let tag = Tag::builder().key("team").value("cardio").build().expect("a tag");
    CreateBucketConfiguration::builder()
        .location(location.build())
        .bucket(info.build())
        .tags(tag)
        .build()
}

async fn make(s3: &Client, name: &str, zone: &str) {
    let made = s3.create_bucket().bucket(name);
    let made = made.create_bucket_configuration(place(zone)).send().await;
    made.expect("a directory bucket");
}

async fn directory_buckets_are_listed_apart_from_all_others_and_by_region(aws: &Aws) {
    let ordinary = bucket(aws).await;
    let (s3, abroad) = (s3(aws, REGION), s3(aws, "eu-west-1"));
    make(&s3, DIRECTORY, "use1-az4").await;
    make(&s3, "spares--use1-az5--x-s3", "use1-az5").await;
    make(&abroad, "shards--euw1-az1--x-s3", "euw1-az1").await;
    let page = |token: Option<String>| {
        let list = s3.list_directory_buckets().max_directory_buckets(1);
        list.set_continuation_token(token).send()
    };
    let first = page(None).await.expect("listed");
    let [kept] = first.buckets() else {
        panic!("{first:?}");
    };
    assert_eq!(kept.name(), Some(DIRECTORY));
    let arn = format!("arn:aws:s3express:{REGION}:{ACCOUNT}:bucket/{DIRECTORY}");
    assert_eq!(kept.bucket_arn(), Some(arn.as_str()));
    assert!(kept.creation_date().is_some());
    assert_eq!(kept.bucket_region(), None);
    let token = first.continuation_token().map(str::to_owned);
    let second = page(token).await.expect("listed");
    assert_eq!(second.buckets()[0].name(), Some("spares--use1-az5--x-s3"));
    assert_eq!(second.continuation_token(), None);
    let abroad = abroad.list_directory_buckets().send().await.expect("listed");
    assert_eq!(abroad.buckets().len(), 1);
    let others = ordinary.list_buckets().send().await.expect("listed");
    assert_eq!(others.buckets().len(), 1);
}

async fn a_directory_bucket_is_named_after_its_zone(aws: &Aws) {
    let s3 = s3(aws, REGION);
    let make = |name: &str, zone: &str| {
        let call = s3.create_bucket().bucket(name);
        call.create_bucket_configuration(place(zone)).send()
    };
    make(DIRECTORY, "use1-az4").await.expect("made");
    assert_eq!(
        refusal(make(DIRECTORY, "use1-az4").await),
        "BucketAlreadyOwnedByYou"
    );
    let elsewhere = make("others--use1-az4--x-s3", "use1-az6").await;
    assert_eq!(refusal(elsewhere), "InvalidBucketName");
    let delete = || s3.delete_bucket().bucket(DIRECTORY).send();
    delete().await.expect("gone");
    assert_eq!(refusal(delete().await), "NoSuchBucket");
}

async fn the_lifecycle_of_a_directory_bucket_is_read_as_it_was_put(aws: &Aws) {
    let s3 = s3(aws, REGION);
    let read = || s3.get_bucket_lifecycle_configuration().bucket(DIRECTORY).send();
    assert_eq!(refusal(read().await), "NoSuchBucket");
    make(&s3, DIRECTORY, "use1-az4").await;
    assert_eq!(refusal(read().await), "NoSuchLifecycleConfiguration");
    let rule = LifecycleRule::builder()
        .id("after-the-run")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .expiration(LifecycleExpiration::builder().days(14).build());
    let rules = BucketLifecycleConfiguration::builder().rules(rule.build().expect("a rule"));
    let put = s3.put_bucket_lifecycle_configuration().bucket(DIRECTORY);
    let put = put.lifecycle_configuration(rules.build().expect("rules"));
    put.send().await.expect("put");
    let kept = read().await.expect("read");
    assert_eq!(kept.rules()[0].id(), Some("after-the-run"));
    assert_eq!(kept.rules()[0].status(), &ExpirationStatus::Enabled);
    let expiration = kept.rules()[0].expiration();
    assert_eq!(expiration.and_then(LifecycleExpiration::days), Some(14));
}

async fn tags_of_a_directory_bucket_are_told_by_arn(aws: &Aws) {
    make(&s3(aws, REGION), DIRECTORY, "use1-az4").await;
    let ask = aws.s3control().list_tags_for_resource().account_id(ACCOUNT);
    let arn = format!("arn:aws:s3express:{REGION}:{ACCOUNT}:bucket/{DIRECTORY}");
    let read = ask.resource_arn(arn).send().await.expect("tags");
    let pairs: Vec<(&str, &str)> = read.tags().iter().map(|t| (t.key(), t.value())).collect();
    assert_eq!(pairs, [("team", "cardio")]);
}

async fn directory_buckets_take_actions_of_their_own(aws: &Aws) {
    make(&s3(aws, REGION), DIRECTORY, "use1-az4").await;
    let reads = [
        "s3express:ListAllMyDirectoryBuckets",
        "s3express:GetLifecycleConfiguration",
    ];
    let reader = user_who_may(aws, &allow(&reads, "*")).await;
    let s3 = client(&reader);
    let listed = || s3.list_directory_buckets().send();
    assert_eq!(listed().await.expect("listed").buckets().len(), 1);
    let rules = s3.get_bucket_lifecycle_configuration().bucket(DIRECTORY);
    assert_eq!(refusal(rules.send().await), "NoSuchLifecycleConfiguration");
    let message = complaint(s3.delete_bucket().bucket(DIRECTORY).send().await);
    let arn = format!("arn:aws:s3express:{REGION}:{ACCOUNT}:bucket/{DIRECTORY}");
    assert!(
        message.contains(&format!("s3express:DeleteBucket on resource: {arn}")),
        "{message}"
    );
    // Whoever may do anything with ordinary buckets may nothing here.
    put(aws, &allow(&["s3:*"], "*")).await;
    assert_eq!(refusal(listed().await), "AccessDenied");
}

cases! {
    "s3";
    ListDirectoryBuckets: directory_buckets_are_listed_apart_from_all_others_and_by_region,
    CreateBucket: a_directory_bucket_is_named_after_its_zone,
    GetBucketLifecycleConfiguration: the_lifecycle_of_a_directory_bucket_is_read_as_it_was_put,
    ListTagsForResource: tags_of_a_directory_bucket_are_told_by_arn,
    DeleteBucket: directory_buckets_take_actions_of_their_own,
}
