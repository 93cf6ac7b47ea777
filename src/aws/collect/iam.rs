//! IAM: roles, users, groups, managed policies, the account summary.

use super::Scope;
use super::answer::{arn_of, plain, tags, time};
use super::listing::{Found, Listing};
use crate::inventory::detail::{
    AccountSummary, AttachedPolicy, Group, InlinePolicy, ManagedPolicy, Role, User,
};
use crate::inventory::{Arn, Field, Gap, GapKind, Kind, Region, Tags};
use aws_sdk_iam::types::{
    AttachedPolicy as SdkAttached, EntityType, GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail,
    SummaryKeyType, Tag, UserDetail,
};

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";

/// Everything about principals and policies, from one paginated call.
pub(super) async fn details(scope: Scope) {
    let listing = |kind| Listing::in_region(&scope, kind, Region::global());
    let roles = listing(Kind::Role);
    let users = listing(Kind::User);
    let groups = listing(Kind::Group);
    let policies = listing(Kind::ManagedPolicy);
    let mut pages = scope
        .clients
        .iam
        .get_account_authorization_details()
        .set_filter(filter(&scope))
        .max_items(1000)
        .into_paginator()
        .send();
    loop {
        match scope.call(DETAILS, pages.try_next()).await {
            Ok(Some(page)) => {
                for detail in page.role_detail_list().iter().filter(|_| scope.wants(Kind::Role)) {
                    roles.found(role(detail)).await;
                }
                for detail in page.user_detail_list().iter().filter(|_| scope.wants(Kind::User)) {
                    users.found(user(detail)).await;
                }
                for detail in page
                    .group_detail_list()
                    .iter()
                    .filter(|_| scope.wants(Kind::Group))
                {
                    groups.found(group(detail)).await;
                }
                let wanted = |p: &&ManagedPolicyDetail| scope.wants(Kind::ManagedPolicy) && in_use(p);
                for detail in page.policies().iter().filter(wanted) {
                    policies.found(policy(detail)).await;
                }
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
    for listing in [roles, users, groups, policies] {
        if scope.wants(listing.kind()) {
            listing.end().await;
        }
    }
}

/// Only what is asked for; no filter at all when everything is.
fn filter(scope: &Scope) -> Option<Vec<EntityType>> {
    let kinds = [
        (Kind::Role, vec![EntityType::Role]),
        (Kind::User, vec![EntityType::User]),
        (Kind::Group, vec![EntityType::Group]),
        (
            Kind::ManagedPolicy,
            vec![EntityType::LocalManagedPolicy, EntityType::AwsManagedPolicy],
        ),
    ];
    if kinds.iter().all(|(kind, _)| scope.wants(*kind)) {
        return None;
    }
    let wanted = kinds.into_iter().filter(|(kind, _)| scope.wants(*kind));
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

fn role(detail: &RoleDetail) -> Found {
    Found {
        arn: Arn::new(plain(detail.arn())),
        name: plain(detail.role_name()),
        created: time(detail.create_date()),
        tags: Field::Known(iam_tags(detail.tags())),
        detail: Role {
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
        }
        .into(),
    }
}

fn user(detail: &UserDetail) -> Found {
    Found {
        arn: Arn::new(plain(detail.arn())),
        name: plain(detail.user_name()),
        created: time(detail.create_date()),
        tags: Field::Known(iam_tags(detail.tags())),
        detail: User {
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
        }
        .into(),
    }
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

/// `GetAccountSummary`: the root user's MFA device and access keys.
pub(super) async fn summary(scope: Scope) {
    let listing = Listing::in_region(&scope, Kind::AccountSummary, Region::global());
    let call = scope.clients.iam.get_account_summary().send();
    let answer = scope.setting("iam:GetAccountSummary", call).await;
    let number = |key: SummaryKeyType| {
        answer.require(key.as_str(), |a| {
            a.summary_map().and_then(|m| m.get(&key)).copied()
        })
    };
    let partition = scope.session.caller().partition().to_owned();
    let account = scope.session.account();
    listing
        .found(Found {
            arn: Arn::from(format!("arn:{partition}:iam::{account}:account-summary")),
            name: "account summary".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: AccountSummary {
                root_mfa: number(SummaryKeyType::AccountMfaEnabled).map(|n| n == 1),
                root_access_keys: number(SummaryKeyType::AccountAccessKeysPresent).map(|n| n != 0),
                users: number(SummaryKeyType::Users),
                mfa_devices_in_use: number(SummaryKeyType::MfaDevicesInUse),
            }
            .into(),
        })
        .await;
    listing.end().await;
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
