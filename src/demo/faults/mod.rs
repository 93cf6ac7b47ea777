//! Faults on request: an AWS that throttles, loses requests and answers,
//! breaks, denies and is slow, as often as a plan says; seeded and counted.
//!
//! - [`plan`]: which fault befalls which calls, how often
//! - [`spec`]: a plan written as text, for the command line
//! - [`replies`]: refusals in the protocol of the service that was asked
//! - [`client`]: the SDK's HTTP client with faults in front of any other
//! - [`count`]: what was done to whom
//!
//! What befalls a request depends on the seed, the request itself and how
//! often it was sent before, and on nothing else: calls that overtake each
//! other do not change it.

pub mod client;
pub mod count;
pub mod plan;
pub mod replies;
pub mod spec;

pub use count::Counts;
pub use plan::{Fault, Plan, Target};
pub use spec::SpecError;

use super::{Account, Call, Response};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use client::FaultyClient;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A plan at work. Clones share what was counted.
#[derive(Clone, Debug)]
pub struct Faults {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    plan: Plan,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    counts: Counts,
    /// How often each request was sent, and befallen without a pause.
    sent: HashMap<u64, (u64, u32)>,
}

/// What becomes of one request.
#[derive(Debug)]
pub struct Verdict {
    /// How long it takes before anything else happens.
    pub wait: Duration,
    /// And then.
    pub fate: Fate,
}

/// What happens to a request after its wait.
#[derive(Debug)]
pub enum Fate {
    /// It is answered.
    Answered,
    /// It is refused with this answer and not done.
    Refused(Response),
    /// It never arrives: the connection is reset.
    Reset,
    /// It is done, and the connection is reset before the answer arrives.
    AnswerLost,
    /// It never arrives, and nobody says so: the caller's patience ends.
    TimedOut,
}

impl Faults {
    /// Puts a plan to work.
    pub fn new(plan: Plan) -> Self {
        Self {
            shared: Arc::new(Shared {
                plan,
                state: Mutex::default(),
            }),
        }
    }

    /// A client that reaches `inner` under these faults: the embedded account,
    /// or anything that is reached over HTTP.
    pub fn over(&self, inner: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(FaultyClient::new(self.clone(), inner))
    }

    /// What was done so far.
    pub fn counts(&self) -> Counts {
        self.state().counts.clone()
    }

    /// Decides what becomes of a call, and counts it.
    pub fn decide(&self, call: &Call) -> Verdict {
        let plan = &self.shared.plan;
        let wait = plan.latency(call);
        let mut state = self.state();
        if !wait.is_zero() {
            state.counts.add(Fault::Latency, call);
        }
        state.counts.calls += 1;
        let fault = if plan.denies(call) {
            Some(Fault::Deny)
        } else {
            let request = fingerprint(call);
            let (times, streak) = state.sent.entry(request).or_default();
            let drawn = draw(plan.seed, request, *times);
            *times += 1;
            let fault = plan.fault(call, drawn).filter(|_| *streak < plan.streak);
            *streak = if fault.is_some() { *streak + 1 } else { 0 };
            fault
        };
        if let Some(fault) = fault {
            state.counts.add(fault, call);
        }
        Verdict {
            wait,
            fate: fate(fault, call, plan),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fate(fault: Option<Fault>, call: &Call, plan: &Plan) -> Fate {
    match fault {
        None | Some(Fault::Latency) => Fate::Answered,
        Some(Fault::Reset) => Fate::Reset,
        Some(Fault::Lost) => Fate::AnswerLost,
        Some(Fault::Timeout) => Fate::TimedOut,
        Some(Fault::Throttle) => Fate::Refused(replies::throttled(call, plan.retry_after)),
        Some(Fault::ServerError) => Fate::Refused(replies::broken(call)),
        Some(Fault::Deny) => Fate::Refused(replies::denied(call)),
    }
}

/// The request without its signature and date: the same when it is sent again.
fn fingerprint(call: &Call) -> u64 {
    let mut hasher = DefaultHasher::new();
    let request = (&call.service, &call.region, &call.operation, &call.method);
    (request, &call.host, &call.path, &call.raw_query, &call.body[..]).hash(&mut hasher);
    hasher.finish()
}

/// A number from 0 up to 1 for the so-manieth sending of a request.
fn draw(seed: u64, request: u64, times: u64) -> f64 {
    // SplitMix64's finaliser.
    let mut x = seed ^ request.rotate_left(17) ^ times.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^= x >> 31;
    let part = u32::try_from(x >> 32).unwrap_or(u32::MAX);
    f64::from(part) / (f64::from(u32::MAX) + 1.0)
}

impl Account {
    /// A handle on the same account that is reached under faults: by its
    /// client, and when it is served.
    #[must_use]
    pub fn under(&self, faults: Faults) -> Self {
        let mut handle = self.clone();
        handle.faults = Some(faults);
        handle
    }
}
