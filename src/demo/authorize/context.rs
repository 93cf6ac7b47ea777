//! The condition keys that a request sets.

use super::Demand;
use super::fields;
use super::lookup::Lookup;
use crate::demo::iam::Standing;
use crate::demo::{ACCOUNT_ID, Call};
use crate::policy::evaluate::Request;
use serde_json::Value;

/// The request as policies see it. Absent, as from inside the machine:
/// `aws:SourceIp`, `aws:SourceVpce`, `kms:ViaService`, `aws:MultiFactorAuthPresent`.
pub(super) fn request(call: &Call, standing: &Standing, demand: &Demand, look: &Lookup<'_>) -> Request {
    let anonymous = call.caller.access_key.is_empty();
    let caller = if anonymous { "*" } else { &call.caller.arn };
    let mut request = Request::new(caller, demand.action.as_str(), demand.resource.as_str());
    let mut set = |key: &str, values: Vec<String>| request.context.set(key, values);
    let one = |value: &str| vec![value.to_owned()];
    if !anonymous {
        set("aws:PrincipalArn", one(&standing.arn));
        set("aws:userid", vec![user_id(call, standing)]);
    }
    set("aws:SecureTransport", one("true"));
    set("aws:RequestedRegion", one(&call.region));
    set("aws:CurrentTime", vec![call.now.rfc3339()]);
    set("aws:EpochTime", vec![call.now.0.to_string()]);
    for (tag, value) in &standing.tags {
        set(&format!("aws:PrincipalTag/{tag}"), one(value));
    }
    let tags = request_tags(call);
    for (tag, value) in &tags {
        set(&format!("aws:RequestTag/{tag}"), one(value));
    }
    set("aws:TagKeys", tags.into_iter().map(|(tag, _)| tag).collect());
    if asks_for_tags(standing, look, &demand.resource) {
        for (tag, value) in look.tags_of(&demand.resource) {
            set(&format!("aws:ResourceTag/{tag}"), one(&value));
        }
    }
    for (key, values) in of_service(call).into_iter().chain(demand.context.clone()) {
        set(&key, values);
    }
    // Buckets do not tell their account; those that are asked for are ours.
    if demand.resource.starts_with("arn:aws:s3:::") {
        request = request.owned_by(ACCOUNT_ID);
    }
    request.with_aws_keys()
}

fn user_id(call: &Call, standing: &Standing) -> String {
    match call.caller.arn.split_once(":assumed-role/") {
        Some((_, rest)) => format!("{}:{}", standing.id, rest.rsplit('/').next().unwrap_or("")),
        None => standing.id.clone(),
    }
}

/// Tags are looked up only when a policy speaks of them.
fn asks_for_tags(standing: &Standing, look: &Lookup<'_>, resource: &str) -> bool {
    let of_resource = look.policy_of(resource);
    let documents = standing
        .identity
        .iter()
        .chain(&standing.boundary)
        .chain(&of_resource);
    documents.flat_map(|d| &d.statements).any(|statement| {
        statement
            .conditions
            .iter()
            .any(|c| c.key.to_ascii_lowercase().starts_with("aws:resourcetag/"))
    })
}

/// The tags of the request: JSON, query or header.
fn request_tags(call: &Call) -> Vec<(String, String)> {
    match call.service.as_str() {
        "s3" => {
            let header = call.header("x-amz-tagging").unwrap_or("");
            crate::demo::wire::query::parse(header).0
        }
        "ec2" | "iam" | "sts" => {
            let form = call.form();
            let specified = form.groups("TagSpecification");
            let listed = specified.iter().flat_map(|s| s.groups("Tag"));
            let plain = form.groups("Tags").into_iter().chain(form.groups("Tag"));
            listed
                .chain(plain)
                .map(|tag| (tag.text("Key").to_owned(), tag.text("Value").to_owned()))
                .collect()
        }
        _ => json_tags(&call.json()),
    }
}

fn json_tags(body: &Value) -> Vec<(String, String)> {
    let tags = body.get("Tags").or_else(|| body.get("tags"));
    let text = |value: &Value, names: [&str; 3]| {
        let found = names.iter().find_map(|name| value.get(name)?.as_str());
        found.map(str::to_owned)
    };
    match tags {
        Some(Value::Array(tags)) => tags
            .iter()
            .filter_map(|tag| {
                let key = text(tag, ["Key", "TagKey", "key"])?;
                Some((key, text(tag, ["Value", "TagValue", "value"]).unwrap_or_default()))
            })
            .collect(),
        Some(Value::Object(tags)) => tags
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The keys of the service itself.
fn of_service(call: &Call) -> Vec<(String, Vec<String>)> {
    match call.service.as_str() {
        "s3" => s3(call),
        "kms" => kms(&call.json()),
        "sagemaker" => fields::sagemaker(&call.json()),
        "iam" => {
            let form = call.form();
            [
                ("iam:PermissionsBoundary", "PermissionsBoundary"),
                ("iam:PolicyARN", "PolicyArn"),
            ]
            .into_iter()
            .filter_map(|(key, parameter)| Some((key.to_owned(), vec![form.get(parameter)?.to_owned()])))
            .collect()
        }
        "ec2" => {
            let form = call.form();
            let service = form.get("ServiceName");
            service
                .map(|name| ("ec2:VpceServiceName".to_owned(), vec![name.to_owned()]))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Headers under their own name, parameters of lists by theirs.
fn s3(call: &Call) -> Vec<(String, Vec<String>)> {
    const HEADERS: &[&str] = &[
        "x-amz-acl",
        "x-amz-copy-source",
        "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-storage-class",
    ];
    let headers = HEADERS.iter().filter_map(|name| {
        let value = call.header(name)?;
        Some((format!("s3:{name}"), vec![value.to_owned()]))
    });
    let parameters = [
        ("s3:prefix", "prefix"),
        ("s3:VersionId", "versionId"),
        ("s3:max-keys", "max-keys"),
    ];
    let parameters = parameters.into_iter().filter_map(|(key, parameter)| {
        let value = call.query.get(parameter)?;
        Some((key.to_owned(), vec![value.to_owned()]))
    });
    headers.chain(parameters).collect()
}

fn kms(body: &Value) -> Vec<(String, Vec<String>)> {
    let mut keys = vec![("kms:CallerAccount".to_owned(), vec![ACCOUNT_ID.to_owned()])];
    for (key, field) in [
        ("kms:KeySpec", "KeySpec"),
        ("kms:KeyUsage", "KeyUsage"),
        ("kms:KeyOrigin", "Origin"),
        ("kms:GranteePrincipal", "GranteePrincipal"),
        ("kms:RetiringPrincipal", "RetiringPrincipal"),
    ] {
        if let Some(value) = body.get(field).and_then(Value::as_str) {
            keys.push((key.to_owned(), vec![value.to_owned()]));
        }
    }
    for (key, field) in [
        (
            "kms:BypassPolicyLockoutSafetyCheck",
            "BypassPolicyLockoutSafetyCheck",
        ),
        ("kms:MultiRegion", "MultiRegion"),
    ] {
        if let Some(value) = body.get(field).and_then(Value::as_bool) {
            keys.push((key.to_owned(), vec![value.to_string()]));
        }
    }
    if let Some(days) = body.get("PendingWindowInDays").and_then(Value::as_i64) {
        keys.push((
            "kms:ScheduleKeyDeletionPendingWindowInDays".to_owned(),
            vec![days.to_string()],
        ));
    }
    if let Some(operations) = body.get("Operations").and_then(Value::as_array) {
        let names = operations.iter().filter_map(Value::as_str).map(str::to_owned);
        keys.push(("kms:GrantOperations".to_owned(), names.collect()));
    }
    if let Some(Value::Object(pairs)) = body.get("EncryptionContext") {
        for (name, value) in pairs {
            let value = value.as_str().unwrap_or("").to_owned();
            keys.push((format!("kms:EncryptionContext:{name}"), vec![value]));
        }
        keys.push((
            "kms:EncryptionContextKeys".to_owned(),
            pairs.keys().cloned().collect(),
        ));
    }
    keys
}
