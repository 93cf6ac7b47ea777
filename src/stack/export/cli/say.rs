//! Which call of the AWS CLI each step is, and where its outputs come from. A
//! call that is not here does not compile.

use super::{data, network, workload};
use crate::stack::export::Handover;
use crate::stack::export::value::Value;
use crate::stack::{Spec, Step};

/// A call of the AWS CLI.
pub(super) struct Call {
    /// `kms create-key`
    pub(super) operation: &'static str,
    /// The parameters by their names in the API.
    pub(super) parameters: Vec<(&'static str, Value)>,
    /// What it gives to later calls.
    pub(super) gives: Vec<(&'static str, From)>,
    /// What is waited for right after it.
    pub(super) after: Option<Vec<String>>,
    /// What is waited for at the end.
    pub(super) last: Option<Vec<String>>,
    /// What is said above it.
    pub(super) notes: Vec<String>,
}

/// Where an output comes from.
pub(super) enum From {
    /// The answer of the call, by a JMESPath query.
    Answer(&'static str),
    /// Words that are known beforehand.
    Words(String),
}

impl Call {
    pub(super) fn new(operation: &'static str, parameters: Vec<(&'static str, Value)>) -> Self {
        Self {
            operation,
            parameters,
            gives: Vec::new(),
            after: None,
            last: None,
            notes: Vec::new(),
        }
    }

    /// For a call that came to the wrong place: the script stops there.
    pub(super) fn misrouted(spec: &Spec) -> Self {
        let call = Self::new("sts get-caller-identity", Vec::new());
        call.note(format!("There is no way to say {} here.", spec.operation()))
            .then(&["false"])
    }

    pub(super) fn gives(mut self, output: &'static str, from: From) -> Self {
        self.gives.push((output, from));
        self
    }

    pub(super) fn then(mut self, words: &[&str]) -> Self {
        self.after = Some(words.iter().map(|&w| w.to_owned()).collect());
        self
    }

    pub(super) fn at_last(mut self, words: &[&str]) -> Self {
        self.last = Some(words.iter().map(|&w| w.to_owned()).collect());
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// The call of a step.
pub(super) fn say(step: &Step, to: &Handover<'_>) -> Call {
    let id = step.id.as_str();
    match &step.spec {
        Spec::CreateKey {
            description,
            policy,
            tags,
        } => data::key(description, policy, tags),
        Spec::CreateAlias { alias, key_id } => data::alias(alias, key_id),
        Spec::EnableKeyRotation { key_id, period_days } => data::rotation(key_id, *period_days),
        Spec::PutKeyPolicy { key_id, policy } => data::key_policy(key_id, policy),
        Spec::CreateBucket { bucket, region } => data::bucket(bucket, region, to),
        Spec::PutBucketTagging { bucket, tags } => data::bucket_tags(bucket, tags, to),
        Spec::PutPublicAccessBlock { bucket } => data::public_access(bucket, to),
        Spec::PutBucketEncryption { bucket, key_arn } => data::encryption(bucket, key_arn, to),
        Spec::PutBucketVersioning { bucket } => data::versioning(bucket, to),
        Spec::PutBucketLogging {
            bucket,
            target_bucket,
            prefix,
        } => data::logging(bucket, target_bucket, prefix, to),
        Spec::PutBucketPolicy { bucket, policy } => data::bucket_policy(bucket, policy, to),
        Spec::PutObject {
            bucket,
            key,
            path,
            sha256,
            key_arn,
            tags,
            bytes: _,
        } => data::object([bucket, key, path, sha256, key_arn], tags, to),
        Spec::CreateRole {
            role,
            path,
            trust,
            description,
            boundary,
            tags,
        } => data::role([role, path, trust, description], boundary.as_deref(), tags),
        Spec::PutRolePolicy { role, name, policy } => data::role_policy(role, name, policy),
        Spec::CreateVpc { cidr, tags } => network::vpc(cidr, tags),
        Spec::ModifyVpcAttribute {
            vpc_id,
            attribute,
            value,
        } => network::attribute(vpc_id, attribute, *value),
        Spec::CreateSubnet {
            vpc_id,
            cidr,
            zone,
            tags,
        } => network::subnet(vpc_id, cidr, zone, tags),
        Spec::CreateRouteTable { vpc_id, tags } => network::route_table(vpc_id, tags),
        Spec::AssociateRouteTable {
            route_table_id,
            subnet_id,
        } => network::association(route_table_id, subnet_id),
        Spec::CreateSecurityGroup {
            vpc_id,
            name,
            description,
            tags,
        } => network::group(vpc_id, name, description, tags),
        Spec::AuthorizeIngress {
            group_id,
            from_group,
            port,
            description,
        } => network::ingress(group_id, from_group, *port, description),
        endpoint @ Spec::CreateVpcEndpoint { .. } => network::endpoint(id, endpoint),
        Spec::CreateTrainingJob(job) => workload::training_job(job),
        Spec::CreateStream { stream, tags } => workload::stream(stream, tags, to),
        Spec::StartStreamEncryption { stream, key_arn } => workload::stream_encryption(stream, key_arn),
        model @ Spec::CreateModel { .. } => workload::model(model),
        config @ Spec::CreateEndpointConfig { .. } => workload::config(config),
        Spec::CreateEndpoint {
            endpoint,
            config,
            tags,
        } => workload::endpoint(endpoint, config, tags),
    }
}
