//! A policy's text with its cursor, and what keys do to it.

use super::completion::Completion;
use super::explanation;
use super::margin::Margin;
use super::sheet::Sheet;
use super::{Effect, Event, Place, Stroke};
use crate::app::action::Action;
use crate::app::key::{Code, Key};
use crate::app::keymap::Context;
use crate::app::layout::Size;
use crate::policy::complete::Known;
use crate::policy::lint::{Issue, Severity, lint};
use crate::policy::{PolicyKind, json};

/// The policy on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Editor {
    /// Its name in the blueprint.
    pub name: String,
    /// What it guards.
    pub title: String,
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// What the composer wrote; none for a policy that is only read.
    pub composed: Option<Composition>,
    /// The text now.
    pub text: String,
    /// Where the cursor is.
    pub cursor: Place,
    /// What is selected, from and to.
    pub selection: Option<(Place, Place)>,
    /// What lint says of the text.
    pub issues: Vec<Issue>,
    /// The first line and column on screen.
    pub first: Place,
    /// What may stand at the cursor.
    pub completion: Option<Completion>,
    /// What lies over the text.
    pub sheet: Option<Sheet>,
    /// What is said about the last key.
    pub notice: Option<String>,
    /// What is known of where the policy will be.
    known: Known,
    /// Whether what comes next should be offered.
    offer: Offer,
    /// The statement that the sheet tells; their count stands for all.
    explaining: Option<usize>,
}

/// What the composer wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composition {
    /// The text.
    pub text: String,
    /// Each statement's `Sid`, and why it is there.
    pub reasons: Vec<(String, String)>,
}

/// Whether what may stand at the cursor is offered after the next change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// No: the cursor was moved, or something was taken back.
    No,
    /// If something is typed so far.
    Typed,
    /// Whatever is typed.
    Asked,
    /// Not before another string than the one that begins at this byte.
    Declined(usize),
}

impl Editor {
    /// Opens a policy that can be edited.
    pub fn open(
        name: &str,
        title: &str,
        kind: PolicyKind,
        composed: Composition,
        text: String,
        known: Known,
    ) -> Self {
        Self {
            composed: Some(composed),
            known,
            ..Self::read(name, title, kind, text)
        }
    }

    /// Opens a policy that is only read.
    pub fn read(name: &str, title: &str, kind: PolicyKind, text: String) -> Self {
        let issues = lint(&text, kind);
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            composed: None,
            text,
            cursor: (0, 0),
            selection: None,
            issues,
            first: (0, 0),
            completion: None,
            sheet: None,
            notice: None,
            known: Known::default(),
            offer: Offer::No,
            explaining: None,
        }
    }

    /// The keymap context that it is in.
    pub fn context(&self) -> Context {
        match (&self.sheet, &self.completion) {
            (Some(_), _) => Context::PolicySheet,
            (None, Some(_)) => Context::Completion,
            (None, None) if self.is_read_only() => Context::PolicyReader,
            (None, None) => Context::WizardEditor,
        }
    }

    /// Whether it is only read.
    pub fn is_read_only(&self) -> bool {
        self.composed.is_none()
    }

    /// Takes what comes of an effect.
    pub fn take(&mut self, event: &Event, size: Size) {
        match event {
            Event::Edited {
                text,
                cursor,
                selection,
            } => self.edited(text, *cursor, *selection, size),
            answer => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.take(answer);
                }
            }
        }
    }

    /// Takes what the text area holds now.
    fn edited(&mut self, text: &str, cursor: Place, selection: Option<(Place, Place)>, size: Size) {
        self.cursor = cursor;
        self.selection = selection;
        if text != self.text {
            self.issues = lint(text, self.kind);
            text.clone_into(&mut self.text);
        }
        self.suggest();
        self.show_cursor(size);
    }

    /// Offers what may stand at the cursor, if something was typed or asked.
    fn suggest(&mut self) {
        let at = |asked| Completion::at(&self.text, self.cursor, self.kind, &self.known, asked);
        self.completion = match self.offer {
            Offer::No => None,
            Offer::Typed => at(false),
            Offer::Asked => at(true),
            Offer::Declined(start) => at(false).filter(|c| c.start() != start),
        };
        // A string that was declined stays so until another one is begun.
        if !matches!(self.offer, Offer::Declined(_)) || self.completion.is_some() {
            self.offer = Offer::No;
        }
    }

    /// Scrolls so that the cursor is on screen.
    pub fn show_cursor(&mut self, size: Size) {
        let (rows, columns) = (size.policy_text(), self.columns(size));
        let into = |first: usize, at: usize, room: usize| first.clamp(at.saturating_sub(room - 1), at);
        // The end of the text is not left hanging in the air.
        let lines = self.text.lines().count();
        let lowest = self.first.0.min(lines.saturating_sub(rows));
        self.first.0 = into(lowest, self.cursor.0, rows);
        self.first.1 = into(self.first.1, self.cursor.1, columns);
    }

    /// Columns of text on a screen.
    fn columns(&self, size: Size) -> usize {
        let margin = self.margin().width();
        usize::from(size.width).saturating_sub(margin + 1).max(1)
    }

    /// What lint says, by lines.
    pub fn margin(&self) -> Margin<'_> {
        Margin::of(self)
    }

    /// Whether it may be used: lint finds no error.
    pub fn is_valid(&self) -> bool {
        !self.issues.iter().any(|i| i.severity == Severity::Error)
    }

    /// Whether it differs from what was composed.
    pub fn is_changed(&self) -> bool {
        let composed = self.composed.as_ref();
        composed.is_some_and(|c| self.text.trim() != c.text.trim())
    }

    /// Inserts pasted text.
    pub fn pasted(&mut self, text: &str) -> Vec<Effect> {
        if self.is_read_only() || self.sheet.is_some() {
            return Vec::new();
        }
        self.offer = Offer::No;
        vec![Effect::Area(Stroke::Insert(text.to_owned()))]
    }

    /// Types a key that is bound to nothing.
    pub fn typed(&mut self, key: Key, size: Size) -> Vec<Effect> {
        // Nothing is typed into a text that is covered.
        if self.sheet.is_some() {
            return Vec::new();
        }
        self.notice = None;
        let page = size.policy_text();
        let (line, column) = self.cursor;
        let moved = match key.code {
            Code::PageDown => Some((line + page, column)),
            Code::PageUp => Some((line.saturating_sub(page), column)),
            Code::Left if self.is_read_only() => Some((line, column.saturating_sub(1))),
            Code::Right if self.is_read_only() => Some((line, column + 1)),
            Code::Home if self.is_read_only() => Some((line, 0)),
            Code::End if self.is_read_only() => Some((line, usize::MAX)),
            _ => None,
        };
        if let Some(place) = moved {
            return self.go(place, size);
        }
        if self.is_read_only() {
            return Vec::new();
        }
        let types = key.text().is_some() || matches!(key.code, Code::Backspace);
        self.offer = match self.offer {
            Offer::Declined(start) if types => Offer::Declined(start),
            _ if types => Offer::Typed,
            _ => Offer::No,
        };
        vec![Effect::Area(Stroke::Key(key))]
    }

    /// Does an action of the keymap.
    pub fn act(&mut self, action: Action, size: Size) -> Vec<Effect> {
        self.notice = None;
        if self.sheet.is_some() {
            self.act_on_sheet(action, size);
            return Vec::new();
        }
        if self.completion.is_some() {
            return self.act_on_completion(action);
        }
        let last = self.text.lines().count().saturating_sub(1);
        let (line, column) = self.cursor;
        let page = size.policy_text();
        let place = match action {
            Action::Explain => {
                let at = json::byte_of(&self.text, line + 1, column + 1);
                let found = explanation::statement_at(&self.text, at);
                self.explain(found.unwrap_or_else(|| explanation::count(&self.text)));
                return Vec::new();
            }
            Action::NextIssue => return self.go_to_issue(true, size),
            Action::PreviousIssue => return self.go_to_issue(false, size),
            Action::Down => (line + 1, column),
            Action::Up => (line.saturating_sub(1), column),
            Action::PageDown => (line + page, column),
            Action::PageUp => (line.saturating_sub(page), column),
            Action::First => (0, 0),
            Action::Last => (last, 0),
            action => return self.change(action),
        };
        self.go(place, size)
    }

    /// The actions that change the text.
    fn change(&mut self, action: Action) -> Vec<Effect> {
        let Some(composed) = &self.composed else {
            return Vec::new();
        };
        let stroke = match action {
            Action::Undo => Stroke::Undo,
            Action::Redo => Stroke::Redo,
            Action::RestorePolicy => Stroke::Become(composed.text.clone(), None),
            Action::FixIssue => return self.fix(),
            Action::Complete => {
                self.offer = Offer::Asked;
                self.suggest();
                if self.completion.is_none() {
                    self.notice = Some("Nothing is known that may stand here.".to_owned());
                }
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        vec![Effect::Area(stroke)]
    }

    /// Puts the cursor on a place: by the text area where there is one.
    fn go(&mut self, (line, column): Place, size: Size) -> Vec<Effect> {
        if !self.is_read_only() {
            return vec![Effect::Area(Stroke::MoveTo((line, column)))];
        }
        let line = line.min(self.text.lines().count().saturating_sub(1));
        let length = self.text.lines().nth(line).map_or(0, |l| l.chars().count());
        self.cursor = (line, column.min(length));
        self.show_cursor(size);
        Vec::new()
    }

    /// Goes to the next issue (or the one before), round the end.
    fn go_to_issue(&mut self, forward: bool, size: Size) -> Vec<Effect> {
        let places: Vec<Place> = self.issues.iter().map(start).collect();
        let found = if forward {
            let next = places.iter().find(|p| **p > self.cursor);
            next.or(places.first())
        } else {
            let before = places.iter().rfind(|p| **p < self.cursor);
            before.or(places.last())
        };
        let Some(place) = found else {
            self.notice = Some("Lint has no remarks.".to_owned());
            return Vec::new();
        };
        self.go(*place, size)
    }

    /// Applies the fix of the issue under the cursor: the one whose text the
    /// cursor is in, else the worst of the line that has one.
    fn fix(&mut self) -> Vec<Effect> {
        let at = json::byte_of(&self.text, self.cursor.0 + 1, self.cursor.1 + 1);
        let here = || self.issues.iter().filter(|i| i.line == self.cursor.0 + 1);
        let fixable = || here().filter(|i| i.fix.is_some());
        let chosen = fixable()
            .filter(|i| i.span.contains(&at))
            .min_by_key(|i| (i.span.len(), i.severity))
            .or_else(|| fixable().min_by_key(|i| i.severity));
        let Some(fix) = chosen.and_then(|i| i.fix.as_ref()) else {
            let words = match here().next() {
                Some(_) => "There is no safe fix: what is meant is yours to decide.",
                None => "Lint has no remarks about this line.",
            };
            self.notice = Some(words.to_owned());
            return Vec::new();
        };
        let words = format!("Fixed: {}.", fix.title);
        let text = fix.apply(&self.text);
        self.notice = Some(words);
        vec![Effect::Area(Stroke::Become(text, None))]
    }

    /// Lays the words of a statement over the text; beyond the last, all.
    fn explain(&mut self, statement: usize) {
        let count = explanation::count(&self.text);
        let one = (statement < count).then_some(statement);
        let reasons = self.composed.as_ref().map_or(&[][..], |c| &c.reasons);
        let lines = explanation::lines(&self.text, self.kind, one, reasons);
        self.explaining = Some(statement.min(count));
        self.sheet = Some(Sheet::page("In words", lines));
    }

    /// Whether the sheet over the text tells it in words.
    pub fn is_explaining(&self) -> bool {
        self.sheet.is_some() && self.explaining.is_some()
    }

    /// Lays a sheet over the text.
    pub fn lay(&mut self, sheet: Sheet) {
        self.explaining = None;
        self.sheet = Some(sheet);
    }

    fn act_on_sheet(&mut self, action: Action, size: Size) {
        match (action, self.explaining) {
            (Action::Back, _) => self.sheet = None,
            // Behind the last statement come all of them, then the first.
            (Action::Next | Action::Previous, Some(at)) => {
                let round = explanation::count(&self.text) + 1;
                let by = if action == Action::Next { 1 } else { round - 1 };
                self.explain((at + by) % round);
            }
            _ => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.act(action, size);
                }
            }
        }
    }

    fn act_on_completion(&mut self, action: Action) -> Vec<Effect> {
        let Some(completion) = &mut self.completion else {
            return Vec::new();
        };
        match action {
            Action::Down => completion.step(1),
            Action::Up => completion.step(-1),
            Action::Back => {
                self.offer = Offer::Declined(completion.start());
                self.completion = None;
            }
            Action::Accept => {
                if let Some(taken) = completion.take(&self.text) {
                    self.offer = if taken.goes_on { Offer::Asked } else { Offer::No };
                    self.completion = None;
                    return vec![Effect::Area(Stroke::Become(taken.text, Some(taken.cursor)))];
                }
            }
            _ => {}
        }
        Vec::new()
    }
}

/// Where an issue begins.
fn start(issue: &Issue) -> Place {
    (issue.line.saturating_sub(1), issue.column.saturating_sub(1))
}
