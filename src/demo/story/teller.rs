//! Makes the story's calls: who did it, how long ago, where.

use super::StoryError;
use crate::demo::wire::{query, xml};
use crate::demo::{ACCOUNT_ID, Account};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use std::future::Future;

const DAY: i64 = 86_400;

/// The people and pipelines of the story, by session or user name.
const CAST: &[(&str, &str)] = &[
    ("maria", "assumed-role/SecurityOperator/maria"),
    ("elena", "assumed-role/CardioEngineer/elena.rossi"),
    ("tom", "user/tom.becker"),
    ("priya", "assumed-role/FraudEngineer/priya.nair"),
    ("jonas", "assumed-role/FraudEngineer/jonas.weber"),
    ("pipeline", "assumed-role/github-deployer/deploy"),
    ("founder", "user/legacy-admin"),
    ("root", "root"),
    ("stolen", "user/ci-model-publisher"),
];

/// Somebody with an account of his own.
const STRANGER: &str = "arn:aws:iam::666655554444:user/nobody-you-know";

/// A way to call the account in the past.
pub(super) struct Teller<'a> {
    pub(super) account: &'a Account,
}

impl<'a> Teller<'a> {
    pub(super) fn new(account: &'a Account) -> Self {
        for (name, principal) in CAST {
            let service = if principal.starts_with("assumed-role") {
                "sts"
            } else {
                "iam"
            };
            let arn = format!("arn:aws:{service}::{ACCOUNT_ID}:{principal}");
            account.know_caller(name, &arn);
        }
        account.know_caller("stranger", STRANGER);
        Self { account }
    }

    /// Back to the present.
    pub(super) fn end(&self) {
        self.account.set_back(0);
    }

    /// The scene: who acts, where, how long ago.
    pub(super) fn scene(&self, who: &'static str, region: &'static str, days_ago: i64) -> Scene<'a> {
        self.moment(who, region, days_ago * DAY)
    }

    /// As [`Teller::scene`], in seconds.
    pub(super) fn moment(&self, who: &'static str, region: &'static str, seconds_ago: i64) -> Scene<'a> {
        Scene {
            account: self.account,
            who,
            region,
            seconds_ago,
        }
    }
}

/// Who acts, where, how long ago.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    account: &'a Account,
    who: &'static str,
    pub(super) region: &'static str,
    seconds_ago: i64,
}

impl Scene<'_> {
    /// The same some seconds later, when what was asked for is there.
    pub(super) fn later(self, seconds: i64) -> Self {
        Self {
            seconds_ago: self.seconds_ago - seconds,
            ..self
        }
    }

    /// Makes a call of which nothing depends on whether it is refused.
    pub(super) async fn tried<T>(&self, call: impl Future<Output = Result<T, StoryError>>) {
        // What comes of it is in the account's event history.
        let _ = call.await;
    }

    async fn send(
        &self,
        service: &str,
        operation: &str,
        method: &str,
        path: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Bytes>,
    ) -> Result<Bytes, StoryError> {
        self.account.set_back(self.seconds_ago);
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential={}/20260101/{}/{service}/aws4_request, SignedHeaders=host, Signature=0",
            self.who, self.region
        );
        let mut map = HeaderMap::new();
        for (name, value) in headers.iter().cloned().chain([("authorization", scope)]) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                map.insert(HeaderName::from_static(name), value);
            }
        }
        let host = match service {
            // S3 Control signs as S3.
            "s3" if path.starts_with("/v20180820/") => format!("{ACCOUNT_ID}.s3-control"),
            "s3express" => "s3express-control".to_owned(),
            service => service.to_owned(),
        };
        let uri = format!("https://{host}.{}.amazonaws.com{path}", self.region);
        let response = self.account.answer(method, &uri, map, body.into()).await;
        if response.status < 300 {
            return Ok(response.body);
        }
        Err(StoryError {
            operation: format!("{service} {operation} {path}"),
            status: response.status,
            answer: String::from_utf8_lossy(&response.body).into_owned(),
        })
    }

    /// An awsJson call.
    pub(super) async fn json(
        &self,
        service: &str,
        operation: &str,
        body: Value,
    ) -> Result<Value, StoryError> {
        let prefix = match service {
            "kms" => "TrentService",
            "kinesis" => "Kinesis_20131202",
            "firehose" => "Firehose_20150804",
            "logs" => "Logs_20140328",
            "organizations" => "AWSOrganizationsV20161128",
            "config" => "StarlingDoveService",
            "monitoring" => "GraniteServiceVersion20100801",
            "cloudtrail" => "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
            _ => "SageMaker",
        };
        let headers = [
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", format!("{prefix}.{operation}")),
        ];
        let answer = self
            .send(service, operation, "POST", "/", &headers, body.to_string())
            .await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// A restJson call.
    pub(super) async fn rest(
        &self,
        service: &str,
        method: &str,
        path: &str,
        body: Value,
    ) -> Result<Value, StoryError> {
        let headers = [("content-type", "application/json".to_owned())];
        let answer = self
            .send(service, method, method, path, &headers, body.to_string())
            .await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// Attaches a certificate to a thing, whose path it is given: IoT has the
    /// principal in a header.
    pub(super) async fn principal(&self, thing: &str, arn: &str) -> Result<(), StoryError> {
        let headers = [("x-amzn-principal", arn.to_owned())];
        let path = format!("{thing}/principals");
        self.send("iot", "AttachThingPrincipal", "PUT", &path, &headers, "")
            .await
            .map(drop)
    }

    /// A query call (IAM, EC2): the answer's XML.
    pub(super) async fn form(
        &self,
        service: &str,
        operation: &str,
        fields: &[(String, String)],
    ) -> Result<xml::Element, StoryError> {
        let mut body = format!("Action={operation}&Version=2010-05-08");
        for (name, value) in fields {
            body.push('&');
            body.push_str(&query::encode(name));
            body.push('=');
            body.push_str(&query::encode(value));
        }
        let headers = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        let answer = self.send(service, operation, "POST", "/", &headers, body).await?;
        Ok(xml::parse(&answer).unwrap_or_default())
    }

    /// A call of S3 Control, which is about the account.
    pub(super) async fn s3control(
        &self,
        method: &str,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<(), StoryError> {
        let headers = [("x-amz-account-id", ACCOUNT_ID.to_owned())];
        self.send("s3", method, method, path, &headers, body)
            .await
            .map(drop)
    }

    /// A call about directory buckets.
    pub(super) async fn s3express(
        &self,
        method: &str,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<(), StoryError> {
        self.send("s3express", method, method, path, &[], body)
            .await
            .map(drop)
    }

    /// An S3 call by path.
    pub(super) async fn s3(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Bytes>,
    ) -> Result<(), StoryError> {
        self.send("s3", method, method, path, headers, body)
            .await
            .map(drop)
    }
}

/// Form fields from pairs.
pub(super) fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The tag that says why something is not as it should be.
pub(super) const WHY: &str = "aisec:why";

/// The tags that everything of a team carries, and why it has a fault if it
/// has one.
pub(super) fn tags(owner: &str, team: &str, data: &str, why: &str) -> Vec<(String, String)> {
    let mut tags = fields([("owner", owner), ("team", team), ("data-classification", data)]);
    if !why.is_empty() {
        tags.push((WHY.to_owned(), why.to_owned()));
    }
    tags
}

/// Tags as JSON with the names that a service uses for key and value.
pub(super) fn json_tags(tags: &[(String, String)], key: &str, value: &str) -> Value {
    tags.iter().map(|(k, v)| json!({key: k, value: v})).collect()
}
