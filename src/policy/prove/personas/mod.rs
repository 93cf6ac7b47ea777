//! The questions about personas: what each must be able to do, and what none
//! may, not even with an administrator's policy attached to its role.
//!
//! - [`trusts`]: who becomes the persona
//! - [`jobs`]: what the execution roles do
//! - [`people`]: what data scientists and MLOps do, and what is refused them
//! - [`auditors`]: what an auditor reads
//! - [`repairs`]: what break-glass repairs
//! - [`applications`]: asking endpoints and models, feeding the stream
//! - [`key_use`]: every use of the key, and every misuse
//! - [`forbidden`]: other data, other keys, escalation, controls switched off
//! - [`stages`]: what is of another stage

mod applications;
mod auditors;
mod forbidden;
mod jobs;
mod key_use;
mod people;
mod repairs;
mod stages;
mod trusts;

use super::question::{Asking, Bearing, Question};
use super::shared;
use crate::policy::compose::{Persona, Workload};
use crate::policy::evaluate::Request;

/// The questions about these personas for a workload without references.
pub fn questions(w: &Workload, personas: &[Persona]) -> Vec<Question> {
    let mut asking = Asking::about(w);
    for persona in personas {
        // Devices have no role; what they do is asked of their policy.
        if !persona.has_role() {
            continue;
        }
        trusts::ask(&mut asking, *persona);
        needs(&mut asking, *persona);
        key_use::ask(&mut asking, *persona);
        forbidden::ask(&mut asking, *persona);
        stages::ask(&mut asking, *persona);
    }
    shared::ask(&mut asking);
    shared::stream(&mut asking);
    asking.out
}

fn needs(asking: &mut Asking<'_>, persona: Persona) {
    match persona {
        Persona::TrainingJob
        | Persona::ProcessingJob
        | Persona::Notebook
        | Persona::InferenceEndpoint
        | Persona::BatchTransform => jobs::ask(asking, persona),
        Persona::DataScientist => people::data_scientist(asking),
        Persona::MlOps => people::mlops(asking),
        Persona::Auditor => auditors::auditor(asking),
        Persona::BreakGlass => repairs::break_glass(asking),
        Persona::EndpointInvoker => applications::invoker(asking),
        Persona::BedrockApplication => applications::bedrock(asking),
        Persona::PipelineIngest => applications::ingest(asking),
        Persona::Device => {}
    }
}

/// The persona at work: a session of its role.
fn session(asking: &Asking<'_>, persona: Persona) -> String {
    let role = format!("{}-{}", asking.w.prefix(), persona.word());
    asking.session(&role, if persona.is_person() { "alice" } else { "SageMaker" })
}

/// The persona's own policies, and what else bears on the question.
fn as_itself(persona: Persona, more: &[Bearing]) -> Vec<Bearing> {
    let mut all = vec![Bearing::Permissions(persona), Bearing::Boundary(persona)];
    all.extend_from_slice(more);
    all
}

/// The same after an administrator's policy was attached to its role.
fn widened(persona: Persona, more: &[Bearing]) -> Vec<Bearing> {
    let mut all = as_itself(persona, more);
    all.push(Bearing::Administrator);
    all
}

fn may(asking: &mut Asking<'_>, persona: Persona, title: &'static str, request: Request, more: &[Bearing]) {
    asking.must(title, &as_itself(persona, more), request);
}

/// What the persona may not do, as it is and made an administrator.
fn may_not(
    asking: &mut Asking<'_>,
    persona: Persona,
    title: &'static str,
    request: Request,
    more: &[Bearing],
) {
    asking.must_not(title, &as_itself(persona, more), request.clone());
    asking.must_not(title, &widened(persona, more), request);
}

/// What the persona's permissions leave out, though its boundary does not.
fn does_not(
    asking: &mut Asking<'_>,
    persona: Persona,
    title: &'static str,
    request: Request,
    more: &[Bearing],
) {
    asking.must_not(title, &as_itself(persona, more), request);
}

/// A call of the persona on a resource of the account.
fn call(asking: &Asking<'_>, persona: Persona, action: &str, resource: impl Into<String>) -> Request {
    Request::new(session(asking, persona), action, resource).owned_by(&asking.w.account)
}
