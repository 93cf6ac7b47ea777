//! What lies over the screen: help, messages, palette, questions.

use super::centred;
use crate::app::detail::Line;
use crate::app::palette::Palette;
use crate::app::{Overlay, State, help};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Block, Clear, Widget};

/// Draws what lies over the body.
pub fn render(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    match &state.overlay {
        Overlay::None | Overlay::Filter { .. } => {}
        Overlay::Help(offset) => {
            let inner = window(frame, centred(area, 100, area.height), "Help", theme);
            lines(
                frame,
                inner,
                &help::lines(&state.keymap, area.width),
                *offset,
                theme,
            );
        }
        Overlay::Messages(offset) => {
            let inner = window(frame, area, "Messages", theme);
            lines(frame, inner, &help::messages(state), *offset, theme);
        }
        Overlay::Palette(palette) => render_palette(frame, area, palette, theme),
        Overlay::ConfirmQuit => question(frame, area, state, theme),
    }
}

fn window(frame: &mut Frame<'_>, area: Rect, title: &str, theme: &Theme) -> Rect {
    let block = Block::bordered()
        .title(format!(" {title} "))
        .title_style(theme.title)
        .border_style(theme.border)
        .style(theme.background.patch(theme.surface));
    let inner = block.inner(area);
    Clear.render(area, frame.buffer_mut());
    block.render(area, frame.buffer_mut());
    inner
}

/// Draws lines from one on, a column from the left.
pub(super) fn lines(frame: &mut Frame<'_>, area: Rect, lines: &[Line], offset: usize, theme: &Theme) {
    for (y, line) in (0..area.height).zip(lines.iter().skip(offset)) {
        let mut x = 1;
        for span in &line.spans {
            x = paint::text(frame.buffer_mut(), area, x, y, &span.text, theme.tone(span.tone));
        }
    }
}

fn render_palette(frame: &mut Frame<'_>, area: Rect, palette: &Palette, theme: &Theme) {
    let inner = window(frame, centred(area, 96, area.height.min(20)), "Actions", theme);
    let end = paint::text(frame.buffer_mut(), inner, 1, 0, ": ", theme.key);
    let end = paint::text(
        frame.buffer_mut(),
        inner,
        end,
        0,
        &palette.prompt.text,
        theme.text,
    );
    let end = end.min(inner.width.saturating_sub(1));
    frame.set_cursor_position(Position::new(inner.x + end, inner.y));
    let list = paint::below(inner, 1, inner.height);
    let visible = usize::from(list.height).max(1);
    let first = (palette.selected + 1).saturating_sub(visible);
    let shown = palette.matches().enumerate().skip(first).take(visible);
    for (y, (at, entry)) in (0u16..).zip(shown) {
        let chosen = at == palette.selected;
        let mut style = if entry.disabled.is_some() {
            theme.dim
        } else {
            theme.text
        };
        let mut key_style = theme.key;
        if chosen {
            paint::line(frame.buffer_mut(), list, y, theme.selection);
            paint::text(frame.buffer_mut(), list, 0, y, "▸", theme.selection);
            style = style.patch(theme.selection);
            key_style = key_style.patch(theme.selection);
        }
        let key = entry.key.map_or_else(String::new, |k| k.to_string());
        paint::field(frame.buffer_mut(), list, (2, y, 10), &key, key_style);
        paint::field(frame.buffer_mut(), list, (13, y, 16), entry.action.name(), style);
        let words = match &entry.disabled {
            Some(reason) => format!("not now: {reason}"),
            None => entry.description.clone(),
        };
        let room = list.width.saturating_sub(31);
        paint::field(frame.buffer_mut(), list, (30, y, room), &words, style);
    }
}

fn question(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let inner = window(frame, centred(area, 64, 6), "A plan is being applied", theme);
    let text = [
        "Leave now? The step under way is finished by AWS;",
        "the journal knows the rest and the plan can be resumed.",
    ];
    for (y, line) in (0u16..).zip(text) {
        paint::text(frame.buffer_mut(), inner, 1, y, line, theme.text);
    }
    let mut x = 1;
    for (key, _, word) in state.keymap.hints(state.context()) {
        x = paint::text(frame.buffer_mut(), inner, x, 3, &key.to_string(), theme.key) + 1;
        x = paint::text(frame.buffer_mut(), inner, x, 3, word, theme.text) + 3;
    }
}
