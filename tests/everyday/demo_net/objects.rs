//! Objects: encrypted as asked or as the bucket says, checked by their
//! checksum, listed by folder and page.

use super::{code, virginia};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumMode, ObjectAttributes, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub(super) const NAME: &str = "clinic-data";
pub(super) const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11";

pub(super) fn sha256(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

pub(super) async fn here() -> Client {
    let client = virginia();
    client
        .create_bucket()
        .bucket(NAME)
        .send()
        .await
        .expect("a bucket");
    client
}

pub(super) async fn put(client: &Client, key: &str, body: &'static str) -> Option<String> {
    let body = ByteStream::from_static(body.as_bytes());
    let done = client.put_object().bucket(NAME).key(key).body(body).send().await;
    done.expect("put").version_id
}

#[tokio::test]
async fn an_object_keeps_the_encryption_and_checksum_that_it_was_put_with() {
    let client = here().await;
    let sum = sha256(b"patients");
    let done = client
        .put_object()
        .bucket(NAME)
        .key("train.csv")
        .body(ByteStream::from_static(b"patients"))
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(KEY)
        .bucket_key_enabled(true)
        .checksum_sha256(&sum)
        .content_type("text/csv")
        .metadata("study", "a1")
        .tagging("class=phi")
        .send()
        .await
        .expect("put");
    assert_eq!(done.server_side_encryption(), Some(&ServerSideEncryption::AwsKms));
    assert_eq!(done.checksum_sha256(), Some(sum.as_str()));
    let head = client
        .head_object()
        .bucket(NAME)
        .key("train.csv")
        .checksum_mode(ChecksumMode::Enabled)
        .send()
        .await
        .expect("head");
    assert_eq!(head.server_side_encryption(), Some(&ServerSideEncryption::AwsKms));
    assert_eq!(head.ssekms_key_id(), Some(KEY));
    assert_eq!(head.bucket_key_enabled(), Some(true));
    assert_eq!(head.checksum_sha256(), Some(sum.as_str()));
    assert_eq!(head.content_length(), Some(8));
    assert_eq!(head.content_type(), Some("text/csv"));
    assert_eq!(
        head.metadata().and_then(|m| m.get("study")).map(String::as_str),
        Some("a1")
    );
    let read = client
        .get_object()
        .bucket(NAME)
        .key("train.csv")
        .send()
        .await
        .expect("get");
    assert_eq!(read.server_side_encryption(), Some(&ServerSideEncryption::AwsKms));
    let body = read.body.collect().await.expect("the SDK checks the checksum");
    assert_eq!(body.into_bytes().as_ref(), b"patients");
}

#[tokio::test]
async fn an_object_without_headers_is_encrypted_as_the_bucket_says() {
    let client = here().await;
    put(&client, "before", "x").await;
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(ServerSideEncryption::AwsKms)
        .kms_master_key_id("0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11")
        .build()
        .expect("complete");
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default)
        .bucket_key_enabled(true)
        .build();
    let configuration = ServerSideEncryptionConfiguration::builder().rules(rule).build();
    client
        .put_bucket_encryption()
        .bucket(NAME)
        .server_side_encryption_configuration(configuration.expect("complete"))
        .send()
        .await
        .expect("put");
    put(&client, "after", "x").await;
    let head = |key: &str| client.head_object().bucket(NAME).key(key).send();
    let (before, after) = (
        head("before").await.expect("head"),
        head("after").await.expect("head"),
    );
    assert_eq!(
        before.server_side_encryption(),
        Some(&ServerSideEncryption::Aes256)
    );
    assert_eq!(
        after.server_side_encryption(),
        Some(&ServerSideEncryption::AwsKms)
    );
    assert_eq!(after.ssekms_key_id(), Some(KEY), "as an ARN");
    assert_eq!(after.bucket_key_enabled(), Some(true));
}

#[tokio::test]
async fn a_wrong_checksum_is_refused_and_stores_nothing() {
    let client = here().await;
    let wrong = client
        .put_object()
        .bucket(NAME)
        .key("a")
        .body(ByteStream::from_static(b"patients"))
        .checksum_sha256(sha256(b"other"))
        .send()
        .await;
    assert_eq!(code(wrong), "BadDigest");
    let wrong = client
        .put_object()
        .bucket(NAME)
        .key("a")
        .body(ByteStream::from_static(b"patients"))
        .checksum_crc32("AAAAAA==")
        .send()
        .await;
    assert_eq!(code(wrong), "BadDigest");
    let head = client.head_object().bucket(NAME).key("a").send().await;
    assert_eq!(code(head), "NotFound");
}

#[tokio::test]
async fn the_checksums_agree_with_the_sdks_own() {
    let client = here().await;
    for algorithm in [
        ChecksumAlgorithm::Crc32,
        ChecksumAlgorithm::Crc32C,
        ChecksumAlgorithm::Crc64Nvme,
        ChecksumAlgorithm::Sha256,
    ] {
        client
            .put_object()
            .bucket(NAME)
            .key(algorithm.as_str())
            .body(ByteStream::from_static(b"The quick brown fox"))
            .checksum_algorithm(algorithm.clone())
            .send()
            .await
            .unwrap_or_else(|e| panic!("{algorithm}: {e:?}"));
    }
}

#[tokio::test]
async fn a_file_that_is_streamed_arrives_whole() {
    let client = here().await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    let data = vec![7_u8; 300_000];
    std::fs::write(file.path(), &data).expect("written");
    let body = ByteStream::from_path(file.path()).await.expect("a stream");
    client
        .put_object()
        .bucket(NAME)
        .key("big")
        .body(body)
        .send()
        .await
        .expect("put");
    let head = client
        .head_object()
        .bucket(NAME)
        .key("big")
        .send()
        .await
        .expect("head");
    assert_eq!(head.content_length(), Some(300_000));
    let read = client
        .get_object()
        .bucket(NAME)
        .key("big")
        .range("bytes=299990-")
        .send()
        .await;
    let part = read.expect("get");
    assert_eq!(part.content_range(), Some("bytes 299990-299999/300000"));
    assert_eq!(part.body.collect().await.expect("bytes").into_bytes().len(), 10);
}

#[tokio::test]
async fn if_none_match_writes_once() {
    let client = here().await;
    let write = || {
        client
            .put_object()
            .bucket(NAME)
            .key("lock")
            .if_none_match("*")
            .send()
    };
    write().await.expect("the first");
    assert_eq!(code(write().await), "PreconditionFailed");
}

#[tokio::test]
async fn the_attributes_of_an_object_name_its_checksum_and_size() {
    let client = here().await;
    put(&client, "a", "patients").await;
    let read = client
        .get_object_attributes()
        .bucket(NAME)
        .key("a")
        .object_attributes(ObjectAttributes::Checksum)
        .object_attributes(ObjectAttributes::ObjectSize)
        .send()
        .await
        .expect("attributes");
    assert_eq!(read.object_size(), Some(8));
    assert!(
        read.checksum().and_then(|c| c.checksum_crc32()).is_some(),
        "the SDK's default"
    );
}

#[tokio::test]
async fn objects_are_listed_by_folder_and_page() {
    let client = here().await;
    for key in ["a/1", "a/2", "b/1", "c", "d"] {
        put(&client, key, "x").await;
    }
    let root = client
        .list_objects_v2()
        .bucket(NAME)
        .delimiter("/")
        .send()
        .await
        .expect("root");
    let folders: Vec<_> = root.common_prefixes().iter().filter_map(|p| p.prefix()).collect();
    let keys: Vec<_> = root.contents().iter().filter_map(|o| o.key()).collect();
    assert_eq!((folders, keys), (vec!["a/", "b/"], vec!["c", "d"]));
    for delimiter in [None, Some("/".to_owned())] {
        let mut pages = client
            .list_objects_v2()
            .bucket(NAME)
            .set_delimiter(delimiter.clone())
            .into_paginator()
            .page_size(1)
            .send();
        let mut seen = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.expect("a page");
            seen.extend(page.contents().iter().filter_map(|o| o.key().map(str::to_owned)));
            seen.extend(
                page.common_prefixes()
                    .iter()
                    .filter_map(|p| p.prefix().map(str::to_owned)),
            );
        }
        let all: &[&str] = match delimiter {
            None => &["a/1", "a/2", "b/1", "c", "d"],
            Some(_) => &["a/", "b/", "c", "d"],
        };
        assert_eq!(seen, all);
    }
}
