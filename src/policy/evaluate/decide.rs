//! The decision, explained: an explicit deny first, then every policy that
//! must allow, each with the statement that spoke or the want of one.

use super::caller::{Caller, Named};
use super::rule::{self, Required};
use super::statement::Reader;
use super::verdict::{Because, Decision, Exhibit, Outcome, Policies, Slot};
use super::{Request, remedy};
use crate::policy::Effect;

/// Decides as AWS does.
pub fn decide(request: &Request, policies: &Policies) -> Decision {
    if rule::needs_no_permission(&request.action) {
        return Decision::allowed(vec![note(Slot::Rule, "the call needs no permission")]);
    }
    let court = Court {
        reader: Reader {
            request,
            caller: Caller::of(request),
            bounded: !policies.boundary.is_empty(),
        },
        policies,
    };
    let denials = court.denials();
    if !denials.is_empty() {
        let mut change: Vec<String> = denials
            .iter()
            .map(|f| remedy::of_denial(&court.reader, f.exhibit, f.statement))
            .collect();
        // Without the denials it would still have to be granted.
        change.extend(court.grants().change);
        let because = denials.iter().map(|f| f.because(Effect::Deny)).collect();
        return Decision {
            result: Outcome::ExplicitlyDenied,
            because,
            change,
        };
    }
    court.grants()
}

fn note(policy: Slot, why: &str) -> Because {
    Because {
        policy,
        level: None,
        index: None,
        statement: None,
        sid: None,
        why: why.to_owned(),
    }
}

/// A statement found to speak of the request, and how it names the caller.
#[derive(Clone, Copy)]
struct Finding<'p> {
    exhibit: Exhibit<'p>,
    statement: usize,
    named: Named,
}

impl Finding<'_> {
    fn because(&self, effect: Effect) -> Because {
        Because {
            policy: self.exhibit.slot,
            level: self.exhibit.level,
            index: Some(self.exhibit.index),
            statement: Some(self.statement),
            sid: self.exhibit.document.statements[self.statement].sid.clone(),
            why: match effect {
                Effect::Deny => "denies",
                Effect::Allow => "allows",
            }
            .to_owned(),
        }
    }
}

/// What has been found of the policies that must allow.
#[derive(Default)]
struct Ledger {
    allowed: Vec<Because>,
    missing: Vec<Because>,
    change: Vec<String>,
}

struct Court<'r> {
    reader: Reader<'r>,
    policies: &'r Policies,
}

impl<'r> Court<'r> {
    fn denials(&self) -> Vec<Finding<'r>> {
        let Reader { request, caller, .. } = &self.reader;
        let spared = rule::overrules_bucket_policy(request, caller);
        self.policies
            .exhibits()
            .filter(|e| rule::bears(e.slot, request, caller))
            .filter(|e| !(spared && e.slot == Slot::ResourcePolicy))
            .flat_map(|e| self.findings(e, Effect::Deny))
            .collect()
    }

    fn findings(&self, exhibit: Exhibit<'r>, effect: Effect) -> impl Iterator<Item = Finding<'r>> {
        let statements = exhibit.document.statements.iter().enumerate();
        statements
            .filter(move |(_, s)| s.effect == effect)
            .filter_map(move |(at, s)| {
                let named = self.reader.speaks(s, exhibit.slot, exhibit.document)?;
                Some(Finding {
                    exhibit,
                    statement: at,
                    named,
                })
            })
    }

    fn grants(&self) -> Decision {
        let Reader { request, caller, .. } = &self.reader;
        let mut ledger = Ledger::default();
        if rule::bears(Slot::Scp, request, caller) {
            for level in 0..self.policies.scps.len() {
                self.must_allow(&mut ledger, Slot::Scp, Some(level));
            }
        }
        if !self.policies.vpce.is_empty() {
            self.must_allow(&mut ledger, Slot::Vpce, None);
        }
        let granted = self.resource_grant();
        let required = Required::of(request, caller, granted.map_or(Named::Not, |f| f.named));
        self.resource_must_allow(&mut ledger, granted, required.resource);
        if required.identity {
            self.must_allow(&mut ledger, Slot::Identity, None);
        } else if required.resource == Named::Not {
            let why = "the root user needs no identity policy";
            ledger.allowed.push(note(Slot::Rule, why));
        }
        if required.boundary && !self.policies.boundary.is_empty() {
            self.must_allow(&mut ledger, Slot::Boundary, None);
        }
        if required.session && rule::is_limited_by_session(caller, self.policies.session.is_some()) {
            self.must_allow(&mut ledger, Slot::Session, None);
        }
        ledger.close()
    }

    /// The allowing statement of the resource policy that names the caller
    /// most closely.
    fn resource_grant(&self) -> Option<Finding<'r>> {
        self.policies
            .exhibits()
            .filter(|e| e.slot == Slot::ResourcePolicy)
            .flat_map(|e| self.findings(e, Effect::Allow))
            .max_by_key(|f| f.named)
    }

    fn resource_must_allow(&self, ledger: &mut Ledger, granted: Option<Finding<'r>>, at_least: Named) {
        match granted {
            _ if at_least == Named::Not => {}
            Some(found) if found.named >= at_least => ledger.allowed.push(found.because(Effect::Allow)),
            _ => {
                let (caller, request) = (&self.reader.caller, self.reader.request);
                let why = if !caller.has_policies() {
                    "the resource policy does not allow it"
                } else if caller.account == request.owner_beside(caller) {
                    "this policy must name the principal or its account, and does not"
                } else {
                    "the resource is in another account and its policy does not allow it"
                };
                self.miss(ledger, Slot::ResourcePolicy, None, why);
            }
        }
    }

    fn must_allow(&self, ledger: &mut Ledger, slot: Slot, level: Option<usize>) {
        let mut of_slot = self
            .policies
            .exhibits()
            .filter(|e| e.slot == slot && e.level == level);
        match of_slot.find_map(|e| self.findings(e, Effect::Allow).next()) {
            Some(found) => ledger.allowed.push(found.because(Effect::Allow)),
            None => self.miss(ledger, slot, level, silence(slot)),
        }
    }

    fn miss(&self, ledger: &mut Ledger, slot: Slot, level: Option<usize>, why: &str) {
        ledger.missing.push(Because {
            level,
            ..note(slot, why)
        });
        let of_slot = self
            .policies
            .exhibits()
            .filter(|e| e.slot == slot && e.level == level);
        ledger
            .change
            .push(remedy::of_silence(&self.reader, slot, of_slot));
    }
}

impl Ledger {
    fn close(self) -> Decision {
        if self.missing.is_empty() {
            return Decision::allowed(self.allowed);
        }
        Decision {
            result: Outcome::ImplicitlyDenied,
            because: self.missing,
            change: self.change,
        }
    }
}

fn silence(slot: Slot) -> &'static str {
    match slot {
        Slot::Scp => "no service control policy of this level allows it",
        Slot::Vpce => "the endpoint policy does not allow it",
        Slot::Boundary => "the permissions boundary does not allow it",
        Slot::Session => "the session policy does not allow it",
        _ => "no identity policy allows it",
    }
}
