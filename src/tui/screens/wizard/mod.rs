//! The wizard's pages: steps at the top, the page in the middle, why below.
//!
//! - `form`: fields with their answers
//! - `review`: the plan, and the posture before and after
//! - `run`: live progress, and what was made

mod form;
mod review;
mod run;

use crate::app::Keymap;
use crate::app::wizard::Wizard;
use crate::app::wizard::page::Page;
use crate::tui::paint;
use crate::tui::screens::policy::{editor, sheet};
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the page that the wizard is on.
pub fn render(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, keymap: &Keymap, theme: &Theme) {
    if let Some(editor) = &wizard.editor {
        return editor::render(frame, area, editor, keymap, theme);
    }
    if let Some(sheet) = &wizard.sheet {
        return sheet::render(frame, area, sheet, theme);
    }
    steps(frame, area, wizard.page, theme);
    paint::field(
        frame.buffer_mut(),
        area,
        (1, 1, area.width.saturating_sub(2)),
        wizard.page.question(),
        theme.title,
    );
    let body = paint::below(area, 2, area.height.saturating_sub(2));
    match wizard.page {
        Page::Review => review::render(frame, body, wizard, theme),
        Page::Apply => run::render(frame, body, wizard, theme),
        Page::Done => run::done(frame, body, wizard, theme),
        _ => form::render(frame, body, wizard, theme),
    }
}

/// The row of pages: done, here, ahead.
fn steps(frame: &mut Frame<'_>, area: Rect, here: Page, theme: &Theme) {
    let number = Page::ALL.iter().position(|p| *p == here).unwrap_or(0) + 1;
    let whole: usize = Page::ALL.iter().map(|p| p.title().len() + 3).sum();
    if usize::from(area.width) < whole {
        let words = format!("New stack  {number} of {}: {}", Page::ALL.len(), here.title());
        paint::text(frame.buffer_mut(), area, 1, 0, &words, theme.accent);
        return;
    }
    let mut x = 1;
    for page in Page::ALL {
        let (mark, style) = match page.cmp(&here) {
            std::cmp::Ordering::Less => ("●", theme.dim),
            std::cmp::Ordering::Equal => ("▸", theme.accent),
            std::cmp::Ordering::Greater => ("·", theme.dim),
        };
        x = paint::text(frame.buffer_mut(), area, x, 0, mark, style);
        x = paint::text(frame.buffer_mut(), area, x, 0, page.title(), style) + 2;
    }
}

/// Text broken into lines of at most `width` cells, at spaces.
pub(in crate::tui::screens) fn wrap(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width).max(8);
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines
            .last_mut()
            .filter(|l| l.is_empty() || l.chars().count() + 1 + word.chars().count() <= width);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
