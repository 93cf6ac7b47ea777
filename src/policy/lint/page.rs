//! The text being linted, statement by statement, with the place of everything.

use super::codes;
use super::{Fix, Issue, Severity};
use crate::policy::catalogue::{self, ConditionKey};
use crate::policy::json::{self, Json, Member, Value};
use crate::policy::operator::Operator;
use crate::policy::{Document, Effect, PolicyKind, Select, Statement};
use std::ops::Range;

/// The text being linted, and what was found so far.
pub(super) struct Page<'t> {
    pub(super) text: &'t str,
    pub(super) tree: &'t Json,
    pub(super) kind: PolicyKind,
    pub(super) issues: Vec<Issue>,
}

/// A statement with the places of what it says.
pub(super) struct Clause<'t> {
    pub(super) index: usize,
    pub(super) statement: &'t Statement,
    pub(super) node: &'t Json,
    /// `Action` or `NotAction`.
    pub(super) actions: Vec<Leaf<'t>>,
    /// `Resource` or `NotResource`.
    pub(super) resources: Vec<Leaf<'t>>,
    /// `Principal` or `NotPrincipal`, with the kind: `AWS`, `Service`, ….
    pub(super) principals: Vec<(&'t str, Leaf<'t>)>,
    /// Every operator and key of `Condition`.
    pub(super) tests: Vec<Test<'t>>,
}

/// A text of the policy and its place.
#[derive(Clone)]
pub(super) struct Leaf<'t> {
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

/// An operator and key of a condition with its values.
pub(super) struct Test<'t> {
    /// The operator as written, over its keys.
    pub(super) operator: &'t Member,
    pub(super) key: &'t Member,
    /// What the operator means; `None` if AWS has none such.
    pub(super) meaning: Option<Operator>,
    /// What AWS says of the key.
    pub(super) known: Option<&'static ConditionKey>,
    pub(super) values: Vec<Leaf<'t>>,
}

impl Test<'_> {
    /// Whether this is the key, case apart.
    pub(super) fn is(&self, key: &str) -> bool {
        self.key.name.eq_ignore_ascii_case(key)
    }

    /// Whether the key has a prefix, case apart.
    pub(super) fn begins(&self, prefix: &str) -> bool {
        self.key
            .name
            .get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    }
}

impl<'t> Clause<'t> {
    fn new(index: usize, statement: &'t Statement, node: &'t Json) -> Self {
        let mut clause = Self {
            index,
            statement,
            node,
            actions: Vec::new(),
            resources: Vec::new(),
            principals: Vec::new(),
            tests: Vec::new(),
        };
        for member in node.members().unwrap_or_default() {
            match member.name.as_str() {
                "Action" | "NotAction" => clause.actions = leaves(&member.value),
                "Resource" | "NotResource" => clause.resources = leaves(&member.value),
                "Principal" | "NotPrincipal" => clause.principals = principals(&member.value),
                "Condition" => clause.tests = tests(&member.value),
                _ => {}
            }
        }
        clause
    }

    /// The element (`Action`, or its `Not` form) as written.
    pub(super) fn element(&self, name: &str) -> Option<&'t Member> {
        self.node
            .members()?
            .iter()
            .find(|m| m.name.strip_prefix("Not").unwrap_or(&m.name) == name)
    }

    /// The place of an element's name, or of the statement's opening brace.
    pub(super) fn place(&self, element: &str) -> Range<usize> {
        self.element(element).map_or_else(
            || self.node.span.start..self.node.span.start + 1,
            |m| m.name_span.clone(),
        )
    }

    pub(super) fn allows(&self) -> bool {
        self.statement.effect == Effect::Allow
    }

    /// Whether the resources are `*`, whole, or all but some.
    pub(super) fn is_everywhere(&self) -> bool {
        match &self.statement.resource {
            Some(Select::Only(all)) => all.iter().any(|r| crate::policy::pattern::is_any(r)),
            Some(Select::AllBut(_)) => true,
            None => false,
        }
    }

    /// Whether the statement speaks of the action.
    pub(super) fn speaks_of(&self, action: &str) -> bool {
        let any = self
            .actions
            .iter()
            .any(|a| crate::policy::pattern::matches_ignoring_case(a.text, action));
        any != self.statement.action.is_negated()
    }

    /// The action pattern, other than a bare `*`, that names the action.
    pub(super) fn naming(&self, action: &str) -> Option<&Leaf<'t>> {
        if self.statement.action.is_negated() {
            return None;
        }
        self.actions.iter().find(|a| {
            !crate::policy::pattern::is_any(a.text)
                && crate::policy::pattern::matches_ignoring_case(a.text, action)
        })
    }

    /// Whether a condition tests the key.
    pub(super) fn tests_key(&self, key: &str) -> bool {
        self.tests.iter().any(|t| t.is(key))
    }
}

impl<'t> Page<'t> {
    /// The statements of the document.
    pub(super) fn clauses(&self, document: &'t Document) -> Vec<Clause<'t>> {
        let nodes = self.tree.get("Statement").map_or(&[][..], Json::elements);
        document
            .statements
            .iter()
            .zip(nodes)
            .enumerate()
            .map(|(index, (statement, node))| Clause::new(index, statement, node))
            .collect()
    }

    /// Reports an issue of a statement at a place.
    pub(super) fn report(
        &mut self,
        clause: &Clause<'_>,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) {
        self.push(Some(clause.index), code, span, message.into(), None);
    }

    /// Reports an issue that has a fix.
    pub(super) fn report_fixable(
        &mut self,
        clause: &Clause<'_>,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        fix: Option<Fix>,
    ) {
        self.push(Some(clause.index), code, span, message.into(), fix);
    }

    /// Reports an issue of the document.
    pub(super) fn report_document(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        fix: Option<Fix>,
    ) {
        let start = self.tree.span.start;
        self.push(None, code, start..start + 1, message.into(), fix);
    }

    fn push(
        &mut self,
        statement: Option<usize>,
        code: &'static str,
        span: Range<usize>,
        message: String,
        fix: Option<Fix>,
    ) {
        let (line, column) = json::line_and_column(self.text, span.start);
        let severity = codes::find(code).map_or(Severity::Error, |c| c.severity);
        self.issues.push(Issue {
            severity,
            code,
            message,
            line,
            column,
            span,
            statement,
            fix,
        });
    }
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The fix that takes a value out of its list; none if it stands alone.
pub(super) fn removal(list: &Json, span: &Range<usize>, title: &str) -> Option<Fix> {
    let Value::Array(items) = &list.value else {
        return None;
    };
    let at = items.iter().position(|item| item.span == *span)?;
    cut(items.iter().map(|item| item.span.clone()), at, title)
}

/// The fix that takes a member out of its object; none if it stands alone.
pub(super) fn member_removal(object: &Json, name: &str, title: &str) -> Option<Fix> {
    let members = object.members()?;
    let at = members.iter().position(|m| m.name == name)?;
    let spans = members.iter().map(|m| m.name_span.start..m.value.span.end);
    cut(spans, at, title)
}

/// Cuts one of several neighbours with the comma that parts them.
fn cut(spans: impl Iterator<Item = Range<usize>>, at: usize, title: &str) -> Option<Fix> {
    let spans: Vec<Range<usize>> = spans.collect();
    let span = match (spans.get(at + 1), at.checked_sub(1)) {
        (Some(next), _) => spans[at].start..next.start,
        (None, Some(before)) => spans[before].end..spans[at].end,
        (None, None) => return None,
    };
    Some(Fix::new(title, span, ""))
}

fn leaves(value: &Json) -> Vec<Leaf<'_>> {
    value.elements().iter().filter_map(leaf).collect()
}

fn leaf(value: &Json) -> Option<Leaf<'_>> {
    let text = match &value.value {
        Value::String(text) | Value::Number(text) => text,
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => return None,
    };
    Some(Leaf {
        text,
        span: value.span.clone(),
    })
}

fn principals(value: &Json) -> Vec<(&str, Leaf<'_>)> {
    match value.members() {
        Some(members) => members
            .iter()
            .flat_map(|m| leaves(&m.value).into_iter().map(|leaf| (m.name.as_str(), leaf)))
            .collect(),
        None => leaf(value).map(|leaf| ("*", leaf)).into_iter().collect(),
    }
}

fn tests(value: &Json) -> Vec<Test<'_>> {
    let mut all = Vec::new();
    for operator in value.members().unwrap_or_default() {
        let meaning = Operator::parse(&operator.name);
        for key in operator.value.members().unwrap_or_default() {
            all.push(Test {
                operator,
                key,
                meaning,
                known: catalogue::key(&key.name),
                values: leaves(&key.value),
            });
        }
    }
    all
}
