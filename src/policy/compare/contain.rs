//! Grants that are plainly contained in another set: statement by statement,
//! policy variables compared as written.

use super::classes::{Glob, is_within};
use super::reading::{Said, statements};
use crate::policy::evaluate::variable;
use crate::policy::operator::Operator;
use crate::policy::{Condition, Document, PrincipalElement, Select, Statement};

/// Whether each grant of `narrow` is within one of `wide`, and each denial of
/// `wide` is one of `narrow`. Never true wrongly.
pub(super) fn is_contained(narrow: &[Document], wide: &[Document]) -> bool {
    let kept = |denial: &Said<'_>| {
        statements(narrow).any(|said| {
            said.denies() && same_reading(&said, denial) && within(denial.statement, said.statement)
        })
    };
    let granted = |grant: &Said<'_>| {
        statements(wide).any(|said| {
            !said.denies() && same_reading(&said, grant) && within(grant.statement, said.statement)
        })
    };
    statements(wide).filter(Said::denies).all(|denial| kept(&denial))
        && statements(narrow)
            .filter(|s| !s.denies())
            .all(|grant| granted(&grant))
}

/// Whether the variables of both are read alike.
fn same_reading(a: &Said<'_>, b: &Said<'_>) -> bool {
    a.variables == b.variables || !(has_variables(a.statement) || has_variables(b.statement))
}

fn has_variables(statement: &Statement) -> bool {
    let resources = statement.resource.as_ref().map_or(&[][..], Select::patterns);
    let wanted = statement.conditions.iter().flat_map(|c| &c.values);
    resources
        .iter()
        .chain(wanted)
        .any(|text| variable::has_variables(text))
}

/// Whether every request that `narrow` speaks of, `wide` speaks of too.
fn within(narrow: &Statement, wide: &Statement) -> bool {
    select_within(Some(&narrow.action), Some(&wide.action), Glob::action)
        && select_within(narrow.resource.as_ref(), wide.resource.as_ref(), Glob::like)
        && principals_within(narrow.principal.as_ref(), wide.principal.as_ref())
        && wide
            .conditions
            .iter()
            .all(|wanted| narrow.conditions.iter().any(|given| implies(given, wanted)))
}

fn select_within(narrow: Option<&Select>, wide: Option<&Select>, glob: fn(&str) -> Glob) -> bool {
    let globs = |patterns: &[String]| patterns.iter().map(|p| glob(p)).collect::<Vec<_>>();
    let each_within = |narrow: &[String], wide: &[String]| {
        let wide = globs(wide);
        globs(narrow)
            .iter()
            .all(|glob| is_within(glob, &wide) == Some(true))
    };
    match (narrow, wide) {
        (_, None) => true,
        (None, Some(Select::Only(wide))) => wide.iter().any(|p| p == "*"),
        (Some(Select::Only(narrow)), Some(Select::Only(wide))) => each_within(narrow, wide),
        (Some(Select::AllBut(_)), Some(Select::Only(wide))) => wide.iter().any(|p| p == "*"),
        (Some(Select::AllBut(narrow)), Some(Select::AllBut(wide))) => each_within(wide, narrow),
        _ => false,
    }
}

fn principals_within(narrow: Option<&PrincipalElement>, wide: Option<&PrincipalElement>) -> bool {
    match (narrow, wide) {
        (None, None) => true,
        (Some(_), Some(PrincipalElement::Only(wide)))
            if wide.iter().any(crate::policy::Principal::is_everyone) =>
        {
            true
        }
        (Some(PrincipalElement::Only(narrow)), Some(PrincipalElement::Only(wide))) => {
            narrow.iter().all(|p| wide.contains(p))
        }
        (Some(narrow), Some(wide)) => narrow == wide,
        _ => false,
    }
}

/// Whether one condition holds only if the other does.
fn implies(given: &Condition, wanted: &Condition) -> bool {
    let (Some(a), Some(b)) = (
        Operator::parse(&given.operator),
        Operator::parse(&wanted.operator),
    ) else {
        return false;
    };
    if a != b || !given.key.eq_ignore_ascii_case(&wanted.key) {
        return false;
    }
    if a.base.is_negated() {
        wanted.values.iter().all(|v| given.values.contains(v))
    } else {
        given.values.iter().all(|v| wanted.values.contains(v))
    }
}
