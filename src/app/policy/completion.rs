//! The list of what may stand at the cursor, best match first.

use super::Place;
use crate::policy::complete::{self, Candidate, Known, Spot};
use crate::policy::{PolicyKind, json};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The most candidates that are kept: nobody reads on.
const MOST: usize = 200;

/// The open list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    spot: Spot,
    matches: Vec<Candidate>,
    /// The chosen one.
    pub selected: usize,
}

/// The text with a candidate in it, and what is selected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The whole text.
    pub text: String,
    /// Where the cursor stands, or what is selected.
    pub cursor: (Place, Place),
    /// The next thing is asked for at once: the rest of an action, the value
    /// of an element.
    pub goes_on: bool,
}

impl Completion {
    /// What may stand at a place; none if nothing is known that fits. Unless
    /// it was `asked` for, nothing is offered before something is typed.
    pub fn at(text: &str, place: Place, kind: PolicyKind, known: &Known, asked: bool) -> Option<Self> {
        let cursor = json::byte_of(text, place.0 + 1, place.1 + 1);
        let spot = Spot::at(text, cursor)?;
        if !asked && (!spot.is_string || spot.typed.is_empty()) {
            return None;
        }
        let all = complete::candidates(&spot, kind, known);
        let matches = ranked(all, &spot.typed);
        // What is there already is no suggestion.
        if matches.is_empty() || (!asked && matches.iter().any(|c| c.text == spot.typed)) {
            return None;
        }
        Some(Self {
            spot,
            matches,
            selected: 0,
        })
    }

    /// Where the string begins that is being completed, in bytes.
    pub fn start(&self) -> usize {
        self.spot.replaced.start
    }

    /// What is typed so far, in characters: the list stands under its start.
    pub fn typed(&self) -> usize {
        self.spot.typed.chars().count()
    }

    /// The candidates, best first.
    pub fn candidates(&self) -> &[Candidate] {
        &self.matches
    }

    /// Moves the choice, round the end.
    pub fn step(&mut self, by: isize) {
        let count = self.matches.len();
        self.selected = (self.selected + count).saturating_add_signed(by) % count;
    }

    /// The text with the chosen one in it.
    pub fn take(&self, text: &str) -> Option<Taken> {
        let chosen = self.matches.get(self.selected)?;
        let change = self.spot.change(chosen);
        let mut out = text.to_owned();
        out.get(change.span.clone())?;
        out.replace_range(change.span.clone(), &change.text);
        let place = |at: usize| {
            let (line, column) = json::line_and_column(&out, change.span.start + at);
            (line - 1, column - 1)
        };
        let cursor = (place(change.cursor.start), place(change.cursor.end));
        // A prefix wants its action; between new quotes stands a value.
        let goes_on = change.cursor.is_empty() && change.cursor.end < change.text.len();
        Some(Taken {
            text: out,
            cursor,
            goes_on,
        })
    }
}

/// What fits what is typed: what begins with it first, then by how well the
/// letters fit; in the given order where nothing is typed.
fn ranked(mut all: Vec<Candidate>, typed: &str) -> Vec<Candidate> {
    if typed.trim().is_empty() {
        all.truncate(MOST);
        return all;
    }
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut buffer = Vec::new();
    let mut scored: Vec<(bool, u32, usize, Candidate)> = all
        .into_iter()
        .enumerate()
        .filter_map(|(at, candidate)| {
            let score = pattern.score(Utf32Str::new(&candidate.text, &mut buffer), &mut matcher)?;
            let begins = candidate
                .text
                .get(..typed.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(typed));
            Some((begins, score, at, candidate))
        })
        .collect();
    scored.sort_by_key(|(begins, score, at, _)| (!begins, std::cmp::Reverse(*score), *at));
    scored.truncate(MOST);
    scored.into_iter().map(|(.., candidate)| candidate).collect()
}
