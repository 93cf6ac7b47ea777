//! What each screen looks like: free functions from state to cells.
//!
//! - [`header`]: the bar, the posture strip, the tabs
//! - [`table`]: a tab's table
//! - [`posture`]: the summary above the findings
//! - [`detail`]: one thing in full
//! - [`reach`]: who can do an action on a resource
//! - [`overlay`]: help, messages, palette, questions
//! - [`footer`]: hints, notices, prompts
//! - [`policy`]: policies: the editor
//! - [`wizard`]: the wizard's pages

mod detail;
mod footer;
mod header;
mod overlay;
mod policy;
mod posture;
mod reach;
mod table;
pub mod wizard;

use super::paint;
use super::theme::Theme;
use crate::app::layout::{FOOTER, HEADER, MINIMUM};
use crate::app::{Overlay, Size, State, Tab, View};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the whole screen.
pub fn render(frame: &mut Frame<'_>, state: &State, theme: &Theme) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, theme.background);
    let size = Size {
        width: area.width,
        height: area.height,
    };
    if !size.is_enough() {
        return too_small(frame, size, theme);
    }
    header::render(frame, paint::below(area, 0, HEADER), state, theme);
    let body = paint::below(area, HEADER, size.body());
    match (&state.view, state.tab) {
        (View::Wizard(wizard), _) => wizard::render(frame, body, wizard, &state.keymap, theme),
        (View::Reach(pane), _) => reach::render(frame, body, pane, state, theme),
        (View::Policy { reader, .. }, _) => {
            policy::editor::render(frame, body, &reader.editor, &state.keymap, theme);
        }
        (View::Detail(pane), _) => detail::render(frame, body, pane, state, theme),
        (View::Table, Tab::Posture) => {
            let summary = size.summary();
            posture::render(frame, paint::below(body, 0, summary), state, theme);
            table::render(frame, paint::below(body, summary, body.height), state, theme);
        }
        (View::Table, _) => table::render(frame, body, state, theme),
    }
    if !matches!(state.overlay, Overlay::None) {
        overlay::render(frame, body, state, theme);
    }
    footer::render(
        frame,
        paint::below(area, area.height - FOOTER, FOOTER),
        state,
        theme,
    );
}

fn too_small(frame: &mut Frame<'_>, size: Size, theme: &Theme) {
    let area = frame.area();
    let lines = [
        "The terminal is too small.".to_owned(),
        format!("It has {}×{} cells;", size.width, size.height),
        format!("{}×{} are needed.", MINIMUM.width, MINIMUM.height),
        "Enlarge it, or press q.".to_owned(),
    ];
    for (y, line) in (0u16..).zip(&lines) {
        let style = if y == 0 { theme.title } else { theme.text };
        paint::text(frame.buffer_mut(), area, 0, y, line, style);
    }
}

/// An area in the middle of another.
fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect::new(
        area.x + (area.width - width) / 2,
        area.y + (area.height - height) / 2,
        width,
        height,
    )
}
