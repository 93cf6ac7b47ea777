//! The one place where state changes: an event in, effects out.
//!
//! - [`perform`]: what each action does
//! - [`policies`]: policies of the account, to be read
//! - [`typing`]: keys that are text
//! - [`reading`]: what comes from the account
//! - [`following`]: what is read again by itself, and what it changed
//! - [`availability`]: why an action cannot be done now

pub mod availability;
mod following;
mod perform;
mod policies;
mod reading;
mod typing;

use super::event::{Effect, Event, Target};
use super::key::Key;
use super::policy;
use super::sanitise;
use super::state::{Message, Overlay, State, View};
use super::table::INLINE_ROWS;
use super::tabs::{Tab, Tone};
use super::wizard::{self, Flow, Input};
use crate::inventory::Timestamp;

/// What is asked for at the start.
pub fn start(state: &mut State, target: Target, now: Timestamp) -> Vec<Effect> {
    state.now = now;
    state.account.start(now);
    vec![Effect::Connect(target)]
}

/// Takes one event.
pub fn update(state: &mut State, event: Event, now: Timestamp) -> Vec<Effect> {
    state.now = now;
    let mut effects = match event {
        Event::Key(key) => on_key(state, key),
        Event::Paste(text) => typing::paste(state, &text),
        Event::Resize(size) => {
            state.size = size;
            refit(state);
            Vec::new()
        }
        Event::Resumed => Vec::new(),
        Event::Copied(Ok(count)) => {
            let things = if count == 1 { "ARN" } else { "ARNs" };
            say(state, format!("{count} {things} copied"), Tone::Pass);
            Vec::new()
        }
        Event::Copied(Err(reason)) => {
            say(state, format!("not copied: {reason}"), Tone::Fail);
            Vec::new()
        }
        Event::Wizard(event) => {
            let ended = matches!(*event, wizard::Event::Ended(_));
            let mut effects = wizard_takes(state, &Input::Event(event));
            if ended {
                effects.extend(reading::after_apply(state));
            }
            effects
        }
        Event::Reach(event) => {
            if let View::Reach(pane) = &mut state.view {
                pane.take(*event, state.size.width);
            }
            Vec::new()
        }
        Event::Policy(event) => policy_takes(state, *event),
        Event::Suspend => vec![Effect::Suspend],
        Event::Terminate => vec![Effect::Quit],
        event => reading::take(state, event),
    };
    reindex(state, &mut effects);
    effects
}

fn on_key(state: &mut State, key: Key) -> Vec<Effect> {
    state.notice = None;
    let context = state.context();
    match state.keymap.action(context, key) {
        Some(action) => perform::perform(state, action),
        None => typing::key(state, key),
    }
}

/// Says something at the foot of the screen and keeps it in the messages.
pub(super) fn say(state: &mut State, text: impl AsRef<str>, tone: Tone) {
    let message = Message {
        at: state.now,
        text: sanitise::cell(text.as_ref()),
        tone,
    };
    keep(state, [message.clone()]);
    state.notice = Some(message);
}

/// How many messages are kept: an account that is followed for weeks has no end
/// of them.
const KEPT: usize = 1000;

/// Keeps messages; the oldest go first.
pub(super) fn keep(state: &mut State, messages: impl IntoIterator<Item = Message>) {
    state.messages.extend(messages);
    let over = state.messages.len().saturating_sub(KEPT);
    state.messages.drain(..over);
}

/// Gives an input to the wizard, on screen or parked.
pub(super) fn wizard_takes(state: &mut State, input: &Input) -> Vec<Effect> {
    let view = std::mem::replace(&mut state.view, View::Table);
    let (mut wizard, shown, view) = match (view, state.parked.take()) {
        (View::Wizard(wizard), _) => (wizard, true, View::Table),
        (view, Some(wizard)) => (wizard, false, view),
        (view, None) => {
            state.view = view;
            return Vec::new();
        }
    };
    let flow = wizard.update(input, state.surroundings());
    let (effects, stays) = match flow {
        Flow::Stay(effects) => (effects, shown),
        Flow::Leave(effects) => (effects, false),
    };
    if stays {
        state.view = View::Wizard(wizard);
    } else {
        state.view = view;
        state.parked = Some(wizard);
    }
    effects
        .into_iter()
        .map(|effect| match effect {
            wizard::Effect::Policy(effect) => Effect::Policy(Box::new(effect)),
            effect => Effect::Wizard(Box::new(effect)),
        })
        .collect()
}

/// Gives what comes of a policy's effects to the policy on screen.
fn policy_takes(state: &mut State, event: policy::Event) -> Vec<Effect> {
    if let View::Policy { reader, .. } = &mut state.view {
        reader.take(&event, state.size);
        return Vec::new();
    }
    let event = wizard::Event::Policy(event);
    wizard_takes(state, &Input::Event(Box::new(event)))
}

/// Makes everything fit a new size.
fn refit(state: &mut State) {
    for (tab, table) in Tab::ALL.iter().zip(&mut state.tables) {
        table.show_selection(state.size.rows(*tab));
    }
    match &mut state.view {
        View::Reach(pane) => pane.refit(state.size.width),
        View::Policy { reader, .. } => reader.editor.show_cursor(state.size),
        View::Wizard(wizard) => {
            if let Some(editor) = &mut wizard.editor {
                editor.show_cursor(state.size);
            }
        }
        View::Table | View::Detail(_) => {}
    }
    rebuild_detail(state);
}

/// Makes the open detail pane anew, after a change of data or size.
fn rebuild_detail(state: &mut State) {
    let view = std::mem::replace(&mut state.view, View::Table);
    state.view = match view {
        View::Detail(mut detail) => {
            detail.rebuild(state.sources());
            let (cursor, page) = (detail.cursor, state.size.detail());
            detail.select(cursor, page);
            View::Detail(detail)
        }
        view => view,
    };
}

/// Brings the index of the table on screen up to date: at once when it is
/// small, by an effect when it is large. Other tabs wait until they are shown.
fn reindex(state: &mut State, effects: &mut Vec<Effect>) {
    let (tab, page) = (state.tab, state.page());
    let table = state.table_mut();
    if !table.dirty {
        return;
    }
    let keep = table.selection().map(|r| r.id.clone());
    let job = table.job();
    if job.rows.len() > INLINE_ROWS {
        let generation = table.generation;
        effects.push(Effect::Index { tab, generation, job });
    } else {
        let index = job.run();
        table.take_index(&job.rows, index, keep.as_ref(), page);
    }
}

/// Closes what lies over the view.
pub(super) fn close(state: &mut State) {
    state.overlay = Overlay::None;
}
