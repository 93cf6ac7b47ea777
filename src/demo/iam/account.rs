//! The account itself: alias, password policy, how much there is.

use super::Acts;
use super::ask::{Ask, Refusal, constraint};
use super::state::State;
use crate::demo::{ACCOUNT_ID, Response};

pub(super) const ACTS: Acts = &[
    ("CreateAccountAlias", create_alias),
    ("ListAccountAliases", list_aliases),
    ("DeleteAccountAlias", delete_alias),
    ("GetAccountPasswordPolicy", get_password_policy),
    ("UpdateAccountPasswordPolicy", update_password_policy),
    ("DeleteAccountPasswordPolicy", delete_password_policy),
    ("GetAccountSummary", summary),
];

/// What passwords of users must be.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "IAM's own fields")]
pub(super) struct PasswordPolicy {
    pub(super) length: i64,
    pub(super) symbols: bool,
    pub(super) numbers: bool,
    pub(super) uppercase: bool,
    pub(super) lowercase: bool,
    users_may_change: bool,
    /// Days.
    pub(super) longest_age: Option<i64>,
    remembered: Option<i64>,
    hard_expiry: Option<bool>,
}

fn create_alias(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let alias = ask.need("AccountAlias")?;
    let fine = (3..=63).contains(&alias.len())
        && alias
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !alias.starts_with('-')
        && !alias.ends_with('-')
        && !alias.contains("--");
    if !fine {
        return Err(constraint(
            alias,
            "AccountAlias",
            "Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
        ));
    }
    // An account has one alias: a new one takes the place of the old.
    state.alias = Some(alias.to_owned());
    Ok(ask.done())
}

fn list_aliases(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    ask.answer_page("AccountAliases", state.alias.as_slice(), |x, alias| {
        x.raw_text(alias);
    })
}

fn delete_alias(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let alias = ask.need("AccountAlias")?;
    if state.alias.as_deref() != Some(alias) {
        return Err(Refusal::no_entity(format!(
            "The account alias with name {alias} cannot be found."
        )));
    }
    state.alias = None;
    Ok(ask.done())
}

fn no_policy() -> Refusal {
    Refusal::no_entity(format!(
        "The Password Policy with domain name {ACCOUNT_ID} cannot be found."
    ))
}

fn get_password_policy(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let policy = state.password_policy.as_ref().ok_or_else(no_policy)?;
    Ok(ask.answer(|x| {
        x.element("PasswordPolicy", |x| {
            x.text("MinimumPasswordLength", policy.length);
            x.text("RequireSymbols", policy.symbols);
            x.text("RequireNumbers", policy.numbers);
            x.text("RequireUppercaseCharacters", policy.uppercase);
            x.text("RequireLowercaseCharacters", policy.lowercase);
            x.text("AllowUsersToChangePassword", policy.users_may_change);
            x.text("ExpirePasswords", policy.longest_age.is_some());
            x.maybe("MaxPasswordAge", policy.longest_age);
            x.maybe("PasswordReusePrevention", policy.remembered);
            x.maybe("HardExpiry", policy.hard_expiry);
        });
    }))
}

/// What is not given goes back to its default (IAM API reference).
fn update_password_policy(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let number = |field: &str, least: i64, most: i64| match ask.form.get(field) {
        None => Ok(None),
        Some(text) => match text.parse() {
            Ok(n) if (least..=most).contains(&n) => Ok(Some(n)),
            _ => Err(constraint(
                text,
                field,
                &format!("Member must have value between {least} and {most}"),
            )),
        },
    };
    let flag = |field: &str| ask.form.flag(field) == Some(true);
    state.password_policy = Some(PasswordPolicy {
        length: number("MinimumPasswordLength", 6, 128)?.unwrap_or(6),
        symbols: flag("RequireSymbols"),
        numbers: flag("RequireNumbers"),
        uppercase: flag("RequireUppercaseCharacters"),
        lowercase: flag("RequireLowercaseCharacters"),
        users_may_change: flag("AllowUsersToChangePassword"),
        longest_age: number("MaxPasswordAge", 1, 1095)?,
        remembered: number("PasswordReusePrevention", 1, 24)?,
        hard_expiry: ask.form.flag("HardExpiry"),
    });
    Ok(ask.done())
}

fn delete_password_policy(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let gone = state.password_policy.take();
    gone.map(|_| ask.done())
        .ok_or_else(|| Refusal::no_entity("The account policy with name PasswordPolicy cannot be found."))
}

#[expect(clippy::unnecessary_wraps, reason = "as every operation")]
fn summary(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let root = state.root;
    let own = state.policy_names.len();
    let versions: usize = state
        .policies
        .values()
        .filter(|p| !p.is_aws())
        .map(|p| p.versions.len())
        .sum();
    let enabled = state.devices.values().filter(|d| d.enabled.is_some()).count();
    let rows = [
        ("Users", state.users.len()),
        ("UsersQuota", 5000),
        ("Groups", state.groups.len()),
        ("GroupsQuota", 300),
        ("Roles", state.roles.len()),
        ("RolesQuota", 1000),
        ("Policies", own),
        ("PoliciesQuota", 1500),
        ("PolicySizeQuota", 6144),
        ("PolicyVersionsInUse", versions),
        ("PolicyVersionsInUseQuota", 10_000),
        ("VersionsPerPolicyQuota", 5),
        ("InstanceProfiles", state.profiles.len()),
        ("InstanceProfilesQuota", 1000),
        ("Providers", state.oidc.len() + state.saml.len()),
        ("ServerCertificates", 0),
        ("ServerCertificatesQuota", 20),
        ("MFADevices", state.devices.len() + usize::from(root.mfa)),
        ("MFADevicesInUse", enabled + usize::from(root.mfa)),
        ("AccountMFAEnabled", usize::from(root.mfa)),
        ("AccountAccessKeysPresent", usize::from(root.access_key)),
        ("AccountPasswordPresent", 1),
        ("AccountSigningCertificatesPresent", 0),
        ("AccessKeysPerUserQuota", 2),
        ("SigningCertificatesPerUserQuota", 2),
        ("GroupsPerUserQuota", 10),
        ("AttachedPoliciesPerUserQuota", 10),
        ("AttachedPoliciesPerGroupQuota", 10),
        ("AttachedPoliciesPerRoleQuota", 10),
        ("UserPolicySizeQuota", 2048),
        ("GroupPolicySizeQuota", 5120),
        ("RolePolicySizeQuota", 10_240),
        ("AssumeRolePolicySizeQuota", 2048),
        ("GlobalEndpointTokenVersion", 1),
    ];
    Ok(ask.answer(|x| {
        x.list("SummaryMap", "entry", rows, |x, (name, value)| {
            x.text("key", name);
            x.text("value", value);
        });
    }))
}
