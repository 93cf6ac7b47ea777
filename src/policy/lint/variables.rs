//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`.

use super::Fix;
use super::page::{Clause, Leaf, Page, Test};
use super::values::says_who_or_whence;
use crate::policy::operator::Base;

/// Keys that the caller fills in as they please.
const OF_THE_CALLER: &[&str] = &["aws:useragent", "aws:referer", "sts:rolesessionname"];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>, has_variables: bool) {
    let fixed = clause
        .actions
        .iter()
        .chain(clause.principals.iter().map(|(_, l)| l));
    for leaf in fixed {
        if scan(leaf.text).any(|v| v.is_of_iam()) {
            let message = format!(
                "\"{}\": variables are read in Resource and Condition only",
                leaf.text
            );
            page.report(
                clause,
                "VARIABLE_UNSUPPORTED_IN_ELEMENT",
                leaf.span.clone(),
                message,
            );
        }
    }
    for resource in &clause.resources {
        text(page, clause, resource, has_variables);
    }
    for test in &clause.tests {
        for value in &test.values {
            text(page, clause, value, has_variables);
            operator(page, clause, test, value);
        }
    }
}

/// One `${…}` of a text.
struct Variable<'a> {
    /// What stands between the braces, or after the opening one.
    inner: &'a str,
    is_closed: bool,
}

impl Variable<'_> {
    /// Whether it is meant for IAM: names of the stack, which are filled in
    /// before AWS sees the policy, have no colon.
    fn is_of_iam(&self) -> bool {
        self.inner.contains(':')
    }

    fn key(&self) -> &str {
        self.inner.split(',').next().unwrap_or_default().trim()
    }
}

fn scan(text: &str) -> impl Iterator<Item = Variable<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once("${")?;
        let (inner, is_closed) = if let Some((inner, tail)) = after.split_once('}') {
            rest = tail;
            (inner, true)
        } else {
            rest = "";
            (after, false)
        };
        Some(Variable { inner, is_closed })
    })
}

fn text(page: &mut Page<'_>, clause: &Clause<'_>, leaf: &Leaf<'_>, has_variables: bool) {
    for variable in scan(leaf.text) {
        let Some((code, message, right)) = wrong(&variable, leaf.text, has_variables) else {
            continue;
        };
        let fix = right.and_then(|right| {
            let (before, after) = (format!("${{{}}}", variable.inner), format!("${{{right}}}"));
            // The place of an escaped text is not that of its characters.
            let raw = page.text.get(leaf.span.clone())?;
            let at = leaf.span.start + raw.find(&before)?;
            Some(Fix::new(format!("write {after}"), at..at + before.len(), after))
        });
        page.report_fixable(clause, code, leaf.span.clone(), message, fix);
    }
}

/// The code, the sentence, and what would be right between the braces.
fn wrong(
    variable: &Variable<'_>,
    text: &str,
    has_variables: bool,
) -> Option<(&'static str, String, Option<String>)> {
    let inner = variable.inner;
    if !variable.is_closed {
        let message = format!("a variable in \"{text}\" is not closed: `}}` is missing");
        return Some(("MISSING_BRACE_IN_VARIABLE", message, None));
    }
    if inner.trim().is_empty() {
        return Some((
            "EMPTY_VARIABLE",
            format!("a variable in \"{text}\" is empty"),
            None,
        ));
    }
    if !variable.is_of_iam() {
        return None;
    }
    if !has_variables {
        let message = format!("${{{inner}}} is a plain text unless Version is 2012-10-17");
        return Some(("VARIABLE_UNSUPPORTED_IN_VERSION", message, None));
    }
    let (key, default) = inner.split_once(',').map_or((inner, None), |(k, d)| (k, Some(d)));
    if key.contains(' ') {
        let close: String = key.split_whitespace().collect();
        let right = default.map_or_else(|| close.clone(), |d| format!("{close},{d}"));
        let message = format!("${{{inner}}} has a space in the name of the key");
        return Some(("UNSUPPORTED_SPACE_IN_VARIABLE", message, Some(right)));
    }
    let value = default.map(str::trim)?;
    let quoted = value.len() >= 2 && value.starts_with('\'') && value.ends_with('\'');
    (!quoted).then(|| {
        let right = format!("{key}, '{}'", value.trim_matches('\''));
        let message = format!("the default of ${{{inner}}} stands between single quotes");
        ("MISSING_QUOTE_IN_VARIABLE", message, Some(right))
    })
}

fn operator(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>, value: &Leaf<'_>) {
    let Some(base) = test.meaning.map(|m| m.base) else {
        return;
    };
    let textual = base.takes_wildcards()
        || matches!(
            base,
            Base::StringEquals
                | Base::StringNotEquals
                | Base::StringEqualsIgnoreCase
                | Base::StringNotEqualsIgnoreCase
        );
    let Some(first) = scan(value.text).find(Variable::is_of_iam) else {
        return;
    };
    if !textual {
        let message = format!(
            "{} takes no variables: only string and ARN operators do",
            test.operator.name
        );
        page.report(
            clause,
            "INVALID_VARIABLE_FOR_OPERATOR",
            value.span.clone(),
            message,
        );
        return;
    }
    let written_by_caller =
        OF_THE_CALLER.contains(&first.key().to_ascii_lowercase().as_str()) && says_who_or_whence(test);
    if written_by_caller && clause.allows() {
        let message = format!(
            "the caller writes ${{{}}} as they please: {} is not held to anything",
            first.inner, test.key.name
        );
        page.report(
            clause,
            "VARIABLE_USAGE_TOO_PERMISSIVE",
            value.span.clone(),
            message,
        );
    }
}
