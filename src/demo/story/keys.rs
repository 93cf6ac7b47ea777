//! KMS keys: one for each kind of data, most of them well kept.

use super::departments::lead;
use super::teller::{Scene, Teller, fields, json_tags, tags};
use super::{ABROAD, HOME, StoryError, policies};
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Key ARNs by alias, without the `alias/` prefix.
pub(super) struct Keys(HashMap<&'static str, String>);

impl Keys {
    /// The ARN of a key of the story.
    pub(super) fn arn(&self, alias: &str) -> &str {
        self.0.get(alias).map_or("", String::as_str)
    }
}

/// A partner's account, outside the organisation.
pub(super) const PARTNER: &str = "210987654321";

/// One key of the story.
pub(super) struct Key<'a> {
    pub(super) alias: &'a str,
    pub(super) what: &'a str,
    pub(super) team: &'a str,
    pub(super) data: &'a str,
    pub(super) why: &'a str,
    /// Rotation in days; none when off.
    pub(super) rotation: Option<i32>,
    pub(super) region: &'static str,
    pub(super) users: &'a [&'a str],
}

pub(super) const fn key<'a>(alias: &'a str, what: &'a str, team: &'a str, data: &'a str) -> Key<'a> {
    Key {
        alias,
        what,
        team,
        data,
        why: "",
        rotation: Some(365),
        region: HOME,
        users: &[],
    }
}

const KEYS: &[Key<'static>] = &[
    Key {
        rotation: Some(180),
        users: &["cardio-training-exec", "cardio-preprocess-exec"],
        ..key(
            "cardio-training-data",
            "Cardiology imaging training data",
            "cardio",
            "phi",
        )
    },
    Key {
        users: &["cardio-training-exec", "cardio-serving-exec"],
        ..key(
            "cardio-models",
            "Cardiology model artifacts",
            "cardio",
            "confidential",
        )
    },
    Key {
        users: &["cardio-preprocess-exec"],
        ..key(
            "cardio-dicom-raw",
            "Raw DICOM studies from the PACS",
            "cardio",
            "phi",
        )
    },
    key(
        "cardio-workspace",
        "Notebooks and Studio storage of the cardiology team",
        "cardio",
        "phi",
    ),
    Key {
        users: &["fraud-features-exec", "fraud-serving-exec"],
        ..key("fraud-features", "Card transaction features", "fraud", "pci")
    },
    key("fraud-stream", "Card transaction streams", "fraud", "pci"),
    Key {
        rotation: None,
        why: "rotation was never turned on",
        ..key(
            "fraud-training-data",
            "Labelled card transactions",
            "fraud",
            "pci",
        )
    },
    Key {
        rotation: None,
        why: "replicated to every Region for a migration that did not happen",
        ..key(
            "fraud-models-global",
            "Fraud model artifacts, multi-Region",
            "fraud",
            "confidential",
        )
    },
    key("audit-logs", "CloudTrail and access logs", "platform", "internal"),
    key(
        "bedrock-guardrails",
        "Bedrock guardrails and invocation logs",
        "platform",
        "confidential",
    ),
    key(
        "ebs-default",
        "Default of new EBS volumes",
        "platform",
        "internal",
    ),
    Key {
        why: "a partner's whole account may decrypt",
        ..key(
            "partner-exchange",
            "Files exchanged with the imaging partner",
            "cardio",
            "phi",
        )
    },
    Key {
        why: "any AWS account may decrypt with it",
        ..key("model-demo-public", "Public demo models", "fraud", "public")
    },
    Key {
        rotation: None,
        why: "disabled two years ago and forgotten, with what it let in",
        ..key("legacy-export", "Exports of the old warehouse", "fraud", "pci")
    },
    Key {
        rotation: None,
        why: "scheduled for deletion while a bucket still uses it",
        ..key("imaging-archive-2019", "Imaging archive of 2019", "cardio", "phi")
    },
    Key {
        region: ABROAD,
        ..key(
            "fraud-eu-features",
            "European card transaction features",
            "fraud",
            "pci",
        )
    },
    Key {
        region: ABROAD,
        rotation: None,
        why: "rotation was never turned on",
        ..key(
            "fraud-eu-models",
            "European fraud models",
            "fraud",
            "confidential",
        )
    },
    key(
        "letters-models",
        "Tuned letter models, prompts, memories and answers of batches",
        "cardio",
        "phi",
    ),
];

/// The services whose AWS managed keys both Regions have been using for years.
const IN_USE: &[&str] = &[
    "alias/aws/ebs",
    "alias/aws/kinesis",
    "alias/aws/s3",
    "alias/aws/sagemaker",
];

pub(super) async fn tell(teller: &Teller<'_>) -> Result<Keys, StoryError> {
    let since = Timestamp(teller.account.clock().now().0 - 820 * 86_400);
    for region in [HOME, ABROAD] {
        for alias in IN_USE {
            teller.account.kms().managed_since(region, alias, since);
        }
    }
    let mut arns = HashMap::new();
    for (n, key) in (0..).zip(KEYS) {
        let who = if key.team == "fraud" { "priya" } else { "elena" };
        let scene = teller.scene(who, key.region, 420 - 9 * n);
        let arn = one(&scene, key).await?;
        for role in key.users {
            let body = fields([
                ("RoleName", role),
                ("PolicyName", &format!("key-{}", key.alias)),
                ("PolicyDocument", &policies::key_use(&arn, key.region)),
            ]);
            let iam = teller.scene("pipeline", HOME, 420 - 9 * n);
            iam.form("iam", "PutRolePolicy", &body).await?;
        }
        arns.insert(key.alias, arn);
    }
    let keys = Keys(arns);
    left_over(teller, &keys).await?;
    let scene = teller.scene("jonas", HOME, 210);
    let disabled = json!({"KeyId": keys.arn("legacy-export")});
    scene.json("kms", "DisableKey", disabled).await?;
    let grant = json!({
        "KeyId": keys.arn("partner-exchange"),
        "GranteePrincipal": format!("arn:aws:iam::{PARTNER}:role/imaging-ingest"),
        "Operations": ["Decrypt", "DescribeKey"],
        "Name": "partner-ingest",
    });
    scene.json("kms", "CreateGrant", grant).await?;
    let grant = json!({
        "KeyId": keys.arn("cardio-models"),
        "GranteePrincipal": format!("arn:aws:iam::{ACCOUNT_ID}:role/cardio-serving-exec"),
        "Operations": ["Decrypt"],
        "Name": "endpoint-volume",
    });
    scene.json("kms", "CreateGrant", grant).await?;
    let deletion = json!({"KeyId": keys.arn("imaging-archive-2019"), "PendingWindowInDays": 30});
    teller
        .scene("tom", HOME, 4)
        .json("kms", "ScheduleKeyDeletion", deletion)
        .await?;
    Ok(keys)
}

/// Makes a key, and gives its ARN.
pub(super) async fn one(scene: &Scene<'_>, key: &Key<'_>) -> Result<String, StoryError> {
    let owner = match key.team {
        "fraud" => "priya.nair",
        team => lead(team).unwrap_or("elena.rossi"),
    };
    let body = json!({
        "Description": key.what,
        "Policy": policy(key),
        "MultiRegion": key.alias == "fraud-models-global",
        "Tags": json_tags(&tags(owner, key.team, key.data, key.why), "TagKey", "TagValue"),
    });
    let made = scene.json("kms", "CreateKey", body).await?;
    let arn = made["KeyMetadata"]["Arn"].as_str().unwrap_or("").to_owned();
    let id = made["KeyMetadata"]["KeyId"].clone();
    let alias = json!({"AliasName": format!("alias/{}", key.alias), "TargetKeyId": id});
    scene.json("kms", "CreateAlias", alias).await?;
    if let Some(days) = key.rotation {
        let rotation = json!({"KeyId": id, "RotationPeriodInDays": days});
        scene.json("kms", "EnableKeyRotation", rotation).await?;
    }
    Ok(arn)
}

fn policy(key: &Key<'_>) -> String {
    let mut statements = vec![json!({
        "Sid": "AccountAdministersThroughIam",
        "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT_ID}:root")},
        "Action": "kms:*",
        "Resource": "*",
    })];
    if !key.users.is_empty() {
        let roles: Vec<String> = key
            .users
            .iter()
            .map(|role| format!("arn:aws:iam::{ACCOUNT_ID}:role/{role}"))
            .collect();
        statements.push(uses("WorkloadsUseTheKey", &json!({"AWS": roles})));
    }
    match key.alias {
        "partner-exchange" => {
            let partner = json!({"AWS": format!("arn:aws:iam::{PARTNER}:root")});
            statements.push(uses("PartnerDecrypts", &partner));
        }
        "model-demo-public" => statements.push(uses("AnyoneDecrypts", &json!({"AWS": "*"}))),
        "audit-logs" => statements.push(json!({
            "Sid": "TrailsEncrypt",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
        })),
        "legacy-export" => statements.push(json!({
            "Sid": "LogsEncrypt",
            "Effect": "Allow",
            "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
            "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
            "Resource": "*",
        })),
        _ => {}
    }
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn uses(sid: &str, principal: &Value) -> Value {
    json!({
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
        "Resource": "*",
    })
}

/// The role of an export was deleted with the project; its grant was not.
async fn left_over(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let role = ("RoleName", "imaging-export-2023");
    let trust = policies::trust("lambda.amazonaws.com");
    let begun = teller.scene("tom", HOME, 400);
    let body = fields([role, ("AssumeRolePolicyDocument", &trust)]);
    begun.form("iam", "CreateRole", &body).await?;
    let grant = json!({
        "KeyId": keys.arn("legacy-export"),
        "GranteePrincipal": format!("arn:aws:iam::{ACCOUNT_ID}:role/{}", role.1),
        "Operations": ["Decrypt"],
        "Name": "export-of-2023",
    });
    begun.json("kms", "CreateGrant", grant).await?;
    let ended = teller.scene("tom", HOME, 300);
    ended.form("iam", "DeleteRole", &fields([role])).await?;
    Ok(())
}
