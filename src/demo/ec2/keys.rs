//! The KMS keys of volumes and snapshots, as EBS names them.

use super::wire::Refusal;
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;

/// The alias of the key that EBS makes for itself.
pub(super) const AWS_MANAGED: &str = "alias/aws/ebs";

/// The ARN of a key that a call names by id, alias or ARN. EBS looks the key up
/// later, so a name that no key has is taken as it is.
pub(super) fn arn(region: &str, named: &str) -> Result<String, Refusal> {
    if named == AWS_MANAGED {
        return Ok(aws_managed(region));
    }
    if named.starts_with("arn:aws:kms:") {
        return Ok(named.to_owned());
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "-_/".contains(c);
    if !named.chars().all(good) || named.starts_with('/') {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Value ({named}) for parameter KmsKeyId is invalid."),
        ));
    }
    let resource = if named.starts_with("alias/") {
        named.to_owned()
    } else {
        format!("key/{named}")
    };
    Ok(format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{resource}"))
}

/// The ARN of the Region's `aws/ebs` key, whose id depends on Region and alias
/// alone, here as in KMS.
pub(super) fn aws_managed(region: &str) -> String {
    let seed = region
        .bytes()
        .chain(AWS_MANAGED.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let id = Ids::new(seed).uuid();
    format!("arn:aws:kms:{region}:{ACCOUNT_ID}:key/{id}")
}
