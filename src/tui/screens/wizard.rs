//! The wizard's pages.

use crate::app::wizard::Wizard;
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the page that the wizard is on.
pub fn render(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, theme: &Theme) {
    let _ = wizard;
    paint::text(frame.buffer_mut(), area, 1, 0, "New stack", theme.title);
    let words = "Composing stacks on screen is not part of this build; use `aisec-tui stack new`.";
    paint::text(frame.buffer_mut(), area, 1, 2, words, theme.text);
}
