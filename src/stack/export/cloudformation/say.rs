//! Which resource type each step is, and which attribute of it each output. A
//! call that is not here does not compile.

use super::yaml::Attribute;
use super::{data, network, workload};
use crate::stack::export::gather::Said;
use crate::stack::{Spec, Step};

/// What CloudFormation says of a step.
pub(super) fn say(step: &Step) -> Said {
    match &step.spec {
        Spec::CreateKey {
            description,
            policy,
            tags,
        } => data::key(description, policy, tags),
        Spec::CreateAlias { alias, key_id } => data::alias(alias, key_id),
        Spec::EnableKeyRotation { period_days, .. } => data::rotation(*period_days),
        Spec::PutKeyPolicy { policy, .. } => data::key_policy(policy),
        Spec::CreateBucket { bucket, .. } => data::bucket(bucket),
        Spec::PutBucketTagging { tags, .. } => data::bucket_tags(tags),
        Spec::PutPublicAccessBlock { .. } => data::public_access(),
        Spec::PutBucketEncryption { key_arn, .. } => data::encryption(key_arn),
        Spec::PutBucketVersioning { .. } => data::versioning(),
        Spec::PutBucketLogging {
            target_bucket,
            prefix,
            ..
        } => data::logging(target_bucket, prefix),
        Spec::PutBucketPolicy { bucket, policy } => data::bucket_policy(bucket, policy),
        object @ Spec::PutObject { .. } => data::object(object),
        role @ Spec::CreateRole { .. } => data::role(role),
        Spec::PutRolePolicy { role, name, policy } => data::role_policy(role, name, policy),
        Spec::CreateVpc { cidr, tags } => network::vpc(cidr, tags),
        Spec::ModifyVpcAttribute { attribute, value, .. } => network::attribute(attribute, *value),
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
        group @ Spec::CreateSecurityGroup { .. } => network::group(group),
        ingress @ Spec::AuthorizeIngress { .. } => network::ingress(ingress),
        endpoint @ Spec::CreateVpcEndpoint { .. } => network::endpoint(endpoint),
        Spec::CreateTrainingJob(_) => Said::Unsaid(workload::NO_TRAINING_JOB.to_owned()),
        Spec::CreateStream { stream, tags } => workload::stream(stream, tags),
        Spec::StartStreamEncryption { key_arn, .. } => workload::stream_encryption(key_arn),
        model @ Spec::CreateModel { .. } => workload::model(model),
        config @ Spec::CreateEndpointConfig { .. } => workload::config(config),
        Spec::CreateEndpoint {
            endpoint,
            config,
            tags,
        } => workload::endpoint(endpoint, config, tags),
    }
}

/// The attribute that holds an output of a step's resource.
pub(super) fn attribute(spec: &Spec, output: &str) -> Option<Attribute> {
    Some(match (spec, output) {
        (Spec::CreateKey { .. }, "KeyId") => Attribute::Get("KeyId"),
        (Spec::CreateKey { .. }, "KeyArn")
        | (Spec::CreateBucket { .. }, "BucketArn")
        | (Spec::CreateRole { .. }, "RoleArn")
        | (Spec::CreateStream { .. }, "StreamArn") => Attribute::Get("Arn"),
        (Spec::CreateRole { .. }, "RoleId") => Attribute::Get("RoleId"),
        (Spec::CreateVpc { .. }, "VpcId") => Attribute::Get("VpcId"),
        (Spec::CreateSubnet { .. }, "SubnetId") => Attribute::Get("SubnetId"),
        (Spec::CreateRouteTable { .. }, "RouteTableId") => Attribute::Get("RouteTableId"),
        (Spec::AssociateRouteTable { .. }, "AssociationId") => Attribute::Get("Id"),
        (Spec::CreateSecurityGroup { .. }, "GroupId") => Attribute::Get("GroupId"),
        (Spec::CreateAlias { .. }, "AliasName")
        | (Spec::CreateVpcEndpoint { .. }, "VpcEndpointId")
        | (Spec::CreateModel { .. }, "ModelArn")
        | (Spec::CreateEndpointConfig { .. }, "EndpointConfigArn")
        | (Spec::CreateEndpoint { .. }, "EndpointArn") => Attribute::Ref,
        _ => return None,
    })
}

/// Whether the resource stays when the CloudFormation stack goes.
pub(super) fn is_kept(spec: &Spec) -> bool {
    matches!(
        spec,
        Spec::CreateKey { .. } | Spec::CreateBucket { .. } | Spec::CreateStream { .. }
    )
}
