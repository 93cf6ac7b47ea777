//! What a set of documents says of one request, statement by statement.

use super::Place;
use crate::policy::evaluate::caller::{Caller, Named};
use crate::policy::evaluate::{Request, condition, variable};
use crate::policy::{Document, Effect, Select, Statement, pattern};

/// One statement of a set.
#[derive(Clone, Copy)]
pub(super) struct Said<'p> {
    pub(super) document: usize,
    pub(super) at: usize,
    pub(super) statement: &'p Statement,
    pub(super) variables: bool,
}

/// Every statement of a set.
pub(super) fn statements(set: &[Document]) -> impl Iterator<Item = Said<'_>> {
    set.iter().enumerate().flat_map(|(document, text)| {
        let variables = text.has_variables();
        text.statements
            .iter()
            .enumerate()
            .map(move |(at, statement)| Said {
                document,
                at,
                statement,
                variables,
            })
    })
}

impl Said<'_> {
    pub(super) fn denies(&self) -> bool {
        self.statement.effect == Effect::Deny
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        Place {
            document: self.document,
            statement: self.at,
            sid: self.statement.sid.clone(),
        }
    }

    /// The keys that it names as variables, in lower case.
    pub(super) fn variable_keys(&self) -> Vec<String> {
        if !self.variables {
            return Vec::new();
        }
        let resources = self.statement.resource.as_ref().map_or(&[][..], Select::patterns);
        let wanted = self.statement.conditions.iter().flat_map(|c| &c.values);
        resources
            .iter()
            .chain(wanted)
            .flat_map(|text| variable_keys(text))
            .collect()
    }

    /// The keys that its answer hangs on, in lower case.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut keys = self.variable_keys();
        keys.extend(
            self.statement
                .conditions
                .iter()
                .map(|c| c.key.to_ascii_lowercase()),
        );
        keys
    }

    /// Whether which resources it speaks of hangs on the context.
    fn has_variable_resources(&self) -> bool {
        let patterns = self.statement.resource.as_ref().map_or(&[][..], Select::patterns);
        self.variables && patterns.iter().any(|p| variable::has_variables(p))
    }

    /// Whether it may speak of requests like this one in another context.
    pub(super) fn may_be_about(&self, request: &Request) -> bool {
        self.is_about_action(request)
            && self.is_about_principal(request)
            && (self.has_variable_resources() || self.is_about_resource(request))
    }

    /// Whether it speaks of the request, conditions included.
    pub(super) fn speaks(&self, request: &Request) -> bool {
        self.is_about_action(request)
            && self.is_about_principal(request)
            && self.is_about_resource(request)
            && condition::all_hold(self.statement, &request.context, self.variables)
    }

    fn is_about_action(&self, request: &Request) -> bool {
        let action = |patterns: &[String]| {
            patterns
                .iter()
                .any(|p| pattern::matches_ignoring_case(p, &request.action))
        };
        match &self.statement.action {
            Select::Only(patterns) => action(patterns),
            Select::AllBut(patterns) => !action(patterns),
        }
    }

    fn is_about_principal(&self, request: &Request) -> bool {
        Caller::of(request).named_by(self.statement.principal.as_ref()) != Named::Not
    }

    fn is_about_resource(&self, request: &Request) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|p| self.is_resource(p, request));
        match &self.statement.resource {
            None => true,
            Some(Select::Only(patterns)) => any(patterns),
            // A variable without a value may have excluded the resource: that
            // grants nothing, and a denial stands.
            Some(Select::AllBut(patterns)) => {
                !any(patterns) && (self.denies() || patterns.iter().all(|p| self.is_told(p, request)))
            }
        }
    }

    fn is_told(&self, wanted: &str, request: &Request) -> bool {
        !(self.variables && variable::has_variables(wanted))
            || variable::resolve(wanted, &request.context).is_some()
    }

    fn is_resource(&self, wanted: &str, request: &Request) -> bool {
        if self.variables && variable::has_variables(wanted) {
            return variable::resolve(wanted, &request.context)
                .is_some_and(|tokens| variable::matches(&tokens, &request.resource));
        }
        pattern::matches(wanted, &request.resource)
    }
}

/// The keys that a text names as variables, in lower case.
pub(super) fn variable_keys(text: &str) -> Vec<String> {
    text.split("${")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(inside, _)| {
            inside
                .split(',')
                .next()
                .unwrap_or(inside)
                .trim()
                .to_ascii_lowercase()
        })
        .filter(|key| !["*", "?", "$"].contains(&key.as_str()))
        .collect()
}

/// What a set answers to a request.
pub(super) enum Answer<'p> {
    /// Allowed by this statement.
    Allows(Said<'p>),
    /// Denied by this statement.
    Denies(Said<'p>),
    /// Nothing allows it.
    Silent,
}

/// Asks the statements that may be about the request.
pub(super) fn ask<'p>(about: &[Said<'p>], request: &Request) -> Answer<'p> {
    let speaks = |said: &&Said<'p>| said.speaks(request);
    if let Some(said) = about.iter().filter(|s| s.denies()).find(speaks) {
        return Answer::Denies(*said);
    }
    match about.iter().filter(|s| !s.denies()).find(speaks) {
        Some(said) => Answer::Allows(*said),
        None => Answer::Silent,
    }
}
