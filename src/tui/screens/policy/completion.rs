//! The list of what may stand at the cursor, below or above its line.

use crate::app::policy::Editor;
use crate::app::policy::completion::Completion;
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// The most lines of the list.
const LINES: u16 = 8;

/// The widest that a text or a note is shown.
const WIDEST: u16 = 64;

/// Draws the list over the text, beside the string that it completes.
pub(super) fn render(frame: &mut Frame<'_>, text: Rect, editor: &Editor, list: &Completion, theme: &Theme) {
    let line = u16::try_from(editor.cursor.0.saturating_sub(editor.first.0)).unwrap_or(0);
    let below = text.height.saturating_sub(line + 1);
    let count = u16::try_from(list.candidates().len()).unwrap_or(u16::MAX);
    let wanted = count.min(LINES);
    // Below the line, or above it where there is more room.
    let (y, height) = if below >= wanted || below >= line {
        (line + 1, wanted.min(below))
    } else {
        (line.saturating_sub(wanted), wanted.min(line))
    };
    let widest = |f: fn(&crate::policy::complete::Candidate) -> &str| {
        let widths = list.candidates().iter().map(|c| paint::width(f(c)));
        widths.max().unwrap_or(0).min(WIDEST)
    };
    let (name, note) = (widest(|c| &c.text), widest(|c| &c.note));
    let width = (name + note + 6).min(text.width);
    let column = editor
        .cursor
        .1
        .saturating_sub(list.typed())
        .saturating_sub(editor.first.1);
    let x = u16::try_from(editor.margin().width() + column).unwrap_or(0);
    let x = x.saturating_sub(2).min(text.width - width);
    let area = Rect::new(text.x + x, text.y + y, width, height);
    Clear.render(area, frame.buffer_mut());
    frame
        .buffer_mut()
        .set_style(area, theme.background.patch(theme.surface));
    let visible = usize::from(height).max(1);
    let first = (list.selected + 1).saturating_sub(visible);
    let shown = list.candidates().iter().enumerate().skip(first);
    for (y, (at, candidate)) in (0..height).zip(shown) {
        let mut style = theme.text;
        let mut dim = theme.dim;
        if at == list.selected {
            paint::line(frame.buffer_mut(), area, y, theme.selection);
            paint::text(frame.buffer_mut(), area, 0, y, "▸", theme.selection);
            style = style.patch(theme.selection);
            dim = dim.patch(theme.selection);
        }
        let name = name.min(width.saturating_sub(4));
        paint::field(frame.buffer_mut(), area, (2, y, name), &candidate.text, style);
        let room = width.saturating_sub(name + 5);
        paint::field(
            frame.buffer_mut(),
            area,
            (name + 4, y, room),
            &candidate.note,
            dim,
        );
    }
    if list.candidates().len() > visible {
        let place = format!("{}/{}", list.selected + 1, list.candidates().len());
        let x = width.saturating_sub(paint::width(&place));
        let style = if first + visible > list.selected + 1 {
            theme.dim
        } else {
            theme.selection
        };
        paint::text(frame.buffer_mut(), area, x, height - 1, &place, style);
    }
}
