//! The whole app in memory: the loop, the effects and the embedded account
//! behind a test terminal. Time stands still unless it is moved.

use aisec_tui::app::{Event, Key, Keymap, Options, Size, State, Target};
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::demo::{self, Account, Clock};
use aisec_tui::inventory::Timestamp;
use aisec_tui::tui::effects::account::AccountRunner;
use aisec_tui::tui::run::Driver;
use aisec_tui::tui::{Connector, Opened, Theme, Written};
use futures_util::{Stream, stream};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use std::cell::Cell as Shared;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// When every walk begins: 2026-11-23, 09:13 UTC.
pub const START: Timestamp = Timestamp(1_795_425_200);

/// Decides every identifier of the embedded account.
pub const SEED: u64 = 7;

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

thread_local! {
    /// The app's time; a test has a thread of its own.
    static SECONDS: Shared<i64> = const { Shared::new(START.0) };
}

fn clock() -> Timestamp {
    Timestamp(SECONDS.get())
}

/// Sets the app's time, but not the account's.
pub fn set_clock(now: Timestamp) {
    SECONDS.set(now.0);
}

/// How a walk begins.
#[derive(Clone)]
pub struct Setting {
    pub width: u16,
    pub height: u16,
    pub theme: &'static str,
    pub read_only: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            width: 100,
            height: 32,
            theme: "dark",
            read_only: false,
        }
    }
}

/// The app, its terminal and its account.
pub struct WholeApp {
    pub driver: Driver<AccountRunner>,
    pub account: Account,
    pub terminal: Terminal<TestBackend>,
    keys: mpsc::UnboundedSender<Event>,
    input: Box<dyn Stream<Item = io::Result<Event>> + Unpin>,
    pub folder: Arc<TempDir>,
    setting: Setting,
}

impl WholeApp {
    /// The app with the seeded account open and read.
    pub async fn open(setting: Setting) -> Self {
        set_clock(START);
        let account = Account::with_story(SEED, Clock::manual(START)).await;
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let account = account.expect("the story can be told");
        Self::over(account, folder, setting).await
    }

    pub async fn over(account: Account, folder: Arc<TempDir>, setting: Setting) -> Self {
        let mut app = Self::start(account, folder, setting);
        app.settle().await;
        app
    }

    pub fn start(account: Account, folder: Arc<TempDir>, setting: Setting) -> Self {
        let size = Size {
            width: setting.width,
            height: setting.height,
        };
        let options = Options {
            read_only: setting.read_only,
            has_demo: true,
        };
        let state = State::new(options, Keymap::default(), size, clock());
        let theme = Theme::named(setting.theme).expect("an embedded theme");
        let connect = connector(account.clone(), folder.path().to_owned(), setting.read_only);
        let runner = AccountRunner::new(connect, clock);
        let (keys, mut receiver) = mpsc::unbounded_channel();
        let backend = TestBackend::new(setting.width, setting.height);
        let mut app = Self {
            driver: Driver::new(state, theme, runner, clock),
            account,
            terminal: Terminal::new(backend).expect("a test terminal"),
            keys,
            input: Box::new(stream::poll_fn(move |context| {
                receiver.poll_recv(context).map(|event| event.map(Ok))
            })),
            folder,
            setting,
        };
        app.driver.start(Target::Demo);
        app
    }

    /// The folder of journals, drafts and blueprints.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets the loop run for a while, then draws.
    pub async fn pump(&mut self, time: Duration) {
        let run = self.driver.run(&mut self.terminal, &mut self.input);
        if let Ok(pause) = tokio::time::timeout(time, run).await {
            pause.expect("the test terminal does not fail");
        }
        self.driver.draw(&mut self.terminal).expect("a drawn frame");
    }

    /// Presses keys by their names, separated by spaces.
    pub async fn press(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            let key = Key::parse(name).expect("a key's name");
            self.send(Event::Key(key)).await;
        }
        self
    }

    /// Gives the loop an event and lets it take it.
    pub async fn send(&mut self, event: Event) {
        self.keys.send(event).expect("the loop holds its input");
        self.pump(Duration::from_millis(1)).await;
    }

    /// Waits until all is read and worked out.
    pub async fn settle(&mut self) {
        self.wait("the account is read", |app| {
            app.driver.state.read_at.is_some() && app.driver.state.is_settled()
        })
        .await;
    }

    /// Waits until a text is on the screen.
    pub async fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait(text, |app| app.screen().contains(text)).await;
        self
    }

    /// Waits for something that takes the account's time: it runs a thousand
    /// times as fast meanwhile.
    pub async fn wait_while_time_flies(&mut self, text: &str) -> &mut Self {
        self.wait(text, |app| {
            app.account.clock().advance(10);
            app.screen().contains(text)
        })
        .await;
        self
    }

    /// Waits until something is so.
    pub async fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !done(self) {
            assert!(
                began.elapsed() < PATIENCE,
                "waited for {what}, but it did not come:\n{}",
                self.screen()
            );
            self.pump(Duration::from_millis(10)).await;
        }
    }

    /// The screen as lines of text.
    pub fn screen(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(self.setting.width).max(1);
        let line = |cells: &[Cell]| {
            let text: String = cells.iter().map(Cell::symbol).collect();
            text.trim_end().to_owned()
        };
        let lines: Vec<String> = buffer.content.chunks(width).map(line).collect();
        lines.join("\n")
    }
}

fn connector(account: Account, data_dir: PathBuf, read_only: bool) -> Connector {
    Arc::new(move |_| {
        let (account, data_dir) = (account.clone(), data_dir.clone());
        Box::pin(async move {
            let options = ConnectOptions {
                read_only,
                ..ConnectOptions::default()
            };
            let session = demo::connect(&account, options).await;
            session
                .map(|session| Opened {
                    session,
                    demo: true,
                    data_dir,
                    written: Some(Written(Arc::new(move || account.calls().written()))),
                })
                .map_err(|error| error.to_string())
        })
    })
}
