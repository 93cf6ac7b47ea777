//! The execution role: who may assume it, and what it may do.

use super::{Build, Words};
use crate::stack::{Spec, controls, policies};

const GROUP: &str = "identities";

pub(super) fn role(build: &mut Build<'_>) {
    let b = build.blueprint;
    let role = b.role_name();
    build.push(
        Words {
            id: "exec-role",
            group: GROUP,
            title: format!("Create the execution role {role}"),
            why: "Only SageMaker, and only for this account and Region, may assume it.",
            controls: controls::CONFUSED_DEPUTY,
        },
        Spec::CreateRole {
            role: role.clone(),
            path: "/".to_owned(),
            trust: policies::text(b, build.account, "trust"),
            description: format!("Execution role of the stack {}", b.stack()),
            boundary: b.identities.boundary.clone(),
            tags: build.tags("exec-role"),
        },
        &[],
    );
    build.push(
        Words {
            id: "exec-role-policy",
            group: GROUP,
            title: format!("Give {role} what its work takes"),
            why: "It reads the data, writes the output, uses the key and nothing else.",
            controls: controls::LEAST_PRIVILEGE,
        },
        Spec::PutRolePolicy {
            role,
            name: "workload".to_owned(),
            policy: policies::text(b, build.account, "role"),
        },
        &["exec-role"],
    );
}
