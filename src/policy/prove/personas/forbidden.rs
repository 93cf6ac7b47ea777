//! What no persona may do, not even made an administrator: other people's
//! data and keys, the known ways to become someone else, and switching off
//! what watches.
//!
//! The ways are those of pathfinding.cloud, HackTricks and Prowler for
//! SageMaker, Bedrock and the services around them.

use super::{call, may_not, session};
use crate::policy::compose::{Persona, Workload};
use crate::policy::prove::question::{Asking, Bearing, STRANGER};

/// An action, and the resource it is tried on.
type Attempt = (&'static str, String);

pub(super) fn ask(asking: &mut Asking<'_>, persona: Persona) {
    others_data(asking, persona);
    let w = asking.w;
    for (title, attempts) in [
        ("becomes someone else (escalation)", escalations(w, persona)),
        ("switches a control off", controls(w)),
        ("weakens how data is kept", data_controls(w)),
    ] {
        for (action, resource) in attempts {
            if repairs(persona, action) {
                continue;
            }
            let request = call(asking, persona, action, resource);
            may_not(asking, persona, title, request, &[]);
        }
    }
    for action in [
        "kms:ScheduleKeyDeletion",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:PutKeyPolicy",
    ] {
        if !repairs(persona, action) {
            let request = asking.kms(&session(asking, persona), action);
            may_not(
                asking,
                persona,
                "takes the key over or ends it",
                request,
                &[Bearing::TrustsAccount],
            );
        }
    }
}

/// What break-glass is there for.
fn repairs(persona: Persona, action: &str) -> bool {
    persona == Persona::BreakGlass
        && [
            "ec2:ModifyVpcEndpoint",
            "kms:PutKeyPolicy",
            "s3:DeleteBucketPolicy",
            "s3:PutBucketPolicy",
        ]
        .contains(&action)
}

fn others_data(asking: &mut Asking<'_>, persona: Persona) {
    let w = asking.w;
    let me = session(asking, persona);
    for (title, action, path) in [
        ("reads another team's data", "s3:GetObject", "another-team-data/x"),
        ("finds another team's data", "s3:ListBucket", "another-team-data"),
        (
            "changes another team's data",
            "s3:PutObject",
            "another-team-data/x",
        ),
    ] {
        let request = asking.s3(&me, action, path);
        may_not(asking, persona, title, request, &[]);
    }
    let own_name = format!("{}/output/x", w.output_bucket);
    let foreign = asking.s3(&me, "s3:PutObject", &own_name).owned_by(STRANGER);
    may_not(
        asking,
        persona,
        "carries data to a bucket of that name in another account",
        foreign,
        &[Bearing::OpenResource],
    );
    let mut key = asking.kms(&me, "kms:Decrypt");
    key.resource = asking.other_key();
    may_not(
        asking,
        persona,
        "uses another key",
        key,
        &[Bearing::TrustsAccount],
    );
    for (title, action, resource) in [
        (
            "reads another team's stream",
            "kinesis:GetRecords",
            w.arn("kinesis", "stream/another-team"),
        ),
        (
            "asks another team's model",
            "sagemaker:InvokeEndpoint",
            w.arn("sagemaker", "endpoint/another-team-x"),
        ),
        (
            "reads a secret",
            "secretsmanager:GetSecretValue",
            w.arn("secretsmanager", "secret:another-team-x"),
        ),
        (
            "reads a parameter",
            "ssm:GetParameter",
            w.arn("ssm", "parameter/another-team"),
        ),
    ] {
        let request = call(asking, persona, action, resource);
        may_not(asking, persona, title, request, &[]);
    }
    let become_admin = call(asking, persona, "sts:AssumeRole", w.iam("role/admin"));
    may_not(
        asking,
        persona,
        "becomes an administrator",
        become_admin,
        &[Bearing::TrustsAccount],
    );
}

fn escalations(w: &Workload, persona: Persona) -> Vec<Attempt> {
    let own = |kind: &str| w.arn("sagemaker", &format!("{kind}/{}-x", w.prefix()));
    let (role, admin) = (w.role_of(persona), w.iam("role/admin"));
    vec![
        ("iam:PassRole", admin.clone()),
        ("iam:PutRolePolicy", role.clone()),
        ("iam:AttachRolePolicy", role.clone()),
        ("iam:UpdateAssumeRolePolicy", w.role_of(Persona::TrainingJob)),
        ("iam:DeleteRolePermissionsBoundary", role.clone()),
        ("iam:PutRolePermissionsBoundary", role),
        ("iam:CreatePolicyVersion", w.boundary_of(persona)),
        ("iam:SetDefaultPolicyVersion", w.boundary_of(persona)),
        ("iam:CreateRole", admin),
        ("iam:CreateUser", w.iam("user/x")),
        ("iam:CreateAccessKey", w.iam("user/admin")),
        ("iam:CreateLoginProfile", w.iam("user/admin")),
        ("iam:CreateServiceSpecificCredential", w.iam("user/admin")),
        ("sagemaker:CreateNotebookInstance", own("notebook-instance")),
        ("sagemaker:UpdateNotebookInstance", own("notebook-instance")),
        (
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            w.arn("sagemaker", "notebook-instance/another-team-x"),
        ),
        (
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            own("notebook-instance-lifecycle-config"),
        ),
        (
            "sagemaker:UpdateNotebookInstanceLifecycleConfig",
            own("notebook-instance-lifecycle-config"),
        ),
        ("sagemaker:CreateTrainingJob", own("training-job")),
        ("sagemaker:CreateProcessingJob", own("processing-job")),
        (
            "sagemaker:CreateHyperParameterTuningJob",
            own("hyper-parameter-tuning-job"),
        ),
        ("sagemaker:CreateAutoMLJobV2", own("automl-job")),
        ("sagemaker:UpdatePipeline", own("pipeline")),
        ("sagemaker:CreatePresignedDomainUrl", own("user-profile")),
        ("sagemaker:UpdateUserProfile", own("user-profile")),
        (
            "sagemaker:CreatePresignedMlflowTrackingServerUrl",
            own("mlflow-tracking-server"),
        ),
        ("bedrock-agentcore:StartCodeInterpreterSession", "*".to_owned()),
        ("bedrock-agentcore:InvokeCodeInterpreter", "*".to_owned()),
        ("bedrock-agentcore:CreateAgentRuntime", "*".to_owned()),
        ("lambda:UpdateFunctionCode", w.arn("lambda", "function:x")),
        ("lambda:CreateFunction", w.arn("lambda", "function:x")),
        ("ec2:RunInstances", w.arn("ec2", "instance/*")),
        ("glue:CreateDevEndpoint", w.arn("glue", "devEndpoint/x")),
        ("cloudformation:CreateStack", w.arn("cloudformation", "stack/x/1")),
        ("ssm:SendCommand", w.arn("ssm", "document/x")),
    ]
}

fn controls(w: &Workload) -> Vec<Attempt> {
    let any = || "*".to_owned();
    let trail = w.arn(
        "cloudtrail",
        &format!("trail/{}", w.trail.as_deref().unwrap_or("any")),
    );
    let group = w.arn("logs", "log-group:/aws/sagemaker/TrainingJobs");
    vec![
        ("cloudtrail:StopLogging", trail.clone()),
        ("cloudtrail:DeleteTrail", trail.clone()),
        ("cloudtrail:PutEventSelectors", trail.clone()),
        ("cloudtrail:UpdateTrail", trail),
        ("macie2:DisableMacie", any()),
        ("macie2:UpdateMacieSession", any()),
        ("guardduty:DeleteDetector", w.arn("guardduty", "detector/x")),
        ("securityhub:DisableSecurityHub", any()),
        ("config:StopConfigurationRecorder", any()),
        (
            "access-analyzer:DeleteAnalyzer",
            w.arn("access-analyzer", "analyzer/x"),
        ),
        ("bedrock:DeleteGuardrail", w.guardrail_arn.clone()),
        ("bedrock:UpdateGuardrail", w.guardrail_arn.clone()),
        ("bedrock:DeleteModelInvocationLoggingConfiguration", any()),
        ("ec2:ModifyVpcEndpoint", w.arn("ec2", "vpc-endpoint/vpce-1")),
        ("ec2:DeleteVpcEndpoints", w.arn("ec2", "vpc-endpoint/vpce-1")),
        ("ec2:DeleteFlowLogs", w.arn("ec2", "vpc-flow-log/x")),
        (
            "ec2:AuthorizeSecurityGroupEgress",
            w.arn("ec2", "security-group/sg-1"),
        ),
        ("ec2:CreateInternetGateway", w.arn("ec2", "internet-gateway/*")),
        ("ec2:CreateRoute", w.arn("ec2", "route-table/x")),
        ("logs:DeleteLogGroup", group.clone()),
        ("logs:PutRetentionPolicy", group),
        ("cloudwatch:DeleteAlarms", w.arn("cloudwatch", "alarm:x")),
        ("organizations:LeaveOrganization", any()),
    ]
}

fn data_controls(w: &Workload) -> Vec<Attempt> {
    let actions = [
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketAcl",
        "s3:PutBucketLogging",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutReplicationConfiguration",
    ];
    [
        Some(&w.data_bucket),
        Some(&w.output_bucket),
        w.log_bucket.as_ref(),
    ]
    .into_iter()
    .flatten()
    .flat_map(|bucket| actions.map(|action| (action, w.s3(bucket))))
    .collect()
}
