//! What an auditor reads: configuration and logs, and none of the data.

use super::people::{calls, named, no_data};
use super::{call, may, may_not, session};
use crate::policy::compose::Persona;
use crate::policy::prove::question::{Asking, Bearing};

pub(super) fn auditor(asking: &mut Asking<'_>) {
    let me = Persona::Auditor;
    let w = asking.w;
    for action in [
        "bedrock:GetModelInvocationLoggingConfiguration",
        "bedrock:ListGuardrails",
        "cloudtrail:DescribeTrails",
        "cloudtrail:LookupEvents",
        "ec2:DescribeFlowLogs",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeVpcEndpoints",
        "kms:ListAliases",
        "logs:DescribeLogGroups",
        "macie2:GetFindings",
        "macie2:GetMacieSession",
        "macie2:ListFindings",
        "sagemaker:ListTrainingJobs",
    ] {
        let request = call(asking, me, action, "*");
        may(asking, me, "reads how the account is set up", request, &[]);
    }
    for action in ["cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"] {
        let request = call(asking, me, action, w.arn("cloudtrail", "trail/any"));
        may(asking, me, "reads what the trails record", request, &[]);
    }
    calls(
        asking,
        me,
        "reads how jobs were made",
        &[
            ("sagemaker:DescribeTrainingJob", "training-job"),
            ("sagemaker:DescribeNotebookInstance", "notebook-instance"),
        ],
    );
    evidence(asking);
    no_data(asking, me);
    for (title, action, resource) in [
        (
            "sees occurrences of sensitive data",
            "macie2:GetSensitiveDataOccurrences",
            "*".to_owned(),
        ),
        (
            "starts a job",
            "sagemaker:CreateTrainingJob",
            named(w, "training-job"),
        ),
        (
            "stops a job",
            "sagemaker:StopTrainingJob",
            named(w, "training-job"),
        ),
        (
            "opens a notebook (escalation)",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            named(w, "notebook-instance"),
        ),
    ] {
        let request = call(asking, me, action, resource);
        may_not(asking, me, title, request, &[]);
    }
}

fn evidence(asking: &mut Asking<'_>) {
    let me = Persona::Auditor;
    let w = asking.w;
    let alice = session(asking, me);
    for (name, bucket) in [
        ("bucket-data", &w.data_bucket),
        ("bucket-output", &w.output_bucket),
    ] {
        for action in [
            "s3:GetBucketLogging",
            "s3:GetBucketPolicy",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
        ] {
            let request = asking.s3_from_outside(&alice, action, bucket);
            may(
                asking,
                me,
                "reads how the bucket is guarded",
                request,
                &[Bearing::Named(name)],
            );
        }
    }
    for action in [
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListGrants",
    ] {
        let request = asking.kms(&alice, action);
        may(
            asking,
            me,
            "reads who has the key",
            request,
            &[Bearing::Named("key")],
        );
    }
    for action in [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
    ] {
        let request = call(asking, me, action, w.role_of(Persona::TrainingJob));
        may(asking, me, "reads what a role may do", request, &[]);
    }
    let Some(bucket) = &w.log_bucket else { return };
    let logs = [Bearing::Named("bucket-logs")];
    for (action, path) in [
        ("s3:ListBucket", bucket.clone()),
        ("s3:GetObject", format!("{bucket}/AWSLogs/x")),
    ] {
        let request = asking.s3_from_outside(&alice, action, &path);
        may(asking, me, "reads the logs", request, &logs);
    }
    for action in ["s3:PutObject", "s3:DeleteObject"] {
        let request = asking.s3_from_outside(&alice, action, &format!("{bucket}/AWSLogs/x"));
        may_not(asking, me, "changes the evidence", request, &logs);
    }
}
