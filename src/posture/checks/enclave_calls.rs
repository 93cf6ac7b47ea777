//! What CloudTrail tells of the enclaves that called a KMS key.

use super::enclave::{golden_values, is_enclaves};
use crate::inventory::Resource;
use crate::inventory::detail::{EnclaveCall, EnclaveCalls, KmsKey};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "kms.key_enclave_debug_attestation_detected",
        title: "No enclave in debug mode called the key",
        severity: Severity::High,
        why: "Whoever runs the parent instance reads a debug enclave's console: what the key opened is open \
              there too.",
        fix: Fix::by_hand(
            "Stop the enclave and start it without --debug-mode; demand PCR0 in the key policy, which is zero in debug mode.",
        ),
        prowler: &["kms_key_enclave_debug_attestation_detected"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(no_debug)],
    },
    Check {
        id: "kms.key_enclave_attestation_unknown_image",
        title: "Only images that were built here called the key",
        severity: Severity::Medium,
        why: "The key policy says who may; the trail says who did. An image that no build of yours gave has \
              had the plaintext.",
        fix: Fix::by_hand(
            "Find out whose image it is; take its measurement out of the key policy, or list it in the key's aisec:pcrN tags.",
        ),
        prowler: &["kms_key_enclave_attestation_unknown_image"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(known_images)],
    },
];

const DEBUG: Probe = Probe::new(
    "LookupEvents.additionalEventData.recipient.attestationDocumentEnclaveImageDigest",
    "not zero in any call of 90 days",
);
const IMAGE: Probe = Probe::new(
    "LookupEvents.additionalEventData.recipient.attestationDocumentEnclaveImageDigest",
    "an image that the aisec:pcrN tags list, in every call of 90 days",
);

/// The calls of enclaves; `None` for keys that no enclave uses.
fn calls_of<'k>(
    resource: &Resource,
    key: &'k KmsKey,
    probe: Probe,
) -> Result<Option<&'k EnclaveCalls>, Unread> {
    if !is_enclaves(resource, key)? {
        return Ok(None);
    }
    match probe.read(&key.enclave_calls)? {
        Some(calls) => Ok(Some(calls)),
        None => Err(probe.unread("CloudTrail was not asked about this key")),
    }
}

/// Whether an enclave ran in debug mode: its measurements are zero then.
fn is_debug(call: &EnclaveCall) -> bool {
    let image = call.measurements.get("PCR0");
    image.is_some_and(|digest| digest.bytes().all(|b| b == b'0'))
}

fn words(call: &EnclaveCall) -> String {
    let at = call.at.map_or_else(String::new, |at| format!(" at {at}"));
    format!("{} from {}{at}", call.operation, call.module)
}

/// Passes on calls that were seen, all of them, and not on silence.
fn passed(calls: &EnclaveCalls, probe: Probe) -> Judged {
    if !calls.whole {
        return Err(probe.unread("there are more events than were read, and none of those read is at fault"));
    }
    if calls.newest.is_empty() {
        return Err(probe.unread("no enclave called the key in 90 days: there is nothing to judge by"));
    }
    Ok(probe.verdict(true, format!("{} images seen", calls.newest.len())))
}

fn no_debug(_: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    let Some(calls) = calls_of(resource, key, DEBUG)? else {
        return Ok(Verdict::NotApplicable);
    };
    let found: Vec<String> = calls.newest.iter().filter(|c| is_debug(c)).map(words).collect();
    if !found.is_empty() {
        return Ok(DEBUG.verdict(false, found.join(", ")));
    }
    if calls.newest.iter().any(|c| !c.measurements.contains_key("PCR0")) {
        return Err(DEBUG.unread("the image of a call could not be read"));
    }
    passed(calls, DEBUG)
}

fn known_images(_: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    let Some(calls) = calls_of(resource, key, IMAGE)? else {
        return Ok(Verdict::NotApplicable);
    };
    let golden = golden_values(resource)?;
    let mut strange = Vec::new();
    let mut unread = false;
    // What debug mode zeroes is the other check's.
    for call in calls.newest.iter().filter(|c| !is_debug(c)) {
        let compared: Vec<(&String, bool)> = call
            .measurements
            .iter()
            .filter_map(|(name, value)| Some((name, golden.get(name)?.contains(value))))
            .collect();
        let wrong: Vec<&str> = compared
            .iter()
            .filter(|(_, good)| !good)
            .map(|(name, _)| name.as_str())
            .collect();
        if !wrong.is_empty() {
            strange.push(format!("{}: {}", words(call), wrong.join(", ")));
        }
        unread |= compared.is_empty();
    }
    if !strange.is_empty() {
        return Ok(IMAGE.verdict(false, strange.join("; ")));
    }
    if unread {
        return Err(IMAGE.unread("a call has no measurement that a tag of the key lists"));
    }
    passed(calls, IMAGE)
}
