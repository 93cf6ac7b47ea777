//! Who can become a principal in one step, and by which way.

use super::answer::Rank;
use super::ask::Question;
use super::map::{Reach, Runs};
use super::principal::{Principal, Who};
use super::side::{Side, held};
use crate::inventory::Arn;
use crate::policy::query::ways::{Opens, WAYS, Way};
use crate::policy::{Effect, Principal as Named, PrincipalElement};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How one principal becomes another.
#[derive(Clone, Debug)]
pub(super) enum Via {
    /// By assuming the role with this action.
    Assume(&'static str),
    /// By passing the role to a service that runs what the caller says.
    Pass(&'static Way, &'static str),
    /// By something existing that runs as the role.
    Running(&'static Way, Runs),
    /// By an action on the principal itself: its keys, its trust, its members.
    On(&'static Way),
}

/// A step from one principal to another.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) rank: Rank,
    pub(super) via: Via,
}

/// The surest step of each principal to one.
#[derive(Default)]
pub(super) struct Offers(BTreeMap<usize, Edge>);

impl Offers {
    /// Takes a step if none is known that is as sure.
    pub(super) fn take(&mut self, from: usize, rank: Option<Rank>, via: impl FnOnce() -> Via) {
        let Some(rank) = rank else { return };
        if self.0.get(&from).is_none_or(|known| rank < known.rank) {
            self.0.insert(
                from,
                Edge {
                    from,
                    rank,
                    via: via(),
                },
            );
        }
    }

    /// Whether nothing can be surer than what is known.
    pub(super) fn is_sure(&self, from: usize) -> bool {
        self.0.get(&from).is_some_and(|known| known.rank == Rank::Yes)
    }
}

/// The worst of the ranks of all that is needed; nothing if one is missing.
pub(super) fn worst(ranks: impl IntoIterator<Item = Option<Rank>>) -> Option<Rank> {
    ranks
        .into_iter()
        .try_fold(Rank::Yes, |worst, rank| Some(worst.max(rank?)))
}

impl Reach<'_> {
    /// Every principal that can become this one in one step, each by its
    /// surest way. Worked out when first asked.
    pub(super) fn into(&self, to: usize) -> Rc<[Edge]> {
        if let Some(known) = self.into.borrow().get(&to) {
            return Rc::clone(known);
        }
        let mut offers = Offers::default();
        match self.principals[to].who {
            Who::Role => {
                self.by_assuming(to, &mut offers);
                self.by_passing(to, &mut offers);
                self.by_running(to, &mut offers);
                self.by_acting_on(to, Opens::Trust, &mut offers);
            }
            Who::User => self.by_acting_on(to, Opens::User, &mut offers),
            Who::Group => self.by_acting_on(to, Opens::Group, &mut offers),
            _ => {}
        }
        let found: Rc<[Edge]> = offers.0.into_values().filter(|e| e.from != to).collect();
        self.into.borrow_mut().insert(to, Rc::clone(&found));
        found
    }

    /// Those who may be allowed an action on something by their own policies.
    /// A service acts for whom it serves: the ways through it are theirs.
    pub(super) fn holders(&self, action: &'static str) -> Rc<[usize]> {
        if let Some(known) = self.holders.borrow().get(action) {
            return Rc::clone(known);
        }
        let holds = |p: &Principal| !p.hidden.is_empty() || self.library.grants(&p.identity, action);
        let found: Rc<[usize]> = self.callers().filter(|at| holds(&self.principals[*at])).collect();
        self.holders.borrow_mut().insert(action, Rc::clone(&found));
        found
    }

    fn callers(&self) -> impl Iterator<Item = usize> {
        let asks = |p: &Principal| !matches!(p.who, Who::Service | Who::Root);
        (0..self.principals.len()).filter(move |at| asks(&self.principals[*at]))
    }

    /// Whether a principal's own policies may allow an action on a resource.
    pub(super) fn may(&self, from: usize, action: &str, place: &str) -> bool {
        let caller = &self.principals[from];
        !caller.hidden.is_empty() || self.library.may(&caller.identity, action, place)
    }

    /// The resource of the account that a number stands for.
    pub(super) fn arn_of(&self, principal: usize) -> Arn {
        let principal = &self.principals[principal];
        match (principal.who, principal.groups.first()) {
            (Who::Group, Some(group)) => group.clone(),
            _ => Arn::new(principal.id.as_str()),
        }
    }

    /// What a resource of the account says, its policy aside.
    pub(super) fn untold(&self, arn: &str) -> Side {
        match held(self.inventory, arn) {
            Some(resource) => Side::untold(resource),
            None => Side::plain(&self.ground.account),
        }
    }

    fn by_assuming(&self, to: usize, offers: &mut Offers) {
        let role = self.arn_of(to);
        let Some(trust) = self.sides.get(&role) else {
            return;
        };
        let (named, delegates) = self.trusted(trust);
        let mut ask = |from: usize| {
            let caller = &self.principals[from];
            let action = assumption(caller);
            let rank = self.rank(caller, &Question::new(action, role.as_str(), trust));
            offers.take(from, rank, || Via::Assume(action));
        };
        for from in &named {
            ask(*from);
        }
        if delegates {
            let holders = self.holders("sts:AssumeRole");
            for from in holders.iter().filter(|from| !named.contains(from)) {
                if self.may(*from, "sts:AssumeRole", role.as_str()) {
                    ask(*from);
                }
            }
        }
    }

    /// Those whom a trust policy may name otherwise than by the account, and
    /// whether it names the account.
    fn trusted(&self, trust: &Side) -> (BTreeSet<usize>, bool) {
        let mut named = BTreeSet::new();
        let mut delegates = trust.hidden.is_some();
        let document = trust.paper.as_ref().map(|p| self.library.get(p.document));
        let statements = document.into_iter().flat_map(|d| &d.statements);
        for element in statements
            .filter(|s| s.effect == Effect::Allow)
            .filter_map(|s| s.principal.as_ref())
        {
            let PrincipalElement::Only(principals) = element else {
                named.extend(self.callers());
                continue;
            };
            for principal in principals {
                match principal {
                    Named::Service(_) => {}
                    Named::Federated(id) | Named::CanonicalUser(id) => named.extend(self.by_id.get(id)),
                    Named::Aws(id) if self.is_own_account(id) => delegates = true,
                    Named::Aws(id) if id.starts_with("arn:") => named.extend(self.by_id.get(id)),
                    Named::Aws(id) if id.bytes().all(|b| b.is_ascii_digit()) => {
                        named.extend(self.by_id.get(&format!("arn:aws:iam::{id}:root")));
                    }
                    // Everyone, or a unique id.
                    _ => named.extend(self.callers()),
                }
            }
        }
        (named, delegates)
    }

    fn is_own_account(&self, id: &str) -> bool {
        let account = self.ground.account.as_str();
        id == account || (Arn::new(id).account() == account && id.ends_with(":root"))
    }

    fn by_acting_on(&self, to: usize, opens: Opens, offers: &mut Offers) {
        let target = self.arn_of(to);
        let side = self.untold(target.as_str());
        for way in WAYS.iter().filter(|w| w.opens == opens) {
            let [action, ..] = way.actions else { continue };
            for from in self.holders(action).iter().copied() {
                let caller = &self.principals[from];
                // Nobody but a user is put into a group.
                let fits = opens != Opens::Group || caller.who == Who::User;
                if !fits || offers.is_sure(from) || !self.may(from, action, target.as_str()) {
                    continue;
                }
                let ask = |a: &&'static str| self.rank(caller, &Question::new(a, target.as_str(), &side));
                offers.take(from, worst(way.actions.iter().map(ask)), || Via::On(way));
            }
        }
    }
}

/// The action by which a principal assumes roles.
pub(super) fn assumption(caller: &Principal) -> &'static str {
    if caller.who != Who::Federated {
        "sts:AssumeRole"
    } else if caller.id.contains(":saml-provider/") {
        "sts:AssumeRoleWithSAML"
    } else {
        "sts:AssumeRoleWithWebIdentity"
    }
}
