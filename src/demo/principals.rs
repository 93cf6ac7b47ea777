//! Who exists in the account, as the other services come to know it: by ARN,
//! by unique id and by access key. Read off IAM's answers as they leave.

use super::wire::xml;
use super::{ACCOUNT_ID, Call, Response};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

/// The users and roles of the account and whose the access keys are.
#[derive(Debug, Default)]
pub struct Principals {
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Unique ids (`AIDA…`, `AROA…`) by ARN.
    ids: HashMap<String, String>,
    /// ARNs by `user/NAME` and `role/NAME`: names are unique whatever their path.
    arns: HashMap<String, String>,
    /// Users' ARNs by access key id.
    keys: HashMap<String, Arc<str>>,
    /// Access keys that were deleted or are inactive.
    refused: HashSet<String>,
    /// `MaxSessionDuration` in seconds by the role's name, where it was set.
    sessions: HashMap<String, i64>,
}

impl Known {
    fn add(&mut self, kind: &str, name: &str, arn: &str, id: &str) {
        self.ids.insert(arn.to_owned(), id.to_owned());
        self.arns.insert(format!("{kind}/{name}"), arn.to_owned());
    }

    fn remove(&mut self, kind: &str, name: &str) {
        if let Some(arn) = self.arns.remove(&format!("{kind}/{name}")) {
            self.ids.remove(&arn);
            let gone = self.keys.extract_if(|_, owner| **owner == *arn);
            self.refused.extend(gone.map(|(key, _)| key));
        }
        if kind == "role" {
            self.sessions.remove(name);
        }
    }

    fn refuse(&mut self, access_key: &str) {
        self.refused.insert(access_key.to_owned());
    }

    /// `CreateRole` and `UpdateRole`.
    fn limit_sessions(&mut self, call: &Call) {
        let form = call.form();
        if let Some(seconds) = form.number("MaxSessionDuration") {
            self.sessions.insert(form.text("RoleName").to_owned(), seconds);
        }
    }

    /// `UpdateUser`: the id stays, name and path may change.
    fn rename(&mut self, name: &str, new_name: Option<&str>, new_path: Option<&str>) {
        let Some(old) = self.arns.remove(&format!("user/{name}")) else {
            return;
        };
        let id = self.ids.remove(&old).unwrap_or_default();
        let path = old
            .split_once(":user/")
            .and_then(|(_, rest)| rest.strip_suffix(name))
            .unwrap_or("");
        let path = new_path.map_or(path, |p| p.trim_start_matches('/'));
        let name = new_name.unwrap_or(name);
        let arn = format!("arn:aws:iam::{ACCOUNT_ID}:user/{path}{name}");
        for owner in self.keys.values_mut().filter(|owner| ***owner == *old) {
            *owner = Arc::from(arn.as_str());
        }
        self.add("user", name, &arn, &id);
    }
}

impl Principals {
    /// Learns from an answer of IAM.
    pub fn note(&self, call: &Call, response: &Response) {
        if call.service != "iam" || response.status >= 300 {
            return;
        }
        match call.operation.as_str() {
            "CreateUser" => self.made(response, "CreateUserResult/User", "user"),
            "CreateRole" => {
                self.made(response, "CreateRoleResult/Role", "role");
                self.write().limit_sessions(call);
            }
            "UpdateRole" => self.write().limit_sessions(call),
            "CreateServiceLinkedRole" => {
                self.made(response, "CreateServiceLinkedRoleResult/Role", "role");
            }
            "CreateAccessKey" => self.key_made(response),
            "DeleteUser" => self.write().remove("user", call.form().text("UserName")),
            "DeleteRole" => self.write().remove("role", call.form().text("RoleName")),
            "DeleteAccessKey" => self.write().refuse(call.form().text("AccessKeyId")),
            "UpdateAccessKey" => {
                let form = call.form();
                let key = form.text("AccessKeyId");
                if form.text("Status") == "Active" {
                    self.write().refused.remove(key);
                } else {
                    self.write().refuse(key);
                }
            }
            "UpdateUser" => {
                let form = call.form();
                let (name, path) = (form.get("NewUserName"), form.get("NewPath"));
                self.write().rename(form.text("UserName"), name, path);
            }
            _ => {}
        }
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn made(&self, response: &Response, at: &str, kind: &str) {
        let Some(root) = xml::parse(&response.body) else {
            return;
        };
        let (name, id) = if kind == "user" {
            ("UserName", "UserId")
        } else {
            ("RoleName", "RoleId")
        };
        let field = |name: &str| root.at(&format!("{at}/{name}"));
        if let (Some(name), Some(arn), Some(id)) = (field(name), field("Arn"), field(id)) {
            self.write().add(kind, name, arn, id);
        }
    }

    fn key_made(&self, response: &Response) {
        let Some(root) = xml::parse(&response.body) else {
            return;
        };
        let field = |name: &str| root.at(&format!("CreateAccessKeyResult/AccessKey/{name}"));
        if let (Some(user), Some(key)) = (field("UserName"), field("AccessKeyId")) {
            let mut known = self.write();
            if let Some(arn) = known.arns.get(&format!("user/{user}")).cloned() {
                known.keys.insert(key.to_owned(), Arc::from(arn));
            }
        }
    }

    /// The unique id of a user or role, by its ARN.
    pub fn id(&self, arn: &str) -> Option<String> {
        self.read().ids.get(arn).cloned()
    }

    /// The ARN of the role with that name, path included.
    pub fn role(&self, name: &str) -> Option<String> {
        self.read().arns.get(&format!("role/{name}")).cloned()
    }

    /// How long a session of a role may last, in seconds: an hour by default.
    pub fn longest_session(&self, role: &str) -> i64 {
        let name = role.rsplit('/').next().unwrap_or(role);
        self.read().sessions.get(name).copied().unwrap_or(3600)
    }

    /// Whether an access key was deleted or is inactive.
    pub fn refuse_key(&self, access_key: &str) -> bool {
        self.read().refused.contains(access_key)
    }

    /// The user that an access key belongs to.
    pub fn of_key(&self, access_key: &str) -> Option<Arc<str>> {
        self.read().keys.get(access_key).cloned()
    }

    /// Whether a policy or a grant may name the principal. The account itself,
    /// service-linked roles and what lies in other accounts are taken for good:
    /// we cannot see them.
    pub fn exist(&self, name: &str) -> bool {
        let Some((_, rest)) = name.split_once("arn:aws:") else {
            // An account id, or what is left of a principal that was deleted.
            return name == "*" || (name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit()));
        };
        let mut parts = rest.splitn(4, ':');
        let (service, _, account, what) = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(service @ ("iam" | "sts")), Some(account), Some(what)) = (service, account, what) else {
            return false;
        };
        if account != ACCOUNT_ID {
            return account.len() == 12;
        }
        match what.split_once('/') {
            None => what == "root",
            Some(("role", path)) if path.starts_with("aws-") => true,
            Some(("user" | "role", _)) if service == "iam" => self.read().ids.contains_key(name),
            Some(("assumed-role", session)) => {
                let role = session.split('/').next().unwrap_or("");
                self.role(role).is_some()
            }
            Some(("federated-user", _)) => true,
            Some(_) => false,
        }
    }
}
