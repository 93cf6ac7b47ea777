//! Answers that emulators spell otherwise than AWS, and that its other SDKs
//! take all the same.
//!
//! moto names the root element of `GetBucketVersioning` after the operation.
//! botocore does not look at root names; the Rust SDK refuses the answer.

use aws_sdk_s3::operation::get_bucket_versioning::{GetBucketVersioningError, GetBucketVersioningOutput};
use aws_sdk_s3::types::{BucketVersioningStatus, MfaDeleteStatus};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;

type Answer = Result<GetBucketVersioningOutput, SdkError<GetBucketVersioningError, HttpResponse>>;

/// `GetBucketVersioning`'s answer, read by its elements when only the root's
/// name stood in the way. Errors that AWS answered stay errors.
#[expect(clippy::result_large_err, reason = "the SDK's own result, passed through")]
pub fn bucket_versioning(answer: Answer) -> Answer {
    match answer {
        Err(error) => reread(&error).ok_or(error),
        answer => answer,
    }
}

fn reread(error: &SdkError<GetBucketVersioningError, HttpResponse>) -> Option<GetBucketVersioningOutput> {
    let response = error.raw_response()?;
    let body = std::str::from_utf8(response.body().bytes()?).ok()?;
    if response.status().as_u16() != 200 || !body.contains("<GetBucketVersioningResponse") {
        return None;
    }
    let output = GetBucketVersioningOutput::builder()
        .set_status(element(body, "Status").map(BucketVersioningStatus::from))
        .set_mfa_delete(element(body, "MfaDelete").map(MfaDeleteStatus::from))
        .build();
    Some(output)
}

/// The text of the first element of a name.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = xml.split_once(&format!("<{name}>"))?;
    after.split_once(&format!("</{name}>")).map(|(text, _)| text)
}
