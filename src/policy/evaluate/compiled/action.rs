//! The patterns of `Action` or `NotAction`, sorted by service, so that a
//! statement about another service is passed over at once.

use crate::policy::{Select, pattern};

/// `Action` or `NotAction`, made ready.
#[derive(Clone, Debug)]
pub struct Actions {
    negated: bool,
    any: bool,
    services: Vec<(Box<str>, Vec<Name>)>,
    /// Patterns with a wildcard in the service, or without a colon.
    loose: Vec<Box<str>>,
}

/// The name of an action behind the colon.
#[derive(Clone, Debug)]
enum Name {
    Any,
    Exact(Box<str>),
    Prefix(Box<str>),
    Wild(Box<str>),
}

impl Actions {
    /// Makes the patterns ready.
    pub fn of(select: &Select) -> Self {
        let mut all = Self {
            negated: select.is_negated(),
            any: false,
            services: Vec::new(),
            loose: Vec::new(),
        };
        for pattern in select.patterns() {
            all.add(pattern);
        }
        all
    }

    fn add(&mut self, wanted: &str) {
        if pattern::is_any(wanted) {
            self.any = true;
            return;
        }
        let (service, name) = match wanted.split_once(':') {
            Some((service, name)) if !pattern::is_wild(service) => (service, Name::of(name)),
            _ => return self.loose.push(wanted.into()),
        };
        let known = self
            .services
            .iter_mut()
            .find(|(s, _)| s.eq_ignore_ascii_case(service));
        match known {
            Some((_, names)) => names.push(name),
            None => self.services.push((service.into(), vec![name])),
        }
    }

    /// Whether they select the action, given as service and name, if it has a
    /// colon, and whole.
    pub fn select(&self, parts: Option<(&str, &str)>, action: &str) -> bool {
        let named = |(service, name): (&str, &str)| {
            let names = self
                .services
                .iter()
                .find(|(s, _)| s.eq_ignore_ascii_case(service));
            names.is_some_and(|(_, names)| names.iter().any(|n| n.matches(name)))
        };
        let loosely = || {
            self.loose
                .iter()
                .any(|p| pattern::matches_ignoring_case(p, action))
        };
        (self.any || parts.is_some_and(named) || loosely()) != self.negated
    }
}

impl Name {
    fn of(name: &str) -> Self {
        if pattern::is_any(name) {
            return Self::Any;
        }
        if !pattern::is_wild(name) {
            return Self::Exact(name.into());
        }
        match name.strip_suffix('*') {
            Some(start) if !pattern::is_wild(start) => Self::Prefix(start.into()),
            _ => Self::Wild(name.into()),
        }
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(wanted) => wanted.eq_ignore_ascii_case(name),
            Self::Prefix(start) => name
                .as_bytes()
                .get(..start.len())
                .is_some_and(|given| given.eq_ignore_ascii_case(start.as_bytes())),
            Self::Wild(wanted) => pattern::matches_ignoring_case(wanted, name),
        }
    }
}
