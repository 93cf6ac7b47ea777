//! What other services ask of KMS before they encrypt under a key.

use super::Kms;
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;

/// What can be wrong with a key that is to be used. Each carries the ARN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is no such key.
    #[error("Key '{0}' does not exist")]
    NotFound(String),
    /// `DisableKey`.
    #[error("{0} is disabled.")]
    Disabled(String),
    /// `ScheduleKeyDeletion`.
    #[error("{0} is pending deletion.")]
    PendingDeletion(String),
    /// Its material was not imported, or has expired.
    #[error("{0} is pending import.")]
    PendingImport(String),
    /// Not a symmetric encryption key.
    #[error("{0} key usage is not ENCRYPT_DECRYPT or the key is not symmetric.")]
    Usage(String),
    /// Of another account, which has not let this one in.
    #[error("{0} belongs to another account")]
    Foreign(String),
    /// Of another Region.
    #[error("Invalid arn {0}")]
    Elsewhere(String),
}

impl Kms {
    /// The ARN of a symmetric key that can encrypt now, named by id, ARN,
    /// alias or alias ARN.
    pub fn usable(&self, region: &str, name: &str, now: Timestamp) -> Result<String, KeyFault> {
        let arn = arn_of(region, name);
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, _, _, place, account, _] = parts[..] else {
            return Err(KeyFault::NotFound(arn));
        };
        if place != region {
            return Err(KeyFault::Elsewhere(place.to_owned()));
        }
        if account != ACCOUNT_ID {
            return Err(KeyFault::Foreign(arn));
        }
        let Some(key) = self.facts(region, &arn, now) else {
            return Err(KeyFault::NotFound(arn));
        };
        match key.state {
            "Enabled" if key.symmetric => Ok(key.arn),
            "Enabled" => Err(KeyFault::Usage(key.arn)),
            "PendingImport" => Err(KeyFault::PendingImport(key.arn)),
            "PendingDeletion" | "PendingReplicaDeletion" => Err(KeyFault::PendingDeletion(key.arn)),
            _ => Err(KeyFault::Disabled(key.arn)),
        }
    }
}

fn arn_of(region: &str, name: &str) -> String {
    if name.starts_with("arn:") {
        name.to_owned()
    } else if name.starts_with("alias/") {
        format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{name}")
    } else {
        format!("arn:aws:kms:{region}:{ACCOUNT_ID}:key/{name}")
    }
}
