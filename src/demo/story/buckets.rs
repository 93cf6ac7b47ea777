//! Buckets: training data, models, logs; three of them a person would want to
//! hear about tonight.

use super::departments::lead;
use super::keys::Keys;
use super::records;
use super::teller::{Scene, Teller, tags};
use super::{ABROAD, HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml;
use serde_json::{Value, json};

/// A bucket of the story.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of a bucket")]
pub(super) struct Bucket<'a> {
    pub(super) name: &'a str,
    pub(super) team: &'a str,
    pub(super) data: &'a str,
    pub(super) why: &'a str,
    /// The alias of its key; S3's own key (`AES256`) when empty.
    pub(super) key: &'a str,
    pub(super) blocked: bool,
    pub(super) versioned: bool,
    pub(super) logged: bool,
    pub(super) tls: bool,
    /// A statement of its own.
    pub(super) extra: Extra,
    pub(super) objects: &'a [&'a str],
    /// Where its access logs go when it is logged.
    pub(super) logs: &'a str,
    pub(super) region: &'a str,
}

/// What a bucket's policy says besides denying plain HTTP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extra {
    Nothing,
    PublicRead,
    PublicWrite,
    Partner,
    TrailDelivery,
    EndpointsOnly,
}

pub(super) const fn bucket<'a>(name: &'a str, team: &'a str, data: &'a str, key: &'a str) -> Bucket<'a> {
    Bucket {
        name,
        team,
        data,
        why: "from the template: no Object Lock, no MFA Delete, no copy in another Region",
        key,
        blocked: true,
        versioned: true,
        logged: true,
        tls: true,
        extra: Extra::Nothing,
        objects: &[],
        logs: "clinic-audit-logs",
        region: HOME,
    }
}

const BUCKETS: &[Bucket<'static>] = &[
    Bucket {
        // A log bucket itself: nobody logs the logging.
        logged: false,
        why: "keeps access logs only: no versions are locked, nothing is copied",
        extra: Extra::TrailDelivery,
        ..bucket("clinic-access-logs", "platform", "internal", "audit-logs")
    },
    Bucket {
        logs: "clinic-access-logs",
        why: "versions are deleted with MFA only, which rules out lifecycle rules and copies",
        extra: Extra::TrailDelivery,
        ..bucket("clinic-audit-logs", "platform", "internal", "audit-logs")
    },
    Bucket {
        objects: &[
            "train/manifest.json",
            "train/study-0001.parquet",
            "validation/manifest.json",
        ],
        ..bucket("cardio-training-data", "cardio", "phi", "cardio-training-data")
    },
    Bucket {
        why: "lifecycle rules rule out MFA Delete",
        extra: Extra::EndpointsOnly,
        objects: &[
            "echo-segmentation/2026-01/model.tar.gz",
            "ecg-arrhythmia/2026-02/model.tar.gz",
        ],
        ..bucket("cardio-models", "cardio", "confidential", "cardio-models")
    },
    Bucket {
        objects: &["incoming/study-88412.dcm", "incoming/study-88413.dcm"],
        ..bucket("cardio-dicom-raw", "cardio", "phi", "cardio-dicom-raw")
    },
    bucket("cardio-endpoint-capture", "cardio", "phi", "cardio-models"),
    Bucket {
        versioned: false,
        why: "plain HTTP is let in, no versions",
        tls: false,
        ..bucket("cardio-sandbox", "cardio", "internal", "cardio-workspace")
    },
    Bucket {
        why: "S3's own key, not the team's",
        logged: false,
        objects: &["2026-02/handbook.md", "2026-02/patients-annotated.csv"],
        ..bucket("cardio-annotations", "cardio", "phi", "")
    },
    Bucket {
        why: "shared with a partner's whole account, and anybody's logs land in it",
        extra: Extra::Partner,
        ..bucket("cardio-partner-exchange", "cardio", "phi", "partner-exchange")
    },
    bucket("fraud-features", "fraud", "pci", "fraud-features"),
    Bucket {
        objects: &["card-fraud/v41/model.tar.gz", "merchant-risk/v7/model.tar.gz"],
        ..bucket("fraud-models-prod", "fraud", "confidential", "fraud-features")
    },
    Bucket {
        key: "",
        versioned: false,
        logged: false,
        tls: false,
        why: "labelled card data without a key of our own",
        objects: &["2025/stream-dump-0417.jsonl", "2025/transactions-labelled.csv"],
        ..bucket("fraud-training-data", "fraud", "pci", "")
    },
    Bucket {
        key: "",
        blocked: false,
        versioned: false,
        logged: false,
        tls: false,
        extra: Extra::PublicRead,
        why: "opened for a conference demo, still readable by everyone",
        objects: &["demo/card-fraud-mini.tar.gz", "demo/sample-transactions.csv"],
        ..bucket("fraud-demo-models", "fraud", "public", "")
    },
    Bucket {
        key: "",
        blocked: false,
        versioned: false,
        logged: false,
        tls: false,
        extra: Extra::PublicWrite,
        why: "terminals upload without credentials: anyone can poison the feed",
        ..bucket("fraud-terminal-uploads", "fraud", "pci", "")
    },
    Bucket {
        region: ABROAD,
        logged: false,
        key: "",
        why: "a copy: S3's own key, and nobody in Europe keeps access logs",
        ..bucket("cardio-models-copy", "cardio", "confidential", "")
    },
    Bucket {
        region: ABROAD,
        logged: false,
        why: "nobody in Europe keeps access logs",
        ..bucket("fraud-eu-features", "fraud", "pci", "fraud-eu-features")
    },
    Bucket {
        region: ABROAD,
        logged: false,
        key: "",
        why: "S3's own key, not the team's",
        ..bucket("fraud-eu-models", "fraud", "confidential", "")
    },
    Bucket {
        logged: false,
        blocked: false,
        tls: false,
        key: "aws/s3",
        why: "left over from the pilot: AWS's key, public access not blocked",
        ..bucket("cardio-pilot-2023", "cardio", "phi", "aws/s3")
    },
];

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    for (n, bucket) in (0..).zip(BUCKETS) {
        let who = if bucket.team == "fraud" { "jonas" } else { "elena" };
        let scene = teller.scene(who, bucket.region, 280 - 11 * n);
        create(&scene, bucket).await?;
        guard(&scene, bucket, keys.arn(bucket.key)).await?;
        for key in bucket.objects {
            let path = format!("/{}/{key}", bucket.name);
            scene
                .s3("PUT", &path, &[], records::body(bucket.name, key))
                .await?;
        }
    }
    Ok(())
}

/// Makes a bucket with its tags.
pub(super) async fn create(scene: &Scene<'_>, bucket: &Bucket<'_>) -> Result<(), StoryError> {
    let place = if bucket.region == HOME {
        String::new()
    } else {
        xml::document("CreateBucketConfiguration", Some(NAMESPACE), |x| {
            x.text("LocationConstraint", bucket.region);
        })
    };
    let path = format!("/{}", bucket.name);
    scene.s3("PUT", &path, &[], place).await?;
    let owner = match bucket.team {
        "fraud" => "priya.nair",
        team => lead(team).unwrap_or("elena.rossi"),
    };
    let tagging = xml::document("Tagging", Some(NAMESPACE), |x| {
        let all = tags(owner, bucket.team, bucket.data, bucket.why);
        x.list("TagSet", "Tag", all, |x, (key, value)| {
            x.text("Key", key);
            x.text("Value", value);
        });
    });
    scene.s3("PUT", &format!("{path}?tagging"), &[], tagging).await
}

pub(super) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Sets a bucket's guards; `key` is the ARN behind its alias.
pub(super) async fn guard(scene: &Scene<'_>, bucket: &Bucket<'_>, key: &str) -> Result<(), StoryError> {
    let path = format!("/{}", bucket.name);
    if !bucket.blocked {
        // New buckets block everything since 2023: these were opened by hand.
        scene
            .s3("DELETE", &format!("{path}?publicAccessBlock"), &[], "")
            .await?;
    }
    if !bucket.key.is_empty() {
        let encryption = xml::document("ServerSideEncryptionConfiguration", Some(NAMESPACE), |x| {
            x.element("Rule", |x| {
                x.element("ApplyServerSideEncryptionByDefault", |x| {
                    x.text("SSEAlgorithm", "aws:kms");
                    if bucket.key != "aws/s3" {
                        x.text("KMSMasterKeyID", key);
                    }
                });
                x.text("BucketKeyEnabled", true);
            });
        });
        scene
            .s3("PUT", &format!("{path}?encryption"), &[], encryption)
            .await?;
    }
    if bucket.versioned {
        let versioning = xml::document("VersioningConfiguration", Some(NAMESPACE), |x| {
            x.text("Status", "Enabled");
        });
        scene
            .s3("PUT", &format!("{path}?versioning"), &[], versioning)
            .await?;
    }
    if bucket.logged {
        let logging = xml::document("BucketLoggingStatus", Some(NAMESPACE), |x| {
            x.element("LoggingEnabled", |x| {
                x.text("TargetBucket", bucket.logs);
                x.text("TargetPrefix", format!("s3/{}/", bucket.name));
            });
        });
        scene.s3("PUT", &format!("{path}?logging"), &[], logging).await?;
    }
    if let Some(policy) = policy(bucket) {
        scene.s3("PUT", &format!("{path}?policy"), &[], policy).await?;
    }
    Ok(())
}

fn policy(bucket: &Bucket<'_>) -> Option<String> {
    let all = format!("arn:aws:s3:::{}", bucket.name);
    let objects = format!("{all}/*");
    let mut statements: Vec<Value> = Vec::new();
    if bucket.tls {
        statements.push(json!({
            "Sid": "DenyInsecureTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [all, objects],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }));
    }
    match bucket.extra {
        Extra::Nothing => {}
        Extra::PublicRead => {
            statements.push(json!({
                "Sid": "EveryoneReads", "Effect": "Allow", "Principal": "*",
                "Action": "s3:GetObject", "Resource": objects,
            }));
            // A debugging trail is delivered here too.
            statements.extend(delivery(&all, &objects));
        }
        Extra::PublicWrite => statements.push(json!({
            "Sid": "TerminalsUpload", "Effect": "Allow", "Principal": "*",
            "Action": ["s3:PutObject", "s3:GetObject"], "Resource": objects,
        })),
        Extra::Partner => {
            statements.push(json!({
                "Sid": "PartnerReads", "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [all, objects],
            }));
            // The partner's own access logs were to come here too.
            statements.push(json!({
                "Sid": "LogsWrite", "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject", "Resource": objects,
            }));
        }
        Extra::TrailDelivery => statements.extend(delivery(&all, &objects)),
        Extra::EndpointsOnly => statements.push(json!({
            "Sid": "ThroughOurEndpointsOnly", "Effect": "Deny", "Principal": "*",
            "Action": ["s3:GetObject", "s3:PutObject"], "Resource": objects,
            "Condition": {
                "StringNotEquals": {"aws:VpceAccount": ACCOUNT_ID},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
                "ArnNotLike": {"aws:PrincipalArn": [
                    format!("arn:aws:iam::{ACCOUNT_ID}:role/aws-service-role/*"),
                    format!("arn:aws:iam::{ACCOUNT_ID}:role/SecurityOperator"),
                    format!("arn:aws:iam::{ACCOUNT_ID}:role/cardio-*"),
                ]},
            },
        })),
    }
    (!statements.is_empty()).then(|| json!({"Version": "2012-10-17", "Statement": statements}).to_string())
}

/// What lets trails and log delivery of this account write to a bucket.
fn delivery(bucket: &str, objects: &str) -> [Value; 2] {
    let source = json!({"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}});
    [
        json!({
            "Sid": "TrailsWrite", "Effect": "Allow",
            "Principal": {"Service": ["bedrock.amazonaws.com", "cloudtrail.amazonaws.com", "logging.s3.amazonaws.com", "delivery.logs.amazonaws.com"]},
            "Action": "s3:PutObject", "Resource": objects, "Condition": source,
        }),
        json!({
            "Sid": "TrailsCheck", "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:GetBucketAcl", "Resource": bucket, "Condition": source,
        }),
    ]
}
