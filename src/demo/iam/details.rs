//! `GetAccountAuthorizationDetails`: the whole account, in pages.

use super::Acts;
use super::ask::{Ask, Refusal, ends};
use super::show::{self, encoded};
use super::state::{Core, Group, Holder, Policy, Role, State, User};
use super::versions;
use crate::demo::Response;
use crate::demo::wire::xml::Writer;

pub(super) const ACTS: Acts = &[("GetAccountAuthorizationDetails", everything)];

/// One thing of the answer; pages run over all kinds in this order.
#[derive(Clone, Copy)]
enum Entry<'s> {
    User(&'s User),
    Group(&'s Group),
    Role(&'s Role),
    Policy(&'s Policy),
}

const KINDS: [&str; 5] = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"];

fn entries<'s>(state: &'s State, filter: &[&str]) -> Vec<Entry<'s>> {
    let wants = |kind: &str| filter.is_empty() || filter.contains(&kind);
    let mut all = Vec::new();
    if wants("User") {
        all.extend(state.users.values().map(Entry::User));
    }
    if wants("Group") {
        all.extend(state.groups.values().map(Entry::Group));
    }
    if wants("Role") {
        all.extend(state.roles.values().map(Entry::Role));
    }
    // Of AWS's own thousand only those that say something about the account.
    let policies = state.policies.values().filter(|policy| {
        if policy.is_aws() {
            wants("AWSManagedPolicy") && !(policy.attached_to.is_empty() && policy.bounds.is_empty())
        } else {
            wants("LocalManagedPolicy")
        }
    });
    all.extend(policies.map(Entry::Policy));
    all
}

fn everything(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let filter = ask.form.list("Filter");
    if let Some(bad) = filter.iter().find(|kind| !KINDS.contains(kind)) {
        return Err(super::ask::constraint(
            bad,
            "filter",
            "Member must satisfy enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]",
        ));
    }
    let all = entries(state, &filter);
    let (shown, next) = ask.page(&all)?;
    Ok(ask.answer(|x| {
        ends(x, next.as_deref());
        list(x, "UserDetailList", shown, |x, entry| {
            if let Entry::User(one) = entry {
                x.element("member", |x| user(x, one, state));
            }
        });
        list(x, "GroupDetailList", shown, |x, entry| {
            if let Entry::Group(one) = entry {
                x.element("member", |x| group(x, one));
            }
        });
        list(x, "RoleDetailList", shown, |x, entry| {
            if let Entry::Role(one) = entry {
                x.element("member", |x| role(x, one, state));
            }
        });
        list(x, "Policies", shown, |x, entry| {
            if let Entry::Policy(one) = entry {
                x.element("member", |x| policy(x, one));
            }
        });
    }))
}

fn list(x: &mut Writer, name: &str, shown: &[Entry<'_>], mut fill: impl FnMut(&mut Writer, Entry<'_>)) {
    x.element(name, |x| shown.iter().for_each(|entry| fill(x, *entry)));
}

/// Inline policies, under the name that each kind gives the list.
fn inline(x: &mut Writer, holder: Holder, core: &Core) {
    let name = format!("{}PolicyList", holder.word());
    x.list(&name, "member", &core.inline, |x, (policy, document)| {
        x.text("PolicyName", policy);
        x.text("PolicyDocument", encoded(document));
    });
}

fn attached(x: &mut Writer, core: &Core) {
    x.list("AttachedManagedPolicies", "member", &core.attached, |x, arn| {
        show::attached(x, arn);
    });
}

fn user(x: &mut Writer, user: &User, state: &State) {
    show::core(x, &user.core, "User");
    inline(x, Holder::User, &user.core);
    let groups = user.groups.iter().filter_map(|name| state.groups.get(name));
    x.list("GroupList", "member", groups, |x, group| {
        x.raw_text(&group.core.name);
    });
    attached(x, &user.core);
    show::boundary(x, user.core.boundary.as_deref());
    show::tags(x, &user.core.tags);
}

fn group(x: &mut Writer, group: &Group) {
    show::core(x, &group.core, "Group");
    inline(x, Holder::Group, &group.core);
    attached(x, &group.core);
}

fn role(x: &mut Writer, role: &Role, state: &State) {
    show::core(x, &role.core, "Role");
    x.text("AssumeRolePolicyDocument", encoded(&role.trust));
    let profiles = role.profiles.iter().filter_map(|name| state.profiles.get(name));
    x.list("InstanceProfileList", "member", profiles, |x, profile| {
        show::profile(x, profile, state);
    });
    inline(x, Holder::Role, &role.core);
    attached(x, &role.core);
    show::boundary(x, role.core.boundary.as_deref());
    show::tags(x, &role.core.tags);
    show::last_used(x, role);
}

fn policy(x: &mut Writer, policy: &Policy) {
    show::policy(x, policy, show::Depth::Listed);
    x.maybe("Description", policy.description.as_ref());
    x.list("PolicyVersionList", "member", &policy.versions, |x, version| {
        versions::fields(x, policy, version, true);
    });
}
