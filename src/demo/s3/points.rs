//! Access points and Multi-Region Access Points: other names of buckets, each
//! with switches that are set once and for all.

use super::public;
use super::reply::{Outcome, Refusal, document, empty};
use super::settings;
use super::state::{State, Tags};
use crate::demo::wire::xml::{self, Element, Writer};
use crate::demo::{ACCOUNT_ID, Call};
use crate::inventory::Timestamp;
use crate::inventory::detail::PublicAccessBlock;
use crate::policy::Document;
use std::collections::BTreeMap;

/// The access points of the account: by Region and name, and by name.
#[derive(Debug, Default)]
pub(super) struct Points {
    single: BTreeMap<(String, String), Point>,
    multi: BTreeMap<String, MultiPoint>,
}

#[derive(Debug)]
struct Point {
    bucket: String,
    vpc: Option<String>,
    block: PublicAccessBlock,
    policy: Option<String>,
    tags: Tags,
    created: Timestamp,
}

#[derive(Debug)]
struct MultiPoint {
    block: PublicAccessBlock,
    /// Names and Regions of the buckets.
    buckets: Vec<(String, String)>,
    created: Timestamp,
}

/// The operation on a path of S3 Control, when it is one of these.
pub(super) fn operation(method: &str, path: &str) -> Option<&'static str> {
    let rest = path.strip_prefix("accesspoint");
    Some(match (method, path, rest) {
        ("GET", "mrap/instances", _) => "ListMultiRegionAccessPoints",
        ("POST", "async-requests/mrap/create", _) => "CreateMultiRegionAccessPoint",
        ("GET", _, Some("")) => "ListAccessPoints",
        ("GET", _, Some(rest)) if rest.ends_with("/policy") => "GetAccessPointPolicy",
        ("PUT", _, Some(rest)) if rest.ends_with("/policy") => "PutAccessPointPolicy",
        ("GET", _, Some(rest)) if rest.starts_with('/') => "GetAccessPoint",
        ("PUT", _, Some(rest)) if rest.starts_with('/') => "CreateAccessPoint",
        ("DELETE", _, Some(rest)) if rest.starts_with('/') => "DeleteAccessPoint",
        _ => return None,
    })
}

fn missing() -> Refusal {
    Refusal::new(
        404,
        "NoSuchAccessPoint",
        "The specified accesspoint does not exist",
    )
}

fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:s3:{region}:{ACCOUNT_ID}:accesspoint/{name}")
}

/// The name that works as a bucket's, made from the name and the account.
fn alias(name: &str) -> String {
    let sum = name
        .bytes()
        .fold(17_u64, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into()));
    format!("{name}-{sum:016x}-s3alias")
}

/// What was asked for; all four switches are on unless it says otherwise.
fn switches(body: &Element, name: &str) -> Result<PublicAccessBlock, Refusal> {
    body.child(name)
        .map_or(Ok(PublicAccessBlock::full()), public::read)
}

fn write_switches(x: &mut Writer, name: &str, block: &PublicAccessBlock) {
    x.element(name, |x| {
        x.text("BlockPublicAcls", block.block_public_acls);
        x.text("IgnorePublicAcls", block.ignore_public_acls);
        x.text("BlockPublicPolicy", block.block_public_policy);
        x.text("RestrictPublicBuckets", block.restrict_public_buckets);
    });
}

/// Does it; `path` is the call's, without the version.
pub(super) fn perform(operation: &str, path: &str, call: &Call, state: &mut State) -> Outcome {
    let name = path
        .trim_start_matches("accesspoint/")
        .trim_end_matches("/policy");
    let key = (call.region.clone(), name.to_owned());
    match operation {
        "CreateAccessPoint" => create(call, state, key),
        "ListAccessPoints" => Ok(list(call, state)),
        "CreateMultiRegionAccessPoint" => create_multi(call, state),
        "ListMultiRegionAccessPoints" => Ok(list_multi(state)),
        "DeleteAccessPoint" => state
            .points
            .single
            .remove(&key)
            .map(|_| empty(204))
            .ok_or_else(missing),
        "GetAccessPoint" => {
            let point = state.points.single.get(&key).ok_or_else(missing)?;
            Ok(document("GetAccessPointResult", |x| {
                write_point(x, &key, point);
                write_switches(x, "PublicAccessBlockConfiguration", &point.block);
                x.text("CreationDate", point.created.rfc3339());
            }))
        }
        "PutAccessPointPolicy" => {
            let body = xml::parse(&call.body).ok_or_else(Refusal::malformed)?;
            let text = body.at("Policy").ok_or_else(Refusal::malformed)?.to_owned();
            let parsed = Document::parse(&text)
                .map_err(|_| Refusal::new(400, "MalformedPolicy", "Policies must be valid JSON"))?;
            let point = state.points.single.get_mut(&key).ok_or_else(missing)?;
            if point.block.block_public_policy && public::is_public(&parsed) {
                return Err(Refusal::denied("Access Denied"));
            }
            point.policy = Some(text);
            Ok(empty(200))
        }
        _ => {
            let point = state.points.single.get(&key).ok_or_else(missing)?;
            let policy = point.policy.clone().ok_or_else(|| {
                Refusal::new(
                    404,
                    "NoSuchAccessPointPolicy",
                    "The specified accesspoint policy does not exist",
                )
            })?;
            Ok(document("GetAccessPointPolicyResult", |x| {
                x.text("Policy", policy);
            }))
        }
    }
}

fn create(call: &Call, state: &mut State, key: (String, String)) -> Outcome {
    let body = xml::parse(&call.body).ok_or_else(Refusal::malformed)?;
    let bucket = body.at("Bucket").ok_or_else(Refusal::malformed)?.to_owned();
    let held = state.buckets.get(&bucket).filter(|b| b.region == call.region);
    if held.is_none() {
        return Err(Refusal::request(
            "The specified bucket does not exist in this Region",
        ));
    }
    if state.points.single.contains_key(&key) {
        return Err(Refusal::new(
            409,
            "AccessPointAlreadyOwnedByYou",
            "An access point with an identical name already exists in your account",
        ));
    }
    let point = Point {
        bucket,
        vpc: body.at("VpcConfiguration/VpcId").map(str::to_owned),
        block: switches(&body, "PublicAccessBlockConfiguration")?,
        policy: None,
        tags: body.child("Tags").map_or(Ok(Tags::new()), settings::read_tags)?,
        created: call.now,
    };
    let (arn, alias) = (arn(&key.0, &key.1), alias(&key.1));
    state.points.single.insert(key, point);
    Ok(document("CreateAccessPointResult", |x| {
        x.text("AccessPointArn", arn);
        x.text("Alias", alias);
    }))
}

fn write_point(x: &mut Writer, (region, name): &(String, String), point: &Point) {
    x.text("Name", name);
    x.text(
        "NetworkOrigin",
        if point.vpc.is_some() { "VPC" } else { "Internet" },
    );
    if let Some(vpc) = &point.vpc {
        x.element("VpcConfiguration", |x| x.text("VpcId", vpc));
    }
    x.text("Bucket", &point.bucket);
    x.text("AccessPointArn", arn(region, name));
    x.text("Alias", alias(name));
    x.text("BucketAccountId", ACCOUNT_ID);
}

/// `ListAccessPoints`, in one page: of the Region, or of one bucket.
fn list(call: &Call, state: &State) -> crate::demo::Response {
    let bucket = call.query.get("bucket");
    let points = state.points.single.iter().filter(|((region, _), point)| {
        *region == call.region && bucket.is_none_or(|bucket| bucket == point.bucket)
    });
    document("ListAccessPointsResult", |x| {
        x.list("AccessPointList", "AccessPoint", points, |x, (key, point)| {
            write_point(x, key, point);
        });
    })
}

/// `CreateMultiRegionAccessPoint`: made in the background; here it is there by
/// the next call.
fn create_multi(call: &Call, state: &mut State) -> Outcome {
    let body = xml::parse(&call.body).ok_or_else(Refusal::malformed)?;
    let details = body.child("Details").ok_or_else(Refusal::malformed)?;
    let name = details.at("Name").ok_or_else(Refusal::malformed)?.to_owned();
    let named = details.child("Regions").ok_or_else(Refusal::malformed)?;
    let mut buckets = Vec::new();
    for bucket in named.all("Region").filter_map(|r| r.at("Bucket")) {
        let held = state.buckets.get(bucket).ok_or_else(super::state::no_bucket)?;
        buckets.push((bucket.to_owned(), held.region.clone()));
    }
    let point = MultiPoint {
        block: switches(details, "PublicAccessBlock")?,
        buckets,
        created: call.now,
    };
    let request = format!("arn:aws:s3:us-west-2:{ACCOUNT_ID}:async-request/mrap/create/{name}");
    state.points.multi.insert(name, point);
    Ok(document("CreateMultiRegionAccessPointResult", |x| {
        x.text("RequestTokenARN", request);
    }))
}

fn list_multi(state: &State) -> crate::demo::Response {
    document("ListMultiRegionAccessPointsResult", |x| {
        x.list(
            "AccessPoints",
            "AccessPoint",
            &state.points.multi,
            |x, (name, point)| {
                x.text("Name", name);
                x.text(
                    "Alias",
                    format!("{}.mrap", &alias(name)[name.len() + 1..name.len() + 14]),
                );
                x.text("CreatedAt", point.created.rfc3339());
                write_switches(x, "PublicAccessBlock", &point.block);
                x.text("Status", "READY");
                x.list("Regions", "Region", &point.buckets, |x, (bucket, region)| {
                    x.text("Bucket", bucket);
                    x.text("Region", region);
                    x.text("BucketAccountId", ACCOUNT_ID);
                });
            },
        );
    })
}

/// The tags of the access point that an ARN names.
pub(super) fn tagged<'s>(arn: &str, state: &'s mut State) -> Option<&'s mut Tags> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "s3", region, _, resource] = parts.as_slice() else {
        return None;
    };
    let key = (
        (*region).to_owned(),
        resource.strip_prefix("accesspoint/")?.to_owned(),
    );
    state.points.single.get_mut(&key).map(|point| &mut point.tags)
}
