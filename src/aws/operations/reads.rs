//! The calls that change nothing.

use super::{Class, Operation, Pace, Use};
use Pace::{Fast, Slow, Steady};

const fn scan(
    service: &'static str,
    name: &'static str,
    pace: Pace,
    actions: &'static [&'static str],
) -> Operation {
    Operation {
        service,
        name,
        class: Class::Read,
        needed_by: Use::Scan,
        pace,
        actions,
    }
}

const fn observe(
    service: &'static str,
    name: &'static str,
    pace: Pace,
    actions: &'static [&'static str],
) -> Operation {
    Operation {
        service,
        name,
        class: Class::Read,
        needed_by: Use::Plan,
        pace,
        actions,
    }
}

/// What collectors call: the whole of what the read-only policy allows.
pub(super) const SCAN: &[Operation] = &[
    scan("sts", "GetCallerIdentity", Fast, &["sts:GetCallerIdentity"]),
    // KMS
    scan("kms", "ListKeys", Fast, &["kms:ListKeys"]),
    scan("kms", "ListAliases", Fast, &["kms:ListAliases"]),
    scan("kms", "DescribeKey", Fast, &["kms:DescribeKey"]),
    scan("kms", "GetKeyRotationStatus", Fast, &["kms:GetKeyRotationStatus"]),
    scan("kms", "GetKeyPolicy", Fast, &["kms:GetKeyPolicy"]),
    scan("kms", "ListGrants", Fast, &["kms:ListGrants"]),
    scan("kms", "ListResourceTags", Fast, &["kms:ListResourceTags"]),
    // S3: the IAM names differ from the API's.
    scan("s3", "ListBuckets", Slow, &["s3:ListAllMyBuckets"]),
    scan("s3", "GetBucketLocation", Fast, &["s3:GetBucketLocation"]),
    scan(
        "s3",
        "GetBucketEncryption",
        Fast,
        &["s3:GetEncryptionConfiguration"],
    ),
    scan(
        "s3",
        "GetPublicAccessBlock",
        Fast,
        &["s3:GetBucketPublicAccessBlock"],
    ),
    scan("s3", "GetBucketPolicy", Fast, &["s3:GetBucketPolicy"]),
    scan("s3", "GetBucketPolicyStatus", Fast, &["s3:GetBucketPolicyStatus"]),
    scan("s3", "GetBucketVersioning", Fast, &["s3:GetBucketVersioning"]),
    scan("s3", "GetBucketLogging", Fast, &["s3:GetBucketLogging"]),
    scan(
        "s3",
        "GetBucketOwnershipControls",
        Fast,
        &["s3:GetBucketOwnershipControls"],
    ),
    scan("s3", "GetBucketTagging", Fast, &["s3:GetBucketTagging"]),
    // IAM
    scan(
        "iam",
        "GetAccountAuthorizationDetails",
        Slow,
        &["iam:GetAccountAuthorizationDetails"],
    ),
    scan("iam", "GetAccountSummary", Slow, &["iam:GetAccountSummary"]),
    // SageMaker
    scan(
        "sagemaker",
        "ListNotebookInstances",
        Slow,
        &["sagemaker:ListNotebookInstances"],
    ),
    scan(
        "sagemaker",
        "DescribeNotebookInstance",
        Steady,
        &["sagemaker:DescribeNotebookInstance"],
    ),
    scan("sagemaker", "ListModels", Slow, &["sagemaker:ListModels"]),
    scan("sagemaker", "DescribeModel", Steady, &["sagemaker:DescribeModel"]),
    scan(
        "sagemaker",
        "ListEndpointConfigs",
        Slow,
        &["sagemaker:ListEndpointConfigs"],
    ),
    scan(
        "sagemaker",
        "DescribeEndpointConfig",
        Steady,
        &["sagemaker:DescribeEndpointConfig"],
    ),
    scan("sagemaker", "ListEndpoints", Slow, &["sagemaker:ListEndpoints"]),
    scan(
        "sagemaker",
        "DescribeEndpoint",
        Steady,
        &["sagemaker:DescribeEndpoint"],
    ),
    scan(
        "sagemaker",
        "ListTrainingJobs",
        Slow,
        &["sagemaker:ListTrainingJobs"],
    ),
    scan(
        "sagemaker",
        "DescribeTrainingJob",
        Steady,
        &["sagemaker:DescribeTrainingJob"],
    ),
    scan(
        "sagemaker",
        "ListProcessingJobs",
        Slow,
        &["sagemaker:ListProcessingJobs"],
    ),
    scan(
        "sagemaker",
        "DescribeProcessingJob",
        Steady,
        &["sagemaker:DescribeProcessingJob"],
    ),
    scan(
        "sagemaker",
        "ListTransformJobs",
        Slow,
        &["sagemaker:ListTransformJobs"],
    ),
    scan(
        "sagemaker",
        "DescribeTransformJob",
        Steady,
        &["sagemaker:DescribeTransformJob"],
    ),
    scan("sagemaker", "ListDomains", Slow, &["sagemaker:ListDomains"]),
    scan(
        "sagemaker",
        "DescribeDomain",
        Steady,
        &["sagemaker:DescribeDomain"],
    ),
    scan("sagemaker", "ListTags", Steady, &["sagemaker:ListTags"]),
    // EC2
    scan("ec2", "DescribeVpcs", Steady, &["ec2:DescribeVpcs"]),
    scan("ec2", "DescribeSubnets", Steady, &["ec2:DescribeSubnets"]),
    scan(
        "ec2",
        "DescribeSecurityGroups",
        Steady,
        &["ec2:DescribeSecurityGroups"],
    ),
    scan("ec2", "DescribeRouteTables", Steady, &["ec2:DescribeRouteTables"]),
    scan(
        "ec2",
        "DescribeVpcEndpoints",
        Steady,
        &["ec2:DescribeVpcEndpoints"],
    ),
    scan("ec2", "DescribeFlowLogs", Steady, &["ec2:DescribeFlowLogs"]),
    scan(
        "ec2",
        "GetEbsEncryptionByDefault",
        Steady,
        &["ec2:GetEbsEncryptionByDefault"],
    ),
    scan(
        "ec2",
        "GetEbsDefaultKmsKeyId",
        Steady,
        &["ec2:GetEbsDefaultKmsKeyId"],
    ),
    scan(
        "ec2",
        "DescribeNetworkInterfaces",
        Steady,
        &["ec2:DescribeNetworkInterfaces"],
    ),
    scan("ec2", "DescribeNetworkAcls", Steady, &["ec2:DescribeNetworkAcls"]),
    scan(
        "ec2",
        "GetSnapshotBlockPublicAccessState",
        Steady,
        &["ec2:GetSnapshotBlockPublicAccessState"],
    ),
    scan(
        "ec2",
        "GetImageBlockPublicAccessState",
        Steady,
        &["ec2:GetImageBlockPublicAccessState"],
    ),
    scan(
        "ec2",
        "GetInstanceMetadataDefaults",
        Steady,
        &["ec2:GetInstanceMetadataDefaults"],
    ),
    scan(
        "ec2",
        "DescribeVpcBlockPublicAccessOptions",
        Steady,
        &["ec2:DescribeVpcBlockPublicAccessOptions"],
    ),
    // Macie
    scan("macie2", "GetMacieSession", Slow, &["macie2:GetMacieSession"]),
    scan(
        "macie2",
        "GetAutomatedDiscoveryConfiguration",
        Slow,
        &["macie2:GetAutomatedDiscoveryConfiguration"],
    ),
    scan(
        "macie2",
        "ListClassificationJobs",
        Slow,
        &["macie2:ListClassificationJobs"],
    ),
    scan(
        "macie2",
        "DescribeClassificationJob",
        Slow,
        &["macie2:DescribeClassificationJob"],
    ),
    // CloudTrail
    scan(
        "cloudtrail",
        "DescribeTrails",
        Slow,
        &["cloudtrail:DescribeTrails"],
    ),
    scan(
        "cloudtrail",
        "GetTrailStatus",
        Slow,
        &["cloudtrail:GetTrailStatus"],
    ),
    scan(
        "cloudtrail",
        "GetEventSelectors",
        Slow,
        &["cloudtrail:GetEventSelectors"],
    ),
    scan("cloudtrail", "ListTags", Slow, &["cloudtrail:ListTags"]),
    // Bedrock
    scan("bedrock", "ListGuardrails", Slow, &["bedrock:ListGuardrails"]),
    scan("bedrock", "GetGuardrail", Slow, &["bedrock:GetGuardrail"]),
    scan(
        "bedrock",
        "ListEnforcedGuardrailsConfiguration",
        Slow,
        &["bedrock:ListEnforcedGuardrailsConfiguration"],
    ),
    scan(
        "bedrock",
        "ListTagsForResource",
        Slow,
        &["bedrock:ListTagsForResource"],
    ),
    scan(
        "bedrock",
        "GetModelInvocationLoggingConfiguration",
        Slow,
        &["bedrock:GetModelInvocationLoggingConfiguration"],
    ),
    // Kinesis
    scan("kinesis", "ListStreams", Slow, &["kinesis:ListStreams"]),
    scan(
        "kinesis",
        "DescribeStreamSummary",
        Steady,
        &["kinesis:DescribeStreamSummary"],
    ),
    scan(
        "kinesis",
        "ListTagsForStream",
        Slow,
        &["kinesis:ListTagsForStream"],
    ),
    // IoT
    scan("iot", "ListPolicies", Slow, &["iot:ListPolicies"]),
    scan("iot", "GetPolicy", Slow, &["iot:GetPolicy"]),
    scan("iot", "ListTagsForResource", Slow, &["iot:ListTagsForResource"]),
];

/// What only the plan engine looks at: by name, and in buckets of its own.
pub(super) const OBSERVE: &[Operation] = &[
    observe("s3", "HeadBucket", Fast, &["s3:ListBucket"]),
    observe("s3", "HeadObject", Fast, &["s3:GetObject"]),
    observe(
        "s3",
        "GetObjectAttributes",
        Fast,
        &["s3:GetObject", "s3:GetObjectAttributes"],
    ),
    observe("s3", "GetObjectTagging", Fast, &["s3:GetObjectTagging"]),
    observe("s3", "ListObjectsV2", Fast, &["s3:ListBucket"]),
    observe("s3", "ListObjectVersions", Fast, &["s3:ListBucketVersions"]),
    observe(
        "s3",
        "ListMultipartUploads",
        Fast,
        &["s3:ListBucketMultipartUploads"],
    ),
    observe("iam", "GetRole", Steady, &["iam:GetRole"]),
    observe("iam", "GetRolePolicy", Steady, &["iam:GetRolePolicy"]),
    observe("iam", "ListRolePolicies", Steady, &["iam:ListRolePolicies"]),
    observe(
        "iam",
        "ListAttachedRolePolicies",
        Steady,
        &["iam:ListAttachedRolePolicies"],
    ),
    observe("iam", "ListRoleTags", Steady, &["iam:ListRoleTags"]),
    observe(
        "iam",
        "ListInstanceProfilesForRole",
        Steady,
        &["iam:ListInstanceProfilesForRole"],
    ),
    observe(
        "ec2",
        "DescribeVpcAttribute",
        Steady,
        &["ec2:DescribeVpcAttribute"],
    ),
    observe(
        "ec2",
        "DescribeAvailabilityZones",
        Steady,
        &["ec2:DescribeAvailabilityZones"],
    ),
    observe(
        "ec2",
        "DescribeSecurityGroupRules",
        Steady,
        &["ec2:DescribeSecurityGroupRules"],
    ),
    observe(
        "ec2",
        "DescribeVpcEndpointServices",
        Slow,
        &["ec2:DescribeVpcEndpointServices"],
    ),
    observe("ec2", "DescribePrefixLists", Steady, &["ec2:DescribePrefixLists"]),
    observe("ec2", "DescribeTags", Steady, &["ec2:DescribeTags"]),
];
