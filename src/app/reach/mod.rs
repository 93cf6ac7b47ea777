//! The screens that say who can do an action on a resource, and by which paths
//! one gets to what is at stake.
//!
//! - [`choose`]: which action is asked about
//! - [`answer`]: who can, and each path hop by hop
//! - [`attacks`]: the attack paths, and what to mend first
//!
//! The search runs off the loop: [`Job`] goes out as an effect, [`Event`]
//! comes back.

pub mod answer;
pub mod attacks;
pub mod choose;

use super::action::Action;
use super::key::Key;
use super::keymap::Context;
use super::state::View;
use crate::inventory::{Arn, Inventory};
use crate::posture::reach::{AttackPaths, MAX_HOPS, Reach, WhoCan};
use answer::Answered;
use attacks::Attacks;
use choose::Choice;
use std::sync::Arc;

/// A question, which can be answered on any thread.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which of the session's questions.
    pub number: u64,
    /// What was read.
    pub inventory: Arc<Inventory>,
    /// What is asked.
    pub ask: Ask,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Who can do an action on a resource.
    WhoCan {
        /// The action.
        action: String,
        /// The resource.
        resource: Arn,
    },
    /// By which paths one gets to what is at stake.
    Attacks,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Who can.
    WhoCan(Arc<WhoCan>),
    /// By which paths.
    Attacks(Arc<AttackPaths>),
}

/// What became of a question.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which of the session's questions.
    pub number: u64,
    /// The answer, or why there is none.
    pub answer: Result<Answer, String>,
}

impl Job {
    /// Answers it.
    pub fn run(&self) -> Event {
        let reach = Reach::new(&self.inventory);
        let answer = match &self.ask {
            Ask::WhoCan { action, resource } => reach
                .who_can(action, resource.as_str(), MAX_HOPS)
                .map(|who| Answer::WhoCan(Arc::new(who)))
                .map_err(|e| e.to_string()),
            Ask::Attacks => Ok(Answer::Attacks(Arc::new(reach.attack_paths(MAX_HOPS)))),
        };
        Event {
            number: self.number,
            answer,
        }
    }
}

/// How far the question has come.
#[derive(Clone, Debug)]
pub enum Stage {
    /// The action is chosen.
    Choose(Choice),
    /// The answer is being worked out.
    Wait,
    /// Who can.
    Answer(Answered),
    /// By which paths.
    Attacks(Attacks),
    /// There is none, and why.
    Failed(String),
}

/// The screen.
#[derive(Clone, Debug)]
pub struct Pane {
    /// The resource that is asked about; none where it is all that is at stake.
    pub resource: Option<Arn>,
    /// What people call it, with its kind.
    pub name: String,
    /// The action that was asked about last.
    pub action: String,
    /// How far it has come.
    pub stage: Stage,
    /// The screen before, to go back to.
    pub beneath: Box<View>,
    /// Which of the session's questions is open.
    pub number: u64,
    /// The inventory that was asked.
    asked_of: Arc<Inventory>,
}

/// What comes of an input.
#[derive(Debug)]
pub enum Flow {
    /// The screen stays.
    Stay,
    /// The screen stays, and a question is to be answered.
    Ask(Box<Job>),
    /// The screen is left.
    Leave,
}

impl Pane {
    /// Opens the screen on a resource.
    pub fn open(resource: Arn, inventory: &Arc<Inventory>, beneath: View, number: u64) -> Self {
        let name = inventory.get(&resource).map_or_else(
            || resource.as_str().to_owned(),
            |r| format!("{} {}", r.kind().label(), r.name),
        );
        Self {
            stage: Stage::Choose(Choice::of(&resource, inventory)),
            resource: Some(resource),
            name,
            action: String::new(),
            beneath: Box::new(beneath),
            number,
            asked_of: Arc::clone(inventory),
        }
    }

    /// Opens the screen of attack paths, and asks for them.
    pub fn attacks(inventory: &Arc<Inventory>, beneath: View, number: u64) -> (Self, Flow) {
        let mut pane = Self {
            stage: Stage::Wait,
            resource: None,
            name: "what is at stake".to_owned(),
            action: String::new(),
            beneath: Box::new(beneath),
            number,
            asked_of: Arc::clone(inventory),
        };
        let flow = pane.ask(inventory);
        (pane, flow)
    }

    /// Where keys mean something.
    pub fn context(&self) -> Context {
        match self.stage {
            Stage::Choose(_) => Context::WhoCanAction,
            _ if self.resource.is_none() => Context::AttackPaths,
            _ => Context::WhoCan,
        }
    }

    /// Whether the account was read anew since it was asked.
    pub fn is_stale(&self, inventory: &Arc<Inventory>) -> bool {
        matches!(self.stage, Stage::Answer(_) | Stage::Attacks(_)) && !Arc::ptr_eq(&self.asked_of, inventory)
    }

    /// Whether the answer is being worked out.
    pub fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::Wait)
    }

    /// Does an action; `page` is the number of lines that are visible.
    pub fn perform(&mut self, action: Action, inventory: &Arc<Inventory>, page: usize) -> Flow {
        match &mut self.stage {
            Stage::Choose(choice) => match action {
                Action::Back => return Flow::Leave,
                Action::Accept => {
                    if let Some(chosen) = choice.chosen() {
                        self.action = chosen;
                        return self.ask(inventory);
                    }
                }
                Action::Complete => choice.complete(),
                action => choice.scroll(action, page),
            },
            Stage::Answer(answered) => match action {
                Action::WhoCan => self.choose(inventory),
                Action::Open => answered.open(),
                Action::Back if answered.close() => {}
                Action::Back => return Flow::Leave,
                action => answered.scroll(action, page),
            },
            Stage::Attacks(attacks) => match action {
                Action::AttackPaths => return self.ask(inventory),
                Action::Next | Action::Previous => attacks.turn(),
                Action::Open => attacks.open(),
                Action::Back if attacks.close() => {}
                Action::Back => return Flow::Leave,
                action => attacks.scroll(action, page),
            },
            Stage::Wait | Stage::Failed(_) => match action {
                Action::Back => return Flow::Leave,
                Action::WhoCan => self.choose(inventory),
                _ => {}
            },
        }
        Flow::Stay
    }

    fn choose(&mut self, inventory: &Arc<Inventory>) {
        if let Some(resource) = &self.resource {
            self.stage = Stage::Choose(Choice::of(resource, inventory));
        }
    }

    fn ask(&mut self, inventory: &Arc<Inventory>) -> Flow {
        self.number += 1;
        self.asked_of = Arc::clone(inventory);
        self.stage = Stage::Wait;
        Flow::Ask(Box::new(Job {
            number: self.number,
            inventory: Arc::clone(inventory),
            ask: match &self.resource {
                Some(resource) => Ask::WhoCan {
                    action: self.action.clone(),
                    resource: resource.clone(),
                },
                None => Ask::Attacks,
            },
        }))
    }

    /// Types a key, where text is typed.
    pub fn key(&mut self, key: Key) {
        if let Stage::Choose(choice) = &mut self.stage {
            choice.key(key);
        }
    }

    /// Pastes text, where text is typed.
    pub fn paste(&mut self, text: &str) {
        if let Stage::Choose(choice) = &mut self.stage {
            choice.paste(text);
        }
    }

    /// Takes an answer; one to an older question is nothing.
    pub fn take(&mut self, event: Event, width: u16) {
        if event.number != self.number || !self.is_waiting() {
            return;
        }
        self.stage = match event.answer {
            Ok(Answer::WhoCan(answer)) => Stage::Answer(Answered::new(answer, width)),
            Ok(Answer::Attacks(all)) => Stage::Attacks(Attacks::new(all, width)),
            Err(why) => Stage::Failed(super::sanitise::cell(&why)),
        };
    }

    /// Fits the lines to a width.
    pub fn refit(&mut self, width: u16) {
        match &mut self.stage {
            Stage::Answer(answered) => answered.refit(width),
            Stage::Attacks(attacks) => attacks.refit(width),
            _ => {}
        }
    }

    /// The principal under the cursor, to be copied.
    pub fn principal(&self) -> Option<Arn> {
        match &self.stage {
            Stage::Answer(answered) => answered.principal().map(Arn::new),
            Stage::Attacks(attacks) => attacks.principal().map(Arn::new),
            _ => None,
        }
    }
}
