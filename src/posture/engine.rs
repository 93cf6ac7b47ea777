//! Asks every check about every resource that it concerns.

use super::check::{Check, Judge, Reads};
use super::checks;
use super::context::Context;
use super::finding::{Finding, Scope, Subject};
use super::report::Report;
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

/// Asks every check about the whole inventory.
pub fn evaluate(inventory: &Inventory, now: Timestamp) -> Report {
    let context = Context::new(inventory, now);
    let table = Table::new(|_| true);
    let mut findings = Vec::with_capacity(inventory.len() * 4);
    for resource in inventory.shared() {
        table.ask(&context, resource, &mut findings);
    }
    scopes(&context, &mut findings);
    Report::new(findings)
}

/// Asks again only what a change touches: every check about the given
/// resources, and the checks that read other resources about all of theirs.
/// Resources that are gone are given too, so that their findings go.
pub fn evaluate_resources(inventory: &Inventory, touched: &[Arn], now: Timestamp) -> Changes {
    let context = Context::new(inventory, now);
    let mut findings = Vec::new();
    let own = Table::new(|check| check.reads == Reads::Itself);
    for arn in touched {
        if let Some(resource) = inventory.shared_of(arn) {
            own.ask(&context, resource, &mut findings);
        }
    }
    let wide = Table::new(|check| check.reads == Reads::Inventory);
    for kind in Kind::ALL.iter().filter(|kind| wide.concerns(**kind)) {
        for resource in context.of_kind(*kind) {
            wide.ask(&context, resource, &mut findings);
        }
    }
    scopes(&context, &mut findings);
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

    fn concerns(&self, kind: Kind) -> bool {
        !self.by_kind[kind as usize].is_empty()
    }

    fn ask(&self, context: &Context<'_>, resource: &Arc<Resource>, into: &mut Vec<Finding>) {
        for (check, judge) in &self.by_kind[resource.kind() as usize] {
            let verdict = judge.ask(context, resource);
            let subject = || Subject::Resource(Arc::clone(resource));
            if verdict != Verdict::NotApplicable {
                into.extend(Finding::new(check, subject(), verdict, context.now()));
            }
        }
    }
}

/// The findings that are about no single resource: checks that are asked once
/// a Region, and the checks of kinds that could not be listed.
fn scopes(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut about: Vec<Finding> = Vec::new();
    ask_scopes(context, &mut about);
    // Kinds of one service share a scope, and one kind may have several gaps.
    about.sort_by(|a, b| a.key().cmp(&b.key()));
    about.dedup_by(|b, a| a.key() == b.key());
    into.extend(about);
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
    Verdict::Unknown(gap.gap.to_string(), vec![evidence])
}
