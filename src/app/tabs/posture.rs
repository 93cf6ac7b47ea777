//! The columns of the findings list.

use super::column::{Cell, Column, Facts, Item, Tone, severity, status};
use super::value::{kind, name, region};
use crate::posture::{Finding, Status};

/// Findings.
pub(super) const FINDINGS: &[Column] = &[
    Column::text("finding", 36, title),
    Column::text("status", 9, outcome),
    Column::text("severity", 11, rank).by_tone(),
    Column::text("resource", 24, name),
    Column::text("kind", 15, kind),
    Column::text("region", 12, region),
    Column::text("check", 34, check),
];

fn of(item: Item<'_>, read: impl FnOnce(&Finding) -> Cell) -> Cell {
    match item {
        Item::Finding(finding) => read(finding),
        _ => Cell::none(),
    }
}

fn title(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |f| Cell::plain(f.check.title))
}

fn outcome(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |f| {
        let (glyph, word, tone) = status(f.status);
        Cell::new(format!("{glyph} {word}"), tone)
    })
}

/// Failures carry the tone of their severity; what is unknown or passes is
/// sorted after every failure.
fn rank(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |f| {
        let (glyph, word, tone) = severity(f.severity());
        let tone = match f.status {
            Status::Fail => tone,
            Status::Unknown => Tone::Unknown,
            Status::Pass => Tone::Dim,
        };
        Cell::new(format!("{glyph} {word}"), tone)
    })
}

fn check(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |f| Cell::new(f.check.id, Tone::Dim))
}
