//! Credentials that AWS refuses before it looks at the call: not known, not
//! known yet, inactive, deleted, expired; in the words of each protocol.

use super::wire::{json, xml};
use super::{Call, Response};

/// What is wrong with the credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody has them: deleted, inactive, or made a moment ago.
    Unknown,
    /// Their session is over.
    Expired,
}

/// The refusal of a call that was signed with such credentials.
pub fn refusal(call: &Call, fault: Fault) -> Response {
    match (call.service.as_str(), fault) {
        ("s3" | "s3express", Fault::Unknown) => xml::s3_error(
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            &call.path,
        ),
        ("s3" | "s3express", Fault::Expired) => {
            xml::s3_error(400, "ExpiredToken", "The provided token has expired.", &call.path)
        }
        ("ec2", Fault::Unknown) => xml::ec2_error(
            401,
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
        ),
        ("ec2", Fault::Expired) => xml::ec2_error(400, "RequestExpired", "Request has expired."),
        ("iam" | "sts", Fault::Unknown) => xml::query_error(403, "InvalidClientTokenId", INVALID),
        ("iam" | "sts", Fault::Expired) => xml::query_error(403, "ExpiredToken", EXPIRED),
        ("bedrock" | "macie2" | "iot" | "guardduty" | "securityhub" | "access-analyzer", _) => {
            let (code, message) = named(fault);
            json::rest_error(403, code, message)
        }
        _ => {
            let (code, message) = named(fault);
            json::error(400, code, message)
        }
    }
}

const INVALID: &str = "The security token included in the request is invalid.";
const EXPIRED: &str = "The security token included in the request is expired";

fn named(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Unknown => ("UnrecognizedClientException", INVALID),
        Fault::Expired => ("ExpiredTokenException", EXPIRED),
    }
}
