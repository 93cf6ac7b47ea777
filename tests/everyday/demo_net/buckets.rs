//! Buckets: safe when new, every setting kept, and refused what S3 refuses.

use super::{account, code, config, s3};
use aisec_tui::demo::Account;
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_bucket_policy_status::GetBucketPolicyStatusOutput;
use aws_sdk_s3::types::{
    BucketCannedAcl, BucketLifecycleConfiguration, BucketLocationConstraint, BucketLoggingStatus,
    BucketVersioningStatus, CreateBucketConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, LoggingEnabled, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging, VersioningConfiguration,
};
use bytes::Bytes;
use http::HeaderMap;

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11";

async fn bucket(client: &Client, name: &str) {
    client
        .create_bucket()
        .bucket(name)
        .send()
        .await
        .expect("a bucket");
}

async fn bucket_in(client: &Client, name: &str, region: &str) {
    let place = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::from(region))
        .build();
    let made = client
        .create_bucket()
        .bucket(name)
        .create_bucket_configuration(place)
        .send();
    made.await.expect("a bucket");
}

fn here() -> (Account, Client) {
    let account = account();
    let client = s3(&account, "us-east-1");
    (account, client)
}

fn policy(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::clinic-data/*"{condition}}}]}}"#
    )
}

async fn unblock(client: &Client, name: &str) {
    let off = PublicAccessBlockConfiguration::builder().build();
    let put = client
        .put_public_access_block()
        .bucket(name)
        .public_access_block_configuration(off);
    put.send().await.expect("switched off");
}

#[tokio::test]
async fn a_new_bucket_encrypts_blocks_public_access_and_owns_its_objects() {
    let (_, client) = here();
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
    let (_, client) = here();
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
        lock.object_lock_enabled()
            .map(aws_sdk_s3::types::ObjectLockEnabled::as_str),
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
    let (_, client) = here();
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
    let (_, client) = here();
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
async fn bucket_encryption_is_kept_and_taking_it_away_leaves_s3s_own() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(ServerSideEncryption::AwsKms)
        .kms_master_key_id(KEY)
        .build()
        .expect("complete");
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default)
        .bucket_key_enabled(true)
        .build();
    let configuration = ServerSideEncryptionConfiguration::builder()
        .rules(rule)
        .build()
        .expect("complete");
    client
        .put_bucket_encryption()
        .bucket("clinic-data")
        .server_side_encryption_configuration(configuration.clone())
        .send()
        .await
        .expect("put");
    let read = || client.get_bucket_encryption().bucket("clinic-data").send();
    let kept = read().await.expect("read").server_side_encryption_configuration;
    assert_eq!(kept, Some(configuration));
    client
        .delete_bucket_encryption()
        .bucket("clinic-data")
        .send()
        .await
        .expect("deleted");
    let left = read()
        .await
        .expect("read")
        .server_side_encryption_configuration
        .expect("one");
    let default = left.rules()[0]
        .apply_server_side_encryption_by_default()
        .expect("one");
    assert_eq!(default.sse_algorithm(), &ServerSideEncryption::Aes256);
}

#[tokio::test]
async fn a_malformed_bucket_policy_is_refused() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    let elsewhere = policy(r#"{"AWS":"123456789012"}"#, "").replace("clinic-data", "other");
    for text in ["not json", "{}", elsewhere.as_str()] {
        let put = client
            .put_bucket_policy()
            .bucket("clinic-data")
            .policy(text)
            .send()
            .await;
        assert_eq!(code(put), "MalformedPolicy", "{text}");
    }
    let none = client.get_bucket_policy().bucket("clinic-data").send().await;
    assert_eq!(code(none), "NoSuchBucketPolicy");
}

#[tokio::test]
async fn a_public_policy_is_refused_while_public_policies_are_blocked() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    let put = |text: String| {
        client
            .put_bucket_policy()
            .bucket("clinic-data")
            .policy(text)
            .send()
    };
    assert_eq!(code(put(policy("\"*\"", "")).await), "AccessDenied");
    let fenced = policy(
        "\"*\"",
        r#","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d"}}"#,
    );
    put(fenced).await.expect("a fence makes it private");
}

#[tokio::test]
async fn the_policy_status_says_public_of_a_public_policy_only() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    unblock(&client, "clinic-data").await;
    let status = || client.get_bucket_policy_status().bucket("clinic-data").send();
    let public = |o: GetBucketPolicyStatusOutput| {
        o.policy_status()
            .and_then(aws_sdk_s3::types::PolicyStatus::is_public)
    };
    assert_eq!(code(status().await), "NoSuchBucketPolicy");
    for (principal, expected) in [("\"*\"", true), (r#"{"AWS":"123456789012"}"#, false)] {
        let text = policy(principal, "");
        let put = client
            .put_bucket_policy()
            .bucket("clinic-data")
            .policy(&text)
            .send();
        put.await.expect("put");
        assert_eq!(public(status().await.expect("read")), Some(expected));
        let read = client.get_bucket_policy().bucket("clinic-data").send().await;
        assert_eq!(read.expect("read").policy(), Some(text.as_str()), "as it was put");
    }
}

#[tokio::test]
async fn logging_is_kept_and_needs_a_target_in_the_same_region() {
    let account = account();
    let client = s3(&account, "us-east-1");
    bucket(&client, "clinic-data").await;
    bucket(&client, "clinic-logs").await;
    bucket_in(&s3(&account, "eu-west-1"), "clinic-logs-eu", "eu-west-1").await;
    let put = |target: &str| {
        let enabled = LoggingEnabled::builder()
            .target_bucket(target)
            .target_prefix("s3/")
            .build()
            .expect("complete");
        let status = BucketLoggingStatus::builder().logging_enabled(enabled).build();
        client
            .put_bucket_logging()
            .bucket("clinic-data")
            .bucket_logging_status(status)
            .send()
    };
    assert_eq!(code(put("clinic-nothing").await), "InvalidTargetBucketForLogging");
    assert_eq!(
        code(put("clinic-logs-eu").await),
        "CrossLocationLoggingProhibitted"
    );
    put("clinic-logs").await.expect("put");
    let read = client
        .get_bucket_logging()
        .bucket("clinic-data")
        .send()
        .await
        .expect("read");
    let logging = read.logging_enabled().expect("enabled");
    assert_eq!(logging.target_bucket(), "clinic-logs");
    assert_eq!(logging.target_prefix(), "s3/");
}

#[tokio::test]
async fn public_acls_are_off_then_blocked_then_shown() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    let put = || {
        client
            .put_bucket_acl()
            .bucket("clinic-data")
            .acl(BucketCannedAcl::PublicRead)
            .send()
    };
    assert_eq!(code(put().await), "AccessControlListNotSupported");
    let rule = OwnershipControlsRule::builder()
        .object_ownership(ObjectOwnership::BucketOwnerPreferred)
        .build()
        .expect("complete");
    let controls = OwnershipControls::builder()
        .rules(rule)
        .build()
        .expect("complete");
    client
        .put_bucket_ownership_controls()
        .bucket("clinic-data")
        .ownership_controls(controls)
        .send()
        .await
        .expect("ACLs on");
    assert_eq!(code(put().await), "AccessDenied");
    unblock(&client, "clinic-data").await;
    put().await.expect("public");
    let acl = client
        .get_bucket_acl()
        .bucket("clinic-data")
        .send()
        .await
        .expect("read");
    let everyone = acl
        .grants()
        .iter()
        .filter_map(|g| g.grantee())
        .filter_map(|g| g.uri());
    assert_eq!(
        everyone.collect::<Vec<_>>(),
        ["http://acs.amazonaws.com/groups/global/AllUsers"]
    );
}

#[tokio::test]
async fn settings_that_are_taken_away_answer_with_their_own_error() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    let name = "clinic-data";
    assert_eq!(
        code(client.get_bucket_tagging().bucket(name).send().await),
        "NoSuchTagSet"
    );
    let tag = Tag::builder()
        .key("Owner")
        .value("health & care")
        .build()
        .expect("complete");
    let tagging = Tagging::builder().tag_set(tag.clone()).build().expect("complete");
    client
        .put_bucket_tagging()
        .bucket(name)
        .tagging(tagging)
        .send()
        .await
        .expect("put");
    let tags = client
        .get_bucket_tagging()
        .bucket(name)
        .send()
        .await
        .expect("read");
    assert_eq!(tags.tag_set(), [tag]);
    client
        .delete_public_access_block()
        .bucket(name)
        .send()
        .await
        .expect("gone");
    assert_eq!(
        code(client.get_public_access_block().bucket(name).send().await),
        "NoSuchPublicAccessBlockConfiguration"
    );
    client
        .delete_bucket_ownership_controls()
        .bucket(name)
        .send()
        .await
        .expect("gone");
    assert_eq!(
        code(client.get_bucket_ownership_controls().bucket(name).send().await),
        "OwnershipControlsNotFoundError"
    );
    let replication = client.get_bucket_replication().bucket(name).send().await;
    assert_eq!(code(replication), "ReplicationConfigurationNotFoundError");
}

#[tokio::test]
async fn lifecycle_rules_are_answered_as_they_were_put() {
    let (_, client) = here();
    bucket(&client, "clinic-data").await;
    let rule = LifecycleRule::builder()
        .id("logs")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("logs/").build())
        .expiration(LifecycleExpiration::builder().days(90).build())
        .build()
        .expect("complete");
    let rules = BucketLifecycleConfiguration::builder()
        .rules(rule.clone())
        .build()
        .expect("complete");
    client
        .put_bucket_lifecycle_configuration()
        .bucket("clinic-data")
        .lifecycle_configuration(rules)
        .send()
        .await
        .expect("put");
    let read = client
        .get_bucket_lifecycle_configuration()
        .bucket("clinic-data")
        .send()
        .await;
    assert_eq!(read.expect("read").rules(), [rule]);
}

#[tokio::test]
async fn a_bucket_that_holds_anything_is_not_deleted() {
    let (_, client) = here();
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
    let (_, client) = here();
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
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}
