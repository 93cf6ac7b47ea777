//! IAM: roles, users, groups, managed policies, account summary.

use crate::inventory::{Arn, Field, Timestamp};
use serde::{Deserialize, Serialize};

/// An IAM role (`GetAccountAuthorizationDetails.RoleDetailList`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// `RoleId`, e.g. `AROA…`.
    pub id: String,
    /// `Path`.
    pub path: String,
    /// `AssumeRolePolicyDocument`, URL-decoded.
    pub trust: Field<String>,
    /// `RolePolicyList`.
    pub inline: Field<Vec<InlinePolicy>>,
    /// `AttachedManagedPolicies`.
    pub attached: Field<Vec<AttachedPolicy>>,
    /// `PermissionsBoundary.PermissionsBoundaryArn`.
    pub boundary: Field<Option<Arn>>,
    /// `RoleLastUsed.LastUsedDate`.
    pub last_used: Field<Option<Timestamp>>,
}

/// An IAM user (`GetAccountAuthorizationDetails.UserDetailList`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `UserId`, e.g. `AIDA…`.
    pub id: String,
    /// `Path`.
    pub path: String,
    /// `UserPolicyList`.
    pub inline: Field<Vec<InlinePolicy>>,
    /// `AttachedManagedPolicies`.
    pub attached: Field<Vec<AttachedPolicy>>,
    /// `GroupList`.
    pub groups: Field<Vec<String>>,
    /// `PermissionsBoundary.PermissionsBoundaryArn`.
    pub boundary: Field<Option<Arn>>,
}

/// An IAM group (`GetAccountAuthorizationDetails.GroupDetailList`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// `GroupPolicyList`.
    pub inline: Field<Vec<InlinePolicy>>,
    /// `AttachedManagedPolicies`.
    pub attached: Field<Vec<AttachedPolicy>>,
}

/// A managed policy that is attached or customer managed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedPolicy {
    /// Owned by AWS (`arn:aws:iam::aws:policy/…`).
    pub aws_managed: bool,
    /// The default version's document, URL-decoded.
    pub document: Field<String>,
    /// `DefaultVersionId`.
    pub default_version: String,
    /// `AttachmentCount`.
    pub attachment_count: i32,
}

/// `GetAccountSummary`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSummary {
    /// `AccountMFAEnabled` is 1: the root user has an MFA device.
    pub root_mfa: Field<bool>,
    /// `AccountAccessKeysPresent` is not 0: the root user has access keys.
    pub root_access_keys: Field<bool>,
    /// `Users`.
    pub users: Field<i32>,
    /// `MFADevicesInUse`.
    pub mfa_devices_in_use: Field<i32>,
}

/// A policy embedded in one principal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlinePolicy {
    /// `PolicyName`.
    pub name: String,
    /// `PolicyDocument`, URL-decoded.
    pub document: String,
}

/// A managed policy attached to a principal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedPolicy {
    /// `PolicyName`.
    pub name: String,
    /// `PolicyArn`.
    pub arn: Arn,
}
