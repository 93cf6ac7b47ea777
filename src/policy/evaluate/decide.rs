//! The decision: an explicit deny first, then every policy that must allow.

use super::caller::{Caller, CallerKind, Named};
use super::verdict::{Because, Decision, Outcome, Policies, Slot};
use super::{Request, condition, variable};
use crate::policy::{Document, Effect, PrincipalElement, Select, Statement, pattern};

/// Decides as AWS does.
pub fn decide(request: &Request, policies: &Policies) -> Decision {
    let court = Court {
        request,
        caller: Caller::of(request),
        policies,
    };
    if let Some(rule) = needs_no_permission(&request.action) {
        return Decision {
            result: Outcome::Allowed,
            because: vec![rule],
        };
    }
    let denials = court.denials();
    if !denials.is_empty() {
        return Decision {
            result: Outcome::ExplicitlyDenied,
            because: denials,
        };
    }
    match court.grants() {
        Ok(because) => Decision {
            result: Outcome::Allowed,
            because,
        },
        Err(because) => Decision {
            result: Outcome::ImplicitlyDenied,
            because,
        },
    }
}

/// STS calls that succeed even against an explicit deny (STS API reference).
fn needs_no_permission(action: &str) -> Option<Because> {
    action
        .eq_ignore_ascii_case("sts:GetCallerIdentity")
        .then(|| note(Slot::Rule, "the call needs no permission"))
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

/// One document among those of its slot.
#[derive(Clone, Copy)]
struct Exhibit<'p> {
    slot: Slot,
    level: Option<usize>,
    index: usize,
    document: &'p Document,
}

/// A statement found to speak of the request, and how it names the caller.
struct Finding {
    because: Because,
    named: Named,
}

struct Court<'r> {
    request: &'r Request,
    caller: Caller<'r>,
    policies: &'r Policies,
}

fn exhibits(slot: Slot, level: Option<usize>, documents: &[Document]) -> impl Iterator<Item = Exhibit<'_>> {
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

impl<'r> Court<'r> {
    fn denials(&self) -> Vec<Because> {
        let p = self.policies;
        let mut all: Vec<Exhibit<'r>> = Vec::new();
        if self.has_identity() {
            all.extend(exhibits(Slot::Identity, None, &p.identity));
            all.extend(exhibits(Slot::Boundary, None, &p.boundary));
            all.extend(exhibits(Slot::Session, None, p.session.as_slice()));
        }
        if self.under_scps() {
            for (level, documents) in p.scps.iter().enumerate() {
                all.extend(exhibits(Slot::Scp, Some(level), documents));
            }
        }
        if !self.caller.is_service_linked() {
            for (level, documents) in p.rcps.iter().enumerate() {
                all.extend(exhibits(Slot::Rcp, Some(level), documents));
            }
        }
        all.extend(exhibits(Slot::ResourcePolicy, None, p.resource.as_slice()));
        all.extend(exhibits(Slot::Vpce, None, &p.vpce));
        all.into_iter()
            .flat_map(|e| self.findings(e, Effect::Deny))
            .map(|f| f.because)
            .collect()
    }

    /// Users, roles and sessions have policies of their own; services and
    /// anonymous callers do not.
    fn has_identity(&self) -> bool {
        !matches!(
            self.caller.kind,
            CallerKind::Anonymous | CallerKind::Service | CallerKind::Federated
        )
    }

    fn under_scps(&self) -> bool {
        self.has_identity() && !self.caller.is_service_linked()
    }

    /// Ok with the statements that allow, or Err with what is missing.
    fn grants(&self) -> Result<Vec<Because>, Vec<Because>> {
        let mut because = Vec::new();
        if self.under_scps() {
            for (level, documents) in self.policies.scps.iter().enumerate() {
                let found = self.allow(exhibits(Slot::Scp, Some(level), documents));
                because.push(found.ok_or_else(|| {
                    vec![Because {
                        level: Some(level),
                        ..note(Slot::Scp, "no service control policy of this level allows it")
                    }]
                })?);
            }
        }
        if !self.policies.vpce.is_empty() {
            let found = self.allow(exhibits(Slot::Vpce, None, &self.policies.vpce));
            because
                .push(found.ok_or_else(|| vec![note(Slot::Vpce, "the endpoint policy does not allow it")])?);
        }
        because.extend(self.principal_and_resource()?);
        Ok(because)
    }

    fn principal_and_resource(&self) -> Result<Vec<Because>, Vec<Because>> {
        let granted = self.resource_grant();
        if !self.has_identity() {
            return match granted {
                Some(f) if f.named >= Named::Everyone => Ok(vec![f.because]),
                _ => Err(vec![note(
                    Slot::ResourcePolicy,
                    "the resource policy does not allow it",
                )]),
            };
        }
        let same_account = self.caller.account == self.request.owner();
        let rooted = is_rooted_in_resource(&self.request.action, &self.request.resource);
        if let Some(f) = &granted
            && same_account
            && f.named >= Named::Everyone
        {
            return self.granted_by_resource(f);
        }
        // Elsewhere the resource's own policy must let the account in first.
        if (!same_account || rooted) && granted.is_none() {
            let why = if same_account {
                "this policy must name the principal or its account, and does not"
            } else {
                "the resource is in another account and its policy does not allow it"
            };
            return Err(vec![note(Slot::ResourcePolicy, why)]);
        }
        let mut because = self.identity_grant()?;
        if !same_account || rooted {
            because.extend(granted.map(|f| f.because));
        }
        Ok(because)
    }

    /// Within an account a grant to the principal itself suffices. A boundary
    /// still limits a grant to a *role*, not one to a user, to a session or to
    /// everyone; a session policy limits all but a grant to the session itself.
    fn granted_by_resource(&self, found: &Finding) -> Result<Vec<Because>, Vec<Because>> {
        let mut because = vec![found.because.clone()];
        let to_role = found.named == Named::Role || self.caller.kind == CallerKind::Role;
        if to_role && found.named != Named::Everyone {
            because.extend(self.boundary()?);
        }
        if to_role || found.named == Named::Everyone {
            because.extend(self.session()?);
        }
        Ok(because)
    }

    fn identity_grant(&self) -> Result<Vec<Because>, Vec<Because>> {
        if self.caller.kind == CallerKind::Root {
            return Ok(vec![note(Slot::Rule, "the root user needs no identity policy")]);
        }
        let found = self.allow(exhibits(Slot::Identity, None, &self.policies.identity));
        let found = found.ok_or_else(|| vec![note(Slot::Identity, "no identity policy allows it")])?;
        let mut because = vec![found];
        because.extend(self.boundary()?);
        because.extend(self.session()?);
        Ok(because)
    }

    /// The statement of the boundary that allows it, if there is a boundary.
    fn boundary(&self) -> Result<Option<Because>, Vec<Because>> {
        if self.policies.boundary.is_empty() {
            return Ok(None);
        }
        let found = self.allow(exhibits(Slot::Boundary, None, &self.policies.boundary));
        match found {
            Some(found) => Ok(Some(found)),
            None => Err(vec![note(
                Slot::Boundary,
                "the permissions boundary does not allow it",
            )]),
        }
    }

    /// The statement of the session policy that allows it, if there is one.
    fn session(&self) -> Result<Option<Because>, Vec<Because>> {
        if self.policies.session.is_none() {
            return Ok(None);
        }
        let found = self.allow(exhibits(Slot::Session, None, self.policies.session.as_slice()));
        match found {
            Some(found) => Ok(Some(found)),
            None => Err(vec![note(Slot::Session, "the session policy does not allow it")]),
        }
    }

    fn allow<'p>(&self, mut exhibits: impl Iterator<Item = Exhibit<'p>>) -> Option<Because> {
        exhibits.find_map(|e| self.findings(e, Effect::Allow).next().map(|f| f.because))
    }

    /// The allowing statement of the resource policy that names the caller
    /// most closely.
    fn resource_grant(&self) -> Option<Finding> {
        let document = self.policies.resource.as_slice();
        exhibits(Slot::ResourcePolicy, None, document)
            .flat_map(|e| self.findings(e, Effect::Allow).collect::<Vec<_>>())
            .max_by_key(|f| f.named)
    }

    fn findings(&self, exhibit: Exhibit<'_>, effect: Effect) -> impl Iterator<Item = Finding> {
        let variables = exhibit.document.has_variables();
        exhibit
            .document
            .statements
            .iter()
            .enumerate()
            .filter(move |(_, s)| s.effect == effect)
            .filter_map(move |(at, s)| {
                let named = self.speaks(s, exhibit.slot, variables)?;
                Some(Finding {
                    because: Because {
                        policy: exhibit.slot,
                        level: exhibit.level,
                        index: Some(exhibit.index),
                        statement: Some(at),
                        sid: s.sid.clone(),
                        why: if effect == Effect::Deny {
                            "denies"
                        } else {
                            "allows"
                        }
                        .to_owned(),
                    },
                    named,
                })
            })
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// How the statement names the caller, if it speaks of the request.
    fn speaks(&self, statement: &Statement, slot: Slot, variables: bool) -> Option<Named> {
        let action = |patterns: &[String]| {
            patterns
                .iter()
                .any(|p| pattern::matches_ignoring_case(p, &self.request.action))
        };
        let selected = match &statement.action {
            Select::Only(patterns) => action(patterns),
            Select::AllBut(patterns) => !action(patterns),
        };
        if !selected || !self.speaks_of_resource(statement, variables) {
            return None;
        }
        let named = match slot {
            Slot::ResourcePolicy | Slot::Rcp | Slot::Vpce => self.named(statement, slot),
            _ => Named::Itself,
        };
        if named == Named::Not || !condition::all_hold(statement, &self.request.context, variables) {
            return None;
        }
        Some(named)
    }

    fn named(&self, statement: &Statement, slot: Slot) -> Named {
        // "All IAM principals with a permissions boundary are denied by a
        // NotPrincipal with Deny" (IAM User Guide, NotPrincipal).
        if slot == Slot::ResourcePolicy
            && statement.effect == Effect::Deny
            && matches!(statement.principal, Some(PrincipalElement::AllBut(_)))
            && !self.policies.boundary.is_empty()
            && self.has_identity()
        {
            return Named::Everyone;
        }
        match &statement.principal {
            // A resource policy that names nobody speaks to nobody.
            None if slot == Slot::ResourcePolicy => Named::Not,
            element => self.caller.named_by(element.as_ref()),
        }
    }

    fn speaks_of_resource(&self, statement: &Statement, variables: bool) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|p| self.is_resource(p, variables));
        match &statement.resource {
            None => true,
            Some(Select::Only(patterns)) => any(patterns),
            // A variable without a value may have excluded the resource: that
            // grants nothing, and a denial stands.
            Some(Select::AllBut(patterns)) => {
                !any(patterns)
                    && (statement.effect == Effect::Deny || !self.may_be_excluded(patterns, variables))
            }
        }
    }

    fn may_be_excluded(&self, patterns: &[String], variables: bool) -> bool {
        variables
            && patterns.iter().filter(|p| variable::has_variables(p)).any(|p| {
                variable::matches(
                    &variable::resolve_widely(p, &self.request.context),
                    &self.request.resource,
                )
            })
    }

    fn is_resource(&self, wanted: &str, variables: bool) -> bool {
        if variables && variable::has_variables(wanted) {
            return variable::resolve(wanted, &self.request.context)
                .is_some_and(|tokens| variable::matches(&tokens, &self.request.resource));
        }
        pattern::matches(wanted, &self.request.resource)
    }
}

/// Keys and roles: their own policy must let the principal or its account in,
/// even within the account; identity policies alone do not count.
fn is_rooted_in_resource(action: &str, resource: &str) -> bool {
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    let key = service.eq_ignore_ascii_case("kms")
        && resource
            .splitn(6, ':')
            .nth(5)
            .is_some_and(|r| r.starts_with("key/"));
    let role = service.eq_ignore_ascii_case("sts")
        && name.len() >= 10
        && name[..10].eq_ignore_ascii_case("AssumeRole");
    key || role
}
