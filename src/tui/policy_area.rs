//! The text area behind the policy editor: typing, taking back, doing again.
//!
//! It is never drawn: the state is told what it holds after every stroke, and
//! the screen is drawn from the state.

use crate::app::key::{Code, Key};
use crate::app::policy::{Event, Place, Stroke};
use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea};

/// How many changes can be taken back.
const HISTORY: usize = 500;

/// The text area.
#[derive(Clone, Debug, Default)]
pub struct PolicyArea {
    area: TextArea<'static>,
    /// Texts in the middle of a change that took two steps: nobody is left
    /// there by undo or redo.
    between: Vec<String>,
}

impl PolicyArea {
    /// Does a stroke; says what there is afterwards.
    pub fn take(&mut self, stroke: Stroke) -> Event {
        match stroke {
            Stroke::Open(text) => self.open(&text),
            Stroke::Key(key) => {
                self.area.input(input(key));
            }
            Stroke::Insert(text) => self.insert(&text),
            Stroke::Become(text, cursor) => self.become_text(&text, cursor),
            Stroke::MoveTo(place) => {
                self.area.cancel_selection();
                self.jump(place);
            }
            Stroke::Undo => {
                if self.area.undo() && self.between.contains(&self.text()) {
                    self.area.undo();
                }
            }
            Stroke::Redo => {
                if self.area.redo() && self.between.contains(&self.text()) {
                    self.area.redo();
                }
            }
        }
        let cursor = self.area.cursor();
        Event::Edited {
            text: self.text(),
            cursor: (cursor.0, cursor.1),
            selection: self.area.selection_range(),
        }
    }

    fn open(&mut self, text: &str) {
        self.area = TextArea::new(text.lines().map(str::to_owned).collect());
        self.area.set_max_histories(HISTORY);
        self.area.set_tab_length(2);
        self.between.clear();
    }

    /// Inserts pasted text.
    fn insert(&mut self, text: &str) {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        self.area.insert_str(plain);
    }

    /// Replaces what differs; the cursor stays where it is unless it is placed.
    fn become_text(&mut self, text: &str, place: Option<(Place, Place)>) {
        let (cursor, now) = (self.area.cursor(), self.text());
        let text = text.lines().collect::<Vec<_>>().join("\n");
        let (old, new): (Vec<char>, Vec<char>) = (now.chars().collect(), text.chars().collect());
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - head;
        let pairs = old.iter().rev().zip(new.iter().rev()).take(rest);
        let tail = pairs.take_while(|(a, b)| a == b).count();
        self.area.cancel_selection();
        self.jump(place_of(&old[..head]));
        let gone = old.len() - head - tail;
        let added: String = new[head..new.len() - tail].iter().collect();
        if gone > 0 && self.area.delete_str(gone) && !added.is_empty() {
            self.between.push(self.text());
            let kept = self.between.len().saturating_sub(HISTORY);
            self.between.drain(..kept);
        }
        self.area.insert_str(added);
        let (from, to) = place.unwrap_or(((cursor.0, cursor.1), (cursor.0, cursor.1)));
        self.jump(from);
        if from != to {
            self.area.start_selection();
            self.jump(to);
        }
    }

    fn jump(&mut self, (line, column): Place) {
        let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area
            .move_cursor(CursorMove::Jump(short(line), short(column)));
    }

    /// The whole text.
    fn text(&self) -> String {
        self.area.lines().join("\n")
    }
}

/// Line and column of the end of a text.
fn place_of(text: &[char]) -> Place {
    let line = text.iter().filter(|c| **c == '\n').count();
    let column = text.iter().rev().take_while(|c| **c != '\n').count();
    (line, column)
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
