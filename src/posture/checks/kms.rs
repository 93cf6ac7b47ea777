//! KMS keys: deletion, rotation, Regions.

use crate::inventory::Resource;
use crate::inventory::detail::KmsKey;
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Evidences, Judged, Probe, Unread, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "kms.cmk_not_deleted_unintentionally",
        title: "A customer managed key is not scheduled for deletion",
        severity: Severity::Critical,
        why: "Once the key is gone, every dataset, model artifact and volume under it is lost for good; \
              scheduling deletion is also how ransom attacks on training data begin.",
        fix: Fix::by_hand(
            "Cancel the deletion with kms:CancelKeyDeletion and enable the key again, unless nothing is encrypted with it any more.",
        ),
        prowler: &["kms_cmk_not_deleted_unintentionally"],
        security_hub: &["KMS.3"],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(not_deleted)],
    },
    Check {
        id: "kms.cmk_rotation_enabled",
        title: "A symmetric customer managed key rotates automatically",
        severity: Severity::High,
        why: "Training data and models are kept for years; rotation bounds how much of them one leaked \
              key version opens, without re-encrypting anything.",
        fix: Fix::by_plan(
            FixKind::EnableKeyRotation,
            "Enable automatic rotation, yearly or more often. Old versions stay usable for decryption.",
        ),
        prowler: &["kms_cmk_rotation_enabled"],
        security_hub: &["KMS.4"],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(rotation)],
    },
    Check {
        id: "kms.cmk_not_multi_region",
        title: "A customer managed key stays in one Region",
        severity: Severity::Medium,
        why: "A multi-Region key lets data be decrypted wherever it was copied to, so data residency of \
              training sets no longer follows from the key.",
        fix: Fix::by_hand(
            "Make a single-Region key, point the resources at it and re-encrypt; a key cannot be turned back into one.",
        ),
        prowler: &["kms_cmk_not_multi_region"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(single_region)],
    },
    Check {
        id: "kms.cmk_are_used",
        title: "A customer managed key is enabled, or on its way out",
        severity: Severity::Low,
        why: "A disabled key makes what it encrypts unreadable: a training job or endpoint that needs it \
              fails at its next start.",
        fix: Fix::by_hand("Enable the key if something still needs it; otherwise schedule its deletion."),
        prowler: &["kms_cmk_are_used"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(in_use)],
    },
];

const MANAGER: Probe = Probe::new("DescribeKey.KeyMetadata.KeyManager", "CUSTOMER");
const STATE: Probe = Probe::new("DescribeKey.KeyMetadata.KeyState", "Enabled");
const NOT_PENDING: Probe = Probe::new("DescribeKey.KeyMetadata.KeyState", "not PendingDeletion");
const DELETION: Probe = Probe::new("DescribeKey.KeyMetadata.DeletionDate", "not set");
const ROTATION: Probe = Probe::new("GetKeyRotationStatus.KeyRotationEnabled", "true");
const SPEC: Probe = Probe::new("DescribeKey.KeyMetadata.KeySpec", "SYMMETRIC_DEFAULT");
const ORIGIN: Probe = Probe::new("DescribeKey.KeyMetadata.Origin", "AWS_KMS");
const MULTI_REGION: Probe = Probe::new("DescribeKey.KeyMetadata.MultiRegion", "false");

/// Whether the customer manages the key; AWS's own keys are AWS's business.
pub(super) fn is_customers(key: &KmsKey) -> Result<bool, Unread> {
    Ok(MANAGER.read(&key.manager)? != "AWS")
}

fn not_deleted(_: &Context<'_>, _: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    let state = NOT_PENDING.read(&key.state)?;
    if !state.starts_with("Pending") || !state.ends_with("Deletion") {
        return Ok(NOT_PENDING.verdict(true, state.clone()));
    }
    let mut evidence = Evidences::from(NOT_PENDING.saw(state.clone()));
    if let Some(Some(at)) = key.deletion_date.known() {
        evidence.push(DELETION.saw(at.rfc3339()));
    }
    Ok(Verdict::Fail(evidence))
}

fn rotation(_: &Context<'_>, _: &Resource, key: &KmsKey) -> Judged {
    // KMS rotates only symmetric keys whose material it made itself.
    let rotates = is_customers(key)?
        && STATE.read(&key.state)? == "Enabled"
        && SPEC.read(&key.spec)? == "SYMMETRIC_DEFAULT"
        && ORIGIN.read(&key.origin)? == "AWS_KMS";
    if !rotates {
        return Ok(Verdict::NotApplicable);
    }
    let rotation = ROTATION.read(&key.rotation)?;
    let value = match (rotation.enabled, rotation.period_days) {
        (false, _) => "false".to_owned(),
        (true, None) => "true".to_owned(),
        (true, Some(days)) => format!("true, every {days} days"),
    };
    Ok(ROTATION.verdict(rotation.enabled, value))
}

fn single_region(_: &Context<'_>, _: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    MULTI_REGION.switch(&key.multi_region, false)
}

fn in_use(_: &Context<'_>, _: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    let state = STATE.read(&key.state)?;
    Ok(STATE.verdict(state != "Disabled", state.clone()))
}
