//! Carrying out what the app asks for; the answers come back as events.
//!
//! - [`account`]: the real thing: sessions, collectors, plans, journals
//! - [`stack`]: listing, planning and applying stacks
//! - [`wizard`]: what the wizard asks for
//! - [`clipboard`]: OSC 52

pub mod account;
pub mod clipboard;
pub mod stack;
pub mod wizard;

use crate::app::{Effect, Event, policy, reach};
use tokio::sync::mpsc;

/// Where answers are put.
pub type Events = mpsc::UnboundedSender<Event>;

/// Something that carries out effects without waiting for them.
pub trait Runner {
    /// Starts an effect. Must not block.
    fn run(&mut self, effect: Effect, events: &Events);
}

/// Carries out the effects that need nothing but a processor; gives back the
/// others.
pub fn compute(effect: Effect, events: &Events) -> Option<Effect> {
    let events = events.clone();
    match effect {
        Effect::Digest(job) => {
            tokio::spawn(async move {
                let done = tokio::task::spawn_blocking(move || job.run()).await;
                let _ = events.send(match done {
                    Ok(digest) => Event::Digested(Box::new(digest)),
                    Err(fault) => Event::DigestFailed(fault.to_string()),
                });
            });
        }
        Effect::Reach(job) => {
            tokio::spawn(async move {
                let number = job.number;
                let done = tokio::task::spawn_blocking(move || job.run()).await;
                let event = done.unwrap_or_else(|fault| reach::Event {
                    number,
                    answer: Err(fault.to_string()),
                });
                let _ = events.send(Event::Reach(Box::new(event)));
            });
        }
        Effect::Index { tab, generation, job } => {
            tokio::task::spawn_blocking(move || {
                let index = job.run();
                let _ = events.send(Event::Indexed {
                    tab,
                    generation,
                    rows: job.rows,
                    index,
                });
            });
        }
        Effect::Policy(effect) => {
            tokio::task::spawn_blocking(move || {
                let answer = match *effect {
                    policy::Effect::Compare(job) => policy::Event::Compared(job.run()),
                    policy::Effect::Prove(job) => policy::Event::Proved(Box::new(job.run())),
                    // The text area is the loop's own.
                    policy::Effect::Area(_) => return,
                };
                let _ = events.send(Event::Policy(Box::new(answer)));
            });
        }
        other => return Some(other),
    }
    None
}
