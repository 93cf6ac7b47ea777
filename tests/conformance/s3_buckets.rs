//! S3's buckets: safe when new, in one Region, listed from all.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket, bucket_in, put};
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, ObjectOwnership, ServerSideEncryption,
};

async fn a_new_bucket_encrypts_blocks_public_access_and_owns_its_objects(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = s3
        .get_bucket_encryption()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    let rule = &read.server_side_encryption_configuration().expect("one").rules()[0];
    let default = rule.apply_server_side_encryption_by_default().expect("one");
    assert_eq!(default.sse_algorithm(), &ServerSideEncryption::Aes256);
    let read = s3
        .get_public_access_block()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    let block = read.public_access_block_configuration().expect("switches");
    let switches = [
        block.block_public_acls(),
        block.ignore_public_acls(),
        block.block_public_policy(),
        block.restrict_public_buckets(),
    ];
    assert_eq!(switches, [Some(true); 4]);
    let read = s3
        .get_bucket_ownership_controls()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    let rules = read.ownership_controls().expect("controls").rules();
    assert_eq!(rules[0].object_ownership(), &ObjectOwnership::BucketOwnerEnforced);
}

async fn names_follow_the_rules(aws: &Aws) {
    let s3 = aws.s3();
    for name in [
        "Clinic-Data",
        "clinic..data",
        "192.168.0.1",
        "-clinic",
        "xn--clinic",
        "clinic_data",
    ] {
        let made = s3.create_bucket().bucket(name).send().await;
        assert_eq!(refusal(made), "InvalidBucketName", "{name}");
    }
}

async fn a_bucket_is_made_once_and_where_the_region_allows(aws: &Aws) {
    let ireland = Client::new(&aws.config("eu-west-1"));
    bucket_in(&ireland, "clinic-eu", "eu-west-1").await;
    let place = |region: &str| {
        let place = CreateBucketConfiguration::builder()
            .location_constraint(BucketLocationConstraint::from(region))
            .build();
        ireland
            .create_bucket()
            .bucket("clinic-eu")
            .create_bucket_configuration(place)
            .send()
    };
    assert_eq!(refusal(place("eu-west-1").await), "BucketAlreadyOwnedByYou");
    assert_eq!(
        refusal(place("eu-central-1").await),
        "IllegalLocationConstraintException"
    );
    assert_eq!(refusal(place("mars-1").await), "InvalidLocationConstraint");
    let nowhere = ireland.create_bucket().bucket("clinic-nowhere").send().await;
    assert_eq!(refusal(nowhere), "IllegalLocationConstraintException");
    let s3 = bucket(aws).await;
    s3.create_bucket()
        .bucket(BUCKET)
        .send()
        .await
        .expect("us-east-1 lets its owner make it again");
}

async fn a_bucket_lives_in_its_region_and_is_listed_from_every_other(aws: &Aws) {
    let s3 = bucket(aws).await;
    bucket_in(&Client::new(&aws.config("eu-west-1")), "clinic-eu", "eu-west-1").await;
    let listed = s3.list_buckets().max_buckets(100).send().await.expect("buckets");
    let regions: Vec<_> = listed
        .buckets()
        .iter()
        .map(|b| (b.name(), b.bucket_region()))
        .collect();
    assert_eq!(
        regions,
        [
            (Some(BUCKET), Some("us-east-1")),
            (Some("clinic-eu"), Some("eu-west-1"))
        ]
    );
}

async fn us_east_1_says_where_a_bucket_is(aws: &Aws) {
    let s3 = bucket(aws).await;
    bucket_in(&Client::new(&aws.config("eu-west-1")), "clinic-eu", "eu-west-1").await;
    let location = |name: &str| s3.get_bucket_location().bucket(name).send();
    let there = location("clinic-eu").await.expect("read");
    assert_eq!(
        there.location_constraint(),
        Some(&BucketLocationConstraint::EuWest1)
    );
    let here = location(BUCKET).await.expect("read");
    assert_eq!(here.location_constraint().map_or("", |l| l.as_str()), "");
}

async fn another_region_sends_on_to_the_buckets_own(aws: &Aws) {
    bucket_in(&Client::new(&aws.config("eu-west-1")), "clinic-eu", "eu-west-1").await;
    let s3 = aws.s3();
    let wrong = s3.get_bucket_versioning().bucket("clinic-eu").send().await;
    assert_eq!(refusal(wrong), "PermanentRedirect");
    let head = s3
        .head_bucket()
        .bucket("clinic-eu")
        .send()
        .await
        .expect_err("elsewhere");
    let answer = head.raw_response().expect("an answer");
    assert_eq!(answer.status().as_u16(), 301);
    assert_eq!(answer.headers().get("x-amz-bucket-region"), Some("eu-west-1"));
}

async fn buckets_are_listed_in_pages_by_prefix_and_region(aws: &Aws) {
    let s3 = aws.s3();
    for n in 0..5 {
        s3.create_bucket()
            .bucket(format!("clinic-{n}"))
            .send()
            .await
            .expect("a bucket");
    }
    let mut pages = s3.list_buckets().into_paginator().page_size(2).send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.expect("a page").buckets().len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    let some = s3.list_buckets().prefix("clinic-4").send().await.expect("one");
    assert_eq!(some.buckets().len(), 1);
    let none = s3
        .list_buckets()
        .bucket_region("eu-west-1")
        .send()
        .await
        .expect("none");
    assert!(none.buckets().is_empty());
}

async fn a_head_tells_the_region_and_that_there_is_none(aws: &Aws) {
    let s3 = bucket(aws).await;
    let head = s3.head_bucket().bucket(BUCKET).send().await.expect("there");
    assert_eq!(head.bucket_region(), Some("us-east-1"));
    assert_eq!(
        refusal(s3.head_bucket().bucket("clinic-nothing").send().await),
        "NotFound"
    );
}

async fn a_bucket_that_holds_anything_is_not_deleted(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "x").await;
    let delete = || s3.delete_bucket().bucket(BUCKET).send();
    assert_eq!(refusal(delete().await), "BucketNotEmpty");
    s3.delete_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("gone");
    delete().await.expect("gone");
    let read = s3.get_bucket_versioning().bucket(BUCKET).send().await;
    assert_eq!(refusal(read), "NoSuchBucket");
}

async fn another_owner_than_expected_is_refused(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = s3
        .get_bucket_versioning()
        .bucket(BUCKET)
        .expected_bucket_owner("999999999999");
    assert_eq!(refusal(read.send().await), "AccessDenied");
    let ours = s3
        .get_bucket_versioning()
        .bucket(BUCKET)
        .expected_bucket_owner(crate::place::ACCOUNT);
    ours.send().await.expect("ours");
}

cases! {
    "s3";
    CreateBucket: names_follow_the_rules,
    CreateBucket: a_bucket_is_made_once_and_where_the_region_allows,
    GetPublicAccessBlock: a_new_bucket_encrypts_blocks_public_access_and_owns_its_objects,
    ListBuckets: a_bucket_lives_in_its_region_and_is_listed_from_every_other,
    ListBuckets: buckets_are_listed_in_pages_by_prefix_and_region,
    GetBucketLocation: us_east_1_says_where_a_bucket_is,
    HeadBucket: another_region_sends_on_to_the_buckets_own,
    HeadBucket: a_head_tells_the_region_and_that_there_is_none,
    DeleteBucket: a_bucket_that_holds_anything_is_not_deleted,
    GetBucketVersioning: another_owner_than_expected_is_refused,
}
