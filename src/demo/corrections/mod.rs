//! What the base drops or gets wrong, put right: a table that reads as
//! documentation. Each row says what the base does and what AWS documents.
//!
//! - [`iam`]: policies refused, boundaries, tags and times kept
//! - [`iam_read`]: what IAM tells about roles, users and the whole account
//! - [`managed`]: AWS managed policies
//! - [`policies`]: the faults of a policy document that AWS refuses

mod iam;
mod iam_read;
mod managed;
mod policies;

use super::base::Base;
use super::ids::Ids;
use super::roles::Roles;
use super::{Call, Response};
use crate::inventory::Timestamp;
use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An answer on its way.
type Answer<'a> = Pin<Box<dyn Future<Output = Response> + Send + 'a>>;

/// How a row acts.
pub enum How {
    /// Refuses what AWS refuses, before the base is asked.
    Refuse(fn(&World, &Call) -> Option<Response>),
    /// Answers in the base's place, from the base's state and our memory.
    Instead(for<'a> fn(&'a World, &'a Call) -> Answer<'a>),
    /// A service of our own answers; the base is never asked.
    Own,
    /// Amends the base's success.
    After(for<'a> fn(&'a World, &'a Call, Response) -> Answer<'a>),
}

/// One row of the table.
pub struct Correction {
    /// The service.
    pub service: &'static str,
    /// The operations.
    pub operations: &'static [&'static str],
    /// What the base does.
    pub base: &'static str,
    /// What AWS documents.
    pub aws: &'static str,
    /// The conformance case that shows it.
    pub test: &'static str,
    /// The act.
    pub how: How,
}

/// What corrections remember beside the base's state.
#[derive(Debug, Default)]
pub struct Memory {
    /// When roles were last used, by name.
    role_used: HashMap<String, Timestamp>,
    /// The root user: MFA device present, access key present.
    root: (bool, bool),
    /// `iam` once prepared.
    prepared: HashSet<String>,
}

/// The base with what the corrections need.
pub struct World {
    /// The services.
    pub base: Base,
    /// The source of identifiers.
    pub ids: Arc<Ids>,
    /// Who may assume which role.
    pub roles: Arc<Roles>,
    memory: Mutex<Memory>,
}

/// Every correction.
pub fn table() -> impl Iterator<Item = &'static Correction> {
    iam::ROWS
        .iter()
        .chain(iam_read::ROWS)
        .chain(super::kms::corrections::ROWS)
        .chain(super::kinesis::corrections::ROWS)
        .chain(super::sts::corrections::ROWS)
        .chain(super::cloudtrail::corrections::ROWS)
        .chain(super::sagemaker::corrections::ROWS)
        .chain(super::s3::corrections::ROWS)
        .chain(super::ec2::corrections::ROWS)
        .chain(super::access_analyzer::corrections::ROWS)
        .chain(super::cloudwatch::corrections::ROWS)
        .chain(super::logs::corrections::ROWS)
}

impl World {
    /// A world without resources.
    pub fn new(ids: Arc<Ids>, roles: Arc<Roles>) -> Self {
        Self {
            base: Base::default(),
            ids,
            roles,
            memory: Mutex::new(Memory {
                root: (true, false),
                ..Memory::default()
            }),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether the root user has an MFA device and an access key.
    pub fn set_root(&self, mfa: bool, access_key: bool) {
        self.memory().root = (mfa, access_key);
    }

    /// Says when a role was last used.
    pub fn set_role_used(&self, role: &str, at: Timestamp) {
        self.memory().role_used.insert(role.to_owned(), at);
    }

    /// Whether this is the first time that something is prepared.
    fn first_time(&self, what: &str) -> bool {
        self.memory().prepared.insert(what.to_owned())
    }

    /// Answers a call of a base service, corrected. `None` when no base
    /// service has that name.
    pub async fn handle(&self, call: &Call) -> Option<Response> {
        if call.service == "iam" {
            managed::prepare(self, call.now).await;
        }
        let rows: Vec<&Correction> = table()
            .filter(|row| row.service == call.service && row.operations.contains(&call.operation.as_str()))
            .collect();
        let refusal = rows.iter().find_map(|row| match row.how {
            How::Refuse(refuse) => refuse(self, call),
            _ => None,
        });
        if refusal.is_some() {
            return refusal;
        }
        let instead = rows.iter().find_map(|row| match row.how {
            How::Instead(answer) => Some(answer),
            _ => None,
        });
        let mut response = match instead {
            Some(answer) => answer(self, call).await,
            None => self.base.handle(call).await?,
        };
        for row in rows {
            if let How::After(amend) = row.how
                && response.status < 300
            {
                response = amend(self, call, response).await;
            }
        }
        Some(response)
    }
}
