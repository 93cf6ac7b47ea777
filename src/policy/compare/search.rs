//! The search for a request that one set allows and the other does not.

use super::Witness;
use super::reading::{Answer, Said, ask, statements};
use super::space::{self, Asked, Space};
use crate::policy::Document;
use crate::policy::evaluate::Request;
use std::collections::BTreeSet;

/// The key that says who owns the resource.
const OWNER: &str = "aws:resourceaccount";

/// How many contexts are tried in all before giving up.
const MOST_TRIED: usize = 400_000;

/// A search: what `wide` allows and `narrow` does not, among the requests that
/// are asked about.
pub(super) struct Search<'a> {
    pub(super) wide: &'a [Document],
    pub(super) narrow: &'a [Document],
    pub(super) asked: Asked<'a>,
    /// Whether a request is one of those asked about. It is asked before the
    /// context is known, and again with each context: what it refuses without
    /// one, it refuses with any.
    pub(super) wanted: &'a dyn Fn(&Request) -> bool,
}

/// What came of it: a witness, or why there may still be one.
pub(super) enum Found {
    Witness(Box<Witness>),
    Nothing { doubts: BTreeSet<String> },
}

impl Search<'_> {
    pub(super) fn run(&self) -> Found {
        let space = Space::of(&[self.wide, self.narrow], self.asked);
        let mut doubts = space.doubts.clone();
        let mut left = MOST_TRIED;
        for action in &space.actions {
            for resource in &space.resources {
                for principal in &space.principals {
                    let request = Request::new(principal, action, resource).with_aws_keys();
                    if !(self.wanted)(&request) {
                        continue;
                    }
                    match self.contexts(&request, &space, &mut left, &mut doubts) {
                        Some(witness) => return Found::Witness(Box::new(self.on_a_real_resource(witness))),
                        None if left == 0 => {
                            doubts.insert(
                                "there are too many combinations of conditions to try all".to_owned(),
                            );
                            return Found::Nothing { doubts };
                        }
                        None => {}
                    }
                }
            }
        }
        Found::Nothing { doubts }
    }

    /// The same witness on a resource as AWS names them, where that separates
    /// the sets too: the shortest text of a class says little to a reader.
    fn on_a_real_resource(&self, witness: Witness) -> Witness {
        let dressed = space::named_resources(&witness.request.action).find_map(|resource| {
            let request = Request {
                resource,
                ..witness.request.clone()
            };
            let wide: Vec<Said<'_>> = statements(self.wide).collect();
            let narrow: Vec<Said<'_>> = statements(self.narrow).collect();
            (self.wanted)(&request).then(|| separates(&wide, &narrow, request))?
        });
        dressed.unwrap_or(witness)
    }

    /// Tries every context of the keys that bear on the request.
    fn contexts(
        &self,
        request: &Request,
        space: &Space,
        left: &mut usize,
        doubts: &mut BTreeSet<String>,
    ) -> Option<Witness> {
        let about = |set| -> Vec<Said<'_>> {
            statements(set)
                .filter(|said| said.may_be_about(request))
                .collect()
        };
        let wide = about(self.wide);
        if wide.iter().all(Said::denies) {
            return None;
        }
        let narrow = about(self.narrow);
        let plainly = |said: &&Said<'_>| said.statement.conditions.is_empty() && said.speaks(request);
        let granted = |said: &Said<'_>| !said.denies() && plainly(&said);
        if wide.iter().any(|said| said.denies() && plainly(&said))
            || (narrow.iter().any(granted) && !narrow.iter().any(Said::denies))
        {
            return None;
        }
        let keys: BTreeSet<String> = wide.iter().chain(&narrow).flat_map(Said::keys).collect();
        // What AWS derives from who asks is there already. Who owns the
        // resource does not follow from that: a bucket may be anybody's.
        let mut request = request.clone();
        if keys.contains(OWNER) {
            match owner_in_arn(&request.resource) {
                Some(owner) if is_account(owner) => {}
                Some(_) => {
                    _ = doubts.insert(format!("`{OWNER}` was not tried with every account of a pattern"));
                }
                None => request.context.set(OWNER, Vec::new()),
            }
        }
        let request = &request;
        let open = keys
            .iter()
            .filter(|key| request.context.get(key).is_none_or(<[String]>::is_empty));
        let values: Vec<_> = open.filter_map(|key| Some((key, space.values(key)?))).collect();
        doubts.extend(values.iter().filter_map(|(_, v)| v.doubt.clone()));
        let mut at = vec![0; values.len()];
        loop {
            if *left == 0 {
                return None;
            }
            *left -= 1;
            let mut tried = request.clone();
            for ((key, values), at) in values.iter().zip(&at) {
                tried.context.set(key, values.choices[*at].clone());
            }
            let witness = (self.wanted)(&tried).then(|| separates(&wide, &narrow, tried));
            if let Some(witness) = witness.flatten() {
                return Some(witness);
            }
            let turned = values.iter().zip(&mut at).any(|((_, values), at)| {
                *at = (*at + 1) % values.choices.len();
                *at != 0
            });
            if !turned {
                return None;
            }
        }
    }
}

/// The account of an ARN, which those of buckets and objects do not have.
fn owner_in_arn(resource: &str) -> Option<&str> {
    resource.split(':').nth(4).filter(|account| !account.is_empty())
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn separates(wide: &[Said<'_>], narrow: &[Said<'_>], request: Request) -> Option<Witness> {
    let Answer::Allows(granted) = ask(wide, &request) else {
        return None;
    };
    let denied = match ask(narrow, &request) {
        Answer::Allows(_) => return None,
        Answer::Denies(said) => Some(said.place()),
        Answer::Silent => None,
    };
    Some(Witness {
        granted_by: granted.place(),
        denied_by: denied,
        request,
    })
}
