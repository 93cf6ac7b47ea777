//! S3 with IAM's decisions on: bucket policies, each object by itself, and
//! those who come without credentials.

use crate::iam_enforced::{allow, document, put, user_who_may};
use crate::place::{ACCOUNT, Aws, REGION, complaint, refusal};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use serde_json::json;

async fn bucket(aws: &Aws, name: &str) {
    let create = aws.s3().create_bucket().bucket(name);
    create.send().await.expect("a bucket");
}

async fn object(aws: &Aws, bucket: &str, key: &str) {
    let body = ByteStream::from_static(b"scan");
    let put = aws.s3().put_object().bucket(bucket).key(key).body(body);
    put.send().await.expect("an object");
}

async fn a_copy_reads_where_it_comes_from(aws: &Aws) {
    bucket(aws, "secret").await;
    bucket(aws, "mine").await;
    object(aws, "secret", "a.dcm").await;
    let me = user_who_may(aws, &allow(&["s3:PutObject"], "arn:aws:s3:::mine/*")).await;
    let s3 = aws_sdk_s3::Client::new(&me);
    let copy = || {
        let copy = s3.copy_object().bucket("mine").key("a.dcm");
        copy.copy_source("secret/a.dcm").send()
    };
    let message = complaint(copy().await);
    assert!(
        message.contains("s3:GetObject on resource: arn:aws:s3:::secret/a.dcm"),
        "{message}"
    );
    let both = allow(&["s3:PutObject", "s3:GetObject"], "*");
    put(aws, &both).await;
    copy().await.expect("copied");
}

async fn objects_are_deleted_one_by_one_as_each_is_allowed(aws: &Aws) {
    bucket(aws, "records").await;
    object(aws, "records", "keep/a").await;
    object(aws, "records", "scratch/b").await;
    let guarded = document(&json!([
        {"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::records/*"},
        {"Effect": "Deny", "Action": "s3:DeleteObject*", "Resource": "arn:aws:s3:::records/keep/*"},
    ]));
    let me = user_who_may(aws, &guarded).await;
    let s3 = aws_sdk_s3::Client::new(&me);
    let delete = |keys: &[&str]| {
        let named = |key: &&str| ObjectIdentifier::builder().key(*key).build().expect("a key");
        let all = keys.iter().map(named).collect();
        let all = Delete::builder().set_objects(Some(all)).build().expect("keys");
        s3.delete_objects().bucket("records").delete(all).send()
    };
    assert_eq!(refusal(delete(&["scratch/b", "keep/a"]).await), "AccessDenied");
    delete(&["scratch/b"]).await.expect("deleted");
    let left = aws.s3().list_objects_v2().bucket("records").send().await;
    let left = left.expect("listed");
    assert_eq!(left.contents()[0].key(), Some("keep/a"));
    assert_eq!(left.contents().len(), 1);
}

async fn without_credentials_one_reads_what_is_public_and_not_restricted(aws: &Aws) {
    bucket(aws, "open").await;
    object(aws, "open", "a").await;
    aws.enforce_iam();
    let mut config = aws.config(REGION).into_builder();
    config.set_credentials_provider(None);
    let nobody = aws_sdk_s3::config::Builder::from(&config.build()).allow_no_auth();
    let nobody = aws_sdk_s3::Client::from_conf(nobody.build());
    let read = || nobody.get_object().bucket("open").key("a").send();
    assert_eq!(refusal(read().await), "AccessDenied");
    let switches = |restrict: bool| {
        let block = aws_sdk_s3::types::PublicAccessBlockConfiguration::builder();
        let block = block.block_public_policy(false).restrict_public_buckets(restrict);
        let put = aws.s3().put_public_access_block().bucket("open");
        put.public_access_block_configuration(block.build()).send()
    };
    switches(false).await.expect("opened");
    let public = document(&json!([
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::open/*"},
    ]));
    let policy = aws.s3().put_bucket_policy().bucket("open").policy(public);
    policy.send().await.expect("public");
    read().await.expect("the object");
    assert_eq!(
        refusal(nobody.list_objects_v2().bucket("open").send().await),
        "AccessDenied"
    );
    switches(true).await.expect("restricted");
    assert_eq!(refusal(read().await), "AccessDenied");
    switches(false).await.expect("opened");
    read().await.expect("the object");
    let block = aws_sdk_s3control::types::PublicAccessBlockConfiguration::builder();
    let put = aws.s3control().put_public_access_block().account_id(ACCOUNT);
    put.public_access_block_configuration(block.restrict_public_buckets(true).build())
        .send()
        .await
        .expect("restricted over the account");
    assert_eq!(refusal(read().await), "AccessDenied");
}

async fn a_bucket_policy_refuses_an_upload_that_is_not_encrypted(aws: &Aws) {
    let s3 = aws.s3();
    s3.create_bucket()
        .bucket("records")
        .send()
        .await
        .expect("a bucket");
    let guard = document(&json!([
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::records/*",
         "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "AES256"}}},
    ]));
    let guarded = s3.put_bucket_policy().bucket("records").policy(guard);
    guarded.send().await.expect("guarded");
    let me = user_who_may(aws, &allow(&["s3:*"], "*")).await;
    let s3 = aws_sdk_s3::Client::new(&me);
    let upload = || {
        let body = aws_sdk_s3::primitives::ByteStream::from_static(b"scan");
        s3.put_object().bucket("records").key("a.dcm").body(body)
    };
    let message = complaint(upload().send().await);
    assert!(
        message.ends_with("s3:PutObject on resource: arn:aws:s3:::records/a.dcm with an explicit deny in a resource-based policy"),
        "{message}"
    );
    let encrypted = upload().server_side_encryption("AES256".into());
    encrypted.send().await.expect("uploaded");
    s3.head_object()
        .bucket("records")
        .key("a.dcm")
        .send()
        .await
        .expect("s3:GetObject");
}

async fn reading_an_object_and_listing_a_bucket_are_not_the_same(aws: &Aws) {
    aws.s3()
        .create_bucket()
        .bucket("records")
        .send()
        .await
        .expect("a bucket");
    let me = user_who_may(aws, &allow(&["s3:ListBucket"], "arn:aws:s3:::records")).await;
    let s3 = aws_sdk_s3::Client::new(&me);
    s3.list_objects_v2()
        .bucket("records")
        .send()
        .await
        .expect("listed");
    s3.head_bucket()
        .bucket("records")
        .send()
        .await
        .expect("s3:ListBucket too");
    let read = s3.get_object().bucket("records").key("a").send().await;
    assert_eq!(refusal(read.map(drop)), "AccessDenied");
    let encryption = s3.get_bucket_encryption().bucket("records").send().await;
    assert!(complaint(encryption).contains("s3:GetEncryptionConfiguration"));
}

cases! {
    "iam";
    CopyObject: a_copy_reads_where_it_comes_from,
    DeleteObjects: objects_are_deleted_one_by_one_as_each_is_allowed,
    GetObject: without_credentials_one_reads_what_is_public_and_not_restricted,
    PutObject: a_bucket_policy_refuses_an_upload_that_is_not_encrypted,
    ListObjectsV2: reading_an_object_and_listing_a_bucket_are_not_the_same,
}
