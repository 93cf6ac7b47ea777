//! Sessions: their durations, policies and tags; sessions of users.

use super::{Refusal, Reply, Sts, required, success};
use crate::demo::wire::query::Params;
use crate::demo::{ACCOUNT_ID, Call};
use crate::policy::Document;
use std::collections::BTreeSet;

/// A session policy's longest text (STS API reference: 2,048 characters).
const POLICY_LIMIT: usize = 2048;
/// Tags of a session at most.
const TAGS: usize = 50;

/// What a session was asked to carry.
pub(super) struct Session {
    /// Keys and values, as asked.
    pub(super) tags: Vec<(String, String)>,
    /// Keys of those that later sessions inherit.
    pub(super) transitive: Vec<String>,
    source_identity: bool,
}

impl Session {
    /// Reads the session policy, the tags and the source identity.
    pub(super) fn of(form: &Params) -> Result<Self, Refusal> {
        session_policy(form)?;
        let tags: Vec<(String, String)> = form
            .groups("Tags")
            .iter()
            .map(|tag| (tag.text("Key").to_owned(), tag.text("Value").to_owned()))
            .collect();
        if tags.len() > TAGS {
            return Err(Refusal::invalid(format!(
                "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to {TAGS}"
            )));
        }
        let mut seen = BTreeSet::new();
        for (key, value) in &tags {
            let too_long = key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256;
            if too_long || key.to_ascii_lowercase().starts_with("aws:") {
                return Err(Refusal::invalid(format!(
                    "Tag key or value is not valid: '{key}'"
                )));
            }
            if !seen.insert(key.to_ascii_lowercase()) {
                return Err(Refusal(
                    400,
                    "InvalidParameterValue",
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.".to_owned(),
                ));
            }
        }
        let transitive = form.list("TransitiveTagKeys");
        Ok(Self {
            tags,
            transitive: transitive.into_iter().map(str::to_owned).collect(),
            source_identity: form.has("SourceIdentity"),
        })
    }

    /// What the trust policy must allow.
    pub(super) fn actions(&self) -> Vec<&'static str> {
        let mut actions = vec!["sts:AssumeRole"];
        if !self.tags.is_empty() {
            actions.push("sts:TagSession");
        }
        if self.source_identity {
            actions.push("sts:SetSourceIdentity");
        }
        actions
    }
}

fn session_policy(form: &Params) -> Result<(), Refusal> {
    let Some(policy) = form.get("Policy") else {
        return Ok(());
    };
    if policy.chars().count() > POLICY_LIMIT {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to {POLICY_LIMIT}"
        )));
    }
    match Document::parse(policy) {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal(
            400,
            "MalformedPolicyDocument",
            format!("Syntax errors in policy: {error}"),
        )),
    }
}

/// `PackedPolicySize`: how much of the limit policy and tags take, in per cent.
pub(super) fn policy_size(form: &Params) -> Option<usize> {
    let policy = form.get("Policy").map_or(0, str::len);
    let tags: usize = form
        .groups("Tags")
        .iter()
        .map(|tag| tag.text("Key").len() + tag.text("Value").len())
        .sum();
    let packed = policy + tags;
    (packed > 0).then(|| (packed * 100).div_ceil(POLICY_LIMIT).min(100))
}

/// `DurationSeconds` within its bounds.
pub(super) fn duration(form: &Params, default: i64, least: i64, most: i64) -> Result<i64, Refusal> {
    let Some(given) = form.get("DurationSeconds") else {
        return Ok(default);
    };
    let seconds: i64 = given
        .parse()
        .map_err(|_| Refusal::invalid(format!("'{given}' at 'durationSeconds' is not a number")))?;
    if (least..=most).contains(&seconds) {
        return Ok(seconds);
    }
    let bound = if seconds < least {
        format!("greater than or equal to {least}")
    } else {
        format!("less than or equal to {most}")
    };
    Err(Refusal::invalid(format!(
        "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value {bound}"
    )))
}

impl Sts {
    /// Credentials of the same user: sessions may not ask.
    pub(super) fn session_token(&self, call: &Call, form: &Params) -> Reply {
        if call.caller.arn.contains(":sts:") {
            return Err(Refusal(
                403,
                "AccessDenied",
                "Cannot call GetSessionToken with session credentials".to_owned(),
            ));
        }
        let seconds = duration(form, 43_200, 900, 129_600)?;
        // The root user's sessions last an hour at most.
        let root = call.caller.arn.ends_with(":root");
        let seconds = if root { seconds.min(3600) } else { seconds };
        let user_id = self.user_id(&call.caller.arn);
        Ok(success("GetSessionToken", |x| {
            self.give(call, x, &call.caller.arn, &user_id, seconds);
        }))
    }

    /// Credentials of a federated user: of users only.
    pub(super) fn federation_token(&self, call: &Call, form: &Params) -> Reply {
        let name = required(form, "Name")?;
        if call.caller.arn.contains(":sts:") {
            return Err(Refusal(
                403,
                "AccessDenied",
                "Cannot call GetFederationToken with session credentials".to_owned(),
            ));
        }
        if !(2..=32).contains(&name.chars().count()) {
            return Err(Refusal::invalid(format!(
                "1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must have length between 2 and 32"
            )));
        }
        session_policy(form)?;
        let seconds = duration(form, 43_200, 900, 129_600)?;
        let arn = format!("arn:aws:sts::{ACCOUNT_ID}:federated-user/{name}");
        let user_id = format!("{ACCOUNT_ID}:{name}");
        Ok(success("GetFederationToken", |x| {
            self.give(call, x, &arn, &user_id, seconds);
            x.element("FederatedUser", |x| {
                x.text("FederatedUserId", &user_id);
                x.text("Arn", &arn);
            });
            x.maybe("PackedPolicySize", policy_size(form));
            x.maybe("SessionTokenUtilization", policy_size(form));
        }))
    }
}
