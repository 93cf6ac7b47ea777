//! What would have to change for a denied request to be allowed.
//!
//! A denial tells which of its conditions hold and for which value of the
//! request; a policy that is silent tells which statement comes nearest.

use super::statement::{Misfit, Reader};
use super::verdict::{Exhibit, Slot};
use crate::policy::{Condition, Effect};

/// What keeps a denial from speaking of the request.
pub fn of_denial(reader: &Reader<'_>, exhibit: Exhibit<'_>, at: usize) -> String {
    let statement = &exhibit.document.statements[at];
    let name = name(exhibit, at);
    if statement.conditions.is_empty() {
        return format!("{name} denies it without a condition: it must go, or leave this request out");
    }
    let held: Vec<String> = statement.conditions.iter().map(|c| told(reader, c)).collect();
    format!("{name} must not hold; it does, for {}", held.join(" and "))
}

/// What the policies of a slot must say, and which statement nearly says it.
pub fn of_silence<'p>(
    reader: &Reader<'_>,
    slot: Slot,
    exhibits: impl Iterator<Item = Exhibit<'p>>,
) -> String {
    let request = reader.request;
    let wanted = format!(
        "{} must allow {} on {}",
        called(slot),
        request.action,
        request.resource
    );
    match nearest(reader, exhibits) {
        Some(near) => format!("{wanted}; {near}"),
        None => wanted,
    }
}

/// The granting statement from which one element alone keeps the request. A
/// condition is nearer than a resource, and that nearer than a principal.
fn nearest<'p>(reader: &Reader<'_>, exhibits: impl Iterator<Item = Exhibit<'p>>) -> Option<String> {
    let mut best: Option<(u8, String)> = None;
    for exhibit in exhibits {
        let statements = exhibit.document.statements.iter().enumerate();
        for (at, statement) in statements.filter(|(_, s)| s.effect == Effect::Allow) {
            let misfits = reader.misfits(statement, exhibit.slot, exhibit.document);
            let [misfit] = misfits.as_slice() else {
                continue;
            };
            let (distance, what) = match misfit {
                Misfit::Condition(c) => (0, told(reader, c)),
                Misfit::Resource => (1, "its Resource".to_owned()),
                Misfit::Principal => (2, "its Principal".to_owned()),
                Misfit::Action => continue,
            };
            if best.as_ref().is_none_or(|(nearer, _)| distance < *nearer) {
                best = Some((distance, format!("{} would, but for {what}", name(exhibit, at))));
            }
        }
    }
    best.map(|(_, text)| text)
}

/// A condition with what the request has for it.
fn told(reader: &Reader<'_>, condition: &Condition) -> String {
    let has = match reader.request.context.get(&condition.key) {
        None => "has no such key".to_owned(),
        Some(values) => format!("has {}", values.join(", ")),
    };
    format!(
        "{} {} = {} (the request {has})",
        condition.operator,
        condition.key,
        condition.values.join(", ")
    )
}

fn name(exhibit: Exhibit<'_>, at: usize) -> String {
    let sid = exhibit.document.statements[at]
        .sid
        .as_ref()
        .map_or(String::new(), |sid| format!(" ({sid})"));
    format!("statement {at}{sid} of {}", document(exhibit))
}

fn document(exhibit: Exhibit<'_>) -> String {
    match (exhibit.slot, exhibit.level) {
        (Slot::ResourcePolicy | Slot::Session, _) => called(exhibit.slot).to_owned(),
        (slot, Some(level)) => format!("{} {} of level {level}", called(slot), exhibit.index),
        (slot, None) => format!("{} {}", called(slot), exhibit.index),
    }
}

fn called(slot: Slot) -> &'static str {
    match slot {
        Slot::Identity => "identity policy",
        Slot::ResourcePolicy => "the resource's policy",
        Slot::Boundary => "permissions boundary",
        Slot::Session => "the session policy",
        Slot::Scp => "service control policy",
        Slot::Rcp => "resource control policy",
        Slot::Vpce => "endpoint policy",
        Slot::Rule => "AWS",
    }
}
