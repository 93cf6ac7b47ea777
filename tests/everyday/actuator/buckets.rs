//! Buckets and their policies: whose they are, and which difference is one.

use super::hands::{act, answers, differences, observe};
use crate::fake_aws::{ACCOUNT, HOME, Reply};
use aisec_tui::stack::spec::Tags;
use aisec_tui::stack::{ActErrorKind, Spec};

pub fn bucket_policy(policy: &str) -> Spec {
    Spec::PutBucketPolicy {
        bucket: "data".to_owned(),
        policy: policy.to_owned(),
    }
}

const WANTED: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Sid":"A","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["s3:PutObject","s3:GetObject"],"Resource":["arn:aws:s3:::data/*"]},
    {"Sid":"B","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::data","Condition":{"Bool":{"aws:SecureTransport":["false"]}}}]}"#;

#[tokio::test]
async fn a_policy_that_aws_writes_another_way_is_as_wanted() {
    let kept = r#"{"Statement":[
        {"Condition":{"Bool":{"aws:securetransport":"false"}},"Resource":["arn:aws:s3:::data"],"Action":["S3:*"],"Principal":"*","Effect":"Deny","Sid":"B"},
        {"Resource":"arn:aws:s3:::data/*","Action":["s3:GetObject","s3:PutObject"],"Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Effect":"Allow","Sid":"A"}],
        "Version":"2012-10-17"}"#;
    let fake = answers("GET /?policy", |_| Reply::Ok(kept.to_owned()));
    assert_eq!(differences(&fake, &bucket_policy(WANTED)).await, []);
}

#[tokio::test]
async fn a_policy_with_another_principal_resource_or_condition_differs() {
    for (from, to) in [
        ("\"111122223333\"", "\"999988887777\""),
        ("data/*", "data/train/*"),
        ("[\"false\"]", "[\"true\"]"),
        ("\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"*\"}"),
        ("\"Deny\"", "\"Allow\""),
    ] {
        let kept = WANTED.replace(from, to);
        let fake = answers("GET /?policy", move |_| Reply::Ok(kept.clone()));
        let differences = differences(&fake, &bucket_policy(WANTED)).await;
        assert_eq!(differences.len(), 1, "{from} became {to}");
        assert_eq!(differences[0].field, "Policy");
    }
}

#[tokio::test]
async fn a_bucket_of_another_account_is_a_conflict_and_every_call_names_the_owner() {
    let fake = answers("HEAD /", |_| Reply::Error(403, String::new()));
    let spec = Spec::CreateBucket {
        bucket: "data".to_owned(),
        region: HOME.to_owned(),
    };
    let error = observe(&fake, &spec).await.expect_err("it is not ours");
    assert_eq!(error.kind, ActErrorKind::Conflict);
    assert!(error.message.contains("another account"), "{error}");
    let owner = format!("x-amz-expected-bucket-owner: {ACCOUNT}");
    for sent in fake.sent_after_connect() {
        assert!(sent.guards.contains(&owner), "{sent:?}");
    }
}

#[tokio::test]
async fn a_bucket_that_is_ours_already_is_made_and_one_that_is_taken_is_a_conflict() {
    let spec = Spec::CreateBucket {
        bucket: "data".to_owned(),
        region: HOME.to_owned(),
    };
    for (code, kind) in [
        ("BucketAlreadyOwnedByYou", None),
        ("BucketAlreadyExists", Some(ActErrorKind::Conflict)),
        ("OperationAborted", Some(ActErrorKind::Retry)),
    ] {
        let fake = answers("PUT /", move |s| Reply::error(s, 409, code, "no"));
        let made = act(&fake, &spec).await;
        assert_eq!(made.as_ref().err().map(|e| e.kind), kind, "{code}");
        let sent = fake.sent_after_connect();
        assert_eq!(sent.len(), 1, "{code}: a write is sent once");
        assert!(!sent[0].body.contains("LocationConstraint"), "{}", sent[0].body);
    }
}

#[tokio::test]
async fn a_principal_that_aws_does_not_see_yet_is_worth_another_try() {
    let spec = Spec::PutKeyPolicy {
        key_id: "1234".to_owned(),
        policy: "{}".to_owned(),
    };
    for (message, kind) in [
        (
            "Policy contains a statement with one or more invalid principals.",
            ActErrorKind::Retry,
        ),
        ("Syntax errors in policy.", ActErrorKind::Fatal),
    ] {
        let fake = answers("PutKeyPolicy", move |s| {
            Reply::error(s, 400, "MalformedPolicyDocumentException", message)
        });
        let error = act(&fake, &spec).await.expect_err("KMS refuses it");
        assert_eq!(error.kind, kind, "{message}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_outcome_open_and_nothing_is_sent_twice() {
    let spec = Spec::CreateVpc {
        cidr: "10.0.0.0/16".to_owned(),
        tags: Tags::new(),
    };
    let fake = answers("CreateVpc", |_| Reply::Lost);
    let error = act(&fake, &spec).await.expect_err("no answer came");
    assert_eq!(error.kind, ActErrorKind::Ambiguous);
    assert_eq!(fake.sent_after_connect().len(), 1);
}
