//! S3: a service of our own, because the emulator drops encryption headers and
//! logging, calls every policy private, keeps a state a Region, and copies all
//! of it at every write.
//!
//! - [`address`], [`operations`], [`request`]: bucket, key, operation of a call
//! - [`authorize`], [`presigned`], [`public`]: who may: unsigned calls, presigned
//!   URLs, Block Public Access
//! - [`control`], [`points`]: S3 Control: the account's own Block Public Access,
//!   access points
//! - [`directory`]: directory buckets, which are apart from all others
//! - [`buckets`], [`settings`], [`configurations`], [`lifecycle`], [`acl`],
//!   [`policy`]: buckets
//! - [`objects`], [`read`], [`copy`], [`deletion`], [`conditions`], [`lock`]: what
//!   is in them
//! - [`encryption`], [`customer`]: under which keys
//! - [`checksum`]: whether it arrived
//! - [`multipart`], [`uploads`]: in parts
//! - [`listing`], [`versions`]: what there is
//! - [`state`], [`reply`]: what S3 holds; how it answers
//! - [`view`]: what other services of the account see of it
//! - [`corrections`]: what the emulators do instead
//!
//! Behaviour and error codes are those of the Amazon S3 API reference, version
//! 2006-03-01. Signatures are not checked.

mod acl;
mod address;
mod authorize;
mod buckets;
mod checksum;
mod conditions;
mod configurations;
mod control;
mod copy;
pub(super) mod corrections;
mod customer;
mod deletion;
mod directory;
mod encryption;
mod lifecycle;
mod listing;
mod lock;
mod multipart;
mod objects;
pub(super) mod operations;
mod points;
mod policy;
mod presigned;
mod public;
mod read;
mod reply;
mod request;
mod settings;
mod state;
mod uploads;
mod versions;
pub mod view;

use super::ids::Ids;
use super::kms::Kms;
use super::roles::Roles;
use super::{Call, Response, Service};
use address::Address;
use bytes::Bytes;
use reply::{Outcome, Refusal};
use request::Request;
use state::State;
use std::sync::{Arc, Mutex, PoisonError};

/// The S3 of the embedded account, over all Regions.
#[derive(Debug)]
pub struct S3 {
    ids: Ids,
    keys: Arc<Kms>,
    roles: Arc<Roles>,
    state: Mutex<State>,
}

impl S3 {
    /// An S3 without buckets. `seed` decides version and upload ids; `kms`
    /// and `roles` are those that encryption and bucket policies may name.
    pub fn new(seed: u64, keys: Arc<Kms>, roles: Arc<Roles>) -> Self {
        Self {
            ids: Ids::new(seed),
            keys,
            roles,
            state: Mutex::default(),
        }
    }

    fn answer(&self, call: &Call, address: Address) -> Outcome {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        presigned::check(call)?;
        if let Some(operation) = control::operation(call) {
            return control::perform(operation, call, &mut state);
        }
        let operation = named(call, &address);
        // In these the sum is that of the object, not of the body.
        let of_object = ["CompleteMultipartUpload", "CreateMultipartUpload", "CopyObject"];
        let checked = ["PUT", "POST"].contains(&call.method.as_str()) && !of_object.contains(&operation);
        let mut request = Request {
            call,
            address,
            state: &mut state,
            ids: &self.ids,
            keys: &self.keys,
            roles: &self.roles,
            brought: None,
        };
        authorize::check(&request, operation)?;
        if checked {
            request.brought = checksum::brought(&call.headers, &call.body)?;
        }
        if directory::is_meant(call) {
            return directory::perform(operation, &mut request);
        }
        perform(operation, &mut request)
    }
}

/// The operation that a call means, but for S3 Control's.
fn named(call: &Call, address: &Address) -> &'static str {
    if directory::is_meant(call) {
        directory::operation(call, address)
    } else {
        operations::operation(call, address)
    }
}

/// The refusal of what is not kept here.
fn not_here() -> Refusal {
    Refusal::new(
        501,
        "NotImplemented",
        "A header or query you provided implies functionality that the embedded account does not have.",
    )
}

impl Service for S3 {
    fn operation(&self, call: &Call) -> String {
        control::operation(call)
            .unwrap_or_else(|| named(call, &Address::of(call)))
            .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let address = Address::of(call);
        let resource = format!("/{}/{}", address.bucket, address.key);
        let mut response = self.answer(call, address).unwrap_or_else(|refusal| {
            if control::operation(call).is_some() {
                refusal.response_of_control()
            } else {
                refusal.response(&resource)
            }
        });
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
        "CopyObject" => copy::object(request),
        "CreateMultipartUpload" => multipart::create(request),
        "DeleteObject" => deletion::one(request),
        "DeleteObjectTagging" => objects::delete_object_tags(request),
        "DeleteObjects" => deletion::many(request),
        "GetObject" | "HeadObject" => read::get(request),
        "GetObjectAcl" => acl::get_object(request),
        "GetObjectAttributes" => read::attributes(request),
        "GetObjectLegalHold" => lock::legal_hold(request),
        "GetObjectRetention" => lock::object_retention(request),
        "GetObjectTagging" => objects::object_tags(request),
        "ListMultipartUploads" => uploads::uploads(request),
        "ListObjectVersions" => versions::list(request),
        "ListObjects" => listing::objects_v1(request),
        "ListObjectsV2" => listing::objects(request),
        "ListParts" => uploads::parts(request),
        "PutObject" => objects::put(request),
        "PutObjectAcl" => acl::put_object(request),
        "PutObjectLegalHold" => lock::put_legal_hold(request),
        "PutObjectRetention" => lock::put_object_retention(request),
        "PutObjectTagging" => objects::put_object_tags(request),
        "UpdateObjectEncryption" => encryption::update(request),
        "UploadPart" => multipart::part(request),
        "UploadPartCopy" => copy::part(request),
        _ => perform_on_bucket(operation, request),
    }
}

fn perform_on_bucket(operation: &str, request: &mut Request<'_>) -> Outcome {
    match operation {
        "CreateBucket" => buckets::create(request),
        "DeleteBucket" => buckets::delete(request),
        "DeleteBucketEncryption" => encryption::delete(request),
        "DeleteBucketLifecycle" => lifecycle::delete(request),
        "DeleteBucketOwnershipControls" => settings::delete_ownership(request),
        "DeleteBucketPolicy" => policy::delete(request),
        "DeleteBucketTagging" => settings::delete_tags(request),
        "DeletePublicAccessBlock" => public::delete(request),
        "GetBucketAcl" => acl::get(request),
        "GetBucketEncryption" => encryption::get(request),
        "GetBucketLifecycleConfiguration" => lifecycle::get(request),
        "GetBucketLocation" => buckets::location(request),
        "GetBucketLogging" => settings::logging(request),
        "GetBucketOwnershipControls" => settings::ownership(request),
        "GetBucketPolicy" => policy::get(request),
        "GetBucketPolicyStatus" => policy::status(request),
        "GetBucketTagging" => settings::tags(request),
        "GetBucketVersioning" => settings::versioning(request),
        "GetObjectLockConfiguration" => lock::configuration(request),
        "GetPublicAccessBlock" => public::get(request),
        "HeadBucket" => buckets::head(request),
        "ListBuckets" => buckets::list(request),
        "PutBucketAcl" => acl::put(request),
        "PutBucketEncryption" => encryption::put(request),
        "PutBucketLifecycleConfiguration" => lifecycle::put(request),
        "PutBucketLogging" => settings::put_logging(request),
        "PutBucketOwnershipControls" => settings::put_ownership(request),
        "PutBucketPolicy" => policy::put(request),
        "PutBucketTagging" => settings::put_tags(request),
        "PutBucketVersioning" => settings::put_versioning(request),
        "PutObjectLockConfiguration" => lock::put_configuration(request),
        "PutPublicAccessBlock" => public::put(request),
        _ => configurations::perform(operation, request).unwrap_or_else(|| Err(not_here())),
    }
}
