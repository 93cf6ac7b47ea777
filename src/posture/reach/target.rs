//! What is asked about: an action on a resource, understood as people write
//! it, with what the resource says and what is not known of it.

use super::map::Reach;
use super::place::is_on;
use super::side::{Side, held, is_assumption};
use crate::inventory::{Arn, Detail, Kind};
use crate::policy::catalogue;
use crate::policy::evaluate::rule::is_rooted_in_resource;

/// Why a question cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Not the full name of one action that AWS has.
    #[error("{0:?} is no action of AWS; name one in full, such as s3:GetObject")]
    NoSuchAction(String),
    /// No ARN, and not the name of one resource that the inventory holds.
    #[error("{name:?} is no ARN, and {held}")]
    NoSuchResource {
        /// What was given.
        name: String,
        /// What the inventory holds of that name.
        held: String,
    },
    /// The action is on other things.
    #[error("{action} is not on {resource}; AWS knows it on {known}")]
    Misfit {
        /// The action.
        action: String,
        /// The resource.
        resource: String,
        /// What the action is on.
        known: String,
    },
}

/// An action on a resource.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) action: String,
    /// The resource; a pattern where any one within it counts.
    pub(super) resource: String,
    pub(super) side: Held,
    /// What the answer cannot take into account.
    pub(super) caveats: Vec<String>,
}

/// What the resource says: kept with the map, or made for the question.
#[derive(Debug)]
pub(super) enum Held {
    /// By the ARN under which the map keeps it.
    Kept(Arn),
    /// Its own.
    Own(Box<Side>),
}

impl Target {
    /// What the resource says.
    pub(super) fn side<'s>(&'s self, reach: &'s Reach<'_>) -> &'s Side {
        match &self.side {
            Held::Kept(arn) => &reach.sides[arn],
            Held::Own(side) => side,
        }
    }
}

impl Reach<'_> {
    /// Understands a question.
    pub(super) fn target(&self, action: &str, resource: &str) -> Result<Target, QueryError> {
        let service = action.split(':').next().and_then(catalogue::service);
        let (Some(service), Some(known)) = (service, catalogue::action(action)) else {
            return Err(QueryError::NoSuchAction(action.to_owned()));
        };
        // As AWS spells it.
        let action = format!("{}:{}", service.prefix, known.name);
        let mut resource = self.resource(resource, service.prefix)?;
        let whole_bucket = !resource.contains('/') && resource.contains(":s3:::");
        if whole_bucket && !is_bucket_action(&action) {
            resource.push_str("/*");
        }
        if resource != "*" && !is_on(&action, &resource) {
            return Err(QueryError::Misfit {
                known: kinds_of(&action),
                action,
                resource,
            });
        }
        let mut caveats = self.blind_spots();
        let side = self.side_of(&action, &resource, &mut caveats);
        let target = Target {
            action,
            resource,
            side,
            caveats,
        };
        Ok(target)
    }

    fn resource(&self, given: &str, service: &str) -> Result<String, QueryError> {
        if given == "*" {
            return Ok(given.to_owned());
        }
        let arn = Arn::new(given);
        if arn.is_well_formed() {
            let alias = arn.service() == "kms" && arn.resource().starts_with("alias/");
            let key = alias.then(|| self.names.find(Kind::KmsKey, arn.resource(), arn.region()));
            return Ok(key.flatten().map_or(given, |k| k.arn.as_str()).to_owned());
        }
        let of_service = |kind: Kind| kind.service() == service || (service == "sts" && kind == Kind::Role);
        let aliased = |detail: &Detail| matches!(detail, Detail::KmsKey(key) if key.aliases.known().is_some_and(|all| all.iter().any(|a| a == given)));
        let found: Vec<&str> = self
            .inventory
            .iter()
            .filter(|r| of_service(r.kind()) && (r.name == given || aliased(&r.detail)))
            .map(|r| r.arn.as_str())
            .collect();
        match found.as_slice() {
            [one] => Ok((*one).to_owned()),
            [] => Err(QueryError::NoSuchResource {
                name: given.to_owned(),
                held: format!("the inventory holds nothing of {service} with that name"),
            }),
            many => Err(QueryError::NoSuchResource {
                name: given.to_owned(),
                held: format!("several resources have that name: {}", many.join(", ")),
            }),
        }
    }

    fn side_of(&self, action: &str, resource: &str, caveats: &mut Vec<String>) -> Held {
        let assumes = is_assumption(action);
        let found = held(self.inventory, resource);
        // A role's trust policy speaks of assuming it only.
        let told = found
            .filter(|r| r.kind() != Kind::Role || assumes)
            .map(|r| &r.arn);
        let Some(arn) = told.filter(|arn| self.sides.contains_key(*arn)) else {
            return Held::Own(Box::new(self.side_without(
                action,
                resource,
                found.is_some(),
                caveats,
            )));
        };
        let side = &self.sides[arn];
        if let Some(why) = &side.hidden {
            caveats.push(format!("Whoever the {why} lets in by itself is not listed."));
        }
        let sessions = side.sessions(&self.library);
        if !sessions.is_empty() {
            let named = sessions.join(", ");
            caveats.push(format!(
                "The policy names sessions ({named}): who may take those names is not followed."
            ));
        }
        if let Some(Detail::KmsKey(key)) = found.map(|r| &r.detail)
            && let Some(gap) = key.grants.gap()
        {
            caveats.push(format!("Whoever holds a grant of the key is not listed: {gap}."));
        }
        Held::Kept(arn.clone())
    }

    /// A resource of which the map keeps no policy.
    fn side_without(&self, action: &str, resource: &str, is_held: bool, caveats: &mut Vec<String>) -> Side {
        if is_held {
            return self.untold(resource);
        }
        let owner = Arn::new(resource);
        let account = if owner.account().is_empty() {
            self.ground.account.as_str()
        } else {
            owner.account()
        };
        let mut side = Side::plain(account);
        let has_policy = is_rooted_in_resource(action, resource)
            || matches!(
                owner.service(),
                "s3" | "sqs" | "sns" | "secretsmanager" | "lambda" | "ecr" | "dynamodb" | "kinesis"
            );
        if has_policy {
            let why = format!("policy of {resource}: the inventory does not hold it");
            caveats.push(format!("Whoever the {why} lets in by itself is not listed."));
            side.hide(why);
        }
        side
    }

    /// What no answer over this inventory takes into account.
    pub(super) fn blind_spots(&self) -> Vec<String> {
        let mut spots = Vec::new();
        let identities = [Kind::Role, Kind::User, Kind::Group, Kind::ManagedPolicy];
        for gap in self
            .inventory
            .gaps()
            .iter()
            .filter(|g| identities.contains(&g.kind))
        {
            spots.push(format!("Not every {} was read: {}.", gap.kind.label(), gap.gap));
        }
        let own = self
            .principals
            .iter()
            .filter(|p| p.id.contains(":role/") || p.id.contains(":user/"));
        if own.count() == 0 {
            spots.push("The inventory holds no user and no role.".to_owned());
        }
        spots
    }
}

/// Every action that AWS has on a resource, its objects included: `s3:GetObject`.
pub fn actions_on(resource: &str) -> Vec<String> {
    let arn = Arn::new(resource);
    let mut prefixes = vec![arn.service()];
    if arn.service() == "iam" && arn.resource().starts_with("role/") {
        prefixes.push("sts");
    }
    let object = (arn.service() == "s3" && !resource.contains('/')).then(|| format!("{resource}/any"));
    let mut found = Vec::new();
    for service in prefixes.into_iter().filter_map(catalogue::service) {
        for action in &service.actions {
            let name = format!("{}:{}", service.prefix, action.name);
            if is_on(&name, resource) || object.as_ref().is_some_and(|object| is_on(&name, object)) {
                found.push(name);
            }
        }
    }
    found
}

/// Whether an action of S3 is on buckets themselves.
fn is_bucket_action(action: &str) -> bool {
    is_on(action, "arn:aws:s3:::bucket")
}

/// What an action is on, in words.
fn kinds_of(action: &str) -> String {
    let service = action.split(':').next().and_then(catalogue::service);
    let needs = catalogue::action(action).map_or(&[][..], |a| &a.resources);
    let names: Vec<&str> = needs
        .iter()
        .filter_map(|n| Some(service?.resources.get(usize::from(n.resource))?.arn))
        .collect();
    if names.is_empty() {
        "\"*\" only".to_owned()
    } else {
        names.join(", ")
    }
}
