//! Policies that keep out those who must come in.

use super::page::{Clause, Page};
use crate::policy::query::grants_action;
use crate::policy::{Document, Effect, PolicyKind, PrincipalElement, Statement};

/// Keys that say through which network a request comes.
const NETWORKS: &[&str] = &["aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"];

/// A document of one statement, for the questions of [`crate::policy::query`].
pub(super) fn alone(statement: &Statement) -> Document {
    Document {
        version: None,
        id: None,
        statements: vec![statement.clone()],
    }
}

/// A key policy nobody can administer.
pub(super) fn document(page: &mut Page<'_>, document: &Document) {
    if page.kind != PolicyKind::KeyPolicy || document.statements.is_empty() {
        return;
    }
    let administered = document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
        .any(|s| grants_action(&alone(s), "kms:PutKeyPolicy").is_some());
    if !administered {
        page.report_document(
            "AISEC_KEY_WITHOUT_ADMINISTRATOR",
            "nobody may change this key policy (kms:PutKeyPolicy): KMS refuses it, or the key becomes unmanageable",
            None,
        );
    }
}

pub(super) fn statement(page: &mut Page<'_>, clause: &Clause<'_>) {
    let everyone = clause
        .statement
        .principal
        .as_ref()
        .is_some_and(|p| p.is_everyone() && matches!(p, PrincipalElement::Only(_)));
    if clause.allows() || !everyone {
        return;
    }
    if page.kind == PolicyKind::KeyPolicy && clause.tests.is_empty() && clause.speaks_of("kms:PutKeyPolicy") {
        page.report(
            clause,
            "AISEC_KEY_ADMINISTRATION_DENIED_TO_ALL",
            clause.place("Action"),
            "nobody, root included, may change this key policy again: only AWS Support can undo that",
        );
    }
    let on_data = matches!(page.kind, PolicyKind::BucketPolicy | PolicyKind::ResourcePolicy);
    let by_network = !clause.tests.is_empty()
        && clause
            .tests
            .iter()
            .all(|t| NETWORKS.iter().any(|k| t.is(k)) && t.meaning.is_some_and(|m| m.base.is_negated()));
    if on_data && by_network {
        let place = clause.tests[0].key.name_span.clone();
        page.report(
            clause,
            "AISEC_ENDPOINT_ONLY_LOCKOUT",
            place,
            "denies all who do not come through this network: the operator's console, Macie, log delivery and other \
             AWS services too; spare them by aws:PrincipalIsAWSService, aws:ViaAWSService \"false\" and aws:PrincipalArn",
        );
    }
}
