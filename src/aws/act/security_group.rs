//! Security groups and the rules that let one group speak to another.
//!
//! A group is found by its name, which is unique in a VPC. AWS deletes it only
//! when no interface uses it and no other group names it: rules are revoked
//! first, and interfaces that SageMaker has not let go of are named.

use super::answer::{failure, found, gone, made, seen};
use super::compare::Compared;
use super::ec2::{filter, held, one, owned, tagged};
use super::tags::Owner;
use super::{misrouted, recorded};
use crate::aws::interlock::with_permit;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{IpPermission, ResourceType, SecurityGroup, UserIdGroupPair};

/// Reads what is there.
pub(super) async fn observe(ec2: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    match spec {
        Spec::CreateSecurityGroup { vpc_id, name, .. } => observe_group(ec2, owner, vpc_id, name).await,
        Spec::AuthorizeIngress {
            group_id,
            from_group,
            port,
            ..
        } => observe_ingress(ec2, group_id, from_group, *port).await,
        other => Err(misrouted(other)),
    }
}

async fn observe_group(ec2: &Client, owner: Owner<'_>, vpc: &str, name: &str) -> Result<Observed, ActError> {
    let answer = ec2
        .describe_security_groups()
        .filters(filter("vpc-id", vpc))
        .filters(filter("group-name", name))
        .send()
        .await;
    let groups = seen("ec2:DescribeSecurityGroups", answer)?;
    let Some(group) = groups.security_groups().first() else {
        return Ok(Observed::Absent);
    };
    let open = open_to_the_world(group);
    Ok(Compared::default()
        .output("GroupId", group.group_id())
        .names("IpPermissions", open.iter().map(String::as_str), [])
        .present(owned(owner, group.tags())))
}

/// Inbound rules that let the world in.
fn open_to_the_world(group: &SecurityGroup) -> Vec<String> {
    group
        .ip_permissions()
        .iter()
        .filter(|p| {
            p.ip_ranges().iter().any(|r| r.cidr_ip() == Some("0.0.0.0/0"))
                || p.ipv6_ranges().iter().any(|r| r.cidr_ipv6() == Some("::/0"))
        })
        .map(|p| {
            let ports = match (p.from_port(), p.to_port()) {
                (Some(from), Some(to)) => format!("{from}-{to}"),
                _ => "all".to_owned(),
            };
            format!("{} {ports} from anywhere", p.ip_protocol().unwrap_or("-1"))
        })
        .collect()
}

async fn observe_ingress(ec2: &Client, group: &str, from: &str, port: i32) -> Result<Observed, ActError> {
    let answer = ec2.describe_security_groups().group_ids(group).send().await;
    let Some(groups) = found("ec2:DescribeSecurityGroups", answer)? else {
        return Ok(Observed::Absent);
    };
    let allowed = groups
        .security_groups()
        .iter()
        .flat_map(SecurityGroup::ip_permissions)
        .any(|p| {
            p.ip_protocol() == Some("tcp")
                && (p.from_port(), p.to_port()) == (Some(port), Some(port))
                && p.user_id_group_pairs().iter().any(|g| g.group_id() == Some(from))
        });
    Ok(if allowed {
        Compared::default().present(true)
    } else {
        Observed::Absent
    })
}

/// Makes the call.
pub(super) async fn act(ec2: &Client, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    match spec {
        Spec::CreateSecurityGroup {
            vpc_id,
            name,
            description,
            tags,
        } => {
            let call = ec2
                .create_security_group()
                .vpc_id(vpc_id)
                .group_name(name)
                .description(description)
                .tag_specifications(tagged(ResourceType::SecurityGroup, tags));
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            one("GroupId", answer.group_id(), operation)
        }
        Spec::AuthorizeIngress { group_id, .. } => {
            let call = ec2
                .authorize_security_group_ingress()
                .group_id(group_id)
                .set_ip_permissions(ingress(spec).map(|p| vec![p]));
            let answer = with_permit(permit, call.send()).await;
            let there = failure(operation, &answer).is_some_and(|f| f.is("InvalidPermission.Duplicate"));
            if !there {
                made(operation, answer)?;
            }
            Ok(Outputs::new())
        }
        other => Err(misrouted(other)),
    }
}

fn ingress(spec: &Spec) -> Option<IpPermission> {
    let Spec::AuthorizeIngress {
        from_group,
        port,
        description,
        ..
    } = spec
    else {
        return None;
    };
    let from = UserIdGroupPair::builder()
        .group_id(from_group)
        .description(description)
        .build();
    Some(
        IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(*port)
            .to_port(*port)
            .user_id_group_pairs(from)
            .build(),
    )
}

/// Takes back what the step made.
pub(super) async fn undo(
    ec2: &Client,
    permit: &Permit,
    spec: &Spec,
    outputs: &Outputs,
) -> Result<(), ActError> {
    match spec {
        Spec::CreateSecurityGroup { .. } => {
            let group = recorded(spec, outputs, "GroupId")?;
            let operation = "ec2:DeleteSecurityGroup";
            let call = ec2.delete_security_group().group_id(group);
            let answer = with_permit(permit, call.send()).await;
            if failure(operation, &answer).is_some_and(|f| f.is("DependencyViolation")) {
                return Err(held(ec2, operation, filter("group-id", group)).await);
            }
            gone(operation, answer)
        }
        // Groups that name each other cannot be deleted until the rules go.
        Spec::AuthorizeIngress { group_id, .. } => {
            let call = ec2
                .revoke_security_group_ingress()
                .group_id(group_id)
                .set_ip_permissions(ingress(spec).map(|p| vec![p]));
            let operation = "ec2:RevokeSecurityGroupIngress";
            gone(operation, with_permit(permit, call.send()).await)
        }
        other => Err(misrouted(other)),
    }
}
