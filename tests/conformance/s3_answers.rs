//! What S3 tells of a bucket: before anything was set, once it was, and of what
//! is under way in it.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket, put, with_acls};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLoggingStatus, ObjectCannedAcl, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    ServerSideEncryption, Tag, Tagging,
};

async fn every_bucket_tells_how_it_encrypts(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = |name: &'static str| s3.get_bucket_encryption().bucket(name).send();
    let told = read(BUCKET).await.expect("read");
    let rules = told.server_side_encryption_configuration().expect("one").rules();
    let default = rules[0]
        .apply_server_side_encryption_by_default()
        .expect("a default");
    assert_eq!(default.sse_algorithm(), &ServerSideEncryption::Aes256);
    assert_eq!(default.kms_master_key_id(), None);
    assert_eq!(refusal(read("clinic-nothing").await), "NoSuchBucket");
}

async fn logging_is_off_until_it_is_on_and_is_turned_off_by_saying_nothing(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_logging().bucket(BUCKET).send();
    assert_eq!(read().await.expect("read").logging_enabled(), None);
    let nothing = BucketLoggingStatus::builder().build();
    let put = s3.put_bucket_logging().bucket(BUCKET);
    put.bucket_logging_status(nothing).send().await.expect("off");
    assert_eq!(read().await.expect("read").logging_enabled(), None);
}

async fn the_policy_is_told_as_it_was_put(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_policy().bucket(BUCKET).send();
    assert_eq!(refusal(read().await), "NoSuchBucketPolicy");
    let text = r#"{ "Version":"2012-10-17", "Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::clinic-data","arn:aws:s3:::clinic-data/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}] }"#;
    let put = s3.put_bucket_policy().bucket(BUCKET).policy(text).send().await;
    put.expect("put");
    assert_eq!(read().await.expect("read").policy(), Some(text));
}

async fn a_tag_key_is_given_once_and_not_by_aws(aws: &Aws) {
    let s3 = bucket(aws).await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("complete");
    let set = |tags: Vec<Tag>| {
        let tags = Tagging::builder()
            .set_tag_set(Some(tags))
            .build()
            .expect("complete");
        s3.put_bucket_tagging().bucket(BUCKET).tagging(tags).send()
    };
    let twice = set(vec![tag("Team", "cardiology"), tag("Team", "fraud")]).await;
    assert_eq!(refusal(twice), "InvalidTag");
    assert_eq!(refusal(set(vec![tag("aws:owner", "me")]).await), "InvalidTag");
    set(vec![tag("Team", "cardiology"), tag("Stage", "prod")])
        .await
        .expect("put");
    let told = s3.get_bucket_tagging().bucket(BUCKET).send().await.expect("read");
    assert_eq!(told.tag_set().len(), 2);
}

async fn uploads_under_way_are_listed_by_prefix_and_page(aws: &Aws) {
    let s3 = bucket(aws).await;
    for key in ["models/a", "models/b", "models/c", "raw/d"] {
        let begun = s3.create_multipart_upload().bucket(BUCKET).key(key).send().await;
        begun.expect("begun");
    }
    let list = || {
        let list = s3.list_multipart_uploads().bucket(BUCKET);
        list.prefix("models/").max_uploads(2)
    };
    let first = list().send().await.expect("a page");
    assert_eq!(first.is_truncated(), Some(true));
    let keys: Vec<_> = first.uploads().iter().filter_map(|u| u.key()).collect();
    assert_eq!(keys, ["models/a", "models/b"]);
    let next = list()
        .set_key_marker(first.next_key_marker)
        .set_upload_id_marker(first.next_upload_id_marker);
    let rest = next.send().await.expect("a page");
    let keys: Vec<_> = rest.uploads().iter().filter_map(|u| u.key()).collect();
    assert_eq!(
        (keys.as_slice(), rest.is_truncated()),
        (&["models/c"][..], Some(false))
    );
}

async fn who_owns_the_objects_decides_whether_there_are_acls(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "text").await;
    let acl = || {
        let put = s3.put_object_acl().bucket(BUCKET).key("a");
        put.acl(ObjectCannedAcl::Private).send()
    };
    assert_eq!(refusal(acl().await), "AccessControlListNotSupported");
    with_acls(&s3).await;
    acl().await.expect("ACLs are on");
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerEnforced);
    let controls = OwnershipControls::builder().rules(rule.build().expect("complete"));
    s3.put_bucket_ownership_controls()
        .bucket(BUCKET)
        .ownership_controls(controls.build().expect("complete"))
        .send()
        .await
        .expect("put");
    assert_eq!(refusal(acl().await), "AccessControlListNotSupported");
}

async fn what_is_not_there_is_deleted_without_a_word(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "text").await;
    for _ in 0..2 {
        let gone = s3
            .delete_object()
            .bucket(BUCKET)
            .key("a")
            .send()
            .await
            .expect("gone");
        assert_eq!((gone.delete_marker(), gone.version_id()), (None, None));
    }
    let head = s3.head_object().bucket(BUCKET).key("a").send().await;
    assert_eq!(refusal(head), "NotFound");
}

async fn a_file_streams_in_chunks_with_its_sum_behind_it(aws: &Aws) {
    let s3 = bucket(aws).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ecg.csv");
    let text = "patient,lead,millivolts\n".repeat(13_000);
    std::fs::write(&file, &text).expect("written");
    let body = ByteStream::from_path(&file).await.expect("a file");
    let put = s3.put_object().bucket(BUCKET).key("ecg.csv").body(body);
    let put = put.send().await.expect("put");
    let read = s3
        .get_object()
        .bucket(BUCKET)
        .key("ecg.csv")
        .send()
        .await
        .expect("get");
    let bytes = read.body.collect().await.expect("a body").into_bytes();
    assert_eq!(bytes.len(), text.len());
    assert!(bytes == text.as_bytes(), "every byte, and no chunk's header");
    assert_eq!(put.checksum_crc32().map(str::len), Some(8));
}

async fn a_sum_that_only_the_caller_computes_is_checked_and_kept(aws: &Aws) {
    let s3 = bucket(aws).await;
    let put = |sum: &str| {
        let put = s3.put_object().bucket(BUCKET).key("a");
        let put = put.checksum_xxhash64(sum);
        put.body(ByteStream::from_static(b"abc")).send()
    };
    assert_eq!(refusal(put("AAAAAAAAAAA=").await), "BadDigest");
    // 0x44bc2cf5ad770999, the value of XXH64's own test of "abc".
    put("RLws9a13CZk=").await.expect("put");
    let head = s3.head_object().bucket(BUCKET).key("a");
    let head = head
        .checksum_mode(aws_sdk_s3::types::ChecksumMode::Enabled)
        .send()
        .await
        .expect("head");
    assert_eq!(head.checksum_xxhash64(), Some("RLws9a13CZk="));
}

async fn a_name_with_dots_is_a_bucket_like_any_other(aws: &Aws) {
    let config = Builder::from(&aws.config("us-east-1")).force_path_style(true);
    let s3 = Client::from_conf(config.build());
    let name = "clinic.data.example";
    s3.create_bucket().bucket(name).send().await.expect("a bucket");
    let put = s3.put_object().bucket(name).key("a/b");
    put.body(ByteStream::from_static(b"text"))
        .send()
        .await
        .expect("put");
    let listed = s3.list_objects_v2().bucket(name).send().await.expect("a list");
    assert_eq!(listed.contents()[0].key(), Some("a/b"));
}

cases! {
    "s3";
    GetBucketEncryption: every_bucket_tells_how_it_encrypts,
    GetBucketLogging: logging_is_off_until_it_is_on_and_is_turned_off_by_saying_nothing,
    GetBucketPolicy: the_policy_is_told_as_it_was_put,
    GetBucketTagging: a_tag_key_is_given_once_and_not_by_aws,
    ListMultipartUploads: uploads_under_way_are_listed_by_prefix_and_page,
    PutBucketOwnershipControls: who_owns_the_objects_decides_whether_there_are_acls,
    DeleteObject: what_is_not_there_is_deleted_without_a_word,
    PutObject: a_file_streams_in_chunks_with_its_sum_behind_it,
    PutObject: a_sum_that_only_the_caller_computes_is_checked_and_kept,
    CreateBucket: a_name_with_dots_is_a_bucket_like_any_other,
}
