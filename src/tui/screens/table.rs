//! A tab's table: only the visible rows are built.

use crate::app::remote::Remote;
use crate::app::table::{Row, Table};
use crate::app::tabs::Column;
use crate::app::{Action, Context, State};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The cursor and the mark, left of the first column.
const MARGIN: u16 = 2;

/// The narrowest first column.
const NAME_MIN: u16 = 18;

/// The share of the screen, in percent, up to which the first column is given
/// its own width before others are shown.
const NAME_SHARE: u16 = 36;

/// The widest first column.
const NAME_MAX: u16 = 64;

/// Where the columns that fit stand: position, column, width.
fn fit(columns: &'static [Column], width: u16) -> Vec<(u16, usize, u16)> {
    let wished = columns.first().map_or(NAME_MIN, |c| c.width);
    let least = wished.min(width * NAME_SHARE / 100).max(NAME_MIN);
    let mut left = width.saturating_sub(MARGIN + least);
    let mut kept = 1;
    for column in columns.iter().skip(1) {
        if column.width + 1 > left {
            break;
        }
        left -= column.width + 1;
        kept += 1;
    }
    let name = (least + left).min(NAME_MAX);
    let mut places = Vec::with_capacity(kept);
    let mut x = MARGIN;
    for (at, column) in columns.iter().enumerate().take(kept) {
        let width = if at == 0 { name } else { column.width };
        places.push((x, at, width));
        x += width + 1;
    }
    places
}

/// Draws the table of the tab on screen.
pub fn render(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let table = state.table();
    let places = fit(table.columns, area.width);
    caption(frame, area, state, table, theme);
    headings(frame, area, table, &places, theme);
    let rows = paint::below(area, 2, area.height);
    if table.index.is_empty() {
        return nothing(frame, rows, state, theme);
    }
    for (y, (position, row)) in (0u16..).zip(table.window(usize::from(rows.height))) {
        draw_row(frame, rows, y, (table, row, position), &places, theme);
    }
}

fn draw_row(
    frame: &mut Frame<'_>,
    area: Rect,
    y: u16,
    (table, row, position): (&Table, &Row, usize),
    places: &[(u16, usize, u16)],
    theme: &Theme,
) {
    let buffer = frame.buffer_mut();
    let selected = position == table.selected;
    if selected {
        paint::line(buffer, area, y, theme.selection);
        paint::text(buffer, area, 0, y, "▸", theme.selection);
    }
    if table.marks.contains(&row.id) {
        paint::text(buffer, area, 1, y, "•", theme.accent);
    }
    for ((x, _, width), (text, tone)) in places.iter().zip(row.cells()) {
        let style = theme.tone(tone);
        // The selection's ground and modifiers win over the cell's own.
        let style = if selected {
            style.patch(theme.selection)
        } else {
            style
        };
        paint::field(buffer, area, (*x, y, *width), text, style);
    }
}

/// What is shown: how many of how many, the filter, the order, the marks.
fn caption(frame: &mut Frame<'_>, area: Rect, state: &State, table: &Table, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let mut x = paint::text(buffer, area, 1, 0, state.tab.title(), theme.title) + 2;
    let (shown, all) = (table.index.len(), table.rows.len());
    let position = if shown == 0 { 0 } else { table.selected + 1 };
    let count = if shown == all {
        format!("{position}/{all}")
    } else {
        format!("{position}/{shown} of {all}")
    };
    x = paint::text(buffer, area, x, 0, &count, theme.dim) + 2;
    if !table.filter.is_empty() {
        let filter = format!("filter: {}", table.filter);
        x = paint::text(buffer, area, x, 0, &paint::shorten(&filter, 40), theme.accent) + 2;
    }
    if !table.marks.is_empty() {
        let marks = format!("• {} marked", table.marks.len());
        paint::text(buffer, area, x, 0, &marks, theme.accent);
    }
}

fn headings(frame: &mut Frame<'_>, area: Rect, table: &Table, places: &[(u16, usize, u16)], theme: &Theme) {
    let buffer = frame.buffer_mut();
    paint::line(buffer, area, 1, theme.surface);
    for (x, at, width) in places {
        let name = table.columns[*at].name;
        let sorted = table.sort.column == *at;
        let heading = match (sorted, table.sort.reversed) {
            (false, _) => name.to_uppercase(),
            (true, false) => format!("{}↓", name.to_uppercase()),
            (true, true) => format!("{}↑", name.to_uppercase()),
        };
        let style = if sorted { theme.accent } else { theme.dim };
        paint::field(
            buffer,
            area,
            (*x, 1, *width),
            &heading,
            theme.surface.patch(style),
        );
    }
}

/// Why there is no row, and what can be done.
fn nothing(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let key = |action| state.keymap.key_of(Context::Table, action).map(|k| k.to_string());
    let mut lines: Vec<(String, bool)> = Vec::new();
    match (&state.account, &state.reading) {
        _ if !state.table().filter.is_empty() && !state.table().rows.is_empty() => {
            lines.push(("Nothing matches the filter.".to_owned(), true));
            let esc = key(Action::Back).unwrap_or_default();
            lines.push((format!("{esc} clears it."), false));
        }
        (Remote::Failed { reason, .. }, _) => {
            lines.push(("No account could be opened.".to_owned(), true));
            lines.push((reason.clone(), false));
            if let Some(key) = key(Action::Refresh) {
                lines.push((format!("{key} tries again."), false));
            }
            if let Some(key) = key(Action::OpenDemo).filter(|_| state.options.has_demo) {
                lines.push((
                    format!("{key} opens the embedded demo account, no credentials needed."),
                    false,
                ));
            }
        }
        (Remote::Idle | Remote::Loading { .. }, _) => lines.push(("Opening the account…".to_owned(), false)),
        (Remote::Ready(_), Some(_)) => lines.push(("Reading the account…".to_owned(), false)),
        (Remote::Ready(_), None) => {
            lines.push((state.tab.empty().to_owned(), false));
            if let Some(key) = key(Action::NewStack) {
                lines.push((format!("{key} composes a new secure stack."), false));
            }
        }
    }
    let mut y = 1;
    for (line, strong) in lines {
        let style = if strong { theme.title } else { theme.text };
        for part in fold(&line, usize::from(area.width.saturating_sub(4))) {
            paint::text(frame.buffer_mut(), area, MARGIN, y, &part, style);
            y += 1;
        }
    }
}

/// Breaks a sentence at spaces.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("invariant: there is always a line");
        let used = usize::from(paint::width(last));
        if used > 0 && used + 1 + usize::from(paint::width(word)) > width {
            lines.push(paint::shorten(word, width));
        } else {
            if used > 0 {
                last.push(' ');
            }
            last.push_str(&paint::shorten(word, width));
        }
    }
    lines
}
