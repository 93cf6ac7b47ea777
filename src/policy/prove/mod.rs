//! Proof that a set of policies does what it is for: the evaluator is asked
//! what the workload must be able to do, and what nobody may.
//!
//! - [`question`]: a question, and the policies that bear on it
//! - [`stack`]: the questions about a stack with one execution role
//! - [`personas`]: the questions about each persona
//! - `shared`: the questions about key, buckets, endpoints and stream: what
//!   they keep out, and that nobody needed is locked out
//! - [`matrix`]: the answers as a table, for screens and reports
//! - [`ground`]: references become names that exist, so that a set can be
//!   proved before anything is made

mod answer;
pub mod ground;
pub mod matrix;
pub mod personas;
pub mod question;
mod shared;
pub mod stack;

pub use matrix::{Cell, Matrix, Row};

use crate::policy::compose::{Composed, Persona, Workload, compose_personas};
use crate::policy::evaluate::{Decision, Request};
use crate::policy::{Document, ParseError};
use answer::Court;
use ground::ground;
use question::Question;

/// What a question must be answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The workload needs it.
    Allowed,
    /// It must not be possible.
    Denied,
}

impl Expected {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    /// A persona, with the policies composed for it.
    Persona(Persona),
    /// A persona to whose role an administrator's policy was attached: its
    /// boundary is what holds.
    Widened(Persona),
    /// A persona's role with an administrator's policy and without its boundary.
    Unbound(Persona),
    /// The one execution role of a stack.
    ExecutionRole,
    /// Who administers the stack.
    Operator,
    /// An administrator of the account who has nothing to do with the stack.
    Administrator,
    /// Another account.
    Stranger,
    /// A service, by its principal.
    Service(String),
    /// A service-linked role, such as Macie's.
    ServiceLinkedRole,
}

impl Asker {
    /// The heading of its column.
    pub fn label(&self) -> String {
        match self {
            Self::Persona(persona) => persona.word().to_owned(),
            Self::Widened(persona) => format!("{}, made administrator", persona.word()),
            Self::Unbound(persona) => format!("{}, made administrator without boundary", persona.word()),
            Self::ExecutionRole => "execution role".to_owned(),
            Self::Operator => "operator".to_owned(),
            Self::Administrator => "another administrator".to_owned(),
            Self::Stranger => "another account".to_owned(),
            Self::Service(name) => name.clone(),
            Self::ServiceLinkedRole => "service-linked role".to_owned(),
        }
    }
}

/// What decided a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// The policy: its name in the set, or what stood for it.
    pub policy: String,
    /// The statement's `Sid`; `None` if no statement spoke.
    pub sid: Option<String>,
    /// What it did, in a few words.
    pub why: String,
}

/// One question put to the set, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What is asked, in words.
    pub title: &'static str,
    /// Who asks.
    pub asker: Asker,
    /// The request.
    pub request: Request,
    /// The answer that is wanted.
    pub expected: Expected,
    /// The answer, and the statements that gave it.
    pub decision: Decision,
    /// The same statements, by the names of their policies.
    pub deciding: Vec<Deciding>,
}

impl Proof {
    /// Whether the answer is the one wanted.
    pub fn holds(&self) -> bool {
        self.decision.is_allowed() == (self.expected == Expected::Allowed)
    }
}

/// A set that cannot be questioned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// A policy of the set is no policy.
    #[error("the policy {name} cannot be read: {error}")]
    Unreadable {
        /// The policy's name in the set.
        name: String,
        /// What is wrong with it.
        error: ParseError,
    },
    /// The set lacks a policy that these personas need.
    #[error("the set has no policy {name}: compose it again")]
    Missing {
        /// The policy's name in the set.
        name: String,
    },
}

impl ProveError {
    /// The policy that is at fault.
    pub fn name(&self) -> &str {
        match self {
            Self::Unreadable { name, .. } | Self::Missing { name } => name,
        }
    }
}

/// Puts the workload's questions to the set of a stack with one execution
/// role. Only questions about policies that are in the set are asked; the
/// texts may have been edited since they were composed.
///
/// # Errors
/// Names the first policy of the set that cannot be read.
pub fn prove(workload: &Workload, set: &[Composed]) -> Result<Vec<Proof>, ProveError> {
    let grounded = ground::workload(workload);
    put(stack::questions(&grounded), &grounded, set)
}

/// Puts the questions about these personas to their set. The texts may have
/// been edited since they were composed.
///
/// # Errors
/// Names the first policy of the set that cannot be read or is not there.
pub fn prove_personas(
    workload: &Workload,
    personas: &[Persona],
    set: &[Composed],
) -> Result<Vec<Proof>, ProveError> {
    for needed in compose_personas(workload, personas) {
        if set.iter().all(|policy| policy.name != needed.name) {
            return Err(ProveError::Missing { name: needed.name });
        }
    }
    let grounded = ground::workload(workload);
    put(personas::questions(&grounded, personas), &grounded, set)
}

fn put(questions: Vec<Question>, workload: &Workload, set: &[Composed]) -> Result<Vec<Proof>, ProveError> {
    let documents = set
        .iter()
        .map(|policy| Ok((policy, read(workload, policy)?)))
        .collect::<Result<Vec<_>, ProveError>>()?;
    let mut court = Court::of(workload, &documents);
    Ok(questions
        .into_iter()
        .filter_map(|question| court.answer(question))
        .collect())
}

fn read(workload: &Workload, policy: &Composed) -> Result<Document, ProveError> {
    Document::parse(&ground(&policy.document, workload)).map_err(|error| ProveError::Unreadable {
        name: policy.name.clone(),
        error,
    })
}
