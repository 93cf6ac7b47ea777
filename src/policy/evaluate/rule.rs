//! The rules of AWS that no policy writes: which policies bear on a request,
//! and which of them must allow it.
//!
//! Both forms of the evaluator read them here.

use super::caller::{Caller, CallerKind, Named};
use super::{Request, Slot};
use crate::policy::Effect;

/// Which policies must allow a request that nothing denies. Service control
/// and endpoint policies, where there are any, must in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Required {
    /// How strongly the resource's own policy must name the caller at least;
    /// [`Named::Not`] if it need not allow at all.
    pub resource: Named,
    /// Whether an identity policy must.
    pub identity: bool,
    /// Whether the permissions boundary must, if there is one.
    pub boundary: bool,
    /// Whether the session policy must, if there is one.
    pub session: bool,
}

impl Required {
    /// What a request needs, given how the resource's own policy names the
    /// caller in its strongest grant.
    ///
    /// Sources: IAM User Guide, "Policy evaluation for requests within a
    /// single account" (the table of resource-based policies and implicit
    /// denies in other policy types) and "Cross-account policy evaluation
    /// logic"; KMS Developer Guide, "Key policies in AWS KMS".
    pub fn of(request: &Request, caller: &Caller<'_>, granted: Named) -> Self {
        let alone = Self {
            resource: Named::Everyone,
            identity: false,
            boundary: false,
            session: false,
        };
        if !caller.has_policies() {
            return alone;
        }
        let same_account = caller.account == request.owner_beside(caller);
        if same_account && granted >= Named::Everyone {
            return alone;
        }
        if same_account && granted == Named::Role {
            return Self {
                resource: Named::Role,
                boundary: true,
                session: true,
                ..alone
            };
        }
        let elsewhere = !same_account || is_rooted_in_resource(&request.action, &request.resource);
        let own = caller.kind != CallerKind::Root;
        Self {
            resource: if elsewhere { Named::Account } else { Named::Not },
            identity: own,
            boundary: own,
            session: own,
        }
    }
}

/// STS calls for which policies are not asked: "No permissions are required
/// […] even if an administrator explicitly denies" (STS API reference,
/// GetCallerIdentity).
pub fn needs_no_permission(action: &str) -> bool {
    action.eq_ignore_ascii_case("sts:GetCallerIdentity")
}

/// Whether policies of this slot bear on the request at all.
pub fn bears(slot: Slot, request: &Request, caller: &Caller<'_>) -> bool {
    match slot {
        Slot::Identity | Slot::Boundary | Slot::Session => caller.has_policies(),
        Slot::Scp => caller.has_policies() && !caller.is_service_linked(),
        // KMS Developer Guide, "Resource control policies in AWS KMS":
        // kms:RetireGrant is not subject to them.
        Slot::Rcp => !caller.is_service_linked() && !request.action.eq_ignore_ascii_case("kms:RetireGrant"),
        Slot::ResourcePolicy | Slot::Vpce | Slot::Rule => true,
    }
}

/// Whether the root user of the bucket's account may go past a denial of its
/// bucket policy, "even if their bucket policy explicitly denies the root
/// principal's access" (S3 API reference, PutBucketPolicy and its kin).
pub fn overrules_bucket_policy(request: &Request, caller: &Caller<'_>) -> bool {
    let calls = [
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
    ];
    caller.kind == CallerKind::Root
        && calls
            .iter()
            .any(|call| call.eq_ignore_ascii_case(&request.action))
        && caller.account == request.owner_beside(caller)
}

/// What a naming in an endpoint policy is worth.
///
/// In the policy of a gateway endpoint (S3, DynamoDB) an account means its
/// root user only (PrivateLink guide, "Principals for gateway endpoints"). An
/// interface endpoint to S3 reads it as the whole account. The request does not
/// say which it goes through, so a grant counts only if both would read it so.
pub fn named_at_endpoint(named: Named, effect: Effect, action: &str) -> Named {
    let service = action.split(':').next().unwrap_or("");
    let gateway = ["s3", "dynamodb"].iter().any(|s| s.eq_ignore_ascii_case(service));
    match named {
        Named::Account if gateway && effect == Effect::Allow => Named::Not,
        named => named,
    }
}

/// Keys and roles: their own policy must let the principal or its account in,
/// even within the account; identity policies alone do not count.
pub fn is_rooted_in_resource(action: &str, resource: &str) -> bool {
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    let part = resource.splitn(6, ':').nth(5).unwrap_or("");
    if service.eq_ignore_ascii_case("kms") {
        return part.starts_with("key/");
    }
    // Assuming a role, and what is asked along with it: session tags and the
    // source identity "must be allowed in the role trust policy".
    let along = ["TagSession", "SetSourceIdentity"];
    service.eq_ignore_ascii_case("sts")
        && (name
            .get(..10)
            .is_some_and(|start| start.eq_ignore_ascii_case("AssumeRole"))
            || (part.starts_with("role/") && along.iter().any(|a| a.eq_ignore_ascii_case(name))))
}

/// Whether a session policy is to be asked. Without one only a federated user
/// is limited, to nothing: "if you do not pass any session policies, then the
/// resulting federated user session has no permissions" (STS API reference,
/// GetFederationToken).
pub fn is_limited_by_session(caller: &Caller<'_>, given: bool) -> bool {
    given || caller.kind == CallerKind::FederatedUser
}
