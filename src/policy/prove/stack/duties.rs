//! What the role does besides reading and writing data: logs, models, capture.

use super::{ROLE, ROLE_AND_OUTPUT};
use crate::policy::evaluate::Request;
use crate::policy::prove::question::Asking;

pub(super) fn ask(asking: &mut Asking<'_>) {
    let w = asking.w;
    let trains = w.scenario.trains() || !w.scenario.serves();
    if trains {
        logs(asking, "TrainingJobs");
        let list = asking.role_s3("s3:ListBucket", &w.output_bucket);
        asking.must("the role finds earlier results", ROLE_AND_OUTPUT, list);
        let model = format!("{}/output/model.tar.gz", w.output_bucket);
        let abort = asking.role_s3("s3:AbortMultipartUpload", &model);
        asking.must("the role cleans up an upload it abandons", ROLE_AND_OUTPUT, abort);
    }
    if w.scenario.serves() {
        logs(asking, "Endpoints");
        for (title, action, path) in [
            (
                "the endpoint loads the model",
                "s3:GetObject",
                "output/model.tar.gz",
            ),
            (
                "the endpoint keeps captured requests",
                "s3:PutObject",
                "capture/x.jsonl",
            ),
        ] {
            let request = asking.role_s3(action, &format!("{}/{path}", w.output_bucket));
            asking.must(title, ROLE_AND_OUTPUT, request);
        }
    }
    if !w.scenario.trains() && !w.scenario.serves() {
        pipeline(asking);
    }
}

/// A pipeline's role reads and writes as training does.
fn pipeline(asking: &mut Asking<'_>) {
    let w = asking.w;
    let on_any = |asking: &Asking<'_>, action: &str| {
        Request::new(asking.role_session(), action, "*").owned_by(&w.account)
    };
    let input = format!("{}/{}x", w.data_bucket, w.data_prefix);
    let output = format!("{}/output/x", w.output_bucket);
    for (title, request) in [
        (
            "the pipeline reads its input",
            asking.role_s3("s3:GetObject", &input),
        ),
        (
            "the pipeline writes its output",
            asking.role_s3("s3:PutObject", &output),
        ),
        (
            "the pipeline logs in to the registry",
            on_any(asking, "ecr:GetAuthorizationToken"),
        ),
        (
            "SageMaker places the pipeline's interfaces",
            on_any(asking, "ec2:CreateNetworkInterface"),
        ),
        (
            "SageMaker publishes the pipeline's metrics",
            on_any(asking, "cloudwatch:PutMetricData"),
        ),
    ] {
        asking.must(title, ROLE, request);
    }
    for repository in &w.image_repositories {
        let pull =
            Request::new(asking.role_session(), "ecr:BatchGetImage", repository.clone()).owned_by(&w.account);
        asking.must("the pipeline pulls its image", ROLE, pull);
    }
}

fn logs(asking: &mut Asking<'_>, group: &str) {
    let stream = asking
        .w
        .arn("logs", &format!("log-group:/aws/sagemaker/{group}:log-stream:j"));
    for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
        let request = Request::new(asking.role_session(), action, stream.clone());
        asking.must("SageMaker writes the log with the role", ROLE, request);
    }
}
