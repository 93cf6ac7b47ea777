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
    /// `GetBucketAcl.Grants`; not asked for where ACLs are off.
    pub acl: Field<Vec<AclGrant>>,
    /// `GetBucketLifecycleConfiguration`; empty for `NoSuchLifecycleConfiguration`.
    pub lifecycle: Field<Vec<LifecycleRule>>,
    /// `GetBucketReplication`; empty when there is none.
    pub replication: Field<Vec<ReplicationRule>>,
    /// `GetObjectLockConfiguration.ObjectLockEnabled` is `Enabled`.
    pub object_lock: Field<bool>,
    /// `GetBucketNotificationConfiguration`: ARNs of those who are told, and
    /// `EventBridge`.
    pub notifications: Field<Vec<String>>,
    /// `GetObjectAcl` of a few objects; not asked for where the ACLs of
    /// objects are not in force.
    pub objects: Field<ObjectSample>,
}

/// A directory bucket: S3 Express One Zone, or a Local Zone's. AWS blocks all
/// public access to it, its owner owns every object, and it has no versions:
/// none of the three can be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryBucket {
    /// The zone that holds it, as the name says: `use1-az4`.
    pub zone: String,
    /// `GetBucketLifecycleConfiguration`; empty for `NoSuchLifecycleConfiguration`.
    pub lifecycle: Field<Vec<LifecycleRule>>,
}

/// One grant of an ACL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AclGrant {
    /// A group's URI, or an account's canonical id or e-mail address.
    pub grantee: String,
    /// `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP`, `FULL_CONTROL`.
    pub permission: String,
}

impl AclGrant {
    /// Whether everyone, or every AWS customer, is meant.
    pub fn is_public(&self) -> bool {
        ["/global/AllUsers", "/global/AuthenticatedUsers"]
            .iter()
            .any(|group| self.grantee.ends_with(group))
    }
}

/// A rule of `GetBucketLifecycleConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleRule {
    /// `ID`.
    pub id: String,
    /// `Status` is `Enabled`.
    pub enabled: bool,
    /// It moves or ends noncurrent versions.
    pub old_versions: bool,
}

/// A rule of `GetBucketReplication`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicationRule {
    /// `ID`.
    pub id: String,
    /// `Status` is `Enabled`.
    pub enabled: bool,
    /// The name of `Destination.Bucket`.
    pub bucket: String,
    /// `Destination.Account`, when the rule names one.
    pub account: Option<String>,
}

/// What the ACLs of a few objects say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectSample {
    /// How many objects were looked at.
    pub read: usize,
    /// Whether the bucket has more than those.
    pub more: bool,
    /// The keys of those that everyone, or every AWS customer, is let into.
    pub public: Vec<String>,
}

/// The account's own settings of S3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3Account {
    /// `s3control:GetPublicAccessBlock`; `None` when it was never set.
    pub public_access_block: Field<Option<PublicAccessBlock>>,
}

/// An access point of a bucket (`s3control:GetAccessPoint`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPoint {
    /// `Bucket`: the bucket's name.
    pub bucket: String,
    /// `BucketAccountId`, when the bucket is another account's.
    pub bucket_account: Option<String>,
    /// `NetworkOrigin`: `VPC` or `Internet`.
    pub network_origin: Field<String>,
    /// `PublicAccessBlockConfiguration`; it cannot be changed later.
    pub public_access_block: Field<Option<PublicAccessBlock>>,
    /// `GetAccessPointPolicy`; `None` for `NoSuchAccessPointPolicy`.
    pub policy: Field<Option<String>>,
}

/// A Multi-Region Access Point (`s3control:ListMultiRegionAccessPoints`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MultiRegionAccessPoint {
    /// `Status`: `READY`, `CREATING`, ….
    pub status: Field<String>,
    /// `PublicAccessBlock`; it cannot be changed later.
    pub public_access_block: Field<Option<PublicAccessBlock>>,
    /// The names of the buckets behind it.
    pub buckets: Field<Vec<String>>,
}

/// A bucket name that a service takes for this account and Region, and that
/// anyone can guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedBucket {
    /// The service: `sagemaker`, `glue`, ….
    pub service: String,
    /// Whose bucket of that name is: `this account`, `nobody` or `another
    /// account`.
    pub owner: Field<String>,
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
