//! Policies on screen: written, remarked on, explained, proved and compared.
//!
//! - [`editor`]: a policy's text with its cursor, and what keys do to it
//! - [`margin`]: what lint says, line by line
//!
//! The text itself is kept by the terminal's text area, which knows how to
//! take back and do again: the app asks it for a [`Stroke`], and what it holds
//! afterwards comes back as [`Event::Edited`] before the next key is taken.

pub mod editor;
pub mod margin;

pub use editor::Editor;

use super::key::Key;

/// A place in a text: line and column, counted from 0, in characters.
pub type Place = (usize, usize);

/// What the app asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Something for the text area; answered by [`Event::Edited`] at once.
    Area(Stroke),
}

/// What the text area is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Take this text, the cursor at its start, with nothing to take back.
    Open(String),
    /// Type a key.
    Key(Key),
    /// Insert pasted text.
    Insert(String),
    /// Become this text by one change, which can be taken back.
    Become(String),
    /// Put the cursor here.
    MoveTo(Place),
    /// Take the last change back.
    Undo,
    /// Do the change that was taken back again.
    Redo,
}

/// What comes of it.
#[derive(Clone, Debug)]
pub enum Event {
    /// The text area holds this now.
    Edited {
        /// The whole text.
        text: String,
        /// Where the cursor is.
        cursor: Place,
        /// What is selected, from and to.
        selection: Option<(Place, Place)>,
    },
}
