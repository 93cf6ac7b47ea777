//! Every call that was made to the embedded account: who, when, what, and how
//! it ended. CloudTrail's `LookupEvents` answers from it.

use super::cloudtrail::{record, resources};
use super::wire::{cbor, xml};
use super::{Call, Response};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How many calls are kept; the oldest go first.
const KEPT: usize = 20_000;

/// A resource that a call is about, as `LookupEvents` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// E.g. `AWS::KMS::Key`.
    pub kind: &'static str,
    /// A name, id or ARN.
    pub name: String,
}

/// One call, after it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// `EventId`.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The principal that made it.
    pub caller: Arc<str>,
    /// The access key id that signed it.
    pub access_key: String,
    /// The signing name of the service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The Region that records it.
    pub region: String,
    /// The client, as it calls itself.
    pub user_agent: Option<String>,
    /// `requestParameters`: no secrets, no bodies of objects.
    pub parameters: Value,
    /// `responseElements`: what a write answered, no secrets; else null.
    pub elements: Value,
    /// What the call is about.
    pub resources: Vec<Resource>,
    /// `additionalEventData`; mostly null.
    pub additional: Value,
    /// The error code, when it failed.
    pub error: Option<String>,
    /// The error message, when it failed.
    pub message: Option<String>,
}

/// Operations that only read, whatever their names.
const READS: &[(&str, &[&str])] = &[
    (
        "kms",
        &[
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateMac",
            "GenerateRandom",
            "ReEncrypt",
            "Sign",
            "Verify",
            "VerifyMac",
        ],
    ),
    (
        "sts",
        &["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
    ),
    ("iam", &["SimulateCustomPolicy", "SimulatePrincipalPolicy"]),
    ("logs", &["FilterLogEvents"]),
    (
        "access-analyzer",
        &[
            "CheckAccessNotGranted",
            "CheckNoNewAccess",
            "CheckNoPublicAccess",
            "ValidatePolicy",
        ],
    ),
    ("macie2", &["TestCustomDataIdentifier"]),
];

/// Calls on data: trails may log them, `LookupEvents` never shows them.
const DATA: &[(&str, &[&str])] = &[
    (
        "s3",
        &[
            "AbortMultipartUpload",
            "CompleteMultipartUpload",
            "CopyObject",
            "CreateMultipartUpload",
            "DeleteObject",
            "DeleteObjectTagging",
            "DeleteObjects",
            "GetObject",
            "GetObjectAcl",
            "GetObjectAttributes",
            "GetObjectLegalHold",
            "GetObjectRetention",
            "GetObjectTagging",
            "HeadBucket",
            "HeadObject",
            "ListMultipartUploads",
            "ListObjectVersions",
            "ListObjects",
            "ListObjectsV2",
            "ListParts",
            "PutObject",
            "PutObjectAcl",
            "PutObjectLegalHold",
            "PutObjectRetention",
            "PutObjectTagging",
            "UploadPart",
            "UploadPartCopy",
        ],
    ),
    (
        "sagemaker",
        &[
            "GetRecord",
            "InvokeEndpoint",
            "InvokeEndpointAsync",
            "InvokeEndpointWithResponseStream",
            "PutRecord",
        ],
    ),
    (
        "kinesis",
        &["GetRecords", "GetShardIterator", "PutRecord", "PutRecords"],
    ),
    (
        "monitoring",
        &["GetMetricData", "GetMetricStatistics", "PutMetricData"],
    ),
    ("logs", &["FilterLogEvents", "GetLogEvents", "PutLogEvents"]),
];

fn listed(table: &[(&str, &[&str])], service: &str, operation: &str) -> bool {
    table
        .iter()
        .any(|(name, operations)| *name == service && operations.contains(&operation))
}

impl Made {
    /// What is known of a call once it was answered.
    pub fn of(id: String, call: Call, response: &Response) -> Self {
        let (error, message) = fault(response).unzip();
        // Global services record their events in us-east-1.
        let region = if call.service == "iam" {
            "us-east-1".to_owned()
        } else {
            call.region.clone()
        };
        let mut made = Self {
            id,
            at: call.now,
            caller: call.caller.arn.clone(),
            access_key: call.caller.access_key.clone(),
            user_agent: call.header("user-agent").map(str::to_owned),
            parameters: Value::Null,
            elements: Value::Null,
            resources: Vec::new(),
            additional: Value::Null,
            error,
            message,
            region,
            service: String::new(),
            operation: String::new(),
        };
        if !listed(DATA, &call.service, &call.operation) {
            made.parameters = record::parameters(&call);
            if !reads(&call.service, &call.operation) && made.error.is_none() {
                made.elements = record::elements(&call, response);
            }
            made.resources = resources::of(&call.service, &made.parameters, &made.elements);
        }
        made.service = call.service;
        made.operation = call.operation;
        made
    }

    /// A `Decrypt` from inside a Nitro Enclave. Nobody makes it here: it takes
    /// an attestation document that Nitro signed. `recipient` is what
    /// CloudTrail keeps of the document.
    pub fn of_enclave(id: String, at: Timestamp, place: (&str, &str), key: &str, recipient: &Value) -> Self {
        let (region, caller) = place;
        Self {
            id,
            at,
            caller: caller.into(),
            access_key: String::new(),
            service: "kms".to_owned(),
            operation: "Decrypt".to_owned(),
            region: region.to_owned(),
            user_agent: Some("aws-nitro-enclaves-sdk-c".to_owned()),
            parameters: json!({"keyId": key, "encryptionAlgorithm": "SYMMETRIC_DEFAULT"}),
            elements: Value::Null,
            resources: vec![Resource {
                kind: "AWS::KMS::Key",
                name: key.to_owned(),
            }],
            additional: json!({"recipient": recipient}),
            error: None,
            message: None,
        }
    }

    /// Whether the operation only reads, as CloudTrail's `readOnly` says.
    pub fn read_only(&self) -> bool {
        reads(&self.service, &self.operation)
    }

    /// Whether it left the account other than it was. The reports that IAM
    /// makes on request are of what is there.
    fn writes(&self) -> bool {
        self.error.is_none() && !self.read_only() && !self.operation.starts_with("Generate")
    }

    /// Whether this is a management event: one that `LookupEvents` shows.
    pub fn is_management(&self) -> bool {
        !listed(DATA, &self.service, &self.operation)
    }
}

fn reads(service: &str, operation: &str) -> bool {
    only_reads(operation) || listed(READS, service, operation)
}

/// The error code and message of an answer, wherever its protocol puts them.
fn fault(response: &Response) -> Option<(String, String)> {
    if response.status < 400 {
        return None;
    }
    let header = ["x-amzn-errortype", "x-amzn-query-error"]
        .iter()
        .find_map(|name| response.headers.get(*name)?.to_str().ok())
        .and_then(|header| header.split(';').next())
        .map(str::to_owned);
    let body = serde_json::from_slice::<Value>(&response.body).ok();
    if let Some(body) = body.or_else(|| cbor::body(&response.headers, &response.body)) {
        let text = |names: [&str; 2]| names.iter().find_map(|n| body[*n].as_str());
        let code = header.or_else(|| text(["__type", "code"]).map(str::to_owned))?;
        let code = code.rsplit('#').next().unwrap_or(&code).to_owned();
        return Some((code, text(["message", "Message"]).unwrap_or("").to_owned()));
    }
    let root = xml::parse(&response.body);
    let at = |name: &str| {
        let root = root.as_ref()?;
        ["Error/", "Errors/Error/", ""]
            .iter()
            .find_map(|place| root.at(&format!("{place}{name}")))
            .map(str::to_owned)
    };
    let code = header.or_else(|| at("Code"));
    Some((
        code.unwrap_or_else(|| response.status.to_string()),
        at("Message").unwrap_or_default(),
    ))
}

/// Whether an operation only reads, by CloudTrail's naming rule.
pub fn only_reads(operation: &str) -> bool {
    ["Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}

/// The log of one account.
#[derive(Debug, Default)]
pub struct CallLog {
    made: Mutex<VecDeque<Arc<Made>>>,
    /// Unique ids of roles and users by ARN, as IAM answered them.
    principals: Mutex<HashMap<String, String>>,
    written: AtomicU64,
}

impl CallLog {
    /// Adds a call.
    pub fn record(&self, made: Made) {
        if made.service == "iam" && ["CreateRole", "CreateUser"].contains(&made.operation.as_str()) {
            self.note_principal(&made.elements);
        }
        if made.writes() {
            self.written.fetch_add(1, Ordering::Relaxed);
        }
        let mut log = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == KEPT {
            log.pop_front();
        }
        log.push_back(Arc::new(made));
    }

    fn note_principal(&self, elements: &Value) {
        let (what, id) = if elements["role"].is_object() {
            (&elements["role"], "roleId")
        } else {
            (&elements["user"], "userId")
        };
        if let (Some(arn), Some(id)) = (what["arn"].as_str(), what[id].as_str()) {
            let mut principals = self.principals.lock().unwrap_or_else(PoisonError::into_inner);
            principals.insert(arn.to_owned(), id.to_owned());
        }
    }

    /// The unique id (`AROA…`, `AIDA…`) of a role or user that was made here.
    pub fn principal_id(&self, arn: &str) -> Option<String> {
        let principals = self.principals.lock().unwrap_or_else(PoisonError::into_inner);
        principals.get(arn).cloned()
    }

    /// The calls that `wanted` accepts, newest first.
    pub fn newest_first(&self, wanted: impl Fn(&Made) -> bool) -> Vec<Arc<Made>> {
        let log = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<Arc<Made>> = log.iter().rev().filter(|made| wanted(made)).cloned().collect();
        drop(log);
        found.sort_by_key(|made| std::cmp::Reverse(made.at));
        found
    }

    /// How often the account was written to.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// How many calls are kept.
    pub fn len(&self) -> usize {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was called yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
