//! The product's own hands on the embedded account, with time that does not
//! pass by itself and a way to die before or after any call.

use aisec_tui::aws::act::AwsActuator;
use aisec_tui::demo::Account;
use aisec_tui::inventory::Timestamp;
use aisec_tui::stack::{ActError, ActErrorKind, Actuator, Observed, Outputs, Permit, Spec};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;

/// On which side of a call the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Before,
    After,
}

/// When the process ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deaths {
    #[default]
    Never,
    /// Once on each side of every call.
    Everywhere,
    /// Once, at the so-manieth place, counted from 0.
    Once(usize),
}

pub struct Hands {
    aws: AwsActuator,
    account: Account,
    deaths: Mutex<Deaths>,
    died: Mutex<BTreeSet<(String, Side)>>,
    stopped: Notify,
    /// Of a hundred looks, how many are throttled.
    throttled: u64,
    looks: AtomicU64,
}

impl Hands {
    pub fn new(aws: AwsActuator, account: Account, throttled: u64) -> Self {
        Self {
            aws,
            account,
            deaths: Mutex::default(),
            died: Mutex::default(),
            stopped: Notify::new(),
            throttled,
            looks: AtomicU64::new(0),
        }
    }

    pub fn die(&self, deaths: Deaths) {
        *self.deaths.lock().expect("no test panics with the lock") = deaths;
        self.died.lock().expect("no test panics with the lock").clear();
    }

    /// How many places the process has come to where it could die or died.
    pub fn places(&self) -> usize {
        self.died.lock().expect("no test panics with the lock").len()
    }

    /// Ready once the process is to end.
    pub async fn stopped(&self) {
        self.stopped.notified().await;
    }

    /// Does not come back if the process ends here: whoever polls is dropped.
    async fn survive(&self, step: &str, side: Side) {
        let fatal = {
            let deaths = *self.deaths.lock().expect("no test panics with the lock");
            let mut died = self.died.lock().expect("no test panics with the lock");
            let place = died.len();
            let new = died.insert((step.to_owned(), side));
            new && match deaths {
                Deaths::Never => false,
                Deaths::Everywhere => true,
                Deaths::Once(at) => at == place,
            }
        };
        if fatal {
            self.stopped.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

impl Actuator for Hands {
    async fn observe(&self, stack: &str, step: &str, spec: &Spec) -> Result<Observed, ActError> {
        let look = self.looks.fetch_add(1, Ordering::Relaxed);
        if scramble(look) % 100 < self.throttled {
            return Err(ActError {
                operation: spec.operation().to_owned(),
                kind: ActErrorKind::Retry,
                message: "ThrottlingException: Rate exceeded".to_owned(),
            });
        }
        self.aws.observe(stack, step, spec).await
    }

    async fn act(&self, permit: &Permit, spec: &Spec, token: &str) -> Result<Outputs, ActError> {
        self.survive(permit.step(), Side::Before).await;
        let made = self.aws.act(permit, spec, token).await;
        self.survive(permit.step(), Side::After).await;
        made
    }

    async fn undo(
        &self,
        permit: &Permit,
        spec: &Spec,
        outputs: &Outputs,
        purge: bool,
    ) -> Result<(), ActError> {
        self.survive(permit.step(), Side::Before).await;
        let gone = self.aws.undo(permit, spec, outputs, purge).await;
        self.survive(permit.step(), Side::After).await;
        gone
    }

    /// Time passes for the account and not for whoever waits.
    async fn pause(&self, millis: u64) {
        let seconds = millis.div_ceil(1000);
        self.account
            .clock()
            .advance(i64::try_from(seconds).expect("a wait of some seconds"));
    }

    fn now(&self) -> Timestamp {
        self.account.now()
    }
}

/// The same disorder for the same number (`SplitMix64`).
pub fn scramble(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
