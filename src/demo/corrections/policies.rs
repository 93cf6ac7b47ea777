//! The faults of a policy document that AWS refuses when it is put.

use crate::policy::Document;

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
