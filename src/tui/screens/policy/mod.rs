//! Policies on screen.
//!
//! - [`editor`]: the text with lint's marks in the margin and its words below
//! - `json`: the tones of a line of JSON

pub mod editor;
mod json;
