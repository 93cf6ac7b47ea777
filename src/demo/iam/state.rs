//! What there is: principals, policies, profiles, providers, reports.

use super::ask::{Refusal, no_such};
use crate::inventory::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Tags, in the order given.
pub(super) type Tags = Vec<(String, String)>;

/// A name as IAM compares it: without regard to case.
pub(super) fn key(name: &str) -> String {
    name.to_lowercase()
}

/// The kinds of principal that policies are put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// An IAM user.
    User,
    /// A group of users.
    Group,
    /// A role.
    Role,
}

impl Holder {
    /// As operations and parameters name it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::Role => "Role",
        }
    }
}

/// What users, groups and roles have alike.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) created: Timestamp,
    pub(super) tags: Tags,
    /// Documents by policy name.
    pub(super) inline: BTreeMap<String, String>,
    /// ARNs, in the order attached.
    pub(super) attached: Vec<String>,
    pub(super) boundary: Option<String>,
}

/// A role.
#[derive(Debug)]
pub(super) struct Role {
    pub(super) core: Core,
    pub(super) trust: String,
    pub(super) description: Option<String>,
    /// Seconds.
    pub(super) longest_session: i64,
    /// When and in which Region.
    pub(super) used: Option<(Timestamp, String)>,
    /// The instance profiles it is in.
    pub(super) profiles: BTreeSet<String>,
}

/// A user.
#[derive(Debug)]
pub(super) struct User {
    pub(super) core: Core,
    /// Names of groups.
    pub(super) groups: BTreeSet<String>,
    pub(super) keys: Vec<AccessKey>,
    pub(super) password: Option<Password>,
    /// Serial numbers, with when they were enabled.
    pub(super) mfa: BTreeMap<String, Timestamp>,
}

/// A group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) core: Core,
    /// Keys of users.
    pub(super) members: BTreeSet<String>,
}

/// An access key; its secret was told once and is not kept.
#[derive(Debug)]
pub(super) struct AccessKey {
    pub(super) id: String,
    pub(super) active: bool,
    pub(super) created: Timestamp,
    pub(super) used: Option<Used>,
}

/// When and where a service was last called.
#[derive(Clone, Debug)]
pub(super) struct Used {
    pub(super) at: Timestamp,
    pub(super) service: String,
    pub(super) region: String,
}

/// A console password; the password itself is not kept.
#[derive(Debug)]
pub(super) struct Password {
    pub(super) created: Timestamp,
    pub(super) changed: Timestamp,
    /// When somebody signed in with it.
    pub(super) used: Option<Timestamp>,
    pub(super) reset_required: bool,
}

/// A managed policy.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) description: Option<String>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) tags: Tags,
    pub(super) versions: Vec<Version>,
    /// The default version's id.
    pub(super) default: String,
    /// The number of the newest version there ever was.
    pub(super) newest: u32,
    pub(super) attached_to: BTreeSet<(Holder, String)>,
    pub(super) bounds: BTreeSet<(Holder, String)>,
}

impl Policy {
    /// Whether it is AWS's own.
    pub(super) fn is_aws(&self) -> bool {
        self.arn.starts_with("arn:aws:iam::aws:")
    }

    /// The document in force.
    pub(super) fn document(&self) -> &str {
        let version = self.versions.iter().find(|v| v.id == self.default);
        version.map_or("", |v| &v.document)
    }
}

/// A version of a managed policy.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) id: String,
    pub(super) document: String,
    pub(super) created: Timestamp,
}

/// An instance profile.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) created: Timestamp,
    pub(super) tags: Tags,
    /// Key of the role.
    pub(super) role: Option<String>,
}

/// A virtual MFA device.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) tags: Tags,
    /// Key of the user, and since when.
    pub(super) enabled: Option<(String, Timestamp)>,
}

/// What is known of the root user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub(super) mfa: bool,
    pub(super) access_key: bool,
}

/// Everything.
#[derive(Debug)]
pub(super) struct State {
    pub(super) roles: BTreeMap<String, Role>,
    pub(super) users: BTreeMap<String, User>,
    pub(super) groups: BTreeMap<String, Group>,
    /// By ARN.
    pub(super) policies: BTreeMap<String, Policy>,
    /// ARNs of customer policies by key of their name.
    pub(super) policy_names: HashMap<String, String>,
    pub(super) profiles: BTreeMap<String, Profile>,
    pub(super) devices: BTreeMap<String, Device>,
    /// Key of the user by access key id.
    pub(super) key_owners: HashMap<String, String>,
    /// Service-specific credentials by id.
    pub(super) api_keys: BTreeMap<String, super::api_keys::ApiKey>,
    pub(super) oidc: BTreeMap<String, super::providers::Oidc>,
    pub(super) saml: BTreeMap<String, super::providers::Saml>,
    pub(super) alias: Option<String>,
    pub(super) password_policy: Option<super::account::PasswordPolicy>,
    pub(super) root: Root,
    pub(super) organization: Option<super::organization::Membership>,
    pub(super) report: Option<super::credential_report::Report>,
    pub(super) jobs: HashMap<String, super::last_accessed::Job>,
    /// Deletion tasks of service-linked roles.
    pub(super) deletions: BTreeSet<String>,
    /// By ARN of the principal, then by service.
    pub(super) seen: HashMap<Arc<str>, HashMap<String, Used>>,
}

impl State {
    /// An account with these managed policies.
    pub(super) fn with(policies: BTreeMap<String, Policy>) -> Self {
        Self {
            policies,
            roles: BTreeMap::new(),
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            api_keys: BTreeMap::new(),
            policy_names: HashMap::new(),
            profiles: BTreeMap::new(),
            devices: BTreeMap::new(),
            key_owners: HashMap::new(),
            oidc: BTreeMap::new(),
            saml: BTreeMap::new(),
            alias: None,
            password_policy: None,
            root: Root {
                mfa: false,
                access_key: false,
            },
            organization: None,
            report: None,
            jobs: HashMap::new(),
            deletions: BTreeSet::new(),
            seen: HashMap::new(),
        }
    }

    /// A role by name.
    pub(super) fn role(&self, name: &str) -> Result<&Role, Refusal> {
        self.roles.get(&key(name)).ok_or_else(|| no_such("role", name))
    }

    /// A role by name, to change.
    pub(super) fn role_mut(&mut self, name: &str) -> Result<&mut Role, Refusal> {
        self.roles
            .get_mut(&key(name))
            .ok_or_else(|| no_such("role", name))
    }

    /// A user by name.
    pub(super) fn user(&self, name: &str) -> Result<&User, Refusal> {
        self.users.get(&key(name)).ok_or_else(|| no_such("user", name))
    }

    /// A user by name, to change.
    pub(super) fn user_mut(&mut self, name: &str) -> Result<&mut User, Refusal> {
        self.users
            .get_mut(&key(name))
            .ok_or_else(|| no_such("user", name))
    }

    /// A group by name.
    pub(super) fn group(&self, name: &str) -> Result<&Group, Refusal> {
        self.groups.get(&key(name)).ok_or_else(|| no_such("group", name))
    }

    /// A group by name, to change.
    pub(super) fn group_mut(&mut self, name: &str) -> Result<&mut Group, Refusal> {
        self.groups
            .get_mut(&key(name))
            .ok_or_else(|| no_such("group", name))
    }

    /// What is common to all principals, by kind and name.
    pub(super) fn core(&self, holder: Holder, name: &str) -> Result<&Core, Refusal> {
        Ok(match holder {
            Holder::User => &self.user(name)?.core,
            Holder::Group => &self.group(name)?.core,
            Holder::Role => &self.role(name)?.core,
        })
    }

    /// The same, to change.
    pub(super) fn core_mut(&mut self, holder: Holder, name: &str) -> Result<&mut Core, Refusal> {
        Ok(match holder {
            Holder::User => &mut self.user_mut(name)?.core,
            Holder::Group => &mut self.group_mut(name)?.core,
            Holder::Role => &mut self.role_mut(name)?.core,
        })
    }

    /// A managed policy by ARN.
    pub(super) fn policy(&self, arn: &str) -> Result<&Policy, Refusal> {
        self.policies
            .get(arn)
            .ok_or_else(|| Refusal::no_entity(format!("Policy {arn} was not found.")))
    }

    /// A managed policy by ARN, to change.
    pub(super) fn policy_mut(&mut self, arn: &str) -> Result<&mut Policy, Refusal> {
        self.policies
            .get_mut(arn)
            .ok_or_else(|| Refusal::no_entity(format!("Policy {arn} was not found.")))
    }
}
