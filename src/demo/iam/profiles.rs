//! Instance profiles: the way a role gets to an EC2 instance.

use super::Acts;
use super::ask::{Ask, Refusal, no_such};
use super::grants::{add_tags, drop_tags};
use super::roles::not_linked;
use super::show;
use super::state::{Holder, Profile, State, key};
use crate::demo::{ACCOUNT_ID, Response};

pub(super) const ACTS: Acts = &[
    ("CreateInstanceProfile", create),
    ("GetInstanceProfile", get),
    ("ListInstanceProfiles", list),
    ("ListInstanceProfilesForRole", list_for_role),
    ("DeleteInstanceProfile", delete),
    ("AddRoleToInstanceProfile", add_role),
    ("RemoveRoleFromInstanceProfile", remove_role),
    ("TagInstanceProfile", tag),
    ("UntagInstanceProfile", untag),
    ("ListInstanceProfileTags", list_tags),
];

const NAME: &str = "InstanceProfileName";

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (name, path) = (ask.name(NAME, 128)?, ask.path()?);
    if state.profiles.contains_key(&key(name)) {
        return Err(Refusal::exists(format!(
            "Instance Profile {name} already exists."
        )));
    }
    let profile = Profile {
        name: name.to_owned(),
        path: path.to_owned(),
        id: ask.ids.unique("AIPA", 17),
        arn: format!("arn:aws:iam::{ACCOUNT_ID}:instance-profile{path}{name}"),
        created: ask.now,
        tags: ask.tags()?,
        role: None,
    };
    let answer = ask.answer(|x| {
        x.element("InstanceProfile", |x| show::profile(x, &profile, state));
    });
    state.profiles.insert(key(name), profile);
    Ok(answer)
}

fn missing(name: &str) -> Refusal {
    Refusal::no_entity(format!("Instance Profile {name} cannot be found."))
}

fn find<'s>(state: &'s State, ask: &Ask<'_>) -> Result<&'s Profile, Refusal> {
    let name = ask.name(NAME, 128)?;
    state.profiles.get(&key(name)).ok_or_else(|| missing(name))
}

fn find_mut<'s>(state: &'s mut State, ask: &Ask<'_>) -> Result<&'s mut Profile, Refusal> {
    let name = ask.name(NAME, 128)?;
    state.profiles.get_mut(&key(name)).ok_or_else(|| missing(name))
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let profile = find(state, ask)?;
    Ok(ask.answer(|x| x.element("InstanceProfile", |x| show::profile(x, profile, state))))
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let prefix = ask.prefix();
    let profiles: Vec<&Profile> = state
        .profiles
        .values()
        .filter(|p| p.path.starts_with(prefix))
        .collect();
    ask.answer_page("InstanceProfiles", &profiles, |x, profile| {
        show::profile(x, profile, state);
    })
}

fn list_for_role(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let role = state.role(ask.holder(Holder::Role)?)?;
    let profiles: Vec<&Profile> = role
        .profiles
        .iter()
        .filter_map(|name| state.profiles.get(name))
        .collect();
    ask.answer_page("InstanceProfiles", &profiles, |x, profile| {
        show::profile(x, profile, state);
    })
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let profile = find(state, ask)?;
    if profile.role.is_some() {
        return Err(Refusal::conflict(
            "Cannot delete entity, must remove roles from instance profile first.",
        ));
    }
    let name = key(&profile.name);
    state.profiles.remove(&name);
    Ok(ask.done())
}

fn add_role(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let role = ask.holder(Holder::Role)?;
    not_linked(state.role(role)?)?;
    let profile = find_mut(state, ask)?;
    if profile.role.is_some() {
        return Err(Refusal::limit(
            "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
        ));
    }
    profile.role = Some(key(role));
    let name = key(&profile.name);
    state.role_mut(role)?.profiles.insert(name);
    Ok(ask.done())
}

fn remove_role(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let role = ask.holder(Holder::Role)?;
    let profile = find_mut(state, ask)?;
    if profile.role.as_deref() != Some(key(role).as_str()) {
        return Err(no_such("role", role));
    }
    profile.role = None;
    let name = key(&profile.name);
    state.role_mut(role)?.profiles.remove(&name);
    Ok(ask.done())
}

fn tag(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let new = ask.tags()?;
    let profile = find_mut(state, ask)?;
    profile.tags = add_tags(&profile.tags, new)?;
    Ok(ask.done())
}

fn untag(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    drop_tags(&mut find_mut(state, ask)?.tags, ask);
    Ok(ask.done())
}

fn list_tags(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    ask.answer_page("Tags", &find(state, ask)?.tags, show::tag)
}
