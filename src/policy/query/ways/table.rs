//! The ways, a row each.

use super::{Kept, Opens, Rewrite, Way};

/// The ways that a policy alone can be seen to open.
pub const WAYS: &[Way] = &[
    Way {
        id: "iam-create-policy-version",
        title: "make any version of a policy the default",
        actions: &["iam:CreatePolicyVersion"],
        opens: Opens::Itself(Rewrite::Attached),
    },
    Way {
        id: "iam-set-default-version",
        title: "bring back an older, wider policy version",
        actions: &["iam:SetDefaultPolicyVersion"],
        opens: Opens::Unseen("older versions of policies"),
    },
    Way {
        id: "iam-create-access-key",
        title: "make access keys for another user",
        actions: &["iam:CreateAccessKey"],
        opens: Opens::User,
    },
    Way {
        id: "iam-create-login-profile",
        title: "give another user a password",
        actions: &["iam:CreateLoginProfile"],
        opens: Opens::User,
    },
    Way {
        id: "iam-update-login-profile",
        title: "change another user's password",
        actions: &["iam:UpdateLoginProfile"],
        opens: Opens::User,
    },
    Way {
        id: "iam-attach-user-policy",
        title: "attach any policy to a user",
        actions: &["iam:AttachUserPolicy"],
        opens: Opens::Itself(Rewrite::User),
    },
    Way {
        id: "iam-attach-group-policy",
        title: "attach any policy to a group",
        actions: &["iam:AttachGroupPolicy"],
        opens: Opens::Itself(Rewrite::Group),
    },
    Way {
        id: "iam-attach-role-policy",
        title: "attach any policy to a role",
        actions: &["iam:AttachRolePolicy"],
        opens: Opens::Itself(Rewrite::Role),
    },
    Way {
        id: "iam-put-user-policy",
        title: "write any inline policy on a user",
        actions: &["iam:PutUserPolicy"],
        opens: Opens::Itself(Rewrite::User),
    },
    Way {
        id: "iam-put-group-policy",
        title: "write any inline policy on a group",
        actions: &["iam:PutGroupPolicy"],
        opens: Opens::Itself(Rewrite::Group),
    },
    Way {
        id: "iam-put-role-policy",
        title: "write any inline policy on a role",
        actions: &["iam:PutRolePolicy"],
        opens: Opens::Itself(Rewrite::Role),
    },
    Way {
        id: "iam-add-user-to-group",
        title: "join any group",
        actions: &["iam:AddUserToGroup"],
        opens: Opens::Group,
    },
    Way {
        id: "iam-update-trust",
        title: "let oneself assume a role",
        actions: &["iam:UpdateAssumeRolePolicy"],
        opens: Opens::Trust,
    },
    Way {
        id: "pass-ec2",
        title: "run an instance with a stronger role",
        actions: &["ec2:RunInstances"],
        opens: Opens::Passed("ec2.amazonaws.com"),
    },
    Way {
        id: "pass-lambda",
        title: "run a function with a stronger role",
        actions: &["lambda:CreateFunction", "lambda:InvokeFunction"],
        opens: Opens::Passed("lambda.amazonaws.com"),
    },
    Way {
        id: "lambda-update-code",
        title: "replace the code of a function that has a stronger role",
        actions: &["lambda:UpdateFunctionCode"],
        opens: Opens::Unseen("functions"),
    },
    Way {
        id: "pass-cloudformation",
        title: "create a stack with a stronger role",
        actions: &["cloudformation:CreateStack"],
        opens: Opens::Passed("cloudformation.amazonaws.com"),
    },
    Way {
        id: "pass-glue",
        title: "run a Glue endpoint with a stronger role",
        actions: &["glue:CreateDevEndpoint"],
        opens: Opens::Passed("glue.amazonaws.com"),
    },
    Way {
        id: "pass-datapipeline",
        title: "run a pipeline with a stronger role",
        actions: &[
            "datapipeline:CreatePipeline",
            "datapipeline:PutPipelineDefinition",
        ],
        opens: Opens::Passed("datapipeline.amazonaws.com"),
    },
    Way {
        id: "sagemaker-001",
        title: "open a notebook with a stronger role",
        actions: &[
            "sagemaker:CreateNotebookInstance",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
        ],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-002",
        title: "run a training container with a stronger role",
        actions: &["sagemaker:CreateTrainingJob"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-003",
        title: "run a processing container with a stronger role",
        actions: &["sagemaker:CreateProcessingJob"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-004",
        title: "open another person's notebook",
        actions: &["sagemaker:CreatePresignedNotebookInstanceUrl"],
        opens: Opens::RoleOf(Kept::Notebook),
    },
    Way {
        id: "sagemaker-005",
        title: "plant a start script in an existing notebook",
        actions: &[
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            "sagemaker:StopNotebookInstance",
            "sagemaker:UpdateNotebookInstance",
            "sagemaker:StartNotebookInstance",
        ],
        opens: Opens::RoleOf(Kept::Notebook),
    },
    Way {
        id: "sagemaker-tuning",
        title: "run a tuning job with a stronger role",
        actions: &["sagemaker:CreateHyperParameterTuningJob"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-domain-url",
        title: "open another person's Studio",
        actions: &["sagemaker:CreatePresignedDomainUrl"],
        opens: Opens::RoleOf(Kept::Domain),
    },
    Way {
        id: "sagemaker-model",
        title: "serve one's own container with a stronger role (derived)",
        actions: &[
            "sagemaker:CreateModel",
            "sagemaker:CreateEndpointConfig",
            "sagemaker:CreateEndpoint",
        ],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-pipeline",
        title: "run a pipeline with a stronger role (derived)",
        actions: &["sagemaker:CreatePipeline", "sagemaker:StartPipelineExecution"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "bedrock-001",
        title: "run a code interpreter with a stronger role",
        actions: &[
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ],
        opens: Opens::Passed("bedrock-agentcore.amazonaws.com"),
    },
    Way {
        id: "bedrock-002",
        title: "use an existing code interpreter's role",
        actions: &[
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ],
        opens: Opens::Unseen("code interpreters"),
    },
    Way {
        id: "sagemaker-automl",
        title: "run an AutoML job with a stronger role (derived)",
        actions: &["sagemaker:CreateAutoMLJobV2"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-monitoring",
        title: "run a monitoring container with a stronger role (derived)",
        actions: &["sagemaker:CreateMonitoringSchedule"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-user-profile",
        title: "open Studio with a stronger role",
        actions: &[
            "sagemaker:UpdateUserProfile",
            "sagemaker:CreateApp",
            "sagemaker:CreatePresignedDomainUrl",
        ],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
    Way {
        id: "sagemaker-studio-lifecycle",
        title: "plant a start script in everybody's Studio (derived)",
        actions: &["sagemaker:CreateStudioLifecycleConfig", "sagemaker:UpdateDomain"],
        opens: Opens::RoleOf(Kept::Domain),
    },
    Way {
        id: "sagemaker-mlflow",
        title: "swap the artifacts of other people's experiments",
        actions: &[
            "sagemaker:CreatePresignedMlflowTrackingServerUrl",
            "sagemaker-mlflow:AccessUI",
        ],
        opens: Opens::Unseen("MLflow tracking servers"),
    },
    Way {
        id: "bedrock-customization",
        title: "read data through a customization job with a stronger role (derived)",
        actions: &["bedrock:CreateModelCustomizationJob"],
        opens: Opens::Passed("bedrock.amazonaws.com"),
    },
    Way {
        id: "bedrock-batch",
        title: "read data through a batch of prompts with a stronger role (derived)",
        actions: &["bedrock:CreateModelInvocationJob"],
        opens: Opens::Passed("bedrock.amazonaws.com"),
    },
    Way {
        id: "agentcore-command",
        title: "run commands with an existing agent's role",
        actions: &["bedrock-agentcore:InvokeAgentRuntimeCommand"],
        opens: Opens::Unseen("agent runtimes"),
    },
    Way {
        id: "agentcore-browser",
        title: "drive a browser with a stronger role",
        actions: &[
            "bedrock-agentcore:CreateBrowser",
            "bedrock-agentcore:StartBrowserSession",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ],
        opens: Opens::Passed("bedrock-agentcore.amazonaws.com"),
    },
    Way {
        id: "agentcore-existing-browser",
        title: "drive a browser that has a stronger role",
        actions: &[
            "bedrock-agentcore:StartBrowserSession",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ],
        opens: Opens::Unseen("AgentCore browsers"),
    },
    Way {
        id: "kms-put-key-policy",
        title: "give oneself the use of a key",
        actions: &["kms:PutKeyPolicy"],
        opens: Opens::Key,
    },
    Way {
        id: "agentcore-runtime",
        title: "run commands in a new agent with a stronger role",
        actions: &[
            "bedrock-agentcore:CreateAgentRuntime",
            "bedrock-agentcore:CreateAgentRuntimeEndpoint",
            "bedrock-agentcore:CreateWorkloadIdentity",
            "bedrock-agentcore:InvokeAgentRuntimeCommand",
        ],
        opens: Opens::Passed("bedrock-agentcore.amazonaws.com"),
    },
    Way {
        id: "sagemaker-pipeline-update",
        title: "put a step into an existing pipeline and run it with a stronger role (derived)",
        actions: &["sagemaker:UpdatePipeline", "sagemaker:StartPipelineExecution"],
        opens: Opens::Passed("sagemaker.amazonaws.com"),
    },
];

/// The ways that depend on which key, bucket or image it is: grants of these
/// actions are the daily work of many, so that a policy alone says nothing.
pub const TAKEOVERS: &[Way] = &[
    Way {
        id: "kms-create-grant",
        title: "grant oneself the use of a key",
        actions: &["kms:CreateGrant"],
        opens: Opens::Key,
    },
    Way {
        id: "s3-put-bucket-policy",
        title: "rewrite who may use a bucket",
        actions: &["s3:PutBucketPolicy"],
        opens: Opens::Bucket,
    },
    Way {
        id: "s3-model-artifact",
        title: "replace the artifact that a model loads with its role",
        actions: &["s3:PutObject"],
        opens: Opens::RoleOf(Kept::ModelData),
    },
    Way {
        id: "ecr-put-image",
        title: "replace the image that a job runs with its role",
        actions: &["ecr:PutImage"],
        opens: Opens::Unseen("image repositories"),
    },
];
