//! Addresses and ranges in conditions.

use super::Fix;
use super::page::{Clause, Leaf, Page, Test};
use crate::policy::operator::Base;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ranges that never reach AWS from the internet, and their length. A request
/// through an endpoint has no aws:SourceIp at all.
const PRIVATE_4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
];

const PRIVATE_6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
    (Ipv6Addr::LOCALHOST, 128),
];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for test in &clause.tests {
        let Some(base) = test.meaning.map(|m| m.base) else {
            continue;
        };
        if !matches!(base, Base::IpAddress | Base::NotIpAddress) {
            continue;
        }
        let values: Vec<&Leaf<'_>> = test.values.iter().filter(|v| !v.text.contains("${")).collect();
        let mut ranges = Vec::new();
        for leaf in &values {
            match range(leaf.text) {
                Some(found) => {
                    improve(page, clause, leaf, found);
                    ranges.push((*leaf, found));
                }
                None => page.report(
                    clause,
                    "TYPE_MISMATCH_IP_RANGE",
                    leaf.span.clone(),
                    format!("\"{}\" is no address or range", leaf.text),
                ),
            }
        }
        if test.is("aws:SourceIp") {
            private(page, clause, test, base, &ranges);
        }
    }
}

/// An address and the length of its network.
type Range = (IpAddr, u8);

fn range(text: &str) -> Option<Range> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        None => width,
        Some(bits) => bits.parse::<u8>().ok().filter(|b| *b <= width)?,
    };
    Some((address, bits))
}

/// The address with the bits after the network's set to nothing.
fn network((address, bits): Range) -> IpAddr {
    match address {
        IpAddr::V4(a) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            Ipv4Addr::from_bits(a.to_bits() & mask).into()
        }
        IpAddr::V6(a) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            Ipv6Addr::from_bits(a.to_bits() & mask).into()
        }
    }
}

fn improve(page: &mut Page<'_>, clause: &Clause<'_>, leaf: &Leaf<'_>, found: Range) {
    let start = network(found);
    if start == found.0 {
        return;
    }
    let right = format!("{start}/{}", found.1);
    let fix = Fix::new(
        format!("write {right}"),
        leaf.span.clone(),
        format!("\"{right}\""),
    );
    let message = format!("AWS reads \"{}\" as {right}", leaf.text);
    page.report_fixable(clause, "IMPROVE_IP_RANGE", leaf.span.clone(), message, Some(fix));
}

fn is_private((address, bits): Range) -> bool {
    match address {
        IpAddr::V4(_) => PRIVATE_4
            .iter()
            .any(|(net, length)| bits >= *length && network((address, *length)) == IpAddr::V4(*net)),
        IpAddr::V6(_) => PRIVATE_6
            .iter()
            .any(|(net, length)| bits >= *length && network((address, *length)) == IpAddr::V6(*net)),
    }
}

/// `aws:SourceIp` is the public address of the caller: a private one is never met.
fn private(
    page: &mut Page<'_>,
    clause: &Clause<'_>,
    test: &Test<'_>,
    base: Base,
    ranges: &[(&Leaf<'_>, Range)],
) {
    let inside: Vec<&str> = ranges
        .iter()
        .filter(|(_, r)| is_private(*r))
        .map(|(l, _)| l.text)
        .collect();
    let Some(first) = inside.first() else { return };
    let all = inside.len() == ranges.len();
    let (code, consequence) = match (base, all) {
        (Base::NotIpAddress, true) => ("PRIVATE_NOT_IP_ADDRESS", "the condition always holds"),
        (Base::NotIpAddress, false) => ("PRIVATE_NOT_IP_ADDRESS_SUBSET", "it excludes nobody"),
        (_, true) => ("PRIVATE_IP_ADDRESS", "the condition never holds"),
        (_, false) => ("PRIVATE_IP_ADDRESS_SUBSET", "it lets nobody in"),
    };
    let place = test.key.value.span.clone();
    let message = format!(
        "aws:SourceIp is never private as {first} is: {consequence}; aws:VpcSourceIp is the address within a VPC"
    );
    page.report(clause, code, place, message);
}
