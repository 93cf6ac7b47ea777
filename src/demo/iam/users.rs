//! Users: made, told of, renamed, deleted.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::grants::{bound, free};
use super::show::{self, Depth};
use super::state::{Holder, State, User, key};
use crate::demo::{ACCOUNT_ID, Response};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ACTS: Acts = &[
    ("CreateUser", create),
    ("GetUser", get),
    ("ListUsers", list),
    ("UpdateUser", update),
    ("DeleteUser", delete),
];

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let core = ask.core(Holder::User, "AIDA")?;
    let name = key(&core.name);
    if state.users.contains_key(&name) {
        return Err(taken(&core.name));
    }
    let user = User {
        core,
        groups: BTreeSet::new(),
        keys: Vec::new(),
        password: None,
        mfa: BTreeMap::new(),
    };
    state.users.insert(name.clone(), user);
    if let Some(arn) = ask.form.get("PermissionsBoundary")
        && let Err(refusal) = bound(state, Holder::User, &name, arn)
    {
        state.users.remove(&name);
        return Err(refusal);
    }
    answer(state, ask, &name)
}

fn taken(name: &str) -> Refusal {
    Refusal::exists(format!("User with name {name} already exists."))
}

fn answer(state: &State, ask: &Ask<'_>, name: &str) -> Result<Response, Refusal> {
    let user = state.user(name)?;
    Ok(ask.answer(|x| x.element("User", |x| show::user(x, user, Depth::Whole))))
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    answer(state, ask, ask.user()?)
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let prefix = ask.prefix();
    let users: Vec<&User> = state
        .users
        .values()
        .filter(|user| user.core.path.starts_with(prefix))
        .collect();
    ask.answer_page("Users", &users, |x, user| show::user(x, user, Depth::Listed))
}

fn update(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let old = key(ask.holder(Holder::User)?);
    let user = state.user(&old)?;
    let name = match ask.form.get("NewUserName") {
        Some(_) => ask.name("NewUserName", 64)?.to_owned(),
        None => user.core.name.clone(),
    };
    let path = ask.form.get("NewPath").unwrap_or(&user.core.path).to_owned();
    let new = key(&name);
    if new != old && state.users.contains_key(&new) {
        return Err(taken(&name));
    }
    let Some(mut user) = state.users.remove(&old) else {
        return Err(super::ask::no_such("user", &old));
    };
    user.core.arn = format!("arn:aws:iam::{ACCOUNT_ID}:user{path}{name}");
    user.core.name = name;
    user.core.path = path;
    follow(state, &user, &old, &new);
    state.users.insert(new, user);
    Ok(ask.done())
}

/// What knows the user by name is told of the new one.
fn follow(state: &mut State, user: &User, old: &str, new: &str) {
    for group in &user.groups {
        if let Some(group) = state.groups.get_mut(group) {
            group.members.remove(old);
            group.members.insert(new.to_owned());
        }
    }
    for arn in user.core.attached.iter().chain(&user.core.boundary) {
        if let Some(policy) = state.policies.get_mut(arn) {
            for holders in [&mut policy.attached_to, &mut policy.bounds] {
                if holders.remove(&(Holder::User, old.to_owned())) {
                    holders.insert((Holder::User, new.to_owned()));
                }
            }
        }
    }
    for access_key in &user.keys {
        state.key_owners.insert(access_key.id.clone(), new.to_owned());
    }
    for serial in user.mfa.keys() {
        if let Some(device) = state.devices.get_mut(serial)
            && let Some((owner, _)) = &mut device.enabled
        {
            new.clone_into(owner);
        }
    }
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.holder(Holder::User)?;
    let user = state.user(name)?;
    let conflict = [
        (
            !user.groups.is_empty(),
            "Cannot delete entity, must remove users from group first.",
        ),
        (
            !user.keys.is_empty(),
            "Cannot delete entity, must delete access keys first.",
        ),
        (
            !user.mfa.is_empty(),
            "Cannot delete entity, must delete MFA device first.",
        ),
        (
            user.password.is_some(),
            "Cannot delete entity, must delete login profile first.",
        ),
    ];
    if let Some((_, why)) = conflict.into_iter().find(|(holds, _)| *holds) {
        return Err(Refusal::conflict(why));
    }
    free(state, Holder::User, name)?;
    if let Some(user) = state.users.remove(&key(name)) {
        state.seen.remove(user.core.arn.as_str());
    }
    Ok(ask.done())
}
