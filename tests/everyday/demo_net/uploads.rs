//! Versions, deletions, and uploads in parts.

use super::objects::{KEY, NAME, here, put, sha256};
use super::{code, virginia};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketVersioningStatus, ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, Delete,
    ObjectIdentifier, ObjectLockLegalHoldStatus, ServerSideEncryption, VersioningConfiguration,
};
use sha2::{Digest, Sha256};

async fn versioned() -> Client {
    let client = here().await;
    let enabled = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Enabled)
        .build();
    let put = client
        .put_bucket_versioning()
        .bucket(NAME)
        .versioning_configuration(enabled);
    put.send().await.expect("versions");
    client
}

#[tokio::test]
async fn a_versioned_bucket_keeps_what_was_overwritten_and_deleted() {
    let client = versioned().await;
    let first = put(&client, "a", "one").await.expect("a version");
    let second = put(&client, "a", "two").await.expect("a version");
    assert_ne!(first, second);
    let gone = client
        .delete_object()
        .bucket(NAME)
        .key("a")
        .send()
        .await
        .expect("hidden");
    assert_eq!(gone.delete_marker(), Some(true));
    assert_eq!(
        code(client.get_object().bucket(NAME).key("a").send().await),
        "NoSuchKey"
    );
    let old = client
        .get_object()
        .bucket(NAME)
        .key("a")
        .version_id(&first)
        .send()
        .await;
    let old = old.expect("kept").body.collect().await.expect("bytes");
    assert_eq!(old.into_bytes().as_ref(), b"one");
    let listed = client
        .list_object_versions()
        .bucket(NAME)
        .send()
        .await
        .expect("versions");
    let ids: Vec<_> = listed.versions().iter().filter_map(|v| v.version_id()).collect();
    assert_eq!(ids, [second.as_str(), first.as_str()], "newest first");
    let marker = &listed.delete_markers()[0];
    assert_eq!(marker.is_latest(), Some(true));
    client
        .delete_object()
        .bucket(NAME)
        .key("a")
        .version_id(marker.version_id().expect("an id"))
        .send()
        .await
        .expect("the marker goes");
    client
        .get_object()
        .bucket(NAME)
        .key("a")
        .send()
        .await
        .expect("it is back");
}

#[tokio::test]
async fn many_objects_are_deleted_at_once_and_a_held_one_is_not() {
    let client = virginia();
    let made = client
        .create_bucket()
        .bucket(NAME)
        .object_lock_enabled_for_bucket(true);
    made.send().await.expect("a bucket");
    let free = put(&client, "free", "x").await;
    let held = client
        .put_object()
        .bucket(NAME)
        .key("held")
        .object_lock_legal_hold_status(ObjectLockLegalHoldStatus::On)
        .send()
        .await
        .expect("put")
        .version_id;
    let object = |key: &str, version: Option<String>| {
        let object = ObjectIdentifier::builder()
            .key(key)
            .set_version_id(version)
            .build();
        object.expect("complete")
    };
    let delete = Delete::builder()
        .objects(object("free", free))
        .objects(object("held", held))
        .build()
        .expect("complete");
    let done = client
        .delete_objects()
        .bucket(NAME)
        .delete(delete)
        .send()
        .await
        .expect("answered");
    assert_eq!(done.deleted()[0].key(), Some("free"));
    assert_eq!(done.errors()[0].key(), Some("held"));
    assert_eq!(done.errors()[0].code(), Some("AccessDenied"));
}

#[tokio::test]
async fn an_upload_in_parts_is_checked_put_together_and_encrypted() {
    let client = here().await;
    let begun = client
        .create_multipart_upload()
        .bucket(NAME)
        .key("model.tar.gz")
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(KEY)
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .send()
        .await
        .expect("begun");
    assert_eq!(
        begun.server_side_encryption(),
        Some(&ServerSideEncryption::AwsKms)
    );
    let id = begun.upload_id().expect("an id");
    let bodies = [vec![1_u8; 5 * 1024 * 1024], vec![2_u8; 1000]];
    let mut parts = Vec::new();
    for (number, body) in (1..).zip(&bodies) {
        let done = client
            .upload_part()
            .bucket(NAME)
            .key("model.tar.gz")
            .upload_id(id)
            .part_number(number)
            .body(ByteStream::from(body.clone()))
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .send()
            .await
            .expect("a part");
        assert_eq!(done.checksum_sha256(), Some(sha256(body).as_str()));
        let part = CompletedPart::builder()
            .part_number(number)
            .set_e_tag(done.e_tag)
            .set_checksum_sha256(done.checksum_sha256);
        parts.push(part.build());
    }
    let listed = client
        .list_parts()
        .bucket(NAME)
        .key("model.tar.gz")
        .upload_id(id)
        .send()
        .await;
    assert_eq!(listed.expect("parts").parts().len(), 2);
    let complete = |parts: Vec<CompletedPart>| {
        let upload = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        client
            .complete_multipart_upload()
            .bucket(NAME)
            .key("model.tar.gz")
            .upload_id(id)
            .multipart_upload(upload)
            .send()
    };
    let backwards = complete(parts.iter().rev().cloned().collect()).await;
    assert_eq!(code(backwards), "InvalidPartOrder");
    let done = complete(parts).await.expect("complete");
    let sums: Vec<u8> = bodies.iter().flat_map(|b| Sha256::digest(b).to_vec()).collect();
    assert_eq!(
        done.checksum_sha256(),
        Some(format!("{}-2", sha256(&sums)).as_str())
    );
    let head = client
        .head_object()
        .bucket(NAME)
        .key("model.tar.gz")
        .send()
        .await
        .expect("head");
    assert_eq!(head.content_length(), Some(5 * 1024 * 1024 + 1000));
    assert_eq!(head.ssekms_key_id(), Some(KEY));
    assert!(head.e_tag().is_some_and(|e| e.ends_with("-2\"")));
}
