//! Log groups: key, retention, class, deletion protection, tags.

use super::filters::{MetricFilter, SubscriptionFilter};
use super::streams::Stream;
use super::{Request, constraint, invalid, millis};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The retentions that PutRetentionPolicy takes, in days.
const RETENTIONS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/// The most tags of a group.
const MOST_TAGS: usize = 50;

/// A log group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) created: i64,
    pub(super) key: Option<String>,
    /// Days; `None` keeps events for ever.
    pub(super) retention: Option<i64>,
    class: String,
    protected: bool,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) stored: i64,
    pub(super) streams: BTreeMap<String, Stream>,
    pub(super) metric_filters: BTreeMap<String, MetricFilter>,
    pub(super) subscriptions: BTreeMap<String, SubscriptionFilter>,
    /// The data protection policy and when it was put, in milliseconds.
    pub(super) protection: Option<(String, i64)>,
}

/// The ARN of a group, without the `:*` that `arn` ends with.
pub(super) fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:logs:{region}:{ACCOUNT_ID}:log-group:{name}")
}

/// The ARN of a customer managed key: alias names and bare ids are refused.
fn checked_key(key: &str) -> Result<String, Refusal> {
    let parts: Vec<&str> = key.splitn(6, ':').collect();
    let is_key = matches!(parts.as_slice(), ["arn", _, "kms", region, account, resource]
        if !region.is_empty()
            && account.len() == 12
            && account.bytes().all(|b| b.is_ascii_digit())
            && resource.strip_prefix("key/").is_some_and(|id| !id.is_empty()));
    if is_key {
        Ok(key.to_owned())
    } else {
        Err(invalid(
            "The specified KMS Key Id is invalid: it must be the ARN of a KMS key.",
        ))
    }
}

fn checked_name(name: &str) -> Result<(), Refusal> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b".-_/#".contains(&b);
    if name.len() <= 512 && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(constraint(
        name,
        "logGroupName",
        "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    ))
}

/// `CreateLogGroup`.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let name = request.required("logGroupName")?.to_owned();
    checked_name(&name)?;
    let class = outcome::text(&request.body, "logGroupClass")
        .unwrap_or("STANDARD")
        .to_owned();
    if !["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"].contains(&class.as_str()) {
        return Err(constraint(
            &class,
            "logGroupClass",
            "Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY]",
        ));
    }
    let key = outcome::text(&request.body, "kmsKeyId")
        .map(checked_key)
        .transpose()?;
    if request.region.groups.contains_key(&name) {
        return Err(Refusal::new(
            400,
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ));
    }
    let group = Group {
        created: millis(request.call),
        key,
        // Delivery groups always keep their events for two days.
        retention: (class == "DELIVERY").then_some(2),
        class,
        protected: request.body["deletionProtectionEnabled"] == true,
        tags: outcome::text_map(&request.body["tags"]),
        stored: 0,
        streams: BTreeMap::new(),
        metric_filters: BTreeMap::new(),
        subscriptions: BTreeMap::new(),
        protection: None,
    };
    request.region.groups.insert(name, group);
    Ok(Value::Null)
}

impl Group {
    fn described(&self, region: &str, name: &str) -> Value {
        let arn = arn(region, name);
        let mut out = json!({
            "logGroupName": name,
            "creationTime": self.created,
            "metricFilterCount": self.metric_filters.len(),
            "arn": format!("{arn}:*"),
            "logGroupArn": arn,
            "storedBytes": self.stored,
            "logGroupClass": self.class,
            "deletionProtectionEnabled": self.protected,
        });
        if let Some(days) = self.retention {
            out["retentionInDays"] = json!(days);
        }
        if let Some(key) = &self.key {
            out["kmsKeyId"] = json!(key);
        }
        if self.protection.is_some() {
            out["dataProtectionStatus"] = json!("ACTIVATED");
        }
        out
    }
}

/// `DescribeLogGroups`.
pub(super) fn describe(request: &mut Request<'_>) -> Outcome {
    let body = &request.body;
    let prefix = outcome::text(body, "logGroupNamePrefix");
    let pattern = outcome::text(body, "logGroupNamePattern");
    if prefix.is_some() && pattern.is_some() {
        return Err(invalid(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let class = outcome::text(body, "logGroupClass");
    let identifiers = outcome::texts(body, "logGroupIdentifiers");
    let region = &request.call.region;
    let from = prefix.unwrap_or("").to_owned();
    let pattern = pattern.map(str::to_lowercase);
    let rows: Vec<Value> = request
        .region
        .groups
        .range(from.clone()..)
        .take_while(|(name, _)| name.starts_with(&from))
        // A pattern is a part of the name, whatever its case.
        .filter(|(name, _)| pattern.as_ref().is_none_or(|p| name.to_lowercase().contains(p)))
        .filter(|(_, group)| class.is_none_or(|class| class == group.class))
        .filter(|(name, _)| {
            identifiers.is_empty()
                || identifiers
                    .iter()
                    .any(|id| id == name || *id == arn(region, name))
        })
        .map(|(name, group)| group.described(region, name))
        .collect();
    request.page("logGroups", &rows)
}

/// `ListLogGroups`: names, ARNs and classes only.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let class = outcome::text(&request.body, "logGroupClass");
    let pattern = outcome::text(&request.body, "logGroupNamePattern");
    let matches = |name: &str| {
        pattern.is_none_or(|all| {
            all.split('|').any(|one| match one.strip_prefix('^') {
                Some(start) => name.starts_with(start),
                None => name.contains(one),
            })
        })
    };
    let groups = request.region.groups.iter();
    let rows: Vec<Value> = groups
        .filter(|(name, group)| matches(name) && class.is_none_or(|class| class == group.class))
        .map(|(name, group)| {
            json!({
                "logGroupName": name,
                "logGroupArn": arn(&request.call.region, name),
                "logGroupClass": group.class,
            })
        })
        .collect();
    request.page("logGroups", &rows)
}

/// `DeleteLogGroup`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    if request.group()?.protected {
        return Err(Refusal::new(
            400,
            "ValidationException",
            "The specified log group cannot be deleted because deletion protection is enabled.",
        ));
    }
    let name = request.group_name()?;
    request.region.groups.remove(&name);
    Ok(Value::Null)
}

/// `PutRetentionPolicy`.
pub(super) fn put_retention(request: &mut Request<'_>) -> Outcome {
    let given = request.body["retentionInDays"].clone();
    let days = given.as_i64().filter(|days| RETENTIONS.contains(days));
    let days = days.ok_or_else(|| {
        let rule = format!("Member must satisfy enum value set: {RETENTIONS:?}");
        constraint(&given.to_string(), "retentionInDays", &rule)
    })?;
    let group = request.group()?;
    if group.class == "DELIVERY" {
        return Err(invalid(
            "The retention of a log group of the DELIVERY class cannot be changed.",
        ));
    }
    group.retention = Some(days);
    Ok(Value::Null)
}

/// `DeleteRetentionPolicy`.
pub(super) fn delete_retention(request: &mut Request<'_>) -> Outcome {
    request.group()?.retention = None;
    Ok(Value::Null)
}

/// `AssociateKmsKey`.
pub(super) fn associate_key(request: &mut Request<'_>) -> Outcome {
    let key = checked_key(request.required("kmsKeyId")?)?;
    request.group()?.key = Some(key);
    Ok(Value::Null)
}

/// `DisassociateKmsKey`.
pub(super) fn disassociate_key(request: &mut Request<'_>) -> Outcome {
    request.group()?.key = None;
    Ok(Value::Null)
}

/// `PutLogGroupDeletionProtection`.
pub(super) fn protect(request: &mut Request<'_>) -> Outcome {
    let protected = request.body["deletionProtectionEnabled"] == true;
    request.group()?.protected = protected;
    Ok(Value::Null)
}

/// `TagResource`, `TagLogGroup`.
pub(super) fn tag(request: &mut Request<'_>) -> Outcome {
    let added = outcome::text_map(&request.body["tags"]);
    let group = request.group()?;
    let mut tags = group.tags.clone();
    tags.extend(added);
    if tags.len() > MOST_TAGS {
        return Err(Refusal::new(
            400,
            "TooManyTagsException",
            format!("A resource can have no more than {MOST_TAGS} tags."),
        ));
    }
    group.tags = tags;
    Ok(Value::Null)
}

/// `UntagResource`, `UntagLogGroup`.
pub(super) fn untag(request: &mut Request<'_>) -> Outcome {
    let mut gone: Vec<String> = Vec::new();
    for field in ["tagKeys", "tags"] {
        let keys = outcome::texts(&request.body, field);
        gone.extend(keys.into_iter().map(str::to_owned));
    }
    request.group()?.tags.retain(|key, _| !gone.contains(key));
    Ok(Value::Null)
}

/// `ListTagsForResource`, `ListTagsLogGroup`.
pub(super) fn tags(request: &mut Request<'_>) -> Outcome {
    let tags = &request.group()?.tags;
    Ok(json!({"tags": tags}))
}
