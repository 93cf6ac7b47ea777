//! The loop: one owner of the state, one queue of events.
//!
//! Terminal input, answers of effects and timers become events; the state
//! machine answers with effects. A frame is drawn only after an event, when
//! the queue is empty, and not sooner than 10 ms after the one before: a burst
//! of keys is one frame. There is no tick: when nothing happens, nothing runs.

use super::effects::{Events, Runner};
use super::policy_area::PolicyArea;
use super::screens;
use super::surface::Surface;
use super::theme::Theme;
use crate::app::policy::{self, Stroke};
use crate::app::{self, Effect, Event, Size, State, Target};
use crate::inventory::Timestamp;
use futures_util::{Stream, StreamExt};
use ratatui::Terminal;
use std::collections::BTreeSet;
use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// The least time between two frames.
const FRAME: Duration = Duration::from_millis(10);

/// The most events that are taken before a frame is drawn, so that a flood
/// cannot hold the screen still.
const BURST: usize = 512;

/// Why the loop returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The program ends.
    Quit,
    /// Give the terminal back and stop; run again afterwards.
    Suspend,
    /// The terminal may have been changed by others: set it up and run again.
    Restore,
}

/// The loop with all that it owns.
#[derive(Debug)]
pub struct Driver<R> {
    /// The state.
    pub state: State,
    /// The look.
    pub theme: Theme,
    runner: R,
    policy: PolicyArea,
    sender: Events,
    queue: mpsc::UnboundedReceiver<Event>,
    clock: fn() -> Timestamp,
    wakes: BTreeSet<Timestamp>,
    /// Frames drawn so far.
    pub frames: u64,
}

impl<R: Runner> Driver<R> {
    /// A loop that has not begun.
    pub fn new(state: State, theme: Theme, runner: R, clock: fn() -> Timestamp) -> Self {
        let (sender, queue) = mpsc::unbounded_channel();
        Self {
            state,
            theme,
            runner,
            policy: PolicyArea::default(),
            sender,
            queue,
            clock,
            wakes: BTreeSet::new(),
            frames: 0,
        }
    }

    /// Where others put events.
    pub fn sender(&self) -> Events {
        self.sender.clone()
    }

    /// Asks for the account. The first frame does not wait for it.
    pub fn start(&mut self, target: Target) {
        let effects = app::start(&mut self.state, target, (self.clock)());
        self.carry_out(effects);
    }

    /// Runs until there is a reason to pause. The end of the input is one: the
    /// terminal is gone.
    pub async fn run<B, I>(&mut self, terminal: &mut Terminal<B>, input: &mut I) -> Result<Pause, B::Error>
    where
        B: Surface,
        I: Stream<Item = io::Result<Event>> + Unpin,
    {
        let mut drawn: Option<Instant> = None;
        let mut dirty = true;
        loop {
            let due = drawn.map_or_else(Instant::now, |at| at + FRAME);
            if dirty && due <= Instant::now() {
                self.draw(terminal)?;
                drawn = Some(Instant::now());
                dirty = false;
            }
            let wake = self.next_wake();
            let event = tokio::select! {
                biased;
                pressed = input.next() => match pressed {
                    Some(Ok(event)) => event,
                    Some(Err(_)) | None => return Ok(Pause::Quit),
                },
                Some(event) = self.queue.recv() => event,
                () = tokio::time::sleep_until(due), if dirty => continue,
                () = tokio::time::sleep(wake.unwrap_or_default()), if wake.is_some() => Event::Woke,
            };
            dirty = true;
            if let Some(pause) = self.take(event) {
                return Ok(pause);
            }
            if let Some(pause) = self.drain(input).await {
                return Ok(pause);
            }
        }
    }

    /// Takes what is waiting already, keys first.
    async fn drain<I>(&mut self, input: &mut I) -> Option<Pause>
    where
        I: Stream<Item = io::Result<Event>> + Unpin,
    {
        for _ in 0..BURST {
            // Polled with this task's own waker: crossterm keeps the first waker
            // that it is given, and one that wakes nobody would lose keys.
            let pressed = poll_fn(|context| Poll::Ready(input.poll_next_unpin(context))).await;
            let waiting = match pressed {
                Poll::Ready(Some(Ok(event))) => event,
                Poll::Ready(_) => return Some(Pause::Quit),
                Poll::Pending => self.queue.try_recv().ok()?,
            };
            if let Some(pause) = self.take(waiting) {
                return Some(pause);
            }
        }
        None
    }

    fn take(&mut self, event: Event) -> Option<Pause> {
        let restore = matches!(event, Event::Resumed);
        if matches!(event, Event::Woke) {
            let now = (self.clock)();
            self.wakes.retain(|at| *at > now);
        }
        let effects = app::update(&mut self.state, event, (self.clock)());
        let pause = self.carry_out(effects);
        pause.or(restore.then_some(Pause::Restore))
    }

    /// Fits everything to a size that the terminal got meanwhile.
    pub fn resize(&mut self, size: Size) {
        let effects = app::update(&mut self.state, Event::Resize(size), (self.clock)());
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Option<Pause> {
        let mut pause = None;
        for effect in effects {
            match effect {
                Effect::Quit => pause = Some(Pause::Quit),
                Effect::Suspend => pause = pause.or(Some(Pause::Suspend)),
                Effect::WakeAt(at) => {
                    self.wakes.insert(at);
                }
                Effect::Policy(effect) => match *effect {
                    policy::Effect::Area(stroke) => self.edit(stroke),
                    effect => self.runner.run(Effect::Policy(Box::new(effect)), &self.sender),
                },
                effect => self.runner.run(effect, &self.sender),
            }
        }
        pause
    }

    /// What the text area does, done before the next key is taken.
    fn edit(&mut self, stroke: Stroke) {
        let edited = Event::Policy(Box::new(self.policy.take(stroke)));
        let effects = app::update(&mut self.state, edited, (self.clock)());
        // The answer to a stroke is never that the program ends.
        self.carry_out(effects);
    }

    fn next_wake(&self) -> Option<Duration> {
        let first = self.wakes.first()?;
        let seconds = first.seconds_since((self.clock)()).max(0);
        Some(Duration::from_secs(seconds.unsigned_abs()))
    }

    /// Draws one frame.
    pub fn draw<B: Surface>(&mut self, terminal: &mut Terminal<B>) -> Result<(), B::Error> {
        let (state, theme) = (&self.state, &self.theme);
        terminal.backend_mut().begin()?;
        terminal.draw(|frame| screens::render(frame, state, theme))?;
        terminal.backend_mut().end()?;
        self.frames += 1;
        Ok(())
    }
}
