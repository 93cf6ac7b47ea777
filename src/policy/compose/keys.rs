//! The key policy.
//!
//! Sources: KMS Developer Guide, "Default key policy", "AWS KMS condition
//! keys", "Permissions for AWS services in key policies"; S3 User Guide,
//! "Using server-side encryption with AWS KMS keys".

use super::clause::Clause;
use super::{Composed, KeyService, Workload, composed};
use crate::policy::PolicyKind;

/// What administering a key takes; use and grants are not among it.
const ADMINISTRATION: &[&str] = &[
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
];

/// The policy of the key once the execution role exists.
pub fn key_policy(w: &Workload) -> Composed {
    let mut clauses = without_role(w);
    let role = w.role();
    clauses.push(through_s3(
        w,
        Clause::allow(
            "RoleUsesThroughS3",
            "the role encrypts and decrypts objects of the two buckets, through S3 only",
            &["kms:Decrypt", "kms:GenerateDataKey"],
        )
        .aws(role.clone()),
    ));
    clauses.push(
        Clause::allow(
            "RoleEncryptsOutput",
            "SageMaker encrypts the output and checks the key; these take no encryption context",
            &["kms:Encrypt", "kms:DescribeKey"],
        )
        .aws(role.clone())
        .on_any(),
    );
    clauses.push(
        Clause::allow(
            "RoleGrantsToAwsResources",
            "volumes use the key through grants; a grant to anything else is refused",
            &["kms:CreateGrant"],
        )
        .aws(role.clone())
        .on_any()
        .when("Bool", "kms:GrantIsForAWSResource", ["true"]),
    );
    if w.stream_arn.is_some() {
        clauses.push(
            Clause::allow(
                "RoleReadsStream",
                "the role decrypts the stream's records, through Kinesis only",
                &["kms:Decrypt"],
            )
            .aws(role)
            .on_any()
            .when("StringEquals", "kms:ViaService", [w.via("kinesis")])
            .when("StringEquals", "kms:CallerAccount", [&w.account]),
        );
    }
    composed(PolicyKind::KeyPolicy, "key", clauses)
}

/// The policy with which the key is made, before the execution role exists:
/// KMS refuses a policy that names a principal it cannot find.
pub fn first_key_policy(w: &Workload) -> Composed {
    composed(PolicyKind::KeyPolicy, "key", without_role(w))
}

pub(super) fn without_role(w: &Workload) -> Vec<Clause> {
    let mut clauses = vec![
        Clause::allow(
            "AccountAdministers",
            "the account can always administer the key through IAM; without this the key can become unmanageable",
            ADMINISTRATION,
        )
        .aws(w.iam("root"))
        .on_any(),
        through_s3(
            w,
            Clause::allow(
                "OperatorUsesThroughS3",
                "the operator uploads the data and reads results, through S3 only",
                &["kms:Decrypt", "kms:GenerateDataKey"],
            )
            .aws(w.operator_arn.clone()),
        ),
        Clause::allow(
            "OperatorGrantsToAwsResources",
            "who creates a notebook or an endpoint configuration grants the key to its volume",
            &["kms:CreateGrant"],
        )
        .aws(w.operator_arn.clone())
        .on_any()
        .when("Bool", "kms:GrantIsForAWSResource", ["true"]),
    ];
    clauses.extend(services(w));
    clauses
}

fn services(w: &Workload) -> Vec<Clause> {
    let mut all = Vec::new();
    if w.log_bucket.is_some() {
        all.push(
            Clause::allow(
                "AccessLogDelivery",
                "S3 writes access logs to an encrypted bucket, for this account only",
                &["kms:Decrypt", "kms:GenerateDataKey"],
            )
            .service("logging.s3.amazonaws.com".to_owned())
            .on_any()
            .when("StringEquals", "aws:SourceAccount", [&w.account]),
        );
    }
    if let Some(trail) = &w.trail {
        let trail = w.arn("cloudtrail", &format!("trail/{trail}"));
        all.push(
            Clause::allow(
                "TrailEncrypts",
                "CloudTrail encrypts this one trail's files",
                &["kms:GenerateDataKey*", "kms:DescribeKey"],
            )
            .service("cloudtrail.amazonaws.com".to_owned())
            .on_any()
            .when("StringEquals", "aws:SourceArn", [trail]),
        );
    }
    if w.key_services.contains(&KeyService::LogGroups) {
        all.push(
            Clause::allow(
                "LogGroupsEncrypt",
                // The guide's example has kms:Describe* here, too: looking at a
                // key has no encryption context, so it never held.
                "CloudWatch Logs encrypts log groups of this account",
                &[
                    "kms:Decrypt",
                    "kms:Encrypt",
                    "kms:GenerateDataKey*",
                    "kms:ReEncrypt*",
                ],
            )
            .service(w.via("logs"))
            .on_any()
            .when(
                "ArnLike",
                "kms:EncryptionContext:aws:logs:arn",
                [w.arn("logs", "log-group:*")],
            ),
        );
    }
    if w.key_services.contains(&KeyService::Macie) {
        let role = "role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie";
        all.push(
            Clause::allow(
                "MacieReads",
                "Macie decrypts objects to classify them",
                &["kms:Decrypt"],
            )
            .aws(w.iam(role))
            .on_any(),
        );
    }
    all
}

/// Narrows a grant to objects of the stack's buckets, through S3. The
/// encryption context is the object's ARN, or the bucket's where bucket keys
/// are on.
fn through_s3(w: &Workload, clause: Clause) -> Clause {
    let buckets = [
        Some(&w.data_bucket),
        Some(&w.output_bucket),
        w.log_bucket.as_ref(),
    ];
    let contexts: Vec<String> = buckets
        .into_iter()
        .flatten()
        .flat_map(|b| [w.s3(b), w.s3(&format!("{b}/*"))])
        .collect();
    clause
        .on_any()
        .when("StringEquals", "kms:ViaService", [w.via("s3")])
        .when("StringEquals", "kms:CallerAccount", [&w.account])
        .when("StringLike", "kms:EncryptionContext:aws:s3:arn", contexts)
}
