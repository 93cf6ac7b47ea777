//! What lies over a policy's text: lines that are read from top to bottom.

use super::matrix;
use crate::app::policy::Sheet;
use crate::app::policy::sheet::Page;
use crate::tui::paint;
use crate::tui::screens::overlay;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws a sheet over the whole body.
pub fn render(frame: &mut Frame<'_>, area: Rect, sheet: &Sheet, theme: &Theme) {
    match sheet {
        Sheet::Page(page) => lines(frame, area, page, theme),
        Sheet::Matrix(pane) => matrix::render(frame, area, pane, theme),
    }
}

fn lines(frame: &mut Frame<'_>, area: Rect, page: &Page, theme: &Theme) {
    let wrapped = page.wrapped(area.width);
    let body = paint::below(area, 1, area.height);
    let visible = usize::from(body.height);
    let first = page.scroll.min(wrapped.len().saturating_sub(visible));
    paint::line(frame.buffer_mut(), area, 0, theme.surface);
    let title = theme.surface.patch(theme.title);
    paint::text(frame.buffer_mut(), area, 1, 0, &page.title, title);
    if wrapped.len() > visible {
        let last = (first + visible).min(wrapped.len());
        let place = format!("{}–{last} of {}", first + 1, wrapped.len());
        let x = area.width.saturating_sub(paint::width(&place) + 1);
        paint::text(
            frame.buffer_mut(),
            area,
            x,
            0,
            &place,
            theme.surface.patch(theme.dim),
        );
    }
    overlay::lines(frame, body, &wrapped, first, theme);
}
