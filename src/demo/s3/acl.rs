//! Access control lists: off for most buckets, since their owner owns every
//! object; public ones are refused where public access is blocked.

use super::reply::{Outcome, Refusal, document, empty};
use super::request::Request;
use super::state::{Bucket, Grant};
use crate::demo::wire::xml::Element;
use crate::demo::{Call, Response};

const EVERYONE: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const EVERY_ACCOUNT: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
const LOG_DELIVERY: &str = "http://acs.amazonaws.com/groups/s3/LogDelivery";

const PERMISSIONS: &[&str] = &["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"];

/// The ACL that gives the owner everything and nobody else anything.
pub(super) fn private() -> Vec<Grant> {
    vec![Grant {
        group: None,
        permission: "FULL_CONTROL".to_owned(),
    }]
}

/// A canned ACL's grants.
fn canned(name: &str) -> Result<Vec<Grant>, Refusal> {
    let more: &[(&str, &str)] = match name {
        "private" | "bucket-owner-full-control" | "bucket-owner-read" | "aws-exec-read" => &[],
        "public-read" => &[(EVERYONE, "READ")],
        "public-read-write" => &[(EVERYONE, "READ"), (EVERYONE, "WRITE")],
        "authenticated-read" => &[(EVERY_ACCOUNT, "READ")],
        "log-delivery-write" => &[(LOG_DELIVERY, "WRITE"), (LOG_DELIVERY, "READ_ACP")],
        _ => return Err(Refusal::argument(format!("Invalid canned ACL: {name}"))),
    };
    let mut grants = private();
    grants.extend(more.iter().map(|(group, permission)| Grant {
        group: Some((*group).to_owned()),
        permission: (*permission).to_owned(),
    }));
    Ok(grants)
}

/// The ACL that a call's headers ask for: `x-amz-acl` or `x-amz-grant-*`.
pub(super) fn in_headers(call: &Call) -> Result<Option<Vec<Grant>>, Refusal> {
    let headers = [
        ("x-amz-grant-full-control", "FULL_CONTROL"),
        ("x-amz-grant-read", "READ"),
        ("x-amz-grant-write", "WRITE"),
        ("x-amz-grant-read-acp", "READ_ACP"),
        ("x-amz-grant-write-acp", "WRITE_ACP"),
    ];
    let mut grants = Vec::new();
    for (name, permission) in headers {
        for grantee in call.header(name).into_iter().flat_map(|v| v.split(',')) {
            let (kind, value) = grantee
                .trim()
                .split_once('=')
                .ok_or_else(|| Refusal::argument("Argument format not recognized"))?;
            grants.push(grant(kind.trim(), value.trim().trim_matches('"'), permission)?);
        }
    }
    match call.header("x-amz-acl") {
        Some(_) if !grants.is_empty() => Err(Refusal::request(
            "Specifying both Canned ACLs and Header Grants is not allowed",
        )),
        Some(name) => canned(name).map(Some),
        None => Ok((!grants.is_empty()).then_some(grants)),
    }
}

fn grant(kind: &str, value: &str, permission: &str) -> Result<Grant, Refusal> {
    let group = match kind {
        "uri" | "URI" if [EVERYONE, EVERY_ACCOUNT, LOG_DELIVERY].contains(&value) => Some(value.to_owned()),
        "uri" | "URI" => return Err(Refusal::argument("Invalid group uri")),
        "id" | "ID" if value == Request::owner() => None,
        "id" | "ID" => return Err(Refusal::argument("Invalid id")),
        _ => {
            return Err(Refusal::new(
                400,
                "UnresolvableGrantByEmailAddress",
                "The e-mail address you provided does not match any account on record.",
            ));
        }
    };
    Ok(Grant {
        group,
        permission: permission.to_owned(),
    })
}

/// Whether a grant is for everyone, or for every AWS account.
pub(super) fn is_public(grants: &[Grant]) -> bool {
    grants.iter().any(|g| {
        g.group
            .as_deref()
            .is_some_and(|u| u == EVERYONE || u == EVERY_ACCOUNT)
    })
}

/// Whether everyone, credentials or not, has a permission.
pub(super) fn gives_everyone(grants: &[Grant], permission: &str) -> bool {
    grants.iter().any(|g| {
        g.group.as_deref() == Some(EVERYONE) && (g.permission == permission || g.permission == "FULL_CONTROL")
    })
}

/// Refuses what a bucket without ACLs does not take: all but full control of
/// the owner, and of the canned ACLs all but the one that is named so.
fn check_supported(call: &Call, bucket: &Bucket, grants: &[Grant]) -> Result<(), Refusal> {
    let canned = call.header("x-amz-acl").unwrap_or("bucket-owner-full-control");
    let says_owner = canned == "bucket-owner-full-control" && grants == private();
    if bucket.has_no_acls() && !says_owner {
        return Err(Refusal::new(
            400,
            "AccessControlListNotSupported",
            "The bucket does not allow ACLs",
        ));
    }
    Ok(())
}

/// The ACL of a new object.
pub(super) fn for_new(request: &Request<'_>, bucket: &Bucket) -> Result<Vec<Grant>, Refusal> {
    let grants = in_headers(request.call)?.unwrap_or_else(private);
    check_supported(request.call, bucket, &grants)?;
    request.blocks()?.check_acl(&grants)?;
    Ok(grants)
}

/// `GetBucketAcl`. What is blocked is ignored only in effect: it still shows.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    Ok(answer(&request.bucket()?.acl))
}

/// `GetObjectAcl`.
pub(super) fn get_object(request: &mut Request<'_>) -> Outcome {
    Ok(answer(&request.version()?.acl))
}

/// An `AccessControlPolicy`.
fn answer(grants: &[Grant]) -> Response {
    let schema = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    document("AccessControlPolicy", |x| {
        x.element("Owner", |x| x.text("ID", Request::owner()));
        x.list("AccessControlList", "Grant", grants, |x, grant| {
            match &grant.group {
                None => x.element_with("Grantee", &format!("{schema} xsi:type=\"CanonicalUser\""), |x| {
                    x.text("ID", Request::owner());
                }),
                Some(uri) => x.element_with("Grantee", &format!("{schema} xsi:type=\"Group\""), |x| {
                    x.text("URI", uri);
                }),
            }
            x.text("Permission", &grant.permission);
        });
    })
}

/// The ACL that a call puts, refused where the bucket or Block Public Access
/// does not take it.
fn asked(request: &Request<'_>) -> Result<Vec<Grant>, Refusal> {
    let grants = match in_headers(request.call)? {
        Some(grants) => grants,
        None => read(&request.body("AccessControlPolicy")?)?,
    };
    check_supported(request.call, request.bucket()?, &grants)?;
    request.blocks()?.check_acl(&grants)?;
    Ok(grants)
}

/// `PutBucketAcl`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let grants = asked(request)?;
    request.bucket_mut()?.acl = grants;
    Ok(empty(200))
}

/// `PutObjectAcl`.
pub(super) fn put_object(request: &mut Request<'_>) -> Outcome {
    let grants = asked(request)?;
    request.change(|version| version.acl = grants)?;
    Ok(empty(200))
}

fn read(policy: &Element) -> Result<Vec<Grant>, Refusal> {
    let list = policy.child("AccessControlList").ok_or_else(Refusal::malformed)?;
    list.all("Grant")
        .map(|element| {
            let permission = element
                .at("Permission")
                .filter(|p| PERMISSIONS.contains(p))
                .ok_or_else(Refusal::malformed)?;
            let grantee = element.child("Grantee").ok_or_else(Refusal::malformed)?;
            match (grantee.at("URI"), grantee.at("ID")) {
                (Some(uri), _) => grant("uri", uri, permission),
                (None, Some(id)) => grant("id", id, permission),
                (None, None) => grant("emailAddress", "", permission),
            }
        })
        .collect()
}
