//! IAM, reading: roles with boundaries and last use, the whole account in
//! pages, documents percent-encoded as IAM sends them.

use super::iam::{encoded, state};
use super::{Correction, How, World};
use crate::demo::wire::page;
use crate::demo::wire::xml::{self, Writer};
use crate::demo::{Call, Response};
use crate::inventory::Timestamp;
use std::collections::HashMap;
use winterbaume_iam::views::{
    AttachedPolicyView, GroupView, IamStateView, InlinePolicyView, ManagedPolicyView, RoleView, UserView,
};

const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

pub(super) const ROWS: &[Correction] = &[
    Correction {
        service: "iam",
        operations: &["GetRole"],
        base: "drops PermissionsBoundary, Tags and RoleLastUsed",
        aws: "answers them",
        test: "",
        how: How::Instead(|world, call| Box::pin(get_role(world, call))),
    },
    Correction {
        service: "iam",
        operations: &["GetRolePolicy", "GetPolicyVersion"],
        base: "sends the document as it is",
        aws: "sends it percent-encoded (RFC 3986)",
        test: "",
        how: How::After(|_, call, response| Box::pin(std::future::ready(encode_document(call, response)))),
    },
    Correction {
        service: "iam",
        operations: &["GetAccountAuthorizationDetails"],
        base: "no pages, no filter, no boundaries, tags, group lists or attached AWS managed policies",
        aws: "Filter, MaxItems and Marker; all of these fields",
        test: "",
        how: How::Instead(|world, call| Box::pin(everything(world, call))),
    },
    Correction {
        service: "iam",
        operations: &["GetAccountSummary"],
        base: "the root user's MFA device and keys are never there",
        aws: "AccountMFAEnabled and AccountAccessKeysPresent tell about the root user",
        test: "",
        how: How::Instead(|world, _| Box::pin(summary(world))),
    },
];

/// `<OperationResponse><OperationResult>…`.
pub(super) fn answer(operation: &str, fill: impl FnOnce(&mut Writer)) -> Response {
    let body = xml::document(&format!("{operation}Response"), Some(NAMESPACE), |x| {
        x.element(&format!("{operation}Result"), fill);
        x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
    });
    xml::response(200, body)
}

/// The answer of `CreateRole` and `GetRole`.
pub(super) fn role_answer(operation: &str, role: &RoleView, used: Option<Timestamp>) -> Response {
    answer(operation, |x| {
        x.element("Role", |x| {
            role_fields(x, role, used);
            x.maybe("Description", Some(&role.description).filter(|d| !d.is_empty()));
            x.text("MaxSessionDuration", role.max_session_duration);
        });
    })
}

async fn get_role(world: &World, call: &Call) -> Response {
    let form = call.form();
    let name = form.text("RoleName");
    match state(world).await.roles.get(name) {
        Some(role) => role_answer("GetRole", role, used(world, name)),
        None => xml::query_error(
            404,
            "NoSuchEntity",
            &format!("The role with name {name} cannot be found."),
        ),
    }
}

fn used(world: &World, role: &str) -> Option<Timestamp> {
    world.memory().role_used.get(role).copied()
}

fn encode_document(call: &Call, response: Response) -> Response {
    let text = String::from_utf8_lossy(&response.body).into_owned();
    let tag = if call.operation == "GetRolePolicy" {
        "PolicyDocument"
    } else {
        "Document"
    };
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let (Some(start), Some(end)) = (text.find(&open), text.find(&close)) else {
        return response;
    };
    let inside = xml::parse(&text.as_bytes()[start..end + close.len()]);
    let document = encoded(&inside.map(|element| element.text).unwrap_or_default());
    let body = format!("{}{document}{}", &text[..start + open.len()], &text[end..]);
    xml::response(200, body)
}

fn date(text: Option<&String>) -> String {
    text.and_then(|t| Timestamp::parse(t))
        .unwrap_or_default()
        .rfc3339()
}

fn tags(x: &mut Writer, tags: &HashMap<String, String>) {
    let mut sorted: Vec<_> = tags.iter().collect();
    sorted.sort();
    x.list("Tags", "member", sorted, |x, (key, value)| {
        x.text("Key", key);
        x.text("Value", value);
    });
}

fn boundary(x: &mut Writer, arn: Option<&String>) {
    if let Some(arn) = arn {
        x.element("PermissionsBoundary", |x| {
            x.text("PermissionsBoundaryType", "Policy");
            x.text("PermissionsBoundaryArn", arn);
        });
    }
}

fn attached(x: &mut Writer, policies: &[AttachedPolicyView]) {
    x.list("AttachedManagedPolicies", "member", policies, |x, policy| {
        x.text("PolicyName", &policy.policy_name);
        x.text("PolicyArn", &policy.policy_arn);
    });
}

fn inline(x: &mut Writer, list: &str, policies: &[InlinePolicyView]) {
    x.list(list, "member", policies, |x, policy| {
        x.text("PolicyName", &policy.policy_name);
        x.text("PolicyDocument", encoded(&policy.policy_document));
    });
}

fn role_fields(x: &mut Writer, role: &RoleView, used: Option<Timestamp>) {
    x.text("Path", &role.path);
    x.text("RoleName", &role.name);
    x.text("RoleId", &role.role_id);
    x.text("Arn", &role.arn);
    x.text("CreateDate", date(role.create_date.as_ref()));
    x.text(
        "AssumeRolePolicyDocument",
        encoded(&role.assume_role_policy_document),
    );
    boundary(x, role.permissions_boundary.as_ref());
    tags(x, &role.tags);
    x.element("RoleLastUsed", |x| {
        if let Some(at) = used {
            x.text("LastUsedDate", at.rfc3339());
            x.text("Region", "us-east-1");
        }
    });
}

/// One entry of `GetAccountAuthorizationDetails`.
enum Entry<'a> {
    User(&'a UserView),
    Group(&'a GroupView),
    Role(&'a RoleView),
    Policy(&'a ManagedPolicyView),
}

fn sorted<T>(map: &HashMap<String, T>) -> Vec<&T> {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_by_key(|(name, _)| name.as_str());
    all.into_iter().map(|(_, value)| value).collect()
}

fn entries<'a>(iam: &'a IamStateView, filter: &[&str]) -> Vec<Entry<'a>> {
    let wants = |word: &str| filter.is_empty() || filter.contains(&word);
    let mut all = Vec::new();
    if wants("User") {
        all.extend(sorted(&iam.users).into_iter().map(Entry::User));
    }
    if wants("Group") {
        all.extend(sorted(&iam.groups).into_iter().map(Entry::Group));
    }
    if wants("Role") {
        all.extend(sorted(&iam.roles).into_iter().map(Entry::Role));
    }
    let policies = sorted(&iam.policies).into_iter().filter(|policy| {
        if policy.arn.starts_with("arn:aws:iam::aws:") {
            policy.attachment_count > 0 && wants("AWSManagedPolicy")
        } else {
            wants("LocalManagedPolicy")
        }
    });
    all.extend(policies.map(Entry::Policy));
    all
}

async fn everything(world: &World, call: &Call) -> Response {
    let form = call.form();
    let iam = state(world).await;
    let all = entries(&iam, &form.list("Filter"));
    let limit = form
        .number("MaxItems")
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(100);
    let Some((shown, next)) = page::cut(&all, form.get("Marker"), limit) else {
        return xml::query_error(400, "ValidationError", "Invalid Marker.");
    };
    answer("GetAccountAuthorizationDetails", |x| {
        x.text("IsTruncated", next.is_some());
        x.maybe("Marker", next.as_ref());
        x.element("UserDetailList", |x| {
            for entry in shown {
                if let Entry::User(user) = entry {
                    x.element("member", |x| user_detail(x, user, &iam));
                }
            }
        });
        x.element("GroupDetailList", |x| {
            for entry in shown {
                if let Entry::Group(group) = entry {
                    x.element("member", |x| group_detail(x, group));
                }
            }
        });
        x.element("RoleDetailList", |x| {
            for entry in shown {
                if let Entry::Role(role) = entry {
                    x.element("member", |x| {
                        role_fields(x, role, used(world, &role.name));
                        x.element("InstanceProfileList", |_| {});
                        inline(x, "RolePolicyList", &role.inline_policies);
                        attached(x, &role.attached_policies);
                    });
                }
            }
        });
        x.element("Policies", |x| {
            for entry in shown {
                if let Entry::Policy(policy) = entry {
                    x.element("member", |x| policy_detail(x, policy));
                }
            }
        });
    })
}

fn user_detail(x: &mut Writer, user: &UserView, iam: &IamStateView) {
    x.text("Path", &user.path);
    x.text("UserName", &user.name);
    x.text("UserId", &user.user_id);
    x.text("Arn", &user.arn);
    x.text("CreateDate", date(user.create_date.as_ref()));
    inline(x, "UserPolicyList", &user.inline_policies);
    let groups = sorted(&iam.groups)
        .into_iter()
        .filter(|group| group.members.contains(&user.name));
    x.element("GroupList", |x| {
        groups.for_each(|group| x.text("member", &group.name));
    });
    attached(x, &user.attached_policies);
    boundary(x, user.permissions_boundary.as_ref());
    tags(x, &user.tags);
}

fn group_detail(x: &mut Writer, group: &GroupView) {
    x.text("Path", &group.path);
    x.text("GroupName", &group.name);
    x.text("GroupId", &group.group_id);
    x.text("Arn", &group.arn);
    x.text("CreateDate", date(group.create_date.as_ref()));
    inline(x, "GroupPolicyList", &group.inline_policies);
    attached(x, &group.attached_policies);
}

fn policy_detail(x: &mut Writer, policy: &ManagedPolicyView) {
    x.text("PolicyName", &policy.policy_name);
    x.text("PolicyId", &policy.policy_id);
    x.text("Arn", &policy.arn);
    x.text("Path", &policy.path);
    x.text("DefaultVersionId", &policy.default_version_id);
    x.text("AttachmentCount", policy.attachment_count);
    x.text("PermissionsBoundaryUsageCount", 0);
    x.text("IsAttachable", policy.is_attachable);
    x.text("CreateDate", date(policy.create_date.as_ref()));
    x.text("UpdateDate", date(policy.update_date.as_ref()));
    x.list("PolicyVersionList", "member", &policy.versions, |x, version| {
        x.text("Document", encoded(&version.document));
        x.text("VersionId", &version.version_id);
        x.text("IsDefaultVersion", version.is_default_version);
        x.text("CreateDate", date(version.create_date.as_ref()));
    });
}

async fn summary(world: &World) -> Response {
    let iam = state(world).await;
    let (root_mfa, root_key) = world.memory().root;
    let own_policies = iam.policies.keys().filter(|arn| !arn.contains("::aws:")).count();
    let in_use = iam.mfa_associations.len() + usize::from(root_mfa);
    let rows = [
        ("Users", iam.users.len()),
        ("Groups", iam.groups.len()),
        ("Roles", iam.roles.len()),
        ("Policies", own_policies),
        ("InstanceProfiles", iam.instance_profiles.len()),
        (
            "MFADevices",
            iam.virtual_mfa_devices.len() + usize::from(root_mfa),
        ),
        ("MFADevicesInUse", in_use),
        ("AccountMFAEnabled", usize::from(root_mfa)),
        ("AccountAccessKeysPresent", usize::from(root_key)),
        ("AccountSigningCertificatesPresent", 0),
        ("Providers", iam.oidc_providers.len() + iam.saml_providers.len()),
        ("UsersQuota", 5000),
        ("RolesQuota", 1000),
        ("GroupsQuota", 300),
        ("PoliciesQuota", 1500),
        ("AccessKeysPerUserQuota", 2),
        ("AttachedPoliciesPerRoleQuota", 10),
    ];
    answer("GetAccountSummary", |x| {
        x.list("SummaryMap", "entry", rows, |x, (key, value)| {
            x.text("key", key);
            x.text("value", value);
        });
    })
}
