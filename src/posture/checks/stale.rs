//! Permissions to use AI services that nobody uses.

use super::access_keys::days_since;
use crate::inventory::detail::{Role, ServiceAccess, User};
use crate::inventory::{Field, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

const WHY: &str = "Permission to call models that nobody needs is what a stolen credential spends: at the \
                   account's cost, and with its data in the prompts.";
const FIX: Fix =
    Fix::by_hand("Take the service out of the policies shown by the principal, or delete the principal.");

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.role_access_not_stale_to_bedrock",
        title: "A role that may use Bedrock has used it within 60 days",
        severity: Severity::Medium,
        why: WHY,
        fix: FIX,
        prowler: &["iam_role_access_not_stale_to_bedrock"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Role(role_bedrock)],
    },
    Check {
        id: "iam.user_access_not_stale_to_bedrock",
        title: "A user who may use Bedrock has used it within 60 days",
        severity: Severity::Medium,
        why: WHY,
        fix: FIX,
        prowler: &["iam_user_access_not_stale_to_bedrock"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::User(user_bedrock)],
    },
    Check {
        id: "iam.user_access_not_stale_to_sagemaker",
        title: "A user who may use SageMaker has used it within 90 days",
        severity: Severity::Medium,
        why: "Who may start jobs and has no jobs to start is a way into the execution roles, and nobody \
              would notice its use.",
        fix: FIX,
        prowler: &["iam_user_access_not_stale_to_sagemaker"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::User(user_sagemaker)],
    },
];

/// A service, how long it may go unused, and what is read and wanted.
struct Limit {
    service: &'static str,
    days: i64,
    probe: Probe,
}

const BEDROCK: Limit = Limit {
    service: "bedrock",
    days: 60,
    probe: Probe::new(
        "GetServiceLastAccessedDetails.LastAuthenticated",
        "bedrock: 60 days ago at most",
    ),
};
const SAGEMAKER: Limit = Limit {
    service: "sagemaker",
    days: 90,
    probe: Probe::new(
        "GetServiceLastAccessedDetails.LastAuthenticated",
        "sagemaker: 90 days ago at most",
    ),
};

fn stale(
    context: &Context<'_>,
    resource: &Resource,
    accessed: &Field<Option<Vec<ServiceAccess>>>,
    limit: &Limit,
) -> Judged {
    let probe = limit.probe;
    let services = probe.read(accessed)?.as_deref().unwrap_or_default();
    let Some(access) = services.iter().find(|s| s.service == limit.service) else {
        return Ok(Verdict::NotApplicable);
    };
    if let Some(at) = access.last {
        let days = days_since(context, at);
        return Ok(probe.verdict(days <= limit.days, format!("{}: {days} days ago", limit.service)));
    }
    let age = resource.created.map(|at| days_since(context, at));
    Ok(match age.filter(|days| *days <= limit.days) {
        // Who is new has had no time to.
        Some(days) => probe.verdict(true, format!("{}: not yet, made {days} days ago", limit.service)),
        None => probe.verdict(false, format!("{}: never", limit.service)),
    })
}

fn role_bedrock(context: &Context<'_>, resource: &Resource, role: &Role) -> Judged {
    stale(context, resource, &role.last_accessed, &BEDROCK)
}

fn user_bedrock(context: &Context<'_>, resource: &Resource, user: &User) -> Judged {
    stale(context, resource, &user.last_accessed, &BEDROCK)
}

fn user_sagemaker(context: &Context<'_>, resource: &Resource, user: &User) -> Judged {
    stale(context, resource, &user.last_accessed, &SAGEMAKER)
}
