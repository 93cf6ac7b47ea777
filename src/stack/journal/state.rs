//! A journal's lines folded into what is known: what runs, which step is in
//! doubt, and what the stack has made and not yet taken back.

use super::record::{Closing, Record};
use crate::inventory::Timestamp;
use crate::stack::reference::Produced;
use crate::stack::{ActError, Difference, Outputs, Plan, Spec, StepId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where a step of the current run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Its call may or may not have been made.
    InDoubt,
    /// It has had its effect.
    Done,
    /// It was read back and is as wanted.
    Verified,
    /// It was there and is not the stack's.
    Adopted,
    /// It was there and is the stack's.
    Kept,
    /// It was refused.
    Failed,
}

/// What is known of a step of the current run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepState {
    /// Where it stands.
    pub status: StepStatus,
    /// What it produced.
    pub outputs: Outputs,
    /// How it differed when it was last read back.
    pub differences: Vec<Difference>,
    /// Why it failed.
    pub error: Option<ActError>,
    /// The call, with its references resolved, once it was tried.
    pub spec: Option<Box<Spec>>,
}

impl StepState {
    fn new(status: StepStatus) -> Self {
        Self {
            status,
            outputs: Outputs::new(),
            differences: Vec::new(),
            error: None,
            spec: None,
        }
    }

    /// Whether its effect is there.
    pub fn is_settled(&self) -> bool {
        !matches!(self.status, StepStatus::InDoubt | StepStatus::Failed)
    }
}

/// Something that the stack made and has not taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Made {
    /// The run that made it.
    pub run: String,
    /// The step that made it.
    pub step: StepId,
    /// The call, with its references resolved.
    pub spec: Box<Spec>,
    /// What it produced.
    pub outputs: Outputs,
}

/// What a journal says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JournalState {
    /// The current run.
    pub run: Option<String>,
    /// When it was opened.
    pub opened: Option<Timestamp>,
    /// Its plan.
    pub plan: Option<Plan>,
    /// Its steps that were begun.
    pub steps: BTreeMap<StepId, StepState>,
    /// What was made by this run and those before it, oldest first.
    pub made: Vec<Made>,
    /// Set while the stack is being destroyed: whether buckets are emptied.
    pub destroying: Option<bool>,
    /// How the run ended, when it has.
    pub closed: Option<Closing>,
}

impl JournalState {
    /// What the steps of the current run have produced.
    pub fn produced(&self) -> Produced {
        self.steps
            .iter()
            .filter(|(_, s)| s.is_settled())
            .map(|(id, s)| (id.clone(), s.outputs.clone()))
            .collect()
    }

    /// The step whose call may or may not have been made.
    pub fn in_doubt(&self) -> Option<(&StepId, &StepState)> {
        self.steps.iter().find(|(_, s)| s.status == StepStatus::InDoubt)
    }

    /// The steps whose things the stack has made: they are its own even where
    /// no tag says so yet.
    pub fn made_steps(&self) -> BTreeSet<StepId> {
        let doubtful = self.in_doubt().map(|(id, _)| id.clone());
        self.made.iter().map(|m| m.step.clone()).chain(doubtful).collect()
    }

    /// Whether a run was begun and has neither ended well nor been destroyed.
    pub fn is_unfinished(&self) -> bool {
        self.run.is_some() && !matches!(self.closed, Some(Closing::Applied | Closing::Destroyed))
    }

    /// One word for lists: `applied`, `unfinished`, `destroyed`, `empty`.
    pub fn word(&self) -> &'static str {
        match (&self.run, self.closed) {
            (None, _) => "empty",
            (_, Some(Closing::Applied)) => "applied",
            (_, Some(Closing::Destroyed)) => "destroyed",
            _ => "unfinished",
        }
    }

    /// Takes in the next line.
    pub fn fold(&mut self, record: &Record) {
        match record {
            Record::RunOpened { run, at, plan } => self.open(run, *at, plan),
            Record::Resumed { .. } => self.closed = None,
            Record::Intent { step, spec, .. } => {
                let state = self.step(step, StepStatus::InDoubt);
                state.spec = Some(spec.clone());
                state.error = None;
            }
            Record::Result {
                step,
                spec,
                outputs,
                ours,
                ..
            } => {
                let state = self.step(step, StepStatus::Done);
                state.outputs.clone_from(outputs);
                state.spec = Some(spec.clone());
                if *ours {
                    self.make(step, spec, outputs);
                }
            }
            Record::Adopted { step, outputs } => {
                self.step(step, StepStatus::Adopted).outputs.clone_from(outputs);
            }
            Record::Kept { step, spec, outputs } => {
                let state = self.step(step, StepStatus::Kept);
                state.outputs.clone_from(outputs);
                state.spec = Some(spec.clone());
                self.make(step, spec, outputs);
            }
            Record::Failed { step, error, .. } => {
                self.step(step, StepStatus::Failed).error = Some(error.clone());
            }
            Record::Verified { step } => {
                self.step(step, StepStatus::Verified).differences.clear();
            }
            Record::Differs { step, differences } => {
                self.step(step, StepStatus::Done)
                    .differences
                    .clone_from(differences);
            }
            Record::DestroyOpened { purge, .. } => {
                self.destroying = Some(*purge);
                self.closed = None;
            }
            Record::UndoIntent { .. } => {}
            Record::Undone { run, step, .. } => self.undone(run, step),
            Record::Closed { outcome, .. } => self.close(*outcome),
        }
    }

    fn open(&mut self, run: &str, at: Timestamp, plan: &Plan) {
        self.run = Some(run.to_owned());
        self.opened = Some(at);
        self.plan = Some(plan.clone());
        self.steps.clear();
        self.destroying = None;
        self.closed = None;
    }

    fn step(&mut self, id: &str, status: StepStatus) -> &mut StepState {
        let state = self
            .steps
            .entry(id.to_owned())
            .or_insert_with(|| StepState::new(status));
        state.status = status;
        state
    }

    /// Remembers what was made. The same thing keeps its place; a setting
    /// replaces its older self; a thing of another name is another thing.
    fn make(&mut self, step: &str, spec: &Spec, outputs: &Outputs) {
        let same = |m: &Made| m.step == step && (spec.is_setting() || names_same(&m.spec, spec));
        if let Some(made) = self.made.iter_mut().find(|m| same(m)) {
            *made.spec = spec.clone();
            made.outputs.clone_from(outputs);
            return;
        }
        self.made.push(Made {
            run: self.run.clone().unwrap_or_default(),
            step: step.to_owned(),
            spec: Box::new(spec.clone()),
            outputs: outputs.clone(),
        });
    }

    fn undone(&mut self, run: &str, step: &str) {
        self.made.retain(|m| m.run != run || m.step != step);
        if self.run.as_deref() == Some(run) {
            self.steps.remove(step);
        }
    }

    fn close(&mut self, outcome: Closing) {
        self.closed = Some(outcome);
        if outcome == Closing::Destroyed {
            self.destroying = None;
            self.steps.clear();
            self.made.clear();
        }
    }
}

/// Whether two calls of one step make the same thing.
fn names_same(one: &Spec, other: &Spec) -> bool {
    crate::stack::planner::subject(one) == crate::stack::planner::subject(other)
}
