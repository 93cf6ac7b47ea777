//! A statement in plain sentences: what it allows or denies, to whom, on what
//! and when.
//!
//! - `actions`: patterns expanded into how many actions of which access level
//! - `resources`: what kind of thing an ARN names, and where
//! - `principals`: who is meant
//! - `conditions`: operators and keys in words
//!
//! The sentences say what the text means by itself. What other policies make
//! of it, the evaluator answers.

mod actions;
mod conditions;
mod principals;
mod resources;

pub use conditions::condition;

use super::{Document, Effect, PolicyKind, Statement};
use serde::Serialize;

/// What a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The statement as a whole.
    Effect,
    /// Who is meant.
    Principal,
    /// What is done.
    Action,
    /// What it is done to.
    Resource,
    /// When it applies.
    Condition,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// What it is about.
    pub about: About,
    /// In words.
    pub text: String,
}

/// A statement in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Its `Sid`.
    pub sid: Option<String>,
    /// The first sums the statement up, the others tell its parts.
    pub sentences: Vec<Sentence>,
}

impl About {
    /// The heading of the sentences about it.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Effect => "In short",
            Self::Principal => "Who",
            Self::Action => "What",
            Self::Resource => "On what",
            Self::Condition => "When",
        }
    }
}

/// Every statement of a document in words.
pub fn document(document: &Document, kind: PolicyKind) -> Vec<Explanation> {
    document.statements.iter().map(|s| statement(s, kind)).collect()
}

/// A statement in words.
pub fn statement(statement: &Statement, kind: PolicyKind) -> Explanation {
    let mut sentences = vec![Sentence {
        about: About::Effect,
        text: in_short(statement, kind),
    }];
    let mut add = |about, texts: Vec<String>| {
        sentences.extend(texts.into_iter().map(|text| Sentence { about, text }));
    };
    add(About::Principal, principals::sentences(statement, kind));
    add(About::Action, actions::sentences(&statement.action));
    add(About::Resource, resources::sentences(statement, kind));
    let conditions = statement.conditions.iter().map(condition).collect();
    add(About::Condition, conditions);
    Explanation {
        sid: statement.sid.clone(),
        sentences,
    }
}

/// The statement in one sentence.
fn in_short(statement: &Statement, kind: PolicyKind) -> String {
    let verb = match (statement.effect, kind) {
        (Effect::Deny, _) => "Denies",
        (Effect::Allow, PolicyKind::Scp | PolicyKind::Rcp) => "Leaves open, without granting it,",
        (Effect::Allow, PolicyKind::EndpointPolicy) => "Lets through the endpoint",
        (Effect::Allow, _) => "Allows",
    };
    let what = actions::in_short(&statement.action);
    let on = resources::in_short(statement, kind);
    let whatever = match statement.effect {
        Effect::Deny => ", whatever else allows it",
        Effect::Allow => "",
    };
    let when = match statement.conditions.len() {
        0 => String::new(),
        1 => ", when one condition holds".to_owned(),
        n => format!(", when {n} conditions hold together"),
    };
    format!("{verb} {what}{on}{whatever}{when}.")
}

/// A list in words: `a`, `a or b`, `a, b or c`.
fn either(items: &[String]) -> String {
    match items {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A number with its noun in the right form.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
