//! What a trail must satisfy: its name, a bucket that lets CloudTrail deliver,
//! a role that CloudTrail may assume, tags.

use super::trails::Ground;
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// The service principal.
pub(super) const SERVICE: &str = "cloudtrail.amazonaws.com";

fn refuse(code: &'static str, message: &str) -> Refusal {
    Refusal::new(400, code, message)
}

/// The ARN that a name or ARN means in a Region.
pub(super) fn key(region: &str, given: &str) -> Result<String, Refusal> {
    if given.starts_with("arn:") {
        return Ok(given.to_owned());
    }
    name(given)?;
    Ok(super::trails::arn(region, given))
}

/// The documented shape of a trail's name.
pub(super) fn name(name: &str) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_alphanumeric();
    let inside = |c: char| plain(c) || ['.', '_', '-'].contains(&c);
    let doubled = name
        .as_bytes()
        .windows(2)
        .any(|pair| pair.iter().all(|b| b"._-".contains(b)));
    let fault = if !(3..=128).contains(&name.len()) {
        "Trail name too short or too long: it must have between 3 and 128 characters."
    } else if !name.starts_with(plain) {
        "Trail name must starts with a letter or number."
    } else if !name.ends_with(plain) {
        "Trail name must ends with a letter or number."
    } else if !name.chars().all(inside) {
        "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_)."
    } else if doubled {
        "Trail name cannot contain two adjacent periods, underscores or dashes."
    } else if name.parse::<Ipv4Addr>().is_ok() {
        "Trail name cannot be in IP address format."
    } else {
        return Ok(());
    };
    Err(refuse("InvalidTrailNameException", fault))
}

/// Tags as pairs; at most fifty.
pub(super) fn tags(list: &Value) -> Result<Vec<(String, String)>, Refusal> {
    let tags: Vec<(String, String)> = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| {
            let value = tag["Value"].as_str().unwrap_or("");
            Some((tag["Key"].as_str()?.to_owned(), value.to_owned()))
        })
        .collect();
    if tags.len() > 50 {
        return Err(refuse(
            "TagsLimitExceededException",
            "The number of tags per trail, event data store, dashboard, or channel has exceeded the permitted amount. Currently, the limit is 50.",
        ));
    }
    if tags
        .iter()
        .any(|(key, _)| key.starts_with("aws:") || key.is_empty())
    {
        return Err(refuse(
            "InvalidTagParameterException",
            "Tag keys must not be empty or begin with aws:.",
        ));
    }
    Ok(tags)
}

/// Whether CloudTrail may check the bucket and write logs to it for the trail.
pub(super) fn delivers(ground: &Ground<'_>, bucket: &str, prefix: &str, arn: &str) -> bool {
    let prefix = if prefix.is_empty() {
        String::new()
    } else {
        format!("{}/", prefix.trim_end_matches('/'))
    };
    let key = format!("{prefix}AWSLogs/{ACCOUNT_ID}/CloudTrail/us-east-1/log.json.gz");
    ground.s3.bucket(bucket).is_some_and(|bucket| {
        bucket.lets_service(SERVICE, "s3:GetBucketAcl", "", Some(arn))
            && bucket.lets_service(SERVICE, "s3:PutObject", &key, Some(arn))
    })
}

/// Checks the settings and writes the key as an ARN.
pub(super) fn settings(
    ground: &Ground<'_>,
    region: &str,
    arn: &str,
    settings: &mut Value,
) -> Result<(), Refusal> {
    let text = |field: &str| settings[field].as_str().filter(|t| !t.is_empty());
    let bucket = text("S3BucketName").ok_or_else(|| {
        refuse(
            "InvalidS3BucketNameException",
            "Bucket name is blank or is not valid.",
        )
    })?;
    let prefix = text("S3KeyPrefix").unwrap_or("");
    if prefix.len() > 200 {
        return Err(refuse(
            "InvalidS3PrefixException",
            "The S3 prefix must not be longer than 200 characters.",
        ));
    }
    if settings["IsMultiRegionTrail"] == true && settings["IncludeGlobalServiceEvents"] == false {
        return Err(refuse(
            "InvalidParameterCombinationException",
            "Multi-Region trail must include global service events.",
        ));
    }
    if settings["IsOrganizationTrail"] == true {
        return Err(refuse(
            "OrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        ));
    }
    if ground.s3.bucket(bucket).is_none() {
        return Err(refuse(
            "S3BucketDoesNotExistException",
            &format!("S3 bucket {bucket} does not exist!"),
        ));
    }
    if !delivers(ground, bucket, prefix, arn) {
        return Err(refuse(
            "InsufficientS3BucketPolicyException",
            &format!("Incorrect S3 bucket policy is detected for bucket: {bucket}"),
        ));
    }
    log_group(ground, settings)?;
    let sealed = settings["KmsKeyId"].as_str().filter(|k| !k.is_empty());
    if let Some(sealed) = sealed {
        let key = match sealed {
            _ if sealed.starts_with("arn:aws:kms:") => sealed.to_owned(),
            _ if sealed.starts_with("arn:") => {
                return Err(refuse(
                    "InvalidKmsKeyIdException",
                    &format!("The KMS key id {sealed} is not valid."),
                ));
            }
            _ if sealed.starts_with("alias/") => format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{sealed}"),
            _ => format!("arn:aws:kms:{region}:{ACCOUNT_ID}:key/{sealed}"),
        };
        if key.split(':').nth(3) != Some(region) {
            return Err(refuse(
                "KmsKeyNotFoundException",
                &format!("KMS key {key} is not in the Region of the trail's bucket."),
            ));
        }
        settings["KmsKeyId"] = json!(key);
    }
    Ok(())
}

/// A log group comes with a role that CloudTrail may assume, or not at all.
fn log_group(ground: &Ground<'_>, settings: &Value) -> Result<(), Refusal> {
    let text = |field: &str| settings[field].as_str().filter(|t| !t.is_empty());
    match (text("CloudWatchLogsLogGroupArn"), text("CloudWatchLogsRoleArn")) {
        (None, None) => Ok(()),
        (Some(group), Some(role)) => {
            if !group.starts_with("arn:aws:logs:") || !group.contains(":log-group:") {
                return Err(refuse(
                    "InvalidCloudWatchLogsLogGroupArnException",
                    "CloudTrail cannot validate the specified log group ARN.",
                ));
            }
            if !ground.roles.admits(role, SERVICE) {
                return Err(refuse(
                    "InvalidCloudWatchLogsRoleArnException",
                    "Access denied. Check the trust relationships for your role.",
                ));
            }
            Ok(())
        }
        _ => Err(refuse(
            "InvalidParameterCombinationException",
            "You must specify both a CloudWatch Logs log group ARN and a role ARN.",
        )),
    }
}
