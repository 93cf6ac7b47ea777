//! What kind of principal asks, and which statements name it.

use super::Request;
use crate::policy::{Effect, Principal, PrincipalElement};

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
    /// A SAML or OIDC provider, before the role is assumed.
    Federated,
    /// An S3 account or origin access identity by its canonical id.
    Canonical,
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
    /// `aws:userid` of the context: the unique id, with the session's name.
    unique_id: Option<&'r str>,
}

/// How a statement names a principal, from the weakest to the strongest.
///
/// The order is that of what a grant in the resource's own policy is worth:
/// one to the account hands the decision to its policies, one to a role is
/// limited by boundary and session policy, one to everyone or to the caller
/// itself by nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// It does not.
    Not,
    /// By its account: the account is trusted, and its own policies decide.
    Account,
    /// As the role that it is, or of which it is a session.
    Role,
    /// With everyone else.
    Everyone,
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
        let kind = if arn == Some("arn") {
            kind_of_arn(resource, service, account)
        } else {
            kind_of_name(id, &request.action)
        };
        let single = |key| match request.context.get(key) {
            Some([one]) => Some(one.as_str()),
            _ => None,
        };
        let known_arn = (kind == CallerKind::Session)
            .then(|| single("aws:principalarn"))
            .flatten()
            .filter(|arn| arn.contains(":role/"));
        Self {
            id,
            account,
            kind,
            resource,
            partition: partition.unwrap_or("aws"),
            known_arn,
            unique_id: (arn == Some("arn")).then(|| single("aws:userid")).flatten(),
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
        matches!(self.kind, CallerKind::Role | CallerKind::Session)
            && self
                .known_arn
                .unwrap_or(self.id)
                .contains(":role/aws-service-role/")
    }

    /// Whether it has policies of its own: users, roles and sessions do;
    /// services, providers and callers without credentials do not.
    pub fn has_policies(&self) -> bool {
        !matches!(
            self.kind,
            CallerKind::Anonymous | CallerKind::Service | CallerKind::Federated | CallerKind::Canonical
        )
    }

    /// How a statement's `Principal` or `NotPrincipal` names it. A policy
    /// without the element (identity policies) speaks of whom it is attached to.
    pub fn named_by(&self, element: Option<&PrincipalElement>, effect: Effect) -> Named {
        match element {
            None => Named::Itself,
            Some(PrincipalElement::Only(all)) => self.strongest(all),
            Some(PrincipalElement::AllBut(all)) if self.is_spared(all, effect) => Named::Not,
            Some(PrincipalElement::AllBut(_)) => Named::Everyone,
        }
    }

    fn strongest(&self, all: &[Principal]) -> Named {
        all.iter().map(|p| self.named_as(p)).max().unwrap_or(Named::Not)
    }

    /// Whether `NotPrincipal` takes the caller out of the statement.
    ///
    /// Of a `Deny` AWS checks "the account first, then the role, and then the
    /// assumed-role user" (IAM User Guide, NotPrincipal), so both the account
    /// and the user or role must be listed. Of an `Allow` either takes it out:
    /// a grant is never read wider than it may be meant.
    fn is_spared(&self, all: &[Principal], effect: Effect) -> bool {
        let strongest = self.strongest(all);
        if effect == Effect::Allow || strongest == Named::Everyone || !self.has_policies() {
            return strongest != Named::Not;
        }
        let as_account = all.iter().any(|p| self.named_as(p) == Named::Account);
        match self.kind {
            CallerKind::Root => strongest != Named::Not,
            CallerKind::Session => as_account && all.iter().any(|p| self.named_as(p) == Named::Role),
            _ => as_account && strongest > Named::Account,
        }
    }

    fn named_as(&self, principal: &Principal) -> Named {
        let itself = |value: &str, kind| self.kind == kind && self.id == value;
        match principal {
            Principal::Everyone => Named::Everyone,
            Principal::Aws(value) => self.named_as_aws(value),
            Principal::Service(value) if itself(value, CallerKind::Service) => Named::Itself,
            Principal::Federated(value) if itself(value, CallerKind::Federated) => Named::Itself,
            Principal::CanonicalUser(value) if itself(value, CallerKind::Canonical) => Named::Itself,
            _ => Named::Not,
        }
    }

    fn named_as_aws(&self, value: &str) -> Named {
        if value == "*" {
            return Named::Everyone;
        }
        if value == self.id {
            // A role acts through its sessions, so a grant to it is never one
            // to the caller itself.
            return if self.kind == CallerKind::Role {
                Named::Role
            } else {
                Named::Itself
            };
        }
        if self.account.is_empty() {
            return Named::Not;
        }
        if value == self.account {
            return Named::Account;
        }
        let mut parts = value.splitn(6, ':').skip(4);
        let (account, resource) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        if account.is_empty() {
            return self.named_by_unique_id(value);
        }
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

    /// A saved policy holds the unique id of a user or role in place of its
    /// ARN (IAM User Guide, Principal); a session's own id has its name after
    /// a colon.
    fn named_by_unique_id(&self, value: &str) -> Named {
        let Some(own) = self.unique_id else {
            return Named::Not;
        };
        let (user_or_role, session) = own.split_once(':').unwrap_or((own, ""));
        if own == value && (session.is_empty() || self.kind == CallerKind::Session) {
            return if self.kind == CallerKind::Role {
                Named::Role
            } else {
                Named::Itself
            };
        }
        if user_or_role == value && value.starts_with("AROA") {
            return Named::Role;
        }
        Named::Not
    }
}

fn kind_of_arn(resource: &str, service: Option<&str>, account: &str) -> CallerKind {
    // An origin access identity of CloudFront is of no account: it has no
    // policies of its own.
    if account == "cloudfront" {
        return CallerKind::Canonical;
    }
    let session = service == Some("sts");
    match resource.split_once('/').map_or(resource, |(first, _)| first) {
        "root" => CallerKind::Root,
        "user" => CallerKind::User,
        "role" => CallerKind::Role,
        "assumed-role" if session => CallerKind::Session,
        "federated-user" if session => CallerKind::FederatedUser,
        _ => CallerKind::Federated,
    }
}

/// The kind of a principal that is no ARN. `cognito-identity.amazonaws.com` is
/// a service and an identity provider; the call tells which.
fn kind_of_name(id: &str, action: &str) -> CallerKind {
    let provider = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];
    if id == "*" || id.is_empty() {
        CallerKind::Anonymous
    } else if id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        CallerKind::Canonical
    } else if provider.iter().any(|a| a.eq_ignore_ascii_case(action)) {
        CallerKind::Federated
    } else if !id.contains(['/', ':'])
        && (id.ends_with(".amazonaws.com") || id.ends_with(".amazonaws.com.cn"))
    {
        CallerKind::Service
    } else {
        CallerKind::Federated
    }
}
