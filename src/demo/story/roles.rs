//! The roles of the story: people's, the workloads', the leftovers.

use super::departments::lead;
use super::keys::PARTNER;
use super::people::{aws, form_tags, own};
use super::teller::{Scene, fields, tags};
use super::{StoryError, policies};

/// A role of the story.
pub(super) struct Role<'a> {
    name: &'a str,
    team: &'a str,
    why: &'static str,
    trust: String,
    inline: Vec<(&'static str, String)>,
    attached: Vec<String>,
    bounded: bool,
    pub(super) days_ago: i64,
}

impl<'a> Role<'a> {
    pub(super) fn new(name: &'a str, team: &'a str, trust: String) -> Self {
        Self {
            name,
            team,
            why: "",
            trust,
            inline: Vec::new(),
            attached: Vec::new(),
            bounded: false,
            days_ago: 300,
        }
    }

    /// A role of SageMaker under the boundary.
    pub(super) fn sagemaker(name: &'a str, team: &'a str, policy: String) -> Self {
        let mut role = Self::new(name, team, policies::trust("sagemaker.amazonaws.com"));
        role.inline.push(("workload", policy));
        role.bounded = true;
        role
    }

    pub(super) fn faulty(mut self, why: &'static str) -> Self {
        self.why = why;
        self.bounded = false;
        self
    }

    /// Under the boundary of the workloads.
    fn bounded(mut self) -> Self {
        self.bounded = true;
        self
    }

    pub(super) fn with(mut self, name: &'static str, policy: String) -> Self {
        self.inline.push((name, policy));
        self
    }

    /// With what this program asks for to look.
    pub(super) fn that_looks(mut self) -> Self {
        self.attached.extend(super::people::for_looking());
        self
    }

    pub(super) fn attach(mut self, arn: String) -> Self {
        self.attached.push(arn);
        self
    }

    pub(super) async fn tell(&self, scene: &Scene<'_>) -> Result<(), StoryError> {
        let mut body = fields([("RoleName", self.name), ("AssumeRolePolicyDocument", &self.trust)]);
        if self.bounded {
            body.push(("PermissionsBoundary".to_owned(), own("ml-workload-boundary")));
        }
        let owner = match self.team {
            "cardio" => "elena.rossi",
            team => lead(team).unwrap_or("priya.nair"),
        };
        body.extend(form_tags(&tags(owner, self.team, "internal", self.why)));
        scene.form("iam", "CreateRole", &body).await?;
        for (name, document) in &self.inline {
            let body = fields([
                ("RoleName", self.name),
                ("PolicyName", name),
                ("PolicyDocument", document),
            ]);
            scene.form("iam", "PutRolePolicy", &body).await?;
        }
        for arn in &self.attached {
            let body = fields([("RoleName", self.name), ("PolicyArn", arn)]);
            scene.form("iam", "AttachRolePolicy", &body).await?;
        }
        Ok(())
    }
}

/// Every role of the story.
pub(super) fn all() -> Vec<Role<'static>> {
    let mut all = cardio();
    all.extend(others());
    all.extend(connected());
    all.extend(deliveries());
    all
}

/// People's, and the cardiology team's.
fn cardio() -> Vec<Role<'static>> {
    let sagemaker = "sagemaker.amazonaws.com";
    vec![
        Role::new("SecurityOperator", "security", policies::people_trust()).that_looks(),
        Role::new("CardioEngineer", "cardio", policies::people_trust()).attach(own("cardio-engineer")),
        Role::new("FraudEngineer", "fraud", policies::people_trust()).attach(own("fraud-engineer")),
        Role::new("github-deployer", "platform", policies::repository_trust())
            .with("deploy", policies::deployer("cardio-serving-exec")),
        Role::sagemaker(
            "cardio-training-exec",
            "cardio",
            policies::training("cardio-training-data", "cardio-models"),
        ),
        Role::sagemaker(
            "cardio-preprocess-exec",
            "cardio",
            policies::training("cardio-dicom-raw", "cardio-training-data"),
        ),
        Role::sagemaker(
            "cardio-serving-exec",
            "cardio",
            policies::serving("cardio-models"),
        ),
        Role::sagemaker("cardio-studio-exec", "cardio", policies::serving("cardio-models")),
        Role::new("cardio-notebook-exec", "cardio", policies::open_trust(sagemaker))
            .attach(aws("AmazonSageMakerFullAccess"))
            .faulty("made by the console's quick start in a workshop"),
        Role::new(
            "cardio-annotation-exec",
            "cardio",
            policies::open_trust(sagemaker),
        )
        .with(
            "annotate",
            policies::allow(&["s3:GetObject", "kms:Decrypt"], &["*"]),
        )
        .faulty("any key, any bucket: written before the keys were split"),
    ]
}

/// The fraud team's, and the platform's.
fn others() -> Vec<Role<'static>> {
    let sagemaker = "sagemaker.amazonaws.com";
    vec![
        Role::sagemaker(
            "fraud-serving-exec",
            "fraud",
            policies::serving("fraud-models-prod"),
        ),
        Role::sagemaker(
            "fraud-features-exec",
            "fraud",
            policies::training("fraud-features", "fraud-models-prod"),
        ),
        Role::new("fraud-training-exec", "fraud", policies::open_trust(sagemaker))
            .with("data", policies::allow(&["s3:*"], &["*"]))
            .faulty("every bucket of the account"),
        Role::new("fraud-notebook-exec", "fraud", policies::trust(sagemaker))
            .with(
                "experiments",
                policies::allow(
                    &[
                        "iam:PassRole",
                        "sagemaker:CreateProcessingJob",
                        "sagemaker:CreateTrainingJob",
                    ],
                    &["*"],
                ),
            )
            .faulty("passes any role to a job of its own"),
        Role::new("fraud-backfill-exec", "fraud", policies::trust(sagemaker))
            .with("everything", policies::allow(&["*"], &["*"]))
            .faulty("one night's backfill, never taken back"),
        Role::new("fraud-legacy-etl", "fraud", policies::trust("glue.amazonaws.com"))
            .attach(aws("AdministratorAccess"))
            .faulty("not used for months, still administrator"),
        Role::new(
            "ml-platform-runner",
            "platform",
            policies::trust("codebuild.amazonaws.com"),
        )
        .attach(own("platform-superuser"))
        .attach(own("notebook-launcher"))
        .faulty("a policy of our own that allows everything"),
        Role::new(
            "ml-experiments-runner",
            "platform",
            policies::trust("codebuild.amazonaws.com"),
        )
        .attach(own("ml-experiments"))
        .faulty("whole services by wildcard"),
        Role::new(
            "claims-assistant-exec",
            "fraud",
            policies::open_trust("bedrock.amazonaws.com"),
        )
        .attach(aws("AmazonBedrockFullAccess"))
        .faulty("prototype that went live"),
    ]
}

/// What works with Bedrock, and with devices and streams.
fn connected() -> Vec<Role<'static>> {
    let sagemaker = "sagemaker.amazonaws.com";
    vec![
        Role::new(
            "discharge-letters-exec",
            "cardio",
            policies::trust("bedrock.amazonaws.com"),
        )
        .with(
            "invoke",
            policies::allow(
                &["bedrock:InvokeModel", "bedrock:ApplyGuardrail"],
                &["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"],
            ),
        ),
        assistant("discharge-letters-agent", "bedrock.amazonaws.com"),
        assistant("letters-agent-runtime", "bedrock-agentcore.amazonaws.com"),
        Role::new(
            "letters-tuning-exec",
            "cardio",
            policies::trust("bedrock.amazonaws.com"),
        )
        .with(
            "workload",
            policies::training("cardio-training-data", "cardio-models"),
        )
        .bounded(),
        Role::new("iot-logging", "platform", policies::trust("iot.amazonaws.com")).with(
            "log",
            policies::allow(
                &["logs:CreateLogStream", "logs:PutLogEvents"],
                &["arn:aws:logs:*:123456789012:log-group:AWSIotLogsV2:*"],
            ),
        ),
        Role::new(
            "ward-monitor-uploads",
            "cardio",
            policies::trust("credentials.iot.amazonaws.com"),
        )
        .with(
            "upload",
            policies::allow(
                &["kinesis:PutRecord"],
                &["arn:aws:kinesis:us-east-1:123456789012:stream/ward-monitor-telemetry"],
            ),
        ),
        Role::new(
            "payment-terminal-uploads",
            "fraud",
            policies::trust("credentials.iot.amazonaws.com"),
        )
        .with("streams", policies::allow(&["kinesis:*"], &["*"]))
        .faulty("terminals may do anything with any stream"),
        Role::new(
            "delivery-streams",
            "fraud",
            policies::trust("firehose.amazonaws.com"),
        )
        .with(
            "deliver",
            policies::allow(&["s3:PutObject"], &["arn:aws:s3:::fraud-features/*"]),
        ),
        Role::new("partner-model-export", "cardio", policies::trust(sagemaker))
            .attach(aws("AmazonS3ReadOnlyAccess"))
            .faulty("reads every bucket for one partner's model"),
        Role::new(
            "vpc-flow-logs",
            "platform",
            policies::trust("vpc-flow-logs.amazonaws.com"),
        )
        .with(
            "deliver",
            policies::allow(
                &["logs:PutLogEvents"],
                &["arn:aws:logs:*:123456789012:log-group:vpc/*"],
            ),
        ),
        Role::new("partner-reader", "cardio", policies::account_trust(PARTNER))
            .attach(aws("ReadOnlyAccess"))
            .faulty("the imaging partner was to see one bucket and sees everything"),
        Role::new(
            "cardio-import-exec",
            "cardio",
            policies::bucket_trust(sagemaker, "cardio-dicom-raw"),
        )
        .faulty("bound to a bucket, and a bucket's ARN names no account"),
        Role::new("workshop-shell", "platform", policies::people_trust())
            .attach(aws("AWSCloudShellFullAccess"))
            .faulty("a browser shell for a workshop, with upload and download"),
        Role::new("support-desk", "platform", policies::people_trust()).attach(aws("AWSSupportAccess")),
    ]
}

/// A role of the letters assistant: it asks one model through its guardrail.
fn assistant(name: &'static str, service: &str) -> Role<'static> {
    let invoke = policies::allow(
        &["bedrock:InvokeModel", "bedrock:ApplyGuardrail"],
        &["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"],
    );
    Role::new(name, "cardio", policies::trust(service))
        .with("invoke", invoke)
        .bounded()
}

/// What S3 and CloudTrail copy and deliver with.
fn deliveries() -> Vec<Role<'static>> {
    vec![
        Role::new(
            "models-replication",
            "cardio",
            policies::trust("s3.amazonaws.com"),
        )
        .with(
            "copy",
            policies::allow(
                &["s3:GetObjectVersionForReplication", "s3:ReplicateObject"],
                &[
                    "arn:aws:s3:::cardio-models/*",
                    "arn:aws:s3:::cardio-models-copy/*",
                ],
            ),
        ),
        Role::new(
            super::alarms::TRAIL_ROLE,
            "platform",
            policies::trust("cloudtrail.amazonaws.com"),
        )
        .with(
            "deliver",
            policies::allow(
                &["logs:CreateLogStream", "logs:PutLogEvents"],
                &["arn:aws:logs:us-east-1:123456789012:log-group:clinic-trail:*"],
            ),
        ),
    ]
}
