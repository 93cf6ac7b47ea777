//! The policies of the VPC endpoints: what the workload does through each, by
//! principals of the account, on resources of the account.
//!
//! Sources: PrivateLink Guide, "Control access to VPC endpoints using endpoint
//! policies"; the endpoint pages of each service's guide; ECR User Guide,
//! "Interface VPC endpoints" (the layer bucket).

use super::clause::Clause;
use super::{Composed, Workload, composed};
use crate::policy::PolicyKind;

/// The services for which the actions are known, by short name.
pub const ENDPOINT_SERVICES: &[&str] = &[
    "s3",
    "sagemaker.api",
    "sagemaker.runtime",
    "sagemaker.featurestore-runtime",
    "notebook",
    "kms",
    "sts",
    "logs",
    "monitoring",
    "ecr.api",
    "ecr.dkr",
    "kinesis-streams",
    "bedrock-runtime",
    "secretsmanager",
];

const WHY: &str = "what the workload does through this endpoint, by and on the account only: stolen credentials of \
                   another account cannot carry data out through it";

/// The policy of the endpoint of a service, by its short name. A service whose
/// actions are not known is held to the account, by all its actions.
pub fn endpoint_policy(w: &Workload, service: &str) -> Composed {
    let clauses = match service {
        "s3" => s3(w),
        "ecr.api" | "ecr.dkr" => ecr(w),
        "sts" => sts(w),
        "sagemaker.api" => sagemaker_api(w, &[]),
        "bedrock-runtime" => bedrock(w),
        "monitoring" => vec![ours(
            w,
            Clause::allow("OwnAccount", WHY, &["cloudwatch:PutMetricData"]).on_any(),
        )],
        _ => {
            let whole = [format!(
                "{}:*",
                service.split(['.', '-']).next().unwrap_or(service)
            )];
            let clause = match narrow(w, service) {
                Some((actions, resources)) => Clause::allow("OwnAccount", WHY, actions).on(resources),
                None => Clause::allow("OwnAccount", WHY, &whole.each_ref().map(String::as_str)).on_any(),
            };
            vec![own_resources(w, ours(w, clause))]
        }
    };
    composed(PolicyKind::EndpointPolicy, format!("endpoint-{service}"), clauses)
}

/// Gateway endpoints take no principal but `*`: the account is a condition.
fn ours(w: &Workload, clause: Clause) -> Clause {
    clause
        .everyone()
        .when("StringEquals", "aws:PrincipalAccount", [&w.account])
}

fn own_resources(w: &Workload, clause: Clause) -> Clause {
    clause.when("StringEquals", "aws:ResourceAccount", [&w.account])
}

/// Services of which one statement says all.
fn narrow(w: &Workload, service: &str) -> Option<(&'static [&'static str], Vec<String>)> {
    let (actions, resources): (&[&str], Vec<String>) = match service {
        "sagemaker.runtime" => (
            &[
                "sagemaker:InvokeEndpoint",
                "sagemaker:InvokeEndpointAsync",
                "sagemaker:InvokeEndpointWithResponseStream",
            ],
            vec![w.arn("sagemaker", "endpoint/*")],
        ),
        "sagemaker.featurestore-runtime" => (
            &[
                "sagemaker:GetRecord",
                "sagemaker:BatchGetRecord",
                "sagemaker:PutRecord",
                "sagemaker:DeleteRecord",
            ],
            vec![w.arn("sagemaker", "feature-group/*")],
        ),
        "notebook" => (
            &["sagemaker:CreatePresignedNotebookInstanceUrl"],
            vec![w.arn("sagemaker", "notebook-instance/*")],
        ),
        "kms" => (
            &[
                "kms:Decrypt",
                "kms:Encrypt",
                "kms:GenerateDataKey",
                "kms:DescribeKey",
                "kms:CreateGrant",
            ],
            vec![w.key_arn.clone()],
        ),
        "logs" => (
            &[
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:PutLogEvents",
                "logs:DescribeLogStreams",
            ],
            vec![w.arn("logs", "log-group:/aws/sagemaker/*")],
        ),
        "kinesis-streams" => (
            &[
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
                "kinesis:PutRecord",
                "kinesis:PutRecords",
            ],
            vec![
                w.stream_arn
                    .clone()
                    .unwrap_or_else(|| w.arn("kinesis", &format!("stream/{}*", w.stack))),
            ],
        ),
        "secretsmanager" => (
            &["secretsmanager:GetSecretValue"],
            vec![w.arn("secretsmanager", &format!("secret:{}*", w.stack))],
        ),
        _ => return None,
    };
    Some((actions, resources))
}

/// Foundation models are nobody's in the account (their ARNs name none), so
/// the account can be asked only of profiles and guardrails.
fn bedrock(w: &Workload) -> Vec<Clause> {
    let ask = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];
    let own = [ask[0], ask[1], "bedrock:ApplyGuardrail"];
    vec![
        ours(
            w,
            Clause::allow("AskModels", "asking foundation models, by the account only", &ask).on([format!(
                "arn:{}:bedrock:{}::foundation-model/*",
                w.partition, w.region
            )]),
        ),
        own_resources(
            w,
            ours(
                w,
                Clause::allow("OwnAccount", WHY, &own).on([
                    w.arn("bedrock", "inference-profile/*"),
                    w.arn("bedrock", "guardrail/*"),
                ]),
            ),
        ),
    ]
}

fn s3(w: &Workload) -> Vec<Clause> {
    let buckets = [w.s3(&w.data_bucket), w.s3(&w.output_bucket)];
    let objects = buckets.clone().map(|b| format!("{b}/*"));
    vec![
        own_resources(
            w,
            ours(
                w,
                Clause::allow("OwnBuckets", WHY, &["s3:ListBucket", "s3:GetBucketLocation"]).on(buckets),
            ),
        ),
        own_resources(
            w,
            ours(
                w,
                Clause::allow(
                    "OwnObjects",
                    WHY,
                    &[
                        "s3:GetObject",
                        "s3:PutObject",
                        "s3:DeleteObject",
                        "s3:AbortMultipartUpload",
                    ],
                )
                .on(objects),
            ),
        ),
        Clause::allow(
            "EcrLayers",
            "image layers come from a bucket of AWS, by presigned URLs: without this no image can be pulled",
            &["s3:GetObject"],
        )
        .everyone()
        .on([w.s3(&format!("prod-{}-starport-layer-bucket/*", w.region))]),
    ]
}

fn ecr(w: &Workload) -> Vec<Clause> {
    let repositories = if w.image_repositories.is_empty() {
        vec![w.arn("ecr", "repository/*")]
    } else {
        w.image_repositories.clone()
    };
    vec![
        ours(
            w,
            Clause::allow(
                "PullImages",
                "pull the workload's images; AWS's own containers live in accounts of AWS",
                &[
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:GetDownloadUrlForLayer",
                    "ecr:BatchGetImage",
                ],
            )
            .on(repositories),
        ),
        ours(
            w,
            Clause::allow(
                "EcrToken",
                "a registry login; the action takes no resource",
                &["ecr:GetAuthorizationToken"],
            )
            .on_any(),
        ),
    ]
}

fn sts(w: &Workload) -> Vec<Clause> {
    vec![
        own_resources(
            w,
            ours(
                w,
                Clause::allow("OwnRoles", WHY, &["sts:AssumeRole", "sts:TagSession"]).on([w.iam("role/*")]),
            ),
        ),
        ours(
            w,
            Clause::allow(
                "WhoAmI",
                "the call takes no resource and needs no permission, but the endpoint could block it",
                &["sts:GetCallerIdentity"],
            )
            .on_any(),
        ),
    ]
}

/// The SageMaker endpoint where models are deployed by a persona of their own,
/// and jobs besides training are run.
pub(super) fn deployment_endpoint_policy(w: &Workload) -> Composed {
    let more = [
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTransformJob",
        "sagemaker:StopProcessingJob",
        "sagemaker:StopTransformJob",
        "sagemaker:UpdateEndpoint",
        "sagemaker:DeleteEndpoint",
        "sagemaker:DeleteEndpointConfig",
        "sagemaker:DeleteModel",
    ];
    composed(
        PolicyKind::EndpointPolicy,
        "endpoint-sagemaker.api",
        sagemaker_api(w, &more),
    )
}

fn sagemaker_api(w: &Workload, more: &[&str]) -> Vec<Clause> {
    let mut actions = vec![
        "sagemaker:CreateTrainingJob",
        "sagemaker:StopTrainingJob",
        "sagemaker:CreateModel",
        "sagemaker:CreateEndpointConfig",
        "sagemaker:CreateEndpoint",
        "sagemaker:AddTags",
        "sagemaker:Describe*",
    ];
    actions.extend_from_slice(more);
    vec![
        own_resources(
            w,
            ours(
                w,
                Clause::allow("OwnAccount", WHY, &actions).on([w.arn("sagemaker", "*")]),
            ),
        ),
        ours(
            w,
            Clause::allow("Lists", "list calls take no resource", &["sagemaker:List*"]).on_any(),
        ),
    ]
}
