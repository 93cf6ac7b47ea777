//! Choices that look like chance and are the same for the same seed.

use crate::demo::ids::Ids;

/// A source of choices, apart from that of the account's identifiers.
#[derive(Debug)]
pub(super) struct Chance(Ids);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(Ids::new(seed ^ 0x5ca1_ed57_0217_c11c))
    }

    /// A number below `end`, which is more than nothing.
    pub(super) fn below(&self, end: u64) -> u64 {
        self.0.next() % end.max(1)
    }

    /// A number from `start` up to and without `end`.
    pub(super) fn between(&self, start: i64, end: i64) -> i64 {
        let width = u64::try_from(end - start).unwrap_or(1);
        start + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True once in `n` times.
    pub(super) fn once_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.index(all.len()))
    }

    /// In another order.
    pub(super) fn shuffle<T>(&self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.index(last + 1));
        }
    }

    fn index(&self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(length)).unwrap_or(0)
    }
}
