//! What was used: calls as CloudTrail recorded them, and what IAM says was tried.

use super::accessed::{self, Accessed};
use crate::policy::evaluate::value;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The calls that a principal made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The resources of each action's calls; an empty text where the record
    /// names none.
    calls: BTreeMap<String, BTreeSet<String>>,
    /// Services of which data events were recorded.
    data_events: BTreeSet<String>,
    /// How many records were read.
    pub records: usize,
    /// How many of them were refused by AWS for want of permission.
    pub refused: usize,
    /// What IAM says of services and actions, if it was asked.
    pub accessed: Option<Accessed>,
}

/// API names whose permission has another name (Service Authorization
/// Reference).
const RENAMED: &[(&str, &str)] = &[
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:ListObjectVersions", "s3:ListBucketVersions"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("s3:CopyObject", "s3:PutObject"),
    ("s3:CreateMultipartUpload", "s3:PutObject"),
    ("s3:UploadPart", "s3:PutObject"),
    ("s3:UploadPartCopy", "s3:PutObject"),
    ("s3:CompleteMultipartUpload", "s3:PutObject"),
    ("s3:ListParts", "s3:ListMultipartUploadParts"),
    ("s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("s3:DeleteObjects", "s3:DeleteObject"),
    ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    ("s3:PutBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
    ("bedrock:Converse", "bedrock:InvokeModel"),
    ("bedrock:ConverseStream", "bedrock:InvokeModelWithResponseStream"),
    ("lambda:Invoke", "lambda:InvokeFunction"),
];

impl Usage {
    /// Adds a call.
    pub fn add(&mut self, action: &str, resource: &str) {
        let known = RENAMED.iter().find(|(api, _)| api.eq_ignore_ascii_case(action));
        let action = known.map_or(action, |(_, permission)| permission);
        self.calls
            .entry(action.to_owned())
            .or_default()
            .insert(resource.to_owned());
    }

    /// Adds what another usage has.
    pub fn merge(&mut self, other: Self) {
        for (action, resources) in other.calls {
            self.calls.entry(action).or_default().extend(resources);
        }
        self.data_events.extend(other.data_events);
        self.records += other.records;
        self.refused += other.refused;
        match (&mut self.accessed, other.accessed) {
            (Some(ours), Some(theirs)) => ours.merge(theirs),
            (ours, theirs) => *ours = ours.take().or(theirs),
        }
    }

    /// The actions, and the resources of each.
    pub fn calls(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.calls
            .iter()
            .map(|(action, resources)| (action.as_str(), resources))
    }

    /// Whether data events of the service were recorded.
    pub fn has_data_events(&self, service: &str) -> bool {
        self.data_events.contains(service)
    }

    /// Reads records: a log file (`{"Records": […]}`), the answer of
    /// `LookupEvents` (`{"Events": [{"CloudTrailEvent": "…"}]}`), a list of
    /// records, or one record a line. Only those of one principal count, if it
    /// is given, and only those since a time, if it is.
    pub fn read(text: &str, principal: Option<&str>, since: Option<&str>) -> Result<Self, String> {
        let since = date(since)?;
        let mut usage = Self::default();
        for record in records(text)? {
            usage.add_record(&record, principal, since);
        }
        Ok(usage)
    }

    /// Reads what `aws iam get-service-last-accessed-details` printed, for
    /// services or for actions; it must be of the principal, if one is given.
    pub fn read_last_accessed(
        text: &str,
        principal: Option<&str>,
        since: Option<&str>,
    ) -> Result<Self, String> {
        let accessed = accessed::read(text, principal, date(since)?)?;
        let mut usage = Self::default();
        for action in accessed.tried() {
            usage.add(&action, "");
        }
        usage.accessed = Some(accessed);
        Ok(usage)
    }

    /// Whether records of calls are part of it. Where nothing is, there were
    /// no calls.
    pub(super) fn has_records(&self) -> bool {
        self.records > 0 || self.accessed.is_none()
    }

    fn add_record(&mut self, record: &Value, principal: Option<&str>, since: Option<i64>) {
        let text = |at: &str| record.pointer(at).and_then(Value::as_str).unwrap_or("");
        if principal.is_some_and(|wanted| !is_by(record, wanted)) {
            return;
        }
        if since.is_some_and(|since| value::date(text("/eventTime")).is_none_or(|at| at < since)) {
            return;
        }
        self.records += 1;
        let Some(service) = text("/eventSource").strip_suffix(".amazonaws.com") else {
            return;
        };
        if text("/errorCode").contains("AccessDenied") || text("/errorCode").contains("UnauthorizedOperation")
        {
            self.refused += 1;
            return;
        }
        if text("/eventCategory") == "Data" || record["managementEvent"] == Value::Bool(false) {
            self.data_events.insert(service.to_owned());
        }
        // Lambda's API names carry their version: `Invoke20150331`.
        let name = text("/eventName").trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        let name = if service == "lambda" {
            name
        } else {
            text("/eventName")
        };
        let action = format!("{}:{name}", prefix(service));
        let resources = record["resources"].as_array().into_iter().flatten();
        let mut arns: Vec<&str> = resources.filter_map(|r| r["ARN"].as_str()).collect();
        if arns.is_empty() {
            arns.push("");
        }
        for arn in arns {
            self.add(&action, arn);
        }
    }
}

fn date(text: Option<&str>) -> Result<Option<i64>, String> {
    text.map(|text| value::date(text).ok_or_else(|| format!("`{text}` is not a date")))
        .transpose()
}

/// The prefix of a service's actions, from its event source.
fn prefix(service: &str) -> &str {
    match service {
        "monitoring" => "cloudwatch",
        "bedrock-runtime" => "bedrock",
        "runtime.sagemaker" => "sagemaker",
        other => other,
    }
}

/// Whether a record is by the principal: itself, or a session of the role.
fn is_by(record: &Value, wanted: &str) -> bool {
    [
        "/userIdentity/arn",
        "/userIdentity/sessionContext/sessionIssuer/arn",
    ]
    .iter()
    .any(|at| record.pointer(at).and_then(Value::as_str) == Some(wanted))
}

fn records(text: &str) -> Result<Vec<Value>, String> {
    let wrong = |e: serde_json::Error| format!("not CloudTrail records: {e}");
    let whole: Value = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(_) if text.trim_start().starts_with('{') && text.trim().contains('\n') => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            return lines
                .map(|line| serde_json::from_str(line).map_err(wrong))
                .collect();
        }
        Err(error) => return Err(wrong(error)),
    };
    if let Some(Value::Array(events)) = whole.get("Events") {
        let inner = events.iter().filter_map(|e| e["CloudTrailEvent"].as_str());
        return inner
            .map(|text| serde_json::from_str(text).map_err(wrong))
            .collect();
    }
    match whole {
        Value::Array(records) => Ok(records),
        Value::Object(mut object) => match object.remove("Records") {
            Some(Value::Array(records)) => Ok(records),
            _ if object.contains_key("eventName") => Ok(vec![Value::Object(object)]),
            _ => Err("not CloudTrail records: neither `Records` nor `Events` is in it".to_owned()),
        },
        _ => Err("not CloudTrail records".to_owned()),
    }
}
