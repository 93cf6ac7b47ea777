//! Groups and who is in them.

use super::Acts;
use super::ask::{Ask, Refusal, ends};
use super::grants::free;
use super::show::{self, Depth};
use super::state::{Group, Holder, State, User, key};
use crate::demo::{ACCOUNT_ID, Response};
use std::collections::BTreeSet;

pub(super) const ACTS: Acts = &[
    ("CreateGroup", create),
    ("GetGroup", get),
    ("ListGroups", list),
    ("ListGroupsForUser", list_for_user),
    ("UpdateGroup", update),
    ("DeleteGroup", delete),
    ("AddUserToGroup", add),
    ("RemoveUserFromGroup", remove),
];

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let core = ask.core(Holder::Group, "AGPA")?;
    let name = key(&core.name);
    if state.groups.contains_key(&name) {
        return Err(taken(&core.name));
    }
    let group = Group {
        core,
        members: BTreeSet::new(),
    };
    let answer = ask.answer(|x| x.element("Group", |x| show::group(x, &group)));
    state.groups.insert(name, group);
    Ok(answer)
}

fn taken(name: &str) -> Refusal {
    Refusal::exists(format!("Group with name {name} already exists."))
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let group = state.group(ask.holder(Holder::Group)?)?;
    let members: Vec<&User> = group
        .members
        .iter()
        .filter_map(|name| state.users.get(name))
        .collect();
    let (shown, next) = ask.page(&members)?;
    Ok(ask.answer(|x| {
        x.element("Group", |x| show::group(x, group));
        x.list("Users", "member", shown, |x, user| {
            show::user(x, user, Depth::Listed);
        });
        ends(x, next.as_deref());
    }))
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let prefix = ask.prefix();
    let groups: Vec<&Group> = state
        .groups
        .values()
        .filter(|group| group.core.path.starts_with(prefix))
        .collect();
    ask.answer_page("Groups", &groups, |x, group| show::group(x, group))
}

fn list_for_user(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let user = state.user(ask.holder(Holder::User)?)?;
    let groups: Vec<&Group> = user
        .groups
        .iter()
        .filter_map(|name| state.groups.get(name))
        .collect();
    ask.answer_page("Groups", &groups, |x, group| show::group(x, group))
}

fn update(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let old = key(ask.holder(Holder::Group)?);
    let group = state.group(&old)?;
    if ask.form.has("NewGroupName") {
        let name = ask.name("NewGroupName", 128)?;
        if key(name) != old {
            if state.groups.contains_key(&key(name)) {
                return Err(taken(name));
            }
            if !group.core.attached.is_empty() || !group.members.is_empty() {
                return rename_followed(state, ask, &old);
            }
        }
    }
    rename(state, ask, &old)
}

/// Renames a group that policies and users know by its old name.
fn rename_followed(state: &mut State, ask: &Ask<'_>, old: &str) -> Result<Response, Refusal> {
    let new = key(ask.name("NewGroupName", 128)?);
    let group = state.group(old)?;
    let (attached, members) = (group.core.attached.clone(), group.members.clone());
    for arn in attached {
        if let Some(policy) = state.policies.get_mut(&arn)
            && policy.attached_to.remove(&(Holder::Group, old.to_owned()))
        {
            policy.attached_to.insert((Holder::Group, new.clone()));
        }
    }
    for member in members {
        if let Some(user) = state.users.get_mut(&member) {
            user.groups.remove(old);
            user.groups.insert(new.clone());
        }
    }
    rename(state, ask, old)
}

fn rename(state: &mut State, ask: &Ask<'_>, old: &str) -> Result<Response, Refusal> {
    let Some(mut group) = state.groups.remove(old) else {
        return Err(super::ask::no_such("group", old));
    };
    let core = &mut group.core;
    if let Some(name) = ask.form.get("NewGroupName") {
        name.clone_into(&mut core.name);
    }
    if let Some(path) = ask.form.get("NewPath") {
        path.clone_into(&mut core.path);
    }
    core.arn = format!("arn:aws:iam::{ACCOUNT_ID}:group{}{}", core.path, core.name);
    state.groups.insert(key(&core.name), group);
    Ok(ask.done())
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.holder(Holder::Group)?;
    if !state.group(name)?.members.is_empty() {
        return Err(Refusal::conflict(
            "Cannot delete entity, must remove users from group first.",
        ));
    }
    free(state, Holder::Group, name)?;
    state.groups.remove(&key(name));
    Ok(ask.done())
}

fn add(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (group, user) = (ask.holder(Holder::Group)?, ask.holder(Holder::User)?);
    state.group(group)?;
    let groups = &mut state.user_mut(user)?.groups;
    // IAM quotas: a user is in ten groups at most.
    if groups.len() >= 10 && !groups.contains(&key(group)) {
        return Err(Refusal::limit("Cannot exceed quota for GroupsPerUser: 10"));
    }
    groups.insert(key(group));
    state.group_mut(group)?.members.insert(key(user));
    Ok(ask.done())
}

fn remove(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (group, user) = (ask.holder(Holder::Group)?, ask.holder(Holder::User)?);
    state.user(user)?;
    if !state.group_mut(group)?.members.remove(&key(user)) {
        return Err(super::ask::no_such("user", user));
    }
    state.user_mut(user)?.groups.remove(&key(group));
    Ok(ask.done())
}
