//! STS: who is calling.

use super::{Correction, How, World};
use crate::demo::wire::xml;
use crate::demo::{ACCOUNT_ID, Call, Response};
use std::sync::{Arc, PoisonError};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

pub(super) const ROWS: &[Correction] = &[
    Correction {
        service: "sts",
        operations: &["GetCallerIdentity"],
        base: "names one user for every credential",
        aws: "names the principal whose credentials signed the call",
        test: "",
        how: How::Instead(|_, call| Box::pin(std::future::ready(identity(call)))),
    },
    Correction {
        service: "sts",
        operations: &["AssumeRole"],
        base: "assumes roles that do not exist",
        aws: "AccessDenied for a role that does not exist",
        test: "",
        how: How::Refuse(refuse_unknown_role),
    },
    Correction {
        service: "sts",
        operations: &["AssumeRole"],
        base: "forgets whose the temporary credentials are",
        aws: "calls signed with them are made by arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION",
        test: "",
        how: How::After(|world, _, response| Box::pin(std::future::ready(remember_session(world, response)))),
    },
];

fn identity(call: &Call) -> Response {
    let arn = call.caller.arn.as_ref();
    let name = arn.rsplit('/').next().unwrap_or("");
    let id = if arn.contains(":assumed-role/") {
        format!("AROA3XFRBF535PLBIFPI4:{name}")
    } else {
        "AIDA3XFRBF535PLBIFPI4".to_owned()
    };
    let body = xml::document("GetCallerIdentityResponse", Some(NAMESPACE), |x| {
        x.element("GetCallerIdentityResult", |x| {
            x.text("Arn", arn);
            x.text("UserId", id);
            x.text("Account", ACCOUNT_ID);
        });
        x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
    });
    xml::response(200, body)
}

fn refuse_unknown_role(world: &World, call: &Call) -> Option<Response> {
    let form = call.form();
    let arn = form.text("RoleArn");
    let ours = arn.contains(&format!("::{ACCOUNT_ID}:"));
    (!ours || !world.roles.exists(arn)).then(|| {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            call.caller.arn
        );
        xml::query_error(403, "AccessDenied", &message)
    })
}

fn remember_session(world: &World, response: Response) -> Response {
    if let Some(root) = xml::parse(&response.body)
        && let (Some(key), Some(arn)) = (
            root.at("AssumeRoleResult/Credentials/AccessKeyId"),
            root.at("AssumeRoleResult/AssumedRoleUser/Arn"),
        )
    {
        let mut sessions = world.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(key.to_owned(), Arc::from(arn));
    }
    response
}
