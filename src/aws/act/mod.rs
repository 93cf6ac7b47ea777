//! The hands of the plan engine: one spec, one AWS call, read back and taken back.
//!
//! - [`kms`], [`s3`], [`s3_write`], [`s3_object`], [`iam`], [`ec2`], [`security_group`],
//!   [`vpc_endpoint`], [`sagemaker`], [`sagemaker_serving`], [`kinesis`]:
//!   observe, act and undo for each spec
//! - [`compare`]: what AWS says against what the spec wants, field by field
//! - [`policy_text`]: when two policy documents mean the same
//! - [`answer`]: what a failed call means here: absent, not yet there, refused
//! - [`tags`]: the tags by which a stack knows its own
//!
//! Observing only reads. Every write is made inside the interlock's permit and
//! is sent once: the engine looks (`observe`) before it tries again.
//!
//! What needs time is reported as a difference: a resource that is not yet
//! usable differs in `State` (VPC, subnet, VPC endpoint), `StreamStatus`
//! (Kinesis) or `EndpointStatus` (SageMaker) until it is, so that whoever
//! verifies looks again after a wait. A training job is there whatever its
//! status; one that failed differs in `TrainingJobStatus`, with the reason.

mod answer;
mod compare;
mod ec2;
mod iam;
mod kinesis;
mod kms;
mod policy_text;
mod s3;
mod s3_object;
mod s3_write;
mod sagemaker;
mod sagemaker_serving;
mod security_group;
mod tags;
mod vpc_endpoint;

use super::{Clients, Session, session};
use crate::inventory::{Region, Timestamp};
use crate::stack::{ActError, ActErrorKind, Actuator, Observed, Outputs, Permit, Spec};
use std::time::Duration;

/// Makes the calls of a plan in one Region of one account.
#[derive(Clone, Debug)]
pub struct AwsActuator {
    /// Who acts, and through which endpoint.
    pub session: Session,
    /// Where.
    pub region: Region,
}

/// Which part of AWS a spec belongs to.
enum Service {
    Kms,
    Bucket,
    Object,
    Iam,
    Network,
    SecurityGroup,
    VpcEndpoint,
    Training,
    Serving,
    Kinesis,
}

fn service(spec: &Spec) -> Service {
    match spec {
        Spec::CreateKey { .. }
        | Spec::CreateAlias { .. }
        | Spec::EnableKeyRotation { .. }
        | Spec::PutKeyPolicy { .. } => Service::Kms,
        Spec::CreateBucket { .. }
        | Spec::PutBucketTagging { .. }
        | Spec::PutPublicAccessBlock { .. }
        | Spec::PutBucketEncryption { .. }
        | Spec::PutBucketVersioning { .. }
        | Spec::PutBucketLogging { .. }
        | Spec::PutBucketPolicy { .. } => Service::Bucket,
        Spec::PutObject { .. } => Service::Object,
        Spec::CreateRole { .. } | Spec::PutRolePolicy { .. } => Service::Iam,
        Spec::CreateVpc { .. }
        | Spec::ModifyVpcAttribute { .. }
        | Spec::CreateSubnet { .. }
        | Spec::CreateRouteTable { .. }
        | Spec::AssociateRouteTable { .. } => Service::Network,
        Spec::CreateSecurityGroup { .. } | Spec::AuthorizeIngress { .. } => Service::SecurityGroup,
        Spec::CreateVpcEndpoint { .. } => Service::VpcEndpoint,
        Spec::CreateTrainingJob(_) => Service::Training,
        Spec::CreateModel { .. } | Spec::CreateEndpointConfig { .. } | Spec::CreateEndpoint { .. } => {
            Service::Serving
        }
        Spec::CreateStream { .. } | Spec::StartStreamEncryption { .. } => Service::Kinesis,
    }
}

/// A spec was handed to a service that does not make its call: a fault of ours.
fn misrouted(spec: &Spec) -> ActError {
    ActError {
        operation: spec.operation().to_owned(),
        kind: ActErrorKind::Fatal,
        message: "no part of the actuator makes this call".to_owned(),
    }
}

/// What a step made, by output name; a step that recorded nothing cannot be
/// taken back by guessing.
fn recorded<'a>(spec: &Spec, outputs: &'a Outputs, name: &str) -> Result<&'a str, ActError> {
    outputs.get(name).map(String::as_str).ok_or_else(|| ActError {
        operation: spec.operation().to_owned(),
        kind: ActErrorKind::Fatal,
        message: format!("the journal records no {name} for this step, so it is left as it is"),
    })
}

impl AwsActuator {
    fn buckets(&self, clients: &Clients) -> s3::Buckets {
        s3::Buckets {
            s3: clients.s3.clone(),
            region: self.region.clone(),
            account: self.session.account().clone(),
        }
    }
}

impl Actuator for AwsActuator {
    async fn observe(&self, stack: &str, step: &str, spec: &Spec) -> Result<Observed, ActError> {
        let clients = self.session.clients(&self.region);
        let owner = tags::Owner { stack, step };
        match service(spec) {
            Service::Kms => kms::observe(&clients.kms, owner, spec).await,
            Service::Bucket => self.buckets(&clients).observe(owner, spec).await,
            Service::Object => s3_object::observe(&self.buckets(&clients), owner, spec).await,
            Service::Iam => iam::observe(&clients.iam, owner, spec).await,
            Service::Network => ec2::observe(&clients.ec2, owner, spec).await,
            Service::SecurityGroup => security_group::observe(&clients.ec2, owner, spec).await,
            Service::VpcEndpoint => vpc_endpoint::observe(&clients.ec2, owner, spec).await,
            Service::Training => sagemaker::observe(&clients.sagemaker, owner, spec).await,
            Service::Serving => sagemaker_serving::observe(&clients.sagemaker, owner, spec).await,
            Service::Kinesis => kinesis::observe(&clients.kinesis, owner, spec).await,
        }
    }

    async fn act(&self, permit: &Permit, spec: &Spec, token: &str) -> Result<Outputs, ActError> {
        let clients = self.session.clients(&self.region);
        match service(spec) {
            Service::Kms => kms::act(&clients.kms, permit, spec).await,
            Service::Bucket => self.buckets(&clients).act(permit, spec).await,
            Service::Object => s3_object::act(&self.buckets(&clients), permit, spec).await,
            Service::Iam => iam::act(&clients.iam, permit, spec).await,
            Service::Network => ec2::act(&clients.ec2, permit, spec, token).await,
            Service::SecurityGroup => security_group::act(&clients.ec2, permit, spec).await,
            Service::VpcEndpoint => vpc_endpoint::act(&clients.ec2, permit, spec, token).await,
            Service::Training => sagemaker::act(&clients.sagemaker, permit, spec).await,
            Service::Serving => sagemaker_serving::act(&clients.sagemaker, permit, spec).await,
            Service::Kinesis => kinesis::act(&clients.kinesis, permit, spec).await,
        }
    }

    async fn undo(
        &self,
        permit: &Permit,
        spec: &Spec,
        outputs: &Outputs,
        purge: bool,
    ) -> Result<(), ActError> {
        let clients = self.session.clients(&self.region);
        match service(spec) {
            Service::Kms => kms::undo(&clients.kms, permit, spec, outputs).await,
            Service::Bucket => self.buckets(&clients).undo(permit, spec, purge).await,
            Service::Object => s3_object::undo(&self.buckets(&clients), permit, spec, outputs).await,
            Service::Iam => iam::undo(&clients.iam, permit, spec).await,
            Service::Network => ec2::undo(&clients.ec2, permit, spec, outputs).await,
            Service::SecurityGroup => security_group::undo(&clients.ec2, permit, spec, outputs).await,
            Service::VpcEndpoint => vpc_endpoint::undo(&clients.ec2, permit, spec, outputs).await,
            Service::Training => sagemaker::undo(&clients.sagemaker, permit, spec).await,
            Service::Serving => sagemaker_serving::undo(&clients.sagemaker, permit, spec).await,
            Service::Kinesis => kinesis::undo(&clients.kinesis, permit, spec).await,
        }
    }

    async fn pause(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    fn now(&self) -> Timestamp {
        session::now()
    }
}
