//! Who asks what of which resource, in which context.

use super::caller::{Caller, CallerKind};
use std::collections::BTreeMap;

/// The condition keys of a request; names are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    keys: BTreeMap<String, Vec<String>>,
}

impl Context {
    /// Sets a key to its values; no value means that the key is absent.
    pub fn set(&mut self, key: &str, values: Vec<String>) {
        self.keys.insert(key.to_ascii_lowercase(), values);
    }

    /// The keys that are present, in lower case and in order, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        let present = self.keys.iter().filter(|(_, values)| !values.is_empty());
        present.map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// The values of a key; `None` if it is absent or has none.
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let found = if key.bytes().any(|b| b.is_ascii_uppercase()) {
            self.keys.get(&key.to_ascii_lowercase())
        } else {
            self.keys.get(key)
        };
        found.map(Vec::as_slice).filter(|values| !values.is_empty())
    }
}

/// One request to AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The ARN of a user, role, session or root; a service
    /// (`sagemaker.amazonaws.com`); `*` for a request without credentials.
    pub principal: String,
    /// `service:Action`.
    pub action: String,
    /// The ARN of the resource; `*` for actions that have none.
    pub resource: String,
    /// The account that owns the resource, where its ARN does not say so (S3).
    /// Unknown means the account of the principal.
    pub resource_account: Option<String>,
    /// The condition keys.
    pub context: Context,
}

impl Request {
    /// A request with an empty context.
    pub fn new(principal: impl Into<String>, action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            principal: principal.into(),
            action: action.into(),
            resource: resource.into(),
            resource_account: None,
            context: Context::default(),
        }
    }

    /// Adds a condition key with one value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.context.set(key, vec![value.into()]);
        self
    }

    /// Says who owns the resource.
    #[must_use]
    pub fn owned_by(mut self, account: impl Into<String>) -> Self {
        self.resource_account = Some(account.into());
        self
    }

    /// Adds the keys that AWS itself derives from the principal and the
    /// resource, where they are not set yet: `aws:PrincipalArn`,
    /// `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`,
    /// `aws:PrincipalIsAWSService`, `aws:PrincipalServiceName`,
    /// `aws:ResourceAccount`.
    #[must_use]
    pub fn with_aws_keys(mut self) -> Self {
        let mut derived: Vec<(&str, String)> = Vec::new();
        let caller = Caller::of(&self);
        let service = caller.kind == CallerKind::Service;
        derived.push(("aws:PrincipalIsAWSService", service.to_string()));
        if service {
            derived.push(("aws:PrincipalServiceName", self.principal.clone()));
        } else if caller.kind != CallerKind::Anonymous {
            derived.push(("aws:PrincipalArn", caller.principal_arn()));
            derived.push(("aws:PrincipalAccount", caller.account.to_owned()));
            let kind = match caller.kind {
                CallerKind::User => "User",
                CallerKind::Root => "Account",
                CallerKind::FederatedUser => "FederatedUser",
                _ => "AssumedRole",
            };
            derived.push(("aws:PrincipalType", kind.to_owned()));
            if caller.kind == CallerKind::User {
                derived.push(("aws:username", caller.name().to_owned()));
            }
        }
        derived.push(("aws:ResourceAccount", self.owner().to_owned()));
        for (key, value) in derived {
            if self.context.get(key).is_none() && !value.is_empty() {
                self.context.set(key, vec![value]);
            }
        }
        self
    }

    /// The account that owns the resource: as told, else as its ARN says, else
    /// the account of the principal.
    pub fn owner(&self) -> &str {
        if let Some(account) = &self.resource_account {
            return account;
        }
        match self.resource.split(':').nth(4) {
            Some(account) if !account.is_empty() => account,
            _ => Caller::of(self).account,
        }
    }
}
