//! KMS: keys, rotation, aliases, grants.

use crate::inventory::{Field, Tags, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

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
    /// What enclaves did with the key (`LookupEvents`, ninety days); `None`
    /// for a key that is not an enclave's, so that nothing was asked.
    pub enclave_calls: Field<Option<EnclaveCalls>>,
}

impl KmsKey {
    /// Whether the key serves a Nitro Enclave: its policy speaks of
    /// attestation, or its alias, description or tags of an enclave. `None`
    /// when nothing that was read says so and something could not be read.
    pub fn is_for_enclaves(&self, tags: &Field<Tags>) -> Option<bool> {
        let names = |text: &str| says(text, "enclave");
        let attested = |policy: &String| says(policy, "kms:recipientattestation:");
        let said = [
            self.policy.known().map(attested),
            self.description.known().map(|text| names(text)),
            self.aliases.known().map(|all| all.iter().any(|a| names(a))),
            tags.known().map(|t| t.iter().any(|(k, v)| names(k) || names(v))),
        ];
        if said.contains(&Some(true)) {
            return Some(true);
        }
        (!said.contains(&None)).then_some(false)
    }
}

/// Whether a text has a word, in whatever case.
fn says(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let starts = |(at, byte): (usize, &u8)| {
        byte.eq_ignore_ascii_case(&word[0])
            && text
                .get(at..at + word.len())
                .is_some_and(|place| place.eq_ignore_ascii_case(word))
    };
    text.iter().enumerate().any(starts)
}

/// What CloudTrail tells of the enclaves that called a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnclaveCalls {
    /// The newest call of each enclave and image.
    pub newest: Vec<EnclaveCall>,
    /// Whether every event of the ninety days was read; a key that is used
    /// all day has more than can be.
    pub whole: bool,
}

/// One call of an enclave that CloudTrail recorded: what
/// `additionalEventData.recipient` says of the attestation document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnclaveCall {
    /// `eventName`, e.g. `Decrypt`.
    pub operation: String,
    /// `eventTime`.
    pub at: Option<Timestamp>,
    /// `attestationDocumentModuleId`: the instance and the enclave.
    pub module: String,
    /// The measurements by name (`PCR0`, `PCR1`, …), in lower-case
    /// hexadecimal; those that could not be read are left out.
    pub measurements: BTreeMap<String, String>,
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

/// A measurement (SHA-384, 48 bytes) in lower-case hexadecimal, from
/// hexadecimal or base64; `None` for anything else.
pub fn measurement(text: &str) -> Option<String> {
    const BYTES: usize = 48;
    let text = text.trim();
    if text.len() == 2 * BYTES && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Some(text.to_ascii_lowercase());
    }
    let bytes = STANDARD.decode(text).ok().filter(|b| b.len() == BYTES)?;
    Some(bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}
