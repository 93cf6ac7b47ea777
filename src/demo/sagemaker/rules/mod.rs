//! What SageMaker refuses although the request has the right form.
//!
//! - [`roles`]: execution roles that do not exist or do not let SageMaker in
//! - [`instances`]: keys for storage that the hardware encrypts
//! - [`references`]: what a request names must be there
//! - [`choices`]: fields that exclude or need each other

mod choices;
mod instances;
mod references;
mod roles;

use super::nouns::Noun;
use super::store::Store;
use super::{key, store};
use crate::demo::roles::Roles;
use crate::demo::wire::json::error;
use crate::demo::{Call, Response};
use serde_json::Value;

pub use references::missing;

/// What the rules look at.
pub struct Case<'a> {
    /// What there is.
    pub store: &'a Store,
    /// The roles of the account.
    pub roles: &'a Roles,
    /// The call.
    pub call: &'a Call,
    /// The kind that it is about.
    pub noun: &'static Noun,
    /// What it asks for.
    pub request: &'a Value,
}

fn invalid(message: &str) -> Response {
    error(400, "ValidationException", message)
}

impl Case<'_> {
    /// Why a `Create…` cannot be, if it cannot.
    pub fn refuse_creation(&self) -> Option<Response> {
        self.taken()
            .or_else(|| tags_fault(&self.request["Tags"]).map(|why| invalid(&why)))
            .or_else(|| references::refuse(self))
            .or_else(|| choices::fault(self).map(|why| invalid(&why)))
            .or_else(|| instances::fault(self.noun, self.request).map(|why| invalid(&why)))
            .or_else(|| roles::fault(self.roles, self.noun, self.request).map(|why| invalid(&why)))
    }

    /// Why an `Update…` cannot be, if it cannot.
    pub fn refuse_update(&self) -> Option<Response> {
        references::refuse_update(self)
            .or_else(|| instances::fault(self.noun, self.request).map(|why| invalid(&why)))
            .or_else(|| roles::fault(self.roles, self.noun, self.request).map(|why| invalid(&why)))
    }

    fn taken(&self) -> Option<Response> {
        let (region, noun) = (&self.call.region, self.noun);
        // Versions of a group are numbered: they are never taken.
        if noun.name == "ModelPackage" && self.request["ModelPackageGroupName"].is_string() {
            return None;
        }
        let key = match noun.titled {
            Some(title) => {
                let name = self.request[title].as_str().unwrap_or("");
                self.store.titled(region, noun, name)?.to_owned()
            }
            None => key::of(self.store, region, noun, self.request),
        };
        let item = self.store.get(region, noun, &key)?;
        let (code, message) = noun.taken;
        Some(error(400, code, &message.replace("{}", &item.arn)))
    }
}

/// What is wrong with tags.
pub fn tags_fault(tags: &Value) -> Option<String> {
    let given = tags.as_array()?;
    let known = store::read_tags(tags);
    if known.len() < given.len() {
        return Some("Duplicate tag keys found. Please note that Tag keys are case insensitive.".to_owned());
    }
    let reserved = known.keys().find(|key| key.to_lowercase().starts_with("aws:"));
    reserved.map(|key| format!("Tag keys starting with 'aws:' are reserved for system use: {key}"))
}
