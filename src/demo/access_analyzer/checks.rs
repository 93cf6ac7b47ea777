//! The custom policy checks. They pass what can be proved from the documents,
//! and fail what cannot: a check that does not know does not pass.

use super::scan::is_denied;
use super::{Request, invalid};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::policy::query::exposure::public_statements;
use crate::policy::{Document, Effect, Select, Statement, pattern};
use serde_json::{Value, json};

fn document(request: &Request<'_>, field: &str) -> Result<Document, Refusal> {
    Document::parse(request.required(field)?).map_err(|error| {
        Refusal::new(
            400,
            "InvalidParameterException",
            format!("The policy in {field} is not valid: {error}"),
        )
    })
}

fn check_type(request: &Request<'_>) -> Result<(), Refusal> {
    match outcome::text(&request.body, "policyType") {
        Some("IDENTITY_POLICY" | "RESOURCE_POLICY") => Ok(()),
        _ => Err(invalid("policyType is not one of the allowed values")),
    }
}

/// The answer: the statements that failed, each with the reason.
fn answer(messages: [&str; 2], failed: &[(usize, &Statement)], reason: &str) -> Value {
    let reasons: Vec<Value> = failed
        .iter()
        .map(|(index, statement)| {
            let mut out = json!({
                "description": format!("{reason} in the statement with index: {index}."),
                "statementIndex": index,
            });
            if let Some(sid) = &statement.sid {
                out["description"] = json!(format!("{reason} in the statement with sid: {sid}."));
                out["statementId"] = json!(sid);
            }
            out
        })
        .collect();
    if reasons.is_empty() {
        json!({"result": "PASS", "message": messages[0]})
    } else {
        json!({"result": "FAIL", "message": messages[1], "reasons": reasons})
    }
}

/// `CheckNoPublicAccess`.
pub(super) fn no_public_access(request: &mut Request<'_>) -> Outcome {
    let kind = request.required("resourceType")?;
    if !kind.starts_with("AWS::") {
        return Err(invalid("resourceType is not one of the allowed values"));
    }
    let document = document(request, "policyDocument")?;
    let denied = |statement: &Statement| matches!(&statement.action, Select::Only(actions) if actions.iter().all(|a| is_denied(&document, a)));
    let public = public_statements(&document);
    let failed: Vec<(usize, &Statement)> = document
        .statements
        .iter()
        .enumerate()
        .filter(|(_, statement)| public.iter().any(|p| std::ptr::eq(*p, *statement)) && !denied(statement))
        .collect();
    let messages = [
        "The resource policy does not grant public access for the specified resource type.",
        "The resource policy grants public access for the specified resource type.",
    ];
    Ok(answer(messages, &failed, "Public access granted"))
}

/// Whether one selection takes all that another takes.
fn covers(wide: &Select, narrow: &Select, same_case: bool) -> bool {
    let pattern_covers = |wide: &String, narrow: &String| {
        pattern::covers(wide, narrow) && (!same_case || wide == narrow || pattern::matches(wide, narrow))
    };
    match (wide, narrow) {
        (Select::Only(wide), Select::Only(narrow)) => {
            narrow.iter().all(|n| wide.iter().any(|w| pattern_covers(w, n)))
        }
        // What the wide one leaves out, the narrow one must leave out too.
        (Select::AllBut(wide), Select::AllBut(narrow)) => {
            wide.iter().all(|w| narrow.iter().any(|n| pattern_covers(n, w)))
        }
        (Select::AllBut(out), Select::Only(narrow)) => narrow.iter().all(|n| !out.iter().any(|o| meet(o, n))),
        (Select::Only(wide), Select::AllBut(_)) => wide.iter().any(|w| pattern::is_any(w)),
    }
}

/// Whether there is a text that both patterns match, without regard to case.
fn meet(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let (a, b) = (a.as_bytes(), b.as_bytes());
    // reached[j]: the first i bytes of one and the first j of the other can meet.
    let mut reached = vec![false; b.len() + 1];
    for i in 0..=a.len() {
        let mut next = vec![false; b.len() + 1];
        for j in 0..=b.len() {
            let star = |pattern: &[u8], at: usize| at > 0 && pattern[at - 1] == b'*';
            let step = |x: u8, y: u8| x == y || x == b'?' || y == b'?';
            next[j] = (i == 0 && j == 0)
                || (star(a, i) && (reached[j] || (j > 0 && next[j - 1])))
                || (star(b, j) && (next[j.saturating_sub(1)] || (i > 0 && reached[j])))
                || (i > 0
                    && j > 0
                    && !star(a, i)
                    && !star(b, j)
                    && reached[j - 1]
                    && step(a[i - 1], b[j - 1]));
        }
        reached = next;
    }
    reached[b.len()]
}

/// Whether one statement, of the same effect, speaks of all that another
/// speaks of: its conditions are among the other's.
fn contains(wide: &Statement, narrow: &Statement) -> bool {
    let principals = wide.principal == narrow.principal
        || wide
            .principal
            .as_ref()
            .is_some_and(|p| p.is_everyone() && !matches!(p, crate::policy::PrincipalElement::AllBut(_)))
        || matches!((&wide.principal, &narrow.principal), (Some(w), Some(n))
            if std::mem::discriminant(w) == std::mem::discriminant(n)
                && matches!(w, crate::policy::PrincipalElement::Only(_))
                && n.principals().iter().all(|p| w.principals().contains(p)));
    let resources = match (&wide.resource, &narrow.resource) {
        (None, None) => true,
        (Some(wide), Some(narrow)) => covers(wide, narrow, true),
        _ => false,
    };
    principals
        && resources
        && covers(&wide.action, &narrow.action, false)
        && wide.conditions.iter().all(|c| narrow.conditions.contains(c))
}

/// The parts of a statement with one action and one resource each.
fn parts(statement: &Statement) -> Vec<Statement> {
    let split = |select: &Select| -> Vec<Select> {
        match select {
            Select::Only(patterns) => patterns.iter().map(|p| Select::Only(vec![p.clone()])).collect(),
            Select::AllBut(_) => vec![select.clone()],
        }
    };
    let resources: Vec<Option<Select>> = match &statement.resource {
        None => vec![None],
        Some(select) => split(select).into_iter().map(Some).collect(),
    };
    let mut out = Vec::new();
    for action in split(&statement.action) {
        for resource in &resources {
            out.push(Statement {
                action: action.clone(),
                resource: resource.clone(),
                ..statement.clone()
            });
        }
    }
    out
}

fn of(document: &Document, effect: Effect) -> impl Iterator<Item = &Statement> {
    document.statements.iter().filter(move |s| s.effect == effect)
}

/// `CheckNoNewAccess`: every part of what the new policy allows must have been
/// allowed, and no denial may be gone.
pub(super) fn no_new_access(request: &mut Request<'_>) -> Outcome {
    check_type(request)?;
    let newer = document(request, "newPolicyDocument")?;
    let older = document(request, "existingPolicyDocument")?;
    let lost: Vec<&Statement> = of(&older, Effect::Deny)
        .filter(|deny| !of(&newer, Effect::Deny).any(|kept| contains(kept, deny)))
        .collect();
    let may_meet = |a: &Select, b: &Select| match (a, b) {
        (Select::Only(a), Select::Only(b)) => a.iter().any(|a| b.iter().any(|b| meet(a, b))),
        _ => true,
    };
    let is_new = |statement: &Statement| {
        let undenied = parts(statement).into_iter().filter(|part| {
            !of(&newer, Effect::Deny).any(|deny| deny.conditions.is_empty() && contains(deny, part))
        });
        undenied.into_iter().any(|part| {
            !of(&older, Effect::Allow).any(|known| contains(known, &part))
                || lost.iter().any(|deny| may_meet(&deny.action, &part.action))
        })
    };
    let failed: Vec<(usize, &Statement)> = newer
        .statements
        .iter()
        .enumerate()
        .filter(|(_, s)| s.effect == Effect::Allow && is_new(s))
        .collect();
    let messages = [
        "The modified permissions do not grant new access compared to your existing policy.",
        "The modified permissions grant new access compared to your existing policy.",
    ];
    Ok(answer(messages, &failed, "New access"))
}

/// `CheckAccessNotGranted`: none of the actions on any of the resources,
/// whatever the conditions.
pub(super) fn access_not_granted(request: &mut Request<'_>) -> Outcome {
    check_type(request)?;
    let document = document(request, "policyDocument")?;
    let access = request.body["access"].as_array().cloned().unwrap_or_default();
    let [asked] = access.as_slice() else {
        return Err(invalid("access must have one element"));
    };
    let actions = outcome::texts(asked, "actions");
    let resources = outcome::texts(asked, "resources");
    if actions.is_empty() && resources.is_empty() {
        return Err(invalid("access must name actions or resources"));
    }
    let actions = if actions.is_empty() { vec!["*"] } else { actions };
    let resources = if resources.is_empty() {
        vec!["*"]
    } else {
        resources
    };
    let speaks = |select: &Select, asked: &str| match select {
        Select::Only(patterns) => patterns.iter().any(|p| meet(p, asked)),
        Select::AllBut(patterns) => !patterns.iter().any(|p| pattern::covers(p, asked)),
    };
    let denied = |action: &str, resource: &str| {
        of(&document, Effect::Deny).any(|deny| {
            let all =
                |select: &Select, asked: &str| covers(select, &Select::Only(vec![asked.to_owned()]), false);
            deny.conditions.is_empty()
                && deny
                    .principal
                    .as_ref()
                    .is_none_or(crate::policy::PrincipalElement::is_everyone)
                && all(&deny.action, action)
                && deny.resource.as_ref().is_none_or(|select| all(select, resource))
        })
    };
    let grants = |statement: &Statement| {
        actions.iter().any(|action| {
            resources.iter().any(|resource| {
                speaks(&statement.action, action)
                    && statement
                        .resource
                        .as_ref()
                        .is_none_or(|select| speaks(select, resource))
                    && !denied(action, resource)
            })
        })
    };
    let failed: Vec<(usize, &Statement)> = document
        .statements
        .iter()
        .enumerate()
        .filter(|(_, s)| s.effect == Effect::Allow && grants(s))
        .collect();
    let messages = [
        "The policy document does not grant access to perform the listed actions or resources.",
        "The policy document grants access to perform one or more of the listed actions or resources.",
    ];
    Ok(answer(
        messages,
        &failed,
        "One or more of the listed actions or resources",
    ))
}
