//! The terminal: loop, effects, themes, screens.
//!
//! - [`run`](mod@run): the loop
//! - [`effects`]: carrying out what the app asks for
//! - [`terminal`]: taking the terminal and always giving it back
//! - [`surface`]: frames reach the terminal whole
//! - [`input`]: from the terminal's events to the app's
//! - [`theme`]: what each token looks like
//! - [`paint`]: text at a place
//! - [`policy_area`]: the text area behind the policy editor
//! - [`screens`]: what each screen looks like

pub mod effects;
pub mod input;
pub mod paint;
pub mod policy_area;
pub mod run;
pub mod screens;
pub mod surface;
pub mod terminal;
pub mod theme;

pub use effects::account::{Connector, Opened, Written};
pub use theme::Theme;

use crate::app::{Event, Keymap, Options, Size, State, Target};
use crate::inventory::Timestamp;
use effects::account::AccountRunner;
use futures_util::StreamExt;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use run::{Driver, Pause};
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};
use surface::Whole;
use terminal::Guard;

/// How the terminal UI is opened.
pub struct Launch {
    /// Opens an account.
    pub connect: Connector,
    /// The account to open first.
    pub target: Target,
    /// What was decided at the start and cannot be changed.
    pub options: Options,
    /// The keys.
    pub keymap: Keymap,
    /// The look.
    pub theme: Theme,
}

/// Why the terminal UI could not be opened or go on.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The standard output is not a terminal.
    #[error("The screen needs a terminal.\nUse `aisec-tui scan` where there is none.")]
    NoTerminal,
    /// The terminal does not answer.
    #[error("The terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// Opens the terminal UI and returns when it is left. Needs a tokio runtime
/// with its time and I/O drivers.
pub async fn run(launch: Launch) -> Result<(), TuiError> {
    use std::io::IsTerminal as _;
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(TuiError::NoTerminal);
    }
    // NO_COLOR is honoured by the mono theme; the terminal library's own way
    // resets the modifiers that show the selection.
    crossterm::style::force_color_output(true);
    let (width, height) = crossterm::terminal::size()?;
    let size = Size { width, height };
    let state = State::new(launch.options, launch.keymap, size, now());
    let mut driver = Driver::new(state, launch.theme, AccountRunner::new(launch.connect, now), now);
    let guard = Guard::enter()?;
    terminal::signals(&driver.sender())?;
    let mut screen = Terminal::new(CrosstermBackend::new(Whole::new(io::stdout())))?;
    // The first frame is on screen before anything is asked for.
    driver.draw(&mut screen)?;
    driver.start(launch.target);
    loop {
        let mut input = keys();
        match driver.run(&mut screen, &mut input).await? {
            Pause::Quit => break,
            Pause::Suspend => {
                drop(input);
                guard.suspend()?;
            }
            Pause::Restore => {
                drop(input);
                guard.again()?;
            }
        }
        let (width, height) = crossterm::terminal::size()?;
        driver.resize(Size { width, height });
        // Not `clear`, which asks the terminal where its cursor is and waits
        // for an answer among the keys.
        screen.resize(Rect::new(0, 0, width, height))?;
    }
    Ok(())
}

/// The terminal's events, as the app's.
fn keys() -> impl futures_util::Stream<Item = io::Result<Event>> + Unpin {
    let raw = crossterm::event::EventStream::new();
    Box::pin(raw.filter_map(|event| async move {
        match event {
            Ok(event) => input::event(event).map(Ok),
            Err(error) => Some(Err(error)),
        }
    }))
}

/// The system's clock.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
