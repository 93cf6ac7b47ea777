//! S3: buckets and the settings that guard them.

use crate::inventory::Field;
use serde::{Deserialize, Serialize};

/// An S3 general purpose bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// `GetBucketEncryption`; `None` when S3 answers that there is none.
    pub encryption: Field<Option<BucketEncryption>>,
    /// `GetPublicAccessBlock`; `None` when the bucket has no configuration.
    pub public_access_block: Field<Option<PublicAccessBlock>>,
    /// `GetBucketPolicy`; `None` for `NoSuchBucketPolicy`.
    pub policy: Field<Option<String>>,
    /// `GetBucketPolicyStatus.PolicyStatus.IsPublic`; false without a policy.
    pub policy_is_public: Field<bool>,
    /// `GetBucketVersioning.Status`: `Enabled`, `Suspended`, or `None` when never set.
    pub versioning: Field<Option<String>>,
    /// `GetBucketVersioning.MFADelete` is `Enabled`.
    pub mfa_delete: Field<bool>,
    /// `GetBucketLogging.LoggingEnabled`.
    pub logging: Field<Option<BucketLogging>>,
    /// `GetBucketOwnershipControls`: `BucketOwnerEnforced`, …
    pub ownership: Field<Option<String>>,
}

/// The first rule of `GetBucketEncryption`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketEncryption {
    /// `SSEAlgorithm`: `AES256`, `aws:kms`, `aws:kms:dsse`.
    pub algorithm: String,
    /// `KMSMasterKeyID` as stored: an id, ARN or alias.
    pub kms_key: Option<String>,
    /// `BucketKeyEnabled`.
    pub bucket_key: bool,
}

/// `GetPublicAccessBlock`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the four switches of the S3 API")]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// All four switches on.
    pub fn full() -> Self {
        Self {
            block_public_acls: true,
            ignore_public_acls: true,
            block_public_policy: true,
            restrict_public_buckets: true,
        }
    }
}

/// `GetBucketLogging.LoggingEnabled`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketLogging {
    /// `TargetBucket`.
    pub target_bucket: String,
    /// `TargetPrefix`.
    pub target_prefix: String,
}
