//! Everything that a key, the palette or a test can ask for.
//!
//! Screens match these, never keys. The words that people read are in
//! `keymap.toml`, next to the keys.

use super::tabs::Tab;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// Something that the operator asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $variant,)+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Action] = &[$(Action::$variant,)+];

            /// The name in keymaps and in the palette.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

actions! {
    /// Leave the program.
    Quit = "quit",
    /// Stop the program and return to the shell.
    Suspend = "suspend",
    /// One step back: close, cancel, clear.
    Back = "back",
    /// The help, made from the keymap.
    Help = "help",
    /// The palette of all actions.
    Palette = "palette",
    /// Read the account again.
    Refresh = "refresh",
    /// Follow the account, or do not.
    Follow = "follow",
    /// The session's messages and gaps.
    Messages = "messages",
    /// Go to the embedded account.
    OpenDemo = "open-demo",
    /// How the account stands to the frameworks.
    Compliance = "compliance",
    /// Why findings fail, and what mends them together; again: back to the rows.
    RootCauses = "root-causes",
    /// Start a new stack.
    NewStack = "new-stack",
    /// The next tab.
    NextTab = "next-tab",
    /// The previous tab.
    PreviousTab = "previous-tab",
    /// The tab of that name.
    ShowPosture = "show-posture",
    /// The tab of that name.
    ShowKeys = "show-keys",
    /// The tab of that name.
    ShowBuckets = "show-buckets",
    /// The tab of that name.
    ShowEndpoints = "show-endpoints",
    /// The tab of that name.
    ShowTraining = "show-training",
    /// The tab of that name.
    ShowIdentities = "show-identities",
    /// The tab of that name.
    ShowNetwork = "show-network",
    /// The tab of that name.
    ShowData = "show-data",
    /// The tab of that name.
    ShowActivity = "show-activity",
    /// The tab of that name.
    ShowStacks = "show-stacks",
    /// One line down.
    Down = "down",
    /// One line up.
    Up = "up",
    /// One page down.
    PageDown = "page-down",
    /// One page up.
    PageUp = "page-up",
    /// The first line.
    First = "first",
    /// The last line.
    Last = "last",
    /// Open what is selected.
    Open = "open",
    /// The evidence of the selected resource or finding.
    Evidence = "evidence",
    /// Who can do an action on the selected resource.
    WhoCan = "who-can",
    /// The attack paths of the account.
    AttackPaths = "attack-paths",
    /// Filter the rows; in the detail pane, search.
    Filter = "filter",
    /// Sort by the next column.
    Sort = "sort",
    /// Turn the order round.
    SortReverse = "sort-reverse",
    /// Mark or unmark the row.
    Mark = "mark",
    /// Unmark every row.
    ClearMarks = "clear-marks",
    /// Copy the ARN of the selection (or of every marked row).
    CopyArn = "copy-arn",
    /// The next section of the detail pane, or the next field of a page.
    Next = "next",
    /// The previous section of the detail pane, or the previous field.
    Previous = "previous",
    /// The next match of the search.
    NextMatch = "next-match",
    /// The previous match of the search.
    PreviousMatch = "previous-match",
    /// Accept what was typed or chosen.
    Accept = "accept",
    /// Take the suggestion.
    Complete = "complete",
    /// Say yes to the question on screen.
    Confirm = "confirm",
    /// The next page of the wizard.
    PageNext = "page-next",
    /// The previous page of the wizard.
    PagePrevious = "page-previous",
    /// Choose the next value of a field.
    ChooseNext = "choose-next",
    /// Choose the previous value of a field.
    ChoosePrevious = "choose-previous",
    /// Edit the policy of the page.
    EditPolicy = "edit-policy",
    /// Put back what the composer wrote.
    RestorePolicy = "restore-policy",
    /// Take the last change of a text back.
    Undo = "undo",
    /// Do what was taken back again.
    Redo = "redo",
    /// Go to lint's next remark.
    NextIssue = "next-issue",
    /// Go to lint's remark before.
    PreviousIssue = "previous-issue",
    /// Apply the fix of the remark under the cursor.
    FixIssue = "fix-issue",
    /// Tell the statement under the cursor in plain sentences.
    Explain = "explain",
    /// What was changed, or what two marked rows differ in.
    Compare = "compare",
    /// The table of what the policies allow and deny.
    ShowMatrix = "show-matrix",
    /// Read the policies of the selection.
    OpenPolicies = "open-policies",
    /// Apply the plan that is on screen, after confirmation.
    Apply = "apply",
    /// Stop the apply after the step under way.
    CancelApply = "cancel-apply",
    /// Write the blueprint as a file.
    SaveBlueprint = "save-blueprint",
    /// Leave the wizard from any page; its answers are kept.
    Leave = "leave",
}

impl Action {
    /// The action of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.name() == name)
    }

    /// The tab that the action shows.
    pub fn tab(self) -> Option<Tab> {
        Some(match self {
            Self::ShowPosture => Tab::Posture,
            Self::ShowKeys => Tab::Keys,
            Self::ShowBuckets => Tab::Buckets,
            Self::ShowEndpoints => Tab::Endpoints,
            Self::ShowTraining => Tab::Training,
            Self::ShowIdentities => Tab::Identities,
            Self::ShowNetwork => Tab::Network,
            Self::ShowData => Tab::Data,
            Self::ShowActivity => Tab::Activity,
            Self::ShowStacks => Tab::Stacks,
            _ => return None,
        })
    }
}
