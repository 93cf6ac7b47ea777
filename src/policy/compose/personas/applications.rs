//! Programs that use what was made: they ask endpoints and foundation models,
//! or feed the stream.
//!
//! Sources: SageMaker Developer Guide, "Identity-based policy examples"
//! (restrict the runtime to calls from within your VPC); Bedrock User Guide,
//! "Enforce the use of specific guardrails in model inference requests".

use crate::policy::compose::Workload;
use crate::policy::compose::clause::Clause;

const ASK: &[&str] = &["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];

const GUARDRAIL: &str = "bedrock:GuardrailIdentifier";

pub(super) fn invoke(w: &Workload) -> Clause {
    let clause = Clause::allow(
        "InvokeOwnEndpoints",
        "the application asks this workload's endpoints, from within the VPC",
        &[
            "sagemaker:InvokeEndpoint",
            "sagemaker:InvokeEndpointWithResponseStream",
        ],
    )
    .on([w.arn("sagemaker", &format!("endpoint/{}-*", w.prefix()))]);
    if w.vpc_endpoints.is_empty() {
        clause
    } else {
        clause.when("StringEquals", "aws:SourceVpce", &w.vpc_endpoints)
    }
}

/// The models that may be asked. Their ARNs have no account.
fn models(w: &Workload) -> Vec<String> {
    let arn = |id: &str| format!("arn:{}:bedrock:{}::foundation-model/{id}", w.partition, w.region);
    if w.models.is_empty() {
        return vec![arn("*")];
    }
    w.models.iter().map(|id| arn(id)).collect()
}

pub(super) fn bedrock(w: &Workload) -> Vec<Clause> {
    vec![
        ask_models(w),
        Clause::deny(
            "DenyWithoutGuardrail",
            "no policy attached later lets a question past the guardrail; inference profiles and \
             provisioned models are covered too",
            ASK,
        )
        .on_any()
        .when("StringNotEquals", GUARDRAIL, [w.guardrail()]),
        apply_guardrail(w),
    ]
}

/// The boundary has this and the next, too: the guardrail is no one's to drop.
pub(super) fn ask_models(w: &Workload) -> Clause {
    Clause::allow(
        "AskBehindGuardrail",
        "the application asks these models, with the guardrail in the request",
        ASK,
    )
    .on(models(w))
    .when("StringEquals", GUARDRAIL, [w.guardrail()])
}

pub(super) fn apply_guardrail(w: &Workload) -> Clause {
    Clause::allow(
        "ApplyGuardrail",
        "who asks with a guardrail must be allowed to apply it",
        &["bedrock:ApplyGuardrail"],
    )
    .on([w.guardrail_arn.clone()])
}

pub(super) fn write_stream(w: &Workload) -> Clause {
    Clause::allow(
        "WriteStream",
        "the rule writes what devices send, and cannot read it back",
        &["kinesis:PutRecord", "kinesis:PutRecords"],
    )
    .on([w.stream()])
}
