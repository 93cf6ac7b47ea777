//! What break-glass repairs, and what stays broken: it reads no data, and
//! cannot give itself more.

use super::people::{calls, no_data};
use super::{call, does_not, may, may_not, session};
use crate::policy::compose::Persona;
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing};

pub(super) fn break_glass(asking: &mut Asking<'_>) {
    let me = Persona::BreakGlass;
    let w = asking.w;
    let alice = session(asking, me);
    let key = [Bearing::Named("key")];
    for action in [
        "kms:CancelKeyDeletion",
        "kms:EnableKey",
        "kms:GetKeyPolicy",
        "kms:PutKeyPolicy",
    ] {
        let request = asking.kms(&alice, action);
        may(asking, me, "wins the key back", request, &key);
    }
    for (name, bucket) in [
        ("bucket-data", &w.data_bucket),
        ("bucket-output", &w.output_bucket),
    ] {
        for action in [
            "s3:DeleteBucketPolicy",
            "s3:GetBucketPolicy",
            "s3:PutBucketPolicy",
        ] {
            let request = asking.s3_from_outside(&alice, action, bucket);
            may(
                asking,
                me,
                "puts a bucket policy right, wherever they are",
                request,
                &[Bearing::Named(name)],
            );
        }
    }
    let endpoint = call(
        asking,
        me,
        "ec2:ModifyVpcEndpoint",
        w.arn("ec2", "vpc-endpoint/vpce-1"),
    )
    .with("aws:ResourceTag/aisec:stack", w.stack.clone());
    may(asking, me, "puts an endpoint policy right", endpoint.clone(), &[]);
    let other = endpoint.with("aws:ResourceTag/aisec:stack", "another");
    does_not(asking, me, "changes another team's endpoint", other, &[]);
    calls(
        asking,
        me,
        "stops what was taken over",
        &[
            ("sagemaker:DeleteEndpoint", "endpoint"),
            ("sagemaker:StopNotebookInstance", "notebook-instance"),
            ("sagemaker:StopProcessingJob", "processing-job"),
            ("sagemaker:StopTrainingJob", "training-job"),
            ("sagemaker:StopTransformJob", "transform-job"),
        ],
    );
    revoke(asking, me);
    let trail = call(asking, me, "cloudtrail:LookupEvents", "*");
    may(asking, me, "sees what happened", trail, &[]);
    let data = asking.through_s3(asking.kms(&alice, "kms:Decrypt"), &w.data_bucket);
    may_not(asking, me, "decrypts the data", data, &key);
    no_data(asking, me);
}

fn revoke(asking: &mut Asking<'_>, me: Persona) {
    let w = asking.w;
    let put = |asking: &Asking<'_>, action: &str, role: String, boundary: String| -> Request {
        call(asking, me, action, role).with("iam:PermissionsBoundary", boundary)
    };
    let (training, boundary) = (
        w.role_of(Persona::TrainingJob),
        w.boundary_of(Persona::TrainingJob),
    );
    for action in ["iam:PutRolePolicy", "iam:DeleteRolePolicy"] {
        let request = put(asking, action, training.clone(), boundary.clone());
        may(asking, me, "revokes a role's sessions", request, &[]);
    }
    let unbound = put(asking, "iam:PutRolePolicy", training, w.iam("policy/none"));
    may_not(asking, me, "widens a role that has no boundary", unbound, &[]);
    let itself = put(asking, "iam:PutRolePolicy", w.role_of(me), w.boundary_of(me));
    may_not(asking, me, "widens its own role (escalation)", itself, &[]);
    let admin = put(asking, "iam:PutRolePolicy", w.iam("role/admin"), boundary);
    may_not(asking, me, "widens another team's role", admin, &[]);
}
