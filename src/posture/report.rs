//! The findings of an inventory, counted and scored.

use super::check::Reads;
use super::engine::Changes;
use super::finding::{Finding, Status, Subject};
use super::severity::Severity;
use super::stakes::Stakes;
use crate::inventory::Arn;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Every finding of an inventory with what they amount to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Sorted by resource ARN, then by check id.
    pub findings: Vec<Finding>,
    /// 0 to 100: of the weight of all findings, the part that passes, rounded
    /// down: `100 × Σ weight(PASS) / Σ weight(PASS, FAIL, UNKNOWN)` with
    /// [`Severity::weight`] (critical 20, high 8, medium 3, low 1). Unknown is
    /// never pass, so a gap lowers it; 0 when nothing was checked.
    pub score: u8,
    /// 0.0 to 1.0: findings that were decided, `(PASS + FAIL) / all`; 0 when
    /// nothing was checked.
    pub coverage: f64,
    /// The findings counted.
    pub counts: Counts,
    /// What data is at stake with the resources; each finding has its level.
    #[serde(skip)]
    pub stakes: Arc<Stakes>,
}

/// Findings by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// As wanted.
    pub pass: usize,
    /// Not as wanted.
    pub fail: usize,
    /// Cannot be said.
    pub unknown: usize,
}

/// Findings by status and severity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of them.
    #[serde(flatten)]
    pub total: Tally,
    /// By the severity of the finding.
    pub by_severity: BTreeMap<Severity, Tally>,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, status: Status) {
        match status {
            Status::Pass => self.pass += 1,
            Status::Fail => self.fail += 1,
            Status::Unknown => self.unknown += 1,
        }
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.pass + self.fail + self.unknown
    }
}

/// Findings counted as they are made, by severity.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tallies([Tally; 5]);

impl Tallies {
    pub(super) fn one(&mut self, finding: &Finding) {
        self.0[finding.severity() as usize].add(finding.status);
    }

    pub(super) fn extend(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.one(finding);
        }
    }

    pub(super) fn add(&mut self, others: &Self) {
        for (tally, other) in self.0.iter_mut().zip(others.0) {
            tally.pass += other.pass;
            tally.fail += other.fail;
            tally.unknown += other.unknown;
        }
    }
}

impl Counts {
    fn of(tallies: Tallies) -> Self {
        let mut counts = Self::default();
        for severity in Severity::ALL {
            let tally = tallies.0[severity as usize];
            counts.total.pass += tally.pass;
            counts.total.fail += tally.fail;
            counts.total.unknown += tally.unknown;
            counts.by_severity.insert(severity, tally);
        }
        counts
    }

    /// The findings of one severity.
    pub fn severity(&self, severity: Severity) -> Tally {
        self.by_severity.get(&severity).copied().unwrap_or_default()
    }

    fn score(&self) -> u8 {
        let weigh = |count: fn(&Tally) -> usize| -> u64 {
            self.by_severity
                .iter()
                .map(|(severity, tally)| severity.weight() * count(tally) as u64)
                .sum()
        };
        let passed = weigh(|t| t.pass);
        let all = weigh(|t| t.all());
        let score = (passed * 100).checked_div(all).unwrap_or(0);
        u8::try_from(score).unwrap_or(100)
    }

    fn coverage(&self) -> f64 {
        let decided = self.total.pass + self.total.fail;
        let all = self.total.all();
        if all == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of findings are far below 2^52")]
        let coverage = decided as f64 / all as f64;
        coverage
    }
}

impl Report {
    /// Counts and scores findings.
    pub fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| a.key().cmp(&b.key()));
        Self::of_sorted(findings)
    }

    /// Counts and scores findings that are in order already.
    pub(super) fn of_sorted(findings: Vec<Finding>) -> Self {
        let mut tallies = Tallies::default();
        tallies.extend(&findings);
        Self::counted(findings, tallies)
    }

    /// Scores findings that are in order and counted already.
    pub(super) fn counted(findings: Vec<Finding>, tallies: Tallies) -> Self {
        debug_assert!(findings.is_sorted_by(|a, b| a.key() <= b.key()));
        let counts = Counts::of(tallies);
        Self {
            score: counts.score(),
            coverage: counts.coverage(),
            counts,
            findings,
            stakes: Arc::default(),
        }
    }

    /// Puts the findings of a re-evaluation in the place of the older ones of
    /// the same resources and checks; outcomes that did not change keep the
    /// time at which they were first seen.
    #[must_use]
    pub fn merged(mut self, changes: Changes) -> Self {
        let touched = self.places_of(changes.touched);
        let mut older = Vec::new();
        let mut at = 0;
        self.findings.retain(|finding| {
            let stays = !is_wide(finding) && !touched.contains(&at);
            at += 1;
            if !stays {
                older.push(finding.clone());
            }
            stays
        });
        let mut newer = changes.findings;
        newer.sort_by(|a, b| a.key().cmp(&b.key()));
        keep_first_seen(&older, &mut newer);
        let mut findings = woven(vec![self.findings], newer);
        for arn in changes.stakes.changed(&self.stakes) {
            let level = changes.stakes.level(&arn);
            let start = findings.partition_point(|f| *f.resource() < arn);
            let about = findings[start..].iter_mut();
            about
                .take_while(|f| *f.resource() == arn)
                .for_each(|f| f.stake = level);
        }
        Self {
            stakes: changes.stakes,
            ..Self::of_sorted(findings)
        }
    }

    /// Where the findings about some resources stand.
    fn places_of(&self, resources: Vec<Arn>) -> HashSet<usize> {
        let mut places = HashSet::new();
        for arn in resources {
            let start = self.findings.partition_point(|f| *f.resource() < arn);
            places.extend(start..start + self.of_resource(&arn).len());
        }
        places
    }

    /// Takes over, from an older report, the times at which outcomes that did
    /// not change were first seen.
    pub fn keep_first_seen(&mut self, older: &Self) {
        keep_first_seen(&older.findings, &mut self.findings);
    }

    /// The findings about one resource.
    pub fn of_resource(&self, arn: &Arn) -> &[Finding] {
        let start = self.findings.partition_point(|f| f.resource() < arn);
        let count = self.findings[start..].partition_point(|f| f.resource() == arn);
        &self.findings[start..start + count]
    }

    /// The worst severity among the failing findings about one resource.
    pub fn worst(&self, arn: &Arn) -> Option<Severity> {
        self.of_resource(arn)
            .iter()
            .filter(|f| f.status == Status::Fail)
            .map(Finding::severity)
            .max()
    }
}

/// Whether a finding may change with any change of the inventory.
fn is_wide(finding: &Finding) -> bool {
    matches!(finding.subject, Subject::Scope(_)) || finding.check.reads == Reads::Inventory
}

/// Gives findings the times at which the same outcomes were seen before; both
/// lists are in order.
fn keep_first_seen(older: &[Finding], newer: &mut [Finding]) {
    let mut before = older.iter().peekable();
    for finding in newer {
        while let Some(old) = before.peek() {
            match old.key().cmp(&finding.key()) {
                Ordering::Less => {
                    before.next();
                }
                Ordering::Equal => {
                    if old.status == finding.status {
                        finding.first_seen = old.first_seen;
                    }
                    break;
                }
                Ordering::Greater => break,
            }
        }
    }
}

/// One list of many parts that follow each other and a few findings that
/// belong between. Most findings are moved whole: the place of each of the few
/// is searched for, which spares a look at every resource.
pub(super) fn woven(parts: Vec<Vec<Finding>>, few: Vec<Finding>) -> Vec<Finding> {
    let many: usize = parts.iter().map(Vec::len).sum();
    let mut out = Vec::with_capacity(many + few.len());
    let mut few = few.into_iter().peekable();
    for mut part in parts {
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(one) = few.next_if(|one| part.last().is_some_and(|last| one.key() < last.key())) {
            from += leap(&part[from..], &one);
            places.push((from, one));
        }
        if places.is_empty() {
            out.append(&mut part);
            continue;
        }
        let mut rest = part.into_iter();
        let mut taken = 0;
        for (place, one) in places {
            out.extend(rest.by_ref().take(place - taken));
            taken = place;
            out.push(one);
        }
        out.extend(rest);
    }
    out.extend(few);
    out
}

/// How many of the findings come before one: in steps that double, then by
/// halves.
fn leap(findings: &[Finding], one: &Finding) -> usize {
    let before = |f: &Finding| f.key() < one.key();
    let mut step = 1;
    while step < findings.len() && before(&findings[step]) {
        step *= 2;
    }
    let end = findings.len().min(step + 1);
    findings[..end].partition_point(before)
}
