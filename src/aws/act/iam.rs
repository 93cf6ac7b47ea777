//! Execution roles: trust, boundary, inline policies.

use super::answer::{failure, found, gone, made, seen, unbuilt, unnamed, wait};
use super::compare::Compared;
use super::misrouted;
use super::policy_text::decoded;
use super::tags::Owner;
use crate::aws::interlock::with_permit;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_iam::Client;
use aws_sdk_iam::types::{Role, Tag};

/// Reads what is there.
pub(super) async fn observe(iam: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    match spec {
        Spec::CreateRole {
            role,
            path,
            trust,
            boundary,
            ..
        } => {
            let answer = iam.get_role().role_name(role).send().await;
            let actual = found("iam:GetRole", answer)?.and_then(|a| a.role);
            Ok(actual.map_or(Observed::Absent, |actual| {
                compare_role(owner, &actual, path, trust, boundary.as_deref())
            }))
        }
        Spec::PutRolePolicy { role, name, policy } => {
            let answer = iam
                .get_role_policy()
                .role_name(role)
                .policy_name(name)
                .send()
                .await;
            let Some(actual) = found("iam:GetRolePolicy", answer)? else {
                return Ok(Observed::Absent);
            };
            Ok(Compared::default()
                .policy("PolicyDocument", Some(&decoded(actual.policy_document())), policy)
                .present(true))
        }
        other => Err(misrouted(other)),
    }
}

fn compare_role(owner: Owner<'_>, role: &Role, path: &str, trust: &str, boundary: Option<&str>) -> Observed {
    let tags = role.tags().iter().map(|t| (t.key(), t.value()));
    let ours = owner.stack_owns(tags);
    let actual_trust = role.assume_role_policy_document().map(decoded);
    let actual_boundary = role
        .permissions_boundary()
        .and_then(|b| b.permissions_boundary_arn());
    Compared::default()
        .output("RoleArn", Some(role.arn()))
        .output("RoleId", Some(role.role_id()))
        .text("Path", Some(role.path()), path)
        .policy("AssumeRolePolicyDocument", actual_trust.as_deref(), trust)
        .names("PermissionsBoundary", actual_boundary, boundary)
        .present(ours)
}

/// Makes the call.
pub(super) async fn act(iam: &Client, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    match spec {
        Spec::CreateRole {
            role,
            path,
            trust,
            description,
            boundary,
            tags,
        } => {
            let tags = tags
                .iter()
                .map(|(k, v)| Tag::builder().key(k).value(v).build())
                .collect::<Result<Vec<_>, _>>()
                .map_err(unbuilt(operation))?;
            let call = iam
                .create_role()
                .role_name(role)
                .path(path)
                .assume_role_policy_document(trust)
                .description(description)
                .set_permissions_boundary(boundary.clone())
                .set_tags(Some(tags));
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            let role = answer.role().ok_or_else(|| unnamed(operation, "Role"))?;
            Ok(Outputs::from([
                ("RoleArn".to_owned(), role.arn().to_owned()),
                ("RoleId".to_owned(), role.role_id().to_owned()),
            ]))
        }
        Spec::PutRolePolicy { role, name, policy } => {
            let call = iam
                .put_role_policy()
                .role_name(role)
                .policy_name(name)
                .policy_document(policy);
            made(operation, with_permit(permit, call.send()).await)?;
            Ok(Outputs::new())
        }
        other => Err(misrouted(other)),
    }
}

/// Takes back what the step made.
pub(super) async fn undo(iam: &Client, permit: &Permit, spec: &Spec) -> Result<(), ActError> {
    match spec {
        Spec::CreateRole { role, .. } => delete_role(iam, permit, role).await,
        Spec::PutRolePolicy { role, name, .. } => delete_inline(iam, permit, role, name).await,
        other => Err(misrouted(other)),
    }
}

async fn delete_inline(iam: &Client, permit: &Permit, role: &str, name: &str) -> Result<(), ActError> {
    let call = iam.delete_role_policy().role_name(role).policy_name(name);
    gone("iam:DeleteRolePolicy", with_permit(permit, call.send()).await)
}

/// A role goes only when nothing hangs on it: managed policies are detached,
/// inline ones deleted, instance profiles relieved of it.
async fn delete_role(iam: &Client, permit: &Permit, role: &str) -> Result<(), ActError> {
    let answer = iam.get_role().role_name(role).send().await;
    if found("iam:GetRole", answer)?.is_none() {
        return Ok(());
    }
    let mut attached = iam
        .list_attached_role_policies()
        .role_name(role)
        .into_paginator()
        .items()
        .send();
    while let Some(policy) = attached.next().await {
        let policy = seen("iam:ListAttachedRolePolicies", policy)?;
        let call = iam
            .detach_role_policy()
            .role_name(role)
            .set_policy_arn(policy.policy_arn);
        gone("iam:DetachRolePolicy", with_permit(permit, call.send()).await)?;
    }
    let mut inline = iam
        .list_role_policies()
        .role_name(role)
        .into_paginator()
        .items()
        .send();
    while let Some(name) = inline.next().await {
        let name = seen("iam:ListRolePolicies", name)?;
        delete_inline(iam, permit, role, &name).await?;
    }
    let mut profiles = iam
        .list_instance_profiles_for_role()
        .role_name(role)
        .into_paginator()
        .items()
        .send();
    while let Some(profile) = profiles.next().await {
        let profile = seen("iam:ListInstanceProfilesForRole", profile)?;
        let call = iam
            .remove_role_from_instance_profile()
            .role_name(role)
            .instance_profile_name(profile.instance_profile_name());
        let operation = "iam:RemoveRoleFromInstanceProfile";
        gone(operation, with_permit(permit, call.send()).await)?;
    }
    let operation = "iam:DeleteRole";
    let call = iam.delete_role().role_name(role);
    let answer = with_permit(permit, call.send()).await;
    // IAM may not see yet that what hung on it is gone.
    if failure(operation, &answer).is_some_and(|f| f.is("DeleteConflict")) {
        return Err(wait(
            operation,
            format!("DeleteConflict: something still hangs on {role}"),
        ));
    }
    gone(operation, answer)
}
