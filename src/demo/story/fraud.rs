//! The fraud team: card data, grown by hand, in two Regions.

use super::keys::Keys;
use super::network::Network;
use super::teller::Teller;
use super::workload::{Team, role, with, without};
use super::{ABROAD, HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

/// An account that nobody knows.
const STRANGER: &str = "444455556666";

/// The team, with the key of its features.
pub(super) fn team<'s>(keys: &'s Keys, network: &'s Network) -> Team<'s> {
    Team {
        name: "fraud",
        project: "fraud",
        owner: "priya.nair",
        data: "pci",
        place: &network.fraud,
        key: keys.arn("fraud-features"),
        region: HOME,
    }
}

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys, network: &Network) -> Result<(), StoryError> {
    let team = team(keys, network);
    training(teller, &team).await?;
    serve(teller, &team).await?;
    workspaces(teller, &team).await?;
    let abroad = Team {
        place: &network.abroad,
        key: keys.arn("fraud-eu-features"),
        region: ABROAD,
        ..team
    };
    europe(teller, &abroad).await
}

async fn training(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let exec = |job| with(job, &["RoleArn"], json!(role("fraud-features-exec")));
    let jobs = [
        (
            28,
            exec(team.training("card-fraud-v40", "fraud-features", "fraud-models-prod", "")),
        ),
        (
            7,
            exec(team.training("card-fraud-v41", "fraud-features", "fraud-models-prod", "")),
        ),
        (
            12,
            exec(team.training("merchant-risk-v7", "fraud-features", "fraud-models-prod", "")),
        ),
        (
            21,
            without(
                careless(team.training(
                    "chargeback-baseline",
                    "fraud-training-data",
                    "fraud-demo-models",
                    "writes its model to a public bucket with nothing encrypted and a password in its settings",
                )),
                &[
                    &["VpcConfig"],
                    &["EnableNetworkIsolation"],
                    &["EnableInterContainerTrafficEncryption"],
                    &["ResourceConfig", "VolumeKmsKeyId"],
                    &["OutputDataConfig", "KmsKeyId"],
                ],
            ),
        ),
        (
            2,
            without(
                foreign(team.training(
                    "terminal-anomaly-trial",
                    "fraud-terminal-uploads",
                    "fraud-models-prod",
                    "trains in the image of a stranger on a bucket that anyone can write to",
                )),
                &[&["OutputDataConfig", "KmsKeyId"], &["EnableNetworkIsolation"]],
            ),
        ),
    ];
    for (days, job) in jobs {
        let scene = teller.scene("priya", HOME, days);
        scene.json("sagemaker", "CreateTrainingJob", job).await?;
    }
    let stop = json!({"TrainingJobName": "overnight-grid-search"});
    let scene = teller.moment("jonas", HOME, 400_000);
    let search = exec(team.training("overnight-grid-search", "fraud-features", "fraud-models-prod", ""));
    scene.json("sagemaker", "CreateTrainingJob", search).await?;
    teller
        .moment("jonas", HOME, 399_970)
        .json("sagemaker", "StopTrainingJob", stop)
        .await?;
    let running = exec(team.training("card-fraud-v42", "fraud-features", "fraud-models-prod", ""));
    let scene = teller.moment("priya", HOME, 4 * 60);
    scene.json("sagemaker", "CreateTrainingJob", running).await?;
    teller.account.sagemaker().lasts(HOME, "card-fraud-v42", 360);
    let scene = teller.scene("jonas", HOME, 8);
    let good = team.processing(
        "feature-refresh-weekly",
        "fraud-features-exec",
        "fraud-features",
        "fraud-features",
        "",
    );
    scene.json("sagemaker", "CreateProcessingJob", good).await?;
    let open = without(
        team.processing(
            "transactions-backfill",
            "fraud-backfill-exec",
            "fraud-training-data",
            "fraud-training-data",
            "an administrator role: no keys and no network of its own",
        ),
        &[
            &["NetworkConfig"],
            &["ProcessingOutputConfig", "KmsKeyId"],
            &["ProcessingResources", "ClusterConfig", "VolumeKmsKeyId"],
        ],
    );
    scene.json("sagemaker", "CreateProcessingJob", open).await?;
    Ok(())
}

/// An image by a tag that moves, and a password where everyone reads it.
fn careless(job: Value) -> Value {
    let image = format!("{ACCOUNT_ID}.dkr.ecr.{HOME}.amazonaws.com/fraud-training:latest");
    let job = with(job, &["AlgorithmSpecification", "TrainingImage"], json!(image));
    let settings =
        json!({"FEATURE_DB_HOST": "features.internal", "FEATURE_DB_PASSWORD": "Fr4ud-Feature-2024"});
    with(job, &["Environment"], settings)
}

/// An image from the registry of an account that is neither ours nor AWS's.
fn foreign(job: Value) -> Value {
    let image = format!(
        "{STRANGER}.dkr.ecr.{HOME}.amazonaws.com/anomaly@sha256:{:064x}",
        0xa11
    );
    with(job, &["AlgorithmSpecification", "TrainingImage"], json!(image))
}

async fn serve(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("priya", HOME, 6);
    let models = [
        team.model(
            "card-fraud-v41",
            "fraud-models-prod/card-fraud/v41/model.tar.gz",
            "",
        ),
        team.model(
            "merchant-risk-v7",
            "fraud-models-prod/merchant-risk/v7/model.tar.gz",
            "",
        ),
        without(
            team.model(
                "card-fraud-demo",
                "fraud-demo-models/demo/card-fraud-mini.tar.gz",
                "loads its weights from a public bucket",
            ),
            &[
                &["VpcConfig"],
                &["EnableNetworkIsolation"],
                &["PrimaryContainer", "ImageConfig"],
            ],
        ),
    ];
    for model in models {
        scene.json("sagemaker", "CreateModel", model).await?;
    }
    let capture = "fraud-features/capture";
    let configs = [
        team.config("card-fraud-v41", "card-fraud-v41", capture, ""),
        with(
            team.config(
                "merchant-risk-v7",
                "merchant-risk-v7",
                capture,
                "captures requests without a key of its own",
            ),
            &["DataCaptureConfig"],
            json!({
                "EnableCapture": true, "InitialSamplingPercentage": 100,
                "DestinationS3Uri": "s3://fraud-training-data/capture/",
                "CaptureOptions": [{"CaptureMode": "Input"}],
            }),
        ),
        without(
            with(
                team.config(
                    "card-fraud-demo",
                    "card-fraud-demo",
                    capture,
                    "a demo that stayed: one instance and no key",
                ),
                &["ProductionVariants"],
                json!([{
                    "VariantName": "main", "ModelName": "card-fraud-demo", "InstanceType": "ml.t2.medium",
                    "InitialInstanceCount": 1, "InitialVariantWeight": 1.0,
                }]),
            ),
            &[&["KmsKeyId"], &["DataCaptureConfig"]],
        ),
    ];
    for config in configs {
        scene.json("sagemaker", "CreateEndpointConfig", config).await?;
    }
    for (name, config) in [
        ("card-fraud", "card-fraud-v41"),
        ("merchant-risk", "merchant-risk-v7"),
        ("card-fraud-demo", "card-fraud-demo"),
    ] {
        let body = team.endpoint(name, config);
        scene.json("sagemaker", "CreateEndpoint", body).await?;
    }
    teller.account.sagemaker().fail(
        HOME,
        "CreateEndpoint",
        "card-fraud-demo",
        "The primary container for production variant main did not pass the ping health check.",
    );
    let good = team.transform("chargeback-scoring-march", "card-fraud-v41", "fraud-features", "");
    scene.json("sagemaker", "CreateTransformJob", good).await?;
    let open = without(
        team.transform(
            "portfolio-rescore",
            "card-fraud-v41",
            "fraud-training-data",
            "results and scratch volume without a key of ours",
        ),
        &[
            &["TransformOutput", "KmsKeyId"],
            &["TransformResources", "VolumeKmsKeyId"],
        ],
    );
    scene.json("sagemaker", "CreateTransformJob", open).await?;
    Ok(())
}

async fn workspaces(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("jonas", HOME, 95);
    let good = team.notebook("priya-feature-lab", "fraud-features-exec", "");
    scene.json("sagemaker", "CreateNotebookInstance", good).await?;
    let root = with(
        team.notebook(
            "jonas-sandbox",
            "fraud-notebook-exec",
            "root on the machine and a role that passes any role",
        ),
        &["RootAccess"],
        json!("Enabled"),
    );
    scene.json("sagemaker", "CreateNotebookInstance", root).await?;
    let open = without(
        with(
            team.domain(
                "fraud-studio",
                "fraud-notebook-exec",
                "on the internet with storage under the AWS key and Docker and one role for all",
            ),
            &["AppNetworkAccessType"],
            json!("PublicInternetOnly"),
        ),
        &[&["KmsKeyId"]],
    );
    let docker = json!({"DockerSettings": {"EnableDockerAccess": "ENABLED"}});
    let open = with(
        with(open, &["DomainSettings"], docker),
        &["AuthMode"],
        json!("IAM"),
    );
    scene.json("sagemaker", "CreateDomain", open).await?;
    Ok(())
}

async fn europe(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("priya", ABROAD, 5);
    let job = with(
        team.training("card-fraud-eu-v3", "fraud-eu-features", "fraud-eu-models", ""),
        &["RoleArn"],
        json!(role("fraud-features-exec")),
    );
    scene.json("sagemaker", "CreateTrainingJob", job).await?;
    let model = team.model(
        "card-fraud-eu-v3",
        "fraud-eu-models/card-fraud/v3/model.tar.gz",
        "",
    );
    scene.json("sagemaker", "CreateModel", model).await?;
    let config = team.config(
        "card-fraud-eu-v3",
        "card-fraud-eu-v3",
        "fraud-eu-features/capture",
        "",
    );
    scene.json("sagemaker", "CreateEndpointConfig", config).await?;
    let endpoint = team.endpoint("card-fraud-eu", "card-fraud-eu-v3");
    scene.json("sagemaker", "CreateEndpoint", endpoint).await?;
    Ok(())
}
