//! What the screens are made of, worked out from an inventory off the loop:
//! the posture report, the rows of every tab, the relations.

use super::live::{self, Turn};
use super::table::{Row, RowId};
use super::tabs::{Facts, Item, Tab};
use crate::inventory::relations::relations;
use crate::inventory::{Arn, Detail, Inventory, Kind, Relation, RelationKind, Resource, Timestamp};
use crate::posture::{
    Finding, Report, RootCause, Status, Strength, evaluate, evaluate_resources, root_causes,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The work, which can be done on any thread.
#[derive(Clone, Debug)]
pub struct DigestJob {
    /// What was read.
    pub inventory: Arc<Inventory>,
    /// The report before, for the times at which outcomes were first seen.
    pub before: Arc<Report>,
    /// What changed since that report, when it is little: only that is asked
    /// about again, and what checks read besides their resource.
    pub touched: Option<Vec<Arn>>,
    /// Whether the report before was of the whole account, so that what differs
    /// from it is a change.
    pub follows: bool,
    /// The time.
    pub now: Timestamp,
}

/// What became of it.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    /// The posture.
    pub report: Arc<Report>,
    /// Why findings fail, the heaviest cause first.
    pub causes: Arc<Vec<RootCause>>,
    /// How the verdicts stand, by framework.
    pub frameworks: Vec<FrameworkBar>,
    /// Rows by tab, in the order of [`Tab::ALL`]; Stacks is not among them.
    pub rows: Vec<Arc<Vec<Row>>>,
    /// Which resource uses which.
    pub relations: Arc<Vec<Relation>>,
    /// The findings that opened and closed since the report before.
    pub turns: Vec<Turn>,
    /// The kinds of which something changes by itself.
    pub moving: Vec<Kind>,
}

/// The verdicts of the checks that a framework asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameworkBar {
    /// The framework's name.
    pub name: &'static str,
    /// Verdicts that pass.
    pub passed: usize,
    /// All verdicts: what is unknown is not passed.
    pub all: usize,
}

impl FrameworkBar {
    /// The share that passes, in per cent, rounded down: 100 is all of them.
    pub fn percent(&self) -> usize {
        (self.passed * 100).checked_div(self.all).unwrap_or(0)
    }
}

impl DigestJob {
    /// Does the work.
    pub fn run(&self) -> Digest {
        let report = if let Some(touched) = &self.touched {
            let changes = evaluate_resources(&self.inventory, touched, self.now);
            Report::clone(&self.before).merged(changes)
        } else {
            let mut report = evaluate(&self.inventory, self.now);
            report.keep_first_seen(&self.before);
            report
        };
        let relations = relations(&self.inventory);
        let scanned = scanned(&self.inventory);
        let facts = Facts {
            report: &report,
            scanned: &scanned,
            now: self.now,
        };
        let data = data_buckets(&relations);
        let rows = Tab::ALL
            .iter()
            .map(|tab| Arc::new(rows(*tab, &self.inventory, &facts, &data)))
            .collect();
        Digest {
            turns: if self.follows {
                live::turns(&self.before, &report)
            } else {
                Vec::new()
            },
            moving: live::moving(&self.inventory),
            causes: Arc::new(root_causes(&report.findings, &self.inventory)),
            frameworks: frameworks(&report),
            rows,
            relations: Arc::new(relations),
            report: Arc::new(report),
        }
    }
}

/// Buckets that a Macie job looks into.
fn scanned(inventory: &Inventory) -> HashSet<Arn> {
    inventory
        .of_kind(Kind::MacieJob)
        .filter_map(|r| match &r.detail {
            Detail::MacieJob(job) => job.buckets.known(),
            _ => None,
        })
        .flatten()
        .map(|bucket| Arn::new(format!("arn:aws:s3:::{bucket}")))
        .collect()
}

/// Buckets that a workload reads from or writes to.
fn data_buckets(relations: &[Relation]) -> HashSet<&Arn> {
    relations
        .iter()
        .filter(|r| matches!(r.kind, RelationKind::ReadsFrom | RelationKind::WritesTo))
        .map(|r| &r.to)
        .collect()
}

fn belongs(tab: Tab, resource: &Resource, data: &HashSet<&Arn>) -> bool {
    if tab == Tab::Data && resource.kind() == Kind::Bucket {
        return data.contains(&resource.arn) || super::tabs::class_of(resource).is_some();
    }
    tab.kinds().contains(&resource.kind())
}

fn rows(tab: Tab, inventory: &Inventory, facts: &Facts<'_>, data: &HashSet<&Arn>) -> Vec<Row> {
    let make = |id: RowId, item: Item<'_>, hidden: &[&str]| {
        let cells: Vec<_> = tab.columns().iter().map(|c| (c.value)(item, facts)).collect();
        Row::new(id, &cells, hidden)
    };
    if tab == Tab::Posture {
        return facts
            .report
            .findings
            .iter()
            .filter(|f| f.status != Status::Pass)
            .map(|f| make(finding_id(f), Item::Finding(f), &[""]))
            .collect();
    }
    let mut rows: Vec<Row> = inventory
        .iter()
        .filter(|r| belongs(tab, r, data))
        .map(|r| {
            let id = RowId::Resource(r.arn.clone());
            make(id, Item::Resource(r), &[&tags(r)])
        })
        .collect();
    if tab == Tab::Activity {
        rows.extend(inventory.gaps().iter().map(|gap| {
            let id = RowId::Gap(gap.gap.operation.clone(), gap.region.as_str().to_owned());
            make(id, Item::Gap(gap), &[""])
        }));
    }
    rows
}

/// The identity of a finding's row.
pub fn finding_id(finding: &Finding) -> RowId {
    RowId::Finding(finding.check.id, finding.resource().clone())
}

fn tags(resource: &Resource) -> String {
    let tags = resource.tags.known().into_iter().flatten();
    let pairs: Vec<String> = tags.map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(" ")
}

/// Counts the verdicts of each framework's checks.
fn frameworks(report: &Report) -> Vec<FrameworkBar> {
    let mut asked_by: HashMap<&'static str, BTreeSet<&'static str>> = HashMap::new();
    let mut bars: BTreeMap<&'static str, FrameworkBar> = BTreeMap::new();
    for finding in &report.findings {
        let names = asked_by.entry(finding.check.id).or_insert_with(|| {
            let requirements = finding.check.requirements();
            let counted = requirements.iter().filter(|r| r.strength != Strength::Loose);
            counted.map(|r| r.framework.name()).collect()
        });
        for name in names.iter() {
            let bar = bars.entry(name).or_default();
            bar.name = name;
            bar.all += 1;
            bar.passed += usize::from(finding.status == Status::Pass);
        }
    }
    bars.into_values().collect()
}
