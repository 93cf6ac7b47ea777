//! The seeded story: what is wrong in it says why, it is the same for the same
//! seed, and it goes on while one watches.

use aisec_tui::aws::collect;
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::story::HOME;
use aisec_tui::demo::{Account, Clock, connect};
use aisec_tui::inventory::{Detail, Inventory, Kind, Region, Resource, Timestamp};
use aisec_tui::posture::{self, Status, Subject};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use std::collections::BTreeMap;

const START: Timestamp = Timestamp(1_774_000_000);
const WHY: &str = "aisec:why";

/// Kinds that AWS lets nobody tag and that have no description: groups,
/// certificates and keys, and what an account or a Region has once.
const UNTAGGABLE: &[Kind] = &[
    Kind::Group,
    Kind::MultiRegionAccessPoint,
    Kind::RecentActivity,
    Kind::S3Account,
    Kind::ExpectedBucket,
    Kind::AccountSummary,
    Kind::EbsDefaults,
    Kind::Ec2Settings,
    Kind::MacieSession,
    Kind::InvocationLogging,
    Kind::GuardrailEnforcement,
    Kind::IotCertificate,
    Kind::IotLogging,
    Kind::BedrockApiKey,
];

/// The check of things without tags: they have none to say why in.
const UNTAGGED: &str = "iot.tags";

struct Told {
    account: Account,
    session: Session,
    clock: Clock,
}

async fn told(seed: u64) -> Told {
    let clock = Clock::manual(START);
    let account = Account::with_story(seed, clock.clone())
        .await
        .expect("the story is told");
    let session = connect(&account, ConnectOptions::default())
        .await
        .expect("connected");
    Told {
        account,
        session,
        clock,
    }
}

async fn read(session: &Session) -> Inventory {
    collect::inventory(session, None).await.0
}

/// Why a resource says that it is as it is: in a tag, or in its description.
async fn why(account: &Account, resource: &Resource) -> Option<String> {
    if resource.kind() != Kind::ManagedPolicy {
        return resource.tags.known()?.get(WHY).cloned();
    }
    let config = SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(aws_types::region::Region::from_static(HOME))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .http_client(account.http_client());
    let iam = aws_sdk_iam::Client::new(&config.build());
    let read = iam.get_policy().policy_arn(resource.arn.as_str()).send().await;
    let policy = read.expect("the policy").policy.expect("the policy");
    policy.description.filter(|text| !text.is_empty())
}

#[tokio::test]
async fn whatever_fails_says_why_it_is_so() {
    let Told { account, session, .. } = told(7).await;
    let report = posture::evaluate(&read(&session).await, START);
    let (mut silent, mut said) = (BTreeMap::new(), 0);
    for finding in report.findings.iter().filter(|f| f.status == Status::Fail) {
        let Subject::Resource(resource) = &finding.subject else {
            continue;
        };
        let of_aws = resource.arn.as_str().starts_with("arn:aws:iam::aws:policy/");
        if of_aws || finding.check.id == UNTAGGED || UNTAGGABLE.contains(&resource.kind()) {
            continue;
        }
        match why(&account, resource).await {
            Some(why) => {
                said += 1;
                assert!(why.len() > 12 && why.contains(' '), "{why}");
            }
            None => {
                silent.insert(resource.arn.clone(), finding.check.id);
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
    assert!(said > 100, "{said}");
}

/// Checks of something that an account has once, and the side that the story
/// shows: its root user signs in with MFA, and has a key from the first days.
const ONE_OF_A_KIND: &[(&str, Status)] = &[
    ("iam.avoid_root_usage", Status::Pass),
    ("iam.no_root_access_key", Status::Fail),
    ("iam.password_policy_minimum_length_14", Status::Fail),
    ("iam.root_credentials_management_enabled", Status::Fail),
    ("iam.root_hardware_mfa_enabled", Status::Fail),
    ("iam.root_mfa_enabled", Status::Pass),
    ("iam.support_role_created", Status::Pass),
    ("organizations.opt_out_ai_services_policy", Status::Fail),
    ("cloudwatch.cross_account_sharing_disabled", Status::Pass),
    // Some buckets are public, so the account cannot forbid it; and S3 encrypts
    // everything since 2023.
    ("s3.account_level_public_access_blocks", Status::Fail),
    ("s3.bucket_default_encryption", Status::Pass),
    // Models are asked, and what they are asked is recorded, in one Region.
    ("bedrock.model_invocation_logs_encryption_enabled", Status::Pass),
    ("bedrock.runtime_alarms", Status::Pass),
];

#[tokio::test]
async fn every_check_has_something_that_fails_and_says_why_and_something_that_passes() {
    let Told { account, session, .. } = told(7).await;
    let report = posture::evaluate(&read(&session).await, START);
    let mut missing = Vec::new();
    let mut checks = 0;
    for check in posture::checks::all() {
        let of_check = || report.findings.iter().filter(|f| f.check == check);
        let passes = of_check().any(|f| f.status == Status::Pass);
        let mut fails = false;
        for finding in of_check().filter(|f| f.status == Status::Fail) {
            fails |= match &finding.subject {
                // A Region as a whole, and what it has once, carry no tags.
                Subject::Scope(_) => true,
                Subject::Resource(_) if check.id == UNTAGGED => true,
                Subject::Resource(resource) if UNTAGGABLE.contains(&resource.kind()) => true,
                Subject::Resource(resource) => why(&account, resource).await.is_some(),
            };
        }
        let once = ONE_OF_A_KIND.iter().find(|(id, _)| *id == check.id);
        let wanted = match once {
            Some((_, side)) => (*side == Status::Pass, *side == Status::Fail),
            None => (true, true),
        };
        if (passes, fails) != wanted {
            missing.push((check.id, passes, fails));
        }
        checks += 1;
    }
    assert!(missing.is_empty(), "(check, passes, fails): {missing:#?}");
    assert_eq!(report.counts.total.unknown, 0);
    assert!(checks >= 272, "{checks}");
}

#[tokio::test]
async fn the_same_seed_tells_the_same_account_and_another_seed_another() {
    let (one, again, other) = tokio::join!(told(7), told(7), told(8));
    let (one, again, other) = (
        read(&one.session).await,
        read(&again.session).await,
        read(&other.session).await,
    );
    let all = |inventory: &Inventory| inventory.iter().cloned().collect::<Vec<_>>();
    assert_eq!(all(&one), all(&again));
    assert_eq!(one.len(), other.len());
    for kind in [Kind::KmsKey, Kind::VpcEndpoint, Kind::Domain] {
        // The keys of AWS are its own in every account.
        let of_aws = |r: &Resource| matches!(&r.detail, Detail::KmsKey(k) if k.manager.known().is_some_and(|m| m == "AWS"));
        let ids = |inventory: &Inventory| -> Vec<_> {
            inventory
                .of_kind(kind)
                .filter(|r| !of_aws(r))
                .map(|r| r.arn.clone())
                .collect()
        };
        let (one, other) = (ids(&one), ids(&other));
        assert!(
            one.iter().all(|id| !other.contains(id)),
            "{kind:?}: {one:?} {other:?}"
        );
    }
}

#[tokio::test]
async fn jobs_end_one_after_the_other_and_an_endpoint_comes_into_service() {
    let Told { session, clock, .. } = told(7).await;
    let api = &session.clients(&Region::from(HOME)).sagemaker;
    let running = async || {
        let jobs = api
            .list_training_jobs()
            .status_equals("InProgress".into())
            .send()
            .await;
        jobs.expect("jobs")
            .training_job_summaries
            .unwrap_or_default()
            .len()
    };
    let endpoint = async || {
        let endpoint = api
            .describe_endpoint()
            .endpoint_name("cath-lab-triage")
            .send()
            .await;
        let status = endpoint.expect("the endpoint").endpoint_status;
        status.expect("a status").as_str().to_owned()
    };
    let mut seen = Vec::new();
    for seconds in [0, 30, 45, 50, 60] {
        clock.advance(seconds);
        seen.push((running().await, endpoint().await));
    }
    let seen: Vec<_> = seen
        .iter()
        .map(|(jobs, endpoint)| (*jobs, endpoint.as_str()))
        .collect();
    let wanted = [
        (3, "Creating"),
        (3, "InService"),
        (2, "InService"),
        (1, "InService"),
        (0, "InService"),
    ];
    assert_eq!(seen, wanted);
}
