//! Buckets and their settings.
//!
//! Bucket names are global: every call says which account the bucket must
//! belong to, so that a name somebody else took first is never written to.

use super::answer::{failure, found};
use super::compare::Compared;
use super::misrouted;
use super::tags::Owner;
use crate::aws::dialect;
use crate::aws::regions;
use crate::inventory::{AccountId, Region};
use crate::stack::spec::Tags;
use crate::stack::{ActError, ActErrorKind, Observed, Spec};
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{BucketVersioningStatus, ServerSideEncryption, ServerSideEncryptionRule, Tag};

/// The Region that has no location constraint.
pub(super) const FIRST_REGION: &str = "us-east-1";
/// Buckets of one account, in one Region.
#[derive(Clone, Debug)]
pub(super) struct Buckets {
    pub(super) s3: Client,
    pub(super) region: Region,
    pub(super) account: AccountId,
}

impl Buckets {
    /// The account that a bucket must belong to.
    pub(super) fn account(&self) -> &str {
        self.account.as_str()
    }

    /// The ARN of a bucket, or of an object by `bucket/key`.
    pub(super) fn arn(&self, name: &str) -> String {
        let partition = regions::partition(self.region.as_str());
        format!("arn:{partition}:s3:::{name}")
    }

    /// Reads what is there.
    pub(super) async fn observe(&self, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
        match spec {
            Spec::CreateBucket { bucket, region } => self.observe_bucket(owner, bucket, region).await,
            Spec::PutBucketTagging { bucket, tags } => self.observe_tags(bucket, tags).await,
            Spec::PutPublicAccessBlock { bucket } => self.observe_access_block(bucket).await,
            Spec::PutBucketEncryption { bucket, key_arn } => self.observe_encryption(bucket, key_arn).await,
            Spec::PutBucketVersioning { bucket } => self.observe_versioning(bucket).await,
            Spec::PutBucketLogging {
                bucket,
                target_bucket,
                prefix,
            } => self.observe_logging(bucket, target_bucket, prefix).await,
            Spec::PutBucketPolicy { bucket, policy } => self.observe_policy(bucket, policy).await,
            other => Err(misrouted(other)),
        }
    }

    async fn observe_bucket(
        &self,
        owner: Owner<'_>,
        bucket: &str,
        region: &str,
    ) -> Result<Observed, ActError> {
        let operation = "s3:HeadBucket";
        let answer = self
            .s3
            .head_bucket()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let mut compared = Compared::default();
        compared.output("BucketArn", Some(&self.arn(bucket)));
        if let Some(failure) = failure(operation, &answer) {
            match failure.status {
                Some(301) => {
                    compared.differs("LocationConstraint", "another Region", region);
                    return Ok(compared.present(false));
                }
                // 403 has no body: the bucket is somebody else's, or a policy
                // keeps us out. Either way it is not to be written to.
                Some(403) => {
                    return Err(ActError {
                        operation: operation.to_owned(),
                        kind: ActErrorKind::Conflict,
                        message: format!(
                            "the bucket name {bucket} is taken by another account, or its policy keeps you out; choose another name"
                        ),
                    });
                }
                _ => {}
            }
        }
        let Some(head) = found(operation, answer)? else {
            return Ok(Observed::Absent);
        };
        let location = match head.bucket_region() {
            Some(region) => region.to_owned(),
            None => self.location(bucket).await?,
        };
        let controls = self
            .s3
            .get_bucket_ownership_controls()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let controls = found("s3:GetBucketOwnershipControls", controls)?;
        let ownership = controls
            .as_ref()
            .and_then(|c| c.ownership_controls())
            .and_then(|c| c.rules().first())
            .map(|r| r.object_ownership().as_str());
        compared.text("LocationConstraint", Some(&location), region).text(
            "ObjectOwnership",
            ownership,
            "BucketOwnerEnforced",
        );
        let tags = self.tags(bucket).await?.unwrap_or_default();
        let ours = owner.stack_owns(tags.iter().map(|t| (t.key(), t.value())));
        Ok(compared.present(ours))
    }

    async fn location(&self, bucket: &str) -> Result<String, ActError> {
        let answer = self
            .s3
            .get_bucket_location()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let location = found("s3:GetBucketLocation", answer)?
            .and_then(|l| l.location_constraint)
            .map(|l| l.as_str().to_owned())
            .filter(|l| !l.is_empty());
        Ok(location.unwrap_or_else(|| FIRST_REGION.to_owned()))
    }

    /// A bucket's tags; `None` when it has none.
    pub(super) async fn tags(&self, bucket: &str) -> Result<Option<Vec<Tag>>, ActError> {
        let answer = self
            .s3
            .get_bucket_tagging()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        Ok(found("s3:GetBucketTagging", answer)?.map(|t| t.tag_set))
    }

    async fn observe_tags(&self, bucket: &str, wanted: &Tags) -> Result<Observed, ActError> {
        let Some(actual) = self.tags(bucket).await? else {
            return Ok(Observed::Absent);
        };
        let mut compared = Compared::default();
        for (key, value) in wanted {
            let there = actual.iter().find(|t| t.key() == key).map(Tag::value);
            compared.text(&format!("Tag {key}"), there, value);
        }
        Ok(compared.present(true))
    }

    async fn observe_access_block(&self, bucket: &str) -> Result<Observed, ActError> {
        let answer = self
            .s3
            .get_public_access_block()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let answer = found("s3:GetPublicAccessBlock", answer)?;
        let Some(block) = answer.and_then(|a| a.public_access_block_configuration) else {
            return Ok(Observed::Absent);
        };
        Ok(Compared::default()
            .value("BlockPublicAcls", block.block_public_acls(), true)
            .value("IgnorePublicAcls", block.ignore_public_acls(), true)
            .value("BlockPublicPolicy", block.block_public_policy(), true)
            .value("RestrictPublicBuckets", block.restrict_public_buckets(), true)
            .present(true))
    }

    async fn observe_encryption(&self, bucket: &str, key: &str) -> Result<Observed, ActError> {
        let answer = self
            .s3
            .get_bucket_encryption()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let answer = found("s3:GetBucketEncryption", answer)?;
        let rules = answer.and_then(|a| a.server_side_encryption_configuration);
        let Some(rules) = rules else {
            return Ok(Observed::Absent);
        };
        let rule = rules.rules().first();
        let default = rule.and_then(|r| r.apply_server_side_encryption_by_default());
        Ok(Compared::default()
            .text(
                "SSEAlgorithm",
                default.map(|d| d.sse_algorithm().as_str()),
                ServerSideEncryption::AwsKms.as_str(),
            )
            .text("KMSMasterKeyID", default.and_then(|d| d.kms_master_key_id()), key)
            .value(
                "BucketKeyEnabled",
                rule.and_then(ServerSideEncryptionRule::bucket_key_enabled),
                true,
            )
            .present(true))
    }

    async fn observe_versioning(&self, bucket: &str) -> Result<Observed, ActError> {
        let answer = self
            .s3
            .get_bucket_versioning()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let answer = dialect::bucket_versioning(answer);
        let Some(versioning) = found("s3:GetBucketVersioning", answer)? else {
            return Ok(Observed::Absent);
        };
        let status = versioning.status().map(BucketVersioningStatus::as_str);
        Ok(Compared::default()
            .text("Versioning", status, "Enabled")
            .present(true))
    }

    async fn observe_logging(&self, bucket: &str, target: &str, prefix: &str) -> Result<Observed, ActError> {
        let answer = self
            .s3
            .get_bucket_logging()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let logging = found("s3:GetBucketLogging", answer)?.and_then(|a| a.logging_enabled);
        Ok(logging.map_or(Observed::Absent, |logging| {
            Compared::default()
                .text("TargetBucket", Some(logging.target_bucket()), target)
                .text("TargetPrefix", Some(logging.target_prefix()), prefix)
                .present(true)
        }))
    }

    async fn observe_policy(&self, bucket: &str, policy: &str) -> Result<Observed, ActError> {
        let answer = self
            .s3
            .get_bucket_policy()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        let actual = found("s3:GetBucketPolicy", answer)?.and_then(|a| a.policy);
        Ok(actual.map_or(Observed::Absent, |actual| {
            Compared::default()
                .policy("Policy", Some(&actual), policy)
                .present(true)
        }))
    }
}
