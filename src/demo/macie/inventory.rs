//! A bucket as Macie judges it: who can reach it, how it is encrypted, what of
//! it can be read; from S3's state now.

use super::content::{self, Unfit};
use super::{Ground, ROLE};
use crate::demo::ACCOUNT_ID;
use crate::demo::s3::view::{BucketView, ObjectView, Sealed};
use crate::inventory::Timestamp;
use crate::inventory::detail::PublicAccessBlock;
use crate::policy::evaluate::{Outcome, Policies, Request, decide};
use crate::policy::query::outside_principals;
use crate::policy::{Document, Effect, Principal, PrincipalElement};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// What the policy of Macie's service-linked role lets it do in S3.
static ROLE_POLICY: LazyLock<Document> = LazyLock::new(|| {
    Document::parse(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Action":["s3:Get*","s3:List*"],"Resource":"*"}]}"#,
    )
    .expect("the policy is well-formed")
});

/// What lets an uploader put objects.
static UPLOADER: LazyLock<Document> = LazyLock::new(|| {
    Document::parse(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}}"#,
    )
    .expect("the policy is well-formed")
});

/// A bucket with what was concluded.
pub(super) struct Facts {
    pub(super) view: BucketView,
    document: Option<Document>,
    policy_reads: bool,
    policy_writes: bool,
}

impl Facts {
    pub(super) fn of(view: BucketView) -> Self {
        let reads = ["s3:GetObject", "s3:ListBucket"];
        let writes = ["s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy"];
        Self {
            document: view.document(),
            policy_reads: view.policy.is_some() && view.policy_lets_everyone(&reads),
            policy_writes: view.policy.is_some() && view.policy_lets_everyone(&writes),
            view,
        }
    }

    fn arn(&self) -> String {
        format!("arn:aws:s3:::{}", self.view.name)
    }

    /// Whether the policy or the ACL in effect lets everyone in.
    pub(super) fn is_public(&self) -> bool {
        self.is_readable() || self.is_writable()
    }

    /// Whether a switch of Block Public Access is on, the bucket's or the
    /// account's.
    fn blocks(&self, switch: fn(&PublicAccessBlock) -> bool) -> bool {
        let both = [&self.view.block, &self.view.account_block];
        both.iter().any(|block| block.as_ref().is_some_and(switch))
    }

    fn policy_counts(&self) -> bool {
        !self.blocks(|b| b.restrict_public_buckets)
    }

    fn acl_counts(&self) -> bool {
        !self.blocks(|b| b.ignore_public_acls)
    }

    pub(super) fn is_readable(&self) -> bool {
        self.policy_reads && self.policy_counts() || self.view.public_acl && self.acl_counts()
    }

    pub(super) fn is_writable(&self) -> bool {
        self.policy_writes && self.policy_counts() || self.view.public_acl_writes && self.acl_counts()
    }

    /// Whether all four switches of Block Public Access are off.
    pub(super) fn is_unblocked(&self) -> bool {
        self.view.block.as_ref().is_none_or(|b| {
            !(b.block_public_acls
                || b.ignore_public_acls
                || b.block_public_policy
                || b.restrict_public_buckets)
        })
    }

    /// The accounts outside, and the CloudFront identities, that the policy
    /// names.
    pub(super) fn shared_with(&self) -> (Vec<String>, bool) {
        let Some(document) = &self.document else {
            return (Vec::new(), false);
        };
        let (fronts, accounts) = outside_principals(document, ACCOUNT_ID)
            .into_iter()
            .partition::<Vec<String>, _>(|principal| principal.contains("::cloudfront:"));
        let allows = document.statements.iter().filter(|s| s.effect == Effect::Allow);
        let by_service = allows
            .filter_map(|s| s.principal.as_ref())
            .flat_map(PrincipalElement::principals)
            .any(|p| *p == Principal::Service("cloudfront.amazonaws.com".to_owned()));
        (accounts, by_service || !fronts.is_empty())
    }

    pub(super) fn shared_access(&self) -> &'static str {
        match self.shared_with() {
            (accounts, false) if accounts.is_empty() => "NOT_SHARED",
            _ => "EXTERNAL",
        }
    }

    pub(super) fn effective_permission(&self) -> &'static str {
        if self.is_public() { "PUBLIC" } else { "NOT_PUBLIC" }
    }

    /// `publicAccess`.
    pub(super) fn public_access(&self) -> Value {
        json!({
            "effectivePermission": self.effective_permission(),
            "permissionConfiguration": {
                "accountLevelPermissions": {"blockPublicAccess": switches(self.view.account_block.as_ref())},
                "bucketLevelPermissions": {
                    "accessControlList": {
                        "allowsPublicReadAccess": self.view.public_acl,
                        "allowsPublicWriteAccess": self.view.public_acl_writes,
                    },
                    "blockPublicAccess": switches(self.view.block.as_ref()),
                    "bucketPolicy": {
                        "allowsPublicReadAccess": self.policy_reads,
                        "allowsPublicWriteAccess": self.policy_writes,
                    },
                },
            },
        })
    }

    /// The other accounts to which objects are replicated.
    pub(super) fn replicates_outside(&self) -> Vec<&str> {
        let accounts = self.view.replicates_to.iter().map(String::as_str);
        accounts.filter(|account| *account != ACCOUNT_ID).collect()
    }

    /// `replicationDetails`.
    pub(super) fn replication(&self) -> Value {
        json!({
            "replicated": !self.view.replicates_to.is_empty(),
            "replicatedExternally": !self.replicates_outside().is_empty(),
            "replicationAccounts": self.view.replicates_to,
        })
    }

    /// Whether the policy lets objects be put without an encryption header.
    pub(super) fn allows_unencrypted_uploads(&self) -> &'static str {
        let Some(document) = &self.document else {
            return "TRUE";
        };
        let puts = |header: Option<&str>| {
            let resource = format!("{}/key", self.arn());
            let uploader = format!("arn:aws:iam::{ACCOUNT_ID}:role/Uploader");
            let mut request = Request::new(uploader, "s3:PutObject", resource)
                .owned_by(ACCOUNT_ID)
                .with("aws:SecureTransport", "true")
                .with_aws_keys();
            if let Some(header) = header {
                request = request.with("s3:x-amz-server-side-encryption", header);
            }
            let policies = Policies {
                identity: vec![UPLOADER.clone()],
                resource: Some(document.clone()),
                ..Policies::default()
            };
            decide(&request, &policies).result != Outcome::ExplicitlyDenied
        };
        if !puts(None) && (puts(Some("AES256")) || puts(Some("aws:kms"))) {
            "FALSE"
        } else {
            "TRUE"
        }
    }

    /// Whether the bucket's policy keeps Macie's role out.
    pub(super) fn denies_macie(&self) -> bool {
        let Some(document) = &self.document else {
            return false;
        };
        let arn = self.arn();
        let objects = format!("{arn}/key");
        [("s3:ListBucket", &arn), ("s3:GetObject", &objects)]
            .iter()
            .any(|(action, resource)| {
                let request = Request::new(ROLE, *action, *resource)
                    .owned_by(ACCOUNT_ID)
                    .with("aws:SecureTransport", "true")
                    .with_aws_keys();
                let policies = Policies {
                    identity: vec![ROLE_POLICY.clone()],
                    resource: Some(document.clone()),
                    ..Policies::default()
                };
                decide(&request, &policies).result != Outcome::Allowed
            })
    }

    /// Tags as findings and descriptions have them.
    pub(super) fn tags(&self) -> Value {
        pairs(&self.view.tags)
    }
}

fn switches(block: Option<&PublicAccessBlock>) -> Value {
    json!({
        "blockPublicAcls": block.is_some_and(|b| b.block_public_acls),
        "blockPublicPolicy": block.is_some_and(|b| b.block_public_policy),
        "ignorePublicAcls": block.is_some_and(|b| b.ignore_public_acls),
        "restrictPublicBuckets": block.is_some_and(|b| b.restrict_public_buckets),
    })
}

/// Tags as `key` and `value`.
pub(super) fn pairs(tags: &[(String, String)]) -> Value {
    tags.iter()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect()
}

/// Whether Macie can decrypt an object, at a time.
pub(super) fn can_decrypt(ground: &Ground, region: &str, sealed: &Sealed, now: Timestamp) -> bool {
    match sealed.algorithm.as_str() {
        "AES256" => true,
        "aws:kms" | "aws:kms:dsse" => {
            let key = sealed.key.as_deref().unwrap_or("alias/aws/s3");
            ground.kms.lets(region, key, ROLE, "kms:Decrypt", now)
        }
        _ => false,
    }
}

/// Objects of a bucket, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) objects: u64,
    pub(super) size: u64,
    pub(super) compressed: u64,
    pub(super) fit: u64,
    pub(super) fit_size: u64,
    pub(super) wrong_class: (u64, u64),
    pub(super) wrong_type: (u64, u64),
    customer: u64,
    kms: u64,
    s3: u64,
    unknown: u64,
}

impl Counts {
    pub(super) fn of(objects: &[ObjectView]) -> Self {
        let mut counts = Self::default();
        for object in objects {
            let size = u64::try_from(object.body.len()).unwrap_or(u64::MAX);
            counts.objects += 1;
            counts.size += size;
            if content::is_compressed(&object.key) {
                counts.compressed += size;
            }
            let (number, bytes) = match content::unfit(object) {
                None => (&mut counts.fit, &mut counts.fit_size),
                Some(Unfit::StorageClass) => (&mut counts.wrong_class.0, &mut counts.wrong_class.1),
                Some(Unfit::FileType) => (&mut counts.wrong_type.0, &mut counts.wrong_type.1),
            };
            *number += 1;
            *bytes += size;
            match object.encryption.algorithm.as_str() {
                "AES256" => counts.s3 += 1,
                "aws:kms" | "aws:kms:dsse" => counts.kms += 1,
                "SSE-C" => counts.customer += 1,
                _ => counts.unknown += 1,
            }
        }
        counts
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.objects += other.objects;
        self.size += other.size;
        self.compressed += other.compressed;
        self.fit += other.fit;
        self.fit_size += other.fit_size;
        self.wrong_class.0 += other.wrong_class.0;
        self.wrong_class.1 += other.wrong_class.1;
        self.wrong_type.0 += other.wrong_type.0;
        self.wrong_type.1 += other.wrong_type.1;
    }

    /// Writes the fields that a bucket and the statistics of all have alike.
    pub(super) fn write(&self, out: &mut Value) {
        out["classifiableObjectCount"] = json!(self.fit);
        out["classifiableSizeInBytes"] = json!(self.fit_size);
        out["objectCount"] = json!(self.objects);
        out["sizeInBytes"] = json!(self.size);
        out["sizeInBytesCompressed"] = json!(self.compressed);
        let unfit =
            |class: u64, kind: u64| json!({"fileType": kind, "storageClass": class, "total": class + kind});
        out["unclassifiableObjectCount"] = unfit(self.wrong_class.0, self.wrong_type.0);
        out["unclassifiableObjectSizeInBytes"] = unfit(self.wrong_class.1, self.wrong_type.1);
    }

    pub(super) fn by_encryption(&self) -> Value {
        json!({
            "customerManaged": self.customer,
            "kmsManaged": self.kms,
            "s3Managed": self.s3,
            "unencrypted": 0,
            "unknown": self.unknown,
        })
    }
}
