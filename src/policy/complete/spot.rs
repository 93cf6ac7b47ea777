//! What is asked for at the cursor, and how an answer is put there.

use super::Candidate;
use super::scan::{Leaf, leaves};
use std::ops::Range;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// `Version`, `Id`, `Statement`.
    DocumentElement,
    /// `Effect`, `Action`, ….
    StatementElement,
    /// `AWS`, `Service`, ….
    PrincipalType,
    /// A version of the policy language.
    Version,
    /// `Allow` or `Deny`.
    Effect,
    /// A principal of this type; empty where only `*` may stand.
    Principal(String),
    /// An action.
    Action,
    /// A resource.
    Resource,
    /// A condition operator.
    Operator,
    /// A condition key.
    Key {
        /// The operator that it stands under.
        operator: String,
    },
    /// A value of a condition.
    Value {
        /// The operator.
        operator: String,
        /// The key.
        key: String,
    },
}

/// The place of the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What is asked for there.
    pub wanted: Wanted,
    /// What is typed so far: from the opening quote to the cursor.
    pub typed: String,
    /// Whether it is between quotes already.
    pub is_string: bool,
    /// The bytes that an answer replaces, the closing quote included.
    pub replaced: Range<usize>,
    /// It is the name of a member that has no value yet.
    needs_value: bool,
    /// The actions of the statement.
    pub(super) actions: Vec<String>,
    /// The names that its object has already.
    pub(super) siblings: Vec<String>,
    /// The resources that the document names.
    pub(super) resources: Vec<String>,
}

/// A change of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The bytes to replace.
    pub span: Range<usize>,
    /// What to put there.
    pub text: String,
    /// Where the cursor stands afterwards, in bytes from the start of the
    /// change; what is selected ends here.
    pub cursor: Range<usize>,
}

impl Spot {
    /// What is asked for at a byte of a text, which may be broken.
    pub fn at(text: &str, cursor: usize) -> Option<Self> {
        let all = leaves(text, cursor);
        let inside = |l: &&Leaf| l.is_string && (l.span.start..=l.span.end).contains(&cursor);
        let here = all
            .iter()
            .find(inside)
            .or_else(|| all.iter().find(|l| !l.is_string))?;
        let wanted = wanted(here)?;
        let rest = text.get(cursor..here.span.end).unwrap_or_default();
        // What stands behind the cursor is replaced with the word it is part
        // of; if the quote is missing, the word's end is not known.
        let is_whole = here.is_closed && rest.chars().all(|c| !c.is_whitespace() && !",]}".contains(c));
        let end = if is_whole { here.span.end + 1 } else { cursor };
        let after = text
            .get(here.span.end + usize::from(here.is_closed)..)
            .unwrap_or_default();
        let statement = here.objects.get(1);
        let same = |l: &&Leaf| l.objects.get(1) == statement && statement.is_some();
        let value_of = |l: &&Leaf, names: [&str; 2]| {
            !l.is_name && l.is_string && l.names.get(1).is_some_and(|n| names.contains(&n.as_str()))
        };
        Some(Self {
            wanted,
            typed: text.get(here.span.start..cursor).unwrap_or_default().to_owned(),
            is_string: here.is_string,
            replaced: here.span.start..end,
            needs_value: here.is_name && !after.trim_start().starts_with(':'),
            actions: all
                .iter()
                .filter(|l| same(l) && value_of(l, ["Action", "NotAction"]) && l.span != here.span)
                .map(|l| l.text.clone())
                .collect(),
            siblings: all
                .iter()
                .filter(|l| l.is_name && l.objects.last() == here.objects.last() && l.span != here.span)
                .map(|l| l.text.clone())
                .collect(),
            resources: all
                .iter()
                .filter(|l| value_of(l, ["Resource", "NotResource"]) && l.span != here.span)
                .map(|l| l.text.clone())
                .collect(),
        })
    }

    /// The change that puts a candidate here.
    pub fn change(&self, candidate: &Candidate) -> Change {
        let quote = if self.is_string { "" } else { "\"" };
        let mut text = format!("{quote}{}", candidate.text);
        let end = text.len();
        text.push('"');
        let mut cursor = text.len()..text.len();
        if self.needs_value {
            let (open, close) = self.template(&candidate.text);
            text.push_str(": ");
            text.push_str(open);
            cursor = text.len()..text.len();
            text.push_str(close);
        }
        if let Some(blank) = &candidate.blank {
            cursor = blank.start + quote.len()..blank.end + quote.len();
        } else if candidate.text.ends_with(':') {
            // A prefix is only the beginning of an action.
            cursor = end..end;
        }
        Change {
            span: self.replaced.clone(),
            text,
            cursor,
        }
    }

    /// What surrounds the value of a new member.
    fn template(&self, name: &str) -> (&'static str, &'static str) {
        match (&self.wanted, name) {
            (_, "Statement") => ("[{", "}]"),
            (_, "Condition" | "Principal" | "NotPrincipal") | (Wanted::Operator, _) => ("{", "}"),
            _ => ("\"", "\""),
        }
    }
}

fn wanted(leaf: &Leaf) -> Option<Wanted> {
    let names: Vec<&str> = leaf.names.iter().map(String::as_str).collect();
    Some(match (leaf.is_name, names.as_slice()) {
        (true, []) => Wanted::DocumentElement,
        (true, ["Statement"]) => Wanted::StatementElement,
        (true, ["Statement", "Principal" | "NotPrincipal"]) => Wanted::PrincipalType,
        (true, ["Statement", "Condition"]) => Wanted::Operator,
        (true, ["Statement", "Condition", operator]) => Wanted::Key {
            operator: (*operator).to_owned(),
        },
        (false, ["Version"]) => Wanted::Version,
        (false, ["Statement", "Effect"]) => Wanted::Effect,
        (false, ["Statement", "Principal" | "NotPrincipal"]) => Wanted::Principal(String::new()),
        (false, ["Statement", "Principal" | "NotPrincipal", of]) => Wanted::Principal((*of).to_owned()),
        (false, ["Statement", "Action" | "NotAction"]) => Wanted::Action,
        (false, ["Statement", "Resource" | "NotResource"]) => Wanted::Resource,
        (false, ["Statement", "Condition", operator, key]) => Wanted::Value {
            operator: (*operator).to_owned(),
            key: (*key).to_owned(),
        },
        _ => return None,
    })
}
