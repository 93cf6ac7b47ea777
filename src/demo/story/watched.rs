//! What watches the models in service: monitors, their schedules, shadow tests,
//! the hunt for bias.

use super::keys::Keys;
use super::network::Network;
use super::teller::{Scene, Teller};
use super::workload::{Team, role, with, without};
use super::{HOME, StoryError, cardio, fraud};
use serde_json::{Value, json};

/// AWS's own images for monitoring and for Clarify.
const MONITOR: &str = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer";
const CLARIFY: &str = "205585389593.dkr.ecr.us-east-1.amazonaws.com/sagemaker-clarify-processing:1.0";

/// The four types: the word of their fields, and of their names.
const TYPES: [(&str, &str); 4] = [
    ("DataQuality", "data-quality"),
    ("ModelQuality", "model-quality"),
    ("ModelBias", "bias"),
    ("ModelExplainability", "explainability"),
];

/// A team's endpoint, and where what it captured lies.
struct Watched<'a> {
    team: Team<'a>,
    exec: &'a str,
    endpoint: &'a str,
    models: [&'a str; 2],
    bucket: &'a str,
    /// Why it is watched badly, if it is.
    why: &'a str,
}

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys, network: &Network) -> Result<(), StoryError> {
    let echo = Watched {
        team: cardio::team(keys, network),
        exec: "cardio-preprocess-exec",
        endpoint: "echo-segmentation",
        models: ["echo-segmentation-v12", "ecg-arrhythmia-v8"],
        bucket: "cardio-endpoint-capture",
        why: "",
    };
    let cards = Watched {
        team: fraud::team(keys, network),
        exec: "fraud-features-exec",
        endpoint: "card-fraud",
        models: ["card-fraud-v41", "merchant-risk-v7"],
        bucket: "fraud-features",
        why: "left as the console made it: on the open network and without keys",
    };
    let scene = teller.scene("elena", HOME, 14);
    echo.tell(&scene).await?;
    for (kind, word) in TYPES {
        let name = format!("{}-{word}", echo.endpoint);
        let config = json!({
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            "MonitoringJobDefinitionName": name, "MonitoringType": kind,
        });
        echo.schedule(&scene, &name, config).await?;
    }
    let report = "echo-bias-report-2026-02";
    let bias = with(
        echo.team
            .processing(report, echo.exec, "cardio-training-data", echo.bucket, ""),
        &["AppSpecification", "ImageUri"],
        json!(CLARIFY),
    );
    scene.json("sagemaker", "CreateProcessingJob", bias).await?;
    let scene = teller.scene("jonas", HOME, 5);
    cards.tell(&scene).await?;
    cards.schedule(&scene, cards.endpoint, cards.inline()).await
}

impl Watched<'_> {
    async fn tell(&self, scene: &Scene<'_>) -> Result<(), StoryError> {
        for (kind, word) in TYPES {
            let mut definition = self.definition(kind, word);
            if !self.why.is_empty() {
                let volume: &[&str] = &["JobResources", "ClusterConfig", "VolumeKmsKeyId"];
                definition = without(definition, &[&["NetworkConfig"], volume]);
            }
            let operation = format!("Create{kind}JobDefinition");
            scene.json("sagemaker", &operation, definition).await?;
        }
        let mut experiment = self.experiment();
        if !self.why.is_empty() {
            experiment = without(experiment, &[&["KmsKey"], &["DataStorageConfig", "KmsKey"]]);
        }
        scene
            .json("sagemaker", "CreateInferenceExperiment", experiment)
            .await?;
        Ok(())
    }

    async fn schedule(&self, scene: &Scene<'_>, name: &str, config: Value) -> Result<(), StoryError> {
        let body = json!({
            "MonitoringScheduleName": format!("{name}-hourly"),
            "MonitoringScheduleConfig": config,
            "Tags": self.team.tags(self.why),
        });
        scene
            .json("sagemaker", "CreateMonitoringSchedule", body)
            .await
            .map(drop)
    }

    fn input(&self) -> Value {
        json!({"EndpointName": self.endpoint, "LocalPath": "/opt/ml/processing/input"})
    }

    fn output(&self) -> Value {
        json!({
            "MonitoringOutputs": [{"S3Output": {
                "S3Uri": format!("s3://{}/monitoring/", self.bucket), "LocalPath": "/opt/ml/processing/output",
            }}],
            "KmsKeyId": self.team.key,
        })
    }

    fn definition(&self, kind: &str, word: &str) -> Value {
        let mut app = json!({"ImageUri": MONITOR});
        let mut input = json!({"EndpointInput": self.input()});
        match kind {
            "ModelQuality" => app["ProblemType"] = json!("BinaryClassification"),
            "ModelBias" | "ModelExplainability" => {
                let config = format!("s3://{}/monitoring/{word}.json", self.bucket);
                app = json!({"ImageUri": CLARIFY, "ConfigUri": config});
            }
            _ => {}
        }
        if ["ModelQuality", "ModelBias"].contains(&kind) {
            input["GroundTruthS3Input"] = json!({"S3Uri": format!("s3://{}/truth/", self.bucket)});
        }
        let mut definition = json!({
            "JobDefinitionName": format!("{}-{word}", self.endpoint),
            "JobResources": {"ClusterConfig": {
                "InstanceCount": 2, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20,
                "VolumeKmsKeyId": self.team.key,
            }},
            "NetworkConfig": {
                "EnableNetworkIsolation": true, "EnableInterContainerTrafficEncryption": true,
                "VpcConfig": self.team.vpc(),
            },
            "RoleArn": role(self.exec),
            "Tags": self.team.tags(self.why),
        });
        definition[format!("{kind}AppSpecification")] = app;
        definition[format!("{kind}JobInput")] = input;
        definition[format!("{kind}JobOutputConfig")] = self.output();
        definition
    }

    /// A schedule with a definition of its own and no network.
    fn inline(&self) -> Value {
        json!({
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            "MonitoringJobDefinition": {
                "MonitoringInputs": [{"EndpointInput": self.input()}],
                "MonitoringOutputConfig": self.output(),
                "MonitoringResources": {"ClusterConfig": {
                    "InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20,
                }},
                "MonitoringAppSpecification": {"ImageUri": MONITOR},
                "RoleArn": role(self.exec),
            },
        })
    }

    /// A shadow test of the second model behind the first's endpoint.
    fn experiment(&self) -> Value {
        let variant = |name: &str| {
            json!({
                "ModelName": name, "VariantName": name,
                "InfrastructureConfig": {
                    "InfrastructureType": "RealTimeInference",
                    "RealTimeInferenceConfig": {"InstanceType": "ml.c5.xlarge", "InstanceCount": 1},
                },
            })
        };
        let [serves, shadows] = self.models;
        let captured = format!("s3://{}/shadow/", self.bucket);
        json!({
            "Name": format!("{}-shadow", self.endpoint),
            "Type": "ShadowMode",
            "RoleArn": role(self.exec),
            "EndpointName": self.endpoint,
            "ModelVariants": [variant(serves), variant(shadows)],
            "ShadowModeConfig": {
                "SourceModelVariantName": serves,
                "ShadowModelVariants": [{"ShadowModelVariantName": shadows, "SamplingPercentage": 20}],
            },
            "DataStorageConfig": {"Destination": captured, "KmsKey": self.team.key},
            "KmsKey": self.team.key,
            "Tags": self.team.tags(self.why),
        })
    }
}
