//! Policy documents as checks meet them: parsed once each, and statements put
//! into words for evidence.

use super::verdict::{Probe, Verdict};
use crate::inventory::quick::QuickMap;
use crate::policy::query::{outside_principals, public_statements};
use crate::policy::{Document, Select, Statement};
use std::cell::RefCell;
use std::sync::Arc;

/// A document that was parsed, or why it could not be.
type Parsed = Result<Arc<Document>, String>;

/// What is wrong with a document, in words; `None` when nothing is. It reads
/// the document alone, so that its answer holds wherever the same text stands.
pub type Fault = fn(&Document) -> Option<String>;

/// Every document that was parsed during one evaluation, with what checks said
/// of it; many roles share the text of a policy.
#[derive(Debug, Default)]
pub struct Documents {
    known: RefCell<QuickMap<Box<str>, Known>>,
}

#[derive(Debug)]
struct Known {
    parsed: Parsed,
    /// By the function that was asked. Where the compiler makes two of one
    /// function it is asked twice; where it makes one of two they are the same.
    faults: Vec<(usize, Option<Arc<str>>)>,
}

impl Known {
    fn read(text: &str) -> Self {
        Self {
            parsed: Document::parse(text)
                .map(Arc::new)
                .map_err(|error| format!("the policy does not parse: {error}")),
            faults: Vec::new(),
        }
    }
}

impl Documents {
    /// The document of a text, or why it is none.
    pub fn read(&self, text: &str) -> Parsed {
        self.with(text, |known| known.parsed.clone())
    }

    /// What is wrong with the document of a text, or why it is none.
    pub fn fault(&self, text: &str, fault: Fault) -> Result<Option<Arc<str>>, String> {
        self.with(text, |known| {
            let asked = fault as usize;
            if let Some((_, words)) = known.faults.iter().find(|(by, _)| *by == asked) {
                return Ok(words.clone());
            }
            let document = known.parsed.as_ref().map_err(Clone::clone)?;
            let words = fault(document).map(Arc::from);
            known.faults.push((asked, words.clone()));
            Ok(words)
        })
    }

    fn with<T>(&self, text: &str, ask: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.known.borrow_mut();
        if let Some(document) = known.get_mut(text) {
            return ask(document);
        }
        ask(known.entry(text.into()).or_insert_with(|| Known::read(text)))
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

/// Who outside an account a document lets in, in words: everyone, or those whom
/// it names.
pub fn strangers(document: &Document, account: &str) -> Option<String> {
    let open = public_statements(document);
    if !open.is_empty() {
        return Some(format!("everyone: {}", statement_names(document, &open)));
    }
    let outside = outside_principals(document, account);
    (!outside.is_empty()).then(|| outside.join(", "))
}

/// Passes when a document lets in nobody outside an account.
pub fn no_strangers(probe: Probe, document: &Document, account: &str) -> Verdict {
    match strangers(document, account) {
        Some(who) => probe.verdict(false, who),
        None => probe.verdict(true, "this account only"),
    }
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
