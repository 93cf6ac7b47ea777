//! Bucket policies: read as IAM reads them, refused when malformed, refused
//! when public where public policies are blocked.

use super::public;
use super::reply::{Outcome, Refusal, document, empty};
use super::request::Request;
use crate::demo::roles::Roles;
use crate::demo::{ACCOUNT_ID, Response};
use crate::policy::{Document, Principal, PrincipalElement, Select, Statement};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

/// The longest bucket policy, in bytes.
const LONGEST: usize = 20 * 1024;

fn none() -> Refusal {
    Refusal::new(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "MalformedPolicy", message)
}

/// `GetBucketPolicy`: the text as it was put.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let name = request.address.bucket.clone();
    let policy = request.bucket()?.policy.clone();
    let policy = policy.ok_or_else(|| none().element("BucketName", name))?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(Response {
        status: 200,
        headers,
        body: Bytes::from(policy),
    })
}

/// `PutBucketPolicy`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let text = std::str::from_utf8(&request.call.body)
        .map_err(|_| malformed("Policies must be valid JSON and the first byte must be '{'"))?
        .to_owned();
    let name = request.address.bucket.clone();
    request.bucket()?;
    let document = checked(&text, &name, request.roles)?;
    let call = format!(
        "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{name}\"",
        request.call.caller.arn
    );
    request.blocks()?.check_policy(&document, &call)?;
    request.bucket_mut()?.policy = Some(text);
    Ok(empty(204))
}

/// Reads a policy and sees that it speaks of this bucket.
fn checked(text: &str, bucket: &str, roles: &Roles) -> Result<Document, Refusal> {
    if text.len() > LONGEST {
        return Err(malformed("Policy exceeds the maximum allowed document size."));
    }
    if !text.starts_with('{') && !text.trim_start().starts_with('{') {
        return Err(malformed(
            "Policies must be valid JSON and the first byte must be '{'",
        ));
    }
    let document = Document::parse(text).map_err(|error| malformed(error.to_string()))?;
    for statement in &document.statements {
        check_principals(statement, roles)?;
        check_actions(statement)?;
        check_resources(statement, bucket)?;
    }
    Ok(document)
}

/// Principals exist, as far as roles of this account are meant.
fn check_principals(statement: &Statement, roles: &Roles) -> Result<(), Refusal> {
    let element = statement.principal.as_ref();
    let element = element.ok_or_else(|| malformed("Missing required field Principal"))?;
    let exists = |principal: &Principal| match principal {
        Principal::Aws(name) if name.starts_with("arn:") => {
            let ours = name.contains(&format!(":{ACCOUNT_ID}:role/"));
            !ours || name.contains(":role/aws-") || roles.exists(name)
        }
        Principal::Aws(name) => {
            name == "*"
                || name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit())
                || ["AROA", "AIDA"].iter().any(|kind| name.starts_with(kind))
        }
        _ => true,
    };
    if PrincipalElement::principals(element).iter().all(exists) {
        Ok(())
    } else {
        Err(malformed("Invalid principal in policy"))
    }
}

/// Actions are S3's.
fn check_actions(statement: &Statement) -> Result<(), Refusal> {
    let ours = |action: &String| action == "*" || action.to_ascii_lowercase().starts_with("s3:");
    if statement.action.patterns().iter().all(ours) {
        Ok(())
    } else {
        Err(malformed("Policy has invalid action"))
    }
}

/// Resources are the bucket or in it, and of a kind that the actions take.
fn check_resources(statement: &Statement, bucket: &str) -> Result<(), Refusal> {
    let arn = format!("arn:aws:s3:::{bucket}");
    let resources = statement.resource.as_ref().map(Select::patterns);
    let resources = resources.ok_or_else(|| malformed("Missing required field Resource"))?;
    let own = |pattern: &String| {
        let within = pattern.strip_prefix(&arn);
        pattern == "*" || within.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '*']))
    };
    if !resources.iter().all(own) {
        return Err(malformed("Policy has invalid resource"));
    }
    let bucket_only = resources.iter().all(|pattern| *pattern == arn);
    let objects_only = resources.iter().all(|pattern| {
        pattern
            .strip_prefix(&arn)
            .is_some_and(|rest| rest.starts_with('/'))
    });
    let misplaced = |action: &String| match of_objects(action) {
        Some(true) => bucket_only,
        Some(false) => objects_only,
        None => false,
    };
    let actions = statement.action.patterns();
    let negated =
        statement.action.is_negated() || statement.resource.as_ref().is_some_and(Select::is_negated);
    if !negated && actions.iter().any(misplaced) {
        return Err(malformed("Action does not apply to any resource(s) in statement"));
    }
    Ok(())
}

/// Whether an action is one on objects (`true`) or on buckets; `None` for
/// patterns and for those that are not known to be either.
fn of_objects(action: &str) -> Option<bool> {
    if action.contains(['*', '?']) {
        return None;
    }
    let name = action.split_once(':')?.1.to_ascii_lowercase();
    let on_objects = [
        "abortmultipartupload",
        "deleteobject",
        "deleteobjecttagging",
        "deleteobjectversion",
        "getobject",
        "getobjectacl",
        "getobjectattributes",
        "getobjecttagging",
        "getobjectversion",
        "listmultipartuploadparts",
        "putobject",
        "putobjectacl",
        "putobjectlegalhold",
        "putobjectretention",
        "putobjecttagging",
        "restoreobject",
    ];
    let on_buckets = [
        "deletebucket",
        "deletebucketpolicy",
        "getbucketacl",
        "getbucketlocation",
        "getbucketpolicy",
        "getbucketversioning",
        "getencryptionconfiguration",
        "listbucket",
        "listbucketmultipartuploads",
        "listbucketversions",
        "putbucketacl",
        "putbucketpolicy",
        "putbucketversioning",
        "putencryptionconfiguration",
    ];
    if on_objects.contains(&name.as_str()) {
        Some(true)
    } else {
        on_buckets.contains(&name.as_str()).then_some(false)
    }
}

/// `DeleteBucketPolicy`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.policy = None;
    Ok(empty(204))
}

/// `GetBucketPolicyStatus`: whether the policy makes the bucket public. It
/// does not where `RestrictPublicBuckets`, of the bucket or of the account,
/// leaves it to the account's own principals.
pub(super) fn status(request: &mut Request<'_>) -> Outcome {
    let policy = request.bucket()?.policy.as_deref().ok_or_else(none)?;
    let public = Document::parse(policy).is_ok_and(|document| public::is_public(&document));
    let public = public && !request.blocks()?.restricts();
    Ok(document("PolicyStatus", |x| x.text("IsPublic", public)))
}
