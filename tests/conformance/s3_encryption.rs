//! S3's encryption: of buckets by default, of objects under keys that KMS has,
//! and under keys of the caller.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket, put};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BlockedEncryptionTypes, EncryptionType, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

fn rule(key: &str) -> ServerSideEncryptionRule {
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(ServerSideEncryption::AwsKms)
        .kms_master_key_id(key)
        .build()
        .expect("complete");
    ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default)
        .bucket_key_enabled(true)
        .build()
}

async fn set(s3: &Client, rule: ServerSideEncryptionRule) {
    let configuration = ServerSideEncryptionConfiguration::builder().rules(rule).build();
    let put = s3.put_bucket_encryption().bucket(BUCKET);
    let put = put.server_side_encryption_configuration(configuration.expect("complete"));
    put.send().await.expect("put");
}

async fn get(s3: &Client) -> ServerSideEncryptionRule {
    let read = s3
        .get_bucket_encryption()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    read.server_side_encryption_configuration().expect("one").rules()[0].clone()
}

async fn the_default_of_a_bucket_is_kept_and_taken_away_leaves_s3s_own(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    set(&s3, rule(&key)).await;
    let kept = get(&s3).await;
    let default = kept.apply_server_side_encryption_by_default().expect("one");
    assert_eq!(default.sse_algorithm(), &ServerSideEncryption::AwsKms);
    assert_eq!(default.kms_master_key_id(), Some(key.as_str()));
    assert_eq!(kept.bucket_key_enabled(), Some(true));
    s3.delete_bucket_encryption()
        .bucket(BUCKET)
        .send()
        .await
        .expect("deleted");
    let left = get(&s3).await;
    let default = left.apply_server_side_encryption_by_default().expect("one");
    assert_eq!(default.sse_algorithm(), &ServerSideEncryption::Aes256);
    assert_eq!(default.kms_master_key_id(), None);
}

async fn an_object_is_encrypted_under_the_key_that_it_names(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    let id = key.rsplit('/').next().expect("an id");
    let done = s3
        .put_object()
        .bucket(BUCKET)
        .key("a")
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(id)
        .bucket_key_enabled(true)
        .send()
        .await
        .expect("put");
    assert_eq!(done.server_side_encryption(), Some(&ServerSideEncryption::AwsKms));
    assert_eq!(done.ssekms_key_id(), Some(key.as_str()), "as an ARN");
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("head");
    assert_eq!(head.server_side_encryption(), Some(&ServerSideEncryption::AwsKms));
    assert_eq!(head.ssekms_key_id(), Some(key.as_str()));
    assert_eq!(head.bucket_key_enabled(), Some(true));
}

async fn an_object_without_headers_is_encrypted_as_the_bucket_says(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    put(&s3, "before", "x").await;
    set(&s3, rule(&key)).await;
    put(&s3, "after", "x").await;
    let head = |key: &str| s3.head_object().bucket(BUCKET).key(key).send();
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
    assert_eq!(after.ssekms_key_id(), Some(key.as_str()));
    assert_eq!(after.bucket_key_enabled(), Some(true));
}

async fn two_layers_are_never_under_a_bucket_key(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    let put = s3.put_object().bucket(BUCKET).key("a").ssekms_key_id(&key);
    let put = put.server_side_encryption(ServerSideEncryption::AwsKmsDsse);
    put.send().await.expect("put");
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("head");
    assert_eq!(
        head.server_side_encryption(),
        Some(&ServerSideEncryption::AwsKmsDsse)
    );
    assert_eq!(head.ssekms_key_id(), Some(key.as_str()));
    assert_eq!(head.bucket_key_enabled(), None);
}

async fn a_key_that_is_not_there_or_disabled_encrypts_and_decrypts_nothing(aws: &Aws) {
    let s3 = bucket(aws).await;
    let key = aws.key().await;
    let put = |key: &str| {
        s3.put_object()
            .bucket(BUCKET)
            .key("a")
            .server_side_encryption(ServerSideEncryption::AwsKms)
            .ssekms_key_id(key)
            .send()
    };
    let missing = put("0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11").await;
    assert_eq!(refusal(missing), "KMS.NotFoundException");
    put(&key).await.expect("put");
    aws.kms()
        .disable_key()
        .key_id(&key)
        .send()
        .await
        .expect("disabled");
    assert_eq!(refusal(put(&key).await), "KMS.DisabledException");
    let read = s3.get_object().bucket(BUCKET).key("a").send().await;
    assert_eq!(refusal(read), "KMS.DisabledException");
    aws.kms().enable_key().key_id(&key).send().await.expect("enabled");
    s3.get_object()
        .bucket(BUCKET)
        .key("a")
        .send()
        .await
        .expect("read");
    let doom = aws
        .kms()
        .schedule_key_deletion()
        .key_id(&key)
        .pending_window_in_days(7);
    doom.send().await.expect("scheduled");
    assert_eq!(refusal(put(&key).await), "KMS.KMSInvalidStateException");
}

/// 32 bytes and their MD5, in Base64.
fn customer_key() -> (String, &'static str) {
    (STANDARD.encode([7_u8; 32]), "y4HAEFCYWuvAXWFTtA1Qpg==")
}

async fn keys_of_the_caller_are_blocked_until_they_are_allowed(aws: &Aws) {
    let s3 = bucket(aws).await;
    let (key, md5) = customer_key();
    let put = || {
        s3.put_object()
            .bucket(BUCKET)
            .key("a")
            .body(ByteStream::from_static(b"patients"))
            .sse_customer_algorithm("AES256")
            .sse_customer_key(&key)
            .sse_customer_key_md5(md5)
            .send()
    };
    assert_eq!(refusal(put().await), "AccessDenied");
    let blocked = get(&s3)
        .await
        .blocked_encryption_types()
        .expect("told")
        .encryption_type()
        .to_vec();
    assert_eq!(blocked, [EncryptionType::SseC]);
    let none = BlockedEncryptionTypes::builder()
        .encryption_type(EncryptionType::None)
        .build();
    let default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256);
    let allowing = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default.build().expect("complete"))
        .blocked_encryption_types(none)
        .build();
    set(&s3, allowing).await;
    let done = put().await.expect("put");
    assert_eq!(done.sse_customer_key_md5(), Some(md5));
    let plain = s3.get_object().bucket(BUCKET).key("a").send().await;
    assert_eq!(refusal(plain), "InvalidRequest", "not without the key");
    let read = s3
        .get_object()
        .bucket(BUCKET)
        .key("a")
        .sse_customer_algorithm("AES256");
    let read = read
        .sse_customer_key(&key)
        .sse_customer_key_md5(md5)
        .send()
        .await
        .expect("read");
    assert_eq!(read.sse_customer_algorithm(), Some("AES256"));
}

cases! {
    "s3";
    PutBucketEncryption: the_default_of_a_bucket_is_kept_and_taken_away_leaves_s3s_own,
    PutObject: an_object_is_encrypted_under_the_key_that_it_names,
    HeadObject: an_object_without_headers_is_encrypted_as_the_bucket_says,
    PutObject: two_layers_are_never_under_a_bucket_key,
    GetObject: a_key_that_is_not_there_or_disabled_encrypts_and_decrypts_nothing,
    PutBucketEncryption: keys_of_the_caller_are_blocked_until_they_are_allowed,
}
