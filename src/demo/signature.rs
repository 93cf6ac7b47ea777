//! Who signed a request, for which Region and service: read, never checked.

use super::wire::query;
use http::HeaderMap;

/// Access key, Region and service of the signature's credential scope, in the
/// header or in a presigned URL: `AKID/20260224/us-east-1/s3/aws4_request`.
/// A presigned URL of Signature Version 2, which boto3 still makes unless told
/// otherwise, names the key alone and is S3's.
pub(super) fn signed(headers: &HeaderMap, raw_query: &str) -> Option<(String, String, String)> {
    let query = query::parse(raw_query);
    let credential = match headers.get("authorization") {
        Some(header) => header.to_str().ok()?.split_once("Credential=")?.1.to_owned(),
        None if query.has("AWSAccessKeyId") && query.has("Signature") => {
            format!("{}//us-east-1/s3", query.text("AWSAccessKeyId"))
        }
        None => query.text("X-Amz-Credential").to_owned(),
    };
    let mut parts = credential.split(',').next()?.split('/');
    let (key, _date, region, service) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some((key.to_owned(), region.to_owned(), service.to_owned()))
}

/// The same for a request without a signature, from its host. A host that
/// names no service is taken for S3's: but for STS, where whoever brings a
/// token of an identity provider has no credentials yet, nothing else is called
/// anonymously.
pub(super) fn unsigned(host: &str, operation: &str) -> (String, String, String) {
    if operation.starts_with("AssumeRoleWith") {
        return (String::new(), "us-east-1".to_owned(), "sts".to_owned());
    }
    let name = host.split(':').next().unwrap_or(host);
    let known = [".amazonaws.com", ".localhost"]
        .iter()
        .find_map(|end| name.strip_suffix(end));
    let labels: Vec<&str> = known.unwrap_or("s3").split('.').collect();
    let at = labels.iter().position(|label| *label == "s3").unwrap_or(0);
    let region = labels.get(at + 1).copied().unwrap_or("us-east-1");
    (
        String::new(),
        region.to_owned(),
        labels.get(at).copied().unwrap_or("s3").to_owned(),
    )
}
