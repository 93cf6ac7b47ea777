//! Tables: rows made once per change of data, an index made once per change
//! of filter, order or data, and a window over it. Nothing is done per frame.

use super::filter::Filter;
use super::sanitise;
use super::tabs::{Cell, Column, Order, Tone};
use crate::inventory::Arn;
use crate::posture::Framework;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Between the cells of a row's text; cannot occur in sanitised text.
pub const SEPARATOR: char = '\u{1f}';

/// Rows beyond this are filtered and sorted off the loop.
pub const INLINE_ROWS: usize = 20_000;

/// What a row stands for; stays the same when the data is read again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowId {
    /// A resource.
    Resource(Arn),
    /// A finding: check id and resource.
    Finding(&'static str, Arn),
    /// Something that could not be read: operation and Region.
    Gap(String, String),
    /// A stack by its name.
    Stack(String),
    /// The frameworks.
    Frameworks,
    /// One framework.
    Framework(Framework),
    /// One of a framework's requirements, by its place.
    Requirement(Framework, usize),
    /// The root causes of what fails.
    RootCauses,
    /// One root cause, by its key.
    RootCause(Box<str>),
}

impl RowId {
    /// The ARN, where there is one.
    pub fn arn(&self) -> Option<&Arn> {
        match self {
            Self::Resource(arn) | Self::Finding(_, arn) => Some(arn),
            _ => None,
        }
    }
}

/// One row: sanitised cells in one text, with their tones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub id: RowId,
    text: Box<str>,
    tones: Box<[Tone]>,
}

impl Row {
    /// Makes a row of cells and of hidden texts (tags) that only filters look
    /// at. Everything passes the gate of [`sanitise`].
    pub fn new(id: RowId, cells: &[Cell], hidden: &[&str]) -> Self {
        let mut text = String::new();
        for (at, part) in cells
            .iter()
            .map(|c| c.text.as_str())
            .chain(hidden.iter().copied())
            .enumerate()
        {
            if at > 0 {
                text.push(SEPARATOR);
            }
            sanitise::clean_into(&mut text, part, sanitise::CELL_LIMIT);
        }
        Self {
            id,
            text: text.into_boxed_str(),
            tones: cells.iter().map(|c| c.tone).collect(),
        }
    }

    /// All the text, hidden parts included, cells separated by [`SEPARATOR`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The ARN as AWS gave it, for filters only.
    pub(super) fn arn(&self) -> &str {
        self.id.arn().map_or("", Arn::as_str)
    }

    /// The text of one cell.
    pub fn cell(&self, at: usize) -> &str {
        self.text.split(SEPARATOR).nth(at).unwrap_or("")
    }

    /// The visible cells with their tones.
    pub fn cells(&self) -> impl Iterator<Item = (&str, Tone)> {
        self.text.split(SEPARATOR).zip(self.tones.iter().copied())
    }

    fn tone(&self, at: usize) -> Tone {
        self.tones.get(at).copied().unwrap_or_default()
    }
}

/// The names of what filters can look at besides the columns, after them.
pub const HIDDEN: [&str; 2] = ["tag", "arn"];

/// Which column a table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The position of the column.
    pub column: usize,
    /// From the last to the first.
    pub reversed: bool,
}

/// The work of filtering and sorting, which can be done anywhere.
#[derive(Clone, Debug)]
pub struct IndexJob {
    /// The rows.
    pub rows: Arc<Vec<Row>>,
    /// The columns.
    pub columns: &'static [Column],
    /// The filter as typed.
    pub filter: String,
    /// The order.
    pub sort: Sort,
}

impl IndexJob {
    /// The positions of the rows that match, in order.
    pub fn run(&self) -> Vec<u32> {
        let mut names: Vec<&str> = self.columns.iter().map(|c| c.name).collect();
        names.extend(HIDDEN);
        let filter = Filter::parse(&self.filter, &names);
        let mut matcher = Filter::matcher();
        let mut buffer = Vec::new();
        let mut index: Vec<u32> = (0u32..)
            .zip(self.rows.iter())
            .filter(|(_, row)| filter.is_empty() || filter.matches(row, &mut matcher, &mut buffer))
            .map(|(at, _)| at)
            .collect();
        self.order(&mut index);
        index
    }

    fn order(&self, index: &mut [u32]) {
        let Some(column) = self.columns.get(self.sort.column) else {
            return;
        };
        let at = self.sort.column;
        let row = |i: u32| &self.rows[i as usize];
        match column.order {
            Order::Text => index.sort_by_cached_key(|i| row(*i).cell(at).to_lowercase()),
            Order::Number => index.sort_by_cached_key(|i| number(row(*i).cell(at))),
            Order::Tone => index.sort_by(|a, b| {
                let (a, b) = (row(*a), row(*b));
                let text = || a.cell(at).cmp(b.cell(at)).reverse();
                a.tone(at).cmp(&b.tone(at)).then_with(text)
            }),
        }
        if self.sort.reversed {
            index.reverse();
        }
    }
}

/// The first number in a text; texts without one come last.
fn number(text: &str) -> u64 {
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(u64::MAX)
}

/// A tab's table: its rows, and the filter, order, selection, marks and
/// scroll that the tab keeps for itself.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns.
    pub columns: &'static [Column],
    /// Every row.
    pub rows: Arc<Vec<Row>>,
    /// Newer rows, not indexed yet: the old ones stay on screen until then.
    pub pending: Option<Arc<Vec<Row>>>,
    /// Positions of the rows that match, in order.
    pub index: Arc<Vec<u32>>,
    /// The filter as typed.
    pub filter: String,
    /// The order.
    pub sort: Sort,
    /// The marked rows.
    pub marks: BTreeSet<RowId>,
    /// The selected position in the index.
    pub selected: usize,
    /// The first visible position in the index.
    pub offset: usize,
    /// Counts the index jobs, so that a late answer is known for what it is.
    pub generation: u64,
    /// The index is out of date.
    pub dirty: bool,
}

impl Table {
    /// An empty table.
    pub fn new(columns: &'static [Column], sort: Sort) -> Self {
        Self {
            columns,
            rows: Arc::default(),
            pending: None,
            index: Arc::default(),
            filter: String::new(),
            sort,
            marks: BTreeSet::new(),
            selected: 0,
            offset: 0,
            generation: 0,
            dirty: false,
        }
    }

    /// The row at a position of the index.
    pub fn row(&self, position: usize) -> Option<&Row> {
        self.rows.get(*self.index.get(position)? as usize)
    }

    /// The selected row.
    pub fn selection(&self) -> Option<&Row> {
        self.row(self.selected)
    }

    /// The visible rows with their positions.
    pub fn window(&self, height: usize) -> impl Iterator<Item = (usize, &Row)> {
        let end = (self.offset + height).min(self.index.len());
        (self.offset.min(end)..end).filter_map(|at| Some((at, self.row(at)?)))
    }

    /// The work that brings the index up to date.
    pub fn job(&mut self) -> IndexJob {
        self.generation += 1;
        self.dirty = false;
        let rows = self.pending.as_ref().unwrap_or(&self.rows);
        IndexJob {
            rows: Arc::clone(rows),
            columns: self.columns,
            filter: self.filter.clone(),
            sort: self.sort,
        }
    }

    /// Takes a finished index; the selection stays on its row, or at the top.
    pub fn take_index(&mut self, rows: &Arc<Vec<Row>>, index: Vec<u32>, keep: Option<&RowId>, page: usize) {
        if self
            .pending
            .as_ref()
            .is_some_and(|newer| Arc::ptr_eq(newer, rows))
        {
            self.pending = None;
        }
        self.rows = Arc::clone(rows);
        self.index = Arc::new(index);
        // At the top it stays at the top: what is worst is seen as it comes.
        if let Some(keep) = keep.filter(|_| self.selected > 0) {
            let found = self
                .index
                .iter()
                .position(|at| self.rows.get(*at as usize).is_some_and(|r| r.id == *keep));
            if let Some(position) = found {
                self.selected = position;
            }
        }
        self.show_selection(page);
    }

    /// Moves the selection by lines, within the table.
    pub fn step(&mut self, lines: isize, page: usize) {
        self.selected = self.selected.saturating_add_signed(lines);
        self.show_selection(page);
    }

    /// Selects a position.
    pub fn select(&mut self, position: usize, page: usize) {
        self.selected = position;
        self.show_selection(page);
    }

    /// Keeps the selection within the table and the window around it.
    pub fn show_selection(&mut self, page: usize) {
        let page = page.max(1);
        self.selected = self.selected.min(self.index.len().saturating_sub(1));
        let lowest = self.selected.saturating_sub(page - 1);
        self.offset = self.offset.clamp(lowest, self.selected);
        self.offset = self.offset.min(self.index.len().saturating_sub(page));
    }

    /// Marks or unmarks the selected row.
    pub fn toggle_mark(&mut self) {
        let Some(id) = self.selection().map(|r| r.id.clone()) else {
            return;
        };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
    }

    /// Sorts by the next column.
    pub fn sort_next(&mut self) {
        self.sort = Sort {
            column: (self.sort.column + 1) % self.columns.len().max(1),
            reversed: false,
        };
        self.dirty = true;
    }
}
