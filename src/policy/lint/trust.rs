//! Role trust policies: identity providers, and the actions that go with a principal.

use super::Fix;
use super::page::{Clause, Page, Test, quoted};
use crate::policy::operator::SetQualifier;
use crate::policy::{PolicyKind, pattern};

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Providers that IAM knows by their name, without an ARN.
const BY_NAME: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// What a certificate's session needs (IAM Roles Anywhere User Guide, "Trust
/// model").
const ROLES_ANYWHERE: &[&str] = &["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    if page.kind != PolicyKind::Trust {
        return;
    }
    providers(page, clause);
    audience(page, clause);
    if clause.allows() {
        mismatched(page, clause);
        roles_anywhere(page, clause);
        session_keys(page, clause);
        open_id(page, clause);
    }
}

/// What a federated principal is: the host of an OpenID provider, or SAML.
enum Provider<'a> {
    OpenId(&'a str),
    Saml,
}

fn provider(value: &str) -> Option<Provider<'_>> {
    if BY_NAME.contains(&value) {
        return Some(Provider::OpenId(value));
    }
    let resource = value
        .strip_prefix("arn:")?
        .splitn(5, ':')
        .nth(4)
        .filter(|_| value.contains(":iam:"))?;
    match resource.split_once('/')? {
        ("oidc-provider", host) if !host.is_empty() => Some(Provider::OpenId(host)),
        ("saml-provider", name) if !name.is_empty() => Some(Provider::Saml),
        _ => None,
    }
}

fn providers(page: &mut Page<'_>, clause: &Clause<'_>) {
    for (_, leaf) in clause.principals.iter().filter(|(kind, _)| *kind == "Federated") {
        if provider(leaf.text).is_none() && !leaf.text.contains("${") {
            let message = format!(
                "\"{}\" is neither a provider known by name nor the ARN of an oidc-provider or saml-provider",
                leaf.text
            );
            page.report(
                clause,
                "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
                leaf.span.clone(),
                message,
            );
        }
    }
}

/// An action that none of the principals can use.
fn mismatched(page: &mut Page<'_>, clause: &Clause<'_>) {
    let (mut open_id, mut saml, mut plain) = (false, false, false);
    for (kind, leaf) in &clause.principals {
        match (*kind, provider(leaf.text)) {
            ("Federated", Some(Provider::OpenId(_))) => open_id = true,
            ("Federated", Some(Provider::Saml)) => saml = true,
            ("AWS" | "Service", _) => plain = true,
            // Everyone, or a provider that has its own error.
            _ => return,
        }
    }
    for action in &clause.actions {
        let (fits, by) = match action.text.to_ascii_lowercase().as_str() {
            "sts:assumerole" => (plain, "an AWS principal or a service"),
            "sts:assumerolewithsaml" => (saml, "a SAML provider"),
            "sts:assumerolewithwebidentity" => (open_id, "an OpenID provider"),
            _ => continue,
        };
        if !fits && !clause.principals.is_empty() {
            let message = format!("{} is called by {by}, and no principal here is one", action.text);
            page.report(
                clause,
                "MISMATCHED_ACTION_FOR_PRINCIPAL",
                action.span.clone(),
                message,
            );
        }
    }
}

fn roles_anywhere(page: &mut Page<'_>, clause: &Clause<'_>) {
    let Some((_, leaf)) = clause
        .principals
        .iter()
        .find(|(_, l)| l.text == "rolesanywhere.amazonaws.com")
    else {
        return;
    };
    let missing: Vec<&str> = ROLES_ANYWHERE
        .iter()
        .copied()
        .filter(|a| !clause.speaks_of(a))
        .collect();
    if !missing.is_empty() {
        let message = format!("IAM Roles Anywhere also needs {}", missing.join(" and "));
        let all: Vec<String> = clause
            .actions
            .iter()
            .map(|a| a.text)
            .chain(missing)
            .map(quoted)
            .collect();
        let fix = clause
            .element("Action")
            .filter(|_| !clause.statement.action.is_negated())
            .map(|m| {
                Fix::new(
                    "add the actions",
                    m.value.span.clone(),
                    format!("[{}]", all.join(", ")),
                )
            });
        page.report_fixable(
            clause,
            "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
            leaf.span.clone(),
            message,
            fix,
        );
    }
}

/// Keys that have a value only when the caller may set it.
fn session_keys(page: &mut Page<'_>, clause: &Clause<'_>) {
    for test in &clause.tests {
        let action = if test.is("sts:SourceIdentity") {
            "sts:SetSourceIdentity"
        } else if test.is("sts:TransitiveTagKeys") || test.is("aws:TagKeys") || test.begins("aws:RequestTag/")
        {
            "sts:TagSession"
        } else {
            continue;
        };
        if !clause.speaks_of(action) {
            let message = format!(
                "{} has a value only if {action} is allowed here too",
                test.key.name
            );
            let place = test.key.name_span.clone();
            page.report(clause, "MISSING_ACTION_FOR_CONDITION_KEY", place, message);
        }
    }
}

fn open_id(page: &mut Page<'_>, clause: &Clause<'_>) {
    for (_, leaf) in clause.principals.iter().filter(|(kind, _)| *kind == "Federated") {
        let Some(Provider::OpenId(host)) = provider(leaf.text) else {
            continue;
        };
        if host == GITHUB {
            github(page, clause, leaf.span.clone());
            continue;
        }
        let prefix = format!("{host}:");
        if !clause.tests.iter().any(|t| t.begins(&prefix)) {
            let message = format!(
                "everyone whom {host} knows comes in: condition {host}:aud, and {host}:sub if you can"
            );
            page.report(
                clause,
                "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
                leaf.span.clone(),
                message,
            );
        }
    }
}

fn github(page: &mut Page<'_>, clause: &Clause<'_>, principal: std::ops::Range<usize>) {
    let claims = ["sub", "repository", "repository_id", "job_workflow_ref"].map(|c| format!("{GITHUB}:{c}"));
    let Some(test) = clause.tests.iter().find(|t| claims.iter().any(|c| t.is(c))) else {
        page.report(
            clause,
            "MISSING_GITHUB_REPO_CONDITION_KEY",
            principal,
            format!("any repository of GitHub comes in: condition {GITHUB}:sub"),
        );
        return;
    };
    if let Some(wide) = test
        .values
        .iter()
        .find(|v| test.is(&claims[0]) && pattern::is_wild(v.text))
    {
        page.report(
            clause,
            "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
            wide.span.clone(),
            format!(
                "\"{}\" lets more than one branch, or repository, in: name both",
                wide.text
            ),
        );
    }
}

/// Qualifiers at the audience claim, which most providers give once.
fn audience(page: &mut Page<'_>, clause: &Clause<'_>) {
    let claim = |test: &&Test<'_>| {
        test.key
            .name
            .rsplit_once(':')
            .is_some_and(|(_, name)| name == "aud")
    };
    for test in clause.tests.iter().filter(claim) {
        let Some(set) = test.meaning.and_then(|m| m.set) else {
            continue;
        };
        let place = test.operator.name_span.clone();
        if test.known.is_some_and(|k| !k.many) && set == SetQualifier::ForAnyValue {
            let message = format!("{} has one value: leave ForAnyValue out", test.key.name);
            page.report(clause, "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", place, message);
        } else if test.known.is_none() {
            let message = format!(
                "make sure that the provider gives {} as a list; with one value the qualifier does harm",
                test.key.name
            );
            page.report(clause, "CONFIRM_AUDIENCE_CLAIM_TYPE", place, message);
        }
    }
}
