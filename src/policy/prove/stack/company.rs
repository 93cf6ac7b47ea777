//! Who works beside the role: the caller who starts training, and notebooks.

use crate::policy::compose::Workload;
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing, without};

const CALLER: &[Bearing] = &[Bearing::Named("caller")];
const NOTEBOOK: &[Bearing] = &[Bearing::Named("notebook-role")];
const NOTEBOOK_AND_USUAL_KEY: &[Bearing] = &[Bearing::Named("notebook-role"), Bearing::TrustsAccount];

pub(super) fn ask(asking: &mut Asking<'_>) {
    caller(asking);
    notebook_data(asking);
    notebook_platform(asking);
}

/// A training job as the caller must start it.
fn training_job(asking: &Asking<'_>, w: &Workload) -> Request {
    let mut job = Request::new(
        asking.another_role(),
        "sagemaker:CreateTrainingJob",
        w.arn("sagemaker", "training-job/j"),
    )
    .with("sagemaker:NetworkIsolation", "true")
    .with("sagemaker:InterContainerTrafficEncryption", "true")
    .with("sagemaker:VolumeKmsKeyArn", w.key_arn.clone())
    .with("sagemaker:OutputKmsKeyArn", w.key_arn.clone());
    for (key, ids) in [
        ("sagemaker:VpcSubnets", &w.subnet_ids),
        ("sagemaker:VpcSecurityGroupIds", &w.group_ids),
    ] {
        if let Some(id) = ids.first() {
            job = job.with(key, id.clone());
        }
    }
    job
}

fn caller(asking: &mut Asking<'_>) {
    let w = asking.w;
    let job = training_job(asking, w);
    asking.must(
        "the caller starts training, private and encrypted",
        CALLER,
        job.clone(),
    );
    for (title, key, value) in [
        (
            "the caller starts training with a way to the internet",
            "sagemaker:NetworkIsolation",
            "false",
        ),
        (
            "the caller starts training with traffic in the clear",
            "sagemaker:InterContainerTrafficEncryption",
            "false",
        ),
        (
            "the caller starts training with another volume key",
            "sagemaker:VolumeKmsKeyArn",
            "arn:aws:kms:us-east-1:999999999999:key/x",
        ),
    ] {
        asking.must_not(title, CALLER, job.clone().with(key, value));
    }
    if !w.subnet_ids.is_empty() {
        asking.must_not(
            "the caller starts training outside the VPC (public network)",
            CALLER,
            without(job.clone(), "sagemaker:VpcSubnets"),
        );
    }
    for action in ["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"] {
        let mut watch = job.clone();
        action.clone_into(&mut watch.action);
        asking.must("the caller watches and stops training", CALLER, watch);
    }
    let pass = |role: String, service: &str| {
        Request::new(asking.another_role(), "iam:PassRole", role).with("iam:PassedToService", service)
    };
    let (own, elsewhere, other) = (
        pass(w.role(), "sagemaker.amazonaws.com"),
        pass(w.role(), "lambda.amazonaws.com"),
        pass(w.iam("role/admin"), "sagemaker.amazonaws.com"),
    );
    asking.must("the caller hands SageMaker the role", CALLER, own);
    asking.must_not("the caller hands the role to another service", CALLER, elsewhere);
    asking.must_not("the caller hands over another role (escalation)", CALLER, other);
}

fn notebook_data(asking: &mut Asking<'_>) {
    let w = asking.w;
    let own = |path: &str| format!("{}/{path}", w.output_bucket);
    let input = format!("{}/{}x", w.data_bucket, w.data_prefix);
    for (title, action, path) in [
        (
            "a notebook finds the input",
            "s3:ListBucket",
            w.data_bucket.clone(),
        ),
        ("a notebook reads the input", "s3:GetObject", input.clone()),
        ("a notebook reads results", "s3:GetObject", own("x")),
        ("a notebook keeps results", "s3:PutObject", own("x")),
        ("a notebook deletes its results", "s3:DeleteObject", own("x")),
    ] {
        let request = asking.role_s3(action, &path);
        asking.must(title, NOTEBOOK, request);
    }
    let change = asking.role_s3("s3:PutObject", &input);
    asking.must_not("a notebook changes the input (poisoning)", NOTEBOOK, change);
    let other = asking.role_s3("s3:GetObject", "another-bucket/secret");
    asking.must_not(
        "a notebook reads another bucket, made administrator",
        &[Bearing::Named("notebook-role"), Bearing::Administrator],
        other,
    );
}

fn notebook_platform(asking: &mut Asking<'_>) {
    let w = asking.w;
    let group = w.arn("logs", "log-group:/aws/sagemaker/NotebookInstances:log-stream:n");
    let call = |action: &str, resource: String| {
        Request::new(asking.role_session(), action, resource).owned_by(&w.account)
    };
    let platform = [
        ("a notebook writes its log", call("logs:PutLogEvents", group)),
        (
            "a notebook publishes metrics",
            call("cloudwatch:PutMetricData", "*".to_owned()),
        ),
        (
            "a notebook takes its place in the VPC",
            call("ec2:CreateNetworkInterface", "*".to_owned()),
        ),
    ];
    for (title, request) in platform {
        asking.must(title, NOTEBOOK, request);
    }
    let keys = [
        (
            "a notebook decrypts objects",
            asking.through_s3(asking.role_kms("kms:Decrypt"), &w.data_bucket),
        ),
        (
            "SageMaker encrypts the notebook's volume",
            asking
                .role_kms("kms:GenerateDataKeyWithoutPlaintext")
                .with("kms:ViaService", w.via("sagemaker")),
        ),
        (
            "a notebook's volume gets the key by a grant",
            asking
                .role_kms("kms:CreateGrant")
                .with("kms:GrantIsForAWSResource", "true"),
        ),
    ];
    for (title, request) in keys {
        asking.must(title, NOTEBOOK_AND_USUAL_KEY, request);
    }
}
