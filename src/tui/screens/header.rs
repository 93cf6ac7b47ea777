//! The bar (account, Region, what goes on), the posture strip, the tabs.
//! Always on screen.

use crate::app::remote::Remote;
use crate::app::state::STALE_AFTER;
use crate::app::tabs::severity;
use crate::app::{State, Tab, Tone, View, sanitise};
use crate::inventory::Region;
use crate::posture::Severity;
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The width from which the strip is spaced and in full words.
const WIDE: u16 = 104;

/// The width from which the score is called so.
const WORDED: u16 = 90;

/// Draws the three lines.
pub fn render(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    bar(frame, area, state, theme);
    strip(frame, area, state, theme);
    tabs(frame, area, state, theme);
}

fn bar(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let buffer = frame.buffer_mut();
    paint::line(buffer, area, 0, theme.surface);
    let on = |style: Style| theme.surface.patch(style);
    let mut right = activity(state);
    if area.width < 60 {
        // Hardly any room: the account matters more.
        right.0.clear();
    }
    let room = area.width.saturating_sub(paint::width(&right.0) + 2);
    let left = Rect::new(area.x, area.y, room, 1);
    let mut x = paint::text(buffer, left, 1, 0, "aisec-tui", on(theme.title)) + 2;
    if let Some(account) = state.account.value() {
        x = paint::text(
            buffer,
            left,
            x,
            0,
            &sanitise::cell(account.id.as_str()),
            on(theme.text),
        ) + 1;
        let regions: Vec<&str> = account.regions.iter().map(Region::as_str).collect();
        let regions = match regions.as_slice() {
            [first, _, _, ..] => format!("{first} +{}", regions.len() - 1),
            few => few.join(" "),
        };
        x = paint::text(buffer, left, x, 0, &sanitise::cell(&regions), on(theme.dim)) + 1;
        if account.demo {
            x = paint::text(buffer, left, x, 0, "[DEMO]", on(theme.accent)) + 1;
        }
    }
    if state.options.read_only {
        paint::text(buffer, left, x, 0, "[READ-ONLY]", on(theme.medium));
    }
    paint::text(buffer, area, room + 1, 0, &right.0, on(theme.tone(right.1)));
}

/// What goes on: opening, reading, failed.
fn activity(state: &State) -> (String, Tone) {
    match (&state.account, &state.reading) {
        (Remote::Loading { .. }, _) => ("… opening the account".to_owned(), Tone::Accent),
        (Remote::Failed { .. }, _) => ("✗ no account".to_owned(), Tone::Fail),
        (_, Some(reading)) => (format!("… reading, {} so far", reading.resources), Tone::Accent),
        (Remote::Idle, None) => (String::new(), Tone::Dim),
        (Remote::Ready(_), None) => {
            let read = state.inventory.len();
            let gaps = state.inventory.gaps().len();
            if gaps > 0 {
                let word = if gaps == 1 { "gap" } else { "gaps" };
                (format!("{read} resources, ? {gaps} {word}"), Tone::Unknown)
            } else {
                (format!("{read} resources"), Tone::Dim)
            }
        }
    }
}

fn strip(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let wide = area.width >= WIDE;
    let gap = if wide { 2 } else { 1 };
    let mut x = 1;
    for (text, tone) in strip_parts(state, area.width) {
        if x + paint::width(&text) > area.width {
            break;
        }
        x = paint::text(buffer, area, x, 1, &text, theme.tone(tone)) + gap;
    }
}

/// The parts of the strip, the telling ones first.
fn strip_parts(state: &State, width: u16) -> Vec<(String, Tone)> {
    let wide = width >= WIDE;
    let report = &state.digest.report;
    if report.findings.is_empty() {
        return vec![("score –/100  nothing was checked yet".to_owned(), Tone::Dim)];
    }
    let score = report.score;
    let tone = match score {
        90.. => Tone::Pass,
        70.. => Tone::Medium,
        _ => Tone::Fail,
    };
    let score = if width >= WORDED {
        format!("score {score}/100")
    } else {
        format!("{score}/100")
    };
    let mut parts = vec![(score, tone)];
    let trend = state.live.sparkline(if wide { 12 } else { 6 });
    parts.extend(trend.map(|bars| (bars, Tone::Dim)));
    let space = if wide { " " } else { "" };
    for level in [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
    ] {
        let (glyph, word, tone) = severity(level);
        let count = report.counts.severity(level).fail;
        let tone = if count == 0 { Tone::Dim } else { tone };
        parts.push((format!("{glyph}{space}{count} {word}"), tone));
    }
    let unknown = report.counts.total.unknown;
    let tone = if unknown == 0 { Tone::Dim } else { Tone::Unknown };
    parts.push((format!("?{space}{unknown} unknown"), tone));
    let coverage = percent(report.coverage);
    let word = if wide { "coverage " } else { "cover " };
    parts.push((format!("{word}{coverage}%"), Tone::Plain));
    parts.extend(read_at(state, wide));
    parts
}

fn percent(share: f64) -> u8 {
    // Rounded down: 99.9 % of coverage is not all of it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0–100"
    )]
    let percent = (share.clamp(0.0, 1.0) * 100.0).floor() as u8;
    percent
}

/// When the data of this tab was read; a clock time, so that an idle screen need not be
/// drawn to stay true.
fn read_at(state: &State, wide: bool) -> Option<(String, Tone)> {
    let at = state.shown_read_at()?;
    let clock: String = at.rfc3339().chars().skip(11).take(5).collect();
    let old = state.age().is_some_and(|age| age >= STALE_AFTER);
    let word = match (old, state.live.on) {
        (true, _) => "stale ",
        (false, true) => "live ",
        (false, false) => "read ",
    };
    let word = if wide || old { word } else { "" };
    let tone = if old { Tone::Unknown } else { Tone::Dim };
    Some((format!("{word}{clock}Z"), tone))
}

fn tabs(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let spare = |titles: &dyn Fn(Tab) -> String| {
        let used: u16 = Tab::ALL.iter().map(|t| paint::width(&titles(*t)) + 1).sum();
        area.width.checked_sub(used + 1)
    };
    let long = |tab: Tab| format!("{} {}", digit(tab), tab.title());
    let short = |tab: Tab| format!("{}{}", digit(tab), brief(tab));
    let mut x = 1;
    let wizard = matches!(state.view, View::Wizard(_));
    for tab in Tab::ALL {
        let title = match (spare(&long), spare(&short)) {
            (Some(_), _) => long(tab),
            (None, Some(_)) => short(tab),
            // Hardly any room: the tab on screen by name, the others by digit.
            (None, None) if tab == state.tab => short(tab),
            (None, None) => digit(tab).to_string(),
        };
        let shown = tab == state.tab && !wizard;
        let style = if shown { theme.selection } else { theme.dim };
        x = paint::text(buffer, area, x, 2, &title, style) + 1;
    }
}

fn digit(tab: Tab) -> usize {
    (tab.index() + 1) % 10
}

fn brief(tab: Tab) -> &'static str {
    match tab {
        Tab::Endpoints => "Endpts",
        Tab::Training => "Train",
        Tab::Identities => "IAM",
        Tab::Network => "Net",
        Tab::Activity => "Activ",
        tab => tab.title(),
    }
}
