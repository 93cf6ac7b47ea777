//! The keymap: read from rows, used for dispatch, hints, help and palette.

use super::action::Action;
use super::key::{Key, UnknownKey};
use serde::Deserialize;
use std::collections::HashMap;

const DEFAULT: &str = include_str!("keymap.toml");

macro_rules! contexts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $title:literal;)+) => {
        /// Where a key means something.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Context { $($(#[$doc])* $variant,)+ }

        impl Context {
            /// Every context, in the order of the help.
            pub const ALL: &'static [Context] = &[$(Context::$variant,)+];

            /// The name in keymaps.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The heading in the help.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

contexts! {
    /// Everywhere that no text is typed.
    Global = "global", "Everywhere";
    /// A tab's table.
    Table = "table", "Tables";
    /// The detail pane.
    Detail = "detail", "Detail pane";
    /// Who can: the answer.
    WhoCan = "who-can", "Who can";
    /// The attack paths.
    AttackPaths = "attack-paths", "Attack paths";
    /// Who can: choosing the action.
    WhoCanAction = "who-can-action", "Who can: the action";
    /// Typing a filter or a search.
    Filter = "filter", "Filter and search";
    /// The palette.
    Palette = "palette", "Palette";
    /// The help and the messages.
    Help = "help", "Help and messages";
    /// A yes-or-no question.
    Question = "question", "Questions";
    /// A page of the wizard.
    Wizard = "wizard", "Wizard";
    /// Typing into a field of the wizard.
    WizardText = "wizard-text", "Wizard: typing";
    /// The policy editor.
    WizardEditor = "wizard-editor", "Policy editor";
    /// The list of what may stand at the cursor of a policy.
    Completion = "completion", "Policy editor: suggestions";
    /// What lies over a policy: its words, its differences, its proof.
    PolicySheet = "policy-sheet", "Policies: words, differences, matrix";
    /// A policy of the account, to be read.
    PolicyReader = "policy-reader", "Policies of the account";
    /// The wizard's review, apply and closing pages.
    WizardReview = "wizard-review", "Wizard: review";
    /// The wizard's apply and closing pages.
    WizardRun = "wizard-run", "Wizard: apply";
}

impl Context {
    /// Whether unbound keys are text here, so that global keys do not apply.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::WhoCanAction
                | Self::Palette
                | Self::Question
                | Self::WizardText
                | Self::WizardEditor
                | Self::Completion
        )
    }
}

/// One row: an action, its keys and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// The keys, the first of which is shown in hints.
    pub keys: Vec<Key>,
    /// What.
    pub action: Action,
    /// What it does, in a few words.
    pub description: String,
    /// The word at the foot of the screen, when it is offered there.
    pub hint: Option<String>,
}

/// Why a keymap cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// It is not TOML of the right shape.
    #[error("the keymap cannot be read: {0}")]
    Shape(String),
    /// A context that does not exist.
    #[error("the keymap names the context \"{0}\", which does not exist")]
    Context(String),
    /// An action that does not exist.
    #[error("the keymap names the action \"{0}\", which does not exist")]
    Action(String),
    /// A key that does not exist.
    #[error(transparent)]
    Key(#[from] UnknownKey),
}

/// Two actions on one key in one context: the later row is never reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: \"{key}\" means both {} and {}; {} wins", context.name(), first.name(), second.name(), first.name())]
pub struct Conflict {
    /// Where.
    pub context: Context,
    /// The key.
    pub key: Key,
    /// The action that the key does.
    pub first: Action,
    /// The action that it does not do.
    pub second: Action,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bind: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    context: String,
    keys: Vec<String>,
    action: String,
    description: Option<String>,
    hint: Option<String>,
}

/// Every binding.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
    by_key: HashMap<(Context, Key), Action>,
    conflicts: Vec<Conflict>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::from_bindings(parse(DEFAULT).expect("invariant: the embedded keymap is tested"))
    }
}

impl Keymap {
    fn from_bindings(bindings: Vec<Binding>) -> Self {
        let mut by_key = HashMap::new();
        let mut conflicts = Vec::new();
        for binding in &bindings {
            for key in &binding.keys {
                let first = *by_key.entry((binding.context, *key)).or_insert(binding.action);
                if first != binding.action {
                    conflicts.push(Conflict {
                        context: binding.context,
                        key: *key,
                        first,
                        second: binding.action,
                    });
                }
            }
        }
        Self {
            bindings,
            by_key,
            conflicts,
        }
    }

    /// The embedded keymap with a user's rows over it.
    pub fn with_overrides(text: &str) -> Result<Self, KeymapError> {
        let mut bindings = parse(DEFAULT)?;
        let mut added = Vec::new();
        for row in parse(text)? {
            let old = bindings
                .iter_mut()
                .find(|b| (b.context, b.action) == (row.context, row.action));
            match old {
                Some(old) => old.keys = row.keys,
                None => added.push(row),
            }
        }
        bindings.extend(added);
        Ok(Self::from_bindings(bindings))
    }

    /// What a key does in a context; global keys apply where no text is typed.
    pub fn action(&self, context: Context, key: Key) -> Option<Action> {
        let found = self.by_key.get(&(context, key)).copied();
        if found.is_some() || context.is_text() {
            return found;
        }
        self.by_key.get(&(Context::Global, key)).copied()
    }

    /// Every row, in the order of the file.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The rows of one context.
    pub fn of(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |b| b.context == context)
    }

    /// What the foot of the screen offers in a context: key and word.
    pub fn hints(&self, context: Context) -> impl Iterator<Item = (Key, Action, &str)> {
        let global = (!context.is_text() && context != Context::Global).then_some(Context::Global);
        [Some(context), global]
            .into_iter()
            .flatten()
            .flat_map(|context| self.of(context))
            .filter_map(|b| Some((*b.keys.first()?, b.action, b.hint.as_deref()?)))
    }

    /// The key shown for an action: its first one, in the context or globally.
    pub fn key_of(&self, context: Context, action: Action) -> Option<Key> {
        let first = |context| {
            self.of(context)
                .find(|b| b.action == action)
                .and_then(|b| b.keys.first().copied())
        };
        first(context).or_else(|| first(Context::Global))
    }

    /// Keys that were given to two actions.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }
}

fn parse(text: &str) -> Result<Vec<Binding>, KeymapError> {
    let file: File = toml::from_str(text).map_err(|e| KeymapError::Shape(e.message().to_owned()))?;
    file.bind.into_iter().map(binding).collect()
}

fn binding(row: Row) -> Result<Binding, KeymapError> {
    let context = Context::ALL
        .iter()
        .copied()
        .find(|c| c.name() == row.context)
        .ok_or(KeymapError::Context(row.context))?;
    let action = Action::parse(&row.action).ok_or(KeymapError::Action(row.action))?;
    let keys = row.keys.iter().map(|k| Key::parse(k)).collect::<Result<_, _>>()?;
    let description = row.description.unwrap_or_else(|| action.name().to_owned());
    Ok(Binding {
        context,
        keys,
        action,
        description,
        hint: row.hint,
    })
}
