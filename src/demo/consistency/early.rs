//! What AWS says to a call that comes too early, and what it does not show yet.
//! The strings are exact: tools retry by them.

use super::Kind;
use crate::demo::credentials::{self, Fault};
use crate::demo::wire::{json, xml};
use crate::demo::{ACCOUNT_ID, Call, Response};
use crate::policy::{Document, Principal, PrincipalElement};
use serde_json::Value;

/// The refusal of a call that names what has not `arrived`.
pub(super) fn refusal(call: &Call, arrived: impl Fn(Kind, &str) -> bool) -> Option<Response> {
    if !arrived(Kind::AccessKey, &call.caller.access_key) {
        return Some(credentials::refusal(call, Fault::Unknown));
    }
    let young = |arn: &str| is_principal(arn) && !arrived(Kind::Principal, arn);
    match (call.service.as_str(), call.operation.as_str()) {
        ("sts", "AssumeRole") => assumed(call, young),
        ("iam", "CreateRole" | "UpdateAssumeRolePolicy") => trusted(call, young),
        ("s3", "PutBucketPolicy") => bucket_policy(call, young),
        ("kms", "CreateKey" | "PutKeyPolicy" | "ReplicateKey") => key_policy(call, young),
        ("kms", "CreateGrant") => grantee(call, young),
        ("sagemaker", "CreateEndpoint" | "UpdateEndpoint") => config(call, &arrived),
        ("sagemaker", operation) if operation.starts_with("Create") => {
            let role = role_in(&call.json(), &young)?;
            Some(json::error(
                400,
                "ValidationException",
                &format!(
                    "Could not assume role {role}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role."
                ),
            ))
        }
        ("cloudtrail", "CreateTrail" | "UpdateTrail") => {
            role_in(&call.json(), &young)?;
            Some(json::error(
                400,
                "InvalidCloudWatchLogsRoleArnException",
                "Access denied. Verify in IAM that the role has adequate trust relationships.",
            ))
        }
        ("bedrock", _) if call.method != "GET" => model_maker(call, young),
        _ => None,
    }
}

fn is_principal(name: &str) -> bool {
    name.starts_with("arn:aws:iam::") && (name.contains(":role/") || name.contains(":user/"))
}

fn assumed(call: &Call, young: impl Fn(&str) -> bool) -> Option<Response> {
    let form = call.form();
    let role = form.text("RoleArn");
    young(role).then(|| {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {role}",
            call.caller.arn
        );
        xml::query_error(403, "AccessDenied", &message)
    })
}

fn trusted(call: &Call, young: impl Fn(&str) -> bool) -> Option<Response> {
    let form = call.form();
    let policy = form
        .get("AssumeRolePolicyDocument")
        .or_else(|| form.get("PolicyDocument"))?;
    let name = named_in(policy, young)?;
    let message = format!("Invalid principal in policy: \"AWS\":\"{name}\"");
    Some(xml::query_error(400, "MalformedPolicyDocument", &message))
}

fn bucket_policy(call: &Call, young: impl Fn(&str) -> bool) -> Option<Response> {
    named_in(&String::from_utf8_lossy(&call.body), young)?;
    Some(xml::s3_error(
        400,
        "MalformedPolicy",
        "Invalid principal in policy",
        &call.path,
    ))
}

fn key_policy(call: &Call, young: impl Fn(&str) -> bool) -> Option<Response> {
    named_in(call.json()["Policy"].as_str()?, young)?;
    Some(json::error(
        400,
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
    ))
}

fn grantee(call: &Call, young: impl Fn(&str) -> bool) -> Option<Response> {
    let request = call.json();
    let fields = ["GranteePrincipal", "RetiringPrincipal"];
    let named = fields.iter().filter_map(|field| request[*field].as_str());
    let name = named.into_iter().find(|name| young(name))?;
    Some(json::error(
        400,
        "InvalidArnException",
        &format!("ARN does not refer to a valid principal: {name}"),
    ))
}

fn config(call: &Call, arrived: impl Fn(Kind, &str) -> bool) -> Option<Response> {
    let request = call.json();
    let name = request["EndpointConfigName"].as_str()?;
    let arn = format!(
        "arn:aws:sagemaker:{}:{ACCOUNT_ID}:endpoint-config/{name}",
        call.region
    );
    (!arrived(Kind::EndpointConfig, &arn)).then(|| {
        let message = format!("Could not find endpoint configuration \"{arn}\".");
        json::error(400, "ValidationException", &message)
    })
}

/// Bedrock: jobs over models, and the logging of invocations.
fn model_maker(call: &Call, young: impl Fn(&str) -> bool) -> Option<Response> {
    let request = call.json();
    let role = role_in(&request, &young)?;
    let group = request["loggingConfig"]["cloudWatchConfig"]["logGroupName"].as_str();
    let message = match group {
        Some(group) => format!(
            "Failed to validate permissions for log group: {group}, with role: {role}. Verify the IAM role permissions are correct."
        ),
        None => "Could not assume provided IAM role. Please ensure that the role exists and allows principal 'bedrock.amazonaws.com' to assume the role.".to_owned(),
    };
    Some(json::rest_error(400, "ValidationException", &message))
}

/// The first role anywhere in a request that is too young.
fn role_in(request: &Value, young: &impl Fn(&str) -> bool) -> Option<String> {
    match request {
        Value::String(text) => young(text).then(|| text.clone()),
        Value::Array(items) => items.iter().find_map(|item| role_in(item, young)),
        Value::Object(fields) => fields.values().find_map(|value| role_in(value, young)),
        _ => None,
    }
}

/// The first principal that a policy names and that is too young.
fn named_in(policy: &str, young: impl Fn(&str) -> bool) -> Option<String> {
    let document = Document::parse(policy).ok()?;
    let named = document.statements.iter().flat_map(|statement| {
        statement
            .principal
            .as_ref()
            .map_or(&[][..], PrincipalElement::principals)
    });
    named
        .filter_map(|principal| match principal {
            Principal::Aws(name) => Some(name),
            _ => None,
        })
        .find(|name| young(name))
        .cloned()
}

/// Takes out of an answer what is not to be seen yet: grants in `ListGrants`;
/// a VPC endpoint is shown pending.
pub(super) fn veil(call: &Call, response: Response, arrived: impl Fn(Kind, &str) -> bool) -> Response {
    match (call.service.as_str(), call.operation.as_str()) {
        ("kms", "ListGrants" | "ListRetirableGrants") => {
            let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) else {
                return response;
            };
            if let Some(grants) = body["Grants"].as_array_mut() {
                grants.retain(|grant| {
                    grant["GrantId"]
                        .as_str()
                        .is_none_or(|id| arrived(Kind::Grant, id))
                });
            }
            json::ok(&body)
        }
        ("ec2", "CreateVpcEndpoint" | "DescribeVpcEndpoints") => {
            let text = String::from_utf8_lossy(&response.body);
            let pending = pending(&text, |id| arrived(Kind::VpcEndpoint, id));
            Response {
                body: pending.into(),
                ..response
            }
        }
        _ => response,
    }
}

/// The text with `<state>` set to pending for the interface endpoints that have
/// not arrived; an endpoint's id comes before its state.
fn pending(text: &str, arrived: impl Fn(&str) -> bool) -> String {
    const ID: &str = "<vpcEndpointId>";
    const STATE: &str = "<state>";
    let mut parts = text.split(ID);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(ID);
        let id = part.split('<').next().unwrap_or("");
        let state = part.find(STATE).map(|at| at + STATE.len());
        match state {
            Some(from)
                if part[from..].starts_with("available")
                    && part.contains("<vpcEndpointType>Interface<")
                    && !arrived(id) =>
            {
                out.push_str(&part[..from]);
                out.push_str("pending");
                out.push_str(&part[from + "available".len()..]);
            }
            _ => out.push_str(part),
        }
    }
    out
}
