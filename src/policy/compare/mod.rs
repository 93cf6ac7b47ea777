//! Is one set of policies more permissive than another, and where.
//!
//! The answer is *yes* with a witness, a request that the one allows and the
//! other does not; *no*; or *cannot tell* and why. It is never a guess: a
//! witness is decided by the evaluator's own conditions, and *no* is said only
//! when every class of requests that the texts tell apart was tried, or each
//! grant is plainly contained in one of the other set.
//!
//! - [`classes`]: the texts that patterns tell apart, one of each kind
//! - [`values`]: the same for a condition key
//! - [`space`]: the requests that can make a difference
//! - [`reading`]: what a set says of one request
//! - [`contain`]: grants that are plainly contained, variables and all
//! - [`search`]: the search for a witness
//! - [`public`]: which requests are the public's
//! - [`lines`](mod@lines): the lines in which two texts differ
//!
//! Both sets are read alone, as statements that allow and deny: boundaries,
//! organisation policies and the other side of a resource policy do not enter.
//! Sources: IAM User Guide, "Validate policies with custom policy checks";
//! Access Analyzer API, `CheckNoNewAccess`, `CheckAccessNotGranted` and
//! `CheckNoPublicAccess`.

pub mod classes;
mod contain;
pub mod lines;
mod public;
mod reading;
mod search;
mod space;
mod values;

use super::Document;
use super::evaluate::Request;
use super::evaluate::caller::{Caller, CallerKind};
use super::pattern;
use search::{Found, Search};
use serde::Serialize;
use space::Asked;
use std::collections::BTreeSet;

/// A statement of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Which document of the set, from 0.
    pub document: usize,
    /// Which statement, from 0.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
}

/// A request that separates two sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The request.
    pub request: Request,
    /// What allows it in the one.
    pub granted_by: Place,
    /// What denies it in the other; `None` if nothing there allows it.
    pub denied_by: Option<Place>,
}

/// The answer to a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Yes: here is a request.
    Yes(Box<Witness>),
    /// No request.
    No,
    /// Cannot tell, because of these.
    CannotTell(Vec<String>),
}

impl Comparison {
    /// The witness, if the answer is yes.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Yes(witness) => Some(witness),
            _ => None,
        }
    }
}

/// Whether `wide` allows a request that `narrow` does not.
pub fn allows_more(wide: &[Document], narrow: &[Document]) -> Comparison {
    if contain::is_contained(wide, narrow) {
        return Comparison::No;
    }
    answer(&Search {
        wide,
        narrow,
        asked: Asked::default(),
        wanted: &|_| true,
    })
}

/// Whether a set allows one of the actions on one of the resources; both are
/// patterns, and no resource means any.
pub fn allows(set: &[Document], actions: &[String], resources: &[String]) -> Comparison {
    let wanted = |request: &Request| {
        let action = |p: &String| pattern::matches_ignoring_case(p, &request.action);
        let resource = |p: &String| pattern::matches(p, &request.resource);
        actions.iter().any(action) && (resources.is_empty() || resources.iter().any(resource))
    };
    answer(&Search {
        wide: set,
        narrow: &[],
        asked: Asked { actions, resources },
        wanted: &wanted,
    })
}

/// Whether a resource's policies let in anyone besides these: accounts by
/// their ids, principals by their ARNs (a root user's is its account's),
/// services by their names.
pub fn allows_others(set: &[Document], known: &[String]) -> Comparison {
    let wanted = |request: &Request| {
        let caller = Caller::of(request);
        let is_known = |name: &String| {
            *name == request.principal
                || (!caller.account.is_empty() && account_named(name) == caller.account)
                || (caller.kind == CallerKind::Session && *name == caller.principal_arn())
        };
        !known.iter().any(is_known)
    };
    answer(&Search {
        wide: set,
        narrow: &[],
        asked: Asked::default(),
        wanted: &wanted,
    })
}

/// The account that a name stands for as a whole.
fn account_named(name: &str) -> &str {
    let root = name
        .strip_prefix("arn:")
        .and_then(|rest| rest.strip_suffix(":root"));
    root.and_then(|rest| rest.rsplit(':').next()).unwrap_or(name)
}

/// Whether a resource's policies let in the public: anyone, with or without
/// credentials, whom nothing in them ties to an account, an organisation, a
/// network or a resource that they name. Denials count.
pub fn allows_public(set: &[Document]) -> Comparison {
    let wanted = |request: &Request| public::is_of_the_public(request, set);
    answer(&Search {
        wide: set,
        narrow: &[],
        asked: Asked::default(),
        wanted: &wanted,
    })
}

fn answer(search: &Search<'_>) -> Comparison {
    match search.run() {
        Found::Witness(witness) => Comparison::Yes(witness),
        Found::Nothing { doubts } if doubts.is_empty() => Comparison::No,
        Found::Nothing { doubts } => Comparison::CannotTell(sentences(doubts)),
    }
}

fn sentences(doubts: BTreeSet<String>) -> Vec<String> {
    doubts.into_iter().collect()
}
