//! The answer as lines: a line for each principal, and a path hop by hop.

use super::choose::moved;
use crate::app::action::Action;
use crate::app::detail::{Line, wrap};
use crate::app::sanitise::cell;
use crate::app::tabs::Tone;
use crate::posture::reach::{Hop, Permission, Rank, Reacher, Who, WhoCan};
use std::sync::Arc;

/// Lines with a cursor.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The lines, broken to the width of the screen.
    pub lines: Vec<Line>,
    /// The line under the cursor.
    pub cursor: usize,
    /// The first visible line.
    pub offset: usize,
}

impl Lines {
    pub(super) fn scroll(&mut self, action: Action, page: usize) {
        let last = self.lines.len().saturating_sub(1);
        self.cursor = moved(self.cursor, action, page).min(last);
        let lowest = self.cursor.saturating_sub(page.max(1) - 1);
        self.offset = self.offset.clamp(lowest, self.cursor);
    }
}

/// An answer on screen.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Who can.
    pub answer: Arc<WhoCan>,
    /// Who can, a line each, then what the answer leaves out.
    pub list: Lines,
    /// A path that is open: whose, and its lines.
    pub path: Option<(usize, Lines)>,
    width: u16,
}

impl Answered {
    pub(super) fn new(answer: Arc<WhoCan>, width: u16) -> Self {
        let mut answered = Self {
            answer,
            list: Lines::default(),
            path: None,
            width,
        };
        answered.refit(width);
        answered
    }

    pub(super) fn refit(&mut self, width: u16) {
        self.width = width;
        self.list.lines = list(&self.answer, width);
        if let Some((at, lines)) = &mut self.path {
            lines.lines = path(&self.answer.principals[*at], width);
        }
        self.scroll(Action::Complete, usize::MAX);
    }

    /// What is on screen.
    pub fn shown(&self) -> &Lines {
        self.path.as_ref().map_or(&self.list, |(_, lines)| lines)
    }

    /// The principal whose path is open.
    pub fn opened(&self) -> Option<&Reacher> {
        let (at, _) = self.path.as_ref()?;
        self.answer.principals.get(*at)
    }

    pub(super) fn open(&mut self) {
        let at = self.list.cursor;
        if self.path.is_none()
            && let Some(reacher) = self.answer.principals.get(at)
        {
            let lines = path(reacher, self.width);
            self.path = Some((
                at,
                Lines {
                    lines,
                    ..Lines::default()
                },
            ));
        }
    }

    /// Closes the path; says whether one was open.
    pub(super) fn close(&mut self) -> bool {
        self.path.take().is_some()
    }

    pub(super) fn scroll(&mut self, action: Action, page: usize) {
        match &mut self.path {
            Some((_, lines)) => lines.scroll(action, page),
            None => self.list.scroll(action, page),
        }
    }

    pub(super) fn principal(&self) -> Option<&str> {
        let at = self.path.as_ref().map_or(self.list.cursor, |(at, _)| *at);
        self.answer.principals.get(at).map(|r| r.principal.as_str())
    }
}

/// The mark and the tone of an answer.
pub(super) fn mark(rank: Rank) -> (&'static str, Tone) {
    match rank {
        Rank::Yes => ("●", Tone::High),
        Rank::If => ("◐", Tone::Medium),
        Rank::CannotTell => ("?", Tone::Unknown),
    }
}

/// Cells of a line for the answer, the kind and the name.
const COLUMNS: (usize, usize, usize) = (12, 16, 26);

fn list(answer: &WhoCan, width: u16) -> Vec<Line> {
    let (word, kind, name) = COLUMNS;
    let mut lines: Vec<Line> = answer
        .principals
        .iter()
        .map(|reacher| {
            let (glyph, tone) = mark(reacher.answer);
            Line::new(format!("{glyph} {:<word$} ", reacher.answer.word()), tone)
                .and(format!("{:<kind$} ", reacher.who.word()), Tone::Dim)
                .and(format!("{:<name$} ", cell(&reacher.name)), Tone::Plain)
                .and(summary(reacher.path.iter()), Tone::Dim)
        })
        .collect();
    if lines.is_empty() {
        lines.push(Line::new("Nobody, of those who were asked.", Tone::Pass));
    }
    let mut notes = answer.caveats.clone();
    if answer.cut {
        notes.insert(
            0,
            format!("Paths of more than {} hops are not followed.", answer.max_hops),
        );
    }
    lines.push(Line::default());
    let width = usize::from(width).saturating_sub(2);
    for note in notes {
        lines.extend(wrap(Line::new(cell(&note), Tone::Dim), width));
    }
    lines
}

/// The way in a few words.
pub(super) fn summary<'h>(hops: impl Iterator<Item = &'h Hop>) -> String {
    let steps: Vec<String> = hops
        .filter(|hop| hop.way != "act")
        .map(|hop| {
            if hop.way == "assume" {
                format!("assumes {}", cell(&hop.to))
            } else {
                format!("{} → {}", hop.way, short(&hop.to))
            }
        })
        .collect();
    if steps.is_empty() {
        "directly".to_owned()
    } else {
        steps.join(", ")
    }
}

/// The end of an ARN; anything else as it is.
fn short(text: &str) -> String {
    let end = text
        .strip_prefix("arn:")
        .and_then(|_| text.rsplit([':', '/']).next());
    cell(end.unwrap_or(text))
}

fn path(reacher: &Reacher, width: u16) -> Vec<Line> {
    let mut lines = chain(
        (reacher.answer, reacher.who, &reacher.name, &reacher.principal),
        reacher.path.iter(),
    );
    if !reacher.provided.is_empty() {
        let head = match reacher.answer {
            Rank::CannotTell => "Cannot be told, because of",
            _ => "Only",
        };
        lines.push(Line::default());
        lines.push(Line::new(head, Tone::Accent));
        let all = reacher.provided.iter();
        lines.extend(all.map(|p| Line::new("  ", Tone::Plain).and(cell(p), Tone::Medium)));
    }
    let width = usize::from(width).saturating_sub(2);
    lines.into_iter().flat_map(|line| wrap(line, width)).collect()
}

/// A path drawn from who begins it down to what it leads to.
pub(super) fn chain<'h>(
    (rank, who, name, principal): (Rank, Who, &str, &str),
    hops: impl Iterator<Item = &'h Hop>,
) -> Vec<Line> {
    let (glyph, tone) = mark(rank);
    let mut lines = vec![
        Line::new(format!("{glyph} {} ", rank.word()), tone)
            .and(format!("{} {}", who.word(), cell(name)), Tone::Plain),
        Line::new("│ ", Tone::Dim).and(cell(principal), Tone::Dim),
    ];
    for hop in hops {
        let step = Line::new("│ ", Tone::Dim).and(cell(&hop.title), Tone::Accent);
        lines.push(if hop.way == "act" {
            step
        } else {
            step.and(format!("  {}", hop.way), Tone::Dim)
        });
        lines.extend(hop.permissions.iter().map(given));
        lines.push(Line::new("▼ ", Tone::Dim).and(cell(&hop.to), Tone::Plain));
    }
    lines
}

fn given(permission: &Permission) -> Line {
    let (glyph, tone) = mark(permission.rank);
    let caller = permission
        .caller
        .as_ref()
        .map_or(String::new(), |c| format!(" by {}", cell(c)));
    Line::new("│   ", Tone::Dim)
        .and(format!("{glyph} "), tone)
        .and(format!("{}{caller}: ", permission.action), Tone::Plain)
        .and(cell(&permission.given_by()), Tone::Dim)
}
