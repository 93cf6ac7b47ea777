//! Policies of the account, to be read: opened from a table or a pane.

use super::say;
use crate::app::action::Action;
use crate::app::event::Effect;
use crate::app::key::Key;
use crate::app::policy::Reader;
use crate::app::state::{State, View};
use crate::app::table::RowId;
use crate::app::tabs::Tone;
use crate::inventory::Arn;

/// Opens the policies of the selection, or says why there are none.
pub(super) fn open(state: &mut State) {
    let id = match &state.view {
        View::Detail(detail) => Some(&detail.id),
        _ => state.table().selection().map(|r| &r.id),
    };
    let Some(arn) = id.and_then(RowId::arn).cloned() else {
        return;
    };
    match Reader::open(&state.inventory, &arn) {
        Ok(reader) => lay(state, reader),
        Err(reason) => say(state, reason, Tone::Unknown),
    }
}

/// Compares what the two marked rows grant, in the order of the table.
pub(super) fn compare(state: &mut State) -> Vec<Effect> {
    let table = state.table();
    let marked = table.index.iter().filter_map(|at| {
        let id = &table.rows[*at as usize].id;
        id.arn().filter(|_| table.marks.contains(id)).cloned()
    });
    let marked: Vec<Arn> = marked.collect();
    let [old, new] = marked.as_slice() else {
        let words = "the marked rows are not both on screen: clear the filter";
        say(state, words, Tone::Unknown);
        return Vec::new();
    };
    match Reader::compare(&state.inventory, old, new) {
        Ok((reader, effect)) => {
            lay(state, reader);
            vec![Effect::Policy(Box::new(effect))]
        }
        Err(reason) => {
            say(state, reason, Tone::Unknown);
            Vec::new()
        }
    }
}

fn lay(state: &mut State, reader: Reader) {
    let under = std::mem::replace(&mut state.view, View::Table);
    let gaps = reader.gaps.clone();
    state.view = View::Policy {
        reader: Box::new(reader),
        under: Box::new(under),
    };
    if let Some(gap) = gaps.first() {
        say(state, format!("not all could be read: {gap}"), Tone::Unknown);
    }
}

/// Does an action over the policies.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let size = state.size;
    match std::mem::replace(&mut state.view, View::Table) {
        View::Policy { mut reader, under } => {
            state.view = if reader.act(action, size) {
                View::Policy { reader, under }
            } else {
                *under
            };
        }
        other => state.view = other,
    }
    Vec::new()
}

/// Moves the cursor of the policies by a key that is bound to nothing.
pub(super) fn typed(state: &mut State, key: Key) {
    let size = state.size;
    if let View::Policy { reader, .. } = &mut state.view {
        reader.typed(key, size);
    }
}
