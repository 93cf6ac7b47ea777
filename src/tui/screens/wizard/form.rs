//! A form page: one field a line, the help of the focused one below.

use super::wrap;
use crate::app::wizard::Wizard;
use crate::app::wizard::field::{Field, Kind};
use crate::app::wizard::page::Page;
use crate::app::wizard::words::scenario_words;
use crate::stack::Scenario;
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Lines kept for help, problem and notice.
const FOOT: u16 = 5;

/// Draws the fields and what is to be known about the focused one.
pub fn render(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let foot = if wizard.page == Page::Scenario {
        1
    } else {
        FOOT.min(area.height / 2)
    };
    let list = paint::below(area, 1, area.height.saturating_sub(foot + 1));
    if wizard.page == Page::Scenario {
        scenarios(frame, list, wizard, theme);
    } else {
        fields(frame, list, wizard, theme);
    }
    explain(frame, paint::below(area, area.height - foot, foot), wizard, theme);
}

fn scenarios(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let mut y = 0;
    let width = area.width.saturating_sub(6);
    let roomy = usize::from(area.height) > 3 * Scenario::ALL.len();
    for scenario in Scenario::ALL {
        let (title, words) = scenario_words(scenario);
        let chosen = scenario == wizard.answers.scenario;
        let style = if chosen { theme.selection } else { theme.text };
        if chosen {
            paint::line(frame.buffer_mut(), area, y, theme.selection);
        }
        paint::text(
            frame.buffer_mut(),
            area,
            1,
            y,
            if chosen { "◉" } else { "○" },
            style,
        );
        paint::text(frame.buffer_mut(), area, 3, y, title, style);
        for line in wrap(words, width) {
            y += 1;
            paint::text(frame.buffer_mut(), area, 5, y, &line, theme.dim);
        }
        y += if roomy { 2 } else { 1 };
    }
    if wizard.resumed {
        let words = "Your answers from last time are filled in.";
        paint::text(frame.buffer_mut(), area, 1, y, words, theme.accent);
    }
}

fn fields(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let visible = usize::from(area.height).max(1);
    let first = (wizard.focus + 1).saturating_sub(visible);
    let label = wizard
        .fields
        .iter()
        .map(|f| paint::width(&f.label))
        .max()
        .unwrap_or(0)
        .min(area.width / 2);
    let shown = wizard.fields.iter().enumerate().skip(first).take(visible);
    for (y, (at, field)) in (0u16..).zip(shown) {
        row(frame, area, (y, label), field, at == wizard.focus, theme);
    }
}

fn row(
    frame: &mut Frame<'_>,
    area: Rect,
    (y, label): (u16, u16),
    field: &Field,
    focused: bool,
    theme: &Theme,
) {
    let mut style = theme.text;
    if focused {
        paint::line(frame.buffer_mut(), area, y, theme.selection);
        paint::text(frame.buffer_mut(), area, 0, y, "▸", theme.selection);
        style = theme.selection;
    }
    paint::field(frame.buffer_mut(), area, (2, y, label), &field.label, style);
    let x = label + 4;
    let (mark, mark_style) = mark(field, theme);
    paint::text(
        frame.buffer_mut(),
        area,
        x,
        y,
        mark,
        if focused {
            mark_style.patch(theme.selection)
        } else {
            mark_style
        },
    );
    let x = x + 2;
    let room = area.width.saturating_sub(x + 1);
    let (text, text_style) = words(field, style, focused, theme);
    paint::field(frame.buffer_mut(), area, (x, y, room), &text, text_style);
    if focused && field.kind == Kind::Text {
        let cursor = (x + paint::width(&field.value)).min(area.width.saturating_sub(1));
        frame.set_cursor_position(Position::new(area.x + cursor, area.y + y));
    }
}

fn mark(field: &Field, theme: &Theme) -> (&'static str, Style) {
    if field.problem.is_some() {
        return ("✗", theme.fail);
    }
    match &field.kind {
        Kind::Policy { errors: 1.., .. } => ("✗", theme.fail),
        Kind::Policy { .. } => ("●", theme.pass),
        Kind::Toggle(true) => ("■", theme.pass),
        Kind::Toggle(false) => ("□", theme.dim),
        Kind::Choice { .. } => ("◂", theme.key),
        Kind::Text => (" ", theme.text),
    }
}

fn words(field: &Field, style: Style, focused: bool, theme: &Theme) -> (String, Style) {
    match &field.kind {
        Kind::Text if field.value.is_empty() => {
            (field.placeholder.clone(), if focused { style } else { theme.dim })
        }
        Kind::Choice { labels, chosen } if labels.len() > 1 => (
            format!("{} ▸  ({} of {})", field.value, chosen + 1, labels.len()),
            style,
        ),
        _ => (field.value.clone(), style),
    }
}

fn explain(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let width = area.width.saturating_sub(3);
    let mut lines: Vec<(String, Style)> = Vec::new();
    if let Some(field) = wizard.focused() {
        // The scenarios have theirs in the list.
        if wizard.page != Page::Scenario {
            lines.extend(wrap(&field.help, width).into_iter().map(|l| (l, theme.dim)));
        }
        if let Some(problem) = &field.problem {
            lines.extend(
                wrap(&format!("✗ {problem}"), width)
                    .into_iter()
                    .map(|l| (l, theme.fail)),
            );
        }
    }
    // A notice that says the problem of the field again says nothing new.
    let problem = wizard.focused().and_then(|f| f.problem.as_deref());
    let notice = wizard.notice.as_ref();
    if let Some(notice) = notice.filter(|n| problem.is_none_or(|p| !n.contains(p))) {
        lines.extend(wrap(notice, width).into_iter().map(|l| (l, theme.high)));
    }
    for (y, (line, style)) in (0..area.height).zip(&lines) {
        paint::text(frame.buffer_mut(), area, 1, y, line, *style);
    }
}
