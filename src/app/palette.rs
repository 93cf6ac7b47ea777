//! The palette: every action that the keymap knows here, found by typing.

use super::action::Action;
use super::key::Key;
use super::keymap::{Context, Keymap};
use super::prompt::Prompt;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// An action that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The action.
    pub action: Action,
    /// What it does.
    pub description: String,
    /// Its key, for next time.
    pub key: Option<Key>,
    /// Why it cannot be done now.
    pub disabled: Option<String>,
}

/// The open palette.
#[derive(Clone, Debug)]
pub struct Palette {
    /// What is typed.
    pub prompt: Prompt,
    /// The chosen position among the matches.
    pub selected: usize,
    entries: Vec<Entry>,
    matches: Vec<usize>,
}

impl Palette {
    /// Opens the palette over a screen; `disabled` gives the reason why an
    /// action cannot be done.
    pub fn open(keymap: &Keymap, context: Context, disabled: impl Fn(Action) -> Option<String>) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for binding in keymap.of(context).chain(keymap.of(Context::Global)) {
            let known = entries.iter().any(|e| e.action == binding.action);
            if known || binding.action == Action::Palette {
                continue;
            }
            entries.push(Entry {
                action: binding.action,
                description: binding.description.clone(),
                key: binding.keys.first().copied(),
                disabled: disabled(binding.action),
            });
        }
        // What the foot of the screen offers first, motions last.
        let offered: Vec<Key> = keymap.hints(context).map(|(key, ..)| key).collect();
        entries.sort_by_key(|e| !e.key.is_some_and(|key| offered.contains(&key)));
        let mut palette = Self {
            prompt: Prompt::default(),
            selected: 0,
            entries,
            matches: Vec::new(),
        };
        palette.search();
        palette
    }

    /// The actions that match, best first.
    pub fn matches(&self) -> impl Iterator<Item = &Entry> {
        self.matches.iter().map(|at| &self.entries[*at])
    }

    /// The chosen action.
    pub fn chosen(&self) -> Option<&Entry> {
        self.matches().nth(self.selected)
    }

    /// Types a key.
    pub fn key(&mut self, key: Key) {
        if self.prompt.key(key) {
            self.search();
        }
    }

    /// Takes the name of the chosen action into the prompt.
    pub fn complete(&mut self) {
        if let Some(entry) = self.chosen() {
            self.prompt = Prompt::new(entry.action.name());
            self.search();
        }
    }

    /// Moves the choice.
    pub fn step(&mut self, by: isize) {
        let last = self.matches.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Finds what matches the prompt.
    pub fn search(&mut self) {
        self.selected = 0;
        let typed = self.prompt.text.trim();
        if typed.is_empty() {
            self.matches = (0..self.entries.len()).collect();
            return;
        }
        let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
        let mut scored: Vec<(u32, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(at, e)| {
                let name = score(e.action.name()).map(|s| s * 2);
                Some((name.max(score(&e.description))?, at))
            })
            .collect();
        scored.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        self.matches = scored.into_iter().map(|(_, at)| at).collect();
    }
}
