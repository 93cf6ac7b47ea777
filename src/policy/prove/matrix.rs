//! The answers as a table: a row for each request, a column for each who asks.

use super::{Asker, Deciding, Expected, Proof};
use crate::policy::evaluate::Outcome;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What is wanted.
    pub expected: Expected,
    /// What the evaluator says.
    pub got: Outcome,
    /// The statements that decided.
    pub deciding: Vec<Deciding>,
}

impl Cell {
    /// Whether the answer is the one wanted.
    pub fn holds(&self) -> bool {
        (self.got == Outcome::Allowed) == (self.expected == Expected::Allowed)
    }
}

/// One request, whoever makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is asked, in words.
    pub title: &'static str,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The answer for each column; `None` where it is not asked.
    pub cells: Vec<Option<Cell>>,
}

/// The whole table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// Who asks, in the order of their first question.
    pub columns: Vec<Asker>,
    /// What is asked, in the order of the questions.
    pub rows: Vec<Row>,
}

impl Matrix {
    /// The table of these answers. Of two answers to one question of one asker
    /// (a repository twice in the workload) the one that does not hold stands.
    pub fn of(proofs: &[Proof]) -> Self {
        let mut columns: Vec<Asker> = Vec::new();
        for proof in proofs {
            if !columns.contains(&proof.asker) {
                columns.push(proof.asker.clone());
            }
        }
        let mut matrix = Self {
            columns,
            rows: Vec::new(),
        };
        for proof in proofs {
            matrix.put(proof);
        }
        matrix
    }

    fn put(&mut self, proof: &Proof) {
        let (action, resource) = (&proof.request.action, &proof.request.resource);
        let found = self
            .rows
            .iter()
            .position(|r| r.title == proof.title && r.action == *action && r.resource == *resource);
        let at = found.unwrap_or_else(|| {
            self.rows.push(Row {
                title: proof.title,
                action: action.clone(),
                resource: resource.clone(),
                cells: vec![None; self.columns.len()],
            });
            self.rows.len() - 1
        });
        let column = self.columns.iter().position(|c| *c == proof.asker);
        if let Some(cell) = column.and_then(|column| self.rows[at].cells.get_mut(column))
            && cell.as_ref().is_none_or(Cell::holds)
        {
            *cell = Some(Cell {
                expected: proof.expected,
                got: proof.decision.result,
                deciding: proof.deciding.clone(),
            });
        }
    }

    /// The answers that are not the ones wanted, with row and column.
    pub fn broken(&self) -> impl Iterator<Item = (&Row, &Asker, &Cell)> {
        self.rows.iter().flat_map(|row| {
            row.cells
                .iter()
                .zip(&self.columns)
                .filter_map(move |(cell, column)| Some((row, column, cell.as_ref().filter(|c| !c.holds())?)))
        })
    }

    /// How many questions were answered.
    pub fn answered(&self) -> usize {
        self.rows
            .iter()
            .map(|row| row.cells.iter().flatten().count())
            .sum()
    }
}
