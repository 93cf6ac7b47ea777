//! What each call takes: the IAM actions of the operator, and whether it
//! changes an existing thing in place.

use super::Spec;

impl Spec {
    /// The IAM actions that the operator needs for the call and for reading it
    /// back (Service Authorization Reference).
    pub fn iam_actions(&self) -> &'static [&'static str] {
        match self {
            Self::CreateKey { .. } => &[
                "kms:CreateKey",
                "kms:TagResource",
                "kms:DescribeKey",
                "kms:ListResourceTags",
            ],
            Self::CreateAlias { .. } => &["kms:CreateAlias", "kms:ListAliases"],
            Self::EnableKeyRotation { .. } => &["kms:EnableKeyRotation", "kms:GetKeyRotationStatus"],
            Self::PutKeyPolicy { .. } => &["kms:PutKeyPolicy", "kms:GetKeyPolicy"],
            Self::CreateBucket { .. } => &[
                "s3:CreateBucket",
                "s3:PutBucketOwnershipControls",
                "s3:ListBucket",
            ],
            Self::PutBucketTagging { .. } => &["s3:PutBucketTagging", "s3:GetBucketTagging"],
            Self::PutPublicAccessBlock { .. } => {
                &["s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"]
            }
            Self::PutBucketEncryption { .. } => {
                &["s3:PutEncryptionConfiguration", "s3:GetEncryptionConfiguration"]
            }
            Self::PutBucketVersioning { .. } => &["s3:PutBucketVersioning", "s3:GetBucketVersioning"],
            Self::PutBucketLogging { .. } => &["s3:PutBucketLogging", "s3:GetBucketLogging"],
            Self::PutBucketPolicy { .. } => &["s3:PutBucketPolicy", "s3:GetBucketPolicy"],
            Self::PutObject { .. } => &[
                "s3:PutObject",
                "s3:PutObjectTagging",
                "s3:GetObject",
                "kms:GenerateDataKey",
                "kms:Decrypt",
            ],
            Self::CreateRole { .. } => &["iam:CreateRole", "iam:TagRole", "iam:GetRole"],
            Self::PutRolePolicy { .. } => &["iam:PutRolePolicy", "iam:GetRolePolicy"],
            Self::CreateVpc { .. } => &["ec2:CreateVpc", "ec2:CreateTags", "ec2:DescribeVpcs"],
            Self::ModifyVpcAttribute { .. } => &["ec2:ModifyVpcAttribute", "ec2:DescribeVpcAttribute"],
            Self::CreateSubnet { .. } => &["ec2:CreateSubnet", "ec2:CreateTags", "ec2:DescribeSubnets"],
            Self::CreateRouteTable { .. } => &[
                "ec2:CreateRouteTable",
                "ec2:CreateTags",
                "ec2:DescribeRouteTables",
            ],
            Self::AssociateRouteTable { .. } => &["ec2:AssociateRouteTable", "ec2:DescribeRouteTables"],
            Self::CreateSecurityGroup { .. } => &[
                "ec2:CreateSecurityGroup",
                "ec2:CreateTags",
                "ec2:DescribeSecurityGroups",
            ],
            Self::AuthorizeIngress { .. } => {
                &["ec2:AuthorizeSecurityGroupIngress", "ec2:DescribeSecurityGroups"]
            }
            Self::CreateVpcEndpoint { .. } => &[
                "ec2:CreateVpcEndpoint",
                "ec2:CreateTags",
                "ec2:DescribeVpcEndpoints",
            ],
            Self::CreateTrainingJob(_) => &[
                "sagemaker:CreateTrainingJob",
                "sagemaker:AddTags",
                "iam:PassRole",
                "kms:CreateGrant",
                "sagemaker:DescribeTrainingJob",
                "sagemaker:ListTags",
            ],
            Self::CreateStream { .. } => &[
                "kinesis:CreateStream",
                "kinesis:AddTagsToStream",
                "kinesis:DescribeStreamSummary",
            ],
            Self::StartStreamEncryption { .. } => {
                &["kinesis:StartStreamEncryption", "kinesis:DescribeStreamSummary"]
            }
            Self::CreateModel { .. } => &[
                "sagemaker:CreateModel",
                "sagemaker:AddTags",
                "iam:PassRole",
                "sagemaker:DescribeModel",
                "sagemaker:ListTags",
            ],
            Self::CreateEndpointConfig { .. } => &[
                "sagemaker:CreateEndpointConfig",
                "sagemaker:AddTags",
                "kms:CreateGrant",
                "sagemaker:DescribeEndpointConfig",
                "sagemaker:ListTags",
            ],
            Self::CreateEndpoint { .. } => &[
                "sagemaker:CreateEndpoint",
                "sagemaker:AddTags",
                "sagemaker:DescribeEndpoint",
                "sagemaker:ListTags",
            ],
        }
    }

    /// Whether the call changes a setting of something that another step
    /// makes (or that is there), which is then the first of the step's needs.
    pub fn is_setting(&self) -> bool {
        matches!(
            self,
            Self::CreateAlias { .. }
                | Self::EnableKeyRotation { .. }
                | Self::PutKeyPolicy { .. }
                | Self::PutBucketTagging { .. }
                | Self::PutPublicAccessBlock { .. }
                | Self::PutBucketEncryption { .. }
                | Self::PutBucketVersioning { .. }
                | Self::PutBucketLogging { .. }
                | Self::PutBucketPolicy { .. }
                | Self::PutRolePolicy { .. }
                | Self::ModifyVpcAttribute { .. }
                | Self::AssociateRouteTable { .. }
                | Self::AuthorizeIngress { .. }
                | Self::StartStreamEncryption { .. }
        )
    }

    /// Whether making the call again brings an existing thing to what the spec
    /// says: so it is for settings that are put, not for things that are made.
    pub fn changes_in_place(&self) -> bool {
        self.is_setting() && !matches!(self, Self::CreateAlias { .. })
    }
}
