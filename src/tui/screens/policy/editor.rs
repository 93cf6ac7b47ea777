//! The policy editor: lint's marks in the margin, the text, and what lint
//! says about the line of the cursor below it.

use super::{completion, json, sheet};
use crate::app::policy::margin::{Margin, severity};
use crate::app::policy::{Editor, Place};
use crate::app::{Action, Context, Keymap, Size, sanitise};
use crate::policy::json::line_and_column;
use crate::tui::paint;
use crate::tui::screens::overlay;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthChar as _;

/// Draws the editor over the whole body.
pub fn render(frame: &mut Frame<'_>, area: Rect, editor: &Editor, keymap: &Keymap, theme: &Theme) {
    let size = Size {
        width: area.width,
        height: area.height + crate::app::layout::HEADER + crate::app::layout::FOOTER,
    };
    if let Some(sheet) = &editor.sheet {
        return sheet::render(frame, area, sheet, theme);
    }
    title(frame, area, editor, theme);
    let rows = u16::try_from(size.policy_text()).unwrap_or(u16::MAX);
    let text = paint::below(area, 1, rows);
    for y in 0..text.height {
        let line = editor.first.0 + usize::from(y);
        let Some(written) = editor.text.split('\n').nth(line) else {
            break;
        };
        margin(frame, text, y, editor.margin(), line, theme);
        row(frame, text, y, editor, (line, written), theme);
    }
    words(
        frame,
        paint::below(area, 1 + rows, size.remarks()),
        editor,
        keymap,
        theme,
    );
    if let Some(list) = &editor.completion {
        completion::render(frame, text, editor, list, theme);
    }
}

fn title(frame: &mut Frame<'_>, area: Rect, editor: &Editor, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let place = format!("{}:{}", editor.cursor.0 + 1, editor.cursor.1 + 1);
    let end = area.width.saturating_sub(paint::width(&place) + 1);
    paint::text(buffer, area, end, 0, &place, theme.dim);
    let area = Rect {
        width: end.saturating_sub(1),
        ..area
    };
    let (mark, style) = if editor.is_valid() {
        ("● valid", theme.pass)
    } else {
        ("✗ not valid", theme.fail)
    };
    let changed = if editor.is_read_only() {
        "read only"
    } else if editor.is_changed() {
        "edited"
    } else {
        "as composed"
    };
    let counts: Vec<_> = editor
        .margin()
        .counts()
        .into_iter()
        .map(|(s, count)| {
            let (glyph, _, tone) = severity(s);
            (format!("{glyph}{count}"), theme.tone(tone))
        })
        .collect();
    let taken: u16 = counts.iter().map(|(text, _)| paint::width(text) + 1).sum();
    let taken = taken + paint::width(mark) + paint::width(changed) + 6;
    // The state is told before the name when both do not fit.
    let room = area.width.saturating_sub(taken).max(area.width / 3);
    let name = paint::shorten(&sanitise::cell(&editor.title), usize::from(room));
    let mut x = paint::text(buffer, area, 1, 0, &name, theme.title) + 2;
    x = paint::text(buffer, area, x, 0, mark, style) + 1;
    for (text, style) in counts {
        x = paint::text(buffer, area, x, 0, &text, style) + 1;
    }
    paint::text(buffer, area, x + 1, 0, changed, theme.dim);
}

/// The number of a line and the mark of its worst remark, with how many.
fn margin(frame: &mut Frame<'_>, area: Rect, y: u16, margin: Margin<'_>, line: usize, theme: &Theme) {
    let digits = margin.digits();
    let number = format!("{:>digits$} ", line + 1);
    let x = paint::text(frame.buffer_mut(), area, 0, y, &number, theme.dim);
    if let Some(mark) = margin.mark(line) {
        let (glyph, _, tone) = severity(mark.severity);
        let count = match mark.count {
            1 => String::new(),
            2..10 => mark.count.to_string(),
            _ => "+".to_owned(),
        };
        paint::text(
            frame.buffer_mut(),
            area,
            x,
            y,
            &format!("{glyph}{count}"),
            theme.tone(tone),
        );
    }
}

/// A line of the text, from the first column on screen.
fn row(
    frame: &mut Frame<'_>,
    area: Rect,
    y: u16,
    editor: &Editor,
    (line, written): (usize, &str),
    theme: &Theme,
) {
    // One character for one: columns are those of the text.
    let clean = sanitise::clean(written, usize::MAX);
    let chars: Vec<char> = clean.chars().collect();
    let tones = json::tones(&chars);
    let wrong = underlined(editor, line, chars.len());
    let buffer = frame.buffer_mut();
    let start = u16::try_from(editor.margin().width()).unwrap_or(u16::MAX);
    let mut x = start;
    for (column, c) in chars.iter().enumerate().skip(editor.first.1) {
        let mut style = theme.tone(tones[column]);
        if wrong.iter().any(|(from, to)| (*from..*to).contains(&column)) {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        if is_selected(editor, (line, column)) {
            style = style.add_modifier(Modifier::REVERSED);
        }
        if editor.cursor == (line, column) {
            style = cursor(style, theme);
        }
        let wide = u16::try_from(c.width().unwrap_or(1)).unwrap_or(1);
        if x + wide > area.width {
            break;
        }
        x = paint::text(buffer, area, x, y, c.encode_utf8(&mut [0; 4]), style);
    }
    if editor.cursor == (line, chars.len()) {
        paint::text(buffer, area, x, y, " ", cursor(theme.text, theme));
    }
    if editor.first.1 > 0 && !chars.is_empty() {
        paint::text(buffer, area, start - 1, y, "‹", theme.dim);
    }
}

fn cursor(style: Style, theme: &Theme) -> Style {
    style.patch(theme.selection).add_modifier(Modifier::REVERSED)
}

/// The columns of a line that remarks are about.
fn underlined(editor: &Editor, line: usize, length: usize) -> Vec<(usize, usize)> {
    editor
        .margin()
        .issues(line)
        .map(|issue| {
            let from = issue.column.saturating_sub(1);
            let (last, column) = line_and_column(&editor.text, issue.span.end);
            let to = if last == line + 1 { column - 1 } else { length };
            (from, to.max(from + 1))
        })
        .collect()
}

fn is_selected(editor: &Editor, place: Place) -> bool {
    editor
        .selection
        .is_some_and(|(from, to)| (from..to).contains(&place))
}

/// What lint says, on the ground of a bar so that it is no part of the text.
fn words(frame: &mut Frame<'_>, area: Rect, editor: &Editor, keymap: &Keymap, theme: &Theme) {
    let context = if editor.is_read_only() {
        Context::PolicyReader
    } else {
        Context::WizardEditor
    };
    let key = |action| keymap.key_of(context, action).map(|k| k.to_string());
    let fixable = !editor.is_read_only();
    let (fix, next) = (key(Action::FixIssue).filter(|_| fixable), key(Action::NextIssue));
    let width = usize::from(area.width.saturating_sub(2));
    let lines = editor.margin().words(width, fix.as_deref(), next.as_deref());
    for y in 0..area.height {
        paint::line(frame.buffer_mut(), area, y, theme.surface);
    }
    overlay::lines(frame, area, &lines, 0, theme);
    // What is cut is said to be.
    let hidden = lines.len().saturating_sub(usize::from(area.height));
    if hidden > 0 {
        let more = format!(" ⋯ {hidden} more ");
        let x = area.width.saturating_sub(paint::width(&more));
        paint::text(frame.buffer_mut(), area, x, area.height - 1, &more, theme.dim);
    }
}
