//! Log groups: key, retention, masking, and who may read them; and whether the
//! account shows its metrics and logs to others.

use crate::inventory::detail::LogGroup;
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::policy::query::public_statements;
use crate::policy::{Select, Statement, pattern};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::{statement_names, strangers};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, text};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[
    Check {
        id: "cloudwatch.log_group_kms_encryption_enabled",
        title: "A log group is encrypted with a KMS key",
        severity: Severity::Medium,
        why: "Training jobs, endpoints and agents print samples of their data into logs; without a key of \
              your own whoever may read logs may read those.",
        fix: Fix::by_hand(
            "Associate a customer managed key with the log group (AssociateKmsKey); it holds for new events.",
        ),
        prowler: &["cloudwatch_log_group_kms_encryption_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LogGroup(key)],
    },
    Check {
        id: "cloudwatch.log_group_retention_policy_specific_days_enabled",
        title: "A log group keeps its events for a year or longer",
        severity: Severity::Medium,
        why: "Stolen models and poisoned data are often found months later; by then the only record of who \
              did it may have expired.",
        fix: Fix::by_hand("Set the retention of the log group to 365 days or more."),
        prowler: &["cloudwatch_log_group_retention_policy_specific_days_enabled"],
        security_hub: &["CloudWatch.16"],
        reads: Reads::Itself,
        judges: &[Judge::LogGroup(retention)],
    },
    Check {
        id: "cloudwatch.log_group_not_publicly_accessible",
        title: "No resource policy opens a log group to everyone",
        severity: Severity::High,
        why: "Prompts, answers and stack traces of models end in logs: a public log group gives them to \
              anyone, or lets anyone write a false trace.",
        fix: Fix::by_hand(
            "Name the services or accounts in the resource policy, or delete it (DeleteResourcePolicy).",
        ),
        prowler: &["cloudwatch_log_group_not_publicly_accessible"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LogGroup(not_public)],
    },
    Check {
        id: "cloudwatch.log_group_no_secrets_in_logs",
        title: "The last events of a log group show no secret",
        severity: Severity::Medium,
        why: "A job that prints its environment gives the password of the feature store to everyone who may \
              read logs, for as long as they are kept.",
        fix: Fix::by_hand(
            "Change the secret, stop printing it, delete the stream, and mask it with a data protection policy.",
        ),
        prowler: &["cloudwatch_log_group_no_secrets_in_logs"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LogGroup(no_secrets)],
    },
    Check {
        id: "cloudwatch.log_group_agentcore_data_protection_policy_enabled",
        title: "A log group of AgentCore masks sensitive data",
        severity: Severity::Medium,
        why: "Agents log what people tell them and what their tools answer, names and card numbers \
              included.",
        fix: Fix::by_hand("Put a data protection policy on the log group, or one for the whole account."),
        prowler: &["cloudwatch_log_group_agentcore_data_protection_policy_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LogGroup(masked)],
    },
    Check {
        id: "cloudwatch.cross_account_sharing_disabled",
        title: "The account shares its CloudWatch data with no other",
        severity: Severity::Medium,
        why: "Metrics and logs name every endpoint, job and role, and logs carry samples of data: whoever \
              holds the other account reads all of it.",
        fix: Fix::by_hand(
            "Delete the role CloudWatch-CrossAccountSharingRole, or let it trust only the monitoring account that you mean.",
        ),
        prowler: &["cloudwatch_cross_account_sharing_disabled"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Role, not_shared)],
    },
];

const KEY: Probe = Probe::new("DescribeLogGroups.kmsKeyId", "a KMS key");
const RETENTION: Probe = Probe::new(
    "DescribeLogGroups.retentionInDays",
    "365 or more, or never expires",
);
const POLICIES: Probe = Probe::new(
    "DescribeResourcePolicies.policyDocument",
    "no statement of an account policy that lets everyone in",
);
const SECRETS: Probe = Probe::new("FilterLogEvents.events.message", "no secret");
const MASKED: Probe = Probe::new(
    "DescribeLogGroups.dataProtectionStatus",
    "ACTIVATED, or inherited from the account",
);
const SHARING: Probe = Probe::new(
    "GetAccountAuthorizationDetails.RoleName",
    "no CloudWatch-CrossAccountSharingRole that another account may assume",
);

/// The days that Security Hub and auditors ask for.
const YEAR: i32 = 365;

fn key(_: &Context<'_>, _: &Resource, group: &LogGroup) -> Judged {
    KEY.present(&group.kms_key)
}

fn retention(_: &Context<'_>, _: &Resource, group: &LogGroup) -> Judged {
    let days = *RETENTION.read(&group.retention_days)?;
    // Nobody can set the retention of this class.
    if group.class == "DELIVERY" {
        return Ok(Verdict::NotApplicable);
    }
    let Some(days) = days else {
        return Ok(RETENTION.verdict(true, "never expires"));
    };
    Ok(RETENTION.verdict(days >= YEAR, format!("{days}")))
}

fn names(statement: &Statement, group: &str) -> bool {
    let streams = format!("{group}:*");
    let takes = |patterns: &[String]| {
        let of = |p: &String| pattern::matches(p, group) || pattern::matches(p, &streams);
        patterns.iter().any(of)
    };
    match &statement.resource {
        Some(Select::Only(patterns)) => takes(patterns),
        Some(Select::AllBut(patterns)) => !takes(patterns),
        None => true,
    }
}

fn not_public(context: &Context<'_>, resource: &Resource, group: &LogGroup) -> Judged {
    let mut open = Vec::new();
    for policy in POLICIES.read(&group.policies)? {
        let document = context.document(policy, POLICIES)?;
        let mut statements = public_statements(&document);
        statements.retain(|statement| names(statement, resource.arn.as_str()));
        if !statements.is_empty() {
            open.push(statement_names(&document, &statements));
        }
    }
    let value = if open.is_empty() {
        "none".to_owned()
    } else {
        open.join(", ")
    };
    Ok(POLICIES.verdict(open.is_empty(), value))
}

fn no_secrets(_: &Context<'_>, _: &Resource, group: &LogGroup) -> Judged {
    let sample = SECRETS.read(&group.sample)?;
    if sample.events == 0 && sample.more {
        return Err(SECRETS.unread("the first page of events was empty, and there are more"));
    }
    let looked = format!("the newest {} events", sample.events);
    let rest = if sample.more { "; there are more" } else { "" };
    if sample.secrets.is_empty() {
        return Ok(SECRETS.verdict(true, format!("none in {looked}{rest}")));
    }
    let found: Vec<String> = sample.secrets.iter().map(ToString::to_string).collect();
    Ok(SECRETS.verdict(false, format!("{}, in {looked}{rest}", found.join(", "))))
}

fn masked(_: &Context<'_>, resource: &Resource, group: &LogGroup) -> Judged {
    if !resource.name.starts_with("/aws/bedrock-agentcore/") && !resource.name.contains("/bedrock-agentcore/")
    {
        return Ok(Verdict::NotApplicable);
    }
    let status = MASKED.read(&group.data_protection)?.as_deref().unwrap_or("");
    let on = ["ACTIVATED", "ACCOUNT_DATA_PROTECTION"].contains(&status);
    Ok(MASKED.verdict(on, text(status)))
}

/// The name that CloudWatch gives the role and asks for.
const SHARING_ROLE: &str = "CloudWatch-CrossAccountSharingRole";

/// Asked of the account, so of its first Region only.
fn not_shared(context: &Context<'_>, region: &Region) -> Judged {
    let inventory = context.inventory();
    if inventory.regions.first() != Some(region) {
        return Ok(Verdict::NotApplicable);
    }
    let mut roles = context
        .of_kind(Kind::Role)
        .iter()
        .filter(|r| r.name == SHARING_ROLE);
    let Some((role, Detail::Role(detail))) = roles.next().map(|r| (r, &r.detail)) else {
        context.listed(Kind::Role, &Region::global(), SHARING)?;
        return Ok(SHARING.verdict(true, "no such role"));
    };
    let trust = context.document(SHARING.read(&detail.trust)?, SHARING)?;
    let strangers = strangers(&trust, inventory.account.as_str());
    let whom = strangers.as_deref().unwrap_or("this account only");
    Ok(SHARING.verdict(strangers.is_none(), format!("{} trusts {whom}", role.name)))
}
