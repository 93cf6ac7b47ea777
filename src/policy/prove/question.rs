//! A question: a request, the answer that is wanted, and the policies that
//! bear on it.

use super::Expected;
use crate::policy::Document;
use crate::policy::compose::{Composed, Persona, Workload};
use crate::policy::evaluate::Request;
use std::sync::Arc;

/// A policy that bears on a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// This policy of the set; without it the question is not asked.
    Named(&'static str),
    /// What the persona may do.
    Permissions(Persona),
    /// What no policy of the persona can exceed.
    Boundary(Persona),
    /// Who may become the persona.
    Trust(Persona),
    /// This endpoint policy, if the set has it.
    IfPresent(&'static str),
    /// A policy of another set: of another stage.
    Given(Arc<Exhibit>),
    /// The principal is an administrator by its own policies.
    Administrator,
    /// The resource's own policy lets everyone do everything: an attacker's bucket.
    OpenResource,
    /// The resource's own policy leaves it to the identity policies of the
    /// account: the usual key.
    TrustsAccount,
}

/// A policy with its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// As composed.
    pub policy: Composed,
    /// As read.
    pub document: Document,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// In words.
    pub title: &'static str,
    /// The request.
    pub request: Request,
    /// The wanted answer.
    pub expected: Expected,
    /// The policies that bear on it.
    pub bearings: Vec<Bearing>,
}

/// An account that is nobody's business here.
pub(super) const STRANGER: &str = "999999999999";

/// The questions asked so far about a workload without references.
pub(super) struct Asking<'w> {
    pub(super) w: &'w Workload,
    pub(super) out: Vec<Question>,
}

impl<'w> Asking<'w> {
    pub(super) fn about(w: &'w Workload) -> Self {
        Self { w, out: Vec::new() }
    }

    fn ask(&mut self, title: &'static str, expected: Expected, bearings: &[Bearing], request: Request) {
        self.out.push(Question {
            title,
            expected,
            bearings: bearings.to_vec(),
            request: request.with_aws_keys(),
        });
    }

    pub(super) fn must(&mut self, title: &'static str, bearings: &[Bearing], request: Request) {
        self.ask(title, Expected::Allowed, bearings, request);
    }

    pub(super) fn must_not(&mut self, title: &'static str, bearings: &[Bearing], request: Request) {
        self.ask(title, Expected::Denied, bearings, request);
    }

    /// A session of a role of the account.
    pub(super) fn session(&self, role: &str, session: &str) -> String {
        format!(
            "arn:{}:sts::{}:assumed-role/{role}/{session}",
            self.w.partition, self.w.account
        )
    }

    /// A role of the account that has nothing to do with the workload.
    pub(super) fn another_role(&self) -> String {
        self.session("another", "anyone")
    }

    /// A principal of an account that has nothing to do with it.
    pub(super) fn stranger(&self) -> String {
        format!("arn:{}:iam::{STRANGER}:role/x", self.w.partition)
    }

    /// A key of the account that is not the workload's.
    pub(super) fn other_key(&self) -> String {
        self.w.arn("kms", "key/ffffffff-ffff-ffff-ffff-ffffffffffff")
    }

    /// An S3 request over TLS 1.3, through the first endpoint if there is one.
    pub(super) fn s3(&self, principal: &str, action: &str, path: &str) -> Request {
        let request = self.s3_from_outside(principal, action, path);
        match self.w.vpc_endpoints.first() {
            Some(endpoint) => request.with("aws:SourceVpce", endpoint.clone()),
            None => request,
        }
    }

    /// An S3 request over TLS 1.3 that comes through no endpoint.
    pub(super) fn s3_from_outside(&self, principal: &str, action: &str, path: &str) -> Request {
        Request::new(principal, action, self.w.s3(path))
            .owned_by(&self.w.account)
            .with("aws:SecureTransport", "true")
            .with("s3:TlsVersion", "1.3")
    }

    /// A request for the workload's key.
    pub(super) fn kms(&self, principal: &str, action: &str) -> Request {
        Request::new(principal, action, self.w.key_arn.clone())
            .owned_by(&self.w.account)
            .with("kms:CallerAccount", self.w.account.clone())
    }

    /// The same, made by S3 for the objects of a bucket.
    pub(super) fn through_s3(&self, request: Request, bucket: &str) -> Request {
        request
            .with("kms:ViaService", self.w.via("s3"))
            .with("kms:EncryptionContext:aws:s3:arn", self.w.s3(bucket))
    }
}

/// A request without a condition key.
pub(super) fn without(mut request: Request, key: &str) -> Request {
    request.context.set(key, Vec::new());
    request
}
