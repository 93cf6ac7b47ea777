//! The buckets: encrypted transport, the stack's key, no way in but the
//! endpoints where asked for; and who must come in all the same.

use super::{for_account, key};
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing};

const KEY: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const ENCRYPTION: &str = "s3:x-amz-server-side-encryption";

/// A data or output bucket.
pub(super) fn ask(asking: &mut Asking<'_>, name: &'static str, bucket: &str) {
    let bearings = [Bearing::Administrator, Bearing::Named(name)];
    let (w, object) = (asking.w, format!("{bucket}/{}x", asking.w.data_prefix));
    let operator = w.operator_arn.clone();
    transport(asking, &bearings, bucket, &object);
    let upload = asking.s3(&operator, "s3:PutObject", &object);
    let with_key = upload.clone().with(ENCRYPTION, "aws:kms");
    asking.must(
        "the operator uploads with the stack's key",
        &bearings,
        with_key.clone().with(KEY, w.key_arn.clone()),
    );
    let other_key = asking.other_key();
    asking.must_not(
        "the operator uploads with another key",
        &bearings,
        with_key.with(KEY, other_key),
    );
    asking.must_not(
        "the operator uploads without the key (SSE-S3)",
        &bearings,
        upload.with(ENCRYPTION, "AES256"),
    );
    let macie = asking
        .s3_from_outside(&key::macie(asking), "s3:GetObject", &object)
        .with(
            "aws:PrincipalArn",
            w.iam("role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"),
        );
    asking.must("Macie reads what it classifies", &bearings, macie);
    let operator = asking.s3_from_outside(&operator, "s3:GetObject", &object);
    asking.must(
        "the operator is not locked out, wherever they are",
        &bearings,
        operator,
    );
    if w.only_through_endpoints && !w.vpc_endpoints.is_empty() {
        let outside = asking.s3_from_outside(&asking.another_role(), "s3:GetObject", &object);
        asking.must_not(
            "an administrator reads from outside the VPC (public network)",
            &bearings,
            outside.clone(),
        );
        asking.must(
            "an AWS service reads on an administrator's behalf",
            &bearings,
            outside.with("aws:ViaAWSService", "true"),
        );
    }
}

fn transport(asking: &mut Asking<'_>, bearings: &[Bearing], bucket: &str, object: &str) {
    for (action, path) in [("s3:GetObject", object), ("s3:ListBucket", bucket)] {
        let request = asking.s3(&asking.another_role(), action, path);
        asking.must_not(
            "an administrator comes over plain HTTP",
            bearings,
            request.clone().with("aws:SecureTransport", "false"),
        );
        asking.must_not(
            "an administrator comes over TLS 1.1",
            bearings,
            request.with("s3:TlsVersion", "1.1"),
        );
    }
}

/// The bucket of logs: the services that deliver are let in, for this account.
pub(super) fn ask_of_logs(asking: &mut Asking<'_>) {
    const LOGS: &str = "bucket-logs";
    let w = asking.w;
    let Some(bucket) = &w.log_bucket else { return };
    transport(
        asking,
        &[Bearing::Administrator, Bearing::Named(LOGS)],
        bucket,
        &format!("{bucket}/x"),
    );
    let deliver = asking
        .s3_from_outside(
            "logging.s3.amazonaws.com",
            "s3:PutObject",
            &format!("{bucket}/{}/x", w.data_bucket),
        )
        .with("aws:SourceArn", w.s3(&w.data_bucket));
    for_account(
        asking,
        [
            "S3 delivers access logs",
            "S3 delivers another account's access logs",
        ],
        LOGS,
        &deliver,
        ["aws:SourceAccount", &w.account],
    );
    let Some(trail) = &w.trail else { return };
    let trail = w.arn("cloudtrail", &format!("trail/{trail}"));
    let file = format!("{bucket}/AWSLogs/{}/CloudTrail/x", w.account);
    let service = |asking: &Asking<'_>, action: &str, path: &str| -> Request {
        asking.s3_from_outside("cloudtrail.amazonaws.com", action, path)
    };
    for_account(
        asking,
        [
            "CloudTrail checks that it may deliver",
            "CloudTrail checks for another account",
        ],
        LOGS,
        &service(asking, "s3:GetBucketAcl", bucket),
        ["aws:SourceArn", &trail],
    );
    for_account(
        asking,
        [
            "CloudTrail delivers the trail's files",
            "CloudTrail delivers another account's files",
        ],
        LOGS,
        &service(asking, "s3:PutObject", &file).with("s3:x-amz-acl", "bucket-owner-full-control"),
        ["aws:SourceArn", &trail],
    );
}
