//! Buckets themselves: made safe by default, listed over all Regions.

use super::encryption::BucketEncryption;
use super::reply::{Outcome, Refusal, document, empty, header};
use super::request::Request;
use super::state::{Bucket, no_bucket};
use super::{acl, lifecycle, settings};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::{Element, Writer};
use crate::inventory::detail::PublicAccessBlock;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::ops::Bound;

/// The most that one page of `ListBuckets` may hold.
const LARGEST_PAGE: usize = 10_000;

/// `ListBuckets`. Regions are named only when the request has a parameter, as
/// the API reference says.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let query = &request.call.query;
    let prefix = query.text("prefix");
    let region = query.get("bucket-region");
    let token = query.get("continuation-token");
    let size = match query.get("max-buckets") {
        None => LARGEST_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| (1..=LARGEST_PAGE).contains(n))
            .ok_or_else(|| {
                Refusal::argument("Argument max-buckets must be an integer between 1 and 10000.")
            })?,
    };
    let with_region = ["prefix", "bucket-region", "continuation-token", "max-buckets"]
        .iter()
        .any(|name| query.has(name));
    let held = request.state.buckets.range(start(token, prefix)?);
    let found =
        held.filter(|(name, bucket)| name.starts_with(prefix) && region.is_none_or(|r| r == bucket.region));
    let (page, next) = page(found, size);
    Ok(document("ListAllMyBucketsResult", |x| {
        x.element("Owner", |x| x.text("ID", Request::owner()));
        x.list("Buckets", "Bucket", page, |x, (name, bucket)| {
            x.text("Name", name);
            x.text("CreationDate", bucket.created.rfc3339());
            if with_region {
                x.text("BucketRegion", &bucket.region);
            }
            x.text("BucketArn", format!("arn:aws:s3:::{name}"));
        });
        x.maybe("ContinuationToken", next);
        x.maybe("Prefix", query.get("prefix"));
    }))
}

/// The names of a page: after the one that the token holds, or from the first
/// that may be wanted.
pub(super) fn start(token: Option<&str>, first: &str) -> Result<(Bound<String>, Bound<String>), Refusal> {
    let from = match token {
        None => Bound::Included(first.to_owned()),
        Some(token) => Bound::Excluded(
            URL_SAFE_NO_PAD
                .decode(token)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .ok_or_else(|| Refusal::argument("The continuation token provided is incorrect"))?,
        ),
    };
    Ok((from, Bound::Unbounded))
}

/// A bucket and its name, as they are listed.
type Named<'b> = (&'b String, &'b Bucket);

/// One page, and the token of the next if there is one.
pub(super) fn page<'b>(
    mut found: impl Iterator<Item = Named<'b>>,
    size: usize,
) -> (Vec<Named<'b>>, Option<String>) {
    let page: Vec<Named<'b>> = found.by_ref().take(size).collect();
    let next = found
        .next()
        .and_then(|_| page.last())
        .map(|(name, _)| URL_SAFE_NO_PAD.encode(name));
    (page, next)
}

/// `CreateBucket`. Since April 2023 a new bucket blocks public access, and its
/// owner owns every object; since January 2023 it encrypts.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let name = request.address.bucket.clone();
    if !valid_name(&name) {
        return Err(
            Refusal::new(400, "InvalidBucketName", "The specified bucket is not valid.")
                .element("BucketName", name),
        );
    }
    let configuration = if request.call.body.is_empty() {
        None
    } else {
        Some(request.body("CreateBucketConfiguration")?)
    };
    let region = home(
        &request.call.region,
        configuration.as_ref().and_then(|c| c.at("LocationConstraint")),
    )?;
    if let Some(bucket) = request.state.buckets.get_mut(&name) {
        // In us-east-1 making one's own bucket again resets its ACL and succeeds.
        if bucket.region == "us-east-1" && region == "us-east-1" {
            bucket.acl = acl::private();
            return Ok(made(&name));
        }
        return Err(Refusal::new(
            409,
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
        )
        .element("BucketName", name));
    }
    if request.state.taken.contains(&name) {
        return Err(Refusal::new(
            409,
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all users of the \
             system. Please select a different name and try again.",
        )
        .element("BucketName", name));
    }
    if request.call.caller.arn.split(':').nth(4) != Some(ACCOUNT_ID) {
        // Somebody else's account: of its bucket this one sees the name only.
        request.state.taken.insert(name.clone());
        return Ok(made(&name));
    }
    let bucket = new(request, region, configuration.as_ref())?;
    request.state.buckets.insert(name.clone(), bucket);
    Ok(made(&name))
}

/// A bucket as the headers and the body of its creation want it.
pub(super) fn new(
    request: &Request<'_>,
    region: String,
    configuration: Option<&Element>,
) -> Result<Bucket, Refusal> {
    let call = request.call;
    let ownership = call
        .header("x-amz-object-ownership")
        .unwrap_or("BucketOwnerEnforced");
    settings::check_ownership(ownership)?;
    let grants = acl::in_headers(call)?.unwrap_or_else(acl::private);
    if ownership == "BucketOwnerEnforced" && grants != acl::private() {
        return Err(Refusal::new(
            400,
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        ));
    }
    if acl::is_public(&grants) {
        return Err(Refusal::new(
            400,
            "InvalidBucketAclWithBlockPublicAccessError",
            "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
        ));
    }
    let locked = call
        .header("x-amz-bucket-object-lock-enabled")
        .is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let tags = match configuration.and_then(|c| c.child("Tags")) {
        Some(tags) => settings::read_tags(tags)?,
        None => Vec::new(),
    };
    Ok(Bucket {
        region,
        created: call.now,
        encryption: BucketEncryption::of_new(),
        public_access_block: Some(PublicAccessBlock::full()),
        policy: None,
        versioning: locked.then(|| "Enabled".to_owned()),
        mfa_delete: false,
        ownership: Some(ownership.to_owned()),
        tags,
        lock_enabled: locked,
        lock_rule: None,
        acl: grants,
        configurations: BTreeMap::new(),
        lists: BTreeMap::new(),
        smallest_transition: lifecycle::SMALLEST_DEFAULT.to_owned(),
        objects: BTreeMap::new(),
        uploads: BTreeMap::new(),
    })
}

fn made(name: &str) -> crate::demo::Response {
    let mut response = empty(200);
    header(&mut response, "location", &format!("/{name}"));
    header(&mut response, "x-amz-bucket-arn", &format!("arn:aws:s3:::{name}"));
    response
}

/// The Region that a bucket is made in. Only us-east-1 makes buckets elsewhere.
fn home(called: &str, constraint: Option<&str>) -> Result<String, Refusal> {
    let wanted = match constraint.filter(|c| !c.is_empty()) {
        Some("EU") => Some("eu-west-1"),
        Some("us-east-1") => {
            return Err(Refusal::new(
                400,
                "InvalidLocationConstraint",
                "The specified location-constraint is not valid",
            ));
        }
        Some(region) if !is_region(region) => {
            return Err(Refusal::new(
                400,
                "InvalidLocationConstraint",
                "The specified location-constraint is not valid",
            )
            .element("LocationConstraint", region));
        }
        other => other,
    };
    match wanted {
        None if called == "us-east-1" => Ok(called.to_owned()),
        Some(region) if called == region || called == "us-east-1" => Ok(region.to_owned()),
        _ => Err(Refusal::new(
            400,
            "IllegalLocationConstraintException",
            format!(
                "The {} location constraint is incompatible for the region specific endpoint this \
                 request was sent to.",
                wanted.unwrap_or("unspecified")
            ),
        )),
    }
}

/// Whether a name has the form of a Region's, in a part of the world that has
/// one: `eu-west-1`, `ap-southeast-2`.
fn is_region(name: &str) -> bool {
    let places = ["af", "ap", "ca", "eu", "il", "me", "mx", "sa", "us"];
    let parts: Vec<&str> = name.split('-').collect();
    let [area, direction, number] = parts.as_slice() else {
        return false;
    };
    let directions = [
        "central",
        "east",
        "north",
        "northeast",
        "northwest",
        "south",
        "southeast",
        "southwest",
        "west",
    ];
    places.contains(area)
        && directions.contains(direction)
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn valid_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let reserved = ["xn--", "sthree-", "amzn-s3-demo-"]
        .iter()
        .any(|p| name.starts_with(p))
        || ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]
            .iter()
            .any(|s| name.ends_with(s));
    (3..=63).contains(&name.len())
        && name.chars().all(|c| plain(c) || c == '.' || c == '-')
        && name.starts_with(plain)
        && name.ends_with(plain)
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !reserved
}

/// `HeadBucket`.
pub(super) fn head(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let mut response = empty(200);
    header(&mut response, "x-amz-bucket-region", &bucket.region);
    header(
        &mut response,
        "x-amz-bucket-arn",
        &format!("arn:aws:s3:::{}", request.address.bucket),
    );
    header(&mut response, "x-amz-access-point-alias", "false");
    Ok(response)
}

/// `DeleteBucket`: only an empty one; versions and delete markers count.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    if !request.bucket()?.objects.is_empty() {
        return Err(Refusal::new(
            409,
            "BucketNotEmpty",
            "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        )
        .element("BucketName", request.address.bucket.clone()));
    }
    request.state.buckets.remove(&request.address.bucket);
    Ok(empty(204))
}

/// `GetBucketLocation`: empty for us-east-1, which also answers for every other
/// Region.
pub(super) fn location(request: &mut Request<'_>) -> Outcome {
    request.check_owner("x-amz-expected-bucket-owner")?;
    let bucket = match request.call.region.as_str() {
        "us-east-1" => request
            .state
            .buckets
            .get(&request.address.bucket)
            .ok_or_else(no_bucket)?,
        _ => request.bucket()?,
    };
    let constraint = match bucket.region.as_str() {
        "us-east-1" => "",
        region => region,
    };
    Ok(document("LocationConstraint", |x: &mut Writer| {
        x.raw_text(constraint);
    }))
}
