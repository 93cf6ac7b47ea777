//! What a Region holds once: encryption of new volumes, what may be shared
//! publicly, metadata options of new instances.

use super::gateway_block::GatewayBlock;
use super::keys;
use super::metadata::MetadataDefaults;
use super::state::Request;
use super::wire::{Outcome, Refusal, require};
use crate::demo::wire::xml::Writer;

/// The settings of a Region.
#[derive(Clone, Debug, Default)]
pub(super) struct Defaults {
    /// `EbsEncryptionByDefault`.
    pub(super) encrypted: bool,
    /// `EbsDefaultKmsKeyId`, when it is not the AWS managed key.
    pub(super) key: Option<String>,
    /// The state of block public access for snapshots; `None` is `unblocked`.
    pub(super) snapshots: Option<String>,
    /// Whether new AMIs may be shared publicly: AWS blocks it from the start.
    images_unblocked: bool,
    /// VPC Block Public Access, once it was set.
    pub(super) gateways: Option<GatewayBlock>,
    pub(super) metadata: MetadataDefaults,
}

impl Defaults {
    /// Whether AMIs cannot be newly shared with everyone.
    pub(super) fn blocks_images(&self) -> bool {
        !self.images_unblocked
    }
}

/// `GetEbsEncryptionByDefault`.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn encryption(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    x.text("ebsEncryptionByDefault", request.state().defaults.encrypted);
    Ok(())
}

/// `EnableEbsEncryptionByDefault`.
pub(super) fn enable_encryption(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.change()?.defaults.encrypted = true;
    encryption(request, x)
}

/// `DisableEbsEncryptionByDefault`.
pub(super) fn disable_encryption(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.change()?.defaults.encrypted = false;
    encryption(request, x)
}

/// `GetEbsDefaultKmsKeyId`: the alias of the AWS managed key until another is
/// chosen, then the ARN of that.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn key(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let chosen = request.state().defaults.key.as_deref();
    x.text("kmsKeyId", chosen.unwrap_or(keys::AWS_MANAGED));
    Ok(())
}

/// `ModifyEbsDefaultKmsKeyId`.
pub(super) fn modify_key(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let named = require(&request.params, "KmsKeyId")?;
    let chosen = match named {
        keys::AWS_MANAGED => None,
        _ => Some(keys::arn(request, named)?),
    };
    request.change()?.defaults.key = chosen;
    key(request, x)
}

/// `ResetEbsDefaultKmsKeyId`.
pub(super) fn reset_key(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.change()?.defaults.key = None;
    key(request, x)
}

/// `GetSnapshotBlockPublicAccessState`.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn snapshots(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let state = request.state().defaults.snapshots.as_deref();
    x.text("state", state.unwrap_or("unblocked"));
    x.text("managedBy", "account");
    Ok(())
}

/// `EnableSnapshotBlockPublicAccess`.
pub(super) fn block_snapshots(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let state = require(&request.params, "State")?.to_owned();
    if !["block-all-sharing", "block-new-sharing"].contains(&state.as_str()) {
        return Err(Refusal::value("State", &state));
    }
    x.text("state", &state);
    request.change()?.defaults.snapshots = Some(state);
    Ok(())
}

/// `DisableSnapshotBlockPublicAccess`.
pub(super) fn unblock_snapshots(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.change()?.defaults.snapshots = None;
    x.text("state", "unblocked");
    Ok(())
}

/// `GetImageBlockPublicAccessState`.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn images(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let state = if request.state().defaults.images_unblocked {
        "unblocked"
    } else {
        "block-new-sharing"
    };
    x.text("imageBlockPublicAccessState", state);
    x.text("managedBy", "account");
    Ok(())
}

/// `EnableImageBlockPublicAccess`.
pub(super) fn block_images(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let state = require(&request.params, "ImageBlockPublicAccessState")?;
    if state != "block-new-sharing" {
        return Err(Refusal::value("ImageBlockPublicAccessState", state));
    }
    request.change()?.defaults.images_unblocked = false;
    images(request, x)
}

/// `DisableImageBlockPublicAccess`.
pub(super) fn unblock_images(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.change()?.defaults.images_unblocked = true;
    images(request, x)
}
