//! What S3 holds: buckets by name over all Regions, versions by key.

use super::address::Address;
use super::checksum::Checksum;
use super::reply::Refusal;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::{self, Element};
use crate::demo::{ACCOUNT_ID, Call};
use crate::inventory::Timestamp;
use crate::inventory::detail::PublicAccessBlock;
use bytes::Bytes;
use std::collections::BTreeMap;

/// Everything.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) buckets: BTreeMap<String, Bucket>,
    /// Unfinished multipart uploads by id.
    pub(super) uploads: BTreeMap<String, Upload>,
}

/// Encryption of a bucket's new objects, or of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Encryption {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    pub(super) algorithm: String,
    /// Key id, ARN or alias as given (bucket); ARN (object).
    pub(super) key: Option<String>,
    pub(super) bucket_key: bool,
}

impl Encryption {
    /// What S3 does with every object since January 2023.
    pub(super) fn s3_managed() -> Self {
        Self {
            algorithm: "AES256".to_owned(),
            key: None,
            bucket_key: false,
        }
    }
}

/// Tags in the order given.
pub(super) type Tags = Vec<(String, String)>;

/// One grant of an ACL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    /// `None` for the owner, else the group's URI.
    pub(super) group: Option<String>,
    pub(super) permission: String,
}

/// A bucket.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    pub(super) region: String,
    pub(super) created: Timestamp,
    pub(super) encryption: Encryption,
    pub(super) public_access_block: Option<PublicAccessBlock>,
    pub(super) policy: Option<String>,
    /// `Enabled`, `Suspended`, or never set.
    pub(super) versioning: Option<String>,
    pub(super) logging: Option<Element>,
    pub(super) ownership: Option<String>,
    pub(super) tags: Tags,
    pub(super) lifecycle: Option<Element>,
    pub(super) lock_enabled: bool,
    /// `Rule` of the object lock configuration.
    pub(super) lock_rule: Option<Element>,
    pub(super) acl: Vec<Grant>,
    /// Versions by key, oldest first; never an empty list.
    pub(super) objects: BTreeMap<String, Vec<Version>>,
}

impl Bucket {
    /// Whether overwritten objects are kept.
    pub(super) fn is_versioned(&self) -> bool {
        self.versioning.as_deref() == Some("Enabled")
    }
}

/// Protection of one version from deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lock {
    /// `GOVERNANCE` or `COMPLIANCE`, and until when.
    pub(super) retention: Option<(String, Timestamp)>,
    pub(super) legal_hold: bool,
}

/// One version of an object, or a delete marker.
#[derive(Clone, Debug)]
pub(super) struct Version {
    /// `null` when it was written to an unversioned bucket.
    pub(super) id: String,
    pub(super) marker: bool,
    pub(super) modified: Timestamp,
    pub(super) body: Bytes,
    pub(super) etag: String,
    /// Number of parts, when it was uploaded in parts.
    pub(super) parts: Option<usize>,
    pub(super) checksum: Checksum,
    pub(super) encryption: Encryption,
    /// `Content-*`, `Cache-Control`, `x-amz-meta-*`, `x-amz-storage-class`, by
    /// header name.
    pub(super) headers: Vec<(String, String)>,
    pub(super) tags: Tags,
    pub(super) lock: Lock,
}

/// An unfinished multipart upload.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) started: Timestamp,
    /// What the finished object will be, its body and checksums aside.
    pub(super) draft: Version,
    pub(super) parts: BTreeMap<u32, Part>,
}

/// A part that was uploaded.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) body: Bytes,
    pub(super) etag: String,
    pub(super) checksum: Checksum,
    pub(super) modified: Timestamp,
}

/// One call, with everything that it works on.
pub(super) struct Request<'a> {
    pub(super) call: &'a Call,
    pub(super) address: Address,
    pub(super) state: &'a mut State,
    pub(super) ids: &'a Ids,
}

impl Request<'_> {
    /// A bucket that exists, in the Region that was called, of the owner that
    /// the caller expects.
    pub(super) fn bucket(&self) -> Result<&Bucket, Refusal> {
        let bucket = self.state.buckets.get(&self.address.bucket);
        let bucket = bucket.ok_or_else(no_bucket)?;
        self.check(bucket)?;
        Ok(bucket)
    }

    /// As [`Request::bucket`], to change it.
    pub(super) fn bucket_mut(&mut self) -> Result<&mut Bucket, Refusal> {
        self.bucket()?;
        self.state
            .buckets
            .get_mut(&self.address.bucket)
            .ok_or_else(no_bucket)
    }

    fn check(&self, bucket: &Bucket) -> Result<(), Refusal> {
        if bucket.region != self.call.region {
            return Err(Refusal::new(
                301,
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified endpoint. \
                 Please send all future requests to this endpoint.",
            )
            .with("x-amz-bucket-region", bucket.region.clone()));
        }
        match self.call.header("x-amz-expected-bucket-owner") {
            Some(owner) if owner != ACCOUNT_ID => Err(Refusal::denied("Access Denied")),
            _ => Ok(()),
        }
    }

    /// The body as XML with the root that the operation wants.
    pub(super) fn body(&self, root: &str) -> Result<Element, Refusal> {
        xml::parse(&self.call.body)
            .filter(|e| e.name == root)
            .ok_or_else(Refusal::malformed)
    }

    /// The canonical user id of the account: made once, from its number.
    pub(super) fn owner() -> String {
        let number = ACCOUNT_ID.as_bytes();
        format!(
            "{}{}",
            super::checksum::etag(number),
            super::checksum::etag(b"canonical")
        )
    }
}

/// `NoSuchBucket`.
pub(super) fn no_bucket() -> Refusal {
    Refusal::new(404, "NoSuchBucket", "The specified bucket does not exist")
}
