//! A bucket's settings: kept as they were put, and refused what S3 refuses.

use super::{account, bucket, bucket_in, code, s3, virginia};
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_bucket_policy_status::GetBucketPolicyStatusOutput;
use aws_sdk_s3::types::{
    BucketCannedAcl, BucketLifecycleConfiguration, BucketLoggingStatus, ExpirationStatus,
    LifecycleExpiration, LifecycleRule, LifecycleRuleFilter, LoggingEnabled, ObjectOwnership,
    OwnershipControls, OwnershipControlsRule, PolicyStatus, PublicAccessBlockConfiguration,
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule, Tag, Tagging,
};

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11";

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
async fn bucket_encryption_is_kept_and_taking_it_away_leaves_s3s_own() {
    let client = virginia();
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
    let client = virginia();
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
    let client = virginia();
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
    let client = virginia();
    bucket(&client, "clinic-data").await;
    unblock(&client, "clinic-data").await;
    let status = || client.get_bucket_policy_status().bucket("clinic-data").send();
    let public = |o: GetBucketPolicyStatusOutput| o.policy_status().and_then(PolicyStatus::is_public);
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
    let client = virginia();
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
    let client = virginia();
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
    let client = virginia();
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
