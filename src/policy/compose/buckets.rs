//! The bucket policies.
//!
//! Sources: S3 User Guide, "Bucket policy examples", "Controlling access from
//! VPC endpoints with bucket policies", "Enabling Amazon S3 server access
//! logging"; CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail".

use super::clause::Clause;
use super::{Composed, Workload, composed};
use crate::policy::PolicyKind;

const KEY_HEADER: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const ENCRYPTION_HEADER: &str = "s3:x-amz-server-side-encryption";

/// The policy of a data or output bucket: encrypted transport, the stack's key
/// and no other, and where asked for, no way in but the VPC endpoints.
pub fn bucket_policy(w: &Workload, name: &str, bucket: &str) -> Composed {
    guarded_bucket_policy(w, name, bucket, &[])
}

/// The same, with principals besides the operator that the VPC-only denial
/// spares: who repairs the policy must not be locked out by it.
pub(super) fn guarded_bucket_policy(w: &Workload, name: &str, bucket: &str, spared: &[String]) -> Composed {
    let objects = w.s3(&format!("{bucket}/*"));
    let mut clauses = transport(w, bucket);
    // Without the header the bucket's default applies, which is the stack's
    // key. Null keeps the negated operators from matching a missing header.
    clauses.push(
        Clause::deny(
            "DenyWrongKey",
            "an upload may not choose another key",
            &["s3:PutObject"],
        )
        .everyone()
        .on([objects.clone()])
        .when("StringNotEquals", KEY_HEADER, [&w.key_arn])
        .when("Null", KEY_HEADER, ["false"]),
    );
    clauses.push(
        Clause::deny(
            "DenyOtherEncryption",
            "an upload may not choose encryption without the key",
            &["s3:PutObject"],
        )
        .everyone()
        .on([objects])
        .when("StringNotEquals", ENCRYPTION_HEADER, ["aws:kms"])
        .when("Null", ENCRYPTION_HEADER, ["false"]),
    );
    if w.only_through_endpoints && !w.vpc_endpoints.is_empty() {
        clauses.push(outside_endpoints(w, bucket, spared));
    }
    composed(PolicyKind::BucketPolicy, name, clauses)
}

/// All exceptions stand in one statement: conditions of a statement are ANDed,
/// two Deny statements would undo each other's exceptions.
fn outside_endpoints(w: &Workload, bucket: &str, spared: &[String]) -> Clause {
    let mut excepted = vec![w.operator_arn.clone(), w.iam("role/aws-service-role/*")];
    excepted.extend_from_slice(spared);
    Clause::deny(
        "DenyOutsideVpcEndpoint",
        "data moves through the VPC only; AWS services, service-linked roles (Macie) and the operator are excepted",
        &["s3:*"],
    )
    .everyone()
    .on(both(w, bucket))
    .when("StringNotEquals", "aws:SourceVpce", &w.vpc_endpoints)
    .when("BoolIfExists", "aws:ViaAWSService", ["false"])
    .when("BoolIfExists", "aws:PrincipalIsAWSService", ["false"])
    .when("ArnNotLike", "aws:PrincipalArn", excepted)
}

/// The policy of the log bucket, if there is one: encrypted transport, and the
/// services that deliver logs.
pub fn log_bucket_policy(w: &Workload) -> Option<Composed> {
    let bucket = w.log_bucket.as_deref()?;
    let mut clauses = transport(w, bucket);
    clauses.push(
        Clause::allow(
            "AccessLogDelivery",
            "S3 delivers the access logs of the stack's buckets, and of no others",
            &["s3:PutObject"],
        )
        .service("logging.s3.amazonaws.com".to_owned())
        .on([w.s3(&format!("{bucket}/*"))])
        .when("StringEquals", "aws:SourceAccount", [&w.account])
        .when(
            "ArnLike",
            "aws:SourceArn",
            [w.s3(&w.data_bucket), w.s3(&w.output_bucket)],
        ),
    );
    if let Some(trail) = &w.trail {
        let trail = w.arn("cloudtrail", &format!("trail/{trail}"));
        clauses.push(
            Clause::allow(
                "TrailChecksBucket",
                "CloudTrail checks that it may write",
                &["s3:GetBucketAcl"],
            )
            .service("cloudtrail.amazonaws.com".to_owned())
            .on([w.s3(bucket)])
            .when("StringEquals", "aws:SourceArn", [trail.clone()]),
        );
        clauses.push(
            Clause::allow(
                "TrailDelivery",
                "CloudTrail delivers this one trail's files",
                &["s3:PutObject"],
            )
            .service("cloudtrail.amazonaws.com".to_owned())
            .on([w.s3(&format!("{bucket}/AWSLogs/{}/*", w.account))])
            .when("StringEquals", "aws:SourceArn", [trail])
            .when("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"]),
        );
    }
    Some(composed(PolicyKind::BucketPolicy, "bucket-logs", clauses))
}

fn transport(w: &Workload, bucket: &str) -> Vec<Clause> {
    vec![
        Clause::deny(
            "DenyInsecureTransport",
            "nothing crosses the network in the clear",
            &["s3:*"],
        )
        .everyone()
        .on(both(w, bucket))
        .when("Bool", "aws:SecureTransport", ["false"]),
        Clause::deny("DenyOldTls", "TLS before 1.2 is broken", &["s3:*"])
            .everyone()
            .on(both(w, bucket))
            .when("NumericLessThan", "s3:TlsVersion", ["1.2"]),
    ]
}

fn both(w: &Workload, bucket: &str) -> [String; 2] {
    [w.s3(bucket), w.s3(&format!("{bucket}/*"))]
}
