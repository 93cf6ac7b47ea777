//! Vaults, by name.

use super::{Region, Work, invalid, missing};
use crate::demo::wire::json::{Refusal, epoch};
use crate::demo::wire::outcome::{Outcome, text};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// A vault.
#[derive(Clone, Debug)]
pub(super) struct Vault {
    created: Timestamp,
    key: Option<String>,
    request: Option<String>,
}

/// `CreateBackupVault`. Tags are taken and forgotten: nothing reads them here.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Outcome {
    let name = work.name().to_owned();
    let odd = |c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c));
    if !(2..=50).contains(&name.len()) || name.contains(odd) {
        return Err(invalid(
            "Backup vault names have 2 to 50 letters, numbers, - or _.",
        ));
    }
    let request = text(&work.request, "CreatorRequestId").map(str::to_owned);
    if let Some(there) = region.vaults.get(&name) {
        if request.is_none() || there.request != request {
            let message = format!("Backup vault with the same name already exists: {name}");
            return Err(Refusal::new(400, "AlreadyExistsException", message));
        }
    } else {
        let vault = Vault {
            created: work.call.now,
            key: text(&work.request, "EncryptionKeyArn").map(str::to_owned),
            request,
        };
        region.vaults.insert(name.clone(), vault);
    }
    let created = region.vaults.get(&name).map_or(work.call.now, |v| v.created);
    Ok(json!({
        "BackupVaultName": name,
        "BackupVaultArn": work.arn(&format!("backup-vault:{name}")),
        "CreationDate": epoch(created),
    }))
}

fn written(region: &Region, work: &Work<'_>, name: &str, vault: &Vault) -> Value {
    let points = region.jobs.values().filter(|job| job.is_in(name, work.call.now));
    let mut body = json!({
        "BackupVaultName": name,
        "BackupVaultArn": work.arn(&format!("backup-vault:{name}")),
        "CreationDate": epoch(vault.created),
        "NumberOfRecoveryPoints": points.count(),
        "Locked": false,
    });
    if let Some(key) = &vault.key {
        body["EncryptionKeyArn"] = json!(key);
    }
    body
}

fn named<'r>(region: &'r Region, name: &str) -> Result<&'r Vault, Refusal> {
    let vault = region.vaults.get(name);
    vault.ok_or_else(|| missing(format!("Failed reading Backup vault with provided name {name}")))
}

/// `DescribeBackupVault`.
pub(super) fn describe(region: &Region, work: &Work<'_>) -> Outcome {
    let vault = named(region, work.name())?;
    Ok(written(region, work, work.name(), vault))
}

/// `ListBackupVaults`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Outcome {
    let vaults = region.vaults.iter();
    let rows: Vec<Value> = vaults
        .map(|(name, vault)| written(region, work, name, vault))
        .collect();
    work.page("BackupVaultList", &rows)
}

/// `DeleteBackupVault`: an empty one.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Outcome {
    let name = work.name();
    named(region, name)?;
    if region.jobs.values().any(|job| job.is_in(name, work.call.now)) {
        let message = "Backup vault cannot be deleted because it contains recovery points.";
        return Err(Refusal::new(400, "InvalidRequestException", message));
    }
    region.vaults.remove(name);
    Ok(Value::Null)
}
