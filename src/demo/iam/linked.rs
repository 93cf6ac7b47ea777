//! Service-linked roles: made for a service, changed and deleted by it only.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::roles::remove;
use super::show::{self, Depth};
use super::state::{Core, Holder, Role, State, key};
use crate::demo::{ACCOUNT_ID, Response};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ACTS: Acts = &[
    ("CreateServiceLinkedRole", create),
    ("DeleteServiceLinkedRole", delete),
    ("GetServiceLinkedRoleDeletionStatus", deletion_status),
];

/// The services that have one, the role's name, and whether it takes a suffix.
const SERVICES: &[(&str, &str, bool)] = &[
    (
        "access-analyzer.amazonaws.com",
        "AWSServiceRoleForAccessAnalyzer",
        false,
    ),
    ("autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", true),
    ("cloudtrail.amazonaws.com", "AWSServiceRoleForCloudTrail", false),
    ("config.amazonaws.com", "AWSServiceRoleForConfig", false),
    ("ecs.amazonaws.com", "AWSServiceRoleForECS", false),
    (
        "elasticloadbalancing.amazonaws.com",
        "AWSServiceRoleForElasticLoadBalancing",
        false,
    ),
    (
        "guardduty.amazonaws.com",
        "AWSServiceRoleForAmazonGuardDuty",
        false,
    ),
    ("macie.amazonaws.com", "AWSServiceRoleForAmazonMacie", false),
    (
        "opensearchservice.amazonaws.com",
        "AWSServiceRoleForAmazonOpenSearchService",
        false,
    ),
    (
        "sagemaker.application-autoscaling.amazonaws.com",
        "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
        false,
    ),
    ("securityhub.amazonaws.com", "AWSServiceRoleForSecurityHub", false),
];

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let service = ask.need("AWSServiceName")?;
    let Some((_, role_name, takes_suffix)) = SERVICES.iter().find(|(name, ..)| *name == service) else {
        return Err(Refusal::input(format!(
            "Service-linked role for {service} is not supported."
        )));
    };
    let name = match ask.form.get("CustomSuffix") {
        None => (*role_name).to_owned(),
        Some(suffix) if *takes_suffix => format!("{role_name}_{suffix}"),
        Some(_) => {
            return Err(Refusal::input(format!(
                "Custom suffix is not allowed for {service}"
            )));
        }
    };
    if state.roles.contains_key(&key(&name)) {
        return Err(Refusal::input(format!(
            "Service role name {name} has been taken in this account, please try a different suffix."
        )));
    }
    let path = format!("/aws-service-role/{service}/");
    let role = Role {
        core: Core {
            arn: format!("arn:aws:iam::{ACCOUNT_ID}:role{path}{name}"),
            id: ask.ids.unique("AROA", 17),
            created: ask.now,
            tags: Vec::new(),
            inline: BTreeMap::new(),
            attached: Vec::new(),
            boundary: None,
            path,
            name: name.clone(),
        },
        trust: serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
        })
        .to_string(),
        description: ask.form.get("Description").map(str::to_owned),
        longest_session: 3600,
        used: None,
        profiles: BTreeSet::new(),
    };
    ask.roles.set(&role.core.arn, &role.trust);
    let answer = ask.answer(|x| x.element("Role", |x| show::role(x, &role, Depth::Whole)));
    state.roles.insert(key(&name), role);
    Ok(answer)
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.holder(Holder::Role)?;
    let role = state.role(name)?;
    let Some(service) = role.core.path.strip_prefix("/aws-service-role/") else {
        return Err(Refusal::input(format!(
            "The role {name} is not a service-linked role."
        )));
    };
    let task = format!(
        "task/aws-service-role/{service}{}/{}",
        role.core.name,
        ask.ids.uuid()
    );
    remove(state, ask, name)?;
    state.deletions.insert(task.clone());
    Ok(ask.answer(|x| x.text("DeletionTaskId", &task)))
}

fn deletion_status(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let task = ask.need("DeletionTaskId")?;
    if !state.deletions.contains(task) {
        return Err(Refusal::no_entity(format!(
            "Deletion task {task} cannot be found."
        )));
    }
    Ok(ask.answer(|x| x.text("Status", "SUCCEEDED")))
}
