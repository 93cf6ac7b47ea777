//! Nothing is written without a confirmed plan's permit.

use crate::fake_aws::{FakeAws, Reply, otherwise};
use aisec_tui::aws::errors::{Failure, Reached};
use aisec_tui::aws::interlock::{Interlock, Refusal, with_permit};
use aisec_tui::aws::operations::{self, Class};
use aisec_tui::aws::pacing::Pacer;
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::aws::{Clients, Session};
use aisec_tui::inventory::{AccountId, Region, Timestamp};
use aisec_tui::policy::catalogue::{self, AccessLevel};
use aisec_tui::stack::{
    ActError, ActErrorKind, Action, Actuator, Cancel, Confirmation, Journal, Observed, Outputs, Permit, Plan,
    Spec, Step, apply,
};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::HttpStatusCodeClassifier;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, OrchestratorError};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

/// Makes any call by its name through the SDK's own pipeline, with the
/// interlock in it; `Ok` when the fake answered 200.
async fn call(fake: &FakeAws, service: &str, name: &str, read_only: bool) -> Result<(), String> {
    let interlock = Interlock::new(read_only, Arc::new(AtomicU64::new(0)));
    call_through(interlock, fake, service, name).await
}

async fn call_through(interlock: Interlock, fake: &FakeAws, service: &str, name: &str) -> Result<(), String> {
    let answered = Operation::builder()
        .service_name(service.to_owned())
        .operation_name(name.to_owned())
        .behavior_version(BehaviorVersion::latest())
        .http_client(fake.clone())
        .endpoint_url("http://aws.invalid")
        .no_auth()
        .standard_retry(&RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1)))
        .retry_classifier(HttpStatusCodeClassifier::default())
        .timeout_config(TimeoutConfig::disabled())
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .interceptor(interlock)
        .serializer(|(): ()| Ok(HttpRequest::new(SdkBody::empty())))
        .deserializer::<(), Infallible>(|response| match response.status().as_u16() {
            200 => Ok(()),
            _ => Err(OrchestratorError::connector(ConnectorError::io("not 200".into()))),
        })
        .build()
        .invoke(())
        .await;
    answered.map_err(|error| words(&error))
}

fn words(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}

fn yes() -> FakeAws {
    FakeAws::new(|_| Reply::Ok(String::new()))
}

#[tokio::test]
async fn every_write_of_the_table_is_refused_without_a_permit_and_nothing_is_sent() {
    let fake = yes();
    let mut writes = 0;
    for row in operations::all().filter(|o| o.class == Class::Write) {
        writes += 1;
        let refused = call(&fake, row.service, row.name, false).await;
        let why = refused.expect_err(&format!("{} went through", row.qualified()));
        assert!(why.contains("no confirmed plan step covers it"), "{why}");
        assert!(why.contains(&row.qualified()), "{why}");
    }
    assert!(writes > 40, "the table lost its writes: {writes}");
    assert_eq!(fake.sent(), []);
}

#[tokio::test]
async fn an_operation_that_aws_calls_too_frequent_is_made_half_as_often_and_comes_back() {
    let pacer = Arc::new(Pacer::new(true));
    let row = operations::find("kms", "DescribeKey").expect("in the table");
    let other = operations::find("kms", "GetKeyPolicy").expect("in the table");
    let through = || Interlock::new(false, Arc::default()).easing(Arc::clone(&pacer));
    let refusing = FakeAws::new(|sent| Reply::error(sent, 400, "ThrottlingException", "Rate exceeded"));
    call_through(through(), &refusing, row.service, row.name)
        .await
        .expect_err("it is refused");
    let eased = pacer.share(row);
    assert!(eased <= 0.5, "{eased}");
    assert!(
        (pacer.share(other) - 1.0).abs() < f64::EPSILON,
        "others keep their rate"
    );
    for _ in 0..10 {
        pacer.answered(row, true);
    }
    assert!(pacer.share(row) >= 1.0 / 16.0, "{}", pacer.share(row));
    let denying = FakeAws::new(|sent| Reply::error(sent, 400, "AccessDeniedException", "Not today"));
    let before = pacer.share(row);
    call_through(through(), &denying, row.service, row.name)
        .await
        .expect_err("it is denied");
    assert!(pacer.share(row) > before, "a denial is an answer");
    for _ in 0..60 {
        pacer.answered(row, false);
    }
    assert!((pacer.share(row) - 1.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn every_read_of_the_table_goes_through_also_in_a_read_only_session() {
    let fake = yes();
    let reads: Vec<_> = operations::all().filter(|o| o.class == Class::Read).collect();
    for row in &reads {
        call(&fake, row.service, row.name, true)
            .await
            .unwrap_or_else(|why| panic!("{}: {why}", row.qualified()));
    }
    assert_eq!(fake.sent().len(), reads.len());
}

#[tokio::test]
async fn a_call_that_the_table_does_not_know_is_refused_and_nothing_is_sent() {
    let fake = yes();
    for (service, name) in [
        ("KMS", "Decrypt"),
        ("S3", "GetObject"),
        ("Secrets Manager", "GetSecretValue"),
        ("EC2", "RunInstances"),
    ] {
        let why = call(&fake, service, name, false)
            .await
            .expect_err("it is unknown");
        assert!(why.contains("not in the table of operations"), "{why}");
    }
    assert_eq!(fake.sent(), []);
}

#[tokio::test]
async fn a_read_that_is_tried_again_is_sent_again() {
    let count = AtomicU64::new(0);
    let fake = FakeAws::new(
        move |_| match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Reply::Error(503, String::new()),
            _ => Reply::Ok(String::new()),
        },
    );
    call(&fake, "KMS", "ListKeys", false)
        .await
        .expect("the second try");
    assert_eq!(fake.sent().len(), 2);
}

#[test]
fn no_operation_is_in_the_table_twice_and_reads_are_named_like_reads() {
    let mut names: Vec<String> = operations::all().map(operations::Operation::qualified).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
    for row in operations::all().filter(|o| o.class == Class::Read) {
        let reads = ["Get", "List", "Describe", "Head"];
        // A few begin otherwise (`GenerateCredentialReport`, `LookupEvents`):
        // those AWS itself must call reads.
        let level = |action: &&str| catalogue::action(action).map(|a| a.level);
        let read = |action: &&str| matches!(level(action), Some(AccessLevel::Read | AccessLevel::List));
        assert!(
            reads.iter().any(|r| row.name.starts_with(r)) || row.actions.iter().all(read),
            "{}",
            row.qualified()
        );
    }
}

#[test]
fn the_table_knows_every_call_that_a_plan_makes_and_unmakes() {
    let source = include_str!("../../src/stack/spec.rs");
    let named: Vec<&str> = source
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| {
            let parts = text.split_once(':');
            parts.is_some_and(|(s, n)| s.len() > 1 && n.starts_with(|c: char| c.is_ascii_uppercase()))
        })
        .collect();
    assert!(named.len() > 40, "{named:?}");
    for operation in named {
        let row = operations::named(operation).unwrap_or_else(|| panic!("{operation} is not in the table"));
        assert_eq!(row.class, Class::Write, "{operation}");
        assert!(!row.actions.is_empty(), "{operation}");
    }
}

/// The refusal of one write made with a session's own client.
async fn refusal<T, E>(
    session: &Session,
    operation: &str,
    send: impl Future<
        Output = Result<
            T,
            aws_smithy_runtime_api::client::result::SdkError<
                E,
                aws_smithy_runtime_api::client::orchestrator::HttpResponse,
            >,
        >,
    >,
) -> Failure
where
    E: aws_smithy_types::error::metadata::ProvideErrorMetadata + Error + 'static,
{
    let result = session.call(operation, send).await;
    result.err().unwrap_or_else(|| panic!("{operation} went through"))
}

async fn refusals(session: &Session, clients: &Clients) -> Vec<Failure> {
    vec![
        refusal(session, "kms:CreateKey", clients.kms.create_key().send()).await,
        refusal(
            session,
            "s3:DeleteBucket",
            clients.s3.delete_bucket().bucket("data").send(),
        )
        .await,
        refusal(
            session,
            "iam:DeleteRole",
            clients.iam.delete_role().role_name("r").send(),
        )
        .await,
        refusal(
            session,
            "sagemaker:DeleteModel",
            clients.sagemaker.delete_model().model_name("m").send(),
        )
        .await,
        refusal(
            session,
            "ec2:DeleteVpc",
            clients.ec2.delete_vpc().vpc_id("vpc-1").send(),
        )
        .await,
        refusal(
            session,
            "macie2:DisableMacie",
            clients.macie2.disable_macie().send(),
        )
        .await,
        refusal(
            session,
            "cloudtrail:StopLogging",
            clients.cloudtrail.stop_logging().name("t").send(),
        )
        .await,
        refusal(
            session,
            "bedrock:DeleteGuardrail",
            clients
                .bedrock
                .delete_guardrail()
                .guardrail_identifier("g")
                .send(),
        )
        .await,
        refusal(
            session,
            "kinesis:DeleteStream",
            clients.kinesis.delete_stream().stream_name("s").send(),
        )
        .await,
        refusal(
            session,
            "iot:DeletePolicy",
            clients.iot.delete_policy().policy_name("p").send(),
        )
        .await,
    ]
}

#[tokio::test]
async fn every_client_of_a_session_carries_the_interlock() {
    let fake = FakeAws::new(|_| otherwise());
    let session = fake.session(&["us-east-1"]).await;
    let clients = session.clients(&Region::from("us-east-1"));
    for failure in refusals(&session, &clients).await {
        assert_eq!(failure.reached, Reached::Refused, "{failure:?}");
        assert!(failure.message.contains("nothing was sent"), "{failure:?}");
    }
    assert_eq!(fake.sent_after_connect(), []);
}

#[tokio::test]
async fn a_read_only_session_says_that_it_is_why() {
    let fake = FakeAws::new(|_| otherwise());
    let options = ConnectOptions {
        read_only: true,
        ..fake.options(&["us-east-1"])
    };
    let session = Session::connect(options).await.expect("the fake says who we are");
    assert!(session.read_only());
    let clients = session.clients(&Region::from("us-east-1"));
    let failure = refusal(&session, "kms:CreateKey", clients.kms.create_key().send()).await;
    let refused = Refusal::ReadOnly("kms:CreateKey".to_owned());
    assert!(failure.message.contains(&refused.to_string()), "{failure:?}");
    assert_eq!(fake.sent_after_connect(), []);
}

/// An account that keeps the permit it was given and does nothing.
#[derive(Default)]
struct Keeper {
    permit: Mutex<Option<Permit>>,
}

impl Actuator for Keeper {
    async fn observe(&self, _stack: &str, _step: &str, _spec: &Spec) -> Result<Observed, ActError> {
        Ok(Observed::Absent)
    }

    async fn act(&self, permit: &Permit, spec: &Spec, _token: &str) -> Result<Outputs, ActError> {
        *self.permit.lock().expect("no test panics with the lock") = Some(permit.clone());
        Err(ActError {
            operation: spec.operation().to_owned(),
            kind: ActErrorKind::Fatal,
            message: "the permit is all that was wanted".to_owned(),
        })
    }

    async fn undo(&self, _: &Permit, _: &Spec, _: &Outputs, _: bool) -> Result<(), ActError> {
        Ok(())
    }

    async fn pause(&self, _millis: u64) {}

    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

/// The permit that the executor of a confirmed plan makes for `kms:CreateKey`:
/// there is no other way to have one.
async fn permit_to_create_a_key() -> Permit {
    let step = Step {
        id: "data-key".to_owned(),
        group: "keys".to_owned(),
        title: "Create the data key".to_owned(),
        why: "a test".to_owned(),
        spec: Spec::CreateKey {
            description: "data".to_owned(),
            policy: "{}".to_owned(),
            tags: BTreeMap::new(),
        },
        needs: Vec::new(),
        action: Action::Create,
        differences: Vec::new(),
        known: Outputs::new(),
        iam_actions: Vec::new(),
        controls: Vec::new(),
    };
    let plan = Plan {
        stack: "demo".to_owned(),
        account: AccountId::from("111122223333"),
        region: Region::from("us-east-1"),
        made: Timestamp(0),
        steps: vec![step],
    };
    let seen = Confirmation::of(&plan);
    let confirmed = plan.confirm(&seen).expect("it is the plan that was seen");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut journal = Journal::open(folder.path(), "demo").expect("a new journal");
    let keeper = Keeper::default();
    apply(&confirmed, &mut journal, &keeper, &mut |_| {}, &Cancel::new())
        .await
        .expect("the journal can be written");
    let permit = keeper.permit.lock().expect("no test panics with the lock").take();
    permit.expect("the executor gave one")
}

#[tokio::test]
async fn a_permit_opens_its_own_door_and_no_other() {
    let permit = permit_to_create_a_key().await;
    let fake = yes();
    with_permit(&permit, call(&fake, "KMS", "CreateKey", false))
        .await
        .expect("the permit covers it");
    assert_eq!(fake.sent().len(), 1);
    let others = operations::all().filter(|o| o.class == Class::Write && o.name != "CreateKey");
    for row in others {
        let refused = with_permit(&permit, call(&fake, row.service, row.name, false)).await;
        let why = refused.expect_err(&format!("{} went through", row.qualified()));
        assert!(why.contains("no confirmed plan step covers it"), "{why}");
    }
    assert_eq!(fake.sent().len(), 1);
    // The door is closed again outside the permit's scope.
    call(&fake, "KMS", "CreateKey", false)
        .await
        .expect_err("no permit is in scope");
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn a_permit_does_not_follow_a_task_that_is_spawned() {
    let permit = permit_to_create_a_key().await;
    let fake = yes();
    let other = fake.clone();
    let spawned = with_permit(&permit, async move {
        tokio::spawn(async move { call(&other, "KMS", "CreateKey", false).await }).await
    });
    spawned
        .await
        .expect("the task ends")
        .expect_err("no permit is in scope there");
    assert_eq!(fake.sent(), []);
}

#[tokio::test]
async fn a_read_only_session_refuses_even_with_a_permit() {
    let permit = permit_to_create_a_key().await;
    let fake = yes();
    let refused = with_permit(&permit, call(&fake, "KMS", "CreateKey", true)).await;
    let why = refused.expect_err("the session is read-only");
    assert!(why.contains("this session is read-only"), "{why}");
    assert_eq!(fake.sent(), []);
}

#[tokio::test]
async fn a_write_whose_answer_is_an_error_is_not_sent_a_second_time() {
    let permit = permit_to_create_a_key().await;
    let fake = FakeAws::new(|_| Reply::Error(503, String::new()));
    with_permit(&permit, call(&fake, "KMS", "CreateKey", false))
        .await
        .expect_err("the service is unavailable");
    assert_eq!(fake.sent().len(), 1, "a second CreateKey would be a second key");
}
