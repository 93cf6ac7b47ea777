//! Training jobs: `InProgress` in four steps, and four ways to end.

use super::{STOPPING, State, after};
use crate::demo::sagemaker::store::Item;
use crate::inventory::Timestamp;

/// Seconds spent in each secondary status.
const STARTING: i64 = 8;
const DOWNLOADING: i64 = 8;
const TRAINING: i64 = 40;
const UPLOADING: i64 = 6;

/// One step: secondary status, begin, end.
pub type Step = (&'static str, Timestamp, Option<Timestamp>);

/// How a job ends if nothing more is asked of it: status, secondary status,
/// when the work stops, when all is over.
struct End {
    status: &'static str,
    secondary: &'static str,
    works_until: Timestamp,
    over: Timestamp,
}

/// Seconds of a job's work.
fn work(item: &Item) -> i64 {
    item.work.unwrap_or(TRAINING)
}

fn begun(item: &Item) -> Timestamp {
    after(item.created, STARTING + DOWNLOADING)
}

fn end(item: &Item) -> End {
    let begun = begun(item);
    let limit = item.request.get("StoppingCondition");
    let limit = limit
        .and_then(|limit| limit["MaxRuntimeInSeconds"].as_i64())
        .unwrap_or(i64::MAX);
    let trained = after(begun, work(item).min(limit));
    let done = after(trained, UPLOADING);
    if let Some(stopped) = item.stopped.filter(|at| *at < done) {
        return End {
            status: "Stopped",
            secondary: "Stopped",
            works_until: stopped,
            over: after(stopped, STOPPING),
        };
    }
    if item.failed.is_some() {
        return End {
            status: "Failed",
            secondary: "Failed",
            works_until: begun,
            over: begun,
        };
    }
    let (status, secondary) = if limit < work(item) {
        ("Stopped", "MaxRuntimeExceeded")
    } else {
        ("Completed", "Completed")
    };
    End {
        status,
        secondary,
        works_until: done,
        over: done,
    }
}

/// The state of a training job now.
pub fn state(item: &Item, now: Timestamp) -> State {
    let begun = begun(item);
    let end = end(item);
    let started = (now >= begun && end.works_until >= begun).then_some(begun);
    if now >= end.over {
        return State {
            secondary: end.secondary,
            started,
            ended: Some(end.over),
            ..State::at(end.status, end.over)
        };
    }
    if item.stopped.is_some() && now >= end.works_until {
        return State {
            secondary: "Stopping",
            started,
            ..State::at("Stopping", end.works_until)
        };
    }
    let step = steps(item, now).pop().unwrap_or(("Starting", item.created, None));
    State {
        secondary: step.0,
        started,
        ..State::at("InProgress", step.1)
    }
}

/// The steps that were begun by now, without the end.
fn steps(item: &Item, now: Timestamp) -> Vec<Step> {
    let begun = begun(item);
    let until = end(item).works_until.min(now);
    let uploading = after(end(item).works_until, -UPLOADING);
    let uploads = item.stopped.is_none() && item.failed.is_none();
    let mut known = vec![
        ("Starting", item.created),
        ("Downloading", after(item.created, STARTING)),
        ("Training", begun),
    ];
    if uploads {
        known.push(("Uploading", uploading));
    }
    let mut seen: Vec<Step> = Vec::new();
    for (name, start) in known.into_iter().filter(|(_, start)| *start <= until) {
        if let Some(last) = seen.last_mut() {
            last.2 = Some(start);
        }
        seen.push((name, start, None));
    }
    seen
}

/// `SecondaryStatusTransitions`: the steps so far, with the end.
pub fn transitions(item: &Item, now: Timestamp) -> Vec<Step> {
    let mut seen = steps(item, now);
    let end = end(item);
    let stopping = item.stopped.is_some() && end.works_until < end.over && now >= end.works_until;
    for (name, start, reached) in [
        ("Stopping", end.works_until, stopping),
        (end.secondary, end.over, now >= end.over),
    ] {
        if reached {
            if let Some(last) = seen.last_mut() {
                last.2 = Some(start);
            }
            let over = (name == end.secondary).then_some(start);
            seen.push((name, start, over));
        }
    }
    seen
}
