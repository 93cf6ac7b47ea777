//! The embedded account: names each request, gives it to the service that
//! answers it, and logs it.

use super::access_analyzer::{self, AccessAnalyzer};
use super::agentcore::AgentCore;
use super::authorize::Authorizer;
use super::backup::Backup;
use super::bedrock::Bedrock;
use super::calls::{CallLog, Made};
use super::client::EmbeddedClient;
use super::cloudtrail::CloudTrail;
use super::cloudwatch::{CloudWatch, Metrics};
use super::config::Config;
use super::consistency::{Consistency, Propagation};
use super::credentials::{self, Fault};
use super::ec2::Ec2;
use super::faults::Faults;
use super::firehose::Firehose;
use super::guardduty::GuardDuty;
use super::iam::Iam;
use super::ids::Ids;
use super::iot::Iot;
use super::kinesis::Kinesis;
use super::kms::Kms;
use super::logs::Logs;
use super::macie::Macie;
use super::organizations::Organizations;
use super::principals::Principals;
use super::roles::Roles;
use super::s3::S3;
use super::sagemaker::SageMaker;
use super::security_hub::SecurityHub;
use super::signature::{signed, unsigned};
use super::sns::Sns;
use super::story::{ABROAD, HOME};
use super::sts::Sts;
use super::wire::{json, query};
use super::{Call, Caller, Clock, Options, Response, Service, StoryError};
use crate::inventory::Timestamp;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use bytes::Bytes;
use http::HeaderMap;
use std::collections::HashMap;
use std::fmt;
use std::future::{Ready, ready};
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
    /// What befalls calls on their way to the account.
    pub(super) faults: Option<Faults>,
    /// The Regions that something has happened in.
    pub(super) regions: Arc<[&'static str]>,
}

struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    own: HashMap<&'static str, Arc<dyn Service>>,
    sagemaker: Arc<SageMaker>,
    analyzer: Arc<AccessAnalyzer>,
    iam: Arc<Iam>,
    iot: Arc<Iot>,
    kms: Arc<Kms>,
    macie: Arc<Macie>,
    sts: Arc<Sts>,
    principals: Arc<Principals>,
    authorizer: Authorizer,
    propagation: Propagation,
    log: Arc<CallLog>,
    callers: RwLock<HashMap<String, Arc<str>>>,
    /// Seconds that the account's time is set back while the past is told.
    set_back: AtomicI64,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("calls", &self.shared.log.len())
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// An account without resources. `seed` decides every identifier.
    pub fn new(seed: u64, clock: Clock) -> Self {
        let ids = Arc::new(Ids::new(seed));
        let log = Arc::new(CallLog::default());
        let roles = Arc::new(Roles::default());
        let sagemaker = Arc::new(SageMaker::new(Arc::clone(&ids), Arc::clone(&roles)));
        let principals = Arc::new(Principals::default());
        let kms = Arc::new(Kms::new(
            Arc::clone(&ids),
            Arc::clone(&principals),
            Arc::clone(&log),
        ));
        let sts = Arc::new(Sts::new(
            Arc::clone(&ids),
            Arc::clone(&roles),
            Arc::clone(&principals),
        ));
        let ec2 = Arc::new(Ec2::new(ids.next(), Arc::clone(&kms)));
        let s3 = Arc::new(S3::new(ids.next(), Arc::clone(&kms), Arc::clone(&roles)));
        let macie = Arc::new(Macie::new(
            Arc::clone(&ids),
            Arc::clone(&s3),
            Arc::clone(&kms),
            Arc::clone(&roles),
        ));
        let bedrock = Bedrock::new(
            Arc::clone(&ids),
            Arc::clone(&s3),
            Arc::clone(&kms),
            Arc::clone(&roles),
        );
        let agentcore = AgentCore::new(Arc::clone(&ids), Arc::clone(&kms), Arc::clone(&roles));
        let mut own = own_services(&log, &sagemaker, &roles, s3);
        own.insert("bedrock-agentcore", Arc::new(agentcore));
        let firehose = Firehose::new(Arc::clone(&kms), Arc::clone(&roles));
        own.insert("firehose", Arc::new(firehose));
        let iot = Arc::new(Iot::new(Arc::clone(&ids)));
        own.insert("iot", Arc::clone(&iot) as Arc<dyn Service>);
        own.insert("bedrock", Arc::new(bedrock));
        own.insert(
            "backup",
            Arc::new(Backup::new(Arc::clone(&ids), Arc::clone(&ec2))),
        );
        own.insert("ec2", ec2);
        own.insert("macie2", Arc::clone(&macie) as Arc<dyn Service>);
        let iam = Arc::new(Iam::new(Arc::clone(&ids), roles));
        own.insert("iam", Arc::clone(&iam) as Arc<dyn Service>);
        let organizations = Organizations::new(Arc::clone(&ids), Arc::clone(&iam));
        own.insert("organizations", Arc::new(organizations));
        own.insert("kms", Arc::clone(&kms) as Arc<dyn Service>);
        own.insert("kinesis", Arc::new(Kinesis::new(Arc::clone(&kms))));
        own.insert("sts", Arc::clone(&sts) as Arc<dyn Service>);
        let propagation = Propagation::new(clock.clone());
        let analyzer = Arc::new(AccessAnalyzer::new(Arc::clone(&ids)));
        own.insert("access-analyzer", Arc::clone(&analyzer) as Arc<dyn Service>);
        watch_services(&mut own, &ids);
        Self {
            shared: Arc::new(Shared {
                clock,
                ids,
                own,
                sagemaker,
                analyzer,
                iam,
                iot,
                kms,
                macie,
                sts,
                principals,
                authorizer: Authorizer::default(),
                propagation,
                log,
                callers: RwLock::default(),
                set_back: AtomicI64::new(0),
            }),
            faults: None,
            regions: Arc::new([HOME, ABROAD]),
        }
    }

    /// The same account, as consistent from now on as told.
    #[must_use]
    pub fn with_consistency(self, consistency: Consistency) -> Self {
        self.shared.propagation.set(consistency);
        self
    }

    /// An account in which the seeded story has happened.
    pub async fn with_story(seed: u64, clock: Clock) -> Result<Self, StoryError> {
        let options = Options {
            seed,
            clock,
            ..Options::default()
        };
        Self::open(options).await
    }

    /// The HTTP client to give to an SDK configuration.
    pub fn http_client(&self) -> SharedHttpClient {
        let client = SharedHttpClient::new(EmbeddedClient::new(self.clone()));
        match &self.faults {
            Some(faults) => faults.over(client),
            None => client,
        }
    }

    /// What befalls calls on their way to the account, if anything does.
    pub fn faults(&self) -> Option<&Faults> {
        self.faults.as_ref()
    }

    /// The Regions that the story plays in.
    pub fn regions(&self) -> impl Iterator<Item = &'static str> {
        self.regions.iter().copied()
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
        let call = self.name(method, uri, headers, body);
        self.answer_named(call).await
    }

    /// Answers a call that was read and named.
    pub(super) async fn answer_named(&self, call: Call) -> Response {
        let answer = if let Some(refusal) = self.refuse(&call) {
            refusal
        } else {
            self.survey(&call).await;
            self.respond(&call)
        };
        self.shared.principals.note(&call, &answer);
        self.shared.authorizer.note(&call, &answer, &self.shared.iam);
        self.shared.iam.called(&call);
        self.shared.macie.note(&call, &answer);
        let mut response = self.shared.propagation.settle(&call, answer);
        let made = Made::of(self.shared.ids.uuid(), call, &response);
        if let Ok(id) = http::HeaderValue::from_str(&made.id) {
            let header = if ["s3", "s3express"].contains(&made.service.as_str()) {
                "x-amz-request-id"
            } else {
                "x-amzn-requestid"
            };
            response.headers.insert(header, id);
        }
        self.shared.log.record(made);
        response
    }

    /// Why a call does not come as far as its service.
    fn refuse(&self, call: &Call) -> Option<Response> {
        let key = call.caller.access_key.as_str();
        if self.shared.principals.refuse_key(key) {
            return Some(credentials::refusal(call, Fault::Unknown));
        }
        if self.shared.sts.has_expired(key, call.now) {
            return Some(credentials::refusal(call, Fault::Expired));
        }
        let shared = &self.shared;
        let nobodys = || self.known(key).is_none();
        if shared.authorizer.refuses_key(key) && nobodys() {
            return Some(credentials::refusal(call, Fault::Unknown));
        }
        let judged = || shared.authorizer.judge(call, nobodys(), &shared.iam, &shared.own);
        shared.propagation.refuse(call).or_else(judged)
    }

    /// Turns IAM's decisions on every call on or off; they are off at first.
    pub fn enforce_iam(&self, on: bool) {
        self.shared.authorizer.set(on);
    }

    /// Looks at the resources first, for a call that asks what they let in.
    async fn survey(&self, call: &Call) {
        if call.service == "access-analyzer"
            && let Some(last_used) = self.shared.analyzer.needs_survey(call)
        {
            let seen = access_analyzer::survey(self, &call.region, last_used).await;
            self.shared.analyzer.saw(call, &seen);
        }
    }

    /// Answers what services of the account ask of each other: nobody logs it.
    pub(super) fn ask(&self, mut call: Call) -> Ready<Response> {
        self.find_operation(&mut call);
        ready(self.respond(&call))
    }

    fn respond(&self, call: &Call) -> Response {
        if let Some(service) = self.shared.own.get(call.service.as_str()) {
            return service.handle(call);
        }
        json::error(
            501,
            "UnknownServiceException",
            "The embedded account has no such service.",
        )
    }

    /// The CA of a device certificate puts it on its list of revoked ones: no
    /// call of AWS's says so, only Device Defender's audit finds it.
    pub fn revoke_device_certificate(&self, region: &str, certificate: &str) {
        self.shared.iot.revoke(region, certificate);
    }

    /// SageMaker, for the seeded story's faults.
    pub(super) fn sagemaker(&self) -> &SageMaker {
        &self.shared.sagemaker
    }

    /// KMS, for the keys of AWS that the seeded story finds in use.
    pub(super) fn kms(&self) -> &Kms {
        &self.shared.kms
    }

    /// IAM, for what the seeded story knows and no call can say.
    pub(super) fn iam(&self) -> &Iam {
        &self.shared.iam
    }

    /// Lets an enclave have called a key.
    pub(super) fn enclave_called(
        &self,
        region: &str,
        caller: &str,
        key: &str,
        recipient: &serde_json::Value,
    ) {
        let (id, at) = (self.shared.ids.uuid(), self.now());
        let made = Made::of_enclave(id, at, (region, caller), key, recipient);
        self.shared.log.record(made);
    }

    /// Sets the account's time back by so many seconds: the past is being told.
    pub(super) fn set_back(&self, seconds: i64) {
        self.shared.set_back.store(seconds, Ordering::SeqCst);
    }

    /// Whose an access key is.
    fn caller(&self, access_key: &str) -> Arc<str> {
        self.known(access_key).unwrap_or_else(|| OPERATOR.into())
    }

    /// Whose an access key is, if anybody's.
    fn known(&self, access_key: &str) -> Option<Arc<str>> {
        let holder = self.shared.sts.holder(access_key);
        if let Some(arn) = holder.or_else(|| self.shared.principals.of_key(access_key)) {
            return Some(arn);
        }
        let callers = self.shared.callers.read().unwrap_or_else(PoisonError::into_inner);
        callers.get(access_key).cloned()
    }

    /// Reads out of a request which call it is.
    pub(super) fn name(&self, method: &str, uri: &str, headers: HeaderMap, body: Bytes) -> Call {
        let after_scheme = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let (host, path) = match after_scheme.find('/') {
            Some(at) => after_scheme.split_at(at),
            None => (after_scheme, "/"),
        };
        let (path, raw_query) = path.split_once('?').unwrap_or((path, ""));
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
        let (access_key, region, service) =
            signed(&headers, raw_query).unwrap_or_else(|| unsigned(host, &operation));
        let arn = self.caller(&access_key);
        let mut call = Call {
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
        };
        self.find_operation(&mut call);
        call
    }

    /// Lets the service say which operation a call means.
    fn find_operation(&self, call: &mut Call) {
        if let Some(service) = self.shared.own.get(call.service.as_str()) {
            call.operation = service.operation(call);
        }
    }
}

/// The services of our own, by signing name.
fn own_services(
    log: &Arc<CallLog>,
    sagemaker: &Arc<SageMaker>,
    roles: &Arc<Roles>,
    s3: Arc<S3>,
) -> HashMap<&'static str, Arc<dyn Service>> {
    let mut own: HashMap<&'static str, Arc<dyn Service>> = HashMap::new();
    own.insert("sagemaker", Arc::clone(sagemaker) as Arc<dyn Service>);
    own.insert("s3", Arc::clone(&s3) as Arc<dyn Service>);
    own.insert("s3express", Arc::clone(&s3) as Arc<dyn Service>);
    own.insert(
        "cloudtrail",
        Arc::new(CloudTrail::new(Arc::clone(log), s3, Arc::clone(roles))),
    );
    own
}

/// The services that watch over the others.
fn watch_services(own: &mut HashMap<&'static str, Arc<dyn Service>>, ids: &Arc<Ids>) {
    let metrics = Arc::new(Metrics::default());
    own.insert("monitoring", Arc::new(CloudWatch::new(Arc::clone(&metrics))));
    own.insert("logs", Arc::new(Logs::new(Arc::clone(ids), metrics)));
    own.insert("config", Arc::new(Config::default()));
    own.insert("securityhub", Arc::new(SecurityHub::default()));
    own.insert("guardduty", Arc::new(GuardDuty::new(Arc::clone(ids))));
    own.insert("sns", Arc::new(Sns::new(Arc::clone(ids))));
}
