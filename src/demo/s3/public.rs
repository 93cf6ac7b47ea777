//! Block Public Access, of the bucket and of the account: what is public, and
//! what is refused or ignored for being so.

use super::acl;
use super::reply::{Outcome, Refusal, document, empty};
use super::request::Request;
use super::state::{Bucket, Grant, State};
use crate::demo::wire::xml::Element;
use crate::inventory::detail::PublicAccessBlock;
use crate::policy::{Document, query};

/// The switches that hold for a bucket: its own or the account's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blocks(PublicAccessBlock);

impl Blocks {
    /// The most restrictive of both, switch by switch, as S3 documents.
    pub(super) fn over(state: &State, bucket: &Bucket) -> Self {
        let both = [&state.public_access_block, &bucket.public_access_block];
        let any =
            |switch: fn(&PublicAccessBlock) -> bool| both.iter().any(|b| b.as_ref().is_some_and(switch));
        Self(PublicAccessBlock {
            block_public_acls: any(|b| b.block_public_acls),
            ignore_public_acls: any(|b| b.ignore_public_acls),
            block_public_policy: any(|b| b.block_public_policy),
            restrict_public_buckets: any(|b| b.restrict_public_buckets),
        })
    }

    /// Refuses a public policy while such are blocked.
    pub(super) fn check_policy(&self, document: &Document, call: &str) -> Result<(), Refusal> {
        if self.0.block_public_policy && is_public(document) {
            return Err(Refusal::denied(format!(
                "{call} because public policies are prevented by the BlockPublicPolicy setting in S3 Block \
                 Public Access."
            )));
        }
        Ok(())
    }

    /// Refuses public grants while such are blocked.
    pub(super) fn check_acl(&self, grants: &[Grant]) -> Result<(), Refusal> {
        if self.0.block_public_acls && acl::is_public(grants) {
            return Err(Refusal::denied(
                "Access Denied because public ACLs are prevented by the BlockPublicAcls setting in S3 Block \
                 Public Access.",
            ));
        }
        Ok(())
    }

    /// Whether public grants have no effect.
    pub(super) fn ignores_acls(&self) -> bool {
        self.0.ignore_public_acls
    }

    /// Whether a public policy lets in the account and AWS services only.
    pub(super) fn restricts(&self) -> bool {
        self.0.restrict_public_buckets
    }
}

/// Whether S3 calls a policy public: the user guide's "The meaning of public".
pub(super) fn is_public(document: &Document) -> bool {
    !query::public_statements(document).is_empty()
}

/// `NoSuchPublicAccessBlockConfiguration`.
pub(super) fn none() -> Refusal {
    Refusal::new(
        404,
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
    )
}

const SWITCHES: [&str; 4] = [
    "BlockPublicAcls",
    "IgnorePublicAcls",
    "BlockPublicPolicy",
    "RestrictPublicBuckets",
];

/// Reads the switches: one that is not sent is off, but one must be.
pub(super) fn read(body: &Element) -> Result<PublicAccessBlock, Refusal> {
    if SWITCHES.iter().all(|name| body.at(name).is_none()) {
        return Err(Refusal::request("Must specify at least one configuration."));
    }
    let on = |name: &str| match body.at(name).map(str::to_ascii_lowercase).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Refusal::malformed()),
    };
    Ok(PublicAccessBlock {
        block_public_acls: on("BlockPublicAcls")?,
        ignore_public_acls: on("IgnorePublicAcls")?,
        block_public_policy: on("BlockPublicPolicy")?,
        restrict_public_buckets: on("RestrictPublicBuckets")?,
    })
}

/// A `PublicAccessBlockConfiguration`.
pub(super) fn answer(block: &PublicAccessBlock) -> crate::demo::Response {
    document("PublicAccessBlockConfiguration", |x| {
        x.text("BlockPublicAcls", block.block_public_acls);
        x.text("IgnorePublicAcls", block.ignore_public_acls);
        x.text("BlockPublicPolicy", block.block_public_policy);
        x.text("RestrictPublicBuckets", block.restrict_public_buckets);
    })
}

/// `GetPublicAccessBlock`.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let block = request.bucket()?.public_access_block.as_ref();
    block.map(answer).ok_or_else(none)
}

/// `PutPublicAccessBlock`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let block = read(&request.body("PublicAccessBlockConfiguration")?)?;
    request.bucket_mut()?.public_access_block = Some(block);
    Ok(empty(200))
}

/// `DeletePublicAccessBlock`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.public_access_block = None;
    Ok(empty(204))
}
