//! Who may ask: the account's own principals with their policies, and those
//! outside whom trust and resource policies name.

use super::library::{Library, Paper};
use super::side::allowing;
use crate::inventory::detail::{AttachedPolicy, InlinePolicy};
use crate::inventory::{Arn, Detail, Field, Inventory, Kind, Names, Resource, Tags};
use crate::policy::Document;
use crate::policy::evaluate::{Compiled, Context, Policies, Request};
use serde::Serialize;
use std::cell::OnceCell;

/// What kind of principal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// An IAM user.
    User,
    /// A role.
    Role,
    /// Whoever joins a group: a step on the way, never an answer.
    Group,
    /// People and machines that an identity provider vouches for.
    Federated,
    /// A user or role of another account.
    Outside,
    /// Another account as a whole.
    Account,
    /// Anyone, with credentials of any account or none.
    Everyone,
    /// A service of AWS.
    Service,
    /// The root user of the account.
    Root,
}

impl Who {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::User | Self::Root => "user",
            Self::Role => "role",
            Self::Group => "member of group",
            Self::Federated => "federated",
            Self::Outside => "other account's",
            Self::Account => "account",
            Self::Everyone => "everyone",
            Self::Service => "service",
        }
    }

    /// Whether it is a person, or someone outside the account.
    pub fn starts_attacks(self) -> bool {
        matches!(
            self,
            Self::User | Self::Federated | Self::Outside | Self::Account | Self::Everyone
        )
    }
}

/// A principal with all that bears on what it may do.
#[derive(Debug)]
pub(super) struct Principal {
    pub(super) who: Who,
    /// As requests name it.
    pub(super) id: String,
    /// What people call it.
    pub(super) name: String,
    pub(super) identity: Vec<Paper>,
    pub(super) boundary: Vec<Paper>,
    /// Its groups, by number of the resource's ARN: where its policies are too.
    pub(super) groups: Vec<Arn>,
    /// Customer managed policies that are attached to it.
    pub(super) attached: Vec<Arn>,
    /// What could not be read of its policies, each with its reason.
    pub(super) hidden: Vec<String>,
    /// What has to be so besides: the policies of another account.
    pub(super) provided: Option<String>,
    /// The keys that its requests carry.
    pub(super) context: Context,
    /// Its policies, made ready.
    pub(super) ready: Compiled,
    any: OnceCell<Compiled>,
}

/// An account that is nobody's.
const NOBODYS: &str = "000000000000";

/// A policy that allows everything: what a principal is taken to have whose
/// own policies cannot be read, or who writes them.
fn everything() -> Document {
    allowing(None)
}

impl Principal {
    /// The policies, as the evaluator takes them.
    pub(super) fn policies(&self, library: &Library) -> Policies {
        let mut identity = library.all(&self.identity);
        if self.provided.is_some() {
            identity.push(everything());
        }
        Policies {
            identity,
            boundary: library.all(&self.boundary),
            ..Policies::default()
        }
    }

    /// The policies, made ready, with every permission added that it might
    /// give itself; its own denials and its boundary stay.
    pub(super) fn unbridled(&self, library: &Library) -> &Compiled {
        self.any.get_or_init(|| {
            let mut policies = self.policies(library);
            policies.identity.push(everything());
            Compiled::new(&policies)
        })
    }

    fn new(who: Who, id: &str, name: &str) -> Self {
        Self {
            who,
            id: id.to_owned(),
            name: name.to_owned(),
            identity: Vec::new(),
            boundary: Vec::new(),
            groups: Vec::new(),
            attached: Vec::new(),
            hidden: Vec::new(),
            provided: None,
            context: Context::default(),
            ready: Compiled::new(&Policies::default()),
            any: OnceCell::new(),
        }
    }

    fn done(mut self, library: &Library, account: &str) -> Self {
        self.ready = Compiled::new(&self.policies(library));
        let who = self.who;
        let mut set = |key: &str, value: &str| self.context.set(key, vec![value.to_owned()]);
        // The caller has the choice to speak TLS, and of its newest version.
        set("aws:SecureTransport", "true");
        set("s3:TlsVersion", "1.3");
        set(
            "aws:PrincipalIsAWSService",
            if who == Who::Service { "true" } else { "false" },
        );
        if who == Who::Service {
            set("aws:PrincipalServiceName", &self.id);
            // It acts for this account: for what was made in it.
            set("aws:SourceAccount", account);
            return self;
        }
        for absent in [
            "aws:PrincipalServiceName",
            "aws:SourceArn",
            "aws:SourceAccount",
            "aws:SourceOrgID",
        ] {
            self.context.set(absent, Vec::new());
        }
        if matches!(who, Who::Everyone | Who::Account) {
            // Everyone else: those of this account are asked by themselves.
            let of = self.id.split(':').nth(4).unwrap_or(NOBODYS);
            for key in ["aws:PrincipalAccount", "kms:CallerAccount"] {
                self.context.set(key, vec![of.to_owned()]);
            }
        }
        if matches!(who, Who::User | Who::Role | Who::Root | Who::Outside) {
            let request = Request::new(&*self.id, "", "*").with_aws_keys();
            for (key, values) in request.context.iter() {
                if key != "aws:resourceaccount" {
                    self.context.set(key, values.to_vec());
                }
            }
            let of = request.owner().to_owned();
            self.context.set("kms:CallerAccount", vec![of]);
            if who != Who::User && who != Who::Outside {
                self.context.set("aws:username", Vec::new());
            }
        }
        self
    }
}

/// Collects the account's own principals.
pub(super) struct Collector<'a, 's> {
    pub(super) inventory: &'a Inventory,
    pub(super) names: &'s Names<'a>,
    pub(super) library: &'s mut Library,
}

impl Collector<'_, '_> {
    /// Users, roles, groups and the root user.
    pub(super) fn own(&mut self) -> Vec<Principal> {
        let account = self.inventory.account.as_str().to_owned();
        let mut all: Vec<Principal> = Vec::new();
        for resource in self.inventory.iter() {
            let mut principal = match &resource.detail {
                Detail::User(user) => {
                    let mut principal = Principal::new(Who::User, resource.arn.as_str(), &resource.name);
                    self.policies(&mut principal, "", &user.inline, &user.attached);
                    self.boundary(&mut principal, &user.boundary);
                    self.groups(&mut principal, resource, &user.groups);
                    unique_id(&mut principal, &user.id);
                    principal
                }
                Detail::Role(role) => {
                    let mut principal = Principal::new(Who::Role, resource.arn.as_str(), &resource.name);
                    self.policies(&mut principal, "", &role.inline, &role.attached);
                    self.boundary(&mut principal, &role.boundary);
                    // A policy that names one session leaves open who takes that name.
                    if !role.id.is_empty() && !self.library.names_a_session() {
                        unique_id(&mut principal, &format!("{}:session", role.id));
                    }
                    principal
                }
                Detail::Group(group) => {
                    let id = resource.arn.as_str().replacen(":group/", ":user/member-of-", 1);
                    let mut principal = Principal::new(Who::Group, &id, &resource.name);
                    principal.groups.push(resource.arn.clone());
                    self.policies(&mut principal, "", &group.inline, &group.attached);
                    principal
                }
                _ => continue,
            };
            tags(&mut principal, &resource.tags);
            all.push(principal.done(self.library, &account));
        }
        if !account.is_empty() {
            let partition = all
                .first()
                .map_or("aws", |p| p.id.split(':').nth(1).unwrap_or("aws"));
            let root = format!("arn:{partition}:iam::{account}:root");
            all.push(Principal::new(Who::Root, &root, "root").done(self.library, &account));
        }
        all
    }

    /// A principal that is named and not of the account; its own policies are
    /// in another account, or it has none.
    pub(super) fn outside(&mut self, who: Who, id: &str, name: &str) -> Principal {
        let mut principal = Principal::new(who, id, name);
        if matches!(who, Who::Outside | Who::Account) {
            let account = id.split(':').nth(4).unwrap_or("");
            principal.provided = Some(format!("account {account} allows it too"));
        }
        let account = self.inventory.account.as_str().to_owned();
        principal.done(self.library, &account)
    }

    fn policies(
        &mut self,
        principal: &mut Principal,
        of: &str,
        inline: &Field<Vec<InlinePolicy>>,
        attached: &Field<Vec<AttachedPolicy>>,
    ) {
        match inline {
            Field::Known(all) => {
                for policy in all {
                    let name = format!("inline policy {}{of}", policy.name);
                    self.add(principal, name, Ok(&policy.document));
                }
            }
            Field::Unknown(gap) => principal.hidden.push(format!("its inline policies{of}: {gap}")),
        }
        match attached {
            Field::Known(all) => {
                for policy in all {
                    self.attach(principal, of, policy);
                }
            }
            Field::Unknown(gap) => principal.hidden.push(format!("its attached policies{of}: {gap}")),
        }
    }

    fn attach(&mut self, principal: &mut Principal, of: &str, policy: &AttachedPolicy) {
        let name = format!("policy {}{of}", policy.name);
        let held = self.inventory.get(&policy.arn);
        let text = match held.map(|r| &r.detail) {
            Some(Detail::ManagedPolicy(managed)) => {
                if !managed.aws_managed {
                    principal.attached.push(policy.arn.clone());
                }
                managed.document.get().map_err(ToString::to_string)
            }
            _ => Err("it was not read".to_owned()),
        };
        self.add(principal, name, text.map(String::as_str));
    }

    fn add(&mut self, principal: &mut Principal, name: String, text: Result<&str, String>) {
        match text.and_then(|text| self.library.put(text)) {
            Ok(document) => principal.identity.push(Paper { document, name }),
            Err(why) => principal.hidden.push(format!("{name}: {why}")),
        }
    }

    fn boundary(&mut self, principal: &mut Principal, boundary: &Field<Option<Arn>>) {
        let arn = match boundary {
            Field::Known(None) => return,
            Field::Known(Some(arn)) => arn,
            Field::Unknown(gap) => return principal.hidden.push(format!("its permissions boundary: {gap}")),
        };
        let name = format!("boundary {}", arn.short_name());
        let text = match self.inventory.get(arn).map(|r| &r.detail) {
            Some(Detail::ManagedPolicy(managed)) => managed.document.get().map_err(ToString::to_string),
            _ => Err("it was not read".to_owned()),
        };
        match text.and_then(|text| self.library.put(text)) {
            Ok(document) => principal.boundary.push(Paper { document, name }),
            Err(why) => principal.hidden.push(format!("{name}: {why}")),
        }
    }

    fn groups(&mut self, principal: &mut Principal, user: &Resource, groups: &Field<Vec<String>>) {
        let names = match groups {
            Field::Known(names) => names,
            Field::Unknown(gap) => return principal.hidden.push(format!("its groups: {gap}")),
        };
        for name in names {
            let held = self.names.find(Kind::Group, name, user.region.as_str());
            match held.map(|g| (&g.arn, &g.detail)) {
                Some((arn, Detail::Group(group))) => {
                    principal.groups.push(arn.clone());
                    self.policies(
                        principal,
                        &format!(" of group {name}"),
                        &group.inline,
                        &group.attached,
                    );
                }
                _ => principal.hidden.push(format!("group {name}: it was not read")),
            }
        }
    }
}

/// `aws:userid`: a role's sessions have the name that the caller gives them.
fn unique_id(principal: &mut Principal, id: &str) {
    if !id.is_empty() {
        principal.context.set("aws:userid", vec![id.to_owned()]);
    }
}

/// The tags that a principal's requests carry. A role's session may bring more
/// than the role has, so what a role lacks is not known to be absent.
fn tags(principal: &mut Principal, tags: &Field<Tags>) {
    if let Field::Known(tags) = tags {
        for (key, value) in tags {
            principal
                .context
                .set(&format!("aws:PrincipalTag/{key}"), vec![value.clone()]);
        }
        if principal.who == Who::User {
            principal.context.settle("aws:principaltag/");
        }
    }
}
