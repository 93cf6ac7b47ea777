//! Bedrock's long-term API keys: that there are none, and what they open.

use super::grants;
use crate::inventory::detail::{BedrockApiKey, Group, User};
use crate::inventory::{Detail, Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "bedrock.api_key_no_long_term_credentials",
        title: "No long-term Bedrock API key is in force",
        severity: Severity::High,
        why: "The key is one string that opens the models from anywhere, and strings get into notebooks, \
              prompts and public repositories.",
        fix: Fix::by_hand("Delete the key; use roles, or short-term keys that last a session."),
        prowler: &["bedrock_api_key_no_long_term_credentials"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::BedrockApiKey(long_term)],
    },
    Check {
        id: "bedrock.api_key_no_administrative_privileges",
        title: "A Bedrock API key's user is no administrator, of the account or of Bedrock",
        severity: Severity::High,
        why: "The key acts as its user: with bedrock:* it deletes guardrails and stops the record of \
              invocations before it is used on the models.",
        fix: Fix::by_hand(
            "Attach to the key's user only the invocation of the models it needs, with bedrock:GuardrailIdentifier.",
        ),
        prowler: &["bedrock_api_key_no_administrative_privileges"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::BedrockApiKey(privileges)],
    },
];

const EXPIRES: Probe = Probe::new("ListServiceSpecificCredentials.ExpirationDate", "in the past");
const STATUS: Probe = Probe::new("ListServiceSpecificCredentials.Status", "Expired");
const USER: Probe = Probe::new(
    "ListServiceSpecificCredentials.UserName",
    "a user without everything, bedrock:* or a way to more",
);

/// An inactive key counts: a call turns it on again.
fn long_term(context: &Context<'_>, _: &Resource, key: &BedrockApiKey) -> Judged {
    if STATUS.read(&key.status)? == "Expired" {
        return Ok(STATUS.verdict(true, "Expired"));
    }
    Ok(match EXPIRES.read(&key.expires)? {
        None => EXPIRES.verdict(false, "never expires"),
        Some(at) => EXPIRES.verdict(*at <= context.now(), at.rfc3339()),
    })
}

fn user<'c>(context: &Context<'c>, name: &str) -> Option<&'c User> {
    let users = context.of_kind(Kind::User).iter();
    users.filter(|r| r.name == name).find_map(|r| match &r.detail {
        Detail::User(user) => Some(user),
        _ => None,
    })
}

fn privileges(context: &Context<'_>, resource: &Resource, key: &BedrockApiKey) -> Judged {
    let Some(user) = user(context, &key.user) else {
        return Err(USER.unread(format!("user {} is not among those that were read", key.user)));
    };
    let own = grants::without(
        context,
        USER,
        (&user.inline, &user.attached),
        grants::administers_bedrock,
    );
    let groups = match USER.read(&user.groups) {
        Ok(names) => all(names.iter().map(|name| {
            let found = context.names().find(Kind::Group, name, resource.region.as_str());
            let Some(Detail::Group(Group { inline, attached })) = found.map(|r| &r.detail) else {
                return Err(USER.unread(format!("group {name} is not among those that were read")));
            };
            grants::without(context, USER, (inline, attached), grants::administers_bedrock)
        })),
        Err(unread) => Err(unread),
    };
    all([own, groups])
}
