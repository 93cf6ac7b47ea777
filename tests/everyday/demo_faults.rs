//! The product under stress: throttling, lost answers, denials and delays,
//! injected under the SDK.

use crate::whole_app::{Setting, WholeApp};
use aisec_tui::aws::collect;
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::faults::{Counts, Fault, Faults, Plan};
use aisec_tui::demo::serve::Server;
use aisec_tui::demo::story::{ABROAD, HOME};
use aisec_tui::demo::{Account, Clock, connect};
use aisec_tui::inventory::{Inventory, Region, Timestamp};
use aisec_tui::posture::{self, Status};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_kms::error::ProvideErrorMetadata;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const START: Timestamp = Timestamp(1_774_000_000);

fn plan(spec: &str) -> Plan {
    spec.parse().expect("a specification")
}

async fn told() -> Account {
    Account::with_story(7, Clock::manual(START))
        .await
        .expect("the story is told")
}

/// Reads the whole account, as the scan does.
async fn scan(account: &Account) -> Inventory {
    let session = connect(account, ConnectOptions::default())
        .await
        .expect("connected");
    collect::inventory(&session, None).await.0
}

/// A client that retries nothing.
fn config(http: SharedHttpClient, url: Option<&str>) -> SdkConfig {
    let mut config = SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(aws_types::region::Region::from_static("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .retry_config(RetryConfig::disabled())
        .http_client(http);
    config.set_endpoint_url(url.map(str::to_owned));
    config.build()
}

#[tokio::test]
async fn what_may_not_be_read_is_unknown_with_the_reason_and_never_passes() {
    let account = told().await;
    let denied =
        "deny=kms:GetKeyRotationStatus+s3:GetBucketPolicy+ec2:DescribeFlowLogs+iam:GetAccountSummary";
    let inventory = scan(&account.under(Faults::new(plan(denied)))).await;
    let report = posture::evaluate(&inventory, START);
    let free = posture::evaluate(&scan(&account).await, START);
    for (check, operation) in [
        ("kms.cmk_rotation_enabled", "kms:GetKeyRotationStatus"),
        ("s3.bucket_secure_transport_policy", "s3:GetBucketPolicy"),
        ("vpc.flow_logs_enabled", "ec2:DescribeFlowLogs"),
        ("iam.root_mfa_enabled", "iam:GetAccountSummary"),
    ] {
        let of_check: Vec<_> = report.findings.iter().filter(|f| f.check.id == check).collect();
        let before: Vec<_> = free.findings.iter().filter(|f| f.check.id == check).collect();
        assert!(
            before.iter().any(|f| f.status == Status::Pass),
            "{check} passes when it is read"
        );
        assert_eq!(of_check.len(), before.len(), "{check}");
        for finding in of_check {
            assert_ne!(finding.status, Status::Pass, "{check}: {:?}", finding.subject);
            if finding.status == Status::Unknown {
                let said = format!("{finding:?}");
                assert!(said.contains(operation), "{check}: {said}");
            }
        }
    }
    assert!(
        report.coverage < free.coverage,
        "what is unknown counts against coverage"
    );
}

#[tokio::test]
async fn each_service_refuses_in_its_own_protocol() {
    let account = Account::new(7, Clock::manual(START));
    for (spec, kms, s3, ec2, iam, macie) in [
        (
            "throttle=1",
            "ThrottlingException",
            "SlowDown",
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
        ),
        (
            "5xx=1",
            "InternalFailure",
            "InternalError",
            "Unavailable",
            "ServiceUnavailable",
            "InternalServerException",
        ),
        (
            "deny=*",
            "AccessDeniedException",
            "AccessDenied",
            "UnauthorizedOperation",
            "AccessDenied",
            "AccessDeniedException",
        ),
    ] {
        let faults = Faults::new(plan(spec));
        let config = config(account.under(faults.clone()).http_client(), None);
        let refused = aws_sdk_kms::Client::new(&config).list_keys().send().await;
        assert_eq!(refused.expect_err(spec).code(), Some(kms));
        let refused = aws_sdk_s3::Client::new(&config).list_buckets().send().await;
        assert_eq!(refused.expect_err(spec).code(), Some(s3));
        let refused = aws_sdk_ec2::Client::new(&config).describe_vpcs().send().await;
        assert_eq!(refused.expect_err(spec).code(), Some(ec2));
        let refused = aws_sdk_iam::Client::new(&config).list_users().send().await;
        assert_eq!(refused.expect_err(spec).code(), Some(iam));
        let refused = aws_sdk_macie2::Client::new(&config)
            .get_macie_session()
            .send()
            .await;
        assert_eq!(refused.expect_err(spec).code(), Some(macie));
        assert!(account.calls().is_empty(), "nothing reached the account");
        let counts = faults.counts();
        let done: Vec<&str> = counts.iter().map(|(_, operation, _)| operation).collect();
        let wanted = [
            "ec2:DescribeVpcs",
            "iam:ListUsers",
            "kms:ListKeys",
            "macie2:GetMacieSession",
            "s3:ListBuckets",
        ];
        assert_eq!(done, wanted, "{spec}");
    }
}

#[tokio::test]
async fn the_same_seed_befalls_the_same_requests_in_whatever_order() {
    let run = async |seed: u64, names: &[&str]| -> (BTreeSet<String>, Counts) {
        let account = Account::new(7, Clock::manual(START));
        let faults = Faults::new(plan(&format!("throttle=0.5,seed={seed}")));
        let api = aws_sdk_kms::Client::new(&config(account.under(faults.clone()).http_client(), None));
        let mut refused = BTreeSet::new();
        for name in names {
            let answer = api.describe_key().key_id(*name).send().await;
            if answer.expect_err("no such key").code() == Some("ThrottlingException") {
                refused.insert((*name).to_owned());
            }
        }
        (refused, faults.counts())
    };
    let names: Vec<String> = (0..40).map(|n| format!("alias/ward-{n}")).collect();
    let forth: Vec<&str> = names.iter().map(String::as_str).collect();
    let back: Vec<&str> = forth.iter().rev().copied().collect();
    let (first, counts) = run(7, &forth).await;
    assert_eq!(run(7, &back).await, (first.clone(), counts.clone()));
    assert_ne!(run(8, &forth).await.0, first);
    assert_eq!(counts.to(Fault::Throttle, "kms:DescribeKey"), first.len() as u64);
    assert!((10..=30).contains(&first.len()), "{counts}");
}

/// A plain HTTP client for loopback.
fn plain_http() -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connector::builder().build_http());
    http_client_fn(move |_, _| connector.clone())
}

#[tokio::test]
async fn a_served_account_throttles_breaks_off_and_is_slow_as_well() {
    let account = Account::new(7, Clock::manual(START));
    let faults = Faults::new(plan("throttle@kms=1,lost@sts=1,latency@iam=150ms"));
    let address = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(address, account.under(faults.clone()))
        .await
        .expect("bound");
    let url = format!("http://{}", server.address());
    let running = tokio::spawn(server.run());
    let config = config(plain_http(), Some(&url));

    let refused = aws_sdk_kms::Client::new(&config).create_key().send().await;
    assert_eq!(
        refused.expect_err("throttled").code(),
        Some("ThrottlingException")
    );
    let lost = aws_sdk_sts::Client::new(&config)
        .get_caller_identity()
        .send()
        .await;
    assert!(lost.expect_err("broken off").as_service_error().is_none());
    let began = Instant::now();
    aws_sdk_iam::Client::new(&config)
        .list_users()
        .send()
        .await
        .expect("slow");
    assert!(began.elapsed() >= Duration::from_millis(150));

    let done = account.calls().newest_first(|_| true);
    let done: Vec<&str> = done.iter().map(|made| made.operation.as_str()).collect();
    assert_eq!(done, ["ListUsers", "GetCallerIdentity"], "the lost one was done");
    running.abort();
}

#[tokio::test]
async fn an_account_behind_http_is_reached_through_faults_of_the_clients_own() {
    let account = Account::new(7, Clock::manual(START));
    let address = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(address, account).await.expect("bound");
    let url = format!("http://{}", server.address());
    let running = tokio::spawn(server.run());
    let faults = Faults::new(plan("timeout@kms:ListKeys=1,latency@kms:ListAliases=50ms"));
    let config = config(faults.over(plain_http()), Some(&url));
    let api = aws_sdk_kms::Client::new(&config);
    let late = api.list_keys().send().await.expect_err("nobody answers");
    let SdkError::DispatchFailure(late) = late else {
        panic!("{late:?} is no failure of the connection");
    };
    assert!(late.is_timeout(), "{late:?}");
    api.list_aliases().send().await.expect("answered");
    assert_eq!(faults.counts().to(Fault::Latency, "kms:ListAliases"), 1);
    running.abort();
}

#[tokio::test]
async fn the_screen_answers_every_key_while_every_call_takes_seconds() {
    let account = told().await;
    let slow = account.under(Faults::new(plan("latency=3s")));
    let mut app = WholeApp::unread(slow, Setting::default()).await;
    for key in ["2", "3", "?", "esc", "1", ":", "esc", "/", "esc"] {
        let before = app.screen();
        let began = Instant::now();
        app.press(key).await;
        let took = began.elapsed();
        assert_ne!(app.screen(), before, "{key} does something");
        assert!(took < Duration::from_millis(500), "{key} took {took:?}");
    }
    assert!(app.driver.state.read_at.is_none(), "nothing is read yet");
}

#[test]
fn a_specification_that_cannot_be_used_is_told_why() {
    for (spec, word) in [
        ("throttle", "NAME=VALUE"),
        ("thunder=1", "thunder"),
        ("throttle=1.5", "0 to 1"),
        ("throttle=nan", "0 to 1"),
        ("throttle=0.7,reset=0.7", "add up"),
        ("latency=20", "ms or s"),
        ("latency=1e9s", "600s"),
        ("latency=-1s", "ms or s"),
        ("deny=kms:", "names no calls"),
        ("deny@kms=x", "deny@kms"),
        ("seed=x", "whole number"),
        ("", "NAME=VALUE"),
    ] {
        let error = spec.parse::<Plan>().expect_err(spec).to_string();
        assert!(error.contains(word), "{spec}: {error}");
    }
    let plan = plan("throttle=0.3, throttle@kms:ListKeys=0, latency=20ms,deny=s3:*+sts,seed=7");
    assert_eq!((plan.seed, plan.rates.len(), plan.denied.len()), (7, 2, 2));
}

#[tokio::test]
async fn a_session_denied_its_own_identity_is_told_so() {
    let faults = Faults::new(plan("deny=sts:GetCallerIdentity"));
    let account = Account::new(7, Clock::manual(START)).under(faults);
    let options = ConnectOptions {
        regions: vec![Region::from(HOME), Region::from(ABROAD)],
        embedded: Some(account.http_client()),
        ..ConnectOptions::default()
    };
    let refused = Session::connect(options).await.expect_err("denied").to_string();
    assert!(refused.contains("not authorized"), "{refused}");
}
