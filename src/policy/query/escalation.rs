//! Grants that let a principal become a stronger one.
//!
//! Sources: Rhino Security Labs' list of IAM privilege escalation,
//! pathfinding.cloud (sagemaker-001 to -005, bedrock-001 and -002), the
//! SageMaker page of HackTricks, Prowler (AgentCore). `derived` marks what follows by analogy.

use super::breadth::{grants_action, grants_admin};
use crate::policy::{Document, Statement};

/// A combination of actions that, granted together, raises privileges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation<'d> {
    /// A stable name, e.g. `sagemaker-002`.
    pub id: &'static str,
    /// What the principal can do with it.
    pub title: &'static str,
    /// The actions, each with the statement that grants it.
    pub granted: Vec<(&'static str, &'d Statement)>,
}

type Path = (&'static str, &'static str, &'static [&'static str]);

const PASS: &str = "iam:PassRole";

const PATHS: &[Path] = &[
    (
        "iam-create-policy-version",
        "make any version of a policy the default",
        &["iam:CreatePolicyVersion"],
    ),
    (
        "iam-set-default-version",
        "bring back an older, wider policy version",
        &["iam:SetDefaultPolicyVersion"],
    ),
    (
        "iam-create-access-key",
        "make access keys for another user",
        &["iam:CreateAccessKey"],
    ),
    (
        "iam-create-login-profile",
        "give another user a password",
        &["iam:CreateLoginProfile"],
    ),
    (
        "iam-update-login-profile",
        "change another user's password",
        &["iam:UpdateLoginProfile"],
    ),
    (
        "iam-attach-user-policy",
        "attach any policy to a user",
        &["iam:AttachUserPolicy"],
    ),
    (
        "iam-attach-group-policy",
        "attach any policy to a group",
        &["iam:AttachGroupPolicy"],
    ),
    (
        "iam-attach-role-policy",
        "attach any policy to a role",
        &["iam:AttachRolePolicy"],
    ),
    (
        "iam-put-user-policy",
        "write any inline policy on a user",
        &["iam:PutUserPolicy"],
    ),
    (
        "iam-put-group-policy",
        "write any inline policy on a group",
        &["iam:PutGroupPolicy"],
    ),
    (
        "iam-put-role-policy",
        "write any inline policy on a role",
        &["iam:PutRolePolicy"],
    ),
    ("iam-add-user-to-group", "join any group", &["iam:AddUserToGroup"]),
    (
        "iam-update-trust",
        "let oneself assume a role",
        &["iam:UpdateAssumeRolePolicy"],
    ),
    (
        "pass-ec2",
        "run an instance with a stronger role",
        &[PASS, "ec2:RunInstances"],
    ),
    (
        "pass-lambda",
        "run a function with a stronger role",
        &[PASS, "lambda:CreateFunction", "lambda:InvokeFunction"],
    ),
    (
        "lambda-update-code",
        "replace the code of a function that has a stronger role",
        &["lambda:UpdateFunctionCode"],
    ),
    (
        "pass-cloudformation",
        "create a stack with a stronger role",
        &[PASS, "cloudformation:CreateStack"],
    ),
    (
        "pass-glue",
        "run a Glue endpoint with a stronger role",
        &[PASS, "glue:CreateDevEndpoint"],
    ),
    (
        "pass-datapipeline",
        "run a pipeline with a stronger role",
        &[
            PASS,
            "datapipeline:CreatePipeline",
            "datapipeline:PutPipelineDefinition",
        ],
    ),
    (
        "sagemaker-001",
        "open a notebook with a stronger role",
        &[
            PASS,
            "sagemaker:CreateNotebookInstance",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
        ],
    ),
    (
        "sagemaker-002",
        "run a training container with a stronger role",
        &[PASS, "sagemaker:CreateTrainingJob"],
    ),
    (
        "sagemaker-003",
        "run a processing container with a stronger role",
        &[PASS, "sagemaker:CreateProcessingJob"],
    ),
    (
        "sagemaker-004",
        "open another person's notebook",
        &["sagemaker:CreatePresignedNotebookInstanceUrl"],
    ),
    (
        "sagemaker-005",
        "plant a start script in an existing notebook",
        &[
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            "sagemaker:StopNotebookInstance",
            "sagemaker:UpdateNotebookInstance",
            "sagemaker:StartNotebookInstance",
        ],
    ),
    (
        "sagemaker-tuning",
        "run a tuning job with a stronger role",
        &[PASS, "sagemaker:CreateHyperParameterTuningJob"],
    ),
    (
        "sagemaker-domain-url",
        "open another person's Studio",
        &["sagemaker:CreatePresignedDomainUrl"],
    ),
    (
        "sagemaker-model",
        "serve one's own container with a stronger role (derived)",
        &[
            PASS,
            "sagemaker:CreateModel",
            "sagemaker:CreateEndpointConfig",
            "sagemaker:CreateEndpoint",
        ],
    ),
    (
        "sagemaker-pipeline",
        "run a pipeline with a stronger role (derived)",
        &[
            PASS,
            "sagemaker:CreatePipeline",
            "sagemaker:StartPipelineExecution",
        ],
    ),
    (
        "bedrock-001",
        "run a code interpreter with a stronger role",
        &[
            PASS,
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ],
    ),
    (
        "bedrock-002",
        "use an existing code interpreter's role",
        &[
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ],
    ),
    (
        "sagemaker-automl",
        "run an AutoML job with a stronger role (derived)",
        &[PASS, "sagemaker:CreateAutoMLJobV2"],
    ),
    (
        "sagemaker-monitoring",
        "run a monitoring container with a stronger role (derived)",
        &[PASS, "sagemaker:CreateMonitoringSchedule"],
    ),
    (
        "sagemaker-user-profile",
        "open Studio with a stronger role",
        &[
            PASS,
            "sagemaker:UpdateUserProfile",
            "sagemaker:CreateApp",
            "sagemaker:CreatePresignedDomainUrl",
        ],
    ),
    (
        "sagemaker-studio-lifecycle",
        "plant a start script in everybody's Studio (derived)",
        &["sagemaker:CreateStudioLifecycleConfig", "sagemaker:UpdateDomain"],
    ),
    (
        "sagemaker-mlflow",
        "swap the artifacts of other people's experiments",
        &[
            "sagemaker:CreatePresignedMlflowTrackingServerUrl",
            "sagemaker-mlflow:AccessUI",
        ],
    ),
    (
        "bedrock-customization",
        "read data through a customization job with a stronger role (derived)",
        &[PASS, "bedrock:CreateModelCustomizationJob"],
    ),
    (
        "bedrock-batch",
        "read data through a batch of prompts with a stronger role (derived)",
        &[PASS, "bedrock:CreateModelInvocationJob"],
    ),
    (
        "agentcore-command",
        "run commands with an existing agent's role",
        &["bedrock-agentcore:InvokeAgentRuntimeCommand"],
    ),
    (
        "agentcore-browser",
        "drive a browser with a stronger role",
        &[
            PASS,
            "bedrock-agentcore:CreateBrowser",
            "bedrock-agentcore:StartBrowserSession",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ],
    ),
    (
        "agentcore-existing-browser",
        "drive a browser that has a stronger role",
        &[
            "bedrock-agentcore:StartBrowserSession",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ],
    ),
    (
        "kms-put-key-policy",
        "give oneself the use of a key",
        &["kms:PutKeyPolicy"],
    ),
];

/// The escalation paths of which the document grants every action, on any
/// resource and whatever the conditions. Empty for an administrator's policy:
/// who has everything has nothing to gain ([`grants_admin`] answers that).
pub fn escalation_actions(document: &Document) -> Vec<Escalation<'_>> {
    if grants_admin(document).is_some() {
        return Vec::new();
    }
    PATHS
        .iter()
        .filter_map(|(id, title, actions)| {
            let granted = actions
                .iter()
                .map(|action| grants_action(document, action).map(|s| (*action, s)))
                .collect::<Option<Vec<_>>>()?;
            Some(Escalation { id, title, granted })
        })
        .collect()
}
