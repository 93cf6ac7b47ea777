//! Stacks as the Stacks tab lists them.

use super::table::{Row, RowId};
use super::tabs::{Facts, Item, Tab, Tone};
use crate::inventory::Timestamp;
use crate::posture::Report;
use std::collections::HashSet;

/// One stack, read from its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackRow {
    /// The stack's name.
    pub name: String,
    /// Glyph and word of where it stands.
    pub state: String,
    /// What that means.
    pub tone: Tone,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub steps: usize,
    /// When it last changed.
    pub changed: Option<Timestamp>,
    /// The account it is in.
    pub account: String,
    /// The Region it is in.
    pub region: String,
}

impl StackRow {
    /// The row of the table.
    pub fn row(&self) -> Row {
        let none = HashSet::new();
        let report = Report::default();
        let facts = Facts {
            report: &report,
            scanned: &none,
            now: Timestamp::default(),
        };
        let columns = Tab::Stacks.columns();
        let cells: Vec<_> = columns
            .iter()
            .map(|c| (c.value)(Item::Stack(self), &facts))
            .collect();
        Row::new(RowId::Stack(self.name.clone()), &cells, &[""])
    }
}
