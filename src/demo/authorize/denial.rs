//! The refusal of a call that IAM does not allow, in each service's words.

use super::Demand;
use crate::demo::wire::{json, xml};
use crate::demo::{Call, Response};
use crate::policy::evaluate::{Decision, Outcome, Slot};

/// The answer.
pub(super) fn refusal(call: &Call, demand: &Demand, decision: &Decision) -> Response {
    let message = message(call, demand, decision);
    match call.service.as_str() {
        "s3" | "s3express" => {
            let mut response = xml::s3_error(403, "AccessDenied", &message, &call.path);
            if call.method == "HEAD" {
                response.body = bytes::Bytes::new();
            }
            response
        }
        "ec2" => xml::ec2_error(
            403,
            "UnauthorizedOperation",
            &format!("You are not authorized to perform this operation. {message}"),
        ),
        "iam" | "sts" | "monitoring" => xml::query_error(403, "AccessDenied", &message),
        "bedrock" | "macie2" | "iot" | "guardduty" | "securityhub" | "access-analyzer" => {
            json::rest_error(403, "AccessDeniedException", &message)
        }
        _ => json::error(400, "AccessDeniedException", &message),
    }
}

/// `User: … is not authorized to perform: … on resource: … because …`
/// (IAM User Guide, "Troubleshoot access denied error messages").
fn message(call: &Call, demand: &Demand, decision: &Decision) -> String {
    let slot = decision.because.first().map_or(Slot::Identity, |b| b.policy);
    let kind = match slot {
        Slot::ResourcePolicy => "resource-based policy",
        Slot::Boundary => "permissions boundary",
        Slot::Session => "session policy",
        _ => "identity-based policy",
    };
    let why = if decision.result == Outcome::ExplicitlyDenied {
        let article = if kind.starts_with('i') { "an" } else { "a" };
        format!("with an explicit deny in {article} {kind}")
    } else {
        format!("because no {kind} allows the {} action", demand.action)
    };
    format!(
        "User: {} is not authorized to perform: {} on resource: {} {why}",
        call.caller.arn, demand.action, demand.resource
    )
}
