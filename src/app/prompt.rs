//! One line of typed text.

use super::key::{Code, Key};

/// The most characters that a prompt takes.
const LIMIT: usize = 400;

/// A line that is being typed; the cursor is at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// What was typed.
    pub text: String,
}

impl Prompt {
    /// A prompt that begins with a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// Types a key; says whether the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        let before = self.text.len();
        match (key.code, key.ctrl) {
            (Code::Backspace, false) => {
                self.text.pop();
            }
            (Code::Char('u'), true) => self.text.clear(),
            (Code::Char('w'), true) => {
                let kept = self.text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.text.truncate(kept);
            }
            _ => {
                if let Some(c) = key.text() {
                    self.insert(&c.to_string());
                }
            }
        }
        self.text.len() != before
    }

    /// Inserts text, typed or pasted: one line, no control characters.
    pub fn insert(&mut self, text: &str) {
        let room = LIMIT.saturating_sub(self.text.chars().count());
        let clean = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
        self.text.extend(clean.filter(|c| !c.is_control()).take(room));
    }
}
