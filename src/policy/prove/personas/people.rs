//! What people who build do, and what is refused them: a job with a way out, a
//! role that is not theirs to pass, another person's notebook, the data itself.

use super::jobs::{DATA, OUTPUT};
use super::{call, may, may_not, session};
use crate::policy::compose::{Persona, Workload};
use crate::policy::prove::question::{Asking, Bearing, without};

const API: &[Bearing] = &[Bearing::IfPresent("endpoint-sagemaker.api")];
const PERSON: &str = "aws:PrincipalTag/aisec:person";
const OWNER: &str = "aws:ResourceTag/aisec:person";

pub(super) fn named(w: &Workload, kind: &str) -> String {
    w.arn("sagemaker", &format!("{kind}/{}-x", w.prefix()))
}

/// A creation, and what its action can be held to.
struct Creation {
    action: &'static str,
    kind: &'static str,
    network: bool,
    traffic: bool,
    keys: &'static [Held],
}

/// A condition key, and what it is called to leave it out or give another.
type Held = (&'static str, &'static str, &'static str);

const SUBNETS: Held = (
    "sagemaker:VpcSubnets",
    "starts it outside the VPC (public network)",
    "starts it in another subnet",
);
const GROUPS: Held = (
    "sagemaker:VpcSecurityGroupIds",
    "starts it without a security group",
    "starts it with another security group",
);
const VOLUME: Held = (
    "sagemaker:VolumeKmsKeyArn",
    "starts it with volumes in the clear",
    "starts it with volumes under another key",
);
const OUTPUT_KEY: Held = (
    "sagemaker:OutputKmsKeyArn",
    "starts it with output in the clear",
    "starts it with output under another key",
);

fn create(asking: &mut Asking<'_>, persona: Persona, creation: &Creation) {
    let w = asking.w;
    let mut good = call(asking, persona, creation.action, named(w, creation.kind));
    let mut flags = Vec::new();
    let mut held: Vec<(Held, String, String)> = Vec::new();
    if creation.network {
        flags.push((
            "sagemaker:NetworkIsolation",
            "starts it with a way to the internet",
        ));
        for (key, ids) in [(SUBNETS, &w.subnet_ids), (GROUPS, &w.group_ids)] {
            held.extend(ids.first().map(|id| (key, id.clone(), "another".to_owned())));
        }
    }
    if creation.traffic {
        flags.push((
            "sagemaker:InterContainerTrafficEncryption",
            "starts it with traffic in the clear",
        ));
    }
    for key in creation.keys {
        held.push((*key, w.key_arn.clone(), asking.other_key()));
    }
    for (key, _) in &flags {
        good = good.with(key, "true");
    }
    for ((key, _, _), value, _) in &held {
        good = good.with(key, value.clone());
    }
    may(
        asking,
        persona,
        "starts it private and encrypted",
        good.clone(),
        API,
    );
    for (key, title) in flags {
        may_not(asking, persona, title, good.clone().with(key, "false"), API);
    }
    for ((key, left_out, other), _, value) in held {
        may_not(asking, persona, left_out, without(good.clone(), key), API);
        may_not(asking, persona, other, good.clone().with(key, value), API);
    }
    good.resource = w.arn("sagemaker", &format!("{}/another-team-x", creation.kind));
    may_not(asking, persona, "starts it under another team's name", good, API);
}

fn pass(asking: &mut Asking<'_>, persona: Persona, roles: &[Persona]) {
    let w = asking.w;
    for role in roles {
        let request = call(asking, persona, "iam:PassRole", w.role_of(*role));
        may(
            asking,
            persona,
            "hands SageMaker the role",
            request
                .clone()
                .with("iam:PassedToService", "sagemaker.amazonaws.com"),
            &[],
        );
        let elsewhere = request.with("iam:PassedToService", "ec2.amazonaws.com");
        may_not(
            asking,
            persona,
            "hands the role to another service",
            elsewhere,
            &[],
        );
    }
}

/// Calls that need no condition: through the endpoint for who works there.
pub(super) fn calls(asking: &mut Asking<'_>, persona: Persona, title: &'static str, all: &[(&str, &str)]) {
    let through: &[Bearing] = if persona.endpoint_services().is_empty() {
        &[]
    } else {
        API
    };
    for (action, kind) in all {
        let request = call(asking, persona, action, named(asking.w, kind));
        may(asking, persona, title, request, through);
    }
}

pub(super) fn data_scientist(asking: &mut Asking<'_>) {
    let me = Persona::DataScientist;
    let w = asking.w;
    create(
        asking,
        me,
        &Creation {
            action: "sagemaker:CreateTrainingJob",
            kind: "training-job",
            network: true,
            traffic: true,
            keys: &[VOLUME, OUTPUT_KEY],
        },
    );
    calls(
        asking,
        me,
        "watches and stops training",
        &[
            ("sagemaker:DescribeTrainingJob", "training-job"),
            ("sagemaker:StopTrainingJob", "training-job"),
        ],
    );
    pass(asking, me, &[Persona::TrainingJob]);
    notebook(asking);
    let results = format!("{}/output/model.tar.gz", w.output_bucket);
    let alice = session(asking, me);
    let list = asking.s3(&alice, "s3:ListBucket", &w.output_bucket);
    may(asking, me, "finds results", list, OUTPUT);
    let get = asking.s3(&alice, "s3:GetObject", &results);
    may(asking, me, "reads results", get, OUTPUT);
    let put = asking.s3(&alice, "s3:PutObject", &results);
    may_not(asking, me, "replaces a model (poisoning)", put, OUTPUT);
    for action in ["s3:GetObject", "s3:PutObject"] {
        let raw = asking.s3(&alice, action, &format!("{}/{}x", w.data_bucket, w.data_prefix));
        may_not(asking, me, "touches raw data by hand", raw, DATA);
    }
    for action in [
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
    ] {
        let log = w.arn("logs", "log-group:/aws/sagemaker/TrainingJobs:log-stream:j");
        let request = call(asking, me, action, log);
        may(asking, me, "reads why a job failed", request, &[]);
    }
}

fn notebook(asking: &mut Asking<'_>) {
    let me = Persona::DataScientist;
    let mut open = call(
        asking,
        me,
        "sagemaker:CreatePresignedNotebookInstanceUrl",
        named(asking.w, "notebook-instance"),
    )
    .with(PERSON, "alice")
    .with(OWNER, "alice");
    if let Some(endpoint) = asking.w.vpc_endpoints.first() {
        open = open.with("aws:SourceVpce", endpoint.clone());
        let outside = without(open.clone(), "aws:SourceVpce");
        may_not(asking, me, "opens a notebook from outside the VPC", outside, &[]);
    }
    let notebook = [Bearing::IfPresent("endpoint-notebook")];
    may(asking, me, "opens the notebook they own", open.clone(), &notebook);
    let other = open.clone().with(OWNER, "bob");
    may_not(
        asking,
        me,
        "opens another person's notebook (escalation)",
        other,
        &notebook,
    );
    let nobody = without(open, PERSON);
    may_not(asking, me, "opens a notebook as nobody", nobody, &notebook);
}

pub(super) fn mlops(asking: &mut Asking<'_>) {
    let me = Persona::MlOps;
    for (action, kind, network, traffic, keys) in [
        ("sagemaker:CreateModel", "model", true, false, &[][..]),
        (
            "sagemaker:CreateProcessingJob",
            "processing-job",
            true,
            true,
            &[VOLUME, OUTPUT_KEY],
        ),
        (
            "sagemaker:CreateTransformJob",
            "transform-job",
            false,
            false,
            &[VOLUME, OUTPUT_KEY],
        ),
        (
            "sagemaker:CreateEndpointConfig",
            "endpoint-config",
            false,
            false,
            &[VOLUME],
        ),
    ] {
        create(
            asking,
            me,
            &Creation {
                action,
                kind,
                network,
                traffic,
                keys,
            },
        );
    }
    calls(
        asking,
        me,
        "deploys, rolls back and clears away",
        &[
            ("sagemaker:CreateEndpoint", "endpoint"),
            ("sagemaker:CreateEndpoint", "endpoint-config"),
            ("sagemaker:UpdateEndpoint", "endpoint"),
            ("sagemaker:DeleteEndpoint", "endpoint"),
            ("sagemaker:DeleteEndpointConfig", "endpoint-config"),
            ("sagemaker:DeleteModel", "model"),
        ],
    );
    calls(
        asking,
        me,
        "watches and stops what runs",
        &[
            ("sagemaker:DescribeEndpoint", "endpoint"),
            ("sagemaker:DescribeEndpointConfig", "endpoint-config"),
            ("sagemaker:DescribeModel", "model"),
            ("sagemaker:DescribeProcessingJob", "processing-job"),
            ("sagemaker:DescribeTransformJob", "transform-job"),
            ("sagemaker:StopProcessingJob", "processing-job"),
            ("sagemaker:StopTransformJob", "transform-job"),
        ],
    );
    pass(
        asking,
        me,
        &[
            Persona::InferenceEndpoint,
            Persona::BatchTransform,
            Persona::ProcessingJob,
        ],
    );
    no_data(asking, me);
}

/// Who has no business with objects neither reads nor writes any.
pub(super) fn no_data(asking: &mut Asking<'_>, persona: Persona) {
    let w = asking.w;
    let me = session(asking, persona);
    for (title, action) in [
        ("reads the data", "s3:GetObject"),
        ("changes the data (poisoning)", "s3:PutObject"),
        ("deletes the data", "s3:DeleteObject"),
    ] {
        let data = asking.s3(&me, action, &format!("{}/{}x", w.data_bucket, w.data_prefix));
        may_not(asking, persona, title, data, DATA);
        let model = asking.s3(&me, action, &format!("{}/output/x", w.output_bucket));
        may_not(asking, persona, title, model, OUTPUT);
    }
}
