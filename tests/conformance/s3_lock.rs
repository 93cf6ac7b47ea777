//! S3's object lock and versions: what cannot be deleted, and what was.

use crate::place::{Aws, START, refusal};
use crate::s3_setting::{BUCKET, bucket, put, version};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::DateTime;
use aws_sdk_s3::types::{
    BucketVersioningStatus, DefaultRetention, Delete, ObjectIdentifier, ObjectLockConfiguration,
    ObjectLockEnabled, ObjectLockLegalHold, ObjectLockLegalHoldStatus, ObjectLockRetention,
    ObjectLockRetentionMode, ObjectLockRule, VersioningConfiguration,
};

const DAY: i64 = 86_400;

async fn locked(aws: &Aws) -> Client {
    let s3 = aws.s3();
    let made = s3
        .create_bucket()
        .bucket(BUCKET)
        .object_lock_enabled_for_bucket(true);
    made.send().await.expect("a bucket");
    s3
}

async fn a_bucket_made_with_object_lock_is_versioned_for_good(aws: &Aws) {
    let s3 = locked(aws).await;
    let lock = s3
        .get_object_lock_configuration()
        .bucket(BUCKET)
        .send()
        .await
        .expect("a lock");
    let lock = lock.object_lock_configuration().expect("one");
    assert_eq!(lock.object_lock_enabled(), Some(&ObjectLockEnabled::Enabled));
    let versioning = s3
        .get_bucket_versioning()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    assert_eq!(versioning.status(), Some(&BucketVersioningStatus::Enabled));
    let off = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Suspended)
        .build();
    let put = s3
        .put_bucket_versioning()
        .bucket(BUCKET)
        .versioning_configuration(off);
    assert_eq!(refusal(put.send().await), "InvalidBucketState");
}

async fn a_lock_needs_versions_and_its_default_holds_new_objects(aws: &Aws) {
    let s3 = bucket(aws).await;
    let none = s3.get_object_lock_configuration().bucket(BUCKET).send().await;
    assert_eq!(refusal(none), "ObjectLockConfigurationNotFoundError");
    let retention = DefaultRetention::builder()
        .mode(ObjectLockRetentionMode::Compliance)
        .days(30)
        .build();
    let lock = ObjectLockConfiguration::builder()
        .object_lock_enabled(ObjectLockEnabled::Enabled)
        .rule(ObjectLockRule::builder().default_retention(retention).build())
        .build();
    let set = || {
        s3.put_object_lock_configuration()
            .bucket(BUCKET)
            .object_lock_configuration(lock.clone())
            .send()
    };
    assert_eq!(refusal(set().await), "InvalidBucketState");
    version(&s3, BucketVersioningStatus::Enabled).await;
    set().await.expect("put");
    let id = put(&s3, "a", "x").await.expect("a version");
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("head");
    assert_eq!(
        head.object_lock_mode()
            .map(aws_sdk_s3::types::ObjectLockMode::as_str),
        Some("COMPLIANCE")
    );
    let until = head.object_lock_retain_until_date().expect("a date").secs();
    assert_eq!(until, START + 30 * DAY);
    let delete = || s3.delete_object().bucket(BUCKET).key("a").version_id(&id);
    let bypassed = delete().bypass_governance_retention(true).send().await;
    assert_eq!(refusal(bypassed), "AccessDenied", "nobody goes past compliance");
    aws.later(31 * DAY);
    delete().send().await.expect("its time is over");
}

async fn governance_yields_to_who_bypasses_it(aws: &Aws) {
    let s3 = locked(aws).await;
    let id = put(&s3, "a", "x").await.expect("a version");
    let retention = |days: i64| {
        ObjectLockRetention::builder()
            .mode(ObjectLockRetentionMode::Governance)
            .retain_until_date(DateTime::from_secs(START + days * DAY))
            .build()
    };
    let set = |days: i64| {
        s3.put_object_retention()
            .bucket(BUCKET)
            .key("a")
            .retention(retention(days))
    };
    set(10).send().await.expect("put");
    let read = s3
        .get_object_retention()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("read");
    assert_eq!(read.retention(), Some(&retention(10)));
    assert_eq!(refusal(set(5).send().await), "AccessDenied");
    set(5)
        .bypass_governance_retention(true)
        .send()
        .await
        .expect("shortened");
    let delete = || s3.delete_object().bucket(BUCKET).key("a").version_id(&id);
    assert_eq!(refusal(delete().send().await), "AccessDenied");
    delete()
        .bypass_governance_retention(true)
        .send()
        .await
        .expect("gone");
}

async fn a_legal_hold_holds_until_it_is_lifted(aws: &Aws) {
    let s3 = locked(aws).await;
    let id = put(&s3, "a", "x").await.expect("a version");
    let set = |status| {
        let hold = ObjectLockLegalHold::builder().status(status).build();
        s3.put_object_legal_hold()
            .bucket(BUCKET)
            .key("a")
            .legal_hold(hold)
            .send()
    };
    set(ObjectLockLegalHoldStatus::On).await.expect("held");
    let read = s3
        .get_object_legal_hold()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("read");
    let status = read.legal_hold().and_then(|hold| hold.status());
    assert_eq!(status, Some(&ObjectLockLegalHoldStatus::On));
    let delete = || s3.delete_object().bucket(BUCKET).key("a").version_id(&id).send();
    assert_eq!(refusal(delete().await), "AccessDenied");
    set(ObjectLockLegalHoldStatus::Off).await.expect("lifted");
    delete().await.expect("gone");
}

async fn a_versioned_bucket_keeps_what_was_overwritten_and_deleted(aws: &Aws) {
    let s3 = bucket(aws).await;
    version(&s3, BucketVersioningStatus::Enabled).await;
    let first = put(&s3, "a", "one").await.expect("a version");
    let second = put(&s3, "a", "two").await.expect("a version");
    let gone = s3
        .delete_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("hidden");
    assert_eq!(gone.delete_marker(), Some(true));
    let read = || s3.get_object().bucket(BUCKET).key("a");
    assert_eq!(refusal(read().send().await), "NoSuchKey");
    read().version_id(&first).send().await.expect("kept");
    let listed = s3
        .list_object_versions()
        .bucket(BUCKET)
        .send()
        .await
        .expect("versions");
    let ids: Vec<_> = listed.versions().iter().filter_map(|v| v.version_id()).collect();
    assert_eq!(ids, [second.as_str(), first.as_str()], "newest first");
    let marker = &listed.delete_markers()[0];
    assert_eq!(marker.is_latest(), Some(true));
    let marker = marker.version_id().expect("an id");
    s3.delete_object()
        .bucket(BUCKET)
        .key("a")
        .version_id(marker)
        .send()
        .await
        .expect("the marker goes");
    read().send().await.expect("it is back");
}

async fn many_are_deleted_at_once_and_a_held_one_is_not(aws: &Aws) {
    let s3 = locked(aws).await;
    let free = put(&s3, "free", "x").await;
    let held = s3.put_object().bucket(BUCKET).key("held");
    let held = held
        .object_lock_legal_hold_status(ObjectLockLegalHoldStatus::On)
        .send()
        .await
        .expect("put");
    let object = |key: &str, version: Option<String>| {
        ObjectIdentifier::builder()
            .key(key)
            .set_version_id(version)
            .build()
            .expect("complete")
    };
    let delete = Delete::builder()
        .objects(object("free", free))
        .objects(object("held", held.version_id));
    let delete = s3
        .delete_objects()
        .bucket(BUCKET)
        .delete(delete.build().expect("complete"));
    let done = delete.send().await.expect("answered");
    assert_eq!(done.deleted()[0].key(), Some("free"));
    assert_eq!(done.errors()[0].key(), Some("held"));
    assert_eq!(done.errors()[0].code(), Some("AccessDenied"));
}

cases! {
    "s3";
    GetObjectLockConfiguration: a_bucket_made_with_object_lock_is_versioned_for_good,
    PutObjectLockConfiguration: a_lock_needs_versions_and_its_default_holds_new_objects,
    PutObjectRetention: governance_yields_to_who_bypasses_it,
    PutObjectLegalHold: a_legal_hold_holds_until_it_is_lifted,
    ListObjectVersions: a_versioned_bucket_keeps_what_was_overwritten_and_deleted,
    DeleteObjects: many_are_deleted_at_once_and_a_held_one_is_not,
}
