//! What a set of policies answers to every question that was put to it: a row
//! for each question, what was wanted, what came, and what decided.
//!
//! The questions are put off the loop: there are a hundred of them.

use crate::app::action::Action;
use crate::app::remote::Remote;
use crate::app::sanitise;
use crate::inventory::AccountId;
use crate::policy::evaluate::Outcome;
use crate::policy::prove::{Asker, Cell, Expected, Matrix};
use crate::stack::Blueprint;
use crate::stack::proof;

/// The work.
#[derive(Clone, Debug, PartialEq)]
pub struct ProveJob {
    /// The answers, with the policies that were written by hand.
    pub blueprint: Blueprint,
    /// The account that they are for.
    pub account: AccountId,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proved {
    /// What was asked.
    pub job: ProveJob,
    /// The table, or why there is none.
    pub table: Result<Table, String>,
}

/// Every answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// By groups; what does not hold comes first in each.
    pub rows: Vec<Row>,
}

/// Why a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The workload needs it.
    Required,
    /// Nobody may.
    Forbidden,
    /// Others than the workload need it: the operator, log delivery, Macie.
    NeededByOthers,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Why it is asked.
    pub group: Group,
    /// What is asked, in words.
    pub title: String,
    /// Who asks.
    pub asker: String,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// What is wanted.
    pub wanted: &'static str,
    /// What came.
    pub got: &'static str,
    /// Whether it is the one wanted.
    pub holds: bool,
    /// What would put it right, where that is known.
    pub remedy: Option<&'static str>,
    /// What decided: policy and statement, and what it did.
    pub deciding: Vec<(String, String)>,
}

/// Said where the policies speak of the operator and there is none.
const NAME_THE_OPERATOR: &str = "The stack has no administrator of its own, so every one of the account is: choose one on the page Identities.";

/// The table on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Pane {
    /// What was asked.
    pub job: ProveJob,
    /// The answers.
    pub table: Remote<Table>,
    /// The row that is told in full.
    pub selected: usize,
    /// The first visible line; a group's heading is a line.
    pub offset: usize,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'t> {
    /// The heading of a group: how many of how many hold.
    Heading(Group, usize, usize),
    /// A row, by its position.
    Row(usize, &'t Row),
}

impl ProveJob {
    /// Does the work.
    pub fn run(self) -> Proved {
        let is_named = self.blueprint.identities.operator.is_some();
        let table = proof::proofs(&self.blueprint, &self.account)
            .map(|proofs| Table::of(&Matrix::of(&proofs), is_named))
            .map_err(|error| sanitise::cell(&error.to_string()));
        Proved { job: self, table }
    }
}

impl Group {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Required => "What the workload needs",
            Self::Forbidden => "What nobody may",
            Self::NeededByOthers => "What others need: operator, key admin, log delivery, Macie",
        }
    }

    fn of(asker: &Asker, expected: Expected) -> Self {
        match (expected, asker) {
            (Expected::Denied, _) => Self::Forbidden,
            (Expected::Allowed, Asker::ExecutionRole | Asker::Persona(_)) => Self::Required,
            // The role is taken up by SageMaker: that too is the workload's.
            (Expected::Allowed, Asker::Service(name)) if name == "sagemaker.amazonaws.com" => Self::Required,
            (Expected::Allowed, _) => Self::NeededByOthers,
        }
    }
}

impl Table {
    /// The table of a matrix; where no operator is named, every administrator
    /// of the account stands in for one.
    pub fn of(matrix: &Matrix, operator_is_named: bool) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for from in &matrix.rows {
            for (cell, asker) in from.cells.iter().zip(&matrix.columns) {
                let Some(cell) = cell else { continue };
                let by_operators = cell
                    .deciding
                    .iter()
                    .any(|by| by.sid.as_deref().is_some_and(|sid| sid.starts_with("Operator")));
                let unnamed = !cell.holds() && by_operators && !operator_is_named;
                rows.push(Row {
                    remedy: unnamed.then_some(NAME_THE_OPERATOR),
                    group: Group::of(asker, cell.expected),
                    title: from.title.to_owned(),
                    asker: sanitise::cell(&asker.label()),
                    action: sanitise::cell(&from.action),
                    resource: sanitise::cell(&from.resource),
                    wanted: cell.expected.word(),
                    got: match cell.got {
                        Outcome::Allowed => "allowed",
                        Outcome::ExplicitlyDenied => "denied",
                        Outcome::ImplicitlyDenied => "no grant",
                    },
                    holds: cell.holds(),
                    deciding: deciding(cell),
                });
            }
        }
        rows.sort_by_key(|row| (row.group, row.holds));
        Self { rows }
    }

    /// How many answers are not the ones wanted.
    pub fn broken(&self) -> usize {
        self.rows.iter().filter(|r| !r.holds).count()
    }

    /// Headings and rows, line by line.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let mut out = Vec::new();
        let mut group = None;
        for (at, row) in self.rows.iter().enumerate() {
            if group != Some(row.group) {
                group = Some(row.group);
                let of = || self.rows.iter().filter(|r| r.group == row.group);
                out.push(Entry::Heading(
                    row.group,
                    of().filter(|r| r.holds).count(),
                    of().count(),
                ));
            }
            out.push(Entry::Row(at, row));
        }
        out
    }
}

fn deciding(cell: &Cell) -> Vec<(String, String)> {
    cell.deciding
        .iter()
        .map(|by| {
            let policy = proof::name_in_blueprint(&by.policy);
            let place = match &by.sid {
                Some(sid) => format!("{policy}/{sid}"),
                None => policy,
            };
            (sanitise::cell(&place), sanitise::cell(&by.why))
        })
        .collect()
}

impl Pane {
    /// A pane that waits for its answers.
    pub fn new(job: ProveJob, now: crate::inventory::Timestamp) -> Self {
        Self {
            job,
            table: Remote::Loading {
                since: now,
                stale: None,
            },
            selected: 0,
            offset: 0,
        }
    }

    /// Takes answers, if they are to these questions.
    pub fn take(&mut self, proved: &Proved) {
        if proved.job == self.job {
            self.table = match &proved.table {
                Ok(table) => Remote::Ready(table.clone()),
                Err(reason) => Remote::Failed {
                    reason: reason.clone(),
                    stale: None,
                },
            };
        }
    }

    /// The row that is told in full.
    pub fn row(&self) -> Option<&Row> {
        self.table.value()?.rows.get(self.selected)
    }

    /// Moves the choice; `page` lines are visible.
    pub fn act(&mut self, action: Action, page: usize) {
        let Some(table) = self.table.value() else { return };
        let last = table.rows.len().saturating_sub(1);
        let at = self.selected;
        let next_broken = |forward: bool| {
            let broken = |at: &usize| !table.rows[*at].holds;
            let found = if forward {
                (at + 1..=last).find(broken)
            } else {
                (0..at).rfind(broken)
            };
            found.unwrap_or(at)
        };
        let selected = match action {
            Action::Down => at + 1,
            Action::Up => at.saturating_sub(1),
            Action::PageDown => at + page,
            Action::PageUp => at.saturating_sub(page),
            Action::First => 0,
            Action::Last => last,
            Action::NextIssue => next_broken(true),
            Action::PreviousIssue => next_broken(false),
            _ => at,
        }
        .min(last);
        let line = table
            .entries()
            .iter()
            .position(|e| matches!(e, Entry::Row(row, _) if *row == selected))
            .unwrap_or(0);
        self.selected = selected;
        let lowest = line.saturating_sub(page.max(1) - 1);
        // The heading above a group's first row is kept in sight with it.
        let highest = line.saturating_sub(1).max(lowest);
        self.offset = self.offset.clamp(lowest, highest);
    }
}
