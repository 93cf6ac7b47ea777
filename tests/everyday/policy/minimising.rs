//! The smaller policy: what was used stays, what cannot be seen stays on
//! suspicion, the rest goes.

use super::document;
use aisec_tui::policy::compare::{Comparison, allows_more};
use aisec_tui::policy::evaluate::{Policies, Request, decide};
use aisec_tui::policy::minimise::{Minimised, Usage, minimise};

const ROLE: &str = "arn:aws:iam::111122223333:role/train";

fn record(source: &str, name: &str, arn: &str, more: &str) -> String {
    format!(
        r#"{{"eventTime":"2026-02-01T10:00:00Z","eventSource":"{source}.amazonaws.com","eventName":"{name}",
            "userIdentity":{{"arn":"arn:aws:sts::111122223333:assumed-role/train/job",
            "sessionContext":{{"sessionIssuer":{{"arn":"{ROLE}"}}}}}},
            "resources":[{{"ARN":"{arn}"}}]{more}}}"#
    )
}

fn usage(records: &[String]) -> Usage {
    let text = format!(r#"{{"Records":[{}]}}"#, records.join(","));
    Usage::read(&text, Some(ROLE), None).expect("records")
}

fn policy() -> aisec_tui::policy::Document {
    document(
        r#"{"Version":"2012-10-17","Statement":[
            {"Sid":"Data","Effect":"Allow","Action":["s3:Get*","s3:PutObject","s3:DeleteBucket"],
             "Resource":["arn:aws:s3:::clinic/*","arn:aws:s3:::archive/*"]},
            {"Sid":"Keys","Effect":"Allow","Action":"kms:*","Resource":"*"},
            {"Sid":"Pass","Effect":"Allow","Action":["iam:PassRole","iam:CreateUser"],"Resource":"*"},
            {"Sid":"Never","Effect":"Deny","Action":"kms:ScheduleKeyDeletion","Resource":"*"}]}"#,
    )
}

fn said(changes: &[aisec_tui::policy::minimise::Change]) -> Vec<&str> {
    changes.iter().map(|c| c.what.as_str()).collect()
}

fn small() -> Minimised {
    minimise(
        &policy(),
        &usage(&[
            record(
                "s3",
                "HeadObject",
                "arn:aws:s3:::clinic/a.csv",
                r#","eventCategory":"Data""#,
            ),
            record(
                "s3",
                "PutObject",
                "arn:aws:s3:::clinic/b.csv",
                r#","eventCategory":"Data""#,
            ),
            record("kms", "Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1", ""),
            record(
                "kms",
                "DescribeKey",
                "arn:aws:kms:us-east-1:111122223333:key/1",
                r#","errorCode":"AccessDenied""#,
            ),
        ]),
    )
}

#[test]
fn what_was_used_stays_and_wildcards_become_what_was_used() {
    let small = small();
    let actions = |at: usize| small.document.statements[at].action.patterns().to_vec();
    assert_eq!(actions(0), ["s3:GetObject", "s3:PutObject"]);
    assert_eq!(actions(1), ["kms:CreateGrant", "kms:Decrypt"]);
    assert_eq!(actions(2), ["iam:PassRole"]);
    assert_eq!(actions(3), ["kms:ScheduleKeyDeletion"], "a denial stays");
    let data = small.document.statements[0].resource.as_ref().expect("resources");
    assert_eq!(data.patterns(), ["arn:aws:s3:::clinic/*"]);
}

#[test]
fn each_change_is_said_with_its_reason() {
    let small = small();
    assert_eq!(
        said(&small.removed),
        [
            "s3:Get*",
            "s3:DeleteBucket",
            "arn:aws:s3:::archive/*",
            "kms:*",
            "iam:CreateUser"
        ]
    );
    assert_eq!(said(&small.kept), ["kms:CreateGrant", "iam:PassRole"]);
    assert!(small.kept.iter().all(|kept| !kept.why.is_empty()));
}

#[test]
fn the_smaller_policy_allows_no_more_and_every_recorded_call() {
    let small = small();
    let (after, before) = ([small.document], [policy()]);
    assert_eq!(allows_more(&after, &before), Comparison::No);
    assert!(allows_more(&before, &after).witness().is_some());
    for (action, resource) in [
        ("s3:GetObject", "arn:aws:s3:::clinic/a.csv"),
        ("s3:PutObject", "arn:aws:s3:::clinic/b.csv"),
    ] {
        let policies = Policies {
            identity: after.to_vec(),
            ..Policies::default()
        };
        assert!(
            decide(&Request::new(ROLE, action, resource), &policies).is_allowed(),
            "{action}"
        );
    }
}

#[test]
fn without_data_events_the_data_stays_on_suspicion() {
    let small = minimise(&policy(), &usage(&[record("kms", "Decrypt", "", "")]));
    let data = &small.document.statements[0];
    assert!(data.action.patterns().contains(&"s3:GetObject".to_owned()));
    assert!(!data.action.patterns().contains(&"s3:DeleteBucket".to_owned()));
    assert_eq!(
        data.resource,
        policy().statements[0].resource,
        "no record says which"
    );
    assert!(said(&small.kept).contains(&"s3:PutObject"));
}

#[test]
fn records_are_read_in_each_form_and_of_one_principal() {
    let one = record("kms", "Decrypt", "", "");
    let lookup = serde_json::json!({"Events": [{"CloudTrailEvent": one}]}).to_string();
    for text in [
        format!("[{one}]"),
        lookup,
        one.replace('\n', " "),
        format!(r#"{{"Records":[{one}]}}"#),
    ] {
        let usage = Usage::read(&text, Some(ROLE), None).expect("records");
        assert_eq!(
            usage.calls().map(|(action, _)| action).collect::<Vec<_>>(),
            ["kms:Decrypt"]
        );
        let other = Usage::read(&text, Some("arn:aws:iam::111122223333:role/other"), None).expect("records");
        assert_eq!(other.records, 0);
        let later = Usage::read(&text, None, Some("2026-03-01")).expect("records");
        assert_eq!(later.records, 0);
    }
    for bad in ["", "[1,", r#"{"a":1}"#, "7"] {
        assert!(Usage::read(bad, None, None).is_err(), "{bad}");
    }
}

/// What IAM tells of a role: S3 and KMS were used, and which of their tracked
/// actions; Logs was used; IAM and SageMaker were not.
const LAST_ACCESSED: &str = r#"{"JobStatus":"COMPLETED","JobType":"ACTION_LEVEL","JobCreationDate":"2026-06-01T08:00:00+00:00","IsTruncated":false,
    "ServicesLastAccessed":[
        {"ServiceName":"Amazon S3","ServiceNamespace":"s3","LastAuthenticated":"2026-05-30T08:00:00+00:00",
         "LastAuthenticatedEntity":"arn:aws:iam::111122223333:role/train","TotalAuthenticatedEntities":1,
         "TrackedActionsLastAccessed":[
            {"ActionName":"PutBucketTagging","LastAccessedTime":"2026-05-30T08:00:00+00:00","LastAccessedRegion":"us-east-1"},
            {"ActionName":"PutBucketPolicy","LastAccessedTime":"2025-01-30T08:00:00+00:00","LastAccessedRegion":"us-east-1"},
            {"ActionName":"DeleteBucket"}]},
        {"ServiceName":"AWS KMS","ServiceNamespace":"kms","LastAuthenticated":"2026-05-30T08:00:00+00:00",
         "TrackedActionsLastAccessed":[{"ActionName":"EnableKey"},{"ActionName":"DisableKey"}]},
        {"ServiceName":"Amazon CloudWatch Logs","ServiceNamespace":"logs","LastAuthenticated":"2026-05-30T08:00:00+00:00","TotalAuthenticatedEntities":1},
        {"ServiceName":"IAM","ServiceNamespace":"iam","TotalAuthenticatedEntities":0},
        {"ServiceName":"Amazon SageMaker","ServiceNamespace":"sagemaker","TotalAuthenticatedEntities":0}]}"#;

fn accessed(since: Option<&str>) -> Usage {
    Usage::read_last_accessed(LAST_ACCESSED, Some(ROLE), since).expect("last-accessed data")
}

fn granted(actions: &str) -> aisec_tui::policy::Document {
    document(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":[{actions}],"Resource":"*"}}]}}"#
    ))
}

/// What stays of actions, and what of it on suspicion.
fn stays(actions: &str, usage: &Usage) -> (Vec<String>, Vec<String>) {
    let small = minimise(&granted(actions), usage);
    let stays = small.document.statements.iter().flat_map(|s| s.action.patterns());
    let kept = small.kept.iter().map(|c| c.what.clone());
    (stays.cloned().collect(), kept.collect())
}

#[test]
fn of_what_aws_tracks_only_what_was_tried_stays() {
    let (stay, kept) = stays(
        r#""s3:PutBucketTagging","s3:DeleteBucket","s3:PutBucketPolicy","kms:EnableKey","iam:CreateUser","sagemaker:Create*""#,
        &accessed(None),
    );
    assert_eq!(stay, ["s3:PutBucketPolicy", "s3:PutBucketTagging"]);
    assert_eq!(kept, [""; 0]);
    let (stay, _) = stays(
        r#""s3:PutBucketTagging","s3:PutBucketPolicy""#,
        &accessed(Some("2026-01-01")),
    );
    assert_eq!(stay, ["s3:PutBucketTagging"], "the other was tried before that");
}

#[test]
fn what_last_accessed_data_cannot_tell_stays_with_its_reason() {
    let usage = accessed(None);
    for (action, why) in [
        ("s3:GetObject", "AWS does not track it, and s3 was used"),
        ("logs:PutLogEvents", "AWS does not say which of its actions"),
        ("logs:*", "AWS does not say which of its actions"),
        ("bedrock:InvokeModel", "do not speak of bedrock"),
        ("bedrock:*", "do not speak of bedrock"),
        ("iam:PassRole", "a role is passed within other calls"),
        ("*", "speak of 5 services only"),
    ] {
        let small = minimise(&granted(&format!("\"{action}\"")), &usage);
        assert_eq!(said(&small.kept), [action]);
        assert!(small.kept[0].why.contains(why), "{action}: {}", small.kept[0].why);
        assert_eq!(small.document, granted(&format!("\"{action}\"")));
        assert_eq!(small.removed, []);
    }
    let (stay, kept) = stays(r#""kms:DisableKey""#, &accessed(Some("2020-01-01")));
    assert_eq!(stay, kept, "the data do not go back so far");
    let (stay, kept) = stays(r#""kms:*""#, &usage);
    assert_eq!(stay, kept);
    assert!(stay.contains(&"kms:Decrypt".to_owned()) && !stay.contains(&"kms:DisableKey".to_owned()));
}

#[test]
fn records_and_last_accessed_data_together_keep_what_neither_can_tell() {
    let mut both = usage(&[record("s3", "DeleteBucket", "arn:aws:s3:::old", "")]);
    both.merge(accessed(None));
    let (stay, kept) = stays(
        r#""s3:DeleteBucket","s3:GetObject","s3:PutBucketTagging","kms:Decrypt","logs:DeleteLogGroup","sagemaker:InvokeEndpoint""#,
        &both,
    );
    assert_eq!(stay, ["s3:DeleteBucket", "s3:GetObject", "s3:PutBucketTagging"]);
    assert_eq!(
        kept,
        ["s3:GetObject"],
        "no record would show it, and AWS does not track it"
    );
}

#[test]
fn last_accessed_data_of_another_or_unfinished_are_refused() {
    let read = |text: &str| Usage::read_last_accessed(text, Some(ROLE), None);
    let other = LAST_ACCESSED.replace("role/train", "role/other");
    let running = LAST_ACCESSED.replace("COMPLETED", "IN_PROGRESS");
    for (text, why) in [
        (other.as_str(), "of arn:aws:iam::111122223333:role/other"),
        (&running, "not ready"),
        (r#"{"Records":[]}"#, "ServicesLastAccessed"),
        ("{", "not last-accessed data"),
    ] {
        let refused = read(text).expect_err(text);
        assert!(refused.contains(why), "{refused}");
    }
    let page = LAST_ACCESSED.replace("\"IsTruncated\":false", "\"IsTruncated\":true,\"Marker\":\"x\"");
    let mut pages = read(&page).expect("a page");
    assert!(pages.accessed.as_ref().expect("data").is_cut());
    pages.merge(read(LAST_ACCESSED).expect("the last"));
    assert!(!pages.accessed.expect("data").is_cut());
}
