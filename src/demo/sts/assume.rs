//! `AssumeRole`: the role must exist, and its trust policy must let the caller
//! in: with the external id, the session name and the tags that it asks for.

use super::session::{Session, duration, policy_size};
use super::{Refusal, Reply, Sts, required, success};
use crate::demo::wire::query::Params;
use crate::demo::{ACCOUNT_ID, Call};
use crate::policy::Document;
use crate::policy::evaluate::{Policies, Request, decide};

/// A session by role chaining lasts an hour at most (IAM User Guide).
const CHAINED: i64 = 3600;

impl Sts {
    pub(super) fn assume_role(&self, call: &Call, form: &Params) -> Reply {
        let role = required(form, "RoleArn")?;
        let name = session_name(form)?;
        let session = Session::of(form)?;
        let seconds = duration(form, 3600, 900, 43_200)?;
        if call.caller.arn.ends_with(":root") {
            return Err(Refusal(
                403,
                "AccessDenied",
                "Roles may not be assumed by root accounts.".to_owned(),
            ));
        }
        let denied = |action: &str| Refusal::denied(call, action, role);
        let trust = self.roles.trust(role).ok_or_else(|| denied("sts:AssumeRole"))?;
        let chained =
            call.caller.arn.contains(":assumed-role/") && self.holder(&call.caller.access_key).is_some();
        let longest = self.principals.longest_session(role);
        if chained && seconds > CHAINED {
            return Err(Refusal::invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
            ));
        }
        if seconds > longest {
            return Err(Refusal::invalid(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        let request = self.request(call, form, role, &session);
        for action in session.actions() {
            // As if it came from another account: the trust policy itself must
            // allow it.
            let request = Request {
                action: action.to_owned(),
                resource_account: Some(String::new()),
                ..request.clone()
            };
            let policies = Policies {
                identity: Document::parse(ANYTHING).into_iter().collect(),
                resource: Some(trust.clone()),
                ..Policies::default()
            };
            if !decide(&request, &policies).is_allowed() {
                return Err(denied(action));
            }
        }
        let role_name = role.rsplit('/').next().unwrap_or(role);
        let arn = format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/{role_name}/{name}");
        let user_id = self.user_id(&arn);
        Ok(success("AssumeRole", |x| {
            x.element("AssumedRoleUser", |x| {
                x.text("AssumedRoleId", &user_id);
                x.text("Arn", &arn);
            });
            self.give(call, x, &arn, &user_id, seconds);
            x.maybe("SourceIdentity", form.get("SourceIdentity"));
            x.maybe("PackedPolicySize", policy_size(form));
            x.maybe("SessionTokenUtilization", policy_size(form));
        }))
    }

    /// The request as the trust policy's conditions see it.
    fn request(&self, call: &Call, form: &Params, role: &str, session: &Session) -> Request {
        let mut request = Request::new(call.caller.arn.as_ref(), "sts:AssumeRole", role);
        for (key, parameter) in [
            ("sts:ExternalId", "ExternalId"),
            ("sts:RoleSessionName", "RoleSessionName"),
            ("sts:SourceIdentity", "SourceIdentity"),
            ("aws:MultiFactorAuthSerialNumber", "SerialNumber"),
        ] {
            if let Some(value) = form.get(parameter) {
                request = request.with(key, value);
            }
        }
        for (key, value) in &session.tags {
            request = request.with(&format!("aws:RequestTag/{key}"), value);
        }
        let keys: Vec<String> = session.tags.iter().map(|(key, _)| key.clone()).collect();
        request.context.set("aws:TagKeys", keys);
        if !session.transitive.is_empty() {
            request
                .context
                .set("sts:TransitiveTagKeys", session.transitive.clone());
        }
        let role_of_caller = call
            .caller
            .arn
            .split_once(":assumed-role/")
            .and_then(|(_, rest)| self.principals.role(rest.split('/').next()?));
        if let Some(arn) = role_of_caller {
            request = request.with("aws:PrincipalArn", arn);
        }
        request
            .with("aws:SecureTransport", "true")
            .with("aws:MultiFactorAuthPresent", form.has("TokenCode").to_string())
            .with_aws_keys()
    }
}

/// What the caller's own policies say is not asked here: whoever reaches the
/// account may try.
const ANYTHING: &str = r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;

/// `RoleSessionName`: 2 to 64 of `[\w+=,.@-]`.
fn session_name(form: &Params) -> Result<&str, Refusal> {
    let name = required(form, "RoleSessionName")?;
    let fault = if !(2..=64).contains(&name.chars().count()) {
        Some(if name.len() < 2 {
            "Member must have length greater than or equal to 2"
        } else {
            "Member must have length less than or equal to 64"
        })
    } else if name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
    {
        None
    } else {
        Some("Member must satisfy regular expression pattern: [\\w+=,.@-]*")
    };
    match fault {
        None => Ok(name),
        Some(fault) => Err(Refusal::invalid(format!(
            "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: {fault}"
        ))),
    }
}

/// No identity provider is known to the account, and no token is believed.
pub(super) fn with_web_identity(form: &Params) -> Reply {
    required(form, "RoleArn")?;
    session_name(form)?;
    required(form, "WebIdentityToken")?;
    Err(Refusal(
        400,
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for the issuer of the token".to_owned(),
    ))
}
