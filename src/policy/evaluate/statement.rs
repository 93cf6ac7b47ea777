//! Whether one statement speaks of a request, and if not, which element is
//! in the way.

use super::caller::{Caller, Named};
use super::{Request, Slot, condition, rule, variable};
use crate::policy::{Condition, Document, Effect, PrincipalElement, Select, Statement, pattern};

/// An element of a statement that does not fit the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit<'p> {
    /// `Action` or `NotAction`.
    Action,
    /// `Resource` or `NotResource`.
    Resource,
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// One operator and key of `Condition`.
    Condition(&'p Condition),
}

/// A request with its caller, held against statements.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'r> {
    /// The request.
    pub request: &'r Request,
    /// Its principal, taken apart.
    pub caller: Caller<'r>,
    /// Whether the caller has a permissions boundary.
    pub bounded: bool,
}

impl Reader<'_> {
    /// How the statement names the caller, if it speaks of the request.
    pub fn speaks(&self, statement: &Statement, slot: Slot, document: &Document) -> Option<Named> {
        let variables = document.has_variables();
        if !self.is_of_action(statement) || !self.is_of_resource(statement, slot, variables) {
            return None;
        }
        let named = self.named(statement, slot);
        (named != Named::Not && condition::all_hold(statement, &self.request.context, variables))
            .then_some(named)
    }

    /// Every element that keeps the statement from speaking of the request.
    pub fn misfits<'p>(&self, statement: &'p Statement, slot: Slot, document: &Document) -> Vec<Misfit<'p>> {
        let variables = document.has_variables();
        let mut all = Vec::new();
        if !self.is_of_action(statement) {
            all.push(Misfit::Action);
        }
        if !self.is_of_resource(statement, slot, variables) {
            all.push(Misfit::Resource);
        }
        if self.named(statement, slot) == Named::Not {
            all.push(Misfit::Principal);
        }
        let holds =
            |c: &&Condition| condition::one_holds(c, statement.effect, &self.request.context, variables);
        all.extend(
            statement
                .conditions
                .iter()
                .filter(|c| !holds(c))
                .map(Misfit::Condition),
        );
        all
    }

    fn is_of_action(&self, statement: &Statement) -> bool {
        let any = |patterns: &[String]| {
            patterns
                .iter()
                .any(|p| pattern::matches_ignoring_case(p, &self.request.action))
        };
        match &statement.action {
            Select::Only(patterns) => any(patterns),
            Select::AllBut(patterns) => !any(patterns),
        }
    }

    fn is_of_resource(&self, statement: &Statement, slot: Slot, variables: bool) -> bool {
        // What is not known of a pattern counts for the statement, or against it.
        let favoured = self.request.context.favours(statement.effect);
        let any = |patterns: &[String], widely: bool| {
            patterns
                .iter()
                .any(|p| self.is_resource(p, slot, variables, widely))
        };
        match &statement.resource {
            // Only policies of resources may leave it out (trust policies, ECR
            // repositories). Elsewhere AWS refuses the document, so no grant
            // may rest on it.
            None => takes_no_resource(slot) || statement.effect == Effect::Deny,
            Some(Select::Only(patterns)) => any(patterns, favoured),
            // A variable without a value may have excluded the resource: that
            // grants nothing, and a denial stands.
            Some(Select::AllBut(patterns)) => {
                !any(patterns, !favoured)
                    && (statement.effect == Effect::Deny
                        || !self.may_be_excluded(patterns, variables, favoured))
            }
        }
    }

    fn may_be_excluded(&self, patterns: &[String], variables: bool, favoured: bool) -> bool {
        let context = &self.request.context;
        variables
            && patterns
                .iter()
                .filter(|p| variable::has_variables(p) && !(favoured && variable::is_unread(p, context)))
                .any(|p| variable::matches(&variable::resolve_widely(p, context), &self.request.resource))
    }

    fn is_resource(&self, wanted: &str, slot: Slot, variables: bool, widely: bool) -> bool {
        let wanted = complete(wanted, slot);
        if variables && variable::has_variables(&wanted) {
            let context = &self.request.context;
            if variable::is_unread(&wanted, context) {
                let anything = variable::resolve_widely(&wanted, context);
                return widely && variable::matches(&anything, &self.request.resource);
            }
            return variable::resolve(&wanted, &self.request.context)
                .is_some_and(|tokens| variable::matches(&tokens, &self.request.resource));
        }
        pattern::matches(&wanted, &self.request.resource)
    }

    fn named(&self, statement: &Statement, slot: Slot) -> Named {
        named(
            &self.caller,
            self.bounded,
            statement.principal.as_ref(),
            slot,
            statement.effect,
            self.request,
        )
    }
}

/// Whether statements of the slot may do without a `Resource`.
pub fn takes_no_resource(slot: Slot) -> bool {
    matches!(slot, Slot::ResourcePolicy | Slot::Rcp | Slot::Vpce)
}

/// How the principal element of a statement names the caller.
pub fn named(
    caller: &Caller<'_>,
    bounded: bool,
    element: Option<&PrincipalElement>,
    slot: Slot,
    effect: Effect,
    request: &Request,
) -> Named {
    match (slot, element) {
        (Slot::Identity | Slot::Boundary | Slot::Session | Slot::Scp | Slot::Rule, _) => Named::Itself,
        // A resource policy that names nobody speaks to nobody.
        (Slot::ResourcePolicy | Slot::Vpce, None) => Named::Not,
        // "The NotPrincipal element with a Deny effect will always deny any
        // IAM principal that has a permissions boundary policy attached" (IAM
        // User Guide, "Permissions boundaries for IAM entities").
        (Slot::ResourcePolicy, Some(PrincipalElement::AllBut(_)))
            if effect == Effect::Deny && bounded && caller.has_policies() =>
        {
            Named::Everyone
        }
        (Slot::Vpce, _) => rule::named_at_endpoint(caller.named_by(element, effect), effect, &request.action),
        _ => caller.named_by(element, effect),
    }
}

/// In the policies of a principal IAM completes an ARN of fewer than six
/// parts: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
pub fn complete(wanted: &str, slot: Slot) -> std::borrow::Cow<'_, str> {
    let parts = wanted.split(':').count();
    let of_principal = matches!(slot, Slot::Identity | Slot::Boundary | Slot::Session);
    if of_principal && parts < 6 && wanted.starts_with("arn:") {
        return format!("{wanted}{}", ":*".repeat(6 - parts)).into();
    }
    wanted.into()
}
