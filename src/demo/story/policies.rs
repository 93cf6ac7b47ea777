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

/// What an engineer of a team needs: to start jobs as the team's roles only.
pub(super) fn engineer(roles: &str) -> String {
    document(&json!([
        {
            "Sid": "RunJobsIsolated",
            "Effect": "Allow",
            "Action": ["sagemaker:DescribeTrainingJob", "sagemaker:ListTrainingJobs", "sagemaker:StopTrainingJob"],
            "Resource": format!("arn:aws:sagemaker:*:{ACCOUNT_ID}:training-job/*"),
        },
        {
            "Sid": "PassTheTeamsRoles",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": format!("arn:aws:iam::{ACCOUNT_ID}:role/{roles}"),
            "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        },
    ]))
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
