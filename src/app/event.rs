//! What happens to the app, and what the app asks for.

use super::digest::{Digest, DigestJob};
use super::key::Key;
use super::layout::Size;
use super::policy;
use super::reach;
use super::stacks::StackRow;
use super::table::{IndexJob, Row};
use super::tabs::Tab;
use super::wizard;
use crate::inventory::{AccountId, Arn, Kind, Region, Resource, ScopeGap, Timestamp};
use std::collections::HashSet;
use std::sync::Arc;

/// One thing that was read from the account.
#[derive(Clone, Debug)]
pub enum Observation {
    /// A resource.
    Resource(Box<Resource>),
    /// A class of resources that could not be listed.
    Gap(ScopeGap),
    /// A kind was listed to its end in a Region.
    Completed {
        /// The kind.
        kind: Kind,
        /// Where.
        region: Region,
        /// What was there.
        seen: HashSet<Arn>,
        /// When the listing ended.
        at: Timestamp,
        /// It ran to its end: older gaps are mended.
        whole: bool,
    },
}

/// Which account to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one that the command line and the environment name.
    Configured,
    /// The embedded one.
    Demo,
}

/// An open account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account's id.
    pub id: AccountId,
    /// Who is asking: the ARN of the caller.
    pub caller: Arn,
    /// The Regions that are read.
    pub regions: Vec<Region>,
    /// It is the embedded account.
    pub demo: bool,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size.
    Resize(Size),
    /// The terminal was given back after a suspension: draw all of it.
    Resumed,
    /// An account is open.
    Connected(Account),
    /// No account could be opened: what happened, why, what to do next.
    ConnectFailed(String),
    /// A batch of what was read.
    Observed(Vec<Observation>),
    /// The reading ended.
    RefreshFinished {
        /// How many API calls it took.
        calls: u64,
    },
    /// The reading could not go on.
    RefreshFailed(String),
    /// What was due was looked at.
    Followed {
        /// It was read; otherwise the account says that nobody wrote to it.
        read: bool,
    },
    /// The screens' material is ready.
    Digested(Box<Digest>),
    /// The screens' material could not be worked out: a defect of ours.
    DigestFailed(String),
    /// A table's index is ready.
    Indexed {
        /// Which table.
        tab: Tab,
        /// Which of its jobs.
        generation: u64,
        /// The rows that it indexes.
        rows: Arc<Vec<Row>>,
        /// The index.
        index: Vec<u32>,
    },
    /// The stacks' journals were listed.
    Stacks(Result<Vec<StackRow>, String>),
    /// Something for the wizard.
    Wizard(Box<wizard::Event>),
    /// Who can do what was asked about.
    Reach(Box<reach::Event>),
    /// Something for the policy on screen.
    Policy(Box<policy::Event>),
    /// A timer that was asked for has come.
    Woke,
    /// Text was put on the clipboard (or could not be).
    Copied(Result<usize, String>),
    /// The operating system asks the program to end.
    Terminate,
    /// The operating system asks the program to stop for a while.
    Suspend,
}

/// What the app asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Leave the program.
    Quit,
    /// Stop the program and return to the shell.
    Suspend,
    /// Open an account.
    Connect(Target),
    /// Read the account: these kinds, or all.
    Refresh(Option<Vec<Kind>>),
    /// Read what is due, quietly.
    Follow {
        /// The kinds that are due.
        due: Vec<Kind>,
        /// Those of which something changes by itself: read even when the
        /// account says that nobody wrote to it.
        moving: Vec<Kind>,
    },
    /// Work out what the screens are made of.
    Digest(Box<DigestJob>),
    /// Filter and sort a large table.
    Index {
        /// Which table.
        tab: Tab,
        /// Which of its jobs.
        generation: u64,
        /// The work.
        job: IndexJob,
    },
    /// Put text on the clipboard (OSC 52): how many things it names.
    Copy {
        /// The text: ARNs, sanitised, one a line.
        text: String,
        /// How many.
        count: usize,
    },
    /// List the stacks' journals.
    ListStacks,
    /// Something that the wizard asks for.
    Wizard(Box<wizard::Effect>),
    /// Find out who can do an action on a resource.
    Reach(Box<reach::Job>),
    /// Something that the policy on screen asks for.
    Policy(Box<policy::Effect>),
    /// Send [`Event::Woke`] at that time.
    WakeAt(Timestamp),
}

impl Effect {
    /// Whether carrying it out may change the account.
    pub fn writes(&self) -> bool {
        match self {
            Self::Wizard(effect) => effect.writes(),
            _ => false,
        }
    }
}
