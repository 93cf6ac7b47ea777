//! Which condition keys policies ask for.

use super::Acts;
use super::access::{boundary, holder, sources};
use super::ask::{Ask, Refusal};
use super::state::State;
use crate::demo::Response;
use crate::policy::Document;

pub(super) const ACTS: Acts = &[
    ("GetContextKeysForCustomPolicy", custom),
    ("GetContextKeysForPrincipalPolicy", principal),
];

/// The documents of `PolicyInputList`, which must be documents.
pub(super) fn inputs<'a>(ask: &'a Ask<'_>, list: &str) -> Result<Vec<(&'a str, Document)>, Refusal> {
    ask.form
        .list(list)
        .into_iter()
        .map(|text| match Document::parse(text) {
            Ok(document) => Ok((text, document)),
            Err(error) => Err(Refusal::input(format!("Syntax errors in policy: {error}"))),
        })
        .collect()
}

/// The keys of conditions and of policy variables, each once.
pub(super) fn keys_of<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |key: &str| {
        if !found.iter().any(|f| f.eq_ignore_ascii_case(key)) {
            found.push(key.to_owned());
        }
    };
    for document in documents {
        for statement in &document.statements {
            for condition in &statement.conditions {
                add(&condition.key);
                for text in &condition.values {
                    variables(text, &mut add);
                }
            }
            let resources = statement.resource.as_ref().map_or(&[][..], |r| r.patterns());
            for text in resources {
                variables(text, &mut add);
            }
        }
    }
    found
}

/// The keys of `${aws:username}` and its kin; `${*}` is no key.
fn variables(text: &str, add: &mut impl FnMut(&str)) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let Some((variable, next)) = after.split_once('}') else {
            return;
        };
        let key = variable.split(',').next().unwrap_or(variable).trim();
        if key.contains(':') {
            add(key);
        }
        rest = next;
    }
}

fn answer(ask: &Ask<'_>, keys: &[String]) -> Response {
    ask.answer(|x| x.list("ContextKeyNames", "member", keys, |x, key| x.raw_text(key)))
}

fn custom(_: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let documents = inputs(ask, "PolicyInputList")?;
    if documents.is_empty() {
        ask.need("PolicyInputList")?;
    }
    Ok(answer(ask, &keys_of(documents.iter().map(|(_, d)| d))))
}

fn principal(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let arn = ask.need("PolicySourceArn")?;
    let (holder, name) =
        holder(arn).ok_or_else(|| Refusal::input(format!("Invalid PolicySourceArn: {arn}")))?;
    let core = state.core(holder, name)?;
    let own = sources(state, holder, name);
    let texts = own.iter().map(|s| s.document).chain(boundary(state, core));
    let mut documents: Vec<Document> = texts.filter_map(|text| Document::parse(text).ok()).collect();
    documents.extend(inputs(ask, "PolicyInputList")?.into_iter().map(|(_, d)| d));
    Ok(answer(ask, &keys_of(&documents)))
}
