//! What a failed call means: a gap for collectors, an error for the actuator.
//!
//! AWS spells the same refusal in a dozen ways (`AccessDenied`,
//! `AccessDeniedException`, `UnauthorizedOperation`, …); this file is the only
//! place that knows them.

use super::interlock::Refusal;
use crate::inventory::{Gap, GapKind};
use crate::stack::{ActError, ActErrorKind};
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error;

/// Longest message kept of what AWS says, in characters.
const MESSAGE_LIMIT: usize = 600;

/// How far a failed call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// The interlock refused it: nothing left the process.
    Refused,
    /// It could not be built (a required field is missing): nothing was sent.
    NotBuilt,
    /// No credentials could be had: nothing was sent.
    NoCredentials,
    /// No connection could be made: nothing was sent.
    NotConnected,
    /// It was sent, or may have been, and no answer came.
    NoAnswer,
    /// AWS answered, with an error or with something unreadable.
    Answered,
}

/// A failed call, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The operation, e.g. `s3:GetBucketPolicy`.
    pub operation: String,
    /// AWS's error code, e.g. `NoSuchBucketPolicy`.
    pub code: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// How far it got.
    pub reached: Reached,
    /// The answer is a web page, not an API's error: a server that does not
    /// know the operation (emulators), or a proxy.
    pub html: bool,
    /// AWS's message, or the network's; untrusted text.
    pub message: String,
}

impl Failure {
    /// Takes an SDK error apart.
    pub fn new<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let service = error.as_service_error();
        let response = error.raw_response();
        let code = service
            .and_then(ProvideErrorMetadata::code)
            .filter(|c| !c.is_empty())
            .map(str::to_owned);
        let message = match service.and_then(ProvideErrorMetadata::message) {
            Some(message) => message.to_owned(),
            None => chain(error),
        };
        Self {
            operation: operation.to_owned(),
            code,
            status: response.map(|r| r.status().as_u16()),
            reached: reached(error),
            html: response
                .and_then(|r| r.headers().get("content-type"))
                .is_some_and(|t| t.contains("text/html")),
            message: one_line(&message),
        }
    }

    /// Whether AWS answered with this error code.
    pub fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Whether AWS says that the thing does not exist.
    pub fn is_absent(&self) -> bool {
        let absent = |code: &str| {
            code.starts_with("NoSuch")
                || code.ends_with("NotFoundException")
                || code.ends_with(".NotFound")
                || code.ends_with("NotFoundError")
                || ["NotFound", "ResourceNotFound"].contains(&code)
        };
        match &self.code {
            Some(code) => absent(code) || (code == "ValidationException" && self.says_absent()),
            None => self.status == Some(404) && !self.html,
        }
    }

    /// SageMaker answers `ValidationException` for names that do not exist.
    fn says_absent(&self) -> bool {
        let message = self.message.to_lowercase();
        ["could not find", "does not exist", "not found", "cannot find"]
            .iter()
            .any(|words| message.contains(words))
    }

    /// The class of gap that the failure leaves.
    pub fn gap_kind(&self) -> GapKind {
        match self.reached {
            Reached::NoCredentials => GapKind::Credentials,
            Reached::Refused => GapKind::Denied,
            Reached::NotBuilt | Reached::NotConnected | Reached::NoAnswer => GapKind::Failed,
            Reached::Answered if self.html && matches!(self.status, Some(404 | 405 | 500 | 501)) => {
                GapKind::Unsupported
            }
            Reached::Answered => gap_kind(self.code.as_deref(), self.status),
        }
    }

    /// The gap that stands for what was not read.
    pub fn gap(&self) -> Gap {
        Gap {
            operation: self.operation.clone(),
            kind: self.gap_kind(),
            message: self.words(),
        }
    }

    /// `Code: message`, or whichever there is.
    pub fn words(&self) -> String {
        match (&self.code, self.status) {
            (None, Some(status)) if self.html => {
                format!("HTTP {status}: a web page came back; the endpoint does not know this operation")
            }
            (Some(code), _) => format!("{code}: {}", self.message),
            (None, Some(status)) => format!("HTTP {status}: {}", self.message),
            (None, None) => self.message.clone(),
        }
    }

    /// The class of failure for the plan engine.
    pub fn act_kind(&self) -> ActErrorKind {
        match self.reached {
            Reached::Refused | Reached::NotBuilt => return ActErrorKind::Fatal,
            Reached::NoCredentials => return ActErrorKind::Denied,
            Reached::NotConnected => return ActErrorKind::Retry,
            Reached::NoAnswer => return ActErrorKind::Ambiguous,
            Reached::Answered => {}
        }
        if not_yet_consistent(&self.message) {
            return ActErrorKind::Retry;
        }
        let code = self.code.as_deref().unwrap_or("");
        if CONFLICTS.contains(&code) {
            return ActErrorKind::Conflict;
        }
        if [
            "OperationAborted",
            "DependencyViolation",
            "ConcurrentModification",
        ]
        .contains(&code)
        {
            return ActErrorKind::Retry;
        }
        match self.gap_kind() {
            GapKind::Denied | GapKind::Credentials => ActErrorKind::Denied,
            GapKind::Throttled => ActErrorKind::Retry,
            // A 5xx may have been done: look before trying again.
            _ if self.status.is_some_and(|s| s >= 500) && !self.html => ActErrorKind::Ambiguous,
            _ => ActErrorKind::Fatal,
        }
    }

    /// The error for the plan engine.
    pub fn act_error(&self) -> ActError {
        ActError {
            operation: self.operation.clone(),
            kind: self.act_kind(),
            message: self.words(),
        }
    }
}

impl From<Failure> for Gap {
    fn from(failure: Failure) -> Self {
        failure.gap()
    }
}

impl From<Failure> for ActError {
    fn from(failure: Failure) -> Self {
        failure.act_error()
    }
}

/// The gap of an SDK error.
pub fn gap<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> Gap
where
    E: ProvideErrorMetadata + Error + 'static,
{
    Failure::new(operation, error).gap()
}

/// The plan engine's error of an SDK error.
pub fn act_error<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> ActError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    Failure::new(operation, error).act_error()
}

const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AccessDeniedError",
    "UnauthorizedOperation",
    "UnauthorizedException",
    "UnauthorizedAccess",
    "NotAuthorizedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "AllAccessDisabled",
    "Forbidden",
    "ForbiddenException",
];

const CREDENTIALS: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "UnrecognizedClient",
    "InvalidAccessKeyId",
    "InvalidToken",
    "InvalidTokenException",
    "TokenRefreshRequired",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "AuthFailure",
];

const THROTTLED: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "EC2ThrottledException",
    "RequestLimitExceeded",
    "TooManyRequests",
    "TooManyRequestsException",
    "LimitExceededException",
    "BandwidthLimitExceeded",
    "ProvisionedThroughputExceededException",
    "PriorRequestNotComplete",
    "SlowDown",
];

const UNSUPPORTED: &[&str] = &[
    "UnsupportedOperation",
    "UnsupportedOperationException",
    "UnsupportedOperationError",
    "UnknownOperationException",
    "InvalidAction",
    "NotImplemented",
    "NotImplementedException",
    "OptInRequired",
    "SubscriptionRequiredException",
    "UnsupportedUserEdition",
];

const CONFLICTS: &[&str] = &[
    "EntityAlreadyExists",
    "AlreadyExistsException",
    "ResourceAlreadyExistsException",
    "BucketAlreadyExists",
    "BucketAlreadyOwnedByYou",
    "InvalidGroup.Duplicate",
    "InvalidPermission.Duplicate",
    "Resource.AlreadyAssociated",
    "RouteAlreadyExists",
    "ResourceInUse",
    "ResourceInUseException",
    "ConflictException",
    "PreconditionFailed",
];

/// The class of gap of an answer: by code, then by HTTP status.
pub fn gap_kind(code: Option<&str>, status: Option<u16>) -> GapKind {
    if let Some(code) = code {
        let classes = [
            (DENIED, GapKind::Denied),
            (CREDENTIALS, GapKind::Credentials),
            (THROTTLED, GapKind::Throttled),
            (UNSUPPORTED, GapKind::Unsupported),
        ];
        if let Some((_, kind)) = classes.iter().find(|(codes, _)| codes.contains(&code)) {
            return *kind;
        }
    }
    match status {
        Some(401) => GapKind::Credentials,
        Some(403) => GapKind::Denied,
        Some(429) => GapKind::Throttled,
        Some(405 | 501) => GapKind::Unsupported,
        _ => GapKind::Failed,
    }
}

/// Whether an answer says that the caller asks too often, looked at before
/// anybody reads it: by its status, or by a code of [`THROTTLED`] in the header
/// or the body, which errors have short.
pub(super) fn is_throttled(answer: &HttpResponse) -> bool {
    let status = answer.status().as_u16();
    if !matches!(status, 400 | 403 | 429 | 503) {
        return false;
    }
    let header = answer.headers().get("x-amzn-errortype").unwrap_or_default();
    let body = answer
        .body()
        .bytes()
        .map(String::from_utf8_lossy)
        .unwrap_or_default();
    let names = |text: &str| {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| THROTTLED.contains(&word))
    };
    status == 429 || names(header) || names(&body)
}

/// Texts by which services say that another service's write has not reached
/// them yet (a role that is too young, a principal not yet visible). The
/// strings are exact; see the Terraform provider's and cdkd's retry lists.
pub fn not_yet_consistent(message: &str) -> bool {
    const TEXTS: &[&str] = &[
        "Could not assume role",
        "Could not assume provided IAM role",
        "Unauthorized to List objects under S3 URL",
        "Access denied to OutputDataConfig S3 bucket",
        "no identity-based policy allows the s3:ListBucket action",
        "Access denied for repository",
        "Policy contains a statement with one or more invalid principals",
        "Invalid principal in policy",
        "PrincipalNotFound",
        "KMS key is invalid for CreateGrant",
        "role has adequate trust relationships",
        "Failed to validate permissions for log group",
    ];
    TEXTS.iter().any(|text| message.contains(text))
}

fn reached<E>(error: &SdkError<E, HttpResponse>) -> Reached
where
    E: Error + 'static,
{
    if find::<Refusal>(error).is_some() {
        return Reached::Refused;
    }
    if find::<CredentialsError>(error).is_some() {
        return Reached::NoCredentials;
    }
    match error {
        SdkError::ConstructionFailure(_) => Reached::NotBuilt,
        SdkError::DispatchFailure(failure) => {
            let text = chain(error);
            let connecting = ["(Connect)", "dns error", "HTTP connect timeout", "connect error"]
                .iter()
                .any(|words| text.contains(words));
            if text.contains("no providers in chain provided credentials") || text.contains("credentials") {
                Reached::NoCredentials
            } else if connecting {
                Reached::NotConnected
            } else if failure.is_user() {
                Reached::NotBuilt
            } else {
                Reached::NoAnswer
            }
        }
        SdkError::ResponseError(_) | SdkError::ServiceError(_) => Reached::Answered,
        _ => Reached::NoAnswer,
    }
}

/// The first error of a type in the chain of sources.
pub(super) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<T>() {
            return Some(found);
        }
        next = current.source();
    }
    None
}

/// The chain of sources in one line, without repeats.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    // What the SDK calls its own layers says nothing to people.
    const LAYERS: &[&str] = &[
        "service error",
        "unhandled error",
        "dispatch failure",
        "response error",
        "failed to construct request",
        "io error",
        "other",
    ];
    let mut words: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(current) = next {
        let text = current.to_string();
        let layer = LAYERS.contains(&text.as_str());
        if !layer && !words.iter().any(|w| w.contains(&text)) {
            words.push(text);
        }
        next = current.source();
    }
    one_line(&words.join(": "))
}

/// Messages are shown inside sentences: no line breaks, no control characters.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MESSAGE_LIMIT)
        .collect()
}
