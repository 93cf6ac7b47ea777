//! Aliases: `alias/` and a name that is nobody else's in the Region.

use super::find::{self, By};
use super::state::{Alias, State};
use super::{Refusal, Reply, Work, managed, page};
use serde_json::{Value, json};
use std::ops::Bound;

/// `AliasName`, checked; what is AWS's is not the customer's to change.
fn name<'w>(work: &'w Work<'_>) -> Result<&'w str, Refusal> {
    let name = work.text("AliasName")?;
    if name.chars().count() > 256 {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value '{name}' at 'aliasName' failed to satisfy constraint: Member must have length less than or equal to 256"
        )));
    }
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ":/_-".contains(c))
    {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value '{name}' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
        )));
    }
    match name.strip_prefix("alias/") {
        None | Some("") => Err(Refusal::invalid("Invalid identifier")),
        Some(rest) if rest == "aws" || rest.starts_with("aws/") => {
            Err(Refusal("NotAuthorizedException", String::new()))
        }
        Some(rest) if rest.contains(':') => Err(Refusal::invalid(format!(
            "{name} contains invalid characters for an alias"
        ))),
        Some(_) => Ok(name),
    }
}

/// The key that an alias is to name: the customer's, and not on its way out.
fn target(state: &mut State, work: &Work<'_>) -> Result<String, Refusal> {
    if work.text("TargetKeyId")?.contains("alias/") {
        return Err(Refusal::invalid("Aliases must refer to keys. Not aliases"));
    }
    let id = find::id(state, work, "TargetKeyId", By::Id)?;
    let key = find::by_id(state, work, &id)?;
    find::refuse_aws_managed(key, work)?;
    find::refuse_going(key)?;
    Ok(id)
}

/// `CreateAlias`.
pub(super) fn create(state: &mut State, work: &Work<'_>) -> Reply {
    let name = name(work)?;
    let taken = state.region(work.region()).aliases.contains_key(name);
    if taken {
        let arn = find::alias_arn(work.region(), name);
        let message = format!("An alias with the name {arn} already exists");
        return Err(Refusal("AlreadyExistsException", message));
    }
    let id = target(state, work)?;
    find::by_id(state, work, &id)?.aliases.insert(name.to_owned());
    let alias = Alias {
        key: id,
        created: work.now(),
        updated: work.now(),
    };
    state.region(work.region()).aliases.insert(name.to_owned(), alias);
    Ok(json!({}))
}

fn missing(work: &Work<'_>, name: &str) -> Refusal {
    let arn = find::alias_arn(work.region(), name);
    Refusal("NotFoundException", format!("Alias {arn} is not found."))
}

/// `UpdateAlias`: to a key of the same kind and usage.
pub(super) fn update(state: &mut State, work: &Work<'_>) -> Reply {
    let name = name(work)?;
    let old = state.region(work.region()).aliases.get(name);
    let old = old
        .map(|alias| alias.key.clone())
        .ok_or_else(|| missing(work, name))?;
    let new = target(state, work)?;
    let kind = |state: &mut State, id: &str| {
        let key = find::by_id(state, work, id)?;
        let symmetric = key.spec == super::spec::SYMMETRIC;
        Ok::<_, Refusal>((symmetric, key.usage.clone()))
    };
    if kind(state, &old)? != kind(state, &new)? {
        return Err(Refusal::invalid(
            "The current and the new KMS key must be the same type (both symmetric or both asymmetric or both HMAC), and they must have the same key usage.",
        ));
    }
    find::by_id(state, work, &old)?.aliases.remove(name);
    find::by_id(state, work, &new)?.aliases.insert(name.to_owned());
    if let Some(alias) = state.region(work.region()).aliases.get_mut(name) {
        (alias.key, alias.updated) = (new, work.now());
    }
    Ok(json!({}))
}

/// `DeleteAlias`.
pub(super) fn delete(state: &mut State, work: &Work<'_>) -> Reply {
    let name = name(work)?;
    let here = state.region(work.region());
    let alias = here.aliases.remove(name).ok_or_else(|| missing(work, name))?;
    if let Some(key) = here.keys.get_mut(&alias.key) {
        key.aliases.remove(name);
    }
    Ok(json!({}))
}

/// `ListAliases`: all, or those of a key. AWS's aliases that no service has used
/// yet have no target.
pub(super) fn list(state: &mut State, work: &Work<'_>) -> Reply {
    let region = work.region();
    let of_key = match work.given("KeyId") {
        Some(_) => Some(find::key(state, work)?.aliases.clone()),
        None => None,
    };
    let here = state.region(region);
    let shown = |name: &str| {
        let mut entry = json!({"AliasName": name, "AliasArn": find::alias_arn(region, name)});
        if let Some(alias) = here.aliases.get(name) {
            entry["TargetKeyId"] = json!(alias.key);
            entry["CreationDate"] = json!(alias.created.0);
            entry["LastUpdatedDate"] = json!(alias.updated.0);
        }
        (name.to_owned(), entry)
    };
    page(work, "Aliases", 50, 100, |after| {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = (from, Bound::Unbounded);
        if let Some(names) = of_key {
            return names.range::<str, _>(range).map(|name| shown(name)).collect();
        }
        let used = here
            .aliases
            .range::<str, _>(range)
            .take(1001)
            .map(|(name, _)| shown(name));
        let unused = managed::unused(here).filter(|name| after.is_none_or(|after| *name > after));
        let mut all: Vec<(String, Value)> = used.chain(unused.map(&shown)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    })
}
