//! The wizard: a dozen plain questions that become a secure stack.
//!
//! The app routes to it whatever the keymap's wizard contexts bind, and draws
//! it by `tui::screens::wizard`.

use super::action::Action;
use super::key::Key;
use super::keymap::Context;
use super::state::Account;
use crate::inventory::{Inventory, Timestamp};
use crate::stack::{Blueprint, ConfirmedPlan, Outcome, Plan, Progress};

/// What reaches the wizard from effects that it asked for.
#[derive(Clone, Debug)]
pub enum Event {
    /// The plan that was asked for.
    PlanReady(Box<Plan>),
    /// No plan could be made: what happened, why, what to do next.
    PlanFailed(String),
    /// Something happened to a step of the plan that is being applied.
    Progress(Progress),
    /// The apply ended, or could not be kept account of.
    Ended(Result<Box<Outcome>, String>),
}

/// What the wizard asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Observe the account and make a plan. Reads only.
    MakePlan(Box<Blueprint>),
    /// Apply a plan that a person has confirmed: the only effect that writes.
    ApplyPlan(Box<ConfirmedPlan>),
}

impl Effect {
    /// Whether carrying it out may change the account.
    pub fn writes(&self) -> bool {
        matches!(self, Self::ApplyPlan(_))
    }
}

/// What the operator does in the wizard.
#[derive(Clone, Debug)]
pub enum Input {
    /// An action of the keymap.
    Action(Action),
    /// A key that is bound to nothing here: text.
    Key(Key),
    /// Pasted text.
    Paste(String),
    /// An effect answered.
    Event(Box<Event>),
}

/// What the wizard may look at.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// What exists.
    pub inventory: &'a Inventory,
    /// The open account.
    pub account: Option<&'a Account>,
    /// Nothing may be written.
    pub read_only: bool,
    /// The time.
    pub now: Timestamp,
}

/// Whether the wizard stays on screen.
#[derive(Debug)]
pub enum Flow {
    /// It stays.
    Stay(Vec<Effect>),
    /// It is left, its answers kept.
    Leave(Vec<Effect>),
}

/// The wizard.
#[derive(Clone, Debug, Default)]
pub struct Wizard {}

impl Wizard {
    /// The keymap context that it is in.
    pub fn context(&self) -> Context {
        Context::Wizard
    }

    /// Whether a plan is being applied, so that leaving asks first.
    pub fn is_applying(&self) -> bool {
        false
    }

    /// Takes an input.
    pub fn update(&mut self, input: &Input, surroundings: Surroundings<'_>) -> Flow {
        let _ = surroundings;
        match input {
            Input::Action(Action::Back) => Flow::Leave(Vec::new()),
            _ => Flow::Stay(Vec::new()),
        }
    }
}
