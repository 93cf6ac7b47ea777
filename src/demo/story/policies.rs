//! The policy documents of the story's people and pipelines.

use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

fn document(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// Trust in a service, bound to this account.
pub(super) fn trust(service: &str) -> String {
    document(&json!([{
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
    }]))
}

/// Trust in a service that anyone can make act: the confused deputy.
pub(super) fn open_trust(service: &str) -> String {
    document(&json!([{
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }]))
}

/// Trust in the company's sign-on.
pub(super) fn people_trust() -> String {
    document(&json!([{
        "Effect": "Allow",
        "Principal": {"Federated": format!("arn:aws:iam::{ACCOUNT_ID}:saml-provider/Clinic-SSO")},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }]))
}

/// Trust in one repository's main branch.
pub(super) fn repository_trust() -> String {
    document(&json!([{
        "Effect": "Allow",
        "Principal": {"Federated": format!("arn:aws:iam::{ACCOUNT_ID}:oidc-provider/token.actions.githubusercontent.com")},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:clinic/ml-pipelines:ref:refs/heads/main",
        }},
    }]))
}

/// What a training job needs: its data, its models, its logs. The keys that it
/// uses are named by [`key_use`].
pub(super) fn training(data: &str, models: &str) -> String {
    document(&json!([
        {
            "Sid": "ReadTrainingData",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": [format!("arn:aws:s3:::{data}"), format!("arn:aws:s3:::{data}/*")],
        },
        {
            "Sid": "WriteModels",
            "Effect": "Allow",
            "Action": "s3:PutObject",
            "Resource": format!("arn:aws:s3:::{models}/*"),
        },
        logs(),
    ]))
}

/// Using one key, for objects of S3 only.
pub(super) fn key_use(arn: &str, region: &str) -> String {
    document(&json!([{
        "Sid": "UseTheKeyThroughS3",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": arn,
        "Condition": {"StringEquals": {"kms:ViaService": format!("s3.{region}.amazonaws.com")}},
    }]))
}

/// What serving a model needs.
pub(super) fn serving(models: &str) -> String {
    document(&json!([
        {
            "Sid": "ReadModels",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3:::{models}/*"),
        },
        {
            "Sid": "PullImages",
            "Effect": "Allow",
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": format!("arn:aws:ecr:us-east-1:{ACCOUNT_ID}:repository/*"),
        },
        logs(),
    ]))
}

fn logs() -> Value {
    json!({
        "Sid": "WriteLogs",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": format!("arn:aws:logs:*:{ACCOUNT_ID}:log-group:/aws/sagemaker/*"),
    })
}

/// One statement that allows actions on resources.
pub(super) fn allow(actions: &[&str], resources: &[&str]) -> String {
    document(&json!([{"Effect": "Allow", "Action": actions, "Resource": resources}]))
}

/// What an engineer does with the jobs of the team, whose roles have these names.
pub(super) fn engineer(roles: &str) -> String {
    let studio = json!({
        "Sid": "OpenStudioFromTheClinic",
        "Effect": "Allow",
        "Action": "sagemaker:CreatePresignedDomainUrl",
        "Resource": format!("arn:aws:sagemaker:*:{ACCOUNT_ID}:user-profile/*"),
        "Condition": {"StringEquals": {"aws:VpceAccount": ACCOUNT_ID}},
    });
    let [jobs, pass] = running(roles);
    document(&json!([jobs, studio, pass]))
}

/// What a repository's deployment does: as an engineer, without a Studio.
pub(super) fn deployer(roles: &str) -> String {
    document(&json!(running(roles)))
}

fn running(roles: &str) -> [Value; 2] {
    [
        json!({
            "Sid": "RunJobsIsolated",
            "Effect": "Allow",
            "Action": ["sagemaker:DescribeTrainingJob", "sagemaker:ListTrainingJobs", "sagemaker:StopTrainingJob"],
            "Resource": format!("arn:aws:sagemaker:*:{ACCOUNT_ID}:training-job/*"),
        }),
        json!({
            "Sid": "PassTheTeamsRoles",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": format!("arn:aws:iam::{ACCOUNT_ID}:role/{roles}"),
            "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        }),
    ]
}

/// What an agent's deployment needs: its own roles, its own tokens.
pub(super) fn agent_operator() -> String {
    document(&json!([
        {
            "Sid": "TokensOfOwnAgents",
            "Effect": "Allow",
            "Action": "bedrock-agentcore:GetWorkloadAccessToken",
            "Resource": format!("arn:aws:bedrock-agentcore:*:{ACCOUNT_ID}:workload-identity-directory/default/workload-identity/triage-*"),
        },
        {
            "Sid": "PassAgentRoles",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": format!("arn:aws:iam::{ACCOUNT_ID}:role/triage-agent-*"),
            "Condition": {"StringEquals": {"iam:PassedToService": "bedrock-agentcore.amazonaws.com"}},
        },
    ]))
}

/// Trust in a service on behalf of a bucket, which has no account in its ARN.
pub(super) fn bucket_trust(service: &str, bucket: &str) -> String {
    document(&json!([{
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnLike": {"aws:SourceArn": format!("arn:aws:s3:::{bucket}")}},
    }]))
}

/// Trust in another account as a whole.
pub(super) fn account_trust(account: &str) -> String {
    document(&json!([{
        "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
        "Action": "sts:AssumeRole",
    }]))
}

/// The ceiling of every role that the pipelines make.
pub(super) fn boundary() -> String {
    document(&json!([
        {
            "Effect": "Allow",
            "Action": [
                "s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt", "kms:GenerateDataKey",
                "logs:CreateLogStream", "logs:PutLogEvents", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
                "cloudwatch:PutMetricData",
            ],
            "Resource": format!("arn:aws:*:*:{ACCOUNT_ID}:*"),
        },
        {
            "Sid": "DataStaysInTheAccount",
            "Effect": "Deny",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:ResourceAccount": ACCOUNT_ID}},
        },
    ]))
}
