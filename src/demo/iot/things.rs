//! Things: devices by name, their attributes and certificates; and the
//! endpoint that they connect to.

use super::targets::is_certificate;
use super::{Region, Reply, TOKEN, Work, invalid, missing};
use crate::demo::ids::Ids;
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A device.
#[derive(Debug)]
pub(super) struct Thing {
    id: String,
    attributes: Value,
    principals: BTreeSet<String>,
}

impl Thing {
    /// Whether the thing has a certificate.
    pub(super) fn holds(&self, principal: &str) -> bool {
        self.principals.contains(principal)
    }
}

fn find<'r>(region: &'r mut Region, work: &Work<'_>) -> Result<&'r mut Thing, Refusal> {
    let name = work.name();
    let found = region.things.get_mut(name);
    found.ok_or_else(|| missing(format!("Thing {name} cannot be found.")))
}

/// `CreateThing`: again with the same attributes is no fault.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let name = work.name();
    let plain = |c: char| c.is_ascii_alphanumeric() || ":_-".contains(c);
    if !(1..=128).contains(&name.len()) || !name.chars().all(plain) {
        return Err(invalid(format!("Invalid thing name: {name}")));
    }
    if work.request["thingTypeName"].is_string() {
        return Err(missing("The thing type cannot be found."));
    }
    let attributes = match &work.request["attributePayload"]["attributes"] {
        Value::Object(given) => Value::Object(given.clone()),
        _ => json!({}),
    };
    let old = region.things.get(name);
    if old.is_some_and(|old| old.attributes != attributes) {
        return Err(Refusal::new(
            409,
            "ResourceAlreadyExistsException",
            format!("Thing {name} already exists in account with different attributes"),
        ));
    }
    let id = old.map_or_else(|| work.ids.uuid(), |old| old.id.clone());
    region.things.entry(name.to_owned()).or_insert_with(|| Thing {
        id: id.clone(),
        attributes,
        principals: BTreeSet::new(),
    });
    Ok(json!({"thingName": name, "thingArn": work.arn("thing", name), "thingId": id}))
}

/// `DescribeThing`.
pub(super) fn describe(region: &mut Region, work: &Work<'_>) -> Reply {
    let thing = find(region, work)?;
    Ok(json!({
        "defaultClientId": work.name(),
        "thingName": work.name(),
        "thingId": thing.id,
        "thingArn": work.arn("thing", work.name()),
        "attributes": thing.attributes,
        "version": 1,
    }))
}

/// `ListThings`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let all: Vec<Value> = region
        .things
        .iter()
        .map(|(name, thing)| {
            json!({
                "thingName": name,
                "thingArn": work.arn("thing", name),
                "attributes": thing.attributes,
                "version": 1,
            })
        })
        .collect();
    work.page("things", &all, TOKEN)
}

/// `DeleteThing`: what it holds is detached first; a thing that is not there
/// is no fault.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let held = region
        .things
        .get(work.name())
        .is_some_and(|thing| !thing.principals.is_empty());
    if held {
        return Err(invalid(format!(
            "Cannot delete. Thing {} is still attached to one or more principals",
            work.name()
        )));
    }
    region.things.remove(work.name());
    Ok(json!({}))
}

/// The principal in its header.
fn principal(work: &Work<'_>) -> String {
    work.call.header("x-amzn-principal").unwrap_or("").to_owned()
}

/// `AttachThingPrincipal`.
pub(super) fn attach(region: &mut Region, work: &Work<'_>) -> Reply {
    let principal = principal(work);
    find(region, work)?;
    if !is_certificate(region, work, &principal) {
        return Err(missing(format!("The principal does not exist ({principal})")));
    }
    find(region, work)?.principals.insert(principal);
    Ok(json!({}))
}

/// `DetachThingPrincipal`.
pub(super) fn detach(region: &mut Region, work: &Work<'_>) -> Reply {
    let principal = principal(work);
    find(region, work)?.principals.remove(&principal);
    Ok(json!({}))
}

/// `ListThingPrincipals`.
pub(super) fn principals(region: &mut Region, work: &Work<'_>) -> Reply {
    let all: Vec<Value> = find(region, work)?.principals.iter().map(|p| json!(p)).collect();
    work.page("principals", &all, TOKEN)
}

/// `ListPrincipalThings`.
pub(super) fn of_principal(region: &Region, work: &Work<'_>) -> Reply {
    let principal = principal(work);
    let holding = region.things.iter().filter(|(_, thing)| thing.holds(&principal));
    let all: Vec<Value> = holding.map(|(name, _)| json!(name)).collect();
    work.page("things", &all, TOKEN)
}

/// `DescribeEndpoint`: the account's own host, the same at every call.
pub(super) fn endpoint(work: &Work<'_>) -> Reply {
    let region = &work.call.region;
    let seed = region
        .bytes()
        .fold(14_u64, |sum, b| sum.wrapping_mul(31) + u64::from(b));
    let name = Ids::new(seed).unique("a", 13).to_lowercase();
    let host = match work.call.query.get("endpointType") {
        Some("iot:Data-ATS") => format!("{name}-ats.iot.{region}.amazonaws.com"),
        None | Some("iot:Data" | "") => format!("{name}.iot.{region}.amazonaws.com"),
        Some("iot:CredentialProvider") => format!("{name}.credentials.iot.{region}.amazonaws.com"),
        Some("iot:Jobs") => format!("{name}.jobs.iot.{region}.amazonaws.com"),
        Some(other) => return Err(invalid(format!("Invalid endpoint type: {other}"))),
    };
    Ok(json!({"endpointAddress": host}))
}
