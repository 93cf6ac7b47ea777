//! The policy editor: the text area, and what lint says as it is typed.

use super::wrap;
use crate::app::key::{Code, Key};
use crate::app::sanitise;
use crate::app::wizard::editor::Editor;
use crate::policy::lint::Severity;
use crate::tui::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget as _;
use tui_textarea::{Input, Key as AreaKey, TextArea};

/// Lines for what lint says.
const ISSUES: u16 = 6;

/// The text area of the policy that is being edited. It lives in the terminal
/// room; the state is told its text after every key.
#[derive(Debug, Default)]
pub struct PolicyArea {
    area: TextArea<'static>,
}

impl PolicyArea {
    /// Takes a text, the cursor at its start.
    pub fn open(&mut self, text: &str) {
        self.area = TextArea::new(text.lines().map(str::to_owned).collect());
        self.area.set_max_histories(500);
        self.area.set_tab_length(2);
    }

    /// Types a key: ctrl-z and ctrl-y take back and do again, the rest are the
    /// text area's own bindings (words by alt-b and alt-f, line ends, …).
    pub fn key(&mut self, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Char('z'), true) => self.area.undo(),
            (Code::Char('y'), true) => self.area.redo(),
            _ => self.area.input(input(key)),
        };
    }

    /// Inserts pasted text.
    pub fn insert(&mut self, text: &str) {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        self.area.insert_str(plain);
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The cursor: line and column, counted from 0.
    pub fn cursor(&self) -> (usize, usize) {
        let at = self.area.cursor();
        (at.0, at.1)
    }
}

fn input(key: Key) -> Input {
    let code = match key.code {
        Code::Char(c) => AreaKey::Char(c),
        Code::Enter => AreaKey::Enter,
        Code::Esc => AreaKey::Esc,
        Code::Tab => AreaKey::Tab,
        Code::Backspace => AreaKey::Backspace,
        Code::Delete => AreaKey::Delete,
        Code::Left => AreaKey::Left,
        Code::Right => AreaKey::Right,
        Code::Up => AreaKey::Up,
        Code::Down => AreaKey::Down,
        Code::Home => AreaKey::Home,
        Code::End => AreaKey::End,
        Code::PageUp => AreaKey::PageUp,
        Code::PageDown => AreaKey::PageDown,
        Code::F(n) => AreaKey::F(n),
        Code::Insert => AreaKey::Null,
    };
    Input {
        key: code,
        ctrl: key.ctrl,
        alt: key.alt,
        shift: key.shift,
    }
}

/// Draws the editor over the whole body.
pub fn render(frame: &mut Frame<'_>, area: Rect, editor: &Editor, text: &PolicyArea, theme: &Theme) {
    title(frame, area, editor, theme);
    let issues = ISSUES.min(area.height / 3);
    let middle = paint::below(area, 1, area.height.saturating_sub(issues + 1));
    let mut shown = text.area.clone();
    shown.set_style(theme.text);
    shown.set_line_number_style(theme.dim);
    shown.set_cursor_line_style(Style::new());
    shown.set_cursor_style(theme.selection);
    (&shown).render(middle, frame.buffer_mut());
    say(
        frame,
        paint::below(area, area.height - issues, issues),
        editor,
        theme,
    );
}

fn title(frame: &mut Frame<'_>, area: Rect, editor: &Editor, theme: &Theme) {
    let x = paint::text(frame.buffer_mut(), area, 1, 0, &editor.title, theme.title);
    let (mark, style) = if editor.is_valid() {
        ("● valid", theme.pass)
    } else {
        ("✗ not valid", theme.fail)
    };
    let x = paint::text(frame.buffer_mut(), area, x + 2, 0, mark, style);
    let changed = if editor.is_changed() {
        "edited"
    } else {
        "as composed"
    };
    let x = paint::text(frame.buffer_mut(), area, x + 2, 0, changed, theme.dim);
    paint::text(
        frame.buffer_mut(),
        area,
        x + 2,
        0,
        "ctrl-z undo  ctrl-y redo",
        theme.dim,
    );
    let place = format!("line {}, column {}", editor.cursor.0 + 1, editor.cursor.1 + 1);
    let x = area.width.saturating_sub(paint::width(&place) + 1);
    paint::text(frame.buffer_mut(), area, x, 0, &place, theme.dim);
}

fn say(frame: &mut Frame<'_>, area: Rect, editor: &Editor, theme: &Theme) {
    let mut lines: Vec<(String, Style)> = Vec::new();
    for issue in &editor.issues {
        let (mark, style) = if issue.severity == Severity::Error {
            ("✗", theme.fail)
        } else {
            ("▲", theme.medium)
        };
        let words = format!("{mark} line {}: {} ({})", issue.line, issue.message, issue.code);
        let width = area.width.saturating_sub(3);
        lines.extend(
            wrap(&sanitise::cell(&words), width)
                .into_iter()
                .map(|l| (l, style)),
        );
    }
    if lines.is_empty() {
        let words = "No remarks: well formed, and gives away nothing that lint knows of.";
        lines.push((words.to_owned(), theme.dim));
    }
    for (y, (line, style)) in (0..area.height).zip(&lines) {
        paint::text(frame.buffer_mut(), area, 1, y, line, *style);
    }
}
