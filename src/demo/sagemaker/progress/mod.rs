//! How SageMaker's resources move through their states as time passes.
//!
//! A state is a function of when the resource was made (or stopped, or
//! updated) and of the time now: nothing runs in the background.
//!
//! - [`training`]: training jobs, step by step

pub mod training;

use super::store::Item;
use crate::inventory::Timestamp;

/// Seconds from a job's making to its begin.
const STARTING: i64 = 8;
/// Seconds from `Stopping` to `Stopped`.
const STOPPING: i64 = 10;
/// Seconds that a stopped notebook is `Updating`.
const UPDATING: i64 = 5;

/// How a kind's states move.
#[derive(Debug)]
pub enum Life {
    /// It has no states.
    Still,
    /// It is made, and then there.
    Rising(Rising),
    /// It is switched on and off: notebooks and schedules.
    Switch {
        /// On its way on.
        rising: &'static str,
        /// On.
        on: &'static str,
        /// On its way off.
        falling: &'static str,
        /// Off.
        off: &'static str,
        /// Seconds that it rises and falls.
        seconds: (i64, i64),
    },
    /// It is work that ends.
    Job(Job),
    /// A training job.
    Training,
}

/// The words of what is made and then there.
#[derive(Clone, Copy, Debug)]
pub struct Rising {
    /// Being made.
    pub making: &'static str,
    /// There.
    pub there: &'static str,
    /// Being changed.
    pub changing: &'static str,
    /// Failed.
    pub broken: &'static str,
    /// Seconds from making to there.
    pub seconds: i64,
}

/// The words of work that ends.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// At first.
    pub begins: &'static str,
    /// While it runs.
    pub runs: &'static str,
    /// Done.
    pub done: &'static str,
    /// Failed.
    pub failed: &'static str,
    /// Asked to stop.
    pub stopping: &'static str,
    /// Stopped.
    pub stopped: &'static str,
    /// Seconds from making to done.
    pub seconds: i64,
}

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
    /// When it came into this state.
    pub since: Timestamp,
}

impl State {
    fn at(status: &'static str, since: Timestamp) -> Self {
        Self {
            status,
            secondary: "",
            started: None,
            ended: None,
            since,
        }
    }

    /// Whether the resource has failed.
    pub fn has_failed(&self, item: &Item) -> bool {
        item.failed.is_some()
            && match &item.noun.life {
                Life::Rising(words) => self.status == words.broken,
                Life::Job(words) => self.status == words.failed,
                _ => self.status == "Failed",
            }
    }
}

fn after(time: Timestamp, seconds: i64) -> Timestamp {
    Timestamp(time.0 + seconds)
}

/// The state of an item now.
pub fn state(item: &Item, now: Timestamp) -> State {
    if let Some(leaving) = item.leaving {
        let capitals = item.noun.status_field == Some("ImageStatus");
        return State::at(if capitals { "DELETING" } else { "Deleting" }, leaving);
    }
    match &item.noun.life {
        Life::Still => State::at("", item.changed),
        Life::Rising(words) => rising(item, words, now),
        Life::Switch {
            rising,
            on,
            falling,
            off,
            seconds,
        } => match item.stopped {
            Some(at) if now < after(at, seconds.1) => State::at(falling, at),
            Some(_) if item.changed > item.created && now < after(item.changed, UPDATING) => {
                State::at("Updating", item.changed)
            }
            Some(at) => State::at(off, after(at, seconds.1)),
            None if now < after(item.started, seconds.0) => State::at(rising, item.started),
            None => State::at(on, after(item.started, seconds.0)),
        },
        Life::Job(words) => job(item, words, now),
        Life::Training => training::state(item, now),
    }
}

fn rising(item: &Item, words: &Rising, now: Timestamp) -> State {
    let there = after(item.changed, words.seconds);
    match (now < there, item.changed > item.created) {
        (true, true) => State::at(words.changing, item.changed),
        (true, false) => State::at(words.making, item.changed),
        (false, _) if item.failed.is_some() => State::at(words.broken, there),
        // An inference experiment that was stopped has run its course.
        (false, _) if item.stopped.is_some() => State::at("Completed", item.stopped.unwrap_or(there)),
        (false, _) => State::at(words.there, there),
    }
}

fn job(item: &Item, words: &Job, now: Timestamp) -> State {
    let begun = after(item.created, STARTING);
    let done = after(item.created, words.seconds);
    if let Some(stopped) = item.stopped.filter(|at| *at < done) {
        let end = after(stopped, STOPPING);
        let ended = now >= end;
        return State {
            started: (stopped >= begun).then_some(begun),
            ended: ended.then_some(end),
            ..if ended {
                State::at(words.stopped, end)
            } else {
                State::at(words.stopping, stopped)
            }
        };
    }
    let state = match (now < begun, now < done, item.failed.is_some()) {
        (true, ..) => State::at(words.begins, item.created),
        (_, true, _) => State::at(words.runs, begun),
        (_, _, true) => State::at(words.failed, done),
        (_, _, false) => State::at(words.done, done),
    };
    State {
        started: (now >= begun).then_some(begun),
        ended: (now >= done).then_some(done),
        ..state
    }
}

/// Whether a resource rests: it may be deleted or changed.
pub fn is_at_rest(status: &str) -> bool {
    ["Stopped", "Completed", "Failed"]
        .iter()
        .any(|rest| status.eq_ignore_ascii_case(rest))
}
