//! What each call makes, as AWS would describe it right after its creation,
//! AWS's own defaults included.

use super::overlay::Canvas;
use crate::inventory::detail::{
    AclEntry, Bucket, BucketEncryption, DataCapture, Endpoint, EndpointConfig, KeyRotation, KinesisStream,
    KmsKey, Model, ModelContainer, NetworkAcl, ProductionVariant, PublicAccessBlock, Role, Route, RouteTable,
    SecurityGroup, SecurityRule, Subnet, TrainingJob, Vpc, VpcConfig, VpcEndpoint,
};
use crate::inventory::{Arn, Field, Tags};
use crate::stack::spec::TrainingJobSpec;
use crate::stack::{Outputs, Spec};
use Field::Known;

pub(super) fn make(canvas: &mut Canvas, spec: &Spec, outputs: &Outputs) {
    let output = |name: &str| outputs.get(name).map_or("", String::as_str);
    match spec {
        Spec::CreateKey {
            description,
            policy,
            tags,
        } => {
            let arn = Arn::from(output("KeyArn"));
            canvas.add(arn, output("KeyId"), tags, key(description, policy));
        }
        Spec::CreateBucket { bucket, .. } => {
            let arn = canvas.bucket_arn(bucket);
            canvas.add(arn, bucket, &Tags::new(), fresh_bucket());
        }
        Spec::CreateRole {
            role,
            path,
            trust,
            boundary,
            tags,
            ..
        } => {
            let detail = Role {
                id: output("RoleId").to_owned(),
                path: path.clone(),
                trust: Known(trust.clone()),
                inline: Known(Vec::new()),
                attached: Known(Vec::new()),
                boundary: Known(boundary.as_deref().map(Arn::from)),
                last_used: Known(None),
                last_accessed: Known(None),
            };
            canvas.add(Arn::from(output("RoleArn")), role, tags, detail);
        }
        Spec::CreateTrainingJob(job) => training_job(canvas, job),
        Spec::CreateStream { stream, tags } => {
            let detail = KinesisStream {
                status: Known("ACTIVE".to_owned()),
                encryption: Known("NONE".to_owned()),
                kms_key: Known(None),
                retention_hours: Known(24),
            };
            let arn = canvas.arn("kinesis", &format!("stream/{stream}"));
            canvas.add(arn, stream, tags, detail);
        }
        Spec::CreateModel { .. } | Spec::CreateEndpointConfig { .. } | Spec::CreateEndpoint { .. } => {
            hosting(canvas, spec);
        }
        _ => network(canvas, spec, &output),
    }
}

fn key(description: &str, policy: &str) -> KmsKey {
    KmsKey {
        manager: Known("CUSTOMER".to_owned()),
        state: Known("Enabled".to_owned()),
        spec: Known("SYMMETRIC_DEFAULT".to_owned()),
        usage: Known("ENCRYPT_DECRYPT".to_owned()),
        origin: Known("AWS_KMS".to_owned()),
        multi_region: Known(false),
        description: Known(description.to_owned()),
        deletion_date: Known(None),
        rotation: Known(KeyRotation::default()),
        policy: Known(policy.to_owned()),
        aliases: Known(Vec::new()),
        grants: Known(Vec::new()),
        enclave_calls: Known(None),
    }
}

/// Since 2023 S3 encrypts with its own key and blocks public access by itself.
fn fresh_bucket() -> Bucket {
    Bucket {
        encryption: Known(Some(BucketEncryption {
            algorithm: "AES256".to_owned(),
            kms_key: None,
            bucket_key: false,
        })),
        public_access_block: Known(Some(PublicAccessBlock::full())),
        policy: Known(None),
        policy_is_public: Known(false),
        versioning: Known(None),
        mfa_delete: Known(false),
        logging: Known(None),
        ownership: Known(Some("BucketOwnerEnforced".to_owned())),
        lifecycle: Known(Vec::new()),
        replication: Known(Vec::new()),
        object_lock: Known(false),
        notifications: Known(Vec::new()),
        // ACLs are off: nobody asks for them.
        ..Bucket::default()
    }
}

fn training_job(canvas: &mut Canvas, job: &TrainingJobSpec) {
    let detail = TrainingJob {
        status: Known("InProgress".to_owned()),
        secondary_status: Known("Starting".to_owned()),
        role: Known(Arn::from(job.role_arn.as_str())),
        image: Known(Some(job.image.clone())),
        inputs: Known(vec![job.input_uri.clone()]),
        output_path: Known(job.output_uri.clone()),
        output_kms_key: Known(Some(job.key_arn.clone())),
        volume_kms_key: Known(Some(job.key_arn.clone())),
        instance_type: Known(Some(job.instance_type.clone())),
        instance_groups: Known(Vec::new()),
        instance_count: Known(job.instances),
        vpc: Known(Some(VpcConfig {
            subnets: job.subnet_ids.clone(),
            security_groups: job.group_ids.clone(),
        })),
        network_isolation: Known(true),
        inter_container_encryption: Known(true),
        remote_debug: Known(false),
        secrets: Known(Vec::new()),
        failure: Known(None),
        ended: Known(None),
    };
    let arn = canvas.arn("sagemaker", &format!("training-job/{}", job.job));
    canvas.add(arn, &job.job, &job.tags, detail);
}

fn hosting(canvas: &mut Canvas, spec: &Spec) {
    match spec {
        Spec::CreateModel {
            model,
            role_arn,
            image,
            model_data,
            subnet_ids,
            group_ids,
            tags,
        } => {
            let detail = Model {
                role: Known(Some(Arn::from(role_arn.as_str()))),
                vpc: Known(Some(VpcConfig {
                    subnets: subnet_ids.clone(),
                    security_groups: group_ids.clone(),
                })),
                network_isolation: Known(true),
                containers: Known(vec![ModelContainer {
                    image: Some(image.clone()),
                    model_data: model_data.clone(),
                    repository_access: None,
                }]),
                pipeline: Known(false),
                secrets: Known(Vec::new()),
            };
            let arn = canvas.arn("sagemaker", &format!("model/{model}"));
            canvas.add(arn, model, tags, detail);
        }
        Spec::CreateEndpointConfig {
            config,
            model,
            instance_type,
            instances,
            key_arn,
            capture_uri,
            tags,
        } => {
            let detail = EndpointConfig {
                kms_key: Known(Some(key_arn.clone())),
                variants: Known(vec![ProductionVariant {
                    name: "primary".to_owned(),
                    model: Some(model.clone()),
                    instance_type: Some(instance_type.clone()),
                    instances: Some(*instances),
                    ssm_access: false,
                    core_dump: None,
                }]),
                shadows: Known(Vec::new()),
                data_capture: Known(capture_uri.as_ref().map(|uri| DataCapture {
                    enabled: true,
                    kms_key: Some(key_arn.clone()),
                    destination: uri.clone(),
                })),
                async_output: Known(None),
            };
            let arn = canvas.arn("sagemaker", &format!("endpoint-config/{config}"));
            canvas.add(arn, config, tags, detail);
        }
        Spec::CreateEndpoint {
            endpoint,
            config,
            tags,
        } => {
            let detail = Endpoint {
                status: Known("InService".to_owned()),
                config: Known(config.clone()),
                failure: Known(None),
            };
            let arn = canvas.arn("sagemaker", &format!("endpoint/{endpoint}"));
            canvas.add(arn, endpoint, tags, detail);
        }
        _ => {}
    }
}

fn network<'o>(canvas: &mut Canvas, spec: &Spec, output: &dyn Fn(&str) -> &'o str) {
    match spec {
        Spec::CreateVpc { cidr, tags } => vpc(canvas, output("VpcId"), cidr, tags),
        Spec::CreateSubnet {
            vpc_id,
            cidr,
            zone,
            tags,
        } => {
            let id = output("SubnetId");
            let detail = Subnet {
                id: id.to_owned(),
                vpc: vpc_id.clone(),
                cidr: cidr.clone(),
                zone: zone.clone(),
                public_ip_on_launch: Known(false),
            };
            let arn = canvas.arn("ec2", &format!("subnet/{id}"));
            canvas.add(arn, id, tags, detail);
        }
        Spec::CreateRouteTable { vpc_id, tags } => {
            route_table(canvas, output("RouteTableId"), vpc_id, false, tags);
        }
        Spec::CreateSecurityGroup {
            vpc_id,
            name,
            description,
            tags,
        } => group(canvas, output("GroupId"), vpc_id, (name, description), None, tags),
        Spec::CreateVpcEndpoint {
            vpc_id,
            service,
            gateway,
            route_table_ids,
            subnet_ids,
            group_ids,
            policy,
            tags,
        } => {
            let id = output("VpcEndpointId");
            let kind = if *gateway { "Gateway" } else { "Interface" };
            let detail = VpcEndpoint {
                id: id.to_owned(),
                vpc: vpc_id.clone(),
                service: service.clone(),
                endpoint_type: Known(kind.to_owned()),
                state: Known("available".to_owned()),
                policy: Known(Some(policy.clone())),
                private_dns: Known(!gateway),
                subnets: Known(subnet_ids.clone()),
                route_tables: Known(route_table_ids.clone()),
                security_groups: Known(group_ids.clone()),
            };
            let arn = canvas.arn("ec2", &format!("vpc-endpoint/{id}"));
            canvas.add(arn, id, tags, detail);
        }
        // An object is no resource of the inventory.
        _ => {}
    }
}

/// A VPC comes with a main route table, a default group that lets its members
/// talk, and a default network ACL that lets everything through.
fn vpc(canvas: &mut Canvas, id: &str, cidr: &str, tags: &Tags) {
    let detail = Vpc {
        id: id.to_owned(),
        cidr: cidr.to_owned(),
        cidrs: vec![cidr.to_owned()],
        is_default: false,
    };
    let arn = canvas.arn("ec2", &format!("vpc/{id}"));
    canvas.add(arn, id, tags, detail);
    let own = id.trim_start_matches("vpc-");
    network_acl(canvas, &format!("acl-default-{own}"), id);
    route_table(canvas, &format!("rtb-main-{own}"), id, true, &Tags::new());
    let group_id = format!("sg-default-{own}");
    let members = SecurityRule {
        protocol: "-1".to_owned(),
        groups: vec![group_id.clone()],
        ..SecurityRule::default()
    };
    let words = ("default", "default VPC security group");
    group(canvas, &group_id, id, words, Some(members), &Tags::new());
}

fn network_acl(canvas: &mut Canvas, id: &str, vpc_id: &str) {
    let everything = |egress| AclEntry {
        number: 100,
        egress,
        allow: true,
        protocol: "-1".to_owned(),
        cidr: "0.0.0.0/0".to_owned(),
        ..AclEntry::default()
    };
    let detail = NetworkAcl {
        id: id.to_owned(),
        vpc: vpc_id.to_owned(),
        is_default: true,
        subnets: Known(Vec::new()),
        entries: Known(vec![everything(false), everything(true)]),
    };
    let arn = canvas.arn("ec2", &format!("network-acl/{id}"));
    canvas.add(arn, id, &Tags::new(), detail);
}

fn route_table(canvas: &mut Canvas, id: &str, vpc_id: &str, main: bool, tags: &Tags) {
    let detail = RouteTable {
        id: id.to_owned(),
        vpc: vpc_id.to_owned(),
        main,
        subnets: Vec::new(),
        routes: Known(vec![Route {
            destination: "VPC".to_owned(),
            target: "local".to_owned(),
            active: true,
        }]),
    };
    let arn = canvas.arn("ec2", &format!("route-table/{id}"));
    canvas.add(arn, id, tags, detail);
}

/// A new group lets nobody in and everything out.
fn group(
    canvas: &mut Canvas,
    id: &str,
    vpc_id: &str,
    (name, description): (&str, &str),
    ingress: Option<SecurityRule>,
    tags: &Tags,
) {
    let everywhere = SecurityRule {
        protocol: "-1".to_owned(),
        cidrs: vec!["0.0.0.0/0".to_owned()],
        ..SecurityRule::default()
    };
    let detail = SecurityGroup {
        id: id.to_owned(),
        vpc: vpc_id.to_owned(),
        description: description.to_owned(),
        ingress: Known(ingress.into_iter().collect()),
        egress: Known(vec![everywhere]),
        interfaces: Known(Vec::new()),
    };
    let arn = canvas.arn("ec2", &format!("security-group/{id}"));
    canvas.add(arn, name, tags, detail);
}
