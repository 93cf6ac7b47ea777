//! Handing roles on: `iam:PassRole` and `iam:CreateServiceLinkedRole`.

use super::page::{Clause, Page};
use crate::policy::query::{is_of_tools_only, pass_role_star};
use crate::policy::{Document, PolicyKind, pattern};

/// The codes of one action, by how the statement comes to allow it.
struct Codes {
    named_star: &'static str,
    named_not_resource: &'static str,
    star_star: &'static str,
    star_not_resource: &'static str,
    not_action_star: &'static str,
    not_action_not_resource: &'static str,
}

const PASS_ROLE: Codes = Codes {
    named_star: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    named_not_resource: "PASS_ROLE_WITH_NOT_RESOURCE",
    star_star: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    star_not_resource: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    not_action_star: "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    not_action_not_resource: "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
};

const CREATE_SLR: Codes = Codes {
    named_star: "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    named_not_resource: "CREATE_SLR_WITH_NOT_RESOURCE",
    star_star: "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    star_not_resource: "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    not_action_star: "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    not_action_not_resource: "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
};

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>, alone: &Document) {
    if page.kind != PolicyKind::Identity || !clause.allows() || is_of_tools_only(clause.statement) {
        return;
    }
    if !pass_role_star(alone).is_empty() {
        page.report(
            clause,
            choose(&PASS_ROLE, clause, "iam:PassRole"),
            clause.place("Resource"),
            "lets any role be passed to any service: name the roles, and condition iam:PassedToService",
        );
    }
    let creates = "iam:CreateServiceLinkedRole";
    if clause.speaks_of(creates) && clause.is_everywhere() && !clause.tests_key("iam:AWSServiceName") {
        page.report(
            clause,
            choose(&CREATE_SLR, clause, creates),
            clause.place("Resource"),
            "lets every service be given a role of its own: name the roles, or condition iam:AWSServiceName",
        );
    }
}

fn choose(codes: &Codes, clause: &Clause<'_>, action: &str) -> &'static str {
    let not_action = clause.statement.action.is_negated();
    let not_resource = clause
        .statement
        .resource
        .as_ref()
        .is_some_and(crate::policy::Select::is_negated);
    let star = clause
        .actions
        .iter()
        .any(|a| pattern::is_wild(a.text) && pattern::matches_ignoring_case(a.text, action));
    match (not_action, star, not_resource) {
        (true, _, true) => codes.not_action_not_resource,
        (true, _, false) => codes.not_action_star,
        (false, true, true) => codes.star_not_resource,
        (false, true, false) => codes.star_star,
        (false, false, true) => codes.named_not_resource,
        (false, false, false) => codes.named_star,
    }
}
