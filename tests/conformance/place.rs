//! Where a case runs: the embedded account in process, the same over HTTP, or
//! another emulator; and the plain SDK clients that drive it. The clients carry
//! none of the product's interlock and retry nothing: what is tested is the
//! account.

use aisec_tui::aws::session::s3_control;
use aisec_tui::demo::serve::Server;
use aisec_tui::demo::{Account, Clock, Consistency};
use aisec_tui::inventory::Timestamp;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use std::fmt::Debug;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;

/// When the account's time begins.
pub const START: i64 = 1_774_000_000;
/// The account.
pub const ACCOUNT: &str = "123456789012";
/// Where cases work unless they say otherwise.
pub const REGION: &str = "us-east-1";
/// A trust policy for SageMaker, guarded against the confused deputy.
pub const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole",
    "Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}"#;

/// One case: what it is about.
#[derive(Clone, Copy)]
pub struct Case {
    pub service: &'static str,
    pub operation: &'static str,
    pub name: &'static str,
    pub run: Run,
}

/// A case at work.
pub type Running = Pin<Box<dyn Future<Output = ()>>>;
/// What runs a case on an AWS.
pub type Run = fn(Aws) -> Running;

/// Thrown where a case needs what another emulator has not got, and why.
#[derive(Debug)]
pub struct OursOnly(pub &'static str);

/// An AWS to drive.
#[derive(Clone, Debug)]
pub struct Aws {
    endpoint: Option<String>,
    http: SharedHttpClient,
    clock: Option<Clock>,
    /// The account, where it is ours.
    account: Option<Account>,
}

macro_rules! clients {
    ($($name:ident: $sdk:ident,)*) => {
        impl Aws {
            $(pub fn $name(&self) -> $sdk::Client {
                $sdk::Client::new(&self.config(REGION))
            })*
        }
    };
}

clients! {
    access_analyzer: aws_sdk_accessanalyzer,
    backup: aws_sdk_backup,
    agentcore: aws_sdk_bedrockagentcorecontrol,
    bedrock: aws_sdk_bedrock,
    bedrock_agent: aws_sdk_bedrockagent,
    cloudtrail: aws_sdk_cloudtrail,
    cloudwatch: aws_sdk_cloudwatch,
    config_service: aws_sdk_config,
    ec2: aws_sdk_ec2,
    firehose: aws_sdk_firehose,
    guardduty: aws_sdk_guardduty,
    iam: aws_sdk_iam,
    iot: aws_sdk_iot,
    kinesis: aws_sdk_kinesis,
    kms: aws_sdk_kms,
    logs: aws_sdk_cloudwatchlogs,
    macie: aws_sdk_macie2,
    organizations: aws_sdk_organizations,
    s3: aws_sdk_s3,
    sagemaker: aws_sdk_sagemaker,
    security_hub: aws_sdk_securityhub,
    sts: aws_sdk_sts,
}

impl Aws {
    pub fn s3control(&self) -> aws_sdk_s3control::Client {
        s3_control(&self.config(REGION), None)
    }

    /// An AWS behind a URL; its clock is its own.
    pub fn at(url: &str) -> Self {
        Self::through(url, plain_http())
    }

    /// The same, over a connection of the caller's.
    pub fn through(url: &str, http: SharedHttpClient) -> Self {
        Self {
            endpoint: Some(url.to_owned()),
            http,
            clock: None,
            account: None,
        }
    }

    /// Its URL, if it is behind one.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// The account, where it is ours.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// The configuration of a client in a Region, signed by the operator.
    pub fn config(&self, region: &'static str) -> SdkConfig {
        self.config_as(region, Credentials::for_tests())
    }

    /// The same, signed by somebody.
    pub fn config_as(&self, region: &'static str, credentials: Credentials) -> SdkConfig {
        let mut config = SdkConfig::builder()
            .behavior_version(aws_config::BehaviorVersion::latest())
            .region(Region::from_static(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::disabled());
        config.set_endpoint_url(self.endpoint.clone());
        config.http_client(self.http.clone()).build()
    }

    /// Lets time pass, in seconds. Another emulator's time is not ours: there
    /// the case ends.
    pub fn later(&self, seconds: i64) {
        match &self.clock {
            Some(clock) => clock.advance(seconds),
            // Not a panic: nothing is wrong and nothing is printed.
            None => std::panic::resume_unwind(Box::new(OursOnly("its clock cannot be moved"))),
        }
    }

    /// Lets IAM decide on every call from now on. Another emulator has its own
    /// ways: there the case ends.
    pub fn enforce_iam(&self) {
        match &self.account {
            Some(account) => account.enforce_iam(true),
            None => std::panic::resume_unwind(Box::new(OursOnly("its IAM is not told to decide"))),
        }
    }

    /// Makes a role that SageMaker may assume, and gives its ARN.
    pub async fn role(&self, name: &str) -> String {
        let made = self
            .iam()
            .create_role()
            .role_name(name)
            .assume_role_policy_document(TRUST)
            .send()
            .await
            .expect("a role");
        made.role().expect("a role").arn().to_owned()
    }

    /// Makes a customer managed key, and gives its ARN.
    pub async fn key(&self) -> String {
        let made = self.kms().create_key().send().await.expect("a key");
        let metadata = made.key_metadata().expect("metadata");
        metadata.arn().expect("an ARN").to_owned()
    }
}

/// The error code of a refusal.
#[track_caller]
pub fn refusal<T: Debug, E: ProvideErrorMetadata>(answer: Result<T, E>) -> String {
    let error = answer.expect_err("refused");
    error.code().unwrap_or("no code").to_owned()
}

/// The error message of a refusal.
#[track_caller]
pub fn complaint<T: Debug, E: ProvideErrorMetadata>(answer: Result<T, E>) -> String {
    let error = answer.expect_err("refused");
    error.message().unwrap_or("no message").to_owned()
}

/// One connection pool without TLS, which loopback does not need.
pub fn plain_connector() -> SharedHttpConnector {
    SharedHttpConnector::new(Connector::builder().build_http())
}

fn plain_http() -> SharedHttpClient {
    let connector = plain_connector();
    http_client_fn(move |_, _| connector.clone())
}

fn empty() -> (Account, Clock) {
    let clock = Clock::manual(Timestamp(START));
    (Account::new(7, clock.clone()), clock)
}

/// What a case runs on.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// Runs a case on a stack that holds a few of the SDKs' largest shapes at once:
/// an unoptimised build copies a Security Hub finding at every step.
fn roomy(run: impl FnOnce() + Send + 'static) {
    let name = std::thread::current().name().unwrap_or("a case").to_owned();
    let thread = std::thread::Builder::new().name(name).stack_size(16 << 20);
    if let Err(panic) = thread.spawn(run).expect("a thread").join() {
        std::panic::resume_unwind(panic);
    }
}

/// Runs a case against an empty account in process.
pub fn in_process<F: Future<Output = ()>>(case: impl FnOnce(Aws) -> F + Send + 'static) {
    let (account, clock) = empty();
    let aws = Aws {
        endpoint: None,
        http: account.http_client(),
        clock: Some(clock),
        account: Some(account),
    };
    roomy(move || runtime().block_on(case(aws)));
}

/// Runs a case in process against an empty account in which what is made takes
/// a while to be known.
pub fn eventual<F: Future<Output = ()>>(case: impl FnOnce(Aws) -> F) {
    let (account, clock) = empty();
    let account = account.with_consistency(Consistency::Eventual { seed: 7 });
    let aws = Aws {
        endpoint: None,
        http: account.http_client(),
        clock: Some(clock),
        account: Some(account),
    };
    runtime().block_on(case(aws));
}

/// Runs a case against an empty account served over HTTP on loopback.
pub fn over_http<F: Future<Output = ()>>(case: impl FnOnce(Aws) -> F + Send + 'static) {
    let (account, clock) = empty();
    let run = move || async move {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::bind(any_port, account.clone())
            .await
            .expect("a loopback port");
        let aws = Aws {
            clock: Some(clock),
            account: Some(account),
            ..Aws::at(&format!("http://{}", server.address()))
        };
        tokio::select! {
            () = server.run() => unreachable!("the server runs until it is dropped"),
            () = case(aws) => {}
        }
    };
    roomy(move || runtime().block_on(run()));
}
