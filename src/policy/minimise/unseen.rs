//! Uses that leave no record, or none unless data events are recorded.
//!
//! Source: CloudTrail User Guide, "Logging data events" (resource types), and
//! IAM User Guide, "Grant permissions to pass a role" (`iam:PassRole` is not an
//! API call, and no event says that it was used).

use super::Usage;
use super::accessed::Accessed;
use crate::policy::{catalogue, pattern};

/// Why an action may have been used without a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unseen {
    /// Checked by AWS within another call.
    Within(&'static str),
    /// A data event: recorded only where a trail asks for them.
    Data,
}

const UNSEEN: &[(&str, Unseen)] = &[
    (
        "iam:PassRole",
        Unseen::Within("a role is passed within other calls"),
    ),
    (
        "ec2:CreateNetworkInterface",
        Unseen::Within("SageMaker makes its interfaces in the role's name"),
    ),
    (
        "ec2:CreateNetworkInterfacePermission",
        Unseen::Within("SageMaker lends its interfaces in the role's name"),
    ),
    (
        "kms:CreateGrant",
        Unseen::Within("services make grants in the caller's name"),
    ),
    (
        "sagemaker:AddTags",
        Unseen::Within("tags are checked within the call that makes a resource"),
    ),
    ("s3:GetObject", Unseen::Data),
    ("s3:GetObjectVersion", Unseen::Data),
    ("s3:GetObjectTagging", Unseen::Data),
    ("s3:GetObjectAttributes", Unseen::Data),
    ("s3:PutObject", Unseen::Data),
    ("s3:PutObjectTagging", Unseen::Data),
    ("s3:DeleteObject", Unseen::Data),
    ("s3:DeleteObjectVersion", Unseen::Data),
    ("s3:AbortMultipartUpload", Unseen::Data),
    ("s3:ListBucket", Unseen::Data),
    ("s3:ListBucketVersions", Unseen::Data),
    ("s3:ListMultipartUploadParts", Unseen::Data),
    ("s3:ListBucketMultipartUploads", Unseen::Data),
    ("kinesis:PutRecord", Unseen::Data),
    ("kinesis:PutRecords", Unseen::Data),
    ("kinesis:GetRecords", Unseen::Data),
    ("kinesis:GetShardIterator", Unseen::Data),
    ("kinesis:SubscribeToShard", Unseen::Data),
    ("sagemaker:InvokeEndpoint", Unseen::Data),
    ("sagemaker:InvokeEndpointAsync", Unseen::Data),
    ("sagemaker:InvokeEndpointWithResponseStream", Unseen::Data),
    ("sagemaker:PutRecord", Unseen::Data),
    ("sagemaker:GetRecord", Unseen::Data),
    ("sagemaker:BatchGetRecord", Unseen::Data),
    ("sagemaker:DeleteRecord", Unseen::Data),
    ("sagemaker:BatchPutMetrics", Unseen::Data),
    ("bedrock:InvokeAgent", Unseen::Data),
    ("bedrock:Retrieve", Unseen::Data),
    ("bedrock:RetrieveAndGenerate", Unseen::Data),
    ("bedrock:ApplyGuardrail", Unseen::Data),
    ("logs:CreateLogStream", Unseen::Data),
    ("logs:PutLogEvents", Unseen::Data),
    ("cloudwatch:PutMetricData", Unseen::Data),
    ("dynamodb:GetItem", Unseen::Data),
    ("dynamodb:PutItem", Unseen::Data),
    ("dynamodb:UpdateItem", Unseen::Data),
    ("dynamodb:DeleteItem", Unseen::Data),
    ("dynamodb:BatchGetItem", Unseen::Data),
    ("dynamodb:BatchWriteItem", Unseen::Data),
    ("dynamodb:Query", Unseen::Data),
    ("dynamodb:Scan", Unseen::Data),
    ("lambda:InvokeFunction", Unseen::Data),
    ("sns:Publish", Unseen::Data),
    ("sqs:SendMessage", Unseen::Data),
    ("sqs:ReceiveMessage", Unseen::Data),
    ("sqs:DeleteMessage", Unseen::Data),
    (
        "iot:Publish",
        Unseen::Within("devices act over MQTT, which is not recorded"),
    ),
    (
        "iot:Subscribe",
        Unseen::Within("devices act over MQTT, which is not recorded"),
    ),
    (
        "iot:Receive",
        Unseen::Within("devices act over MQTT, which is not recorded"),
    ),
    (
        "iot:Connect",
        Unseen::Within("devices act over MQTT, which is not recorded"),
    ),
];

fn why(action: &str, unseen: Unseen, usage: &Usage) -> Option<String> {
    let service = action.split(':').next().unwrap_or(action);
    match unseen {
        Unseen::Within(why) => Some(why.to_owned()),
        Unseen::Data if usage.has_data_events(service) => None,
        Unseen::Data => Some("a data event, and none of the service's are in the records".to_owned()),
    }
}

fn known(action: &str) -> Option<&'static (&'static str, Unseen)> {
    UNSEEN.iter().find(|(name, _)| name.eq_ignore_ascii_case(action))
}

/// Why an action may have been used though nothing shows it: `None` if one of
/// the sources would have shown it.
pub fn reason(action: &str, usage: &Usage) -> Option<String> {
    let known = known(action);
    let mut reasons: Vec<String> = Vec::new();
    if usage.has_records() {
        let (name, unseen) = known?;
        reasons.push(why(name, *unseen, usage)?);
    }
    match (&usage.accessed, known) {
        (None, _) => {}
        // What is checked within other calls is tried without being called.
        (Some(_), Some((_, Unseen::Within(why)))) => reasons.push((*why).to_owned()),
        (Some(accessed), _) => reasons.push(accessed.cannot_tell(action)?),
    }
    reasons.dedup();
    Some(reasons.join("; "))
}

/// What stays of a pattern on suspicion, and why: actions by name, and the
/// pattern of a service of which nothing more can be told. Without last-accessed
/// data, nothing of a pattern over all services: that would say too much.
pub fn within(wanted: &str, usage: &Usage) -> Vec<(String, String)> {
    let (service, name) = wanted.split_once(':').unwrap_or(("*", "*"));
    let Some(accessed) = &usage.accessed else {
        let is_in = |known: &str| wanted.contains(':') && pattern::matches_ignoring_case(wanted, known);
        let names = UNSEEN.iter().map(|(name, _)| *name).filter(|name| is_in(name));
        return of_names(names.map(str::to_owned), usage);
    };
    if !pattern::is_wild(service) {
        return of_service(service, name, accessed, usage);
    }
    let told = accessed.len();
    if !usage.has_records() && told < catalogue::prefixes().count() / 2 {
        let why = format!("the last-accessed data speak of {told} services only: was the policy attached?");
        return vec![(wanted.to_owned(), why)];
    }
    let services = accessed
        .prefixes()
        .filter(|prefix| pattern::matches_ignoring_case(service, prefix));
    services
        .flat_map(|prefix| of_service(prefix, name, accessed, usage))
        .collect()
}

fn of_service(prefix: &str, name: &str, accessed: &Accessed, usage: &Usage) -> Vec<(String, String)> {
    let actions = catalogue::service(prefix).map(|service| service.matching(name));
    let whole = format!("{prefix}:{name}");
    match (accessed.cannot_tell_apart(prefix), actions) {
        (Some(why), _) if !usage.has_records() => vec![(whole, why)],
        (_, Some(actions)) => of_names(actions.map(|a| format!("{prefix}:{}", a.name)), usage),
        // A service that the catalogue does not know has no names to try.
        (_, None) => of_names(std::iter::once(whole), usage),
    }
}

fn of_names(names: impl Iterator<Item = String>, usage: &Usage) -> Vec<(String, String)> {
    let kept = names.filter_map(|name| reason(&name, usage).map(|why| (name, why)));
    kept.collect()
}
