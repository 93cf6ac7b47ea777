//! Who can, and attack paths: the action that is chosen, the principals, the
//! paths, one of them step by step, and what to mend first.

use crate::app::reach::answer::Lines;
use crate::app::reach::attacks::{Attacks, Section};
use crate::app::reach::choose::Choice;
use crate::app::reach::{Pane, Stage};
use crate::app::{State, sanitise};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Draws the screen.
pub fn render(frame: &mut Frame<'_>, area: Rect, pane: &Pane, state: &State, theme: &Theme) {
    title(frame, area, pane, theme);
    let body = paint::below(area, 2, area.height);
    match &pane.stage {
        Stage::Choose(choice) => {
            caption(frame, area, "", theme);
            choose(frame, area, body, choice, theme);
        }
        Stage::Wait => {
            caption(frame, area, "asking every principal …", theme);
        }
        Stage::Failed(why) => {
            caption(frame, area, "", theme);
            paint::text(frame.buffer_mut(), body, 1, 0, why, theme.fail);
        }
        Stage::Attacks(attacks) => {
            sections(frame, area, attacks, pane.is_stale(&state.inventory), theme);
            lines(frame, body, attacks.shown(), theme);
        }
        Stage::Answer(answered) => {
            let found = answered.answer.principals.len();
            let mut words = format!("{found} of {} principals", answered.answer.asked);
            if pane.is_stale(&state.inventory) {
                words.push_str("; the account was read since: w asks again");
            }
            caption(frame, area, &words, theme);
            lines(frame, body, answered.shown(), theme);
        }
    }
}

fn title(frame: &mut Frame<'_>, area: Rect, pane: &Pane, theme: &Theme) {
    let opened = match &pane.stage {
        Stage::Answer(answered) => answered.opened().is_some(),
        Stage::Attacks(attacks) => attacks.is_open(),
        _ => false,
    };
    let back = if opened { "‹ ‹ " } else { "‹ " };
    let buffer = frame.buffer_mut();
    let mut x = paint::text(buffer, area, 1, 0, back, theme.dim);
    if pane.resource.is_none() {
        paint::text(buffer, area, x, 0, "attack paths", theme.title);
        return;
    }
    x = paint::text(buffer, area, x, 0, "who can ", theme.text);
    if !pane.action.is_empty() && !matches!(pane.stage, Stage::Choose(_)) {
        x = paint::text(buffer, area, x, 0, &sanitise::cell(&pane.action), theme.title);
        x = paint::text(buffer, area, x, 0, " on ", theme.text);
    } else {
        x = paint::text(buffer, area, x, 0, "… on ", theme.text);
    }
    let width = area.width.saturating_sub(x + 1);
    paint::field(
        buffer,
        area,
        (x, 0, width),
        &sanitise::cell(&pane.name),
        theme.title,
    );
}

fn caption(frame: &mut Frame<'_>, area: Rect, words: &str, theme: &Theme) {
    let buffer = frame.buffer_mut();
    paint::line(buffer, area, 1, theme.surface);
    let width = area.width.saturating_sub(2);
    paint::field(buffer, area, (1, 1, width), words, theme.surface.patch(theme.dim));
}

/// The sections of the attack paths, and how many there are.
fn sections(frame: &mut Frame<'_>, area: Rect, attacks: &Attacks, stale: bool, theme: &Theme) {
    let buffer = frame.buffer_mut();
    paint::line(buffer, area, 1, theme.surface);
    let mut x = 1;
    for section in Section::ALL {
        let style = if section == attacks.section {
            theme.selection
        } else {
            theme.surface.patch(theme.dim)
        };
        x = paint::text(buffer, area, x, 1, &format!(" {} ", section.title()), style) + 1;
    }
    let escalating = attacks.all.paths.iter().filter(|p| p.escalates).count();
    let mut words = format!(
        "{} paths, {escalating} by escalation, to {} things",
        attacks.all.paths.len(),
        attacks.all.prizes.len()
    );
    if stale {
        words.push_str("; W asks again");
    }
    let width = area.width.saturating_sub(x + 1);
    paint::field(
        buffer,
        area,
        (x, 1, width),
        &words,
        theme.surface.patch(theme.dim),
    );
}

fn choose(frame: &mut Frame<'_>, area: Rect, body: Rect, choice: &Choice, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let x = paint::text(buffer, area, 1, 1, "action: ", theme.surface.patch(theme.key));
    let x = paint::text(
        buffer,
        area,
        x,
        1,
        &choice.prompt.text,
        theme.surface.patch(theme.text),
    );
    let all = choice.matches().skip(choice.offset).enumerate();
    for (y, (at, (action, offered))) in (0..body.height).zip(all) {
        let mut style = if offered { theme.text } else { theme.dim };
        if at + choice.offset == choice.selected {
            paint::line(buffer, body, y, theme.selection);
            paint::text(buffer, body, 0, y, "▸", theme.selection);
            style = style.patch(theme.selection);
        }
        let width = body.width.saturating_sub(3);
        paint::field(buffer, body, (2, y, width), action, style);
    }
    let x = x.min(area.width.saturating_sub(1));
    frame.set_cursor_position(Position::new(area.x + x, area.y + 1));
}

fn lines(frame: &mut Frame<'_>, area: Rect, shown: &Lines, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let all = shown.lines.iter().enumerate().skip(shown.offset);
    for (y, (at, line)) in (0..area.height).zip(all) {
        if at == shown.cursor {
            paint::text(buffer, area, 0, y, "▸", theme.accent);
        }
        let mut x = 1;
        for span in &line.spans {
            x = paint::text(buffer, area, x, y, &span.text, theme.tone(span.tone));
        }
    }
}
