//! Who reaches objects by other ways than a bucket's policy: ACLs, the
//! account's switches, access points, names that others took first.

use super::s3::{account_block, blocks};
use super::s3_policy::no_strangers_unless_restricted;
use crate::inventory::Resource;
use crate::inventory::detail::{
    AccessPoint, AclGrant, Bucket, ExpectedBucket, MultiRegionAccessPoint, PublicAccessBlock, S3Account,
};
use crate::policy::{Document, Effect, Principal, PrincipalElement, Select, Statement, pattern};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "s3.account_level_public_access_blocks",
        title: "The account blocks public access to every bucket",
        severity: Severity::High,
        why: "The account's switches hold for buckets that nobody has made yet, such as the next one for a demo.",
        fix: Fix::by_hand(
            "Turn on all four Block Public Access switches of the account, after moving what must be public elsewhere.",
        ),
        prowler: &["s3_account_level_public_access_blocks"],
        security_hub: &["S3.1"],
        reads: Reads::Itself,
        judges: &[Judge::S3Account(account_level)],
    },
    Check {
        id: "s3.access_point_public_access_block",
        title: "An access point blocks public access",
        severity: Severity::Critical,
        why: "An access point has a policy of its own; without its switches a slip there opens the training \
              data behind it, and they cannot be turned on later.",
        fix: Fix::by_hand("Make the access point anew with all four switches on, and delete the old one."),
        prowler: &["s3_access_point_public_access_block"],
        security_hub: &["S3.19"],
        reads: Reads::Itself,
        judges: &[Judge::AccessPoint(access_point)],
    },
    Check {
        id: "s3.multi_region_access_point_public_access_block",
        title: "A Multi-Region Access Point blocks public access",
        severity: Severity::High,
        why: "It stands before the copies of a dataset in several Regions at once.",
        fix: Fix::by_hand(
            "Make the Multi-Region Access Point anew with all four switches on, and delete the old one.",
        ),
        prowler: &["s3_multi_region_access_point_public_access_block"],
        security_hub: &["S3.24"],
        reads: Reads::Itself,
        judges: &[Judge::MultiRegionAccessPoint(multi_region)],
    },
    Check {
        id: "s3.bucket_acl_prohibited",
        title: "A bucket has no ACLs: its owner owns every object",
        severity: Severity::Medium,
        why: "An ACL on a single object is seen by no policy review, and an object that somebody else owns \
              may be one that you cannot even read.",
        fix: Fix::by_hand(
            "Set Object Ownership to BucketOwnerEnforced, after moving what ACLs allow into the policy.",
        ),
        prowler: &["s3_bucket_acl_prohibited"],
        security_hub: &["S3.12"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(no_acls)],
    },
    Check {
        id: "s3.bucket_public_list_acl",
        title: "The ACL of a bucket lets the public list nothing",
        severity: Severity::Critical,
        why: "A list of keys is the table of contents of a dataset: names of patients and studies are often \
              in it.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on Block Public Access, then take the public grants out of the ACL.",
        ),
        prowler: &["s3_bucket_public_list_acl"],
        security_hub: &["S3.2"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(public_list)],
    },
    Check {
        id: "s3.bucket_public_write_acl",
        title: "The ACL of a bucket lets the public write nothing",
        severity: Severity::Critical,
        why: "Anyone on the internet may then add samples to the training data, or a model of their own.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on Block Public Access, then take the public grants out of the ACL.",
        ),
        prowler: &["s3_bucket_public_write_acl"],
        security_hub: &["S3.3"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(public_write)],
    },
    Check {
        id: "s3.bucket_object_public",
        title: "None of a few objects of a bucket is public by its ACL",
        severity: Severity::Low,
        why: "A single object that somebody shared in a hurry stays public when the bucket is not.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on Block Public Access on the bucket, or set Object Ownership to BucketOwnerEnforced.",
        ),
        prowler: &["s3_bucket_object_public"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(public_objects)],
    },
    Check {
        id: "s3.bucket_shadow_resource_vulnerability",
        title: "A bucket name that a service expects is not another account's",
        severity: Severity::High,
        why: "SageMaker and others write to a bucket whose name anyone can guess: who made it first gets \
              your scripts and data, and may put back code of theirs.",
        fix: Fix::by_hand(
            "Name a bucket of your own in every job and session, let roles reach buckets of this account only (aws:ResourceAccount), and report the name to AWS.",
        ),
        prowler: &["s3_bucket_shadow_resource_vulnerability"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::ExpectedBucket(expected_owner)],
    },
    Check {
        id: "s3.vpce_only_policy",
        title: "Training data and models are reached through VPC endpoints only",
        severity: Severity::Medium,
        why: "With a stolen key alone, from anywhere, nobody then reads a dataset or swaps a model.",
        fix: Fix::by_hand(
            "Deny everyone who does not come through your VPC endpoints (aws:SourceVpce or aws:SourceVpc), AWS services excepted.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(endpoints_only)],
    },
    Check {
        id: "s3.access_point_cross_account",
        title: "The policy of an access point lets in no other account",
        severity: Severity::High,
        why: "An access point shares data past the bucket's own policy, where reviews of the bucket do not look.",
        fix: Fix::by_hand(
            "Take the other account out of the access point's policy, or confine it to a prefix.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::AccessPoint(access_point_outside)],
    },
];

const ACCOUNT: Probe = Probe::new(
    "s3control:GetPublicAccessBlock.PublicAccessBlockConfiguration",
    "all four switches on",
);
const POINT: Probe = Probe::new(
    "GetAccessPoint.PublicAccessBlockConfiguration",
    "all four switches on",
);
const REPORT: Probe = Probe::new(
    "ListMultiRegionAccessPoints.PublicAccessBlock",
    "all four switches on",
);
const OWNERSHIP: Probe = Probe::new(
    "GetBucketOwnershipControls.ObjectOwnership",
    "BucketOwnerEnforced",
);
const ACL: Probe = Probe::new(
    "GetBucketAcl.Grants",
    "no grant to AllUsers or AuthenticatedUsers",
);
const IGNORED: Probe = Probe::new("GetPublicAccessBlock.IgnorePublicAcls", "true");
const OBJECTS: Probe = Probe::new(
    "GetObjectAcl.Grants",
    "no grant to AllUsers or AuthenticatedUsers",
);
const OWNER: Probe = Probe::new("HeadBucket.ExpectedBucketOwner", "this account, or nobody");
const ENDPOINTS: Probe = Probe::new(
    "GetBucketPolicy.Policy",
    "a Deny of everyone who does not come through a VPC endpoint",
);
const POINT_SWITCH: Probe = Probe::new(
    "GetAccessPoint.PublicAccessBlockConfiguration.RestrictPublicBuckets",
    "true",
);
const POINT_POLICY: Probe = Probe::new("GetAccessPointPolicy.Policy", "principals of this account only");

/// Passes when all four switches are on, and names those that are off.
pub(super) fn all_four(probe: Probe, block: Option<&PublicAccessBlock>) -> Verdict {
    let Some(block) = block else {
        return probe.verdict(false, "not set");
    };
    let off: Vec<&str> = [
        (block.block_public_acls, "BlockPublicAcls"),
        (block.ignore_public_acls, "IgnorePublicAcls"),
        (block.block_public_policy, "BlockPublicPolicy"),
        (block.restrict_public_buckets, "RestrictPublicBuckets"),
    ]
    .iter()
    .filter(|(on, _)| !on)
    .map(|(_, name)| *name)
    .collect();
    if off.is_empty() {
        return probe.verdict(true, "all four switches on");
    }
    probe.verdict(false, format!("off: {}", off.join(", ")))
}

fn account_level(_: &Context<'_>, _: &Resource, account: &S3Account) -> Judged {
    Ok(all_four(
        ACCOUNT,
        ACCOUNT.read(&account.public_access_block)?.as_ref(),
    ))
}

fn access_point(_: &Context<'_>, _: &Resource, point: &AccessPoint) -> Judged {
    Ok(all_four(POINT, POINT.read(&point.public_access_block)?.as_ref()))
}

fn multi_region(_: &Context<'_>, _: &Resource, point: &MultiRegionAccessPoint) -> Judged {
    Ok(all_four(
        REPORT,
        REPORT.read(&point.public_access_block)?.as_ref(),
    ))
}

fn no_acls(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let ownership = OWNERSHIP.read(&bucket.ownership)?.as_deref().unwrap_or("");
    Ok(OWNERSHIP.verdict(ownership == "BucketOwnerEnforced", text(ownership)))
}

/// Why the ACLs of a bucket or its objects have no effect on the public.
fn acls_have_no_effect(context: &Context<'_>, bucket: &Bucket) -> Option<Verdict> {
    if bucket.ownership.known().and_then(Option::as_deref) == Some("BucketOwnerEnforced") {
        return Some(OWNERSHIP.verdict(true, "BucketOwnerEnforced"));
    }
    let ignored = blocks(context, &bucket.public_access_block, |b| b.ignore_public_acls);
    ignored.then(|| IGNORED.verdict(true, "true: public grants are not in force"))
}

/// Before a public grant fails: the switches that would close it must have
/// been read.
fn switches_were_read(context: &Context<'_>, bucket: &Bucket) -> Result<(), crate::posture::verdict::Unread> {
    OWNERSHIP.read(&bucket.ownership)?;
    IGNORED.read(&bucket.public_access_block)?;
    account_block(context, IGNORED).map(drop)
}

/// Judges the public grants of a bucket's ACL that give one of some permissions.
pub(super) fn granted(context: &Context<'_>, bucket: &Bucket, permissions: &[&str]) -> Judged {
    if let Some(closed) = acls_have_no_effect(context, bucket) {
        return Ok(closed);
    }
    let grants = ACL.read(&bucket.acl)?;
    let public: Vec<String> = grants
        .iter()
        .filter(|g| g.is_public() && permissions.contains(&g.permission.as_str()))
        .map(shown)
        .collect();
    if public.is_empty() {
        return Ok(ACL.verdict(true, "none"));
    }
    switches_were_read(context, bucket)?;
    Ok(ACL.verdict(false, public.join(", ")))
}

fn shown(grant: &AclGrant) -> String {
    let group = grant.grantee.rsplit('/').next().unwrap_or(&grant.grantee);
    format!("{} to {group}", grant.permission)
}

fn public_list(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    granted(context, bucket, &["READ", "FULL_CONTROL"])
}

fn public_write(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    granted(context, bucket, &["WRITE", "WRITE_ACP", "FULL_CONTROL"])
}

fn public_objects(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    if let Some(closed) = acls_have_no_effect(context, bucket) {
        return Ok(closed);
    }
    let sample = OBJECTS.read(&bucket.objects)?;
    if sample.public.is_empty() {
        let rest = if sample.more {
            "; the rest was not looked at"
        } else {
            ""
        };
        let value = format!("none of {} objects looked at{rest}", sample.read);
        return Ok(OBJECTS.verdict(true, value));
    }
    switches_were_read(context, bucket)?;
    Ok(OBJECTS.verdict(false, sample.public.join(", ")))
}

fn expected_owner(_: &Context<'_>, _: &Resource, bucket: &ExpectedBucket) -> Judged {
    let owner = OWNER.read(&bucket.owner)?;
    Ok(OWNER.verdict(
        owner != "another account",
        format!("{owner} ({})", bucket.service),
    ))
}

fn access_point_outside(context: &Context<'_>, resource: &Resource, point: &AccessPoint) -> Judged {
    let Some(policy) = POINT_POLICY.read(&point.policy)? else {
        return Ok(POINT_POLICY.verdict(true, "no policy"));
    };
    let document = context.document(policy, POINT_POLICY)?;
    no_strangers_unless_restricted(
        context,
        (POINT_POLICY, POINT_SWITCH),
        resource,
        &document,
        &point.public_access_block,
    )
}

fn endpoints_only(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    if !context.holds_models_or_data(&resource.name) {
        return Ok(Verdict::NotApplicable);
    }
    let Some(policy) = ENDPOINTS.read(&bucket.policy)? else {
        return Ok(ENDPOINTS.verdict(false, "no policy"));
    };
    let document = context.document(policy, ENDPOINTS)?;
    let confined = confines_to_endpoints(&document);
    Ok(ENDPOINTS.verdict(confined, if confined { "denied" } else { "not denied" }))
}

/// Whether everyone who comes another way than through a VPC endpoint is
/// refused the objects; conditions beside that may except services or roles.
fn confines_to_endpoints(document: &Document) -> bool {
    let of_network = |s: &Statement| {
        s.conditions.iter().any(|c| {
            let operator = c.operator.to_ascii_lowercase();
            let key = c.key.to_ascii_lowercase();
            operator.starts_with("stringnot")
                && [
                    "aws:sourcevpce",
                    "aws:sourcevpc",
                    "aws:vpceaccount",
                    "aws:vpceorgid",
                ]
                .contains(&key.as_str())
                && !c.values.iter().any(|v| v == "*")
        })
    };
    let everyone = |s: &Statement| match &s.principal {
        Some(PrincipalElement::Only(principals)) => principals.iter().any(Principal::is_everyone),
        _ => false,
    };
    let reads = |s: &Statement| match &s.action {
        Select::Only(patterns) => patterns
            .iter()
            .any(|p| pattern::matches_ignoring_case(p, "s3:GetObject")),
        Select::AllBut(_) => false,
    };
    let objects = |s: &Statement| {
        let patterns = s.resource.iter().flat_map(Select::patterns);
        patterns
            .into_iter()
            .any(|p| pattern::is_any(p) || p.ends_with("/*"))
    };
    document
        .statements
        .iter()
        .any(|s| s.effect == Effect::Deny && everyone(s) && reads(s) && objects(s) && of_network(s))
}
