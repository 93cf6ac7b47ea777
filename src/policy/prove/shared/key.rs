//! The key: it stays manageable, its services can use it, and nobody else can.

use super::{ADMIN_AND_KEY, for_account};
use crate::policy::compose::KeyService;
use crate::policy::prove::question::{Asking, Bearing};

pub(super) fn ask(asking: &mut Asking<'_>) {
    administration(asking);
    use_by_others(asking);
    services(asking);
}

/// Who administers the account and the stack is not locked out.
fn administration(asking: &mut Asking<'_>) {
    for action in [
        "kms:PutKeyPolicy",
        "kms:GetKeyPolicy",
        "kms:EnableKey",
        "kms:CancelKeyDeletion",
        "kms:RevokeGrant",
        "kms:EnableKeyRotation",
    ] {
        let request = asking.kms(&asking.another_role(), action);
        asking.must(
            "an administrator of the account keeps the key",
            ADMIN_AND_KEY,
            request,
        );
    }
    if asking.w.operator_is_account() {
        return;
    }
    let operator = asking.w.operator_arn.clone();
    for (title, action, bucket) in [
        (
            "the operator's uploads are encrypted",
            "kms:GenerateDataKey",
            &asking.w.data_bucket,
        ),
        (
            "the operator reads results",
            "kms:Decrypt",
            &asking.w.output_bucket,
        ),
    ] {
        let request = asking.through_s3(asking.kms(&operator, action), bucket);
        asking.must(title, ADMIN_AND_KEY, request);
    }
    let grant = asking.kms(&operator, "kms:CreateGrant");
    asking.must(
        "the operator gives a notebook's volume the key",
        ADMIN_AND_KEY,
        grant.clone().with("kms:GrantIsForAWSResource", "true"),
    );
    asking.must_not(
        "the operator grants the key to a person",
        ADMIN_AND_KEY,
        grant.with("kms:GrantIsForAWSResource", "false"),
    );
}

fn use_by_others(asking: &mut Asking<'_>) {
    let bucket = &asking.w.data_bucket;
    let other = asking.through_s3(asking.kms(&asking.another_role(), "kms:Decrypt"), bucket);
    asking.must_not(
        "an administrator who is not named decrypts the data",
        ADMIN_AND_KEY,
        other,
    );
    let mut stranger = asking.through_s3(asking.kms(&asking.stranger(), "kms:Decrypt"), bucket);
    stranger.resource_account = Some(asking.w.account.clone());
    asking.must_not("another account decrypts the data", ADMIN_AND_KEY, stranger);
}

fn services(asking: &mut Asking<'_>) {
    let w = asking.w;
    if w.log_bucket.is_some() {
        for action in ["kms:GenerateDataKey", "kms:Decrypt"] {
            for_account(
                asking,
                [
                    "S3 encrypts the access logs",
                    "S3 encrypts another account's access logs",
                ],
                "key",
                &asking.kms("logging.s3.amazonaws.com", action),
                ["aws:SourceAccount", &w.account],
            );
        }
    }
    if let Some(trail) = &w.trail {
        for_account(
            asking,
            [
                "CloudTrail encrypts the trail's files",
                "CloudTrail encrypts another account's files",
            ],
            "key",
            &asking.kms("cloudtrail.amazonaws.com", "kms:GenerateDataKey"),
            ["aws:SourceArn", &w.arn("cloudtrail", &format!("trail/{trail}"))],
        );
    }
    if w.key_services.contains(&KeyService::LogGroups) {
        for action in ["kms:Encrypt", "kms:Decrypt"] {
            for_account(
                asking,
                [
                    "CloudWatch Logs encrypts the log groups",
                    "CloudWatch Logs encrypts another account's log groups",
                ],
                "key",
                &asking.kms(&w.via("logs"), action),
                [
                    "kms:EncryptionContext:aws:logs:arn",
                    &w.arn("logs", "log-group:/aws/sagemaker/TrainingJobs"),
                ],
            );
        }
    }
    if w.key_services.contains(&KeyService::Macie) {
        let request = asking.kms(&macie(asking), "kms:Decrypt").with(
            "aws:PrincipalArn",
            w.iam("role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"),
        );
        asking.must(
            "Macie decrypts what it classifies",
            &[Bearing::Administrator, Bearing::Named("key")],
            request,
        );
    }
}

/// Macie's service-linked role, at work.
pub(super) fn macie(asking: &Asking<'_>) -> String {
    asking.session("AWSServiceRoleForAmazonMacie", "macie")
}
