//! The attack paths as lines: each path, what to mend first, and one of them
//! drawn step by step.

use super::answer::{Lines, chain, mark, summary};
use crate::app::action::Action;
use crate::app::detail::{Line, wrap};
use crate::app::sanitise::cell;
use crate::app::tabs::Tone;
use crate::posture::reach::{AttackPath, AttackPaths, Remedy};
use std::sync::Arc;

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Every path.
    Paths,
    /// What to mend first.
    Remedies,
}

impl Section {
    /// Both, in order.
    pub const ALL: [Section; 2] = [Self::Paths, Self::Remedies];

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Paths => "Paths",
            Self::Remedies => "Mend first",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Paths => Self::Remedies,
            Self::Remedies => Self::Paths,
        }
    }
}

/// The paths on screen.
#[derive(Clone, Debug)]
pub struct Attacks {
    /// Every path.
    pub all: Arc<AttackPaths>,
    /// What is shown of them.
    pub section: Section,
    lists: [Lines; 2],
    /// One that is open: which, and its lines.
    opened: Option<(usize, Lines)>,
    width: u16,
}

impl Attacks {
    pub(super) fn new(all: Arc<AttackPaths>, width: u16) -> Self {
        let mut attacks = Self {
            all,
            section: Section::Paths,
            lists: [Lines::default(), Lines::default()],
            opened: None,
            width,
        };
        attacks.refit(width);
        attacks
    }

    pub(super) fn refit(&mut self, width: u16) {
        self.width = width;
        self.lists[0].lines = paths(&self.all, width);
        self.lists[1].lines = remedies(&self.all, width);
        if let Some((at, _)) = self.opened {
            self.opened = self.told(at).map(|lines| (at, lines));
        }
        self.scroll(Action::Complete, usize::MAX);
    }

    /// What is on screen.
    pub fn shown(&self) -> &Lines {
        match &self.opened {
            Some((_, lines)) => lines,
            None => &self.lists[self.section as usize],
        }
    }

    /// Whether a path or a remedy is open.
    pub fn is_open(&self) -> bool {
        self.opened.is_some()
    }

    pub(super) fn turn(&mut self) {
        self.opened = None;
        self.section = self.section.other();
    }

    pub(super) fn open(&mut self) {
        let at = self.lists[self.section as usize].cursor;
        if self.opened.is_none() {
            self.opened = self.told(at).map(|lines| (at, lines));
        }
    }

    pub(super) fn close(&mut self) -> bool {
        self.opened.take().is_some()
    }

    pub(super) fn scroll(&mut self, action: Action, page: usize) {
        match &mut self.opened {
            Some((_, lines)) => lines.scroll(action, page),
            None => self.lists[self.section as usize].scroll(action, page),
        }
    }

    fn path_at(&self) -> Option<&AttackPath> {
        let cursor = self.lists[Section::Paths as usize].cursor;
        let at = self.opened.as_ref().map_or(cursor, |(at, _)| *at);
        (self.section == Section::Paths).then(|| self.all.paths.get(at))?
    }

    pub(super) fn principal(&self) -> Option<&str> {
        self.path_at().map(|path| path.from.as_str())
    }

    fn told(&self, at: usize) -> Option<Lines> {
        let lines = match self.section {
            Section::Paths => path(&self.all, self.all.paths.get(at)?),
            Section::Remedies => remedy(&self.all, self.all.remedies.get(at)?),
        };
        let width = usize::from(self.width).saturating_sub(2);
        Some(Lines {
            lines: lines.into_iter().flat_map(|line| wrap(line, width)).collect(),
            ..Lines::default()
        })
    }
}

/// A path in one line.
fn row(all: &AttackPaths, path: &AttackPath) -> Line {
    let (glyph, tone) = mark(path.answer);
    let prize = all.prize_of(path);
    let way = if path.escalates { "↑" } else { " " };
    Line::new(format!("{glyph}{way} "), tone)
        .and(format!("{:<24} ", cell(&path.name)), Tone::Plain)
        .and(format!("{:<15}", prize.stake.word()), Tone::Dim)
        .and(format!("{:<26} ", cell(&prize.name)), Tone::Plain)
        .and(summary(all.hops_of(path)), Tone::Dim)
}

fn paths(all: &AttackPaths, width: u16) -> Vec<Line> {
    let mut lines: Vec<Line> = all.paths.iter().map(|path| row(all, path)).collect();
    if lines.is_empty() {
        lines.push(Line::new(
            "No path: nobody gets further than meant, of those who were asked.",
            Tone::Pass,
        ));
    }
    let mut notes = vec!["● for sure  ◐ if conditions hold  ↑ by escalation".to_owned()];
    if all.cut {
        notes.push(format!(
            "Paths of more than {} hops are not followed.",
            all.max_hops
        ));
    }
    notes.extend(all.caveats.iter().cloned());
    lines.push(Line::default());
    let width = usize::from(width).saturating_sub(2);
    for note in notes {
        lines.extend(wrap(Line::new(cell(&note), Tone::Dim), width));
    }
    lines
}

fn remedies(all: &AttackPaths, width: u16) -> Vec<Line> {
    let mut lines: Vec<Line> = all
        .remedies
        .iter()
        .map(|remedy| {
            let tone = if remedy.closes > 0 { Tone::High } else { Tone::Dim };
            Line::new(
                format!("closes {:>4} of {:<4} ", remedy.closes, remedy.paths.len()),
                tone,
            )
            .and(cell(&remedy.statement), Tone::Plain)
        })
        .collect();
    if lines.is_empty() {
        lines.push(Line::new(
            "Nothing to mend: no path has a step to close.",
            Tone::Pass,
        ));
    }
    lines.push(Line::default());
    let note = "Of the paths that go by the steps a statement grants, so many have no other way round.";
    lines.extend(wrap(
        Line::new(note, Tone::Dim),
        usize::from(width).saturating_sub(2),
    ));
    lines
}

fn path(all: &AttackPaths, path: &AttackPath) -> Vec<Line> {
    let mut lines = chain((path.answer, path.who, &path.name, &path.from), all.hops_of(path));
    let prize = all.prize_of(path);
    lines.push(Line::new(
        format!("  {} {}", prize.stake.word(), cell(&prize.name)),
        Tone::Critical,
    ));
    let provided: Vec<&String> = all
        .hops_of(path)
        .flat_map(|hop| &hop.permissions)
        .flat_map(|permission| &permission.provided)
        .collect();
    if !provided.is_empty() {
        lines.push(Line::default());
        lines.push(Line::new("Only", Tone::Accent));
        lines.extend(
            provided
                .into_iter()
                .map(|p| Line::new("  ", Tone::Plain).and(cell(p), Tone::Medium)),
        );
    }
    lines
}

fn remedy(all: &AttackPaths, remedy: &Remedy) -> Vec<Line> {
    let mut lines = vec![
        Line::new(cell(&remedy.statement), Tone::Plain),
        Line::new(
            format!(
                "grants {} steps; of the {} paths that go by them {} have no other way round",
                remedy.steps,
                remedy.paths.len(),
                remedy.closes
            ),
            Tone::Dim,
        ),
        Line::default(),
    ];
    let by = remedy.paths.iter().filter_map(|at| all.paths.get(*at));
    lines.extend(by.map(|path| row(all, path)));
    lines
}
