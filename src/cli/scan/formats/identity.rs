//! Ids that are the same from scan to scan: made from what a finding is about,
//! never drawn.
//!
//! A UUID of version 8 (RFC 9562) whose bits are those of a SHA-256: receivers
//! update what they know under an id, and a finding that is seen again is no
//! new one.

use crate::posture::Finding;
use crate::posture::reach::{AttackPath, Prize};
use sha2::{Digest as _, Sha256};

/// The id of what a check says about a resource.
pub(super) fn of_finding(finding: &Finding) -> String {
    // The kind too: scopes of several kinds of one service share an ARN.
    uuid(&[
        "finding",
        finding.account().as_str(),
        finding.region().as_str(),
        finding.check.id,
        finding.resource().as_str(),
        finding.resource_type().label(),
    ])
}

/// The id of an attack path: from whom to what. `nth` tells apart the paths to
/// the several objects that one model loads.
pub(super) fn of_path(account: &str, path: &AttackPath, prize: &Prize, nth: usize) -> String {
    uuid(&[
        "attack-path",
        account,
        &path.from,
        prize.stake.word(),
        &prize.arn,
        &nth.to_string(),
    ])
}

fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // Each with its length: no two lists of parts read the same.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut bits = digest
        .iter()
        .take(16)
        .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    bits = (bits & !(0xf << 76)) | (0x8 << 76);
    bits = (bits & !(0x3 << 62)) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
