//! One question to the evaluator, answered in three ways: yes, yes if, cannot
//! tell. It is asked twice: once with what is not known read for the caller,
//! once against.

use super::answer::Rank;
use super::map::Reach;
use super::principal::{Principal, Who};
use super::side::{Grant, Side};
use crate::policy::evaluate::rule::is_rooted_in_resource;
use crate::policy::evaluate::{Compiled, Outcome, Reading, Request};

/// A question.
#[derive(Clone, Copy)]
pub(super) struct Question<'q> {
    /// `service:Action`.
    pub(super) action: &'q str,
    /// The resource.
    pub(super) place: &'q str,
    /// What the resource says.
    pub(super) side: &'q Side,
    /// The service that a role is passed to.
    pub(super) to_service: Option<&'q str>,
    /// The caller has first given itself every permission.
    pub(super) unbridled: bool,
}

impl<'q> Question<'q> {
    /// A plain question.
    pub(super) fn new(action: &'q str, place: &'q str, side: &'q Side) -> Self {
        Self {
            action,
            place,
            side,
            to_service: None,
            unbridled: false,
        }
    }

    /// The request that a principal makes.
    pub(super) fn request(&self, principal: &Principal, reading: Reading) -> Request {
        let mut request = Request {
            principal: principal.id.clone(),
            action: self.action.to_owned(),
            resource: self.place.to_owned(),
            resource_account: Some(self.side.account.clone()),
            context: principal.context.clone(),
        };
        self.side.enter(&mut request.context);
        if let Some(service) = self.to_service {
            request
                .context
                .set("iam:PassedToService", vec![service.to_owned()]);
        }
        if let Some(region) = self.place.split(':').nth(3).filter(|r| !r.is_empty()) {
            request
                .context
                .set("aws:RequestedRegion", vec![region.to_owned()]);
        }
        request.context.read(reading);
        request
    }

    /// The grant of the key that lets a principal do it.
    pub(super) fn grant(&self, principal: &Principal) -> Option<&'q Grant> {
        let (service, operation) = self.action.split_once(':')?;
        self.side.grants.iter().find(|grant| {
            service.eq_ignore_ascii_case("kms")
                && grant.grantee == principal.id
                && grant.operations.iter().any(|o| o.eq_ignore_ascii_case(operation))
        })
    }
}

impl Reach<'_> {
    /// How surely a principal may do it; nothing if it may not.
    pub(super) fn rank(&self, principal: &Principal, question: &Question<'_>) -> Option<Rank> {
        let ready = self.ready(principal, question.unbridled);
        let mut request = question.request(principal, Reading::Widest);
        let side = question.side;
        let wide = ready.decide_beside(&side.ready, &request);
        if is_stranger(principal) && side.keeps_strangers_out {
            return None;
        }
        if wide == Outcome::Allowed {
            if side.hidden.is_some() {
                let rooted = is_rooted_in_resource(question.action, question.place);
                return Some(if rooted { Rank::CannotTell } else { Rank::If });
            }
            request.context.read(Reading::Narrowest);
            let sure = principal.hidden.is_empty()
                && principal.provided.is_none()
                && ready.decide_beside(&side.ready, &request) == Outcome::Allowed;
            return Some(if sure { Rank::Yes } else { Rank::If });
        }
        if wide == Outcome::ExplicitlyDenied {
            return None;
        }
        if let Some(grant) = question.grant(principal) {
            let sure = !grant.constrained && principal.hidden.is_empty();
            return Some(if sure { Rank::Yes } else { Rank::If });
        }
        let hidden = !principal.hidden.is_empty() && !question.unbridled;
        let unbridled = hidden.then(|| principal.unbridled(&self.library));
        let may = unbridled.is_some_and(|r| r.decide_beside(&side.ready, &request) == Outcome::Allowed);
        may.then_some(Rank::CannotTell)
    }

    fn ready<'p>(&self, principal: &'p Principal, unbridled: bool) -> &'p Compiled {
        if unbridled {
            principal.unbridled(&self.library)
        } else {
            &principal.ready
        }
    }

    /// The surest of several places; with the same certainty, the first.
    pub(super) fn best<'p>(
        &self,
        principal: &Principal,
        places: &'p [String],
        question: &Question<'_>,
    ) -> Option<(Rank, &'p str)> {
        let mut best: Option<(Rank, &str)> = None;
        for place in places {
            let asked = Question { place, ..*question };
            let Some(rank) = self.rank(principal, &asked) else {
                continue;
            };
            if best.is_none_or(|(known, _)| rank < known) {
                best = Some((rank, place));
            }
            if rank == Rank::Yes {
                break;
            }
        }
        best
    }
}

/// Whom a bucket with `RestrictPublicBuckets` and a public policy turns away.
fn is_stranger(principal: &Principal) -> bool {
    matches!(
        principal.who,
        Who::Outside | Who::Account | Who::Everyone | Who::Federated
    )
}
