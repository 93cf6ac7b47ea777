//! Asking for findings: lists by criteria, details by id, counts by group.

use super::state::Region;
use super::{Reply, Work, criteria, invalid};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What findings can be counted by.
const GROUPS: &[&str] = &[
    "resourcesAffected.s3Bucket.name",
    "type",
    "classificationDetails.jobId",
    "severity.description",
];

fn matching(region: &Region, work: &Work<'_>) -> Vec<Value> {
    let wanted = &work.request["findingCriteria"]["criterion"];
    let found = region.findings.iter();
    found
        .filter(|finding| criteria::meets(finding, wanted))
        .cloned()
        .collect()
}

/// `ListFindings`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let mut found = matching(region, work);
    criteria::sort(&mut found, &work.request["sortCriteria"]);
    let ids: Vec<Value> = found.iter().map(|finding| finding["id"].clone()).collect();
    work.page("findingIds", &ids, 50, 50)
}

/// `GetFindings`: of 1 to 50 ids, those that are there.
pub(super) fn get(region: &Region, work: &Work<'_>) -> Reply {
    let ids = work.request["findingIds"].as_array().cloned().unwrap_or_default();
    if ids.is_empty() || ids.len() > 50 {
        return Err(invalid("The findingIds array must contain 1-50 values."));
    }
    let known = ids.iter().filter_map(|id| region.finding_ids.get(id.as_str()?));
    let mut found: Vec<Value> = known.map(|at| region.findings[*at].clone()).collect();
    criteria::sort(&mut found, &work.request["sortCriteria"]);
    Ok(json!({"findings": found}))
}

/// `GetFindingStatistics`.
pub(super) fn statistics(region: &Region, work: &Work<'_>) -> Reply {
    let Some(group) = work.request["groupBy"].as_str().filter(|g| GROUPS.contains(g)) else {
        return Err(invalid("The groupBy value isn't valid."));
    };
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for finding in matching(region, work) {
        let key = group.split('.').fold(&finding, |value, step| &value[step]);
        if let Some(key) = key.as_str() {
            *counts.entry(key.to_owned()).or_default() += 1;
        }
    }
    let mut groups: Vec<Value> = counts
        .iter()
        .map(|(key, count)| json!({"groupKey": key, "count": count}))
        .collect();
    let order = &work.request["sortCriteria"];
    if order["attributeName"].is_string() {
        criteria::sort(&mut groups, order);
    } else {
        criteria::sort(&mut groups, &json!({"attributeName": "count", "orderBy": "DESC"}));
    }
    let size = work.request["size"]
        .as_u64()
        .and_then(|n| usize::try_from(n).ok());
    groups.truncate(size.unwrap_or(usize::MAX));
    Ok(json!({"countsByGroup": groups}))
}
