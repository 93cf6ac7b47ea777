//! Allow lists: what Macie is to pass over, as an expression or as an object
//! with one text a line.

use super::detect::custom::{self, Allowed};
use super::inventory::{self, Facts};
use super::state::{Made, Region};
use super::{Ground, Reply, Work, invalid, missing, tags, text};
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// The largest list, in bytes.
const LARGEST: usize = 35 * 1024 * 1024;

/// What a list spares; else the code of its status.
pub(super) fn contents(request: &Value, ground: &Ground) -> Result<Allowed, &'static str> {
    let criteria = &request["criteria"];
    if let Some(pattern) = criteria["regex"].as_str() {
        return custom::compile(pattern).map(Allowed::Form).ok_or("UNKNOWN_ERROR");
    }
    let words = &criteria["s3WordsList"];
    let bucket = words["bucketName"].as_str().unwrap_or("");
    let key = words["objectKey"].as_str().unwrap_or("");
    let view = ground.s3.bucket(bucket).ok_or("S3_OBJECT_NOT_FOUND")?;
    let facts = Facts::of(view);
    if facts.denies_macie() {
        return Err("S3_USER_ACCESS_DENIED");
    }
    let mut objects = ground.s3.objects(bucket).into_iter();
    let object = objects
        .find(|object| object.key == key)
        .ok_or("S3_OBJECT_NOT_FOUND")?;
    let now = Timestamp(object.modified.0);
    if !inventory::can_decrypt(ground, &facts.view.region, &object.encryption, now) {
        return Err("S3_OBJECT_ACCESS_DENIED");
    }
    if object.body.len() > LARGEST {
        return Err("S3_OBJECT_OVERSIZE");
    }
    let body = String::from_utf8_lossy(&object.body);
    let lines = body.lines().map(|line| line.trim().to_lowercase());
    let texts: std::collections::BTreeSet<String> = lines.filter(|line| !line.is_empty()).collect();
    if texts.is_empty() {
        return Err("S3_OBJECT_EMPTY");
    }
    Ok(Allowed::Texts(texts))
}

/// What a request must satisfy.
fn check(request: &Value) -> Result<(), Refusal> {
    text(request, "name", 128)?;
    let criteria = &request["criteria"];
    match (criteria["regex"].as_str(), criteria["s3WordsList"].is_object()) {
        (Some(pattern), false) => {
            if pattern.chars().count() > 512 || custom::compile(pattern).is_none() {
                return Err(invalid("The regex in the criteria isn't valid."));
            }
            Ok(())
        }
        (None, true) => {
            text(&criteria["s3WordsList"], "bucketName", 255)?;
            text(&criteria["s3WordsList"], "objectKey", 1024).map(drop)
        }
        _ => Err(invalid(
            "The criteria must specify either a regex or an s3WordsList.",
        )),
    }
}

fn id(work: &Work<'_>) -> String {
    work.ground.ids.unique("", 22).to_lowercase()
}

/// `CreateAllowList`: at most ten.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    check(&work.request)?;
    tags::check(&work.request["tags"])?;
    let token = format!("list {}", text(&work.request, "clientToken", 64)?);
    let answer = |id: &str| json!({"arn": work.arn("allow-list", id), "id": id});
    if let Some(id) = region.tokens.get(&token) {
        return Ok(answer(id));
    }
    if region.lists.len() >= 10 {
        return Err(Refusal::new(
            402,
            "ServiceQuotaExceededException",
            "The request would exceed the quota of 10 allow lists for the account.",
        ));
    }
    let id = id(work);
    region.tokens.insert(token, id.clone());
    let made = Made {
        request: work.request.clone(),
        created: work.now(),
        updated: work.now(),
        deleted: false,
    };
    region.lists.insert(id.clone(), made);
    Ok(answer(&id))
}

fn summary(region: &Region, id: &str, made: &Made) -> Value {
    let mut out = json!({
        "arn": region.arn("allow-list", id),
        "createdAt": made.created.rfc3339(),
        "id": id,
        "name": made.request["name"],
        "updatedAt": made.updated.rfc3339(),
    });
    if made.request["description"].is_string() {
        out["description"] = made.request["description"].clone();
    }
    out
}

/// `GetAllowList`.
pub(super) fn get(region: &Region, work: &Work<'_>) -> Reply {
    let made = region.lists.get(work.id()).ok_or_else(missing)?;
    let mut out = summary(region, work.id(), made);
    out["criteria"] = made.request["criteria"].clone();
    out["status"] = json!({"code": contents(&made.request, work.ground).err().unwrap_or("OK")});
    if made.request["tags"].is_object() {
        out["tags"] = made.request["tags"].clone();
    }
    Ok(out)
}

/// `ListAllowLists`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let items: Vec<Value> = region
        .lists
        .iter()
        .map(|(id, made)| summary(region, id, made))
        .collect();
    work.page("allowLists", &items, 25, 25)
}

/// `UpdateAllowList`: a list keeps the kind of its criteria.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    check(&work.request)?;
    let made = region.lists.get_mut(work.id()).ok_or_else(missing)?;
    let is_form = |request: &Value| request["criteria"]["regex"].is_string();
    if is_form(&made.request) != is_form(&work.request) {
        return Err(invalid("The type of criteria of an allow list can't be changed."));
    }
    for field in ["name", "description", "criteria"] {
        made.request[field] = work.request[field].clone();
    }
    made.updated = work.now();
    Ok(json!({"arn": work.arn("allow-list", work.id()), "id": work.id()}))
}

/// `DeleteAllowList`: not one that jobs use, unless the caller insists.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    if !region.lists.contains_key(work.id()) {
        return Err(missing());
    }
    let insists = work.call.query.get("ignoreJobChecks") == Some("true");
    let used = region.jobs.iter().filter(|job| !job.is_cancelled()).any(|job| {
        let lists = job.request["allowListIds"].as_array().into_iter().flatten();
        lists.into_iter().any(|id| id == work.id())
    });
    if used && !insists {
        return Err(Refusal::new(
            409,
            "ConflictException",
            "The allow list is used by one or more classification jobs.",
        ));
    }
    region.lists.remove(work.id());
    Ok(json!({}))
}
