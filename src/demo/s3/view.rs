//! What other services of the account see of S3: Macie reads objects and judges
//! buckets, CloudTrail and Bedrock ask whether they may deliver.

use super::S3;
use super::acl;
use super::address::Address;
use super::encryption::{BucketEncryption, Encryption};
use super::request;
use super::state::{Bucket, State, Version};
use crate::demo::{ACCOUNT_ID, Call};
use crate::inventory::Timestamp;
use crate::inventory::detail::PublicAccessBlock;
use crate::policy::evaluate::{Outcome, Policies, Request, decide};
use crate::policy::{Document, query};
use bytes::Bytes;
use std::sync::PoisonError;

/// The algorithm of an object under a key that its writer keeps: no service of
/// the account can read it.
pub const CUSTOMER: &str = "SSE-C";

/// How something is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// `AES256`, `aws:kms`, `aws:kms:dsse`, or [`CUSTOMER`].
    pub algorithm: String,
    /// The key as stored: an id, ARN or alias.
    pub key: Option<String>,
}

/// A bucket, as other services see it.
#[derive(Clone, Debug)]
pub struct BucketView {
    /// The name.
    pub name: String,
    /// The Region.
    pub region: String,
    /// When it was made.
    pub created: Timestamp,
    /// Encryption of new objects.
    pub encryption: Sealed,
    /// The switches of Block Public Access.
    pub block: Option<PublicAccessBlock>,
    /// The policy's text.
    pub policy: Option<String>,
    /// The switches of the account's own Block Public Access.
    pub account_block: Option<PublicAccessBlock>,
    /// Whether the ACL lets everyone in.
    pub public_acl: bool,
    /// Whether the ACL lets everyone write.
    pub public_acl_writes: bool,
    /// The accounts to which objects are replicated; its own, if it names none.
    pub replicates_to: Vec<String>,
    /// Whether versioning is on.
    pub versioned: bool,
    /// Tags in the order given.
    pub tags: Vec<(String, String)>,
}

/// The newest version of an object, as other services see it.
#[derive(Clone, Debug)]
pub struct ObjectView {
    /// The key.
    pub key: String,
    /// The version, in a versioned bucket.
    pub version: Option<String>,
    /// Without quotes.
    pub etag: String,
    /// When it was written.
    pub modified: Timestamp,
    /// The bytes; shared, not copied.
    pub body: Bytes,
    /// How it is encrypted.
    pub encryption: Sealed,
    /// `STANDARD`, …
    pub storage_class: String,
    /// `Content-Type`, when it was given.
    pub content_type: Option<String>,
    /// Tags in the order given.
    pub tags: Vec<(String, String)>,
}

impl From<&BucketEncryption> for Sealed {
    fn from(encryption: &BucketEncryption) -> Self {
        Self {
            algorithm: encryption.algorithm.clone(),
            key: encryption.key.clone(),
        }
    }
}

impl From<&Encryption> for Sealed {
    fn from(encryption: &Encryption) -> Self {
        let (algorithm, key) = match encryption {
            Encryption::Managed => ("AES256", None),
            Encryption::Kms { key, dual_layer, .. } => {
                let algorithm = if *dual_layer { "aws:kms:dsse" } else { "aws:kms" };
                (algorithm, Some(key.clone()))
            }
            Encryption::Customer { .. } => (CUSTOMER, None),
        };
        Self {
            algorithm: algorithm.to_owned(),
            key,
        }
    }
}

impl BucketView {
    fn of(state: &State, name: &str, bucket: &Bucket) -> Self {
        let replication = bucket.configurations.get("replication");
        let rules = replication.into_iter().flat_map(|r| r.all("Rule"));
        let replicates_to = rules
            .filter(|rule| rule.at("Status") == Some("Enabled"))
            .map(|rule| rule.at("Destination/Account").unwrap_or(ACCOUNT_ID).to_owned())
            .collect();
        Self {
            account_block: state.public_access_block.clone(),
            public_acl_writes: acl::gives_everyone(&bucket.acl, "WRITE"),
            replicates_to,
            name: name.to_owned(),
            region: bucket.region.clone(),
            created: bucket.created,
            encryption: Sealed::from(&bucket.encryption),
            block: bucket.public_access_block.clone(),
            policy: bucket.policy.clone(),
            public_acl: acl::is_public(&bucket.acl),
            versioned: bucket.is_versioned(),
            tags: bucket.tags.clone(),
        }
    }

    /// The policy, read.
    pub fn document(&self) -> Option<Document> {
        self.policy.as_deref().and_then(|text| Document::parse(text).ok())
    }

    /// Whether everyone may do one of the actions by the policy, before Block
    /// Public Access.
    pub fn policy_lets_everyone(&self, actions: &[&str]) -> bool {
        let Some(document) = self.document() else {
            return false;
        };
        let stripped = Document {
            statements: query::public_statements(&document).into_iter().cloned().collect(),
            ..document
        };
        !stripped.statements.is_empty()
            && actions
                .iter()
                .any(|action| self.allows(stripped.clone(), "*", action, "", None))
    }

    /// Whether the policy lets a service such as `cloudtrail.amazonaws.com` do
    /// an action on the bucket (empty key) or on one of its objects, for a
    /// resource of this account.
    pub fn lets_service(&self, service: &str, action: &str, key: &str, source: Option<&str>) -> bool {
        self.document()
            .is_some_and(|document| self.allows(document, service, action, key, source))
    }

    fn allows(
        &self,
        document: Document,
        principal: &str,
        action: &str,
        key: &str,
        source: Option<&str>,
    ) -> bool {
        let mut arn = format!("arn:aws:s3:::{}", self.name);
        let on_objects = action.contains("Object");
        if on_objects {
            arn.push('/');
            arn.push_str(if key.is_empty() { "key" } else { key });
        }
        let mut request = Request::new(principal, action, arn)
            .owned_by(ACCOUNT_ID)
            .with("aws:SecureTransport", "true")
            .with_aws_keys();
        if principal != "*" {
            request = request
                .with("aws:SourceAccount", ACCOUNT_ID)
                .with("s3:x-amz-acl", "bucket-owner-full-control");
        }
        if let Some(source) = source {
            request = request.with("aws:SourceArn", source);
        }
        let policies = Policies {
            resource: Some(document),
            ..Policies::default()
        };
        decide(&request, &policies).result == Outcome::Allowed
    }
}

fn object(key: &str, version: &Version) -> ObjectView {
    let header = |name: &str| {
        version
            .headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
    };
    ObjectView {
        key: key.to_owned(),
        version: (version.id != "null").then(|| version.id.clone()),
        etag: version.etag.clone(),
        modified: version.modified,
        body: version.body.clone(),
        encryption: Sealed::from(&version.encryption),
        storage_class: header("x-amz-storage-class").unwrap_or_else(|| "STANDARD".to_owned()),
        content_type: header("content-type"),
        tags: version.tags.clone(),
    }
}

/// The bucket that a call names, by path or by host.
pub fn bucket_of(call: &Call) -> String {
    Address::of(call).bucket
}

/// The canonical id of the account.
pub fn owner() -> &'static str {
    request::Request::owner()
}

impl S3 {
    /// A bucket by name, in whatever Region.
    pub fn bucket(&self, name: &str) -> Option<BucketView> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = state.buckets.get(name);
        bucket.map(|bucket| BucketView::of(&state, name, bucket))
    }

    /// The buckets of a Region, by name.
    pub fn buckets(&self, region: &str) -> Vec<BucketView> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let here = state.buckets.iter().filter(|(_, bucket)| bucket.region == region);
        here.map(|(name, bucket)| BucketView::of(&state, name, bucket))
            .collect()
    }

    /// The objects of a bucket by key, newest versions; none for a bucket that
    /// does not exist.
    pub fn objects(&self, bucket: &str) -> Vec<ObjectView> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(bucket) = state.buckets.get(bucket) else {
            return Vec::new();
        };
        let newest = bucket
            .objects
            .iter()
            .filter_map(|(key, versions)| Some((key, versions.last()?)));
        newest
            .filter(|(_, version)| !version.marker)
            .map(|(key, version)| object(key, version))
            .collect()
    }
}
