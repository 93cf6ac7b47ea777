//! Resources in words: what kind of thing an ARN names, and where.

use super::counted;
use crate::policy::catalogue::form::{ArnParts, overlap, without_variables};
use crate::policy::catalogue::{self, ResourceType, Service};
use crate::policy::{PolicyKind, Select, Statement, pattern};

/// The resources for the sentence that sums the statement up.
pub(super) fn in_short(statement: &Statement, kind: PolicyKind) -> String {
    match &statement.resource {
        None if kind == PolicyKind::Trust => String::new(),
        None => " on what the policy is attached to".to_owned(),
        Some(Select::Only(all)) if all.iter().any(|r| pattern::is_any(r)) => match kind {
            PolicyKind::KeyPolicy => " on this key".to_owned(),
            _ => " on every resource".to_owned(),
        },
        Some(Select::Only(all)) => match all.as_slice() {
            [one] => format!(" on {one}"),
            many => format!(" on {}", counted(many.len(), "resource")),
        },
        Some(Select::AllBut(all)) => format!(" on every resource but {}", all.len()),
    }
}

/// Each resource in a sentence.
pub(super) fn sentences(statement: &Statement, kind: PolicyKind) -> Vec<String> {
    let Some(select) = &statement.resource else {
        return match kind {
            PolicyKind::Trust => vec!["The role that the policy belongs to.".to_owned()],
            _ => Vec::new(),
        };
    };
    let mut out = Vec::new();
    if select.is_negated() {
        out.push("Every resource, of this account and of others, except:".to_owned());
    }
    let prefixes = prefixes(statement);
    let told = select.patterns().iter().map(|r| sentence(r, kind, &prefixes));
    out.extend(told);
    out
}

/// The services that the statement's actions are of.
fn prefixes(statement: &Statement) -> Vec<&str> {
    let actions = statement.action.patterns().iter();
    actions.filter_map(|a| Some(a.split_once(':')?.0)).collect()
}

fn sentence(written: &str, kind: PolicyKind, prefixes: &[&str]) -> String {
    if pattern::is_any(written) {
        return match kind {
            PolicyKind::KeyPolicy => format!("{written}: the key that the policy belongs to."),
            PolicyKind::BucketPolicy | PolicyKind::ResourcePolicy => {
                format!("{written}: whatever the policy is attached to.")
            }
            _ => format!("{written}: every resource that the actions can be done to."),
        };
    }
    let plain = without_variables(written);
    let Some(parts) = ArnParts::split(&plain) else {
        return format!("{written}: this is no ARN.");
    };
    let what = kind_of(&parts, prefixes);
    let mut out = format!("{written}: {what}");
    for place in [region(&parts), account(&parts)].into_iter().flatten() {
        out.push_str(", ");
        out.push_str(&place);
    }
    if written != plain {
        out.push_str("; a part of it is filled in from the request");
    }
    out.push('.');
    out
}

/// What kind of thing it names: of a type of the statement's own services
/// where one fits, else of any service with ARNs like it.
fn kind_of(parts: &ArnParts<'_>, prefixes: &[&str]) -> String {
    let mut services: Vec<&'static Service> = catalogue::services_of_namespace(parts.namespace)
        .iter()
        .filter_map(|prefix| catalogue::service(prefix))
        .collect();
    let own = |s: &&'static Service| !prefixes.iter().any(|p| p.eq_ignore_ascii_case(s.prefix));
    services.sort_by_key(own);
    let every = if pattern::is_wild(parts.resource) {
        "every "
    } else {
        "one "
    };
    if pattern::is_any(parts.resource)
        && let Some(service) = services.first()
    {
        return format!("everything of {}", service.name);
    }
    for service in services {
        // The narrowest of the forms that fit: `bucket` would take any object.
        let fits = service.resources.iter().filter(|r| fits(r, parts));
        if let Some(found) = fits.max_by_key(|r| specificity(r)) {
            return format!("{every}{} of {} that it matches", found.name, service.name);
        }
    }
    "a resource of no type that AWS documents".to_owned()
}

fn fits(kind: &ResourceType, parts: &ArnParts<'_>) -> bool {
    let Some(form) = &kind.form else { return false };
    form.namespace == parts.namespace
        && overlap(parts.resource, form.resource)
        && (form.region.is_empty() == parts.region.is_empty() || pattern::is_wild(parts.region))
}

/// How much of a form is fixed text.
fn specificity(kind: &ResourceType) -> usize {
    let Some(form) = &kind.form else { return 0 };
    form.resource
        .split("${")
        .map(|p| p.rsplit('}').next().unwrap_or(p).len())
        .sum()
}

fn region(parts: &ArnParts<'_>) -> Option<String> {
    match parts.region {
        "" => None,
        r if pattern::is_any(r) => Some("in any Region".to_owned()),
        r => Some(format!("in {r}")),
    }
}

fn account(parts: &ArnParts<'_>) -> Option<String> {
    match parts.account {
        // The ARNs of buckets and their objects have no account.
        "" if parts.namespace == "s3" => Some("whoever owns the bucket".to_owned()),
        "" => None,
        a if pattern::is_any(a) => Some("of any account".to_owned()),
        a => Some(format!("of account {a}")),
    }
}
