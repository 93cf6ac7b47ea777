//! S3: what guards a bucket against loss and shows its traffic; ACLs.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket, put, unblock, version, with_acls};
use aws_credential_types::Credentials;
use aws_sdk_s3::types::{
    BucketCannedAcl, BucketLifecycleConfiguration, BucketVersioningStatus, Destination,
    EventBridgeConfiguration, ExpirationStatus, Grant, LifecycleRule, LifecycleRuleFilter, MfaDelete,
    MfaDeleteStatus, NoncurrentVersionExpiration, NotificationConfiguration, ObjectCannedAcl, Permission,
    ReplicationConfiguration, ReplicationRule, ReplicationRuleStatus, VersioningConfiguration,
};

const EVERYONE: &str = "http://acs.amazonaws.com/groups/global/AllUsers";

fn of_everyone(grants: &[Grant]) -> Vec<&Permission> {
    let public = grants
        .iter()
        .filter(|g| g.grantee().and_then(|g| g.uri()) == Some(EVERYONE));
    public.filter_map(Grant::permission).collect()
}

async fn the_acl_of_a_bucket_names_who_may_list_it(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_acl().bucket(BUCKET).send();
    let own = read().await.expect("read");
    assert_eq!(own.grants().len(), 1);
    assert_eq!(own.grants()[0].permission(), Some(&Permission::FullControl));
    unblock(&s3).await;
    with_acls(&s3).await;
    let open = s3
        .put_bucket_acl()
        .bucket(BUCKET)
        .acl(BucketCannedAcl::PublicRead);
    open.send().await.expect("put");
    assert_eq!(
        of_everyone(read().await.expect("read").grants()),
        [&Permission::Read]
    );
}

async fn the_acl_of_an_object_names_who_may_read_it(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "patients").await;
    let read = || s3.get_object_acl().bucket(BUCKET).key("a").send();
    assert_eq!(of_everyone(read().await.expect("read").grants()).len(), 0);
    unblock(&s3).await;
    with_acls(&s3).await;
    let open = s3.put_object_acl().bucket(BUCKET).key("a");
    open.acl(ObjectCannedAcl::PublicRead).send().await.expect("put");
    assert_eq!(
        of_everyone(read().await.expect("read").grants()),
        [&Permission::Read]
    );
}

async fn lifecycle_rules_are_read_as_they_were_put(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_lifecycle_configuration().bucket(BUCKET).send();
    assert_eq!(refusal(read().await), "NoSuchLifecycleConfiguration");
    let rule = LifecycleRule::builder()
        .id("old")
        .status(ExpirationStatus::Disabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .noncurrent_version_expiration(NoncurrentVersionExpiration::builder().noncurrent_days(30).build());
    let rules = BucketLifecycleConfiguration::builder().rules(rule.build().expect("a rule"));
    let put = s3.put_bucket_lifecycle_configuration().bucket(BUCKET);
    let put = put.lifecycle_configuration(rules.build().expect("rules"));
    put.send().await.expect("put");
    let kept = read().await.expect("read");
    assert_eq!(kept.rules()[0].status(), &ExpirationStatus::Disabled);
    let ends = kept.rules()[0].noncurrent_version_expiration();
    assert_eq!(
        ends.and_then(aws_sdk_s3::types::NoncurrentVersionExpiration::noncurrent_days),
        Some(30)
    );
}

async fn replication_rules_name_the_bucket_and_the_account(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_replication().bucket(BUCKET).send();
    assert_eq!(refusal(read().await), "ReplicationConfigurationNotFoundError");
    version(&s3, BucketVersioningStatus::Enabled).await;
    let to = Destination::builder()
        .bucket("arn:aws:s3:::copy")
        .account("210987654321");
    let rule = ReplicationRule::builder()
        .id("copy")
        .priority(1)
        .status(ReplicationRuleStatus::Enabled)
        .destination(to.build().expect("a destination"));
    let rules = ReplicationConfiguration::builder()
        .role("arn:aws:iam::123456789012:role/copy")
        .rules(rule.build().expect("a rule"));
    let put = s3.put_bucket_replication().bucket(BUCKET);
    let put = put.replication_configuration(rules.build().expect("rules"));
    put.send().await.expect("put");
    let kept = read().await.expect("read");
    let rule = &kept.replication_configuration().expect("rules").rules()[0];
    assert_eq!(rule.status(), &ReplicationRuleStatus::Enabled);
    let to = rule.destination().expect("a destination");
    assert_eq!(
        (to.bucket(), to.account()),
        ("arn:aws:s3:::copy", Some("210987654321"))
    );
}

async fn events_go_where_they_were_sent(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_notification_configuration().bucket(BUCKET).send();
    assert!(read().await.expect("none").event_bridge_configuration().is_none());
    let all = NotificationConfiguration::builder()
        .event_bridge_configuration(EventBridgeConfiguration::builder().build());
    let put = s3.put_bucket_notification_configuration().bucket(BUCKET);
    put.notification_configuration(all.build())
        .send()
        .await
        .expect("put");
    assert!(read().await.expect("read").event_bridge_configuration().is_some());
}

async fn mfa_delete_is_the_root_users(aws: &Aws) {
    let s3 = bucket(aws).await;
    let on = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Enabled)
        .mfa_delete(MfaDelete::Enabled)
        .build();
    let device = "arn:aws:iam::123456789012:mfa/root-account-mfa-device 123456";
    let put = |s3: &aws_sdk_s3::Client| {
        let put = s3.put_bucket_versioning().bucket(BUCKET).mfa(device);
        put.versioning_configuration(on.clone()).send()
    };
    assert_eq!(refusal(put(&s3).await), "AccessDenied");
    let Some(account) = aws.account() else {
        std::panic::resume_unwind(Box::new(crate::place::OursOnly("it knows no root user's key")));
    };
    account.know_caller("AKIAROOT", "arn:aws:iam::123456789012:root");
    let root = Credentials::new("AKIAROOT", "secret", None, None, "test");
    let root = aws_sdk_s3::Client::new(&aws.config_as("us-east-1", root));
    put(&root).await.expect("put");
    let read = s3
        .get_bucket_versioning()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    assert_eq!(read.mfa_delete(), Some(&MfaDeleteStatus::Enabled));
    assert_eq!(read.status(), Some(&BucketVersioningStatus::Enabled));
}

async fn a_bucket_of_another_account_is_there_and_tells_nothing(aws: &Aws) {
    let Some(account) = aws.account() else {
        std::panic::resume_unwind(Box::new(crate::place::OursOnly("it has one account only")));
    };
    account.know_caller("AKIASTRANGER", "arn:aws:iam::666655554444:user/nobody");
    let stranger = Credentials::new("AKIASTRANGER", "secret", None, None, "test");
    let stranger = aws_sdk_s3::Client::new(&aws.config_as("us-east-1", stranger));
    let name = "sagemaker-us-east-1-123456789012";
    let made = stranger.create_bucket().bucket(name).send().await;
    made.expect("a bucket of his");
    let s3 = aws.s3();
    let head = s3
        .head_bucket()
        .bucket(name)
        .expected_bucket_owner("123456789012");
    let refused = head.send().await.expect_err("not ours");
    assert_eq!(refused.raw_response().map(|r| r.status().as_u16()), Some(403));
    assert_eq!(
        refusal(s3.create_bucket().bucket(name).send().await),
        "BucketAlreadyExists"
    );
    assert!(s3.list_buckets().send().await.expect("ours").buckets().is_empty());
}

cases! {
    "s3";
    GetBucketAcl: the_acl_of_a_bucket_names_who_may_list_it,
    GetObjectAcl: the_acl_of_an_object_names_who_may_read_it,
    GetBucketLifecycleConfiguration: lifecycle_rules_are_read_as_they_were_put,
    GetBucketReplication: replication_rules_name_the_bucket_and_the_account,
    GetBucketNotificationConfiguration: events_go_where_they_were_sent,
    PutBucketVersioning: mfa_delete_is_the_root_users,
    HeadBucket: a_bucket_of_another_account_is_there_and_tells_nothing,
}
