//! The Region's EBS encryption defaults.

use super::state::Request;
use super::wire::{Outcome, require};
use crate::demo::wire::xml::Writer;

/// What `GetEbsDefaultKmsKeyId` says before a key was chosen.
const AWS_MANAGED: &str = "alias/aws/ebs";

/// `GetEbsEncryptionByDefault`.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn encryption(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    x.text("ebsEncryptionByDefault", request.state.ebs_encrypted);
    Ok(())
}

/// `EnableEbsEncryptionByDefault`.
pub(super) fn enable(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.state.ebs_encrypted = true;
    encryption(request, x)
}

/// `DisableEbsEncryptionByDefault`.
pub(super) fn disable(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.state.ebs_encrypted = false;
    encryption(request, x)
}

/// `GetEbsDefaultKmsKeyId`.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn key(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    x.text(
        "kmsKeyId",
        request.state.ebs_key.as_deref().unwrap_or(AWS_MANAGED),
    );
    Ok(())
}

/// `ModifyEbsDefaultKmsKeyId`.
pub(super) fn modify_key(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let chosen = require(&request.params, "KmsKeyId")?.to_owned();
    request.state.ebs_key = Some(chosen);
    key(request, x)
}

/// `ResetEbsDefaultKmsKeyId`.
pub(super) fn reset_key(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    request.state.ebs_key = None;
    key(request, x)
}
