//! Roles: made, told of, changed, deleted.

use super::Acts;
use super::ask::{Ask, Refusal, constraint};
use super::documents::check_trust;
use super::grants::{bound, free};
use super::show::{self, Depth};
use super::state::{Holder, Role, State, key};
use crate::demo::Response;
use std::collections::BTreeSet;

pub(super) const ACTS: Acts = &[
    ("CreateRole", create),
    ("GetRole", get),
    ("ListRoles", list),
    ("UpdateRole", update),
    ("UpdateRoleDescription", update_description),
    ("UpdateAssumeRolePolicy", update_trust),
    ("DeleteRole", delete),
];

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let trust = ask.need("AssumeRolePolicyDocument")?.to_owned();
    let longest_session = session(ask)?.unwrap_or(3600);
    let core = ask.core(Holder::Role, "AROA")?;
    let name = key(&core.name);
    if state.roles.contains_key(&name) {
        return Err(Refusal::exists(format!(
            "Role with name {} already exists.",
            core.name
        )));
    }
    if core.path.starts_with("/aws-service-role/") {
        return Err(Refusal::invalid(
            "The path /aws-service-role/ is kept for service-linked roles.",
        ));
    }
    check_trust(state, &trust)?;
    let role = Role {
        core,
        trust,
        description: ask.form.get("Description").map(str::to_owned),
        longest_session,
        used: None,
        profiles: BTreeSet::new(),
    };
    ask.roles.set(&role.core.arn, &role.trust);
    state.roles.insert(name.clone(), role);
    if let Some(arn) = ask.form.get("PermissionsBoundary")
        && let Err(refusal) = bound(state, Holder::Role, &name, arn)
    {
        if let Some(role) = state.roles.remove(&name) {
            ask.roles.remove(&role.core.arn);
        }
        return Err(refusal);
    }
    answer(state, ask, &name)
}

fn answer(state: &State, ask: &Ask<'_>, name: &str) -> Result<Response, Refusal> {
    let role = state.role(name)?;
    Ok(ask.answer(|x| x.element("Role", |x| show::role(x, role, Depth::Whole))))
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    answer(state, ask, ask.holder(Holder::Role)?)
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let prefix = ask.prefix();
    let roles: Vec<&Role> = state
        .roles
        .values()
        .filter(|role| role.core.path.starts_with(prefix))
        .collect();
    ask.answer_page("Roles", &roles, |x, role| show::role(x, role, Depth::Listed))
}

fn update(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let longest = session(ask)?;
    let role = state.role_mut(ask.holder(Holder::Role)?)?;
    not_linked(role)?;
    if let Some(longest) = longest {
        role.longest_session = longest;
    }
    if let Some(text) = ask.form.get("Description") {
        role.description = Some(text.to_owned());
    }
    Ok(ask.answer(|_| {}))
}

fn update_description(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let role = state.role_mut(ask.holder(Holder::Role)?)?;
    role.description = Some(ask.need("Description")?.to_owned());
    Ok(ask.answer(|x| x.element("Role", |x| show::role(x, role, Depth::Whole))))
}

fn update_trust(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.holder(Holder::Role)?;
    not_linked(state.role(name)?)?;
    let trust = ask.need("PolicyDocument")?;
    check_trust(state, trust)?;
    let role = state.role_mut(name)?;
    trust.clone_into(&mut role.trust);
    ask.roles.set(&role.core.arn, trust);
    Ok(ask.done())
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.holder(Holder::Role)?;
    let role = state.role(name)?;
    not_linked(role)?;
    if !role.profiles.is_empty() {
        return Err(Refusal::conflict(
            "Cannot delete entity, must remove roles from instance profile first.",
        ));
    }
    remove(state, ask, name)?;
    Ok(ask.done())
}

/// Takes a role away that nothing holds on to.
pub(super) fn remove(state: &mut State, ask: &Ask<'_>, name: &str) -> Result<(), Refusal> {
    free(state, Holder::Role, name)?;
    if let Some(role) = state.roles.remove(&key(name)) {
        ask.roles.remove(&role.core.arn);
        state.seen.remove(role.core.arn.as_str());
    }
    Ok(())
}

/// Service-linked roles are changed by their service only.
pub(super) fn not_linked(role: &Role) -> Result<(), Refusal> {
    if role.core.path.starts_with("/aws-service-role/") {
        return Err(Refusal::unmodifiable(format!(
            "Cannot perform the operation on the protected role '{}' - this role is only modifiable by AWS",
            role.core.name
        )));
    }
    Ok(())
}

/// `MaxSessionDuration`: an hour to twelve.
fn session(ask: &Ask<'_>) -> Result<Option<i64>, Refusal> {
    match ask.form.get("MaxSessionDuration") {
        None => Ok(None),
        Some(text) => match text.parse() {
            Ok(n @ 3600..=43_200) => Ok(Some(n)),
            _ => Err(constraint(
                text,
                "MaxSessionDuration",
                "Member must have value between 3600 and 43200",
            )),
        },
    }
}
