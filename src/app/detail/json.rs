//! The resource as it was read, as JSON.

use super::{Line, Sources};
use crate::app::sanitise;
use crate::app::table::RowId;
use crate::app::tabs::Tone;

/// The lines of the section.
pub(super) fn lines(id: &RowId, sources: Sources<'_>) -> Vec<Line> {
    let Some(resource) = id.arn().and_then(|arn| sources.inventory.get(arn)) else {
        return vec![Line::new("There is no resource behind this row.", Tone::Dim)];
    };
    match serde_json::to_string_pretty(resource) {
        Ok(text) => sanitise::lines(&text).into_iter().map(colour).collect(),
        Err(error) => vec![Line::new(
            format!("cannot be written as JSON: {error}"),
            Tone::Fail,
        )],
    }
}

/// Sets the key of a line apart from its value.
fn colour(line: String) -> Line {
    match line.split_once("\": ") {
        Some((key, value)) => Line::new(format!("{key}\""), Tone::Accent)
            .and(": ", Tone::Dim)
            .and(value, value_tone(value)),
        None => Line::new(line, Tone::Plain),
    }
}

fn value_tone(value: &str) -> Tone {
    if value.starts_with(['{', '[']) {
        Tone::Dim
    } else {
        Tone::Plain
    }
}
