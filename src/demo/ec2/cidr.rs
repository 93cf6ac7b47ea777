//! IPv4 blocks: reading, containment and overlap.

use std::fmt;
use std::net::Ipv4Addr;

/// An IPv4 block in its canonical form (host bits are zero).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cidr {
    base: u32,
    length: u32,
}

impl Cidr {
    /// Reads `10.0.0.0/16`. Host bits are cleared, as EC2 does.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let address: Ipv4Addr = address.parse().ok()?;
        let length: u32 = length.parse().ok().filter(|l| *l <= 32)?;
        Some(Self {
            base: u32::from(address) & mask(length),
            length,
        })
    }

    /// A block of a given length at a place in the address space.
    pub(super) fn at(base: u32, length: u32) -> Self {
        Self {
            base: base & mask(length),
            length,
        }
    }

    /// The prefix length, 0 to 32.
    pub(super) fn length(self) -> u32 {
        self.length
    }

    /// Whether all of `other` lies inside.
    pub(super) fn holds(self, other: Self) -> bool {
        other.length >= self.length && other.base & mask(self.length) == self.base
    }

    /// Whether the blocks share an address.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.holds(other) || other.holds(self)
    }

    /// The addresses that EC2 gives out: all but the first four and the last.
    pub(super) fn hosts(self) -> impl Iterator<Item = Ipv4Addr> {
        let last = self.base | !mask(self.length);
        (self.base.saturating_add(4)..last).map(Ipv4Addr::from)
    }

    /// Whether EC2 gives an address of the block out.
    pub(super) fn gives_out(self, address: Ipv4Addr) -> bool {
        let last = self.base | !mask(self.length);
        (self.base.saturating_add(4)..last).contains(&u32::from(address))
    }

    /// How many addresses EC2 gives out.
    pub(super) fn room(self) -> u64 {
        (1_u64 << (32 - self.length)).saturating_sub(5)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.base), self.length)
    }
}

fn mask(length: u32) -> u32 {
    u32::MAX.checked_shl(32 - length).unwrap_or(0)
}
