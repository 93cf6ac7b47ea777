//! What is at stake with one resource: the level with its reasons, in
//! sentences.

use super::{How, Level, Stakes, Through, macie, spread, tags};
use crate::inventory::{Arn, Detail, Inventory, Resource};
use serde::Serialize;
use std::cmp::Reverse;

/// What is at stake with one resource, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stake {
    /// How much harm comes of it.
    pub level: Level,
    /// What says so, what weighs most and is nearest first; and what could not
    /// be read that would say more. Names in them are untrusted text.
    pub reasons: Vec<String>,
}

impl From<Level> for Stake {
    fn from(level: Level) -> Self {
        let reasons = Vec::new();
        Self { level, reasons }
    }
}

impl Stake {
    /// The level and the first reasons in one line: `restricted: tag
    /// data-classification=phi; …`.
    pub fn in_short(&self, most: usize) -> String {
        let told: Vec<&str> = self.reasons.iter().take(most).map(String::as_str).collect();
        let joined = if told.is_empty() { "" } else { ": " };
        format!("{}{joined}{}", self.level.word(), told.join("; "))
    }
}

/// Reasons from Macie that are told; it knows a hundred types.
const TOLD: usize = 3;

pub(super) fn of(stakes: &Stakes, inventory: &Inventory, resource: &Resource) -> Stake {
    let mut reasons = by_tags(resource);
    let mut unread: Vec<String> = Vec::new();
    if let Some(gap) = resource.tags.gap() {
        unread.push(gap.to_string());
    }
    let unclear = resource
        .tags
        .known()
        .is_some_and(|t| tags::level(t) == Level::NotKnown);
    if matches!(resource.detail, Detail::Bucket(_)) {
        let (said, gap) = macie::told(inventory, resource);
        reasons.extend(said.into_iter().take(TOLD));
        unread.extend(gap);
    }
    if let Some(held) = stakes.find(&resource.arn) {
        let through = held.through.iter();
        reasons.extend(through.map(|t| (t.level, sentence(inventory, t))));
    }
    reasons.sort_by_key(|(level, _)| Reverse(*level));
    let mut reasons: Vec<String> = reasons.into_iter().map(|(_, words)| words).collect();
    let more = stakes.find(&resource.arn).map_or(0, |held| held.more);
    if more > 0 {
        reasons.push(format!("and {more} more resources"));
    }
    unread.extend(spread::unread(&resource.detail));
    unread.extend(inputs_unread(stakes, inventory, resource));
    let mut level = stakes.level(&resource.arn);
    if level == Level::NoneKnown && (unclear || !unread.is_empty()) {
        level = Level::NotKnown;
    }
    reasons.extend(unread.into_iter().map(|why| format!("not known: {why}")));
    Stake { level, reasons }
}

/// `tag data-classification=phi`, the highest first.
fn by_tags(resource: &Resource) -> Vec<(Level, String)> {
    let stated = resource.tags.known().into_iter().flatten();
    let mut stated: Vec<(Level, String)> = stated
        .filter_map(|(name, value)| {
            let level = tags::level_of(name, value)?;
            let unclear = if level == Level::NotKnown {
                ", which names no class known here"
            } else {
                ""
            };
            Some((level, format!("tag {name}={value}{unclear}")))
        })
        .collect();
    stated.sort_by_key(|(level, _)| Reverse(*level));
    stated
}

/// Buckets that a workload reads, and of which nothing is known because
/// something could not be read.
fn inputs_unread(stakes: &Stakes, inventory: &Inventory, resource: &Resource) -> Option<String> {
    let unread = |name: &&str| {
        let partition = resource.arn.partition();
        let arn = Arn::new(format!("arn:{partition}:s3:::{name}"));
        match inventory.get(&arn) {
            None => true,
            Some(bucket) => of(stakes, inventory, bucket).level == Level::NotKnown,
        }
    };
    let name = spread::read_buckets(&resource.detail).into_iter().find(unread)?;
    Some(format!("what is in {name}, from which it reads"))
}

fn sentence(inventory: &Inventory, through: &Through) -> String {
    let other = &through.other;
    let (kind, name, level) = (other.kind().label(), other.name.as_str(), through.level.word());
    match through.how {
        How::Reads => format!(
            "reads from {name}, which holds {level} data{}",
            because(inventory, other)
        ),
        How::Opens => format!(
            "opens {name}, which holds {level} data{}",
            because(inventory, other)
        ),
        How::EncryptsBucket => {
            format!(
                "encrypts {name}, which holds {level} data{}",
                because(inventory, other)
            )
        }
        How::EncryptsWork => format!("encrypts what {kind} {name} makes of {level} data"),
        How::WrittenBy => format!("{kind} {name} writes to it what it makes of {level} data"),
        How::RoleOf => format!("{kind} {name} runs as it on {level} data"),
        How::MadeBy => format!("{kind} {name} made it from {level} data"),
        How::AppliedBy => format!("{kind} {name} applies it to {level} data"),
        How::Serves => format!("serves {kind} {name}, which has to do with {level} data"),
        How::RunsAs => format!("runs as {kind} {name}, as workloads on {level} data do"),
    }
}

/// The nearest reason of the bucket itself, in parentheses.
fn because(inventory: &Inventory, bucket: &Resource) -> String {
    let first = by_tags(bucket).into_iter().next();
    let first = first.or_else(|| macie::told(inventory, bucket).0.into_iter().next());
    first.map_or_else(String::new, |(_, why)| format!(" ({why})"))
}
