//! The values of a condition key that make a difference: one for each class
//! that the conditions on it part all values into, and its absence.

use super::classes::{Glob, classes};
use crate::policy::evaluate::{value, variable};
use crate::policy::operator::{Base, Operator};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One condition on a key.
#[derive(Clone, Copy)]
pub(super) struct Use<'p> {
    pub(super) operator: Operator,
    pub(super) wanted: &'p [String],
    pub(super) variables: bool,
}

/// What a key can be.
#[derive(Debug)]
pub(super) struct Values {
    /// Each is what the key may hold; none for its absence.
    pub(super) choices: Vec<Vec<String>>,
    /// Why these are not all that make a difference.
    pub(super) doubt: Option<String>,
}

/// Keys that every request has.
const ALWAYS: &[&str] = &[
    "aws:currenttime",
    "aws:epochtime",
    "aws:securetransport",
    "aws:requestedregion",
];

/// More classes than this are not put together in sets.
const MOST_IN_SETS: usize = 6;

impl Values {
    /// The values of a key by everything that is asked of it.
    pub(super) fn of(key: &str, uses: &[Use<'_>]) -> Self {
        let mut doubt = None;
        let kinds: BTreeSet<u8> = uses.iter().filter_map(|u| kind(u.operator.base)).collect();
        if kinds.len() > 1 {
            doubt = Some(format!("`{key}` is compared as more than one kind of value"));
        }
        let mut texts: Vec<String> = Vec::new();
        for kind in kinds {
            let of_kind: Vec<Use<'_>> = uses
                .iter()
                .copied()
                .filter(|u| self::kind(u.operator.base) == Some(kind))
                .collect();
            let found = match kind {
                TEXT => text_values(&of_kind),
                NUMBER => Some(number_values(&of_kind)),
                DATE => Some(date_values(&of_kind)),
                BOOL => Some(vec!["true".to_owned(), "false".to_owned()]),
                _ => Some(address_values(&of_kind)),
            };
            match found {
                Some(found) => texts.extend(found),
                None => doubt = Some(format!("`{key}` is compared with too many patterns")),
            }
        }
        if uses
            .iter()
            .any(|u| u.variables && u.wanted.iter().any(|w| variable::has_variables(w)))
        {
            doubt = Some(format!("`{key}` is compared with a policy variable"));
        }
        if texts.is_empty() {
            texts.push("x".to_owned());
        }
        let many = uses.iter().any(|u| u.operator.set.is_some());
        let mut choices: Vec<Vec<String>> = Vec::new();
        if !ALWAYS.contains(&key) {
            choices.push(Vec::new());
        }
        choices.extend(texts.iter().map(|text| vec![text.clone()]));
        if many {
            if texts.len() > MOST_IN_SETS {
                doubt = Some(format!("`{key}` takes sets of too many kinds of value"));
            } else {
                choices.extend(sets(&texts));
            }
        }
        Self { choices, doubt }
    }
}

/// Every set of two texts or more.
fn sets(texts: &[String]) -> impl Iterator<Item = Vec<String>> {
    (0_u32..1 << texts.len())
        .filter(|set| set.count_ones() > 1)
        .map(|set| {
            let chosen = texts.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
            chosen.map(|(_, text)| text.clone()).collect()
        })
}

const TEXT: u8 = 0;
const NUMBER: u8 = 1;
const DATE: u8 = 2;
const BOOL: u8 = 3;
const ADDRESS: u8 = 4;

fn kind(base: Base) -> Option<u8> {
    let name = format!("{base:?}");
    Some(match base {
        Base::Null => return None,
        Base::Bool => BOOL,
        Base::IpAddress | Base::NotIpAddress => ADDRESS,
        _ if name.starts_with("Numeric") => NUMBER,
        _ if name.starts_with("Date") => DATE,
        _ => TEXT,
    })
}

/// The patterns of a text condition; `None` for those with variables, which the
/// search fills in where it can.
pub(super) fn globs(used: &Use<'_>) -> Vec<Glob> {
    let plain = |w: &&String| !(used.variables && variable::has_variables(w));
    let glob = |wanted: &String| match used.operator.base {
        Base::StringLike | Base::StringNotLike => Glob::like(wanted),
        Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike => Glob::arn(wanted),
        Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase => Glob::text(wanted, true),
        _ => Glob::text(wanted, false),
    };
    used.wanted.iter().filter(plain).map(glob).collect()
}

fn text_values(uses: &[Use<'_>]) -> Option<Vec<String>> {
    let globs: Vec<Glob> = uses.iter().flat_map(globs).collect();
    let filled = Glob::like("?*");
    let all = classes(&globs, Some(&filled))?;
    Some(all.into_iter().map(|class| class.text).collect())
}

/// The numbers named, one between each two neighbours, one beyond each end,
/// and what is no number.
fn number_values(uses: &[Use<'_>]) -> Vec<String> {
    let mut named: Vec<f64> = wanted(uses).filter_map(|w| value::number(w)).collect();
    named.sort_by(f64::total_cmp);
    named.dedup();
    let mut out: Vec<String> = named.iter().map(f64::to_string).collect();
    out.extend(
        named
            .windows(2)
            .map(|two| (f64::midpoint(two[0], two[1])).to_string()),
    );
    out.extend(named.first().map(|least| (least - 1.0).to_string()));
    out.extend(named.last().map(|most| (most + 1.0).to_string()));
    out.push("none".to_owned());
    out
}

/// The moments named, a second before and after each.
fn date_values(uses: &[Use<'_>]) -> Vec<String> {
    let named = wanted(uses)
        .filter_map(|w| value::date(w))
        .map(|ms| ms.div_euclid(1000));
    let near: BTreeSet<i64> = named
        .flat_map(|at| [at - 1, at, at + 1])
        .filter(|at| *at >= 10_000)
        .collect();
    near.iter().map(i64::to_string).collect()
}

/// The first address of each range, and the first after it: between two of
/// these no range begins or ends.
fn address_values(uses: &[Use<'_>]) -> Vec<String> {
    let mut out = BTreeSet::from([
        IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    ]);
    for range in wanted(uses) {
        let (network, bits) = range.split_once('/').unwrap_or((range, "128"));
        let Ok(network) = network.parse::<IpAddr>() else {
            continue;
        };
        let bits: u32 = bits.parse().unwrap_or(128);
        match network {
            IpAddr::V4(network) => {
                let mask = u32::MAX.checked_shr(bits.min(32)).unwrap_or(0);
                let first = u32::from(network) & !mask;
                out.insert(Ipv4Addr::from(first).into());
                out.extend(
                    (first | mask)
                        .checked_add(1)
                        .map(|a| IpAddr::from(Ipv4Addr::from(a))),
                );
            }
            IpAddr::V6(network) => {
                let mask = u128::MAX.checked_shr(bits.min(128)).unwrap_or(0);
                let first = u128::from(network) & !mask;
                out.insert(Ipv6Addr::from(first).into());
                out.extend(
                    (first | mask)
                        .checked_add(1)
                        .map(|a| IpAddr::from(Ipv6Addr::from(a))),
                );
            }
        }
    }
    out.iter().map(IpAddr::to_string).collect()
}

fn wanted<'p>(uses: &'p [Use<'p>]) -> impl Iterator<Item = &'p String> {
    uses.iter().flat_map(|u| u.wanted)
}
