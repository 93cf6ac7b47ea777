//! Who can do an action on a resource: the search, back from those who can by
//! themselves to those who can become them.

use super::answer::{Rank, Reacher, WhoCan};
use super::edges::Via;
use super::ends::End;
use super::map::Reach;
use super::principal::Who;
use super::target::QueryError;
use crate::policy::query::ways::{Opens, TAKEOVERS, WAYS};
use std::collections::{BTreeSet, HashSet};

/// The most hops that are followed unless told otherwise.
pub const MAX_HOPS: usize = 5;

/// The next step of a principal on its shortest path.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It does it.
    End(usize),
    /// It becomes another.
    Become(usize, Via),
}

/// Steps that are not to be taken: from whom to whom.
pub(super) type Barred = HashSet<(usize, usize)>;

/// What no answer over an inventory takes into account.
pub(super) const WITHOUT_ORGANISATION: &str =
    "Service and resource control policies are not in the inventory: they may deny more.";

/// The shortest paths of one certainty from every principal to a target.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    pub(super) steps: Vec<Option<Step>>,
    /// There are longer paths than were followed.
    pub(super) cut: bool,
}

impl Reach<'_> {
    /// Who can do an action on a resource, by how few hops, and on whose word.
    ///
    /// Each principal is asked once whether it can by itself; then the ways to
    /// become those who can are followed back, breadth first, so the first path
    /// found is a shortest one and a cycle ends by itself. What is sure comes
    /// before what depends, and that before what cannot be told, whatever the
    /// length. With P principals and R roles that lead to the target the cost
    /// is O(P + P·R) decisions; who can become a role is worked out once and
    /// kept for later questions.
    ///
    /// # Errors
    /// When there is no such action or resource, or the one is not on the other.
    pub fn who_can(&self, action: &str, resource: &str, max_hops: usize) -> Result<WhoCan, QueryError> {
        let target = self.target(action, resource)?;
        let ends: Vec<Vec<End>> = self.principals.iter().map(|p| self.ends(p, &target)).collect();
        let mut found: Vec<Option<Reacher>> = vec![None; self.principals.len()];
        let mut cut = false;
        for rank in [Rank::Yes, Rank::If, Rank::CannotTell] {
            let paths = self.paths(&ends, rank, max_hops, &Barred::default());
            cut |= paths.cut;
            for (at, reacher) in found.iter_mut().enumerate() {
                if reacher.is_none() && self.principals[at].who != Who::Group {
                    *reacher = self.reacher(at, &paths, &ends, &target);
                }
            }
        }
        let mut principals: Vec<Reacher> = found.into_iter().flatten().collect();
        principals.sort_by(|a, b| {
            let key = |r: &Reacher| (r.answer, r.path.len(), r.who);
            key(a).cmp(&key(b)).then_with(|| a.principal.cmp(&b.principal))
        });
        let mut caveats = target.caveats.clone();
        caveats.extend(self.unseen_ways());
        caveats.push(WITHOUT_ORGANISATION.to_owned());
        Ok(WhoCan {
            action: target.action.clone(),
            resource: target.resource.clone(),
            principals,
            asked: self.principals(),
            max_hops,
            cut,
            caveats,
        })
    }

    /// The shortest paths on which no step is less sure than `rank`, nor barred.
    pub(super) fn paths(&self, ends: &[Vec<End>], rank: Rank, max_hops: usize, barred: &Barred) -> Paths {
        let mut steps: Vec<Option<Step>> = vec![None; self.principals.len()];
        let mut by_hops: Vec<Vec<usize>> = vec![Vec::new(); max_hops + 2];
        for (at, of_one) in ends.iter().enumerate() {
            let fitting = of_one.iter().enumerate().filter(|(_, e)| e.rank <= rank);
            if let Some((number, end)) = fitting.min_by_key(|(_, e)| e.hops())
                && end.hops() <= max_hops
            {
                steps[at] = Some(Step::End(number));
                by_hops[end.hops()].push(at);
            }
        }
        let mut cut = false;
        let mut settled = vec![false; self.principals.len()];
        for hops in 0..=max_hops {
            let mut at = 0;
            while let Some(&to) = by_hops[hops].get(at) {
                at += 1;
                if std::mem::replace(&mut settled[to], true) {
                    continue;
                }
                for edge in self
                    .into(to)
                    .iter()
                    .filter(|e| e.rank <= rank && !settled[e.from] && !barred.contains(&(e.from, to)))
                {
                    let longer = match &steps[edge.from] {
                        None => true,
                        // An end of two hops is as long as one step and an end.
                        Some(Step::End(number)) => ends[edge.from][*number].hops() > hops + 1,
                        Some(Step::Become(..)) => false,
                    };
                    if !longer {
                        continue;
                    }
                    if hops == max_hops {
                        cut |= steps[edge.from].is_none();
                        continue;
                    }
                    steps[edge.from] = Some(Step::Become(to, edge.via.clone()));
                    by_hops[hops + 1].push(edge.from);
                }
            }
        }
        Paths { steps, cut }
    }

    /// The ways that some policy opens and that lead through things of which
    /// no inventory is kept.
    pub(super) fn unseen_ways(&self) -> Option<String> {
        let open = |actions: &[&str]| {
            self.principals
                .iter()
                .any(|p| actions.iter().all(|a| self.library.grants(&p.identity, a)))
        };
        let unseen: BTreeSet<&str> = WAYS
            .iter()
            .chain(TAKEOVERS)
            .filter_map(|way| match way.opens {
                Opens::Unseen(things) if open(way.actions) => Some(things),
                _ => None,
            })
            .collect();
        let named: Vec<&str> = unseen.into_iter().collect();
        (!named.is_empty()).then(|| {
            format!(
                "Ways through {} are not followed: the inventory does not hold them.",
                named.join(", ")
            )
        })
    }
}
