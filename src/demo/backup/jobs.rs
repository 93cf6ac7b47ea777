//! Backups on demand, and what has been backed up.

use super::{Region, Work, invalid, missing};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::epoch;
use crate::demo::wire::outcome::Outcome;
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Seconds until a job runs, and until it is completed.
const RUNNING: i64 = 2;
const COMPLETED: i64 = 10;

/// A backup job.
#[derive(Clone, Debug)]
pub(super) struct Job {
    vault: String,
    resource: String,
    role: String,
    started: Timestamp,
}

impl Job {
    fn state(&self, now: Timestamp) -> &'static str {
        match now.seconds_since(self.started) {
            age if age < RUNNING => "CREATED",
            age if age < COMPLETED => "RUNNING",
            _ => "COMPLETED",
        }
    }

    fn completed(&self, now: Timestamp) -> Option<Timestamp> {
        (self.state(now) == "COMPLETED").then_some(Timestamp(self.started.0 + COMPLETED))
    }

    /// Whether it has a recovery point in a vault.
    pub(super) fn is_in(&self, vault: &str, now: Timestamp) -> bool {
        self.vault == vault && self.completed(now).is_some()
    }
}

/// `EBS` or `EC2`, for what can be backed up here.
fn resource_type(arn: &str) -> Option<&'static str> {
    match arn.split(':').nth(5)?.split('/').next()? {
        "volume" => Some("EBS"),
        "instance" => Some("EC2"),
        _ => None,
    }
}

/// The recovery point of a job: AWS makes a snapshot or an image.
fn recovery_point(work: &Work<'_>, id: &str) -> String {
    work.arn(&format!("recovery-point:{id}"))
}

/// `StartBackupJob`.
pub(super) fn start(region: &mut Region, work: &Work<'_>) -> Outcome {
    let vault = work.require("BackupVaultName")?;
    let resource = work.require("ResourceArn")?;
    let role = work.require("IamRoleArn")?;
    if !region.vaults.contains_key(vault) {
        return Err(missing(format!(
            "Failed reading Backup vault with provided name {vault}"
        )));
    }
    let own = format!("arn:aws:ec2:{}:{ACCOUNT_ID}:", work.call.region);
    let id = resource.rsplit('/').next().unwrap_or("");
    if !resource.starts_with(&own) || resource_type(resource).is_none() {
        return Err(invalid(format!("Unsupported resource type: {resource}")));
    }
    if !work.ec2.has(&work.call.region, id) {
        return Err(missing(format!("Resource {resource} does not exist.")));
    }
    if !role.starts_with(&format!("arn:aws:iam::{ACCOUNT_ID}:role/")) {
        return Err(invalid(format!("IAM Role {role} is not a role of the account.")));
    }
    let job = Job {
        vault: vault.to_owned(),
        resource: resource.to_owned(),
        role: role.to_owned(),
        started: work.call.now,
    };
    let id = work.ids.uuid();
    region.jobs.insert(id.clone(), job);
    Ok(json!({
        "BackupJobId": id,
        "CreationDate": epoch(work.call.now),
        "IsParent": false,
    }))
}

/// `DescribeBackupJob`.
pub(super) fn describe(region: &Region, work: &Work<'_>) -> Outcome {
    let id = work.name();
    let job = region.jobs.get(id);
    let job = job.ok_or_else(|| missing(format!("Job {id} not found")))?;
    let mut body = json!({
        "AccountId": ACCOUNT_ID,
        "BackupJobId": id,
        "BackupVaultName": job.vault,
        "BackupVaultArn": work.arn(&format!("backup-vault:{}", job.vault)),
        "ResourceArn": job.resource,
        "ResourceType": resource_type(&job.resource),
        "IamRoleArn": job.role,
        "CreationDate": epoch(job.started),
        "State": job.state(work.call.now),
    });
    if let Some(at) = job.completed(work.call.now) {
        body["CompletionDate"] = epoch(at);
        body["RecoveryPointArn"] = json!(recovery_point(work, id));
    }
    Ok(body)
}

/// `ListProtectedResources`: each with its last backup, also when the resource
/// itself is gone.
pub(super) fn protected(region: &Region, work: &Work<'_>) -> Outcome {
    let mut last: BTreeMap<&str, (Timestamp, &str, &str)> = BTreeMap::new();
    for (id, job) in &region.jobs {
        let Some(at) = job.completed(work.call.now) else {
            continue;
        };
        let held = last.entry(&job.resource).or_insert((at, &job.vault, id));
        if held.0 < at {
            *held = (at, &job.vault, id);
        }
    }
    let rows: Vec<Value> = last
        .into_iter()
        .map(|(resource, (at, vault, job))| {
            json!({
                "ResourceArn": resource,
                "ResourceType": resource_type(resource),
                "LastBackupTime": epoch(at),
                "LastBackupVaultArn": work.arn(&format!("backup-vault:{vault}")),
                "LastRecoveryPointArn": recovery_point(work, job),
            })
        })
        .collect();
    work.page("Results", &rows)
}
