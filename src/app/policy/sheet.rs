//! What lies over a policy's text: its words, its differences, its proof.

use super::difference::{CompareJob, Difference};
use super::matrix::Pane;
use super::{Effect, Event};
use crate::app::action::Action;
use crate::app::detail::{Line, wrap};
use crate::app::layout::Size;
use crate::app::tabs::Tone;
use crate::inventory::Timestamp;

/// A sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Sheet {
    /// Lines that are read from top to bottom.
    Page(Page),
    /// The table of answers.
    Matrix(Box<Pane>),
}

/// Lines that are read from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What they are about.
    pub title: String,
    /// The lines, before they are broken to the width of the screen.
    pub lines: Vec<Line>,
    /// The first visible line.
    pub scroll: usize,
    /// The comparison that they will tell of.
    waiting: Option<CompareJob>,
}

impl Page {
    /// The lines as a screen of this width shows them.
    pub fn wrapped(&self, width: u16) -> Vec<Line> {
        let width = usize::from(width).saturating_sub(2);
        let lines = self.lines.iter().cloned();
        lines.flat_map(|line| wrap(line, width)).collect()
    }
}

impl Sheet {
    /// A sheet of lines.
    pub(super) fn page(title: impl Into<String>, lines: Vec<Line>) -> Self {
        Self::Page(Page {
            title: title.into(),
            lines,
            scroll: 0,
            waiting: None,
        })
    }

    /// A sheet that tells of a comparison once it is made.
    pub fn comparison(title: impl Into<String>, job: CompareJob) -> (Self, Effect) {
        let sheet = Self::Page(Page {
            title: title.into(),
            lines: vec![Line::new("Comparing …", Tone::Dim)],
            scroll: 0,
            waiting: Some(job.clone()),
        });
        (sheet, Effect::Compare(Box::new(job)))
    }

    /// A sheet that shows the answers once they are given.
    pub fn proof(job: super::matrix::ProveJob, now: Timestamp) -> (Self, Effect) {
        let effect = Effect::Prove(Box::new(job.clone()));
        (Self::Matrix(Box::new(Pane::new(job, now))), effect)
    }

    /// Takes what comes of an effect, if it was this sheet's.
    pub fn take(&mut self, event: &Event) {
        match (self, event) {
            (Self::Page(page), Event::Compared(difference)) => page.compared(difference),
            (Self::Matrix(pane), Event::Proved(proved)) => pane.take(proved),
            _ => {}
        }
    }

    /// Scrolls.
    pub fn act(&mut self, action: Action, size: Size) {
        match self {
            Self::Matrix(pane) => pane.act(action, size.matrix()),
            Self::Page(page) => {
                let visible = size.sheet();
                let count = page.wrapped(size.width).len();
                let last = count.saturating_sub(visible);
                page.scroll = match action {
                    Action::Down => page.scroll + 1,
                    Action::Up => page.scroll.saturating_sub(1),
                    Action::PageDown => page.scroll + visible,
                    Action::PageUp => page.scroll.saturating_sub(visible),
                    Action::First => 0,
                    Action::Last => last,
                    _ => page.scroll,
                }
                .min(last);
            }
        }
    }
}

impl Page {
    fn compared(&mut self, difference: &Difference) {
        if self.waiting.as_ref() == Some(&difference.job) {
            self.lines.clone_from(&difference.lines);
            self.waiting = None;
        }
    }
}
