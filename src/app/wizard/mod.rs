//! The wizard: a dozen plain questions that become a secure stack.
//!
//! - [`page`]: the pages, in order
//! - [`field`], [`form`]: what a page asks, with why and the default
//! - [`offers`]: what exists that an answer can be picked from
//! - [`answer`]: writing an answer into the blueprint
//! - `editing`: a policy of the set, opened in the editor and taken back
//! - [`words`]: words for scenarios and policies
//! - [`review`]: the plan, and the posture before and after
//! - [`run`]: the plan being applied, step by step
//! - [`update`](self::update): inputs in, effects out
//!
//! The app routes to it whatever the keymap's wizard contexts bind, and the
//! terminal draws it by `tui::screens::wizard`.

pub mod answer;
mod editing;
pub mod field;
pub mod form;
pub mod offers;
pub mod page;
pub mod review;
pub mod run;
mod update;
pub mod words;

use super::action::Action;
use super::key::Key;
use super::keymap::Context;
use super::layout::Size;
use super::policy::{self, Editor, Sheet};
use super::prompt::Prompt;
use super::remote::Remote;
use super::state::Account;
use crate::inventory::{AccountId, Inventory, Region, Timestamp};
use crate::stack::progress::Progress;
use crate::stack::{Blueprint, ConfirmedPlan, Scenario, Stage};
use field::{Field, Kind};
use offers::Offers;
use page::Page;
use review::Review;
use run::{Ended, Run};
use std::sync::Arc;

/// What reaches the wizard from effects that it asked for.
#[derive(Clone, Debug)]
pub enum Event {
    /// Something for the policy on screen.
    Policy(policy::Event),
    /// The answers that were kept from last time.
    Draft(Option<Box<Blueprint>>),
    /// The blueprint was written to this path (or why not).
    Saved(Result<String, String>),
    /// The plan of a blueprint is made (or why not).
    Planned(Result<Arc<Review>, String>),
    /// Something happened to a step.
    Progress(Progress),
    /// The apply ended.
    Ended(Ended),
}

/// What the wizard asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    /// What the policy on screen asks for.
    Policy(policy::Effect),
    /// Read the answers that were kept.
    LoadDraft,
    /// Keep the answers, so that a crash loses none.
    SaveDraft(Box<Blueprint>),
    /// Forget the kept answers: the stack is there.
    ClearDraft,
    /// Write the blueprint as a file for the command line.
    SaveBlueprint(Box<Blueprint>),
    /// Make the plan (reads only) and evaluate the posture before and after.
    Plan(Box<Blueprint>),
    /// Apply a plan that the operator confirmed.
    Apply(Box<ConfirmedPlan>),
    /// Stop the apply after the step that is being done.
    CancelApply,
}

impl Effect {
    /// Whether carrying it out may change the account.
    pub fn writes(&self) -> bool {
        matches!(self, Self::Apply(_))
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
    /// The size of the terminal.
    pub size: Size,
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
#[derive(Clone, Debug)]
pub struct Wizard {
    /// The page on screen.
    pub page: Page,
    /// The position of the field that keys go to.
    pub focus: usize,
    /// The answers.
    pub answers: Blueprint,
    /// The fields of the page, kept in step with the answers.
    pub fields: Vec<Field>,
    /// What can be picked.
    pub offers: Offers,
    /// The account that names are derived for.
    pub account: AccountId,
    /// The policy that is being edited.
    pub editor: Option<Editor>,
    /// What lies over the review.
    pub sheet: Option<Sheet>,
    /// The plan of the answers.
    pub review: Remote<Arc<Review>>,
    /// The first line of the plan on screen.
    pub scroll: usize,
    /// The question before an apply is on screen: the name that is typed.
    pub confirming: Option<Prompt>,
    /// The apply.
    pub run: Option<Run>,
    /// Where the blueprint was written.
    pub saved: Option<Result<String, String>>,
    /// What is said on the page: why it cannot be left yet.
    pub notice: Option<String>,
    /// Answers from last time were taken up.
    pub resumed: bool,
}

impl Wizard {
    /// A wizard at its first page, with the healthcare defaults.
    pub fn new(around: Surroundings<'_>) -> Self {
        let region = around
            .account
            .and_then(|a| a.regions.first().cloned())
            .unwrap_or_else(|| Region::new("us-east-1"));
        let account = around.account.map(|a| a.id.clone()).unwrap_or_default();
        let mut wizard = Self {
            page: Page::Scenario,
            focus: 0,
            answers: Blueprint::preset(Scenario::Healthcare, "", Stage::Dev, &region),
            fields: Vec::new(),
            offers: Offers::default(),
            account,
            editor: None,
            sheet: None,
            review: Remote::Idle,
            scroll: 0,
            confirming: None,
            run: None,
            saved: None,
            notice: None,
            resumed: false,
        };
        wizard.refresh(around);
        wizard
    }

    /// The keymap context that it is in.
    pub fn context(&self) -> Context {
        if let Some(editor) = &self.editor {
            return editor.context();
        }
        if self.sheet.is_some() {
            return Context::PolicySheet;
        }
        match self.page {
            Page::Review if self.confirming.is_some() => Context::WizardText,
            Page::Review => Context::WizardReview,
            Page::Apply | Page::Done => Context::WizardRun,
            _ if self.focused().is_some_and(|f| f.kind == Kind::Text) => Context::WizardText,
            _ => Context::Wizard,
        }
    }

    /// The field that keys go to.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    /// Whether a plan is being applied, so that leaving asks first.
    pub fn is_applying(&self) -> bool {
        self.run.as_ref().is_some_and(Run::is_going)
    }

    /// Makes offers and fields anew: the answers or the account changed.
    pub(super) fn refresh(&mut self, around: Surroundings<'_>) {
        self.offers = Offers::new(around, &self.answers.region);
        if let Some(account) = around.account {
            self.account = account.id.clone();
        }
        self.fields = form::fields(self.page, &self.answers, &self.account, &self.offers);
        for problem in self.answers.validate() {
            let named = |f: &&mut Field| {
                f.id.path() == problem.field || problem.field.starts_with(&format!("{}.", f.id.path()))
            };
            if let Some(field) = self.fields.iter_mut().find(named) {
                let parts = [&problem.what, &problem.why, &problem.next];
                let words: Vec<&str> = parts
                    .iter()
                    .map(|p| p.as_str())
                    .filter(|p| !p.is_empty())
                    .collect();
                field.problem = Some(words.join("; "));
            }
        }
        self.focus = self.focus.min(self.fields.len().saturating_sub(1));
    }
}
