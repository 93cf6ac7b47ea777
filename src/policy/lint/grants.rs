//! What is granted too widely, or to whom it should not be.

use super::{Page, Seat, Severity};
use crate::policy::query::{
    decrypt_any_key, full_service_wildcards, grants_admin, pass_role_star, public_statements,
    service_trust_without_source,
};
use crate::policy::{Document, Effect, PolicyKind, Select, Statement, pattern};

/// Services whose actions mostly take a resource that can be named.
const NAMEABLE: &[&str] = &[
    "s3",
    "kms",
    "secretsmanager",
    "dynamodb",
    "kinesis",
    "sqs",
    "sns",
    "ecr",
    "iam",
    "bedrock",
];

/// Their actions that take `*` only (Service Authorization Reference).
const WITHOUT_RESOURCE: &[&str] = &[
    "bedrock:list*",
    "dynamodb:listtables",
    "ecr:describeregistry",
    "ecr:getauthorizationtoken",
    "iam:get*summary",
    "iam:getcredentialreport",
    "iam:list*",
    "kinesis:describelimits",
    "kinesis:liststreams",
    "kms:createkey",
    "kms:generaterandom",
    "kms:listaliases",
    "kms:listkeys",
    "s3:listallmybuckets",
    "s3:get*accountpublicaccessblock",
    "s3:getaccesspoint",
    "secretsmanager:batchgetsecretvalue",
    "secretsmanager:getrandompassword",
    "secretsmanager:listsecrets",
    "sns:listsubscriptions",
    "sns:listtopics",
    "sqs:listqueues",
];

/// Questions of the whole document.
pub(super) fn document(page: &mut Page<'_>, document: &Document) {
    if page.kind == PolicyKind::KeyPolicy {
        let administered = document.statements.iter().any(|s| {
            let one = alone(s);
            s.effect == Effect::Allow
                && crate::policy::query::grants_action(&one, "kms:PutKeyPolicy").is_some()
        });
        if !administered && !document.statements.is_empty() {
            let start = page.tree.span.start;
            page.of_document(
                Severity::Error,
                "AISEC_KEY_WITHOUT_ADMINISTRATOR",
                start,
                "nobody may change this key policy (kms:PutKeyPolicy): KMS refuses it, or the key becomes unmanageable",
            );
        }
    }
}

/// A document of one statement, for the questions of [`crate::policy::query`].
fn alone(statement: &Statement) -> Document {
    Document {
        version: None,
        id: None,
        statements: vec![statement.clone()],
    }
}

pub(super) fn statement(page: &mut Page<'_>, seat: Seat<'_>) {
    if seat.statement.effect != Effect::Allow {
        return;
    }
    let one = alone(seat.statement);
    match page.kind {
        PolicyKind::Identity => {
            identity(page, seat, &one);
            pass_role(page, seat, &one);
        }
        PolicyKind::EndpointPolicy => endpoint(page, seat, &one),
        PolicyKind::Scp | PolicyKind::Rcp => {}
        PolicyKind::Iot => {
            if grants_admin(&one).is_some() || !full_service_wildcards(&one).is_empty() {
                page.at(
                    seat,
                    "Action",
                    Severity::SecurityWarning,
                    "AISEC_WHOLE_SERVICE",
                    "a device may do everything of the service: name the actions",
                );
            }
        }
        _ => resource(page, seat, &one),
    }
}

fn identity(page: &mut Page<'_>, seat: Seat<'_>, one: &Document) {
    let warn = Severity::SecurityWarning;
    if grants_admin(one).is_some() {
        page.at(
            seat,
            "Action",
            warn,
            "AISEC_ADMIN_ACCESS",
            "allows every action on every resource",
        );
        return;
    }
    let everywhere =
        matches!(&seat.statement.resource, Some(Select::Only(all)) if all.iter().any(|r| pattern::is_any(r)));
    if everywhere && !full_service_wildcards(one).is_empty() {
        page.at(
            seat,
            "Action",
            warn,
            "AISEC_WHOLE_SERVICE",
            format!(
                "allows all of {} on every resource",
                full_service_wildcards(one).join(", ")
            ),
        );
    }
    if !decrypt_any_key(one).is_empty() {
        page.at(
            seat,
            "Resource",
            warn,
            "AISEC_DECRYPT_ANY_KEY",
            "allows decryption with every key that trusts the account: name the keys",
        );
    } else if everywhere && seat.statement.conditions.is_empty() {
        could_be_named(page, seat);
    }
}

/// Actions on `*` that take a resource. Actions that take none, and the
/// network-interface actions that SageMaker refuses to see narrowed, are not
/// among these services.
fn could_be_named(page: &mut Page<'_>, seat: Seat<'_>) {
    let Select::Only(actions) = &seat.statement.action else {
        return;
    };
    let named: Vec<&str> = actions
        .iter()
        .filter(|action| {
            let action = action.to_ascii_lowercase();
            let service = action.split(':').next().unwrap_or("");
            NAMEABLE.contains(&service) && !WITHOUT_RESOURCE.iter().any(|free| pattern::covers(free, &action))
        })
        .map(String::as_str)
        .collect();
    if !named.is_empty() {
        page.at(
            seat,
            "Resource",
            Severity::Suggestion,
            "AISEC_RESOURCE_COULD_BE_NAMED",
            format!("{} can be held to named resources", named.join(", ")),
        );
    }
}

fn pass_role(page: &mut Page<'_>, seat: Seat<'_>, one: &Document) {
    if pass_role_star(one).is_empty() {
        return;
    }
    let not_action = seat.statement.action.is_negated();
    let not_resource = seat.statement.resource.as_ref().is_some_and(Select::is_negated);
    let star_action = seat
        .statement
        .action
        .patterns()
        .iter()
        .any(|a| pattern::is_wild(a) && pattern::matches_ignoring_case(a, "iam:PassRole"));
    let code = match (not_action, star_action, not_resource) {
        (true, _, true) => "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        (true, _, false) => "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        (false, true, true) => "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        (false, true, false) => "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        (false, false, true) => "PASS_ROLE_WITH_NOT_RESOURCE",
        (false, false, false) => "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    };
    page.at(
        seat,
        "Resource",
        Severity::SecurityWarning,
        code,
        "lets any role be passed to any service: name the roles, and condition iam:PassedToService",
    );
}

fn endpoint(page: &mut Page<'_>, seat: Seat<'_>, one: &Document) {
    if grants_admin(one).is_some() && !public_statements(one).is_empty() {
        page.at(
            seat,
            "Action",
            Severity::SecurityWarning,
            "AISEC_OPEN_ENDPOINT",
            "everything passes this endpoint, with anybody's credentials: name the actions and aws:PrincipalAccount",
        );
    }
}

fn resource(page: &mut Page<'_>, seat: Seat<'_>, one: &Document) {
    if !public_statements(one).is_empty() && !seat.statement.principal.as_ref().is_some_and(is_all_but) {
        page.at(
            seat,
            "Principal",
            Severity::SecurityWarning,
            "AISEC_PUBLIC_ACCESS",
            "lets everyone in, and no condition fixes who or whence",
        );
    }
    let services = service_trust_without_source(one);
    if !services.is_empty() {
        page.at(
            seat,
            "Principal",
            Severity::SecurityWarning,
            "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
            format!(
                "{} comes in for anyone who can make it act: condition aws:SourceAccount or aws:SourceArn",
                services.join(", ")
            ),
        );
    }
}

fn is_all_but(element: &crate::policy::PrincipalElement) -> bool {
    matches!(element, crate::policy::PrincipalElement::AllBut(_))
}
