//! A framework's requirements, with what the findings say of each: requirement
//! → checks → resources → the share that passes, and what no check can say.
//!
//! Checks that a published mapping names though they are hardly about the
//! requirement do not count. A requirement is met only when something was
//! asked and everything passed: unknown is never pass, and "nothing to ask
//! about" is said as that.

use super::checks;
use super::finding::{Finding, Status};
use super::frameworks::{Clause, Framework};
use super::report::Tally;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};

/// How a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A check fails.
    NotMet,
    /// No check fails, and one could not be decided.
    Unknown,
    /// Checks exist; the account has nothing that they concern.
    NothingToAsk,
    /// No check bears on it: a person has to say.
    ByHand,
    /// Everything that was asked passes.
    Met,
}

impl Standing {
    /// In words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotMet => "not met",
            Self::Unknown => "unknown",
            Self::NothingToAsk => "nothing to ask",
            Self::ByHand => "by hand",
            Self::Met => "met",
        }
    }
}

/// What one check said for a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The check.
    pub check: &'static str,
    /// This project mapped it: a person must confirm it.
    pub own: bool,
    /// Its verdicts, a resource each.
    pub tally: Tally,
    /// The findings that do not pass, as places in the findings given.
    #[serde(skip)]
    pub open: Vec<usize>,
}

/// One requirement with what was found.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The requirement.
    pub clause: &'static Clause,
    /// How it stands.
    pub standing: Standing,
    /// Its checks, those that fail first.
    pub answers: Vec<Answer>,
    /// All their verdicts.
    pub tally: Tally,
}

impl Requirement {
    /// What it asks for; where the framework's file has no title of its own,
    /// that of its first check.
    pub fn title(&self) -> &str {
        if !self.clause.title.is_empty() {
            return &self.clause.title;
        }
        let first = self.clause.counted().next();
        first
            .and_then(|(id, _)| checks::find(id))
            .map_or("", |check| check.title)
    }

    /// The share of its verdicts that pass, in percent, rounded down; `None`
    /// when nothing was asked.
    pub fn percent(&self) -> Option<usize> {
        (self.tally.pass * 100).checked_div(self.tally.all())
    }
}

impl Serialize for Requirement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Requirement", 7)?;
        out.serialize_field("id", &self.clause.id)?;
        out.serialize_field("title", self.title())?;
        out.serialize_field("standing", &self.standing)?;
        out.serialize_field("verdicts", &self.tally)?;
        out.serialize_field("pass_percent", &self.percent())?;
        out.serialize_field("checks", &self.answers)?;
        out.serialize_field("by_hand", &self.clause.by_hand)?;
        out.end()
    }
}

/// A framework with what was found.
#[derive(Clone, Debug, Serialize)]
pub struct Compliance {
    /// The framework.
    pub framework: Framework,
    /// Its full title.
    pub title: &'static str,
    /// The version that the ids belong to.
    pub version: &'static str,
    /// Its requirements, in its own order.
    pub requirements: Vec<Requirement>,
}

impl Compliance {
    /// How many requirements stand in each way.
    pub fn standings(&self) -> BTreeMap<Standing, usize> {
        let mut counts = BTreeMap::new();
        for requirement in &self.requirements {
            *counts.entry(requirement.standing).or_default() += 1;
        }
        counts
    }

    /// Of the requirements that checks decided, the share that is met, in
    /// percent, rounded down; `None` when none was decided. A requirement with
    /// an undecided check counts as not met.
    pub fn percent(&self) -> Option<usize> {
        let counts = self.standings();
        let of = |standing| counts.get(&standing).copied().unwrap_or(0);
        let met = of(Standing::Met);
        (met * 100).checked_div(met + of(Standing::NotMet) + of(Standing::Unknown))
    }
}

/// What findings say of a framework.
pub fn assess(framework: Framework, findings: &[Finding]) -> Compliance {
    let mut by_check: HashMap<&str, (Tally, Vec<usize>)> = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let (tally, open) = by_check.entry(finding.check.id).or_default();
        tally.add(finding.status);
        if finding.status != Status::Pass {
            open.push(at);
        }
    }
    let standard = framework.standard();
    Compliance {
        framework,
        title: &standard.title,
        version: &standard.version,
        requirements: standard
            .clauses
            .iter()
            .map(|clause| stand(clause, &by_check))
            .collect(),
    }
}

fn stand(clause: &'static Clause, by_check: &HashMap<&str, (Tally, Vec<usize>)>) -> Requirement {
    let mut answers: Vec<Answer> = clause
        .counted()
        .filter_map(|(id, own)| {
            let check = checks::find(id)?.id;
            let (tally, open) = by_check.get(check).cloned().unwrap_or_default();
            Some(Answer {
                check,
                own,
                tally,
                open,
            })
        })
        .collect();
    let mut tally = Tally::default();
    for answer in &answers {
        tally.pass += answer.tally.pass;
        tally.fail += answer.tally.fail;
        tally.unknown += answer.tally.unknown;
    }
    answers.sort_by_key(|a| (std::cmp::Reverse((a.tally.fail, a.tally.unknown)), a.own));
    let standing = match tally {
        _ if answers.is_empty() => Standing::ByHand,
        Tally { fail: 1.., .. } => Standing::NotMet,
        Tally { unknown: 1.., .. } => Standing::Unknown,
        Tally { pass: 1.., .. } => Standing::Met,
        Tally { .. } => Standing::NothingToAsk,
    };
    Requirement {
        clause,
        standing,
        answers,
        tally,
    }
}
