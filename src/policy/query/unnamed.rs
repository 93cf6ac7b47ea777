//! What an identity policy reaches that it should have named: all of a
//! service, every role, every product, other workloads' identities.

use super::breadth::{is_every_role, on_everything, selects_action};
use super::ties::{Tie, untied};
use crate::policy::operator::{Operator, SetQualifier};
use crate::policy::{Condition, Document, Effect, Select, Statement, pattern};

/// Conditions that leave of every resource only the tagged ones.
const TAGS: &[&str] = &["aws:resourcetag/", "iam:resourcetag/"];

/// The operations that hand out a workload's access token.
const TOKENS: &[&str] = &[
    "bedrock-agentcore:GetWorkloadAccessToken",
    "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
    "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
];

/// Bedrock's marketplace products can be named by this key only: Subscribe
/// takes no resource.
const PRODUCT: Tie = Tie::given(&["aws-marketplace:ProductId"]);

/// Whether an action pattern, or what a `NotAction` leaves, is the whole of a
/// service.
fn is_whole(action: &Select, service: &str) -> bool {
    let whole = format!("{service}:*");
    match action {
        Select::Only(patterns) => patterns.iter().any(|p| pattern::covers(p, &whole)),
        Select::AllBut(patterns) => !patterns.iter().any(|p| may_name(p, service)),
    }
}

/// Whether an action pattern may stand for an action of a service.
fn may_name(action: &str, service: &str) -> bool {
    if let Some((prefix, _)) = action.split_once(':') {
        return pattern::matches_ignoring_case(prefix, service);
    }
    // Without a colon only a star reaches past the prefix.
    let head = action.split('*').next().unwrap_or(action).to_ascii_lowercase();
    action.contains('*') && service.to_ascii_lowercase().starts_with(&head)
}

/// Whether a resource pattern stands for everything of a service, in some
/// account at least.
fn is_all_of(resource: &str, service: &str) -> bool {
    if pattern::is_any(resource) || matches!(resource, "arn:*" | "arn:*:*") {
        return true;
    }
    let mut parts = resource.splitn(6, ':');
    let (arn, named, rest) = (parts.next(), parts.nth(1), parts.nth(2));
    // `key/*` and `*` are everything, `key/mrk-*` is not.
    let everything = |rest: &str| {
        let plain = |part: &str| pattern::is_any(part) || part.chars().all(char::is_alphanumeric);
        rest.split('/').all(plain)
    };
    resource.ends_with('*')
        && arn == Some("arn")
        && named.is_some_and(|n| pattern::matches_ignoring_case(n, service))
        && rest.is_none_or(everything)
}

/// The statements that allow every action of a service on everything of it,
/// whatever the conditions; none when the document denies the whole service.
pub fn full_access<'d>(document: &'d Document, service: &str) -> Vec<&'d Statement> {
    let denied = document.statements.iter().any(|s| {
        s.effect == Effect::Deny
            && s.conditions.is_empty()
            && is_whole(&s.action, service)
            && on_everything(s)
    });
    if denied {
        return Vec::new();
    }
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && is_whole(&s.action, service))
        .filter(|s| match &s.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(patterns)) => patterns.iter().any(|r| is_all_of(r, service)),
        })
        .collect()
}

/// The statements that allow to assume every role, of an account or at all,
/// with nothing that picks some of them by tag.
pub fn assume_role_star(document: &Document) -> Vec<&Statement> {
    let picks = |c: &Condition| {
        let key = c.key.to_ascii_lowercase();
        let operator = Operator::parse(&c.operator);
        TAGS.iter().any(|t| key.starts_with(t))
            && operator
                .is_some_and(|o| o.base.pins() && !o.if_exists && o.set != Some(SetQualifier::ForAllValues))
    };
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && selects_action(s, "sts:AssumeRole"))
        .filter(|s| match &s.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(patterns)) => patterns.iter().any(|r| is_every_role(r)),
        })
        .filter(|s| !s.conditions.iter().any(picks))
        .collect()
}

/// The statements that allow to subscribe to any product of the marketplace.
pub fn subscribes_to_anything(document: &Document) -> Vec<&Statement> {
    untied(document, "aws-marketplace:Subscribe", PRODUCT)
}

/// Whether a statement names an action of AgentCore, and not just everything:
/// that is [`grants_admin`](super::grants_admin)'s to say.
fn selects_short_of_all(statement: &Statement, action: &str) -> bool {
    match &statement.action {
        Select::Only(patterns) => patterns
            .iter()
            .filter(|p| !pattern::is_any(p) && *p != "*:*")
            .any(|p| pattern::matches_ignoring_case(p, action)),
        Select::AllBut(_) => selects_action(statement, action),
    }
}

/// The statements that hand out the access tokens of workloads other than
/// those that they name.
pub fn workload_tokens_of_others(document: &Document) -> Vec<&Statement> {
    let denied = |action: &str| {
        document.statements.iter().any(|s| {
            s.effect == Effect::Deny
                && s.conditions.is_empty()
                && selects_action(s, action)
                && on_everything(s)
        })
    };
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
        .filter(|s| {
            TOKENS
                .iter()
                .any(|action| selects_short_of_all(s, action) && !denied(action))
        })
        .filter(|s| match &s.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(patterns)) => patterns.iter().any(|r| !is_workload_identity(r)),
        })
        .collect()
}

/// Whether a pattern stays within the workload identities, or within another
/// service altogether.
fn is_workload_identity(resource: &str) -> bool {
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    let [arn, _, service, _, _, rest] = parts.as_slice() else {
        return !pattern::is_wild(resource);
    };
    *arn == "arn"
        && (!pattern::matches_ignoring_case(service, "bedrock-agentcore")
            || rest.starts_with("workload-identity-directory/"))
}

/// The statements that pass every role to AgentCore: to it by name, or to any
/// service in a document that may make something run there.
pub fn passes_any_role_to_agentcore(document: &Document) -> Vec<&Statement> {
    let runs_there = document.statements.iter().any(|s| {
        s.effect == Effect::Allow
            && match &s.action {
                Select::Only(patterns) => patterns
                    .iter()
                    .any(|p| p.contains(':') && p != "*:*" && may_name(p, "bedrock-agentcore")),
                Select::AllBut(_) => is_whole(&s.action, "bedrock-agentcore"),
            }
    });
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && selects_short_of_all(s, "iam:PassRole"))
        .filter(|s| match &s.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(patterns)) => patterns.iter().any(|r| is_every_role(r)),
        })
        .filter(|s| match passed_to(s) {
            Some(services) => services.iter().any(|s| may_be_agentcore(s)),
            None => runs_there,
        })
        .collect()
}

/// The services that a statement passes roles to; `None` when it does not say,
/// or when a request that does not say either gets by.
fn passed_to(statement: &Statement) -> Option<Vec<&str>> {
    let binding = statement.conditions.iter().filter(|c| {
        let operator = Operator::parse(&c.operator);
        c.key.eq_ignore_ascii_case("iam:PassedToService")
            && operator
                .is_some_and(|o| o.base.pins() && !o.if_exists && o.set != Some(SetQualifier::ForAllValues))
    });
    let mut services = None;
    for condition in binding {
        let named = condition.values.iter().map(String::as_str);
        services.get_or_insert_with(Vec::new).extend(named);
    }
    services
}

/// AgentCore comes under names of its own too, e.g.
/// `runtime-identity.bedrock-agentcore.amazonaws.com`.
fn may_be_agentcore(service: &str) -> bool {
    let name = service.to_ascii_lowercase();
    name.contains("bedrock-agentcore")
        || [
            "bedrock-agentcore.amazonaws.com",
            "runtime-identity.bedrock-agentcore.amazonaws.com",
        ]
        .iter()
        .any(|known| pattern::matches(&name, known))
}

/// Whether the document allows anything of a service, whatever the resource
/// and the conditions.
pub fn touches(document: &Document, service: &str) -> bool {
    document.statements.iter().any(|s| {
        s.effect == Effect::Allow
            && match &s.action {
                Select::Only(patterns) => patterns.iter().any(|p| may_name(p, service)),
                Select::AllBut(_) => true,
            }
    })
}
