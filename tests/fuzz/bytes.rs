//! The fuzzer's bytes as choices: the same interface as the dice of the
//! everyday tests, so that their generator can be steered toward new code.

/// Choices drawn from bytes; when they are spent, every choice is the first.
pub struct Dice<'b>(&'b [u8]);

impl<'b> Dice<'b> {
    /// Draws from these bytes.
    pub fn of(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    fn byte(&mut self) -> usize {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                usize::from(*first)
            }
            None => 0,
        }
    }

    /// Whether a choice is left.
    pub fn has_more(&self) -> bool {
        !self.0.is_empty()
    }

    /// A number below `end`, which is at most 65,536.
    pub fn below(&mut self, end: usize) -> usize {
        let drawn = if end > 256 {
            self.byte() * 256 + self.byte()
        } else {
            self.byte()
        };
        drawn % end.max(1)
    }

    /// True for so many of a hundred draws, nearly; not when all is spent.
    pub fn percent(&mut self, of_hundred: usize) -> bool {
        99 - self.below(100) < of_hundred
    }

    /// One of them.
    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// One to `most` of them, in the order drawn.
    pub fn some<'a>(&mut self, all: &[&'a str], most: usize) -> Vec<&'a str> {
        let count = 1 + self.below(most);
        (0..count).map(|_| self.pick(all)).collect()
    }
}
