//! The state machine: events in, effects out; pure and synchronous.
//!
//! - [`state`]: everything that the app knows
//! - [`mod@update`]: the one place where it changes
//! - [`event`]: what happens, and what the app asks for
//! - [`key`], [`action`], [`keymap`]: from keys to what they mean, by rows
//! - [`tabs`]: the tabs and their columns, as data
//! - [`table`], [`filter`]: virtual tables; filter, order, selection, marks
//! - [`detail`]: one thing in full, in sections
//! - [`live`]: the account, followed: what is read again, what changed
//! - [`digest`]: what the screens are made of, worked out off the loop
//! - [`reach`]: who can do an action on a resource
//! - [`palette`], [`prompt`], [`help`]: what lies over the screen
//! - [`layout`]: how the screen is divided, so that scrolling is decided here
//! - [`sanitise`]: the gate for text from AWS
//! - [`policy`]: a policy on screen: written, remarked on
//! - [`stacks`], [`wizard`]: provisioned stacks and how they are made
//! - [`remote`]: a value that is idle, loading, ready or failed
//!
//! No terminal, SDK, clock or I/O.

pub mod action;
pub mod detail;
pub mod digest;
pub mod event;
pub mod filter;
pub mod help;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod live;
pub mod palette;
pub mod policy;
pub mod prompt;
pub mod reach;
pub mod remote;
pub mod sanitise;
pub mod stacks;
pub mod state;
pub mod table;
pub mod tabs;
pub mod update;
pub mod wizard;

pub use action::Action;
pub use event::{Account, Effect, Event, Observation, Target};
pub use key::{Code, Key};
pub use keymap::{Context, Keymap};
pub use layout::Size;
pub use state::{Options, Overlay, State, View};
pub use tabs::{Tab, Tone};
pub use update::{start, update};
