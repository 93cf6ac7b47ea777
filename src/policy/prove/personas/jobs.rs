//! What the execution roles do: read, write, log, pull the image, take their
//! place in the VPC.

use super::{call, does_not, may, may_not, session};
use crate::policy::compose::Persona;
use crate::policy::prove::question::{Asking, Bearing};

/// The actions that SageMaker refuses to see narrowed by resource.
const NETWORK: &[&str] = &[
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcs",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
];

pub(super) const DATA: &[Bearing] = &[Bearing::Named("bucket-data"), Bearing::IfPresent("endpoint-s3")];
pub(super) const OUTPUT: &[Bearing] = &[Bearing::Named("bucket-output"), Bearing::IfPresent("endpoint-s3")];

/// What tells one execution role from another.
struct Work {
    /// Whether it reads the data bucket.
    reads_data: bool,
    /// What it reads of the output bucket.
    reads: &'static [&'static str],
    /// What it writes there.
    writes: &'static [&'static str],
    /// Whether it deletes what it wrote.
    deletes: bool,
    /// Its log group, after `/aws/sagemaker/`.
    log_group: &'static str,
    /// Whether it pulls an image; a notebook brings its own.
    pulls: bool,
}

fn work(persona: Persona) -> Work {
    let job = Work {
        reads_data: true,
        reads: &[],
        writes: &["output/model.tar.gz"],
        deletes: false,
        log_group: "TrainingJobs",
        pulls: true,
    };
    match persona {
        Persona::ProcessingJob => Work {
            writes: &["processed/part-0"],
            log_group: "ProcessingJobs",
            ..job
        },
        Persona::BatchTransform => Work {
            reads: &["output/model.tar.gz"],
            writes: &["batch/part-0.out"],
            log_group: "TransformJobs",
            ..job
        },
        Persona::InferenceEndpoint => Work {
            reads_data: false,
            reads: &["output/model.tar.gz"],
            writes: &["capture/x.jsonl"],
            log_group: "Endpoints",
            ..job
        },
        Persona::Notebook => Work {
            reads: &["output/model.tar.gz"],
            writes: &["scratch/x"],
            deletes: true,
            log_group: "NotebookInstances",
            pulls: false,
            ..job
        },
        _ => job,
    }
}

pub(super) fn ask(asking: &mut Asking<'_>, persona: Persona) {
    let work = work(persona);
    data(asking, persona, &work);
    output(asking, persona, &work);
    platform(asking, persona, &work);
    if persona == Persona::Notebook {
        let other = asking.s3(&session(asking, persona), "s3:GetObject", "another-bucket/secret");
        asking.must_not(
            "reads another bucket, its boundary taken away",
            &[Bearing::Permissions(persona), Bearing::Administrator],
            other,
        );
    }
    if persona == Persona::ProcessingJob && asking.w.stream_arn.is_some() {
        stream(asking, persona);
    }
}

fn data(asking: &mut Asking<'_>, persona: Persona, work: &Work) {
    let w = asking.w;
    let me = session(asking, persona);
    let object = format!("{}/{}patients.csv", w.data_bucket, w.data_prefix);
    let get = asking.s3(&me, "s3:GetObject", &object);
    if work.reads_data {
        let list = asking.s3(&me, "s3:ListBucket", &w.data_bucket);
        may(asking, persona, "finds the input", list, DATA);
        may(asking, persona, "reads the input", get.clone(), DATA);
        if !w.data_prefix.is_empty() {
            let outside = asking.s3(&me, "s3:GetObject", &format!("{}/elsewhere/x", w.data_bucket));
            does_not(asking, persona, "reads data beside its prefix", outside, DATA);
        }
        let list = asking.s3(&me, "s3:ListBucket", &w.output_bucket);
        may(asking, persona, "finds earlier results", list, OUTPUT);
    } else {
        does_not(asking, persona, "reads the training data", get.clone(), DATA);
    }
    let plain = get.with("aws:SecureTransport", "false");
    may_not(asking, persona, "reads the input over plain HTTP", plain, DATA);
    for action in ["s3:PutObject", "s3:DeleteObject"] {
        let change = asking.s3(&me, action, &object);
        may_not(asking, persona, "changes the data (poisoning)", change, DATA);
    }
    if w.only_through_endpoints && !w.vpc_endpoints.is_empty() {
        let outside = asking.s3_from_outside(&me, "s3:GetObject", &object);
        may_not(
            asking,
            persona,
            "reads the input from outside the VPC (public network)",
            outside,
            &DATA[..1],
        );
    }
}

fn output(asking: &mut Asking<'_>, persona: Persona, work: &Work) {
    let w = asking.w;
    let me = session(asking, persona);
    let own = |path: &str| format!("{}/{path}", w.output_bucket);
    for path in work.reads {
        let get = asking.s3(&me, "s3:GetObject", &own(path));
        may(asking, persona, "reads the model", get, OUTPUT);
    }
    for path in work.writes {
        for action in ["s3:PutObject", "s3:AbortMultipartUpload"] {
            let put = asking.s3(&me, action, &own(path));
            may(asking, persona, "writes its results", put, OUTPUT);
        }
        let delete = asking.s3(&me, "s3:DeleteObject", &own(path));
        if work.deletes {
            may(asking, persona, "deletes its results", delete, OUTPUT);
        } else {
            may_not(asking, persona, "deletes results", delete, OUTPUT);
        }
        let put = asking.s3(&me, "s3:PutObject", &own(path));
        let other = put
            .clone()
            .with("s3:x-amz-server-side-encryption", "aws:kms")
            .with(
                "s3:x-amz-server-side-encryption-aws-kms-key-id",
                asking.other_key(),
            );
        may_not(asking, persona, "writes results with another key", other, OUTPUT);
    }
    if persona != Persona::Notebook {
        let elsewhere = asking.s3(&me, "s3:PutObject", &own("elsewhere/x"));
        does_not(asking, persona, "writes beside its prefix", elsewhere, OUTPUT);
    }
}

fn platform(asking: &mut Asking<'_>, persona: Persona, work: &Work) {
    let w = asking.w;
    let group = w.arn(
        "logs",
        &format!("log-group:/aws/sagemaker/{}:log-stream:j", work.log_group),
    );
    for action in [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:DescribeLogStreams",
    ] {
        let request = call(asking, persona, action, group.clone());
        may(asking, persona, "writes its log", request, &[]);
    }
    let other = call(
        asking,
        persona,
        "logs:PutLogEvents",
        w.arn("logs", "log-group:/aws/lambda/x"),
    );
    may_not(asking, persona, "writes another log", other, &[]);
    let metrics = call(asking, persona, "cloudwatch:PutMetricData", "*");
    may(asking, persona, "publishes metrics", metrics, &[]);
    for action in NETWORK {
        let request = call(asking, persona, action, "*");
        may(asking, persona, "takes its place in the VPC", request, &[]);
    }
    if work.pulls {
        images(asking, persona);
    }
}

fn images(asking: &mut Asking<'_>, persona: Persona) {
    let w = asking.w;
    let token = call(asking, persona, "ecr:GetAuthorizationToken", "*");
    may(asking, persona, "logs in to the registry", token, &[]);
    for repository in &w.image_repositories {
        for action in [
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
        ] {
            // Images of other accounts are shared by policies we do not see.
            let pull = call(asking, persona, action, repository.clone());
            may(asking, persona, "pulls its image", pull, &[]);
        }
        let push = call(asking, persona, "ecr:PutImage", repository.clone());
        may_not(asking, persona, "replaces its image (escalation)", push, &[]);
    }
}

fn stream(asking: &mut Asking<'_>, persona: Persona) {
    let stream = asking.w.stream();
    let own = [
        Bearing::Named("stream"),
        Bearing::IfPresent("endpoint-kinesis-streams"),
    ];
    for action in [
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
    ] {
        let read = call(asking, persona, action, stream.clone()).with("aws:SecureTransport", "true");
        may(asking, persona, "reads the stream", read, &own);
    }
    let plain =
        call(asking, persona, "kinesis:GetRecords", stream.clone()).with("aws:SecureTransport", "false");
    may_not(asking, persona, "reads the stream over plain HTTP", plain, &own);
    let write = call(asking, persona, "kinesis:PutRecord", stream).with("aws:SecureTransport", "true");
    may_not(asking, persona, "writes to the stream (poisoning)", write, &own);
}
