//! Bucket policies: read as IAM reads them, refused when malformed, refused
//! when public where public policies are blocked.

use super::reply::{Outcome, Refusal, document, empty};
use super::state::Request;
use crate::demo::Response;
use crate::policy::{Document, Select, query};
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
    let policy = request.bucket()?.policy.clone().ok_or_else(none)?;
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
    let bucket = request.bucket_mut()?;
    let document = checked(&text, &name)?;
    let blocked = bucket.public_access_block.as_ref();
    if blocked.is_some_and(|b| b.block_public_policy) && !query::public_statements(&document).is_empty() {
        return Err(Refusal::denied(format!(
            "User is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{name}\" \
             because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        )));
    }
    bucket.policy = Some(text);
    Ok(empty(204))
}

/// Reads a policy and sees that it speaks of this bucket.
fn checked(text: &str, bucket: &str) -> Result<Document, Refusal> {
    if text.len() > LONGEST {
        return Err(malformed("Policy exceeds the maximum allowed document size."));
    }
    if !text.trim_start().starts_with('{') {
        return Err(malformed(
            "Policies must be valid JSON and the first byte must be '{'",
        ));
    }
    let document = Document::parse(text).map_err(|error| malformed(error.to_string()))?;
    let arn = format!("arn:aws:s3:::{bucket}");
    for statement in &document.statements {
        if statement.principal.is_none() {
            return Err(malformed("Missing required field Principal"));
        }
        let resources = statement.resource.as_ref().map(Select::patterns);
        let resources = resources.ok_or_else(|| malformed("Missing required field Resource"))?;
        let own = |pattern: &String| {
            let within = pattern.strip_prefix(&arn);
            pattern == "*" || within.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '*']))
        };
        if !resources.iter().all(own) {
            return Err(malformed("Policy has invalid resource"));
        }
        let foreign = |action: &String| action != "*" && !action.to_ascii_lowercase().starts_with("s3:");
        if statement.action.patterns().iter().any(foreign) {
            return Err(malformed("Policy has invalid action"));
        }
    }
    Ok(document)
}

/// `DeleteBucketPolicy`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.policy = None;
    Ok(empty(204))
}

/// `GetBucketPolicyStatus`: public is what S3's documentation calls so.
pub(super) fn status(request: &mut Request<'_>) -> Outcome {
    let policy = request.bucket()?.policy.as_deref().ok_or_else(none)?;
    let public =
        Document::parse(policy).is_ok_and(|document| !query::public_statements(&document).is_empty());
    Ok(document("PolicyStatus", |x| x.text("IsPublic", public)))
}
