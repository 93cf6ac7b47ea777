//! People: what each may do by hand.
//!
//! Sources: SageMaker Developer Guide, "Identity-based policy examples",
//! "Passing roles"; Service Authorization Reference (which creations take which
//! condition keys: CreateTransformJob and CreateEndpointConfig take no network
//! keys, so the model's creation is where the network is guarded).

use crate::policy::compose::clause::Clause;
use crate::policy::compose::permissions::{in_vpc, isolated, own_account, pass_role};
use crate::policy::compose::{Persona, Workload, roles};

/// The workload's SageMaker resources of a type.
pub(super) fn named(w: &Workload, kind: &str) -> String {
    w.arn("sagemaker", &format!("{kind}/{}-*", w.prefix()))
}

/// The workload's roles.
pub(super) fn roles_of(w: &Workload) -> String {
    w.iam(&format!("role/{}-*", w.prefix()))
}

pub(super) fn data_scientist(w: &Workload) -> Vec<Clause> {
    let mut all = science(w);
    all.extend(results(w));
    all.push(logs(w));
    all
}

/// What a data scientist does in SageMaker. The boundary has it, too: the
/// conditions must hold whatever is attached to the role later.
pub(super) fn science(w: &Workload) -> Vec<Clause> {
    let open = Clause::allow(
        "OpenOwnNotebook",
        "a notebook is opened by its owner: its role works for whoever has the URL",
        &["sagemaker:CreatePresignedNotebookInstanceUrl"],
    )
    .on([named(w, "notebook-instance")])
    .when(
        "StringEquals",
        "aws:ResourceTag/aisec:person",
        ["${aws:PrincipalTag/aisec:person}"],
    );
    let open = if w.vpc_endpoints.is_empty() {
        open
    } else {
        open.when("StringEquals", "aws:SourceVpce", &w.vpc_endpoints)
    };
    vec![
        roles::start_training(w, named(w, "training-job")),
        roles::watch_training(named(w, "training-job")),
        pass_role(
            "PassTrainingRole",
            "hand SageMaker the training role: passing any other is how privileges escalate",
            [w.role_of(Persona::TrainingJob)],
        ),
        open,
    ]
}

/// Models and results; the data is read by jobs and notebooks only.
pub(super) fn results(w: &Workload) -> [Clause; 2] {
    let output = w.s3(&w.output_bucket);
    [
        own_account(
            w,
            Clause::allow("ListResults", "find the results", &["s3:ListBucket"]).on([output.clone()]),
        ),
        own_account(
            w,
            Clause::allow(
                "ReadResults",
                "look at models and results; raw data is for jobs and notebooks",
                &["s3:GetObject"],
            )
            .on([format!("{output}/output/*")]),
        ),
    ]
}

pub(super) fn logs(w: &Workload) -> Clause {
    Clause::allow(
        "ReadJobLogs",
        "why a job failed stands in its log",
        &[
            "logs:DescribeLogStreams",
            "logs:FilterLogEvents",
            "logs:GetLogEvents",
        ],
    )
    .on([w.arn("logs", "log-group:/aws/sagemaker/*")])
}

/// What is deployed and run is private, isolated and encrypted, and with these
/// roles. The boundary has it, too.
pub(super) fn mlops(w: &Workload) -> Vec<Clause> {
    let model = Clause::allow(
        "CreatePrivateModels",
        "a model outside the VPC or with a way out is refused",
        &["sagemaker:CreateModel"],
    )
    .on([named(w, "model")]);
    let process = Clause::allow(
        "StartPrivateProcessing",
        "a job without network isolation, traffic encryption or the stack's key is refused before it runs",
        &["sagemaker:CreateProcessingJob"],
    )
    .on([named(w, "processing-job")]);
    vec![
        in_vpc(w, model).when("Bool", "sagemaker:NetworkIsolation", ["true"]),
        encrypted(w, isolated(in_vpc(w, process))),
        encrypted(
            w,
            Clause::allow(
                "StartEncryptedTransforms",
                "the model brings the network; the job must bring the stack's key",
                &["sagemaker:CreateTransformJob"],
            )
            .on([named(w, "transform-job")]),
        ),
        Clause::allow(
            "ConfigureEncryptedEndpoints",
            "an endpoint keeps its volumes under the stack's key",
            &["sagemaker:CreateEndpointConfig"],
        )
        .on([named(w, "endpoint-config")])
        .when("ArnEquals", "sagemaker:VolumeKmsKeyArn", [&w.key_arn]),
        run_endpoints(w),
        watch(w),
        pass_role(
            "PassServingRoles",
            "hand SageMaker these roles: passing any other is how privileges escalate",
            [
                w.role_of(Persona::InferenceEndpoint),
                w.role_of(Persona::BatchTransform),
                w.role_of(Persona::ProcessingJob),
            ],
        ),
    ]
}

fn encrypted(w: &Workload, clause: Clause) -> Clause {
    clause
        .when("ArnEquals", "sagemaker:VolumeKmsKeyArn", [&w.key_arn])
        .when("ArnEquals", "sagemaker:OutputKmsKeyArn", [&w.key_arn])
}

fn run_endpoints(w: &Workload) -> Clause {
    Clause::allow(
        "RunEndpoints",
        "deploy, roll forward and back, and clear away; what is deployed was guarded when it was made",
        &[
            "sagemaker:CreateEndpoint",
            "sagemaker:UpdateEndpoint",
            "sagemaker:DeleteEndpoint",
            "sagemaker:DeleteEndpointConfig",
            "sagemaker:DeleteModel",
        ],
    )
    .on(["endpoint", "endpoint-config", "model"].map(|kind| named(w, kind)))
}

fn watch(w: &Workload) -> Clause {
    Clause::allow(
        "WatchJobsAndEndpoints",
        "see what runs and stop it",
        &[
            "sagemaker:DescribeEndpoint",
            "sagemaker:DescribeEndpointConfig",
            "sagemaker:DescribeModel",
            "sagemaker:DescribeProcessingJob",
            "sagemaker:DescribeTransformJob",
            "sagemaker:StopProcessingJob",
            "sagemaker:StopTransformJob",
        ],
    )
    .on([
        "endpoint",
        "endpoint-config",
        "model",
        "processing-job",
        "transform-job",
    ]
    .map(|kind| named(w, kind)))
}

pub(super) fn auditor(w: &Workload) -> Vec<Clause> {
    let mut all = vec![
        read_configuration(),
        Clause::allow(
            "ReadTrails",
            "what the trails record, and whether they do",
            &["cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"],
        )
        .on([trails_of(w)]),
        Clause::allow(
            "ReadJobs",
            "how jobs, models, endpoints and notebooks were made",
            &["sagemaker:Describe*"],
        )
        .on([w.arn("sagemaker", &format!("*/{}-*", w.prefix()))]),
        Clause::allow(
            "ReadBuckets",
            "how the buckets are guarded, not what is in them",
            &[
                "s3:GetBucketLogging",
                "s3:GetBucketPolicy",
                "s3:GetBucketPublicAccessBlock",
                "s3:GetBucketVersioning",
                "s3:GetEncryptionConfiguration",
            ],
        )
        .on([w.s3(&w.data_bucket), w.s3(&w.output_bucket)]),
        Clause::allow(
            "ReadKey",
            "who administers the key, who has grants, whether it rotates",
            &[
                "kms:DescribeKey",
                "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus",
                "kms:ListGrants",
            ],
        )
        .on([w.key_arn.clone()]),
        Clause::allow(
            "ReadRoles",
            "what each role of the workload may do",
            &[
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
            ],
        )
        .on([roles_of(w)]),
    ];
    all.extend(trails(w));
    all
}

fn read_configuration() -> Clause {
    Clause::allow(
        "ReadConfiguration",
        "how the account is set up; none of these calls returns data",
        &[
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
            "sagemaker:List*",
        ],
    )
    .on_any()
}

/// The account's trails.
pub(super) fn trails_of(w: &Workload) -> String {
    w.arn("cloudtrail", "trail/*")
}

/// The delivered logs, if they are kept.
pub(super) fn trails(w: &Workload) -> Option<Clause> {
    let bucket = w.s3(w.log_bucket.as_deref()?);
    Some(own_account(
        w,
        Clause::allow(
            "ReadLogs",
            "the trail and the access logs are the evidence",
            &["s3:GetObject", "s3:ListBucket"],
        )
        .on([bucket.clone(), format!("{bucket}/*")]),
    ))
}

/// Repairs, and none of the data: no statement of the key's policy lets this
/// role decrypt.
pub(super) fn break_glass(w: &Workload) -> Vec<Clause> {
    let running = [
        "endpoint",
        "notebook-instance",
        "processing-job",
        "training-job",
        "transform-job",
    ];
    vec![
        repair_key(w),
        Clause::allow(
            "RepairBuckets",
            "a bucket policy that locks everyone out is put right",
            &[
                "s3:DeleteBucketPolicy",
                "s3:GetBucketPolicy",
                "s3:PutBucketPolicy",
            ],
        )
        .on([w.s3(&w.data_bucket), w.s3(&w.output_bucket)]),
        Clause::allow(
            "RepairEndpoints",
            "an endpoint policy that locks jobs out is put right",
            &["ec2:ModifyVpcEndpoint"],
        )
        .on([w.arn("ec2", "vpc-endpoint/*")])
        .when("StringEquals", "aws:ResourceTag/aisec:stack", [&w.stack]),
        Clause::allow(
            "StopWorkload",
            "what was taken over is stopped",
            &[
                "sagemaker:DeleteEndpoint",
                "sagemaker:StopNotebookInstance",
                "sagemaker:StopProcessingJob",
                "sagemaker:StopTrainingJob",
                "sagemaker:StopTransformJob",
            ],
        )
        .on(running.map(|kind| named(w, kind))),
        revoke_sessions(w),
        Clause::allow(
            "SeeWhatHappened",
            "the trail says who did what",
            &["cloudtrail:LookupEvents"],
        )
        .on_any(),
    ]
}

/// The boundary has this and the next, too: nothing wider may be attached.
pub(super) fn repair_key(w: &Workload) -> Clause {
    Clause::allow(
        "RepairKey",
        "a key that is disabled, pending deletion or closed to its administrators is won back",
        &[
            "kms:CancelKeyDeletion",
            "kms:EnableKey",
            "kms:GetKeyPolicy",
            "kms:PutKeyPolicy",
        ],
    )
    .on([w.key_arn.clone()])
}

pub(super) fn revoke_sessions(w: &Workload) -> Clause {
    Clause::allow(
        "RevokeSessions",
        "a policy that denies older sessions revokes them; the role must stay under its boundary",
        &["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
    )
    .on([roles_of(w)])
    .when(
        "ArnLike",
        "iam:PermissionsBoundary",
        [w.iam(&format!("policy/{}-*-boundary", w.prefix()))],
    )
}
