//! The document as a whole: version, statements, size, sids.

use super::Fix;
use super::page::{Clause, Page, member_removal, quoted};
use crate::policy::{Document, PolicyKind};
use std::collections::HashMap;

pub(super) fn check(page: &mut Page<'_>, document: &Document, clauses: &[Clause<'_>]) {
    if document.version.is_none() {
        // With a version, `${…}` would begin to mean something.
        let after = page.tree.span.start + 1;
        let fix = (!page.text.contains("${") && !document.statements.is_empty()).then(|| {
            Fix::new(
                "add the version",
                after..after,
                "\n  \"Version\": \"2012-10-17\",",
            )
        });
        page.report_document(
            "MISSING_VERSION",
            "without Version the policy is read as 2008-10-17, which has no variables; say \"2012-10-17\"",
            fix,
        );
    }
    if document.statements.is_empty() {
        page.report_document("MISSING_STATEMENT", "the policy has no statement", None);
    }
    size(page, document);
    sids(page, clauses);
}

fn size(page: &mut Page<'_>, document: &Document) {
    let (quota, with_space) = page.kind.quota();
    let length = if with_space {
        page.text.trim().chars().count()
    } else {
        page.text.chars().filter(|c| !c.is_whitespace()).count()
    };
    if length <= quota {
        return;
    }
    let code = match page.kind {
        PolicyKind::Identity => "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        PolicyKind::Trust => "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        PolicyKind::Scp => "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        PolicyKind::Rcp => "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
        _ => "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    };
    let counted = if with_space { "" } else { " without white space" };
    // Where white space counts, the text without it says the same.
    let compact = with_space.then(|| document.to_compact_json());
    let fix = compact
        .filter(|text| text.chars().count() <= quota)
        .map(|text| Fix::new("take the white space out", page.tree.span.clone(), text));
    page.report_document(
        code,
        format!("the policy has {length} characters{counted}; AWS takes {quota}"),
        fix,
    );
}

fn sids(page: &mut Page<'_>, clauses: &[Clause<'_>]) {
    let required = matches!(
        page.kind,
        PolicyKind::Identity | PolicyKind::Scp | PolicyKind::Rcp
    );
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for clause in clauses {
        let Some(sid) = &clause.statement.sid else {
            continue;
        };
        let place = clause.place("Sid");
        if sid.is_empty() {
            let fix = member_removal(clause.node, "Sid", "remove the empty Sid");
            page.report_fixable(clause, "EMPTY_SID_VALUE", place, "the Sid is empty", fix);
            continue;
        }
        if required && !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let plain: String = sid.chars().filter(char::is_ascii_alphanumeric).collect();
            let taken = clauses.iter().any(|c| c.statement.sid.as_deref() == Some(&plain));
            let value = clause.element("Sid").map(|m| m.value.span.clone());
            let fix = value
                .filter(|_| !plain.is_empty() && !taken)
                .map(|span| Fix::new("keep the letters and digits", span, format!("\"{plain}\"")));
            let message = format!("a Sid here has letters and digits only; \"{sid}\" has more");
            page.report_fixable(clause, "UNSUPPORTED_SID", place.clone(), message, fix);
        }
        if seen.insert(sid, clause.index).is_some() {
            let code = if required {
                "UNIQUE_SIDS_REQUIRED"
            } else {
                "UNIQUE_SIDS_RECOMMENDED"
            };
            let fix = clause.element("Sid").and_then(|m| {
                let free = (2..clauses.len() + 2)
                    .map(|n| format!("{sid}{n}"))
                    .find(|name| !clauses.iter().any(|c| c.statement.sid.as_deref() == Some(name)))?;
                Some(Fix::new(
                    format!("call it {free}"),
                    m.value.span.clone(),
                    quoted(&free),
                ))
            });
            let message = format!("the Sid \"{sid}\" is used before");
            page.report_fixable(clause, code, place, message, fix);
        }
    }
}
