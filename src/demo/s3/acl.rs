//! Access control lists: off for most buckets, since their owner owns every
//! object; public ones are refused where public access is blocked.

use super::reply::{Outcome, Refusal, document, empty};
use super::state::{Grant, Request};
use crate::demo::Response;
use crate::demo::wire::xml::Element;

const EVERYONE: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const EVERY_ACCOUNT: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
const LOG_DELIVERY: &str = "http://acs.amazonaws.com/groups/s3/LogDelivery";

/// The ACL that gives the owner everything and nobody else anything.
pub(super) fn private() -> Vec<Grant> {
    vec![Grant {
        group: None,
        permission: "FULL_CONTROL".to_owned(),
    }]
}

/// A canned ACL's grants.
pub(super) fn canned(name: &str) -> Result<Vec<Grant>, Refusal> {
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

/// Whether a grant is for everyone, or for every AWS account.
pub(super) fn is_public(grants: &[Grant]) -> bool {
    grants.iter().any(|g| {
        g.group
            .as_deref()
            .is_some_and(|u| u == EVERYONE || u == EVERY_ACCOUNT)
    })
}

/// `GetBucketAcl`. What is blocked is ignored only in effect: it still shows.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    Ok(answer(&request.bucket()?.acl))
}

/// An `AccessControlPolicy`.
pub(super) fn answer(grants: &[Grant]) -> Response {
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

/// `PutBucketAcl`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let grants = match request.call.header("x-amz-acl") {
        Some(name) => canned(name)?,
        None => read(&request.body("AccessControlPolicy")?)?,
    };
    let bucket = request.bucket_mut()?;
    if bucket.ownership.as_deref() == Some("BucketOwnerEnforced") && grants != private() {
        return Err(Refusal::new(
            400,
            "AccessControlListNotSupported",
            "The bucket does not allow ACLs",
        ));
    }
    let blocked = bucket.public_access_block.as_ref();
    if is_public(&grants) && blocked.is_some_and(|b| b.block_public_acls) {
        return Err(Refusal::denied(
            "Access Denied: public ACLs are blocked by the BlockPublicAcls setting",
        ));
    }
    bucket.acl = grants;
    Ok(empty(200))
}

fn read(policy: &Element) -> Result<Vec<Grant>, Refusal> {
    let list = policy.child("AccessControlList").ok_or_else(Refusal::malformed)?;
    list.all("Grant")
        .map(|grant| {
            let permission = grant.at("Permission").ok_or_else(Refusal::malformed)?;
            let group = grant.at("Grantee/URI").map(str::to_owned);
            if group.is_none() && grant.at("Grantee/ID") != Some(Request::owner().as_str()) {
                return Err(Refusal::argument(
                    "The embedded account has no other accounts to grant to.",
                ));
            }
            Ok(Grant {
                group,
                permission: permission.to_owned(),
            })
        })
        .collect()
}
