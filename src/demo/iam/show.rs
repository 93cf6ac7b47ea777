//! How IAM writes a role, a user, a group, a policy.

use super::state::{Core, Group, Holder, Policy, Profile, Role, State, Tags, User};
use crate::demo::wire::query;
use crate::demo::wire::xml::Writer;

/// A policy document as IAM writes it: percent-encoded (RFC 3986).
pub(super) fn encoded(document: &str) -> String {
    query::encode(document)
}

/// How much is told: lists leave boundaries, tags and last use out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// One of a list.
    Listed,
    /// By itself.
    Whole,
}

/// `Path`, `…Name`, `…Id`, `Arn`, `CreateDate`.
pub(super) fn core(x: &mut Writer, core: &Core, kind: &str) {
    x.text("Path", &core.path);
    x.text(&format!("{kind}Name"), &core.name);
    x.text(&format!("{kind}Id"), &core.id);
    x.text("Arn", &core.arn);
    x.text("CreateDate", core.created.rfc3339());
}

/// The fields of a role.
pub(super) fn role(x: &mut Writer, role: &Role, depth: Depth) {
    core(x, &role.core, "Role");
    x.text("AssumeRolePolicyDocument", encoded(&role.trust));
    x.maybe("Description", role.description.as_ref());
    x.text("MaxSessionDuration", role.longest_session);
    if depth == Depth::Whole {
        boundary(x, role.core.boundary.as_deref());
        tags(x, &role.core.tags);
        last_used(x, role);
    }
}

/// `RoleLastUsed`: empty when it never was.
pub(super) fn last_used(x: &mut Writer, role: &Role) {
    x.element("RoleLastUsed", |x| {
        if let Some((at, region)) = &role.used {
            x.text("LastUsedDate", at.rfc3339());
            x.text("Region", region);
        }
    });
}

/// The fields of a user.
pub(super) fn user(x: &mut Writer, user: &User, depth: Depth) {
    core(x, &user.core, "User");
    if depth == Depth::Whole {
        boundary(x, user.core.boundary.as_deref());
        tags(x, &user.core.tags);
    }
}

/// The fields of a group.
pub(super) fn group(x: &mut Writer, group: &Group) {
    core(x, &group.core, "Group");
}

/// The fields of an instance profile.
pub(super) fn profile(x: &mut Writer, profile: &Profile, state: &State) {
    x.text("Path", &profile.path);
    x.text("InstanceProfileName", &profile.name);
    x.text("InstanceProfileId", &profile.id);
    x.text("Arn", &profile.arn);
    x.text("CreateDate", profile.created.rfc3339());
    let inside = profile.role.as_ref().and_then(|key| state.roles.get(key));
    x.list("Roles", "member", inside, |x, inside| {
        role(x, inside, Depth::Listed);
    });
    tags(x, &profile.tags);
}

/// The fields of a managed policy.
pub(super) fn policy(x: &mut Writer, policy: &Policy, depth: Depth) {
    x.text("PolicyName", &policy.name);
    x.text("PolicyId", &policy.id);
    x.text("Arn", &policy.arn);
    x.text("Path", &policy.path);
    x.text("DefaultVersionId", &policy.default);
    x.text("AttachmentCount", policy.attached_to.len());
    x.text("PermissionsBoundaryUsageCount", policy.bounds.len());
    x.text("IsAttachable", true);
    if depth == Depth::Whole {
        x.maybe("Description", policy.description.as_ref());
    }
    x.text("CreateDate", policy.created.rfc3339());
    x.text("UpdateDate", policy.updated.rfc3339());
    if depth == Depth::Whole {
        tags(x, &policy.tags);
    }
}

/// `PermissionsBoundary`, where there is one.
pub(super) fn boundary(x: &mut Writer, arn: Option<&str>) {
    if let Some(arn) = arn {
        x.element("PermissionsBoundary", |x| {
            x.text("PermissionsBoundaryType", "PermissionsBoundaryPolicy");
            x.text("PermissionsBoundaryArn", arn);
        });
    }
}

/// `Tags`, where there are any.
pub(super) fn tags(x: &mut Writer, tags: &Tags) {
    if !tags.is_empty() {
        x.list("Tags", "member", tags, tag);
    }
}

/// One tag.
pub(super) fn tag(x: &mut Writer, (name, value): &(String, String)) {
    x.text("Key", name);
    x.text("Value", value);
}

/// `AttachedManagedPolicies` (or `AttachedPolicies`) entry.
pub(super) fn attached(x: &mut Writer, arn: &str) {
    x.text("PolicyName", arn.rsplit('/').next().unwrap_or(arn));
    x.text("PolicyArn", arn);
}

/// The name and id of a principal among those that a policy is on.
pub(super) fn entity(x: &mut Writer, holder: Holder, core: &Core) {
    x.text(&format!("{}Name", holder.word()), &core.name);
    x.text(&format!("{}Id", holder.word()), &core.id);
}
