//! Making, setting and emptying buckets.

use super::answer::{failure, fatal, found, gone, made, seen, unbuilt};
use super::misrouted;
use super::s3::{Buckets, FIRST_REGION};
use crate::aws::interlock::with_permit;
use crate::stack::spec::Tags;
use crate::stack::{ActError, Outputs, Permit, Spec};
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketLoggingStatus, BucketVersioningStatus, CreateBucketConfiguration, Delete,
    LoggingEnabled, ObjectIdentifier, ObjectOwnership, PublicAccessBlockConfiguration, ServerSideEncryption,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging,
    VersioningConfiguration,
};

/// Objects that one call may delete.
const BATCH: i32 = 1000;

impl Buckets {
    /// Makes the call.
    pub(super) async fn act(&self, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
        match spec {
            Spec::CreateBucket { bucket, region } => self.create(permit, bucket, region).await,
            Spec::PutBucketTagging { bucket, tags } => self.put_tags(permit, bucket, tags).await,
            Spec::PutPublicAccessBlock { bucket } => self.block_access(permit, bucket).await,
            Spec::PutBucketEncryption { bucket, key_arn } => self.encrypt(permit, bucket, key_arn).await,
            Spec::PutBucketVersioning { bucket } => self.keep_versions(permit, bucket).await,
            Spec::PutBucketLogging {
                bucket,
                target_bucket,
                prefix,
            } => self.log_to(permit, bucket, target_bucket, prefix).await,
            Spec::PutBucketPolicy { bucket, policy } => {
                let call = self
                    .s3
                    .put_bucket_policy()
                    .bucket(bucket)
                    .policy(policy)
                    .expected_bucket_owner(self.account());
                made("s3:PutBucketPolicy", with_permit(permit, call.send()).await)?;
                Ok(Outputs::new())
            }
            other => Err(misrouted(other)),
        }
    }

    async fn create(&self, permit: &Permit, bucket: &str, region: &str) -> Result<Outputs, ActError> {
        let operation = "s3:CreateBucket";
        let mut call = self
            .s3
            .create_bucket()
            .bucket(bucket)
            .object_ownership(ObjectOwnership::BucketOwnerEnforced);
        // The first Region is refused as a constraint.
        if region != FIRST_REGION {
            let place = CreateBucketConfiguration::builder()
                .location_constraint(BucketLocationConstraint::from(region))
                .build();
            call = call.create_bucket_configuration(place);
        }
        let answer = with_permit(permit, call.send()).await;
        let ours = failure(operation, &answer).is_some_and(|f| f.is("BucketAlreadyOwnedByYou"));
        if !ours {
            made(operation, answer)?;
        }
        Ok(Outputs::from([("BucketArn".to_owned(), self.arn(bucket))]))
    }

    /// The call replaces every tag, so what others put there is sent again.
    async fn put_tags(&self, permit: &Permit, bucket: &str, tags: &Tags) -> Result<Outputs, ActError> {
        let operation = "s3:PutBucketTagging";
        let mut all: Vec<Tag> = self
            .tags(bucket)
            .await?
            .unwrap_or_default()
            .into_iter()
            .filter(|t| !tags.contains_key(t.key()))
            .collect();
        for (key, value) in tags {
            let tag = Tag::builder().key(key).value(value).build();
            all.push(tag.map_err(unbuilt(operation))?);
        }
        let tagging = Tagging::builder()
            .set_tag_set(Some(all))
            .build()
            .map_err(unbuilt(operation))?;
        let call = self
            .s3
            .put_bucket_tagging()
            .bucket(bucket)
            .tagging(tagging)
            .expected_bucket_owner(self.account());
        made(operation, with_permit(permit, call.send()).await)?;
        Ok(Outputs::new())
    }

    async fn block_access(&self, permit: &Permit, bucket: &str) -> Result<Outputs, ActError> {
        let block = PublicAccessBlockConfiguration::builder()
            .block_public_acls(true)
            .ignore_public_acls(true)
            .block_public_policy(true)
            .restrict_public_buckets(true)
            .build();
        let call = self
            .s3
            .put_public_access_block()
            .bucket(bucket)
            .public_access_block_configuration(block)
            .expected_bucket_owner(self.account());
        made("s3:PutPublicAccessBlock", with_permit(permit, call.send()).await)?;
        Ok(Outputs::new())
    }

    async fn encrypt(&self, permit: &Permit, bucket: &str, key: &str) -> Result<Outputs, ActError> {
        let operation = "s3:PutBucketEncryption";
        let default = ServerSideEncryptionByDefault::builder()
            .sse_algorithm(ServerSideEncryption::AwsKms)
            .kms_master_key_id(key)
            .build()
            .map_err(unbuilt(operation))?;
        let rule = ServerSideEncryptionRule::builder()
            .apply_server_side_encryption_by_default(default)
            .bucket_key_enabled(true)
            .build();
        let rules = ServerSideEncryptionConfiguration::builder()
            .rules(rule)
            .build()
            .map_err(unbuilt(operation))?;
        let call = self
            .s3
            .put_bucket_encryption()
            .bucket(bucket)
            .server_side_encryption_configuration(rules)
            .expected_bucket_owner(self.account());
        made(operation, with_permit(permit, call.send()).await)?;
        Ok(Outputs::new())
    }

    async fn keep_versions(&self, permit: &Permit, bucket: &str) -> Result<Outputs, ActError> {
        let enabled = VersioningConfiguration::builder()
            .status(BucketVersioningStatus::Enabled)
            .build();
        let call = self
            .s3
            .put_bucket_versioning()
            .bucket(bucket)
            .versioning_configuration(enabled)
            .expected_bucket_owner(self.account());
        made("s3:PutBucketVersioning", with_permit(permit, call.send()).await)?;
        Ok(Outputs::new())
    }

    async fn log_to(
        &self,
        permit: &Permit,
        bucket: &str,
        target: &str,
        prefix: &str,
    ) -> Result<Outputs, ActError> {
        let operation = "s3:PutBucketLogging";
        let logging = LoggingEnabled::builder()
            .target_bucket(target)
            .target_prefix(prefix)
            .build()
            .map_err(unbuilt(operation))?;
        let status = BucketLoggingStatus::builder().logging_enabled(logging).build();
        let call = self
            .s3
            .put_bucket_logging()
            .bucket(bucket)
            .bucket_logging_status(status)
            .expected_bucket_owner(self.account());
        made(operation, with_permit(permit, call.send()).await)?;
        Ok(Outputs::new())
    }

    /// Takes back what the step made.
    pub(super) async fn undo(&self, permit: &Permit, spec: &Spec, purge: bool) -> Result<(), ActError> {
        match spec {
            Spec::CreateBucket { bucket, .. } => {
                if purge {
                    self.empty(permit, bucket).await?;
                }
                self.delete(permit, bucket).await
            }
            // Gone before the bucket is emptied: it may let in only what comes
            // through an endpoint that is being deleted too.
            Spec::PutBucketPolicy { bucket, .. } => {
                let call = self
                    .s3
                    .delete_bucket_policy()
                    .bucket(bucket)
                    .expected_bucket_owner(self.account());
                gone("s3:DeleteBucketPolicy", with_permit(permit, call.send()).await)
            }
            Spec::PutBucketTagging { .. }
            | Spec::PutPublicAccessBlock { .. }
            | Spec::PutBucketEncryption { .. }
            | Spec::PutBucketVersioning { .. }
            | Spec::PutBucketLogging { .. } => Ok(()),
            other => Err(misrouted(other)),
        }
    }

    async fn delete(&self, permit: &Permit, bucket: &str) -> Result<(), ActError> {
        let operation = "s3:DeleteBucket";
        let call = self
            .s3
            .delete_bucket()
            .bucket(bucket)
            .expected_bucket_owner(self.account());
        let answer = with_permit(permit, call.send()).await;
        if failure(operation, &answer).is_some_and(|f| f.is("BucketNotEmpty")) {
            return Err(fatal(
                operation,
                format!(
                    "{bucket} is not empty and is left as it is; destroy with purge to delete every version of every object in it"
                ),
            ));
        }
        gone(operation, answer)
    }

    /// Deletes every version and every delete marker, a batch at a time, until
    /// a listing comes back empty.
    async fn empty(&self, permit: &Permit, bucket: &str) -> Result<(), ActError> {
        let operation = "s3:DeleteObjects";
        loop {
            let answer = self
                .s3
                .list_object_versions()
                .bucket(bucket)
                .max_keys(BATCH)
                .expected_bucket_owner(self.account())
                .send()
                .await;
            let Some(listed) = found("s3:ListObjectVersions", answer)? else {
                return Ok(());
            };
            let versions = listed.versions().iter().map(|v| (v.key(), v.version_id()));
            let markers = listed.delete_markers().iter().map(|m| (m.key(), m.version_id()));
            let objects = versions
                .chain(markers)
                .filter_map(|(key, version)| Some((key?, version)))
                .map(|(key, version)| {
                    ObjectIdentifier::builder()
                        .key(key)
                        .set_version_id(version.map(str::to_owned))
                        .build()
                })
                .collect::<Result<Vec<_>, _>>()
                .map_err(unbuilt(operation))?;
            if objects.is_empty() {
                return self.abort_uploads(permit, bucket).await;
            }
            let delete = Delete::builder()
                .set_objects(Some(objects))
                .quiet(true)
                .build()
                .map_err(unbuilt(operation))?;
            let call = self
                .s3
                .delete_objects()
                .bucket(bucket)
                .delete(delete)
                .expected_bucket_owner(self.account());
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            if let Some(error) = answer.errors().first() {
                let what = error.key().unwrap_or("an object");
                let why = error.message().or(error.code()).unwrap_or("no reason given");
                return Err(fatal(operation, format!("{what} stays: {why}")));
            }
        }
    }

    /// Parts of uploads that were never finished are data too.
    async fn abort_uploads(&self, permit: &Permit, bucket: &str) -> Result<(), ActError> {
        let answer = self
            .s3
            .list_multipart_uploads()
            .bucket(bucket)
            .expected_bucket_owner(self.account())
            .send()
            .await;
        for upload in seen("s3:ListMultipartUploads", answer)?.uploads() {
            let call = self
                .s3
                .abort_multipart_upload()
                .bucket(bucket)
                .set_key(upload.key().map(str::to_owned))
                .set_upload_id(upload.upload_id().map(str::to_owned))
                .expected_bucket_owner(self.account());
            gone("s3:AbortMultipartUpload", with_permit(permit, call.send()).await)?;
        }
        Ok(())
    }
}
