//! S3's uploads in parts: checked, put together, listed, aborted.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, ServerSideEncryption};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const KEY: &str = "model.tar.gz";

async fn an_upload_in_parts_is_put_together_checked_and_encrypted(aws: &Aws) {
    let s3 = bucket(aws).await;
    let kms = aws.key().await;
    let upload = s3
        .create_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .ssekms_key_id(&kms);
    let upload = upload.server_side_encryption(ServerSideEncryption::AwsKms);
    let begun = upload
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .send()
        .await
        .expect("begun");
    assert_eq!(begun.ssekms_key_id(), Some(kms.as_str()));
    let id = begun.upload_id().expect("an id");
    let bodies = [vec![1_u8; 5 * 1024 * 1024], vec![2_u8; 1000]];
    let mut parts = Vec::new();
    for (number, body) in (1..).zip(&bodies) {
        let part = s3
            .upload_part()
            .bucket(BUCKET)
            .key(KEY)
            .upload_id(id)
            .part_number(number);
        let part = part.checksum_algorithm(ChecksumAlgorithm::Sha256);
        let done = part
            .body(ByteStream::from(body.clone()))
            .send()
            .await
            .expect("a part");
        let sum = STANDARD.encode(Sha256::digest(body));
        assert_eq!(done.checksum_sha256(), Some(sum.as_str()));
        let part = CompletedPart::builder().part_number(number).set_e_tag(done.e_tag);
        parts.push(part.checksum_sha256(sum).build());
    }
    let complete = |parts: Vec<CompletedPart>| {
        let upload = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        s3.complete_multipart_upload()
            .bucket(BUCKET)
            .key(KEY)
            .upload_id(id)
            .multipart_upload(upload)
            .send()
    };
    let backwards = complete(parts.iter().rev().cloned().collect()).await;
    assert_eq!(refusal(backwards), "InvalidPartOrder");
    let done = complete(parts).await.expect("complete");
    let sums: Vec<u8> = bodies.iter().flat_map(|b| Sha256::digest(b).to_vec()).collect();
    let whole = format!("{}-2", STANDARD.encode(Sha256::digest(&sums)));
    assert_eq!(done.checksum_sha256(), Some(whole.as_str()));
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .expect("head");
    assert_eq!(head.content_length(), Some(5 * 1024 * 1024 + 1000));
    assert_eq!(head.ssekms_key_id(), Some(kms.as_str()));
    assert!(head.e_tag().is_some_and(|e| e.ends_with("-2\"")));
}

async fn parts_that_are_small_or_unknown_are_refused_and_an_upload_is_aborted(aws: &Aws) {
    let s3 = bucket(aws).await;
    let begun = s3
        .create_multipart_upload()
        .bucket(BUCKET)
        .key(KEY)
        .send()
        .await
        .expect("begun");
    let id = begun.upload_id().expect("an id");
    let mut parts = Vec::new();
    for number in 1..3 {
        let part = s3
            .upload_part()
            .bucket(BUCKET)
            .key(KEY)
            .upload_id(id)
            .part_number(number);
        let done = part
            .body(ByteStream::from_static(b"small"))
            .send()
            .await
            .expect("a part");
        parts.push(
            CompletedPart::builder()
                .part_number(number)
                .set_e_tag(done.e_tag)
                .build(),
        );
    }
    let complete = |parts: Vec<CompletedPart>| {
        let upload = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        s3.complete_multipart_upload()
            .bucket(BUCKET)
            .key(KEY)
            .upload_id(id)
            .multipart_upload(upload)
            .send()
    };
    assert_eq!(refusal(complete(parts).await), "EntityTooSmall");
    let unknown = CompletedPart::builder().part_number(7).e_tag("\"none\"").build();
    assert_eq!(refusal(complete(vec![unknown]).await), "InvalidPart");
    let listed = s3
        .list_parts()
        .bucket(BUCKET)
        .key(KEY)
        .upload_id(id)
        .send()
        .await
        .expect("parts");
    assert_eq!(
        listed
            .parts()
            .iter()
            .map(aws_sdk_s3::types::Part::size)
            .collect::<Vec<_>>(),
        [Some(5), Some(5)]
    );
    let listed = s3
        .list_multipart_uploads()
        .bucket(BUCKET)
        .send()
        .await
        .expect("uploads");
    assert_eq!(listed.uploads()[0].upload_id(), Some(id));
    let abort = || {
        s3.abort_multipart_upload()
            .bucket(BUCKET)
            .key(KEY)
            .upload_id(id)
            .send()
    };
    abort().await.expect("gone");
    assert_eq!(refusal(abort().await), "NoSuchUpload");
}

cases! {
    "s3";
    CompleteMultipartUpload: an_upload_in_parts_is_put_together_checked_and_encrypted,
    AbortMultipartUpload: parts_that_are_small_or_unknown_are_refused_and_an_upload_is_aborted,
}
