//! The roles of the account and who they let in: what services ask of IAM
//! before they take a `RoleArn`.

use crate::policy::{Document, Effect, Principal, PrincipalElement};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Trust policies by role ARN; kept by IAM.
#[derive(Debug, Default)]
pub struct Roles {
    trust: RwLock<HashMap<String, String>>,
}

impl Roles {
    /// A role was made, or its trust policy replaced.
    pub fn set(&self, arn: &str, trust: &str) {
        let mut roles = self.trust.write().unwrap_or_else(PoisonError::into_inner);
        roles.insert(arn.to_owned(), trust.to_owned());
    }

    /// The role is gone.
    pub fn remove(&self, arn: &str) {
        let mut roles = self.trust.write().unwrap_or_else(PoisonError::into_inner);
        roles.remove(arn);
    }

    /// Whether the role exists.
    pub fn exists(&self, arn: &str) -> bool {
        let roles = self.trust.read().unwrap_or_else(PoisonError::into_inner);
        roles.contains_key(arn)
    }

    /// The trust policy of a role that exists.
    pub fn trust(&self, arn: &str) -> Option<Document> {
        let roles = self.trust.read().unwrap_or_else(PoisonError::into_inner);
        Document::parse(roles.get(arn)?).ok()
    }

    /// Whether the role exists and a service such as
    /// `sagemaker.amazonaws.com` may assume it.
    pub fn admits(&self, arn: &str, service: &str) -> bool {
        let roles = self.trust.read().unwrap_or_else(PoisonError::into_inner);
        let Some(document) = roles.get(arn).and_then(|trust| Document::parse(trust).ok()) else {
            return false;
        };
        document.statements.iter().any(|statement| {
            statement.effect == Effect::Allow
                && statement
                    .principal
                    .as_ref()
                    .map_or(&[][..], PrincipalElement::principals)
                    .iter()
                    .any(|p| matches!(p, Principal::Service(name) if name == service))
        })
    }
}
