//! Buckets themselves: safe when new, in one Region, listed from all.

use super::{account, bucket, bucket_in, code, config, s3, virginia};
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, ObjectLockEnabled,
    ObjectOwnership, ServerSideEncryption, VersioningConfiguration,
};
use bytes::Bytes;
use http::HeaderMap;

#[tokio::test]
async fn a_new_bucket_encrypts_blocks_public_access_and_owns_its_objects() {
    let client = virginia();
    bucket(&client, "clinic-data").await;
    let encryption = client.get_bucket_encryption().bucket("clinic-data").send().await;
    let encryption = encryption.expect("encryption");
    let rule = &encryption
        .server_side_encryption_configuration()
        .expect("one")
        .rules()[0];
    let default = rule.apply_server_side_encryption_by_default().expect("one");
    assert_eq!(default.sse_algorithm(), &ServerSideEncryption::Aes256);
    let block = client
        .get_public_access_block()
        .bucket("clinic-data")
        .send()
        .await;
    let block = block.expect("a block").public_access_block_configuration;
    let block = block.expect("its switches");
    let switches = [
        block.block_public_acls(),
        block.ignore_public_acls(),
        block.block_public_policy(),
        block.restrict_public_buckets(),
    ];
    assert_eq!(switches, [Some(true); 4]);
    let ownership = client
        .get_bucket_ownership_controls()
        .bucket("clinic-data")
        .send()
        .await;
    let ownership = ownership.expect("controls").ownership_controls.expect("one");
    assert_eq!(
        ownership.rules()[0].object_ownership(),
        &ObjectOwnership::BucketOwnerEnforced
    );
}

#[tokio::test]
async fn a_bucket_made_with_object_lock_is_versioned_and_says_that_it_is_locked() {
    let client = virginia();
    client
        .create_bucket()
        .bucket("ledger")
        .object_lock_enabled_for_bucket(true)
        .send()
        .await
        .expect("a bucket");
    let lock = client
        .get_object_lock_configuration()
        .bucket("ledger")
        .send()
        .await;
    let lock = lock.expect("a lock").object_lock_configuration.expect("one");
    assert_eq!(
        lock.object_lock_enabled().map(ObjectLockEnabled::as_str),
        Some("Enabled")
    );
    let versioning = client.get_bucket_versioning().bucket("ledger").send().await;
    assert_eq!(
        versioning.expect("read").status(),
        Some(&BucketVersioningStatus::Enabled)
    );
    let suspended = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Suspended)
        .build();
    let put = client
        .put_bucket_versioning()
        .bucket("ledger")
        .versioning_configuration(suspended);
    assert_eq!(code(put.send().await), "InvalidBucketState");
}

#[tokio::test]
async fn bucket_names_follow_the_rules() {
    let client = virginia();
    for name in [
        "Clinic",
        "ab",
        "clinic..data",
        "192.168.0.1",
        "-clinic",
        "xn--clinic",
        "clinic_data",
    ] {
        let made = client.create_bucket().bucket(name).send().await;
        assert!(made.is_err(), "{name}");
    }
    let upper = client.create_bucket().bucket("Clinic-Data").send().await;
    assert_eq!(code(upper), "InvalidBucketName");
    bucket(&client, "clinic.data.example").await;
    let head = client.head_bucket().bucket("clinic.data.example").send().await;
    assert_eq!(head.expect("there").bucket_region(), Some("us-east-1"));
}

#[tokio::test]
async fn a_bucket_lives_in_its_region_and_is_listed_from_every_other() {
    let account = account();
    let (virginia, ireland) = (s3(&account, "us-east-1"), s3(&account, "eu-west-1"));
    bucket(&virginia, "clinic-us").await;
    bucket_in(&ireland, "clinic-eu", "eu-west-1").await;
    let listed = virginia
        .list_buckets()
        .max_buckets(100)
        .send()
        .await
        .expect("buckets");
    let regions: Vec<_> = listed
        .buckets()
        .iter()
        .map(|b| (b.name(), b.bucket_region()))
        .collect();
    assert_eq!(
        regions,
        [
            (Some("clinic-eu"), Some("eu-west-1")),
            (Some("clinic-us"), Some("us-east-1"))
        ]
    );
    let location = |client: &Client, name: &str| client.get_bucket_location().bucket(name).send();
    let there = location(&virginia, "clinic-eu")
        .await
        .expect("us-east-1 answers for all");
    assert_eq!(
        there.location_constraint(),
        Some(&BucketLocationConstraint::EuWest1)
    );
    let home = location(&virginia, "clinic-us").await.expect("read");
    assert_eq!(home.location_constraint().map_or("", |l| l.as_str()), "");
    let wrong = virginia.get_bucket_versioning().bucket("clinic-eu").send().await;
    assert_eq!(code(wrong), "PermanentRedirect");
    let head = virginia
        .head_bucket()
        .bucket("clinic-eu")
        .send()
        .await
        .expect_err("elsewhere");
    let answer = head.raw_response().expect("an answer");
    assert_eq!(answer.status().as_u16(), 301);
    assert_eq!(answer.headers().get("x-amz-bucket-region"), Some("eu-west-1"));
}

#[tokio::test]
async fn a_bucket_is_made_once_and_where_the_region_allows() {
    let account = account();
    let ireland = s3(&account, "eu-west-1");
    bucket_in(&ireland, "clinic-eu", "eu-west-1").await;
    let place = |region: &str| {
        let place = CreateBucketConfiguration::builder()
            .location_constraint(BucketLocationConstraint::from(region))
            .build();
        ireland
            .create_bucket()
            .bucket("clinic-eu")
            .create_bucket_configuration(place)
    };
    assert_eq!(code(place("eu-west-1").send().await), "BucketAlreadyOwnedByYou");
    let elsewhere = place("eu-central-1").send().await;
    assert_eq!(code(elsewhere), "IllegalLocationConstraintException");
    let nowhere = ireland.create_bucket().bucket("clinic-nowhere").send().await;
    assert_eq!(code(nowhere), "IllegalLocationConstraintException");
    let virginia = s3(&account, "us-east-1");
    bucket(&virginia, "clinic-us").await;
    bucket(&virginia, "clinic-us").await;
}

#[tokio::test]
async fn buckets_are_listed_in_pages() {
    let client = virginia();
    for n in 0..5 {
        bucket(&client, &format!("clinic-{n}")).await;
    }
    let mut pages = client.list_buckets().into_paginator().page_size(2).send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.expect("a page").buckets().len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    let some = client
        .list_buckets()
        .prefix("clinic-4")
        .send()
        .await
        .expect("one");
    assert_eq!(some.buckets().len(), 1);
}

#[tokio::test]
async fn a_bucket_that_holds_anything_is_not_deleted() {
    let client = virginia();
    bucket(&client, "clinic-data").await;
    client
        .put_object()
        .bucket("clinic-data")
        .key("a")
        .send()
        .await
        .expect("put");
    let delete = || client.delete_bucket().bucket("clinic-data").send();
    assert_eq!(code(delete().await), "BucketNotEmpty");
    client
        .delete_object()
        .bucket("clinic-data")
        .key("a")
        .send()
        .await
        .expect("gone");
    delete().await.expect("gone");
    assert_eq!(
        code(client.get_bucket_versioning().bucket("clinic-data").send().await),
        "NoSuchBucket"
    );
}

#[tokio::test]
async fn another_owner_than_expected_is_refused() {
    let client = virginia();
    bucket(&client, "clinic-data").await;
    let read = client
        .get_bucket_versioning()
        .bucket("clinic-data")
        .expected_bucket_owner("999999999999");
    assert_eq!(code(read.send().await), "AccessDenied");
}

#[tokio::test]
async fn path_style_addresses_work() {
    let account = account();
    let config = aws_sdk_s3::config::Builder::from(&config(&account, "us-east-1"))
        .force_path_style(true)
        .build();
    let client = Client::from_conf(config);
    bucket(&client, "clinic-data").await;
    client
        .put_object()
        .bucket("clinic-data")
        .key("a b/c+d")
        .send()
        .await
        .expect("put");
    let read = s3(&account, "us-east-1")
        .list_objects_v2()
        .bucket("clinic-data")
        .send()
        .await;
    assert_eq!(read.expect("read").contents()[0].key(), Some("a b/c+d"));
}

#[tokio::test]
async fn ten_thousand_buckets_are_made_in_no_time() {
    let account = account();
    let began = std::time::Instant::now();
    for n in 0..10_000 {
        let mut headers = HeaderMap::new();
        let scope = "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/s3/aws4_request, Signature=0";
        headers.insert("authorization", scope.parse().expect("a header"));
        let uri = format!("https://clinic-{n}.s3.us-east-1.amazonaws.com/");
        let answer = account.answer("PUT", &uri, headers, Bytes::new()).await;
        assert_eq!(answer.status, 200);
    }
    let listed = s3(&account, "us-east-1")
        .list_buckets()
        .send()
        .await
        .expect("buckets");
    assert_eq!(listed.buckets().len(), 10_000);
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
