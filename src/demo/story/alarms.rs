//! What raises an alarm: the trail's log group with its metric filters, the
//! alarms on them, and the log groups of the workloads. In Europe nobody
//! listens.

use super::keys::Keys;
use super::teller::{Scene, Teller, fields, json_tags, tags};
use super::{HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

/// The log group that the clinic's trail writes to.
pub(super) const TRAIL_GROUP: &str = "clinic-trail";

/// The role that CloudTrail writes to it with.
pub(super) const TRAIL_ROLE: &str = "clinic-trail-to-logs";

/// Metric filters of the trail's log group; each has an alarm of its name.
const FILTERS: &[(&str, &str)] = &[
    (
        "network-acl-changes",
        r#"{ ($.eventSource = "ec2.amazonaws.com") && ($.eventName = "*NetworkAcl*") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "gateway-changes",
        r#"{ (($.eventName = "*InternetGateway") || ($.eventName = "*CustomerGateway")) && ($.readOnly IS FALSE) }"#,
    ),
    (
        "route-changes",
        r#"{ ($.eventSource = "ec2.amazonaws.com") && ($.eventName = "*Route*") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "vpc-changes",
        r#"{ ($.eventSource = "ec2.amazonaws.com") && ($.eventName = "*Vpc*") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "security-group-changes",
        r#"{ ($.eventSource = "ec2.amazonaws.com") && ($.eventName = "*SecurityGroup*") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "bucket-access-changes",
        r#"{ ($.eventSource = "s3.amazonaws.com") && (($.eventName = "PutBucket*") || ($.eventName = "DeleteBucket*")) }"#,
    ),
    (
        "iam-policy-changes",
        r#"{ ($.eventSource = "iam.amazonaws.com") && ($.eventName = "*Policy*") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "key-loss",
        r#"{ ($.eventSource = "kms.amazonaws.com") && (($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion)) }"#,
    ),
    (
        "config-changes",
        r#"{ ($.eventSource = "config.amazonaws.com") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "trail-changes",
        r#"{ ($.eventSource = "cloudtrail.amazonaws.com") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "organization-changes",
        r#"{ ($.eventSource = "organizations.amazonaws.com") && ($.readOnly IS FALSE) }"#,
    ),
    (
        "failed-sign-ins",
        r#"{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }"#,
    ),
    (
        "sign-ins-without-mfa",
        r#"{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }"#,
    ),
    (
        "root-user",
        r#"{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }"#,
    ),
    (
        "refused-calls",
        r#"{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }"#,
    ),
];

/// A log group of the story.
struct Group {
    name: &'static str,
    team: &'static str,
    /// The alias of its key; none when empty.
    key: &'static str,
    days: i32,
    masked: bool,
    why: &'static str,
}

const GROUPS: &[Group] = &[
    Group {
        name: TRAIL_GROUP,
        team: "platform",
        key: "audit-logs",
        days: 731,
        masked: false,
        why: "",
    },
    Group {
        name: "/aws/bedrock-agentcore/runtimes/discharge-letters",
        team: "cardio",
        key: "audit-logs",
        days: 400,
        masked: true,
        why: "",
    },
    Group {
        name: "/aws/bedrock-agentcore/runtimes/claims-pilot",
        team: "fraud",
        key: "",
        days: 14,
        masked: false,
        why: "a pilot's defaults: claims in full text, gone after two weeks",
    },
    Group {
        name: "/aws/sagemaker/TrainingJobs",
        team: "cardio",
        key: "audit-logs",
        days: 400,
        masked: false,
        why: "",
    },
    Group {
        name: "/fraud/terminal-gateway",
        team: "fraud",
        key: "audit-logs",
        days: 400,
        masked: false,
        why: "the terminals write without credentials: so may anyone",
    },
];

/// Before the trail: where it writes to.
pub(super) async fn groups(teller: &Teller<'_>, keys: &Keys) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 510);
    for group in GROUPS {
        make(&scene, group, keys).await?;
    }
    let policies = [
        (
            "terminals",
            json!({
                "Sid": "TerminalsWrite", "Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents",
                "Resource": format!("arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:/fraud/terminal-gateway:*"),
            }),
        ),
        (
            "query-logs",
            json!({
                "Sid": "Route53Writes", "Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": format!("arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:/aws/route53/*"),
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
            }),
        ),
    ];
    for (name, statement) in policies {
        let document = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let body = json!({"policyName": name, "policyDocument": document});
        scene.json("logs", "PutResourcePolicy", body).await?;
    }
    Ok(())
}

/// What the groups say of the last hours.
async fn events(teller: &Teller<'_>) -> Result<(), StoryError> {
    let lines = [
        (
            "/aws/sagemaker/TrainingJobs",
            "echo-segmentation/algo-1",
            "epoch 12 of 40: loss 0.0831, 214 studies a minute",
        ),
        (
            "/aws/bedrock-agentcore/runtimes/claims-pilot",
            "runtime-logs",
            "connecting with CLAIMS_DB_PASSWORD=vK7pLq92mZtR4w to claims.internal",
        ),
    ];
    let scene = teller.moment("pipeline", HOME, 3 * 3600);
    let at = (teller.account.clock().now().0 - 3 * 3600) * 1000;
    for (group, stream, message) in lines {
        let body = json!({"logGroupName": group, "logStreamName": stream});
        scene.json("logs", "CreateLogStream", body).await?;
        let body = json!({
            "logGroupName": group, "logStreamName": stream,
            "logEvents": [{"timestamp": at, "message": message}],
        });
        scene.json("logs", "PutLogEvents", body).await?;
    }
    Ok(())
}

async fn make(scene: &Scene<'_>, group: &Group, keys: &Keys) -> Result<(), StoryError> {
    let owner = if group.team == "fraud" {
        "priya.nair"
    } else {
        "maria"
    };
    let labels: serde_json::Map<String, Value> = tags(owner, group.team, "internal", group.why)
        .into_iter()
        .map(|(key, value)| (key, Value::String(value)))
        .collect();
    let mut body = json!({"logGroupName": group.name, "tags": labels});
    if !group.key.is_empty() {
        body["kmsKeyId"] = json!(keys.arn(group.key));
    }
    scene.json("logs", "CreateLogGroup", body).await?;
    let body = json!({"logGroupName": group.name, "retentionInDays": group.days});
    scene.json("logs", "PutRetentionPolicy", body).await?;
    if group.masked {
        let identifiers = json!(["arn:aws:dataprotection::aws:data-identifier/Name"]);
        let policy = json!({"Name": "mask", "Version": "2021-06-01", "Statement": [
            {"DataIdentifier": identifiers, "Operation": {"Audit": {"FindingsDestination": {}}}},
            {"DataIdentifier": identifiers, "Operation": {"Deidentify": {"MaskConfig": {}}}},
        ]});
        let body = json!({"logGroupIdentifier": group.name, "policyDocument": policy.to_string()});
        scene.json("logs", "PutDataProtectionPolicy", body).await?;
    }
    Ok(())
}

/// After the trail: who is told of what.
pub(super) async fn alarms(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 495);
    let topic = format!("arn:aws:sns:{HOME}:{ACCOUNT_ID}:security-on-call");
    let body = fields([("Name", "security-on-call")]);
    scene.form("sns", "CreateTopic", &body).await?;
    let body = fields([
        ("TopicArn", topic.as_str()),
        ("Protocol", "email"),
        ("Endpoint", "on-call@clinic.example"),
    ]);
    scene.form("sns", "Subscribe", &body).await?;
    for (name, pattern) in FILTERS {
        let filter = json!({
            "logGroupName": TRAIL_GROUP, "filterName": name, "filterPattern": pattern,
            "metricTransformations": [{"metricName": name, "metricNamespace": "ClinicTrail", "metricValue": "1"}],
        });
        scene.json("logs", "PutMetricFilter", filter).await?;
        alarm(&scene, name, "ClinicTrail", &[&topic], true, "").await?;
    }
    let bedrock = teller.scene("elena", HOME, 140);
    alarm(
        &bedrock,
        "InvocationThrottles",
        "AWS/Bedrock",
        &[&topic],
        true,
        "",
    )
    .await?;
    let scene = teller.scene("jonas", HOME, 60);
    let why = "made while trying out alarms; nobody was ever told";
    alarm(&scene, "scoring-latency", "AWS/SageMaker", &[], true, why).await?;
    let why = "switched off for a load test in spring";
    alarm(
        &scene,
        "terminal-feed-stalled",
        "AWS/Kinesis",
        &[&topic],
        false,
        why,
    )
    .await?;
    events(teller).await
}

async fn alarm(
    scene: &Scene<'_>,
    name: &str,
    namespace: &str,
    actions: &[&str],
    on: bool,
    why: &str,
) -> Result<(), StoryError> {
    let team = match namespace {
        "ClinicTrail" => "security",
        "AWS/Bedrock" => "cardio",
        _ => "fraud",
    };
    let labels = tags("maria", team, "internal", why);
    let body = json!({
        "AlarmName": name, "MetricName": name, "Namespace": namespace, "Statistic": "Sum", "Period": 300,
        "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching", "ActionsEnabled": on, "AlarmActions": actions,
        "Tags": json_tags(&labels, "Key", "Value"),
    });
    scene.json("monitoring", "PutMetricAlarm", body).await?;
    Ok(())
}
