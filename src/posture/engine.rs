//! Asks every check about every resource that it concerns.

use super::check::{Check, Judge, Reads};
use super::checks;
use super::context::Context;
use super::finding::{Finding, Scope, Subject};
use super::index::Index;
use super::report::{Report, woven};
use super::verdict::{Evidence, Verdict};
use crate::inventory::{Arn, Inventory, Kind, Region, Resource, ScopeGap, Timestamp};
use std::borrow::Cow;
use std::sync::Arc;

/// The findings of a re-evaluation; see [`Report::merged`].
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The resources that changed, appeared or went.
    pub touched: Vec<Arn>,
    /// Their findings, and those of every check that reads other resources.
    pub findings: Vec<Finding>,
}

/// Below this many resources a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 4096;

/// Asks every check about the whole inventory.
pub fn evaluate(inventory: &Inventory, now: Timestamp) -> Report {
    let index = Index::new(inventory);
    let table = Table::new(|_| true);
    let resources: Vec<&Arc<Resource>> = inventory.shared().collect();
    let findings = ask_all(&table, &index, &resources, now);
    Report::of_sorted(woven(findings, scopes(&Context::new(&index, now))))
}

/// Asks about resources on every core; the order of the findings is that of
/// the resources, whatever the number of threads.
fn ask_all(table: &Table, index: &Index<'_>, resources: &[&Arc<Resource>], now: Timestamp) -> Vec<Finding> {
    let ask = |part: &[&Arc<Resource>]| {
        let context = Context::new(index, now);
        let mut findings = Vec::with_capacity(part.iter().map(|r| table.count(r.kind())).sum());
        for resource in part {
            table.ask(&context, resource, &mut findings);
        }
        findings
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.min(resources.len() / WORTH_A_THREAD).max(1);
    if threads == 1 {
        return ask(resources);
    }
    let parts: Vec<Vec<Finding>> = std::thread::scope(|scope| {
        let started: Vec<_> = resources
            .chunks(resources.len().div_ceil(threads))
            .map(|part| scope.spawn(move || ask(part)))
            .collect();
        let joined = started.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut findings = Vec::with_capacity(parts.iter().map(Vec::len).sum::<usize>() + 64);
    for part in parts {
        findings.extend(part);
    }
    findings
}

/// Asks again only what a change touches: every check about the given
/// resources, and the checks that read other resources about all of theirs.
/// Resources that are gone are given too, so that their findings go.
pub fn evaluate_resources(inventory: &Inventory, touched: &[Arn], now: Timestamp) -> Changes {
    let index = Index::new(inventory);
    let context = Context::new(&index, now);
    let mut findings = Vec::new();
    let own = Table::new(|check| check.reads == Reads::Itself);
    for arn in touched {
        if let Some(resource) = inventory.shared_of(arn) {
            own.ask(&context, resource, &mut findings);
        }
    }
    let wide = Table::new(|check| check.reads == Reads::Inventory);
    let concerned: Vec<&Arc<Resource>> = Kind::ALL
        .iter()
        .filter(|kind| wide.count(**kind) > 0)
        .flat_map(|kind| context.of_kind(*kind).iter().copied())
        .collect();
    findings.extend(ask_all(&wide, &index, &concerned, now));
    findings.extend(scopes(&context));
    Changes {
        touched: touched.to_vec(),
        findings,
    }
}

/// The judges of each kind, so that a resource meets only the checks that
/// concern it.
struct Table {
    by_kind: Vec<Vec<(&'static Check, Judge)>>,
}

impl Table {
    fn new(wanted: impl Fn(&Check) -> bool) -> Self {
        let mut by_kind = vec![Vec::new(); Kind::ALL.len()];
        for check in checks::all().filter(|check| wanted(check)) {
            for judge in check.judges {
                if !matches!(judge, Judge::Region(..)) {
                    by_kind[judge.kind() as usize].push((check, *judge));
                }
            }
        }
        for judges in &mut by_kind {
            judges.sort_by_key(|(check, _)| check.id);
        }
        Self { by_kind }
    }

    /// How many checks concern a kind.
    fn count(&self, kind: Kind) -> usize {
        self.by_kind[kind as usize].len()
    }

    fn ask(&self, context: &Context<'_>, resource: &Arc<Resource>, into: &mut Vec<Finding>) {
        for (check, judge) in &self.by_kind[resource.kind() as usize] {
            let verdict = judge.ask(context, resource);
            if !matches!(verdict, Verdict::NotApplicable) {
                let subject = Subject::Resource(Arc::clone(resource));
                into.extend(Finding::new(check, subject, verdict, context.now()));
            }
        }
    }
}

/// The findings that are about no single resource: checks that are asked once
/// a Region, and the checks of kinds that could not be listed.
fn scopes(context: &Context<'_>) -> Vec<Finding> {
    let mut about: Vec<Finding> = Vec::new();
    ask_scopes(context, &mut about);
    // Kinds of one service share a scope, and one kind may have several gaps.
    about.sort_by(|a, b| a.key().cmp(&b.key()));
    about.dedup_by(|b, a| a.key() == b.key());
    about
}

fn ask_scopes(context: &Context<'_>, into: &mut Vec<Finding>) {
    for check in checks::all() {
        for judge in check.judges {
            match judge {
                Judge::Region(kind, ask) => {
                    for region in &context.inventory().regions {
                        let verdict = ask(context, region).unwrap_or_else(Verdict::from);
                        into.extend(about_scope(context, check, *kind, region, verdict));
                    }
                }
                other => {
                    let kind = other.kind();
                    for gap in context.inventory().gaps().iter().filter(|g| g.kind == kind) {
                        into.extend(about_scope(context, check, kind, &gap.region, not_listed(gap)));
                    }
                }
            }
        }
    }
}

fn about_scope(
    context: &Context<'_>,
    check: &'static Check,
    kind: Kind,
    region: &Region,
    verdict: Verdict,
) -> Option<Finding> {
    let scope = Scope::new(kind, region, &context.inventory().account);
    Finding::new(check, Subject::Scope(Arc::new(scope)), verdict, context.now())
}

fn not_listed(gap: &ScopeGap) -> Verdict {
    let evidence = Evidence {
        field: "inventory",
        value: Cow::Owned(format!("{} not listed", gap.kind.label())),
        wanted: "every resource of the kind listed",
    };
    Verdict::Unknown(gap.gap.to_string(), evidence.into())
}
