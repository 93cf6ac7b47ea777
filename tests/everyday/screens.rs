//! Every screen as it looks, in three sizes and without colour; and the loop
//! that draws them.

use super::app::{Walk, account, small_account};
use aisec_tui::app::{Effect, Event, Key, Keymap, Options, Size, State, Target};
use aisec_tui::inventory::Timestamp;
use aisec_tui::tui::effects::{Events, Runner, compute};
use aisec_tui::tui::run::{Driver, Pause};
use aisec_tui::tui::surface::Whole;
use aisec_tui::tui::theme::{self, Theme};
use futures_util::{Stream, StreamExt, stream};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;
use std::cell::RefCell;
use std::io::{self, Write};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn snapshot(name: &str, screen: &str) {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, screen);
    });
}

/// A screen, reached by keys, in every size.
fn every_size(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut walk = Walk::small(width, height);
        walk.press(keys);
        snapshot(&format!("{name}-{width}x{height}"), &walk.screen());
    }
}

#[test]
fn the_tabs_look_as_they_should() {
    let tabs = [
        ("posture", "1"),
        ("keys", "2"),
        ("buckets", "3"),
        ("endpoints", "4"),
        ("training", "5"),
        ("identities", "6"),
        ("network", "7"),
        ("data", "8"),
        ("activity", "9"),
        ("stacks", "0"),
    ];
    for (name, keys) in tabs {
        every_size(name, keys);
    }
}

#[test]
fn the_panes_and_what_lies_over_them_look_as_they_should() {
    let screens = [
        ("detail-fields", "3 G enter"),
        ("detail-findings", "3 G e"),
        ("detail-relations", "3 G enter l l"),
        ("detail-json", "3 G enter l l l"),
        ("finding", "1 enter"),
        ("palette", "2 :"),
        ("help", "?"),
        ("messages", "m"),
        ("frameworks", "C"),
        ("framework", "C j j enter"),
        ("who-can-action", "3 G w"),
        ("who-can", "3 G w enter"),
        ("who-can-path", "3 G w enter enter"),
        ("attack-paths", "3 W"),
        ("attack-path", "3 W enter"),
        ("attack-remedies", "3 W tab"),
        ("filter", "5 / t r a i n -"),
    ];
    for (name, keys) in screens {
        every_size(name, keys);
    }
}

/// The way to the role's policy in the wizard's editor.
const TO_EDITOR: &str = "n pagedown w a r d pagedown pagedown pagedown down down down down enter";

/// The sizes in which policies are drawn: the smallest that is taken, and two
/// that people have.
const POLICY_SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

#[test]
fn policies_look_as_they_should() {
    let screens = [
        // A word that is no JSON, at the end of a line.
        ("policy-editor", "down down down end x"),
        (
            "policy-remark",
            "down down down down down down end left left x home ctrl-n",
        ),
        (
            "policy-suggestions",
            "down down down down down down end left left tab",
        ),
        ("policy-words", "down down down down ctrl-t"),
        (
            "policy-changes",
            "down down down down down down end left left * ctrl-g",
        ),
        ("policy-matrix", "ctrl-l j"),
    ];
    for (name, keys) in screens {
        for (width, height) in POLICY_SIZES {
            let mut walk = Walk::small(width, height);
            walk.press(TO_EDITOR).press(keys);
            snapshot(&format!("{name}-{width}x{height}"), &walk.screen());
        }
    }
    for (name, keys) in [
        ("policy-reader", "6 / t r a i n e r enter p j j j j"),
        ("policy-marked", "6 space space c"),
    ] {
        for (width, height) in POLICY_SIZES {
            let mut walk = Walk::small(width, height);
            walk.press(keys);
            snapshot(&format!("{name}-{width}x{height}"), &walk.screen());
        }
    }
}

#[test]
fn a_terminal_that_is_too_small_is_told_so_and_nothing_panics() {
    let walk = Walk::small(40, 10);
    snapshot("too-small-40x10", &walk.screen());
    for width in [0, 1, 2, 7, 20, 39, 40, 41, 60, 79] {
        for height in [0, 1, 3, 11, 12, 13, 18] {
            let mut walk = Walk::small(80, 24);
            walk.event(Event::Resize(Size { width, height }));
            for keys in [
                "j",
                "enter",
                "l",
                "l",
                "?",
                "esc :",
                "esc /",
                "esc esc 0",
                "6 p",
                "x",
                "esc esc n",
            ] {
                walk.press(keys).screen();
            }
        }
    }
    let smallest = Walk::small(40, 12);
    snapshot("smallest-40x12", &smallest.screen());
}

#[test]
fn every_theme_is_read_and_mono_has_no_colour() {
    assert_eq!(
        theme::names(),
        ["dark", "light", "high-contrast", "colour-blind", "ansi16", "mono"]
    );
    for name in theme::names() {
        let theme = Theme::named(name).expect("an embedded theme");
        assert_eq!(theme.name, name);
        let mut walk = Walk::small(80, 24);
        walk.theme = theme;
        let coloured = walk
            .buffer()
            .content
            .iter()
            .any(|c| c.fg != Color::Reset || c.bg != Color::Reset);
        assert_eq!(coloured, name != "mono", "{name}");
    }
    let unknown = Theme::named("solarised").expect_err("no such theme").to_string();
    assert!(unknown.contains("colour-blind"), "{unknown}");
}

/// Relative luminance of a true colour, as WCAG 2.2 defines it.
fn luminance(color: Option<Color>) -> f64 {
    let Some(Color::Rgb(r, g, b)) = color else {
        panic!("{color:?} is not a true colour")
    };
    let part = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

#[test]
fn the_text_of_every_true_colour_theme_can_be_read_on_its_ground() {
    for (name, least) in [
        ("dark", 4.5),
        ("light", 4.5),
        ("colour-blind", 4.5),
        ("high-contrast", 7.0),
    ] {
        let t = Theme::named(name).expect("an embedded theme");
        let looks = [
            t.text, t.dim, t.accent, t.title, t.critical, t.high, t.medium, t.low, t.pass, t.fail, t.unknown,
            t.key,
        ];
        for (at, look) in looks.into_iter().chain([t.selection]).enumerate() {
            for ground in [t.background, t.surface] {
                let (fg, bg) = (luminance(look.fg), luminance(look.bg.or(ground.bg)));
                let contrast = (fg.max(bg) + 0.05) / (fg.min(bg) + 0.05);
                assert!(contrast >= least, "{name}: token {at} has {contrast:.1}:1");
            }
        }
    }
}

#[test]
fn the_environment_chooses_the_theme_and_the_flag_wins() {
    let chosen = |name: Option<&str>, set: &[(&str, &str)]| {
        let environment = |v: &str| set.iter().find(|(n, _)| *n == v).map(|(_, v)| (*v).to_owned());
        Theme::choose(name, environment).expect("a theme").name
    };
    assert_eq!(chosen(None, &[]), "ansi16");
    assert_eq!(chosen(None, &[("COLORTERM", "truecolor")]), "dark");
    assert_eq!(
        chosen(None, &[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]),
        "mono"
    );
    assert_eq!(
        chosen(None, &[("COLORTERM", "truecolor"), ("NO_COLOR", "")]),
        "dark"
    );
    assert_eq!(chosen(Some("light"), &[("NO_COLOR", "1")]), "light");
}

/// An account in memory behind the loop.
#[derive(Debug, Default)]
struct Canned;

impl Runner for Canned {
    fn run(&mut self, effect: Effect, events: &Events) {
        let answers = match compute(effect, events) {
            Some(Effect::Connect(_)) => vec![Event::Connected(account(true))],
            Some(Effect::Refresh(_)) => vec![
                Event::Observed(small_account()),
                Event::RefreshFinished { calls: 9 },
            ],
            _ => Vec::new(),
        };
        for answer in answers {
            let _ = events.send(answer);
        }
    }
}

fn clock() -> Timestamp {
    Timestamp(1_795_400_000)
}

fn driver() -> (Driver<Canned>, Terminal<TestBackend>) {
    let size = Size {
        width: 120,
        height: 40,
    };
    let state = State::new(
        Options {
            read_only: false,
            has_demo: true,
        },
        Keymap::default(),
        size,
        clock(),
    );
    let theme = Theme::named("dark").expect("an embedded theme");
    let terminal = Terminal::new(TestBackend::new(120, 40)).expect("a test terminal");
    (Driver::new(state, theme, Canned, clock), terminal)
}

fn keys(names: &str) -> impl Stream<Item = io::Result<Event>> + Unpin + use<> {
    let keys: Vec<_> = names
        .split_whitespace()
        .map(|name| Ok(Event::Key(Key::parse(name).expect("a key's name"))))
        .collect();
    stream::iter(keys)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime")
}

/// Runs the loop for a while on the given input, which then stays silent.
fn run_for(
    driver: &mut Driver<Canned>,
    terminal: &mut Terminal<TestBackend>,
    names: &str,
    millis: u64,
) -> Option<Pause> {
    runtime().block_on(async {
        let mut input = keys(names).chain(stream::pending());
        tokio::time::timeout(Duration::from_millis(millis), driver.run(terminal, &mut input))
            .await
            .ok()
            .map(|pause| pause.expect("the test terminal does not fail"))
    })
}

#[test]
fn the_loop_opens_the_account_reads_it_and_draws_it() {
    let (mut driver, mut terminal) = driver();
    driver
        .draw(&mut terminal)
        .expect("a first frame before anything is asked for");
    assert!(format!("{}", terminal.backend()).contains("nothing was checked yet"));
    let ended = runtime().block_on(async {
        driver.start(Target::Demo);
        let mut input = stream::pending();
        tokio::time::timeout(Duration::from_millis(500), driver.run(&mut terminal, &mut input)).await
    });
    assert!(ended.is_err(), "the loop goes on");
    let screen = format!("{}", terminal.backend());
    assert!(screen.contains("17 resources"), "{screen}");
    assert!(screen.contains("critical"), "{screen}");
}

#[test]
fn a_burst_of_two_hundred_keys_is_a_handful_of_frames() {
    let (mut driver, mut terminal) = driver();
    let burst = "j ".repeat(200);
    assert_eq!(run_for(&mut driver, &mut terminal, &burst, 100), None);
    assert!((1..=4).contains(&driver.frames), "{} frames", driver.frames);
}

#[test]
fn an_idle_loop_draws_nothing() {
    let (mut driver, mut terminal) = driver();
    run_for(&mut driver, &mut terminal, "", 50);
    let before = driver.frames;
    // The loop draws once when it is entered, and then not again.
    run_for(&mut driver, &mut terminal, "", 300);
    assert_eq!(driver.frames, before + 1);
}

#[test]
fn the_loop_ends_on_q_and_when_the_terminal_is_gone() {
    let (mut driver, mut terminal) = driver();
    assert_eq!(
        run_for(&mut driver, &mut terminal, "j q j", 1000),
        Some(Pause::Quit)
    );
    let gone = runtime().block_on(async {
        let mut input = keys("j");
        driver.run(&mut terminal, &mut input).await
    });
    assert_eq!(gone.expect("no terminal fault"), Pause::Quit);
    assert_eq!(
        run_for(&mut driver, &mut terminal, "ctrl-z", 1000),
        Some(Pause::Suspend)
    );
}

/// A stream like the terminal's: it wakes the first waker that it was given
/// since it last had something, and forgets the later ones.
struct Stubborn {
    keys: Vec<Event>,
    ready: Option<Arc<AtomicBool>>,
}

impl Stream for Stubborn {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &self.ready {
            None => {
                let (ready, waker) = (Arc::new(AtomicBool::new(false)), cx.waker().clone());
                self.ready = Some(Arc::clone(&ready));
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(30));
                    ready.store(true, Ordering::SeqCst);
                    waker.wake();
                });
                Poll::Pending
            }
            Some(ready) if !ready.load(Ordering::SeqCst) => Poll::Pending,
            Some(_) => {
                self.ready = None;
                Poll::Ready(self.keys.pop().map(Ok))
            }
        }
    }
}

#[test]
fn keys_that_come_one_by_one_are_all_heard() {
    let (mut driver, mut terminal) = driver();
    let keys = ["q", "3", "2"].map(|k| Event::Key(Key::parse(k).expect("a key's name")));
    let ended = runtime().block_on(async {
        let mut input = Stubborn {
            keys: keys.to_vec(),
            ready: None,
        };
        tokio::time::timeout(Duration::from_secs(3), driver.run(&mut terminal, &mut input)).await
    });
    let pause = ended
        .expect("the loop hears the third key")
        .expect("no terminal fault");
    assert_eq!(pause, Pause::Quit);
    assert_eq!(driver.state.tab, aisec_tui::app::Tab::Buckets);
}

#[test]
fn a_frame_without_a_change_is_not_written_and_the_next_change_is() {
    const STILL: &[u8] = b"\x1b[?2026h\x1b[39m\x1b[49m\x1b[59m\x1b[0m\x1b[?25l\x1b[?2026l";
    let written = Rc::new(RefCell::new(Vec::new()));
    let mut screen = Whole::new(Shared(Rc::clone(&written)));
    let mut frame = |bytes: &[u8]| {
        screen.write_all(bytes).expect("it is held");
        screen.flush().expect("it is given on");
        std::mem::take(&mut *written.borrow_mut())
    };
    assert_eq!(frame(STILL), STILL, "the cursor is not known to be hidden yet");
    assert_eq!(frame(STILL), b"");
    let change = b"\x1b[?2026h\x1b[3;1H\x1b[39mnew\x1b[0m\x1b[?25l\x1b[?2026l";
    assert_eq!(frame(change), change);
    assert_eq!(frame(STILL), b"");
    let moved = b"\x1b[?2026h\x1b[?25h\x1b[3;1H\x1b[?2026l";
    assert_eq!(frame(moved), moved, "a cursor that shows is a change");
    assert_eq!(frame(STILL), STILL, "and hiding it again is one");
}

/// What was written, to be looked at.
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
