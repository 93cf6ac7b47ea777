//! Why findings fail: the root causes, and one of them with what mends it and
//! its findings.

use super::{Line, Sources};
use crate::app::digest::finding_id;
use crate::app::sanitise;
use crate::app::table::RowId;
use crate::app::tabs::{Tone, severity};
use crate::posture::{Finding, RootCause};

/// Findings of one cause that are listed.
const LISTED: usize = 1000;

/// The lines of the section.
pub(super) fn lines(id: &RowId, sources: Sources<'_>) -> Vec<Line> {
    let causes = &sources.digest.causes;
    match id {
        RowId::RootCauses => all(causes),
        RowId::RootCause(key) => {
            let found = causes.iter().find(|cause| cause.key == **key);
            found.map_or_else(
                || vec![Line::new("Nothing fails for this reason any more.", Tone::Pass)],
                |cause| one(cause, &sources.digest.report.findings),
            )
        }
        _ => Vec::new(),
    }
}

fn all(causes: &[RootCause]) -> Vec<Line> {
    if causes.is_empty() {
        return vec![Line::new("Nothing that was asked fails.", Tone::Pass)];
    }
    let mut lines = vec![Line::new(
        "What fails, by what mends it together: what weighs most in the score comes first.",
        Tone::Dim,
    )];
    for cause in causes {
        let (glyph, word, tone) = severity(cause.severity);
        let count = cause.findings.len();
        let line = Line::new(format!("{glyph} {word:<9}"), tone)
            .and(format!("{count:>6}  "), Tone::Plain)
            .and(clean(&cause.cause), Tone::Plain);
        lines.push(line.to(RowId::RootCause(cause.key.as_str().into())));
    }
    lines
}

fn one(cause: &RootCause, findings: &[Finding]) -> Vec<Line> {
    let (glyph, word, tone) = severity(cause.severity);
    let accounts: Vec<&str> = cause
        .accounts
        .iter()
        .map(crate::inventory::AccountId::as_str)
        .collect();
    let count = cause.findings.len();
    let mut lines = vec![
        Line::new(format!("{glyph} {word}  "), tone).and(clean(&cause.cause), Tone::Accent),
        label("mends it", &cause.mend, Tone::Plain),
        label("grouped by", cause.kind.word(), Tone::Dim),
        label("account", &accounts.join(", "), Tone::Dim),
        label(
            "findings",
            &format!("{count}, weighing {}", cause.weight),
            Tone::Dim,
        ),
        Line::default(),
    ];
    for finding in cause
        .findings
        .iter()
        .take(LISTED)
        .filter_map(|at| findings.get(*at))
    {
        let (glyph, word, tone) = severity(finding.severity());
        let line = Line::new(format!("{glyph} {word:<9}"), tone)
            .and(format!("{}  ", clean(finding.resource_name())), Tone::Accent)
            .and(finding.check.title, Tone::Plain)
            .and(format!("  {}", finding.region()), Tone::Dim);
        lines.push(line.to(finding_id(finding)));
    }
    if count > LISTED {
        let more = format!("and {} more", count - LISTED);
        lines.push(Line::new(more, Tone::Dim));
    }
    lines
}

fn clean(text: &str) -> String {
    sanitise::clean(text, sanitise::LINE_LIMIT)
}

fn label(name: &str, value: &str, tone: Tone) -> Line {
    Line::new(format!("  {name:<12} "), Tone::Dim).and(clean(value), tone)
}
