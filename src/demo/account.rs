//! The embedded account: names each request, gives it to the service that
//! answers it, and logs it.

use super::bedrock::Bedrock;
use super::calls::{CallLog, Made};
use super::client::EmbeddedClient;
use super::cloudtrail::CloudTrail;
use super::corrections::World;
use super::ec2::Ec2;
use super::ids::Ids;
use super::iot::Iot;
use super::macie::Macie;
use super::roles::Roles;
use super::s3::S3;
use super::sagemaker::SageMaker;
use super::wire::{json, query};
use super::{Call, Caller, Clock, Response, Service, StoryError};
use crate::inventory::Timestamp;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use bytes::Bytes;
use http::HeaderMap;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The account id of the embedded account.
pub const ACCOUNT_ID: &str = "123456789012";

/// Who an unknown access key is: the person at the terminal.
pub const OPERATOR: &str = "arn:aws:sts::123456789012:assumed-role/SecurityOperator/maria";

/// An AWS account inside the program. Clones are handles on the same account.
#[derive(Clone)]
pub struct Account {
    shared: Arc<Shared>,
}

struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    world: World,
    own: HashMap<&'static str, Arc<dyn Service>>,
    sagemaker: Arc<SageMaker>,
    log: Arc<CallLog>,
    callers: RwLock<HashMap<String, Arc<str>>>,
    /// Seconds that the account's time is set back while the past is told.
    set_back: AtomicI64,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("calls", &self.shared.log.len())
            .finish()
    }
}

impl Account {
    /// An account without resources. `seed` decides every identifier.
    pub fn new(seed: u64, clock: Clock) -> Self {
        let ids = Arc::new(Ids::new(seed));
        let log = Arc::new(CallLog::default());
        let roles = Arc::new(Roles::default());
        let sagemaker = Arc::new(SageMaker::new(Arc::clone(&ids), Arc::clone(&roles)));
        let own = own_services(&ids, &log, &sagemaker, &roles);
        Self {
            shared: Arc::new(Shared {
                clock,
                world: World::new(Arc::clone(&ids), roles),
                ids,
                own,
                sagemaker,
                log,
                callers: RwLock::default(),
                set_back: AtomicI64::new(0),
            }),
        }
    }

    /// An account in which the seeded story has happened.
    pub async fn with_story(seed: u64, clock: Clock) -> Result<Self, StoryError> {
        let account = Self::new(seed, clock);
        super::story::tell(&account).await?;
        Ok(account)
    }

    /// The HTTP client to give to an SDK configuration.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(EmbeddedClient::new(self.clone()))
    }

    /// The account's time.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.shared.clock.now().0 - self.shared.set_back.load(Ordering::SeqCst))
    }

    /// The account's clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Every call that was made.
    pub fn calls(&self) -> &CallLog {
        &self.shared.log
    }

    /// Says who signs with an access key id.
    pub fn know_caller(&self, access_key: &str, arn: &str) {
        let mut callers = self
            .shared
            .callers
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        callers.insert(access_key.to_owned(), arn.into());
    }

    /// Answers one request, as AWS would.
    pub async fn answer(&self, method: &str, uri: &str, headers: HeaderMap, body: Bytes) -> Response {
        let mut call = self.name(method, uri, headers, body);
        let own = self.shared.own.get(call.service.as_str());
        if let Some(service) = own {
            call.operation = service.operation(&call);
        }
        let mut response = match own {
            Some(service) => service.handle(&call),
            None => match self.shared.world.handle(&call).await {
                Some(response) => response,
                None => json::error(
                    501,
                    "UnknownServiceException",
                    "The embedded account has no such service.",
                ),
            },
        };
        let made = Made::of(self.shared.ids.uuid(), call, &response);
        if let Ok(id) = http::HeaderValue::from_str(&made.id) {
            let header = if made.service == "s3" {
                "x-amz-request-id"
            } else {
                "x-amzn-requestid"
            };
            response.headers.insert(header, id);
        }
        self.shared.log.record(made);
        response
    }

    /// SageMaker, for the seeded story's faults.
    pub(super) fn sagemaker(&self) -> &SageMaker {
        &self.shared.sagemaker
    }

    /// The corrected base, for what the seeded story knows and no call can say.
    pub(super) fn world(&self) -> &World {
        &self.shared.world
    }

    /// Sets the account's time back by so many seconds: the past is being told.
    pub(super) fn set_back(&self, seconds: i64) {
        self.shared.set_back.store(seconds, Ordering::SeqCst);
    }

    /// Whose an access key is.
    fn caller(&self, access_key: &str) -> Arc<str> {
        let sessions = self
            .shared
            .world
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(arn) = sessions.get(access_key) {
            return Arc::clone(arn);
        }
        let callers = self.shared.callers.read().unwrap_or_else(PoisonError::into_inner);
        callers
            .get(access_key)
            .cloned()
            .unwrap_or_else(|| OPERATOR.into())
    }

    /// Reads out of a request which call it is.
    fn name(&self, method: &str, uri: &str, headers: HeaderMap, body: Bytes) -> Call {
        let after_scheme = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let (host, path) = match after_scheme.find('/') {
            Some(at) => after_scheme.split_at(at),
            None => (after_scheme, "/"),
        };
        let (path, raw_query) = path.split_once('?').unwrap_or((path, ""));
        let (access_key, region, service) = scope(&headers, raw_query).unwrap_or_else(|| unsigned(host));
        let operation = json::target(&headers)
            .map(str::to_owned)
            .or_else(|| {
                let form = headers
                    .get("content-type")
                    .is_some_and(|t| t.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
                form.then(|| {
                    query::parse(&String::from_utf8_lossy(&body))
                        .text("Action")
                        .to_owned()
                })
            })
            .unwrap_or_default();
        let arn = self.caller(&access_key);
        Call {
            service,
            operation,
            region,
            caller: Caller { access_key, arn },
            now: self.now(),
            method: method.to_owned(),
            host: host.to_owned(),
            path: path.to_owned(),
            query: query::parse(raw_query),
            raw_query: raw_query.to_owned(),
            headers,
            body,
        }
    }
}

/// The services of our own, by signing name.
fn own_services(
    ids: &Arc<Ids>,
    log: &Arc<CallLog>,
    sagemaker: &Arc<SageMaker>,
    roles: &Arc<Roles>,
) -> HashMap<&'static str, Arc<dyn Service>> {
    let mut own: HashMap<&'static str, Arc<dyn Service>> = HashMap::new();
    own.insert("sagemaker", Arc::clone(sagemaker) as Arc<dyn Service>);
    own.insert("ec2", Arc::new(Ec2::new(ids.next())));
    let s3 = Arc::new(S3::new(ids.next()));
    own.insert("s3", Arc::clone(&s3) as Arc<dyn Service>);
    own.insert("bedrock", Arc::new(Bedrock::new(Arc::clone(ids))));
    own.insert("macie2", Arc::new(Macie::new(Arc::clone(ids))));
    own.insert(
        "cloudtrail",
        Arc::new(CloudTrail::new(Arc::clone(log), s3, Arc::clone(roles))),
    );
    own.insert("iot", Arc::new(Iot::default()));
    own
}

/// Access key, Region and service of the signature's credential scope, in the
/// header or in a presigned URL: `AKID/20260224/us-east-1/s3/aws4_request`.
fn scope(headers: &HeaderMap, raw_query: &str) -> Option<(String, String, String)> {
    let credential = match headers.get("authorization") {
        Some(header) => header.to_str().ok()?.split_once("Credential=")?.1.to_owned(),
        None => query::parse(raw_query).text("X-Amz-Credential").to_owned(),
    };
    let mut parts = credential.split(',').next()?.split('/');
    let (key, _date, region, service) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some((key.to_owned(), region.to_owned(), service.to_owned()))
}

/// The same for a request without a signature, from its host. A host that
/// names no service is taken for S3's: nothing else is called anonymously.
fn unsigned(host: &str) -> (String, String, String) {
    let name = host.split(':').next().unwrap_or(host);
    let known = [".amazonaws.com", ".localhost"]
        .iter()
        .find_map(|end| name.strip_suffix(end));
    let labels: Vec<&str> = known.unwrap_or("s3").split('.').collect();
    let at = labels.iter().position(|label| *label == "s3").unwrap_or(0);
    let region = labels.get(at + 1).copied().unwrap_or("us-east-1");
    (
        String::new(),
        region.to_owned(),
        labels.get(at).copied().unwrap_or("s3").to_owned(),
    )
}
