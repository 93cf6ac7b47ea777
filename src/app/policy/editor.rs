//! A policy's text with its cursor, and what keys do to it.

use super::margin::Margin;
use super::{Effect, Place, Stroke};
use crate::app::action::Action;
use crate::app::key::{Code, Key};
use crate::app::keymap::Context;
use crate::app::layout::Size;
use crate::policy::lint::{Issue, Severity, lint};
use crate::policy::{PolicyKind, json};

/// The policy on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// Its name in the blueprint.
    pub name: String,
    /// What it guards.
    pub title: String,
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// What the composer wrote.
    pub composed: String,
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
    /// What is said about the last key.
    pub notice: Option<String>,
}

impl Editor {
    /// Opens a policy.
    pub fn open(name: &str, title: &str, kind: PolicyKind, composed: String, text: String) -> Self {
        let issues = lint(&text, kind);
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            composed,
            text,
            cursor: (0, 0),
            selection: None,
            issues,
            first: (0, 0),
            notice: None,
        }
    }

    /// The keymap context that it is in.
    pub fn context(&self) -> Context {
        Context::WizardEditor
    }

    /// Takes what the text area holds now.
    pub fn edited(&mut self, text: String, cursor: Place, selection: Option<(Place, Place)>, size: Size) {
        self.cursor = cursor;
        self.selection = selection;
        if text != self.text {
            self.issues = lint(&text, self.kind);
            self.text = text;
        }
        self.show_cursor(size);
    }

    /// Scrolls so that the cursor is on screen.
    pub fn show_cursor(&mut self, size: Size) {
        let (rows, columns) = (size.policy_text(), self.columns(size));
        let into = |first: usize, at: usize, room: usize| first.clamp(at.saturating_sub(room - 1), at);
        // The end of the text is not left hanging in the air.
        let lines = self.text.lines().count();
        self.first.0 = into(self.first.0.min(lines.saturating_sub(rows)), self.cursor.0, rows);
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
        self.text.trim() != self.composed.trim()
    }

    /// Types a key that is bound to nothing.
    pub fn typed(&mut self, key: Key, size: Size) -> Vec<Effect> {
        self.notice = None;
        let page = size.policy_text();
        let (line, column) = self.cursor;
        match key.code {
            Code::PageDown => vec![Effect::Area(Stroke::MoveTo((line + page, column)))],
            Code::PageUp => vec![Effect::Area(Stroke::MoveTo((line.saturating_sub(page), column)))],
            _ => vec![Effect::Area(Stroke::Key(key))],
        }
    }

    /// Does an action of the keymap.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        self.notice = None;
        let stroke = match action {
            Action::Undo => Stroke::Undo,
            Action::Redo => Stroke::Redo,
            Action::RestorePolicy => Stroke::Become(self.composed.clone()),
            Action::NextIssue => return self.go_to_issue(true),
            Action::PreviousIssue => return self.go_to_issue(false),
            Action::FixIssue => return self.fix(),
            _ => return Vec::new(),
        };
        vec![Effect::Area(stroke)]
    }

    /// Goes to the next issue (or the one before), round the end.
    fn go_to_issue(&mut self, forward: bool) -> Vec<Effect> {
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
        vec![Effect::Area(Stroke::MoveTo(*place))]
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
        vec![Effect::Area(Stroke::Become(text))]
    }
}

/// Where an issue begins.
fn start(issue: &Issue) -> Place {
    (issue.line.saturating_sub(1), issue.column.saturating_sub(1))
}
