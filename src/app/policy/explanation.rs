//! The statement under the cursor in plain sentences, as lines.

use crate::app::detail::Line;
use crate::app::sanitise;
use crate::app::tabs::Tone;
use crate::policy::explain::{self, About, Explanation};
use crate::policy::{Document, Effect, PolicyKind};

/// Which statement a byte of a text is in, from 0; none outside of all, and
/// in a text that cannot be read.
pub(super) fn statement_at(text: &str, at: usize) -> Option<usize> {
    let document = Document::parse(text).ok()?;
    let within = |s: &crate::policy::Statement| (s.span.0.start..=s.span.0.end).contains(&at);
    document.statements.iter().position(within)
}

/// How many statements a text has.
pub(super) fn count(text: &str) -> usize {
    Document::parse(text).map_or(0, |d| d.statements.len())
}

/// A statement of a text in words, or all of them; `reasons` says of each
/// `Sid` why it was composed.
pub(super) fn lines(
    text: &str,
    kind: PolicyKind,
    statement: Option<usize>,
    reasons: &[(String, String)],
) -> Vec<Line> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let words = "? This cannot be told before the text can be read.";
            let reason = sanitise::cell(&error.to_string());
            return vec![Line::new(words, Tone::Unknown), Line::new(reason, Tone::Plain)];
        }
    };
    let mut out = Vec::new();
    for (at, part) in document.statements.iter().enumerate() {
        if statement.is_some_and(|wanted| wanted != at) {
            continue;
        }
        if !out.is_empty() {
            out.push(Line::default());
        }
        let explanation = explain::statement(part, kind);
        let head = heading(at, document.statements.len(), part.effect, &explanation);
        out.push(head);
        let sid = part.sid.as_deref().unwrap_or_default();
        if let Some((_, why)) = reasons.iter().find(|(name, _)| name == sid) {
            out.push(
                Line::new(format!("  {:<9}", "Why"), Tone::Accent).and(sanitise::cell(why), Tone::Plain),
            );
        }
        out.extend(sentences(&explanation));
    }
    out
}

fn heading(at: usize, count: usize, effect: Effect, explanation: &Explanation) -> Line {
    let name = explanation
        .sid
        .as_deref()
        .map_or_else(String::new, |sid| format!(": {sid}"));
    let (mark, tone) = match effect {
        Effect::Allow => ("+ Allow", Tone::Pass),
        Effect::Deny => ("− Deny", Tone::Fail),
    };
    let head = sanitise::cell(&format!("Statement {} of {count}{name}  ", at + 1));
    Line::new(head, Tone::Accent).and(mark, tone)
}

/// Each sentence under its heading; a heading is written once.
fn sentences(explanation: &Explanation) -> Vec<Line> {
    let mut last: Option<About> = None;
    explanation
        .sentences
        .iter()
        .map(|sentence| {
            let heading = if last == Some(sentence.about) {
                ""
            } else {
                sentence.about.heading()
            };
            last = Some(sentence.about);
            let text = sanitise::clean(&sentence.text, sanitise::LINE_LIMIT);
            Line::new(format!("  {heading:<9}"), Tone::Accent).and(text, Tone::Plain)
        })
        .collect()
}
