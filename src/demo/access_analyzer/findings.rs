//! The life of findings: active when they are found, archived by people and
//! rules, resolved when the access is gone.

use super::analyzers::Analyzer;
use super::survey::Resource;
use super::{Request, criteria, invalid, missing, owner, scan};
use crate::demo::ids::Ids;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

const DAY: i64 = 86_400;

/// A finding.
#[derive(Debug)]
pub(super) struct Finding {
    /// What tells it from others: resource and access.
    key: (String, String),
    /// As `GetFinding` answers it.
    pub(super) body: Value,
}

/// The details that a finding of an analyzer has, by its key.
fn found(analyzer: &Analyzer, resource: &Resource, now: Timestamp) -> Vec<(String, Value)> {
    let base = json!({
        "resource": resource.arn,
        "resourceType": resource.kind,
        "resourceOwnerAccount": owner(),
    });
    if analyzer.is_of_unused_access() {
        let since = resource.last_used.or(resource.created);
        let unused = since.is_some_and(|at| now.seconds_since(at) >= analyzer.unused_days() * DAY);
        if resource.kind != "AWS::IAM::Role" || !unused {
            return Vec::new();
        }
        let mut body = base;
        body["findingType"] = json!("UnusedIAMRole");
        body["lastAccessed"] = json!(resource.last_used.map(Timestamp::rfc3339));
        return vec![("unused".to_owned(), body)];
    }
    if analyzer.kind != "ACCOUNT" {
        return Vec::new();
    }
    let access = scan::outside_access(resource).into_iter();
    access
        .map(|access| {
            let mut body = base.clone();
            body["findingType"] = json!("ExternalAccess");
            body["principal"] = access.principal.clone();
            body["action"] = json!(access.actions);
            body["condition"] = access.condition.clone();
            body["isPublic"] = json!(access.public);
            body["sources"] = json!([{"type": access.source}]);
            body["resourceControlPolicyRestriction"] = json!("NOT_APPLICABLE");
            (access.identity(), body)
        })
        .collect()
}

/// Takes over what the resources were seen to be; of one resource only, when a
/// scan of it was asked for.
pub(super) fn take(
    analyzer: &mut Analyzer,
    resources: &[Resource],
    only: Option<&str>,
    ids: &Ids,
    now: Timestamp,
) {
    let mut known: HashMap<(String, String), String> = analyzer
        .findings
        .iter()
        .map(|(id, finding)| (finding.key.clone(), id.clone()))
        .collect();
    for resource in resources {
        if only.is_some_and(|only| only != resource.arn) {
            continue;
        }
        for (identity, mut body) in found(analyzer, resource, now) {
            let key = (resource.arn.clone(), identity);
            let id = known.remove(&key).unwrap_or_else(|| ids.uuid());
            let before = analyzer.findings.get(&id).map(|finding| finding.body.clone());
            settle(analyzer, &mut body, before.as_ref(), &id, now);
            analyzer.findings.insert(id, Finding { key, body });
        }
        let seen = (resource.clone(), now);
        analyzer.resources.insert(resource.arn.clone(), seen);
    }
    // What was there and is not any more is resolved.
    for ((resource, _), id) in known {
        if only.is_some_and(|only| only != resource) {
            continue;
        }
        if let Some(finding) = analyzer.findings.get_mut(&id)
            && finding.body["status"] != "RESOLVED"
        {
            finding.body["status"] = json!("RESOLVED");
            finding.body["updatedAt"] = json!(now.rfc3339());
            finding.body["analyzedAt"] = json!(now.rfc3339());
        }
    }
    if only.is_none() {
        analyzer.resources.retain(|_, (_, at)| *at == now);
        analyzer.scanned = Some(now);
    }
}

/// Gives a finding its status and times, from what it was before.
fn settle(analyzer: &Analyzer, body: &mut Value, before: Option<&Value>, id: &str, now: Timestamp) {
    let time = json!(now.rfc3339());
    body["id"] = json!(id);
    body["analyzedAt"] = time.clone();
    let same = before.is_some_and(|old| {
        old["status"] != "RESOLVED"
            && ["action", "isPublic"]
                .iter()
                .all(|field| old[*field] == body[*field])
    });
    body["createdAt"] = before.map_or(time.clone(), |old| old["createdAt"].clone());
    body["updatedAt"] = match before {
        Some(old) if same => old["updatedAt"].clone(),
        _ => time,
    };
    body["status"] = match before {
        Some(old) if same => old["status"].clone(),
        _ => json!("ACTIVE"),
    };
    if body["status"] == "ACTIVE"
        && analyzer
            .rules
            .values()
            .any(|rule| criteria::takes(&rule.filter, body))
    {
        body["status"] = json!("ARCHIVED");
    }
}

/// The bodies that a request's filter takes, sorted.
fn selected(request: &mut Request<'_>) -> Result<Vec<Value>, Refusal> {
    let (filter, sort) = (request.body["filter"].clone(), request.body["sort"].clone());
    let analyzer = request.analyzer()?;
    let bodies = analyzer.findings.values().map(|finding| &finding.body);
    let mut rows: Vec<Value> = bodies
        .filter(|body| criteria::takes(&filter, body))
        .cloned()
        .collect();
    let by = outcome::text(&sort, "attributeName").unwrap_or("updatedAt");
    rows.sort_by(|a, b| a[by].to_string().cmp(&b[by].to_string()));
    if sort["orderBy"] == "DESC" {
        rows.reverse();
    }
    Ok(rows)
}

const V1: &[&str] = &[
    "id",
    "principal",
    "action",
    "resource",
    "isPublic",
    "resourceType",
    "condition",
    "createdAt",
    "analyzedAt",
    "updatedAt",
    "status",
    "resourceOwnerAccount",
    "sources",
    "resourceControlPolicyRestriction",
];

const V2: &[&str] = &[
    "id",
    "resource",
    "resourceType",
    "createdAt",
    "analyzedAt",
    "updatedAt",
    "status",
    "resourceOwnerAccount",
    "findingType",
];

fn of(body: &Value, fields: &[&str]) -> Value {
    let mut out = json!({});
    for field in fields {
        if !body[*field].is_null() {
            out[*field] = body[*field].clone();
        }
    }
    out
}

/// `ListFindings`: of analyzers of external access only.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    if request.analyzer()?.kind != "ACCOUNT" {
        return Err(invalid(
            "ListFindings is supported for analyzers of external access only; use ListFindingsV2.",
        ));
    }
    let rows: Vec<Value> = selected(request)?.iter().map(|body| of(body, V1)).collect();
    request.page("findings", &rows)
}

/// `ListFindingsV2`.
pub(super) fn list_v2(request: &mut Request<'_>) -> Outcome {
    let rows: Vec<Value> = selected(request)?.iter().map(|body| of(body, V2)).collect();
    request.page("findings", &rows)
}

fn one(request: &mut Request<'_>) -> Result<Value, Refusal> {
    let id = request.path.get(1).cloned().unwrap_or_default();
    let finding = request.analyzer()?.findings.get(&id);
    finding
        .map(|finding| finding.body.clone())
        .ok_or_else(|| missing(&id, "FINDING"))
}

/// `GetFinding`.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    Ok(json!({"finding": of(&one(request)?, V1)}))
}

/// `GetFindingV2`.
pub(super) fn get_v2(request: &mut Request<'_>) -> Outcome {
    let body = one(request)?;
    let mut out = of(&body, V2);
    out["findingDetails"] = if body["findingType"] == "UnusedIAMRole" {
        json!([{"unusedIamRoleDetails": of(&body, &["lastAccessed"])}])
    } else {
        let fields = [
            "action",
            "condition",
            "isPublic",
            "principal",
            "sources",
            "resourceControlPolicyRestriction",
        ];
        json!([{"externalAccessDetails": of(&body, &fields)}])
    };
    Ok(out)
}

/// `UpdateFindings`: archives or makes active again, by id or by resource.
pub(super) fn update(request: &mut Request<'_>) -> Outcome {
    let status = request.required("status")?.to_owned();
    if !["ACTIVE", "ARCHIVED"].contains(&status.as_str()) {
        return Err(invalid("status must be ACTIVE or ARCHIVED"));
    }
    let ids: Vec<String> = outcome::texts(&request.body, "ids")
        .into_iter()
        .map(str::to_owned)
        .collect();
    let resource = outcome::text(&request.body, "resourceArn").map(str::to_owned);
    let now = request.call.now.rfc3339();
    let analyzer = request.analyzer()?;
    if let Some(unknown) = ids.iter().find(|id| !analyzer.findings.contains_key(*id)) {
        return Err(missing(unknown, "FINDING"));
    }
    for (id, finding) in &mut analyzer.findings {
        let named = ids.contains(id)
            || resource
                .as_ref()
                .is_some_and(|arn| finding.body["resource"] == **arn);
        if named && finding.body["status"] != "RESOLVED" {
            finding.body["status"] = json!(status);
            finding.body["updatedAt"] = json!(now);
        }
    }
    Ok(Value::Null)
}

/// `ApplyArchiveRule`: to the findings that are there already.
pub(super) fn apply_rule(request: &mut Request<'_>) -> Outcome {
    let name = request.required("ruleName")?.to_owned();
    let now = request.call.now.rfc3339();
    let analyzer = request.analyzer()?;
    let rule = analyzer
        .rules
        .get(&name)
        .cloned()
        .ok_or_else(|| missing(&name, "ARCHIVE_RULE"))?;
    for finding in analyzer.findings.values_mut() {
        if finding.body["status"] == "ACTIVE" && criteria::takes(&rule.filter, &finding.body) {
            finding.body["status"] = json!("ARCHIVED");
            finding.body["updatedAt"] = json!(now);
        }
    }
    Ok(Value::Null)
}

/// `StartResourceScan`: the resource was looked at before the call is answered.
pub(super) fn start_scan(request: &mut Request<'_>) -> Outcome {
    let arn = request.required("resourceArn")?.to_owned();
    let analyzer = request.analyzer()?;
    let known = analyzer.resources.contains_key(&arn)
        || analyzer
            .findings
            .values()
            .any(|finding| finding.body["resource"] == *arn);
    if known {
        Ok(Value::Null)
    } else {
        Err(missing(&arn, "RESOURCE"))
    }
}

/// `ListAnalyzedResources`.
pub(super) fn list_resources(request: &mut Request<'_>) -> Outcome {
    let kind = outcome::text(&request.body, "resourceType").map(str::to_owned);
    let resources = request.analyzer()?.resources.values();
    let rows: Vec<Value> = resources
        .filter(|(resource, _)| kind.as_ref().is_none_or(|kind| kind == resource.kind))
        .map(|(resource, _)| {
            json!({"resourceArn": resource.arn, "resourceType": resource.kind, "resourceOwnerAccount": owner()})
        })
        .collect();
    request.page("analyzedResources", &rows)
}

/// `GetAnalyzedResource`.
pub(super) fn get_resource(request: &mut Request<'_>) -> Outcome {
    let arn = request.call.query.text("resourceArn").to_owned();
    let analyzer = request.analyzer()?;
    let (resource, at) = analyzer
        .resources
        .get(&arn)
        .ok_or_else(|| missing(&arn, "RESOURCE"))?;
    let findings: Vec<&Value> = analyzer
        .findings
        .values()
        .map(|finding| &finding.body)
        .filter(|body| body["resource"] == *arn && body["status"] != "RESOLVED")
        .collect();
    let mut actions: Vec<&str> = findings
        .iter()
        .flat_map(|body| outcome::texts(body, "action"))
        .collect();
    actions.sort_unstable();
    actions.dedup();
    let created = resource.created.unwrap_or(*at).rfc3339();
    let mut out = json!({
        "resourceArn": arn,
        "resourceType": resource.kind,
        "createdAt": created,
        "analyzedAt": at.rfc3339(),
        "updatedAt": at.rfc3339(),
        "isPublic": findings.iter().any(|body| body["isPublic"] == true),
        "resourceOwnerAccount": owner(),
    });
    if !findings.is_empty() {
        out["actions"] = json!(actions);
        let active = findings.iter().any(|body| body["status"] == "ACTIVE");
        out["status"] = json!(if active { "ACTIVE" } else { "ARCHIVED" });
        out["sharedVia"] = json!([findings[0]["sources"][0]["type"]]);
    }
    Ok(json!({"resource": out}))
}
