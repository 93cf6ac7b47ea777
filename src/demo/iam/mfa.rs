//! Virtual MFA devices, and whose they are.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::show::{self, Depth};
use super::state::{Device, Holder, State, key};
use crate::demo::{ACCOUNT_ID, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) const ACTS: Acts = &[
    ("CreateVirtualMFADevice", create),
    ("EnableMFADevice", enable),
    ("DeactivateMFADevice", deactivate),
    ("DeleteVirtualMFADevice", delete),
    ("ListMFADevices", list),
    ("ListVirtualMFADevices", list_virtual),
];

/// MFA devices of a user at most (IAM quotas).
const MOST: usize = 8;

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (name, path) = (ask.name("VirtualMFADeviceName", 226)?, ask.path()?);
    let serial = format!("arn:aws:iam::{ACCOUNT_ID}:mfa{path}{name}");
    if state.devices.contains_key(&serial) {
        return Err(Refusal::exists(
            "MFADevice entity at the same path and name already exists.",
        ));
    }
    let tags = ask.tags()?;
    let seed = STANDARD.encode(ask.ids.unique("", 64));
    let answer = ask.answer(|x| {
        x.element("VirtualMFADevice", |x| {
            x.text("SerialNumber", &serial);
            x.text("Base32StringSeed", seed);
            show::tags(x, &tags);
        });
    });
    state.devices.insert(serial, Device { tags, enabled: None });
    Ok(answer)
}

fn missing(serial: &str) -> Refusal {
    Refusal::no_entity(format!(
        "VirtualMFADevice with serial number {serial} doesn't exist."
    ))
}

/// The codes are not computed from the seed: two that could be codes, and are
/// not the same, are taken.
fn enable(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (name, serial) = (ask.holder(Holder::User)?, ask.need("SerialNumber")?);
    let codes = [ask.need("AuthenticationCode1")?, ask.need("AuthenticationCode2")?];
    if state.user(name)?.mfa.len() >= MOST {
        return Err(Refusal::limit("Cannot exceed quota for MFADevicesPerUser: 8"));
    }
    let is_code = |code: &&str| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    if !codes.iter().all(is_code) || codes[0] == codes[1] {
        return Err(Refusal::other(
            403,
            "InvalidAuthenticationCode",
            "Authentication code for device is not valid.",
        ));
    }
    let device = state.devices.get_mut(serial).ok_or_else(|| missing(serial))?;
    if device.enabled.is_some() {
        return Err(Refusal::exists("MFA Device is already in use."));
    }
    device.enabled = Some((key(name), ask.now));
    state.user_mut(name)?.mfa.insert(serial.to_owned(), ask.now);
    Ok(ask.done())
}

fn deactivate(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (name, serial) = (ask.user()?, ask.need("SerialNumber")?);
    if state.user_mut(name)?.mfa.remove(serial).is_none() {
        return Err(Refusal::no_entity(format!(
            "MFA Device invalid for user {name}: {serial}"
        )));
    }
    if let Some(device) = state.devices.get_mut(serial) {
        device.enabled = None;
    }
    Ok(ask.done())
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let serial = ask.need("SerialNumber")?;
    let device = state.devices.get(serial).ok_or_else(|| missing(serial))?;
    if device.enabled.is_some() {
        return Err(Refusal::conflict(
            "Cannot delete entity, must deactivate it first.",
        ));
    }
    state.devices.remove(serial);
    Ok(ask.done())
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let user = state.user(ask.user()?)?;
    let devices: Vec<_> = user.mfa.iter().collect();
    ask.answer_page("MFADevices", &devices, |x, (serial, since)| {
        x.text("UserName", &user.core.name);
        x.text("SerialNumber", serial);
        x.text("EnableDate", since.rfc3339());
    })
}

/// The device of the root user is among them.
fn list_virtual(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let status = ask.form.text("AssignmentStatus");
    let root = format!("arn:aws:iam::{ACCOUNT_ID}:mfa/root-account-mfa-device");
    let mut devices: Vec<(&str, Option<&Device>)> = Vec::new();
    if state.root.mfa && status != "Unassigned" {
        devices.push((&root, None));
    }
    let wanted = |device: &Device| match status {
        "Assigned" => device.enabled.is_some(),
        "Unassigned" => device.enabled.is_none(),
        _ => true,
    };
    devices.extend(
        state
            .devices
            .iter()
            .filter(|(_, device)| wanted(device))
            .map(|(serial, device)| (serial.as_str(), Some(device))),
    );
    ask.answer_page("VirtualMFADevices", &devices, |x, (serial, device)| {
        x.text("SerialNumber", serial);
        let Some(device) = device else {
            x.element("User", |x| {
                x.text("Arn", format!("arn:aws:iam::{ACCOUNT_ID}:root"));
            });
            return;
        };
        if let Some((owner, since)) = &device.enabled {
            if let Some(user) = state.users.get(owner) {
                x.element("User", |x| show::user(x, user, Depth::Listed));
            }
            x.text("EnableDate", since.rfc3339());
        }
        show::tags(x, &device.tags);
    })
}
