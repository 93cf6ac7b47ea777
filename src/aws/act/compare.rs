//! What AWS says against what the spec wants, field by field.

use super::policy_text;
use crate::stack::{Difference, Observed, Outputs};
use std::collections::BTreeSet;

/// What is written where AWS gives no value.
const NONE: &str = "none";

/// Gathers outputs and differences while a resource is read.
#[derive(Debug, Default)]
pub(super) struct Compared {
    outputs: Outputs,
    differences: Vec<Difference>,
}

impl Compared {
    /// Notes what later steps may refer to. An empty value is no output.
    pub(super) fn output(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            self.outputs.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// A difference in so many words.
    pub(super) fn differs(&mut self, field: &str, actual: &str, wanted: &str) -> &mut Self {
        self.differences.push(Difference {
            field: field.to_owned(),
            actual: actual.to_owned(),
            wanted: wanted.to_owned(),
        });
        self
    }

    /// One text value; what AWS does not give differs from anything wanted.
    pub(super) fn text(&mut self, field: &str, actual: Option<&str>, wanted: &str) -> &mut Self {
        if actual != Some(wanted) {
            self.differs(field, actual.unwrap_or(NONE), wanted);
        }
        self
    }

    /// A word whose case does not matter: states and statuses.
    pub(super) fn word(&mut self, field: &str, actual: Option<&str>, wanted: &str) -> &mut Self {
        if !actual.is_some_and(|a| a.eq_ignore_ascii_case(wanted)) {
            self.differs(field, actual.unwrap_or(NONE), wanted);
        }
        self
    }

    /// A value that prints: numbers and truths.
    pub(super) fn value<T: ToString + PartialEq + Copy>(
        &mut self,
        field: &str,
        actual: Option<T>,
        wanted: T,
    ) -> &mut Self {
        if actual.as_ref() != Some(&wanted) {
            let actual = actual.map_or_else(|| NONE.to_owned(), |a| a.to_string());
            self.differs(field, &actual, &wanted.to_string());
        }
        self
    }

    /// Names whose order does not matter.
    pub(super) fn names<'a>(
        &mut self,
        field: &str,
        actual: impl IntoIterator<Item = &'a str>,
        wanted: impl IntoIterator<Item = &'a str>,
    ) -> &mut Self {
        let actual: BTreeSet<&str> = actual.into_iter().collect();
        let wanted: BTreeSet<&str> = wanted.into_iter().collect();
        if actual != wanted {
            let list = |set: BTreeSet<&str>| match set.len() {
                0 => NONE.to_owned(),
                _ => set.into_iter().collect::<Vec<_>>().join(", "),
            };
            self.differs(field, &list(actual), &list(wanted));
        }
        self
    }

    /// Two policy documents, by meaning.
    pub(super) fn policy(&mut self, field: &str, actual: Option<&str>, wanted: &str) -> &mut Self {
        match actual {
            Some(actual) if policy_text::same(actual, wanted) => self,
            Some(actual) => self.differs(field, &policy_text::tidy(actual), &policy_text::tidy(wanted)),
            None => self.differs(field, NONE, &policy_text::tidy(wanted)),
        }
    }

    /// It exists.
    pub(super) fn present(&mut self, owned: bool) -> Observed {
        Observed::Present {
            outputs: std::mem::take(&mut self.outputs),
            differences: std::mem::take(&mut self.differences),
            owned,
        }
    }
}
