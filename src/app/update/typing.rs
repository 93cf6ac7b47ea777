//! Keys and pasted text that are bound to nothing: text, where text is typed.

use super::{policies, wizard_takes};
use crate::app::event::Effect;
use crate::app::key::Key;
use crate::app::state::{Overlay, State, View};
use crate::app::wizard::Input;

/// Types a key.
pub(super) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    match &mut state.overlay {
        Overlay::Filter { prompt, .. } => {
            if prompt.key(key) {
                let text = prompt.text.clone();
                narrow(state, text);
            }
            Vec::new()
        }
        Overlay::Palette(palette) => {
            palette.key(key);
            Vec::new()
        }
        Overlay::None if matches!(state.view, View::Wizard(_)) => wizard_takes(state, &Input::Key(key)),
        Overlay::None => {
            if let View::Reach(pane) = &mut state.view {
                pane.key(key);
            }
            policies::typed(state, key);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Pastes text.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    match &mut state.overlay {
        Overlay::Filter { prompt, .. } => {
            prompt.insert(text);
            let text = prompt.text.clone();
            narrow(state, text);
            Vec::new()
        }
        Overlay::Palette(palette) => {
            palette.prompt.insert(text);
            palette.search();
            Vec::new()
        }
        Overlay::None if matches!(state.view, View::Wizard(_)) => {
            wizard_takes(state, &Input::Paste(text.to_owned()))
        }
        Overlay::None if matches!(state.view, View::Reach(_)) => {
            if let View::Reach(pane) = &mut state.view {
                pane.paste(text);
            }
            Vec::new()
        }
        // Elsewhere pasted text would be a burst of commands: it is nothing.
        _ => Vec::new(),
    }
}

/// Applies what is typed so far to the table, or to the search of the pane.
pub(super) fn narrow(state: &mut State, text: String) {
    let page = state.size.detail();
    if let View::Detail(detail) = &mut state.view {
        detail.search = text;
        detail.find(true, true, page);
    } else {
        let table = state.table_mut();
        table.filter = text;
        table.dirty = true;
    }
}
