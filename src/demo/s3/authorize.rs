//! Callers without credentials: let in only by a public policy or a public
//! ACL that Block Public Access leaves standing.

use super::acl;
use super::operations::action;
use super::public::{self, Blocks};
use super::reply::Refusal;
use super::request::Request;
use super::state::{Bucket, Version};
use crate::demo::ACCOUNT_ID;
use crate::policy::Document;
use crate::policy::evaluate::{self, Outcome, Policies};

/// Operations that need no bucket of ours, or make one.
const WITHOUT_BUCKET: &[&str] = &["ListBuckets", "CreateBucket"];

fn refused() -> Refusal {
    Refusal::denied("Access Denied")
}

/// Refuses an unsigned call that nothing lets in.
pub(super) fn check(request: &Request<'_>, operation: &str) -> Result<(), Refusal> {
    if !request.call.caller.access_key.is_empty() {
        return Ok(());
    }
    if WITHOUT_BUCKET.contains(&operation) {
        return Err(refused());
    }
    let bucket = request.bucket()?;
    let blocks = request.blocks()?;
    let named = request.call.query.has("versionId");
    if !lets_in(request, bucket, &blocks, &action(operation, named)) {
        return Err(refused());
    }
    // Whether a key exists is for those to know who may list the bucket.
    let reads = ["GetObject", "HeadObject"].contains(&operation);
    if reads && version(request, bucket).is_none() && !lets_in(request, bucket, &blocks, "s3:ListBucket") {
        return Err(refused());
    }
    Ok(())
}

fn version<'b>(request: &Request<'_>, bucket: &'b Bucket) -> Option<&'b Version> {
    let versions = bucket.objects.get(&request.address.key)?;
    match request.call.query.get("versionId") {
        Some(id) => versions.iter().find(|v| v.id == id),
        None => versions.last().filter(|v| !v.marker),
    }
}

fn lets_in(request: &Request<'_>, bucket: &Bucket, blocks: &Blocks, action: &str) -> bool {
    let document = bucket
        .policy
        .as_deref()
        .and_then(|text| Document::parse(text).ok());
    if let Some(document) = document {
        let restricted = blocks.restricts() && public::is_public(&document);
        let policies = Policies {
            resource: Some(document),
            ..Policies::default()
        };
        match evaluate::decide(&asked(request, bucket, action), &policies).result {
            Outcome::ExplicitlyDenied => return false,
            Outcome::Allowed if !restricted => return true,
            _ => {}
        }
    }
    !bucket.has_no_acls() && !blocks.ignores_acls() && acl_lets_in(request, bucket, action)
}

/// The request as the policy language sees it. Loopback stands in for AWS's
/// own TLS endpoint, which no call of the product goes around.
fn asked(request: &Request<'_>, bucket: &Bucket, action: &str) -> evaluate::Request {
    let name = &request.address.bucket;
    let of_bucket = ["s3:ListBucket", "s3:GetBucket", "s3:PutBucket", "s3:DeleteBucket"]
        .iter()
        .any(|start| action.starts_with(start));
    let resource = if of_bucket || request.address.key.is_empty() {
        format!("arn:aws:s3:::{name}")
    } else {
        format!("arn:aws:s3:::{name}/{}", request.address.key)
    };
    let mut asked = evaluate::Request::new("*", action, resource)
        .owned_by(ACCOUNT_ID)
        .with("aws:SecureTransport", "true")
        .with("aws:SourceIp", "127.0.0.1")
        .with("aws:CurrentTime", request.call.now.rfc3339())
        .with("aws:EpochTime", request.call.now.0.to_string());
    for (key, header) in [("aws:UserAgent", "user-agent"), ("aws:Referer", "referer")] {
        if let Some(value) = request.call.header(header) {
            asked = asked.with(key, value);
        }
    }
    for name in ["prefix", "delimiter", "max-keys"] {
        if let Some(value) = request.call.query.get(name) {
            asked = asked.with(&format!("s3:{name}"), value);
        }
    }
    for (key, value) in version(request, bucket).map(|v| &v.tags).into_iter().flatten() {
        asked = asked.with(&format!("s3:ExistingObjectTag/{key}"), value);
    }
    asked.with_aws_keys()
}

fn acl_lets_in(request: &Request<'_>, bucket: &Bucket, action: &str) -> bool {
    let of_object =
        |permission: &str| version(request, bucket).is_some_and(|v| acl::gives_everyone(&v.acl, permission));
    let of_bucket = |permission: &str| acl::gives_everyone(&bucket.acl, permission);
    match action {
        "s3:GetObject" | "s3:GetObjectVersion" => of_object("READ"),
        "s3:GetObjectAcl" | "s3:GetObjectVersionAcl" => of_object("READ_ACP"),
        "s3:ListBucket" | "s3:ListBucketVersions" | "s3:ListBucketMultipartUploads" => of_bucket("READ"),
        "s3:PutObject" | "s3:DeleteObject" => of_bucket("WRITE"),
        "s3:GetBucketAcl" => of_bucket("READ_ACP"),
        _ => false,
    }
}
