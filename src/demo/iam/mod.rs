//! IAM: a service of our own. The base emulator copies its whole state on every
//! look at it, and drops boundaries, pages, filters and reports.
//!
//! - [`state`]: what there is: principals, policies, profiles, providers
//! - [`ask`]: reading a request: names, paths, tags, pages; its refusals
//! - [`documents`]: what a policy document must be, and how long
//! - [`show`]: how IAM writes a role, a user, a policy
//! - [`roles`], [`users`], [`groups`]: the principals themselves
//! - [`grants`]: inline and attached policies, boundaries, tags of all three
//! - [`policies`], [`versions`], [`managed`]: managed policies, ours and AWS's
//! - [`profiles`], [`linked`]: instance profiles, service-linked roles
//! - [`keys`], [`mfa`]: access keys, passwords, MFA devices
//! - [`api_keys`]: service-specific credentials, Bedrock's API keys among them
//! - [`organization`]: what the organization turns on for its members' root users
//! - [`providers`]: OIDC and SAML providers
//! - [`account`], [`details`]: alias, password policy, counts, the whole account
//! - [`credential_report`], [`last_accessed`]: what reports tell, and who did what
//! - [`simulate`], [`context_keys`]: the policy simulator, on our evaluator
//! - [`access`]: what the account asks of IAM: whose a key is, what binds a caller
//! - [`corrections`]: the rows of the table of corrections

mod access;
mod account;
mod api_keys;
mod ask;
mod context_keys;
mod corrections;
mod credential_report;
mod details;
mod documents;
mod grants;
mod groups;
mod keys;
mod last_accessed;
mod linked;
mod managed;
mod mfa;
mod organization;
mod policies;
mod profiles;
mod providers;
mod roles;
mod show;
mod simulate;
mod state;
mod users;
mod versions;

pub use access::{Standing, closed};
pub(super) use corrections::ROWS;

use super::ids::Ids;
use super::roles::Roles;
use super::wire::xml;
use super::{Call, Response, Service};
use crate::inventory::Timestamp;
use ask::{Ask, Refusal};
use state::State;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How an operation is done.
type Act = fn(&mut State, &Ask<'_>) -> Result<Response, Refusal>;

/// The operations of one file, by name.
type Acts = &'static [(&'static str, Act)];

/// IAM of the account; it is the same in every Region.
pub struct Iam {
    state: Mutex<State>,
    acts: HashMap<&'static str, Act>,
    ids: Arc<Ids>,
    roles: Arc<Roles>,
}

impl Iam {
    /// IAM with AWS's managed policies and nothing else. `roles` is told who
    /// may assume what.
    pub fn new(ids: Arc<Ids>, roles: Arc<Roles>) -> Self {
        let all: [Acts; 17] = [
            account::ACTS,
            context_keys::ACTS,
            credential_report::ACTS,
            details::ACTS,
            grants::ACTS,
            groups::ACTS,
            keys::ACTS,
            last_accessed::ACTS,
            linked::ACTS,
            mfa::ACTS,
            organization::ACTS,
            policies::ACTS,
            profiles::ACTS,
            providers::ACTS,
            roles::ACTS,
            simulate::ACTS,
            users::ACTS,
        ];
        let acts = all
            .into_iter()
            .chain([versions::ACTS, api_keys::ACTS])
            .flatten()
            .copied();
        let acts = acts.filter(|(name, _)| grants::is_operation(name));
        Self {
            state: Mutex::new(State::with(managed::policies())),
            acts: acts.collect(),
            ids,
            roles,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether the root user has an MFA device and an access key.
    pub fn set_root(&self, mfa: bool, access_key: bool) {
        self.state().root = state::Root { mfa, access_key };
    }

    /// Says when a user last signed in to the console: nobody does here.
    pub fn set_signed_in(&self, user: &str, at: Timestamp) {
        let mut state = self.state();
        let user = state.users.get_mut(&state::key(user));
        if let Some(password) = user.and_then(|u| u.password.as_mut()) {
            password.used = Some(at);
        }
    }

    /// Says when a user's first access key was last used, and for what.
    pub fn set_key_used(&self, user: &str, service: &str, at: Timestamp) {
        let mut state = self.state();
        let user = state.users.get_mut(&state::key(user));
        if let Some(key) = user.and_then(|u| u.keys.first_mut()) {
            key.used = Some(used(service, at));
        }
    }

    /// Says when a user or role last used a service.
    pub fn set_called(&self, arn: &str, service: &str, at: Timestamp) {
        let mut state = self.state();
        let seen = state.seen.entry(Arc::from(arn)).or_default();
        seen.insert(service.to_owned(), used(service, at));
    }

    /// Says when a role was last used.
    pub fn set_role_used(&self, role: &str, at: Timestamp) {
        if let Some(role) = self.state().roles.get_mut(&state::key(role)) {
            role.used = Some((at, "us-east-1".to_owned()));
        }
    }
}

fn used(service: &str, at: Timestamp) -> state::Used {
    state::Used {
        at,
        service: service.to_owned(),
        region: "us-east-1".to_owned(),
    }
}

impl Service for Iam {
    fn handle(&self, call: &Call) -> Response {
        let Some(act) = self.acts.get(call.operation.as_str()) else {
            let message = format!(
                "Could not find operation {} for version 2010-05-08",
                call.operation
            );
            return xml::query_error(400, "InvalidAction", &message);
        };
        let ask = Ask::new(call, &self.ids, &self.roles);
        act(&mut self.state(), &ask).unwrap_or_else(Refusal::into_response)
    }
}
