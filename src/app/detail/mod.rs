//! The detail pane: one thing in full, in sections.
//!
//! - [`compliance`]: how the account stands to the frameworks
//! - [`fields`]: every field that was read, with the gaps in their places
//! - [`findings`]: what the checks say: evidence, why, fix, frameworks
//! - [`json`]: the resource as it was read

mod causes;
mod compliance;
mod fields;
mod findings;
mod json;
mod relations;

use super::digest::Digest;
use super::stacks::StackRow;
use super::table::RowId;
use super::tabs::Tone;
use crate::inventory::Inventory;

/// A section of the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Every field that was read.
    Fields,
    /// What the checks say, and on what evidence.
    Findings,
    /// What it uses and what uses it.
    Relations,
    /// The resource as it was read.
    Json,
    /// How the account stands to a framework.
    Compliance,
    /// Why findings fail.
    Causes,
}

impl Section {
    /// The sections that a thing has, in order.
    pub fn of(id: &RowId) -> &'static [Section] {
        match id {
            RowId::Frameworks | RowId::Framework(_) | RowId::Requirement(..) => &[Self::Compliance],
            RowId::RootCauses | RowId::RootCause(_) => &[Self::Causes],
            _ => &[Self::Fields, Self::Findings, Self::Relations, Self::Json],
        }
    }

    /// The section that a thing is opened with.
    pub fn first(id: &RowId) -> Section {
        match id {
            RowId::Finding(..) => Self::Findings,
            _ => Self::of(id)[0],
        }
    }

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fields => "Fields",
            Self::Findings => "Findings",
            Self::Relations => "Relations",
            Self::Json => "JSON",
            Self::Compliance => "Compliance",
            Self::Causes => "Root causes",
        }
    }
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text, sanitised.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

/// One line, already broken to the width of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The pieces.
    pub spans: Vec<Span>,
    /// Where Enter leads.
    pub target: Option<RowId>,
}

impl Line {
    /// A line of one piece.
    pub(super) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self::default().and(text, tone)
    }

    /// The line with another piece at its end.
    #[must_use]
    pub(super) fn and(mut self, text: impl Into<String>, tone: Tone) -> Self {
        self.spans.push(Span {
            text: text.into(),
            tone,
        });
        self
    }

    /// Puts a character at the end.
    fn push(&mut self, c: char, tone: Tone) {
        match self.spans.last_mut() {
            Some(last) if last.tone == tone => last.text.push(c),
            _ => self.spans.push(Span {
                text: c.to_string(),
                tone,
            }),
        }
    }

    /// The line with a place to go.
    #[must_use]
    pub(super) fn to(mut self, target: RowId) -> Self {
        self.target = Some(target);
        self
    }

    /// The text without its meaning.
    pub fn text(&self) -> String {
        self.spans.iter().map(|s| s.text.as_str()).collect()
    }
}

/// The pane.
#[derive(Clone, Debug)]
pub struct Detail {
    /// What is shown.
    pub id: RowId,
    /// Which part of it.
    pub section: Section,
    /// The part's lines.
    pub lines: Vec<Line>,
    /// The line that the cursor is on.
    pub cursor: usize,
    /// The first visible line.
    pub offset: usize,
    /// What is searched for.
    pub search: String,
    /// Where one came from, to go back to.
    pub trail: Vec<(RowId, Section, usize)>,
}

/// What the pane reads.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// What exists.
    pub inventory: &'a Inventory,
    /// What was worked out from it.
    pub digest: &'a Digest,
    /// The stacks, from their journals.
    pub stacks: &'a [StackRow],
    /// Columns of the screen.
    pub width: u16,
}

impl Detail {
    /// Opens the pane on a thing.
    pub fn open(id: RowId, section: Section, sources: Sources<'_>) -> Self {
        let mut detail = Self {
            id,
            section,
            lines: Vec::new(),
            cursor: 0,
            offset: 0,
            search: String::new(),
            trail: Vec::new(),
        };
        detail.rebuild(sources);
        detail
    }

    /// Makes the lines anew, after a change of data, section or width.
    pub fn rebuild(&mut self, sources: Sources<'_>) {
        let lines = match self.section {
            Section::Fields => fields::lines(&self.id, sources),
            Section::Findings => findings::lines(&self.id, sources),
            Section::Relations => relations::lines(&self.id, sources),
            Section::Json => json::lines(&self.id, sources),
            Section::Compliance => compliance::lines(&self.id, sources),
            Section::Causes => causes::lines(&self.id, sources),
        };
        let width = usize::from(sources.width).saturating_sub(2);
        self.lines = lines.into_iter().flat_map(|l| wrap(l, width)).collect();
        self.cursor = self.cursor.min(self.lines.len().saturating_sub(1));
    }

    /// Shows another section, `by` steps on.
    pub fn turn(&mut self, by: isize, sources: Sources<'_>) {
        let sections = Section::of(&self.id);
        let at = sections.iter().position(|s| *s == self.section).unwrap_or(0);
        let next = (at + sections.len()).saturating_add_signed(by) % sections.len();
        self.show(sections[next], sources);
    }

    /// Shows a section from its top.
    pub fn show(&mut self, section: Section, sources: Sources<'_>) {
        self.section = section;
        self.cursor = 0;
        self.offset = 0;
        self.rebuild(sources);
    }

    /// Goes to another thing, remembering this one.
    pub fn follow(&mut self, id: RowId, sources: Sources<'_>) {
        let here = std::mem::replace(&mut self.id, id);
        self.trail.push((here, self.section, self.cursor));
        self.search.clear();
        self.show(Section::first(&self.id), sources);
    }

    /// Goes back to the thing before; says whether there was one.
    pub fn back(&mut self, sources: Sources<'_>, page: usize) -> bool {
        let Some((id, section, cursor)) = self.trail.pop() else {
            return false;
        };
        self.id = id;
        self.show(section, sources);
        self.select(cursor, page);
        true
    }

    /// Moves the cursor by lines.
    pub fn step(&mut self, lines: isize, page: usize) {
        self.select(self.cursor.saturating_add_signed(lines), page);
    }

    /// Puts the cursor on a line and keeps it in sight.
    pub fn select(&mut self, line: usize, page: usize) {
        self.cursor = line.min(self.lines.len().saturating_sub(1));
        let lowest = self.cursor.saturating_sub(page.max(1) - 1);
        self.offset = self.offset.clamp(lowest, self.cursor);
    }

    /// Whether a line matches the search.
    pub fn is_match(&self, line: &Line) -> bool {
        !self.search.is_empty() && line.text().to_lowercase().contains(&self.search.to_lowercase())
    }

    /// Goes to the next (or previous) match, round the end; says whether
    /// there is one.
    pub fn find(&mut self, forward: bool, from_here: bool, page: usize) -> bool {
        let count = self.lines.len();
        let first = usize::from(!from_here);
        let found = (first..count + first)
            .map(|step| {
                if forward {
                    (self.cursor + step) % count
                } else {
                    (self.cursor + count - step % count) % count
                }
            })
            .find(|at| self.is_match(&self.lines[*at]));
        if let Some(at) = found {
            self.select(at, page);
        }
        found.is_some()
    }
}

/// The widest label that what follows a break is put under.
const LABEL: usize = 32;

/// Breaks a line at the width, between words where it can; what follows stands
/// under the beginning of the value.
pub(super) fn wrap(line: Line, width: usize) -> Vec<Line> {
    let width = width.max(20);
    let length: usize = line.spans.iter().map(|s| cells(&s.text)).sum();
    if length <= width {
        return vec![line];
    }
    let label = line.spans.first().map_or(0, |s| cells(&s.text));
    let fits = line.spans.len() > 1 && label <= LABEL.min(width / 2);
    let indent = if fits { label } else { 4 };
    let mut out = vec![Line::default()];
    let mut used = 0;
    for span in line.spans {
        for word in span.text.split_inclusive([' ', ',', '/']) {
            if used > indent && used + cells(word.trim_end()) > width {
                out.push(Line::new(" ".repeat(indent), Tone::Plain));
                used = indent;
            }
            for c in word.chars() {
                let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
                // A word that is longer than a line is cut.
                if used + wide > width && c != ' ' {
                    out.push(Line::new(" ".repeat(indent), Tone::Plain));
                    used = indent;
                }
                if let Some(last) = out.last_mut() {
                    last.push(c, span.tone);
                }
                used += wide;
            }
        }
    }
    for part in &mut out {
        part.target.clone_from(&line.target);
    }
    out
}

fn cells(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}
