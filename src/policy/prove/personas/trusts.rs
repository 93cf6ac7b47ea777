//! Who becomes a persona: the service or the people it is for, for this
//! account only.

use crate::policy::compose::Persona;
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing, STRANGER, without};

pub(super) fn ask(asking: &mut Asking<'_>, persona: Persona) {
    if persona.is_person() {
        people(asking, persona);
    } else {
        service(asking, persona);
    }
    let own = [Bearing::Administrator, Bearing::Trust(persona)];
    let role = asking.w.role_of(persona);
    let by_hand = Request::new(asking.another_role(), "sts:AssumeRole", role.clone());
    asking.must_not("an administrator becomes it by hand", &own, by_hand);
    let stranger = Request::new(asking.stranger(), "sts:AssumeRole", role.clone());
    asking.must_not("another account becomes it", &own, stranger);
    let lambda = Request::new("lambda.amazonaws.com", "sts:AssumeRole", role)
        .with("aws:SourceAccount", asking.w.account.clone());
    asking.must_not(
        "a service it is not for becomes it",
        &[Bearing::Trust(persona)],
        lambda,
    );
}

/// The service that becomes the persona, and for what.
fn source(persona: Persona) -> (&'static str, &'static str, &'static str) {
    match persona {
        Persona::ProcessingJob => ("sagemaker.amazonaws.com", "sagemaker", "processing-job/j"),
        Persona::Notebook => ("sagemaker.amazonaws.com", "sagemaker", "notebook-instance/n"),
        Persona::InferenceEndpoint => ("sagemaker.amazonaws.com", "sagemaker", "endpoint/e"),
        Persona::BatchTransform => ("sagemaker.amazonaws.com", "sagemaker", "transform-job/j"),
        Persona::PipelineIngest => ("iot.amazonaws.com", "iot", "rule/r"),
        Persona::EndpointInvoker | Persona::BedrockApplication => {
            ("ecs-tasks.amazonaws.com", "ecs", "task/cluster/t")
        }
        _ => ("sagemaker.amazonaws.com", "sagemaker", "training-job/j"),
    }
}

fn service(asking: &mut Asking<'_>, persona: Persona) {
    let w = asking.w;
    let (principal, service, resource) = source(persona);
    let bearings = [Bearing::Trust(persona)];
    let bare = Request::new(principal, "sts:AssumeRole", w.role_of(persona)).owned_by(&w.account);
    let of = |account: &str| {
        bare.clone().with("aws:SourceAccount", account).with(
            "aws:SourceArn",
            w.arn(service, resource).replace(&w.account, account),
        )
    };
    let (ours, theirs) = (of(&w.account), of(STRANGER));
    asking.must("its service becomes it for this account", &bearings, ours);
    asking.must_not("its service becomes it for another account", &bearings, theirs);
    asking.must_not("its service becomes it without saying for whom", &bearings, bare);
}

fn people(asking: &mut Asking<'_>, persona: Persona) {
    let w = asking.w;
    let bearings = [Bearing::Administrator, Bearing::Trust(persona)];
    let mut alice = Request::new(w.iam("user/alice"), "sts:AssumeRole", w.role_of(persona))
        .with("aws:MultiFactorAuthPresent", "true")
        .with("aws:MultiFactorAuthAge", "60")
        .with("aws:PrincipalTag/aisec:persona", persona.word());
    if let Some(stage) = w.stage {
        alice = alice.with("aws:PrincipalTag/aisec:stage", stage.word());
    }
    asking.must("a person tagged for it becomes it", &bearings, alice.clone());
    asking.must_not(
        "a person becomes it without a second factor",
        &bearings,
        without(alice.clone(), "aws:MultiFactorAuthPresent"),
    );
    asking.must_not(
        "a person tagged for another persona becomes it",
        &bearings,
        alice.clone().with("aws:PrincipalTag/aisec:persona", "visitor"),
    );
    if w.stage.is_some() {
        asking.must_not(
            "a person of another stage becomes it",
            &bearings,
            alice.clone().with("aws:PrincipalTag/aisec:stage", "another"),
        );
    }
    if persona == Persona::BreakGlass {
        asking.must_not(
            "a person whose second factor is hours old becomes it",
            &bearings,
            alice.with("aws:MultiFactorAuthAge", "7200"),
        );
    }
}
