//! KMS: keys, rotation, aliases, grants.

use crate::inventory::{Field, Timestamp};
use serde::{Deserialize, Serialize};

/// A KMS key (`DescribeKey` and the calls about it).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KmsKey {
    /// `KeyMetadata.KeyManager`: `CUSTOMER` or `AWS`.
    pub manager: Field<String>,
    /// `KeyMetadata.KeyState`: `Enabled`, `Disabled`, `PendingDeletion`, …
    pub state: Field<String>,
    /// `KeyMetadata.KeySpec`, e.g. `SYMMETRIC_DEFAULT`.
    pub spec: Field<String>,
    /// `KeyMetadata.KeyUsage`, e.g. `ENCRYPT_DECRYPT`.
    pub usage: Field<String>,
    /// `KeyMetadata.Origin`: `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, …
    pub origin: Field<String>,
    /// `KeyMetadata.MultiRegion`.
    pub multi_region: Field<bool>,
    /// `KeyMetadata.Description`.
    pub description: Field<String>,
    /// `KeyMetadata.DeletionDate`, set while deletion is pending.
    pub deletion_date: Field<Option<Timestamp>>,
    /// `GetKeyRotationStatus`; not readable for asymmetric or imported keys.
    pub rotation: Field<KeyRotation>,
    /// `GetKeyPolicy` for the policy `default`.
    pub policy: Field<String>,
    /// `ListAliases` for the key, with the `alias/` prefix.
    pub aliases: Field<Vec<String>>,
    /// `ListGrants`.
    pub grants: Field<Vec<KeyGrant>>,
}

/// `GetKeyRotationStatus`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRotation {
    /// `KeyRotationEnabled`.
    pub enabled: bool,
    /// `RotationPeriodInDays`, 90 to 2560.
    pub period_days: Option<i32>,
    /// `NextRotationDate`.
    pub next: Option<Timestamp>,
}

/// One entry of `ListGrants`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyGrant {
    /// `GrantId`.
    pub id: String,
    /// `GranteePrincipal`.
    pub grantee: String,
    /// `RetiringPrincipal`.
    pub retiring: Option<String>,
    /// `Operations`.
    pub operations: Vec<String>,
    /// Whether the grant carries encryption context constraints.
    pub constrained: bool,
    /// `CreationDate`.
    pub created: Option<Timestamp>,
}
