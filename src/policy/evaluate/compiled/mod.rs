//! The evaluator for speed: policies made ready once, then asked many times.
//!
//! - [`action`]: the patterns of `Action`, sorted by service
//! - [`text`]: patterns of resources and strings, with their variables
//! - [`condition`]: conditions with their values already read
//! - [`statement`]: one statement made ready
//!
//! It answers as [`decide`](super::decide()) does, without saying why, and
//! does not allocate for a decision unless a value is binary, is compared
//! without case beyond ASCII, or a pattern has over eight pieces.

mod action;
mod condition;
mod statement;
mod text;

use super::caller::{Caller, Named};
use super::rule::{self, Required};
use super::{Outcome, Policies, Request, Slot};
use crate::policy::{Document, Effect};
use statement::{Asked, Statement};

/// Policies made ready to decide many requests.
#[derive(Clone, Debug)]
pub struct Compiled {
    identity: Vec<Ready>,
    resource: Vec<Ready>,
    boundary: Vec<Ready>,
    session: Vec<Ready>,
    scps: Vec<Vec<Ready>>,
    rcps: Vec<Vec<Ready>>,
    vpce: Vec<Ready>,
}

/// A document with its statements apart by effect.
#[derive(Clone, Debug)]
struct Ready {
    denials: Vec<Statement>,
    grants: Vec<Statement>,
}

impl Ready {
    fn of(document: &Document, slot: Slot) -> Self {
        let of_effect = |effect| {
            let statements = document.statements.iter().filter(move |s| s.effect == effect);
            statements.map(|s| Statement::of(s, slot, document.has_variables()))
        };
        Self {
            denials: of_effect(Effect::Deny).collect(),
            grants: of_effect(Effect::Allow).collect(),
        }
    }

    fn all(documents: &[Document], slot: Slot) -> Vec<Self> {
        documents.iter().map(|d| Self::of(d, slot)).collect()
    }

    fn denies(&self, asked: &Asked<'_>) -> bool {
        self.denials.iter().any(|s| s.speaks(asked) != Named::Not)
    }

    fn allows(&self, asked: &Asked<'_>) -> bool {
        self.grants.iter().any(|s| s.speaks(asked) != Named::Not)
    }
}

impl Compiled {
    /// Makes the policies ready.
    pub fn new(policies: &Policies) -> Self {
        let levels = |levels: &[Vec<Document>], slot| levels.iter().map(|l| Ready::all(l, slot)).collect();
        Self {
            identity: Ready::all(&policies.identity, Slot::Identity),
            resource: Ready::all(policies.resource.as_slice(), Slot::ResourcePolicy),
            boundary: Ready::all(&policies.boundary, Slot::Boundary),
            session: Ready::all(policies.session.as_slice(), Slot::Session),
            scps: levels(&policies.scps, Slot::Scp),
            rcps: levels(&policies.rcps, Slot::Rcp),
            vpce: Ready::all(&policies.vpce, Slot::Vpce),
        }
    }

    /// Decides as AWS does.
    pub fn decide(&self, request: &Request) -> Outcome {
        self.decide_beside(self, request)
    }

    /// The same with the resource's policy taken from others, so that those of
    /// a caller are made ready once for all resources.
    pub fn decide_beside(&self, of_resource: &Self, request: &Request) -> Outcome {
        let resource = of_resource.resource.as_slice();
        if rule::needs_no_permission(&request.action) {
            return Outcome::Allowed;
        }
        let asked = Asked::of(request, !self.boundary.is_empty());
        if self.is_denied(&asked, resource) {
            Outcome::ExplicitlyDenied
        } else if self.is_granted(&asked, resource) {
            Outcome::Allowed
        } else {
            Outcome::ImplicitlyDenied
        }
    }

    fn is_denied(&self, asked: &Asked<'_>, resource: &[Ready]) -> bool {
        let (request, caller) = (asked.request, &asked.caller);
        let denies = |slot, documents: &[Ready]| {
            documents.iter().any(|d| !d.denials.is_empty())
                && rule::bears(slot, request, caller)
                && documents.iter().any(|d| d.denies(asked))
        };
        denies(Slot::Identity, &self.identity)
            || denies(Slot::Boundary, &self.boundary)
            || denies(Slot::Session, &self.session)
            || self.scps.iter().any(|level| denies(Slot::Scp, level))
            || self.rcps.iter().any(|level| denies(Slot::Rcp, level))
            || denies(Slot::Vpce, &self.vpce)
            || (denies(Slot::ResourcePolicy, resource) && !rule::overrules_bucket_policy(request, caller))
    }

    fn is_granted(&self, asked: &Asked<'_>, resource: &[Ready]) -> bool {
        let (request, caller) = (asked.request, &asked.caller);
        let allows = |documents: &[Ready]| documents.iter().any(|d| d.allows(asked));
        if !self.scps.is_empty()
            && rule::bears(Slot::Scp, request, caller)
            && !self.scps.iter().all(|level| allows(level))
        {
            return false;
        }
        if !self.vpce.is_empty() && !allows(&self.vpce) {
            return false;
        }
        let granted = resource_grant(asked, resource);
        let required = Required::of(request, caller, granted);
        granted >= required.resource
            && (!required.identity || allows(&self.identity))
            && (!required.boundary || self.boundary.is_empty() || allows(&self.boundary))
            && (!required.session || self.session_allows(asked, caller))
    }

    fn session_allows(&self, asked: &Asked<'_>, caller: &Caller<'_>) -> bool {
        !rule::is_limited_by_session(caller, !self.session.is_empty())
            || self.session.iter().any(|d| d.allows(asked))
    }
}

fn resource_grant(asked: &Asked<'_>, resource: &[Ready]) -> Named {
    let grants = resource.iter().flat_map(|d| &d.grants);
    grants.map(|s| s.speaks(asked)).max().unwrap_or(Named::Not)
}
