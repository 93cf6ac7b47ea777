//! The matched set of each persona: its trust, what it may do, its boundary,
//! and the policies of what it touches. They are written from the same names,
//! so that what one lets through the others do.
//!
//! - [`trusts`]: who may become the persona
//! - [`jobs`]: the execution roles of SageMaker
//! - [`people`]: the data scientist, MLOps, the auditor, break-glass
//! - [`applications`]: who asks endpoints and foundation models, who feeds the stream
//! - [`boundaries`]: what no policy attached to the role later can exceed
//! - [`key_use`]: the two sides of every use of the key
//!
//! The sets are proved by [`crate::policy::prove::prove_personas`].

mod applications;
mod boundaries;
mod jobs;
mod key_use;
mod people;
mod trusts;

use super::buckets::{guarded_bucket_policy, log_bucket_policy};
use super::clause::Clause;
use super::endpoints::{deployment_endpoint_policy, endpoint_policy};
use super::streams::{guarded_stream_policy, iot_policy};
use super::{Attachment, Composed, KeyUse, Persona, Workload, composed};
use crate::policy::PolicyKind;

/// The set in which these personas work together: what each has of its own,
/// then the policies of the key, the buckets, the endpoints and the stream,
/// which name all of them.
pub fn compose_personas(w: &Workload, personas: &[Persona]) -> Vec<Composed> {
    let mut set = Vec::new();
    for persona in personas {
        if *persona == Persona::Device {
            set.push(iot_policy(w));
        } else {
            set.extend(own(w, *persona));
        }
    }
    let any = |test: fn(Persona) -> bool| personas.iter().any(|p| test(*p));
    if any(needs_key_policy) {
        set.push(shared_key_policy(w, personas));
    }
    if any(Persona::meets_buckets) {
        let spared: Vec<String> = personas
            .iter()
            .filter(|p| p.looks_after_buckets())
            .map(|p| w.role_of(*p))
            .collect();
        set.push(guarded_bucket_policy(w, "bucket-data", &w.data_bucket, &spared));
        set.push(guarded_bucket_policy(
            w,
            "bucket-output",
            &w.output_bucket,
            &spared,
        ));
        set.extend(log_bucket_policy(w));
    }
    set.extend(
        w.endpoint_services
            .iter()
            .filter(|s| {
                personas
                    .iter()
                    .any(|p| p.endpoint_services().contains(&s.as_str()))
            })
            .map(|service| match service.as_str() {
                "sagemaker.api" if personas.contains(&Persona::MlOps) => deployment_endpoint_policy(w),
                other => endpoint_policy(w, other),
            }),
    );
    if personas.iter().any(|p| meets_stream(w, *p)) {
        set.push(guarded_stream_policy(w));
    }
    set
}

/// The policy of the key that these personas share.
pub fn shared_key_policy(w: &Workload, personas: &[Persona]) -> Composed {
    key_use::key_policy(w, personas)
}

fn needs_key_policy(persona: Persona) -> bool {
    !persona.key_uses().is_empty() || persona == Persona::BreakGlass
}

/// Whether the persona reads or writes the stream.
fn meets_stream(w: &Workload, persona: Persona) -> bool {
    persona == Persona::PipelineIngest || (persona == Persona::ProcessingJob && w.stream_arn.is_some())
}

/// The uses of the key that the workload gives reason for.
fn key_uses(w: &Workload, persona: Persona) -> impl Iterator<Item = KeyUse> {
    persona.key_uses().iter().copied().filter(|each| match each {
        KeyUse::StreamRead => w.stream_arn.is_some(),
        KeyUse::Logs => w.log_bucket.is_some(),
        _ => true,
    })
}

/// The role's own policies: who becomes it, what it may do, and what it may
/// never do.
fn own(w: &Workload, persona: Persona) -> [Composed; 3] {
    let word = persona.word();
    let mut permissions = permissions(w, persona);
    permissions.extend(key_uses(w, persona).map(|each| key_use::permission(w, each)));
    let mut boundary = composed(
        PolicyKind::Identity,
        format!("boundary-{word}"),
        boundaries::boundary(w, persona),
    );
    boundary.attachment = Attachment::Boundary;
    [
        composed(
            PolicyKind::Trust,
            format!("trust-{word}"),
            vec![trusts::trust(w, persona)],
        ),
        composed(PolicyKind::Identity, format!("permissions-{word}"), permissions),
        boundary,
    ]
}

fn permissions(w: &Workload, persona: Persona) -> Vec<Clause> {
    match persona {
        Persona::TrainingJob => jobs::training(w),
        Persona::ProcessingJob => jobs::processing(w),
        Persona::Notebook => jobs::notebook(w),
        Persona::InferenceEndpoint => jobs::inference(w),
        Persona::BatchTransform => jobs::transform(w),
        Persona::DataScientist => people::data_scientist(w),
        Persona::MlOps => people::mlops(w),
        Persona::Auditor => people::auditor(w),
        Persona::BreakGlass => people::break_glass(w),
        Persona::EndpointInvoker => vec![applications::invoke(w)],
        Persona::BedrockApplication => applications::bedrock(w),
        Persona::PipelineIngest => vec![applications::write_stream(w)],
        Persona::Device => Vec::new(),
    }
}
