//! What watches and what streams: Macie, CloudTrail, Bedrock, Kinesis,
//! Firehose.
//! In Europe most of it was never turned on.

use super::alarms;
use super::keys::Keys;
use super::teller::{Scene, Teller, json_tags, tags};
use super::{ABROAD, HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    jobs(teller).await?;
    alarms::groups(teller, keys).await?;
    trails(teller, keys).await?;
    alarms::alarms(teller).await?;
    guards(teller).await?;
    bedrock(teller, keys).await?;
    streams(teller, keys).await?;
    deliveries(teller, keys).await
}

/// Macie was turned on before half of the buckets were made: it has seen some
/// of them being opened.
pub(super) async fn macie_on(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 180);
    let session = json!({"status": "ENABLED", "findingPublishingFrequency": "FIFTEEN_MINUTES"});
    scene.rest("macie2", "POST", "/macie", session).await?;
    let on = json!({"status": "ENABLED"});
    scene
        .rest("macie2", "PUT", "/automated-discovery/configuration", on)
        .await?;
    Ok(())
}

async fn jobs(teller: &Teller<'_>) -> Result<(), StoryError> {
    let jobs = [
        (
            90,
            "weekly-phi-in-training-data",
            "SCHEDULED",
            "cardio-training-data",
        ),
        (60, "weekly-pci-in-features", "SCHEDULED", "fraud-features"),
        (12, "phi-in-annotations", "ONE_TIME", "cardio-annotations"),
        (
            2,
            "pci-in-labelled-transactions",
            "ONE_TIME",
            "fraud-training-data",
        ),
    ];
    for (days, name, kind, bucket) in jobs {
        let mut job = json!({
            "clientToken": name,
            "name": name,
            "jobType": kind,
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": ACCOUNT_ID, "buckets": [bucket]}]},
            "samplingPercentage": 100,
        });
        if kind == "SCHEDULED" {
            job["initialRun"] = json!(true);
            job["scheduleFrequency"] = json!({"weeklySchedule": {"dayOfWeek": "MONDAY"}});
        }
        let scene = teller.scene("maria", HOME, days);
        scene.rest("macie2", "POST", "/jobs", job).await?;
    }
    // In Europe Macie was never turned on.
    Ok(())
}

async fn trails(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 500);
    let good = tags("maria", "security", "internal", "");
    let trail = json!({
        "Name": "clinic-events",
        "S3BucketName": "clinic-audit-logs",
        // Only here: nobody records what happens in Europe.
        "IsMultiRegionTrail": false,
        "EnableLogFileValidation": true,
        "KmsKeyId": keys.arn("audit-logs"),
        "CloudWatchLogsLogGroupArn": format!("arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:{}:*", alarms::TRAIL_GROUP),
        "CloudWatchLogsRoleArn": format!("arn:aws:iam::{ACCOUNT_ID}:role/{}", alarms::TRAIL_ROLE),
        "TagsList": json_tags(&good, "Key", "Value"),
    });
    scene.json("cloudtrail", "CreateTrail", trail).await?;
    let name = json!({"Name": "clinic-events"});
    scene.json("cloudtrail", "StartLogging", name).await?;
    let of = |kind: &str| {
        json!({"Name": kind, "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": [kind]},
        ]})
    };
    let selectors = json!({
        "TrailName": "clinic-events",
        "AdvancedEventSelectors": [
            {"Name": "Management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
            {"Name": "Models and training data", "FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Data"]},
                {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            ]},
            of("AWS::SageMaker::Endpoint"),
            of("AWS::Bedrock::Model"),
            of("AWS::Bedrock::AgentAlias"),
            of("AWS::Bedrock::KnowledgeBase"),
        ],
    });
    scene.json("cloudtrail", "PutEventSelectors", selectors).await?;
    let insights =
        json!({"TrailName": "clinic-events", "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]});
    scene.json("cloudtrail", "PutInsightSelectors", insights).await?;
    pilot(teller).await?;
    lakes(teller, keys).await?;
    let scene = teller.scene("jonas", HOME, 240);
    let why = tags(
        "jonas.weber",
        "fraud",
        "internal",
        "writes to a public bucket, not validated, without a key",
    );
    let trail = json!({
        "Name": "fraud-debugging",
        "S3BucketName": "fraud-demo-models",
        "S3KeyPrefix": "trail",
        "IsMultiRegionTrail": false,
        "TagsList": json_tags(&why, "Key", "Value"),
    });
    scene.json("cloudtrail", "CreateTrail", trail).await?;
    let name = json!({"Name": "fraud-debugging"});
    scene.json("cloudtrail", "StartLogging", name).await?;
    Ok(())
}

/// A trail of the pilot that was stopped with it.
async fn pilot(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("elena", HOME, 420);
    let why = tags(
        "elena.rossi",
        "cardio",
        "internal",
        "stopped when the pilot ended, and kept",
    );
    let trail = json!({
        "Name": "pilot-events",
        "S3BucketName": "clinic-audit-logs",
        "S3KeyPrefix": "pilot",
        "IsMultiRegionTrail": false,
        "TagsList": json_tags(&why, "Key", "Value"),
    });
    scene.json("cloudtrail", "CreateTrail", trail).await?;
    let name = json!({"Name": "pilot-events"});
    scene.json("cloudtrail", "StartLogging", name.clone()).await?;
    let ended = teller.scene("elena", HOME, 380);
    ended.json("cloudtrail", "StopLogging", name).await?;
    Ok(())
}

async fn lakes(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 160);
    let good = tags("maria", "security", "internal", "");
    let lake = json!({
        "Name": "clinic-lake", "KmsKeyId": keys.arn("audit-logs"),
        "TagsList": json_tags(&good, "Key", "Value"),
    });
    scene.json("cloudtrail", "CreateEventDataStore", lake).await?;
    let scene = teller.scene("jonas", HOME, 45);
    let why = tags(
        "jonas.weber",
        "fraud",
        "internal",
        "for one investigation, with the defaults",
    );
    let lake = json!({"Name": "fraud-investigation", "TagsList": json_tags(&why, "Key", "Value")});
    scene.json("cloudtrail", "CreateEventDataStore", lake).await?;
    Ok(())
}

/// GuardDuty and Config: well kept at home, let go in Europe.
async fn guards(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 300);
    let labels = |why: &str| -> serde_json::Map<String, Value> {
        let tags = tags("maria", "security", "internal", why).into_iter();
        tags.map(|(key, value)| (key, Value::String(value))).collect()
    };
    let detector = json!({
        "enable": true,
        "features": [
            {"name": "S3_DATA_EVENTS", "status": "ENABLED"}, {"name": "AI_PROTECTION", "status": "ENABLED"},
        ],
        "tags": labels(""),
    });
    scene.rest("guardduty", "POST", "/detector", detector).await?;
    let abroad = teller.scene("jonas", ABROAD, 200);
    let why = "suspended to save money, \"until something happens\"";
    let detector = json!({"enable": false, "tags": labels(why)});
    abroad.rest("guardduty", "POST", "/detector", detector).await?;
    let recorder = json!({"ConfigurationRecorder": {
        "name": "default",
        "roleARN": format!("arn:aws:iam::{ACCOUNT_ID}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"),
        "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true},
    }});
    scene.json("config", "PutConfigurationRecorder", recorder).await?;
    let channel = json!({"DeliveryChannel": {"name": "default", "s3BucketName": "clinic-audit-logs"}});
    scene.json("config", "PutDeliveryChannel", channel).await?;
    let start = json!({"ConfigurationRecorderName": "default"});
    scene.json("config", "StartConfigurationRecorder", start).await?;
    Ok(())
}

pub(super) fn guardrail(name: &str, what: &str, tags: &Value) -> Value {
    json!({
        "name": name,
        "description": what,
        "blockedInputMessaging": "This cannot be answered here.",
        "blockedOutputsMessaging": "This cannot be answered here.",
        "contentPolicyConfig": {"filtersConfig": [
            {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"},
            {"type": "VIOLENCE", "inputStrength": "MEDIUM", "outputStrength": "MEDIUM"},
        ]},
        "tags": tags,
    })
}

/// Answers must rest on what was asked about.
pub(super) fn grounded() -> Value {
    json!({"filtersConfig": [
        {"type": "GROUNDING", "threshold": 0.8, "action": "BLOCK", "enabled": true},
        {"type": "RELEVANCE", "threshold": 0.5, "action": "BLOCK", "enabled": true},
    ]})
}

async fn bedrock(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let scene = teller.scene("elena", HOME, 150);
    let good = tags("elena.rossi", "cardio", "phi", "");
    let mut letters = guardrail(
        "discharge-letters",
        "Discharge letter assistant: no patient leaves it by name",
        &json_tags(&good, "key", "value"),
    );
    letters["kmsKeyId"] = json!(keys.arn("bedrock-guardrails"));
    letters["sensitiveInformationPolicyConfig"] = json!({"piiEntitiesConfig": [
        {"type": "NAME", "action": "ANONYMIZE"},
        {"type": "US_SOCIAL_SECURITY_NUMBER", "action": "BLOCK"},
        {"type": "PHONE", "action": "ANONYMIZE"},
    ]});
    letters["contextualGroundingPolicyConfig"] = grounded();
    let made = scene.rest("bedrock", "POST", "/guardrails", letters).await?;
    let id = made["guardrailId"].as_str().unwrap_or("").to_owned();
    let tested = scene.later(3600);
    tested
        .rest("bedrock", "POST", &format!("/guardrails/{id}"), json!({}))
        .await?;
    let enforced = json!({"guardrailInferenceConfig": {"guardrailIdentifier": id, "guardrailVersion": "1"}});
    let decided = teller.scene("maria", HOME, 60);
    decided
        .rest("bedrock", "PUT", "/enforcedGuardrailsConfiguration", enforced)
        .await?;
    let scene = teller.scene("priya", HOME, 70);
    let why = tags(
        "priya.nair",
        "fraud",
        "pci",
        "a prototype: e-mail addresses are only reported, attacks half blocked, card numbers pass",
    );
    let mut claims = guardrail(
        "claims-assistant",
        "Claims assistant, prototype",
        &json_tags(&why, "key", "value"),
    );
    claims["contentPolicyConfig"]["filtersConfig"][0]["inputStrength"] = json!("LOW");
    claims["sensitiveInformationPolicyConfig"] = json!({"piiEntitiesConfig": [
        {"type": "EMAIL", "action": "NONE"},
    ]});
    scene.rest("bedrock", "POST", "/guardrails", claims).await?;
    let why = tags(
        "jonas.weber",
        "fraud",
        "pci",
        "an experiment with one filter, still in use",
    );
    let notes = guardrail(
        "case-notes",
        "Case notes of the fraud desk",
        &json_tags(&why, "key", "value"),
    );
    scene.rest("bedrock", "POST", "/guardrails", notes).await?;
    let scene = teller.scene("maria", HOME, 140);
    let logging = json!({"loggingConfig": {
        "s3Config": {"bucketName": "clinic-audit-logs", "keyPrefix": "bedrock"},
        "textDataDeliveryEnabled": true,
        "imageDataDeliveryEnabled": false,
        "embeddingDataDeliveryEnabled": false,
    }});
    scene
        .rest("bedrock", "PUT", "/logging/modelinvocations", logging)
        .await?;
    Ok(())
}

async fn streams(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let streams = [
        (HOME, "card-authorisations", "fraud-stream", ""),
        (HOME, "card-chargebacks", "fraud-stream", ""),
        (
            HOME,
            "merchant-signals",
            "",
            "never encrypted, kept for a day: \"only metadata\"",
        ),
        (
            HOME,
            "ward-monitor-telemetry",
            "",
            "made by a sensor vendor's template",
        ),
        (ABROAD, "card-authorisations-eu", "fraud-eu-features", ""),
    ];
    for (n, (region, stream, key, why)) in (0..).zip(streams) {
        let scene = teller.scene("priya", region, 200 - 10 * n);
        let labels = tags("priya.nair", "fraud", "pci", why);
        one_stream(&scene, stream, keys.arn(key), labels).await?;
    }
    Ok(())
}

/// A stream; encrypted and kept for a week when there is a key for it.
pub(super) async fn one_stream(
    scene: &Scene<'_>,
    stream: &str,
    key: &str,
    labels: Vec<(String, String)>,
) -> Result<(), StoryError> {
    let body = json!({"StreamName": stream, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}});
    scene.json("kinesis", "CreateStream", body).await?;
    let tags: serde_json::Map<String, Value> = labels
        .into_iter()
        .map(|(key, value)| (key, Value::String(value)))
        .collect();
    let body = json!({"StreamName": stream, "Tags": tags});
    scene.json("kinesis", "AddTagsToStream", body).await?;
    if !key.is_empty() {
        let body = json!({"StreamName": stream, "EncryptionType": "KMS", "KeyId": key});
        let active = scene.later(60);
        active.json("kinesis", "StartStreamEncryption", body).await?;
        let body = json!({"StreamName": stream, "RetentionPeriodHours": 168});
        let encrypted = scene.later(180);
        encrypted
            .json("kinesis", "IncreaseStreamRetentionPeriod", body)
            .await?;
    }
    Ok(())
}

/// Delivery streams to the fraud team's buckets.
async fn deliveries(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let place = |bucket: &str| {
        json!({
            "RoleARN": format!("arn:aws:iam::{ACCOUNT_ID}:role/delivery-streams"),
            "BucketARN": format!("arn:aws:s3:::{bucket}"),
        })
    };
    let scene = teller.scene("priya", HOME, 110);
    let good = json!({
        "DeliveryStreamName": "card-events-archive",
        "DeliveryStreamType": "DirectPut",
        "DeliveryStreamEncryptionConfigurationInput": {
            "KeyType": "CUSTOMER_MANAGED_CMK",
            "KeyARN": keys.arn("fraud-stream"),
        },
        "ExtendedS3DestinationConfiguration": place("fraud-features"),
        "Tags": json_tags(&tags("priya.nair", "fraud", "pci", ""), "Key", "Value"),
    });
    scene.json("firehose", "CreateDeliveryStream", good).await?;
    let why = "made beside the good one for a dashboard, without encryption";
    let bad = json!({
        "DeliveryStreamName": "merchant-dashboard",
        "DeliveryStreamType": "DirectPut",
        "ExtendedS3DestinationConfiguration": place("fraud-features"),
        "Tags": json_tags(&tags("jonas.weber", "fraud", "pci", why), "Key", "Value"),
    });
    let scene = teller.scene("jonas", HOME, 36);
    scene.json("firehose", "CreateDeliveryStream", bad).await?;
    Ok(())
}
