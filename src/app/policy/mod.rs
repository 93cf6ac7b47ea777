//! Policies on screen: written, remarked on, explained, proved and compared.
//!
//! - [`editor`]: a policy's text with its cursor, and what keys do to it
//! - [`margin`]: what lint says, line by line
//! - [`completion`]: the list of what may stand at the cursor
//! - [`sheet`]: what lies over the text
//! - `explanation`: the statement under the cursor in plain sentences
//! - [`difference`]: what two policies differ in, and which allows more
//! - [`matrix`]: the answers of a set to every question of the prover
//! - [`held`], [`reader`]: the policies of things in the account, to be read
//!
//! The text itself is kept by the terminal's text area, which knows how to
//! take back and do again: the app asks it for a [`Stroke`], and what it holds
//! afterwards comes back as [`Event::Edited`] before the next key is taken. A
//! policy that is only read needs no text area.

pub mod completion;
pub mod difference;
pub mod editor;
mod explanation;
pub mod held;
pub mod margin;
pub mod matrix;
pub mod reader;
pub mod sheet;

pub use editor::Editor;
pub use reader::Reader;
pub use sheet::Sheet;

use super::key::Key;
use difference::{CompareJob, Difference};
use matrix::{ProveJob, Proved};

/// A place in a text: line and column, counted from 0, in characters.
pub type Place = (usize, usize);

/// What the app asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Something for the text area; answered by [`Event::Edited`] at once.
    Area(Stroke),
    /// Compare policies; answered by [`Event::Compared`].
    Compare(Box<CompareJob>),
    /// Put the prover's questions; answered by [`Event::Proved`].
    Prove(Box<ProveJob>),
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
    /// Become this text by one change, which can be taken back; then put the
    /// cursor on the second place and select from the first. Without them it
    /// stays.
    Become(String, Option<(Place, Place)>),
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
    /// Policies were compared.
    Compared(Difference),
    /// The questions were answered.
    Proved(Box<Proved>),
}
