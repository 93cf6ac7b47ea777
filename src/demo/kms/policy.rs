//! Key policies: what AWS refuses when one is put, and the one name they have.

use super::find;
use super::state::State;
use super::{Refusal, Reply, Work};
use crate::demo::ACCOUNT_ID;
use crate::policy::evaluate::{Policies, Request, decide};
use crate::policy::query::breadth::{Conditions, allows};
use crate::policy::{Document, Principal, PrincipalElement, Statement};
use serde_json::json;

/// The one name that a key policy can have.
const NAME: &str = "default";
/// The longest policy: 32 KiB (Developer Guide, "Resource quotas").
const LONGEST: usize = 32_768;

/// The policy that KMS gives to a key made without one.
pub(super) fn default() -> String {
    json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT_ID}:root")},
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}

fn refuse_name(work: &Work<'_>) -> Result<(), Refusal> {
    match work.given("PolicyName") {
        None | Some(NAME) => Ok(()),
        Some(other) => Err(Refusal(
            "NotFoundException",
            format!("No such policy exists: {other}"),
        )),
    }
}

/// `GetKeyPolicy`.
pub(super) fn get(state: &mut State, work: &Work<'_>) -> Reply {
    let key = find::key(state, work)?;
    refuse_name(work)?;
    Ok(json!({"Policy": key.policy, "PolicyName": NAME}))
}

/// `PutKeyPolicy`: allowed in every state of a customer's key.
pub(super) fn put(state: &mut State, work: &Work<'_>) -> Reply {
    let policy = work.text("Policy")?;
    let key = find::own(state, work)?;
    refuse_name(work)?;
    refuse_fault(policy, work)?;
    policy.clone_into(&mut key.policy);
    Ok(json!({}))
}

/// `ListKeyPolicies`.
pub(super) fn list(state: &mut State, work: &Work<'_>) -> Reply {
    find::key(state, work)?;
    Ok(json!({"PolicyNames": [NAME], "Truncated": false}))
}

/// What a key policy must be: well-formed, with principals that exist, and such
/// that the caller can still change it (the lockout check).
pub(super) fn refuse_fault(text: &str, work: &Work<'_>) -> Result<(), Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal(
            "LimitExceededException",
            format!("Key policy size exceeds the limit of {LONGEST} bytes"),
        ));
    }
    let malformed = |message: String| Err(Refusal("MalformedPolicyDocumentException", message));
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return malformed(format!("The policy is malformed: {error}")),
    };
    if document.statements.iter().any(|s| s.principal.is_none()) {
        return malformed("Policy contains a statement without a principal.".to_owned());
    }
    if document.statements.iter().any(|s| s.resource.is_none()) {
        return malformed("Policy contains a statement with no resource.".to_owned());
    }
    let unknown = document
        .statements
        .iter()
        .flat_map(principals)
        .any(|principal| match principal {
            Principal::Aws(name) => !work.principals.exist(name),
            _ => false,
        });
    if unknown {
        return malformed("Policy contains a statement with one or more invalid principals.".to_owned());
    }
    let bypass = work.request["BypassPolicyLockoutSafetyCheck"] == true;
    if bypass || keeps_a_door(&document, &work.call.caller.arn) {
        return Ok(());
    }
    malformed("The new key policy will not allow you to update the key policy in the future.".to_owned())
}

/// Whether a key policy by itself lets a principal of the account, or a service
/// that acts for it, do something through S3.
pub(super) fn lets(policy: &str, key: &str, region: &str, principal: &str, action: &str) -> bool {
    let Ok(document) = Document::parse(policy) else {
        return false;
    };
    let request = Request::new(principal, action, key)
        .owned_by(ACCOUNT_ID)
        .with("kms:CallerAccount", ACCOUNT_ID)
        .with("kms:ViaService", format!("s3.{region}.amazonaws.com"))
        .with("aws:SourceAccount", ACCOUNT_ID)
        .with_aws_keys();
    let policies = Policies {
        resource: Some(document),
        ..Policies::default()
    };
    decide(&request, &policies).is_allowed()
}

fn principals(statement: &Statement) -> &[Principal] {
    statement
        .principal
        .as_ref()
        .map_or(&[], PrincipalElement::principals)
}

/// Whether somebody whom the caller speaks for may still put a policy.
fn keeps_a_door(document: &Document, caller: &str) -> bool {
    if allows(document, "kms:PutKeyPolicy", "*", Conditions::Ignore).is_none() {
        return false;
    }
    let role = assumed_role(caller);
    document.statements.iter().any(|statement| {
        let alone = Document {
            version: document.version,
            id: None,
            statements: vec![statement.clone()],
        };
        let opens = allows(&alone, "kms:PutKeyPolicy", "*", Conditions::Ignore).is_some();
        opens
            && principals(statement).iter().any(|principal| match principal {
                Principal::Everyone => true,
                Principal::Aws(name) => {
                    name == "*"
                        || name == ACCOUNT_ID
                        || *name == format!("arn:aws:iam::{ACCOUNT_ID}:root")
                        || name == caller
                        || role.is_some_and(|role| is_role(name, role))
                }
                _ => false,
            })
    })
}

/// The name of the role behind `arn:aws:sts::…:assumed-role/Role/session`.
fn assumed_role(caller: &str) -> Option<&str> {
    let (_, rest) = caller.split_once(":assumed-role/")?;
    rest.split('/').next()
}

/// Whether an ARN is that of a role of the account, whatever its path.
fn is_role(arn: &str, name: &str) -> bool {
    arn.strip_prefix(&format!("arn:aws:iam::{ACCOUNT_ID}:role/"))
        .and_then(|path| path.rsplit('/').next())
        == Some(name)
}
