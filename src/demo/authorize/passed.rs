//! Roles that a call hands to a service: `iam:PassRole` on each.

use super::Demand;
use super::lookup::Lookup;
use crate::demo::Call;
use crate::demo::wire::query::Params;
use serde_json::Value;

/// Fields that hold a role for the service to assume.
const FIELDS: &[&str] = &[
    "CloudWatchLogsRoleArn",
    "DeliverLogsPermissionArn",
    "ExecutionRole",
    "ExecutionRoleArn",
    "RoleArn",
    "agentResourceRoleArn",
    "executionRoleArn",
    "memoryExecutionRoleArn",
    "roleArn",
];

/// The demands; none for reads, and none for STS, which assumes and passes not.
pub(super) fn roles(call: &Call, look: &Lookup<'_>) -> Vec<Demand> {
    let reads = ["Get", "List", "Describe", "Search", "Lookup"]
        .iter()
        .any(|verb| call.operation.starts_with(verb));
    if reads || call.service == "sts" || call.service == "s3" {
        return Vec::new();
    }
    let mut arns = Vec::new();
    let mut to = match call.service.as_str() {
        "ec2" => "vpc-flow-logs.amazonaws.com".to_owned(),
        service => format!("{service}.amazonaws.com"),
    };
    if call.service == "ec2" || call.service == "iam" {
        in_form(call, &call.form(), look, &mut arns);
        if call.service == "iam" {
            "ec2.amazonaws.com".clone_into(&mut to);
        }
    } else {
        in_json(&call.json(), &mut arns);
    }
    arns.sort();
    arns.dedup();
    let demand = |arn: String| Demand {
        context: vec![("iam:PassedToService".to_owned(), vec![to.clone()])],
        ..Demand::new("iam:PassRole", arn)
    };
    arns.into_iter().map(demand).collect()
}

fn in_form(call: &Call, form: &Params, look: &Lookup<'_>, arns: &mut Vec<String>) {
    if call.operation == "AddRoleToInstanceProfile" {
        arns.extend(look.iam.arn_of("role", form.text("RoleName")));
        return;
    }
    if call.service == "ec2" {
        let given = FIELDS.iter().filter_map(|field| form.get(field));
        arns.extend(given.map(str::to_owned));
    }
}

fn in_json(value: &Value, arns: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(arn) if FIELDS.contains(&name.as_str()) && arn.starts_with("arn:") => {
                        arns.push(arn.to_owned());
                    }
                    _ => in_json(value, arns),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| in_json(item, arns)),
        _ => {}
    }
}
