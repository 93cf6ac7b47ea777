//! What is put on users, groups and roles alike: inline and attached policies,
//! permissions boundaries, tags.

use super::Acts;
use super::ask::{Ask, Refusal, within_quota};
use super::documents::{check_identity, inline_quota, size};
use super::roles::not_linked;
use super::show;
use super::state::{Holder, State, Tags, key};
use crate::demo::Response;

/// The rows of one kind of principal.
macro_rules! acts {
    ($($kind:literal => $holder:expr;)+) => {
        &[$(
            (concat!("Put", $kind, "Policy"), |s, a| put_inline(s, a, $holder)),
            (concat!("Get", $kind, "Policy"), |s, a| get_inline(s, a, $holder)),
            (concat!("List", $kind, "Policies"), |s, a| list_inline(s, a, $holder)),
            (concat!("Delete", $kind, "Policy"), |s, a| delete_inline(s, a, $holder)),
            (concat!("Attach", $kind, "Policy"), |s, a| attach(s, a, $holder)),
            (concat!("Detach", $kind, "Policy"), |s, a| detach(s, a, $holder)),
            (concat!("ListAttached", $kind, "Policies"), |s, a| list_attached(s, a, $holder)),
            (concat!("Put", $kind, "PermissionsBoundary"), |s, a| put_boundary(s, a, $holder)),
            (concat!("Delete", $kind, "PermissionsBoundary"), |s, a| delete_boundary(s, a, $holder)),
            (concat!("Tag", $kind), |s, a| tag(s, a, $holder)),
            (concat!("Untag", $kind), |s, a| untag(s, a, $holder)),
            (concat!("List", $kind, "Tags"), |s, a| list_tags(s, a, $holder)),
        )+]
    };
}

// IAM has no boundary and no tags for groups.
const NOT_OF_GROUPS: [&str; 5] = [
    "PutGroupPermissionsBoundary",
    "DeleteGroupPermissionsBoundary",
    "TagGroup",
    "UntagGroup",
    "ListGroupTags",
];

/// Whether IAM has the operation.
pub(super) fn is_operation(name: &str) -> bool {
    !NOT_OF_GROUPS.contains(&name)
}

pub(super) const ACTS: Acts = acts! {
    "User" => Holder::User;
    "Group" => Holder::Group;
    "Role" => Holder::Role;
};

fn changeable(state: &State, holder: Holder, name: &str) -> Result<(), Refusal> {
    match holder {
        Holder::Role => not_linked(state.role(name)?),
        _ => state.core(holder, name).map(drop),
    }
}

fn put_inline(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, policy) = (ask.holder(holder)?, ask.name("PolicyName", 128)?);
    let document = ask.need("PolicyDocument")?;
    changeable(state, holder, name)?;
    check_identity(document)?;
    let core = state.core_mut(holder, name)?;
    let others = core.inline.iter().filter(|(p, _)| *p != policy);
    let total = others.map(|(_, d)| size(d)).sum::<usize>() + size(document);
    let most = inline_quota(holder);
    if total > most {
        return Err(Refusal::limit(format!(
            "Maximum policy size of {most} bytes exceeded for {} {name}",
            holder.word().to_lowercase()
        )));
    }
    core.inline.insert(policy.to_owned(), document.to_owned());
    Ok(ask.done())
}

fn no_inline(holder: Holder, policy: &str) -> Refusal {
    super::ask::no_such(&format!("{} policy", holder.word().to_lowercase()), policy)
}

fn get_inline(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, policy) = (ask.holder(holder)?, ask.name("PolicyName", 128)?);
    let core = state.core(holder, name)?;
    let document = core.inline.get(policy).ok_or_else(|| no_inline(holder, policy))?;
    Ok(ask.answer(|x| {
        x.text(&format!("{}Name", holder.word()), &core.name);
        x.text("PolicyName", policy);
        x.text("PolicyDocument", show::encoded(document));
    }))
}

fn list_inline(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let core = state.core(holder, ask.holder(holder)?)?;
    let names: Vec<&String> = core.inline.keys().collect();
    ask.answer_page("PolicyNames", &names, |x, name| x.raw_text(name))
}

fn delete_inline(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, policy) = (ask.holder(holder)?, ask.name("PolicyName", 128)?);
    changeable(state, holder, name)?;
    let gone = state.core_mut(holder, name)?.inline.remove(policy);
    gone.map(|_| ask.done()).ok_or_else(|| no_inline(holder, policy))
}

fn attach(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, arn) = (ask.holder(holder)?, ask.need("PolicyArn")?);
    changeable(state, holder, name)?;
    let Some(policy) = state.policies.get_mut(arn) else {
        return Err(Refusal::no_entity(format!(
            "Policy {arn} does not exist or is not attachable."
        )));
    };
    policy.attached_to.insert((holder, key(name)));
    let core = state.core_mut(holder, name)?;
    if core.attached.iter().any(|a| a == arn) {
        return Ok(ask.done());
    }
    if core.attached.len() >= 10 {
        if let Some(policy) = state.policies.get_mut(arn) {
            policy.attached_to.remove(&(holder, key(name)));
        }
        return Err(Refusal::limit(format!(
            "Cannot exceed quota for PoliciesPer{}: 10",
            holder.word()
        )));
    }
    core.attached.push(arn.to_owned());
    Ok(ask.done())
}

fn detach(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, arn) = (ask.holder(holder)?, ask.need("PolicyArn")?);
    changeable(state, holder, name)?;
    let core = state.core_mut(holder, name)?;
    let Some(at) = core.attached.iter().position(|a| a == arn) else {
        return Err(Refusal::no_entity(format!("Policy {arn} was not found.")));
    };
    core.attached.remove(at);
    if let Some(policy) = state.policies.get_mut(arn) {
        policy.attached_to.remove(&(holder, key(name)));
    }
    Ok(ask.done())
}

fn list_attached(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let core = state.core(holder, ask.holder(holder)?)?;
    let prefix = ask.prefix();
    let under = |arn: &&String| {
        state
            .policies
            .get(*arn)
            .is_some_and(|p| p.path.starts_with(prefix))
    };
    let attached: Vec<&String> = core.attached.iter().filter(under).collect();
    ask.answer_page("AttachedPolicies", &attached, |x, arn| show::attached(x, arn))
}

/// Sets a boundary, which must be a managed policy that exists.
pub(super) fn bound(state: &mut State, holder: Holder, name: &str, arn: &str) -> Result<(), Refusal> {
    if !state.policies.contains_key(arn) {
        return Err(Refusal::no_entity(format!(
            "Scope ARN: {arn} does not exist or is not attachable."
        )));
    }
    let old = state.core_mut(holder, name)?.boundary.replace(arn.to_owned());
    let who = (holder, key(name));
    if let Some(policy) = old.and_then(|old| state.policies.get_mut(&old)) {
        policy.bounds.remove(&who);
    }
    state.policy_mut(arn)?.bounds.insert(who);
    Ok(())
}

fn put_boundary(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, arn) = (ask.holder(holder)?, ask.need("PermissionsBoundary")?);
    changeable(state, holder, name)?;
    bound(state, holder, name, arn)?;
    Ok(ask.done())
}

fn delete_boundary(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let name = ask.holder(holder)?;
    changeable(state, holder, name)?;
    let Some(arn) = state.core_mut(holder, name)?.boundary.take() else {
        return Err(Refusal::no_entity(format!(
            "{} {name} does not have a permissions boundary.",
            holder.word()
        )));
    };
    if let Some(policy) = state.policies.get_mut(&arn) {
        policy.bounds.remove(&(holder, key(name)));
    }
    Ok(ask.done())
}

/// Refuses while policies are on the principal; else lets go of its boundary.
pub(super) fn free(state: &mut State, holder: Holder, name: &str) -> Result<(), Refusal> {
    let core = state.core_mut(holder, name)?;
    if !core.attached.is_empty() {
        return Err(Refusal::conflict(
            "Cannot delete entity, must detach all policies first.",
        ));
    }
    if !core.inline.is_empty() {
        return Err(Refusal::conflict(
            "Cannot delete entity, must delete policies first.",
        ));
    }
    if let Some(policy) = core.boundary.take().and_then(|arn| state.policies.get_mut(&arn)) {
        policy.bounds.remove(&(holder, key(name)));
    }
    Ok(())
}

/// Adds tags to tags: a key that is there gets the new value.
pub(super) fn add_tags(old: &Tags, new: Tags) -> Result<Tags, Refusal> {
    let mut tags = old.clone();
    for (name, value) in new {
        match tags.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(&name)) {
            Some(tag) => *tag = (name, value),
            None => tags.push((name, value)),
        }
    }
    within_quota(&tags)?;
    Ok(tags)
}

/// Takes away the tags of `TagKeys`.
pub(super) fn drop_tags(tags: &mut Tags, ask: &Ask<'_>) {
    let gone = ask.form.list("TagKeys");
    tags.retain(|(name, _)| !gone.iter().any(|g| g.eq_ignore_ascii_case(name)));
}

fn tag(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let (name, new) = (ask.holder(holder)?, ask.tags()?);
    let core = state.core_mut(holder, name)?;
    core.tags = add_tags(&core.tags, new)?;
    Ok(ask.done())
}

fn untag(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    drop_tags(&mut state.core_mut(holder, ask.holder(holder)?)?.tags, ask);
    Ok(ask.done())
}

fn list_tags(state: &mut State, ask: &Ask<'_>, holder: Holder) -> Result<Response, Refusal> {
    let core = state.core(holder, ask.holder(holder)?)?;
    ask.answer_page("Tags", &core.tags, show::tag)
}
