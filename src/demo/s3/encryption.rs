//! How objects are encrypted: as their headers say, else as the bucket does;
//! under keys that KMS has and that are enabled.

use super::customer;
use super::reply::{Outcome, Refusal, document, empty, header};
use super::request::Request;
use super::state::Bucket;
use crate::demo::kms::KeyFault;
use crate::demo::{Call, Response};

const ALGORITHM: &str = "x-amz-server-side-encryption";
const KEY: &str = "x-amz-server-side-encryption-aws-kms-key-id";
const BUCKET_KEY: &str = "x-amz-server-side-encryption-bucket-key-enabled";

/// What a bucket does with new objects that say nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BucketEncryption {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    pub(super) algorithm: String,
    /// Key id, ARN or alias as given; S3 does not look whether it exists.
    pub(super) key: Option<String>,
    pub(super) bucket_key: bool,
    /// Whether objects under keys of the caller (SSE-C) are refused.
    pub(super) blocks_customer_keys: bool,
}

impl BucketEncryption {
    /// Of a new bucket: S3's own keys since January 2023, no customer keys
    /// since April 2026.
    pub(super) fn of_new() -> Self {
        Self {
            algorithm: "AES256".to_owned(),
            key: None,
            bucket_key: false,
            blocks_customer_keys: true,
        }
    }
}

/// How one object is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// SSE-S3.
    Managed,
    /// SSE-KMS, in two layers for DSSE-KMS.
    Kms {
        /// The ARN of the key.
        key: String,
        dual_layer: bool,
        bucket_key: bool,
    },
    /// SSE-C: the caller keeps the key; S3 remembers its MD5 in Base64.
    Customer { key_md5: String },
}

impl Encryption {
    /// Whether the ETag is the MD5 of the bytes.
    pub(super) fn has_md5_etag(&self) -> bool {
        *self == Self::Managed
    }
}

/// What S3 says when KMS will not let a key be used.
pub(super) fn refused_by_kms(fault: &KeyFault) -> Refusal {
    let message = fault.to_string();
    let code = match fault {
        KeyFault::Foreign(_) => {
            return Refusal::denied(
                "User is not authorized to perform: kms:GenerateDataKey on this resource because the resource \
                 does not exist in this Region, no resource-based policies allow access, or a resource-based \
                 policy explicitly denies access",
            );
        }
        KeyFault::NotFound(_) | KeyFault::Elsewhere(_) => "KMS.NotFoundException",
        KeyFault::Disabled(_) => "KMS.DisabledException",
        KeyFault::PendingDeletion(_) | KeyFault::PendingImport(_) => "KMS.KMSInvalidStateException",
        KeyFault::Usage(_) => "KMS.InvalidKeyUsageException",
    };
    Refusal::new(400, code, message)
}

/// The encryption of a new object.
pub(super) fn for_new(request: &Request<'_>, bucket: &Bucket) -> Result<Encryption, Refusal> {
    let call = request.call;
    let key = call.header(KEY).filter(|k| !k.is_empty());
    let algorithm = call.header(ALGORITHM);
    if let Some(key_md5) = customer::brought(call)? {
        if bucket.encryption.blocks_customer_keys {
            return Err(Refusal::denied(
                "Access Denied because server-side encryption with customer-provided keys (SSE-C) is blocked \
                 for this bucket.",
            ));
        }
        if algorithm.is_some() || key.is_some() {
            return Err(Refusal::argument(
                "Server Side Encryption with Customer provided key is incompatible with the encryption \
                 method specified",
            ));
        }
        return Ok(Encryption::Customer { key_md5 });
    }
    check_context(call)?;
    let default = &bucket.encryption;
    let bucket_key = call
        .header(BUCKET_KEY)
        .map_or(default.bucket_key, |v| v.eq_ignore_ascii_case("true"));
    match algorithm {
        None | Some("AES256") if key.is_some() => Err(needs_kms()),
        None => resolved(
            request,
            bucket,
            &default.algorithm,
            default.key.as_deref(),
            bucket_key,
        ),
        Some(named @ ("AES256" | "aws:kms" | "aws:kms:dsse")) => {
            resolved(request, bucket, named, key, bucket_key)
        }
        Some(_) => Err(Refusal::argument(
            "The encryption method specified is not supported",
        )),
    }
}

fn needs_kms() -> Refusal {
    Refusal::argument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header \
         x-amz-server-side-encryption : aws:kms",
    )
}

/// With the ARN of a key that can be used; the AWS managed key when none is
/// named.
fn resolved(
    request: &Request<'_>,
    bucket: &Bucket,
    algorithm: &str,
    key: Option<&str>,
    bucket_key: bool,
) -> Result<Encryption, Refusal> {
    if algorithm == "AES256" {
        return Ok(Encryption::Managed);
    }
    let dual_layer = algorithm == "aws:kms:dsse";
    let key = request
        .keys
        .usable(&bucket.region, key.unwrap_or("alias/aws/s3"), request.call.now)
        .map_err(|fault| refused_by_kms(&fault))?;
    Ok(Encryption::Kms {
        key,
        dual_layer,
        // Two layers are never under a bucket key.
        bucket_key: bucket_key && !dual_layer,
    })
}

/// The encryption context is Base64 of a JSON object of strings.
fn check_context(call: &Call) -> Result<(), Refusal> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let Some(context) = call.header("x-amz-server-side-encryption-context") else {
        return Ok(());
    };
    let decoded = STANDARD.decode(context).unwrap_or_default();
    serde_json::from_slice::<std::collections::BTreeMap<String, String>>(&decoded)
        .map(|_| ())
        .map_err(|_| {
            Refusal::argument(
                "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string \
                 holding JSON which represents a string-string map",
            )
        })
}

/// Refuses to decrypt an object whose key cannot be used now, or whose caller
/// does not bring the key that only he has.
pub(super) fn check_read(request: &Request<'_>, encryption: &Encryption) -> Result<(), Refusal> {
    match encryption {
        Encryption::Managed => customer::check_none(request.call),
        Encryption::Customer { key_md5 } => customer::check(request.call, key_md5),
        Encryption::Kms { key, .. } => {
            customer::check_none(request.call)?;
            // A HEAD reads nothing that is encrypted, but for the checksum.
            let checksum = request.call.header("x-amz-checksum-mode") == Some("ENABLED");
            if request.call.method == "HEAD" && !checksum {
                return Ok(());
            }
            decrypt(request, key)
        }
    }
}

/// Asks KMS for the key of stored bytes.
pub(super) fn decrypt(request: &Request<'_>, key: &str) -> Result<(), Refusal> {
    if request.call.caller.access_key.is_empty() {
        return Err(Refusal::argument(
            "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature \
             Version 4.",
        ));
    }
    let region = key.split(':').nth(3).unwrap_or("");
    request
        .keys
        .usable(region, key, request.call.now)
        .map(|_| ())
        .map_err(|fault| refused_by_kms(&fault))
}

/// The headers that tell how an object is encrypted.
pub(super) fn write(encryption: &Encryption, response: &mut Response) {
    match encryption {
        Encryption::Managed => header(response, ALGORITHM, "AES256"),
        Encryption::Customer { key_md5 } => customer::write(key_md5, response),
        Encryption::Kms {
            key,
            dual_layer,
            bucket_key,
        } => {
            header(
                response,
                ALGORITHM,
                if *dual_layer { "aws:kms:dsse" } else { "aws:kms" },
            );
            header(response, KEY, key);
            if *bucket_key {
                header(response, BUCKET_KEY, "true");
            }
        }
    }
}

/// `GetBucketEncryption`.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let encryption = &request.bucket()?.encryption;
    Ok(document("ServerSideEncryptionConfiguration", |x| {
        x.element("Rule", |x| {
            x.element("ApplyServerSideEncryptionByDefault", |x| {
                x.text("SSEAlgorithm", &encryption.algorithm);
                x.maybe("KMSMasterKeyID", encryption.key.as_ref());
            });
            x.text("BucketKeyEnabled", encryption.bucket_key);
            x.element("BlockedEncryptionTypes", |x| {
                let blocked = encryption.blocks_customer_keys;
                x.text("EncryptionType", if blocked { "SSE-C" } else { "NONE" });
            });
        });
    }))
}

/// `PutBucketEncryption`. A rule that does not speak of blocked types leaves
/// them as they are.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let body = request.body("ServerSideEncryptionConfiguration")?;
    let mut rules = body.all("Rule");
    let (Some(rule), None) = (rules.next(), rules.next()) else {
        return Err(Refusal::malformed());
    };
    let default = rule.child("ApplyServerSideEncryptionByDefault");
    let algorithm = match default {
        Some(default) => default.at("SSEAlgorithm").ok_or_else(Refusal::malformed)?,
        None => "AES256",
    };
    if !["AES256", "aws:kms", "aws:kms:dsse"].contains(&algorithm) {
        return Err(Refusal::malformed());
    }
    let key = default
        .and_then(|d| d.at("KMSMasterKeyID"))
        .filter(|k| !k.is_empty());
    if key.is_some() && algorithm == "AES256" {
        return Err(Refusal::argument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        ));
    }
    let blocked = match rule.child("BlockedEncryptionTypes") {
        None => None,
        Some(types) => {
            let types: Vec<&str> = types.all("EncryptionType").map(|t| t.text.trim()).collect();
            match types.as_slice() {
                ["SSE-C"] => Some(true),
                ["NONE"] | [] => Some(false),
                _ => return Err(Refusal::malformed()),
            }
        }
    };
    let (algorithm, key) = (algorithm.to_owned(), key.map(str::to_owned));
    let bucket_key = rule
        .at("BucketKeyEnabled")
        .is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let encryption = &mut request.bucket_mut()?.encryption;
    *encryption = BucketEncryption {
        algorithm,
        key,
        bucket_key,
        blocks_customer_keys: blocked.unwrap_or(encryption.blocks_customer_keys),
    };
    Ok(empty(200))
}

/// `DeleteBucketEncryption`: back to S3's own keys, never to none.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.encryption = BucketEncryption::of_new();
    Ok(empty(204))
}

/// `UpdateObjectEncryption`: another KMS key, without writing the object anew.
pub(super) fn update(request: &mut Request<'_>) -> Outcome {
    let body = request.body("ObjectEncryption")?;
    let wanted = body.child("SSE-KMS").ok_or_else(Refusal::malformed)?;
    let arn = wanted.at("KMSKeyArn").unwrap_or("");
    if !arn.starts_with("arn:") || !arn.contains(":key/") {
        return Err(Refusal::malformed());
    }
    match request.version()?.encryption {
        Encryption::Managed
        | Encryption::Kms {
            dual_layer: false, ..
        } => {}
        _ => {
            return Err(Refusal::request(
                "The UpdateObjectEncryption operation doesn't support source objects with the encryption \
                 type DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
            ));
        }
    }
    let region = request.bucket()?.region.clone();
    let key = request.keys.usable(&region, arn, request.call.now);
    let encryption = Encryption::Kms {
        key: key.map_err(|fault| refused_by_kms(&fault))?,
        dual_layer: false,
        bucket_key: wanted.at("BucketKeyEnabled") == Some("true"),
    };
    request.change(|version| version.encryption = encryption)?;
    Ok(empty(200))
}
