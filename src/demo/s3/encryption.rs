//! How an object is encrypted: as its headers say, else as the bucket does.

use super::reply::{Refusal, header};
use super::state::{Bucket, Encryption};
use crate::demo::{ACCOUNT_ID, Call, Response};

const ALGORITHM: &str = "x-amz-server-side-encryption";
const KEY: &str = "x-amz-server-side-encryption-aws-kms-key-id";
const BUCKET_KEY: &str = "x-amz-server-side-encryption-bucket-key-enabled";
const CUSTOMER: &str = "x-amz-server-side-encryption-customer-algorithm";

/// The encryption of a new object.
pub(super) fn for_new(call: &Call, bucket: &Bucket) -> Result<Encryption, Refusal> {
    if call.headers.contains_key(CUSTOMER) {
        return Err(Refusal::denied(
            "Server-side encryption with customer-provided keys is blocked for this bucket.",
        ));
    }
    let key = call.header(KEY).filter(|k| !k.is_empty());
    let Some(algorithm) = call.header(ALGORITHM) else {
        if key.is_some() {
            return Err(Refusal::argument(
                "Server Side Encryption with AWS KMS managed key requires HTTP header \
                 x-amz-server-side-encryption : aws:kms",
            ));
        }
        return Ok(resolved(bucket.encryption.clone(), &bucket.region));
    };
    match algorithm {
        "AES256" if key.is_some() => Err(Refusal::argument(
            "Server Side Encryption with AWS KMS managed key requires HTTP header \
             x-amz-server-side-encryption : aws:kms",
        )),
        "AES256" => Ok(Encryption::s3_managed()),
        "aws:kms" | "aws:kms:dsse" => {
            let asked = Encryption {
                algorithm: algorithm.to_owned(),
                key: key.map(str::to_owned),
                bucket_key: call
                    .header(BUCKET_KEY)
                    .map_or(bucket.encryption.bucket_key, |v| v.eq_ignore_ascii_case("true")),
            };
            Ok(resolved(asked, &bucket.region))
        }
        _ => Err(Refusal::argument(
            "The encryption method specified is not supported",
        )),
    }
}

/// With the key as an ARN; the AWS managed key when none is named.
fn resolved(mut encryption: Encryption, region: &str) -> Encryption {
    if encryption.algorithm == "AES256" {
        return Encryption::s3_managed();
    }
    let key = encryption.key.as_deref().unwrap_or("alias/aws/s3");
    let arn = |rest: String| format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{rest}");
    encryption.key = Some(if key.starts_with("arn:") {
        key.to_owned()
    } else if key.starts_with("alias/") {
        arn(key.to_owned())
    } else {
        arn(format!("key/{key}"))
    });
    // Two layers are never under a bucket key.
    encryption.bucket_key &= encryption.algorithm == "aws:kms";
    encryption
}

/// The headers that tell how an object is encrypted.
pub(super) fn write(encryption: &Encryption, response: &mut Response) {
    header(response, ALGORITHM, &encryption.algorithm);
    if let Some(key) = &encryption.key {
        header(response, KEY, key);
    }
    if encryption.bucket_key {
        header(response, BUCKET_KEY, "true");
    }
}
