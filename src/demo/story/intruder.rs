//! Last night: the key of a user of the fraud team is in other hands. It looks
//! around, tries for more rights at home and for models in Europe, and is
//! refused most of it.

use super::teller::{Teller, fields};
use super::{ABROAD, HOME, StoryError};
use serde_json::{Value, json};

/// How long ago, in seconds.
const AGO: i64 = 7 * 3600;

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.moment("stolen", HOME, AGO);
    for (service, call) in [
        ("sts", "GetCallerIdentity"),
        ("iam", "ListUsers"),
        ("iam", "ListRoles"),
        ("iam", "ListGroups"),
        ("iam", "ListPolicies"),
        ("iam", "GetAccountSummary"),
        ("ec2", "DescribeInstances"),
        ("ec2", "DescribeSecurityGroups"),
    ] {
        scene.tried(scene.form(service, call, &[])).await;
    }
    // None of these is there: each is tried all the same, and refused.
    let user = ("UserName", "svc-backup-tmp");
    let policy = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
    let group = ("GroupName", "admins-tmp");
    for (call, parameters) in [
        ("AttachUserPolicy", fields([user, policy])),
        ("AttachGroupPolicy", fields([group, policy])),
        ("AddUserToGroup", fields([user, group])),
        ("CreateAccessKey", fields([user])),
        (
            "CreateLoginProfile",
            fields([user, ("Password", "changeme-2026")]),
        ),
    ] {
        scene.tried(scene.form("iam", call, &parameters)).await;
    }
    let scene = teller.moment("stolen", ABROAD, AGO - 1200);
    let model = "anthropic.claude-3-haiku-20240307-v1:0";
    for (method, path) in [
        ("GET", "/foundation-models".to_owned()),
        ("GET", "/use-case-for-model-access".to_owned()),
        ("GET", format!("/foundation-model-availability/{model}")),
        ("GET", format!("/list-foundation-model-agreement-offers/{model}")),
        ("POST", "/create-foundation-model-agreement".to_owned()),
        ("GET", "/provisioned-model-throughputs".to_owned()),
        ("POST", format!("/model/{model}/invoke")),
    ] {
        scene
            .tried(scene.rest("bedrock", method, &path, Value::Null))
            .await;
    }
    // Jonas opened a notebook from a hotel: no endpoint was on the way.
    let scene = teller.moment("jonas", HOME, 5 * 3600);
    let notebook = json!({"NotebookInstanceName": "priya-feature-lab"});
    scene
        .tried(scene.json("sagemaker", "CreatePresignedNotebookInstanceUrl", notebook))
        .await;
    Ok(())
}
