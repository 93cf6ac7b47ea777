//! The account, followed while the program is open: what is read again and
//! when, and what changed since it was first read.
//!
//! What changes by itself (jobs, endpoints) is read often, settings seldom,
//! identities more seldom still: their reports are made anew by IAM at each
//! reading. The embedded account says whether anybody wrote to it, so that it
//! is looked at every two seconds and read only when there is something to
//! read, and its jobs under way every ten; an idle screen stays as still as it
//! was.

use crate::inventory::{Arn, Delta, Detail, Field, Inventory, Kind, Timestamp};
use crate::posture::{Finding, Report, Severity, Status};
use std::collections::VecDeque;

/// Kinds that are read again together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// What is under way: jobs, endpoints, notebooks.
    States,
    /// What CloudTrail tells of the last days.
    Activity,
    /// How things are set.
    Settings,
    /// IAM.
    Identities,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::States, Self::Activity, Self::Settings, Self::Identities];

    /// The class of a kind.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Notebook
            | Kind::Endpoint
            | Kind::TrainingJob
            | Kind::ProcessingJob
            | Kind::TransformJob
            | Kind::TuningJob
            | Kind::CompilationJob
            | Kind::AutomlJob
            | Kind::MonitoringSchedule
            | Kind::InferenceExperiment
            | Kind::CustomizationJob
            | Kind::InvocationJob
            | Kind::MacieJob => Self::States,
            Kind::RecentActivity => Self::Activity,
            Kind::Role
            | Kind::User
            | Kind::Group
            | Kind::ManagedPolicy
            | Kind::AccountSummary
            | Kind::Analyzer
            | Kind::BedrockApiKey => Self::Identities,
            _ => Self::Settings,
        }
    }

    /// Its kinds.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL
            .iter()
            .copied()
            .filter(move |kind| Self::of(*kind) == self)
    }

    /// Seconds between two readings.
    pub fn interval(self, demo: bool) -> i64 {
        match self {
            _ if demo => 2,
            Self::States => 60,
            Self::Activity => 120,
            Self::Settings => 600,
            Self::Identities => 1800,
        }
    }
}

/// Seconds between two readings of what changes by itself in an account that
/// nobody wrote to.
const MOVING_EACH: i64 = 10;

/// Seconds after which every check is asked about everything again.
const WHOLE_EACH: i64 = 600;

/// A change is little when it is at most this part of the resources.
const FEW: usize = 4;

/// How many scores are kept for the line beside the score.
const SCORES: usize = 32;

/// How the account is followed.
#[derive(Clone, Debug)]
pub struct Live {
    /// Classes are read again as they come due.
    pub on: bool,
    /// The classes that are being read.
    pub(super) reading: Option<Vec<Class>>,
    /// When each class was last read.
    read: [Option<Timestamp>; Class::ALL.len()],
    /// When each class was last looked at, read or not.
    tried: [Option<Timestamp>; Class::ALL.len()],
    /// The account was read whole and its posture worked out: what differs
    /// from now on is a change.
    pub(super) based: bool,
    /// What changed since the last digest.
    pub(super) delta: Delta,
    /// What changed since the last digest was asked for.
    touched: Vec<Arn>,
    /// When what changes by itself was last read.
    moved_at: Option<Timestamp>,
    /// When every check was last asked about everything.
    whole_at: Option<Timestamp>,
    /// The scores, newest last.
    scores: VecDeque<u8>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            on: true,
            reading: None,
            read: [None; Class::ALL.len()],
            tried: [None; Class::ALL.len()],
            based: false,
            delta: Delta::default(),
            touched: Vec::new(),
            moved_at: None,
            whole_at: None,
            scores: VecDeque::new(),
        }
    }
}

impl Live {
    /// Classes were looked at, and read when anything could have changed.
    pub(super) fn looked(&mut self, classes: &[Class], read: bool, now: Timestamp) {
        for class in classes {
            self.tried[*class as usize] = Some(now);
            if read {
                self.read[*class as usize] = Some(now);
                self.moved_at = Some(now);
            }
        }
    }

    /// The classes that are due.
    pub(super) fn due(&self, demo: bool, now: Timestamp) -> Vec<Class> {
        let due = |class: &Class| self.next(*class, demo).is_some_and(|at| at <= now);
        Class::ALL.into_iter().filter(due).collect()
    }

    /// Whether what changes by itself is due, though nobody wrote: then it is
    /// taken as read.
    pub(super) fn moves(&mut self, now: Timestamp) -> bool {
        let due = self
            .moved_at
            .is_none_or(|at| now.seconds_since(at) >= MOVING_EACH);
        if due {
            self.moved_at = Some(now);
        }
        due
    }

    /// When the next class comes due.
    pub(super) fn wake(&self, demo: bool) -> Option<Timestamp> {
        Class::ALL
            .into_iter()
            .filter_map(|class| self.next(class, demo))
            .min()
    }

    fn next(&self, class: Class, demo: bool) -> Option<Timestamp> {
        let tried = self.tried[class as usize]?;
        Some(Timestamp(tried.0 + class.interval(demo)))
    }

    /// Whether something that was due is being read.
    pub fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// When the oldest of some kinds was read.
    pub fn read_at(&self, kinds: impl Iterator<Item = Kind>) -> Option<Timestamp> {
        kinds.filter_map(|kind| self.read[Class::of(kind) as usize]).min()
    }

    /// Takes what an observation changed; whether it changed anything.
    pub(super) fn note(&mut self, delta: Delta) -> bool {
        let any = !delta.is_empty();
        self.touched.extend_from_slice(&delta.added);
        self.touched.extend_from_slice(&delta.changed);
        self.touched.extend_from_slice(&delta.removed);
        if self.based {
            self.delta.added.extend(delta.added);
            self.delta.changed.extend(delta.changed);
            self.delta.removed.extend(delta.removed);
        }
        any
    }

    /// What is to be asked about again for a digest: what changed, when that is
    /// little; `None` is everything, which is also due from time to time, since
    /// some checks look at the clock.
    pub(super) fn take_touched(&mut self, resources: usize, now: Timestamp) -> Option<Vec<Arn>> {
        let touched = std::mem::take(&mut self.touched);
        let lately = self.whole_at.is_some_and(|at| now.seconds_since(at) < WHOLE_EACH);
        if self.based && lately && touched.len() * FEW <= resources {
            return Some(touched);
        }
        self.whole_at = Some(now);
        None
    }

    /// Takes a score; the same score twice is one.
    pub(super) fn score(&mut self, score: u8) {
        if self.scores.back() == Some(&score) {
            return;
        }
        if self.scores.len() == SCORES {
            self.scores.pop_front();
        }
        self.scores.push_back(score);
    }

    /// The last scores as a line of bars, when there was more than one.
    pub fn sparkline(&self, width: usize) -> Option<String> {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let shown: Vec<u8> = self.scores.iter().rev().take(width).rev().copied().collect();
        let (low, high) = (*shown.iter().min()?, *shown.iter().max()?);
        if shown.len() < 2 {
            return None;
        }
        let bar =
            |score: &u8| BARS[usize::from(score - low) * (BARS.len() - 1) / usize::from(high - low).max(1)];
        Some(shown.iter().map(bar).collect())
    }
}

/// A check that turned on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// It fails now, and did not before.
    pub opened: bool,
    /// The check.
    pub check: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// The resource.
    pub resource: Arn,
    /// What people call it.
    pub name: String,
}

impl Turn {
    fn new(finding: &Finding, opened: bool) -> Self {
        Self {
            opened,
            check: finding.check.id,
            severity: finding.severity(),
            resource: finding.resource().clone(),
            name: finding.resource_name().to_owned(),
        }
    }
}

/// What reports are in the order of.
fn key(finding: &Finding) -> (&Arn, &'static str) {
    (finding.resource(), finding.check.id)
}

/// The findings that opened and closed between two reports, worst first.
pub fn turns(before: &Report, after: &Report) -> Vec<Turn> {
    let failing = |report: &'_ Report| -> Vec<usize> {
        let all = report.findings.iter().enumerate();
        all.filter(|(_, f)| f.status == Status::Fail)
            .map(|(at, _)| at)
            .collect()
    };
    let (old, new) = (failing(before), failing(after));
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let mut turns = Vec::new();
    // Both are in the order of resources and checks.
    loop {
        let (was, is) = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(at), None) => (Some(&before.findings[*at]), None),
            (None, Some(at)) => (None, Some(&after.findings[*at])),
            (Some(a), Some(b)) => {
                let (a, b) = (&before.findings[*a], &after.findings[*b]);
                match key(a).cmp(&key(b)) {
                    std::cmp::Ordering::Less => (Some(a), None),
                    std::cmp::Ordering::Greater => (None, Some(b)),
                    std::cmp::Ordering::Equal => (Some(a), Some(b)),
                }
            }
        };
        match (was, is) {
            (Some(was), None) => turns.push(Turn::new(was, false)),
            (None, Some(is)) => turns.push(Turn::new(is, true)),
            _ => {}
        }
        if was.is_some() {
            old.next();
        }
        if is.is_some() {
            new.next();
        }
    }
    turns.sort_by_key(|turn| std::cmp::Reverse((turn.opened, turn.severity)));
    turns
}

/// The kinds of which something changes by itself.
pub fn moving(inventory: &Inventory) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for resource in inventory.iter() {
        let kind = resource.kind();
        if !kinds.contains(&kind) && is_under_way(&resource.detail) {
            kinds.push(kind);
        }
    }
    kinds
}

/// The words by which services say that something goes on.
const UNDER_WAY: [&str; 11] = [
    "InProgress",
    "INPROGRESS",
    "STARTING",
    "Starting",
    "Stopping",
    "Creating",
    "Updating",
    "SystemUpdating",
    "RollingBack",
    "Deleting",
    "Pending",
];

fn is_under_way(detail: &Detail) -> bool {
    let status = match detail {
        Detail::Notebook(d) => &d.status,
        Detail::Endpoint(d) => &d.status,
        Detail::TrainingJob(d) => &d.status,
        Detail::ProcessingJob(d) => &d.status,
        Detail::TransformJob(d) => &d.status,
        Detail::TuningJob(d) => &d.status,
        Detail::CompilationJob(d) => &d.status,
        Detail::AutomlJob(d) => &d.status,
        Detail::InferenceExperiment(d) => &d.status,
        Detail::MacieJob(d) => &d.status,
        _ => return false,
    };
    matches!(status, Field::Known(status) if UNDER_WAY.contains(&status.as_str()))
        || matches!((detail, status), (Detail::MacieJob(_), Field::Known(status)) if status == "RUNNING")
}
