//! Policies on screen.
//!
//! - [`editor`]: the text with lint's marks in the margin and its words below
//! - `completion`: the list of what may stand at the cursor
//! - [`sheet`]: what lies over the text: words, differences
//! - `matrix`: the table of answers
//! - `json`: the tones of a line of JSON

mod completion;
pub mod editor;
mod json;
mod matrix;
pub mod sheet;
