//! How fast and how many at a time: a bucket of tokens for each operation, a
//! bound for each service and one for everything.
//!
//! An operation that AWS calls too frequent is made half as often at once, down
//! to a sixteenth, and comes back to its rate answer by answer: what retries
//! alone would do is to ask the same again while everything else goes on.
//!
//! The rates are below AWS's published or observed defaults, so that a scan
//! leaves room for the workloads that share the account's quotas. Emulators
//! have no quotas: there only the bounds hold.

use super::operations::{self, Operation, Pace};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Calls in flight at a time, all services together.
const OVERALL: usize = 32;
/// Calls in flight at a time for one service.
const PER_SERVICE: usize = 16;

/// The brakes of one session.
#[derive(Debug)]
pub struct Pacer {
    rated: bool,
    overall: Arc<Semaphore>,
    services: HashMap<&'static str, Arc<Semaphore>>,
    buckets: Mutex<HashMap<(&'static str, &'static str), Bucket>>,
}

/// Leave to have one call in flight; given back when dropped.
#[derive(Debug)]
pub struct Turn {
    _overall: Option<OwnedSemaphorePermit>,
    _service: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
    /// The share of its rate that an operation has now.
    share: f64,
}

/// The least share of its rate that an operation keeps.
const LEAST: f64 = 1.0 / 16.0;

/// What an answer gives back of it.
const BACK: f64 = 1.0 / 64.0;

impl Pace {
    /// Tokens a second, and how many may be saved up.
    fn rate(self) -> (f64, f64) {
        match self {
            Self::Fast => (100.0, 100.0),
            Self::Steady => (20.0, 20.0),
            Self::Slow => (5.0, 5.0),
            Self::Lookup => (2.0, 2.0),
            Self::Trickle => (0.3, 4.0),
        }
    }
}

impl Pacer {
    /// Brakes for AWS itself (`rated`) or for an emulator.
    pub fn new(rated: bool) -> Self {
        let services = operations::all()
            .map(|o| (o.service, Arc::new(Semaphore::new(PER_SERVICE))))
            .collect();
        Self {
            rated,
            overall: Arc::new(Semaphore::new(OVERALL)),
            services,
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// How long to wait before looking again whether AWS has finished what it
    /// was asked to make: emulators finish at once.
    pub fn between_looks(&self, look: usize) -> Duration {
        match (self.rated, look) {
            (false, _) => Duration::from_millis(20),
            (true, 0) => Duration::from_millis(500),
            (true, _) => Duration::from_secs(1),
        }
    }

    /// Waits for a turn to make one call of an operation.
    pub async fn turn(&self, operation: &'static Operation) -> Turn {
        let service = match self.services.get(operation.service) {
            Some(bound) => Arc::clone(bound).acquire_owned().await.ok(),
            None => None,
        };
        if self.rated {
            let wait = self.take(operation);
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
        }
        let overall = Arc::clone(&self.overall).acquire_owned().await.ok();
        Turn {
            _overall: overall,
            _service: service,
        }
    }

    /// Takes a token, going into debt if need be, and says how long to wait
    /// until the debt is paid.
    fn take(&self, operation: &'static Operation) -> Duration {
        self.with_bucket(operation, |bucket, now| {
            let (rate, burst) = operation.pace.rate();
            let rate = rate * bucket.share;
            let earned = now.saturating_duration_since(bucket.at).as_secs_f64() * rate;
            bucket.tokens = (bucket.tokens + earned).min(burst) - 1.0;
            bucket.at = now;
            if bucket.tokens >= 0.0 {
                Duration::ZERO
            } else {
                Duration::from_secs_f64(-bucket.tokens / rate)
            }
        })
    }

    /// An attempt was answered: at once slower when it came too often, by and
    /// by quicker when not.
    pub fn answered(&self, operation: &'static Operation, throttled: bool) {
        if !self.rated {
            return;
        }
        self.with_bucket(operation, |bucket, _| {
            if throttled {
                bucket.share = (bucket.share / 2.0).max(LEAST);
                bucket.tokens = bucket.tokens.min(0.0);
            } else {
                bucket.share = (bucket.share + BACK).min(1.0);
            }
        });
    }

    /// The share of its rate that an operation has now, 0 to 1.
    pub fn share(&self, operation: &'static Operation) -> f64 {
        self.with_bucket(operation, |bucket, _| bucket.share)
    }

    fn with_bucket<T>(
        &self,
        operation: &'static Operation,
        act: impl FnOnce(&mut Bucket, Instant) -> T,
    ) -> T {
        let now = Instant::now();
        // A poisoned lock holds plain numbers: still good.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, burst) = operation.pace.rate();
        let key = (operation.service, operation.name);
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: burst,
            at: now,
            share: 1.0,
        });
        act(bucket, now)
    }
}
