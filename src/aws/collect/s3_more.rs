//! The settings of a bucket that guard against loss and show its traffic, its
//! ACL, and a look at some of its objects.

use super::answer::not_collected;
use super::s3::{Settings, unless};
use crate::aws::errors::Failure;
use crate::inventory::detail::{AclGrant, LifecycleRule, ObjectSample, PublicAccessBlock, ReplicationRule};
use crate::inventory::names::bucket_of_uri;
use crate::inventory::{Field, Gap};
use aws_sdk_s3::operation::get_bucket_notification_configuration::GetBucketNotificationConfigurationOutput;
use aws_sdk_s3::types::{
    ExpirationStatus, Grant, LifecycleRule as SdkLifecycleRule, ObjectLockEnabled,
    ReplicationRule as SdkReplicationRule, ReplicationRuleStatus,
};

/// Objects whose ACLs are looked at in one bucket: a spot check, not an audit.
const OBJECTS: i32 = 10;

/// The status of versioning, when it was ever set, and whether MFA guards deletion.
pub(super) type Versions = Field<(Option<String>, bool)>;

/// Neither replication nor Object Lock can be set before versioning is, nor
/// versioning be taken back while they are.
fn never_versioned(versions: &Versions) -> bool {
    matches!(versions.known(), Some((None, _)))
}

impl Settings<'_> {
    /// The bucket's ACL. Where ACLs are off nobody needs to ask for it.
    pub(super) async fn acl(&self, ownership: &Field<Option<String>>) -> Field<Vec<AclGrant>> {
        if acls_are_off(ownership) {
            return not_collected("s3:GetBucketAcl", "ACLs are off on this bucket");
        }
        let call = self.clients.s3.get_bucket_acl().bucket(self.name).send();
        let answer = self.scope.setting("s3:GetBucketAcl", call).await;
        answer.read(|a| grants(a.grants()))
    }

    pub(super) async fn lifecycle(&self) -> Field<Vec<LifecycleRule>> {
        let ask = self.clients.s3.get_bucket_lifecycle_configuration();
        let call = ask.bucket(self.name).send();
        let result = self.scope.call("s3:GetBucketLifecycleConfiguration", call).await;
        let rules = result.map(|a| a.rules().iter().map(lifecycle_rule).collect());
        unless(rules, "NoSuchLifecycleConfiguration", Vec::new())
    }

    /// Its replication rules; S3 takes none for a bucket that never had versions.
    pub(super) async fn replication(&self, versions: &Versions) -> Field<Vec<ReplicationRule>> {
        if never_versioned(versions) {
            return Field::Known(Vec::new());
        }
        let call = self.clients.s3.get_bucket_replication().bucket(self.name).send();
        let result = self.scope.call("s3:GetBucketReplication", call).await.map(|a| {
            let rules = a
                .replication_configuration()
                .map(aws_sdk_s3::types::ReplicationConfiguration::rules);
            rules.into_iter().flatten().filter_map(replication_rule).collect()
        });
        unless(result, "ReplicationConfigurationNotFoundError", Vec::new())
    }

    /// Whether Object Lock is on, which it is only where versioning is.
    pub(super) async fn object_lock(&self, versions: &Versions) -> Field<bool> {
        if never_versioned(versions) {
            return Field::Known(false);
        }
        let ask = self.clients.s3.get_object_lock_configuration();
        let call = ask.bucket(self.name).send();
        let result = self.scope.call("s3:GetObjectLockConfiguration", call).await;
        let on = result.map(|a| {
            let lock = a.object_lock_configuration();
            lock.and_then(|l| l.object_lock_enabled()) == Some(&ObjectLockEnabled::Enabled)
        });
        unless(on, "ObjectLockConfigurationNotFoundError", false)
    }

    pub(super) async fn notifications(&self) -> Field<Vec<String>> {
        let ask = self.clients.s3.get_bucket_notification_configuration();
        let call = ask.bucket(self.name).send();
        let answer = self
            .scope
            .setting("s3:GetBucketNotificationConfiguration", call)
            .await;
        answer.read(destinations)
    }

    /// A few objects and who their ACLs let in; nothing is asked where ACLs
    /// are off or ignored.
    pub(super) async fn objects(
        &self,
        ownership: &Field<Option<String>>,
        block: &Field<Option<PublicAccessBlock>>,
    ) -> Field<ObjectSample> {
        let ignored = block.known().and_then(Option::as_ref);
        if acls_are_off(ownership) || ignored.is_some_and(|b| b.ignore_public_acls) {
            return not_collected("s3:GetObjectAcl", "the ACLs of objects are not in force here");
        }
        Field::from(self.sample().await.map_err(Gap::from))
    }

    async fn sample(&self) -> Result<ObjectSample, Failure> {
        let ask = self.clients.s3.list_objects_v2().bucket(self.name);
        let page = self
            .scope
            .call("s3:ListObjectsV2", ask.max_keys(OBJECTS).send())
            .await?;
        let mut sample = ObjectSample::default();
        for key in page.contents().iter().filter_map(|o| o.key()) {
            let ask = self.clients.s3.get_object_acl().bucket(self.name).key(key);
            match self.scope.call("s3:GetObjectAcl", ask.send()).await {
                Ok(answer) => {
                    sample.read += 1;
                    if grants(answer.grants()).iter().any(AclGrant::is_public) {
                        sample.public.push(key.to_owned());
                    }
                }
                // Deleted since it was listed.
                Err(failure) if failure.is_absent() => {}
                Err(failure) => return Err(failure),
            }
        }
        sample.more = page.is_truncated() == Some(true);
        Ok(sample)
    }
}

fn acls_are_off(ownership: &Field<Option<String>>) -> bool {
    ownership.known().and_then(Option::as_deref) == Some("BucketOwnerEnforced")
}

fn grants(grants: &[Grant]) -> Vec<AclGrant> {
    let read = |grant: &Grant| {
        let grantee = grant.grantee()?;
        let who = grantee.uri().or(grantee.id()).or(grantee.email_address())?;
        Some(AclGrant {
            grantee: who.to_owned(),
            permission: grant.permission()?.as_str().to_owned(),
        })
    };
    grants.iter().filter_map(read).collect()
}

fn lifecycle_rule(rule: &SdkLifecycleRule) -> LifecycleRule {
    LifecycleRule {
        id: rule.id().unwrap_or_default().to_owned(),
        enabled: *rule.status() == ExpirationStatus::Enabled,
        old_versions: rule.noncurrent_version_expiration().is_some()
            || !rule.noncurrent_version_transitions().is_empty(),
    }
}

fn replication_rule(rule: &SdkReplicationRule) -> Option<ReplicationRule> {
    let to = rule.destination()?;
    Some(ReplicationRule {
        id: rule.id().unwrap_or_default().to_owned(),
        enabled: *rule.status() == ReplicationRuleStatus::Enabled,
        bucket: bucket_of_uri(to.bucket()).unwrap_or(to.bucket()).to_owned(),
        account: to.account().map(str::to_owned),
    })
}

/// ARNs of topics, queues and functions; EventBridge has none.
fn destinations(answer: &GetBucketNotificationConfigurationOutput) -> Vec<String> {
    let topics = answer
        .topic_configurations()
        .iter()
        .map(|t| t.topic_arn().to_owned());
    let queues = answer
        .queue_configurations()
        .iter()
        .map(|q| q.queue_arn().to_owned());
    let functions = answer.lambda_function_configurations().iter();
    let functions = functions.map(|f| f.lambda_function_arn().to_owned());
    let bridge = answer
        .event_bridge_configuration()
        .map(|_| "EventBridge".to_owned());
    topics.chain(queues).chain(functions).chain(bridge).collect()
}
