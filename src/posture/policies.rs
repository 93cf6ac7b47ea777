//! Policy documents as checks meet them: parsed once each, and statements put
//! into words for evidence.

use crate::policy::{Document, Select, Statement};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// A document that was parsed, or why it could not be.
type Parsed = Result<Arc<Document>, String>;

/// Every document that was parsed during one evaluation; many roles share
/// the text of their trust policy.
#[derive(Debug, Default)]
pub struct Documents {
    parsed: RefCell<HashMap<Box<str>, Parsed>>,
}

impl Documents {
    /// The document of a text, or why it is none.
    pub fn read(&self, text: &str) -> Parsed {
        if let Some(known) = self.parsed.borrow().get(text) {
            return known.clone();
        }
        let parsed = Document::parse(text)
            .map(Arc::new)
            .map_err(|error| format!("the policy does not parse: {error}"));
        self.parsed.borrow_mut().insert(text.into(), parsed.clone());
        parsed
    }
}

/// What people call a statement: its Sid, or its place counted from 1.
pub fn statement_name(document: &Document, statement: &Statement) -> String {
    if let Some(sid) = statement.sid.as_deref().filter(|sid| !sid.is_empty()) {
        return format!("statement {sid}");
    }
    let at = document
        .statements
        .iter()
        .position(|s| std::ptr::eq(s, statement));
    format!("statement {}", at.map_or(1, |at| at + 1))
}

/// The names of several statements, for evidence.
pub fn statement_names(document: &Document, statements: &[&Statement]) -> String {
    let names: Vec<String> = statements.iter().map(|s| statement_name(document, s)).collect();
    names.join(", ")
}

/// Whether a statement allows an action pattern such as `s3:*` as written, or
/// a wider one, on every resource.
pub fn whole_service(statement: &Statement, service: &str) -> bool {
    let wide = |pattern: &String| {
        pattern == "*"
            || pattern
                .strip_suffix(":*")
                .is_some_and(|name| name == "*" || name.eq_ignore_ascii_case(service))
    };
    let everywhere = |select: &Select| match select {
        Select::Only(patterns) => patterns
            .iter()
            .any(|p| p == "*" || (p.starts_with("arn:") && p.ends_with(":::*"))),
        Select::AllBut(patterns) => patterns.is_empty(),
    };
    matches!(&statement.action, Select::Only(patterns) if patterns.iter().any(wide))
        && statement.resource.as_ref().is_none_or(everywhere)
}
