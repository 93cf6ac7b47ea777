//! The calls that change nothing.

use super::{Class, Operation, Pace, Use};
use Pace::{Fast, Slow, Steady};

pub(super) const fn scan(
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
    scan(
        "iam",
        "GetAccountPasswordPolicy",
        Slow,
        &["iam:GetAccountPasswordPolicy"],
    ),
    scan(
        "iam",
        "ListVirtualMFADevices",
        Slow,
        &["iam:ListVirtualMFADevices"],
    ),
    // Both start a report and change nothing: IAM's own access level is Read.
    scan(
        "iam",
        "GenerateCredentialReport",
        Slow,
        &["iam:GenerateCredentialReport"],
    ),
    scan("iam", "GetCredentialReport", Slow, &["iam:GetCredentialReport"]),
    scan(
        "iam",
        "GenerateServiceLastAccessedDetails",
        Slow,
        &["iam:GenerateServiceLastAccessedDetails"],
    ),
    scan(
        "iam",
        "GetServiceLastAccessedDetails",
        Slow,
        &["iam:GetServiceLastAccessedDetails"],
    ),
    scan(
        "iam",
        "ListOrganizationsFeatures",
        Slow,
        &["iam:ListOrganizationsFeatures"],
    ),
    // Organizations
    scan(
        "organizations",
        "DescribeOrganization",
        Slow,
        &["organizations:DescribeOrganization"],
    ),
    scan(
        "organizations",
        "ListAccounts",
        Slow,
        &["organizations:ListAccounts"],
    ),
    scan(
        "organizations",
        "ListPolicies",
        Slow,
        &["organizations:ListPolicies"],
    ),
    scan(
        "organizations",
        "DescribePolicy",
        Slow,
        &["organizations:DescribePolicy"],
    ),
    scan(
        "organizations",
        "ListTargetsForPolicy",
        Slow,
        &["organizations:ListTargetsForPolicy"],
    ),
    // Access Analyzer
    scan(
        "accessanalyzer",
        "ListAnalyzers",
        Slow,
        &["access-analyzer:ListAnalyzers"],
    ),
    scan(
        "accessanalyzer",
        "ListFindingsV2",
        Slow,
        &["access-analyzer:ListFindings"],
    ),
    // EC2
    scan("ec2", "DescribeRegions", Steady, &["ec2:DescribeRegions"]),
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
    scan("ec2", "DescribeVolumes", Steady, &["ec2:DescribeVolumes"]),
    scan("ec2", "DescribeSnapshots", Steady, &["ec2:DescribeSnapshots"]),
    scan(
        "ec2",
        "DescribeSnapshotAttribute",
        Steady,
        &["ec2:DescribeSnapshotAttribute"],
    ),
    scan("ec2", "DescribeImages", Steady, &["ec2:DescribeImages"]),
    scan("ec2", "DescribeInstances", Steady, &["ec2:DescribeInstances"]),
    scan(
        "ec2",
        "DescribeInstanceAttribute",
        Steady,
        &["ec2:DescribeInstanceAttribute"],
    ),
    scan(
        "ec2",
        "DescribeLaunchTemplates",
        Steady,
        &["ec2:DescribeLaunchTemplates"],
    ),
    scan(
        "ec2",
        "DescribeLaunchTemplateVersions",
        Steady,
        &["ec2:DescribeLaunchTemplateVersions"],
    ),
    scan(
        "ec2",
        "DescribeSpotFleetRequests",
        Steady,
        &["ec2:DescribeSpotFleetRequests"],
    ),
    scan(
        "ec2",
        "DescribeTransitGateways",
        Steady,
        &["ec2:DescribeTransitGateways"],
    ),
    scan(
        "ec2",
        "DescribeVpcEndpointServiceConfigurations",
        Steady,
        &["ec2:DescribeVpcEndpointServiceConfigurations"],
    ),
    scan(
        "ec2",
        "DescribeVpcEndpointServicePermissions",
        Steady,
        &["ec2:DescribeVpcEndpointServicePermissions"],
    ),
    scan(
        "ec2",
        "DescribeVpcPeeringConnections",
        Steady,
        &["ec2:DescribeVpcPeeringConnections"],
    ),
    // AWS Backup
    scan(
        "backup",
        "ListProtectedResources",
        Slow,
        &["backup:ListProtectedResources"],
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
];

/// What only the plan engine looks at: by name, and in buckets of its own.
pub(super) const OBSERVE: &[Operation] = &[
    observe("s3", "HeadObject", Fast, &["s3:GetObject"]),
    observe(
        "s3",
        "GetObjectAttributes",
        Fast,
        &["s3:GetObject", "s3:GetObjectAttributes"],
    ),
    observe("s3", "GetObjectTagging", Fast, &["s3:GetObjectTagging"]),
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
