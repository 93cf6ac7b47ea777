//! The embedded account answers as AWS does: one case for each thing that the
//! product depends on, and the seeded story as a whole.

use aisec_tui::aws::collect;
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::{Account, Clock, connect};
use aisec_tui::inventory::{GapKind, Kind, Region, Timestamp};
use aws_credential_types::Credentials;
use aws_sdk_kms::error::ProvideErrorMetadata;
use aws_types::SdkConfig;
use aws_types::region::Region as SdkRegion;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const START: Timestamp = Timestamp(1_774_000_000);

/// An empty account on a clock that stands still.
fn empty() -> (Account, Clock) {
    let clock = Clock::manual(START);
    (Account::new(7, clock.clone()), clock)
}

/// A plain SDK configuration, without the product's interlock: conformance is
/// the account's, not the session's.
fn config(account: &Account, region: &'static str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(SdkRegion::from_static(region))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(
            Credentials::for_tests(),
        ))
        .http_client(account.http_client())
        .retry_config(aws_smithy_types::retry::RetryConfig::disabled())
        .build()
}

fn kms(account: &Account) -> aws_sdk_kms::Client {
    aws_sdk_kms::Client::new(&config(account, "us-east-1"))
}

fn iam(account: &Account) -> aws_sdk_iam::Client {
    aws_sdk_iam::Client::new(&config(account, "us-east-1"))
}

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole",
    "Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}"#;

mod a_key {
    use super::*;

    #[tokio::test]
    async fn has_the_same_id_in_every_account_of_the_same_seed() {
        let mut ids = Vec::new();
        for _ in 0..2 {
            let (account, _) = empty();
            let made = kms(&account).create_key().send().await.expect("a key");
            ids.push(made.key_metadata().expect("metadata").key_id().to_owned());
        }
        assert_eq!(ids[0], ids[1]);
    }

    async fn call(account: &Account, operation: &str, body: serde_json::Value) -> serde_json::Value {
        let mut headers = http::HeaderMap::new();
        let scope = "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/kms/aws4_request, Signature=0";
        headers.insert("authorization", scope.parse().expect("a header"));
        let target = format!("TrentService.{operation}");
        headers.insert("x-amz-target", target.parse().expect("a header"));
        let uri = "https://kms.us-east-1.amazonaws.com/";
        let body = body.to_string().into();
        let answer = account.answer("POST", uri, headers, body).await;
        assert_eq!(answer.status, 200, "{operation}");
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    #[tokio::test]
    async fn is_one_of_five_thousand_that_are_made_named_and_granted_in_no_time() {
        let (account, _) = empty();
        let began = std::time::Instant::now();
        for n in 0..5_000 {
            let made = call(&account, "CreateKey", json!({"Description": "one of many"})).await;
            let key = &made["KeyMetadata"]["KeyId"];
            let alias = json!({"AliasName": format!("alias/many-{n}"), "TargetKeyId": key});
            call(&account, "CreateAlias", alias).await;
            let grant = json!({"KeyId": key, "Operations": ["Decrypt"],
                "GranteePrincipal": "arn:aws:iam::210987654321:root"});
            call(&account, "CreateGrant", grant).await;
        }
        let page = call(&account, "ListKeys", json!({"Limit": 1000})).await;
        assert_eq!(page["Keys"].as_array().map(Vec::len), Some(1000));
        assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    }
}

mod a_role {
    use super::*;

    #[tokio::test]
    async fn is_one_of_five_thousand_that_are_made_tagged_and_told_in_no_time() {
        let (account, _) = empty();
        let scope = "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/iam/aws4_request, Signature=0";
        let call = async |form: String| {
            let mut headers = http::HeaderMap::new();
            headers.insert("authorization", scope.parse().expect("a header"));
            let form_type = "application/x-www-form-urlencoded".parse().expect("a header");
            headers.insert("content-type", form_type);
            let answer = account
                .answer("POST", "https://iam.amazonaws.com/", headers, form.clone().into())
                .await;
            assert_eq!(answer.status, 200, "{form}");
        };
        let trust = aisec_tui::demo::wire::query::encode(TRUST);
        let began = std::time::Instant::now();
        for n in 0..5_000 {
            let tags = "Tags.member.1.Key=team&Tags.member.1.Value=cardio";
            let name = format!("RoleName=exec-{n}");
            call(format!(
                "Action=CreateRole&{name}&AssumeRolePolicyDocument={trust}&{tags}"
            ))
            .await;
            let arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
            call(format!("Action=AttachRolePolicy&{name}&PolicyArn={arn}")).await;
        }
        let all = iam(&account).get_account_authorization_details().max_items(1000);
        let page = all.send().await.expect("a page");
        assert_eq!(page.role_detail_list().len(), 1000);
        assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    }
}

mod the_story {
    use super::*;
    use aisec_tui::posture::{self, Status, Subject};

    async fn told() -> (Account, Session) {
        let account = Account::with_story(7, Clock::manual(START))
            .await
            .expect("the story is told");
        let session = connect(&account, ConnectOptions::default())
            .await
            .expect("connected");
        (account, session)
    }

    #[tokio::test]
    async fn has_every_kind_of_resource_and_no_gap() {
        let (_, session) = told().await;
        let (inventory, _) = collect::inventory(&session, None).await;
        assert_eq!(inventory.gaps(), []);
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for resource in inventory.iter() {
            *counts.entry(resource.kind()).or_default() += 1;
        }
        let missing: Vec<_> = Kind::ALL
            .iter()
            .filter(|kind| !counts.contains_key(kind))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(inventory.len() >= 120, "{}", inventory.len());
    }

    #[tokio::test]
    async fn is_read_whole_by_its_operator_who_may_write_nothing() {
        let (account, _) = told().await;
        account.enforce_iam(true);
        let session = connect(&account, ConnectOptions::default())
            .await
            .expect("connected");
        let (inventory, _) = collect::inventory(&session, None).await;
        assert!(inventory.gaps().is_empty(), "{:?}", inventory.gaps());
        let refused = aws_sdk_kms::Client::new(&config(&account, "us-east-1"))
            .create_key()
            .send()
            .await
            .expect_err("a reader's role");
        assert_eq!(refused.code(), Some("AccessDeniedException"));
    }

    #[tokio::test]
    async fn is_unknown_to_who_may_not_read_it_and_never_passes() {
        let (account, session) = told().await;
        let (inventory, _) = collect::inventory(&session, None).await;
        let seen = posture::evaluate(&inventory, START);
        let few = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":
            ["cloudtrail:LookupEvents","kms:ListKeys","kms:DescribeKey","s3:GetBucketPolicy"]}]}"#;
        let api = iam(&account);
        for name in ["audit-read", "audit-read-2"] {
            api.create_policy_version()
                .policy_arn(format!("arn:aws:iam::123456789012:policy/{name}"))
                .policy_document(few)
                .set_as_default(true)
                .send()
                .await
                .expect("a narrower policy");
        }
        account.enforce_iam(true);
        let blind = connect(&account, ConnectOptions::default())
            .await
            .expect("connected");
        let (inventory, _) = collect::inventory(&blind, None).await;
        assert!(!inventory.gaps().is_empty());
        for gap in inventory.gaps() {
            assert_eq!(gap.gap.kind, GapKind::Denied, "{gap:?}");
        }
        let report = posture::evaluate(&inventory, START);
        let unknown = report.findings.iter().filter(|f| f.status == Status::Unknown);
        assert!(unknown.count() >= 20);
        let arn = |subject: &Subject| match subject {
            Subject::Resource(resource) => resource.arn.to_string(),
            Subject::Scope(scope) => scope.arn.to_string(),
        };
        let passes = |report: &posture::Report| {
            let passed = report.findings.iter().filter(|f| f.status == Status::Pass);
            passed
                .map(|f| (f.check.id, arn(&f.subject)))
                .collect::<BTreeSet<_>>()
        };
        let wrong: Vec<_> = passes(&report).difference(&passes(&seen)).cloned().collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        // Keys are described, and their policies cannot be read: nothing is said.
        let of_policies = ["kms.key_not_publicly_accessible", "kms.cross_account_policy"];
        let told = report
            .findings
            .iter()
            .filter(|f| of_policies.contains(&f.check.id));
        let told: Vec<_> = told.collect();
        assert!(!told.is_empty());
        for finding in told {
            assert_eq!(finding.status, Status::Unknown, "{finding:?}");
            let reason = finding.reason().unwrap_or_default();
            assert!(reason.contains("AccessDenied"), "{reason}");
        }
    }

    #[tokio::test]
    async fn is_the_same_for_the_same_seed() {
        let mut told_twice = Vec::new();
        for _ in 0..2 {
            let (_, session) = told().await;
            told_twice.push(collect::inventory(&session, None).await.0);
        }
        let arns = |n: usize| told_twice[n].iter().map(|r| r.arn.clone()).collect::<Vec<_>>();
        assert_eq!(arns(0), arns(1));
    }

    #[tokio::test]
    async fn remembers_who_did_what_and_when() {
        let (account, _) = told().await;
        let api = aws_sdk_cloudtrail::Client::new(&config(&account, "us-east-1"));
        let deletion = aws_sdk_cloudtrail::types::LookupAttribute::builder()
            .attribute_key(aws_sdk_cloudtrail::types::LookupAttributeKey::EventName)
            .attribute_value("ScheduleKeyDeletion")
            .build()
            .expect("an attribute");
        let found = api
            .lookup_events()
            .lookup_attributes(deletion)
            .send()
            .await
            .expect("events");
        assert_eq!(found.events()[0].username(), Some("tom.becker"));
        let at = found.events()[0].event_time().expect("a time").secs();
        assert_eq!(at, START.0 - 4 * 86_400);
    }

    #[tokio::test]
    async fn lets_nothing_be_written_without_a_plan() {
        let (_, session) = told().await;
        let clients = session.clients(&Region::from("us-east-1"));
        let refused = clients.kms.create_key().send().await;
        assert!(refused.is_err());
    }
}

#[tokio::test]
async fn every_region_that_is_switched_on_is_read_and_a_key_of_any_of_them_is_found() {
    let (account, _) = empty();
    let abroad = aws_sdk_kms::Client::new(&config(&account, "ap-southeast-2"));
    abroad.create_key().send().await.expect("a key far away");
    let options = ConnectOptions {
        regions: vec![Region::new("us-east-1")],
        every_region: true,
        ..ConnectOptions::default()
    };
    let session = connect(&account, options).await.expect("a session");
    assert!(session.regions().len() > 10, "{:?}", session.regions());
    assert_eq!(session.home(), &Region::new("us-east-1"));
    let (inventory, _) = collect::inventory(&session, Some(&[Kind::KmsKey])).await;
    let places: Vec<&str> = inventory.iter().map(|key| key.region.as_str()).collect();
    assert_eq!(places, ["ap-southeast-2"]);
    let listed = session.regions().iter();
    assert!(
        listed
            .clone()
            .all(|region| inventory.is_listed(Kind::KmsKey, region))
    );
}
