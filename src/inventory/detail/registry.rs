//! SageMaker: the model registry and the feature store.

use super::Destination;
use crate::inventory::{Arn, Field, Timestamp};
use serde::{Deserialize, Serialize};

/// A model package group (`ListModelPackageGroups`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPackageGroup {
    /// `ModelPackageGroupStatus`.
    pub status: Field<String>,
    /// `GetModelPackageGroupPolicy`; `None` when there is none.
    pub policy: Field<Option<String>>,
    /// How many versions `ListModelPackages` shows of it.
    pub versions: Field<usize>,
    /// How many of them are `Approved`.
    pub approved: Field<usize>,
}

/// The latest version of a group (`DescribeModelPackage`); earlier ones are
/// counted on the group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPackage {
    /// The group's name.
    pub group: String,
    /// `ModelPackageVersion`.
    pub version: Field<i32>,
    /// `ModelPackageStatus`.
    pub status: Field<String>,
    /// `ModelApprovalStatus`: `Approved`, `Rejected`, `PendingManualApproval`.
    pub approval: Field<String>,
    /// `CreatedBy`: the ARN of the user profile or identity.
    pub created_by: Field<Option<Arn>>,
    /// `LastModifiedBy`.
    pub changed_by: Field<Option<Arn>>,
    /// `LastModifiedTime`.
    pub changed: Field<Option<Timestamp>>,
    /// `SecurityConfig.KmsKeyId`.
    pub kms_key: Field<Option<String>>,
}

/// A feature group (`DescribeFeatureGroup`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureGroup {
    /// `FeatureGroupStatus`.
    pub status: Field<String>,
    /// `RoleArn`.
    pub role: Field<Option<Arn>>,
    /// `OfflineStoreConfig.S3StorageConfig`; `None` without an offline store.
    pub offline: Field<Option<Destination>>,
    /// `OnlineStoreConfig`; `None` without an online store.
    pub online: Field<Option<OnlineStore>>,
}

/// `OnlineStoreConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineStore {
    /// `StorageType`: `Standard` (the default) or `InMemory`.
    pub storage: String,
    /// `SecurityConfig.KmsKeyId`.
    pub kms_key: Option<String>,
}
