//! Access keys and console passwords of users; the kinds of credential that
//! nobody has here.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::state::{AccessKey, Holder, Password, State, User, key};
use crate::demo::Response;
use crate::demo::wire::xml::Writer;

pub(super) const ACTS: Acts = &[
    ("CreateAccessKey", create),
    ("ListAccessKeys", list),
    ("UpdateAccessKey", update),
    ("DeleteAccessKey", delete),
    ("GetAccessKeyLastUsed", last_used),
    ("CreateLoginProfile", create_password),
    ("GetLoginProfile", get_password),
    ("UpdateLoginProfile", update_password),
    ("DeleteLoginProfile", delete_password),
    ("ListSSHPublicKeys", |s, a| none(s, a, "SSHPublicKeys")),
    ("ListSigningCertificates", |s, a| none(s, a, "Certificates")),
];

/// Access keys of a user at most (IAM quotas).
const MOST: usize = 2;

fn status(key: &AccessKey) -> &'static str {
    if key.active { "Active" } else { "Inactive" }
}

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let user = state.user_mut(ask.user()?)?;
    if user.keys.len() >= MOST {
        return Err(Refusal::limit("Cannot exceed quota for AccessKeysPerUser: 2"));
    }
    let made = AccessKey {
        id: ask.ids.unique("AKIA", 16),
        active: true,
        created: ask.now,
        used: None,
    };
    let answer = ask.answer(|x| {
        x.element("AccessKey", |x| {
            x.text("UserName", &user.core.name);
            x.text("AccessKeyId", &made.id);
            x.text("Status", status(&made));
            x.text("SecretAccessKey", ask.ids.hex(40));
            x.text("CreateDate", made.created.rfc3339());
        });
    });
    let owner = key(&user.core.name);
    let id = made.id.clone();
    user.keys.push(made);
    state.key_owners.insert(id, owner);
    Ok(answer)
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let user = state.user(ask.user()?)?;
    ask.answer_page("AccessKeyMetadata", &user.keys, |x, key| {
        x.text("UserName", &user.core.name);
        x.text("AccessKeyId", &key.id);
        x.text("Status", status(key));
        x.text("CreateDate", key.created.rfc3339());
    })
}

fn no_key(id: &str) -> Refusal {
    super::ask::no_such_key(id)
}

/// The user that the call is about and the position of the key.
fn find<'s>(state: &'s mut State, ask: &Ask<'_>) -> Result<(&'s mut User, usize), Refusal> {
    let id = ask.need("AccessKeyId")?;
    let owner = if ask.form.has("UserName") {
        ask.user()?.to_owned()
    } else {
        state.key_owners.get(id).cloned().ok_or_else(|| no_key(id))?
    };
    let user = state.user_mut(&owner)?;
    let at = user.keys.iter().position(|k| k.id == id);
    at.map(|at| (user, at)).ok_or_else(|| no_key(id))
}

fn update(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let active = match ask.need("Status")? {
        "Active" => true,
        "Inactive" => false,
        other => {
            return Err(super::ask::constraint(
                other,
                "Status",
                "Member must satisfy enum value set: [Active, Inactive]",
            ));
        }
    };
    let (user, at) = find(state, ask)?;
    user.keys[at].active = active;
    Ok(ask.done())
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (user, at) = find(state, ask)?;
    let gone = user.keys.remove(at);
    state.key_owners.remove(&gone.id);
    Ok(ask.done())
}

fn last_used(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let id = ask.need("AccessKeyId")?;
    let owner = state.key_owners.get(id).ok_or_else(|| no_key(id))?;
    let user = state.user(owner)?;
    let last = user
        .keys
        .iter()
        .find(|k| k.id == id)
        .and_then(|k| k.used.as_ref());
    Ok(ask.answer(|x| {
        x.text("UserName", &user.core.name);
        x.element("AccessKeyLastUsed", |x| {
            x.maybe("LastUsedDate", last.map(|u| u.at.rfc3339()));
            x.text("ServiceName", last.map_or("N/A", |u| u.service.as_str()));
            x.text("Region", last.map_or("N/A", |u| u.region.as_str()));
        });
    }))
}

fn password_fields(x: &mut Writer, name: &str, password: &Password) {
    x.element("LoginProfile", |x| {
        x.text("UserName", name);
        x.text("CreateDate", password.created.rfc3339());
        x.text("PasswordResetRequired", password.reset_required);
    });
}

fn create_password(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.user()?;
    conforms(state, ask.need("Password")?)?;
    let user = state.user_mut(name)?;
    if user.password.is_some() {
        return Err(Refusal::exists(format!(
            "Login Profile for user {name} already exists."
        )));
    }
    let password = Password {
        created: ask.now,
        changed: ask.now,
        used: None,
        reset_required: ask.form.flag("PasswordResetRequired") == Some(true),
    };
    let answer = ask.answer(|x| password_fields(x, name, &password));
    user.password = Some(password);
    Ok(answer)
}

fn no_password(name: &str) -> Refusal {
    Refusal::no_entity(format!("Login Profile for User {name} cannot be found."))
}

fn get_password(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.user()?;
    let password = state.user(name)?.password.as_ref();
    let password = password.ok_or_else(|| no_password(name))?;
    Ok(ask.answer(|x| password_fields(x, name, password)))
}

fn update_password(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.holder(Holder::User)?;
    if let Some(text) = ask.form.get("Password") {
        conforms(state, text)?;
    }
    let password = state.user_mut(name)?.password.as_mut();
    let password = password.ok_or_else(|| no_password(name))?;
    if ask.form.has("Password") {
        password.changed = ask.now;
    }
    if let Some(required) = ask.form.flag("PasswordResetRequired") {
        password.reset_required = required;
    }
    Ok(ask.done())
}

fn delete_password(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.user()?;
    let gone = state.user_mut(name)?.password.take();
    gone.map(|_| ask.done()).ok_or_else(|| no_password(name))
}

/// A password must be as the account's policy says; without one, eight
/// characters of three kinds (IAM User Guide, "Default password policy").
fn conforms(state: &State, password: &str) -> Result<(), Refusal> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let symbol = |c: char| !c.is_ascii_alphanumeric();
    let kinds = [
        has(|c| c.is_ascii_uppercase()),
        has(|c| c.is_ascii_lowercase()),
        has(|c| c.is_ascii_digit()),
        has(symbol),
    ];
    let fine = match &state.password_policy {
        None => password.len() >= 8 && kinds.iter().filter(|has| **has).count() >= 3,
        Some(policy) => {
            let wanted = [policy.uppercase, policy.lowercase, policy.numbers, policy.symbols];
            let length = usize::try_from(policy.length).unwrap_or(usize::MAX);
            password.len() >= length && wanted.iter().zip(kinds).all(|(wanted, has)| has || !wanted)
        }
    };
    if fine {
        return Ok(());
    }
    Err(Refusal::other(
        400,
        "PasswordPolicyViolation",
        "Password does not conform to the account password policy.",
    ))
}

/// A list of credentials of a kind that cannot be made here.
fn none(state: &mut State, ask: &Ask<'_>, list: &str) -> Result<Response, Refusal> {
    if ask.form.has("UserName") {
        state.user(ask.user()?)?;
    }
    ask.answer_page::<()>(list, &[], |_, ()| {})
}
