//! The ways to a role that lead through services: passing it to something
//! new, and something existing that runs as it.

use super::answer::Rank;
use super::ask::Question;
use super::edges::{Offers, Via, worst};
use super::map::{Passing, Reach, Runs, Somewhere};
use super::place::is_on;
use super::principal::Principal;
use super::side::{Side, held};
use crate::inventory::Arn;
use crate::policy::query::ways::{Kept, Opens, PASS, TAKEOVERS, WAYS};
use std::rc::Rc;

impl Reach<'_> {
    /// Offers every way by which the role is passed to a service.
    pub(super) fn by_passing(&self, to: usize, offers: &mut Offers) {
        let role = self.arn_of(to);
        let mut services: Vec<(&'static str, Rank)> = Vec::new();
        for way in WAYS {
            if let Opens::Passed(service) = way.opens
                && services.iter().all(|(known, _)| *known != service)
                && let Some(rank) = self.trusting(to, service)
            {
                services.push((service, rank));
            }
        }
        if services.is_empty() {
            return;
        }
        let side = self.untold(role.as_str());
        for from in self.holders(PASS).iter().copied() {
            let ways = self.passing(from);
            if ways.is_empty() || offers.is_sure(from) || !self.may(from, PASS, role.as_str()) {
                continue;
            }
            for (service, trust) in &services {
                let question = Question {
                    to_service: Some(service),
                    ..Question::new(PASS, role.as_str(), &side)
                };
                let fitting = || ways.iter().filter(|(way, _)| way.opens == Opens::Passed(service));
                if fitting().next().is_none() {
                    continue;
                }
                let Some(pass) = self.rank(&self.principals[from], &question) else {
                    continue;
                };
                for (way, rank) in fitting() {
                    let rank = pass.max(*trust).max(*rank);
                    offers.take(from, Some(rank), || Via::Pass(way, service));
                }
            }
        }
    }

    /// How surely a service may assume a role for this account.
    fn trusting(&self, role: usize, service: &'static str) -> Option<Rank> {
        let asked = &self.principals[*self.by_id.get(service)?];
        let arn = self.arn_of(role);
        let trust = self.sides.get(&arn)?;
        self.rank(asked, &Question::new("sts:AssumeRole", arn.as_str(), trust))
    }

    /// The ways of which a principal may do everything but pass the role.
    fn passing(&self, from: usize) -> Passing {
        if let Some(known) = self.passing.borrow().get(&from) {
            return Rc::clone(known);
        }
        let ways = WAYS.iter().filter(|w| matches!(w.opens, Opens::Passed(_)));
        let found: Passing = ways
            .filter_map(|way| {
                let needed = way
                    .actions
                    .iter()
                    .map(|action| Some(self.somewhere(from, action)?.0));
                Some((way, worst(needed)?))
            })
            .collect();
        self.passing.borrow_mut().insert(from, Rc::clone(&found));
        found
    }

    /// Whether a principal may do an action on anything of its kind.
    pub(super) fn somewhere(&self, from: usize, action: &'static str) -> Somewhere {
        if let Some(known) = self.somewhere.borrow().get(&(from, action)) {
            return known.clone();
        }
        let caller = &self.principals[from];
        let able = !caller.hidden.is_empty() || self.library.grants(&caller.identity, action);
        let found = able.then(|| self.allowed_within(caller, action, &self.ground.of_action(action)));
        let found = found.flatten();
        self.somewhere.borrow_mut().insert((from, action), found.clone());
        found
    }

    fn allowed_within(&self, caller: &Principal, action: &str, wanted: &[String]) -> Somewhere {
        let places = self.ground.within(wanted, action, caller, &[], &self.library);
        let side = Side::plain(&self.ground.account);
        let (rank, place) = self.best(caller, &places, &Question::new(action, "*", &side))?;
        Some((rank, Rc::from(place)))
    }

    /// Offers every way through something existing that runs as the role.
    pub(super) fn by_running(&self, to: usize, offers: &mut Offers) {
        let role = &self.principals[to].id;
        for runs in self.runs.get(role).into_iter().flatten() {
            let ways = WAYS.iter().chain(TAKEOVERS);
            for way in ways.filter(|w| w.opens == Opens::RoleOf(runs.kept)) {
                let [action, ..] = way.actions else { continue };
                for from in self.holders(action).iter().copied().filter(|from| *from != to) {
                    if !offers.is_sure(from) {
                        let needed = way
                            .actions
                            .iter()
                            .map(|a| Some(self.on_running(from, a, runs)?.0));
                        offers.take(from, worst(needed), || Via::Running(way, runs.clone()));
                    }
                }
            }
        }
    }

    /// Whether a principal may do an action on what runs as a role, or, if the
    /// action is on something else, at all.
    pub(super) fn on_running(&self, from: usize, action: &'static str, runs: &Runs) -> Somewhere {
        let caller = &self.principals[from];
        if is_on(action, &runs.on) {
            let bucket = held(self.inventory, &runs.on).and_then(|r| self.sides.get(&r.arn));
            if bucket.is_none() && !self.may(from, action, &runs.on) {
                return None;
            }
            let untold;
            let side = if let Some(side) = bucket {
                side
            } else {
                untold = self.untold(&runs.on);
                &untold
            };
            let rank = self.rank(caller, &Question::new(action, &runs.on, side))?;
            return Some((rank, Rc::from(runs.on.as_str())));
        }
        if runs.kept != Kept::Domain {
            return self.somewhere(from, action);
        }
        // A profile of this domain, not of any.
        let domain = Arn::new(runs.on.as_str());
        let below = format!("/{}/", domain.short_name());
        let of_domain = |wanted: &String| wanted.replacen("/*/", &below, 1);
        let wanted: Vec<String> = self.ground.of_action(action).iter().map(of_domain).collect();
        self.allowed_within(caller, action, &wanted)
    }
}
