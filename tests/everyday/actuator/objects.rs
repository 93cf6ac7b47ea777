//! Files: sent as planned, encrypted, and never over another.

use super::hands::{KEY, act, answers};
use crate::fake_aws::{ACCOUNT, FakeAws, Reply, otherwise};
use aisec_tui::stack::spec::Tags;
use aisec_tui::stack::{ActErrorKind, Spec};

/// The digest of another file.
const DIGEST: &str = "b6cb0b70bfca13a58b80d0db47b2ff99d1b1abbb49bde2c1e1b0ba4b5f3a4b1e";

fn upload(path: &str, sha256: &str, bytes: u64) -> Spec {
    Spec::PutObject {
        bucket: "data".to_owned(),
        key: "train/a.csv".to_owned(),
        path: path.to_owned(),
        sha256: sha256.to_owned(),
        bytes,
        key_arn: KEY.to_owned(),
        tags: Tags::from([("aisec:stack".to_owned(), "s".to_owned())]),
    }
}

#[tokio::test]
async fn a_file_that_changed_since_the_plan_is_not_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "a,b\n").expect("the file is written");
    let fake = FakeAws::new(|_| otherwise());
    let spec = upload(&file.to_string_lossy(), DIGEST, 4);
    let error = act(&fake, &spec).await.expect_err("it is another file");
    assert_eq!(error.kind, ActErrorKind::Fatal);
    assert!(error.message.contains("has changed since the plan"), "{error}");
    assert_eq!(fake.sent_after_connect(), []);
}

#[tokio::test]
async fn a_file_is_sent_encrypted_with_its_digest_and_never_over_another() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "").expect("the file is written");
    // The digest of nothing.
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let spec = upload(&file.to_string_lossy(), sha256, 0);
    let fake = answers("PUT /", |_| Reply::Ok(String::new()));
    let made = act(&fake, &spec).await.expect("it is sent");
    assert_eq!(made["ObjectArn"], "arn:aws:s3:::data/train/a.csv");
    let sent = fake.sent_after_connect();
    assert_eq!(sent.len(), 1);
    let wanted = [
        "if-none-match: *".to_owned(),
        "x-amz-checksum-sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
        format!("x-amz-expected-bucket-owner: {ACCOUNT}"),
        "x-amz-server-side-encryption-aws-kms-key-id: ".to_owned() + KEY,
        "x-amz-server-side-encryption-bucket-key-enabled: true".to_owned(),
        "x-amz-server-side-encryption: aws:kms".to_owned(),
        "x-amz-tagging: aisec%3Astack=s".to_owned(),
    ];
    assert_eq!(sent[0].guards, wanted);
}

#[tokio::test]
async fn an_object_that_is_there_and_is_another_is_left_and_is_a_conflict() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "").expect("the file is written");
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let fake = FakeAws::new(|sent| match sent.operation.split('?').next() {
        Some("PUT /train/a.csv") => Reply::error(sent, 412, "PreconditionFailed", "there is one"),
        Some("HEAD /train/a.csv") => Reply::Ok(String::new()),
        _ => otherwise(),
    });
    let spec = upload(&file.to_string_lossy(), sha256, 0);
    let error = act(&fake, &spec).await.expect_err("it is another object");
    assert_eq!(error.kind, ActErrorKind::Conflict);
    assert!(error.message.contains("ChecksumSHA256"), "{error}");
}
