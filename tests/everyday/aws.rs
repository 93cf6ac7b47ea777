//! The AWS room's session, operation table and words for errors.

use crate::fake_aws::{ACCOUNT, FakeAws, HOME, Reply, Sent, otherwise};
use aisec_tui::aws::errors::gap_kind;
use aisec_tui::aws::operations::{self, Class, Use, read_only_policies};
use aisec_tui::aws::{ConnectError, Session};
use aisec_tui::inventory::{AccountId, GapKind, Region};

// --- the session

#[tokio::test]
async fn a_region_that_does_not_exist_is_refused_with_its_neighbours_before_any_call() {
    let options = aisec_tui::aws::ConnectOptions {
        regions: vec![Region::from("eu-cental-1")],
        ..Default::default()
    };
    let error = Session::connect(options).await.expect_err("there is none such");
    let ConnectError::UnknownRegion { near, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(near[0], "eu-central-1");
    let words = error.to_string();
    assert!(words.contains("“eu-cental-1” is not an AWS Region"), "{words}");
    assert!(words.contains("--demo"), "{words}");
}

#[tokio::test]
async fn a_region_that_is_not_spelt_like_one_is_refused_also_with_an_endpoint_of_ones_own() {
    let options = aisec_tui::aws::ConnectOptions {
        regions: vec![Region::from("Frankfurt\u{1b}[2J")],
        endpoint_url: Some("http://127.0.0.1:1".to_owned()),
        ..Default::default()
    };
    let error = Session::connect(options).await.expect_err("it is malformed");
    let words = error.to_string();
    assert!(matches!(error, ConnectError::UnknownRegion { .. }), "{error:?}");
    assert!(words.contains("is not spelt like an AWS Region"), "{words}");
    assert!(!words.contains('\u{1b}'), "{words:?}");
}

#[tokio::test]
async fn an_endpoint_that_is_no_url_is_refused_in_plain_words() {
    let options = aisec_tui::aws::ConnectOptions {
        regions: vec![Region::from(HOME)],
        endpoint_url: Some("localhost:5000".to_owned()),
        ..Default::default()
    };
    let error = Session::connect(options).await.expect_err("it has no scheme");
    let words = error.to_string();
    assert!(
        words.starts_with("“localhost:5000” is not an endpoint"),
        "{words}"
    );
}

async fn connect_error(reply: impl Fn(&Sent) -> Reply + Send + Sync + 'static) -> ConnectError {
    let options = FakeAws::new(reply).options(&[HOME]);
    let error = Session::connect(options)
        .await
        .expect_err("no session can be had");
    let words = error.to_string();
    assert!(words.lines().count() <= 3, "{words}");
    assert!(words.contains("--demo"), "{words}");
    error
}

#[tokio::test]
async fn what_sts_says_becomes_an_error_that_says_what_to_do() {
    let expired = connect_error(|s| Reply::error(s, 403, "ExpiredToken", "The token has expired")).await;
    assert!(
        matches!(expired, ConnectError::ExpiredCredentials { .. }),
        "{expired:?}"
    );
    let invalid =
        connect_error(|s| Reply::error(s, 403, "InvalidClientTokenId", "The token is invalid")).await;
    assert!(
        matches!(invalid, ConnectError::InvalidCredentials { .. }),
        "{invalid:?}"
    );
    let denied = connect_error(|s| Reply::error(s, 403, "AccessDenied", "not\nallowed")).await;
    assert!(matches!(denied, ConnectError::Denied { .. }), "{denied:?}");
    let lost = connect_error(|_| Reply::Lost).await;
    assert!(matches!(lost, ConnectError::Unreachable { .. }), "{lost:?}");
}

#[tokio::test]
async fn a_session_knows_its_account_its_regions_and_its_calls() {
    let fake = FakeAws::new(|_| otherwise());
    let session = fake.session(&["eu-west-1", "us-east-1", "eu-west-1"]).await;
    assert_eq!(session.account(), &AccountId::from(ACCOUNT));
    assert_eq!(session.caller().short_name(), "ada");
    let regions = [Region::from("eu-west-1"), Region::from("us-east-1")];
    assert_eq!(session.regions(), regions);
    assert_eq!(session.calls(), 1);
}

// --- the operation table

#[test]
fn the_shipped_read_only_policies_are_those_that_the_table_makes_and_iam_takes_them() {
    let shipped = [
        include_str!("../../src/aws/read-only-policy-1.json"),
        include_str!("../../src/aws/read-only-policy-2.json"),
    ];
    let made = read_only_policies();
    if std::env::var("AISEC_TUI_POLICIES").is_ok_and(|v| v == "update") {
        for (at, policy) in made.iter().enumerate() {
            let text = serde_json::to_string_pretty(policy).expect("JSON");
            let name = format!("src/aws/read-only-policy-{}.json", at + 1);
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            std::fs::write(path, text + "\n").expect("a written policy");
        }
        return;
    }
    assert_eq!(made.len(), shipped.len());
    for (made, shipped) in made.iter().zip(shipped) {
        let pretty = serde_json::to_string_pretty(made).expect("JSON");
        assert!(
            pretty == shipped.trim_end(),
            "AISEC_TUI_POLICIES=update writes the files anew"
        );
        assert!(
            made.to_string().len() <= 6_144,
            "IAM refuses a managed policy that is longer"
        );
    }
}

#[test]
fn the_read_only_policy_allows_every_read_of_a_scan_and_nothing_that_writes_or_reads_data() {
    let policy: String = read_only_policies().iter().map(ToString::to_string).collect();
    for row in operations::all().filter(|o| o.class == Class::Read && o.needed_by == Use::Scan) {
        for action in row.actions {
            assert!(policy.contains(&format!("\"{action}\"")), "{action}");
        }
    }
    let writes = operations::all().filter(|o| o.class == Class::Write);
    for action in writes
        .flat_map(|o| o.actions)
        .filter(|a| **a != "kms:DescribeKey")
    {
        assert!(!policy.contains(&format!("\"{action}\"")), "{action}");
    }
    for data in ["s3:GetObject\"", "kms:Decrypt", "NotAction"] {
        assert!(!policy.contains(data), "{data}");
    }
}

#[test]
fn aws_spells_refusal_in_many_ways_and_each_is_understood() {
    for (code, status, kind) in [
        (Some("AccessDenied"), 403, GapKind::Denied),
        (Some("UnauthorizedOperation"), 403, GapKind::Denied),
        (None, 403, GapKind::Denied),
        (Some("ExpiredToken"), 400, GapKind::Credentials),
        (Some("AuthFailure"), 401, GapKind::Credentials),
        (Some("ThrottlingException"), 400, GapKind::Throttled),
        (Some("SlowDown"), 503, GapKind::Throttled),
        (Some("UnsupportedOperationException"), 400, GapKind::Unsupported),
        (None, 501, GapKind::Unsupported),
        (Some("InternalFailure"), 500, GapKind::Failed),
    ] {
        assert_eq!(gap_kind(code, Some(status)), kind, "{code:?} {status}");
    }
}
