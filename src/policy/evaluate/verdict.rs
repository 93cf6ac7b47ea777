//! What a decision rests on, and how it came out.

use crate::policy::Document;
use serde::{Deserialize, Serialize};

/// The policies that bear on a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// Attached to the principal, its groups included.
    pub identity: Vec<Document>,
    /// On the resource: bucket policy, key policy, trust policy of a role.
    pub resource: Option<Document>,
    /// The permissions boundary; none if empty.
    pub boundary: Vec<Document>,
    /// Passed with `AssumeRole`.
    pub session: Option<Document>,
    /// Service control policies, from the root down to the account: each level
    /// must allow. No level: the account is in no organisation.
    pub scps: Vec<Vec<Document>>,
    /// Resource control policies by level; `RCPFullAWSAccess` is understood.
    /// Not every service heeds them: give those that bear on the resource.
    pub rcps: Vec<Vec<Document>>,
    /// Of the VPC endpoint that the request goes through; none if empty. One to
    /// S3 or DynamoDB may be a gateway, see [`super::rule::named_at_endpoint`].
    pub vpce: Vec<Document>,
}

/// One document among those of its slot.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit<'p> {
    /// What it is attached to.
    pub slot: Slot,
    /// The organisation level, for SCPs and RCPs.
    pub level: Option<usize>,
    /// Which of its slot and level, from 0.
    pub index: usize,
    /// The document.
    pub document: &'p Document,
}

impl Policies {
    /// Every document with its place.
    pub fn exhibits(&self) -> impl Iterator<Item = Exhibit<'_>> {
        placed(Slot::Identity, None, &self.identity)
            .chain(placed(Slot::Boundary, None, &self.boundary))
            .chain(placed(Slot::Session, None, self.session.as_slice()))
            .chain(by_level(Slot::Scp, &self.scps))
            .chain(by_level(Slot::Rcp, &self.rcps))
            .chain(placed(Slot::ResourcePolicy, None, self.resource.as_slice()))
            .chain(placed(Slot::Vpce, None, &self.vpce))
    }
}

fn by_level(slot: Slot, levels: &[Vec<Document>]) -> impl Iterator<Item = Exhibit<'_>> {
    let numbered = levels.iter().enumerate();
    numbered.flat_map(move |(level, documents)| placed(slot, Some(level), documents))
}

fn placed(slot: Slot, level: Option<usize>, documents: &[Document]) -> impl Iterator<Item = Exhibit<'_>> {
    documents
        .iter()
        .enumerate()
        .map(move |(index, document)| Exhibit {
            slot,
            level,
            index,
            document,
        })
}

/// Which policy a reason speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Slot {
    /// Attached to the principal.
    Identity,
    /// On the resource.
    ResourcePolicy,
    /// Permissions boundary.
    Boundary,
    /// Session policy.
    Session,
    /// Service control policy.
    Scp,
    /// Resource control policy.
    Rcp,
    /// VPC endpoint policy.
    Vpce,
    /// No policy: a rule of AWS itself, e.g. for the root user.
    Rule,
}

/// How it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Allowed.
    Allowed,
    /// A statement denies it.
    ExplicitlyDenied,
    /// Nothing allows it, or one of the policies that must allow does not.
    ImplicitlyDenied,
}

impl Outcome {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "Allowed",
            Self::ExplicitlyDenied => "ExplicitlyDenied",
            Self::ImplicitlyDenied => "ImplicitlyDenied",
        }
    }
}

/// One reason: a statement, or a policy that has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Because {
    /// Which policy.
    pub policy: Slot,
    /// Which organisation level, for SCPs and RCPs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
    /// Which document of that kind, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// Which statement of the document, from 0; `None` if none spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What it did, in a few words: `denies`, `allows`, `does not allow`.
    pub why: String,
}

/// A decision and the statements that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// How it came out.
    pub result: Outcome,
    /// Why.
    pub because: Vec<Because>,
    /// If it is denied, what would have to change, each in a sentence: all of
    /// it must.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub change: Vec<String>,
}

impl Decision {
    /// An allowed request.
    pub(super) fn allowed(because: Vec<Because>) -> Self {
        Self {
            result: Outcome::Allowed,
            because,
            change: Vec::new(),
        }
    }

    /// Whether it is allowed.
    pub fn is_allowed(&self) -> bool {
        self.result == Outcome::Allowed
    }
}
