//! The pictures of the README are the screens of today.
//!
//! `AISEC_TUI_PICTURES=update cargo test --test everyday pictures` draws them
//! anew; otherwise each committed SVG must equal the screen, and each PNG must
//! carry the digest of its SVG.

use super::picture;
use super::whole_app::{START, Setting, WholeApp, set_clock};
use aisec_tui::app::wizard::Event as WizardEvent;
use aisec_tui::app::{self, Event, View};
use aisec_tui::inventory::Timestamp;
use aisec_tui::stack::progress::{Progress, ProgressEvent};
use ratatui::buffer::Buffer;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Seconds that the apply in the pictures takes.
const APPLY_TAKES: i64 = 47;

fn setting(theme: &'static str) -> Setting {
    Setting {
        width: 110,
        height: 34,
        theme,
        read_only: false,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots")
}

/// Draws a picture, or says that the committed one is not the screen of today.
fn take(stale: &mut Vec<String>, name: &str, buffer: &Buffer) {
    let svg = picture::svg(buffer);
    let (svg_path, png_path) = (
        folder().join(format!("{name}.svg")),
        folder().join(format!("{name}.png")),
    );
    if std::env::var("AISEC_TUI_PICTURES").is_ok_and(|v| v == "update") {
        fs::create_dir_all(folder()).expect("the folder of the pictures");
        fs::write(svg_path, &svg).expect("a written SVG");
        return fs::write(png_path, picture::png(&svg)).expect("a written PNG");
    }
    if fs::read_to_string(svg_path).ok().as_deref() != Some(svg.as_str()) {
        stale.push(format!("{name}.svg"));
    }
    let stamped = fs::read(png_path)
        .ok()
        .and_then(|png| picture::stamped_digest(&png));
    if stamped != Some(picture::digest(&svg)) {
        stale.push(format!("{name}.png"));
    }
}

fn check(stale: &[String]) {
    assert!(
        stale.is_empty(),
        "{stale:?} are not the screens of today; draw them anew with \
         AISEC_TUI_PICTURES=update cargo test --test everyday pictures"
    );
}

/// The screen after the words of the last key are gone.
async fn calm(app: &mut WholeApp) -> Buffer {
    app.driver.state.notice = None;
    app.pump(Duration::from_millis(1)).await;
    app.buffer()
}

/// The screen with the folder of the test written as a person's.
fn at_home(app: &WholeApp, mut buffer: Buffer) -> Buffer {
    let folder = app.folder().display().to_string();
    let width = usize::from(buffer.area.width);
    for row in 0..usize::from(buffer.area.height) {
        let cells = &mut buffer.content[row * width..(row + 1) * width];
        let text: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
        if !text.contains(&folder) {
            continue;
        }
        let text = text.replace(&folder, "~/.local/share/aisec-tui/demo");
        let padded = text.trim_end().chars().chain(std::iter::repeat(' '));
        for (cell, symbol) in cells.iter_mut().zip(padded) {
            cell.set_char(symbol);
        }
    }
    buffer
}

#[tokio::test]
async fn of_the_tabs_are_the_screens_of_today() {
    let mut stale = Vec::new();
    let mut app = WholeApp::open(setting("dark")).await;
    app.press("g").await;
    take(&mut stale, "posture", &calm(&mut app).await);
    app.press("enter").await;
    take(&mut stale, "detail", &calm(&mut app).await);
    app.press("esc 2").await;
    take(&mut stale, "keys", &calm(&mut app).await);
    let mut mono = app.again(setting("mono")).await;
    mono.press("3").await;
    take(&mut stale, "mono", &calm(&mut mono).await);
    check(&stale);
}

#[tokio::test]
async fn of_the_wizard_are_the_screens_of_today() {
    let mut stale = Vec::new();
    let mut app = WholeApp::open(setting("dark")).await;
    app.press("n pagedown").await;
    app.type_text("cardiology").await;
    app.press("pagedown pagedown pagedown down down").await;
    take(&mut stale, "wizard-identities", &calm(&mut app).await);
    app.press("down down enter down down down down down down down")
        .await;
    app.type_text("*").await;
    take(&mut stale, "wizard-editor", &calm(&mut app).await);
    app.press("ctrl-r home up end left left left left left left backspace backspace backspace backspace")
        .await;
    take(&mut stale, "policy-suggestions", &calm(&mut app).await);
    app.press("esc ctrl-r esc pagedown pagedown pagedown").await;
    app.wait_for("posture after").await;
    take(&mut stale, "wizard-review", &calm(&mut app).await);
    app.press("p").await;
    app.wait_for("WANTED").await;
    app.press("n").await;
    take(&mut stale, "policy-matrix", &calm(&mut app).await);
    app.press("esc").await;

    app.press("a").await;
    app.type_text("cardiology-dev").await;
    app.press("enter").await;
    let confirmed = app.driver.state.clone();
    // However long it takes here, it takes as long in every picture.
    set_clock(Timestamp(START.0 + APPLY_TAKES));
    app.wait_while_time_flies("cardiology-dev stands").await;
    app.settle().await;
    let done = calm(&mut app).await;
    take(&mut stale, "wizard-done", &at_home(&app, done));

    // The middle of the apply, with the events that the engine sends.
    app.driver.state = confirmed;
    set_clock(START);
    for event in middle(&app) {
        let event = Event::Wizard(Box::new(WizardEvent::Progress(event)));
        app::update(&mut app.driver.state, event, START);
    }
    take(&mut stale, "wizard-apply", &calm(&mut app).await);
    check(&stale);
}

/// Half of the steps done, one under way.
fn middle(app: &WholeApp) -> Vec<Progress> {
    let View::Wizard(wizard) = &app.driver.state.view else {
        panic!("the wizard is not on screen")
    };
    let run = wizard.run.as_ref().expect("the apply was confirmed");
    let half = run.steps.len() / 2;
    let mut events = Vec::new();
    for (at, step) in run.steps.iter().enumerate().take(half + 1) {
        let to = |event| Progress {
            step: step.id.clone(),
            index: at + 1,
            total: run.steps.len(),
            event,
        };
        events.push(to(ProgressEvent::Started));
        if at < half {
            events.extend(
                [
                    ProgressEvent::Intent,
                    ProgressEvent::Called,
                    ProgressEvent::Verified,
                ]
                .map(to),
            );
        }
    }
    events
}
