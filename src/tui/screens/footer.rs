//! The last line: what is typed, or what was said, or what keys do here.

use crate::app::policy::Sheet;
use crate::app::wizard::page::Page;
use crate::app::{Action, Key, Overlay, State, View};
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Draws the line.
pub fn render(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    paint::line(frame.buffer_mut(), area, 0, theme.surface);
    if let Overlay::Filter { prompt, .. } = &state.overlay {
        let word = if matches!(state.view, View::Detail(_)) {
            "search"
        } else {
            "filter"
        };
        return typed(frame, area, word, &prompt.text, theme);
    }
    if let Some(notice) = &state.notice {
        let style = theme.surface.patch(theme.tone(notice.tone));
        let width = area.width.saturating_sub(2);
        paint::field(frame.buffer_mut(), area, (1, 0, width), &notice.text, style);
        return;
    }
    hints(frame, area, state, theme);
}

/// A prompt with the terminal's cursor at its end.
fn typed(frame: &mut Frame<'_>, area: Rect, word: &str, text: &str, theme: &Theme) {
    let x = paint::text(
        frame.buffer_mut(),
        area,
        1,
        0,
        &format!("{word}: "),
        theme.surface.patch(theme.key),
    );
    let room = usize::from(area.width.saturating_sub(x + 2));
    // The end of a long text is what is being typed.
    let hidden = text.chars().count().saturating_sub(room);
    let tail: String = text.chars().skip(hidden).collect();
    let end = paint::text(
        frame.buffer_mut(),
        area,
        x,
        0,
        &tail,
        theme.surface.patch(theme.text),
    );
    let end = end.min(area.width.saturating_sub(1));
    frame.set_cursor_position(Position::new(area.x + end, area.y));
}

fn hints(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let buffer = frame.buffer_mut();
    let context = state.context();
    // The way to all the rest is always offered, at the right.
    let help = state
        .keymap
        .key_of(context, Action::Help)
        .filter(|_| !context.is_text());
    let mut room = area.width;
    if let Some(key) = help {
        let text = format!("{key} help ");
        room = area.width.saturating_sub(paint::width(&text));
        let x = paint::text(
            buffer,
            area,
            room,
            0,
            &key.to_string(),
            theme.surface.patch(theme.key),
        );
        paint::text(buffer, area, x + 1, 0, "help", theme.surface.patch(theme.dim));
    }
    let mut x = 1;
    let mut offered: Vec<Key> = help.into_iter().collect();
    for (key, action, word) in state.keymap.hints(context) {
        // The context's own meaning of a key comes before the global one.
        let means = state.keymap.action(context, key);
        if offered.contains(&key) || means != Some(action) || !is_of_use(state, action) {
            continue;
        }
        offered.push(key);
        let key = key.to_string();
        let needed = paint::width(&key) + 1 + paint::width(word);
        if x + needed + 2 > room {
            break;
        }
        x = paint::text(buffer, area, x, 0, &key, theme.surface.patch(theme.key)) + 1;
        x = paint::text(buffer, area, x, 0, word, theme.surface.patch(theme.dim)) + 2;
    }
}

/// What lies over a policy, and whether it tells a statement in words.
fn sheet(state: &State) -> Option<(&Sheet, bool)> {
    let editor = match &state.view {
        View::Policy { reader, .. } => Some(&reader.editor),
        View::Wizard(wizard) => match &wizard.sheet {
            Some(sheet) => return Some((sheet, false)),
            None => wizard.editor.as_ref(),
        },
        View::Table | View::Detail(_) | View::Reach(_) => None,
    }?;
    let sheet = editor.sheet.as_ref()?;
    Some((sheet, editor.is_explaining()))
}

/// Whether an action of the wizard means something on its page.
fn is_of_use(state: &State, action: Action) -> bool {
    if let Some((sheet, explains)) = sheet(state) {
        return match action {
            Action::Next => explains,
            Action::NextIssue => matches!(sheet, Sheet::Matrix(_)),
            Action::Refresh => false,
            _ => true,
        };
    }
    let View::Wizard(wizard) = &state.view else {
        return true;
    };
    match action {
        Action::Apply => wizard.page == Page::Review || wizard.page == Page::Apply && !wizard.is_applying(),
        Action::CancelApply => wizard.is_applying(),
        Action::Next | Action::PageNext => wizard.confirming.is_none(),
        _ => true,
    }
}
