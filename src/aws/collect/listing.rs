//! One kind in one Region: its pages, what was found, what was not.

use super::{Observation, Scope, now};
use crate::aws::errors::Failure;
use crate::inventory::{AccountId, Arn, Detail, Field, Kind, Region, Resource, ScopeGap, Tags, Timestamp};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::StreamExt;
use futures_util::stream;
use std::collections::HashSet;
use std::error::Error;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Details read at a time within one listing; the session bounds the whole.
const AT_A_TIME: usize = 16;

/// A listing under way.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) scope: &'a Scope,
    pub(super) region: Region,
    kind: Kind,
    seen: Mutex<HashSet<Arn>>,
    whole: AtomicBool,
}

/// A resource but for what the listing knows.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) arn: Arn,
    pub(super) name: String,
    pub(super) created: Option<Timestamp>,
    pub(super) tags: Field<Tags>,
    pub(super) detail: Detail,
}

impl<'a> Listing<'a> {
    /// A listing in the scope's Region.
    pub(super) fn new(scope: &'a Scope, kind: Kind) -> Self {
        Self::in_region(scope, kind, scope.region.clone())
    }

    /// A listing whose resources live elsewhere (`global`, a bucket's Region).
    pub(super) fn in_region(scope: &'a Scope, kind: Kind, region: Region) -> Self {
        Self {
            scope,
            region,
            kind,
            seen: Mutex::new(HashSet::new()),
            whole: AtomicBool::new(true),
        }
    }

    /// The kind that is listed.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether no hole was met so far.
    pub(super) fn is_whole(&self) -> bool {
        self.whole.load(Ordering::Relaxed)
    }

    /// The next page of a paginated listing: `None` at the end, and after a
    /// failure, which is reported as a gap.
    pub(super) async fn page<P, E>(
        &self,
        operation: &str,
        next: impl Future<Output = Result<Option<P>, SdkError<E, HttpResponse>>>,
    ) -> Option<P>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match self.scope.session.call(operation, next).await {
            Ok(page) => page,
            Err(failure) => {
                self.gap(&failure).await;
                None
            }
        }
    }

    /// Reports that the listing has a hole.
    pub(super) async fn gap(&self, failure: &Failure) {
        self.whole.store(false, Ordering::Relaxed);
        let gap = ScopeGap {
            kind: self.kind,
            region: self.region.clone(),
            gap: failure.gap(),
        };
        self.scope.say(Observation::Gap(gap)).await;
    }

    /// Runs `work` on each item, a bounded number at a time.
    pub(super) async fn each<T, F: Future<Output = ()>>(&self, items: Vec<T>, work: impl FnMut(T) -> F) {
        stream::iter(items).for_each_concurrent(AT_A_TIME, work).await;
    }

    /// Reports a resource.
    pub(super) async fn found(&self, found: Found) {
        let account = match found.arn.account() {
            "" | "aws" => self.scope.session.account().clone(),
            owner => AccountId::from(owner),
        };
        // A poisoned lock holds a set of names: still good.
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(found.arn.clone());
        let resource = Resource {
            arn: found.arn,
            name: found.name,
            region: self.region.clone(),
            account,
            created: found.created,
            tags: found.tags,
            detail: found.detail,
        };
        self.scope.say(Observation::Resource(Box::new(resource))).await;
    }

    /// Ends the listing.
    pub(super) async fn end(self) {
        let seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let completed = Observation::Completed {
            kind: self.kind,
            region: self.region,
            seen,
            at: now(),
            whole: self.whole.into_inner(),
        };
        self.scope.say(completed).await;
    }
}
