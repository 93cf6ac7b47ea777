//! How an embedded account is opened: its seed, its clock, its story.

use super::faults::{Faults, Plan};
use super::{Account, Clock, Consistency, StoryError, story};

/// The seed when nobody chooses one.
pub const SEED: u64 = 1;

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
        let account = Self::new(options.seed, options.clock);
        if options.story {
            story::tell(&account).await?;
        }
        let account = account.with_consistency(options.consistency);
        account.enforce_iam(options.enforce_iam);
        Ok(match options.faults {
            Some(plan) => account.under(Faults::new(plan)),
            None => account,
        })
    }
}
