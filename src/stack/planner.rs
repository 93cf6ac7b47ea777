//! Blueprint + account → plan: every step is observed and told what it would
//! do. Reads only.

use super::actuator::{ActError, Actuator, Difference, Observed};
use super::blueprint::{Blueprint, BlueprintError};
use super::reference::{self, Produced};
use super::upload::{self, UploadError};
use super::{Action, Plan, Spec, Step, StepId};
use crate::inventory::{AccountId, Timestamp};
use std::collections::BTreeSet;

/// A plan that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The blueprint has faults.
    #[error(transparent)]
    Blueprint(#[from] BlueprintError),
    /// The file to upload is not fit.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// A policy written by hand refers to a step that comes later or not at all.
    #[error("the step {step} refers to {to}, which is not done before it; correct its policy")]
    Order {
        /// The step.
        step: StepId,
        /// What it refers to.
        to: StepId,
    },
    /// Something of that name exists, is not this stack's, and differs.
    #[error(
        "{what} exists already and is not this stack's{}; \
         choose another name, or set adopt = true to bring it to what the blueprint says",
        differing(differences)
    )]
    Conflict {
        /// The step that would make or change it.
        step: StepId,
        /// The resource, for people.
        what: String,
        /// How it differs.
        differences: Vec<Difference>,
    },
    /// It exists and AWS cannot change it in place.
    #[error(
        "{what} exists and AWS cannot change it in place{}; choose another name, or destroy it first",
        differing(differences)
    )]
    Immutable {
        /// The step that would make it.
        step: StepId,
        /// The resource, for people.
        what: String,
        /// How it differs.
        differences: Vec<Difference>,
    },
    /// AWS could not be asked.
    #[error("the step {step} could not be observed: {error}")]
    Observe {
        /// The step.
        step: StepId,
        /// What AWS said.
        error: ActError,
    },
}

fn differing(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let fields: Vec<String> = differences
        .iter()
        .map(|d| format!("{} is {}, not {}", d.field, d.actual, d.wanted))
        .collect();
    format!(" ({})", fields.join("; "))
}

/// How often a throttled observation is tried again.
const TRIES: u32 = 6;

/// Makes a plan for an account in which nothing of the stack is known to be
/// under way.
///
/// # Errors
/// The blueprint, the upload or the account does not allow it.
pub async fn plan<A: Actuator>(
    blueprint: &Blueprint,
    account: &AccountId,
    now: Timestamp,
    actuator: &A,
) -> Result<Plan, PlanError> {
    plan_knowing(blueprint, account, now, actuator, &BTreeSet::new()).await
}

/// Makes a plan, taking for the stack's own also what the steps in `made` (of
/// its journal) have made: a bucket is untagged for a moment after its creation.
///
/// # Errors
/// The blueprint, the upload or the account does not allow it.
pub async fn plan_knowing<A: Actuator>(
    blueprint: &Blueprint,
    account: &AccountId,
    now: Timestamp,
    actuator: &A,
    made: &BTreeSet<StepId>,
) -> Result<Plan, PlanError> {
    let steps = wanted(blueprint, account)?;
    let mut plan = Plan {
        stack: blueprint.stack(),
        account: account.clone(),
        region: blueprint.region.clone(),
        made: now,
        steps: Vec::with_capacity(steps.len()),
    };
    let mut known = Produced::new();
    let mut foreign = BTreeSet::new();
    for mut step in steps {
        if let Ok(spec) = reference::resolve(&step.spec, &known) {
            let observed = observe(actuator, &plan.stack, &step, &spec).await?;
            let ours = made.contains(&step.id);
            decide(&mut step, observed, blueprint.adopt, ours, &foreign)?;
        } else {
            // What it depends on is not there, so it cannot be either; or it
            // is a setting of something there, which is then set anew.
            refuse_foreign(&step, &foreign, blueprint.adopt)?;
        }
        if step.action != Action::Create {
            known.insert(step.id.clone(), step.known.clone());
        }
        if step.action == Action::Adopt || is_foreign_change(&step, &foreign) {
            foreign.insert(step.id.clone());
        }
        plan.steps.push(step);
    }
    Ok(plan)
}

/// The steps of a blueprint before anything is observed, in an order that
/// works. Reads the file to upload, and nothing else.
///
/// # Errors
/// The blueprint or its upload is not fit.
pub fn wanted(blueprint: &Blueprint, account: &AccountId) -> Result<Vec<Step>, PlanError> {
    let problems = blueprint.validate();
    if !problems.is_empty() {
        return Err(BlueprintError { problems }.into());
    }
    let upload = blueprint.data.upload.as_deref().map(upload::digest).transpose()?;
    let steps = super::desired::desired(blueprint, account, upload.as_ref());
    check_order(&steps)?;
    Ok(steps)
}

/// References must name earlier steps: edited policies may break this.
fn check_order(steps: &[Step]) -> Result<(), PlanError> {
    let mut before = BTreeSet::new();
    for step in steps {
        if let Some(to) = step.needs.iter().find(|n| !before.contains(n.as_str())) {
            return Err(PlanError::Order {
                step: step.id.clone(),
                to: to.clone(),
            });
        }
        before.insert(step.id.as_str());
    }
    Ok(())
}

async fn observe<A: Actuator>(
    actuator: &A,
    stack: &str,
    step: &Step,
    spec: &Spec,
) -> Result<Observed, PlanError> {
    let mut attempt = 0;
    loop {
        match actuator.observe(stack, &step.id, spec).await {
            Ok(observed) => return Ok(observed),
            Err(error) if attempt + 1 < TRIES && error.is_transient() => {
                actuator.pause(super::retry::wait_millis(attempt)).await;
                attempt += 1;
            }
            Err(error) => {
                return Err(PlanError::Observe {
                    step: step.id.clone(),
                    error,
                });
            }
        }
    }
}

fn decide(
    step: &mut Step,
    observed: Observed,
    adopt: bool,
    ours: bool,
    foreign: &BTreeSet<StepId>,
) -> Result<(), PlanError> {
    let Observed::Present {
        outputs,
        differences,
        owned,
    } = observed
    else {
        return refuse_foreign(step, foreign, adopt);
    };
    let on_foreign = on_foreign(step, foreign);
    let owned = (owned || ours) && !on_foreign;
    step.known = outputs;
    step.action = match (differences.iter().all(Difference::is_status), owned) {
        (true, true) => Action::None,
        (true, false) => Action::Adopt,
        (false, _) => Action::Change,
    };
    if step.action == Action::Change {
        let (id, what) = (step.id.clone(), subject(&step.spec));
        if !owned && !adopt {
            return Err(PlanError::Conflict {
                step: id,
                what,
                differences,
            });
        }
        if !step.spec.changes_in_place() {
            return Err(PlanError::Immutable {
                step: id,
                what,
                differences,
            });
        }
    }
    step.differences = differences;
    Ok(())
}

/// Whether the step is a setting of something that is not the stack's.
fn on_foreign(step: &Step, foreign: &BTreeSet<StepId>) -> bool {
    step.spec.is_setting() && step.needs.first().is_some_and(|n| foreign.contains(n))
}

fn is_foreign_change(step: &Step, foreign: &BTreeSet<StepId>) -> bool {
    step.action == Action::Change && on_foreign(step, foreign)
}

/// A setting is put on a stranger's resource only when adopting is allowed.
fn refuse_foreign(step: &Step, foreign: &BTreeSet<StepId>, adopt: bool) -> Result<(), PlanError> {
    if adopt || !on_foreign(step, foreign) {
        return Ok(());
    }
    Err(PlanError::Conflict {
        step: step.id.clone(),
        what: subject(&step.spec),
        differences: Vec::new(),
    })
}

/// What a call makes or changes, for people: `the bucket NAME`.
pub fn subject(spec: &Spec) -> String {
    match spec {
        Spec::CreateKey { description, .. } => format!("the key {description:?}"),
        Spec::CreateAlias { alias, .. } => format!("the alias {alias}"),
        Spec::EnableKeyRotation { key_id, .. } | Spec::PutKeyPolicy { key_id, .. } => {
            format!("the key {key_id}")
        }
        Spec::CreateBucket { bucket, .. }
        | Spec::PutBucketTagging { bucket, .. }
        | Spec::PutPublicAccessBlock { bucket }
        | Spec::PutBucketEncryption { bucket, .. }
        | Spec::PutBucketVersioning { bucket }
        | Spec::PutBucketLogging { bucket, .. }
        | Spec::PutBucketPolicy { bucket, .. } => format!("the bucket {bucket}"),
        Spec::PutObject { bucket, key, .. } => format!("the object s3://{bucket}/{key}"),
        Spec::CreateRole { role, .. } | Spec::PutRolePolicy { role, .. } => format!("the role {role}"),
        Spec::CreateVpc { cidr, .. } => format!("the VPC {cidr}"),
        Spec::ModifyVpcAttribute { vpc_id, .. } => format!("the VPC {vpc_id}"),
        Spec::CreateSubnet { cidr, zone, .. } => format!("the subnet {cidr} in {zone}"),
        Spec::CreateRouteTable { vpc_id, .. } => format!("the route table of {vpc_id}"),
        Spec::AssociateRouteTable { subnet_id, .. } => format!("the routes of {subnet_id}"),
        Spec::CreateSecurityGroup { name, .. } => format!("the security group {name}"),
        Spec::AuthorizeIngress { group_id, .. } => format!("the rules of {group_id}"),
        Spec::CreateVpcEndpoint { service, .. } => format!("the VPC endpoint {service}"),
        Spec::CreateTrainingJob(job) => format!("the training job {}", job.job),
        Spec::CreateStream { stream, .. } | Spec::StartStreamEncryption { stream, .. } => {
            format!("the stream {stream}")
        }
        Spec::CreateModel { model, .. } => format!("the model {model}"),
        Spec::CreateEndpointConfig { config, .. } => format!("the endpoint configuration {config}"),
        Spec::CreateEndpoint { endpoint, .. } => format!("the endpoint {endpoint}"),
    }
}
