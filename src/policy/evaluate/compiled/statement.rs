//! One statement made ready, and the request taken apart for it.

use super::super::caller::{Caller, Named};
use super::super::statement::{complete, named, takes_no_resource};
use super::super::{Request, Slot};
use super::action::Actions;
use super::condition::Condition;
use super::text::{How, Text};
use crate::policy::{self, Effect, PrincipalElement};

/// A request taken apart once for all statements.
pub struct Asked<'r> {
    /// The request.
    pub request: &'r Request,
    /// Its principal.
    pub caller: Caller<'r>,
    /// Service and name of the action; `None` if it has no colon.
    action: Option<(&'r str, &'r str)>,
    bounded: bool,
}

impl<'r> Asked<'r> {
    /// Takes the request of a caller apart, who has a boundary or not.
    pub fn of(request: &'r Request, bounded: bool) -> Self {
        Self {
            request,
            caller: Caller::of(request),
            action: request.action.split_once(':'),
            bounded,
        }
    }
}

/// A statement made ready.
#[derive(Clone, Debug)]
pub struct Statement {
    slot: Slot,
    effect: Effect,
    principal: Option<PrincipalElement>,
    actions: Actions,
    resources: Resources,
    conditions: Vec<Condition>,
}

/// `Resource` or `NotResource`, made ready.
#[derive(Clone, Debug)]
enum Resources {
    All,
    None,
    Only(Vec<Text>),
    AllBut(Vec<Text>),
}

impl Statement {
    /// Makes a statement of a document of this slot ready.
    pub fn of(statement: &policy::Statement, slot: Slot, variables: bool) -> Self {
        let texts = |patterns: &[String]| {
            let ready = |p: &String| Text::of(&complete(p, slot), How::Like, variables);
            patterns.iter().map(ready).collect()
        };
        let resources = match &statement.resource {
            None if takes_no_resource(slot) || statement.effect == Effect::Deny => Resources::All,
            None => Resources::None,
            Some(policy::Select::Only(patterns)) => Resources::Only(texts(patterns)),
            Some(policy::Select::AllBut(patterns)) => Resources::AllBut(texts(patterns)),
        };
        let conditions = statement.conditions.iter();
        Self {
            slot,
            effect: statement.effect,
            principal: statement.principal.clone(),
            actions: Actions::of(&statement.action),
            resources,
            conditions: conditions
                .map(|c| Condition::of(c, statement.effect, variables))
                .collect(),
        }
    }

    /// How it names the caller, if it speaks of the request.
    pub fn speaks(&self, asked: &Asked<'_>) -> Named {
        let request = asked.request;
        if !self.actions.select(asked.action, &request.action) || !self.is_of_resource(request) {
            return Named::Not;
        }
        let named = named(
            &asked.caller,
            asked.bounded,
            self.principal.as_ref(),
            self.slot,
            self.effect,
            request,
        );
        if named != Named::Not && self.conditions.iter().all(|c| c.holds(&request.context)) {
            named
        } else {
            Named::Not
        }
    }

    fn is_of_resource(&self, request: &Request) -> bool {
        let context = &request.context;
        let matches = |t: &Text| t.matches(&request.resource, How::Like, context);
        if context.has_doubts() {
            return self.is_of_resource_in_doubt(request);
        }
        match &self.resources {
            Resources::All => true,
            Resources::None => false,
            Resources::Only(texts) => texts.iter().any(matches),
            Resources::AllBut(texts) if self.effect == Effect::Deny => !texts.iter().any(matches),
            // A variable without a value may have excluded the resource.
            Resources::AllBut(texts) => !texts
                .iter()
                .any(|t| t.may_match(&request.resource, How::Like, context)),
        }
    }

    /// The same where keys may be unknown: what is not known of a pattern
    /// counts for the statement, or against it.
    fn is_of_resource_in_doubt(&self, request: &Request) -> bool {
        let (context, resource) = (&request.context, &request.resource);
        let favoured = context.favours(self.effect);
        let matches = |t: &Text, widely: bool| {
            if t.is_unread(context) {
                widely && t.may_match(resource, How::Like, context)
            } else {
                t.matches(resource, How::Like, context)
            }
        };
        match &self.resources {
            Resources::All => true,
            Resources::None => false,
            Resources::Only(texts) => texts.iter().any(|t| matches(t, favoured)),
            Resources::AllBut(texts) if self.effect == Effect::Deny => {
                !texts.iter().any(|t| matches(t, !favoured))
            }
            Resources::AllBut(texts) => !texts
                .iter()
                .filter(|t| !(favoured && t.is_unread(context)))
                .any(|t| t.may_match(resource, How::Like, context)),
        }
    }
}
