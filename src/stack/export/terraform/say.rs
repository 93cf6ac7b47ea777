//! Which resource of the provider each step is, and which attribute of it each
//! output. A call that is not here does not compile.

use super::{data, network, workload};
use crate::stack::export::gather::Said;
use crate::stack::{Spec, Step};

/// What Terraform says of a step.
pub(super) fn say(step: &Step) -> Said {
    let id = step.id.as_str();
    match &step.spec {
        Spec::CreateKey {
            description,
            policy,
            tags,
        } => data::key(id, description, policy, tags),
        Spec::CreateAlias { alias, key_id } => data::alias(alias, key_id),
        Spec::EnableKeyRotation { period_days, .. } => data::rotation(*period_days),
        Spec::PutKeyPolicy { key_id, policy } => data::key_policy(key_id, policy),
        Spec::CreateBucket { bucket, .. } => data::bucket(bucket),
        Spec::PutBucketTagging { tags, .. } => data::bucket_tags(tags),
        Spec::PutPublicAccessBlock { bucket } => data::public_access(bucket),
        Spec::PutBucketEncryption { bucket, key_arn } => data::encryption(bucket, key_arn),
        Spec::PutBucketVersioning { bucket } => data::versioning(bucket),
        Spec::PutBucketLogging {
            bucket,
            target_bucket,
            prefix,
        } => data::logging(bucket, target_bucket, prefix),
        Spec::PutBucketPolicy { bucket, policy } => data::bucket_policy(bucket, policy),
        object @ Spec::PutObject { .. } => data::object(object),
        role @ Spec::CreateRole { .. } => data::role(role),
        Spec::PutRolePolicy { role, name, policy } => data::role_policy(role, name, policy),
        Spec::CreateVpc { cidr, tags } => network::vpc(id, cidr, tags),
        Spec::ModifyVpcAttribute { attribute, value, .. } => network::attribute(attribute, *value),
        Spec::CreateSubnet {
            vpc_id,
            cidr,
            zone,
            tags,
        } => network::subnet(id, vpc_id, cidr, zone, tags),
        Spec::CreateRouteTable { vpc_id, tags } => network::route_table(id, vpc_id, tags),
        Spec::AssociateRouteTable {
            route_table_id,
            subnet_id,
        } => network::association(route_table_id, subnet_id),
        group @ Spec::CreateSecurityGroup { .. } => network::group(id, group),
        ingress @ Spec::AuthorizeIngress { .. } => network::ingress(ingress),
        endpoint @ Spec::CreateVpcEndpoint { .. } => network::endpoint(id, endpoint),
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
pub(super) fn attribute(spec: &Spec, output: &str) -> Option<&'static str> {
    Some(match (spec, output) {
        (Spec::CreateKey { .. }, "KeyId") => "key_id",
        (Spec::CreateKey { .. }, "KeyArn")
        | (Spec::CreateBucket { .. }, "BucketArn")
        | (Spec::PutObject { .. }, "ObjectArn")
        | (Spec::CreateRole { .. }, "RoleArn")
        | (Spec::CreateSubnet { .. }, "SubnetArn")
        | (Spec::CreateStream { .. }, "StreamArn")
        | (Spec::CreateModel { .. }, "ModelArn")
        | (Spec::CreateEndpointConfig { .. }, "EndpointConfigArn")
        | (Spec::CreateEndpoint { .. }, "EndpointArn") => "arn",
        (Spec::CreateAlias { .. }, "AliasName") => "name",
        (Spec::PutObject { .. }, "VersionId") => "version_id",
        (Spec::CreateRole { .. }, "RoleId") => "unique_id",
        (Spec::CreateVpc { .. }, "VpcId")
        | (Spec::CreateSubnet { .. }, "SubnetId")
        | (Spec::CreateRouteTable { .. }, "RouteTableId")
        | (Spec::AssociateRouteTable { .. }, "AssociationId")
        | (Spec::CreateSecurityGroup { .. }, "GroupId")
        | (Spec::CreateVpcEndpoint { .. }, "VpcEndpointId") => "id",
        _ => return None,
    })
}
