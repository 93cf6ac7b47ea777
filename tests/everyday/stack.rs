//! Blueprint → plan → journal → verify → destroy, against an account in memory.

#[path = "stack/account.rs"]
mod account;
#[path = "stack/blueprints.rs"]
mod blueprints;
#[path = "stack/crashes.rs"]
mod crashes;
#[path = "stack/exports.rs"]
mod exports;
#[path = "stack/journals.rs"]
mod journals;
#[path = "stack/plans.rs"]
mod plans;
#[path = "stack/previews.rs"]
mod previews;
#[path = "stack/runs.rs"]
mod runs;

/// The plan of a blueprint in an empty account, for other rooms' tests.
pub(super) fn plan_of(blueprint: &aisec_tui::stack::Blueprint) -> aisec_tui::stack::Plan {
    account::block_on(account::plan(&account::Account::default(), blueprint))
}
