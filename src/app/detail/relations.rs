//! What a resource uses, and what uses it; Enter goes there.

use super::{Line, Sources};
use crate::app::sanitise;
use crate::app::table::RowId;
use crate::app::tabs::Tone;
use crate::inventory::{Arn, Relation, RelationKind};

/// The relation as said from the user's side, and from the used one's.
fn words(kind: RelationKind) -> (&'static str, &'static str) {
    match kind {
        RelationKind::AssumesRole => ("runs as", "is the role of"),
        RelationKind::EncryptedWith => ("is encrypted with", "encrypts"),
        RelationKind::ReadsFrom => ("reads from", "is read by"),
        RelationKind::WritesTo => ("writes to", "is written by"),
        RelationKind::PlacedIn => ("is placed in", "holds"),
        RelationKind::Uses => ("uses", "is used by"),
        RelationKind::Routes => ("routes", "is routed by"),
        RelationKind::Filters => ("filters", "is filtered by"),
        RelationKind::Attached => ("has attached", "is attached to"),
        RelationKind::Watches => ("watches", "is watched by"),
    }
}

/// The lines of the section.
pub(super) fn lines(id: &RowId, sources: Sources<'_>) -> Vec<Line> {
    let Some(arn) = id.arn() else {
        return vec![Line::new("There is no resource behind this row.", Tone::Dim)];
    };
    let all: &[Relation] = &sources.digest.relations;
    let outward = all
        .iter()
        .filter(|r| r.from == *arn)
        .map(|r| line(words(r.kind).0, &r.to, sources));
    let inward = all
        .iter()
        .filter(|r| r.to == *arn)
        .map(|r| line(words(r.kind).1, &r.from, sources));
    let lines: Vec<Line> = outward.chain(inward).collect();
    if lines.is_empty() {
        return vec![Line::new(
            "Nothing that was read uses it, and it uses nothing.",
            Tone::Dim,
        )];
    }
    lines
}

fn line(words: &str, arn: &Arn, sources: Sources<'_>) -> Line {
    let start = Line::new(format!("{words:<18} "), Tone::Dim);
    match sources.inventory.get(arn) {
        Some(resource) => start
            .and(format!("{:<16} ", resource.kind().label()), Tone::Dim)
            .and(sanitise::cell(&resource.name), Tone::Accent)
            .and("  ", Tone::Plain)
            .and(sanitise::cell(arn.as_str()), Tone::Dim)
            .to(RowId::Resource(arn.clone())),
        None => start
            .and(sanitise::cell(arn.as_str()), Tone::Plain)
            .and("  ? not read", Tone::Unknown),
    }
}
