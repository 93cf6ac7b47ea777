//! The policies of something in the account, one at a time, to be read: lint
//! in the margin, the words of each statement, what two of them differ in.

use super::held::{Held, Holdings, comparison};
use super::sheet::Sheet;
use super::{Editor, Effect, Event};
use crate::app::action::Action;
use crate::app::key::Key;
use crate::app::keymap::Context;
use crate::app::layout::Size;
use crate::app::sanitise;
use crate::inventory::{Arn, Inventory};

/// The policies of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// Whose they are.
    pub holder: String,
    /// The documents.
    pub documents: Vec<Held>,
    /// What could not be read.
    pub gaps: Vec<String>,
    /// Which document is on screen.
    pub at: usize,
    /// The document on screen.
    pub editor: Editor,
}

impl Reader {
    /// Opens the policies of a resource.
    ///
    /// # Errors
    /// Why there is nothing to read.
    pub fn open(inventory: &Inventory, arn: &Arn) -> Result<Self, String> {
        let Some(resource) = inventory.get(arn) else {
            return Err("nothing is known of this row's policies".to_owned());
        };
        let holdings = Holdings::of(inventory, arn);
        if holdings.documents.is_empty() {
            return Err(match holdings.gaps.first() {
                Some(gap) => format!("its policies could not be read: {gap}"),
                None => format!("this {} has no policy", resource.kind().label()),
            });
        }
        let name = if resource.name.is_empty() {
            arn.to_string()
        } else {
            resource.name.clone()
        };
        let holder = sanitise::cell(&name);
        let editor = editor_of(&holder, &holdings.documents, 0);
        Ok(Self {
            holder,
            documents: holdings.documents,
            gaps: holdings.gaps,
            at: 0,
            editor,
        })
    }

    /// Opens the first of two resources with what the second grants beside it.
    ///
    /// # Errors
    /// Why there is nothing to read.
    pub fn compare(inventory: &Inventory, old: &Arn, new: &Arn) -> Result<(Self, Effect), String> {
        let mut reader = Self::open(inventory, old)?;
        Self::open(inventory, new)?;
        let (sheet, effect) = Sheet::comparison("Comparison", comparison(inventory, old, new));
        reader.editor.sheet = Some(sheet);
        Ok((reader, effect))
    }

    /// The keymap context that it is in.
    pub fn context(&self) -> Context {
        self.editor.context()
    }

    /// Does an action; says whether the reader stays open.
    pub fn act(&mut self, action: Action, size: Size) -> bool {
        if self.editor.sheet.is_none() {
            match action {
                Action::Back => return false,
                Action::Next => self.turn(1),
                Action::Previous => self.turn(-1),
                _ => {}
            }
        }
        self.editor.act(action, size);
        true
    }

    /// Moves the cursor by a key that is bound to nothing.
    pub fn typed(&mut self, key: Key, size: Size) {
        self.editor.typed(key, size);
    }

    /// Takes what comes of an effect.
    pub fn take(&mut self, event: &Event, size: Size) {
        self.editor.take(event, size);
    }

    fn turn(&mut self, by: isize) {
        let count = self.documents.len();
        self.at = (self.at + count).saturating_add_signed(by) % count;
        self.editor = editor_of(&self.holder, &self.documents, self.at);
    }
}

fn editor_of(holder: &str, documents: &[Held], at: usize) -> Editor {
    let held = &documents[at];
    let place = match documents.len() {
        1 => String::new(),
        count => format!(" ({} of {count})", at + 1),
    };
    let title = format!("{}{place} of {holder}", held.name);
    Editor::read(&held.name, &title, held.kind, held.text.clone())
}
