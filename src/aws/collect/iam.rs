//! IAM: roles, users, groups, managed policies; what two reports say of them.

use super::answer::{arn_of, plain, tags, time};
use super::iam_access::{Granted, last_accessed};
use super::iam_report::Report;
use super::listing::{Found, Listing};
use super::{Scope, iam_account};
use crate::inventory::detail::{AttachedPolicy, Group, InlinePolicy, ManagedPolicy, Role, User};
use crate::inventory::{Arn, Field, Gap, GapKind, Kind, Region, Tags};
use aws_sdk_iam::types::{
    AttachedPolicy as SdkAttached, EntityType, GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail,
    Tag, UserDetail,
};
use tokio::sync::OnceCell;

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";

/// Principals and policies, and the account as a whole: the credential report
/// is about both and is asked for once.
pub(super) async fn all(scope: Scope) {
    let report = OnceCell::new();
    let principals = async {
        let kinds = [Kind::Role, Kind::User, Kind::Group, Kind::ManagedPolicy];
        if kinds.iter().any(|kind| scope.wants(*kind)) {
            details(&scope, &report).await;
        }
    };
    let account = async {
        if scope.wants(Kind::AccountSummary) {
            iam_account::summary(&scope, &report).await;
        }
    };
    tokio::join!(principals, account);
}

/// Everything about principals and policies, from one paginated call; roles
/// and users come last, since what they were seen to use is asked only of those
/// whose policies grant it.
async fn details(scope: &Scope, report: &OnceCell<Report>) {
    let listing = |kind| Listing::in_region(scope, kind, Region::global());
    let roles = listing(Kind::Role);
    let users = listing(Kind::User);
    let groups = listing(Kind::Group);
    let policies = listing(Kind::ManagedPolicy);
    let (mut role_details, mut user_details) = (Vec::new(), Vec::new());
    let mut granted = Granted::default();
    let mut pages = scope
        .clients
        .iam
        .get_account_authorization_details()
        .set_filter(filter(scope))
        .max_items(1000)
        .into_paginator()
        .send();
    loop {
        match scope.call(DETAILS, pages.try_next()).await {
            Ok(Some(page)) => {
                for detail in page.group_detail_list() {
                    let found = group(detail);
                    granted.group(&found);
                    if scope.wants(Kind::Group) {
                        groups.found(found).await;
                    }
                }
                for detail in page.policies().iter().filter(|p| in_use(p)) {
                    let found = policy(detail);
                    granted.policy(&found);
                    if scope.wants(Kind::ManagedPolicy) {
                        policies.found(found).await;
                    }
                }
                role_details.extend(page.role_detail_list.unwrap_or_default());
                user_details.extend(page.user_detail_list.unwrap_or_default());
            }
            Ok(None) => break,
            Err(failure) => {
                for listing in [&roles, &users, &groups, &policies] {
                    if scope.wants(listing.kind()) {
                        listing.gap(&failure).await;
                    }
                }
                break;
            }
        }
    }
    if scope.wants(Kind::Role) {
        let each = |detail| found_role(&roles, &granted, detail);
        roles.each(role_details, each).await;
    }
    if scope.wants(Kind::User) {
        // Without users nobody asks for the report.
        let each = |detail| found_user(&users, &granted, report, detail);
        users.each(user_details, each).await;
    }
    for listing in [roles, users, groups, policies] {
        if scope.wants(listing.kind()) {
            listing.end().await;
        }
    }
}

async fn found_role(listing: &Listing<'_>, granted: &Granted, detail: RoleDetail) {
    let (mut found, mut role) = role(&detail);
    let asked = granted.of_role(&role);
    role.last_accessed = last_accessed(listing.scope, &found.arn, asked).await;
    found.detail = role.into();
    listing.found(found).await;
}

async fn found_user(listing: &Listing<'_>, granted: &Granted, report: &OnceCell<Report>, detail: UserDetail) {
    let (mut found, mut user) = user(&detail);
    let report = report.get_or_init(|| Report::read(listing.scope)).await;
    user.credentials = report.of(&found.arn);
    let asked = granted.of_user(&user);
    user.last_accessed = last_accessed(listing.scope, &found.arn, asked).await;
    found.detail = user.into();
    listing.found(found).await;
}

/// Only what is asked for, with the groups and policies that say what roles and
/// users are granted; no filter at all when that is everything.
fn filter(scope: &Scope) -> Option<Vec<EntityType>> {
    let principals = scope.wants(Kind::Role) || scope.wants(Kind::User);
    let kinds = [
        (scope.wants(Kind::Role), vec![EntityType::Role]),
        (scope.wants(Kind::User), vec![EntityType::User]),
        (
            scope.wants(Kind::User) || scope.wants(Kind::Group),
            vec![EntityType::Group],
        ),
        (
            principals || scope.wants(Kind::ManagedPolicy),
            vec![EntityType::LocalManagedPolicy, EntityType::AwsManagedPolicy],
        ),
    ];
    if kinds.iter().all(|(wanted, _)| *wanted) {
        return None;
    }
    let wanted = kinds.into_iter().filter(|(wanted, _)| *wanted);
    Some(wanted.flat_map(|(_, types)| types).collect())
}

/// Customer policies, and those of AWS that are attached or bound somewhere:
/// the other thousand say nothing about this account.
fn in_use(policy: &ManagedPolicyDetail) -> bool {
    let count = |n: Option<i32>| n.is_some_and(|n| n > 0);
    !is_aws_managed(policy.arn())
        || count(policy.attachment_count())
        || count(policy.permissions_boundary_usage_count())
}

fn is_aws_managed(arn: Option<&str>) -> bool {
    arn.is_some_and(|a| Arn::from(a).account() == "aws")
}

/// A role but for what it was seen to use.
fn role(detail: &RoleDetail) -> (Found, Role) {
    let found = Found {
        arn: Arn::new(plain(detail.arn())),
        name: plain(detail.role_name()),
        created: time(detail.create_date()),
        tags: Field::Known(iam_tags(detail.tags())),
        detail: Role::default().into(),
    };
    let role = Role {
        id: plain(detail.role_id()),
        path: plain(detail.path()),
        trust: document(detail.assume_role_policy_document(), "AssumeRolePolicyDocument"),
        inline: Field::Known(inline(detail.role_policy_list())),
        attached: Field::Known(attached(detail.attached_managed_policies())),
        boundary: Field::Known(
            detail
                .permissions_boundary()
                .and_then(|b| arn_of(b.permissions_boundary_arn())),
        ),
        last_used: Field::Known(detail.role_last_used().and_then(|u| time(u.last_used_date()))),
        last_accessed: Field::default(),
    };
    (found, role)
}

/// A user but for what the reports say.
fn user(detail: &UserDetail) -> (Found, User) {
    let found = Found {
        arn: Arn::new(plain(detail.arn())),
        name: plain(detail.user_name()),
        created: time(detail.create_date()),
        tags: Field::Known(iam_tags(detail.tags())),
        detail: User::default().into(),
    };
    let user = User {
        id: plain(detail.user_id()),
        path: plain(detail.path()),
        inline: Field::Known(inline(detail.user_policy_list())),
        attached: Field::Known(attached(detail.attached_managed_policies())),
        groups: Field::Known(detail.group_list().to_vec()),
        boundary: Field::Known(
            detail
                .permissions_boundary()
                .and_then(|b| arn_of(b.permissions_boundary_arn())),
        ),
        credentials: Field::default(),
        last_accessed: Field::default(),
    };
    (found, user)
}

fn group(detail: &GroupDetail) -> Found {
    Found {
        arn: Arn::new(plain(detail.arn())),
        name: plain(detail.group_name()),
        created: time(detail.create_date()),
        // IAM groups cannot be tagged.
        tags: Field::Known(Tags::new()),
        detail: Group {
            inline: Field::Known(inline(detail.group_policy_list())),
            attached: Field::Known(attached(detail.attached_managed_policies())),
        }
        .into(),
    }
}

fn policy(detail: &ManagedPolicyDetail) -> Found {
    let versions = detail.policy_version_list();
    let default = versions.iter().find(|v| v.is_default_version()).or_else(|| {
        versions
            .iter()
            .find(|v| v.version_id() == detail.default_version_id())
    });
    Found {
        arn: Arn::new(plain(detail.arn())),
        name: plain(detail.policy_name()),
        created: time(detail.create_date()),
        tags: super::answer::not_collected(
            "iam:ListPolicyTags",
            "GetAccountAuthorizationDetails does not answer the tags of policies",
        ),
        detail: ManagedPolicy {
            aws_managed: is_aws_managed(detail.arn()),
            document: document(default.and_then(|v| v.document()), "default PolicyVersion"),
            default_version: plain(detail.default_version_id()),
            attachment_count: detail.attachment_count().unwrap_or_default(),
        }
        .into(),
    }
}

fn iam_tags(pairs: &[Tag]) -> Tags {
    tags(pairs.iter().map(|t| (Some(t.key()), Some(t.value()))))
}

fn attached(policies: &[SdkAttached]) -> Vec<AttachedPolicy> {
    let one = |p: &SdkAttached| AttachedPolicy {
        name: plain(p.policy_name()),
        arn: Arn::new(plain(p.policy_arn())),
    };
    policies.iter().map(one).collect()
}

fn inline(policies: &[PolicyDetail]) -> Vec<InlinePolicy> {
    let one = |p: &PolicyDetail| InlinePolicy {
        name: plain(p.policy_name()),
        document: url_decoded(p.policy_document().unwrap_or_default()),
    };
    policies.iter().map(one).collect()
}

fn document(encoded: Option<&str>, name: &str) -> Field<String> {
    match encoded {
        Some(text) => Field::Known(url_decoded(text)),
        None => Field::Unknown(Gap {
            operation: DETAILS.to_owned(),
            kind: GapKind::Failed,
            message: format!("the answer has no {name}"),
        }),
    }
}

/// IAM writes documents percent-encoded (RFC 3986: `+` stands for itself). A
/// document that begins with `{` is not encoded and may hold a bare `%`.
fn url_decoded(text: &str) -> String {
    if text.trim_start().starts_with('{') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| tail.get(..2)).flatten();
        let value = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(value) = value {
            bytes.push(value);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
