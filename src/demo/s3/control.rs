//! S3 Control, `ACCOUNT.s3-control.REGION.amazonaws.com`: Block Public Access
//! of the whole account, access points, and tags by ARN. It signs as `s3`; the
//! tags of directory buckets are asked for where those are, as `s3express`.
//!
//! Behaviour is that of the S3 Control API reference, version 2018-08-20.

use super::public;
use super::reply::{Outcome, Refusal, document, empty};
use super::settings;
use super::state::{State, Tags, no_bucket};
use super::{directory, points};
use crate::demo::wire::{query, xml};
use crate::demo::{ACCOUNT_ID, Call};

const VERSION: &str = "/v20180820/";
const ACCOUNT: &str = "x-amz-account-id";

/// The operation, as CloudTrail and IAM name it, when the call is one of S3
/// Control; on loopback the path tells, and the header that no call of S3 has.
pub(super) fn operation(call: &Call) -> Option<&'static str> {
    let path = call.path.strip_prefix(VERSION)?;
    if !call.host.contains(".s3-control.") && !call.headers.contains_key(ACCOUNT) {
        return None;
    }
    if directory::is_meant(call) && !path.starts_with("tags/") {
        return Some("");
    }
    Some(match (call.method.as_str(), path) {
        ("GET", "configuration/publicAccessBlock") => "GetAccountPublicAccessBlock",
        ("PUT", "configuration/publicAccessBlock") => "PutAccountPublicAccessBlock",
        ("DELETE", "configuration/publicAccessBlock") => "DeleteAccountPublicAccessBlock",
        ("GET", path) if path.starts_with("tags/") => "ListTagsForResource",
        ("POST", path) if path.starts_with("tags/") => "TagResource",
        ("DELETE", path) if path.starts_with("tags/") => "UntagResource",
        (method, path) => points::operation(method, path).unwrap_or(""),
    })
}

/// Does it.
pub(super) fn perform(operation: &str, call: &Call, state: &mut State) -> Outcome {
    if call.caller.access_key.is_empty() {
        return Err(Refusal::denied("Access Denied"));
    }
    let host = call.host.split_once(".s3-control.").map(|(account, _)| account);
    match call.header(ACCOUNT).or(host) {
        Some(ACCOUNT_ID) => {}
        Some(_) => return Err(Refusal::denied("Access Denied")),
        None => return Err(Refusal::request("Missing required header x-amz-account-id")),
    }
    if operation.ends_with("AccessPoint")
        || operation.ends_with("AccessPoints")
        || operation.ends_with("AccessPointPolicy")
    {
        let path = call.path.strip_prefix(VERSION).unwrap_or("");
        return points::perform(operation, path, call, state);
    }
    match operation {
        "GetAccountPublicAccessBlock" => state
            .public_access_block
            .as_ref()
            .map(public::answer)
            .ok_or_else(|| public::none().element("AccountId", ACCOUNT_ID)),
        "PutAccountPublicAccessBlock" => {
            let body = xml::parse(&call.body).filter(|e| e.name == "PublicAccessBlockConfiguration");
            state.public_access_block = Some(public::read(&body.ok_or_else(Refusal::malformed)?)?);
            Ok(empty(200))
        }
        "DeleteAccountPublicAccessBlock" => {
            state.public_access_block = None;
            Ok(empty(204))
        }
        "ListTagsForResource" => {
            let tags = &*tagged(call, state)?;
            Ok(document("ListTagsForResourceResult", |x| {
                x.list("Tags", "Tag", tags, |x, (key, value)| {
                    x.text("Key", key);
                    x.text("Value", value);
                });
            }))
        }
        "TagResource" => {
            let body = xml::parse(&call.body).ok_or_else(Refusal::malformed)?;
            let more = settings::read_tags(body.child("Tags").ok_or_else(Refusal::malformed)?)?;
            let tags = tagged(call, state)?;
            tags.retain(|(key, _)| more.iter().all(|(name, _)| name != key));
            tags.extend(more);
            Ok(empty(204))
        }
        "UntagResource" => {
            let gone = call.query.0.iter().filter(|(name, _)| name == "tagKeys");
            let gone: Vec<&String> = gone.map(|(_, key)| key).collect();
            tagged(call, state)?.retain(|(key, _)| !gone.contains(&key));
            Ok(empty(204))
        }
        _ => Err(Refusal::new(
            501,
            "NotImplemented",
            "The embedded account does not have this operation of S3 Control.",
        )),
    }
}

/// The tags of the bucket, directory bucket or access point whose ARN the path
/// names.
fn tagged<'s>(call: &Call, state: &'s mut State) -> Result<&'s mut Tags, Refusal> {
    let path = call.path.strip_prefix(VERSION).unwrap_or("");
    let arn = query::decode_path(path.strip_prefix("tags/").unwrap_or(""));
    let invalid = || Refusal::request("Invalid ARN");
    if directory::is_meant(call) || arn.starts_with("arn:aws:s3express:") {
        return directory::tagged(&arn, state).ok_or_else(invalid);
    }
    let Some(name) = arn.strip_prefix("arn:aws:s3:::") else {
        return points::tagged(&arn, state).ok_or_else(invalid);
    };
    let bucket = state.buckets.get_mut(name).ok_or_else(no_bucket)?;
    Ok(&mut bucket.tags)
}
