//! Who may ask for signed addresses of workspaces, and from where.

use crate::inventory::Field;
use crate::inventory::Resource;
use crate::inventory::detail::{Group, InlinePolicy, ManagedPolicy, PRESIGNED_CALLS, Role, User};
use crate::policy::{Document, Effect, Select, Statement, pattern};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[Check {
    id: "iam.presigned_urls_confined",
    title: "Who may ask for signed addresses of workspaces may do so from the network only",
    severity: Severity::High,
    why: "With a stolen session one call gives an address that opens a notebook and its role in any browser.",
    fix: Fix::by_hand(
        "Add a condition on aws:SourceVpce, aws:SourceVpc or aws:SourceIp to the statement that allows the \
         CreatePresigned calls, and name the workspaces in it.",
    ),
    prowler: &[],
    security_hub: &[],
    reads: Reads::Itself,
    judges: &[
        Judge::ManagedPolicy(managed),
        Judge::Role(of_role),
        Judge::User(of_user),
        Judge::Group(of_group),
    ],
}];

const DOCUMENT: Probe = Probe::new(
    "GetAccountAuthorizationDetails.PolicyDocument",
    "CreatePresigned calls from a VPC endpoint, a VPC or known addresses only",
);

/// Condition keys that say where a request must come from.
const NETWORK: &[&str] = &[
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
];

/// The presigned calls that a statement names; whole services by `*` are the
/// matter of other checks.
fn named(statement: &Statement) -> Vec<&'static str> {
    let Select::Only(patterns) = &statement.action else {
        return Vec::new();
    };
    let narrow = |p: &&String| p.to_ascii_lowercase().starts_with("sagemaker:createp");
    let calls = PRESIGNED_CALLS.iter().filter(|(service, call)| {
        let action = format!("{service}:{call}");
        patterns
            .iter()
            .filter(narrow)
            .any(|p| pattern::matches_ignoring_case(p, &action))
    });
    calls.map(|(_, call)| *call).collect()
}

fn confined(statement: &Statement) -> bool {
    statement
        .conditions
        .iter()
        .any(|c| NETWORK.contains(&c.key.to_ascii_lowercase().as_str()) && !c.operator.starts_with("Null"))
}

/// What documents allow, and where none of it is confined.
fn judged<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Verdict {
    let (mut open, mut any) = (Vec::new(), false);
    for document in documents {
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
            let calls = named(statement);
            any |= !calls.is_empty();
            if !confined(statement) {
                open.extend(calls);
            }
        }
    }
    if !any {
        return Verdict::NotApplicable;
    }
    open.sort_unstable();
    open.dedup();
    let value = if open.is_empty() {
        "confined to the network".to_owned()
    } else {
        format!("from anywhere: {}", open.join(", "))
    };
    DOCUMENT.verdict(open.is_empty(), value)
}

fn managed(context: &Context<'_>, _: &Resource, policy: &ManagedPolicy) -> Judged {
    if policy.aws_managed {
        return Ok(Verdict::NotApplicable);
    }
    let document = context.document(DOCUMENT.read(&policy.document)?, DOCUMENT)?;
    Ok(judged([&*document]))
}

fn inline(context: &Context<'_>, policies: &Field<Vec<InlinePolicy>>) -> Judged {
    let mut documents = Vec::new();
    for policy in DOCUMENT.read(policies)? {
        documents.push(context.document(&policy.document, DOCUMENT)?);
    }
    Ok(judged(documents.iter().map(|d| &**d)))
}

fn of_role(context: &Context<'_>, _: &Resource, role: &Role) -> Judged {
    inline(context, &role.inline)
}

fn of_user(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    inline(context, &user.inline)
}

fn of_group(context: &Context<'_>, _: &Resource, group: &Group) -> Judged {
    inline(context, &group.inline)
}
