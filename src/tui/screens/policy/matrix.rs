//! The table of what a set of policies answers, and the chosen row in full.

use crate::app::Size;
use crate::app::policy::matrix::{Entry, Pane, Row, Table};
use crate::app::remote::Remote;
use crate::tui::paint;
use crate::tui::screens::wizard::wrap;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Columns of the two answers.
const ANSWER: u16 = 10;

/// Where the columns of the table stand.
struct Columns {
    got: u16,
    title: u16,
    asker: Option<u16>,
    deciding: Option<u16>,
    end: u16,
}

impl Columns {
    /// What is wanted, what came and the question always; who asks and what
    /// decided where there is room.
    fn of(width: u16) -> Self {
        let (asker, deciding) = match width {
            0..76 => (None, None),
            76..110 => (None, Some(width - 26)),
            _ => (Some(width - 58), Some(width - 32)),
        };
        Self {
            got: 2 + ANSWER,
            title: 2 + 2 * ANSWER,
            asker,
            deciding,
            end: width.saturating_sub(1),
        }
    }
}

/// Draws the table over the whole body.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, pane: &Pane, theme: &Theme) {
    paint::line(frame.buffer_mut(), area, 0, theme.surface);
    let title = theme.surface.patch(theme.title);
    let x = paint::text(frame.buffer_mut(), area, 1, 0, "Allow and deny", title) + 2;
    match &pane.table {
        Remote::Ready(table) => ready(frame, area, pane, table, x, theme),
        Remote::Failed { reason, .. } => {
            let lines = wrap(&format!("? Nothing can be proved: {reason}"), area.width - 2);
            for (y, line) in (2..area.height).zip(lines) {
                paint::text(frame.buffer_mut(), area, 1, y, &line, theme.unknown);
            }
        }
        Remote::Idle | Remote::Loading { .. } => {
            paint::text(
                frame.buffer_mut(),
                area,
                1,
                2,
                "Asking the evaluator …",
                theme.dim,
            );
        }
    }
}

fn ready(frame: &mut Frame<'_>, area: Rect, pane: &Pane, table: &Table, x: u16, theme: &Theme) {
    let (count, broken) = (table.rows.len(), table.broken());
    let (words, style) = match broken {
        0 => (format!("✓ all {count} answers as wanted"), theme.pass),
        1 => (format!("✗ 1 of {count} answers is not as wanted"), theme.fail),
        n => (format!("✗ {n} of {count} answers are not as wanted"), theme.fail),
    };
    let room = area.width.saturating_sub(x + 1);
    paint::field(
        frame.buffer_mut(),
        area,
        (x, 0, room),
        &words,
        theme.surface.patch(style),
    );
    let columns = Columns::of(area.width);
    headings(frame, area, &columns, theme);
    let size = Size {
        width: area.width,
        height: area.height + crate::app::layout::HEADER + crate::app::layout::FOOTER,
    };
    let rows = u16::try_from(size.matrix()).unwrap_or(u16::MAX);
    let body = paint::below(area, 2, rows);
    let entries = table.entries();
    for (y, entry) in (0..body.height).zip(entries.iter().skip(pane.offset)) {
        match entry {
            Entry::Heading(group, held, of) => {
                let words = format!("{}  {held} of {of}", group.title());
                paint::field(
                    frame.buffer_mut(),
                    body,
                    (1, y, body.width - 2),
                    &words,
                    theme.accent,
                );
            }
            Entry::Row(at, row) => self::row(frame, body, y, (row, *at == pane.selected), &columns, theme),
        }
    }
    if let Some(row) = pane.row() {
        in_full(frame, paint::below(area, 2 + rows, area.height), row, theme);
    }
}

fn headings(frame: &mut Frame<'_>, area: Rect, columns: &Columns, theme: &Theme) {
    let mut put = |x, words| {
        paint::text(frame.buffer_mut(), area, x, 1, words, theme.dim);
    };
    put(2, "WANTED");
    put(columns.got, "GOT");
    put(columns.title, "QUESTION");
    if let Some(x) = columns.asker {
        put(x, "WHO ASKS");
    }
    if let Some(x) = columns.deciding {
        put(x, "DECIDED BY");
    }
}

fn row(
    frame: &mut Frame<'_>,
    area: Rect,
    y: u16,
    (row, selected): (&Row, bool),
    columns: &Columns,
    theme: &Theme,
) {
    let buffer = frame.buffer_mut();
    let mut text = theme.text;
    let (mark, mut verdict) = if row.holds {
        ("✓", theme.pass)
    } else {
        text = text.add_modifier(Modifier::BOLD);
        ("✗", theme.fail.add_modifier(Modifier::BOLD))
    };
    if selected {
        paint::line(buffer, area, y, theme.selection);
        text = text.patch(theme.selection);
        verdict = verdict.patch(theme.selection);
    }
    paint::text(buffer, area, 0, y, mark, verdict);
    paint::field(buffer, area, (2, y, ANSWER - 1), row.wanted, text);
    paint::field(buffer, area, (columns.got, y, ANSWER - 1), row.got, verdict);
    let next = columns.asker.or(columns.deciding).unwrap_or(columns.end + 1);
    let room = next.saturating_sub(columns.title + 1);
    paint::field(buffer, area, (columns.title, y, room), &row.title, text);
    let dim = if selected { text } else { theme.dim };
    if let Some(x) = columns.asker {
        let room = columns.deciding.unwrap_or(columns.end).saturating_sub(x + 1);
        paint::field(buffer, area, (x, y, room), &row.asker, dim);
    }
    if let Some(x) = columns.deciding {
        let by = row.deciding.first().map_or("–", |(place, _)| place.as_str());
        paint::field(buffer, area, (x, y, columns.end.saturating_sub(x)), by, dim);
    }
}

/// The chosen row: who asks for what, and why it came out so.
fn in_full(frame: &mut Frame<'_>, area: Rect, row: &Row, theme: &Theme) {
    for y in 0..area.height {
        paint::line(frame.buffer_mut(), area, y, theme.surface);
    }
    let width = area.width.saturating_sub(2);
    let verdict = if row.holds {
        format!("✓ {}, as wanted: ", row.got)
    } else {
        format!("✗ {}, but {} is wanted: ", row.got, row.wanted)
    };
    let style = if row.holds { theme.pass } else { theme.fail };
    let mut lines = vec![(format!("{verdict}{}", row.title), style)];
    lines.push((
        format!("{}: {} on {}", row.asker, row.action, row.resource),
        theme.text,
    ));
    lines.extend(row.remedy.map(|remedy| (remedy.to_owned(), theme.accent)));
    lines.extend(
        row.deciding
            .iter()
            .map(|(place, why)| (format!("{place}: {why}"), theme.dim)),
    );
    let wrapped = lines
        .iter()
        .flat_map(|(text, style)| wrap(text, width).into_iter().map(move |l| (l, *style)));
    for (y, (line, style)) in (0..area.height).zip(wrapped) {
        paint::text(frame.buffer_mut(), area, 1, y, &line, theme.surface.patch(style));
    }
}
