//! Classification jobs: what they are asked, and how they stand.

use super::detect::identifiers as managed;
use super::runs::Run;
use super::state::Region;
use super::{Reply, Work, criteria, invalid, missing, scope, tags, text};
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

const DAY: i64 = 86_400;
/// After so long a paused run expires.
const PAUSE: i64 = 30 * DAY;

/// Where a job stands between its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Waits for its next run, or has run for the only time.
    Open,
    /// Paused at that time.
    Paused(Timestamp),
    Cancelled,
}

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) request: Value,
    pub(super) created: Timestamp,
    pub(super) standing: Standing,
    pub(super) runs: u32,
    /// When the last run began.
    pub(super) last_run: Option<Timestamp>,
    /// When the next run begins, if there is one.
    pub(super) next: Option<Timestamp>,
    pub(super) running: Option<Run>,
    pub(super) failed: bool,
    /// How many objects the last run had to analyse.
    pub(super) objects: usize,
}

impl Job {
    pub(super) fn is_cancelled(&self) -> bool {
        self.standing == Standing::Cancelled
    }

    pub(super) fn cancel(&mut self) {
        if self.next.is_some() || self.running.is_some() {
            self.standing = Standing::Cancelled;
            self.next = None;
            self.running = None;
        }
    }

    fn status(&self) -> &'static str {
        match self.standing {
            Standing::Cancelled => "CANCELLED",
            Standing::Paused(_) => "USER_PAUSED",
            Standing::Open if self.running.is_some() => "RUNNING",
            Standing::Open if self.next.is_some() => "IDLE",
            Standing::Open => "COMPLETE",
        }
    }

    /// A paused run expires after thirty days, and a one-time job with it.
    pub(super) fn expire(&mut self, now: Timestamp) {
        if let Standing::Paused(at) = self.standing
            && now.seconds_since(at) >= PAUSE
        {
            self.running = None;
            if self.request["jobType"] == "ONE_TIME" {
                self.cancel();
                self.standing = Standing::Cancelled;
            }
        }
    }

    fn paused_details(&self) -> Option<Value> {
        let Standing::Paused(at) = self.standing else {
            return None;
        };
        let expires = Timestamp(at.0 + PAUSE);
        Some(json!({"jobPausedAt": at.rfc3339(), "jobExpiresAt": expires.rfc3339()}))
    }

    fn describe(&self, region: &Region) -> Value {
        let mut out = self.request.clone();
        out["jobId"] = json!(self.id);
        out["jobArn"] = json!(region.arn("classification-job", &self.id));
        out["jobStatus"] = json!(self.status());
        out["createdAt"] = json!(self.created.rfc3339());
        out["lastRunErrorStatus"] = json!({"code": if self.failed { "ERROR" } else { "NONE" }});
        out["statistics"] = json!({
            "approximateNumberOfObjectsToProcess": if self.running.is_some() { self.objects } else { 0 },
            "numberOfRuns": self.runs,
        });
        if let Some(at) = self.last_run {
            out["lastRunTime"] = json!(at.rfc3339());
        }
        if let Some(details) = self.paused_details() {
            out["userPausedDetails"] = details;
        }
        out
    }
}

fn ids<'v>(request: &'v Value, field: &str) -> Vec<&'v str> {
    let list = request[field].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

/// What a request must satisfy.
fn check(region: &Region, request: &Value) -> Result<(), Refusal> {
    text(request, "name", 500)?;
    text(request, "clientToken", 128)?;
    let scheduled = request["scheduleFrequency"].is_object();
    match request["jobType"].as_str() {
        Some("ONE_TIME") if scheduled => {
            return Err(invalid("A one-time job can't have a scheduleFrequency."));
        }
        Some("SCHEDULED") if !scheduled => {
            return Err(invalid("A recurring job must have a scheduleFrequency."));
        }
        Some("ONE_TIME" | "SCHEDULED") => {}
        _ => return Err(invalid("The jobType value isn't valid.")),
    }
    let day = &request["scheduleFrequency"]["monthlySchedule"]["dayOfMonth"];
    if !day.is_null() && !day.as_i64().is_some_and(|day| (1..=31).contains(&day)) {
        return Err(invalid("The dayOfMonth value must be between 1 and 31."));
    }
    let percentage = &request["samplingPercentage"];
    if !percentage.is_null() && !percentage.as_i64().is_some_and(|p| (1..=100).contains(&p)) {
        return Err(invalid("The samplingPercentage value must be between 1 and 100."));
    }
    if !request["s3JobDefinition"].is_object() {
        return Err(invalid("The s3JobDefinition field is required."));
    }
    scope::check(&request["s3JobDefinition"])?;
    check_identifiers(region, request)
}

fn check_identifiers(region: &Region, request: &Value) -> Result<(), Refusal> {
    let chosen = ids(request, "managedDataIdentifierIds");
    let custom = ids(request, "customDataIdentifierIds");
    let fits = match request["managedDataIdentifierSelector"].as_str() {
        None | Some("ALL" | "RECOMMENDED") => chosen.is_empty(),
        Some("NONE") => chosen.is_empty() && !custom.is_empty(),
        Some("INCLUDE" | "EXCLUDE") => !chosen.is_empty(),
        Some(_) => false,
    };
    if !fits {
        return Err(invalid(
            "The managedDataIdentifierIds and customDataIdentifierIds don't fit the managedDataIdentifierSelector.",
        ));
    }
    if let Some(id) = chosen.iter().find(|id| managed::by_id(id).is_none()) {
        return Err(invalid(format!(
            "The managed data identifier {id} doesn't exist."
        )));
    }
    if custom.len() > 30 {
        return Err(invalid("A job can use as many as 30 custom data identifiers."));
    }
    let known = |id: &&str| region.identifiers.get(*id).is_some_and(|made| !made.deleted);
    if let Some(id) = custom.iter().find(|id| !known(id)) {
        return Err(invalid(format!("The custom data identifier {id} doesn't exist.")));
    }
    let lists = ids(request, "allowListIds");
    if lists.len() > 10 || lists.iter().any(|id| !region.lists.contains_key(*id)) {
        return Err(invalid("The allowListIds aren't valid."));
    }
    Ok(())
}

/// `CreateClassificationJob`. A one-time job begins at once, a recurring one
/// does if it asks for an initial run.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let mut request = work.request.clone();
    check(region, &request)?;
    let answer = |id: &str| json!({"jobArn": work.arn("classification-job", id), "jobId": id});
    let token = format!("job {}", request["clientToken"].as_str().unwrap_or_default());
    if let Some(id) = region.tokens.get(&token) {
        return Ok(answer(id));
    }
    tags::check(&request["tags"])?;
    let defaults = [
        ("samplingPercentage", json!(100)),
        ("managedDataIdentifierSelector", json!("RECOMMENDED")),
        ("initialRun", json!(false)),
    ];
    for (field, value) in defaults {
        if request[field].is_null() {
            request[field] = value;
        }
    }
    let at_once = request["jobType"] == "ONE_TIME" || request["initialRun"] == true;
    let mut job = Job {
        id: work.ground.ids.hex(32),
        request,
        created: work.now(),
        standing: Standing::Open,
        runs: 0,
        last_run: None,
        next: Some(work.now()),
        running: None,
        failed: false,
        objects: 0,
    };
    if !at_once {
        job.next = job.next_run(work.now());
    }
    let reply = answer(&job.id);
    region.tokens.insert(token, job.id.clone());
    region.job_ids.insert(job.id.clone(), region.jobs.len());
    region.jobs.push(job);
    region.run_jobs(work.ground, work.now());
    Ok(reply)
}

fn find(region: &Region, id: &str) -> Result<usize, Refusal> {
    region.job_ids.get(id).copied().ok_or_else(missing)
}

/// `DescribeClassificationJob`.
pub(super) fn describe(region: &Region, work: &Work<'_>) -> Reply {
    let at = find(region, work.id())?;
    Ok(region.jobs[at].describe(region))
}

/// `UpdateClassificationJob`: cancel, pause, resume.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let at = find(region, work.id())?;
    let job = &mut region.jobs[at];
    match (work.request["jobStatus"].as_str(), job.status()) {
        (Some("CANCELLED"), "IDLE" | "PAUSED" | "RUNNING" | "USER_PAUSED") => {
            job.standing = Standing::Cancelled;
            job.running = None;
            job.next = None;
        }
        (Some("USER_PAUSED"), "IDLE" | "PAUSED" | "RUNNING") => {
            job.standing = Standing::Paused(work.now());
        }
        (Some("RUNNING"), "USER_PAUSED") => {
            if let (Standing::Paused(at), Some(run)) = (job.standing, &mut job.running) {
                run.ends = Timestamp(run.ends.0 + work.now().seconds_since(at));
            }
            job.standing = Standing::Open;
        }
        (Some("CANCELLED" | "USER_PAUSED" | "RUNNING"), status) => {
            return Err(invalid(format!(
                "The job can't be updated because its current status is {status}."
            )));
        }
        _ => return Err(invalid("The jobStatus value isn't valid.")),
    }
    Ok(json!({}))
}

/// A term of `filterCriteria`.
fn meets(job: &Value, term: &Value) -> bool {
    let key = term["key"].as_str().unwrap_or("");
    let value = job[key].as_str().unwrap_or("");
    let wanted: Vec<&str> = ids(term, "values");
    let first = wanted.first().copied().unwrap_or("");
    match term["comparator"].as_str().unwrap_or("") {
        "EQ" => wanted.contains(&value),
        "NE" => !wanted.contains(&value),
        "CONTAINS" => wanted.iter().any(|part| value.contains(part)),
        "STARTS_WITH" => wanted.iter().any(|part| value.starts_with(part)),
        comparator => {
            let (Some(value), Some(bound)) = (Timestamp::parse(value), Timestamp::parse(first)) else {
                return false;
            };
            match comparator {
                "GT" => value > bound,
                "GTE" => value >= bound,
                "LT" => value < bound,
                _ => value <= bound,
            }
        }
    }
}

/// `ListClassificationJobs`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    const SHOWN: &[&str] = &[
        "jobId",
        "name",
        "jobType",
        "jobStatus",
        "createdAt",
        "lastRunErrorStatus",
        "userPausedDetails",
    ];
    let filter = &work.request["filterCriteria"];
    let terms = |side: &str| filter[side].as_array().cloned().unwrap_or_default();
    let (wanted, unwanted) = (terms("includes"), terms("excludes"));
    let mut items: Vec<Value> = region
        .jobs
        .iter()
        .map(|job| {
            let full = job.describe(region);
            let mut item = json!({});
            for field in SHOWN.iter().filter(|field| !full[**field].is_null()) {
                item[*field] = full[*field].clone();
            }
            for field in ["bucketDefinitions", "bucketCriteria"] {
                if !full["s3JobDefinition"][field].is_null() {
                    item[field] = full["s3JobDefinition"][field].clone();
                }
            }
            item
        })
        .filter(|item| wanted.iter().all(|term| meets(item, term)))
        .filter(|item| !unwanted.iter().any(|term| meets(item, term)))
        .collect();
    criteria::sort(&mut items, &work.request["sortCriteria"]);
    work.page("items", &items, 25, 200)
}
