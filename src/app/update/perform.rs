//! What each action does, on each screen.

use super::availability::unavailable;
use super::{close, following, policies, reading, rebuild_detail, say, typing, wizard_takes};
use crate::app::action::Action;
use crate::app::detail::{Detail, Section};
use crate::app::event::{Effect, Target};
use crate::app::palette::Palette;
use crate::app::prompt::Prompt;
use crate::app::reach;
use crate::app::sanitise;
use crate::app::state::{Overlay, State, View};
use crate::app::table::RowId;
use crate::app::tabs::{Tab, Tone};
use crate::app::wizard::page::Page;
use crate::app::wizard::{self, Input, Wizard};
use crate::inventory::Arn;

/// Does an action, or says why not.
pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(reason) = unavailable(state, action) {
        say(state, reason, Tone::Unknown);
        return Vec::new();
    }
    if !matches!(state.overlay, Overlay::None) {
        return over(state, action);
    }
    if let Some(effects) = everywhere(state, action) {
        return effects;
    }
    match &state.view {
        View::Table => on_table(state, action),
        View::Detail(_) if action == Action::OpenPolicies => {
            policies::open(state);
            Vec::new()
        }
        View::Detail(_) => {
            on_detail(state, action);
            Vec::new()
        }
        View::Reach(_) => on_reach(state, action),
        View::Policy { .. } => policies::act(state, action),
        View::Wizard(_) => wizard_takes(state, &Input::Action(action)),
    }
}

/// Actions that mean the same on every screen.
fn everywhere(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    if let Some(tab) = action.tab() {
        return Some(show(state, tab));
    }
    let wizard = matches!(state.view, View::Wizard(_));
    match action {
        Action::Quit => {
            if state.is_applying() {
                state.overlay = Overlay::ConfirmQuit;
                return Some(Vec::new());
            }
            return Some(vec![Effect::Quit]);
        }
        Action::Suspend => return Some(vec![Effect::Suspend]),
        Action::Help => state.overlay = Overlay::Help(0),
        Action::Messages => state.overlay = Overlay::Messages(0),
        Action::Palette => {
            let palette = Palette::open(&state.keymap, state.base_context(), |a| unavailable(state, a));
            state.overlay = Overlay::Palette(palette);
        }
        Action::Refresh if state.account.value().is_none() => {
            return Some(connect(state, Target::Configured));
        }
        Action::Refresh => return Some(reading::refresh(state)),
        Action::Follow => return Some(following::switch(state)),
        Action::OpenDemo => return Some(connect(state, Target::Demo)),
        Action::Compliance if !wizard => show_page(state, RowId::Frameworks, Section::Compliance),
        Action::RootCauses if !wizard => toggle_causes(state),
        Action::NextTab if !wizard => return Some(turn(state, 1)),
        Action::PreviousTab if !wizard => return Some(turn(state, -1)),
        Action::NewStack if !wizard => return Some(open_wizard(state)),
        Action::AttackPaths if !wizard && !matches!(state.view, View::Reach(_)) => {
            return Some(ask_attack_paths(state));
        }
        Action::WhoCan if !wizard && !matches!(state.view, View::Reach(_)) => ask_who_can(state),
        Action::CopyArn => return Some(copy(state)),
        Action::Filter if !wizard => {
            let before = match &state.view {
                View::Detail(detail) => detail.search.clone(),
                _ => state.table().filter.clone(),
            };
            let prompt = Prompt::new(before.clone());
            state.overlay = Overlay::Filter { prompt, before };
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Opens the wizard where it was left, or a new one with the answers that a
/// session before this one kept.
fn open_wizard(state: &mut State) -> Vec<Effect> {
    let finished = state.parked.as_ref().is_some_and(|w| w.page == Page::Done);
    if let Some(parked) = state.parked.take().filter(|_| !finished) {
        let effects = parked.reopened();
        state.view = View::Wizard(parked);
        return effects
            .into_iter()
            .map(|effect| Effect::Policy(Box::new(effect)))
            .collect();
    }
    state.view = View::Wizard(Box::new(Wizard::new(state.surroundings())));
    vec![Effect::Wizard(Box::new(wizard::Effect::LoadDraft))]
}

fn connect(state: &mut State, target: Target) -> Vec<Effect> {
    state.reading = None;
    state.account.start(state.now);
    vec![Effect::Connect(target)]
}

fn show(state: &mut State, tab: Tab) -> Vec<Effect> {
    if let View::Wizard(wizard) = std::mem::replace(&mut state.view, View::Table) {
        state.parked = Some(wizard);
    }
    state.tab = tab;
    if tab == Tab::Stacks {
        vec![Effect::ListStacks]
    } else {
        Vec::new()
    }
}

fn turn(state: &mut State, by: isize) -> Vec<Effect> {
    let count = Tab::ALL.len();
    let next = (state.tab.index() + count).saturating_add_signed(by) % count;
    show(state, Tab::ALL[next])
}

/// Groups the findings by root cause, or shows the rows again.
fn toggle_causes(state: &mut State) {
    if matches!(&state.view, View::Detail(detail) if detail.id == RowId::RootCauses) {
        state.view = View::Table;
    } else {
        show_page(state, RowId::RootCauses, Section::Causes);
    }
}

/// Opens a page about the whole account, over what is open.
fn show_page(state: &mut State, id: RowId, section: Section) {
    let detail = match std::mem::replace(&mut state.view, View::Table) {
        View::Detail(mut detail) => {
            if detail.id != id {
                detail.follow(id, state.sources());
            }
            detail
        }
        _ => Box::new(Detail::open(id, section, state.sources())),
    };
    state.view = View::Detail(detail);
}

/// Opens the question who can do something on the selected resource.
fn ask_who_can(state: &mut State) {
    if let Some(resource) = state.selected_resource().cloned() {
        let beneath = std::mem::replace(&mut state.view, View::Table);
        let pane = reach::Pane::open(resource, &state.inventory, beneath, state.questions);
        state.view = View::Reach(Box::new(pane));
    }
}

/// Opens the attack paths.
fn ask_attack_paths(state: &mut State) -> Vec<Effect> {
    let beneath = std::mem::replace(&mut state.view, View::Table);
    let (pane, flow) = reach::Pane::attacks(&state.inventory, beneath, state.questions);
    state.questions = pane.number;
    state.view = View::Reach(Box::new(pane));
    flowed(state, flow)
}

fn on_reach(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state.size.detail();
    let View::Reach(pane) = &mut state.view else {
        return Vec::new();
    };
    let flow = pane.perform(action, &state.inventory, page);
    state.questions = pane.number;
    flowed(state, flow)
}

/// Does what comes of an input to the question on screen.
fn flowed(state: &mut State, flow: reach::Flow) -> Vec<Effect> {
    match flow {
        reach::Flow::Stay => Vec::new(),
        reach::Flow::Ask(job) => vec![Effect::Reach(job)],
        reach::Flow::Leave => {
            if let View::Reach(pane) = std::mem::replace(&mut state.view, View::Table) {
                state.view = *pane.beneath;
            }
            rebuild_detail(state);
            Vec::new()
        }
    }
}

/// Copies the ARNs of the marked rows, or of the selection.
fn copy(state: &State) -> Vec<Effect> {
    let principal = match &state.view {
        View::Reach(pane) => pane.principal(),
        _ => None,
    };
    let arns: Vec<&Arn> = if let View::Detail(detail) = &state.view {
        detail.id.arn().into_iter().collect()
    } else if let Some(principal) = &principal {
        vec![principal]
    } else {
        let table = state.table();
        let marked: Vec<&Arn> = table.marks.iter().filter_map(RowId::arn).collect();
        if marked.is_empty() {
            table.selection().and_then(|r| r.id.arn()).into_iter().collect()
        } else {
            marked
        }
    };
    let lines: Vec<String> = arns
        .iter()
        .map(|arn| sanitise::clean(arn.as_str(), sanitise::LINE_LIMIT))
        .collect();
    vec![Effect::Copy {
        text: lines.join("\n"),
        count: lines.len(),
    }]
}

fn on_table(state: &mut State, action: Action) -> Vec<Effect> {
    let page = state.page();
    let jump = isize::try_from(page).unwrap_or(1);
    let table = state.table_mut();
    match action {
        Action::Down => table.step(1, page),
        Action::Up => table.step(-1, page),
        Action::PageDown => table.step(jump, page),
        Action::PageUp => table.step(-jump, page),
        Action::First => table.select(0, page),
        Action::Last => table.select(usize::MAX, page),
        Action::Sort => table.sort_next(),
        Action::SortReverse => {
            table.sort.reversed = !table.sort.reversed;
            table.dirty = true;
        }
        Action::Mark => {
            table.toggle_mark();
            table.step(1, page);
        }
        Action::Back if !table.filter.is_empty() => {
            table.filter.clear();
            table.dirty = true;
        }
        Action::Back | Action::ClearMarks => table.marks.clear(),
        Action::Open | Action::Evidence => open(state, action),
        Action::OpenPolicies => policies::open(state),
        Action::Compare => return policies::compare(state),
        _ => {}
    }
    Vec::new()
}

fn open(state: &mut State, action: Action) {
    let Some(id) = state.table().selection().map(|r| r.id.clone()) else {
        return;
    };
    let section = match action {
        Action::Evidence => Section::Findings,
        _ => Section::first(&id),
    };
    let detail = Detail::open(id, section, state.sources());
    state.view = View::Detail(Box::new(detail));
}

fn on_detail(state: &mut State, action: Action) {
    let page = state.size.detail();
    let jump = isize::try_from(page).unwrap_or(1);
    let View::Detail(mut detail) = std::mem::replace(&mut state.view, View::Table) else {
        return;
    };
    let sources = state.sources();
    let mut stays = true;
    let mut missed = false;
    match action {
        Action::Down => detail.step(1, page),
        Action::Up => detail.step(-1, page),
        Action::PageDown => detail.step(jump, page),
        Action::PageUp => detail.step(-jump, page),
        Action::First => detail.select(0, page),
        Action::Last => detail.select(usize::MAX, page),
        Action::Next => detail.turn(1, sources),
        Action::Previous => detail.turn(-1, sources),
        Action::Evidence if detail.id.arn().is_some() => detail.show(Section::Findings, sources),
        Action::NextMatch => missed = !detail.find(true, false, page),
        Action::PreviousMatch => missed = !detail.find(false, false, page),
        Action::Open => {
            let target = detail.lines.get(detail.cursor).and_then(|l| l.target.clone());
            if let Some(target) = target.filter(|t| *t != detail.id) {
                detail.follow(target, sources);
            }
        }
        Action::Back if !detail.search.is_empty() => detail.search.clear(),
        Action::Back => stays = detail.back(sources, page),
        _ => {}
    }
    if stays {
        state.view = View::Detail(detail);
    }
    if missed {
        say(state, "no match", Tone::Unknown);
    }
}

/// Actions while something lies over the view.
fn over(state: &mut State, action: Action) -> Vec<Effect> {
    match (&mut state.overlay, action) {
        (Overlay::Filter { before, .. }, Action::Back) => {
            let before = before.clone();
            typing::narrow(state, before);
            close(state);
        }
        (Overlay::Palette(palette), Action::Down) => palette.step(1),
        (Overlay::Palette(palette), Action::Up) => palette.step(-1),
        (Overlay::Palette(palette), Action::Complete) => palette.complete(),
        (Overlay::Palette(palette), Action::Accept) => {
            let chosen = palette.chosen().map(|e| e.action);
            close(state);
            if let Some(action) = chosen {
                return perform(state, action);
            }
        }
        (Overlay::ConfirmQuit, Action::Confirm) => return vec![Effect::Quit],
        (Overlay::Filter { .. }, Action::Accept)
        | (Overlay::Help(_) | Overlay::Messages(_), Action::Quit | Action::Help | Action::Messages) => {
            close(state);
        }
        (Overlay::Help(_) | Overlay::Messages(_), action) => scroll(state, action),
        (_, Action::Back) => close(state),
        _ => {}
    }
    Vec::new()
}

fn scroll(state: &mut State, action: Action) {
    let page = state.size.help();
    let last = crate::app::help::length(state).saturating_sub(page);
    let (Overlay::Help(at) | Overlay::Messages(at)) = &mut state.overlay else {
        return;
    };
    *at = match action {
        Action::Down => *at + 1,
        Action::Up => at.saturating_sub(1),
        Action::PageDown => *at + page,
        Action::PageUp => at.saturating_sub(page),
        Action::First => 0,
        Action::Last => last,
        Action::Back => return close(state),
        _ => *at,
    }
    .min(last);
}
