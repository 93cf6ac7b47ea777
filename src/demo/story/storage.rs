//! What S3 has beside plain buckets: the one bucket that is kept as it should
//! be, open ACLs, access points, directory buckets, and a name that somebody
//! else took.

use super::buckets::NAMESPACE;
use super::teller::{Scene, Teller, tags};
use super::{ABROAD, HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml;
use crate::inventory::detail::PublicAccessBlock;
use serde_json::json;

/// The bucket that is kept as it should be, and its copy.
const KEPT: &str = "cardio-models";
const COPY: &str = "cardio-models-copy";

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("elena", HOME, 96);
    keep(&scene).await?;
    let root = teller.scene("root", HOME, 500);
    mfa_delete(&root, "clinic-audit-logs").await?;
    open_acls(&teller.scene("jonas", HOME, 95)).await?;
    points(teller).await?;
    directories(teller).await?;
    // Somebody guessed the name that SageMaker gives its bucket in Europe.
    let stranger = teller.scene("stranger", ABROAD, 30);
    let place = xml::document("CreateBucketConfiguration", Some(NAMESPACE), |x| {
        x.text("LocationConstraint", ABROAD);
    });
    let name = format!("/sagemaker-{ABROAD}-{ACCOUNT_ID}");
    stranger.s3("PUT", &name, &[], place).await
}

/// Lifecycle, notifications, Object Lock and a copy in another Region.
async fn keep(scene: &Scene<'_>) -> Result<(), StoryError> {
    let path = format!("/{KEPT}");
    let lifecycle = xml::document("LifecycleConfiguration", Some(NAMESPACE), |x| {
        x.element("Rule", |x| {
            x.text("ID", "old-versions");
            x.element("Filter", |x| x.text("Prefix", ""));
            x.text("Status", "Enabled");
            x.element("NoncurrentVersionExpiration", |x| x.text("NoncurrentDays", 365));
        });
    });
    scene
        .s3("PUT", &format!("{path}?lifecycle"), &[], lifecycle)
        .await?;
    let events = xml::document("NotificationConfiguration", Some(NAMESPACE), |x| {
        x.element("EventBridgeConfiguration", |_| {});
    });
    scene
        .s3("PUT", &format!("{path}?notification"), &[], events)
        .await?;
    let lock = xml::document("ObjectLockConfiguration", Some(NAMESPACE), |x| {
        x.text("ObjectLockEnabled", "Enabled");
        x.element("Rule", |x| {
            x.element("DefaultRetention", |x| {
                x.text("Mode", "GOVERNANCE");
                x.text("Days", 90);
            });
        });
    });
    scene.s3("PUT", &format!("{path}?object-lock"), &[], lock).await?;
    let own = ("to-europe", COPY, None);
    let body = replication(&[own]);
    scene.s3("PUT", &format!("{path}?replication"), &[], body).await?;
    // The partner's copy of the exchange: every new record leaves the account.
    let theirs = ("to-the-partner", "partner-imaging-intake", Some("210987654321"));
    let body = replication(&[own, theirs]);
    scene
        .s3("PUT", "/cardio-partner-exchange?replication", &[], body)
        .await
}

/// What training runs read fast: one is emptied after each run, the other was
/// forgotten after the comparison that it was made for.
async fn directories(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("elena", HOME, 60);
    directory(&scene, "cardio-echo-shards--use1-az4--x-s3", "cardio", "phi", "").await?;
    let rule = xml::document("LifecycleConfiguration", Some(NAMESPACE), |x| {
        x.element("Rule", |x| {
            x.text("ID", "after-the-run");
            x.element("Filter", |x| x.text("Prefix", ""));
            x.text("Status", "Enabled");
            x.element("Expiration", |x| x.text("Days", 14));
            x.element("AbortIncompleteMultipartUpload", |x| {
                x.text("DaysAfterInitiation", 1);
            });
        });
    });
    let path = "/cardio-echo-shards--use1-az4--x-s3?lifecycle";
    scene.s3express("PUT", path, rule).await?;
    let scene = teller.scene("jonas", HOME, 41);
    let why = "checkpoints of a comparison that ended: no rule ever empties it";
    directory(&scene, "fraud-checkpoints--use1-az4--x-s3", "fraud", "pci", why).await
}

async fn directory(
    scene: &Scene<'_>,
    name: &str,
    team: &str,
    data: &str,
    why: &str,
) -> Result<(), StoryError> {
    let owner = if team == "fraud" {
        "priya.nair"
    } else {
        "elena.rossi"
    };
    let body = xml::document("CreateBucketConfiguration", Some(NAMESPACE), |x| {
        x.element("Location", |x| {
            x.text("Name", "use1-az4");
            x.text("Type", "AvailabilityZone");
        });
        x.element("Bucket", |x| {
            x.text("DataRedundancy", "SingleAvailabilityZone");
            x.text("Type", "Directory");
        });
        let all = tags(owner, team, data, why);
        x.list("Tags", "Tag", all, |x, (key, value)| {
            x.text("Key", key);
            x.text("Value", value);
        });
    });
    scene.s3express("PUT", &format!("/{name}"), body).await
}

/// Rules: name, destination, its account when it is another.
fn replication(rules: &[(&str, &str, Option<&str>)]) -> String {
    xml::document("ReplicationConfiguration", Some(NAMESPACE), |x| {
        x.text(
            "Role",
            format!("arn:aws:iam::{ACCOUNT_ID}:role/models-replication"),
        );
        for (n, (name, bucket, account)) in (1..).zip(rules) {
            x.element("Rule", |x| {
                x.text("ID", name);
                x.text("Status", "Enabled");
                x.text("Priority", n);
                x.element("Filter", |x| x.text("Prefix", ""));
                x.element("DeleteMarkerReplication", |x| x.text("Status", "Disabled"));
                x.element("Destination", |x| {
                    x.text("Bucket", format!("arn:aws:s3:::{bucket}"));
                    x.maybe("Account", *account);
                });
            });
        }
    })
}

/// Only the root user can, with a code of its device.
async fn mfa_delete(scene: &Scene<'_>, bucket: &str) -> Result<(), StoryError> {
    let versioning = xml::document("VersioningConfiguration", Some(NAMESPACE), |x| {
        x.text("Status", "Enabled");
        x.text("MfaDelete", "Enabled");
    });
    let device = format!("arn:aws:iam::{ACCOUNT_ID}:mfa/root-account-mfa-device 123456");
    let headers = [("x-amz-mfa", device)];
    scene
        .s3("PUT", &format!("/{bucket}?versioning"), &headers, versioning)
        .await
}

/// Two buckets still have ACLs, and theirs are open.
async fn open_acls(scene: &Scene<'_>) -> Result<(), StoryError> {
    for (bucket, acl) in [
        ("fraud-demo-models", "public-read"),
        ("fraud-terminal-uploads", "public-read-write"),
    ] {
        let ownership = xml::document("OwnershipControls", Some(NAMESPACE), |x| {
            x.element("Rule", |x| x.text("ObjectOwnership", "ObjectWriter"));
        });
        let path = format!("/{bucket}?ownershipControls");
        scene.s3("PUT", &path, &[], ownership).await?;
        let headers = [("x-amz-acl", acl.to_owned())];
        scene.s3("PUT", &format!("/{bucket}?acl"), &headers, "").await?;
    }
    let headers = [("x-amz-acl", "public-read".to_owned())];
    let path = "/fraud-demo-models/demo/sample-transactions.csv?acl";
    scene.s3("PUT", path, &headers, "").await
}

async fn points(teller: &Teller<'_>) -> Result<(), StoryError> {
    let full = PublicAccessBlock::full();
    let scene = teller.scene("elena", HOME, 94);
    point(&scene, "imaging-for-training", "cardio-training-data", &full, "").await?;
    let outsiders = "annotators of another account, let in past the bucket's own policy";
    point(&scene, "annotators", "cardio-annotations", &full, outsiders).await?;
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Annotators", "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::210987654321:role/annotators"}, "Action": "s3:GetObject",
        "Resource": format!("arn:aws:s3:{HOME}:{ACCOUNT_ID}:accesspoint/annotators/object/*"),
    }]});
    let body = xml::document("PutAccessPointPolicyRequest", Some(CONTROL), |x| {
        x.text("Policy", policy);
    });
    scene
        .s3control("PUT", "/v20180820/accesspoint/annotators/policy", body)
        .await?;
    let open = PublicAccessBlock::default();
    let scene = teller.scene("jonas", HOME, 93);
    let why = "switched off for the conference demo; it cannot be switched on again";
    point(&scene, "demo-visitors", "fraud-demo-models", &open, why).await?;
    let scene = teller.scene("elena", HOME, 92);
    multi_region(&scene, "cardio-models-anywhere", &[KEPT, COPY], &full).await?;
    let scene = teller.scene("jonas", HOME, 91);
    multi_region(&scene, "fraud-scoring", &["fraud-eu-models"], &open).await
}

const CONTROL: &str = "http://awss3control.amazonaws.com/doc/2018-08-20/";

fn switches(x: &mut xml::Writer, name: &str, block: &PublicAccessBlock) {
    x.element(name, |x| {
        x.text("BlockPublicAcls", block.block_public_acls);
        x.text("IgnorePublicAcls", block.ignore_public_acls);
        x.text("BlockPublicPolicy", block.block_public_policy);
        x.text("RestrictPublicBuckets", block.restrict_public_buckets);
    });
}

async fn point(
    scene: &Scene<'_>,
    name: &str,
    bucket: &str,
    block: &PublicAccessBlock,
    why: &str,
) -> Result<(), StoryError> {
    let team = bucket.split('-').next().unwrap_or_default();
    let body = xml::document("CreateAccessPointRequest", Some(CONTROL), |x| {
        x.text("Bucket", bucket);
        switches(x, "PublicAccessBlockConfiguration", block);
        let all = tags("elena.rossi", team, "internal", why);
        x.list("Tags", "Tag", all, |x, (key, value)| {
            x.text("Key", key);
            x.text("Value", value);
        });
    });
    scene
        .s3control("PUT", &format!("/v20180820/accesspoint/{name}"), body)
        .await
}

async fn multi_region(
    scene: &Scene<'_>,
    name: &str,
    buckets: &[&str],
    block: &PublicAccessBlock,
) -> Result<(), StoryError> {
    let body = xml::document("CreateMultiRegionAccessPointRequest", Some(CONTROL), |x| {
        x.text("ClientToken", name);
        x.element("Details", |x| {
            x.text("Name", name);
            switches(x, "PublicAccessBlock", block);
            x.list("Regions", "Region", buckets, |x, bucket| x.text("Bucket", bucket));
        });
    });
    scene
        .s3control("POST", "/v20180820/async-requests/mrap/create", body)
        .await
}
