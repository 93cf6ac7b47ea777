//! The KMS keys of volumes and snapshots, as EBS names them.

use super::state::Request;
use super::wire::Refusal;
use crate::demo::ACCOUNT_ID;

/// The alias of the key that EBS makes for itself.
pub(super) const AWS_MANAGED: &str = "alias/aws/ebs";

/// The ARN of a key that a call names by id, alias or ARN. EBS looks the key up
/// after it has answered ("if you specify an ID, alias, or ARN that is not
/// valid, the action can appear to complete, but eventually fails"), so a name
/// that no key has is taken as it is.
pub(super) fn arn(request: &Request<'_>, named: &str) -> Result<String, Refusal> {
    if let Some(key) = request.key(named) {
        return Ok(key.arn);
    }
    if named.starts_with("arn:aws:kms:") {
        return Ok(named.to_owned());
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "-_/".contains(c);
    if !named.chars().all(good) || named.starts_with('/') {
        return Err(Refusal::value("KmsKeyId", named));
    }
    let resource = if named.starts_with("alias/") {
        named.to_owned()
    } else {
        format!("key/{named}")
    };
    let region = &request.call.region;
    Ok(format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{resource}"))
}
