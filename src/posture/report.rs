//! The findings of an inventory, counted and scored.

use super::check::Reads;
use super::engine::Changes;
use super::finding::{Finding, Status, Subject};
use super::severity::Severity;
use crate::inventory::Arn;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// By the severity of the check.
    pub by_severity: BTreeMap<Severity, Tally>,
}

impl Tally {
    fn add(&mut self, status: Status) {
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

impl Counts {
    fn of(findings: &[Finding]) -> Self {
        let mut tallies = [Tally::default(); 5];
        for finding in findings {
            tallies[finding.severity() as usize].add(finding.status);
        }
        let mut counts = Self::default();
        for severity in Severity::ALL {
            let tally = tallies[severity as usize];
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
        if !findings.is_sorted_by(|a, b| a.key() <= b.key()) {
            findings.sort_by(|a, b| a.key().cmp(&b.key()));
        }
        let counts = Counts::of(&findings);
        Self {
            score: counts.score(),
            coverage: counts.coverage(),
            counts,
            findings,
        }
    }

    /// Puts the findings of a re-evaluation in the place of the older ones of
    /// the same resources and checks; outcomes that did not change keep the
    /// time at which they were first seen.
    #[must_use]
    pub fn merged(mut self, changes: Changes) -> Self {
        let touched: BTreeSet<&str> = changes.touched.iter().map(Arn::as_str).collect();
        let mut older = Vec::new();
        self.findings.retain(|finding| {
            let stays = !is_replaced(finding, &touched);
            if !stays {
                older.push((
                    (finding.resource().clone(), finding.check.id),
                    finding.status,
                    finding.first_seen,
                ));
            }
            stays
        });
        let older: HashMap<_, _> = older
            .into_iter()
            .map(|(key, status, at)| (key, (status, at)))
            .collect();
        let newer = changes.findings.into_iter().map(|mut finding| {
            if let Some((status, at)) = older.get(&(finding.resource().clone(), finding.check.id))
                && *status == finding.status
            {
                finding.first_seen = *at;
            }
            finding
        });
        self.findings.extend(newer);
        Self::new(self.findings)
    }

    /// Takes over, from an older report, the times at which outcomes that did
    /// not change were first seen.
    pub fn keep_first_seen(&mut self, older: &Self) {
        let mut before = older.findings.iter().peekable();
        for finding in &mut self.findings {
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

fn is_replaced(finding: &Finding, touched: &BTreeSet<&str>) -> bool {
    matches!(finding.subject, Subject::Scope(_))
        || finding.check.reads == Reads::Inventory
        || touched.contains(finding.resource().as_str())
}
