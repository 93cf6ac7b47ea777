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
    /// `GetServiceLastAccessedDetails`; `None` when no policy of the role
    /// grants anything of Bedrock, so that nothing was asked.
    pub last_accessed: Field<Option<Vec<ServiceAccess>>>,
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
    /// The user's row of the credential report, which may be four hours old.
    pub credentials: Field<Credentials>,
    /// `GetServiceLastAccessedDetails`; `None` when the user has no active
    /// access key and no policy grants anything of Bedrock or SageMaker, so
    /// that nothing was asked.
    pub last_accessed: Field<Option<Vec<ServiceAccess>>>,
}

/// One row of the credential report (`GetCredentialReport`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The console password; `None` when `password_enabled` is false.
    pub password: Option<Password>,
    /// `mfa_active`.
    pub mfa: bool,
    /// The access keys that there are, active or not; AWS reports none that
    /// was never made.
    pub access_keys: Vec<AccessKey>,
}

/// A console password, without the password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    /// `password_last_used`; `None` when it never was, as far as IAM knows.
    pub last_used: Option<Timestamp>,
    /// `password_last_changed`; `None` for the root user.
    pub changed: Option<Timestamp>,
}

/// An access key, without its id or secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// 1 or 2: the report numbers the keys.
    pub number: u8,
    /// `access_key_N_active`.
    pub active: bool,
    /// `access_key_N_last_rotated`: when it was made.
    pub rotated: Option<Timestamp>,
    /// `access_key_N_last_used_date`; `None` when it never was.
    pub last_used: Option<Timestamp>,
    /// `access_key_N_last_used_service`, e.g. `s3`.
    pub last_used_service: Option<String>,
}

/// One service of `GetServiceLastAccessedDetails`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccess {
    /// `ServiceNamespace`, e.g. `bedrock`.
    pub service: String,
    /// `LastAuthenticated`; `None` when the service was not used in the time
    /// that IAM looks back on.
    pub last: Option<Timestamp>,
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
    /// `GetAccountPasswordPolicy`; `None` when the account has none and AWS's
    /// default holds.
    pub password_policy: Field<Option<PasswordPolicy>>,
    /// The root user's row of the credential report.
    pub root_user: Field<Credentials>,
    /// The serial number of the root user's virtual MFA device
    /// (`ListVirtualMFADevices`).
    pub root_virtual_mfa: Field<Option<String>>,
    /// `ListOrganizationsFeatures.EnabledFeatures`; `None` when the account is
    /// in no organization.
    pub root_features: Field<Option<Vec<String>>>,
    /// `DescribeOrganization`; `None` when the account is in none.
    pub organization: Field<Option<Organization>>,
}

/// `GetAccountPasswordPolicy`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// `MinimumPasswordLength`.
    pub minimum_length: i32,
    /// `MaxPasswordAge` in days; `None` when passwords do not expire.
    pub max_age_days: Option<i32>,
    /// `PasswordReusePrevention`: how many earlier passwords are refused.
    pub reuse_prevention: Option<i32>,
}

/// The organization that the account is in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// `Id`, e.g. `o-a1b2c3d4e5`.
    pub id: String,
    /// `MasterAccountId`.
    pub management_account: String,
    /// The policies of type `AISERVICES_OPT_OUT_POLICY`.
    pub ai_opt_out: Field<Vec<OptOutPolicy>>,
}

/// A policy that keeps AWS's AI services from learning from content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOutPolicy {
    /// `PolicySummary.Name`.
    pub name: String,
    /// `DescribePolicy.Content`: JSON with inheritance operators.
    pub content: String,
    /// Whether `ListTargetsForPolicy` names the organization's root.
    pub at_root: bool,
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

/// An analyzer of IAM Access Analyzer (`ListAnalyzers`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analyzer {
    /// `type`, e.g. `ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS`.
    pub analyzer_type: Field<String>,
    /// `status`: `ACTIVE`, `CREATING`, `DISABLED`, `FAILED`.
    pub status: Field<String>,
    /// `ListFindingsV2` with status `ACTIVE`.
    pub active_findings: Field<ActiveFindings>,
}

/// The findings of an analyzer that nobody archived or resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveFindings {
    /// How many there are.
    pub count: usize,
    /// The resources that they are about, sorted, the first twenty.
    pub resources: Vec<String>,
}
