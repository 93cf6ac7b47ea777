//! Attack paths: from people and from outside to what is at stake, and which
//! statement, once mended, closes the most of them.

use super::answer::{Hop, Rank};
use super::ends::{End, Last};
use super::map::Reach;
use super::principal::Who;
use super::query::{Barred, Paths, Step};
use super::stakes::{Prize, Stake, prizes};
use super::target::Target;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One shortest path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttackPath {
    /// The kind of who begins it.
    pub who: Who,
    /// Who begins it: an ARN, account, provider.
    pub from: String,
    /// What people call it.
    pub name: String,
    /// What it leads to, by number.
    pub prize: usize,
    /// How sure it is.
    pub answer: Rank,
    /// Some step is more than signing in or assuming a role as meant.
    pub escalates: bool,
    /// The steps, by number, in order.
    pub hops: Vec<usize>,
}

/// A statement by which paths go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// The statement, and the policy that it is in.
    pub statement: String,
    /// The first of the steps that it grants, by number.
    pub hop: usize,
    /// How many steps it grants.
    pub steps: usize,
    /// The paths that go by it, by number.
    pub paths: Vec<usize>,
    /// How many have no other way round: they close with it.
    pub closes: usize,
}

/// Every attack path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AttackPaths {
    /// What is at stake.
    pub prizes: Vec<Prize>,
    /// The steps of all paths, each once.
    pub hops: Vec<Hop>,
    /// The paths: those that escalate first, then the surest and shortest.
    pub paths: Vec<AttackPath>,
    /// What to mend first.
    pub remedies: Vec<Remedy>,
    /// How many principals could begin one.
    pub asked: usize,
    /// The most hops that were followed.
    pub max_hops: usize,
    /// There may be longer paths than that.
    pub cut: bool,
    /// What was not taken into account.
    pub caveats: Vec<String>,
}

impl AttackPaths {
    /// Puts the paths of another account after these.
    pub fn append(&mut self, other: Self) {
        let (prizes, hops, paths) = (self.prizes.len(), self.hops.len(), self.paths.len());
        self.prizes.extend(other.prizes);
        self.hops.extend(other.hops);
        self.paths.extend(other.paths.into_iter().map(|path| AttackPath {
            prize: path.prize + prizes,
            hops: path.hops.into_iter().map(|hop| hop + hops).collect(),
            ..path
        }));
        self.remedies
            .extend(other.remedies.into_iter().map(|remedy| Remedy {
                hop: remedy.hop + hops,
                paths: remedy.paths.into_iter().map(|path| path + paths).collect(),
                ..remedy
            }));
        self.remedies.sort_by_key(|remedy| Reverse(remedy.closes));
        self.asked += other.asked;
        self.max_hops = self.max_hops.max(other.max_hops);
        self.cut |= other.cut;
        for caveat in other.caveats {
            if !self.caveats.contains(&caveat) {
                self.caveats.push(caveat);
            }
        }
    }
}

/// The most statements that are weighed.
const MOST_WEIGHED: usize = 24;

/// What is at stake, with who can take it by themselves.
struct Sought {
    prize: Prize,
    target: Option<Target>,
    ends: Vec<Vec<End>>,
}

/// The identity of a step, so that each is told once.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Become(usize, usize),
    End(usize, usize, usize),
}

/// The steps told so far.
#[derive(Default)]
struct Told {
    hops: Vec<Hop>,
    numbers: HashMap<Key, Vec<usize>>,
    /// From which principal to which a step goes, where it becomes one.
    edges: Vec<Option<(usize, usize)>>,
}

impl Reach<'_> {
    /// The shortest path from every person and everyone outside to each thing
    /// at stake.
    ///
    /// What a principal of the account may do by itself is access, not attack;
    /// what someone outside may is both. The account's edges are worked out
    /// once for all targets; each target costs a question to every principal.
    pub fn attack_paths(&self, max_hops: usize) -> AttackPaths {
        let sought: Vec<Sought> = prizes(self.inventory)
            .into_iter()
            .map(|p| self.sought(p))
            .collect();
        let mut told = Told::default();
        let mut all = AttackPaths {
            max_hops,
            asked: self.principals.iter().filter(|p| p.who.starts_attacks()).count(),
            caveats: self.blind_spots(),
            ..AttackPaths::default()
        };
        for (number, of_prize) in sought.iter().enumerate() {
            let sure = self.paths(&of_prize.ends, Rank::Yes, max_hops, &Barred::default());
            let likely = self.paths(&of_prize.ends, Rank::If, max_hops, &Barred::default());
            all.cut |= likely.cut;
            for (at, principal) in self.principals.iter().enumerate() {
                if !principal.who.starts_attacks() {
                    continue;
                }
                let found = [&sure, &likely].into_iter().find(|p| p.steps[at].is_some());
                if let Some(hops) = found.and_then(|paths| self.tell(at, number, of_prize, paths, &mut told))
                {
                    let steps = || hops.iter().map(|h| &told.hops[*h]);
                    let ranks = steps().flat_map(|h| &h.permissions).map(|p| p.rank);
                    all.paths.push(AttackPath {
                        who: principal.who,
                        from: principal.id.clone(),
                        name: principal.name.clone(),
                        prize: number,
                        answer: ranks.max().unwrap_or(Rank::Yes),
                        escalates: steps().any(|h| h.way != "act" && h.way != "assume"),
                        hops,
                    });
                }
            }
        }
        all.paths.sort_by(|a, b| {
            let key = |p: &AttackPath| {
                (
                    !p.escalates,
                    p.answer,
                    p.hops.len(),
                    sought[p.prize].prize.stake,
                    p.who,
                )
            };
            key(a)
                .cmp(&key(b))
                .then_with(|| (&a.from, a.prize).cmp(&(&b.from, b.prize)))
        });
        all.remedies = self.remedies(&sought, &told, &all.paths, max_hops);
        all.caveats.extend(self.unseen_ways());
        all.caveats.push(super::query::WITHOUT_ORGANISATION.to_owned());
        all.prizes = sought.into_iter().map(|s| s.prize).collect();
        all.hops = told.hops;
        all
    }

    fn sought(&self, prize: Prize) -> Sought {
        let target = prize
            .stake
            .action()
            .and_then(|action| self.target(action, &prize.on).ok());
        let ends = if let Some(target) = &target {
            self.principals.iter().map(|p| self.ends(p, target)).collect()
        } else {
            self.taken_by_becoming(&prize)
        };
        Sought { prize, target, ends }
    }

    /// A role is taken by whoever becomes it.
    fn taken_by_becoming(&self, prize: &Prize) -> Vec<Vec<End>> {
        let mut ends: Vec<Vec<End>> = vec![Vec::new(); self.principals.len()];
        if let Some(role) = self.by_id.get(&prize.arn) {
            ends[*role].push(End {
                rank: Rank::Yes,
                last: Last::Taken,
                place: prize.arn.clone(),
            });
        }
        ends
    }

    /// The steps of a principal's path, by number; none for what is access.
    fn tell(
        &self,
        from: usize,
        prize: usize,
        sought: &Sought,
        paths: &Paths,
        told: &mut Told,
    ) -> Option<Vec<usize>> {
        let mut hops = Vec::new();
        let mut at = from;
        loop {
            match paths.steps[at].as_ref()? {
                Step::Become(to, via) => {
                    let key = Key::Become(at, *to);
                    hops.extend(told.put(key, Some((at, *to)), || vec![self.hop(at, *to, via)]));
                    at = *to;
                }
                Step::End(number) => {
                    let end = &sought.ends[at][*number];
                    if let (Some(target), true) = (&sought.target, !matches!(end.last, Last::Taken)) {
                        let key = Key::End(at, prize, *number);
                        hops.extend(told.put(key, None, || self.last(at, end, target)));
                    }
                    break;
                }
            }
        }
        let by_itself = hops.len() == 1 && told.hops[hops[0]].way == "act";
        let own = self.principals[from].who == Who::User;
        let is_access = hops.is_empty() || (by_itself && own);
        (!is_access).then_some(hops)
    }

    /// What to mend first: for each statement that grants steps, how many
    /// paths go by them, and how many have no way round once they are closed.
    fn remedies(&self, sought: &[Sought], told: &Told, paths: &[AttackPath], max_hops: usize) -> Vec<Remedy> {
        let mut by_statement: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (number, hop) in told.hops.iter().enumerate() {
            if let (Some(_), Some(statement)) = (told.edges[number], decisive(hop)) {
                by_statement.entry(statement).or_default().insert(number);
            }
        }
        let mut found: Vec<(Remedy, BTreeSet<usize>)> = by_statement
            .into_iter()
            .map(|(statement, hops)| {
                let goes_by = |p: &AttackPath| p.hops.iter().any(|h| hops.contains(h));
                let numbered = paths.iter().enumerate();
                let by: Vec<usize> = numbered.filter(|(_, p)| goes_by(p)).map(|(at, _)| at).collect();
                let remedy = Remedy {
                    statement,
                    hop: hops.first().copied().unwrap_or(0),
                    steps: hops.len(),
                    paths: by,
                    closes: 0,
                };
                (remedy, hops)
            })
            .collect();
        found.sort_by(|(a, _), (b, _)| (b.paths.len(), &a.statement).cmp(&(a.paths.len(), &b.statement)));
        found.truncate(MOST_WEIGHED);
        let numbers: HashMap<&str, usize> = self.by_id.iter().map(|(id, at)| (id.as_str(), *at)).collect();
        for (remedy, hops) in &mut found {
            let barred: Barred = hops.iter().filter_map(|h| told.edges[*h]).collect();
            remedy.closes = self.closed(sought, paths, &numbers, &barred, max_hops);
        }
        let mut remedies: Vec<Remedy> = found.into_iter().map(|(remedy, _)| remedy).collect();
        remedies.sort_by(|a, b| {
            (b.closes, b.paths.len(), &a.statement).cmp(&(a.closes, a.paths.len(), &b.statement))
        });
        remedies
    }

    /// How many of the paths have no way round some steps.
    fn closed(
        &self,
        sought: &[Sought],
        paths: &[AttackPath],
        numbers: &HashMap<&str, usize>,
        barred: &Barred,
        max_hops: usize,
    ) -> usize {
        let round: Vec<Paths> = sought
            .iter()
            .map(|s| self.paths(&s.ends, Rank::If, max_hops, barred))
            .collect();
        let is_closed = |path: &&AttackPath| {
            let from = numbers.get(path.from.as_str());
            from.is_none_or(|from| round[path.prize].steps[*from].is_none())
        };
        paths.iter().filter(is_closed).count()
    }
}

impl Told {
    fn put(&mut self, key: Key, edge: Option<(usize, usize)>, tell: impl FnOnce() -> Vec<Hop>) -> Vec<usize> {
        if let Some(known) = self.numbers.get(&key) {
            return known.clone();
        }
        let first = self.hops.len();
        self.hops.extend(tell());
        let numbers: Vec<usize> = (first..self.hops.len()).collect();
        self.edges.extend(numbers.iter().map(|_| edge));
        self.numbers.insert(key, numbers.clone());
        numbers
    }
}

/// The statement that grants a step: of passing a role, the one that lets it
/// be passed. Inline policies have their holder's name added: two of them may
/// be called the same.
fn decisive(hop: &Hop) -> Option<String> {
    let said = hop.permissions.first()?.by.first()?;
    let of = if said.policy.starts_with("inline policy") && !said.policy.contains(" of group ") {
        format!(" of {}", hop.from)
    } else {
        String::new()
    };
    Some(format!("{said}{of}"))
}

impl AttackPaths {
    /// The steps of a path.
    pub fn hops_of<'s>(&'s self, path: &'s AttackPath) -> impl Iterator<Item = &'s Hop> {
        path.hops.iter().filter_map(|at| self.hops.get(*at))
    }

    /// What a path leads to.
    pub fn prize_of(&self, path: &AttackPath) -> &Prize {
        &self.prizes[path.prize]
    }

    /// How many paths lead to each kind of thing.
    pub fn by_stake(&self) -> BTreeMap<Stake, usize> {
        let mut counts = BTreeMap::new();
        for path in &self.paths {
            *counts.entry(self.prize_of(path).stake).or_default() += 1;
        }
        counts
    }
}
