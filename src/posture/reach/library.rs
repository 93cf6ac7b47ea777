//! The policies of an account, each parsed once, and which of their statements
//! grant an action.

use crate::policy::catalogue::form::without_variables;
use crate::policy::{Document, Effect, Select, Statement, pattern};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The number of a document in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct DocumentId(usize);

/// A document with the name that people know it by.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    /// The document.
    pub(super) document: DocumentId,
    /// E.g. `policy AmazonS3ReadOnlyAccess`, `inline policy export`.
    pub(super) name: String,
}

/// The granting statements of each document.
type Granting = Vec<Option<Rc<[usize]>>>;

/// Every document, by its text: thousands of roles share a few hundred.
#[derive(Debug, Default)]
pub(super) struct Library {
    documents: Vec<Document>,
    by_text: HashMap<String, Result<DocumentId, String>>,
    /// By action, then by document.
    granting: RefCell<HashMap<Box<str>, Granting>>,
}

impl Library {
    /// The document of a text, or why it is none.
    pub(super) fn put(&mut self, text: &str) -> Result<DocumentId, String> {
        if let Some(known) = self.by_text.get(text) {
            return known.clone();
        }
        let parsed = match Document::parse(text) {
            Ok(document) => {
                self.documents.push(document);
                Ok(DocumentId(self.documents.len() - 1))
            }
            Err(error) => Err(format!("it does not parse: {error}")),
        };
        self.by_text.insert(text.to_owned(), parsed.clone());
        parsed
    }

    /// A document.
    pub(super) fn get(&self, id: DocumentId) -> &Document {
        &self.documents[id.0]
    }

    /// The documents of papers, to be decided upon.
    pub(super) fn all(&self, papers: &[Paper]) -> Vec<Document> {
        papers.iter().map(|p| self.get(p.document).clone()).collect()
    }

    /// The statements of a document that allow an action on something. Nothing
    /// is put into the library once this was asked.
    pub(super) fn granting(&self, id: DocumentId, action: &str) -> Rc<[usize]> {
        let mut granting = self.granting.borrow_mut();
        if !granting.contains_key(action) {
            granting.insert(action.into(), vec![None; self.documents.len()]);
        }
        let of_action = granting.get_mut(action).expect("it was put there");
        let found = of_action[id.0].get_or_insert_with(|| {
            let statements = self.get(id).statements.iter().enumerate();
            statements
                .filter(|(_, s)| s.effect == Effect::Allow && selects(s, action))
                .map(|(at, _)| at)
                .collect()
        });
        Rc::clone(found)
    }

    /// Whether one of the papers allows an action on something.
    pub(super) fn grants(&self, papers: &[Paper], action: &str) -> bool {
        papers
            .iter()
            .any(|p| !self.granting(p.document, action).is_empty())
    }

    /// Whether one of the papers may allow an action on a resource: conditions
    /// and variables aside. A short cut before the evaluator is asked.
    pub(super) fn may(&self, papers: &[Paper], action: &str, place: &str) -> bool {
        papers.iter().any(|paper| {
            let statements = &self.get(paper.document).statements;
            let granting = self.granting(paper.document, action);
            granting.iter().any(|at| speaks_of(&statements[*at], place))
        })
    }

    /// Whether a condition asks for one session of a role by its name.
    pub(super) fn names_a_session(&self) -> bool {
        let conditions = self
            .documents
            .iter()
            .flat_map(|d| &d.statements)
            .flat_map(|s| &s.conditions);
        conditions
            .filter(|c| c.key.eq_ignore_ascii_case("aws:userid"))
            .flat_map(|c| &c.values)
            .any(|v| v.split_once(':').is_some_and(|(_, session)| session != "*"))
    }
}

fn speaks_of(statement: &Statement, place: &str) -> bool {
    let Some(Select::Only(patterns)) = &statement.resource else {
        return true;
    };
    let matches = |p: &String| p.split(':').count() < 6 || pattern::matches(&without_variables(p), place);
    patterns.iter().any(matches)
}

fn selects(statement: &Statement, action: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|p| pattern::matches_ignoring_case(p, action));
    match &statement.action {
        Select::Only(patterns) => any(patterns),
        Select::AllBut(patterns) => !any(patterns),
    }
}
