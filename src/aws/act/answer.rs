//! What a failed call means to the plan engine, beyond its class: absence is an
//! answer when looking, "not there yet" when making, and success when undoing.

use crate::aws::errors::Failure;
use crate::stack::{ActError, ActErrorKind};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use std::error::Error;

/// The result of a call as the SDK gives it.
pub(super) type Answer<T, E> = Result<T, SdkError<E, HttpResponse>>;

/// Looking: an error stands as it is.
pub(super) fn seen<T, E>(operation: &str, answer: Answer<T, E>) -> Result<T, ActError>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    answer.map_err(|e| Failure::new(operation, &e).act_error())
}

/// Looking: "there is no such thing" is `None`.
pub(super) fn found<T, E>(operation: &str, answer: Answer<T, E>) -> Result<Option<T>, ActError>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            let failure = Failure::new(operation, &error);
            if failure.is_absent() {
                Ok(None)
            } else {
                Err(failure.act_error())
            }
        }
    }
}

/// Making: something named in the call that AWS does not see yet was made by an
/// earlier step a moment ago, so another try may find it.
pub(super) fn made<T, E>(operation: &str, answer: Answer<T, E>) -> Result<T, ActError>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    answer.map_err(|error| {
        let failure = Failure::new(operation, &error);
        let mut refused = failure.act_error();
        if refused.kind == ActErrorKind::Fatal && failure.is_absent() {
            refused.kind = ActErrorKind::Retry;
        }
        // SageMaker has no code for it: "Cannot create already existing model".
        if refused.kind == ActErrorKind::Fatal && failure.message.contains("already existing") {
            refused.kind = ActErrorKind::Conflict;
        }
        refused
    })
}

/// Taking back: absent is success.
pub(super) fn gone<T, E>(operation: &str, answer: Answer<T, E>) -> Result<(), ActError>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    found(operation, answer).map(|_| ())
}

/// The failure of an answer, if it is one.
pub(super) fn failure<T, E>(operation: &str, answer: &Answer<T, E>) -> Option<Failure>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    answer.as_ref().err().map(|e| Failure::new(operation, e))
}

/// An error of our own making, for answers that lack what they must hold.
pub(super) fn fatal(operation: &str, message: impl Into<String>) -> ActError {
    ActError {
        operation: operation.to_owned(),
        kind: ActErrorKind::Fatal,
        message: message.into(),
    }
}

/// A call was made and its answer lacks the identifier of what it made: the
/// engine must look for it.
pub(super) fn unnamed(operation: &str, field: &str) -> ActError {
    ActError {
        operation: operation.to_owned(),
        kind: ActErrorKind::Ambiguous,
        message: format!("the answer has no {field}"),
    }
}

/// Nothing changes while this lasts; look again later.
pub(super) fn wait(operation: &str, message: impl Into<String>) -> ActError {
    ActError {
        operation: operation.to_owned(),
        kind: ActErrorKind::Retry,
        message: message.into(),
    }
}

/// A part of a call could not be put together: nothing was sent.
pub(super) fn unbuilt(operation: &str) -> impl Fn(BuildError) -> ActError {
    move |error| fatal(operation, error.to_string())
}
