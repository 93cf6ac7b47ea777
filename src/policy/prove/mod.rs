//! Proof that a set of policies does what it is for: the evaluator is asked
//! what the workload must be able to do, and what nobody may.
//!
//! - [`matrix`]: the questions, each with the answer that is wanted
//! - [`ground`]: references become names that exist, so that a set can be
//!   proved before anything is made

pub mod ground;
pub mod matrix;

use crate::policy::compose::{Composed, Workload};
use crate::policy::evaluate::{Decision, Policies, Request, decide};
use crate::policy::{Document, ParseError, PolicyKind, Principal, PrincipalElement};
use ground::ground;
use matrix::{Bearing, Question};

/// What a question must be answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The workload needs it.
    Allowed,
    /// It must not be possible.
    Denied,
}

/// One question put to the set, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What is asked, in words.
    pub title: &'static str,
    /// The request.
    pub request: Request,
    /// The answer that is wanted.
    pub expected: Expected,
    /// The answer, and the statements that gave it.
    pub decision: Decision,
}

impl Proof {
    /// Whether the answer is the one wanted.
    pub fn holds(&self) -> bool {
        self.decision.is_allowed() == (self.expected == Expected::Allowed)
    }
}

/// A policy of the set that is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the policy {name} cannot be read: {error}")]
pub struct ProveError {
    /// The policy's name in the set.
    pub name: String,
    /// What is wrong with it.
    pub error: ParseError,
}

/// Puts the workload's questions to the set. Only questions about policies
/// that are in the set are asked; the texts may have been edited since they
/// were composed.
///
/// # Errors
/// Names the first policy of the set that cannot be read.
pub fn prove(workload: &Workload, set: &[Composed]) -> Result<Vec<Proof>, ProveError> {
    let documents = set
        .iter()
        .map(|policy| {
            let document =
                Document::parse(&ground(&policy.document, workload)).map_err(|error| ProveError {
                    name: policy.name.clone(),
                    error,
                })?;
            Ok((policy, document))
        })
        .collect::<Result<Vec<_>, ProveError>>()?;
    let grounded = ground::workload(workload);
    Ok(matrix::questions(&grounded)
        .into_iter()
        .filter_map(|question| answer(question, &documents))
        .collect())
}

/// Decides a question, if the policies it bears on are in the set.
fn answer(question: Question, set: &[(&Composed, Document)]) -> Option<Proof> {
    let find = |name: &str| {
        set.iter()
            .find(|(policy, _)| policy.name == name)
            .map(|(_, document)| document.clone())
    };
    let mut policies = Policies::default();
    for bearing in &question.bearings {
        match bearing {
            Bearing::Named(name) => {
                let (policy, document) = set.iter().find(|(p, _)| p.name == *name)?;
                match policy.kind {
                    PolicyKind::Identity | PolicyKind::Iot => policies.identity.push(document.clone()),
                    PolicyKind::EndpointPolicy => policies.vpce.push(document.clone()),
                    PolicyKind::Scp => policies.scps.push(vec![document.clone()]),
                    PolicyKind::Rcp => policies.rcps.push(vec![document.clone()]),
                    _ => policies.resource = Some(document.clone()),
                }
            }
            Bearing::IfPresent(name) => policies.vpce.extend(find(name)),
            Bearing::Administrator => policies.identity.push(administrator()),
            Bearing::OpenResource => policies.resource = Some(everything_for(&Principal::Everyone)),
            Bearing::TrustsAccount => {
                let account = question.request.owner().to_owned();
                policies.resource = Some(everything_for(&Principal::Aws(account)));
            }
        }
    }
    Some(Proof {
        title: question.title,
        decision: decide(&question.request, &policies),
        expected: question.expected,
        request: question.request,
    })
}

/// The strongest identity policy there is: what it cannot do, nobody can.
fn administrator() -> Document {
    Document::parse(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    )
    .expect("the administrator's policy is well formed")
}

/// A resource policy that grants everything to a principal.
fn everything_for(principal: &Principal) -> Document {
    let mut document = administrator();
    for statement in &mut document.statements {
        statement.principal = Some(PrincipalElement::Only(vec![principal.clone()]));
    }
    document
}
