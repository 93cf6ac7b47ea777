//! What was done lately in a Region, as far as CloudTrail's event history says
//! it: calls that intruders make, and signed addresses that were given out.

use crate::inventory::Field;
use serde::{Deserialize, Serialize};

/// The calls of the last hours that threats are made of (`LookupEvents`). Only
/// the newest events of each name are read, and none of this program's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentActivity {
    /// How many hours back was looked.
    pub hours: i64,
    /// Calls by which stolen access to models is found and used.
    pub models: Field<Vec<Caller>>,
    /// Calls by which one gains more rights.
    pub rights: Field<Vec<Caller>>,
    /// Calls by which one finds out what there is.
    pub discovery: Field<Vec<Caller>>,
    /// Signed addresses of notebooks, Studio and MLflow that were given out.
    pub presigned: Field<Vec<PresignedUrl>>,
}

/// What one principal called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// `userIdentity.arn`.
    pub principal: String,
    /// The names of the calls, each once, sorted.
    pub names: Vec<String>,
    /// How many of the events that were read had been refused.
    pub refused: usize,
}

/// A signed address that was given out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignedUrl {
    /// `CreatePresignedNotebookInstanceUrl`, ….
    pub call: String,
    /// `userIdentity.arn`.
    pub principal: String,
    /// `sourceIPAddress`.
    pub source: String,
    /// `vpcEndpointId`; `None` when the call came over the internet.
    pub vpc_endpoint: Option<String>,
}

/// A call: the prefix of its service, and its name as events have it.
pub type Call = (&'static str, &'static str);

/// Calls by which stolen access to models is found, opened and used. Invoking
/// alone is every day's work: it takes several of these to be a sign.
pub const MODEL_CALLS: &[Call] = &[
    ("bedrock", "PutUseCaseForModelAccess"),
    ("bedrock", "GetUseCaseForModelAccess"),
    ("bedrock", "PutFoundationModelEntitlement"),
    ("bedrock", "CreateFoundationModelAgreement"),
    ("bedrock", "ListFoundationModelAgreementOffers"),
    ("bedrock", "GetFoundationModelAvailability"),
    ("bedrock", "ListFoundationModels"),
    ("bedrock", "ListProvisionedModelThroughputs"),
    ("bedrock", "PutModelInvocationLoggingConfiguration"),
    ("bedrock", "DeleteModelInvocationLoggingConfiguration"),
    ("bedrock", "InvokeModel"),
    ("bedrock", "InvokeModelWithResponseStream"),
    ("bedrock", "Converse"),
    ("bedrock", "ConverseStream"),
];

/// Calls by which one gains more rights.
pub const RIGHTS_CALLS: &[Call] = &[
    ("iam", "AddUserToGroup"),
    ("iam", "AttachGroupPolicy"),
    ("iam", "AttachRolePolicy"),
    ("iam", "AttachUserPolicy"),
    ("iam", "CreateAccessKey"),
    ("iam", "CreateLoginProfile"),
    ("iam", "CreatePolicyVersion"),
    ("iam", "PutGroupPolicy"),
    ("iam", "PutRolePolicy"),
    ("iam", "PutUserPolicy"),
    ("iam", "SetDefaultPolicyVersion"),
    ("iam", "UpdateAssumeRolePolicy"),
    ("iam", "UpdateLoginProfile"),
    ("sagemaker", "CreatePresignedNotebookInstanceUrl"),
    ("sagemaker", "UpdateNotebookInstanceLifecycleConfig"),
    ("lambda", "UpdateFunctionCode20150331v2"),
];

/// Calls by which one finds out what there is.
pub const DISCOVERY_CALLS: &[Call] = &[
    ("iam", "GetAccountAuthorizationDetails"),
    ("iam", "GetAccountSummary"),
    ("iam", "ListAccessKeys"),
    ("iam", "ListAttachedUserPolicies"),
    ("iam", "ListGroups"),
    ("iam", "ListPolicies"),
    ("iam", "ListRoles"),
    ("iam", "ListUsers"),
    ("sts", "GetCallerIdentity"),
    ("s3", "ListBuckets"),
    ("s3", "GetBucketPolicy"),
    ("ec2", "DescribeInstances"),
    ("ec2", "DescribeSecurityGroups"),
    ("sagemaker", "ListNotebookInstances"),
    ("sagemaker", "ListEndpoints"),
    ("kms", "ListKeys"),
    ("secretsmanager", "ListSecrets"),
    ("cloudtrail", "DescribeTrails"),
];

/// Calls that give out an address which works without credentials.
pub const PRESIGNED_CALLS: &[Call] = &[
    ("sagemaker", "CreatePresignedNotebookInstanceUrl"),
    ("sagemaker", "CreatePresignedDomainUrl"),
    ("sagemaker", "CreatePresignedMlflowTrackingServerUrl"),
    ("sagemaker", "CreatePresignedMlflowAppUrl"),
];
