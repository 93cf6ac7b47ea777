//! The model registry, the feature store, searches for better models, and what
//! serves in batches and pipelines.

use super::keys::Keys;
use super::network::Network;
use super::teller::{Scene, Teller};
use super::workload::{Team, role, with, without};
use super::{HOME, StoryError, cardio, fraud};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

/// A partner's account, outside the organisation.
const PARTNER: &str = "210987654321";

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys, network: &Network) -> Result<(), StoryError> {
    let cardio = cardio::team(keys, network);
    let fraud = fraud::team(keys, network);
    registry(teller, &cardio, &fraud).await?;
    features(teller, &cardio, &fraud).await?;
    searches(teller, &cardio, &fraud).await?;
    serving(teller, &cardio, &fraud).await
}

async fn register(
    scene: &Scene<'_>,
    team: &Team<'_>,
    group: &str,
    status: &str,
) -> Result<Value, StoryError> {
    let body = json!({
        "ModelPackageGroupName": group,
        "ModelPackageDescription": format!("trained by the {} pipeline", team.project),
        "InferenceSpecification": {
            "Containers": [{
                "Image": team.image("serving"),
                "ModelDataUrl": format!("s3://{}-models/{group}/model.tar.gz", team.project),
            }],
            "SupportedContentTypes": ["application/json"],
            "SupportedResponseMIMETypes": ["application/json"],
        },
        "ModelApprovalStatus": status,
        "SecurityConfig": {"KmsKeyId": team.key},
    });
    scene.json("sagemaker", "CreateModelPackage", body).await
}

/// The cardiology team's versions wait for a review; the fraud team's approve
/// themselves, in a group that a partner may read.
async fn registry(teller: &Teller<'_>, cardio: &Team<'_>, fraud: &Team<'_>) -> Result<(), StoryError> {
    let why = "versions approve themselves and a partner may read them";
    let groups = [
        ("echo-segmentation", cardio.tags("")),
        ("card-fraud", fraud.tags(why)),
    ];
    for (group, tags) in groups {
        let body = json!({
            "ModelPackageGroupName": group, "ModelPackageGroupDescription": "versions in order of training",
            "Tags": tags,
        });
        let scene = teller.scene("pipeline", HOME, 130);
        scene.json("sagemaker", "CreateModelPackageGroup", body).await?;
    }
    for days in [40, 18] {
        let scene = teller.scene("pipeline", HOME, days);
        let made = register(&scene, cardio, "echo-segmentation", "PendingManualApproval").await?;
        let reviewed = json!({
            "ModelPackageArn": made["ModelPackageArn"], "ModelApprovalStatus": "Approved",
            "ApprovalDescription": "validated on the held-out ward",
        });
        let scene = teller.scene("maria", HOME, days - 1);
        scene.json("sagemaker", "UpdateModelPackage", reviewed).await?;
    }
    let scene = teller.scene("pipeline", HOME, 7);
    register(&scene, fraud, "card-fraud", "Approved").await?;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "PartnerReads", "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{PARTNER}:root")},
            "Action": ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
            "Resource": format!("arn:aws:sagemaker:{HOME}:{ACCOUNT_ID}:model-package/card-fraud/*"),
        }],
    });
    let body = json!({"ModelPackageGroupName": "card-fraud", "ResourcePolicy": policy.to_string()});
    let scene = teller.scene("jonas", HOME, 6);
    scene
        .json("sagemaker", "PutModelPackageGroupPolicy", body)
        .await?;
    Ok(())
}

fn feature_group(team: &Team<'_>, name: &str, exec: &str, bucket: &str, why: &str) -> Value {
    json!({
        "FeatureGroupName": name,
        "RecordIdentifierFeatureName": "id",
        "EventTimeFeatureName": "time",
        "FeatureDefinitions": [
            {"FeatureName": "id", "FeatureType": "String"},
            {"FeatureName": "time", "FeatureType": "String"},
            {"FeatureName": "score", "FeatureType": "Fractional"},
        ],
        "OnlineStoreConfig": {"EnableOnlineStore": true, "SecurityConfig": {"KmsKeyId": team.key}},
        "OfflineStoreConfig": {"S3StorageConfig": {
            "S3Uri": format!("s3://{bucket}/store/"), "KmsKeyId": team.key,
        }},
        "RoleArn": role(exec),
        "Tags": team.tags(why),
    })
}

async fn features(teller: &Teller<'_>, cardio: &Team<'_>, fraud: &Team<'_>) -> Result<(), StoryError> {
    let exec = "cardio-preprocess-exec";
    let good = feature_group(cardio, "ward-vitals", exec, "cardio-training-data", "");
    let scene = teller.scene("elena", HOME, 84);
    scene.json("sagemaker", "CreateFeatureGroup", good).await?;
    let why = "both its stores without a key of ours";
    let open = without(
        feature_group(
            fraud,
            "card-velocity",
            "fraud-features-exec",
            "fraud-features",
            why,
        ),
        &[
            &["OnlineStoreConfig", "SecurityConfig"],
            &["OfflineStoreConfig", "S3StorageConfig", "KmsKeyId"],
        ],
    );
    let scene = teller.scene("jonas", HOME, 66);
    scene.json("sagemaker", "CreateFeatureGroup", open).await?;
    Ok(())
}

/// A tuning job, whose training is as a training job's.
fn tuning(name: &str, mut training: Value) -> Value {
    let tags = training["Tags"].clone();
    let settings = training["HyperParameters"].clone();
    training = without(training, &[&["TrainingJobName"], &["Tags"], &["HyperParameters"]]);
    training["StaticHyperParameters"] = settings;
    json!({
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2},
        },
        "TrainingJobDefinition": training,
        "Tags": tags,
    })
}

fn compilation(team: &Team<'_>, name: &str, exec: &str, bucket: &str, why: &str) -> Value {
    json!({
        "CompilationJobName": name,
        "RoleArn": role(exec),
        "InputConfig": {
            "S3Uri": format!("s3://{bucket}/{name}/model.tar.gz"), "Framework": "PYTORCH",
            "DataInputConfig": "{\"input\": [1, 3, 224, 224]}",
        },
        "OutputConfig": {
            "S3OutputLocation": format!("s3://{bucket}/compiled/"), "TargetDevice": "ml_c5", "KmsKeyId": team.key,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "Tags": team.tags(why),
    })
}

fn automl(team: &Team<'_>, name: &str, exec: &str, bucket: &str, why: &str) -> Value {
    json!({
        "AutoMLJobName": name,
        "RoleArn": role(exec),
        "AutoMLJobInputDataConfig": [{"ChannelType": "training", "DataSource": {"S3DataSource": {
            "S3DataType": "S3Prefix", "S3Uri": format!("s3://{bucket}/train/"),
        }}}],
        "OutputDataConfig": {"S3OutputPath": format!("s3://{bucket}/automl/"), "KmsKeyId": team.key},
        "AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": "outcome"}},
        "SecurityConfig": {
            "VolumeKmsKeyId": team.key, "EnableInterContainerTrafficEncryption": true, "VpcConfig": team.vpc(),
        },
        "Tags": team.tags(why),
    })
}

const TUNE: &str = "CreateHyperParameterTuningJob";
const COMPILE: &str = "CreateCompilationJob";
const AUTOML: &str = "CreateAutoMLJobV2";

async fn searches(teller: &Teller<'_>, cardio: &Team<'_>, fraud: &Team<'_>) -> Result<(), StoryError> {
    let (data, models) = ("cardio-training-data", "cardio-models");
    let training = cardio.training("", data, models, "");
    let edge = "echo-segmentation-edge";
    let jobs = [
        (TUNE, tuning("echo-segmentation-search", training)),
        (
            COMPILE,
            compilation(cardio, edge, "cardio-training-exec", models, ""),
        ),
        (
            AUTOML,
            automl(cardio, "readmission-baseline", "cardio-preprocess-exec", data, ""),
        ),
    ];
    let scene = teller.scene("elena", HOME, 24);
    for (operation, job) in jobs {
        scene.json("sagemaker", operation, job).await?;
    }
    let why = "started from the console: nothing isolated and nothing encrypted";
    let exec = "fraud-features-exec";
    let training = fraud.training("", "fraud-training-data", "fraud-models-prod", why);
    let training = without(
        with(training, &["RoleArn"], json!(role(exec))),
        &[
            &["EnableNetworkIsolation"],
            &["EnableInterContainerTrafficEncryption"],
            &["ResourceConfig", "VolumeKmsKeyId"],
            &["OutputDataConfig", "KmsKeyId"],
        ],
    );
    let terminal = compilation(fraud, "card-fraud-terminal", exec, "fraud-models-prod", why);
    let chargebacks = automl(fraud, "chargeback-automl", exec, "fraud-features", why);
    let clear: &[&str] = &["SecurityConfig", "EnableInterContainerTrafficEncryption"];
    let jobs = [
        (TUNE, tuning("card-fraud-search", training)),
        (COMPILE, without(terminal, &[&["OutputConfig", "KmsKeyId"]])),
        (AUTOML, without(chargebacks, &[clear])),
    ];
    let scene = teller.scene("jonas", HOME, 11);
    for (operation, job) in jobs {
        scene.json("sagemaker", operation, job).await?;
    }
    Ok(())
}

/// Answers in batches: to a bucket, with a dump of a container that crashes.
fn batches(team: &Team<'_>, name: &str, model: &str, bucket: &str, why: &str) -> Value {
    let mut config = team.config(name, model, &format!("{bucket}/capture"), why);
    config["AsyncInferenceConfig"] = json!({"OutputConfig": {
        "S3OutputPath": format!("s3://{bucket}/answers/"), "KmsKeyId": team.key,
    }});
    config["ProductionVariants"][0]["CoreDumpConfig"] = json!({
        "DestinationS3Uri": format!("s3://{bucket}/dumps/"), "KmsKeyId": team.key,
    });
    config
}

/// Two containers, one after the other.
fn pipeline(team: &Team<'_>, name: &str, artifact: &str, why: &str) -> Value {
    let mut model = team.model(name, artifact, why);
    let first = model["PrimaryContainer"].clone();
    let mut second = first.clone();
    second["Image"] = json!(team.image("processing"));
    model["Containers"] = json!([second, first]);
    without(model, &[&["PrimaryContainer"]])
}

async fn serving(teller: &Teller<'_>, cardio: &Team<'_>, fraud: &Team<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("pipeline", HOME, 16);
    let artifact = "cardio-models/echo-intake/model.tar.gz";
    let model = pipeline(cardio, "echo-intake-v3", artifact, "");
    scene.json("sagemaker", "CreateModel", model).await?;
    let capture = "cardio-endpoint-capture";
    let config = batches(cardio, "echo-archive-v12", "echo-segmentation-v12", capture, "");
    scene.json("sagemaker", "CreateEndpointConfig", config).await?;
    let scene = teller.scene("jonas", HOME, 4);
    let why = "one of its containers comes from the old registry";
    let artifact = "fraud-models-prod/chain/model.tar.gz";
    let mut model = pipeline(fraud, "merchant-chain-v1", artifact, why);
    model["Containers"][0] = without(model["Containers"][0].clone(), &[&["ImageConfig"]]);
    scene.json("sagemaker", "CreateModel", model).await?;
    let why = "a shell into the instances and answers and dumps without a key";
    let mut config = batches(
        fraud,
        "statement-scan-v41",
        "card-fraud-v41",
        "fraud-features",
        why,
    );
    let variant = without(
        config["ProductionVariants"][0].clone(),
        &[&["CoreDumpConfig", "KmsKeyId"]],
    );
    config["ProductionVariants"][0] = with(variant, &["EnableSSMAccess"], json!(true));
    let config = without(config, &[&["AsyncInferenceConfig", "OutputConfig", "KmsKeyId"]]);
    scene.json("sagemaker", "CreateEndpointConfig", config).await?;
    Ok(())
}
