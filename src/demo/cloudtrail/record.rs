//! The record of one event: `CloudTrailEvent` in full, with parameters and
//! answers as CloudTrail writes them and without the secrets that it leaves out.

use crate::demo::calls::{CallLog, Made};
use crate::demo::wire::cbor;
use crate::demo::wire::xml::{self, Element};
use crate::demo::{ACCOUNT_ID, Call, Response};
use serde_json::{Map, Value, json};

/// What CloudTrail writes in a secret's place.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Fields that hold secrets or data, in lower case.
const SECRETS: &[&str] = &[
    "authenticationcode1",
    "authenticationcode2",
    "ciphertextblob",
    "ciphertextfordestination",
    "data",
    "encryptedkeymaterial",
    "environment",
    "importtoken",
    "message",
    "newpassword",
    "oldpassword",
    "password",
    "plaintext",
    "privatekey",
    "privatekeyplaintext",
    "records",
    "sampletext",
    "samlassertion",
    "secretaccesskey",
    "secretstring",
    "sessiontoken",
    "signature",
    "webidentitytoken",
];

/// Path parameters of REST services: service, first word of the path, field.
const PATHS: &[(&str, &str, &str)] = &[
    ("bedrock", "guardrails", "guardrailIdentifier"),
    ("bedrock", "custom-models", "modelIdentifier"),
    ("bedrock", "model-customization-jobs", "jobIdentifier"),
    ("bedrock", "provisioned-model-throughput", "provisionedModelId"),
    ("iot", "policies", "policyName"),
    ("iot", "target-policies", "policyName"),
    ("iot", "policy-targets", "policyName"),
    ("iot", "things", "thingName"),
    ("iot", "domainConfigurations", "domainConfigurationName"),
    ("macie2", "jobs", "jobId"),
    ("macie2", "custom-data-identifiers", "id"),
    ("macie2", "findingsfilters", "id"),
    ("macie2", "allow-lists", "id"),
    ("guardduty", "detector", "detectorId"),
    ("access-analyzer", "analyzer", "analyzerName"),
];

fn is_s3(call: &Call) -> bool {
    ["s3", "s3express"].contains(&call.service.as_str())
}

/// `requestParameters` of a call; null when it has none.
pub fn parameters(call: &Call) -> Value {
    let mut kept = Map::new();
    if is_s3(call) {
        let path = call.path.trim_start_matches('/');
        let bucket = match call.host.split_once(".s3.") {
            Some((bucket, _)) => bucket,
            // The paths of S3 Control begin with its version.
            None if path.starts_with("v20180820/") => "",
            None => path.split('/').next().unwrap_or(""),
        };
        if !bucket.is_empty() {
            kept.insert("bucketName".to_owned(), bucket.into());
        }
        for (name, value) in &call.query.0 {
            if !name.starts_with("X-Amz-") && name != "x-id" {
                kept.insert(name.clone(), value.as_str().into());
            }
        }
        kept.insert("Host".to_owned(), call.host.as_str().into());
        return Value::Object(kept);
    }
    let body = serde_json::from_slice(&call.body).ok();
    if let Some(Value::Object(body)) = body.or_else(|| cbor::body(&call.headers, &call.body)) {
        if let Value::Object(body) = tidy(Value::Object(body)) {
            kept = body;
        }
    } else {
        for (name, value) in call.form().0 {
            if !["Action", "Version"].contains(&name.as_str()) {
                add(&mut kept, &name, value);
            }
        }
    }
    let path = call.segments();
    if let [first, second, ..] = path.as_slice()
        && let Some((_, _, field)) = PATHS.iter().find(|(s, w, _)| *s == call.service && w == first)
    {
        kept.insert((*field).to_owned(), second.as_str().into());
    }
    for (name, value) in &call.query.0 {
        if !name.starts_with("X-Amz-") {
            add(&mut kept, name, value.clone());
        }
    }
    if kept.is_empty() {
        Value::Null
    } else {
        Value::Object(kept)
    }
}

fn add(kept: &mut Map<String, Value>, name: &str, value: String) {
    let last = name.rsplit('.').next().unwrap_or(name);
    let value = if is_secret(last) { HIDDEN.to_owned() } else { value };
    kept.insert(lower(name), Value::String(value));
}

/// `responseElements` of a write that succeeded; null when it answers nothing.
pub fn elements(call: &Call, response: &Response) -> Value {
    let body = serde_json::from_slice::<Value>(&response.body).ok();
    let whole = match body.or_else(|| cbor::body(&response.headers, &response.body)) {
        Some(body) => body,
        None if is_s3(call) => Value::Null,
        None => xml::parse(&response.body).map_or(Value::Null, |root| from_xml(result(&root))),
    };
    match tidy(whole) {
        Value::Object(fields) if fields.is_empty() => Value::Null,
        Value::Object(fields) => Value::Object(fields),
        _ => Value::Null,
    }
}

/// The result inside a query answer: `CreateRoleResponse/CreateRoleResult`.
fn result(root: &Element) -> &Element {
    root.children
        .iter()
        .find(|child| child.name.ends_with("Result"))
        .unwrap_or(root)
}

fn from_xml(element: &Element) -> Value {
    if element.children.is_empty() {
        return Value::String(element.text.trim().to_owned());
    }
    let list = element
        .children
        .iter()
        .all(|c| c.name == "member" || c.name == "item");
    if list {
        return element.children.iter().map(from_xml).collect();
    }
    let fields = element
        .children
        .iter()
        .filter(|c| !["ResponseMetadata", "requestId"].contains(&c.name.as_str()));
    Value::Object(fields.map(|c| (c.name.clone(), from_xml(c))).collect())
}

fn is_secret(field: &str) -> bool {
    SECRETS.contains(&field.to_ascii_lowercase().as_str())
}

/// CloudTrail's names begin with a small letter.
fn lower(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + chars.as_str()
    })
}

/// With CloudTrail's names and without secrets.
fn tidy(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    let value = if is_secret(&name) {
                        Value::String(HIDDEN.to_owned())
                    } else {
                        tidy(value)
                    };
                    (lower(&name), value)
                })
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(tidy).collect(),
        other => other,
    }
}

/// `Username`: the session's or user's name.
pub(super) fn user(made: &Made) -> &str {
    made.caller.rsplit([':', '/']).next().unwrap_or("")
}

/// `EventSource`.
pub(super) fn source(made: &Made) -> String {
    format!("{}.amazonaws.com", made.service)
}

fn identity(log: &CallLog, made: &Made) -> Value {
    let mut out = json!({"arn": made.caller.as_ref(), "accountId": ACCOUNT_ID});
    if !made.access_key.is_empty() {
        out["accessKeyId"] = json!(made.access_key);
    }
    if let Some((_, rest)) = made.caller.split_once(":assumed-role/") {
        let (role, session) = rest.split_once('/').unwrap_or((rest, ""));
        let arn = format!("arn:aws:iam::{ACCOUNT_ID}:role/{role}");
        let mut issuer = json!({"type": "Role", "arn": arn, "accountId": ACCOUNT_ID, "userName": role});
        if let Some(id) = log.principal_id(&arn) {
            out["principalId"] = json!(format!("{id}:{session}"));
            issuer["principalId"] = json!(id);
        }
        out["type"] = json!("AssumedRole");
        out["sessionContext"] = json!({
            "sessionIssuer": issuer,
            "attributes": {"creationDate": made.at.rfc3339(), "mfaAuthenticated": "false"},
        });
    } else if made.caller.ends_with(":root") {
        out["type"] = json!("Root");
        out["principalId"] = json!(ACCOUNT_ID);
    } else {
        out["type"] = json!("IAMUser");
        out["userName"] = json!(user(made));
        if let Some(id) = log.principal_id(&made.caller) {
            out["principalId"] = json!(id);
        }
    }
    out
}

/// The whole record, as `CloudTrailEvent` holds it.
pub(super) fn of(log: &CallLog, made: &Made) -> Value {
    let mut out = json!({
        "eventVersion": "1.11",
        "userIdentity": identity(log, made),
        "eventTime": made.at.rfc3339(),
        "eventSource": source(made),
        "eventName": made.operation,
        "awsRegion": made.region,
        // The peer is inside the program; the documentation's own address.
        "sourceIPAddress": "203.0.113.24",
        "userAgent": made.user_agent.as_deref().unwrap_or("aws-internal"),
        "requestParameters": made.parameters,
        "responseElements": made.elements,
        "requestID": made.id,
        "eventID": made.id,
        "readOnly": made.read_only(),
        "eventType": "AwsApiCall",
        "managementEvent": made.is_management(),
        "recipientAccountId": ACCOUNT_ID,
        "eventCategory": "Management",
    });
    if !made.additional.is_null() {
        out["additionalEventData"] = made.additional.clone();
    }
    if let Some(code) = &made.error {
        out["errorCode"] = json!(code);
        out["errorMessage"] = json!(made.message);
    }
    let arns: Vec<Value> = made
        .resources
        .iter()
        .filter(|r| r.name.starts_with("arn:"))
        .map(|r| json!({"accountId": ACCOUNT_ID, "type": r.kind, "ARN": r.name}))
        .collect();
    if !arns.is_empty() {
        out["resources"] = Value::Array(arns);
    }
    out
}
