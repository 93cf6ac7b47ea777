//! The VPC endpoints: each passes what is for the account, by the account, and
//! nothing else: stolen credentials carry nothing out through it.

use crate::policy::compose::Workload;
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing, STRANGER};

/// What must pass an endpoint: an action and a resource for every statement.
struct Passage {
    endpoint: &'static str,
    calls: Vec<(&'static str, String)>,
    /// Whether it must hold calls to resources of the account; images and
    /// calls without a resource are of anyone.
    own_resources: bool,
    titles: [&'static str; 3],
}

/// Its own calls, another account's credentials, another account's resources.
const TITLES: [&str; 3] = [
    "the account's calls pass the endpoint",
    "another account's credentials pass the endpoint",
    "data leaves through the endpoint to another account",
];

/// The same of the registry's second endpoint, where the layers are pulled.
const PULLS: [&str; 3] = [
    "the account's pulls pass the registry's endpoint",
    "another account's credentials pass the registry's endpoint",
    "data leaves through the registry's endpoint to another account",
];

fn passages(w: &Workload) -> Vec<Passage> {
    let sagemaker = |kind: &str| w.arn("sagemaker", &format!("{kind}/{}-x", w.prefix()));
    let foundation = format!("arn:{}:bedrock:{}::foundation-model/any", w.partition, w.region);
    let mut all = own(w);
    all.extend([
        Passage {
            endpoint: "endpoint-s3",
            calls: vec![
                ("s3:ListBucket", w.s3(&w.output_bucket)),
                ("s3:GetObject", w.s3(&format!("{}/output/x", w.output_bucket))),
            ],
            own_resources: true,
            titles: TITLES,
        },
        Passage {
            endpoint: "endpoint-sagemaker.api",
            calls: vec![
                ("sagemaker:CreateTrainingJob", sagemaker("training-job")),
                ("sagemaker:ListTrainingJobs", "*".to_owned()),
            ],
            own_resources: true,
            titles: TITLES,
        },
        anyones("endpoint-bedrock-runtime", "bedrock:InvokeModel", foundation),
        anyones("endpoint-monitoring", "cloudwatch:PutMetricData", "*".to_owned()),
        registry(w, "endpoint-ecr.api", TITLES),
        registry(w, "endpoint-ecr.dkr", PULLS),
    ]);
    all
}

/// Endpoints with one call, on resources of the account.
fn own(w: &Workload) -> Vec<Passage> {
    let sagemaker = |kind: &str| w.arn("sagemaker", &format!("{kind}/{}-x", w.prefix()));
    let log = w.arn("logs", "log-group:/aws/sagemaker/TrainingJobs:log-stream:x");
    let secret = w.arn("secretsmanager", &format!("secret:{}-x", w.stack));
    [
        ("endpoint-kms", "kms:Decrypt", w.key_arn.clone()),
        ("endpoint-sts", "sts:AssumeRole", w.role()),
        ("endpoint-logs", "logs:PutLogEvents", log),
        ("endpoint-kinesis-streams", "kinesis:GetRecords", w.stream()),
        (
            "endpoint-notebook",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            sagemaker("notebook-instance"),
        ),
        (
            "endpoint-sagemaker.runtime",
            "sagemaker:InvokeEndpoint",
            sagemaker("endpoint"),
        ),
        (
            "endpoint-sagemaker.featurestore-runtime",
            "sagemaker:GetRecord",
            sagemaker("feature-group"),
        ),
        (
            "endpoint-bedrock-runtime",
            "bedrock:ApplyGuardrail",
            w.guardrail_arn.clone(),
        ),
        ("endpoint-secretsmanager", "secretsmanager:GetSecretValue", secret),
    ]
    .map(|(endpoint, action, resource)| Passage {
        own_resources: true,
        ..anyones(endpoint, action, resource)
    })
    .into()
}

/// An endpoint with one call, on a resource that is not the account's alone.
fn anyones(endpoint: &'static str, action: &'static str, resource: String) -> Passage {
    Passage {
        endpoint,
        calls: vec![(action, resource)],
        own_resources: false,
        titles: TITLES,
    }
}

fn registry(w: &Workload, endpoint: &'static str, titles: [&'static str; 3]) -> Passage {
    let image = w
        .image_repositories
        .first()
        .cloned()
        .unwrap_or_else(|| w.arn("ecr", "repository/own"));
    Passage {
        endpoint,
        calls: vec![
            ("ecr:BatchGetImage", image),
            ("ecr:GetAuthorizationToken", "*".to_owned()),
        ],
        own_resources: false,
        titles,
    }
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    for passage in passages(asking.w) {
        pass(asking, &passage);
    }
    let layer = asking
        .w
        .s3(&format!("prod-{}-starport-layer-bucket/x", asking.w.region));
    // Layers are fetched by presigned URLs of AWS's own account.
    let layers = Request::new(asking.stranger(), "s3:GetObject", layer).owned_by(STRANGER);
    asking.must(
        "layers of images pass the endpoint",
        &[
            Bearing::Administrator,
            Bearing::OpenResource,
            Bearing::Named("endpoint-s3"),
        ],
        layers,
    );
}

fn pass(asking: &mut Asking<'_>, passage: &Passage) {
    let w = asking.w;
    let [ours, credentials, leaves] = passage.titles;
    let bearings = [
        Bearing::Administrator,
        Bearing::OpenResource,
        Bearing::Named(passage.endpoint),
    ];
    for (action, resource) in &passage.calls {
        let request = |principal: String| Request::new(principal, *action, resource.clone());
        asking.must(
            ours,
            &bearings,
            request(w.operator_arn.clone()).owned_by(&w.account),
        );
        asking.must_not(
            credentials,
            &bearings,
            request(asking.stranger()).owned_by(&w.account),
        );
        if passage.own_resources && resource != "*" {
            let mut theirs = request(w.operator_arn.clone()).owned_by(STRANGER);
            theirs.resource = theirs.resource.replace(&w.account, STRANGER);
            asking.must_not(leaves, &bearings, theirs);
        }
    }
}
