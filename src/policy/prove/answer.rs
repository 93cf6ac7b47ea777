//! One question decided: its policies are gathered, the evaluator is asked,
//! and what it says is told by the names of the policies.

use super::question::{Bearing, Question, STRANGER};
use super::{Asker, Deciding, Proof};
use crate::policy::compose::{Attachment, Composed, Persona, Workload};
use crate::policy::evaluate::{Because, Policies, Slot, decide};
use crate::policy::{Document, PolicyKind, Principal, PrincipalElement};

/// The policies that bear on a question, and what they are called.
#[derive(Default)]
struct Bench {
    policies: Policies,
    identity: Vec<String>,
    boundary: Vec<String>,
    vpce: Vec<String>,
    resource: String,
}

impl Bench {
    fn take(&mut self, policy: &Composed, document: Document) {
        let name = policy.name.clone();
        match (policy.attachment, policy.kind) {
            (Attachment::Boundary, _) => {
                self.policies.boundary.push(document);
                self.boundary.push(name);
            }
            (Attachment::Own, PolicyKind::Identity | PolicyKind::Iot) => {
                self.policies.identity.push(document);
                self.identity.push(name);
            }
            (Attachment::Own, PolicyKind::EndpointPolicy) => {
                self.policies.vpce.push(document);
                self.vpce.push(name);
            }
            (Attachment::Own, PolicyKind::Scp) => self.policies.scps.push(vec![document]),
            (Attachment::Own, PolicyKind::Rcp) => self.policies.rcps.push(vec![document]),
            (Attachment::Own, _) => {
                self.policies.resource = Some(document);
                self.resource = name;
            }
        }
    }

    fn resource(&mut self, document: Document, name: &str) {
        self.policies.resource = Some(document);
        name.clone_into(&mut self.resource);
    }

    fn deciding(&self, because: &Because) -> Deciding {
        let name = |names: &[String], rest: &str| {
            because
                .index
                .and_then(|at| names.get(at))
                .map_or_else(|| rest.to_owned(), Clone::clone)
        };
        Deciding {
            policy: match because.policy {
                Slot::Identity => name(&self.identity, "the principal's policies"),
                Slot::Boundary => name(&self.boundary, "the boundary"),
                Slot::Vpce => name(&self.vpce, "the endpoint policy"),
                Slot::ResourcePolicy if self.resource.is_empty() => "the resource's own policy".to_owned(),
                Slot::ResourcePolicy => self.resource.clone(),
                Slot::Session => "the session policy".to_owned(),
                Slot::Scp => "the service control policies".to_owned(),
                Slot::Rcp => "the resource control policies".to_owned(),
                Slot::Rule => "a rule of AWS".to_owned(),
            },
            sid: because.sid.clone(),
            why: because.why.clone(),
        }
    }
}

/// Where the questions about one set are decided. Most of them bear on the
/// same few policies, which are gathered once.
pub(super) struct Court<'s> {
    w: &'s Workload,
    set: &'s [(&'s Composed, Document)],
    benches: Vec<(Vec<Bearing>, String, Option<Bench>)>,
}

impl<'s> Court<'s> {
    pub(super) fn of(w: &'s Workload, set: &'s [(&'s Composed, Document)]) -> Self {
        Self {
            w,
            set,
            benches: Vec::new(),
        }
    }

    /// Decides a question, if the policies it bears on are in the set.
    pub(super) fn answer(&mut self, question: Question) -> Option<Proof> {
        let asker = asker(&question, self.w);
        let bench = self.bench(&question)?;
        let decision = decide(&question.request, &bench.policies);
        Some(Proof {
            title: question.title,
            asker,
            deciding: decision.because.iter().map(|b| bench.deciding(b)).collect(),
            decision,
            expected: question.expected,
            request: question.request,
        })
    }

    /// The policies that bear on a question. What trusts its account depends
    /// on whose it is.
    fn bench(&mut self, question: &Question) -> Option<&Bench> {
        let (bearings, owner) = (&question.bearings, question.request.owner());
        let known = self
            .benches
            .iter()
            .position(|(b, o, _)| b == bearings && o == owner);
        let at = known.unwrap_or_else(|| {
            let bench = gather(question, self.set);
            self.benches.push((bearings.clone(), owner.to_owned(), bench));
            self.benches.len() - 1
        });
        self.benches[at].2.as_ref()
    }
}

fn gather(question: &Question, set: &[(&Composed, Document)]) -> Option<Bench> {
    let mut bench = Bench::default();
    let find = |name: &str| set.iter().find(|(policy, _)| policy.name == name);
    let of = |what: &str, persona: Persona| find(&format!("{what}-{}", persona.word()));
    for bearing in &question.bearings {
        match bearing {
            Bearing::Named(name) => {
                let (policy, document) = find(name)?;
                bench.take(policy, document.clone());
            }
            Bearing::Permissions(persona) => {
                let (policy, document) = of("permissions", *persona)?;
                bench.take(policy, document.clone());
            }
            Bearing::Boundary(persona) => {
                let (policy, document) = of("boundary", *persona)?;
                bench.take(policy, document.clone());
            }
            Bearing::Trust(persona) => {
                let (policy, document) = of("trust", *persona)?;
                bench.take(policy, document.clone());
            }
            Bearing::IfPresent(name) => {
                if let Some((policy, document)) = find(name) {
                    bench.take(policy, document.clone());
                }
            }
            Bearing::Given(exhibit) => bench.take(&exhibit.policy, exhibit.document.clone()),
            Bearing::Administrator => {
                bench.policies.identity.push(administrator());
                bench.identity.push("an administrator's policy".to_owned());
            }
            Bearing::OpenResource => bench.resource(
                everything_for(&Principal::Everyone),
                "a resource open to everyone",
            ),
            Bearing::TrustsAccount => {
                let account = question.request.owner().to_owned();
                bench.resource(
                    everything_for(&Principal::Aws(account)),
                    "a resource that trusts its account",
                );
            }
        }
    }
    Some(bench)
}

/// Who asks, told by the policies that bear on the question and the principal.
fn asker(question: &Question, w: &Workload) -> Asker {
    let bearings = &question.bearings;
    let widened = bearings.contains(&Bearing::Administrator);
    let bound = bearings.iter().any(|b| matches!(b, Bearing::Boundary(_)));
    let persona = bearings.iter().find_map(|b| match b {
        Bearing::Permissions(persona) => Some(*persona),
        Bearing::Named("devices") => Some(Persona::Device),
        _ => None,
    });
    let principal = question.request.principal.as_str();
    match persona {
        Some(persona) if widened && bound => Asker::Widened(persona),
        Some(persona) if widened => Asker::Unbound(persona),
        Some(persona) => Asker::Persona(persona),
        None if bearings.contains(&Bearing::Named("execution-role")) => Asker::ExecutionRole,
        None if !principal.starts_with("arn:") => Asker::Service(principal.to_owned()),
        None if principal == w.operator_arn => Asker::Operator,
        None if principal.contains(&format!(":{STRANGER}:")) => Asker::Stranger,
        None if principal.contains("/AWSServiceRoleFor") => Asker::ServiceLinkedRole,
        None => Asker::Administrator,
    }
}

/// The strongest identity policy there is: what it cannot do, nobody can.
fn administrator() -> Document {
    Document::parse(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    )
    .expect("the administrator's policy is well formed")
}

/// A resource policy that grants everything to a principal.
fn everything_for(principal: &Principal) -> Document {
    let mut document = administrator();
    for statement in &mut document.statements {
        statement.principal = Some(PrincipalElement::Only(vec![principal.clone()]));
    }
    document
}
