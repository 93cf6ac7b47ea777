//! What is granted too widely, or to whom it should not be.

use super::page::{Clause, Page};
use crate::policy::catalogue::{self, AccessLevel};
use crate::policy::query::{
    decrypt_any_key, full_service_wildcards, grants_admin, is_of_tools_only, public_statements,
};
use crate::policy::{Document, PolicyKind, PrincipalElement, Select, pattern};

/// What SageMaker needs on `*` to attach jobs and notebooks to a VPC: EC2 and
/// SageMaker refuse to see these narrowed (SageMaker Developer Guide,
/// "CreateTrainingJob API: execution role permissions"); metrics have names
/// and no ARNs, but for those of a dataset.
const REQUIRED_ON_EVERYTHING: &[&str] = &[
    "cloudwatch:PutMetricData",
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
];

/// Prefixes of the condition keys by which KMS keys are chosen.
const CHOOSING_KEYS: &[&str] = &[
    "aws:ResourceTag/",
    "kms:EncryptionContext",
    "kms:RequestAlias",
    "kms:ResourceAliases",
];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>, alone: &Document) {
    if !clause.allows() {
        return;
    }
    match page.kind {
        PolicyKind::Identity if is_of_tools_only(clause.statement) => {}
        PolicyKind::Identity => identity(page, clause, alone),
        PolicyKind::EndpointPolicy => endpoint(page, clause, alone),
        PolicyKind::Scp | PolicyKind::Rcp => {}
        PolicyKind::Iot => {
            if grants_admin(alone).is_some() || !full_service_wildcards(alone).is_empty() {
                page.report(
                    clause,
                    "AISEC_WHOLE_SERVICE",
                    clause.place("Action"),
                    "a device may do everything of the service: name the actions",
                );
            }
        }
        _ => public(page, clause, alone),
    }
}

fn identity(page: &mut Page<'_>, clause: &Clause<'_>, alone: &Document) {
    if grants_admin(alone).is_some() {
        page.report(
            clause,
            "AISEC_ADMIN_ACCESS",
            clause.place("Action"),
            "allows every action on every resource",
        );
        return;
    }
    let everywhere = matches!(&clause.statement.resource, Some(Select::Only(all)) if all.iter().any(|r| pattern::is_any(r)));
    let whole = full_service_wildcards(alone);
    if everywhere && clause.tests.is_empty() && !whole.is_empty() {
        let message = format!("allows all of {} on every resource", whole.join(", "));
        page.report(clause, "AISEC_WHOLE_SERVICE", clause.place("Action"), message);
    }
    if !decrypt_any_key(alone).is_empty() && !chooses_keys(clause) {
        page.report(
            clause,
            "AISEC_DECRYPT_ANY_KEY",
            clause.place("Resource"),
            "allows decryption with every key that trusts the account: name the keys",
        );
    } else if everywhere && clause.tests.is_empty() {
        could_be_named(page, clause);
    }
}

/// Whether a condition says which keys are meant, if the resource does not.
fn chooses_keys(clause: &Clause<'_>) -> bool {
    clause
        .tests
        .iter()
        .any(|t| CHOOSING_KEYS.iter().any(|k| t.begins(k)) && t.meaning.is_some_and(|m| !m.if_exists))
}

/// Actions on `*` that take a resource. Listing, actions that take none, and
/// the network-interface actions that SageMaker needs unnarrowed are not meant.
fn could_be_named(page: &mut Page<'_>, clause: &Clause<'_>) {
    if clause.statement.action.is_negated() {
        return;
    }
    let named: Vec<&str> = clause
        .actions
        .iter()
        .map(|a| a.text)
        .filter(|action| {
            catalogue::action(action).is_some_and(|a| a.level != AccessLevel::List && !a.resources.is_empty())
                && !REQUIRED_ON_EVERYTHING
                    .iter()
                    .any(|required| required.eq_ignore_ascii_case(action))
        })
        .collect();
    if named.is_empty() {
        return;
    }
    let few = named.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    let more = match named.len().saturating_sub(5) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("{few}{more} can be held to named resources");
    page.report(
        clause,
        "AISEC_RESOURCE_COULD_BE_NAMED",
        clause.place("Resource"),
        message,
    );
}

fn endpoint(page: &mut Page<'_>, clause: &Clause<'_>, alone: &Document) {
    if grants_admin(alone).is_some() && !public_statements(alone).is_empty() {
        page.report(
            clause,
            "AISEC_OPEN_ENDPOINT",
            clause.place("Action"),
            "everything passes this endpoint, with anybody's credentials: name the actions and aws:PrincipalAccount",
        );
    }
}

fn public(page: &mut Page<'_>, clause: &Clause<'_>, alone: &Document) {
    let all_but = matches!(&clause.statement.principal, Some(PrincipalElement::AllBut(_)));
    if !public_statements(alone).is_empty() && !all_but {
        page.report(
            clause,
            "AISEC_PUBLIC_ACCESS",
            clause.place("Principal"),
            "lets everyone in, and no condition fixes who or whence",
        );
    }
}
