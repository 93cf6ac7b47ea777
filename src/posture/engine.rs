//! Asks every check about every resource that it concerns.

use super::check::{Check, Judge, Reads};
use super::checks;
use super::context::Context;
use super::finding::{Finding, Said, Scope, Subject};
use super::index::Index;
use super::report::{Report, Tallies, woven};
use super::stakes::{Stakes, Walk};
use super::verdict::{Evidence, Verdict};
use crate::inventory::{Arn, Inventory, Kind, Region, Resource, ScopeGap, Timestamp};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The findings of a re-evaluation; see [`Report::merged`].
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The resources that changed, appeared or went.
    pub touched: Vec<Arn>,
    /// Their findings, and those of every check that reads other resources.
    pub findings: Vec<Finding>,
    /// What is at stake with every resource.
    pub stakes: Arc<Stakes>,
}

/// How many resources a thread takes at a time.
const PART: usize = 2048;

/// Asks every check about the whole inventory.
pub fn evaluate(inventory: &Inventory, now: Timestamp) -> Report {
    let index = Index::new(inventory);
    let table = Table::new(|_| true);
    let resources: Vec<&Arc<Resource>> = inventory.shared().collect();
    let stakes = Stakes::new(&index);
    let (parts, mut counted) = ask_all(&table, (&index, &stakes), &resources, now);
    let scopes = scopes(&Context::new(&index, now));
    counted.extend(&scopes);
    let mut report = Report::counted(woven(parts, scopes), counted);
    report.stakes = Arc::new(stakes);
    report
}

/// Asks about resources on every core; the order of the findings is that of
/// the resources, whatever the number of threads. Resources of one service
/// stand together and some take ten times as long as others, so that threads
/// take small parts until none is left.
fn ask_all(
    table: &Table,
    (index, stakes): (&Index<'_>, &Stakes),
    resources: &[&Arc<Resource>],
    now: Timestamp,
) -> (Vec<Vec<Finding>>, Tallies) {
    let parts: Vec<&[&Arc<Resource>]> = resources.chunks(PART).collect();
    let next = AtomicUsize::new(0);
    let ask = || {
        let mut asked = Asked::new(Context::new(index, now), table, stakes);
        let mut done = Vec::new();
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(asked.about(part));
        }
        (done, asked.counted)
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let others = cores.min(parts.len()).saturating_sub(1);
    let (mut done, counted) = std::thread::scope(|scope| {
        let started: Vec<_> = (0..others).map(|_| scope.spawn(ask)).collect();
        let (mut done, mut counted) = ask();
        for other in started {
            let theirs = other.join();
            let (parts, tallies) = theirs.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            done.extend(parts);
            counted.add(&tallies);
        }
        (done, counted)
    });
    // Each part is of one stretch of resources: its first says where it goes.
    done.retain(|part| !part.is_empty());
    done.sort_by(|a, b| a[0].key().cmp(&b[0].key()));
    (done, counted)
}

/// One thread's side of an evaluation: what it may look at, and what each
/// check said last. Most of what checks say is said again of the next resource
/// of the kind, and is then held once.
struct Asked<'a> {
    context: Context<'a>,
    table: &'a Table,
    stakes: Walk<'a>,
    last: Vec<Vec<[Option<Arc<Said>>; 3]>>,
    counted: Tallies,
}

impl<'a> Asked<'a> {
    fn new(context: Context<'a>, table: &'a Table, stakes: &'a Stakes) -> Self {
        let last = table
            .by_kind
            .iter()
            .map(|judges| vec![[None, None, None]; judges.len()]);
        Self {
            context,
            table,
            stakes: stakes.walk(),
            last: last.collect(),
            counted: Tallies::default(),
        }
    }

    fn about(&mut self, resources: &[&Arc<Resource>]) -> Vec<Finding> {
        let count = |resource: &&Arc<Resource>| self.table.by_kind[resource.kind() as usize].len();
        let mut findings = Vec::with_capacity(resources.iter().map(count).sum());
        for resource in resources {
            self.one(resource, &mut findings);
        }
        findings
    }

    fn one(&mut self, resource: &Arc<Resource>, into: &mut Vec<Finding>) {
        let stake = self.stakes.level(&resource.arn);
        let kind = resource.kind() as usize;
        for ((check, judge), last) in self.table.by_kind[kind].iter().zip(&mut self.last[kind]) {
            let verdict = judge.ask(&self.context, resource);
            let Some(said) = Said::of(verdict) else {
                continue;
            };
            let last = &mut last[said.status() as usize];
            let said = match last {
                Some(same) if **same == said => Arc::clone(same),
                _ => Arc::clone(last.insert(Arc::new(said))),
            };
            let subject = Subject::Resource(Arc::clone(resource));
            let finding = Finding::of(check, subject, said, self.context.now()).with_stake(stake);
            self.counted.one(&finding);
            into.push(finding);
        }
    }
}

/// Asks again only what a change touches: every check about the given
/// resources, and the checks that read other resources about all of theirs.
/// Resources that are gone are given too, so that their findings go.
pub fn evaluate_resources(inventory: &Inventory, touched: &[Arn], now: Timestamp) -> Changes {
    let index = Index::new(inventory);
    let context = Context::new(&index, now);
    let stakes = Stakes::new(&index);
    let mut findings = Vec::new();
    let own = Table::new(|check| check.reads == Reads::Itself);
    let mut asked = Asked::new(Context::new(&index, now), &own, &stakes);
    for resource in touched.iter().filter_map(|arn| inventory.shared_of(arn)) {
        asked.one(resource, &mut findings);
    }
    let wide = Table::new(|check| check.reads == Reads::Inventory);
    let concerned: Vec<&Arc<Resource>> = Kind::ALL
        .iter()
        .filter(|kind| wide.count(**kind) > 0)
        .flat_map(|kind| context.of_kind(*kind).iter().copied())
        .collect();
    findings.extend(
        ask_all(&wide, (&index, &stakes), &concerned, now)
            .0
            .into_iter()
            .flatten(),
    );
    findings.extend(scopes(&context));
    Changes {
        touched: touched.to_vec(),
        findings,
        stakes: Arc::new(stakes),
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
