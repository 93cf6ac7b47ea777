//! What lint says, line by line: the marks beside the text, and the words
//! below it for the line of the cursor.

use super::Editor;
use crate::app::detail::{Line, wrap};
use crate::app::sanitise;
use crate::app::tabs::Tone;
use crate::policy::lint::{Issue, Severity};

/// The issues of a text by lines.
#[derive(Clone, Copy, Debug)]
pub struct Margin<'e> {
    editor: &'e Editor,
}

/// The mark of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The worst of the line.
    pub severity: Severity,
    /// How many issues the line has.
    pub count: usize,
}

/// Glyph, word and tone of a severity.
pub fn severity(severity: Severity) -> (&'static str, &'static str, Tone) {
    match severity {
        Severity::Error => ("✗", "error", Tone::Fail),
        Severity::SecurityWarning => ("▲", "security", Tone::High),
        Severity::Warning => ("●", "warning", Tone::Medium),
        Severity::Suggestion => ("○", "suggestion", Tone::Low),
    }
}

impl<'e> Margin<'e> {
    /// The margin of an editor.
    pub(super) fn of(editor: &'e Editor) -> Self {
        Self { editor }
    }

    /// Columns before the text: number, mark, count.
    pub fn width(self) -> usize {
        self.digits() + 4
    }

    /// Columns of the line numbers.
    pub fn digits(self) -> usize {
        let lines = self.editor.text.lines().count().max(1);
        lines.to_string().len().max(2)
    }

    /// The issues of a line, counted from 0.
    pub fn issues(self, line: usize) -> impl Iterator<Item = &'e Issue> {
        self.editor.issues.iter().filter(move |i| i.line == line + 1)
    }

    /// The mark of a line.
    pub fn mark(self, line: usize) -> Option<Mark> {
        let severity = self.issues(line).map(|i| i.severity).min()?;
        let count = self.issues(line).count();
        Some(Mark { severity, count })
    }

    /// How many issues there are of each severity that has any.
    pub fn counts(self) -> Vec<(Severity, usize)> {
        let all = [
            Severity::Error,
            Severity::SecurityWarning,
            Severity::Warning,
            Severity::Suggestion,
        ];
        let count = |s| self.editor.issues.iter().filter(|i| i.severity == s).count();
        all.into_iter()
            .map(|s| (s, count(s)))
            .filter(|(_, n)| *n > 0)
            .collect()
    }

    /// The words below the text: the issues of the cursor's line in full, or
    /// where the others are. `fix` is the key that applies a fix, `next` the
    /// one that goes to the next issue.
    pub fn words(self, width: usize, fix: Option<&str>, next: Option<&str>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(notice) = &self.editor.notice {
            lines.push(Line::new(sanitise::cell(notice), Tone::Accent));
        }
        for issue in self.issues(self.editor.cursor.0) {
            lines.push(told(issue));
            if let Some(remedy) = &issue.fix {
                let key = fix.map_or_else(String::new, |key| format!("{key}: "));
                let words = sanitise::cell(&remedy.title);
                lines.push(Line::new(format!("  {key}"), Tone::Accent).and(words, Tone::Plain));
            }
        }
        if lines.is_empty() {
            lines.push(self.elsewhere(next));
        }
        lines.into_iter().flat_map(|l| wrap(l, width)).collect()
    }

    fn elsewhere(self, next: Option<&str>) -> Line {
        if self.editor.issues.is_empty() {
            let words = "✓ No remarks: well formed, and gives away nothing that lint knows of.";
            return Line::new(words, Tone::Dim);
        }
        let mut numbers: Vec<usize> = self.editor.issues.iter().map(|i| i.line).collect();
        numbers.dedup();
        let shown: Vec<String> = numbers.iter().take(6).map(ToString::to_string).collect();
        let more = if numbers.len() > 6 { ", …" } else { "" };
        let word = if numbers.len() == 1 { "line" } else { "lines" };
        let way = next.map_or_else(String::new, |key| format!(" ({key}: next)"));
        Line::new(
            format!("Remarks on {word} {}{more}{way}", shown.join(", ")),
            Tone::Dim,
        )
    }
}

fn told(issue: &Issue) -> Line {
    let (glyph, word, tone) = severity(issue.severity);
    Line::new(format!("{glyph} {word}, line {}: ", issue.line), tone)
        .and(sanitise::cell(&issue.message), Tone::Plain)
        .and(format!(" ({})", issue.code), Tone::Dim)
}
