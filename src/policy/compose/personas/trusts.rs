//! Who may become a persona.
//!
//! Sources: SageMaker Developer Guide, "Cross-service confused deputy
//! prevention" (jobs and notebooks may be narrowed to their type; inference
//! needs every ARN of the account); ECS Developer Guide, "Task IAM role"; IoT
//! Core Developer Guide, "Cross-service confused deputy prevention"; IAM User
//! Guide, "Secure API access with MFA".

use crate::policy::compose::clause::Clause;
use crate::policy::compose::{Persona, Workload};

/// How long ago a person may have shown the second factor to break the glass:
/// 15 minutes, in seconds.
const FRESH: &str = "900";

pub(super) fn trust(w: &Workload, persona: Persona) -> Clause {
    match persona {
        Persona::TrainingJob => sagemaker(w, "training-job/*"),
        Persona::ProcessingJob => sagemaker(w, "processing-job/*"),
        Persona::Notebook => sagemaker(w, "notebook-instance/*"),
        // The role is the model's: it is assumed for the model, too.
        Persona::InferenceEndpoint | Persona::BatchTransform => sagemaker(w, "*"),
        Persona::PipelineIngest => service(
            w,
            "IotRuleAssumes",
            "the rules of IoT write with this role, only for this account and Region",
            "iot.amazonaws.com",
            w.arn("iot", "rule/*"),
        ),
        Persona::EndpointInvoker | Persona::BedrockApplication | Persona::Device => service(
            w,
            "TaskAssumes",
            "the application's tasks run with this role, only for this account and Region",
            "ecs-tasks.amazonaws.com",
            w.arn("ecs", "*"),
        ),
        Persona::DataScientist | Persona::MlOps | Persona::Auditor => person(w, persona),
        Persona::BreakGlass => person(w, persona).when("NumericLessThan", "aws:MultiFactorAuthAge", [FRESH]),
    }
}

fn sagemaker(w: &Workload, resource: &str) -> Clause {
    service(
        w,
        "SageMakerAssume",
        "SageMaker runs jobs with this role, only for this account and Region (the confused deputy has neither)",
        "sagemaker.amazonaws.com",
        w.arn("sagemaker", resource),
    )
}

fn service(w: &Workload, sid: &'static str, why: &'static str, name: &str, source: String) -> Clause {
    Clause::allow(sid, why, &["sts:AssumeRole"])
        .service(name.to_owned())
        .when("StringEquals", "aws:SourceAccount", [&w.account])
        .when("ArnLike", "aws:SourceArn", [source])
}

/// People are given a persona by a tag on their user or session, and a stage
/// by another: being of one says nothing about the others.
fn person(w: &Workload, persona: Persona) -> Clause {
    let clause = Clause::allow(
        "PersonAssumes",
        "a person of the account who is tagged for it, with a second factor",
        &["sts:AssumeRole"],
    )
    .aws(w.iam("root"))
    .when("Bool", "aws:MultiFactorAuthPresent", ["true"])
    .when("StringEquals", "aws:PrincipalTag/aisec:persona", [persona.word()]);
    match w.stage {
        Some(stage) => clause.when("StringEquals", "aws:PrincipalTag/aisec:stage", [stage.word()]),
        None => clause,
    }
}
