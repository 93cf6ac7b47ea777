//! The last step: how a principal does what is asked about, itself or after
//! taking hold of the resource or of its own permissions.

use super::answer::Rank;
use super::ask::Question;
use super::edges::worst;
use super::map::Reach;
use super::principal::{Principal, Who};
use super::side::{Side, is_assumption};
use super::target::Target;
use crate::inventory::Arn;
use crate::policy::Select;
use crate::policy::query::ways::{Opens, Rewrite, TAKEOVERS, WAYS, Way};

/// How the last step is made.
#[derive(Clone, Debug)]
pub(super) enum Last {
    /// It may.
    Direct,
    /// It is what is sought.
    Taken,
    /// It first takes hold of the key or bucket.
    Takeover(&'static Way),
    /// It first writes its own permissions, on this.
    Rewrite(&'static Way, Arn),
}

/// A principal that does what is asked about.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) rank: Rank,
    pub(super) last: Last,
    /// On which resource within what was asked about.
    pub(super) place: String,
}

impl End {
    /// How many hops it takes.
    pub(super) fn hops(&self) -> usize {
        match self.last {
            Last::Taken => 0,
            Last::Direct => 1,
            Last::Takeover(_) | Last::Rewrite(..) => 2,
        }
    }
}

/// Operations that a grant of a key can give.
const GRANTABLE: &[&str] = &[
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "CreateGrant",
    "RetireGrant",
    "DescribeKey",
    "Sign",
    "Verify",
    "GetPublicKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateMac",
    "VerifyMac",
    "DeriveSharedSecret",
];

impl Reach<'_> {
    /// The ends of a principal, the surest first; none if it cannot.
    pub(super) fn ends(&self, principal: &Principal, target: &Target) -> Vec<End> {
        // A provider vouches for those who sign in; it does nothing else itself.
        if principal.who == Who::Federated && !is_assumption(&target.action) {
            return Vec::new();
        }
        let side = target.side(self);
        let wanted = [target.resource.clone()];
        let besides = self.named_by(side, principal);
        let places = self
            .ground
            .within(&wanted, &target.action, principal, &besides, &self.library);
        let asked = Question::new(&target.action, &target.resource, side);
        let mut ends = Vec::new();
        if let Some((rank, place)) = self.best(principal, &places, &asked) {
            ends.push(End {
                rank,
                last: Last::Direct,
                place: place.to_owned(),
            });
        }
        if ends.first().is_some_and(|e| e.rank == Rank::Yes) {
            return ends;
        }
        ends.extend(self.takeover(principal, target, side, &places));
        ends.extend(self.rewrite(principal, &asked, &places));
        ends
    }

    /// The resources that the resource's own policy names.
    fn named_by(&self, side: &Side, principal: &Principal) -> Vec<String> {
        if principal.who == Who::Group {
            return Vec::new();
        }
        let document = side.paper.as_ref().map(|p| self.library.get(p.document));
        let statements = document.into_iter().flat_map(|d| &d.statements);
        let named = statements
            .filter_map(|s| s.resource.as_ref())
            .flat_map(Select::patterns);
        named.cloned().collect()
    }

    fn takeover(
        &self,
        principal: &Principal,
        target: &Target,
        side: &Side,
        places: &[String],
    ) -> Option<End> {
        let (service, name) = target.action.split_once(':')?;
        let opens = match service {
            "kms" => Opens::Key,
            "s3" => Opens::Bucket,
            _ => return None,
        };
        let whole = match opens {
            Opens::Bucket => target.resource.split('/').next()?,
            _ => &target.resource,
        };
        let ways = WAYS.iter().chain(TAKEOVERS).filter(|w| w.opens == opens);
        let mut best: Option<(Rank, &'static Way)> = None;
        for way in ways {
            let by_grant = way.actions == ["kms:CreateGrant"];
            if by_grant && !GRANTABLE.iter().any(|g| g.eq_ignore_ascii_case(name)) {
                continue;
            }
            if way.actions.iter().any(|a| a.eq_ignore_ascii_case(&target.action)) {
                continue;
            }
            let ranks = way
                .actions
                .iter()
                .map(|a| self.rank(principal, &Question::new(a, whole, side)));
            let Some(rank) = worst(ranks) else { continue };
            if best.is_none_or(|(known, _)| rank < known) {
                best = Some((rank, way));
            }
        }
        let (rank, way) = best?;
        // A boundary or a denial of one's own still stands.
        let open = Side::taken(&side.account);
        let asked = Question::new(&target.action, &target.resource, &open);
        let (after, place) = self.best(principal, places, &asked)?;
        Some(End {
            rank: rank.max(after),
            last: Last::Takeover(way),
            place: place.to_owned(),
        })
    }

    fn rewrite(&self, principal: &Principal, asked: &Question<'_>, places: &[String]) -> Option<End> {
        let own = |where_: Rewrite| -> Vec<Arn> {
            match (where_, principal.who) {
                (Rewrite::User, Who::User) | (Rewrite::Role, Who::Role) => {
                    vec![Arn::new(principal.id.as_str())]
                }
                (Rewrite::Group, Who::User | Who::Group) => principal.groups.clone(),
                (Rewrite::Attached, Who::User | Who::Role | Who::Group) => principal.attached.clone(),
                _ => Vec::new(),
            }
        };
        let mut best: Option<(Rank, &'static Way, Arn)> = None;
        for way in WAYS {
            let Opens::Itself(place) = way.opens else { continue };
            if !way
                .actions
                .iter()
                .all(|a| self.library.grants(&principal.identity, a))
            {
                continue;
            }
            for arn in own(place) {
                let side = self.untold(arn.as_str());
                let ranks = way
                    .actions
                    .iter()
                    .map(|a| self.rank(principal, &Question::new(a, arn.as_str(), &side)));
                let Some(rank) = worst(ranks) else { continue };
                if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                    best = Some((rank, way, arn));
                }
            }
        }
        let (rank, way, arn) = best?;
        let unbridled = Question {
            unbridled: true,
            ..*asked
        };
        let (after, place) = self.best(principal, places, &unbridled)?;
        Some(End {
            rank: rank.max(after),
            last: Last::Rewrite(way, arn),
            place: place.to_owned(),
        })
    }
}
