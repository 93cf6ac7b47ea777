//! Taking a stack back: in reverse, only what it made, by the journal. What it
//! adopted stays, and so do the settings that it put on it.

use super::actuator::{Actuator, Observed, Outputs};
use super::apply::ApplyError;
use super::confirm::ConfirmError;
use super::journal::{Closing, Journal, JournalState, Record, StepStatus};
use super::progress::{Cancel, Outcome, Progress, ProgressEvent, Report};
use super::retry::{undo_tries, wait_millis};
use super::verify::look;
use super::{ActError, Permit, Spec, StepId, planner};
use crate::inventory::{AccountId, Region};
use serde::Serialize;

/// One thing to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DestroyItem {
    /// The run that made it.
    pub run: String,
    /// The step that made it.
    pub step: StepId,
    /// What it is, for people: `the bucket NAME`.
    pub what: String,
    /// The operations that take it back.
    pub operations: Vec<&'static str>,
    /// Whether it is not known to exist: its call may not have been made.
    pub in_doubt: bool,
    #[serde(skip)]
    spec: Box<Spec>,
    #[serde(skip)]
    outputs: Outputs,
}

/// What destroying a stack would do, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DestroyPlan {
    /// The stack.
    pub stack: String,
    /// Its account.
    pub account: AccountId,
    /// Its Region.
    pub region: Region,
    /// What would be taken back, the last made first.
    pub items: Vec<DestroyItem>,
    /// What would be left, since the stack only used it.
    pub left: Vec<StepId>,
}

/// A destruction that a person confirmed by typing the stack's name.
#[derive(Clone, Debug)]
pub struct ConfirmedDestroy {
    plan: DestroyPlan,
    purge: bool,
}

impl DestroyPlan {
    /// What the journal says was made; nothing when it has no plan.
    pub fn of(state: &JournalState) -> Option<Self> {
        let plan = state.plan.as_ref()?;
        let doubtful = state.in_doubt().and_then(|(step, s)| {
            let spec = s.spec.clone()?;
            let run = state.run.clone()?;
            let known = state.made.iter().any(|m| m.step == *step && m.spec == spec);
            (!known).then(|| item(run, step, spec, Outputs::new(), true))
        });
        let made = state
            .made
            .iter()
            .rev()
            .map(|m| item(m.run.clone(), &m.step, m.spec.clone(), m.outputs.clone(), false));
        Some(Self {
            stack: plan.stack.clone(),
            account: plan.account.clone(),
            region: plan.region.clone(),
            items: doubtful
                .into_iter()
                .chain(made)
                .filter(|i| !i.operations.is_empty())
                .collect(),
            left: state
                .steps
                .iter()
                .filter(|(_, s)| s.status == StepStatus::Adopted)
                .map(|(id, _)| id.clone())
                .collect(),
        })
    }

    /// Takes the person's word. `purge` lets buckets be emptied, all versions
    /// of all objects.
    ///
    /// # Errors
    /// What was typed is not the stack's name.
    pub fn confirm(self, typed: &str, purge: bool) -> Result<ConfirmedDestroy, ConfirmError> {
        if typed == self.stack {
            Ok(ConfirmedDestroy { plan: self, purge })
        } else {
            Err(ConfirmError::WrongName {
                typed: typed.to_owned(),
                stack: self.stack,
            })
        }
    }
}

fn item(run: String, step: &str, spec: Box<Spec>, outputs: Outputs, in_doubt: bool) -> DestroyItem {
    DestroyItem {
        run,
        step: step.to_owned(),
        what: planner::subject(&spec),
        operations: spec.undo_operations().to_vec(),
        in_doubt,
        spec,
        outputs,
    }
}

/// Operations that empty a bucket: permitted only when the person said so.
const PURGING: &[&str] = &["s3:DeleteObjects", "s3:AbortMultipartUpload"];

impl ConfirmedDestroy {
    /// The plan.
    pub fn plan(&self) -> &DestroyPlan {
        &self.plan
    }

    fn permit(&self, item: &DestroyItem) -> Permit {
        let operations: Vec<&'static str> = item
            .operations
            .iter()
            .copied()
            .filter(|o| self.purge || !PURGING.contains(o))
            .collect();
        Permit::new(&item.run, &item.step, &operations)
    }
}

/// Takes back what the stack made. Stops at the first refusal (a key is not
/// let go of while a bucket that it encrypts is kept); calling it again goes on.
///
/// # Errors
/// The journal cannot be written.
pub async fn destroy<A: Actuator>(
    confirmed: &ConfirmedDestroy,
    journal: &mut Journal,
    actuator: &A,
    report: Report<'_>,
    cancel: &Cancel,
) -> Result<Outcome, ApplyError> {
    journal.append(&Record::DestroyOpened {
        purge: confirmed.purge,
        at: actuator.now(),
    })?;
    let items = &confirmed.plan.items;
    let mut outcome = Outcome::default();
    for (n, item) in items.iter().enumerate() {
        let remaining = |from: usize| items[from..].iter().map(|i| i.step.clone()).collect();
        if cancel.is_cancelled() {
            outcome.cancelled = true;
            outcome.remaining = remaining(n);
            break;
        }
        let mut tell = |event| {
            report(Progress {
                step: item.step.clone(),
                index: n + 1,
                total: items.len(),
                event,
            });
        };
        tell(ProgressEvent::Started);
        journal.append(&Record::UndoIntent {
            run: item.run.clone(),
            step: item.step.clone(),
            at: actuator.now(),
        })?;
        if let Err(error) = undo(confirmed, item, actuator, &mut tell).await {
            tell(ProgressEvent::Failed(error.clone()));
            outcome.failed = Some((item.step.clone(), error));
            outcome.remaining = remaining(n + 1);
            break;
        }
        journal.append(&Record::Undone {
            run: item.run.clone(),
            step: item.step.clone(),
            at: actuator.now(),
        })?;
        tell(ProgressEvent::Undone);
        outcome.done.push(item.step.clone());
    }
    let closing = match &outcome {
        o if o.is_complete() => Closing::Destroyed,
        o if o.cancelled => Closing::Cancelled,
        _ => Closing::Partial,
    };
    journal.append(&Record::Closed {
        outcome: closing,
        at: actuator.now(),
    })?;
    Ok(outcome)
}

async fn undo<A: Actuator>(
    confirmed: &ConfirmedDestroy,
    item: &DestroyItem,
    actuator: &A,
    tell: &mut (dyn FnMut(ProgressEvent) + Send),
) -> Result<(), ActError> {
    let mut outputs = item.outputs.clone();
    if item.in_doubt {
        match look(actuator, &confirmed.plan.stack, &item.step, &item.spec).await? {
            Observed::Absent => return Ok(()),
            Observed::Present {
                outputs: found,
                owned,
                ..
            } => {
                // Absent when the plan was made, intended, and here now; yet
                // what can carry the stack's tag and does not is another's.
                if !owned && !matches!(*item.spec, Spec::CreateBucket { .. }) {
                    return Ok(());
                }
                outputs = found;
            }
        }
    }
    let permit = confirmed.permit(item);
    let tries = undo_tries(&item.spec);
    let mut attempt = 0;
    loop {
        match actuator
            .undo(&permit, &item.spec, &outputs, confirmed.purge)
            .await
        {
            Err(error) if error.is_transient() && attempt + 1 < tries => {
                let millis = wait_millis(attempt);
                tell(ProgressEvent::Waiting {
                    attempt: attempt + 1,
                    of: tries,
                    error: error.to_string(),
                    millis,
                });
                actuator.pause(millis).await;
                attempt += 1;
            }
            end => return end,
        }
    }
}
