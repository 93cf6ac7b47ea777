//! The terminal: loop, themes, screens.
//!
//! - [`input`]: from the terminal's events to the app's
//! - [`theme`]: what each token looks like
//! - [`paint`]: text at a place
//! - [`screens`]: what each screen looks like

pub mod input;
pub mod paint;
pub mod screens;
pub mod theme;
