//! Uses that leave no record, or none unless data events are recorded.
//!
//! Source: CloudTrail User Guide, "Logging data events" (resource types), and
//! IAM User Guide, "Grant permissions to pass a role" (`iam:PassRole` is not an
//! API call, and no event says that it was used).

use super::Usage;
use crate::policy::pattern;

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

/// Why an action may have been used though no record shows it.
pub fn reason(action: &str, usage: &Usage) -> Option<String> {
    let (name, unseen) = UNSEEN
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(action))?;
    why(name, *unseen, usage)
}

/// The actions within a pattern that may have been used so, and why. Nothing of
/// a pattern over all services: that would say too much.
pub fn within<'u>(wanted: &'u str, usage: &'u Usage) -> impl Iterator<Item = (&'static str, String)> + 'u {
    let over_all = !wanted.contains(':');
    UNSEEN
        .iter()
        .filter(move |(name, _)| !over_all && pattern::matches_ignoring_case(wanted, name))
        .filter_map(|(name, unseen)| Some((*name, why(name, *unseen, usage)?)))
}
