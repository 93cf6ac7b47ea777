//! Which buckets and objects a classification job covers.

use super::content;
use super::invalid;
use super::inventory::Facts;
use crate::demo::ACCOUNT_ID;
use crate::demo::s3::view::ObjectView;
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use serde_json::Value;
use std::cmp::Ordering;

/// The comparators of a property of objects.
const OF_OBJECTS: &[(&str, &[&str])] = &[
    ("OBJECT_EXTENSION", &["EQ", "NE"]),
    ("OBJECT_KEY", &["STARTS_WITH"]),
    (
        "OBJECT_LAST_MODIFIED_DATE",
        &["EQ", "GT", "GTE", "LT", "LTE", "NE"],
    ),
    ("OBJECT_SIZE", &["EQ", "GT", "GTE", "LT", "LTE", "NE"]),
];
/// The properties of buckets; all compare by `EQ` and `NE`.
const OF_BUCKETS: &[&str] = &[
    "ACCOUNT_ID",
    "S3_BUCKET_NAME",
    "S3_BUCKET_EFFECTIVE_PERMISSION",
    "S3_BUCKET_SHARED_ACCESS",
];

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().filter_map(Value::as_str).collect()
}

/// Refuses definitions that say nothing, or too much.
pub(super) fn check(definition: &Value) -> Result<(), Refusal> {
    let named = list(&definition["bucketDefinitions"]);
    let by_criteria = definition["bucketCriteria"].is_object();
    if named.is_empty() != by_criteria {
        return Err(invalid(
            "The s3JobDefinition must specify either bucketDefinitions or bucketCriteria.",
        ));
    }
    for one in named {
        if one["accountId"] != ACCOUNT_ID {
            return Err(invalid(
                "The accountId in bucketDefinitions must be the ID of your account or of a member account.",
            ));
        }
        if list(&one["buckets"]).is_empty() {
            return Err(invalid("The buckets array in bucketDefinitions can't be empty."));
        }
    }
    for side in ["includes", "excludes"] {
        for term in list(&definition["bucketCriteria"][side]["and"]) {
            check_bucket_term(term)?;
        }
        for term in list(&definition["scoping"][side]["and"]) {
            check_object_term(term)?;
        }
    }
    Ok(())
}

fn check_bucket_term(term: &Value) -> Result<(), Refusal> {
    let simple = &term["simpleCriterion"];
    let one = if simple.is_object() {
        simple
    } else {
        &term["tagCriterion"]
    };
    let comparator = one["comparator"].as_str().unwrap_or("");
    let known = !simple.is_object() || simple["key"].as_str().is_some_and(|k| OF_BUCKETS.contains(&k));
    if known && ["EQ", "NE"].contains(&comparator) {
        return Ok(());
    }
    Err(invalid(format!(
        "The comparator {comparator} isn't supported in bucket criteria."
    )))
}

fn check_object_term(term: &Value) -> Result<(), Refusal> {
    let simple = &term["simpleScopeTerm"];
    let (key, comparators): (&str, &[&str]) = if simple.is_object() {
        let key = simple["key"].as_str().unwrap_or("");
        let found = OF_OBJECTS.iter().find(|(name, _)| *name == key);
        (key, found.map_or(&[], |(_, comparators)| comparators))
    } else {
        ("TAG", &["EQ", "NE"])
    };
    let one = if simple.is_object() {
        simple
    } else {
        &term["tagScopeTerm"]
    };
    let comparator = one["comparator"].as_str().unwrap_or("");
    if !comparators.contains(&comparator) {
        return Err(invalid(format!(
            "The comparator {comparator} isn't supported for {key}."
        )));
    }
    let single = ["OBJECT_LAST_MODIFIED_DATE", "OBJECT_SIZE"].contains(&key);
    let values = texts(&one["values"]);
    let bad = single
        && !(values.len() == 1
            && (values[0].parse::<u64>().is_ok() || Timestamp::parse(values[0]).is_some()));
    if bad {
        return Err(invalid(format!("The values for {key} aren't valid.")));
    }
    Ok(())
}

/// The names of the buckets that a job lists; `None` when it has criteria.
pub(super) fn named(request: &Value) -> Option<Vec<&str>> {
    let definition = &request["s3JobDefinition"];
    if definition["bucketCriteria"].is_object() {
        return None;
    }
    let definitions = list(&definition["bucketDefinitions"]).iter();
    Some(definitions.flat_map(|one| texts(&one["buckets"])).collect())
}

/// Whether a job analyses a bucket.
pub(super) fn covers(request: &Value, facts: &Facts) -> bool {
    if let Some(names) = named(request) {
        return names.contains(&facts.view.name.as_str());
    }
    sides(&request["s3JobDefinition"]["bucketCriteria"], |term| {
        bucket_meets(term, facts)
    })
}

/// Whether all terms of `includes` hold, and not all of `excludes`.
fn sides(blocks: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    let included = list(&blocks["includes"]["and"]).iter().all(&holds);
    let excluded = list(&blocks["excludes"]["and"]);
    included && (excluded.is_empty() || !excluded.iter().all(&holds))
}

fn tagged(term: &Value, tags: &[(String, String)]) -> bool {
    let wanted = list(&term["tagValues"]);
    let key = term["key"].as_str();
    let any = wanted.iter().any(|pair| {
        tags.iter().any(|(k, v)| {
            let by_key = key == Some("TAG") || pair["key"].as_str().is_none_or(|wanted| wanted == k);
            let by_value = pair["value"]
                .as_str()
                .is_none_or(|wanted| wanted.is_empty() || wanted == v);
            by_key && by_value
        })
    });
    any == (term["comparator"] == "EQ")
}

fn bucket_meets(term: &Value, facts: &Facts) -> bool {
    let simple = &term["simpleCriterion"];
    if !simple.is_object() {
        return tagged(&term["tagCriterion"], &facts.view.tags);
    }
    let value = match simple["key"].as_str().unwrap_or("") {
        "ACCOUNT_ID" => ACCOUNT_ID,
        "S3_BUCKET_NAME" => facts.view.name.as_str(),
        "S3_BUCKET_EFFECTIVE_PERMISSION" => facts.effective_permission(),
        _ => facts.shared_access(),
    };
    texts(&simple["values"]).contains(&value) == (simple["comparator"] == "EQ")
}

/// Whether a job's scope has an object.
pub(super) fn has(request: &Value, object: &ObjectView) -> bool {
    sides(&request["s3JobDefinition"]["scoping"], |term| {
        object_meets(term, object)
    })
}

fn object_meets(term: &Value, object: &ObjectView) -> bool {
    let simple = &term["simpleScopeTerm"];
    if !simple.is_object() {
        return tagged(&term["tagScopeTerm"], &object.tags);
    }
    let comparator = simple["comparator"].as_str().unwrap_or("");
    let values = texts(&simple["values"]);
    let first = values.first().copied().unwrap_or("");
    match simple["key"].as_str().unwrap_or("") {
        "OBJECT_EXTENSION" => values.contains(&content::extension(&object.key)) == (comparator == "EQ"),
        "OBJECT_KEY" => values.iter().any(|prefix| object.key.starts_with(prefix)),
        "OBJECT_SIZE" => {
            let size = u64::try_from(object.body.len()).unwrap_or(u64::MAX);
            compares(size.cmp(&first.parse().unwrap_or(0)), comparator)
        }
        _ => {
            let bound = Timestamp::parse(first).unwrap_or(Timestamp(0));
            compares(object.modified.cmp(&bound), comparator)
        }
    }
}

fn compares(order: Ordering, comparator: &str) -> bool {
    match comparator {
        "EQ" => order == Ordering::Equal,
        "NE" => order != Ordering::Equal,
        "GT" => order == Ordering::Greater,
        "GTE" => order != Ordering::Less,
        "LT" => order == Ordering::Less,
        _ => order != Ordering::Greater,
    }
}

/// The share of the objects that a job's sampling depth takes, always the same
/// for the same job.
pub(super) fn sample(job: &str, percentage: u64, mut objects: Vec<ObjectView>) -> Vec<ObjectView> {
    if percentage >= 100 {
        return objects;
    }
    let rank = |key: &str| {
        let bytes = job.bytes().chain(key.bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    let share = usize::try_from(percentage).unwrap_or(100) * objects.len() / 100;
    objects.sort_by_cached_key(|object| rank(&object.key));
    objects.truncate(share.max(1));
    objects
}
