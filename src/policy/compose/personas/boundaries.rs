//! The permissions boundary of each persona: the services it works with, on
//! this workload's resources of this stage. A policy attached to the role
//! later, even an administrator's, opens nothing else: not another team's or
//! stage's data, no other key, no escalation, no control switched off.
//!
//! Source: IAM User Guide, "Permissions boundaries for IAM entities". A
//! boundary grants nothing, so it may be wider than the permissions; where a
//! permission is guarded by conditions it has the same conditions.

use super::people::{
    logs as read_logs, mlops, named, repair_key, results, revoke_sessions, roles_of, science, trails,
    trails_of,
};
use super::{applications, key_uses, meets_stream};
use crate::policy::compose::clause::Clause;
use crate::policy::compose::permissions::{images, key_grant, own_account, platform, read_stream};
use crate::policy::compose::{KeyUse, Persona, Workload};

pub(super) fn boundary(w: &Workload, persona: Persona) -> Vec<Clause> {
    let mut all = match persona {
        Persona::TrainingJob | Persona::InferenceEndpoint | Persona::BatchTransform => job(w),
        Persona::ProcessingJob => {
            let mut all = job(w);
            if meets_stream(w, persona) {
                all.push(read_stream(&w.stream()));
            }
            all
        }
        Persona::Notebook => notebook(w),
        Persona::DataScientist => {
            let mut all = science(w);
            all.extend(results(w));
            all.push(read_logs(w));
            all
        }
        Persona::MlOps => mlops(w),
        Persona::EndpointInvoker => vec![invocations(w)],
        Persona::BedrockApplication => vec![applications::ask_models(w), applications::apply_guardrail(w)],
        Persona::PipelineIngest => vec![applications::write_stream(w)],
        Persona::Auditor => auditor(w),
        Persona::BreakGlass => break_glass(w),
        Persona::Device => Vec::new(),
    };
    if key_uses(w, persona).next().is_some() {
        all.push(key(w));
    }
    if key_uses(w, persona).any(|used| used == KeyUse::Volumes) {
        all.push(key_grant(w));
    }
    all
}

fn job(w: &Workload) -> Vec<Clause> {
    let mut all = vec![
        reads(w),
        writes(w, &["s3:PutObject", "s3:AbortMultipartUpload"]),
        logs(w),
    ];
    all.extend(images(w));
    all.extend(platform());
    all
}

fn notebook(w: &Workload) -> Vec<Clause> {
    let mut all = vec![
        reads(w),
        writes(w, &["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]),
        logs(w),
    ];
    all.extend(platform());
    all
}

fn reads(w: &Workload) -> Clause {
    let buckets = [w.s3(&w.data_bucket), w.s3(&w.output_bucket)];
    let objects = buckets.clone().map(|b| format!("{b}/*"));
    own_account(
        w,
        Clause::allow(
            "OwnObjects",
            "never more than this workload's buckets",
            &["s3:GetObject", "s3:ListBucket"],
        )
        .on(buckets.into_iter().chain(objects)),
    )
}

/// The data bucket is not among them: who writes the data teaches the model.
fn writes(w: &Workload, actions: &[&str]) -> Clause {
    own_account(
        w,
        Clause::allow("OwnOutput", "never writes to the data it learns from", actions)
            .on([format!("{}/*", w.s3(&w.output_bucket))]),
    )
}

fn logs(w: &Workload) -> Clause {
    Clause::allow(
        "OwnLogs",
        "never more than the logs of SageMaker",
        &[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "logs:DescribeLogStreams",
        ],
    )
    .on([w.arn("logs", "log-group:/aws/sagemaker/*")])
}

/// How the key may be used is the key policy's to say; grants pass every
/// policy, so they stand apart with their condition.
fn key(w: &Workload) -> Clause {
    Clause::allow(
        "OwnKey",
        "never another key, and never its administration",
        &[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
        ],
    )
    .on([w.key_arn.clone()])
}

fn invocations(w: &Workload) -> Clause {
    Clause::allow(
        "OwnEndpoints",
        "never more than asking this workload's endpoints",
        &["sagemaker:InvokeEndpoint*"],
    )
    .on([named(w, "endpoint")])
}

fn auditor(w: &Workload) -> Vec<Clause> {
    let mut all = vec![
        Clause::allow(
            "ReadAnywhere",
            "calls that show configuration and change nothing",
            &[
                "bedrock:GetModelInvocationLoggingConfiguration",
                "bedrock:ListGuardrails",
                "cloudtrail:DescribeTrails",
                "cloudtrail:LookupEvents",
                "ec2:Describe*",
                "kms:ListAliases",
                "logs:DescribeLogGroups",
                "macie2:GetFindings",
                "macie2:GetMacieSession",
                "macie2:ListFindings",
                "sagemaker:Describe*",
                "sagemaker:List*",
            ],
        )
        .on_any(),
        Clause::allow(
            "ReadOwn",
            "how this workload's buckets, key, roles and trails are set up",
            &[
                "cloudtrail:GetEventSelectors",
                "cloudtrail:GetTrailStatus",
                "iam:GetRole*",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
                "kms:DescribeKey",
                "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus",
                "kms:ListGrants",
                "s3:GetBucket*",
                "s3:GetEncryptionConfiguration",
            ],
        )
        .on([
            w.s3(&w.data_bucket),
            w.s3(&w.output_bucket),
            w.key_arn.clone(),
            roles_of(w),
            trails_of(w),
        ]),
    ];
    all.extend(trails(w));
    all
}

fn break_glass(w: &Workload) -> Vec<Clause> {
    vec![
        repair_key(w),
        revoke_sessions(w),
        Clause::allow(
            "Repairs",
            "what else can be repaired, and nothing that reads data or ends a trail or a log",
            &[
                "ec2:ModifyVpcEndpoint",
                "s3:DeleteBucketPolicy",
                "s3:GetBucketPolicy",
                "s3:PutBucketPolicy",
                "sagemaker:DeleteEndpoint",
                "sagemaker:Stop*",
            ],
        )
        .on([
            w.s3(&w.data_bucket),
            w.s3(&w.output_bucket),
            w.arn("ec2", "vpc-endpoint/*"),
            w.arn("sagemaker", &format!("*/{}-*", w.prefix())),
        ]),
        Clause::deny(
            "DenyChangingItself",
            "who breaks the glass cannot give themselves more",
            &["iam:*"],
        )
        .on([w.role_of(Persona::BreakGlass)]),
        Clause::allow(
            "SeeWhatHappened",
            "the trail says who did what",
            &["cloudtrail:LookupEvents"],
        )
        .on_any(),
    ]
}
