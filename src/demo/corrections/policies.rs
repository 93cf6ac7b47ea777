//! The faults of a policy document that AWS refuses when it is put.

use crate::demo::roles::Roles;
use crate::demo::{ACCOUNT_ID, Call};
use crate::policy::query::breadth::{Conditions, allows};
use crate::policy::{Document, Principal, PrincipalElement, Statement};

/// What an identity policy must be: statements with resources, no principals.
pub fn identity_fault(text: &str) -> Option<String> {
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
pub fn trust_fault(text: &str) -> Option<String> {
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

/// What a key policy must be: well-formed, with principals that exist, and
/// such that the caller can still change it (the lockout check).
pub fn key_policy_fault(text: &str, roles: &Roles, call: &Call, bypass_lockout: bool) -> Option<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return Some(format!("The policy is malformed: {error}")),
    };
    if document.statements.iter().any(|s| s.principal.is_none()) {
        return Some("Policy contains a statement without a principal.".to_owned());
    }
    let unknown = document.statements.iter().flat_map(principals).any(|p| match p {
        Principal::Aws(arn) => {
            arn.contains(&format!(":{ACCOUNT_ID}:role/")) && !arn.contains(":role/aws-") && !roles.exists(arn)
        }
        _ => false,
    });
    if unknown {
        return Some("Policy contains a statement with one or more invalid principals.".to_owned());
    }
    if bypass_lockout || keeps_a_door(&document, call) {
        return None;
    }
    Some("The new key policy will not allow you to update the key policy in the future.".to_owned())
}

fn principals(statement: &Statement) -> &[Principal] {
    statement
        .principal
        .as_ref()
        .map_or(&[], PrincipalElement::principals)
}

fn keeps_a_door(document: &Document, call: &Call) -> bool {
    if allows(document, "kms:PutKeyPolicy", "*", Conditions::Ignore).is_none() {
        return false;
    }
    let role = assumed_role(&call.caller.arn);
    document.statements.iter().any(|statement| {
        let opens = allows(
            &Document {
                version: document.version,
                id: None,
                statements: vec![statement.clone()],
            },
            "kms:PutKeyPolicy",
            "*",
            Conditions::Ignore,
        )
        .is_some();
        opens
            && principals(statement).iter().any(|p| match p {
                Principal::Everyone => true,
                Principal::Aws(name) => {
                    name == "*"
                        || name == ACCOUNT_ID
                        || *name == format!("arn:aws:iam::{ACCOUNT_ID}:root")
                        || *name == *call.caller.arn
                        || role.as_deref() == Some(name)
                }
                _ => false,
            })
    })
}

/// The role behind `arn:aws:sts::…:assumed-role/Role/session`, without path.
fn assumed_role(caller: &str) -> Option<String> {
    let (_, rest) = caller.split_once(":assumed-role/")?;
    let role = rest.split('/').next()?;
    Some(format!("arn:aws:iam::{ACCOUNT_ID}:role/{role}"))
}
