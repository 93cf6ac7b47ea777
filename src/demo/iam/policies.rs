//! Customer managed policies: made, told of, tagged, deleted.

use super::Acts;
use super::ask::{Ask, Refusal, ends};
use super::documents::{MANAGED, check_identity, size};
use super::grants::{add_tags, drop_tags};
use super::show::{self, Depth};
use super::state::{Holder, Policy, State, Version, key};
use crate::demo::{ACCOUNT_ID, Response};
use std::collections::BTreeSet;

pub(super) const ACTS: Acts = &[
    ("CreatePolicy", create),
    ("GetPolicy", get),
    ("ListPolicies", list),
    ("DeletePolicy", delete),
    ("ListEntitiesForPolicy", entities),
    ("TagPolicy", tag),
    ("UntagPolicy", untag),
    ("ListPolicyTags", list_tags),
];

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (name, path) = (ask.name("PolicyName", 128)?, ask.path()?);
    let document = ask.need("PolicyDocument")?;
    let tags = ask.tags()?;
    if state.policy_names.contains_key(&key(name)) {
        return Err(Refusal::exists(format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    check_managed(document)?;
    let arn = format!("arn:aws:iam::{ACCOUNT_ID}:policy{path}{name}");
    let policy = Policy {
        name: name.to_owned(),
        path: path.to_owned(),
        id: ask.ids.unique("ANPA", 17),
        arn: arn.clone(),
        description: ask.form.get("Description").map(str::to_owned),
        created: ask.now,
        updated: ask.now,
        tags,
        versions: vec![Version {
            id: "v1".to_owned(),
            document: document.to_owned(),
            created: ask.now,
        }],
        default: "v1".to_owned(),
        newest: 1,
        attached_to: BTreeSet::new(),
        bounds: BTreeSet::new(),
    };
    let answer = ask.answer(|x| x.element("Policy", |x| show::policy(x, &policy, Depth::Whole)));
    state.policy_names.insert(key(name), arn.clone());
    state.policies.insert(arn, policy);
    Ok(answer)
}

/// Refuses what is not a policy, or is too long for a managed one.
pub(super) fn check_managed(document: &str) -> Result<(), Refusal> {
    check_identity(document)?;
    if size(document) > MANAGED {
        return Err(Refusal::limit(format!(
            "Cannot exceed quota for PolicySize: {MANAGED}"
        )));
    }
    Ok(())
}

/// The ARN of a policy that the account may change.
pub(super) fn own<'a>(ask: &'a Ask<'_>) -> Result<&'a str, Refusal> {
    let arn = ask.need("PolicyArn")?;
    if arn.starts_with("arn:aws:iam::aws:") {
        let message = "User is not authorized to change a policy of AWS.";
        return Err(Refusal::other(403, "AccessDenied", message));
    }
    if !arn.starts_with("arn:aws:iam::") {
        return Err(Refusal::input(format!("ARN {arn} is not valid.")));
    }
    Ok(arn)
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy(ask.need("PolicyArn")?)?;
    Ok(ask.answer(|x| x.element("Policy", |x| show::policy(x, policy, Depth::Whole))))
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (prefix, scope) = (ask.prefix(), ask.form.text("Scope"));
    let only_attached = ask.form.flag("OnlyAttached") == Some(true);
    let usage = ask.form.text("PolicyUsageFilter");
    let wanted = |policy: &&Policy| {
        policy.path.starts_with(prefix)
            && match scope {
                "AWS" => policy.is_aws(),
                "Local" => !policy.is_aws(),
                _ => true,
            }
            && match usage {
                "PermissionsBoundary" if only_attached => !policy.bounds.is_empty(),
                "PermissionsPolicy" if only_attached => !policy.attached_to.is_empty(),
                _ => !only_attached || !policy.attached_to.is_empty() || !policy.bounds.is_empty(),
            }
    };
    let policies: Vec<&Policy> = state.policies.values().filter(wanted).collect();
    ask.answer_page("Policies", &policies, |x, policy| {
        show::policy(x, policy, Depth::Listed);
    })
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let arn = own(ask)?;
    let policy = state.policy(arn)?;
    if !policy.attached_to.is_empty() || !policy.bounds.is_empty() {
        return Err(Refusal::conflict("Cannot delete a policy attached to entities."));
    }
    if policy.versions.len() > 1 {
        return Err(Refusal::conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's \
             versions. The default version is deleted with the policy.",
        ));
    }
    if let Some(policy) = state.policies.remove(arn) {
        state.policy_names.remove(&key(&policy.name));
    }
    Ok(ask.done())
}

fn entities(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy(ask.need("PolicyArn")?)?;
    let (filter, prefix) = (ask.form.text("EntityFilter"), ask.prefix());
    let holders = match ask.form.text("PolicyUsageFilter") {
        "PermissionsBoundary" => policy.bounds.iter().collect::<Vec<_>>(),
        "PermissionsPolicy" => policy.attached_to.iter().collect(),
        _ => policy.attached_to.union(&policy.bounds).collect(),
    };
    let wanted = |holder: Holder| match filter {
        "" => true,
        "LocalManagedPolicy" | "AWSManagedPolicy" => false,
        word => word == holder.word(),
    };
    let found: Vec<_> = holders
        .into_iter()
        .filter(|(holder, _)| wanted(*holder))
        .filter_map(|(holder, name)| Some((*holder, state.core(*holder, name).ok()?)))
        .filter(|(_, core)| core.path.starts_with(prefix))
        .collect();
    let (shown, next) = ask.page(&found)?;
    Ok(ask.answer(|x| {
        for holder in [Holder::Group, Holder::User, Holder::Role] {
            let of_kind = shown.iter().filter(|(kind, _)| *kind == holder);
            x.list(
                &format!("Policy{}s", holder.word()),
                "member",
                of_kind,
                |x, (_, core)| {
                    show::entity(x, holder, core);
                },
            );
        }
        ends(x, next.as_deref());
    }))
}

fn tag(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (arn, new) = (own(ask)?, ask.tags()?);
    let policy = state.policy_mut(arn)?;
    policy.tags = add_tags(&policy.tags, new)?;
    Ok(ask.done())
}

fn untag(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    drop_tags(&mut state.policy_mut(own(ask)?)?.tags, ask);
    Ok(ask.done())
}

fn list_tags(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.policy(ask.need("PolicyArn")?)?;
    ask.answer_page("Tags", &policy.tags, show::tag)
}
