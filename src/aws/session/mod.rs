//! Who we are, where, and the clients of each Region.
//!
//! Credentials come from the standard chain (environment, profile, SSO,
//! `credential_process`, web identity, container, instance metadata), then
//! through any chain of assumed roles. Every client carries the interlock.
//!
//! `AWS_CA_BUNDLE` is not read by the Rust SDK: its HTTPS client trusts the
//! system's certificate store.

mod connect;
mod error;
mod members;
mod s3_control;

pub use error::ConnectError;
pub use members::Member;
pub use s3_control::s3_control;

use super::errors::Failure;
use super::operations;
use super::pacing::Pacer;
use crate::inventory::{AccountId, Arn, Region, Timestamp};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// How to connect. The default is the standard chain with its own Region.
#[derive(Clone, Debug, Default)]
pub struct ConnectOptions {
    /// The profile; `AWS_PROFILE` or `default` when absent.
    pub profile: Option<String>,
    /// The Regions to work in; the chain's Region when empty.
    pub regions: Vec<Region>,
    /// Work in every Region that the account has switched on, those above first.
    pub every_region: bool,
    /// One endpoint for all services; `AWS_ENDPOINT_URL` when absent.
    pub endpoint_url: Option<String>,
    /// Roles to assume, each with the credentials of the one before.
    pub assume_roles: Vec<String>,
    /// Refuse every write, permit or not.
    pub read_only: bool,
    /// An HTTP client to use instead of the network, with made-up static
    /// credentials; the environment is not read.
    pub embedded: Option<SharedHttpClient>,
}

/// A connected account. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Session {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    account: AccountId,
    caller: Arn,
    regions: Vec<Region>,
    read_only: bool,
    make: connect::ClientMaker,
    clients: Mutex<HashMap<Region, Arc<Clients>>>,
    calls: Arc<AtomicU64>,
    pacer: Arc<Pacer>,
}

/// The clients of one Region.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the client of the service it names")]
pub struct Clients {
    pub kms: aws_sdk_kms::Client,
    pub s3: aws_sdk_s3::Client,
    pub iam: aws_sdk_iam::Client,
    pub sagemaker: aws_sdk_sagemaker::Client,
    pub ec2: aws_sdk_ec2::Client,
    pub macie2: aws_sdk_macie2::Client,
    pub cloudtrail: aws_sdk_cloudtrail::Client,
    pub bedrock: aws_sdk_bedrock::Client,
    pub kinesis: aws_sdk_kinesis::Client,
    pub iot: aws_sdk_iot::Client,
    pub accessanalyzer: aws_sdk_accessanalyzer::Client,
    pub backup: aws_sdk_backup::Client,
    pub bedrock_agent: aws_sdk_bedrockagent::Client,
    pub agentcore: aws_sdk_bedrockagentcorecontrol::Client,
    pub cloudwatch: aws_sdk_cloudwatch::Client,
    pub config: aws_sdk_config::Client,
    pub ecr: aws_sdk_ecr::Client,
    pub firehose: aws_sdk_firehose::Client,
    pub guardduty: aws_sdk_guardduty::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
    pub organizations: aws_sdk_organizations::Client,
    pub s3control: aws_sdk_s3control::Client,
}

impl Session {
    /// Finds credentials and Regions and asks AWS who they belong to.
    pub async fn connect(options: ConnectOptions) -> Result<Self, ConnectError> {
        Box::pin(connect::connect(options)).await
    }

    /// The account of the credentials.
    pub fn account(&self) -> &AccountId {
        &self.inner.account
    }

    /// The principal of the credentials, as `GetCallerIdentity` names it.
    pub fn caller(&self) -> &Arn {
        &self.inner.caller
    }

    /// The Regions that were asked for; never empty.
    pub fn regions(&self) -> &[Region] {
        &self.inner.regions
    }

    /// The Region for calls to global services (IAM, `ListBuckets`).
    pub fn home(&self) -> &Region {
        &self.inner.regions[0]
    }

    /// The clients of a Region, made on first use.
    pub fn clients(&self, region: &Region) -> Arc<Clients> {
        // A poisoned lock holds only finished clients: still good.
        let mut clients = self.inner.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let made = clients
            .entry(region.clone())
            .or_insert_with(|| Arc::new(self.inner.make.clients(region)));
        Arc::clone(made)
    }

    /// Whether the session refuses every write.
    pub fn read_only(&self) -> bool {
        self.inner.read_only
    }

    /// Requests sent so far, retries included.
    pub fn calls(&self) -> u64 {
        self.inner.calls.load(Ordering::Relaxed)
    }

    /// Waits a little before something that AWS is making is looked at again.
    pub async fn between_looks(&self, look: usize) {
        tokio::time::sleep(self.inner.pacer.between_looks(look)).await;
    }

    /// Makes one call at the operation's pace. `future` is the SDK's `send()`,
    /// which does nothing until it is awaited here. It is put on the heap at
    /// once: the SDK's futures are some sixteen kilobytes each.
    pub fn call<T, E>(
        &self,
        operation: &str,
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Result<T, Failure>>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let future = Box::pin(future);
        async move {
            let _turn = match operations::named(operation) {
                Some(row) => Some(self.inner.pacer.turn(row).await),
                // The interlock refuses it with a reason; no pace is needed.
                None => None,
            };
            future.await.map_err(|error| Failure::new(operation, &error))
        }
    }
}

/// The time now, from the system's clock.
pub fn now() -> Timestamp {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    Timestamp(i64::try_from(seconds).unwrap_or(i64::MAX))
}
