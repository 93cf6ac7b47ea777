//! Building statements, each with its reason.

use crate::policy::document::Span;
use crate::policy::{Condition, Effect, Principal, PrincipalElement, Select, Statement};

/// A statement being built, and why it is there.
#[derive(Clone, Debug)]
pub struct Clause {
    pub(super) sid: &'static str,
    pub(super) why: &'static str,
    pub(super) statement: Statement,
}

impl Clause {
    fn new(effect: Effect, sid: &'static str, why: &'static str, actions: &[&str]) -> Self {
        Self {
            sid,
            why,
            statement: Statement {
                sid: Some(sid.to_owned()),
                effect,
                principal: None,
                action: Select::Only(actions.iter().map(|a| (*a).to_owned()).collect()),
                resource: None,
                conditions: Vec::new(),
                span: Span::default(),
            },
        }
    }

    /// A grant.
    pub fn allow(sid: &'static str, why: &'static str, actions: &[&str]) -> Self {
        Self::new(Effect::Allow, sid, why, actions)
    }

    /// A denial.
    pub fn deny(sid: &'static str, why: &'static str, actions: &[&str]) -> Self {
        Self::new(Effect::Deny, sid, why, actions)
    }

    fn principal(mut self, principal: Principal) -> Self {
        self.statement.principal = Some(PrincipalElement::Only(vec![principal]));
        self
    }

    /// For everyone.
    #[must_use]
    pub fn everyone(self) -> Self {
        self.principal(Principal::Everyone)
    }

    /// For a user, a role or an account.
    #[must_use]
    pub fn aws(self, arn: String) -> Self {
        self.principal(Principal::Aws(arn))
    }

    /// For a service.
    #[must_use]
    pub fn service(self, name: String) -> Self {
        self.principal(Principal::Service(name))
    }

    /// On these resources.
    #[must_use]
    pub fn on(mut self, resources: impl IntoIterator<Item = String>) -> Self {
        self.statement.resource = Some(Select::Only(resources.into_iter().collect()));
        self
    }

    /// On all resources but these.
    #[must_use]
    pub fn on_all_but(mut self, resources: impl IntoIterator<Item = String>) -> Self {
        self.statement.resource = Some(Select::AllBut(resources.into_iter().collect()));
        self
    }

    /// On `*`: for actions that take no resource, and for the key or endpoint
    /// that the policy is attached to.
    #[must_use]
    pub fn on_any(self) -> Self {
        self.on(["*".to_owned()])
    }

    /// Only where the condition holds; all conditions of a statement must.
    #[must_use]
    pub fn when<S: Into<String>>(
        mut self,
        operator: &str,
        key: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        self.statement.conditions.push(Condition {
            operator: operator.to_owned(),
            key: key.to_owned(),
            values: values.into_iter().map(Into::into).collect(),
        });
        self
    }
}
