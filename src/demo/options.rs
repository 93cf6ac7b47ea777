//! How an embedded account is opened: its seed, its clock, its story.

use super::faults::{Faults, Plan};
use super::{Account, Clock, Consistency, StoryError, story};

/// The seed when nobody chooses one.
pub const SEED: u64 = 1;

/// How many times 500 resources the story has; one is the story as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u8);

/// A scale that the story cannot be told at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a scale of the story: 1 to {most} are, each of them 500 resources", most = Scale::MOST)]
pub struct ScaleError(pub u32);

impl Scale {
    /// The largest: 100,000 resources.
    pub const MOST: u8 = 200;

    /// As a number.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u32> for Scale {
    type Error = ScaleError;

    fn try_from(number: u32) -> Result<Self, ScaleError> {
        match u8::try_from(number) {
            Ok(scale @ 1..=Self::MOST) => Ok(Self(scale)),
            _ => Err(ScaleError(number)),
        }
    }
}

/// How an embedded account is opened. The default is what `--demo` shows: the
/// seeded story on the computer's clock.
#[derive(Clone, Debug)]
pub struct Options {
    /// Decides every identifier.
    pub seed: u64,
    /// What states progress on.
    pub clock: Clock,
    /// Whether the seeded story has happened; an empty account otherwise.
    pub story: bool,
    /// How large the story is.
    pub scale: Scale,
    /// Whether what is made from then on is known everywhere at once.
    pub consistency: Consistency,
    /// Whether IAM decides on every call that is made to it afterwards.
    pub enforce_iam: bool,
    /// What befalls the calls that are made to it afterwards.
    pub faults: Option<Plan>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: SEED,
            clock: Clock::System,
            story: true,
            scale: Scale::default(),
            consistency: Consistency::Strong,
            enforce_iam: false,
            faults: None,
        }
    }
}

impl Options {
    /// An account without resources.
    pub fn empty(seed: u64, clock: Clock) -> Self {
        Self {
            seed,
            clock,
            story: false,
            ..Self::default()
        }
    }
}

impl Account {
    /// Opens an account as the options say.
    pub async fn open(options: Options) -> Result<Self, StoryError> {
        let mut account = Self::new(options.seed, options.clock);
        if options.story {
            account.regions = story::regions(options.scale).into();
            story::tell(&account, options.seed, options.scale).await?;
        }
        let account = account.with_consistency(options.consistency);
        account.enforce_iam(options.enforce_iam);
        Ok(match options.faults {
            Some(plan) => account.under(Faults::new(plan)),
            None => account,
        })
    }
}
