//! Identities: managed policies, groups, users.

use super::teller::{Scene, Teller, WHY, fields, tags};
use super::{HOME, StoryError, policies, roles, sign_in};
use crate::aws::operations::read_only_policies;
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    managed(&teller.scene("founder", HOME, 700)).await?;
    groups_and_users(&teller.scene("founder", HOME, 650)).await?;
    api_keys(teller).await?;
    for role in roles::all() {
        role.tell(&teller.scene("pipeline", HOME, role.days_ago)).await?;
    }
    sign_in::tell(teller).await?;
    let now = teller.account.clock().now();
    let iam = teller.account.iam();
    // The root user has an MFA device, and an access key from the first days.
    iam.set_root(true, true);
    for (role, days) in [
        ("cardio-training-exec", 0),
        ("cardio-serving-exec", 0),
        ("fraud-training-exec", 1),
        ("fraud-serving-exec", 0),
        ("fraud-legacy-etl", 211),
        ("partner-model-export", 97),
    ] {
        iam.set_role_used(role, Timestamp(now.0 - days * 86_400 - 1800));
    }
    Ok(())
}

pub(super) fn own(policy: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:policy/{policy}")
}

pub(super) fn aws(policy: &str) -> String {
    format!("arn:aws:iam::aws:policy/{policy}")
}

/// The name of one of the policies for looking.
fn audit_read(at: usize) -> String {
    match at {
        0 => "audit-read".to_owned(),
        _ => format!("audit-read-{}", at + 1),
    }
}

/// The policies for looking: they take more than one.
pub(super) fn for_looking() -> impl Iterator<Item = String> {
    (0..read_only_policies().len()).map(|at| own(&audit_read(at)))
}

async fn managed(scene: &Scene<'_>) -> Result<(), StoryError> {
    // The operator's and the auditors': what this program asks for.
    for (at, policy) in read_only_policies().iter().enumerate() {
        let body = fields([
            ("PolicyName", &audit_read(at)),
            ("PolicyDocument", &policy.to_string()),
        ]);
        scene.form("iam", "CreatePolicy", &body).await?;
    }
    let all = [
        ("ml-workload-boundary", policies::boundary(), ""),
        (
            "cardio-engineer",
            policies::engineer("cardio-*"),
            "opens any profile of Studio, where one's own would do",
        ),
        (
            "fraud-engineer",
            policies::engineer("fraud-*"),
            "opens any profile of Studio, where one's own would do",
        ),
        (
            "imaging-data-access",
            policies::allow(&["kms:Decrypt", "s3:GetObject"], &["*"]),
            "any key, any bucket: written when there was one of each",
        ),
        (
            "ml-experiments",
            policies::allow(&["sagemaker:*", "s3:*"], &["*"]),
            "whole services, so that nobody had to ask twice",
        ),
        (
            "notebook-launcher",
            policies::allow(
                &[
                    "iam:PassRole",
                    "sagemaker:CreateNotebookInstance",
                    "sagemaker:CreatePresignedNotebookInstanceUrl",
                ],
                &["*"],
            ),
            "passes any role to a notebook: copied from an answer on the internet",
        ),
        (
            "agent-builder",
            policies::allow(&["bedrock-agentcore:*", "iam:PassRole"], &["*"]),
            "for the week of the agents; any role, any agent's token",
        ),
        ("agent-operator", policies::agent_operator(), ""),
        (
            "platform-superuser",
            policies::allow(&["*"], &["*"]),
            "for the build server, until its needs are known",
        ),
        (
            "migration-2023-temporary",
            policies::allow(&["*"], &["*"]),
            "for the migration of 2023; nobody deleted it afterwards",
        ),
    ];
    for (name, document, why) in all {
        let mut body = fields([("PolicyName", name), ("PolicyDocument", &document)]);
        if !why.is_empty() {
            body.push(("Description".to_owned(), why.to_owned()));
            body.extend(form_tags(&fields([(WHY, why)])));
        }
        scene.form("iam", "CreatePolicy", &body).await?;
    }
    Ok(())
}

async fn groups_and_users(scene: &Scene<'_>) -> Result<(), StoryError> {
    let groups = [
        ("data-scientists", own("imaging-data-access")),
        ("platform-admins", aws("AdministratorAccess")),
    ];
    scene
        .form("iam", "CreateGroup", &fields([("GroupName", "auditors")]))
        .await?;
    for policy in for_looking() {
        let body = fields([("GroupName", "auditors"), ("PolicyArn", &policy)]);
        scene.form("iam", "AttachGroupPolicy", &body).await?;
    }
    for (group, policy) in &groups {
        scene
            .form("iam", "CreateGroup", &fields([("GroupName", group)]))
            .await?;
        let body = fields([("GroupName", group), ("PolicyArn", policy)]);
        scene.form("iam", "AttachGroupPolicy", &body).await?;
    }
    let users = [
        ("anna.lindqvist", "auditors", "security", ""),
        ("tom.becker", "data-scientists", "cardio", ""),
        (
            "mei.tanaka",
            "data-scientists",
            "cardio",
            "intern of last year: a password without MFA, and a sandbox of her own",
        ),
        (
            "svc-pacs-export",
            "",
            "cardio",
            "key that decrypts with every key",
        ),
        (
            "ci-model-publisher",
            "",
            "fraud",
            "can pass any role to a training job",
        ),
        (
            "legacy-admin",
            "platform-admins",
            "platform",
            "administrator since before single sign-on",
        ),
    ];
    for (user, group, team, why) in users {
        let mut body = fields([("UserName", user)]);
        body.extend(form_tags(&tags(user, team, "internal", why)));
        scene.form("iam", "CreateUser", &body).await?;
        if !group.is_empty() {
            let body = fields([("GroupName", group), ("UserName", user)]);
            scene.form("iam", "AddUserToGroup", &body).await?;
        }
    }
    let inline = [
        (
            "svc-pacs-export",
            "export",
            policies::allow(&["kms:Decrypt"], &["*"]),
        ),
        (
            "ci-model-publisher",
            "publish",
            policies::allow(&["iam:PassRole", "sagemaker:CreateTrainingJob"], &["*"]),
        ),
        (
            "mei.tanaka",
            "sandbox",
            policies::allow(&["s3:GetObject"], &["arn:aws:s3:::cardio-sandbox/*"]),
        ),
    ];
    for (user, name, document) in &inline {
        let body = fields([
            ("UserName", user),
            ("PolicyName", name),
            ("PolicyDocument", document),
        ]);
        scene.form("iam", "PutUserPolicy", &body).await?;
    }
    for user in [
        "svc-pacs-export",
        "ci-model-publisher",
        "legacy-admin",
        "legacy-admin",
    ] {
        scene
            .form("iam", "CreateAccessKey", &fields([("UserName", user)]))
            .await?;
    }
    let body = fields([
        ("UserName", "legacy-admin"),
        ("PolicyArn", &aws("AdministratorAccess")),
    ]);
    scene.form("iam", "AttachUserPolicy", &body).await?;
    Ok(())
}

/// Bedrock API keys: one that ran out after its trial, and one that never does.
async fn api_keys(teller: &Teller<'_>) -> Result<(), StoryError> {
    let service = ("ServiceName", "bedrock.amazonaws.com");
    let trial = fields([("UserName", "mei.tanaka"), service, ("CredentialAgeDays", "30")]);
    let scene = teller.scene("founder", HOME, 240);
    scene
        .form("iam", "CreateServiceSpecificCredential", &trial)
        .await?;
    let forever = fields([("UserName", "legacy-admin"), service]);
    let scene = teller.scene("founder", HOME, 230);
    scene
        .form("iam", "CreateServiceSpecificCredential", &forever)
        .await?;
    Ok(())
}

pub(super) fn form_tags(tags: &[(String, String)]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (n, (key, value)) in (1..).zip(tags) {
        out.push((format!("Tags.member.{n}.Key"), key.clone()));
        out.push((format!("Tags.member.{n}.Value"), value.clone()));
    }
    out
}
