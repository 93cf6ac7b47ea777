//! Why an action cannot be done now: shown instead of silence.

use crate::app::action::Action;
use crate::app::remote::Remote;
use crate::app::state::{State, View};

/// The reason, or nothing when it can be done.
pub fn unavailable(state: &State, action: Action) -> Option<String> {
    let reason = match action {
        Action::Refresh if state.reading.is_some() => "the account is being read already",
        Action::Refresh if state.account.is_loading() => "the account is being opened",
        Action::OpenDemo if !state.options.has_demo => "this build has no embedded account",
        Action::OpenDemo if state.account.value().is_some_and(|a| a.demo) => {
            "the embedded account is open already"
        }
        Action::OpenDemo if state.is_applying() => "a plan is being applied to this account",
        Action::NewStack if !matches!(state.account, Remote::Ready(_)) => "no account is open",
        Action::Open | Action::Mark if nothing_selected(state) => "nothing is selected",
        Action::Evidence if no_resource(state) => "no check speaks about this row",
        Action::WhoCan if matches!(state.view, View::Table | View::Detail(_)) && unasked(state) => {
            "this row is no resource that was read"
        }
        Action::RootCauses | Action::AttackPaths if state.inventory.is_empty() => "nothing was read yet",
        Action::CopyArn if no_resource(state) => "this row has no ARN",
        Action::OpenPolicies if no_resource(state) => "this row has no policies",
        Action::Compare if compares_marks(state) && state.table().marks.len() != 2 => {
            "mark the two rows to compare first"
        }
        Action::ClearMarks if state.table().marks.is_empty() => "nothing is marked",
        Action::NextMatch | Action::PreviousMatch => match &state.view {
            View::Detail(detail) if !detail.search.is_empty() => return None,
            _ => "nothing is searched for",
        },
        _ => return None,
    };
    Some(reason.to_owned())
}

/// Whether comparing would be of marked rows.
fn compares_marks(state: &State) -> bool {
    matches!(state.view, View::Table)
}

fn nothing_selected(state: &State) -> bool {
    matches!(state.view, View::Table) && state.table().selection().is_none()
}

/// Whether there is nothing to ask about: no resource, or one that IAM has no
/// actions on.
fn unasked(state: &State) -> bool {
    state
        .selected_resource()
        .is_none_or(|arn| state.inventory.get(arn).is_none())
}

fn no_resource(state: &State) -> bool {
    if let View::Reach(pane) = &state.view {
        return pane.principal().is_none();
    }
    let id = match &state.view {
        View::Detail(detail) => Some(&detail.id),
        _ => state.table().selection().map(|r| &r.id),
    };
    let marked = matches!(state.view, View::Table) && state.table().marks.iter().any(|id| id.arn().is_some());
    !marked && id.is_none_or(|id| id.arn().is_none())
}
