//! What may stand at a place of a policy that is being written.
//!
//! - `scan`: reads a text that may be broken
//! - [`spot`]: what is asked for at the cursor, and how an answer is put there
//! - `elements`: names of elements and their fixed values, principals
//! - `actions`: actions, from the catalogue
//! - `resources`: ARNs, in the forms that the statement's actions take
//! - `conditions`: operators, keys and their values
//!
//! The order is by use: what is known of the account first, then what the
//! statement's actions take, then the rest. Which of it fits what is typed
//! so far is for whoever shows it.

mod actions;
mod conditions;
mod elements;
mod resources;
mod scan;
pub mod spot;

pub use spot::{Change, Spot, Wanted};

use super::PolicyKind;
use std::ops::Range;

/// What may be put at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The text, without quotes.
    pub text: String,
    /// What it is, in a few words.
    pub note: String,
    /// The part of the text that is to be typed over.
    pub blank: Option<Range<usize>>,
}

/// What is known of where the policy will be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// `aws`, `aws-cn` or `aws-us-gov`; `aws` if empty.
    pub partition: String,
    /// The Region.
    pub region: String,
    /// The account.
    pub account: String,
    /// ARNs of what exists.
    pub arns: Vec<String>,
}

impl Candidate {
    fn new(text: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            note: note.into(),
            blank: None,
        }
    }

    /// A text of a documented form, in which `${…}` is to be typed over.
    fn of_form(form: &str, note: impl Into<String>) -> Self {
        let Some((head, rest)) = form.split_once("${") else {
            return Self::new(form, note);
        };
        let (name, _) = rest.split_once('}').unwrap_or((rest, ""));
        let mut candidate = Self::new(form.replace("${", "").replace('}', ""), note);
        candidate.blank = Some(head.len()..head.len() + name.len());
        candidate
    }
}

/// What may stand at a spot.
pub fn candidates(spot: &Spot, kind: PolicyKind, known: &Known) -> Vec<Candidate> {
    match &spot.wanted {
        Wanted::DocumentElement => elements::of_document(spot),
        Wanted::StatementElement => elements::of_statement(spot, kind),
        Wanted::PrincipalType => elements::principal_types(spot),
        Wanted::Version => elements::versions(),
        Wanted::Effect => elements::effects(),
        Wanted::Principal(of) => elements::principals(of, known),
        Wanted::Action => actions::candidates(spot, kind),
        Wanted::Resource => resources::candidates(spot, kind, known),
        Wanted::Operator => conditions::operators(spot),
        Wanted::Key { operator } => conditions::keys(spot, operator),
        Wanted::Value { operator, key } => conditions::values(operator, key, known),
    }
}
