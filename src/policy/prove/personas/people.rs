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

/// A creation as it must be, and each way in which it must not be.
struct Creation {
    action: &'static str,
    kind: &'static str,
    network: bool,
    traffic: bool,
    keys: &'static [&'static str],
}

const BOTH_KEYS: &[&str] = &["sagemaker:VolumeKmsKeyArn", "sagemaker:OutputKmsKeyArn"];

fn create(asking: &mut Asking<'_>, persona: Persona, creation: &Creation) {
    let w = asking.w;
    let mut good = call(asking, persona, creation.action, named(w, creation.kind));
    let mut bad: Vec<(&'static str, &'static str, Option<String>)> = Vec::new();
    if creation.network {
        good = good.with("sagemaker:NetworkIsolation", "true");
        bad.push((
            "starts it with a way to the internet",
            "sagemaker:NetworkIsolation",
            Some("false".to_owned()),
        ));
        for (key, ids, title) in [
            (
                "sagemaker:VpcSubnets",
                &w.subnet_ids,
                "starts it outside the VPC (public network)",
            ),
            (
                "sagemaker:VpcSecurityGroupIds",
                &w.group_ids,
                "starts it with another security group",
            ),
        ] {
            if let Some(id) = ids.first() {
                good = good.with(key, id.clone());
                bad.push((title, key, None));
                bad.push((title, key, Some("another".to_owned())));
            }
        }
    }
    if creation.traffic {
        let key = "sagemaker:InterContainerTrafficEncryption";
        good = good.with(key, "true");
        bad.push((
            "starts it with traffic in the clear",
            key,
            Some("false".to_owned()),
        ));
    }
    for key in creation.keys {
        good = good.with(key, w.key_arn.clone());
        bad.push(("starts it without the stack's key", key, None));
        bad.push(("starts it with another key", key, Some(asking.other_key())));
    }
    may(
        asking,
        persona,
        "starts it private and encrypted",
        good.clone(),
        API,
    );
    for (title, key, value) in bad {
        let request = match value {
            Some(value) => good.clone().with(key, value),
            None => without(good.clone(), key),
        };
        may_not(asking, persona, title, request, API);
    }
    let mut other = good;
    other.resource = w.arn("sagemaker", &format!("{}/another-team-x", creation.kind));
    may_not(asking, persona, "starts it under another team's name", other, API);
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
            keys: BOTH_KEYS,
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
            BOTH_KEYS,
        ),
        (
            "sagemaker:CreateTransformJob",
            "transform-job",
            false,
            false,
            BOTH_KEYS,
        ),
        (
            "sagemaker:CreateEndpointConfig",
            "endpoint-config",
            false,
            false,
            &BOTH_KEYS[..1],
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
