//! Taking the terminal and always giving it back: on quit, on panic, on
//! SIGTERM and SIGHUP, and around a suspension.

use crate::app::Event;
use crate::tui::effects::Events;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use std::io;
use std::process::Command;
use std::sync::Once;
use std::time::Duration;

/// `SIGTSTP` and `SIGCONT` differ between systems.
#[cfg(target_os = "linux")]
const SIGTSTP: i32 = 20;
#[cfg(target_os = "linux")]
const SIGCONT: i32 = 18;
#[cfg(not(target_os = "linux"))]
const SIGTSTP: i32 = 18;
#[cfg(not(target_os = "linux"))]
const SIGCONT: i32 = 19;

/// The terminal is ours while this lives.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal.
    pub fn enter() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(restore_on_panic);
        let guard = Self(());
        take()?;
        Ok(guard)
    }

    /// Takes it anew, after others may have changed it.
    pub fn again(&self) -> io::Result<()> {
        // Raw mode that is believed to be on already is not set.
        disable_raw_mode()?;
        take()
    }

    /// Gives it back, stops the process, and takes it again when the shell
    /// lets the process go on.
    pub fn suspend(&self) -> io::Result<()> {
        give_back();
        // A signal can be sent without unsafe code only by another program.
        let pid = std::process::id().to_string();
        Command::new("kill").args(["-STOP", &pid]).status()?;
        self.again()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        cursor::Hide
    )
}

/// Gives the terminal back as far as it goes: there is nobody left to tell of
/// a failure.
fn give_back() {
    let _ = execute!(
        io::stdout(),
        crossterm::terminal::EndSynchronizedUpdate,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// A panic's message must be readable: the terminal is given back first. A
/// panic on another thread does not end the loop, which says what became of
/// the work; its message would only spoil the screen.
fn restore_on_panic() {
    let before = std::panic::take_hook();
    let ours = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == ours {
            give_back();
            before(panic);
        }
    }));
}

/// How long the loop has to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(1);

/// Ends the process when the loop does not: crossterm reads a terminal that is
/// gone for ever, without coming back to us. What must last is on disk already.
async fn end_at_last(code: i32) {
    tokio::time::sleep(PATIENCE).await;
    give_back();
    std::process::exit(code);
}

/// Turns the signals that concern a terminal program into events.
pub fn signals(events: &Events) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (suspend, resume) = (SignalKind::from_raw(SIGTSTP), SignalKind::from_raw(SIGCONT));
    let each = [
        (SignalKind::terminate(), Event::Terminate),
        (SignalKind::hangup(), Event::Terminate),
        (SignalKind::interrupt(), Event::Terminate),
        (suspend, Event::Suspend),
        (resume, Event::Resumed),
    ];
    for (kind, event) in each {
        let mut stream = signal(kind)?;
        let events = events.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                let ends = matches!(event, Event::Terminate);
                if events.send(event.clone()).is_err() {
                    break;
                }
                if ends {
                    end_at_last(128 + kind.as_raw_value()).await;
                }
            }
        });
    }
    Ok(())
}
