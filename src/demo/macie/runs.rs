//! Runs of classification jobs: when they are due, what they read, and what
//! they leave behind when they end.

use super::inspect::{self, Outcome};
use super::inventory::{self, Facts};
use super::jobs::{Job, Standing};
use super::state::Region;
use super::{Ground, finding, scope};
use crate::inventory::Timestamp;
use serde_json::Value;
use time::{OffsetDateTime, Weekday};

/// How long a run takes, in seconds.
const RUN: i64 = 60;
const DAY: i64 = 86_400;

/// A run that goes on.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) ends: Timestamp,
    /// What it has found, to be told when it ends.
    found: Vec<Value>,
}

/// The weekday of a schedule.
fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MONDAY" => Weekday::Monday,
        "TUESDAY" => Weekday::Tuesday,
        "WEDNESDAY" => Weekday::Wednesday,
        "THURSDAY" => Weekday::Thursday,
        "FRIDAY" => Weekday::Friday,
        "SATURDAY" => Weekday::Saturday,
        "SUNDAY" => Weekday::Sunday,
        _ => return None,
    })
}

impl Job {
    /// The next run of a recurring job after a time: at midnight (UTC) of the
    /// day that its schedule names. Of a one-time job there is none.
    pub(super) fn next_run(&self, after: Timestamp) -> Option<Timestamp> {
        let frequency = &self.request["scheduleFrequency"];
        if !frequency.is_object() {
            return None;
        }
        let midnight = after.0 - after.0.rem_euclid(DAY);
        let week = frequency["weeklySchedule"]["dayOfWeek"]
            .as_str()
            .and_then(weekday);
        let month = frequency["monthlySchedule"]["dayOfMonth"].as_u64();
        (1..=31).map(|days| Timestamp(midnight + days * DAY)).find(|day| {
            let Ok(date) = OffsetDateTime::from_unix_timestamp(day.0) else {
                return true;
            };
            match (week, month) {
                (Some(week), _) => date.weekday() == week,
                (_, Some(month)) => {
                    let last = u64::from(date.month().length(date.year()));
                    u64::from(date.day()) == month.min(last)
                }
                _ => true,
            }
        })
    }
}

impl Region {
    /// Ends and begins the runs that are due.
    pub(super) fn run_jobs(&mut self, ground: &Ground, now: Timestamp) {
        for at in 0..self.jobs.len() {
            self.jobs[at].expire(now);
            while self.step(ground, at, now) {}
        }
    }

    /// One end or beginning, if one is due.
    fn step(&mut self, ground: &Ground, at: usize, now: Timestamp) -> bool {
        let job = &mut self.jobs[at];
        if job.standing != Standing::Open {
            return false;
        }
        if let Some(run) = job.running.take_if(|run| run.ends <= now) {
            for found in run.found {
                self.add(found);
            }
            return true;
        }
        if job.running.is_some() {
            return false;
        }
        let Some(begins) = job.next.take_if(|next| *next <= now) else {
            return false;
        };
        self.begin(ground, at, begins);
        true
    }

    /// A run reads the objects as they are: those that changed since the run
    /// before (the first run of a job without an initial run: since the job was
    /// made).
    fn begin(&mut self, ground: &Ground, at: usize, begins: Timestamp) {
        let ends = Timestamp(begins.0 + RUN);
        let job = &self.jobs[at];
        let request = &job.request;
        let since = match job.last_run {
            None if request["jobType"] == "SCHEDULED" && request["initialRun"] != true => Some(job.created),
            last => last,
        };
        let lens = inspect::lens(self, ground, request);
        let mut run = Run {
            ends,
            found: Vec::new(),
        };
        let (mut objects, mut failed) = (0, false);
        let source = finding::Source::job(self, &job.id);
        for facts in covered(self, ground, request) {
            let Some(facts) = facts.filter(|facts| !facts.denies_macie()) else {
                failed = true;
                continue;
            };
            let all = ground.s3.objects(&facts.view.name);
            let due = all.into_iter().filter(|object| {
                object.modified <= begins
                    && since.is_none_or(|since| object.modified > since)
                    && scope::has(request, object)
            });
            let percentage = request["samplingPercentage"].as_u64().unwrap_or(100);
            let due = scope::sample(&job.id, percentage, due.collect());
            objects += due.len();
            run.found.extend(due.iter().filter_map(|object| {
                let looked = inspect::object(ground, &facts, object, &lens, begins);
                let Outcome::Sensitive { media_type, found } = looked else {
                    return None;
                };
                let result = finding::Result {
                    media_type,
                    found: &found,
                };
                finding::sensitive(self, ground, &source, &facts, object, &result, ends)
            }));
        }
        let job = &mut self.jobs[at];
        job.running = Some(run);
        job.runs += 1;
        job.last_run = Some(begins);
        job.next = job.next_run(begins);
        job.failed = failed;
        job.objects = objects;
    }
}

/// The buckets that a job covers; `None` for one that is not there.
fn covered(region: &Region, ground: &Ground, request: &Value) -> Vec<Option<Facts>> {
    if let Some(names) = scope::named(request) {
        return names
            .iter()
            .map(|name| {
                let view = ground.s3.bucket(name)?;
                (view.region == region.name).then(|| Facts::of(view))
            })
            .collect();
    }
    let here = ground.s3.buckets(&region.name).into_iter();
    here.map(inventory::Facts::of)
        .filter(|facts| scope::covers(request, facts))
        .map(Some)
        .collect()
}
