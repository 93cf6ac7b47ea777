//! Who else gets in: the policy of a model package group, and presigned URLs
//! of notebooks and Studio domains.

use super::nouns::Noun;
use super::store::{Item, Store};
use super::{Request, key, progress, rules};
use crate::demo::Response;
use crate::demo::wire::json;
use crate::policy::Document;
use serde_json::json;

fn invalid(message: &str) -> Response {
    json::error(400, "ValidationException", message)
}

fn group<'a>(store: &'a mut Store, request: &Request<'_>) -> Result<&'a mut Item, Box<Response>> {
    let (region, noun) = (&request.call.region, Noun::named("ModelPackageGroup"));
    let key = key::of(store, region, noun, &request.body);
    let arn = key::arn(region, noun, &key);
    store
        .get_mut(region, noun, &key)
        .ok_or_else(|| Box::new(invalid(&format!("Cannot find Model Package Group {arn}."))))
}

/// `PutModelPackageGroupPolicy`.
pub fn put_policy(store: &mut Store, request: &Request<'_>) -> Response {
    let text = request.body["ResourcePolicy"].as_str().unwrap_or("");
    if let Some(fault) = policy_fault(text) {
        return invalid(&format!("Invalid resource policy: {fault}"));
    }
    match group(store, request) {
        Ok(item) => {
            item.policy = Some(text.to_owned());
            json::ok(&json!({"ModelPackageGroupArn": item.arn}))
        }
        Err(refusal) => *refusal,
    }
}

/// What a resource policy must be: well formed, with principals and resources.
fn policy_fault(text: &str) -> Option<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return Some(error.to_string()),
    };
    if document.statements.iter().any(|s| s.principal.is_none()) {
        return Some("a statement has no principal.".to_owned());
    }
    let lacks = document.statements.iter().any(|s| s.resource.is_none());
    lacks.then(|| "a statement has no resource.".to_owned())
}

/// `GetModelPackageGroupPolicy`.
pub fn get_policy(store: &mut Store, request: &Request<'_>) -> Response {
    match group(store, request) {
        Ok(item) => match &item.policy {
            Some(policy) => json::ok(&json!({"ResourcePolicy": policy})),
            None => no_policy(item),
        },
        Err(refusal) => *refusal,
    }
}

/// `DeleteModelPackageGroupPolicy`.
pub fn delete_policy(store: &mut Store, request: &Request<'_>) -> Response {
    match group(store, request) {
        Ok(item) => match item.policy.take() {
            Some(_) => json::ok(&json!({})),
            None => no_policy(item),
        },
        Err(refusal) => *refusal,
    }
}

fn no_policy(item: &Item) -> Response {
    invalid(&format!("Cannot find resource policy for: {}", item.arn))
}

/// `CreatePresignedNotebookInstanceUrl`.
pub fn notebook_url(store: &Store, request: &Request<'_>) -> Response {
    let (region, noun) = (&request.call.region, Noun::named("NotebookInstance"));
    let key = key::of(store, region, noun, &request.body);
    let Some(item) = store.get(region, noun, &key) else {
        return rules::missing(request.call, noun, &key);
    };
    let status = progress::state(item, request.call.now).status;
    if status != "InService" {
        return invalid(&format!(
            "Status ({status}) not in ([InService]). Unable to create a presigned URL for {}",
            item.arn
        ));
    }
    let token = request.ids.hex(64);
    let url = format!("https://{key}.notebook.{region}.sagemaker.aws?authToken={token}");
    json::ok(&json!({"AuthorizedUrl": url}))
}

/// `CreatePresignedDomainUrl`.
pub fn domain_url(store: &Store, request: &Request<'_>) -> Response {
    let region = &request.call.region;
    for name in ["Domain", "UserProfile"] {
        let noun = Noun::named(name);
        let key = key::of(store, region, noun, &request.body);
        if store.get(region, noun, &key).is_none() {
            return rules::missing(request.call, noun, &key);
        }
    }
    let domain = request.body["DomainId"].as_str().unwrap_or("");
    let url = super::describe::domain_url(domain, region);
    let token = request.ids.hex(64);
    json::ok(&json!({"AuthorizedUrl": format!("{url}/auth?token={token}")}))
}
