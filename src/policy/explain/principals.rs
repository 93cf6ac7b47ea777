//! Principals in words: who is meant.

use crate::policy::catalogue::form::ArnParts;
use crate::policy::{Effect, PolicyKind, Principal, PrincipalElement, Statement};

/// Who is meant, a sentence each.
pub(super) fn sentences(statement: &Statement, kind: PolicyKind) -> Vec<String> {
    let Some(element) = &statement.principal else {
        return vec![unnamed(kind)];
    };
    match element {
        PrincipalElement::Only(all) => all.iter().map(|p| format!("{}.", one(p, kind))).collect(),
        PrincipalElement::AllBut(all) => {
            let mut out = vec![match statement.effect {
                Effect::Deny => "Everyone, except:".to_owned(),
                Effect::Allow => "Everyone, callers without credentials included, except:".to_owned(),
            }];
            out.extend(all.iter().map(|p| format!("{}.", one(p, kind))));
            out
        }
    }
}

fn unnamed(kind: PolicyKind) -> String {
    match kind {
        PolicyKind::Scp => "Every principal of the accounts it is attached to.",
        PolicyKind::Rcp => "Whoever uses the resources of the accounts it is attached to.",
        PolicyKind::Iot => "The devices that it is attached to.",
        _ => "Whoever the policy is attached to.",
    }
    .to_owned()
}

fn one(principal: &Principal, kind: PolicyKind) -> String {
    match principal {
        Principal::Everyone => "Everyone, callers without credentials included".to_owned(),
        Principal::Aws(value) if value == "*" => "Everyone: every principal of every account".to_owned(),
        Principal::Aws(value) => aws(value, kind),
        Principal::Service(name) => format!("The AWS service {name}"),
        Principal::Federated(provider) => format!("Whoever the identity provider {provider} vouches for"),
        Principal::CanonicalUser(id) => format!("The S3 account with the canonical id {id}"),
    }
}

fn aws(value: &str, kind: PolicyKind) -> String {
    let whole = |account: &str| {
        let rest = match kind {
            PolicyKind::Trust | PolicyKind::KeyPolicy | PolicyKind::BucketPolicy => {
                ": whomever its own policies allow it to"
            }
            _ => "",
        };
        format!("The account {account}{rest}")
    };
    if value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit()) {
        return whole(value);
    }
    let Some(parts) = ArnParts::split(value) else {
        return format!("The principal {value}");
    };
    let of = format!("of account {}", parts.account);
    match parts.resource.split_once('/') {
        _ if parts.resource == "root" => whole(parts.account),
        Some(("assumed-role", rest)) => match rest.split_once('/') {
            Some((role, session)) => format!("The session {session} of the role {role} {of}"),
            None => format!("A session of the role {rest} {of}"),
        },
        Some((what, name)) => format!("The {what} {name} {of}"),
        None => format!("The principal {value}"),
    }
}
