//! `LookupEvents`: the management events of a Region, newest first.

use crate::demo::calls::{CallLog, Made};
use crate::demo::wire::{json, page};
use crate::demo::{ACCOUNT_ID, Call, Response};
use serde_json::{Value, json};

/// Calls on objects are data events: trails may log them, `LookupEvents` never
/// shows them.
const S3_DATA: &[&str] = &[
    "GetObject",
    "PutObject",
    "HeadObject",
    "DeleteObject",
    "DeleteObjects",
    "ListObjects",
    "ListObjectsV2",
    "ListObjectVersions",
    "GetObjectAttributes",
    "GetObjectTagging",
    "CreateMultipartUpload",
    "UploadPart",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
    "ListParts",
    "HeadBucket",
];

pub(super) fn lookup(log: &CallLog, call: &Call, request: &Value) -> Response {
    let attributes: Vec<(&str, &str)> = request["LookupAttributes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|a| Some((a["AttributeKey"].as_str()?, a["AttributeValue"].as_str()?)))
        .collect();
    if attributes.len() > 1 {
        return json::error(
            400,
            "InvalidLookupAttributesException",
            "Only one lookup attribute is allowed.",
        );
    }
    let from = request["StartTime"].as_f64().unwrap_or(f64::MIN);
    let to = request["EndTime"].as_f64().unwrap_or(f64::MAX);
    let found = log.newest_first(|made| {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 fit a double exactly"
        )]
        let at = made.at.0 as f64;
        made.region == call.region
            && !(made.service == "s3" && S3_DATA.contains(&made.operation.as_str()))
            && (from..=to).contains(&at)
            && attributes.iter().all(|(key, value)| has(made, key, value))
    });
    let limit = request["MaxResults"]
        .as_u64()
        .and_then(|n| usize::try_from(n).ok());
    let Some((shown, next)) = page::cut(&found, request["NextToken"].as_str(), limit.unwrap_or(50).min(50))
    else {
        return json::error(400, "InvalidNextTokenException", "The token is not valid.");
    };
    let events: Vec<Value> = shown.iter().map(event).collect();
    let mut body = json!({"Events": events});
    if let Some(next) = next {
        body["NextToken"] = json!(next);
    }
    json::ok(&body)
}

fn source(made: &Made) -> String {
    format!("{}.amazonaws.com", made.service)
}

fn user(made: &Made) -> &str {
    made.caller.rsplit('/').next().unwrap_or("")
}

fn has(made: &Made, key: &str, value: &str) -> bool {
    match key {
        "EventId" => made.id == value,
        "EventName" => made.operation == value,
        "EventSource" => source(made) == value,
        "Username" => user(made) == value,
        "AccessKeyId" => made.access_key == value,
        "ReadOnly" => made.read_only().to_string() == value,
        "ResourceName" => made.resources.iter().any(|name| name == value),
        _ => false,
    }
}

fn event(made: &Made) -> Value {
    let resources: Vec<Value> = made
        .resources
        .iter()
        .map(|name| json!({"ResourceName": name, "ResourceType": resource_type(made)}))
        .collect();
    json!({
        "EventId": made.id,
        "EventName": made.operation,
        "EventSource": source(made),
        "EventTime": made.at.0,
        "Username": user(made),
        "AccessKeyId": made.access_key,
        "ReadOnly": made.read_only().to_string(),
        "Resources": resources,
        "CloudTrailEvent": record(made).to_string(),
    })
}

fn resource_type(made: &Made) -> &'static str {
    match made.service.as_str() {
        "kms" => "AWS::KMS::Key",
        "s3" => "AWS::S3::Bucket",
        "iam" | "sts" => "AWS::IAM::Role",
        "ec2" => "AWS::EC2::VPC",
        "sagemaker" => "AWS::SageMaker::Resource",
        "kinesis" => "AWS::Kinesis::Stream",
        "cloudtrail" => "AWS::CloudTrail::Trail",
        _ => "AWS::Resource",
    }
}

fn record(made: &Made) -> Value {
    let session = made.caller.split_once(":assumed-role/").map(|(_, rest)| rest);
    let identity = match session {
        Some(rest) => json!({
            "type": "AssumedRole",
            "arn": made.caller.as_ref(),
            "accountId": ACCOUNT_ID,
            "accessKeyId": made.access_key,
            "sessionContext": {"sessionIssuer": {
                "type": "Role",
                "arn": format!("arn:aws:iam::{ACCOUNT_ID}:role/{}", rest.split('/').next().unwrap_or("")),
                "accountId": ACCOUNT_ID,
                "userName": rest.split('/').next().unwrap_or(""),
            }},
        }),
        None => json!({
            "type": "IAMUser",
            "arn": made.caller.as_ref(),
            "accountId": ACCOUNT_ID,
            "accessKeyId": made.access_key,
            "userName": user(made),
        }),
    };
    let mut out = json!({
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": made.at.rfc3339(),
        "eventSource": source(made),
        "eventName": made.operation,
        "awsRegion": made.region,
        "sourceIPAddress": "203.0.113.24",
        "userAgent": "aws-sdk-rust",
        "requestParameters": if made.read_only() { Value::Null } else { made.parameters.clone() },
        "responseElements": Value::Null,
        "eventID": made.id,
        "readOnly": made.read_only(),
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": ACCOUNT_ID,
        "eventCategory": "Management",
    });
    if let Some(code) = &made.error {
        out["errorCode"] = json!(code);
    }
    out
}
