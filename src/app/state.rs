//! Everything that the app knows, owned in one place.

use super::detail::{Detail, Sources};
use super::digest::Digest;
pub use super::event::Account;
use super::keymap::{Context, Keymap};
use super::layout::Size;
use super::live::Live;
use super::palette::Palette;
use super::policy::Reader;
use super::prompt::Prompt;
use super::reach;
use super::remote::Remote;
use super::stacks::StackRow;
use super::table::{RowId, Sort, Table};
use super::tabs::{Tab, Tone};
use super::wizard::{Surroundings, Wizard};
use crate::inventory::{Arn, Inventory, Kind, Timestamp};
use std::sync::Arc;

/// What fills the body of the screen.
#[derive(Clone, Debug)]
pub enum View {
    /// The table of the tab.
    Table,
    /// One thing in full.
    Detail(Box<Detail>),
    /// Who can do an action on a resource.
    Reach(Box<reach::Pane>),
    /// Policies of the account, over the view that they were opened from.
    Policy {
        /// The policies.
        reader: Box<Reader>,
        /// What is under them.
        under: Box<View>,
    },
    /// The wizard.
    Wizard(Box<Wizard>),
}

/// What lies over the view and takes the keys.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Nothing.
    None,
    /// A filter (or, in the detail pane, a search) is typed.
    Filter {
        /// What is typed.
        prompt: Prompt,
        /// What there was before.
        before: String,
    },
    /// The palette.
    Palette(Palette),
    /// The help, scrolled by lines.
    Help(usize),
    /// The messages, scrolled by lines.
    Messages(usize),
    /// Whether to leave while a plan is being applied.
    ConfirmQuit,
}

/// Something that was said to the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub at: Timestamp,
    /// What, sanitised.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

/// A reading of the account that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When it began.
    pub since: Timestamp,
    /// Resources so far.
    pub resources: usize,
    /// The account was changed meanwhile: it is read once more afterwards.
    pub again: bool,
}

/// How the program was started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Nothing may be written; cannot be lifted.
    pub read_only: bool,
    /// The embedded account is part of this build.
    pub has_demo: bool,
}

/// The state of the app.
#[derive(Clone, Debug)]
pub struct State {
    /// How the program was started.
    pub options: Options,
    /// The keys.
    pub keymap: Arc<Keymap>,
    /// The size of the terminal.
    pub size: Size,
    /// The time of the last event.
    pub now: Timestamp,
    /// The account.
    pub account: Remote<Account>,
    /// What was read.
    pub inventory: Arc<Inventory>,
    /// The reading under way.
    pub reading: Option<Reading>,
    /// When the last reading of everything ended.
    pub read_at: Option<Timestamp>,
    /// How the account is followed since.
    pub live: Live,
    /// What was worked out from the inventory.
    pub digest: Arc<Digest>,
    /// The inventory changed since the digest was asked for.
    pub(super) changed: bool,
    /// How many times it was asked who can do something.
    pub(super) questions: u64,
    /// A digest is being worked out.
    pub(super) digesting: bool,
    /// The stacks, from their journals.
    pub stacks: Vec<StackRow>,
    /// The tab.
    pub tab: Tab,
    /// The tables, by tab.
    pub tables: Vec<Table>,
    /// What fills the body.
    pub view: View,
    /// What lies over it.
    pub overlay: Overlay,
    /// A wizard that was left, to be resumed.
    pub parked: Option<Box<Wizard>>,
    /// What was said in this session, oldest first.
    pub messages: Vec<Message>,
    /// What is said at the foot of the screen until the next key.
    pub notice: Option<Message>,
}

/// Age of data, in seconds, at which it is called stale.
pub const STALE_AFTER: i64 = 900;

impl State {
    /// The state at the start: nothing is read, nothing is open.
    pub fn new(options: Options, keymap: Keymap, size: Size, now: Timestamp) -> Self {
        let table = |tab: &Tab| {
            let first = match tab {
                // The worst first; elsewhere by name.
                Tab::Posture => 2,
                _ => 0,
            };
            let sort = Sort {
                column: first,
                reversed: false,
            };
            Table::new(tab.columns(), sort)
        };
        Self {
            options,
            keymap: Arc::new(keymap),
            size,
            now,
            account: Remote::Idle,
            inventory: Arc::default(),
            reading: None,
            read_at: None,
            live: Live::default(),
            digest: Arc::default(),
            changed: false,
            questions: 0,
            digesting: false,
            stacks: Vec::new(),
            tab: Tab::Posture,
            tables: Tab::ALL.iter().map(table).collect(),
            view: View::Table,
            overlay: Overlay::None,
            parked: None,
            messages: Vec::new(),
            notice: None,
        }
    }

    /// The table of the tab on screen.
    pub fn table(&self) -> &Table {
        &self.tables[self.tab.index()]
    }

    /// The table of the tab on screen, to be changed.
    pub(super) fn table_mut(&mut self) -> &mut Table {
        &mut self.tables[self.tab.index()]
    }

    /// Rows of the tab on screen that are visible at once.
    pub fn page(&self) -> usize {
        self.size.rows(self.tab)
    }

    /// Where keys mean something now.
    pub fn context(&self) -> Context {
        match &self.overlay {
            Overlay::None => self.base_context(),
            Overlay::Filter { .. } => Context::Filter,
            Overlay::Palette(_) => Context::Palette,
            Overlay::Help(_) | Overlay::Messages(_) => Context::Help,
            Overlay::ConfirmQuit => Context::Question,
        }
    }

    /// The context of the view under the overlay.
    pub fn base_context(&self) -> Context {
        match &self.view {
            View::Table => Context::Table,
            View::Detail(_) => Context::Detail,
            View::Reach(pane) => pane.context(),
            View::Policy { reader, .. } => reader.context(),
            View::Wizard(wizard) => wizard.context(),
        }
    }

    /// The resource that is selected, or open, or that a finding is about.
    pub fn selected_resource(&self) -> Option<&Arn> {
        let id = match &self.view {
            View::Detail(detail) => Some(&detail.id),
            View::Table => self.table().selection().map(|r| &r.id),
            _ => None,
        };
        id.and_then(RowId::arn)
    }

    /// What the detail pane reads.
    pub fn sources(&self) -> Sources<'_> {
        Sources {
            inventory: &self.inventory,
            digest: &self.digest,
            stacks: &self.stacks,
            width: self.size.width,
        }
    }

    /// What the wizard may look at.
    pub fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            inventory: &self.inventory,
            account: self.account.value(),
            read_only: self.options.read_only,
            now: self.now,
            size: self.size,
        }
    }

    /// Whether a plan is being applied.
    pub fn is_applying(&self) -> bool {
        let open = match &self.view {
            View::Wizard(wizard) => wizard.is_applying(),
            _ => false,
        };
        open || self.parked.as_ref().is_some_and(|w| w.is_applying())
    }

    /// Whether all that was read is worked out, and nothing is being read.
    pub fn is_settled(&self) -> bool {
        let asking = matches!(&self.view, View::Reach(pane) if pane.is_waiting());
        !asking && self.reading.is_none() && !self.changed && !self.digesting
    }

    /// When what the tab on screen is about was read: its main kind; of the
    /// posture, the oldest part.
    pub fn shown_read_at(&self) -> Option<Timestamp> {
        let kinds = match self.tab.kinds() {
            [] => Kind::ALL,
            [main, ..] => std::slice::from_ref(main),
        };
        self.live.read_at(kinds.iter().copied()).or(self.read_at)
    }

    /// Seconds since what the tab on screen shows was read.
    pub fn age(&self) -> Option<i64> {
        self.shown_read_at().map(|at| self.now.seconds_since(at))
    }
}
