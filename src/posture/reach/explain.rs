//! A path in words: each hop with the permissions it needs, each permission
//! with the statements that give it and what has to be so.

use super::answer::{Hop, Permission, Rank, Reacher, Said};
use super::ask::Question;
use super::edges::Via;
use super::ends::{End, Last};
use super::map::Reach;
use super::principal::Principal;
use super::query::{Paths, Step};
use super::side::{Side, held};
use super::target::Target;
use crate::policy::evaluate::condition::is_unread;
use crate::policy::evaluate::{
    Because, Context, Decision, Outcome, Policies, Reading, Slot, decide, variable,
};
use crate::policy::query::ways::{PASS, Way};
use crate::policy::{Document, Effect, Select, Statement};

impl Reach<'_> {
    /// The path of a principal, if the search found one.
    pub(super) fn reacher(
        &self,
        at: usize,
        paths: &Paths,
        ends: &[Vec<End>],
        target: &Target,
    ) -> Option<Reacher> {
        let path = self.path(at, paths, ends, target)?;
        let principal = &self.principals[at];
        let permissions = || path.iter().flat_map(|h| &h.permissions);
        let answer = permissions().map(|p| p.rank).max()?;
        let mut provided: Vec<String> = Vec::new();
        for one in permissions().flat_map(|p| &p.provided) {
            if !provided.contains(one) {
                provided.push(one.clone());
            }
        }
        Some(Reacher {
            who: principal.who,
            principal: principal.id.clone(),
            name: principal.name.clone(),
            answer,
            provided,
            path,
        })
    }

    fn path(&self, mut at: usize, paths: &Paths, ends: &[Vec<End>], target: &Target) -> Option<Vec<Hop>> {
        let mut hops = Vec::new();
        loop {
            match paths.steps[at].as_ref()? {
                Step::Become(to, via) => {
                    hops.push(self.hop(at, *to, via));
                    at = *to;
                }
                Step::End(number) => {
                    hops.extend(self.last(at, &ends[at][*number], target));
                    return Some(hops);
                }
            }
        }
    }

    pub(super) fn hop(&self, from: usize, to: usize, via: &Via) -> Hop {
        let caller = &self.principals[from];
        let arn = self.arn_of(to);
        let (way, permissions) = match via {
            Via::Assume(action) => {
                let plain = Side::plain(&self.ground.account);
                let trust = self.sides.get(&arn).unwrap_or(&plain);
                let question = Question::new(action, arn.as_str(), trust);
                (None, vec![self.permission(caller, &question)])
            }
            Via::Pass(way, service) => (Some(*way), self.passing_permissions(from, to, way, service)),
            Via::Running(way, runs) => {
                let permissions = way.actions.iter().filter_map(|action| {
                    let (_, place) = self.on_running(from, action, runs)?;
                    Some(self.of_place(caller, action, &place))
                });
                (Some(*way), permissions.collect())
            }
            Via::On(way) => {
                let permissions = way.actions.iter().map(|a| self.of_place(caller, a, arn.as_str()));
                (Some(*way), permissions.collect())
            }
        };
        let title = match (via, way) {
            (Via::Running(way, runs), _) => format!("{}: {}", way.title, runs.name),
            (_, Some(way)) => way.title.to_owned(),
            (Via::Assume(action), None) if *action != "sts:AssumeRole" => "sign in as the role".to_owned(),
            _ => "assume the role".to_owned(),
        };
        Hop {
            way: way.map_or("assume", |w| w.id).to_owned(),
            title,
            derived: way.is_some_and(Way::is_derived),
            from: caller.name.clone(),
            to: self.principals[to].name.clone(),
            permissions,
        }
    }

    fn passing_permissions(
        &self,
        from: usize,
        to: usize,
        way: &Way,
        service: &'static str,
    ) -> Vec<Permission> {
        let caller = &self.principals[from];
        let role = self.arn_of(to);
        let side = self.untold(role.as_str());
        let pass = Question {
            to_service: Some(service),
            ..Question::new(PASS, role.as_str(), &side)
        };
        let mut all = vec![self.permission(caller, &pass)];
        for action in way.actions {
            if let Some((_, place)) = self.somewhere(from, action) {
                all.push(self.of_place(caller, action, &place));
            }
        }
        if let (Some(at), Some(trust)) = (self.by_id.get(service), self.sides.get(&role)) {
            let asked = Question::new("sts:AssumeRole", role.as_str(), trust);
            all.push(Permission {
                caller: Some(service.to_owned()),
                ..self.permission(&self.principals[*at], &asked)
            });
        }
        all
    }

    /// A permission on a resource of the account, whatever it says itself.
    fn of_place(&self, caller: &Principal, action: &str, place: &str) -> Permission {
        let plain = self.untold(place);
        let bucket = held(self.inventory, place).filter(|r| r.kind().service() == "s3");
        let side = bucket.and_then(|r| self.sides.get(&r.arn)).unwrap_or(&plain);
        self.permission(caller, &Question::new(action, place, side))
    }

    pub(super) fn last(&self, at: usize, end: &End, target: &Target) -> Vec<Hop> {
        let caller = &self.principals[at];
        let side = target.side(self);
        let act = |question: &Question<'_>| Hop {
            way: "act".to_owned(),
            title: target.action.clone(),
            derived: false,
            from: caller.name.clone(),
            to: end.place.clone(),
            permissions: vec![self.permission(caller, question)],
        };
        let question = Question::new(&target.action, &end.place, side);
        let first = |way: &Way, to: &str, permissions| Hop {
            way: way.id.to_owned(),
            title: way.title.to_owned(),
            derived: way.is_derived(),
            from: caller.name.clone(),
            to: to.to_owned(),
            permissions,
        };
        match &end.last {
            Last::Taken => Vec::new(),
            Last::Direct => vec![act(&question)],
            Last::Takeover(way) => {
                let whole = if target.action.starts_with("s3:") {
                    target.resource.split('/').next().unwrap_or(&target.resource)
                } else {
                    &target.resource
                };
                let taking = way
                    .actions
                    .iter()
                    .map(|a| self.permission(caller, &Question::new(a, whole, side)));
                let open = Side::taken(&side.account);
                let after = Question::new(&target.action, &end.place, &open);
                vec![first(way, whole, taking.collect()), act(&after)]
            }
            Last::Rewrite(way, on) => {
                let own = self.untold(on.as_str());
                let writing = way
                    .actions
                    .iter()
                    .map(|a| self.permission(caller, &Question::new(a, on.as_str(), &own)));
                let after = Question {
                    unbridled: true,
                    ..question
                };
                vec![first(way, on.as_str(), writing.collect()), act(&after)]
            }
        }
    }

    /// A permission that the search found, with the statements that give it.
    pub(super) fn permission(&self, caller: &Principal, question: &Question<'_>) -> Permission {
        let rank = self.rank(caller, question).unwrap_or(Rank::CannotTell);
        let mut permission = Permission {
            caller: None,
            action: question.action.to_owned(),
            resource: question.place.to_owned(),
            by: Vec::new(),
            rank,
            provided: Vec::new(),
        };
        Account {
            reach: self,
            caller,
            question,
        }
        .give(&mut permission);
        permission
    }
}

/// An account given of one permission.
struct Account<'r, 'a> {
    reach: &'r Reach<'a>,
    caller: &'r Principal,
    question: &'r Question<'r>,
}

impl Account<'_, '_> {
    fn policies(&self) -> Policies {
        let mut policies = self.caller.policies(&self.reach.library);
        if self.question.unbridled || !self.caller.hidden.is_empty() {
            policies.identity.push(super::side::allowing(None));
        }
        policies.resource = self.question.side.document(&self.reach.library);
        policies
    }

    fn give(&self, permission: &mut Permission) {
        let policies = self.policies();
        let widest = self.question.request(self.caller, Reading::Widest);
        let narrowest = self.question.request(self.caller, Reading::Narrowest);
        let context = &narrowest.context;
        let wide = decide(&widest, &policies);
        if wide.result != Outcome::Allowed {
            return self.by_grant(permission);
        }
        let narrow = decide(&narrowest, &policies);
        let undenied = decide(&narrowest, &without_denials(&policies));
        // What grants whatever is not known is the better reason.
        let sure = undenied.result == Outcome::Allowed;
        let reasons = if sure { &undenied } else { &wide };
        for because in &reasons.because {
            permission.by.push(self.said(because));
            if let Some(statement) = statement_of(&policies, because).filter(|_| !sure) {
                let doubts = doubts(statement, has_variables(&policies, because), context);
                permission
                    .provided
                    .extend(doubts.into_iter().map(|d| format!("if {d}")));
            }
        }
        self.unless(&narrow, &policies, context, permission);
        if let Some(other) = &self.caller.provided {
            permission.provided.push(format!("if {other}"));
        }
        let why = if permission.rank == Rank::CannotTell {
            ""
        } else {
            "unless denied by "
        };
        for hidden in self.caller.hidden.iter().filter(|_| permission.rank != Rank::Yes) {
            permission.provided.push(format!("{why}{hidden}"));
        }
        if let Some(hidden) = &self.question.side.hidden {
            permission.provided.push(format!("{why}{hidden}"));
        }
        permission.provided.dedup();
    }

    /// The denials that hold if what is not known is against the caller.
    fn unless(&self, narrow: &Decision, policies: &Policies, context: &Context, permission: &mut Permission) {
        if narrow.result != Outcome::ExplicitlyDenied {
            return;
        }
        for because in &narrow.because {
            if let Some(statement) = statement_of(policies, because) {
                let said = self.said(because);
                let doubts = doubts(statement, has_variables(policies, because), context);
                permission.provided.push(format!(
                    "unless {} ({} of {})",
                    doubts.join(" and "),
                    said.statement,
                    said.policy
                ));
            }
        }
    }

    fn by_grant(&self, permission: &mut Permission) {
        if let Some(grant) = self.question.grant(self.caller) {
            permission.by.push(Said {
                policy: format!("grant {}", grant.id),
                statement: grant.operations.join(", "),
            });
            if grant.constrained {
                permission
                    .provided
                    .push("if the encryption context is the grant's".to_owned());
            }
        }
    }

    fn said(&self, because: &Because) -> Said {
        let named = |papers: &[super::library::Paper]| {
            let paper = because.index.and_then(|at| papers.get(at));
            paper.map(|p| p.name.clone())
        };
        let side = self.question.side;
        let policy = match because.policy {
            Slot::Identity => named(&self.caller.identity).unwrap_or_else(|| self.supposed()),
            Slot::Boundary => named(&self.caller.boundary).unwrap_or_default(),
            Slot::ResourcePolicy => match (&side.paper, &side.hidden) {
                (Some(paper), _) => paper.name.clone(),
                (None, Some(_)) => "its policy, which is not known".to_owned(),
                (None, None) => "its policy, as the caller has rewritten it".to_owned(),
            },
            _ => because.why.clone(),
        };
        let statement = match (&because.sid, because.statement) {
            (Some(sid), _) if !sid.is_empty() => format!("statement {sid}"),
            (_, Some(at)) => format!("statement {}", at + 1),
            _ => String::new(),
        };
        Said { policy, statement }
    }

    /// The policy that nobody has read, or that is yet to be written.
    fn supposed(&self) -> String {
        if self.caller.provided.is_some() {
            "the policies of its own account".to_owned()
        } else if self.question.unbridled {
            "what it has given itself".to_owned()
        } else {
            "what could not be read".to_owned()
        }
    }
}

fn has_variables(policies: &Policies, because: &Because) -> bool {
    document_of(policies, because).is_some_and(Document::has_variables)
}

fn document_of<'p>(policies: &'p Policies, because: &Because) -> Option<&'p Document> {
    let found = policies
        .exhibits()
        .find(|e| e.slot == because.policy && Some(e.index) == because.index)?;
    Some(found.document)
}

fn statement_of<'p>(policies: &'p Policies, because: &Because) -> Option<&'p Statement> {
    document_of(policies, because)?.statements.get(because.statement?)
}

fn without_denials(policies: &Policies) -> Policies {
    let mut open = policies.clone();
    let documents = open
        .identity
        .iter_mut()
        .chain(&mut open.boundary)
        .chain(&mut open.resource);
    for document in documents {
        document.statements.retain(|s| s.effect == Effect::Allow);
    }
    open
}

/// What of a statement is not known, in its own words.
fn doubts(statement: &Statement, variables: bool, context: &Context) -> Vec<String> {
    let conditions = statement
        .conditions
        .iter()
        .filter(|c| is_unread(c, context, variables));
    let mut found: Vec<String> = conditions
        .map(|c| format!("{} {} = {}", c.operator, c.key, c.values.join(", ")))
        .collect();
    let named = statement.resource.as_ref().map_or(&[][..], Select::patterns);
    found.extend(
        named
            .iter()
            .filter(|r| variables && variable::is_unread(r, context))
            .map(|r| format!("{r} is it")),
    );
    found
}
