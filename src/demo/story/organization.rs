//! The organization that the clinic made for more accounts to come, the rules
//! for passwords, and the analyzers.

use super::teller::{Teller, WHY, fields};
use super::{HOME, StoryError};
use serde_json::json;

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("founder", HOME, 600);
    let body = fields([("MinimumPasswordLength", "10"), ("RequireNumbers", "true")]);
    scene.form("iam", "UpdateAccountPasswordPolicy", &body).await?;
    scene
        .json(
            "organizations",
            "CreateOrganization",
            json!({"FeatureSet": "ALL"}),
        )
        .await?;
    // IAM may manage the members' root users; nobody turned it on.
    let service = json!({"ServicePrincipal": "iam.amazonaws.com"});
    scene
        .json("organizations", "EnableAWSServiceAccess", service)
        .await?;
    let roots = scene.json("organizations", "ListRoots", json!({})).await?;
    let root = &roots["Roots"][0]["Id"];
    let kind = "AISERVICES_OPT_OUT_POLICY";
    let enable = json!({"RootId": root, "PolicyType": kind});
    scene.json("organizations", "EnablePolicyType", enable).await?;
    // Opts out, and leaves it to the accounts to opt in again.
    let content = json!({"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}});
    let policy = json!({
        "Name": "no-learning-from-patients",
        "Description": "AI services keep nothing of ours",
        "Type": kind,
        "Content": content.to_string(),
    });
    let made = scene.json("organizations", "CreatePolicy", policy).await?;
    let attach = json!({"PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": root});
    scene.json("organizations", "AttachPolicy", attach).await?;
    analyzers(teller).await
}

/// At home; abroad nobody thought of it.
async fn analyzers(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 200);
    let outside = json!({
        "analyzerName": "clinic-external-access",
        "type": "ACCOUNT",
        "tags": {"team": "security", WHY: "nobody goes through its findings"},
    });
    scene.rest("access-analyzer", "PUT", "/analyzer", outside).await?;
    let unused = json!({
        "analyzerName": "clinic-unused-access",
        "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": 365}},
        "tags": {"team": "security"},
    });
    scene.rest("access-analyzer", "PUT", "/analyzer", unused).await?;
    Ok(())
}
