//! STS: who is calling, and temporary credentials.
//!
//! - [`identity`]: `GetCallerIdentity`, `GetAccessKeyInfo`, `DecodeAuthorizationMessage`
//! - [`assume`]: `AssumeRole`: the trust policy decides
//! - [`session`]: `GetSessionToken`, `GetFederationToken`; names, durations and
//!   tags of sessions
//! - [`corrections`]: what the base does instead
//!
//! A service of our own: the base names one user for every credential and
//! assumes roles that do not exist.

mod assume;
pub(super) mod corrections;
mod identity;
mod session;

use super::ids::Ids;
use super::principals::Principals;
use super::roles::Roles;
use super::wire::query::Params;
use super::wire::xml::{self, Writer};
use super::{Call, Response, Service};
use crate::inventory::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// What temporary credentials stand for.
#[derive(Clone, Debug)]
struct Session {
    arn: Arc<str>,
    user_id: String,
    expires: Timestamp,
}

/// The service.
#[derive(Debug)]
pub struct Sts {
    ids: Arc<Ids>,
    roles: Arc<Roles>,
    principals: Arc<Principals>,
    sessions: Mutex<HashMap<String, Session>>,
}

/// A refusal: HTTP status, code, message.
struct Refusal(u16, &'static str, String);

impl Refusal {
    fn invalid(message: impl Into<String>) -> Self {
        Self(400, "ValidationError", message.into())
    }

    fn denied(call: &Call, action: &str, resource: &str) -> Self {
        Self(
            403,
            "AccessDenied",
            format!(
                "User: {} is not authorized to perform: {action} on resource: {resource}",
                call.caller.arn
            ),
        )
    }
}

type Reply = Result<Response, Refusal>;

impl Sts {
    /// STS without sessions.
    pub fn new(ids: Arc<Ids>, roles: Arc<Roles>, principals: Arc<Principals>) -> Self {
        Self {
            ids,
            roles,
            principals,
            sessions: Mutex::default(),
        }
    }

    /// Who the holder of temporary credentials is; `None` for keys that are not
    /// ours.
    pub fn holder(&self, access_key: &str) -> Option<Arc<str>> {
        self.session(access_key).map(|session| session.arn)
    }

    /// Whether temporary credentials are no longer good.
    pub fn has_expired(&self, access_key: &str, now: Timestamp) -> bool {
        self.session(access_key)
            .is_some_and(|session| now >= session.expires)
    }

    fn session(&self, access_key: &str) -> Option<Session> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(access_key).cloned()
    }

    fn answer(&self, call: &Call) -> Reply {
        let form = call.form();
        match call.operation.as_str() {
            "GetCallerIdentity" => Ok(self.caller_identity(call)),
            "GetAccessKeyInfo" => identity::access_key_info(&form),
            "DecodeAuthorizationMessage" => identity::decode(&form),
            "AssumeRole" => self.assume_role(call, &form),
            "GetSessionToken" => self.session_token(call, &form),
            "GetFederationToken" => self.federation_token(call, &form),
            "AssumeRoleWithWebIdentity" => assume::with_web_identity(&form),
            "AssumeRoleWithSAML" => Err(Refusal(
                400,
                "InvalidIdentityToken",
                "The SAML provider is not known to the account.".to_owned(),
            )),
            other => Err(Refusal(
                400,
                "InvalidAction",
                format!("Could not find operation {other} for version 2011-06-15"),
            )),
        }
    }

    /// Makes credentials for a session, writes them down, and remembers whose
    /// they are.
    fn give(&self, call: &Call, x: &mut Writer, arn: &str, user_id: &str, seconds: i64) {
        let expires = Timestamp(call.now.0 + seconds);
        let key = self.ids.unique("ASIA", 16);
        x.element("Credentials", |x| {
            x.text("AccessKeyId", &key);
            x.text("SecretAccessKey", self.ids.hex(40));
            x.text("SessionToken", format!("IQoJb3JpZ2luX2Vj{}", self.ids.hex(96)));
            x.text("Expiration", expires.rfc3339());
        });
        let session = Session {
            arn: Arc::from(arn),
            user_id: user_id.to_owned(),
            expires,
        };
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(key, session);
    }
}

impl Service for Sts {
    fn handle(&self, call: &Call) -> Response {
        match self.answer(call) {
            Ok(response) => response,
            Err(Refusal(status, code, message)) => xml::query_error(status, code, &message),
        }
    }
}

/// A success: `<OPERATIONResponse><OPERATIONResult>…`.
fn success(operation: &str, fill: impl FnOnce(&mut Writer)) -> Response {
    let body = xml::document(&format!("{operation}Response"), Some(NAMESPACE), |x| {
        x.element(&format!("{operation}Result"), fill);
        x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
    });
    xml::response(200, body)
}

/// A parameter that must be there.
fn required<'f>(form: &'f Params, name: &str) -> Result<&'f str, Refusal> {
    form.get(name).filter(|value| !value.is_empty()).ok_or_else(|| {
        let mut field = name.to_owned();
        field[..1].make_ascii_lowercase();
        Refusal::invalid(format!(
            "1 validation error detected: Value null at '{field}' failed to satisfy constraint: Member must not be null"
        ))
    })
}
