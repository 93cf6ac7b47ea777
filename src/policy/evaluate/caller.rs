//! What kind of principal asks, and which statements name it.

use super::Request;
use crate::policy::{Principal, PrincipalElement};

/// The kinds of principal that decisions tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// No credentials.
    Anonymous,
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A role, by its own ARN: any of its sessions.
    Role,
    /// A session of a role.
    Session,
    /// A federated user of STS.
    FederatedUser,
    /// An AWS service by its own name.
    Service,
    /// A SAML or OIDC provider.
    Federated,
}

/// The principal of a request, taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'r> {
    /// As the request names it.
    pub id: &'r str,
    /// Its account; empty for services and anonymous requests.
    pub account: &'r str,
    /// Its kind.
    pub kind: CallerKind,
    resource: &'r str,
    partition: &'r str,
    /// `aws:PrincipalArn` of the context, which has a session's role with its path.
    known_arn: Option<&'r str>,
}

/// How a statement names a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// It does not.
    Not,
    /// By its account: the account is trusted, and its own policies decide.
    Account,
    /// With everyone else.
    Everyone,
    /// As a role, of which it is a session.
    Role,
    /// Itself.
    Itself,
}

impl<'r> Caller<'r> {
    /// Takes the principal of a request apart.
    pub fn of(request: &'r Request) -> Self {
        let id = request.principal.as_str();
        let mut parts = id.splitn(6, ':');
        let (arn, partition, service) = (parts.next(), parts.next(), parts.next());
        let (account, resource) = (parts.nth(1).unwrap_or(""), parts.next().unwrap_or(""));
        let kind = if arn != Some("arn") {
            if id == "*" || id.is_empty() {
                CallerKind::Anonymous
            } else if id.contains('.') && !id.contains('/') && !id.contains(':') && id.contains(".amazon") {
                CallerKind::Service
            } else {
                CallerKind::Federated
            }
        } else if resource == "root" {
            CallerKind::Root
        } else if resource.starts_with("user/") {
            CallerKind::User
        } else if resource.starts_with("role/") {
            CallerKind::Role
        } else if resource.starts_with("assumed-role/") && service == Some("sts") {
            CallerKind::Session
        } else if resource.starts_with("federated-user/") {
            CallerKind::FederatedUser
        } else {
            CallerKind::Federated
        };
        let known_arn = match request.context.get("aws:principalarn") {
            Some([one]) if kind == CallerKind::Session && one.contains(":role/") => Some(one.as_str()),
            _ => None,
        };
        Self {
            id,
            account,
            kind,
            resource,
            partition: partition.unwrap_or("aws"),
            known_arn,
        }
    }

    /// The name: of the user, of the role (also of a session's role).
    pub fn name(&self) -> &'r str {
        if self.kind == CallerKind::Session {
            return self.resource.split('/').nth(1).unwrap_or("");
        }
        self.resource.rsplit('/').next().unwrap_or("")
    }

    /// `aws:PrincipalArn`: for a session the ARN of its role (without the
    /// path, which a session's ARN does not tell).
    pub fn principal_arn(&self) -> String {
        match (self.kind, self.known_arn) {
            (_, Some(arn)) => arn.to_owned(),
            (CallerKind::Session, None) => {
                format!(
                    "arn:{}:iam::{}:role/{}",
                    self.partition,
                    self.account,
                    self.name()
                )
            }
            _ => self.id.to_owned(),
        }
    }

    /// Whether it is a service-linked role, which organisation policies spare.
    pub fn is_service_linked(&self) -> bool {
        self.known_arn
            .unwrap_or(self.id)
            .contains(":role/aws-service-role/")
    }

    /// How a statement's `Principal` or `NotPrincipal` names it. A policy
    /// without the element (identity policies) speaks of whom it is attached to.
    pub fn named_by(&self, element: Option<&PrincipalElement>) -> Named {
        let strongest = |all: &[Principal]| all.iter().map(|p| self.named_as(p)).max().unwrap_or(Named::Not);
        match element {
            None => Named::Itself,
            Some(PrincipalElement::Only(all)) => strongest(all),
            Some(PrincipalElement::AllBut(all)) => match strongest(all) {
                Named::Not => Named::Everyone,
                _ => Named::Not,
            },
        }
    }

    fn named_as(&self, principal: &Principal) -> Named {
        match principal {
            Principal::Everyone => Named::Everyone,
            Principal::Aws(value) => self.named_as_aws(value),
            Principal::Service(value) if self.kind == CallerKind::Service && self.id == value => {
                Named::Itself
            }
            Principal::Federated(value) if self.kind == CallerKind::Federated && self.id == value => {
                Named::Itself
            }
            _ => Named::Not,
        }
    }

    fn named_as_aws(&self, value: &str) -> Named {
        if value == "*" {
            return Named::Everyone;
        }
        if value == self.id {
            return Named::Itself;
        }
        if self.account.is_empty() {
            return Named::Not;
        }
        if value == self.account {
            return Named::Account;
        }
        let mut parts = value.splitn(6, ':').skip(4);
        let (account, resource) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        if account != self.account {
            return Named::Not;
        }
        if resource == "root" {
            return Named::Account;
        }
        let role = self.kind == CallerKind::Session
            && match self.known_arn {
                Some(arn) => arn == value,
                None => resource.starts_with("role/") && resource.rsplit('/').next() == Some(self.name()),
            };
        if role { Named::Role } else { Named::Not }
    }
}
