//! Which fault befalls which calls, and how often.

use crate::demo::Call;
use crate::demo::calls;
use std::time::Duration;

/// What can be done to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Refused: too many calls.
    Throttle,
    /// Never answered.
    Timeout,
    /// The connection is reset before the request arrives.
    Reset,
    /// The connection is reset after the request was done.
    Lost,
    /// The service breaks.
    ServerError,
    /// Refused: not allowed.
    Deny,
    /// Slow.
    Latency,
}

impl Fault {
    /// Its name in a specification and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Throttle => "throttle",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Lost => "lost",
            Self::ServerError => "5xx",
            Self::Deny => "deny",
            Self::Latency => "latency",
        }
    }
}

/// Which calls are meant; the narrowest target of a call decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Every call.
    All,
    /// Calls that change nothing.
    Reads,
    /// Calls that change something.
    Writes,
    /// Every call to a service, by its signing name.
    Service(String),
    /// One operation of a service.
    Operation(String, String),
}

impl Target {
    /// Whether a call is meant.
    pub fn holds(&self, call: &Call) -> bool {
        match self {
            Self::All => true,
            Self::Reads => calls::only_reads(&call.operation),
            Self::Writes => !calls::only_reads(&call.operation),
            Self::Service(service) => *service == call.service,
            Self::Operation(service, operation) => *service == call.service && *operation == call.operation,
        }
    }

    fn narrowness(&self) -> u8 {
        match self {
            Self::All => 0,
            Self::Reads | Self::Writes => 1,
            Self::Service(_) => 2,
            Self::Operation(..) => 3,
        }
    }
}

/// A share of the calls to a target that a fault befalls.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// The fault.
    pub fault: Fault,
    /// The calls.
    pub target: Target,
    /// The share of them, from 0 to 1.
    pub share: f64,
}

/// What befalls whom. The default does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Decides which calls are befallen.
    pub seed: u64,
    /// How often.
    pub rates: Vec<Rate>,
    /// What is denied.
    pub denied: Vec<Target>,
    /// How long calls take.
    pub latencies: Vec<(Target, Duration)>,
    /// How often in a row one request may be befallen: AWS throttles who
    /// hurries, and lets through who waits longer each time.
    pub streak: u32,
    /// What a throttled caller is told to wait, in the header
    /// `x-amz-retry-after`; AWS's services leave that to the caller mostly.
    pub retry_after: Option<Duration>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 0,
            rates: Vec::new(),
            denied: Vec::new(),
            latencies: Vec::new(),
            streak: u32::MAX,
            retry_after: None,
        }
    }
}

/// The faults that are drawn; the others are certain.
const DRAWN: [Fault; 5] = [
    Fault::Throttle,
    Fault::Timeout,
    Fault::Reset,
    Fault::Lost,
    Fault::ServerError,
];

impl Plan {
    /// Whether a call is denied.
    pub fn denies(&self, call: &Call) -> bool {
        self.denied.iter().any(|target| target.holds(call))
    }

    /// How long a call takes.
    pub fn latency(&self, call: &Call) -> Duration {
        let of_call = self.latencies.iter().filter(|(target, _)| target.holds(call));
        of_call
            .max_by_key(|(target, _)| target.narrowness())
            .map_or(Duration::ZERO, |(_, time)| *time)
    }

    /// The fault that befalls a call for which a number from 0 to 1 was drawn.
    pub fn fault(&self, call: &Call, drawn: f64) -> Option<Fault> {
        let mut upto = 0.0;
        DRAWN.into_iter().find(|fault| {
            upto += self.share(*fault, call);
            drawn < upto
        })
    }

    fn share(&self, fault: Fault, call: &Call) -> f64 {
        let of_call = |rate: &&Rate| rate.fault == fault && rate.target.holds(call);
        let rates = self.rates.iter().filter(of_call);
        rates
            .max_by_key(|rate| rate.target.narrowness())
            .map_or(0.0, |rate| rate.share)
    }
}
