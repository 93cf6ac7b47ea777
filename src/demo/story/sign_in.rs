//! Passwords, MFA devices, access keys, and who used what when.

use super::teller::{Scene, Teller, fields};
use super::{HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;

const DAY: i64 = 86_400;

/// The users with a password, and whether they have an MFA device.
const PASSWORDS: &[(&str, bool)] = &[
    ("anna.lindqvist", true),
    ("tom.becker", true),
    ("mei.tanaka", false),
];

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("founder", HOME, 640);
    for (user, device) in PASSWORDS {
        // Nobody signs in with it: a console there is not.
        let body = fields([("UserName", user), ("Password", "No-console-here-7")]);
        scene.form("iam", "CreateLoginProfile", &body).await?;
        if *device {
            mfa(&scene, user).await?;
        }
    }
    let (iam, now) = (teller.account.iam(), teller.account.clock().now());
    let ago = |days: i64| Timestamp(now.0 - days * DAY - 2700);
    iam.set_signed_in("anna.lindqvist", ago(5));
    iam.set_signed_in("tom.becker", ago(2));
    iam.set_key_used("ci-model-publisher", "sagemaker", ago(3));
    iam.set_key_used("svc-pacs-export", "sts", ago(60));
    for (principal, service, days) in [
        ("user/anna.lindqvist", "bedrock", 5),
        ("user/anna.lindqvist", "sagemaker", 5),
        ("user/ci-model-publisher", "sagemaker", 3),
        ("user/svc-pacs-export", "sts", 60),
        ("role/SecurityOperator", "bedrock", 0),
        ("role/discharge-letters-exec", "bedrock", 1),
        ("role/discharge-letters-agent", "bedrock", 1),
        ("role/letters-agent-runtime", "bedrock", 2),
    ] {
        iam.set_called(
            &format!("arn:aws:iam::{ACCOUNT_ID}:{principal}"),
            service,
            ago(days),
        );
    }
    Ok(())
}

async fn mfa(scene: &Scene<'_>, user: &str) -> Result<(), StoryError> {
    let body = fields([("VirtualMFADeviceName", user)]);
    scene.form("iam", "CreateVirtualMFADevice", &body).await?;
    let body = fields([
        ("UserName", user),
        ("SerialNumber", &format!("arn:aws:iam::{ACCOUNT_ID}:mfa/{user}")),
        ("AuthenticationCode1", "123456"),
        ("AuthenticationCode2", "654321"),
    ]);
    scene.form("iam", "EnableMFADevice", &body).await?;
    Ok(())
}
