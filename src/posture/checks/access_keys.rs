//! Users' access keys: how many, how old, whether used and for what. All from
//! the credential report.

use crate::inventory::detail::{AccessKey, User};
use crate::inventory::{Resource, Timestamp};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.rotate_access_key_90_days",
        title: "A user's access keys are younger than 90 days",
        severity: Severity::Medium,
        why: "A key that was pasted into a notebook two years ago still opens the training data today.",
        fix: Fix::by_hand("Make a new key, move its user over, and delete the old one; better, use a role."),
        prowler: &["iam_rotate_access_key_90_days"],
        security_hub: &["IAM.3"],
        reads: Reads::Itself,
        judges: &[Judge::User(rotated)],
    },
    Check {
        id: "iam.user_accesskey_unused",
        title: "A user's access keys are used, or gone after 45 days",
        severity: Severity::Medium,
        why: "Nobody misses a key that nobody uses: the thief's calls to models are the only ones it makes.",
        fix: Fix::by_hand("Deactivate the key, and delete it when nothing breaks."),
        prowler: &["iam_user_accesskey_unused"],
        security_hub: &["IAM.8", "IAM.22"],
        reads: Reads::Itself,
        judges: &[Judge::User(used)],
    },
    Check {
        id: "iam.user_no_setup_initial_access_key",
        title: "A user has no access key that was never used",
        severity: Severity::Medium,
        why: "A key made along with the user and never needed lies in somebody's download folder.",
        fix: Fix::by_hand("Delete the key; make one when a program needs it."),
        prowler: &["iam_user_no_setup_initial_access_key"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::User(no_initial_key)],
    },
    Check {
        id: "iam.user_two_active_access_key",
        title: "A user has one active access key at most",
        severity: Severity::Medium,
        why: "The second key is for the hour of a rotation; left active it is a spare for whoever finds it.",
        fix: Fix::by_hand("Delete the key that is not used any more."),
        prowler: &["iam_user_two_active_access_key"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::User(one_key)],
    },
    Check {
        id: "iam.user_with_temporary_credentials",
        title: "A user's access keys call IAM and STS only",
        severity: Severity::High,
        why: "Pipelines that read data with a long-lived key hand the data to whoever copies the key; a role's \
              credentials end by themselves.",
        fix: Fix::by_hand(
            "Let the program assume a role, by instance profile, OIDC or IAM Roles Anywhere, and delete the key.",
        ),
        prowler: &["iam_user_with_temporary_credentials"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::User(temporary)],
    },
];

const DAY: i64 = 86_400;
const OLDEST: i64 = 90;
const IDLE: i64 = 45;

const ROTATED: Probe = Probe::new(
    "GetCredentialReport.access_key_last_rotated",
    "90 days ago at most",
);
const USED: Probe = Probe::new(
    "GetCredentialReport.access_key_last_used_date",
    "45 days ago at most",
);
const EVER: Probe = Probe::new("GetCredentialReport.access_key_last_used_date", "used");
const ACTIVE: Probe = Probe::new("GetCredentialReport.access_key_active", "one at most");
const SERVICE: Probe = Probe::new("GetCredentialReport.access_key_last_used_service", "iam or sts");
const ACCESSED: Probe = Probe::new(
    "GetServiceLastAccessedDetails.ServicesLastAccessed",
    "iam and sts only",
);

/// Whole days from `then` until now.
pub(super) fn days_since(context: &Context<'_>, then: Timestamp) -> i64 {
    context.now().seconds_since(then) / DAY
}

fn active(user: &User, probe: Probe) -> Result<Vec<&AccessKey>, Unread> {
    let credentials = probe.read(&user.credentials)?;
    Ok(credentials.access_keys.iter().filter(|k| k.active).collect())
}

/// Passes when nothing is found wrong with any active key.
fn verdict(probe: Probe, keys: &[&AccessKey], wrong: &[String]) -> Verdict {
    if !wrong.is_empty() {
        return probe.verdict(false, wrong.join(", "));
    }
    probe.verdict(
        true,
        match keys.len() {
            0 => "no active key".to_owned(),
            1 => "1 active key".to_owned(),
            n => format!("{n} active keys"),
        },
    )
}

fn rotated(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let keys = active(user, ROTATED)?;
    let mut old = Vec::new();
    for key in &keys {
        let made = key
            .rotated
            .ok_or_else(|| ROTATED.unread(format!("the report does not date key {}", key.number)))?;
        let age = days_since(context, made);
        if age > OLDEST {
            old.push(format!("key {}: {age} days ago", key.number));
        }
    }
    Ok(verdict(ROTATED, &keys, &old))
}

fn used(context: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let keys = active(user, USED)?;
    let mut idle = Vec::new();
    for key in &keys {
        let words = match (key.last_used, key.rotated) {
            (Some(at), _) if days_since(context, at) > IDLE => {
                format!("key {}: {} days ago", key.number, days_since(context, at))
            }
            // A key that was never used is idle since it was made.
            (None, Some(at)) if days_since(context, at) > IDLE => {
                format!("key {}: never in {} days", key.number, days_since(context, at))
            }
            (None, None) => {
                return Err(USED.unread(format!("the report does not date key {}", key.number)));
            }
            _ => continue,
        };
        idle.push(words);
    }
    Ok(verdict(USED, &keys, &idle))
}

fn no_initial_key(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let keys = active(user, EVER)?;
    let never: Vec<String> = keys
        .iter()
        .filter(|k| k.last_used.is_none())
        .map(|k| format!("key {}: never", k.number))
        .collect();
    Ok(verdict(EVER, &keys, &never))
}

fn one_key(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let keys = active(user, ACTIVE)?;
    Ok(ACTIVE.verdict(keys.len() < 2, keys.len().to_string()))
}

fn temporary(_: &Context<'_>, _: &Resource, user: &User) -> Judged {
    let keys = active(user, SERVICE)?;
    let other = |service: &str| !["iam", "sts"].contains(&service);
    let found: Vec<String> = keys
        .iter()
        .filter_map(|key| {
            let service = key.last_used_service.as_deref().filter(|s| other(s))?;
            Some(format!("key {}: {service}", key.number))
        })
        .collect();
    if keys.is_empty() || !found.is_empty() {
        return Ok(verdict(SERVICE, &keys, &found));
    }
    // The report tells a key's last service only; what was used before is in
    // the last accessed details, of the password's sessions too.
    let Some(services) = ACCESSED.read(&user.last_accessed)? else {
        return Err(ACCESSED.unread("the services that the user used were not asked for"));
    };
    let names: Vec<&str> = services
        .iter()
        .filter(|s| s.last.is_some() && other(&s.service))
        .map(|s| s.service.as_str())
        .collect();
    if names.is_empty() {
        return Ok(ACCESSED.verdict(true, "iam and sts only"));
    }
    let signs_in = SERVICE.read(&user.credentials)?.password.is_some();
    if signs_in {
        let why = format!("{} may have been used in the console", names.join(", "));
        return Err(ACCESSED.unread(why));
    }
    Ok(ACCESSED.verdict(false, names.join(", ")))
}
