//! What a policy document must be for IAM to take it, and how long it may be.

use super::ask::Refusal;
use super::state::{Holder, State, key};
use crate::demo::ACCOUNT_ID;
use crate::policy::operator::Operator;
use crate::policy::{Document, Principal, PrincipalElement, Statement};
use std::collections::HashSet;

/// The most characters of a managed policy, white space apart.
pub(super) const MANAGED: usize = 6144;
/// The most characters of a trust policy, white space apart.
pub(super) const TRUST: usize = 2048;

/// The most characters of all inline policies of a principal together.
pub(super) fn inline_quota(holder: Holder) -> usize {
    match holder {
        Holder::User => 2048,
        Holder::Group => 5120,
        Holder::Role => 10_240,
    }
}

/// Characters as IAM counts them: without white space.
pub(super) fn size(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}

/// Refuses what is not an identity policy.
pub(super) fn check_identity(text: &str) -> Result<(), Refusal> {
    if let Some(fault) = identity_fault(text) {
        return Err(Refusal::malformed(fault));
    }
    let document = read(text)?;
    check_statements(&document)?;
    for statement in &document.statements {
        let resources = statement.resource.as_ref().map_or(&[][..], |r| r.patterns());
        if let Some(bad) = resources.iter().find(|r| !is_arn_or_any(r)) {
            return Err(Refusal::malformed(format!(
                "Resource {bad} must be in ARN format or \"*\"."
            )));
        }
    }
    Ok(())
}

/// Refuses what is not a trust policy, or trusts a principal of this account
/// that is not there.
pub(super) fn check_trust(state: &State, text: &str) -> Result<(), Refusal> {
    if let Some(fault) = trust_fault(text) {
        return Err(Refusal::malformed(fault));
    }
    let document = read(text)?;
    check_statements(&document)?;
    if document.statements.iter().any(|s| !assumes_only(s)) {
        return Err(Refusal::malformed(
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ));
    }
    let principals = document
        .statements
        .iter()
        .flat_map(|s| s.principal.as_ref().map_or(&[][..], PrincipalElement::principals));
    for principal in principals {
        if let Principal::Aws(arn) = principal
            && !may_exist(state, arn)
        {
            return Err(Refusal::malformed(format!(
                "Invalid principal in policy: \"AWS\":\"{arn}\""
            )));
        }
    }
    if size(text) > TRUST {
        return Err(Refusal::limit("Cannot exceed quota for ACLSizePerRole: 2048"));
    }
    Ok(())
}

fn read(text: &str) -> Result<Document, Refusal> {
    Document::parse(text).map_err(|error| Refusal::malformed(format!("Syntax errors in policy: {error}")))
}

/// What IAM asks of every statement: actions of a service, known condition
/// operators, a `Sid` of letters and digits that no other has.
fn check_statements(document: &Document) -> Result<(), Refusal> {
    let mut sids = HashSet::new();
    for statement in &document.statements {
        if let Some(sid) = statement.sid.as_deref().filter(|sid| !sid.is_empty()) {
            if !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
                return Err(Refusal::malformed(
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular \
                     expression [0-9A-Za-z]*",
                ));
            }
            if !sids.insert(sid) {
                return Err(Refusal::malformed(
                    "Statement IDs (SID) in a single policy must be unique.",
                ));
            }
        }
        let actions = statement.action.patterns();
        if actions.iter().any(|a| a != "*" && !a.contains(':')) {
            return Err(Refusal::malformed(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            ));
        }
        let unknown = statement
            .conditions
            .iter()
            .find(|c| Operator::parse(&c.operator).is_none());
        if let Some(condition) = unknown {
            return Err(Refusal::malformed(format!(
                "Invalid Condition type : {}.",
                condition.operator
            )));
        }
    }
    Ok(())
}

fn is_arn_or_any(resource: &str) -> bool {
    resource == "*" || (resource.starts_with("arn:") && resource.split(':').count() >= 6)
        // A wildcard may stand for several parts of an ARN.
        || (resource.starts_with("arn:") && resource.contains('*'))
        || resource.starts_with('*')
}

fn assumes_only(statement: &Statement) -> bool {
    statement
        .action
        .patterns()
        .iter()
        .all(|action| action == "*" || action.to_ascii_lowercase().starts_with("sts:"))
}

/// Other accounts' principals cannot be looked up; ours can.
fn may_exist(state: &State, arn: &str) -> bool {
    if arn == "*" || (arn.len() == 12 && arn.bytes().all(|b| b.is_ascii_digit())) {
        return true;
    }
    let Some((prefix, resource)) = arn.rsplit_once(':') else {
        // A unique id (`AROA…`) stands for a principal that is gone.
        return arn.starts_with("AROA") || arn.starts_with("AIDA");
    };
    if !arn.starts_with("arn:") || resource.contains('*') {
        return false;
    }
    if !prefix.ends_with(&format!("::{ACCOUNT_ID}")) {
        return true;
    }
    let name = resource.rsplit('/').next().unwrap_or("");
    match resource.split('/').next() {
        Some("root" | "federated-user" | "assumed-role") => true,
        Some("role") => state.roles.get(&key(name)).is_some_and(|r| r.core.arn == arn),
        Some("user") => state.users.get(&key(name)).is_some_and(|u| u.core.arn == arn),
        _ => false,
    }
}

/// What an identity policy must be: statements with resources, no principals.
fn identity_fault(text: &str) -> Option<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return Some(format!("Syntax errors in policy: {error}")),
    };
    if document.statements.iter().any(|s| s.principal.is_some()) {
        return Some("Policy document should not specify a principal.".to_owned());
    }
    if document.statements.iter().any(|s| s.resource.is_none()) {
        return Some("Policy statement must contain resources.".to_owned());
    }
    None
}

/// What a role's trust policy must be: principals, no resources.
fn trust_fault(text: &str) -> Option<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return Some(format!("This policy contains invalid Json: {error}")),
    };
    if document.statements.iter().any(|s| s.principal.is_none()) {
        return Some("AssumeRole policy must contain principals.".to_owned());
    }
    if document.statements.iter().any(|s| s.resource.is_some()) {
        return Some("Has prohibited field Resource.".to_owned());
    }
    None
}
