//! The cardiology team: PHI, guarded with care; a workshop's leftovers beside.

use super::keys::Keys;
use super::network::Network;
use super::teller::Teller;
use super::workload::{Team, role, with, without};
use super::{HOME, StoryError};
use serde_json::json;

/// The team, with the key of its training data.
pub(super) fn team<'s>(keys: &'s Keys, network: &'s Network) -> Team<'s> {
    Team {
        name: "cardio",
        project: "cardio",
        owner: "elena.rossi",
        data: "phi",
        place: &network.cardio,
        key: keys.arn("cardio-training-data"),
        region: HOME,
    }
}

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys, network: &Network) -> Result<(), StoryError> {
    let team = team(keys, network);
    training(teller, &team).await?;
    preparing(teller, &team).await?;
    let serving = Team {
        key: keys.arn("cardio-models"),
        ..team
    };
    serve(teller, &serving).await?;
    let workspace = Team {
        key: keys.arn("cardio-workspace"),
        ..serving
    };
    workspaces(teller, &workspace).await
}

async fn training(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let data = "cardio-training-data";
    let models = "cardio-models";
    let day = 86_400;
    let good = |job: &str| team.training(job, data, models, "");
    let jobs = [
        (41 * day, good("echo-segmentation-2026-01")),
        (33 * day, good("ecg-arrhythmia-2026-02")),
        (19 * day, good("echo-segmentation-2026-02")),
        (6 * day, good("cath-lab-triage-2026-03")),
        (
            52 * day,
            with(
                without(
                    team.training(
                        "echo-workshop-demo",
                        data,
                        models,
                        "copied from a workshop: no VPC and no isolation and a shell to debug in",
                    ),
                    &[&["VpcConfig"], &["EnableNetworkIsolation"]],
                ),
                &["RemoteDebugConfig"],
                json!({"EnableRemoteDebug": true}),
            ),
        ),
        (
            16 * day,
            with(
                team.training(
                    "ecg-distributed-trial",
                    data,
                    models,
                    "gradients between the nodes in the clear",
                ),
                &["EnableInterContainerTrafficEncryption"],
                json!(false),
            ),
        ),
        (
            9 * day,
            without(
                team.training(
                    "stress-test-imaging",
                    data,
                    models,
                    "neither volume nor model under a key of ours",
                ),
                &[
                    &["ResourceConfig", "VolumeKmsKeyId"],
                    &["OutputDataConfig", "KmsKeyId"],
                ],
            ),
        ),
        (3 * day, good("valve-regurgitation-2026-03")),
    ];
    for (ago, job) in jobs {
        let scene = teller.moment("elena", HOME, ago);
        scene.json("sagemaker", "CreateTrainingJob", job).await?;
    }
    teller.account.sagemaker().fail(
        HOME,
        "CreateTrainingJob",
        "valve-regurgitation-2026-03",
        "AlgorithmError: CUDA out of memory, exit code: 1",
    );
    // Under way: these end one after the other while somebody watches.
    for (ago, seconds, job) in [
        (25, 60, "ecg-arrhythmia-2026-03"),
        (6 * 60, 420, "echo-segmentation-2026-03"),
    ] {
        let scene = teller.moment("elena", HOME, ago);
        scene.json("sagemaker", "CreateTrainingJob", good(job)).await?;
        teller.account.sagemaker().lasts(HOME, job, seconds);
    }
    Ok(())
}

async fn preparing(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let exec = "cardio-preprocess-exec";
    let jobs = [
        (
            44,
            team.processing(
                "dicom-deidentify-2026-01",
                exec,
                "cardio-dicom-raw",
                "cardio-training-data",
                "",
            ),
        ),
        (
            22,
            team.processing(
                "dicom-deidentify-2026-02",
                exec,
                "cardio-dicom-raw",
                "cardio-training-data",
                "",
            ),
        ),
        (
            13,
            without(
                team.processing(
                    "annotation-merge",
                    "cardio-annotation-exec",
                    "cardio-annotations",
                    "cardio-annotations",
                    "runs on the open internet and without keys",
                ),
                &[
                    &["NetworkConfig"],
                    &["ProcessingOutputConfig", "KmsKeyId"],
                    &["ProcessingResources", "ClusterConfig", "VolumeKmsKeyId"],
                ],
            ),
        ),
    ];
    for (days, job) in jobs {
        let scene = teller.scene("elena", HOME, days);
        scene.json("sagemaker", "CreateProcessingJob", job).await?;
    }
    let running = team.processing(
        "dicom-deidentify-2026-03",
        exec,
        "cardio-dicom-raw",
        "cardio-training-data",
        "",
    );
    let scene = teller.moment("elena", HOME, 10);
    scene.json("sagemaker", "CreateProcessingJob", running).await?;
    Ok(())
}

async fn serve(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("pipeline", HOME, 17);
    let artifact = |name: &str| format!("cardio-models/{name}/model.tar.gz");
    let models = [
        team.model(
            "echo-segmentation-v12",
            &artifact("echo-segmentation/2026-01"),
            "",
        ),
        team.model("ecg-arrhythmia-v8", &artifact("ecg-arrhythmia/2026-02"), ""),
        team.model("cath-lab-triage-v2", &artifact("cath-lab-triage/2026-03"), ""),
        without(
            team.model(
                "echo-pilot-2023",
                &artifact("pilot"),
                "the pilot model: no VPC and not isolated",
            ),
            &[&["VpcConfig"], &["EnableNetworkIsolation"]],
        ),
        with(
            team.model(
                "partner-mri-import",
                "cardio-partner-exchange/mri/model.tar.gz",
                "runs as a role that reads every bucket",
            ),
            &["ExecutionRoleArn"],
            json!(role("partner-model-export")),
        ),
    ];
    for model in models {
        scene.json("sagemaker", "CreateModel", model).await?;
    }
    let capture = "cardio-endpoint-capture";
    let configs = [
        team.config("echo-segmentation-v12", "echo-segmentation-v12", capture, ""),
        team.config("ecg-arrhythmia-v8", "ecg-arrhythmia-v8", capture, ""),
        team.config("cath-lab-triage-v2", "cath-lab-triage-v2", capture, ""),
        without(
            with(
                team.config(
                    "echo-pilot-2023",
                    "echo-pilot-2023",
                    capture,
                    "one instance: no key and nothing captured",
                ),
                &["ProductionVariants"],
                json!([{
                    "VariantName": "main", "ModelName": "echo-pilot-2023", "InstanceType": "ml.m5.large",
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
        ("echo-segmentation", "echo-segmentation-v12"),
        ("ecg-arrhythmia", "ecg-arrhythmia-v8"),
        ("echo-pilot", "echo-pilot-2023"),
    ] {
        let body = team.endpoint(name, config);
        scene.json("sagemaker", "CreateEndpoint", body).await?;
    }
    let fresh = team.endpoint("cath-lab-triage", "cath-lab-triage-v2");
    teller
        .moment("pipeline", HOME, 5)
        .json("sagemaker", "CreateEndpoint", fresh)
        .await?;
    let batch = team.transform(
        "echo-backlog-scoring",
        "echo-segmentation-v12",
        "cardio-training-data",
        "",
    );
    scene.json("sagemaker", "CreateTransformJob", batch).await?;
    Ok(())
}

async fn workspaces(teller: &Teller<'_>, team: &Team<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("elena", HOME, 110);
    let good = with(
        team.notebook("elena-echo-research", "cardio-studio-exec", ""),
        &["LifecycleConfigName"],
        json!("idle-stop"),
    );
    scene.json("sagemaker", "CreateNotebookInstance", good).await?;
    let good = team.notebook("ward-dashboard-prototypes", "cardio-studio-exec", "");
    scene.json("sagemaker", "CreateNotebookInstance", good).await?;
    let open = without(
        with(
            with(
                team.notebook(
                    "tom-workshop",
                    "cardio-notebook-exec",
                    "made in a workshop: on the internet with root on an old platform without a key",
                ),
                &["DirectInternetAccess"],
                json!("Enabled"),
            ),
            &["RootAccess"],
            json!("Enabled"),
        ),
        &[
            &["KmsKeyId"],
            &["SubnetId"],
            &["SecurityGroupIds"],
            &["InstanceMetadataServiceConfiguration"],
        ],
    );
    let open = with(open, &["PlatformIdentifier"], json!("notebook-al2-v1"));
    let workshop = teller.scene("elena", HOME, 75);
    workshop.json("sagemaker", "CreateNotebookInstance", open).await?;
    let stopped = team.notebook("mei-annotation-review", "cardio-studio-exec", "");
    scene.json("sagemaker", "CreateNotebookInstance", stopped).await?;
    let stop = json!({"NotebookInstanceName": "mei-annotation-review"});
    teller
        .scene("elena", HOME, 20)
        .json("sagemaker", "StopNotebookInstance", stop)
        .await?;
    let domain = team.domain("cardio-studio", "cardio-studio-exec", "");
    scene.json("sagemaker", "CreateDomain", domain).await?;
    Ok(())
}
