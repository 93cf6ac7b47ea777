//! What IAM users prove themselves with: access keys, passwords, MFA devices.

use crate::iam_users::{credentials, user, user_with_key};
use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_iam::types::StatusType;

async fn a_user_has_two_access_keys_at_most(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    assert!(key.access_key_id().starts_with("AKIA") && key.access_key_id().len() == 20);
    assert_eq!(key.status(), &StatusType::Active);
    assert!(key.create_date().expect("a date").secs() >= START);
    let more = || aws.iam().create_access_key().user_name("elena").send();
    more().await.expect("a second key");
    assert_eq!(
        complaint(more().await),
        "Cannot exceed quota for AccessKeysPerUser: 2"
    );
    let nobody = aws.iam().create_access_key().user_name("nobody").send().await;
    assert_eq!(refusal(nobody), "NoSuchEntity");
}

async fn an_access_key_is_made_inactive_and_listed_so(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let update = aws
        .iam()
        .update_access_key()
        .user_name("elena")
        .access_key_id(key.access_key_id());
    update.status(StatusType::Inactive).send().await.expect("updated");
    let listed = aws
        .iam()
        .list_access_keys()
        .user_name("elena")
        .send()
        .await
        .expect("keys");
    let told = &listed.access_key_metadata()[0];
    assert_eq!(told.status(), Some(&StatusType::Inactive));
    assert_eq!(told.user_name(), Some("elena"));
}

async fn an_access_key_that_is_gone_is_not_found(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let delete = || {
        let delete = aws.iam().delete_access_key().user_name("elena");
        delete.access_key_id(key.access_key_id()).send()
    };
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "NoSuchEntity");
}

async fn the_last_use_of_an_access_key_is_told(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let last = || {
        let last = aws.iam().get_access_key_last_used();
        last.access_key_id(key.access_key_id()).send()
    };
    let never = last().await.expect("the key");
    let used = never.access_key_last_used().expect("a field");
    assert_eq!((used.service_name(), used.region()), ("N/A", "N/A"));
    assert_eq!(used.last_used_date(), None);
    aws.later(3600);
    let kms = aws_sdk_kms::Client::new(&aws.config_as("eu-west-1", credentials(&key)));
    kms.list_keys().send().await.expect("keys");
    let after = last().await.expect("the key");
    let used = after.access_key_last_used().expect("a field");
    assert_eq!((used.service_name(), used.region()), ("kms", "eu-west-1"));
    assert_eq!(
        used.last_used_date().map(aws_sdk_iam::primitives::DateTime::secs),
        Some(START + 3600)
    );
    assert_eq!(after.user_name(), Some("elena"));
}

async fn a_password_is_made_to_the_policy_once(aws: &Aws) {
    user(aws, "elena").await;
    let create = |password: &str| {
        let create = aws.iam().create_login_profile().user_name("elena");
        create.password(password).password_reset_required(true).send()
    };
    assert_eq!(refusal(create("short").await), "PasswordPolicyViolation");
    let made = create("Long enough 1").await.expect("a profile");
    let profile = made.login_profile().expect("a profile");
    assert!(profile.password_reset_required());
    assert_eq!(refusal(create("Long enough 1").await), "EntityAlreadyExists");
}

async fn a_user_without_a_password_has_no_profile(aws: &Aws) {
    user(aws, "elena").await;
    let get = || aws.iam().get_login_profile().user_name("elena").send();
    assert_eq!(refusal(get().await), "NoSuchEntity");
    let create = aws.iam().create_login_profile().user_name("elena");
    create.password("Long enough 1").send().await.expect("a profile");
    let told = get().await.expect("a profile");
    let profile = told.login_profile().expect("a profile");
    assert_eq!(profile.user_name(), "elena");
    assert!(profile.create_date().secs() >= START);
    let delete = aws.iam().delete_login_profile().user_name("elena");
    delete.send().await.expect("deleted");
    assert_eq!(refusal(get().await), "NoSuchEntity");
}

/// A virtual MFA device; gives its serial number.
pub async fn device(aws: &Aws, name: &str) -> String {
    let made = aws
        .iam()
        .create_virtual_mfa_device()
        .virtual_mfa_device_name(name);
    let made = made.send().await.expect("a device");
    let device = made.virtual_mfa_device().expect("a device");
    assert!(device.base32_string_seed().is_some());
    device.serial_number().to_owned()
}

/// Gives a user an MFA device.
pub async fn enable(aws: &Aws, name: &str, serial: &str) {
    let enable = aws
        .iam()
        .enable_mfa_device()
        .user_name(name)
        .serial_number(serial);
    let enable = enable
        .authentication_code1("123456")
        .authentication_code2("654321");
    enable.send().await.expect("enabled");
}

async fn an_mfa_device_is_enabled_listed_and_taken_away(aws: &Aws) {
    user(aws, "elena").await;
    let serial = device(aws, "elena-phone").await;
    assert_eq!(serial, format!("arn:aws:iam::{ACCOUNT}:mfa/elena-phone"));
    let iam = aws.iam();
    let list = || iam.list_mfa_devices().user_name("elena").send();
    assert!(list().await.expect("none").mfa_devices().is_empty());
    enable(aws, "elena", &serial).await;
    let listed = list().await.expect("one");
    assert_eq!(listed.mfa_devices()[0].serial_number(), serial);
    assert!(listed.mfa_devices()[0].enable_date().secs() >= START);
    let delete = || iam.delete_virtual_mfa_device().serial_number(&serial).send();
    assert_eq!(refusal(delete().await), "DeleteConflict");
    let off = iam
        .deactivate_mfa_device()
        .user_name("elena")
        .serial_number(&serial);
    off.send().await.expect("deactivated");
    delete().await.expect("deleted");
}

async fn virtual_devices_are_listed_by_whether_they_are_assigned(aws: &Aws) {
    user(aws, "elena").await;
    let (one, two) = (device(aws, "one").await, device(aws, "two").await);
    enable(aws, "elena", &one).await;
    let list = aws.iam().list_virtual_mfa_devices();
    let free = list
        .assignment_status("Unassigned".into())
        .send()
        .await
        .expect("one");
    let serials: Vec<_> = free
        .virtual_mfa_devices()
        .iter()
        .map(aws_sdk_iam::types::VirtualMfaDevice::serial_number)
        .collect();
    assert_eq!(serials, [two.as_str()]);
    let list = aws.iam().list_virtual_mfa_devices();
    let taken = list
        .assignment_status("Assigned".into())
        .send()
        .await
        .expect("some");
    let elenas = taken
        .virtual_mfa_devices()
        .iter()
        .find(|d| d.serial_number() == one);
    let owner = elenas.and_then(|d| d.user()).expect("an owner");
    assert_eq!(owner.user_name(), "elena");
}

async fn two_codes_that_cannot_be_codes_are_refused(aws: &Aws) {
    user(aws, "elena").await;
    let serial = device(aws, "one").await;
    let enable = aws
        .iam()
        .enable_mfa_device()
        .user_name("elena")
        .serial_number(serial);
    let enable = enable
        .authentication_code1("111111")
        .authentication_code2("111111");
    assert_eq!(refusal(enable.send().await), "InvalidAuthenticationCode");
}

async fn nobody_has_ssh_keys_or_signing_certificates(aws: &Aws) {
    user(aws, "elena").await;
    let keys = aws
        .iam()
        .list_ssh_public_keys()
        .user_name("elena")
        .send()
        .await
        .expect("none");
    assert!(keys.ssh_public_keys().is_empty());
    let certificates = aws
        .iam()
        .list_signing_certificates()
        .user_name("elena")
        .send()
        .await;
    assert!(certificates.expect("none").certificates().is_empty());
    let nobody = aws.iam().list_ssh_public_keys().user_name("nobody").send().await;
    assert_eq!(refusal(nobody), "NoSuchEntity");
}

cases! {
    "iam";
    CreateAccessKey: a_user_has_two_access_keys_at_most,
    UpdateAccessKey: an_access_key_is_made_inactive_and_listed_so,
    DeleteAccessKey: an_access_key_that_is_gone_is_not_found,
    GetAccessKeyLastUsed: the_last_use_of_an_access_key_is_told,
    CreateLoginProfile: a_password_is_made_to_the_policy_once,
    GetLoginProfile: a_user_without_a_password_has_no_profile,
    ListMFADevices: an_mfa_device_is_enabled_listed_and_taken_away,
    ListVirtualMFADevices: virtual_devices_are_listed_by_whether_they_are_assigned,
    EnableMFADevice: two_codes_that_cannot_be_codes_are_refused,
    ListSSHPublicKeys: nobody_has_ssh_keys_or_signing_certificates,
}
