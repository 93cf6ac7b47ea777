//! Address blocks, as rules and routes name them.

use std::net::IpAddr;

/// An IPv4 or IPv6 block; host bits are cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    base: u128,
    bits: u32,
    four: bool,
}

/// IPv4 blocks that are not the internet's: private, shared, loopback, link
/// local, documentation, benchmarks, multicast, reserved (RFC 6890).
const SPECIAL: [(u32, u32); 14] = [
    (0x0000_0000, 8),
    (0x0a00_0000, 8),
    (0x6440_0000, 10),
    (0x7f00_0000, 8),
    (0xa9fe_0000, 16),
    (0xac10_0000, 12),
    (0xc000_0000, 24),
    (0xc000_0200, 24),
    (0xc0a8_0000, 16),
    (0xc612_0000, 15),
    (0xc633_6400, 24),
    (0xcb00_7100, 24),
    (0xe000_0000, 4),
    (0xf000_0000, 4),
];

impl Block {
    /// Reads `10.0.0.0/16`; an address alone is a block of its own.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (raw, width) = match address.parse().ok()? {
            IpAddr::V4(v4) => (u128::from(u32::from(v4)), 32),
            IpAddr::V6(v6) => (u128::from(v6), 128),
        };
        let bits = bits.unwrap_or(width);
        (bits <= width).then(|| Self {
            base: raw & mask(bits, width),
            bits,
            four: width == 32,
        })
    }

    fn special(base: u32, bits: u32) -> Self {
        Self {
            base: u128::from(base),
            bits,
            four: true,
        }
    }

    fn width(self) -> u32 {
        if self.four { 32 } else { 128 }
    }

    /// Whether all of another block lies inside.
    pub fn holds(self, other: Self) -> bool {
        self.four == other.four
            && other.bits >= self.bits
            && other.base & mask(self.bits, self.width()) == self.base
    }

    /// Whether it is every address of its family.
    pub fn is_everything(self) -> bool {
        self.bits == 0
    }

    /// Whether it is of IPv4.
    pub fn is_four(self) -> bool {
        self.four
    }

    /// The length of the prefix.
    pub fn bits(self) -> u32 {
        self.bits
    }

    /// Whether an IPv4 block has addresses of the internet: it lies in none of
    /// the blocks that are set aside.
    pub fn is_public_four(self) -> bool {
        self.four
            && !SPECIAL
                .iter()
                .any(|(base, bits)| Self::special(*base, *bits).holds(self))
    }
}

fn mask(bits: u32, width: u32) -> u128 {
    let ones = if width == 32 {
        u128::from(u32::MAX)
    } else {
        u128::MAX
    };
    ones & ones.checked_shl(width - bits).unwrap_or(0)
}
