//! Identifiers that are the same for the same seed and order of calls, so that
//! pictures, tests and bug reports show the same account.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of identifiers (SplitMix64; nothing secret depends on it).
#[derive(Debug)]
pub struct Ids {
    state: AtomicU64,
}

impl Ids {
    /// A source for one account.
    pub fn new(seed: u64) -> Self {
        Self {
            state: AtomicU64::new(seed),
        }
    }

    /// The next 64 bits.
    pub fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.state.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `digits` hexadecimal digits, e.g. 17 for EC2's ids.
    pub fn hex(&self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            let _ = write!(text, "{:016x}", self.next());
        }
        text.truncate(digits);
        text
    }

    /// A version 4 UUID, e.g. for KMS keys.
    pub fn uuid(&self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 50) & 0x3fff,
            low & 0xffff_ffff_ffff,
        )
    }

    /// `prefix` and `length` capitals and digits, e.g. `AROA…` for roles.
    pub fn unique(&self, prefix: &str, length: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let mut text = prefix.to_owned();
        for _ in 0..length {
            let index = usize::try_from(self.next() % 32).unwrap_or(0);
            text.push(char::from(ALPHABET[index]));
        }
        text
    }

    /// An EC2 id: `prefix-` and 17 hexadecimal digits, e.g. `vpc-0a1b…`.
    pub fn ec2(&self, prefix: &str) -> String {
        format!("{prefix}-0{}", self.hex(16))
    }
}
