//! What is handed over: the steps of a blueprint, and what stands of them.

use crate::inventory::{AccountId, Region};
use crate::stack::planner::subject;
use crate::stack::reference::{self, Produced};
use crate::stack::{JournalState, Step, StepId};

/// A stack to be written for another tool.
#[derive(Clone, Copy, Debug)]
pub struct Handover<'a> {
    /// The stack's name.
    pub stack: &'a str,
    /// The account that it is for.
    pub account: &'a AccountId,
    /// Its Region.
    pub region: &'a Region,
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: &'a str,
    /// Its steps, in an order that respects what each needs.
    pub steps: &'a [Step],
    /// The steps whose things stand, and what they produced.
    pub standing: &'a Produced,
}

/// A stack that a format cannot be made to say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A text refers to something that no step gives.
    #[error(
        "the step {step} refers to ${{{to}.{output}}}, which {format} cannot say; \
         correct the policy that names it"
    )]
    Reference {
        /// The step.
        step: StepId,
        /// The step that it refers to.
        to: StepId,
        /// The output that it names.
        output: String,
        /// The format.
        format: &'static str,
    },
    /// A policy is not JSON.
    #[error("the policy of the step {step} is no JSON ({message}); correct it in the blueprint")]
    Document {
        /// The step.
        step: StepId,
        /// What is wrong with it.
        message: String,
    },
    /// A text would be read as an instruction, and the format has no way to
    /// write it so that it is not.
    #[error("the step {step} holds {text:?}, which {format} would carry out instead of keeping it as text")]
    Instruction {
        /// The step.
        step: StepId,
        /// The text.
        text: String,
        /// The format.
        format: &'static str,
    },
}

/// The steps whose things stand, by the journal: those that are settled and
/// that make what the blueprint still wants under that name.
pub fn standing(steps: &[Step], journal: &JournalState) -> Produced {
    let produced = journal.produced();
    steps
        .iter()
        .filter_map(|step| {
            let state = journal.steps.get(&step.id).filter(|s| s.is_settled())?;
            let wanted = reference::resolve(&step.spec, &produced).ok()?;
            // Something adopted has no call in the journal: the plan found it
            // by what the step said then.
            let made = if let Some(spec) = &state.spec {
                subject(spec)
            } else {
                let planned = journal.plan.as_ref()?.step(&step.id)?;
                subject(&reference::resolve(&planned.spec, &produced).ok()?)
            };
            (made == subject(&wanted)).then(|| (step.id.clone(), state.outputs.clone()))
        })
        .collect()
}
