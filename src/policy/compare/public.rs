//! Which requests are the public's: those that nothing in the policies ties to
//! somebody or somewhere that they name.
//!
//! Sources: S3 User Guide, "The meaning of public"; Access Analyzer API,
//! `CheckNoPublicAccess`.

use crate::policy::evaluate::Request;
use crate::policy::evaluate::caller::{Caller, CallerKind, Named};
use crate::policy::evaluate::value;
use crate::policy::query::fence_values;
use crate::policy::{Document, Effect, Principal, PrincipalElement, Statement, pattern};

/// Whether the request is one that anyone could make: its caller is named by
/// no statement, and no key that says who or whence has a value that they fix.
pub(super) fn is_of_the_public(request: &Request, set: &[Document]) -> bool {
    let caller = Caller::of(request);
    // A service acts for somebody, and a provider is named where it is let in.
    let is_anyone = !matches!(caller.kind, CallerKind::Service | CallerKind::Federated);
    let mut statements = set.iter().flat_map(|document| &document.statements);
    is_anyone && !statements.any(|s| names(s, &caller) || ties(s, request))
}

/// Whether the statement names the caller, otherwise than with everyone.
fn names(statement: &Statement, caller: &Caller<'_>) -> bool {
    let Some(element) = &statement.principal else {
        return false;
    };
    let named: Vec<Principal> = element
        .principals()
        .iter()
        .filter(|principal| !principal.is_everyone())
        .cloned()
        .collect();
    caller.named_by(Some(&PrincipalElement::Only(named)), Effect::Allow) != Named::Not
}

/// Whether a key of the request has a value that the statement's conditions
/// fix.
fn ties(statement: &Statement, request: &Request) -> bool {
    statement.conditions.iter().any(|condition| {
        let given = request.context.get(&condition.key).unwrap_or_default();
        fence_values(condition).any(|fixed| given.iter().any(|value| is_within(fixed, value)))
    })
}

fn is_within(fixed: &str, value: &str) -> bool {
    pattern::matches_ignoring_case(fixed, value) || value::in_range(fixed, value)
}
