//! What S3 holds: buckets by name over all Regions, versions by key.

use super::checksum::Checksum;
use super::encryption::{BucketEncryption, Encryption};
use super::points::Points;
use super::reply::Refusal;
use crate::demo::wire::xml::Element;
use crate::inventory::Timestamp;
use crate::inventory::detail::PublicAccessBlock;
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// Everything.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) buckets: BTreeMap<String, Bucket>,
    /// Directory buckets; their names have the zone in them.
    pub(super) directories: BTreeMap<String, Bucket>,
    /// The account's own Block Public Access, over that of every bucket.
    pub(super) public_access_block: Option<PublicAccessBlock>,
    /// Names that buckets of other accounts have.
    pub(super) taken: BTreeSet<String>,
    /// Access points.
    pub(super) points: Points,
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
    pub(super) encryption: BucketEncryption,
    pub(super) public_access_block: Option<PublicAccessBlock>,
    pub(super) policy: Option<String>,
    /// `Enabled`, `Suspended`, or never set.
    pub(super) versioning: Option<String>,
    /// Versions are deleted with a code of the root user's device only.
    pub(super) mfa_delete: bool,
    pub(super) ownership: Option<String>,
    pub(super) tags: Tags,
    pub(super) lock_enabled: bool,
    /// `Rule` of the object lock configuration.
    pub(super) lock_rule: Option<Element>,
    pub(super) acl: Vec<Grant>,
    /// Configurations that are answered as they were put, by sub-resource.
    pub(super) configurations: BTreeMap<&'static str, Element>,
    /// The same where a bucket has several, by sub-resource and id.
    pub(super) lists: BTreeMap<(&'static str, String), Element>,
    /// `x-amz-transition-default-minimum-object-size` of the lifecycle.
    pub(super) smallest_transition: String,
    /// Versions by key, oldest first; never an empty list.
    pub(super) objects: BTreeMap<String, Vec<Version>>,
    /// Unfinished multipart uploads by key and id.
    pub(super) uploads: BTreeMap<(String, String), Upload>,
}

impl Bucket {
    /// Whether overwritten objects are kept.
    pub(super) fn is_versioned(&self) -> bool {
        self.versioning.as_deref() == Some("Enabled")
    }

    /// Whether ACLs are off: the owner of the bucket owns every object.
    pub(super) fn has_no_acls(&self) -> bool {
        self.ownership.as_deref() == Some("BucketOwnerEnforced")
    }

    /// The newest version of a key, unless it is a delete marker.
    pub(super) fn latest(&self, key: &str) -> Option<&Version> {
        self.objects
            .get(key)
            .and_then(|versions| versions.last())
            .filter(|v| !v.marker)
    }

    /// Puts a version on top of its key: a `null` version takes the place of
    /// the one before it.
    pub(super) fn store(&mut self, key: &str, version: Version) {
        let versions = self.objects.entry(key.to_owned()).or_default();
        if version.id == "null" {
            versions.retain(|v| v.id != "null");
        }
        versions.push(version);
    }
}

/// Protection of one version from deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lock {
    /// `GOVERNANCE` or `COMPLIANCE`, and until when.
    pub(super) retention: Option<(String, Timestamp)>,
    /// `ON` or `OFF`, when it was ever set.
    pub(super) legal_hold: Option<bool>,
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
    /// The parts that it was uploaded in; none when in one piece.
    pub(super) parts: Vec<Piece>,
    pub(super) checksum: Checksum,
    pub(super) encryption: Encryption,
    /// `Content-*`, `Cache-Control`, `x-amz-meta-*`, `x-amz-storage-class`, by
    /// header name.
    pub(super) headers: Vec<(String, String)>,
    pub(super) tags: Tags,
    pub(super) lock: Lock,
    pub(super) acl: Vec<Grant>,
}

impl Version {
    /// Its storage class, `STANDARD` when none was given.
    pub(super) fn storage_class(&self) -> &str {
        let named = self.headers.iter().find(|(n, _)| n == "x-amz-storage-class");
        named.map_or("STANDARD", |(_, class)| class)
    }
}

/// What a finished object remembers of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) number: u32,
    pub(super) size: usize,
    pub(super) checksum: String,
}

/// An unfinished multipart upload.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) started: Timestamp,
    /// What the finished object will be, its body and checksums aside.
    pub(super) draft: Version,
    /// Whether the caller named the checksum algorithm.
    pub(super) checksum_named: bool,
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

/// `NoSuchBucket`.
pub(super) fn no_bucket() -> Refusal {
    Refusal::new(404, "NoSuchBucket", "The specified bucket does not exist")
}
