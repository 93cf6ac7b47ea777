//! The lines of the help and of the messages.

use super::detail::{Line, wrap};
use super::key::Key;
use super::keymap::{Binding, Context, Keymap};
use super::sanitise;
use super::state::{Overlay, State};
use super::tabs::Tone;

/// Columns from which the help also names the actions, for keymap files.
const WIDE: u16 = 96;

/// Every binding, by context, as lines for a width.
pub fn lines(keymap: &Keymap, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    for conflict in keymap.conflicts() {
        lines.push(Line::new(format!("! {conflict}"), Tone::Fail));
    }
    for context in Context::ALL {
        let mut bindings = keymap.of(*context).peekable();
        if bindings.peek().is_none() {
            continue;
        }
        lines.push(Line::new(context.title(), Tone::Accent));
        lines.extend(bindings.map(|b| binding(b, width >= WIDE)));
        lines.push(Line::default());
    }
    lines.push(Line::new("Marks", Tone::Accent));
    let marks = [
        ("✓ pass", Tone::Pass),
        ("✗ fail", Tone::Fail),
        (
            "? unknown: could not be read, never counted as pass",
            Tone::Unknown,
        ),
        ("◆ critical", Tone::Critical),
        ("▲ high", Tone::High),
        ("● medium", Tone::Medium),
        ("○ low", Tone::Low),
    ];
    lines.extend(marks.map(|(text, tone)| Line::new(format!("  {text}"), tone)));
    lines
}

fn binding(binding: &Binding, named: bool) -> Line {
    let keys: Vec<String> = binding.keys.iter().map(Key::to_string).collect();
    let keys = if keys.is_empty() {
        "–".to_owned()
    } else {
        keys.join(", ")
    };
    let line = Line::new(format!("  {keys:<24} "), Tone::Accent);
    if named {
        let words = format!("{:<48} ", binding.description);
        line.and(words, Tone::Plain).and(binding.action.name(), Tone::Dim)
    } else {
        line.and(&*binding.description, Tone::Plain)
    }
}

/// What was said in this session and what could not be read, newest first.
pub fn messages(state: &State) -> Vec<Line> {
    let mut lines: Vec<Line> = state
        .messages
        .iter()
        .rev()
        .map(|m| Line::new(format!("{}  ", m.at.rfc3339()), Tone::Dim).and(m.text.as_str(), m.tone))
        .collect();
    let gaps = state.inventory.gaps();
    if !gaps.is_empty() {
        lines.push(Line::default());
        lines.push(Line::new("What could not be read", Tone::Accent));
    }
    for gap in gaps {
        let head = format!(
            "? {} in {}: ",
            gap.kind.label(),
            sanitise::cell(gap.region.as_str())
        );
        lines.push(Line::new(head, Tone::Unknown).and(sanitise::cell(&gap.gap.to_string()), Tone::Plain));
    }
    if lines.is_empty() {
        lines.push(Line::new("Nothing was said in this session.", Tone::Dim));
    }
    let width = usize::from(state.size.width).saturating_sub(4);
    lines.into_iter().flat_map(|l| wrap(l, width)).collect()
}

/// How many lines the open overlay has.
pub(super) fn length(state: &State) -> usize {
    match state.overlay {
        Overlay::Help(_) => lines(&state.keymap, state.size.width).len(),
        Overlay::Messages(_) => messages(state).len(),
        _ => 0,
    }
}
