//! IAM, writing: documents are checked; identifiers, dates, boundaries and tags
//! are kept as they were given.

use super::managed::IAM_REGION;
use super::policies::{identity_fault, trust_fault};
use super::{Correction, How, World, iam_read};
use crate::demo::wire::{query, xml};
use crate::demo::{ACCOUNT_ID, Call, Response};
use winterbaume_core::StatefulService;
use winterbaume_iam::views::{AccessKeyView, IamStateView};

pub(super) const ROWS: &[Correction] = &[
    Correction {
        service: "iam",
        operations: &["CreateRole", "UpdateAssumeRolePolicy"],
        base: "stores any text as a trust policy",
        aws: "MalformedPolicyDocument for what is not one",
        test: "",
        how: How::Refuse(|_, call| {
            let form = call.form();
            let text = form
                .get("AssumeRolePolicyDocument")
                .or_else(|| form.get("PolicyDocument"))?;
            trust_fault(text).map(|fault| malformed(&fault))
        }),
    },
    Correction {
        service: "iam",
        operations: &[
            "PutRolePolicy",
            "PutUserPolicy",
            "PutGroupPolicy",
            "CreatePolicy",
            "CreatePolicyVersion",
        ],
        base: "stores any text as a policy",
        aws: "MalformedPolicyDocument for what is not one",
        test: "",
        how: How::Refuse(|_, call| {
            identity_fault(call.form().get("PolicyDocument")?).map(|fault| malformed(&fault))
        }),
    },
    Correction {
        service: "iam",
        operations: &["CreateRole"],
        base: "drops PermissionsBoundary; ids are random and dates are the system's",
        aws: "the role is answered, and described later, with all that it was given",
        test: "",
        how: How::After(|world, call, _| Box::pin(role_made(world, call))),
    },
    Correction {
        service: "iam",
        operations: &["CreateUser", "CreateGroup", "CreatePolicy"],
        base: "drops a user's PermissionsBoundary; ids are random and dates are the system's",
        aws: "the principal is described later with all that it was given",
        test: "",
        how: How::After(|world, call, response| Box::pin(principal_made(world, call, response))),
    },
    Correction {
        service: "iam",
        operations: &["UpdateAssumeRolePolicy", "DeleteRole"],
        base: "other services are not told",
        aws: "services assume a role only as its trust policy says",
        test: "",
        how: How::After(|world, call, response| {
            Box::pin(std::future::ready(trust_changed(world, call, response)))
        }),
    },
    Correction {
        service: "iam",
        operations: &["CreateAccessKey"],
        base: "ids are random and dates are the system's",
        aws: "CreateDate is when the key was made; two keys a user at most",
        test: "",
        how: How::Instead(|world, call| Box::pin(access_key(world, call))),
    },
];

fn malformed(message: &str) -> Response {
    xml::query_error(400, "MalformedPolicyDocument", message)
}

/// The state of IAM as the base keeps it.
pub(super) async fn state(world: &World) -> IamStateView {
    world.base.iam.snapshot(ACCOUNT_ID, IAM_REGION).await
}

async fn merge(world: &World, view: IamStateView) {
    // Merging a view that we made cannot fail: it holds no blobs.
    let _ = world.base.iam.merge(ACCOUNT_ID, IAM_REGION, view).await;
}

async fn role_made(world: &World, call: &Call) -> Response {
    let form = call.form();
    let name = form.text("RoleName");
    let Some(mut role) = state(world).await.roles.remove(name) else {
        return xml::query_error(500, "ServiceFailure", "The role was not kept.");
    };
    role.role_id = world.ids.unique("AROA", 17);
    role.create_date = Some(call.now.rfc3339());
    role.permissions_boundary = form.get("PermissionsBoundary").map(str::to_owned);
    world.roles.set(&role.arn, &role.assume_role_policy_document);
    let answer = iam_read::role_answer("CreateRole", &role, None);
    let mut view = IamStateView::default();
    view.roles.insert(name.to_owned(), role);
    merge(world, view).await;
    answer
}

async fn principal_made(world: &World, call: &Call, response: Response) -> Response {
    let form = call.form();
    let mut old = state(world).await;
    let mut view = IamStateView::default();
    let made = Some(call.now.rfc3339());
    if let Some(mut user) = old.users.remove(form.text("UserName")) {
        user.user_id = world.ids.unique("AIDA", 17);
        user.create_date = made;
        user.permissions_boundary = form.get("PermissionsBoundary").map(str::to_owned);
        view.users.insert(user.name.clone(), user);
    } else if let Some(mut group) = old.groups.remove(form.text("GroupName")) {
        group.group_id = world.ids.unique("AGPA", 17);
        group.create_date = made;
        view.groups.insert(group.name.clone(), group);
    } else {
        let name = form.text("PolicyName");
        let found = old.policies.into_values().find(|p| p.policy_name == name);
        if let Some(mut policy) = found.filter(|p| !p.arn.contains("::aws:")) {
            policy.policy_id = world.ids.unique("ANPA", 17);
            policy.create_date.clone_from(&made);
            policy.update_date = made;
            view.policies.insert(policy.arn.clone(), policy);
        }
    }
    merge(world, view).await;
    response
}

fn trust_changed(world: &World, call: &Call, response: Response) -> Response {
    let form = call.form();
    let name = form.text("RoleName");
    match form.get("PolicyDocument") {
        Some(trust) => world.roles.replace(name, trust),
        None => world.roles.remove(name),
    }
    response
}

async fn access_key(world: &World, call: &Call) -> Response {
    let form = call.form();
    let user = form.text("UserName");
    let old = state(world).await;
    if !old.users.contains_key(user) {
        let message = format!("The user with name {user} cannot be found.");
        return xml::query_error(404, "NoSuchEntity", &message);
    }
    if old
        .access_keys
        .values()
        .filter(|key| key.user_name == user)
        .count()
        >= 2
    {
        return xml::query_error(
            409,
            "LimitExceeded",
            "Cannot exceed quota for AccessKeysPerUser: 2",
        );
    }
    let key = AccessKeyView {
        user_name: user.to_owned(),
        access_key_id: world.ids.unique("AKIA", 16),
        secret_access_key: world.ids.hex(40),
        status: "Active".to_owned(),
        create_date: Some(call.now.rfc3339()),
    };
    let body = iam_read::answer("CreateAccessKey", |x| {
        x.element("AccessKey", |x| {
            x.text("UserName", user);
            x.text("AccessKeyId", &key.access_key_id);
            x.text("Status", &key.status);
            x.text("SecretAccessKey", &key.secret_access_key);
            x.text("CreateDate", call.now.rfc3339());
        });
    });
    let mut view = IamStateView::default();
    view.access_keys.insert(key.access_key_id.clone(), key);
    merge(world, view).await;
    body
}

/// A policy document as IAM writes it: percent-encoded.
pub(super) fn encoded(document: &str) -> String {
    query::encode(document)
}
