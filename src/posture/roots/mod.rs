//! Why findings fail together: each failing finding belongs to one root cause,
//! and what mends the cause mends them all.
//!
//! - [`settings`]: one setting of the account or the Region that would close
//!   many
//! - [`shared`]: one policy, role, key or network that several turn on
//! - [`template`]: one check that fails on what one stack, module, name or team
//!   made
//!
//! They are asked in this order, the widest mend first; what is left is grouped
//! by its check.

mod settings;
mod shared;
mod template;

use super::finding::{Finding, Status, Subject};
use super::severity::Severity;
use crate::inventory::quick::QuickMap;
use crate::inventory::{AccountId, Arn, Inventory, Names, RelationKind};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What findings have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RootKind {
    /// A setting of the account or the Region.
    Setting,
    /// A policy, role, key or network.
    Shared,
    /// What one stack, module, name or team made.
    Template,
    /// Nothing but the check.
    Check,
}

impl RootKind {
    /// The word shown to people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Setting => "setting",
            Self::Shared => "shared",
            Self::Template => "template",
            Self::Check => "check",
        }
    }
}

/// Findings that fail for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootCause {
    /// What they have in common.
    pub kind: RootKind,
    /// The same from scan to scan, and in every account: what they are grouped
    /// by.
    pub key: String,
    /// The cause in words; names in them are untrusted text.
    pub cause: String,
    /// What mends it once.
    pub mend: String,
    /// The worst severity among the findings.
    pub severity: Severity,
    /// The sum of the weights of the findings in the score.
    pub weight: u64,
    /// The accounts that have it, sorted.
    pub accounts: Vec<AccountId>,
    /// The findings, as places in the list that was grouped, the worst first.
    pub findings: Vec<usize>,
}

/// What a finding is grouped by. There may be as many failing findings as
/// there are resources, so that the words are made once a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Ground<'f> {
    /// A row of the settings.
    Setting(usize),
    /// Something that the evidence names, and how it is used.
    Named(RelationKind, Arn),
    /// What several checks of the resource itself are about.
    Own(&'f Arn, shared::Own),
    /// A check, with what the resources have in common and its value.
    Alike(&'static str, &'static str, &'f str),
    /// A check.
    Check(&'static str),
}

/// A group in words.
struct Told {
    kind: RootKind,
    key: String,
    cause: String,
    mend: String,
}

impl Ground<'_> {
    /// The words, of one of the findings.
    fn told(&self, finding: &Finding) -> Told {
        let title = finding.check.title;
        let (kind, key, cause, mend) = match self {
            Self::Setting(at) => return settings::told(*at),
            Self::Named(how, what) => return shared::told_named(*how, what),
            Self::Own(arn, own) => return own.told(arn, finding),
            Self::Alike(check, words, value) => (
                RootKind::Template,
                format!("{check}#{words}:{value}"),
                format!("“{title}” does not hold in {words} {value}"),
                format!("Once, where they come from: {}", finding.check.fix.words),
            ),
            Self::Check(check) => (
                RootKind::Check,
                (*check).to_owned(),
                format!("“{title}” does not hold"),
                finding.check.fix.words.to_owned(),
            ),
        };
        Told {
            kind,
            key,
            cause,
            mend,
        }
    }
}

/// Groups the failing findings of an inventory, the heaviest cause first. Every
/// failing finding is in one group.
pub fn root_causes(findings: &[Finding], inventory: &Inventory) -> Vec<RootCause> {
    let mut left: Vec<usize> = (0..findings.len())
        .filter(|at| findings[*at].status == Status::Fail)
        .collect();
    let mut causes = Vec::new();
    let off = settings::off(findings);
    take(findings, &mut left, &mut causes, 2, |f| settings::of(f, &off));
    let names = Names::new(inventory);
    let mut turns = shared::Turns::new(&names);
    take(findings, &mut left, &mut causes, 2, |f| turns.of(f));
    take(findings, &mut left, &mut causes, 2, template::stack);
    take(findings, &mut left, &mut causes, 3, template::family);
    take(findings, &mut left, &mut causes, 2, template::team);
    take(findings, &mut left, &mut causes, 1, |f| {
        Some(Ground::Check(f.check.id))
    });
    sort(&mut causes);
    causes
}

/// The heaviest first, then the largest; what weighs the same by its key.
pub fn sort(causes: &mut [RootCause]) {
    causes.sort_by(|a, b| {
        let of = |c: &RootCause| (Reverse(c.weight), Reverse(c.findings.len()));
        (of(a), a.kind, &a.key).cmp(&(of(b), b.kind, &b.key))
    });
}

/// Takes out of what is left the groups that are large enough.
fn take<'f>(
    findings: &'f [Finding],
    left: &mut Vec<usize>,
    causes: &mut Vec<RootCause>,
    least: usize,
    mut ground: impl FnMut(&'f Finding) -> Option<Ground<'f>>,
) {
    let mut groups: QuickMap<Ground<'f>, Vec<usize>> = QuickMap::default();
    left.retain(|at| match ground(&findings[*at]) {
        Some(found) => {
            groups.entry(found).or_default().push(*at);
            false
        }
        None => true,
    });
    for (ground, members) in groups {
        if members.len() < least {
            left.extend(members);
            continue;
        }
        // The words are of the first in the order of the list.
        let told = ground.told(&findings[members[0]]);
        causes.push(made(findings, told, members));
    }
    left.sort_unstable();
}

fn made(findings: &[Finding], told: Told, mut members: Vec<usize>) -> RootCause {
    members.sort_by_key(|at| (Reverse(findings[*at].severity()), *at));
    let of = || members.iter().map(|at| &findings[*at]);
    let accounts: BTreeSet<&AccountId> = of().map(Finding::account).collect();
    RootCause {
        kind: told.kind,
        key: told.key,
        cause: told.cause,
        mend: told.mend,
        severity: of()
            .map(Finding::severity)
            .max()
            .unwrap_or(Severity::Informational),
        weight: of().map(|f| f.severity().weight()).sum(),
        accounts: accounts.into_iter().cloned().collect(),
        findings: members,
    }
}

/// The resource of a finding, when it is about one.
fn resource(finding: &Finding) -> Option<&crate::inventory::Resource> {
    match &finding.subject {
        Subject::Resource(resource) => Some(resource),
        Subject::Scope(_) => None,
    }
}
