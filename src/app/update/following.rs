//! What is read again by itself, and what it changed.

use super::{keep, say};
use crate::app::event::Effect;
use crate::app::live::Turn;
use crate::app::remote::Remote;
use crate::app::sanitise;
use crate::app::state::{Message, State};
use crate::app::tabs::Tone;
use crate::inventory::{Arn, Kind, Timestamp};

/// The most lines that the messages have of one change, of each sort.
const LINES: usize = 8;

/// Follows the account from now on, or no longer.
pub(super) fn switch(state: &mut State) -> Vec<Effect> {
    state.live.on = !state.live.on;
    if !state.live.on {
        say(state, "the account is not followed: r reads it again", Tone::Dim);
        return Vec::new();
    }
    say(state, "the account is followed", Tone::Dim);
    woke(state)
}

/// A timer came: what is due is read, unless all is being read or written.
pub(super) fn woke(state: &mut State) -> Vec<Effect> {
    let Remote::Ready(account) = &state.account else {
        return Vec::new();
    };
    let busy = state.reading.is_some() || state.live.reading.is_some();
    if !state.live.on || busy {
        return Vec::new();
    }
    let due = state.live.due(account.demo, state.now);
    if due.is_empty() || state.is_applying() {
        return wake(state);
    }
    let kinds: Vec<Kind> = due.iter().flat_map(|class| class.kinds()).collect();
    let moving = state.digest.moving.iter().copied();
    let moving: Vec<Kind> = moving.filter(|kind| kinds.contains(kind)).collect();
    let moving = if state.live.moves(state.now) {
        moving
    } else {
        Vec::new()
    };
    state.live.reading = Some(due);
    vec![Effect::Follow { due: kinds, moving }]
}

/// When to look again.
pub(super) fn wake(state: &State) -> Vec<Effect> {
    let Remote::Ready(account) = &state.account else {
        return Vec::new();
    };
    if !state.live.on {
        return Vec::new();
    }
    let due = state.live.wake(account.demo);
    // While a plan is applied nothing is read: not sooner than a moment hence.
    let soonest = Timestamp(state.now.0 + 1);
    due.map(|at| Effect::WakeAt(at.max(soonest)))
        .into_iter()
        .collect()
}

/// What was due was looked at.
pub(super) fn followed(state: &mut State, read: bool) -> Vec<Effect> {
    if let Some(classes) = state.live.reading.take() {
        state.live.looked(&classes, read, state.now);
    }
    wake(state)
}

/// The account was read whole and nothing is left to work out: what comes from
/// now on is a change.
pub(super) fn settled(state: &mut State) {
    if state.read_at.is_some() && !state.changed && !state.digesting {
        state.live.based = true;
        state.live.score(state.digest.report.score);
    }
}

/// Says what changed since the digest before.
pub(super) fn tell(state: &mut State, before: u8) {
    let delta = std::mem::take(&mut state.live.delta);
    if !state.live.based {
        return;
    }
    let report = &state.digest.report;
    let after = report.score;
    state.live.score(after);
    let turns = state.digest.turns.clone();
    if delta.is_empty() && turns.is_empty() {
        return;
    }
    let named = |arns: &[Arn], mark: char| -> Vec<String> {
        let mut lines: Vec<String> = arns
            .iter()
            .take(LINES)
            .map(|arn| format!("{mark} {arn}"))
            .collect();
        lines.extend(more(arns.len()));
        lines
    };
    let mut lines = named(&delta.added, '+');
    lines.extend(named(&delta.changed, '~'));
    lines.extend(named(&delta.removed, '-'));
    let (opened, closed): (Vec<&Turn>, Vec<&Turn>) = turns.iter().partition(|turn| turn.opened);
    for (turns, word) in [(&opened, "opened"), (&closed, "closed")] {
        let line = |turn: &&Turn| format!("{word} {}: {} on {}", turn.severity, turn.check, turn.name);
        lines.extend(turns.iter().take(LINES).map(line));
        lines.extend(more(turns.len()));
    }
    let at = state.now;
    let message = |line: &String| Message {
        at,
        text: sanitise::cell(line),
        tone: Tone::Dim,
    };
    keep(state, lines.iter().map(message));
    let resources = delta.added.len() + delta.changed.len() + delta.removed.len();
    let mut parts = vec![format!("{resources} changed")];
    if !opened.is_empty() {
        parts.push(format!("{} opened", opened.len()));
    }
    if !closed.is_empty() {
        parts.push(format!("{} closed", closed.len()));
    }
    if before != after {
        parts.push(format!("score {before} → {after}"));
    }
    let tone = match (opened.is_empty(), closed.is_empty()) {
        (false, _) => Tone::Fail,
        (true, false) => Tone::Pass,
        (true, true) => Tone::Dim,
    };
    say(state, parts.join(" · "), tone);
}

fn more(all: usize) -> Option<String> {
    (all > LINES).then(|| format!("  and {} more", all - LINES))
}
