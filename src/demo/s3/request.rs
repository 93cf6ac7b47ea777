//! One call with everything that it works on: the bucket it may touch, the
//! body it brought.

use super::address::{self, Address};
use super::checksum::{self, Checksum};
use super::directory;
use super::public::Blocks;
use super::reply::Refusal;
use super::state::{Bucket, State, Version, no_bucket};
use crate::demo::ids::Ids;
use crate::demo::kms::Kms;
use crate::demo::roles::Roles;
use crate::demo::wire::xml::{self, Element};
use crate::demo::{ACCOUNT_ID, Call};
use std::sync::LazyLock;

/// One call, with everything that it works on.
pub(super) struct Request<'a> {
    pub(super) call: &'a Call,
    pub(super) address: Address,
    pub(super) state: &'a mut State,
    pub(super) ids: &'a Ids,
    pub(super) keys: &'a Kms,
    pub(super) roles: &'a Roles,
    /// The checksum that came with the body, checked.
    pub(super) brought: Option<Checksum>,
}

/// The canonical user id of the account: made once, from its number.
static OWNER: LazyLock<String> = LazyLock::new(|| {
    let number = checksum::opaque_etag(ACCOUNT_ID.as_bytes());
    format!("{number}{}", checksum::opaque_etag(b"canonical"))
});

impl Request<'_> {
    /// A bucket that exists, in the Region that was called, of the owner that
    /// the caller expects.
    pub(super) fn bucket(&self) -> Result<&Bucket, Refusal> {
        if directory::is_meant(self.call) {
            // Another Region's endpoint does not know of it.
            let bucket = self.state.directories.get(&self.address.bucket);
            let bucket = bucket.filter(|b| b.region == self.call.region);
            self.check_owner("x-amz-expected-bucket-owner")?;
            return bucket.ok_or_else(no_bucket);
        }
        let bucket = self.state.buckets.get(&self.address.bucket);
        let bucket = bucket.ok_or_else(|| {
            if self.state.taken.contains(&self.address.bucket) {
                // Another account's: all that one learns is that it is there.
                Refusal::denied("Access Denied")
            } else {
                no_bucket()
            }
        })?;
        self.check_region(bucket)?;
        self.check_owner("x-amz-expected-bucket-owner")?;
        Ok(bucket)
    }

    /// As [`Request::bucket`], to change it.
    pub(super) fn bucket_mut(&mut self) -> Result<&mut Bucket, Refusal> {
        self.bucket()?;
        let held = if directory::is_meant(self.call) {
            &mut self.state.directories
        } else {
            &mut self.state.buckets
        };
        held.get_mut(&self.address.bucket).ok_or_else(no_bucket)
    }

    /// Refuses a call that expects another owner than the account.
    pub(super) fn check_owner(&self, header: &str) -> Result<(), Refusal> {
        match self.call.header(header) {
            Some(owner) if owner != ACCOUNT_ID => Err(Refusal::denied("Access Denied")),
            _ => Ok(()),
        }
    }

    /// A bucket is served by the endpoints of its own Region. What another
    /// endpoint says depends on how the call got there.
    fn check_region(&self, bucket: &Bucket) -> Result<(), Refusal> {
        let signed = self.call.region.as_str();
        let endpoint = address::endpoint_region(&self.call.host);
        let anonymous = self.call.caller.access_key.is_empty();
        if bucket.region == signed && endpoint.is_none_or(|region| region == signed) {
            return Ok(());
        }
        // An unsigned call to an endpoint without a Region is led on by AWS.
        if anonymous && endpoint.is_none_or(|region| region == bucket.region) {
            return Ok(());
        }
        let wrong_signature = endpoint == Some(bucket.region.as_str()) || address::is_global(&self.call.host);
        if wrong_signature && !anonymous {
            return Err(Refusal::new(
                400,
                "AuthorizationHeaderMalformed",
                format!(
                    "The authorization header is malformed; the region '{signed}' is wrong; expecting '{}'",
                    bucket.region
                ),
            )
            .with("x-amz-bucket-region", bucket.region.clone())
            .element("Region", bucket.region.clone()));
        }
        let name = &self.address.bucket;
        Err(Refusal::new(
            301,
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified endpoint. \
             Please send all future requests to this endpoint.",
        )
        .with("x-amz-bucket-region", bucket.region.clone())
        .element("Endpoint", format!("{name}.s3.{}.amazonaws.com", bucket.region))
        .element("Bucket", name.clone()))
    }

    /// The Block Public Access that holds for the addressed bucket.
    pub(super) fn blocks(&self) -> Result<Blocks, Refusal> {
        Ok(Blocks::over(self.state, self.bucket()?))
    }

    /// The body as XML with the root that the operation wants.
    pub(super) fn body(&self, root: &str) -> Result<Element, Refusal> {
        if self.call.body.is_empty() {
            return Err(Refusal::new(
                400,
                "MissingRequestBodyError",
                "Request Body is empty",
            ));
        }
        xml::parse(&self.call.body)
            .filter(|e| e.name == root)
            .ok_or_else(Refusal::malformed)
    }

    /// The canonical user id of the account.
    pub(super) fn owner() -> &'static str {
        &OWNER
    }

    /// The version that a call names, or the newest.
    pub(super) fn version(&self) -> Result<&Version, Refusal> {
        let versions = self.bucket()?.objects.get(&self.address.key);
        let Some(id) = self.call.query.get("versionId") else {
            let newest = versions.and_then(|v| v.last()).ok_or_else(|| self.no_key())?;
            return if newest.marker {
                Err(self
                    .no_key()
                    .with("x-amz-delete-marker", "true")
                    .with("x-amz-version-id", newest.id.clone()))
            } else {
                Ok(newest)
            };
        };
        let version = versions
            .and_then(|v| v.iter().find(|v| v.id == id))
            .ok_or_else(|| {
                Refusal::new(404, "NoSuchVersion", "The specified version does not exist.")
                    .element("Key", self.address.key.clone())
                    .element("VersionId", id)
            })?;
        if version.marker {
            return Err(Refusal::new(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )
            .with("x-amz-delete-marker", "true")
            .with("allow", "DELETE"));
        }
        Ok(version)
    }

    fn no_key(&self) -> Refusal {
        Refusal::no_key().element("Key", self.address.key.clone())
    }

    /// Changes the version that a call names.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Version)) -> Result<(), Refusal> {
        let id = self.version()?.id.clone();
        let key = self.address.key.clone();
        let versions = self.bucket_mut()?.objects.get_mut(&key);
        let version = versions.and_then(|v| v.iter_mut().find(|v| v.id == id));
        change(version.ok_or_else(Refusal::no_key)?);
        Ok(())
    }
}
