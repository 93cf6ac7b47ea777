//! An answer or a gap, field by field; and what SDK types become.

use super::Scope;
use crate::aws::errors::Failure;
use crate::aws::regions;
use crate::inventory::{Arn, Field, Gap, GapKind, Region, Tags, Timestamp};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error;
use std::future::Future;

/// What a describe call said, or the gap that stands for every field of it.
#[derive(Debug)]
pub(super) struct Answer<O> {
    operation: &'static str,
    result: Result<O, Gap>,
}

impl<O> Answer<O> {
    /// What a call said.
    pub(super) fn new(operation: &'static str, result: Result<O, Failure>) -> Self {
        let result = result.map_err(Gap::from);
        Self { operation, result }
    }

    /// One field that is always there, or has a default of the API's.
    pub(super) fn read<T>(&self, field: impl FnOnce(&O) -> T) -> Field<T> {
        match &self.result {
            Ok(output) => Field::Known(field(output)),
            Err(gap) => Field::Unknown(gap.clone()),
        }
    }

    /// One field that AWS always answers; its absence is not a value.
    pub(super) fn require<T>(&self, name: &str, field: impl FnOnce(&O) -> Option<T>) -> Field<T> {
        match &self.result {
            Ok(output) => field(output).map_or_else(|| self.missing(name), Field::Known),
            Err(gap) => Field::Unknown(gap.clone()),
        }
    }

    /// The whole answer, when there is one.
    pub(super) fn ok(&self) -> Option<&O> {
        self.result.as_ref().ok()
    }

    fn missing<T>(&self, name: &str) -> Field<T> {
        Field::Unknown(Gap {
            operation: self.operation.to_owned(),
            kind: GapKind::Failed,
            message: format!("the answer has no {name}"),
        })
    }
}

impl Scope {
    /// One call at the session's pace.
    pub(super) fn call<T, E>(
        &self,
        operation: &'static str,
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Result<T, Failure>>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.session.call(operation, future)
    }

    /// Describes a listed resource: `None` when it is gone by now.
    pub(super) fn describe<T, E>(
        &self,
        operation: &'static str,
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Option<Answer<T>>>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let called = self.session.call(operation, future);
        async move {
            match called.await {
                Err(failure) if failure.is_absent() => None,
                result => Some(Answer::new(operation, result)),
            }
        }
    }

    /// Reads a setting of a resource or an account.
    pub(super) fn setting<T, E>(
        &self,
        operation: &'static str,
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Answer<T>>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let called = self.session.call(operation, future);
        async move { Answer::new(operation, called.await) }
    }

    /// An ARN in the scope's Region and account.
    pub(super) fn arn(&self, service: &str, resource: &str) -> Arn {
        let account = self.session.account();
        let region = &self.region;
        let partition = regions::partition(region.as_str());
        Arn::from(format!("arn:{partition}:{service}:{region}:{account}:{resource}"))
    }
}

/// A fact that is left unread on purpose.
pub(super) fn not_collected<T>(operation: &str, why: &str) -> Field<T> {
    Field::Unknown(Gap {
        operation: operation.to_owned(),
        kind: GapKind::NotCollected,
        message: why.to_owned(),
    })
}

/// The API's text of an enum or string.
pub(super) fn text<T: AsRef<str> + ?Sized>(value: Option<&T>) -> Option<String> {
    value.map(|v| v.as_ref().to_owned())
}

/// A text, empty when absent: for names that are also in the ARN.
pub(super) fn plain(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

/// An optional text where the API also writes "" for absent.
pub(super) fn filled(value: Option<&str>) -> Option<String> {
    value.filter(|v| !v.is_empty()).map(str::to_owned)
}

/// An optional ARN.
pub(super) fn arn_of(value: Option<&str>) -> Option<Arn> {
    filled(value).map(Arn::from)
}

/// An SDK time.
pub(super) fn time(value: Option<&DateTime>) -> Option<Timestamp> {
    value.map(|t| Timestamp(t.secs()))
}

/// Tags from pairs.
pub(super) fn tags<'a>(pairs: impl IntoIterator<Item = (Option<&'a str>, Option<&'a str>)>) -> Tags {
    pairs
        .into_iter()
        .filter_map(|(key, value)| Some((key?.to_owned(), value.unwrap_or_default().to_owned())))
        .collect()
}

/// The `Name` tag of EC2 resources, or their id.
pub(super) fn name_tag(tags: &Tags, id: &str) -> String {
    tags.get("Name")
        .filter(|n| !n.is_empty())
        .map_or_else(|| id.to_owned(), Clone::clone)
}

/// The Region codes of `GetBucketLocation`: empty is us-east-1, `EU` is the
/// old name of eu-west-1.
pub(super) fn bucket_region(constraint: &str) -> Region {
    match constraint {
        "" => Region::from("us-east-1"),
        "EU" => Region::from("eu-west-1"),
        code => Region::from(code),
    }
}
