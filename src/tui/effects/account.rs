//! The effects that reach an account: opening it, reading it, its stacks.

use super::wizard::WizardRunner;
use super::{Events, Runner, clipboard, compute, stack};
use crate::app::{Account, Effect, Event, Observation, Target};
use crate::aws::{Session, collect};
use crate::inventory::{Kind, Timestamp};
use futures_util::future::BoxFuture;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// An open account.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// It is the embedded account.
    pub demo: bool,
    /// The folder of its journals.
    pub data_dir: PathBuf,
    /// How often the account was written to, where it can be asked that for
    /// nothing: the embedded one.
    pub written: Option<Written>,
}

/// Tells how often an account was written to.
#[derive(Clone)]
pub struct Written(pub Arc<dyn Fn() -> u64 + Send + Sync>);

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Written").finish()
    }
}

/// Opens an account; supplied by the command line, so that this room need not
/// know the embedded one.
pub type Connector = Arc<dyn Fn(Target) -> BoxFuture<'static, Result<Opened, String>> + Send + Sync>;

/// How long observations gather before they go to the app together.
const GATHER: Duration = Duration::from_millis(30);

/// The most observations in one event.
const BATCH: usize = 256;

/// Carries out effects on an account.
pub struct AccountRunner {
    connect: Connector,
    opened: Arc<Mutex<Option<Opened>>>,
    /// What reads the account, all of it or what is due.
    readings: Vec<JoinHandle<()>>,
    /// How often the account had been written to when it was last read.
    read_at: Option<u64>,
    wizard: WizardRunner,
    clock: fn() -> Timestamp,
}

impl fmt::Debug for AccountRunner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRunner").finish_non_exhaustive()
    }
}

impl AccountRunner {
    /// Nothing is open yet.
    pub fn new(connect: Connector, clock: fn() -> Timestamp) -> Self {
        Self {
            connect,
            opened: Arc::default(),
            readings: Vec::new(),
            read_at: None,
            wizard: WizardRunner::default(),
            clock,
        }
    }

    /// The open account.
    fn opened(&self) -> Option<Opened> {
        let slot = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        slot.clone()
    }

    fn connect(&mut self, target: Target, events: Events) {
        let opening = (self.connect)(target);
        let slot = Arc::clone(&self.opened);
        let readings = std::mem::take(&mut self.readings);
        tokio::spawn(async move {
            // Nothing of the account before may arrive after the new one.
            for reading in readings {
                reading.abort();
                let _ = reading.await;
            }
            let event = match opening.await {
                Ok(opened) => {
                    let account = account(&opened);
                    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
                    Event::Connected(account)
                }
                Err(reason) => Event::ConnectFailed(reason),
            };
            let _ = events.send(event);
        });
    }

    fn refresh(&mut self, kinds: Option<Vec<Kind>>, events: Events) {
        let Some(opened) = self.opened() else {
            let _ = events.send(Event::RefreshFailed("no account is open".to_owned()));
            return;
        };
        self.read_at = written(&opened);
        self.read(async move {
            let (out, observations) = mpsc::channel(4 * BATCH);
            let read = collect::run(&opened.session, kinds.as_deref(), out);
            let ((), calls) = tokio::join!(read, forward(observations, &events));
            let _ = events.send(match calls {
                Some(calls) => Event::RefreshFinished { calls },
                None => Event::RefreshFailed("the collectors stopped before the end".to_owned()),
            });
        });
    }

    /// Begins to read, as long as this account is open.
    fn read(&mut self, reading: impl Future<Output = ()> + Send + 'static) {
        self.readings.retain(|reading| !reading.is_finished());
        self.readings.push(tokio::spawn(reading));
    }

    /// Reads what is due; of an account that nobody wrote to since only what
    /// changes by itself.
    fn follow(&mut self, due: Vec<Kind>, moving: Vec<Kind>, events: Events) {
        let Some(opened) = self.opened() else {
            let _ = events.send(Event::Followed { read: false });
            return;
        };
        let written = written(&opened);
        let still = written.is_some() && written == self.read_at;
        self.read_at = written;
        let kinds = if still { moving } else { due };
        if kinds.is_empty() {
            let _ = events.send(Event::Followed { read: false });
            return;
        }
        self.read(async move {
            let (out, observations) = mpsc::channel(4 * BATCH);
            let read = collect::run(&opened.session, Some(&kinds), out);
            let ((), calls) = tokio::join!(read, forward(observations, &events));
            let read = !still && calls.is_some();
            let _ = events.send(Event::Followed { read });
        });
    }
}

fn written(opened: &Opened) -> Option<u64> {
    opened.written.as_ref().map(|written| (written.0)())
}

fn account(opened: &Opened) -> Account {
    Account {
        id: opened.session.account().clone(),
        caller: opened.session.caller().clone(),
        regions: opened.session.regions().to_vec(),
        demo: opened.demo,
    }
}

/// Passes observations on in batches, so that the queue stays short,
/// and says how many calls there were when all was tried.
async fn forward(mut observations: mpsc::Receiver<collect::Observation>, events: &Events) -> Option<u64> {
    let mut gathered = Vec::with_capacity(BATCH);
    let mut calls = None;
    while observations.recv_many(&mut gathered, BATCH).await > 0 {
        let full = tokio::time::sleep(GATHER);
        tokio::pin!(full);
        while gathered.len() < BATCH {
            let room = BATCH - gathered.len();
            tokio::select! {
                () = &mut full => break,
                more = observations.recv_many(&mut gathered, room) => if more == 0 { break },
            }
        }
        let mut batch = Vec::with_capacity(gathered.len());
        for observation in gathered.drain(..) {
            match observation {
                collect::Observation::Resource(resource) => batch.push(Observation::Resource(resource)),
                collect::Observation::Gap(gap) => batch.push(Observation::Gap(gap)),
                collect::Observation::Completed {
                    kind,
                    region,
                    seen,
                    at,
                    whole,
                } => batch.push(Observation::Completed {
                    kind,
                    region,
                    seen,
                    at,
                    whole,
                }),
                collect::Observation::Finished { calls: made } => calls = Some(made),
            }
        }
        let _ = events.send(Event::Observed(batch));
    }
    calls
}

impl Runner for AccountRunner {
    fn run(&mut self, effect: Effect, events: &Events) {
        let Some(effect) = compute(effect, events) else {
            return;
        };
        match effect {
            Effect::Connect(target) => self.connect(target, events.clone()),
            Effect::Refresh(kinds) => self.refresh(kinds, events.clone()),
            Effect::Follow { due, moving } => self.follow(due, moving, events.clone()),
            Effect::Copy { text, count } => {
                let copied = clipboard::copy(&text).map(|()| count);
                let _ = events.send(Event::Copied(copied));
            }
            Effect::ListStacks => {
                if let Some(opened) = self.opened() {
                    let events = events.clone();
                    tokio::task::spawn_blocking(move || {
                        let _ = events.send(Event::Stacks(stack::list(&opened.data_dir)));
                    });
                }
            }
            Effect::Wizard(effect) => {
                let opened = self.opened();
                self.wizard.run(*effect, opened, (self.clock)(), events);
            }
            _ => {}
        }
    }
}
