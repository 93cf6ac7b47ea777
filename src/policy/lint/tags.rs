//! Conditions on tags with services that know no tags.

use super::page::{Clause, Page, Test};
use crate::policy::catalogue::{self, Service};
use crate::policy::operator::Base;
use crate::policy::pattern;

const TAG_KEYS: &[&str] = &["aws:ResourceTag/", "aws:RequestTag/", "aws:TagKeys"];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for test in &clause.tests {
        let is_tag = TAG_KEYS.iter().any(|k| test.begins(k));
        // `IfExists`, `Null` and negated operators hold without the key.
        let must_be_there = test
            .meaning
            .is_some_and(|m| !m.if_exists && !m.base.is_negated() && m.base != Base::Null);
        if is_tag && must_be_there {
            services(page, clause, test);
        }
    }
}

fn services(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>) {
    let key = &test.key.name;
    let allow = clause.allows();
    let place = test.key.name_span.clone();
    if clause.statement.action.is_negated() {
        let (code, effect) = if allow {
            (
                "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
                "is not allowed there",
            )
        } else {
            (
                "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
                "is not denied there",
            )
        };
        let message =
            format!("many services have no {key}, and what they do {effect}: name the actions instead");
        page.report(clause, code, place, message);
        return;
    }
    let mut without: Vec<&str> = clause
        .actions
        .iter()
        .filter_map(|a| a.text.split_once(':'))
        .filter(|(prefix, _)| !pattern::is_wild(prefix))
        .filter_map(|(prefix, _)| catalogue::service(prefix))
        .filter(|service| !knows(service, key))
        .map(|service| service.prefix)
        .collect();
    without.sort_unstable();
    without.dedup();
    if without.is_empty() {
        return;
    }
    let list = without.join(", ");
    let (code, message) = if allow {
        (
            "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            format!("{list} has no {key}: its actions are not allowed by this"),
        )
    } else {
        (
            "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            format!("{list} has no {key}: its actions are not denied by this; give them a Deny of their own"),
        )
    };
    page.report(clause, code, place, message);
}

fn knows(service: &Service, key: &str) -> bool {
    service.key(key).is_some() || service.actions.is_empty()
}
