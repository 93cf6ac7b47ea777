//! Applying a confirmed plan, or going on with one that was interrupted: the
//! same function, since every step is looked for before its call is made.
//!
//! Steps are done one after another, in the plan's order. What AWS takes long
//! to finish and no other step waits for is read back at the end.

use super::actuator::{ActError, ActErrorKind, Actuator, Observed, Outputs};
use super::confirm::ConfirmedPlan;
use super::journal::{Closing, Journal, JournalError, Record, StepStatus};
use super::progress::{Cancel, Outcome, Progress, ProgressEvent, Report};
use super::retry::{TRIES, settle_tries, wait_millis};
use super::verify::{Verdict, look};
use super::{Action, Plan, Spec, Step, reference};

/// A run that could not be kept account of, and so was stopped.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Applies a confirmed plan, or goes on with it when the journal has its run.
///
/// # Errors
/// The journal cannot be written, or is another stack's. Steps that AWS
/// refuses are no error of this function: they are in the outcome.
pub async fn apply<A: Actuator>(
    confirmed: &ConfirmedPlan,
    journal: &mut Journal,
    actuator: &A,
    report: Report<'_>,
    cancel: &Cancel,
) -> Result<Outcome, ApplyError> {
    let plan = confirmed.plan();
    check_place(plan, journal)?;
    let (run, at) = (confirmed.run().to_owned(), actuator.now());
    let record = if journal.state().run.as_ref() == Some(&run) && journal.state().plan.as_ref() == Some(plan)
    {
        Record::Resumed { run, at }
    } else {
        let plan = Box::new(plan.clone());
        Record::RunOpened { run, at, plan }
    };
    journal.append(&record)?;
    let mut run = Run {
        confirmed,
        journal,
        actuator,
        report,
        outcome: Outcome::default(),
        later: Vec::new(),
    };
    run.steps(cancel).await?;
    run.read_back_later(cancel).await?;
    run.close()
}

fn check_place(plan: &Plan, journal: &Journal) -> Result<(), JournalError> {
    let place = |p: &Plan| format!("{} in {} {}", p.stack, p.account, p.region);
    let there = match &journal.state().plan {
        Some(old) if !journal.state().made.is_empty() => place(old),
        _ if journal.stack() == plan.stack => return Ok(()),
        _ => journal.stack().to_owned(),
    };
    let here = place(plan);
    if there == here {
        Ok(())
    } else {
        Err(JournalError::Elsewhere { there, here })
    }
}

struct Run<'a, A> {
    confirmed: &'a ConfirmedPlan,
    journal: &'a mut Journal,
    actuator: &'a A,
    report: Report<'a>,
    outcome: Outcome,
    later: Vec<(usize, Spec)>,
}

/// A step ended: well, refused by AWS, or not writable in the journal.
type Ended = Result<Result<(), ActError>, ApplyError>;

impl<'a, A: Actuator> Run<'a, A> {
    fn tell(&mut self, index: usize, event: ProgressEvent) {
        let plan = self.confirmed.plan();
        (self.report)(Progress {
            step: plan.steps[index].id.clone(),
            index: index + 1,
            total: plan.steps.len(),
            event,
        });
    }

    async fn steps(&mut self, cancel: &Cancel) -> Result<(), ApplyError> {
        let plan: &'a Plan = self.confirmed.plan();
        for (index, step) in plan.steps.iter().enumerate() {
            if cancel.is_cancelled() {
                self.outcome.cancelled = true;
                self.outcome.remaining = plan.steps[index..].iter().map(|s| s.id.clone()).collect();
                break;
            }
            if let Err(error) = self.step(index, step).await? {
                self.tell(index, ProgressEvent::Failed(error.clone()));
                self.journal.append(&Record::Failed {
                    step: step.id.clone(),
                    error: error.clone(),
                    at: self.actuator.now(),
                })?;
                self.outcome.failed = Some((step.id.clone(), error));
                self.outcome.remaining = plan.steps[index + 1..].iter().map(|s| s.id.clone()).collect();
                break;
            }
            self.outcome.done.push(step.id.clone());
        }
        Ok(())
    }

    async fn step(&mut self, index: usize, step: &Step) -> Ended {
        self.tell(index, ProgressEvent::Started);
        let status = self.journal.state().steps.get(&step.id).map(|s| s.status);
        match status {
            Some(StepStatus::Verified | StepStatus::Adopted | StepStatus::Kept) => {
                self.tell(index, ProgressEvent::Found);
                return Ok(Ok(()));
            }
            _ if step.action == Action::Adopt => return self.adopt(index, step).map(Ok),
            _ => {}
        }
        let spec = match reference::resolve(&step.spec, &self.journal.state().produced()) {
            Ok(spec) => spec,
            Err(error) => return Ok(Err(refused(&step.spec, ActErrorKind::Fatal, error.to_string()))),
        };
        if step.action == Action::None {
            return self.keep(index, step, spec).map(Ok);
        }
        if status != Some(StepStatus::Done) {
            let outputs = match self.find(step, &spec, status == Some(StepStatus::InDoubt)).await {
                Err(error) => return Ok(Err(error)),
                Ok(Some(outputs)) => {
                    self.tell(index, ProgressEvent::Found);
                    outputs
                }
                Ok(None) => match self.call(index, step, &spec).await? {
                    Ok(outputs) => outputs,
                    Err(error) => return Ok(Err(error)),
                },
            };
            self.result(step, &spec, outputs)?;
        }
        self.read_back(index, step, spec).await?;
        Ok(Ok(()))
    }

    fn adopt(&mut self, index: usize, step: &Step) -> Result<(), ApplyError> {
        self.journal.append(&Record::Adopted {
            step: step.id.clone(),
            outputs: step.known.clone(),
        })?;
        self.tell(index, ProgressEvent::Adopted);
        Ok(())
    }

    fn keep(&mut self, index: usize, step: &Step, spec: Spec) -> Result<(), ApplyError> {
        self.journal.append(&Record::Kept {
            step: step.id.clone(),
            spec: Box::new(spec),
            outputs: step.known.clone(),
        })?;
        self.tell(index, ProgressEvent::Kept);
        Ok(())
    }

    fn result(&mut self, step: &Step, spec: &Spec, outputs: Outputs) -> Result<(), ApplyError> {
        let plan = self.confirmed.plan();
        let on_adopted = step.spec.is_setting()
            && step
                .needs
                .first()
                .and_then(|n| plan.step(n))
                .is_some_and(|s| s.action == Action::Adopt);
        self.journal.append(&Record::Result {
            step: step.id.clone(),
            spec: Box::new(spec.clone()),
            outputs,
            ours: !on_adopted,
            at: self.actuator.now(),
        })?;
        Ok(())
    }

    /// Looks whether the step's effect is there already. In doubt, absent is
    /// believed only the second time: AWS may not show yet what was just made.
    async fn find(&mut self, step: &Step, spec: &Spec, in_doubt: bool) -> Result<Option<Outputs>, ActError> {
        let stack = &self.confirmed.plan().stack;
        let mut observed = look(self.actuator, stack, &step.id, spec).await?;
        if in_doubt && observed == Observed::Absent {
            self.actuator.pause(2000).await;
            observed = look(self.actuator, stack, &step.id, spec).await?;
        }
        let Observed::Present {
            outputs,
            differences,
            owned,
        } = observed
        else {
            return Ok(None);
        };
        if spec.is_setting() {
            return Ok(differences.is_empty().then_some(outputs));
        }
        // A bucket is untagged until its next step; what is in doubt and was
        // absent when the plan was made is the stack's.
        let ours = owned || (in_doubt && matches!(spec, Spec::CreateBucket { .. }));
        if ours {
            return Ok(Some(outputs));
        }
        let what = super::planner::subject(spec);
        Err(refused(
            spec,
            ActErrorKind::Conflict,
            format!("{what} has appeared since the plan was made and is not this stack's; plan again"),
        ))
    }

    /// Writes the intent down and makes the call, again while AWS may yet
    /// accept it.
    async fn call(
        &mut self,
        index: usize,
        step: &Step,
        spec: &Spec,
    ) -> Result<Result<Outputs, ActError>, ApplyError> {
        let (permit, token) = (self.confirmed.permit(step), self.confirmed.token(step));
        self.journal.append(&Record::Intent {
            step: step.id.clone(),
            token: token.clone(),
            spec: Box::new(spec.clone()),
            at: self.actuator.now(),
        })?;
        self.tell(index, ProgressEvent::Intent);
        let mut in_doubt = false;
        let mut attempt = 0;
        loop {
            let error = match self.actuator.act(&permit, spec, &token).await {
                Ok(outputs) => {
                    self.tell(index, ProgressEvent::Called);
                    return Ok(Ok(outputs));
                }
                Err(error) => error,
            };
            in_doubt |= error.kind == ActErrorKind::Ambiguous;
            let again = error.is_transient() && attempt + 1 < TRIES;
            if again {
                self.wait(index, attempt, TRIES, error.to_string()).await;
            }
            // The call whose answer was lost may have been the one that
            // worked; "exists already" then speaks of our own.
            if in_doubt && (again || error.kind == ActErrorKind::Conflict) {
                match self.find(step, spec, true).await {
                    Ok(Some(outputs)) => {
                        self.tell(index, ProgressEvent::Found);
                        return Ok(Ok(outputs));
                    }
                    Ok(None) => {}
                    Err(error) => return Ok(Err(error)),
                }
            }
            if !again {
                return Ok(Err(error));
            }
            attempt += 1;
        }
    }

    async fn wait(&mut self, index: usize, attempt: u32, of: u32, error: String) {
        let millis = wait_millis(attempt);
        self.tell(
            index,
            ProgressEvent::Waiting {
                attempt: attempt + 1,
                of,
                error,
                millis,
            },
        );
        self.actuator.pause(millis).await;
    }

    /// Reads a step back; leaves to the end what only takes time and no other
    /// step waits for.
    async fn read_back(&mut self, index: usize, step: &Step, spec: Spec) -> Result<(), ApplyError> {
        let verdict = self.look_once(step, &spec).await;
        let only_time = !verdict.differences().is_empty()
            && verdict.differences().iter().all(super::Difference::is_status);
        let waited_for = self
            .confirmed
            .plan()
            .steps
            .iter()
            .any(|s| s.needs.contains(&step.id));
        if only_time && !waited_for {
            self.tell(index, ProgressEvent::Later);
            self.later.push((index, spec));
            return Ok(());
        }
        self.settle(index, step, &spec, verdict).await
    }

    async fn read_back_later(&mut self, cancel: &Cancel) -> Result<(), ApplyError> {
        let plan: &'a Plan = self.confirmed.plan();
        for (index, spec) in std::mem::take(&mut self.later) {
            let step = &plan.steps[index];
            let verdict = self.look_once(step, &spec).await;
            if cancel.is_cancelled() {
                self.judged(index, step, verdict)?;
            } else {
                self.settle(index, step, &spec, verdict).await?;
            }
        }
        Ok(())
    }

    async fn look_once(&mut self, step: &Step, spec: &Spec) -> Verdict {
        match look(self.actuator, &self.confirmed.plan().stack, &step.id, spec).await {
            Ok(observed) => Verdict::of(&observed),
            Err(error) => Verdict::Unknown(error.to_string()),
        }
    }

    /// Looks again until the step is as wanted or has had its time.
    async fn settle(
        &mut self,
        index: usize,
        step: &Step,
        spec: &Spec,
        mut verdict: Verdict,
    ) -> Result<(), ApplyError> {
        let mut attempt = 0;
        loop {
            let of = settle_tries(spec, &verdict);
            if attempt + 1 >= of {
                return self.judged(index, step, verdict);
            }
            self.wait(index, attempt, of, verdict.to_string()).await;
            attempt += 1;
            verdict = self.look_once(step, spec).await;
        }
    }

    fn judged(&mut self, index: usize, step: &Step, verdict: Verdict) -> Result<(), ApplyError> {
        let id = step.id.clone();
        if verdict == Verdict::AsWanted {
            self.journal.append(&Record::Verified { step: id })?;
            self.tell(index, ProgressEvent::Verified);
        } else {
            self.journal.append(&Record::Differs {
                step: id.clone(),
                differences: verdict.differences().to_vec(),
            })?;
            self.outcome.unverified.push((id, verdict.clone()));
            self.tell(index, ProgressEvent::NotAsWanted(verdict));
        }
        Ok(())
    }

    fn close(self) -> Result<Outcome, ApplyError> {
        let outcome = if self.outcome.cancelled {
            Closing::Cancelled
        } else if self.outcome.is_complete() {
            Closing::Applied
        } else {
            Closing::Partial
        };
        self.journal.append(&Record::Closed {
            outcome,
            at: self.actuator.now(),
        })?;
        Ok(self.outcome)
    }
}

fn refused(spec: &Spec, kind: ActErrorKind, message: String) -> ActError {
    ActError {
        operation: spec.operation().to_owned(),
        kind,
        message,
    }
}
