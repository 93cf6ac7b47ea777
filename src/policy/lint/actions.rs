//! Actions: whether AWS has them, and whether they can apply here.

use super::page::{Clause, Leaf, Page};
use crate::policy::catalogue::form::{ArnParts, overlap, without_variables};
use crate::policy::catalogue::{self, Action, Service};
use crate::policy::{PolicyKind, Select, pattern};

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for action in &clause.actions {
        name(page, clause, action);
    }
    wrong_resource(page, clause);
}

fn name(page: &mut Page<'_>, clause: &Clause<'_>, action: &Leaf<'_>) {
    let text = action.text;
    // The brace of a variable is reported by its own code.
    if text.contains("${") {
        return;
    }
    if pattern::is_any(text) {
        if page.kind == PolicyKind::Trust {
            unsupported(page, clause, action);
        }
        return;
    }
    let Some((prefix, name)) = text.split_once(':').filter(|(p, n)| is_shaped(p, n)) else {
        let message = format!("\"{text}\" is not an action: service:Name, e.g. s3:GetObject");
        page.report(clause, "INVALID_ACTION", action.span.clone(), message);
        return;
    };
    if pattern::is_wild(prefix) {
        let message = format!("\"{text}\" may match services that do not exist yet: name the service");
        page.report(clause, "WILDCARD_IN_SERVICE_NAME", action.span.clone(), message);
        return;
    }
    let Some(service) = catalogue::service(prefix) else {
        let message = format!("no service of AWS has the prefix \"{prefix}\"");
        page.report(clause, "INVALID_SERVICE_IN_ACTION", action.span.clone(), message);
        return;
    };
    if let Some(message) = unknown(service, name) {
        page.report(clause, "INVALID_ACTION", action.span.clone(), message);
    }
    if !takes(page.kind, prefix) {
        unsupported(page, clause, action);
    }
}

fn is_shaped(prefix: &str, name: &str) -> bool {
    let plain = |text: &str, extra: &[u8]| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || extra.contains(&b))
    };
    plain(prefix, b"-*?") && plain(name, b"*?-_")
}

/// Why a service has no such action; `None` if it has.
fn unknown(service: &Service, name: &str) -> Option<String> {
    let prefix = service.prefix;
    if pattern::is_wild(name) {
        let some = pattern::is_any(name) || service.matching(name).next().is_some();
        return (!some).then(|| format!("no action of {} is of the form \"{prefix}:{name}\"", service.name));
    }
    if service.action(name).is_some() {
        return None;
    }
    if service.has_retired(name) {
        return Some(format!("AWS no longer documents {prefix}:{name}"));
    }
    let near = nearest(service, name).map_or(String::new(), |n| format!("; is {prefix}:{n} meant?"));
    Some(format!(
        "{} has no action \"{name}\" ({}){near}",
        service.name,
        catalogue::release()
    ))
}

/// The action that is spelt almost so: one or two letters apart.
fn nearest(service: &Service, name: &str) -> Option<&'static str> {
    service
        .actions
        .iter()
        .filter(|a| a.name.len().abs_diff(name.len()) <= 2)
        .map(|a| {
            (
                distance(&a.name.to_ascii_lowercase(), &name.to_ascii_lowercase()),
                a.name,
            )
        })
        .filter(|(d, _)| *d <= 2)
        .min()
        .map(|(_, n)| n)
}

/// The least number of letters to put in, take out or change.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let changed = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Whether a policy on this kind of resource takes actions of a service.
fn takes(kind: PolicyKind, prefix: &str) -> bool {
    let is = |service: &str| prefix.eq_ignore_ascii_case(service);
    match kind {
        PolicyKind::Trust => is("sts"),
        PolicyKind::KeyPolicy => is("kms"),
        PolicyKind::BucketPolicy => prefix.get(..2).is_some_and(|s| s.eq_ignore_ascii_case("s3")),
        PolicyKind::Iot => is("iot") || is("iotjobsdata") || is("greengrass"),
        _ => true,
    }
}

fn unsupported(page: &mut Page<'_>, clause: &Clause<'_>, action: &Leaf<'_>) {
    let (what, wanted) = match page.kind {
        PolicyKind::KeyPolicy => ("a key policy", "kms:"),
        PolicyKind::BucketPolicy => ("a bucket policy", "s3:"),
        PolicyKind::Iot => ("a device's policy", "iot:"),
        _ => ("a trust policy", "sts:"),
    };
    let message = format!("{what} takes {wanted} actions only, not \"{}\"", action.text);
    page.report(
        clause,
        "UNSUPPORTED_ACTION_IN_POLICY",
        action.span.clone(),
        message,
    );
}

/// Actions that are allowed on resources of which none is of a type that they
/// take: `s3:ListBucket` on a bucket's objects, `s3:ListAllMyBuckets` on a bucket.
fn wrong_resource(page: &mut Page<'_>, clause: &Clause<'_>) {
    let of_others = matches!(page.kind, PolicyKind::Identity | PolicyKind::BucketPolicy);
    let Some(Select::Only(_)) = clause.statement.resource else {
        return;
    };
    if !of_others || !clause.allows() || clause.statement.action.is_negated() {
        return;
    }
    let resources: Vec<_> = clause
        .resources
        .iter()
        .map(|r| without_variables(r.text))
        .collect();
    // A resource that is wide open in its namespace may be anything.
    let Some(resources) = resources
        .iter()
        .map(|r| ArnParts::split(r).filter(|p| !pattern::is_wild(p.namespace)))
        .collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let (mut wrong, mut untyped) = (Vec::new(), Vec::new());
    for leaf in &clause.actions {
        let known = leaf.text.split_once(':').and_then(|(prefix, name)| {
            let service = catalogue::service(prefix)?;
            Some((service, service.action(name)?))
        });
        match known.map(|(service, action)| fit(service, action, &resources)) {
            Some(Fit::None) => wrong.push(leaf),
            Some(Fit::Untyped) => untyped.push(leaf),
            Some(Fit::Some) | None => {}
        }
    }
    gather(
        page,
        clause,
        "AISEC_WRONG_RESOURCE_FOR_ACTION",
        &wrong,
        "none of these resources is of a type that it takes",
    );
    gather(
        page,
        clause,
        "AISEC_ACTION_WITHOUT_RESOURCE_TYPE",
        &untyped,
        "AWS's reference gives it no resource type: it may be allowed on \"*\" only",
    );
}

/// One issue for all actions of a statement that have the same fault.
fn gather(page: &mut Page<'_>, clause: &Clause<'_>, code: &'static str, leaves: &[&Leaf<'_>], fault: &str) {
    let Some(first) = leaves.first() else { return };
    let few: Vec<&str> = leaves.iter().take(4).map(|l| l.text).collect();
    let more = match leaves.len().saturating_sub(4) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = format!("{}{more}: {fault}", few.join(", "));
    page.report(clause, code, first.span.clone(), message);
}

/// Whether an action can apply to one of the resources of its statement.
enum Fit {
    Some,
    None,
    /// The action has no resource type.
    Untyped,
}

fn fit(service: &Service, action: &Action, resources: &[ArnParts<'_>]) -> Fit {
    if action.resources.is_empty() {
        return Fit::Untyped;
    }
    let fits = action
        .resources
        .iter()
        .filter_map(|needs| service.resources.get(usize::from(needs.resource)))
        .filter_map(|kind| kind.form.as_ref())
        .any(|form| {
            resources.iter().any(|given| {
                (form.namespace.contains('$') || form.namespace == given.namespace)
                    && overlap(given.resource, form.resource)
            })
        });
    if fits { Fit::Some } else { Fit::None }
}

/// Whether the action can apply to what the element selects of resources, as
/// AWS documents their types; an action of which nothing is known can.
pub(super) fn reaches(action: &str, resources: &Select) -> bool {
    let Some((service, known)) = action
        .split_once(':')
        .and_then(|(prefix, name)| catalogue::service(prefix).map(|s| (s, s.action(name))))
    else {
        return true;
    };
    let Some(known) = known.filter(|a| !a.resources.is_empty()) else {
        return true;
    };
    match resources {
        Select::Only(patterns) => patterns.iter().any(|pattern| {
            let plain = without_variables(pattern);
            let Some(given) = ArnParts::split(&plain) else {
                return true;
            };
            matches!(fit(service, known, &[given]), Fit::Some)
        }),
        Select::AllBut(patterns) => known
            .resources
            .iter()
            .filter_map(|needs| service.resources.get(usize::from(needs.resource)))
            .any(|kind| !patterns.iter().any(|pattern| is_whole_type(pattern, kind.arn))),
    }
}

/// Whether a pattern takes in every resource of the type.
fn is_whole_type(wanted: &str, form: &str) -> bool {
    pattern::covers(wanted, &without_variables(form).replace("arn:*:", "arn:aws:"))
}
