//! How SageMaker's resources move through their states as time passes.
//!
//! A state is a function of when the resource was made (or stopped, or
//! updated) and of the time now: nothing runs in the background.

use super::store::Item;
use crate::inventory::Timestamp;

/// Training: seconds spent in each secondary status.
const STARTING: i64 = 8;
const DOWNLOADING: i64 = 8;
const TRAINING: i64 = 40;
const UPLOADING: i64 = 6;
/// Processing and transform jobs, as a whole.
const JOB: i64 = 45;
/// An endpoint from `Creating` (or `Updating`) to `InService`.
pub const ENDPOINT: i64 = 20;
/// A notebook or domain from `Pending` to `InService`.
const PENDING: i64 = 25;
/// From `Stopping` to `Stopped`.
const STOPPING: i64 = 10;

/// Where a resource is at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The status field, e.g. `InProgress`.
    pub status: &'static str,
    /// `SecondaryStatus` of training jobs.
    pub secondary: &'static str,
    /// When the work itself began.
    pub started: Option<Timestamp>,
    /// When it came to its end.
    pub ended: Option<Timestamp>,
}

impl State {
    fn at(status: &'static str, secondary: &'static str) -> Self {
        Self {
            status,
            secondary,
            started: None,
            ended: None,
        }
    }
}

fn after(time: Timestamp, seconds: i64) -> Timestamp {
    Timestamp(time.0 + seconds)
}

/// The state of an item now.
pub fn state(item: &Item, now: Timestamp) -> State {
    match item.noun.name {
        "TrainingJob" => training(item, now),
        "ProcessingJob" | "TransformJob" => job(item, now),
        "Endpoint" => endpoint(item, now),
        "NotebookInstance" => notebook(item, now),
        "Domain" if now.seconds_since(item.created) < PENDING => State::at("Pending", ""),
        _ => State::at("InService", ""),
    }
}

fn training(item: &Item, now: Timestamp) -> State {
    let limit = item.request["StoppingCondition"]["MaxRuntimeInSeconds"]
        .as_i64()
        .unwrap_or(i64::MAX);
    let train = TRAINING.min(limit);
    let begun = after(item.created, STARTING + DOWNLOADING);
    if let Some(reason_at) = item.failed.as_ref().map(|_| begun).filter(|at| *at <= now) {
        return State {
            started: Some(begun),
            ended: Some(reason_at),
            ..State::at("Failed", "Failed")
        };
    }
    let trained = after(begun, train);
    let done = after(trained, UPLOADING);
    if let Some(stopped) = item.stopped.filter(|at| *at < done) {
        let end = after(stopped, STOPPING);
        let mut state = if now < end {
            State::at("Stopping", "Stopping")
        } else {
            State::at("Stopped", "Stopped")
        };
        state.started = (stopped >= begun).then_some(begun);
        state.ended = (now >= end).then_some(end);
        return state;
    }
    let mut state = match now {
        _ if now < after(item.created, STARTING) => State::at("InProgress", "Starting"),
        _ if now < begun => State::at("InProgress", "Downloading"),
        _ if now < trained => State::at("InProgress", "Training"),
        _ if now < done => State::at("InProgress", "Uploading"),
        _ => State::at("Completed", "Completed"),
    };
    state.started = (now >= begun).then_some(begun);
    state.ended = (now >= done).then_some(done);
    state
}

/// The steps of a training job so far: status, begin, end.
pub fn transitions(item: &Item, now: Timestamp) -> Vec<(&'static str, Timestamp, Option<Timestamp>)> {
    let begun = after(item.created, STARTING + DOWNLOADING);
    let steps = [
        ("Starting", item.created),
        ("Downloading", after(item.created, STARTING)),
        ("Training", begun),
        ("Uploading", after(begun, TRAINING)),
    ];
    let state = training(item, now);
    let until = match (item.stopped, state.ended) {
        (Some(stopped), _) => stopped,
        (None, Some(ended)) => ended,
        (None, None) => now,
    };
    let mut seen: Vec<(&'static str, Timestamp, Option<Timestamp>)> = Vec::new();
    for (name, start) in steps {
        if start <= until && start <= now {
            if let Some(last) = seen.last_mut() {
                last.2 = Some(start);
            }
            seen.push((name, start, None));
        }
    }
    if let Some(ended) = state.ended {
        if let Some(last) = seen.last_mut() {
            last.2 = Some(ended);
        }
        seen.push((state.secondary, ended, Some(ended)));
    }
    seen
}

fn job(item: &Item, now: Timestamp) -> State {
    let begun = after(item.created, STARTING);
    let done = after(item.created, JOB);
    if let Some(stopped) = item.stopped.filter(|at| *at < done) {
        let end = after(stopped, STOPPING);
        let ended = now >= end;
        return State {
            started: (stopped >= begun).then_some(begun),
            ended: ended.then_some(end),
            ..State::at(if ended { "Stopped" } else { "Stopping" }, "")
        };
    }
    let ended = now >= done;
    let status = match (ended, item.failed.is_some()) {
        (true, true) => "Failed",
        (true, false) => "Completed",
        (false, _) => "InProgress",
    };
    State {
        started: (now >= begun).then_some(begun),
        ended: ended.then_some(done),
        ..State::at(status, "")
    }
}

fn endpoint(item: &Item, now: Timestamp) -> State {
    let since = now.seconds_since(item.changed);
    State::at(
        match (since < ENDPOINT, item.changed > item.created) {
            (true, true) => "Updating",
            (true, false) => "Creating",
            (false, _) if item.failed.is_some() => "Failed",
            (false, _) => "InService",
        },
        "",
    )
}

fn notebook(item: &Item, now: Timestamp) -> State {
    let status = match item.stopped {
        Some(at) if now.seconds_since(at) < STOPPING => "Stopping",
        Some(_) => "Stopped",
        None if now.seconds_since(item.started) < PENDING => "Pending",
        None => "InService",
    };
    State::at(status, "")
}

/// Whether a resource rests: it may be deleted or changed.
pub fn is_at_rest(status: &str) -> bool {
    ["Stopped", "Completed", "Failed"].contains(&status)
}
