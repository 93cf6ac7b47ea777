//! Analyzers with their archive rules and tags.

use super::findings::Finding;
use super::survey::Resource;
use super::{Request, invalid, missing};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most archive rules of an analyzer.
const MOST_RULES: usize = 100;

/// An archive rule: findings that its filter takes are archived.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) filter: Value,
    created: Timestamp,
    updated: Timestamp,
}

/// An analyzer.
#[derive(Debug)]
pub(super) struct Analyzer {
    pub(super) kind: String,
    created: Timestamp,
    tags: BTreeMap<String, String>,
    configuration: Value,
    pub(super) rules: BTreeMap<String, Rule>,
    /// When the resources were last looked at.
    pub(super) scanned: Option<Timestamp>,
    /// The resources that were looked at, by ARN, and when.
    pub(super) resources: BTreeMap<String, (Resource, Timestamp)>,
    /// By id.
    pub(super) findings: BTreeMap<String, Finding>,
}

impl Analyzer {
    /// Whether it looks for access that nobody uses.
    pub(super) fn is_of_unused_access(&self) -> bool {
        self.kind == "ACCOUNT_UNUSED_ACCESS"
    }

    /// After how many days access counts as unused.
    pub(super) fn unused_days(&self) -> i64 {
        self.configuration["unusedAccess"]["unusedAccessAge"]
            .as_i64()
            .unwrap_or(90)
    }

    fn described(&self, region: &str, name: &str) -> Value {
        let mut out = json!({
            "arn": arn(region, name),
            "name": name,
            "type": self.kind,
            "createdAt": self.created.rfc3339(),
            "status": "ACTIVE",
            "tags": self.tags,
        });
        if let Some((last, (_, at))) = self.resources.last_key_value() {
            out["lastResourceAnalyzed"] = json!(last);
            out["lastResourceAnalyzedAt"] = json!(at.rfc3339());
        }
        if self.configuration.is_object() {
            out["configuration"] = self.configuration.clone();
        }
        out
    }
}

/// The ARN of an analyzer.
pub(super) fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:access-analyzer:{region}:{ACCOUNT_ID}:analyzer/{name}")
}

fn conflict(name: &str, message: String) -> Refusal {
    Refusal::new(409, "ConflictException", message)
        .with("resourceId", name)
        .with("resourceType", "ANALYZER")
}

fn is_name(name: &str) -> bool {
    name.len() <= 255
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

fn configured(kind: &str, given: &Value) -> Result<Value, Refusal> {
    let unused = kind == "ACCOUNT_UNUSED_ACCESS";
    if !unused {
        return if given["unusedAccess"].is_null() {
            Ok(given.clone())
        } else {
            Err(invalid(
                "The unusedAccess configuration is for analyzers of unused access.",
            ))
        };
    }
    let days = given["unusedAccess"]["unusedAccessAge"].as_i64().unwrap_or(90);
    if !(1..=365).contains(&days) {
        return Err(invalid("unusedAccessAge must be between 1 and 365."));
    }
    let mut out = if given.is_object() {
        given.clone()
    } else {
        json!({})
    };
    out["unusedAccess"]["unusedAccessAge"] = json!(days);
    Ok(out)
}

/// `CreateAnalyzer`: one of each type in a Region.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let name = request.required("analyzerName")?.to_owned();
    let kind = request.required("type")?.to_owned();
    if !is_name(&name) {
        return Err(invalid("analyzerName must match [A-Za-z_][A-Za-z0-9_.-]*"));
    }
    if kind.starts_with("ORGANIZATION") {
        return Err(invalid(
            "The account is not the management account or a delegated administrator of an organization.",
        ));
    }
    if !["ACCOUNT", "ACCOUNT_UNUSED_ACCESS", "ACCOUNT_INTERNAL_ACCESS"].contains(&kind.as_str()) {
        return Err(invalid(format!("{kind} is not a type of analyzer.")));
    }
    if request.analyzers.contains_key(&name) {
        return Err(conflict(&name, format!("Analyzer {name} already exists")));
    }
    if request.analyzers.values().any(|analyzer| analyzer.kind == kind) {
        let message = format!("An analyzer of the type {kind} already exists in this Region");
        return Err(conflict(&name, message));
    }
    let now = request.call.now;
    let mut analyzer = Analyzer {
        configuration: configured(&kind, &request.body["configuration"])?,
        kind,
        created: now,
        tags: outcome::text_map(&request.body["tags"]),
        rules: BTreeMap::new(),
        scanned: None,
        resources: BTreeMap::new(),
        findings: BTreeMap::new(),
    };
    for rule in request.body["archiveRules"].as_array().into_iter().flatten() {
        let rule_name = outcome::text(rule, "ruleName").unwrap_or("").to_owned();
        analyzer.rules.insert(rule_name, new_rule(&rule["filter"], now)?);
    }
    let answer = json!({"arn": arn(&request.call.region, &name)});
    request.analyzers.insert(name, analyzer);
    Ok(answer)
}

impl Request<'_> {
    /// The name in the path, and its analyzer.
    fn named(&mut self) -> Result<(String, &mut Analyzer), Refusal> {
        let name = self.path.get(1).cloned().unwrap_or_default();
        match self.analyzers.get_mut(&name) {
            Some(analyzer) => Ok((name, analyzer)),
            None => Err(missing(&name, "ANALYZER")),
        }
    }
}

/// `GetAnalyzer`.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let region = request.call.region.clone();
    let (name, analyzer) = request.named()?;
    Ok(json!({"analyzer": analyzer.described(&region, &name)}))
}

/// `ListAnalyzers`.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let kind = request.call.query.get("type");
    let rows: Vec<Value> = request
        .analyzers
        .iter()
        .filter(|(_, analyzer)| kind.is_none_or(|kind| kind == analyzer.kind))
        .map(|(name, analyzer)| analyzer.described(&request.call.region, name))
        .collect();
    request.page("analyzers", &rows)
}

/// `UpdateAnalyzer`.
pub(super) fn update(request: &mut Request<'_>) -> Outcome {
    let given = request.body["configuration"].clone();
    let (_, analyzer) = request.named()?;
    analyzer.configuration = configured(&analyzer.kind, &given)?;
    Ok(json!({"configuration": analyzer.configuration}))
}

/// `DeleteAnalyzer`: its findings go with it.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    let (name, _) = request.named()?;
    request.analyzers.remove(&name);
    Ok(Value::Null)
}

fn new_rule(filter: &Value, now: Timestamp) -> Result<Rule, Refusal> {
    if filter.as_object().is_none_or(serde_json::Map::is_empty) {
        return Err(invalid("The filter of an archive rule must have a criterion."));
    }
    Ok(Rule {
        filter: filter.clone(),
        created: now,
        updated: now,
    })
}

fn shown(name: &str, rule: &Rule) -> Value {
    json!({
        "ruleName": name,
        "filter": rule.filter,
        "createdAt": rule.created.rfc3339(),
        "updatedAt": rule.updated.rfc3339(),
    })
}

/// `CreateArchiveRule`.
pub(super) fn create_rule(request: &mut Request<'_>) -> Outcome {
    let name = request.required("ruleName")?.to_owned();
    let rule = new_rule(&request.body["filter"], request.call.now)?;
    let (_, analyzer) = request.named()?;
    if analyzer.rules.contains_key(&name) {
        return Err(conflict(&name, format!("Archive rule {name} already exists")));
    }
    if analyzer.rules.len() >= MOST_RULES {
        return Err(Refusal::new(
            402,
            "ServiceQuotaExceededException",
            "The quota of archive rules is exceeded",
        ));
    }
    analyzer.rules.insert(name, rule);
    Ok(Value::Null)
}

/// The rule in the path.
fn rule<'r>(request: &'r mut Request<'_>) -> Result<(String, &'r mut Rule), Refusal> {
    let name = request.path.get(3).cloned().unwrap_or_default();
    let (_, analyzer) = request.named()?;
    match analyzer.rules.get_mut(&name) {
        Some(rule) => Ok((name, rule)),
        None => Err(missing(&name, "ARCHIVE_RULE")),
    }
}

/// `GetArchiveRule`.
pub(super) fn get_rule(request: &mut Request<'_>) -> Outcome {
    let (name, rule) = rule(request)?;
    Ok(json!({"archiveRule": shown(&name, rule)}))
}

/// `ListArchiveRules`.
pub(super) fn list_rules(request: &mut Request<'_>) -> Outcome {
    let (_, analyzer) = request.named()?;
    let rows: Vec<Value> = analyzer
        .rules
        .iter()
        .map(|(name, rule)| shown(name, rule))
        .collect();
    request.page("archiveRules", &rows)
}

/// `UpdateArchiveRule`.
pub(super) fn update_rule(request: &mut Request<'_>) -> Outcome {
    let newer = new_rule(&request.body["filter"], request.call.now)?;
    let (_, known) = rule(request)?;
    known.filter = newer.filter;
    known.updated = newer.updated;
    Ok(Value::Null)
}

/// `DeleteArchiveRule`.
pub(super) fn delete_rule(request: &mut Request<'_>) -> Outcome {
    let (name, _) = rule(request)?;
    let (_, analyzer) = request.named()?;
    analyzer.rules.remove(&name);
    Ok(Value::Null)
}

/// `TagResource`, `UntagResource`, `ListTagsForResource`: of analyzers.
pub(super) fn tags(request: &mut Request<'_>) -> Outcome {
    let given = request.path[1..].join("/");
    let name = given
        .strip_prefix(&arn(&request.call.region, ""))
        .unwrap_or("")
        .to_owned();
    let added = outcome::text_map(&request.body["tags"]);
    let query = &request.call.query;
    let analyzer = request
        .analyzers
        .get_mut(&name)
        .ok_or_else(|| missing(&given, "ANALYZER"))?;
    match request.call.operation.as_str() {
        "ListTagsForResource" => return Ok(json!({"tags": analyzer.tags})),
        "TagResource" => analyzer.tags.extend(added),
        _ => {
            for (_, key) in query.0.iter().filter(|(name, _)| name == "tagKeys") {
                analyzer.tags.remove(key);
            }
        }
    }
    Ok(json!({}))
}
