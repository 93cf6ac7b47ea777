//! Directory buckets (S3 Express One Zone): each in one zone, which its name
//! ends with, and kept apart from other buckets. They are made, listed and set
//! up at `s3express-control.REGION.amazonaws.com`, which signs as `s3express`.
//!
//! Behaviour is that of the API reference and of "Directory bucket naming
//! rules" in the user guide. What would be in them is not here: no sessions, no
//! objects.

use super::address::Address;
use super::reply::{Outcome, Refusal, document, empty, header};
use super::request::Request;
use super::state::{State, Tags};
use super::{buckets, lifecycle, not_here, operations};
use crate::demo::{ACCOUNT_ID, Call};

/// What calls about directory buckets are signed for.
const SIGNING: &str = "s3express";

/// What the name of every directory bucket ends with.
const SUFFIX: &str = "--x-s3";

/// The most that one page may hold.
const LARGEST_PAGE: usize = 1000;

/// Whether a call is about directory buckets.
pub(super) fn is_meant(call: &Call) -> bool {
    call.service == SIGNING
}

/// The operation of such a call; all but one have the names of ordinary
/// buckets' operations.
pub(super) fn operation(call: &Call, address: &Address) -> &'static str {
    match operations::operation(call, address) {
        "ListBuckets" => "ListDirectoryBuckets",
        named => named,
    }
}

/// Does it.
pub(super) fn perform(operation: &str, request: &mut Request<'_>) -> Outcome {
    match operation {
        "CreateBucket" => create(request),
        "DeleteBucket" => delete(request),
        "DeleteBucketLifecycle" => lifecycle::delete(request),
        "GetBucketLifecycleConfiguration" => lifecycle::get(request),
        "ListDirectoryBuckets" => list(request),
        "PutBucketLifecycleConfiguration" => lifecycle::put(request),
        _ => Err(not_here()),
    }
}

fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:s3express:{region}:{ACCOUNT_ID}:bucket/{name}")
}

/// The zone that a name ends with, if it is that of a directory bucket.
fn zone(name: &str) -> Option<&str> {
    let (base, zone) = name.strip_suffix(SUFFIX)?.rsplit_once("--")?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let good = (3..=63).contains(&name.len())
        && name.chars().all(|c| plain(c) || c == '-')
        && base.starts_with(plain)
        && base.ends_with(plain);
    good.then_some(zone)
}

/// `CreateBucket`: the body must say in which zone, and the name must end with
/// it.
fn create(request: &mut Request<'_>) -> Outcome {
    let name = request.address.bucket.clone();
    let configuration = request.body("CreateBucketConfiguration")?;
    let is_zone =
        ["AvailabilityZone", "LocalZone"].contains(&configuration.at("Location/Type").unwrap_or(""));
    if !is_zone || configuration.at("Bucket/Type") != Some("Directory") {
        return Err(Refusal::malformed());
    }
    if zone(&name).is_none_or(|zone| configuration.at("Location/Name") != Some(zone)) {
        return Err(
            Refusal::new(400, "InvalidBucketName", "The specified bucket is not valid.")
                .element("BucketName", name),
        );
    }
    if request.state.directories.contains_key(&name) {
        return Err(Refusal::new(
            409,
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
        )
        .element("BucketName", name));
    }
    let region = request.call.region.clone();
    let mut response = empty(200);
    header(&mut response, "location", &format!("/{name}"));
    header(&mut response, "x-amz-bucket-arn", &arn(&region, &name));
    let bucket = buckets::new(request, region, Some(&configuration))?;
    request.state.directories.insert(name, bucket);
    Ok(response)
}

/// `DeleteBucket`.
fn delete(request: &mut Request<'_>) -> Outcome {
    request.bucket()?;
    request.state.directories.remove(&request.address.bucket);
    Ok(empty(204))
}

/// `ListDirectoryBuckets`: those of the Region that was called, which the
/// answer does not name.
fn list(request: &mut Request<'_>) -> Outcome {
    let query = &request.call.query;
    let size = match query.get("max-directory-buckets") {
        None => LARGEST_PAGE,
        Some(text) => text.parse().ok().filter(|n| *n <= LARGEST_PAGE).ok_or_else(|| {
            Refusal::argument("Argument max-directory-buckets must be an integer between 0 and 1000.")
        })?,
    };
    let start = buckets::start(query.get("continuation-token"), "")?;
    let region = &request.call.region;
    let held = request.state.directories.range(start);
    let (page, next) = buckets::page(held.filter(|(_, bucket)| bucket.region == *region), size);
    Ok(document("ListAllMyDirectoryBucketsResult", |x| {
        x.list("Buckets", "Bucket", page, |x, (name, bucket)| {
            x.text("Name", name);
            x.text("CreationDate", bucket.created.rfc3339());
            x.text("BucketArn", arn(region, name));
        });
        x.maybe("ContinuationToken", next);
    }))
}

/// The tags of the directory bucket that an ARN names.
pub(super) fn tagged<'s>(named: &str, state: &'s mut State) -> Option<&'s mut Tags> {
    let name = named.rsplit_once(":bucket/")?.1;
    let bucket = state.directories.get_mut(name)?;
    (arn(&bucket.region, name) == named).then_some(&mut bucket.tags)
}
