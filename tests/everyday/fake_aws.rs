//! An AWS made of a closure: the SDK's requests go in, canned answers come
//! out, and everything that left the process is on record.

use aisec_tui::aws::collect::{self, Observation};
use aisec_tui::aws::{ConnectOptions, Session};
use aisec_tui::inventory::{Inventory, Kind, Region, Resource};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use std::fmt;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

pub const ACCOUNT: &str = "111122223333";
pub const HOME: &str = "us-east-1";

/// One request as it left the process.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    /// The SDK's host name, e.g. `kms.us-east-1.amazonaws.com`.
    pub host: String,
    /// `ListKeys` for JSON and query protocols, `GET /path?query` for others.
    pub operation: String,
    pub body: String,
    /// The headers by which a request to S3 guards itself, `name: value`.
    pub guards: Vec<String>,
}

/// Beginnings of the headers that are kept: never signatures or dates.
const GUARDS: &[&str] = &[
    "if-none-match",
    "x-amz-expected-bucket-owner",
    "x-amz-server-side-encryption",
    "x-amz-checksum-sha256",
    "x-amz-object-ownership",
    "x-amz-tagging",
];

impl Sent {
    /// A request as it is about to leave.
    pub fn of(request: &HttpRequest) -> Self {
        let uri = request.uri();
        let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let bytes = request.body().bytes().unwrap_or_default();
        let body = String::from_utf8_lossy(bytes).into_owned();
        let target = request
            .headers()
            .get("x-amz-target")
            .and_then(|t| t.rsplit('.').next())
            .map(str::to_owned);
        let action = || {
            let pair = body.split('&').find_map(|p| p.strip_prefix("Action="));
            pair.map(str::to_owned)
        };
        let operation = target
            .or_else(action)
            .unwrap_or_else(|| format!("{} {path}", request.method()));
        let mut guards: Vec<String> = request
            .headers()
            .iter()
            .filter(|(name, _)| GUARDS.iter().any(|g| name.starts_with(g)))
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        guards.sort();
        Self {
            host: host.to_owned(),
            operation,
            body,
            guards,
        }
    }

    /// Whether the request went to a service (the host's first or, for a
    /// bucket's own host name, second label).
    pub fn is(&self, service: &str, operation: &str) -> bool {
        self.host.split('.').any(|label| label == service) && self.operation.starts_with(operation)
    }
}

/// What the fake answers.
#[derive(Clone, Debug)]
pub enum Reply {
    Ok(String),
    Error(u16, String),
    Lost,
    Never,
}

impl Reply {
    pub fn json(value: &serde_json::Value) -> Self {
        Self::Ok(value.to_string())
    }

    /// An error in the dialect of the service that was asked.
    pub fn error(sent: &Sent, status: u16, code: &str, message: &str) -> Self {
        let xml = ["s3", "iam", "ec2", "sts"]
            .iter()
            .any(|service| sent.is(service, ""));
        let body = if sent.is("s3", "") {
            format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>")
        } else if sent.is("ec2", "") {
            format!(
                "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"
            )
        } else if xml {
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>\
                 <Message>{message}</Message></Error></ErrorResponse>"
            )
        } else {
            serde_json::json!({ "__type": code, "code": code, "message": message }).to_string()
        };
        Self::Error(status, body)
    }

    pub fn denied(sent: &Sent) -> Self {
        let code = if sent.is("ec2", "") {
            "UnauthorizedOperation"
        } else if sent.is("s3", "") || sent.is("iam", "") {
            "AccessDenied"
        } else {
            "AccessDeniedException"
        };
        Self::error(sent, 403, code, "User is not authorized to perform this action")
    }
}

type Answer = dyn Fn(&Sent) -> Reply + Send + Sync;

/// The client to give to `ConnectOptions::embedded`.
#[derive(Clone)]
pub struct FakeAws {
    answer: Arc<Answer>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl fmt::Debug for FakeAws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FakeAws")
    }
}

impl FakeAws {
    pub fn new(answer: impl Fn(&Sent) -> Reply + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            sent: Arc::default(),
        }
    }

    /// Everything that left the process, in order.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().expect("no test panics with the lock").clone()
    }

    /// Everything but the question of who we are.
    pub fn sent_after_connect(&self) -> Vec<Sent> {
        let mut sent = self.sent();
        sent.retain(|s| s.operation != "GetCallerIdentity");
        sent
    }

    pub fn http(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    pub fn options(&self, regions: &[&str]) -> ConnectOptions {
        ConnectOptions {
            embedded: Some(self.http()),
            regions: regions.iter().map(|r| Region::from(*r)).collect(),
            ..ConnectOptions::default()
        }
    }

    pub async fn session(&self, regions: &[&str]) -> Session {
        Session::connect(self.options(regions))
            .await
            .expect("the fake says who we are")
    }
}

/// The answer of `GetCallerIdentity`.
pub fn identity() -> Reply {
    Reply::Ok(format!(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/ada</Arn>\
         <UserId>AIDAEXAMPLE</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult>\
         </GetCallerIdentityResponse>"
    ))
}

impl HttpConnector for FakeAws {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sent = Sent::of(&request);
        self.sent
            .lock()
            .expect("no test panics with the lock")
            .push(sent.clone());
        let reply = match (self.answer)(&sent) {
            Reply::Error(501, body) if body.is_empty() && sent.operation == "GetCallerIdentity" => identity(),
            reply => reply,
        };
        match reply {
            Reply::Ok(body) => HttpConnectorFuture::ready(Ok(response(200, body))),
            Reply::Error(status, body) => HttpConnectorFuture::ready(Ok(response(status, body))),
            Reply::Lost => {
                HttpConnectorFuture::ready(Err(ConnectorError::io("connection reset by peer".into())))
            }
            Reply::Never => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}

/// What a fake answers to requests that a test does not care about: who we
/// are, and "not implemented" to the rest.
pub fn otherwise() -> Reply {
    Reply::Error(501, String::new())
}

/// An answer to the SDK.
pub fn response(status: u16, body: String) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("a status of three digits");
    HttpResponse::new(status, SdkBody::from(body))
}

impl HttpClient for FakeAws {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Everything that a collection says, in order.
pub async fn observations(session: &Session, kinds: Option<&[Kind]>) -> Vec<Observation> {
    let (out, mut observed) = mpsc::channel(16);
    let mut all = Vec::new();
    tokio::join!(collect::run(session, kinds, out), async {
        while let Some(observation) = observed.recv().await {
            all.push(observation);
        }
    });
    all
}

/// The one resource of a kind.
pub fn only(read: &Inventory, kind: Kind) -> Resource {
    let all: Vec<_> = read.of_kind(kind).collect();
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].clone()
}

/// An account that knows who we are and denies the rest.
pub fn denies_all() -> FakeAws {
    FakeAws::new(|sent| match sent.operation.as_str() {
        "GetCallerIdentity" => otherwise(),
        _ => Reply::denied(sent),
    })
}
