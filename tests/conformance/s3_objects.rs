//! S3's objects: written and read whole, in ranges, on conditions, as copies.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket, put};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumMode, EncodingType, MetadataDirective, ObjectAttributes, ObjectEncryption,
    ServerSideEncryption, SsekmsEncryption, Tag, Tagging,
};

async fn an_object_keeps_what_it_was_put_with(aws: &Aws) {
    let s3 = bucket(aws).await;
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("a")
        .body(ByteStream::from_static(b"patients"));
    let put = put
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .content_type("text/csv");
    let done = put
        .metadata("study", "a1")
        .tagging("class=phi")
        .send()
        .await
        .expect("put");
    assert_eq!(done.e_tag(), Some("\"3495d5d84b3bedeb4377cfc005bfbe52\""));
    assert_eq!(
        done.checksum_sha256(),
        Some("n5x8/e7iQJ2dZ3DXvhfHItDpdLTzQkC8Vha1fTrjPl0=")
    );
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("a")
        .checksum_mode(ChecksumMode::Enabled);
    let head = head.send().await.expect("head");
    assert_eq!(
        head.checksum_sha256(),
        Some("n5x8/e7iQJ2dZ3DXvhfHItDpdLTzQkC8Vha1fTrjPl0=")
    );
    assert_eq!(head.content_length(), Some(8));
    assert_eq!(head.content_type(), Some("text/csv"));
    assert_eq!(
        head.metadata().and_then(|m| m.get("study")).map(String::as_str),
        Some("a1")
    );
    assert_eq!(head.server_side_encryption(), Some(&ServerSideEncryption::Aes256));
    let read = s3
        .get_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("read");
    assert_eq!(read.tag_count(), Some(1));
    let body = read.body.collect().await.expect("bytes").into_bytes();
    assert_eq!(body.as_ref(), b"patients");
}

async fn a_wrong_checksum_is_refused_and_stores_nothing(aws: &Aws) {
    let s3 = bucket(aws).await;
    let put = || {
        s3.put_object()
            .bucket(BUCKET)
            .key("a")
            .body(ByteStream::from_static(b"patients"))
    };
    let wrong = put().checksum_crc32("AAAAAA==").send().await;
    assert_eq!(refusal(wrong), "BadDigest");
    let wrong = put().content_md5("1B2M2Y8AsgTpgAmY7PhCfg==").send().await;
    assert_eq!(refusal(wrong), "BadDigest", "the MD5 of nothing");
    let invalid = put().content_md5("nonsense").send().await;
    assert_eq!(refusal(invalid), "InvalidDigest");
    let head = s3.head_object().bucket(BUCKET).key("a").send().await;
    assert_eq!(refusal(head), "NotFound");
}

async fn the_checksums_agree_with_the_sdks_own(aws: &Aws) {
    let s3 = bucket(aws).await;
    for algorithm in [
        ChecksumAlgorithm::Crc32,
        ChecksumAlgorithm::Crc32C,
        ChecksumAlgorithm::Crc64Nvme,
        ChecksumAlgorithm::Sha1,
        ChecksumAlgorithm::Sha256,
    ] {
        let put = s3
            .put_object()
            .bucket(BUCKET)
            .key("a")
            .checksum_algorithm(algorithm.clone());
        let put = put
            .body(ByteStream::from_static(b"The quick brown fox"))
            .send()
            .await;
        put.unwrap_or_else(|error| panic!("{algorithm}: {error:?}"));
    }
}

async fn a_range_is_answered_and_one_beyond_the_end_refused(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "0123456789").await;
    let read = |range: &str| s3.get_object().bucket(BUCKET).key("a").range(range).send();
    let part = read("bytes=7-").await.expect("read");
    assert_eq!(part.content_range(), Some("bytes 7-9/10"));
    assert_eq!(
        part.body.collect().await.expect("bytes").into_bytes().as_ref(),
        b"789"
    );
    assert_eq!(refusal(read("bytes=10-").await), "InvalidRange");
}

async fn a_write_happens_once_and_a_read_only_if_it_matches(aws: &Aws) {
    let s3 = bucket(aws).await;
    let write = || s3.put_object().bucket(BUCKET).key("a").if_none_match("*").send();
    let etag = write().await.expect("the first").e_tag.expect("an ETag");
    assert_eq!(refusal(write().await), "PreconditionFailed");
    let read = || s3.get_object().bucket(BUCKET).key("a");
    read().if_match(&etag).send().await.expect("it matches");
    assert_eq!(
        refusal(read().if_match("\"other\"").send().await),
        "PreconditionFailed"
    );
    let same = read()
        .if_none_match(&etag)
        .send()
        .await
        .expect_err("not modified");
    assert_eq!(same.raw_response().expect("an answer").status().as_u16(), 304);
}

async fn a_copy_is_encrypted_anew_and_not_onto_itself(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    put(&s3, "a", "patients").await;
    let copy = |to: &str| {
        s3.copy_object()
            .bucket(BUCKET)
            .key(to)
            .copy_source("clinic-data/a")
    };
    let sealed = copy("b")
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(&key);
    let done = sealed.send().await.expect("copied");
    assert_eq!(done.ssekms_key_id(), Some(key.as_str()));
    assert_eq!(refusal(copy("a").send().await), "InvalidRequest");
    copy("a")
        .metadata_directive(MetadataDirective::Replace)
        .send()
        .await
        .expect("changed");
    let missing = s3
        .copy_object()
        .bucket(BUCKET)
        .key("c")
        .copy_source("clinic-data/none");
    assert_eq!(refusal(missing.send().await), "NoSuchKey");
}

async fn the_attributes_of_an_object_name_its_checksum_and_size(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "patients").await;
    let read = s3.get_object_attributes().bucket(BUCKET).key("a");
    let read = read.object_attributes(ObjectAttributes::Checksum);
    let read = read
        .object_attributes(ObjectAttributes::ObjectSize)
        .send()
        .await
        .expect("read");
    assert_eq!(read.object_size(), Some(8));
    assert!(
        read.checksum().and_then(|c| c.checksum_crc32()).is_some(),
        "the SDK's default"
    );
}

async fn tags_of_an_object_are_kept_and_taken_away(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "x").await;
    let tag = Tag::builder()
        .key("class")
        .value("phi")
        .build()
        .expect("complete");
    let tags = Tagging::builder().tag_set(tag.clone()).build().expect("complete");
    s3.put_object_tagging()
        .bucket(BUCKET)
        .key("a")
        .tagging(tags)
        .send()
        .await
        .expect("put");
    let read = || s3.get_object_tagging().bucket(BUCKET).key("a").send();
    assert_eq!(read().await.expect("read").tag_set(), [tag]);
    s3.delete_object_tagging()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("gone");
    assert!(read().await.expect("read").tag_set().is_empty());
}

async fn objects_are_listed_by_folder_and_page(aws: &Aws) {
    let s3 = bucket(aws).await;
    for key in ["a/1", "a/2", "b/1", "c", "d"] {
        put(&s3, key, "x").await;
    }
    let root = s3
        .list_objects_v2()
        .bucket(BUCKET)
        .delimiter("/")
        .send()
        .await
        .expect("root");
    let folders: Vec<_> = root.common_prefixes().iter().filter_map(|p| p.prefix()).collect();
    let keys: Vec<_> = root.contents().iter().filter_map(|o| o.key()).collect();
    assert_eq!((folders, keys), (vec!["a/", "b/"], vec!["c", "d"]));
    let mut pages = s3
        .list_objects_v2()
        .bucket(BUCKET)
        .start_after("a/1")
        .into_paginator()
        .page_size(2)
        .send();
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        seen.extend(page.contents().iter().filter_map(|o| o.key().map(str::to_owned)));
    }
    assert_eq!(seen, ["a/2", "b/1", "c", "d"]);
}

async fn version_one_of_the_list_goes_on_after_a_marker(aws: &Aws) {
    let s3 = bucket(aws).await;
    for key in ["a b", "b", "c"] {
        put(&s3, key, "x").await;
    }
    let list = || s3.list_objects().bucket(BUCKET).encoding_type(EncodingType::Url);
    let first = list().max_keys(1).send().await.expect("a page");
    assert_eq!(first.is_truncated(), Some(true));
    assert_eq!(first.contents()[0].key(), Some("a+b"), "encoded");
    let rest = list().marker("a b").send().await.expect("the rest");
    let keys: Vec<_> = rest.contents().iter().filter_map(|o| o.key()).collect();
    assert_eq!((keys, rest.is_truncated()), (vec!["b", "c"], Some(false)));
}

async fn an_object_moves_to_another_key_without_being_written_anew(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    put(&s3, "a", "patients").await;
    let sealed = SsekmsEncryption::builder()
        .kms_key_arn(&key)
        .bucket_key_enabled(true)
        .build();
    let wanted = ObjectEncryption::Ssekms(sealed.expect("complete"));
    let update = s3
        .update_object_encryption()
        .bucket(BUCKET)
        .key("a")
        .object_encryption(wanted);
    update.send().await.expect("updated");
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("head");
    assert_eq!(head.ssekms_key_id(), Some(key.as_str()));
    assert_eq!(head.bucket_key_enabled(), Some(true));
    assert_eq!(
        head.e_tag(),
        Some("\"3495d5d84b3bedeb4377cfc005bfbe52\""),
        "as before"
    );
}

async fn path_style_addresses_name_the_same_objects(aws: &Aws) {
    let s3 = bucket(aws).await;
    let config = aws_sdk_s3::config::Builder::from(&aws.config(crate::place::REGION));
    let by_path = aws_sdk_s3::Client::from_conf(config.force_path_style(true).build());
    by_path
        .put_object()
        .bucket(BUCKET)
        .key("a b/c+d")
        .send()
        .await
        .expect("put");
    s3.head_object()
        .bucket(BUCKET)
        .key("a b/c+d")
        .send()
        .await
        .expect("the same");
}

cases! {
    "s3";
    PutObject: an_object_keeps_what_it_was_put_with,
    PutObject: a_wrong_checksum_is_refused_and_stores_nothing,
    PutObject: the_checksums_agree_with_the_sdks_own,
    GetObject: a_range_is_answered_and_one_beyond_the_end_refused,
    GetObject: a_write_happens_once_and_a_read_only_if_it_matches,
    CopyObject: a_copy_is_encrypted_anew_and_not_onto_itself,
    GetObjectAttributes: the_attributes_of_an_object_name_its_checksum_and_size,
    GetObjectTagging: tags_of_an_object_are_kept_and_taken_away,
    ListObjects: version_one_of_the_list_goes_on_after_a_marker,
    UpdateObjectEncryption: an_object_moves_to_another_key_without_being_written_anew,
    PutObject: path_style_addresses_name_the_same_objects,
    ListObjectsV2: objects_are_listed_by_folder_and_page,
}
