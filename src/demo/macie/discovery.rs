//! Automated sensitive data discovery: on or off, its scope, what a day's
//! analysis finds, and the profile that a bucket gets by it.

use super::inspect::{self, Outcome, Skipped};
use super::inventory::Facts;
use super::state::Region;
use super::{Ground, Reply, Work, finding, invalid, missing};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// An analysis takes place every day.
const DAY: i64 = 86_400;
/// The id of the account's own analysis, in findings.
const NAME: &str = "automated-sensitive-data-discovery";

/// What the analysis knows of an object.
#[derive(Debug)]
struct Analysed {
    modified: Timestamp,
    size: u64,
    skipped: Option<Skipped>,
    /// Occurrences by identifier.
    found: BTreeMap<String, u64>,
}

/// What it knows of a bucket.
#[derive(Debug)]
struct Profile {
    at: Timestamp,
    denied: bool,
    objects: BTreeMap<String, Analysed>,
}

/// Automated discovery in a Region.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    enabled: bool,
    first: Option<Timestamp>,
    changed: Option<Timestamp>,
    disabled: Option<Timestamp>,
    ids: Option<(String, String)>,
    /// When the last analysis took place, or the waiting for the first began.
    last: Option<Timestamp>,
    excluded: BTreeSet<String>,
    profiles: BTreeMap<String, Profile>,
}

impl Discovery {
    /// Whether a bucket's objects are analysed.
    pub(super) fn monitors(&self, bucket: &str) -> bool {
        self.enabled && !self.excluded.contains(bucket)
    }

    /// When a bucket was last analysed.
    pub(super) fn last_analysed(&self, bucket: &str) -> Option<Timestamp> {
        self.profiles.get(bucket).map(|profile| profile.at)
    }

    /// The sensitivity score: -1 after an error, 1 for a bucket without
    /// objects, 50 while nothing is known, below 50 when nothing was found, and
    /// up to 100 the more of the analysed objects are sensitive. AWS publishes
    /// these bounds, not the formula between them.
    pub(super) fn score(&self, bucket: &str, objects: u64) -> i64 {
        let Some(profile) = self.profiles.get(bucket) else {
            return if objects == 0 { 1 } else { 50 };
        };
        let analysed = profile
            .objects
            .values()
            .filter(|object| object.skipped.is_none())
            .count();
        let sensitive = profile
            .objects
            .values()
            .filter(|object| !object.found.is_empty())
            .count();
        let refused = profile
            .objects
            .values()
            .any(|object| matches!(object.skipped, Some(Skipped::Kms | Skipped::Encryption)));
        match (analysed, sensitive) {
            _ if profile.denied => -1,
            (0, _) if refused => -1,
            (0, _) | (_, 0) => 1,
            _ => 50 + i64::try_from((50 * sensitive).div_ceil(analysed)).unwrap_or(50),
        }
    }
}

impl Region {
    /// The day's analysis, if it is due.
    pub(super) fn discover(&mut self, ground: &Ground, now: Timestamp) {
        let Some(last) = self.discovery.last.filter(|_| self.discovery.enabled) else {
            return;
        };
        let days = now.seconds_since(last).div_euclid(DAY);
        if days < 1 {
            return;
        }
        let at = Timestamp(last.0 + days * DAY);
        self.discovery.last = Some(at);
        let lens = inspect::lens(self, ground, &Value::Null);
        let source = finding::Source::discovery(self, NAME);
        for view in ground.s3.buckets(&self.name) {
            if view.created > at || !self.discovery.monitors(&view.name) {
                continue;
            }
            let facts = Facts::of(view);
            let name = facts.view.name.clone();
            let before = self
                .discovery
                .profiles
                .remove(&name)
                .map_or_else(BTreeMap::new, |p| p.objects);
            let mut profile = Profile {
                at,
                denied: facts.denies_macie(),
                objects: BTreeMap::new(),
            };
            if !profile.denied {
                self.analyse(ground, &facts, &lens, &source, before, &mut profile);
            }
            self.discovery.profiles.insert(name, profile);
        }
    }

    /// Objects that have not changed are not looked at again.
    fn analyse(
        &mut self,
        ground: &Ground,
        facts: &Facts,
        lens: &super::detect::Lens,
        source: &finding::Source,
        mut before: BTreeMap<String, Analysed>,
        profile: &mut Profile,
    ) {
        let objects = ground.s3.objects(&facts.view.name).into_iter();
        for object in objects.filter(|object| object.modified <= profile.at) {
            let kept = before.remove(&object.key);
            if let Some(kept) = kept.filter(|kept| kept.modified == object.modified) {
                profile.objects.insert(object.key, kept);
                continue;
            }
            let mut analysed = Analysed {
                modified: object.modified,
                size: u64::try_from(object.body.len()).unwrap_or(u64::MAX),
                skipped: None,
                found: BTreeMap::new(),
            };
            match inspect::object(ground, facts, &object, lens, profile.at) {
                Outcome::Clean => {}
                Outcome::Skipped(why) => analysed.skipped = Some(why),
                Outcome::Sensitive { media_type, found } => {
                    for (id, hits) in &found.managed {
                        let count = u64::try_from(hits.len()).unwrap_or(u64::MAX);
                        analysed.found.insert((*id).to_owned(), count);
                    }
                    let result = finding::Result {
                        media_type,
                        found: &found,
                    };
                    let made = finding::sensitive(self, ground, source, facts, &object, &result, profile.at);
                    if let Some(made) = made {
                        self.add(made);
                    }
                }
            }
            profile.objects.insert(object.key, analysed);
        }
    }
}

/// `GetAutomatedDiscoveryConfiguration`.
pub(super) fn get(region: &Region) -> Value {
    let discovery = &region.discovery;
    let mut out = json!({
        "autoEnableOrganizationMembers": "NONE",
        "status": if discovery.enabled { "ENABLED" } else { "DISABLED" },
    });
    let times = [
        ("firstEnabledAt", discovery.first),
        ("lastUpdatedAt", discovery.changed),
        ("disabledAt", discovery.disabled),
    ];
    for (field, at) in times {
        if let Some(at) = at {
            out[field] = json!(at.rfc3339());
        }
    }
    if let Some((scope, template)) = &discovery.ids {
        out["classificationScopeId"] = json!(scope);
        out["sensitivityInspectionTemplateId"] = json!(template);
    }
    out
}

/// `UpdateAutomatedDiscoveryConfiguration`.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let now = work.now();
    let discovery = &mut region.discovery;
    match work.request["status"].as_str() {
        Some("ENABLED") => {
            if !discovery.enabled {
                discovery.last = Some(now);
            }
            discovery.enabled = true;
            discovery.first.get_or_insert(now);
            discovery.disabled = None;
            let ids = &work.ground.ids;
            discovery.ids.get_or_insert_with(|| (ids.hex(32), ids.hex(32)));
        }
        Some("DISABLED") => {
            discovery.enabled = false;
            discovery.disabled = Some(now);
        }
        _ => return Err(invalid("The status value must be ENABLED or DISABLED.")),
    }
    discovery.changed = Some(now);
    Ok(json!({}))
}

/// `ListClassificationScopes`: the one of the account.
pub(super) fn scopes(region: &Region) -> Value {
    let ids = region.discovery.ids.iter();
    let scopes: Vec<Value> = ids.map(|(id, _)| json!({"id": id, "name": NAME})).collect();
    json!({"classificationScopes": scopes})
}

fn is_scope(region: &Region, id: &str) -> bool {
    region
        .discovery
        .ids
        .as_ref()
        .is_some_and(|(scope, _)| scope == id)
}

/// `GetClassificationScope`.
pub(super) fn scope(region: &Region, work: &Work<'_>) -> Reply {
    if !is_scope(region, work.id()) {
        return Err(missing());
    }
    let excluded = &region.discovery.excluded;
    Ok(json!({"id": work.id(), "name": NAME, "s3": {"excludes": {"bucketNames": excluded}}}))
}

/// `UpdateClassificationScope`.
pub(super) fn update_scope(region: &mut Region, work: &Work<'_>) -> Reply {
    if !is_scope(region, work.id()) {
        return Err(missing());
    }
    let change = &work.request["s3"]["excludes"];
    let names = change["bucketNames"].as_array().into_iter().flatten();
    let names: BTreeSet<String> = names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let excluded = &mut region.discovery.excluded;
    match change["operation"].as_str() {
        Some("ADD") => excluded.extend(names),
        Some("REPLACE") => *excluded = names,
        Some("REMOVE") => excluded.retain(|name| !names.contains(name)),
        _ => return Err(invalid("The operation must be ADD, REPLACE or REMOVE.")),
    }
    Ok(json!({}))
}

/// The profile of the bucket that `resourceArn` names.
fn find<'r>(region: &'r Region, work: &Work<'_>) -> Result<(&'r str, &'r Profile), super::Refusal> {
    let arn = work.call.query.text("resourceArn");
    let name = arn
        .strip_prefix("arn:aws:s3:::")
        .ok_or_else(|| invalid("The resourceArn isn't valid."))?;
    let found = region.discovery.profiles.get_key_value(name);
    found
        .map(|(name, profile)| (name.as_str(), profile))
        .ok_or_else(missing)
}

/// `GetResourceProfile`.
pub(super) fn profile(region: &Region, work: &Work<'_>) -> Reply {
    let (name, profile) = find(region, work)?;
    let all = || profile.objects.values();
    let skipped = |why: fn(Skipped) -> bool| all().filter(|object| object.skipped.is_some_and(why)).count();
    let read = || all().filter(|object| object.skipped.is_none());
    let count = u64::try_from(profile.objects.len()).unwrap_or(u64::MAX);
    Ok(json!({
        "profileUpdatedAt": profile.at.rfc3339(),
        "sensitivityScore": region.discovery.score(name, count),
        "sensitivityScoreOverridden": false,
        "statistics": {
            "totalBytesClassified": read().map(|object| object.size).sum::<u64>(),
            "totalDetections": all().flat_map(|object| object.found.values()).sum::<u64>(),
            "totalDetectionsSuppressed": 0,
            "totalItemsClassified": read().count(),
            "totalItemsSensitive": all().filter(|object| !object.found.is_empty()).count(),
            "totalItemsSkipped": skipped(|_| true),
            "totalItemsSkippedInvalidEncryption": skipped(|why| why == Skipped::Encryption),
            "totalItemsSkippedInvalidKms": skipped(|why| why == Skipped::Kms),
            "totalItemsSkippedPermissionDenied": 0,
        },
    }))
}

/// `ListResourceProfileDetections`.
pub(super) fn detections(region: &Region, work: &Work<'_>) -> Reply {
    let (_, profile) = find(region, work)?;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (id, count) in profile.objects.values().flat_map(|object| &object.found) {
        *counts.entry(id).or_default() += count;
    }
    let items: Vec<Value> = counts
        .iter()
        .map(|(id, count)| json!({"count": count, "id": id, "name": id, "suppressed": false, "type": "MANAGED"}))
        .collect();
    work.page("detections", &items, 25, 25)
}

/// `ListResourceProfileArtifacts`: the objects that were chosen, and how each
/// came out.
pub(super) fn artifacts(region: &Region, work: &Work<'_>) -> Reply {
    let (name, profile) = find(region, work)?;
    let items: Vec<Value> = profile
        .objects
        .iter()
        .map(|(key, object)| {
            let status = if object.skipped.is_some() {
                "SKIPPED"
            } else {
                "COMPLETE"
            };
            let mut out = json!({
                "arn": format!("arn:aws:s3:::{name}/{key}"),
                "classificationResultStatus": status,
            });
            if object.skipped.is_none() {
                out["sensitive"] = json!(!object.found.is_empty());
            }
            out
        })
        .collect();
    work.page("artifacts", &items, 100, 100)
}
