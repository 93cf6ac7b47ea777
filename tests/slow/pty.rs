//! The real binary in a real pseudo-terminal: what a person's shell is left
//! with, at any size, on any signal.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Generous: a debug build on a busy machine. It guards against hangs only.
const PATIENCE: Duration = Duration::from_mins(1);

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    input: Box<dyn std::io::Write + Send>,
    bytes: Arc<Mutex<Vec<u8>>>,
    master: Box<dyn MasterPty + Send>,
    rows: u16,
    columns: u16,
    _home: tempfile::TempDir,
}

impl Terminal {
    fn open(columns: u16, rows: u16, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aisec-tui"));
        command.env_clear();
        command.args(arguments);
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the binary starts");
        drop(pair.slave);
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let sink = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                sink.lock()
                    .expect("no panic while held")
                    .extend_from_slice(&buffer[..count]);
            }
        });
        let input = pair.master.take_writer().expect("a writer");
        Self {
            child,
            input,
            bytes,
            master: pair.master,
            rows,
            columns,
            _home: home,
        }
    }

    fn demo(columns: u16, rows: u16, environment: &[(&str, &str)]) -> Self {
        Self::open(columns, rows, &["--demo"], environment)
    }

    fn output(&self) -> Vec<u8> {
        self.bytes.lock().expect("no panic while held").clone()
    }

    fn screen(&self) -> vt100::Parser {
        let mut parser = vt100::Parser::new(
            NonZeroU16::new(self.rows).expect("a row"),
            NonZeroU16::new(self.columns).expect("a column"),
            0,
        );
        parser.process(&self.output());
        parser
    }

    fn press(&mut self, keys: &str) {
        self.input
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
        self.input.flush().expect("the terminal takes keys");
    }

    fn wait_for(&self, what: &str, found: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            let contents = self.screen().screen().contents();
            if found(&contents) {
                return contents;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "waited for {what}; the screen shows:\n{contents}"
            );
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until nothing was written for a while; answers with the byte count.
    fn settle(&self) -> usize {
        let started = Instant::now();
        let mut length = self.output().len();
        let mut quiet_since = Instant::now();
        while quiet_since.elapsed() < Duration::from_millis(1500) {
            assert!(started.elapsed() < PATIENCE, "the screen never settles");
            std::thread::sleep(Duration::from_millis(50));
            let now = self.output().len();
            if now != length {
                length = now;
                quiet_since = Instant::now();
            }
        }
        length
    }

    fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("a running child").to_string();
        let status = std::process::Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .expect("kill runs");
        assert!(status.success());
    }

    fn ended(&mut self) -> u32 {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child to wait for") {
                std::thread::sleep(Duration::from_millis(100));
                return status.exit_code();
            }
            assert!(started.elapsed() < PATIENCE, "the program does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The terminal was given back: main screen, cursor shown, modes off.
    fn assert_restored(&self) {
        let parser = self.screen();
        let screen = parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "bracketed paste is off");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "mouse reports are off"
        );
    }
}

fn populated(contents: &str) -> bool {
    contents.contains("DEMO")
        && contents.to_lowercase().contains("critical")
        && !contents.contains("connecting")
}

#[test]
fn the_demo_opens_at_80_by_24_and_quits_with_q() {
    let mut terminal = Terminal::demo(80, 24, &[]);
    terminal.wait_for("the populated posture tab", populated);
    terminal.settle();
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    terminal.assert_restored();
}

#[test]
fn sigterm_gives_the_terminal_back() {
    let mut terminal = Terminal::demo(100, 30, &[]);
    terminal.wait_for("the populated posture tab", populated);
    terminal.signal("TERM");
    terminal.ended();
    terminal.assert_restored();
}

#[test]
fn sighup_gives_the_terminal_back() {
    let mut terminal = Terminal::demo(100, 30, &[]);
    terminal.wait_for("the populated posture tab", populated);
    terminal.signal("HUP");
    terminal.ended();
    terminal.assert_restored();
}

#[test]
fn a_terminal_of_40_by_10_gets_a_clear_message_and_can_be_left() {
    let mut terminal = Terminal::demo(40, 10, &[]);
    terminal.wait_for("the size message", |c| {
        c.contains("40") && c.to_lowercase().contains("small")
    });
    terminal.settle();
    terminal.press("q");
    terminal.ended();
    terminal.assert_restored();
}

#[test]
fn without_colour_the_selected_row_is_still_seen() {
    let mut terminal = Terminal::demo(100, 30, &[("NO_COLOR", "1")]);
    terminal.wait_for("the populated posture tab", populated);
    terminal.press("2");
    terminal.wait_for("the keys tab", |c| c.contains("alias/"));
    terminal.settle();
    let reversed_row = |parser: &vt100::Parser| {
        (4..28).find(|row| {
            let marked = (0..100)
                .filter(|c| parser.screen().cell(*row, *c).is_some_and(vt100::Cell::inverse))
                .count();
            marked > 40
        })
    };
    let before = reversed_row(&terminal.screen()).expect("one reversed row");
    terminal.press("j");
    terminal.settle();
    let after = reversed_row(&terminal.screen()).expect("one reversed row");
    assert_eq!(after, before + 1, "the selection moved down by one row");
}

#[test]
fn idle_means_that_nothing_is_written() {
    let terminal = Terminal::demo(120, 40, &[]);
    terminal.wait_for("the populated posture tab", populated);
    let before = terminal.settle();
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(terminal.output().len(), before, "bytes were written while idle");
}

#[test]
fn resizing_redraws_at_the_new_size() {
    let mut terminal = Terminal::demo(80, 24, &[]);
    terminal.wait_for("the populated posture tab", populated);
    for (columns, rows) in [(200, 60), (41, 13), (20, 5), (120, 40), (1, 1), (100, 30)] {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        terminal.master.resize(size).expect("a resizable terminal");
        std::thread::sleep(Duration::from_millis(60));
    }
    terminal.settle();
    terminal.bytes.lock().expect("no panic while held").clear();
    (terminal.columns, terminal.rows) = (100, 30);
    terminal.press("2");
    terminal.wait_for("the keys tab", |c| c.contains("alias/"));
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn without_credentials_the_terminal_offers_the_demo() {
    let mut terminal = Terminal::open(100, 30, &["--region", "us-east-1"], &[]);
    terminal.wait_for("the offer", |c| {
        c.to_lowercase().contains("credentials") && c.contains("demo")
    });
    terminal.press("d");
    terminal.wait_for("the populated posture tab", populated);
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    terminal.assert_restored();
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    let size = PtySize {
        rows: 30,
        cols: 100,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aisec-tui"));
    command.env_clear();
    command.env("HOME", home.path());
    command.env("TERM", "xterm-256color");
    command.args(["--demo"]);
    let mut child = pair.slave.spawn_command(command).expect("the binary starts");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("DEMO") {
        let mut buffer = [0; 4096];
        let count = reader.read(&mut buffer).expect("the program draws");
        seen.extend_from_slice(&buffer[..count]);
    }
    drop(reader);
    drop(pair.master);
    let started = Instant::now();
    while child.try_wait().expect("a child to wait for").is_none() {
        assert!(started.elapsed() < PATIENCE, "the program outlives its terminal");
        std::thread::sleep(Duration::from_millis(50));
    }
}
