//! The calls that change the account: made only by a confirmed plan's steps
//! and their undoing.

use super::{Class, Operation, Pace, Use};
use Pace::{Fast, Slow, Steady, Trickle};

const fn write(
    service: &'static str,
    name: &'static str,
    pace: Pace,
    actions: &'static [&'static str],
) -> Operation {
    Operation {
        service,
        name,
        class: Class::Write,
        needed_by: Use::Plan,
        pace,
        actions,
    }
}

/// Every write.
pub(super) const WRITES: &[Operation] = &[
    // KMS
    write("kms", "CreateKey", Slow, &["kms:CreateKey", "kms:TagResource"]),
    write("kms", "CreateAlias", Slow, &["kms:CreateAlias"]),
    write("kms", "EnableKeyRotation", Slow, &["kms:EnableKeyRotation"]),
    write("kms", "PutKeyPolicy", Slow, &["kms:PutKeyPolicy"]),
    write("kms", "TagResource", Slow, &["kms:TagResource"]),
    write("kms", "DeleteAlias", Slow, &["kms:DeleteAlias"]),
    write("kms", "DisableKey", Slow, &["kms:DisableKey"]),
    write("kms", "ScheduleKeyDeletion", Slow, &["kms:ScheduleKeyDeletion"]),
    // S3
    write(
        "s3",
        "CreateBucket",
        Slow,
        &["s3:CreateBucket", "s3:PutBucketOwnershipControls"],
    ),
    write("s3", "PutBucketTagging", Slow, &["s3:PutBucketTagging"]),
    write(
        "s3",
        "PutPublicAccessBlock",
        Slow,
        &["s3:PutBucketPublicAccessBlock"],
    ),
    write(
        "s3",
        "PutBucketEncryption",
        Slow,
        &["s3:PutEncryptionConfiguration"],
    ),
    write("s3", "PutBucketVersioning", Slow, &["s3:PutBucketVersioning"]),
    write("s3", "PutBucketLogging", Slow, &["s3:PutBucketLogging"]),
    write("s3", "PutBucketPolicy", Slow, &["s3:PutBucketPolicy"]),
    write(
        "s3",
        "PutBucketOwnershipControls",
        Slow,
        &["s3:PutBucketOwnershipControls"],
    ),
    write(
        "s3",
        "PutObject",
        Fast,
        &[
            "s3:PutObject",
            "s3:PutObjectTagging",
            "kms:GenerateDataKey",
            "kms:Decrypt",
        ],
    ),
    write("s3", "DeleteBucketPolicy", Slow, &["s3:DeleteBucketPolicy"]),
    write(
        "s3",
        "DeleteObject",
        Fast,
        &["s3:DeleteObject", "s3:DeleteObjectVersion"],
    ),
    write(
        "s3",
        "DeleteObjects",
        Fast,
        &["s3:DeleteObject", "s3:DeleteObjectVersion"],
    ),
    write("s3", "AbortMultipartUpload", Fast, &["s3:AbortMultipartUpload"]),
    write("s3", "DeleteBucket", Slow, &["s3:DeleteBucket"]),
    // IAM
    write("iam", "CreateRole", Slow, &["iam:CreateRole", "iam:TagRole"]),
    write("iam", "PutRolePolicy", Slow, &["iam:PutRolePolicy"]),
    write(
        "iam",
        "UpdateAssumeRolePolicy",
        Slow,
        &["iam:UpdateAssumeRolePolicy"],
    ),
    write(
        "iam",
        "PutRolePermissionsBoundary",
        Slow,
        &["iam:PutRolePermissionsBoundary"],
    ),
    write("iam", "TagRole", Slow, &["iam:TagRole"]),
    write("iam", "DeleteRolePolicy", Slow, &["iam:DeleteRolePolicy"]),
    write("iam", "DetachRolePolicy", Slow, &["iam:DetachRolePolicy"]),
    write(
        "iam",
        "RemoveRoleFromInstanceProfile",
        Slow,
        &["iam:RemoveRoleFromInstanceProfile"],
    ),
    write("iam", "DeleteRole", Slow, &["iam:DeleteRole"]),
    // EC2
    write("ec2", "CreateVpc", Slow, &["ec2:CreateVpc", "ec2:CreateTags"]),
    write("ec2", "ModifyVpcAttribute", Slow, &["ec2:ModifyVpcAttribute"]),
    write(
        "ec2",
        "CreateSubnet",
        Slow,
        &["ec2:CreateSubnet", "ec2:CreateTags"],
    ),
    write(
        "ec2",
        "CreateRouteTable",
        Slow,
        &["ec2:CreateRouteTable", "ec2:CreateTags"],
    ),
    write("ec2", "AssociateRouteTable", Slow, &["ec2:AssociateRouteTable"]),
    write(
        "ec2",
        "CreateSecurityGroup",
        Slow,
        &["ec2:CreateSecurityGroup", "ec2:CreateTags"],
    ),
    write(
        "ec2",
        "AuthorizeSecurityGroupIngress",
        Slow,
        &["ec2:AuthorizeSecurityGroupIngress"],
    ),
    write(
        "ec2",
        "CreateVpcEndpoint",
        Trickle,
        &["ec2:CreateVpcEndpoint", "ec2:CreateTags"],
    ),
    write("ec2", "ModifyVpcEndpoint", Slow, &["ec2:ModifyVpcEndpoint"]),
    write("ec2", "CreateTags", Slow, &["ec2:CreateTags"]),
    write("ec2", "DeleteVpcEndpoints", Slow, &["ec2:DeleteVpcEndpoints"]),
    write(
        "ec2",
        "RevokeSecurityGroupIngress",
        Slow,
        &["ec2:RevokeSecurityGroupIngress"],
    ),
    write("ec2", "DeleteSecurityGroup", Slow, &["ec2:DeleteSecurityGroup"]),
    write(
        "ec2",
        "DisassociateRouteTable",
        Slow,
        &["ec2:DisassociateRouteTable"],
    ),
    write("ec2", "DeleteRouteTable", Slow, &["ec2:DeleteRouteTable"]),
    write("ec2", "DeleteSubnet", Slow, &["ec2:DeleteSubnet"]),
    write("ec2", "DeleteVpc", Slow, &["ec2:DeleteVpc"]),
    // SageMaker
    write(
        "sagemaker",
        "CreateTrainingJob",
        Slow,
        &[
            "sagemaker:CreateTrainingJob",
            "sagemaker:AddTags",
            "iam:PassRole",
            "kms:CreateGrant",
        ],
    ),
    write(
        "sagemaker",
        "CreateModel",
        Slow,
        &["sagemaker:CreateModel", "sagemaker:AddTags", "iam:PassRole"],
    ),
    write(
        "sagemaker",
        "CreateEndpointConfig",
        Slow,
        &["sagemaker:CreateEndpointConfig", "sagemaker:AddTags"],
    ),
    write(
        "sagemaker",
        "CreateEndpoint",
        Slow,
        &["sagemaker:CreateEndpoint", "sagemaker:AddTags", "kms:CreateGrant"],
    ),
    write("sagemaker", "AddTags", Slow, &["sagemaker:AddTags"]),
    write(
        "sagemaker",
        "StopTrainingJob",
        Steady,
        &["sagemaker:StopTrainingJob"],
    ),
    write(
        "sagemaker",
        "DeleteTrainingJob",
        Slow,
        &["sagemaker:DeleteTrainingJob"],
    ),
    write("sagemaker", "DeleteEndpoint", Slow, &["sagemaker:DeleteEndpoint"]),
    write(
        "sagemaker",
        "DeleteEndpointConfig",
        Slow,
        &["sagemaker:DeleteEndpointConfig"],
    ),
    write("sagemaker", "DeleteModel", Slow, &["sagemaker:DeleteModel"]),
    // Kinesis
    write(
        "kinesis",
        "CreateStream",
        Slow,
        &["kinesis:CreateStream", "kinesis:AddTagsToStream"],
    ),
    write("kinesis", "AddTagsToStream", Slow, &["kinesis:AddTagsToStream"]),
    write(
        "kinesis",
        "StartStreamEncryption",
        Slow,
        &["kinesis:StartStreamEncryption", "kms:DescribeKey"],
    ),
    write("kinesis", "DeleteStream", Slow, &["kinesis:DeleteStream"]),
];
