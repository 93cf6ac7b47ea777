//! KMS: the policy given at creation, rotation periods, pages, AWS managed
//! keys; identifiers and dates from the account.

use super::policies::key_policy_fault;
use super::{Correction, How, World};
use crate::demo::wire::{json, page};
use crate::demo::{ACCOUNT_ID, Call, Response};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use winterbaume_core::StatefulService;
use winterbaume_kms::views::{AliasView, KeyView, KmsStateView};

const DAY: i64 = 86_400;

pub(super) const ROWS: &[Correction] = &[
    Correction {
        service: "kms",
        operations: &["CreateKey", "PutKeyPolicy"],
        base: "stores any text as a key policy",
        aws: "MalformedPolicyDocumentException for what is not a policy, names principals that do not exist, or locks the caller out",
        test: "",
        how: How::Refuse(refuse_policy),
    },
    Correction {
        service: "kms",
        operations: &["CreateKey"],
        base: "never reads Policy; ids are random and dates are the system's",
        aws: "GetKeyPolicy returns the policy given at creation",
        test: "",
        how: How::Instead(|world, call| Box::pin(create_key(world, call))),
    },
    Correction {
        service: "kms",
        operations: &["EnableKeyRotation"],
        base: "takes any period",
        aws: "RotationPeriodInDays is 90 to 2560: ValidationException",
        test: "",
        how: How::Refuse(refuse_period),
    },
    Correction {
        service: "kms",
        operations: &["EnableKeyRotation", "DisableKeyRotation"],
        base: "drops RotationPeriodInDays",
        aws: "the period is kept, 365 by default",
        test: "",
        how: How::After(|world, call, response| {
            remember_period(world, call);
            Box::pin(std::future::ready(response))
        }),
    },
    Correction {
        service: "kms",
        operations: &["GetKeyRotationStatus"],
        base: "answers KeyRotationEnabled only",
        aws: "KeyId, RotationPeriodInDays and NextRotationDate are answered while rotation is on",
        test: "",
        how: How::After(|world, call, response| {
            Box::pin(std::future::ready(rotation_status(world, call, response)))
        }),
    },
    Correction {
        service: "kms",
        operations: &["ListKeys", "ListAliases", "ListGrants", "ListResourceTags"],
        base: "answers everything in one page, in no order",
        aws: "Limit (100; 50 for grants and tags), Marker, NextMarker and Truncated",
        test: "",
        how: How::After(|_, call, response| Box::pin(std::future::ready(cut(call, response)))),
    },
    Correction {
        service: "kms",
        operations: &["ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant"],
        base: "lets anyone change AWS managed keys",
        aws: "AccessDeniedException for changes of AWS managed keys",
        test: "",
        how: How::Refuse(refuse_aws_managed),
    },
];

fn malformed(message: &str) -> Response {
    json::error(400, "MalformedPolicyDocumentException", message)
}

fn refuse_policy(world: &World, call: &Call) -> Option<Response> {
    let request = call.json();
    let policy = request["Policy"].as_str()?;
    let bypass = request["BypassPolicyLockoutSafetyCheck"]
        .as_bool()
        .unwrap_or(false);
    key_policy_fault(policy, &world.roles, call, bypass).map(|fault| malformed(&fault))
}

fn refuse_period(_: &World, call: &Call) -> Option<Response> {
    let days = call.json()["RotationPeriodInDays"].as_i64()?;
    (!(90..=2560).contains(&days)).then(|| {
        json::error(
            400,
            "ValidationException",
            &format!("1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed to satisfy constraint: Member must have value between 90 and 2560"),
        )
    })
}

fn refuse_aws_managed(_: &World, call: &Call) -> Option<Response> {
    let request = call.json();
    let id = key_id(&request);
    let managed = AWS_MANAGED
        .iter()
        .any(|(alias, _)| aws_managed_id(&call.region, alias) == id);
    managed.then(|| {
        json::error(
            400,
            "AccessDeniedException",
            &format!(
                "{} is not authorized to perform: kms:{} on this resource: the key is managed by AWS",
                call.caller.arn, call.operation
            ),
        )
    })
}

/// The id in `KeyId`, whether given as an id or an ARN.
fn key_id(request: &Value) -> String {
    let id = request["KeyId"].as_str().unwrap_or("");
    id.rsplit("key/").next().unwrap_or(id).to_owned()
}

/// The policy that KMS gives to a key made without one.
fn default_policy() -> String {
    json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT_ID}:root")},
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}

async fn create_key(world: &World, call: &Call) -> Response {
    let request = call.json();
    let spec = request["KeySpec"].as_str().unwrap_or("SYMMETRIC_DEFAULT");
    let policy = request["Policy"]
        .as_str()
        .map_or_else(default_policy, str::to_owned);
    let id = if spec == "SYMMETRIC_DEFAULT" {
        let id = if request["MultiRegion"] == true {
            format!("mrk-{}", world.ids.hex(32))
        } else {
            world.ids.uuid()
        };
        let key = key_view(world, call, &id, &request);
        add(world, &call.region, key, None, &policy).await;
        id
    } else {
        // Asymmetric and HMAC keys need key material that only the base makes.
        let Some(made) = world.base.handle(call).await else {
            return json::error(500, "KMSInternalException", "KMS is not there.");
        };
        let body: Value = serde_json::from_slice(&made.body).unwrap_or_default();
        let Some(id) = body["KeyMetadata"]["KeyId"].as_str() else {
            return made;
        };
        let view = KmsStateView {
            key_policies: HashMap::from([(id.to_owned(), policy)]),
            ..KmsStateView::default()
        };
        let _ = world.base.kms.merge(ACCOUNT_ID, &call.region, view).await;
        id.to_owned()
    };
    let mut read = call.clone();
    "DescribeKey".clone_into(&mut read.operation);
    read.headers.insert(
        "x-amz-target",
        http::HeaderValue::from_static("TrentService.DescribeKey"),
    );
    read.body = json!({"KeyId": id}).to_string().into();
    world
        .base
        .handle(&read)
        .await
        .unwrap_or_else(|| json::error(500, "KMSInternalException", "KMS is not there."))
}

fn key_view(world: &World, call: &Call, id: &str, request: &Value) -> KeyView {
    let tags = request["Tags"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| {
            Some((
                tag["TagKey"].as_str()?.to_owned(),
                tag["TagValue"].as_str()?.to_owned(),
            ))
        });
    KeyView {
        key_id: id.to_owned(),
        arn: format!("arn:aws:kms:{}:{ACCOUNT_ID}:key/{id}", call.region),
        account_id: ACCOUNT_ID.to_owned(),
        region: call.region.clone(),
        description: request["Description"].as_str().unwrap_or("").to_owned(),
        key_spec: "SYMMETRIC_DEFAULT".to_owned(),
        key_usage: "ENCRYPT_DECRYPT".to_owned(),
        key_state: "Enabled".to_owned(),
        creation_date: call.now.rfc3339(),
        enabled: true,
        origin: request["Origin"].as_str().unwrap_or("AWS_KMS").to_owned(),
        key_manager: "CUSTOMER".to_owned(),
        deletion_date: None,
        key_rotation_enabled: false,
        key_material: world.ids.hex(32).into_bytes(),
        public_key_der: None,
        tags: tags.collect(),
        multi_region: request["MultiRegion"].as_bool().unwrap_or(false),
    }
}

/// Puts a key into the base, with its policy and perhaps an alias.
async fn add(world: &World, region: &str, key: KeyView, alias: Option<&str>, policy: &str) {
    let id = key.key_id.clone();
    let mut view = KmsStateView::default();
    if let Some(alias) = alias {
        view.aliases.insert(
            alias.to_owned(),
            AliasView {
                alias_name: alias.to_owned(),
                alias_arn: format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{alias}"),
                target_key_id: id.clone(),
            },
        );
    }
    view.key_policies.insert(id.clone(), policy.to_owned());
    view.keys.insert(id, key);
    // Merging a view that we made cannot fail: it holds no blobs.
    let _ = world.base.kms.merge(ACCOUNT_ID, region, view).await;
}

fn remember_period(world: &World, call: &Call) {
    let request = call.json();
    let place = (call.region.clone(), key_id(&request));
    let days = request["RotationPeriodInDays"].as_i64().unwrap_or(365);
    let mut memory = world.memory();
    if call.operation == "EnableKeyRotation" {
        memory.rotation.insert(place, (days, call.now));
    } else {
        memory.rotation.remove(&place);
    }
}

fn rotation_status(world: &World, call: &Call, response: Response) -> Response {
    let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) else {
        return response;
    };
    let id = key_id(&call.json());
    let known = world
        .memory()
        .rotation
        .get(&(call.region.clone(), id.clone()))
        .copied();
    body["KeyId"] = json!(format!("arn:aws:kms:{}:{ACCOUNT_ID}:key/{id}", call.region));
    if body["KeyRotationEnabled"] == true {
        let (days, since) = known.unwrap_or((365, call.now));
        let period = days * DAY;
        let passed = call.now.seconds_since(since).max(0) / period;
        body["RotationPeriodInDays"] = json!(days);
        body["NextRotationDate"] = json!(since.0 + (passed + 1) * period);
    }
    json::ok(&body)
}

fn cut(call: &Call, response: Response) -> Response {
    let (field, order, default) = match call.operation.as_str() {
        "ListKeys" => ("Keys", "KeyId", 100),
        "ListAliases" => ("Aliases", "AliasName", 50),
        "ListGrants" => ("Grants", "GrantId", 50),
        _ => ("Tags", "TagKey", 50),
    };
    let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) else {
        return response;
    };
    let mut items = body[field].as_array().cloned().unwrap_or_default();
    items.sort_by(|a, b| a[order].as_str().cmp(&b[order].as_str()));
    let request = call.json();
    let limit = request["Limit"].as_u64().and_then(|n| usize::try_from(n).ok());
    let Some((shown, next)) = page::cut(&items, request["Marker"].as_str(), limit.unwrap_or(default)) else {
        return json::error(400, "InvalidMarkerException", "The marker is not valid.");
    };
    body[field] = Value::Array(shown.to_vec());
    body["Truncated"] = json!(next.is_some());
    if let Some(next) = next {
        body["NextMarker"] = json!(next);
    }
    json::ok(&body)
}

/// The keys that AWS services make for themselves, and for which service.
const AWS_MANAGED: &[(&str, &str)] = &[
    ("alias/aws/ebs", "EBS volumes"),
    ("alias/aws/kinesis", "Kinesis streams"),
    ("alias/aws/s3", "S3 objects"),
    ("alias/aws/sagemaker", "SageMaker Studio storage"),
];

/// The same id for the same alias and Region, whatever the seed.
fn aws_managed_id(region: &str, alias: &str) -> String {
    let seed = region
        .bytes()
        .chain(alias.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    crate::demo::ids::Ids::new(seed).uuid()
}

/// Makes the AWS managed keys of a Region when KMS is first called there.
pub(super) async fn prepare(world: &World, call: &Call) {
    if !world.first_time(&format!("kms {}", call.region)) {
        return;
    }
    for (alias, what) in AWS_MANAGED {
        let id = aws_managed_id(&call.region, alias);
        let service = alias.rsplit('/').next().unwrap_or("");
        let mut key = key_view(world, call, &id, &Value::Null);
        "AWS".clone_into(&mut key.key_manager);
        key.key_rotation_enabled = true;
        key.description = format!("Default key that protects my {what} when no other key is defined");
        key.creation_date = Timestamp(call.now.0 - 400 * DAY).rfc3339();
        let policy = json!({
            "Version": "2012-10-17",
            "Id": format!("auto-{service}-1"),
            "Statement": [{
                "Sid": format!("Allow access through {service} for all principals in the account"),
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {
                    "kms:CallerAccount": ACCOUNT_ID,
                    "kms:ViaService": format!("{service}.{}.amazonaws.com", call.region),
                }},
            }],
        });
        add(world, &call.region, key, Some(alias), &policy.to_string()).await;
        let since = Timestamp(call.now.0 - 400 * DAY);
        world
            .memory()
            .rotation
            .insert((call.region.clone(), id), (365, since));
    }
}
