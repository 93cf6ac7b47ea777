//! S3: a service of our own, because the emulator drops encryption headers and
//! logging, calls every policy private, keeps a state a Region, and copies all
//! of it at every write.
//!
//! - [`address`]: bucket, key and operation of a request
//! - [`buckets`], [`settings`], [`acl`], [`policy`]: buckets
//! - [`objects`], [`encryption`], [`checksum`], [`lock`], [`deletion`],
//!   [`listing`], [`multipart`]: what is in them
//! - [`state`], [`reply`]: what S3 holds; how it answers
//! - [`view`]: what other services of the account see of it
//!
//! Behaviour and error codes are those of the Amazon S3 API reference, version
//! 2006-03-01. ETags are opaque, and `Content-MD5` is not checked.

mod acl;
mod address;
mod buckets;
mod checksum;
mod deletion;
mod encryption;
mod listing;
mod lock;
mod multipart;
mod objects;
mod policy;
mod reply;
mod settings;
mod state;
pub mod view;

use super::ids::Ids;
use super::{Call, Response, Service};
use address::Address;
use bytes::Bytes;
use reply::{Outcome, Refusal};
use state::{Request, State};
use std::sync::{Mutex, PoisonError};

/// The S3 of the embedded account, over all Regions.
#[derive(Debug)]
pub struct S3 {
    ids: Ids,
    state: Mutex<State>,
}

impl S3 {
    /// An S3 without buckets. `seed` decides version and upload ids.
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Ids::new(seed),
            state: Mutex::default(),
        }
    }
}

impl Service for S3 {
    fn operation(&self, call: &Call) -> String {
        address::operation(call, &Address::of(call)).to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let address = Address::of(call);
        let resource = format!("/{}/{}", address.bucket, address.key);
        let operation = address::operation(call, &address);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut request = Request {
            call,
            address,
            state: &mut state,
            ids: &self.ids,
        };
        let mut response =
            perform(operation, &mut request).unwrap_or_else(|refusal| refusal.response(&resource));
        if call.method == "HEAD" {
            response.body = Bytes::new();
        }
        response
    }
}

fn perform(operation: &str, request: &mut Request<'_>) -> Outcome {
    match operation {
        "AbortMultipartUpload" => multipart::abort(request),
        "CompleteMultipartUpload" => multipart::complete(request),
        "CopyObject" => objects::copy(request),
        "CreateBucket" => buckets::create(request),
        "CreateMultipartUpload" => multipart::create(request),
        "DeleteBucket" => buckets::delete(request),
        "DeleteBucketEncryption" => settings::delete_encryption(request),
        "DeleteBucketLifecycle" => settings::delete_lifecycle(request),
        "DeleteBucketOwnershipControls" => settings::delete_ownership(request),
        "DeleteBucketPolicy" => policy::delete(request),
        "DeleteBucketTagging" => settings::delete_tags(request),
        "DeleteObject" => deletion::one(request),
        "DeleteObjectTagging" => objects::delete_object_tags(request),
        "DeleteObjects" => deletion::many(request),
        "DeletePublicAccessBlock" => settings::delete_public_access_block(request),
        "GetBucketAcl" => acl::get(request),
        "GetBucketEncryption" => settings::encryption(request),
        "GetBucketLifecycleConfiguration" => settings::lifecycle(request),
        "GetBucketLocation" => buckets::location(request),
        "GetBucketLogging" => settings::logging(request),
        "GetBucketOwnershipControls" => settings::ownership(request),
        "GetBucketPolicy" => policy::get(request),
        "GetBucketPolicyStatus" => policy::status(request),
        "GetBucketTagging" => settings::tags(request),
        "GetBucketVersioning" => settings::versioning(request),
        "GetObject" | "HeadObject" => objects::get(request),
        "GetObjectAcl" => objects::acl(request),
        "GetObjectAttributes" => objects::attributes(request),
        "GetObjectLegalHold" => lock::legal_hold(request),
        "GetObjectLockConfiguration" => lock::configuration(request),
        "GetObjectRetention" => lock::object_retention(request),
        "GetObjectTagging" => objects::object_tags(request),
        "GetPublicAccessBlock" => settings::public_access_block(request),
        "HeadBucket" => buckets::head(request),
        "ListBuckets" => buckets::list(request),
        "ListMultipartUploads" => multipart::uploads(request),
        "ListObjectVersions" => listing::versions(request),
        "ListObjects" => listing::objects_v1(request),
        "ListObjectsV2" => listing::objects(request),
        "ListParts" => multipart::parts(request),
        "PutBucketAcl" => acl::put(request),
        "PutBucketEncryption" => settings::put_encryption(request),
        "PutBucketLifecycleConfiguration" => settings::put_lifecycle(request),
        "PutBucketLogging" => settings::put_logging(request),
        "PutBucketOwnershipControls" => settings::put_ownership(request),
        "PutBucketPolicy" => policy::put(request),
        "PutBucketTagging" => settings::put_tags(request),
        "PutBucketVersioning" => settings::put_versioning(request),
        "PutObject" => objects::put(request),
        "PutObjectLegalHold" => lock::put_legal_hold(request),
        "PutObjectLockConfiguration" => lock::put_configuration(request),
        "PutObjectRetention" => lock::put_object_retention(request),
        "PutObjectTagging" => objects::put_object_tags(request),
        "PutPublicAccessBlock" => settings::put_public_access_block(request),
        "UploadPart" => multipart::part(request),
        "GetBucketAccelerateConfiguration"
        | "GetBucketCors"
        | "GetBucketNotificationConfiguration"
        | "GetBucketReplication"
        | "GetBucketRequestPayment"
        | "GetBucketWebsite" => settings::unconfigured(request, operation),
        _ => Err(Refusal::new(
            501,
            "NotImplemented",
            "A header or query you provided implies functionality that the embedded account does not have.",
        )),
    }
}
