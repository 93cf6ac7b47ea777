//! Versions of managed policies: five at most, one of them in force.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::policies::{check_managed, own};
use super::show;
use super::state::{Policy, State, Version};
use crate::demo::Response;
use crate::demo::wire::xml::Writer;

pub(super) const ACTS: Acts = &[
    ("CreatePolicyVersion", create),
    ("GetPolicyVersion", get),
    ("ListPolicyVersions", list),
    ("SetDefaultPolicyVersion", set_default),
    ("DeletePolicyVersion", delete),
];

/// Versions of a policy at most (IAM quotas).
const MOST: usize = 5;

/// The fields of a version, with its document where that is told.
pub(super) fn fields(x: &mut Writer, policy: &Policy, version: &Version, with_document: bool) {
    if with_document {
        x.text("Document", show::encoded(&version.document));
    }
    x.text("VersionId", &version.id);
    x.text("IsDefaultVersion", version.id == policy.default);
    x.text("CreateDate", version.created.rfc3339());
}

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let document = ask.need("PolicyDocument")?;
    let policy = state.policy_mut(own(ask)?)?;
    check_managed(document)?;
    if policy.versions.len() >= MOST {
        return Err(Refusal::limit(
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an \
             existing version.",
        ));
    }
    policy.newest += 1;
    let version = Version {
        id: format!("v{}", policy.newest),
        document: document.to_owned(),
        created: ask.now,
    };
    if ask.form.flag("SetAsDefault") == Some(true) {
        policy.default.clone_from(&version.id);
    }
    policy.updated = ask.now;
    let answer = ask.answer(|x| x.element("PolicyVersion", |x| fields(x, policy, &version, false)));
    policy.versions.insert(0, version);
    Ok(answer)
}

fn no_version(arn: &str, id: &str) -> Refusal {
    Refusal::no_entity(format!(
        "Policy {arn} version {id} does not exist or is not attachable."
    ))
}

/// The position of the version that is asked for.
fn position(policy: &Policy, ask: &Ask<'_>) -> Result<usize, Refusal> {
    let id = ask.need("VersionId")?;
    policy
        .versions
        .iter()
        .position(|v| v.id == id)
        .ok_or_else(|| no_version(&policy.arn, id))
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy(ask.need("PolicyArn")?)?;
    let version = &policy.versions[position(policy, ask)?];
    Ok(ask.answer(|x| x.element("PolicyVersion", |x| fields(x, policy, version, true))))
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy(ask.need("PolicyArn")?)?;
    ask.answer_page("Versions", &policy.versions, |x, version| {
        fields(x, policy, version, false);
    })
}

fn set_default(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy_mut(own(ask)?)?;
    let at = position(policy, ask)?;
    policy.default.clone_from(&policy.versions[at].id);
    policy.updated = ask.now;
    Ok(ask.done())
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy_mut(own(ask)?)?;
    let at = position(policy, ask)?;
    if policy.versions[at].id == policy.default {
        return Err(Refusal::conflict(
            "Cannot delete the default version of a policy.",
        ));
    }
    policy.versions.remove(at);
    policy.updated = ask.now;
    Ok(ask.done())
}
