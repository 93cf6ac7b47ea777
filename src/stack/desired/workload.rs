//! What runs: the stream, the training job, the model and its endpoint.

use super::network::Placement;
use super::{Build, Words};
use crate::stack::blueprint::Hosting;
use crate::stack::spec::TrainingJobSpec;
use crate::stack::{Spec, controls, policies};

const GROUP: &str = "workload";

/// What a job or model cannot start without: its permissions, its key, its
/// buckets and its way to them.
const READY: &[&str] = &[
    "exec-role-policy",
    "data-key-policy",
    "data-bucket-policy",
    "models-bucket-policy",
    "models-bucket-encryption",
    "endpoint-s3",
    "upload",
];

pub(super) fn workload(build: &mut Build<'_>) {
    stream(build);
    training(build);
    if let Some(hosting) = &build.blueprint.workload.hosting {
        hosting_steps(build, hosting);
    }
}

fn stream(build: &mut Build<'_>) {
    let Some(stream) = build.blueprint.stream_name() else {
        return;
    };
    build.push(
        Words {
            id: "stream",
            group: GROUP,
            title: format!("Create the stream {stream}"),
            why: "Events flow in on demand, without shards to size.",
            controls: controls::NONE,
        },
        Spec::CreateStream {
            stream: stream.clone(),
            tags: build.tags("stream"),
        },
        &[],
    );
    let mut after = vec!["stream"];
    after.extend(build.present(&["data-key-policy"]));
    build.push(
        Words {
            id: "stream-encryption",
            group: GROUP,
            title: format!("Encrypt {stream} with the data key"),
            why: "Records are unreadable at rest without the stack's key.",
            controls: controls::STREAM,
        },
        Spec::StartStreamEncryption {
            stream,
            key_arn: policies::key_arn(build.blueprint),
        },
        &after,
    );
}

fn training(build: &mut Build<'_>) {
    let b = build.blueprint;
    let (Some(t), Some(job)) = (&b.workload.training, b.job_name()) else {
        return;
    };
    let placement = Placement::of(build);
    let after = build.present(READY);
    build.push(
        Words {
            id: "training-job",
            group: GROUP,
            title: format!("Start the training job {job}"),
            why: "Isolated from networks, in the VPC, with volume, output and traffic between containers encrypted.",
            controls: controls::TRAINING,
        },
        Spec::CreateTrainingJob(Box::new(TrainingJobSpec {
            job,
            role_arn: policies::ROLE_ARN.to_owned(),
            image: t.image.clone(),
            input_uri: format!("s3://{}/{}", b.data_bucket(build.account), b.data.prefix),
            output_uri: format!("s3://{}/output/", b.models_bucket(build.account)),
            key_arn: policies::key_arn(b),
            instance_type: t.instance_type.clone(),
            instances: t.instances,
            volume_gb: t.volume_gb,
            max_seconds: t.max_seconds,
            subnet_ids: placement.subnet_ids,
            group_ids: placement.group_ids,
            tags: build.tags("training-job"),
        })),
        &after,
    );
}

fn hosting_steps(build: &mut Build<'_>, h: &Hosting) {
    let b = build.blueprint;
    let Some(name) = b.model_name() else { return };
    let placement = Placement::of(build);
    let after = build.present(READY);
    build.push(
        Words {
            id: "model",
            group: GROUP,
            title: format!("Create the model {name}"),
            why: "Isolated from networks, in the VPC: a poisoned model has nobody to tell.",
            controls: controls::MODEL,
        },
        Spec::CreateModel {
            model: name.clone(),
            role_arn: policies::ROLE_ARN.to_owned(),
            image: h.image.clone(),
            model_data: h.model_data.clone(),
            subnet_ids: placement.subnet_ids,
            group_ids: placement.group_ids,
            tags: build.tags("model"),
        },
        &after,
    );
    let capture_uri = h
        .capture
        .then(|| format!("s3://{}/capture/", b.models_bucket(build.account)));
    build.push(
        Words {
            id: "endpoint-config",
            group: GROUP,
            title: format!("Configure {} × {} for {name}", h.instances, h.instance_type),
            why: "Volumes and captured data are encrypted with the stack's key.",
            controls: controls::HOSTING,
        },
        Spec::CreateEndpointConfig {
            config: name.clone(),
            model: name.clone(),
            instance_type: h.instance_type.clone(),
            instances: h.instances,
            key_arn: policies::key_arn(b),
            capture_uri,
            tags: build.tags("endpoint-config"),
        },
        &["model"],
    );
    build.push(
        Words {
            id: "endpoint",
            group: GROUP,
            title: format!("Serve {name}"),
            why: "Callers come through the private runtime endpoint.",
            controls: controls::NONE,
        },
        Spec::CreateEndpoint {
            endpoint: name.clone(),
            config: name,
            tags: build.tags("endpoint"),
        },
        &["endpoint-config"],
    );
}
