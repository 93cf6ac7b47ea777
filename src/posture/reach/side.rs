//! The other side of a request: what the resource itself says of who may use
//! it, its tags, and whose it is.

use super::library::{Library, Paper};
use crate::inventory::{Arn, Detail, Inventory, Resource};
use crate::policy::document::Span;
use crate::policy::evaluate::{Compiled, Context, Policies};
use crate::policy::{Document, Effect, Principal, PrincipalElement, Select, Statement, Version};

/// What a resource brings to a decision.
#[derive(Debug)]
pub(super) struct Side {
    /// Its policy, if it has one.
    pub(super) paper: Option<Paper>,
    /// The same, made ready.
    pub(super) ready: Compiled,
    /// Why its policy is not known. It is then taken to leave the decision to
    /// the account.
    pub(super) hidden: Option<String>,
    /// The account that owns it.
    pub(super) account: String,
    /// The keys that it gives to requests.
    pub(super) keys: Vec<(String, Vec<String>)>,
    /// All of its tags are among the keys.
    settled: Vec<&'static str>,
    /// Operations that grants of a key give: to whom, which, under what constraint.
    pub(super) grants: Vec<Grant>,
    /// Only principals of the account and services of AWS are let in, whatever
    /// the policy says.
    pub(super) keeps_strangers_out: bool,
}

/// A grant of a key.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) id: String,
    pub(super) grantee: String,
    pub(super) operations: Vec<String>,
    pub(super) constrained: bool,
}

impl Side {
    /// A resource of the account without a policy of its own.
    pub(super) fn plain(account: &str) -> Self {
        Self {
            paper: None,
            ready: Compiled::new(&Policies::default()),
            hidden: None,
            account: account.to_owned(),
            keys: Vec::new(),
            settled: Vec::new(),
            grants: Vec::new(),
            keeps_strangers_out: false,
        }
    }

    /// A resource whose policy the caller has rewritten: it lets everyone in.
    pub(super) fn taken(account: &str) -> Self {
        let everyone = PrincipalElement::Only(vec![Principal::Everyone]);
        Self {
            ready: ready(allowing(Some(everyone))),
            ..Self::plain(account)
        }
    }

    /// A resource of the inventory, its policy aside.
    pub(super) fn untold(resource: &Resource) -> Self {
        let mut side = Self::plain(resource.account.as_str());
        side.tags(resource);
        side
    }

    /// A resource of the inventory with its policy: of a role what bears on
    /// assuming it.
    pub(super) fn of(resource: &Resource, library: &mut Library) -> Self {
        let mut side = Self::untold(resource);
        match &resource.detail {
            Detail::Bucket(bucket) => {
                let text = bucket.policy.get().map_err(ToString::to_string);
                side.take(library, "bucket policy", resource, text.map(Option::as_deref));
                let block = bucket.public_access_block.known().and_then(Option::as_ref);
                side.keeps_strangers_out = block.is_some_and(|b| b.restrict_public_buckets)
                    && bucket.policy_is_public.known() == Some(&true);
            }
            Detail::KmsKey(key) => {
                let text = key.policy.get().map_err(ToString::to_string);
                side.take(library, "key policy", resource, text.map(|t| Some(t.as_str())));
                if let Some(aliases) = key.aliases.known() {
                    side.keys
                        .push(("kms:ResourceAliases".to_owned(), aliases.clone()));
                }
                let grants = key.grants.known().into_iter().flatten();
                side.grants = grants
                    .map(|grant| Grant {
                        id: grant.id.clone(),
                        grantee: grant.grantee.clone(),
                        operations: grant.operations.clone(),
                        constrained: grant.constrained,
                    })
                    .collect();
            }
            Detail::Role(role) => {
                let text = role.trust.get().map_err(ToString::to_string);
                side.take(library, "trust policy", resource, text.map(|t| Some(t.as_str())));
            }
            _ => {}
        }
        side
    }

    fn take(&mut self, library: &mut Library, kind: &str, of: &Resource, text: Result<Option<&str>, String>) {
        let name = format!("{kind} of {}", of.name);
        match text.and_then(|text| text.map(|t| library.put(t)).transpose()) {
            Ok(None) => {}
            Ok(Some(document)) => {
                self.ready = ready(library.get(document).clone());
                self.paper = Some(Paper { document, name });
            }
            Err(why) => self.hide(format!("{name}: {why}")),
        }
    }

    /// Takes the policy as not known.
    pub(super) fn hide(&mut self, why: String) {
        self.ready = ready(left_to(&self.account));
        self.hidden = Some(why);
    }

    fn tags(&mut self, resource: &Resource) {
        let service = resource.kind().service();
        // S3 has tags of buckets and tags of objects under other keys.
        let Some(tags) = resource.tags.known().filter(|_| service != "s3") else {
            return;
        };
        for (key, value) in tags {
            for family in ["aws", service] {
                self.keys
                    .push((format!("{family}:ResourceTag/{key}"), vec![value.clone()]));
            }
        }
        self.settled = match service {
            "iam" => vec!["aws:resourcetag/", "iam:resourcetag/"],
            "sagemaker" => vec!["aws:resourcetag/", "sagemaker:resourcetag/"],
            "kms" => vec!["aws:resourcetag/"],
            _ => Vec::new(),
        };
    }

    /// Puts its keys into the context of a request.
    pub(super) fn enter(&self, context: &mut Context) {
        for key in ["aws:ResourceAccount", "s3:ResourceAccount"] {
            context.set(key, vec![self.account.clone()]);
        }
        for (key, values) in &self.keys {
            context.set(key, values.clone());
        }
        for family in &self.settled {
            context.settle(family);
        }
    }

    /// The document, for an explanation; where it is not known, what it is
    /// taken to be.
    pub(super) fn document(&self, library: &Library) -> Option<Document> {
        match &self.paper {
            Some(paper) => Some(library.get(paper.document).clone()),
            None => self.hidden.is_some().then(|| left_to(&self.account)),
        }
    }

    /// The sessions that the policy names: who may take their names is not
    /// followed.
    pub(super) fn sessions(&self, library: &Library) -> Vec<String> {
        let document = self.paper.as_ref().map(|p| library.get(p.document));
        let elements = document
            .into_iter()
            .flat_map(|d| &d.statements)
            .filter_map(|s| s.principal.as_ref());
        elements
            .flat_map(PrincipalElement::principals)
            .filter_map(|p| p.parts())
            .filter(|(_, value)| value.contains(":assumed-role/"))
            .map(|(_, value)| value.to_owned())
            .collect()
    }
}

/// Whether the action is answered by a role's trust policy.
pub(super) fn is_assumption(action: &str) -> bool {
    action
        .get(..14)
        .is_some_and(|start| start.eq_ignore_ascii_case("sts:AssumeRole"))
}

/// The resource of the inventory that an ARN is of or in: an object's bucket.
pub(super) fn held<'a>(inventory: &'a Inventory, arn: &str) -> Option<&'a Resource> {
    if let Some(found) = inventory.get(&Arn::new(arn)) {
        return Some(found);
    }
    let arn = Arn::new(arn);
    if arn.service() != "s3" {
        return None;
    }
    let bucket = arn.resource().split('/').next()?;
    inventory.get(&Arn::new(format!("arn:{}:s3:::{bucket}", arn.partition())))
}

fn ready(document: Document) -> Compiled {
    Compiled::new(&Policies {
        resource: Some(document),
        ..Policies::default()
    })
}

/// A policy that leaves the decision to the account.
fn left_to(account: &str) -> Document {
    allowing(Some(PrincipalElement::Only(vec![Principal::Aws(
        account.to_owned(),
    )])))
}

/// A policy that allows everything.
pub(super) fn allowing(principal: Option<PrincipalElement>) -> Document {
    let all = || Select::Only(vec!["*".to_owned()]);
    Document {
        version: Some(Version::V2012),
        id: None,
        statements: vec![Statement {
            sid: None,
            effect: Effect::Allow,
            principal,
            action: all(),
            resource: Some(all()),
            conditions: Vec::new(),
            span: Span::default(),
        }],
    }
}
