//! What comes from the account: the session, the resources, the digest.

use super::{following, rebuild_detail, say};
use crate::app::digest::{Digest, DigestJob};
use crate::app::event::{Effect, Event, Observation};
use crate::app::live::{Class, Live};
use crate::app::remote::Remote;
use crate::app::sanitise;
use crate::app::state::{Account, Reading, STALE_AFTER, State};
use crate::app::table::Row;
use crate::app::tabs::{Tab, Tone};
use crate::inventory::{Inventory, Timestamp};
use std::sync::Arc;

/// Takes an event that brings data.
pub(super) fn take(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Connected(account) => connected(state, account),
        Event::ConnectFailed(reason) => {
            let reason = sanitise::cell(&reason);
            say(state, &reason, Tone::Fail);
            state.account.fail(reason);
            Vec::new()
        }
        Event::Observed(batch) => observed(state, batch),
        Event::RefreshFinished { calls } => finished(state, calls),
        Event::RefreshFailed(reason) => {
            state.reading = None;
            say(state, format!("reading stopped: {reason}"), Tone::Fail);
            Vec::new()
        }
        Event::DigestFailed(reason) => {
            state.digesting = false;
            say(
                state,
                format!("the posture could not be worked out: {reason}"),
                Tone::Fail,
            );
            Vec::new()
        }
        Event::Digested(digest) => digested(state, *digest),
        Event::Followed { read } => following::followed(state, read),
        Event::Woke => following::woke(state),
        Event::Indexed {
            tab,
            generation,
            rows,
            index,
        } => {
            indexed(state, tab, generation, &rows, index);
            Vec::new()
        }
        Event::Stacks(listed) => {
            stacks(state, listed);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn connected(state: &mut State, account: Account) -> Vec<Effect> {
    // Another account's resources must not be shown as this one's.
    if state.inventory.account != account.id || state.inventory.regions != account.regions {
        state.inventory = Arc::new(Inventory::new(account.id.clone(), account.regions.clone()));
        state.digest = Arc::default();
        state.read_at = None;
        let on = state.live.on;
        state.live = Live::default();
        state.live.on = on;
        // Answers and plans belong to the account that they were made for.
        if !state.is_applying() {
            state.parked = None;
        }
        for table in &mut state.tables[..Tab::Stacks.index()] {
            table.pending = Some(Arc::default());
            table.marks.clear();
            table.dirty = true;
        }
    }
    state.account = Remote::Ready(account);
    let mut effects = refresh(state);
    effects.push(Effect::ListStacks);
    effects
}

/// Begins to read the account, unless that is under way.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.reading.is_some() {
        return Vec::new();
    }
    state.reading = Some(Reading {
        since: state.now,
        resources: 0,
        again: false,
    });
    vec![Effect::Refresh(None)]
}

/// An apply ended: whatever came of it, the account is not what was read.
pub(super) fn after_apply(state: &mut State) -> Vec<Effect> {
    let mut effects = match &mut state.reading {
        Some(reading) => {
            reading.again = true;
            Vec::new()
        }
        None => refresh(state),
    };
    effects.push(Effect::ListStacks);
    effects
}

fn observed(state: &mut State, batch: Vec<Observation>) -> Vec<Effect> {
    let inventory = Arc::make_mut(&mut state.inventory);
    let mut resources = 0;
    let mut changed = false;
    for observation in batch {
        match observation {
            Observation::Resource(resource) => {
                resources += 1;
                changed |= state.live.note(inventory.upsert(*resource));
            }
            Observation::Gap(gap) => {
                changed |= !inventory.gaps().contains(&gap);
                inventory.add_gap(gap);
            }
            Observation::Completed {
                kind,
                region,
                seen,
                at,
                whole,
            } => {
                // Freshness is material of the checks: absence is known now.
                changed |= !inventory.is_listed(kind, &region);
                if whole {
                    inventory.clear_gaps(kind, &region);
                }
                changed |= state.live.note(inventory.complete(kind, &region, &seen, at));
            }
        }
    }
    state.changed |= changed;
    if let Some(reading) = &mut state.reading {
        reading.resources += resources;
    }
    digest(state)
}

fn finished(state: &mut State, calls: u64) -> Vec<Effect> {
    let reading = state.reading.take();
    let read = reading.map_or(0, |r| r.resources);
    state.read_at = Some(state.now);
    state.live.looked(&Class::ALL, true, state.now);
    say(
        state,
        format!("read {read} resources with {calls} calls"),
        Tone::Dim,
    );
    let mut effects = digest(state);
    following::settled(state);
    effects.extend(following::wake(state));
    effects.push(Effect::WakeAt(Timestamp(state.now.0 + STALE_AFTER)));
    if reading.is_some_and(|r| r.again) {
        effects.extend(refresh(state));
    }
    effects
}

/// Asks for a digest when something changed and none is being made: while one
/// is, changes gather and make one digest together.
fn digest(state: &mut State) -> Vec<Effect> {
    if !state.changed || state.digesting {
        return Vec::new();
    }
    state.changed = false;
    state.digesting = true;
    let touched = state.live.take_touched(state.inventory.len(), state.now);
    vec![Effect::Digest(Box::new(DigestJob {
        touched,
        follows: state.live.based,
        inventory: Arc::clone(&state.inventory),
        before: Arc::clone(&state.digest.report),
        now: state.now,
    }))]
}

fn digested(state: &mut State, digest_ready: Digest) -> Vec<Effect> {
    state.digesting = false;
    // Stacks, the last tab, come from their journals, not from the inventory.
    for (table, rows) in state.tables[..Tab::Stacks.index()]
        .iter_mut()
        .zip(&digest_ready.rows)
    {
        if table.rows != *rows {
            table.pending = Some(Arc::clone(rows));
            table.dirty = true;
        }
    }
    let score = state.digest.report.score;
    state.digest = Arc::new(digest_ready);
    following::tell(state, score);
    rebuild_detail(state);
    let effects = digest(state);
    following::settled(state);
    effects
}

fn indexed(state: &mut State, tab: Tab, generation: u64, rows: &Arc<Vec<Row>>, index: Vec<u32>) {
    let page = state.size.rows(tab);
    let table = &mut state.tables[tab.index()];
    if table.generation == generation {
        let keep = table.selection().map(|r| r.id.clone());
        table.take_index(rows, index, keep.as_ref(), page);
    }
}

fn stacks(state: &mut State, listed: Result<Vec<crate::app::stacks::StackRow>, String>) {
    match listed {
        Ok(stacks) => {
            let rows: Vec<Row> = stacks.iter().map(crate::app::stacks::StackRow::row).collect();
            let table = &mut state.tables[Tab::Stacks.index()];
            table.pending = Some(Arc::new(rows));
            table.dirty = true;
            state.stacks = stacks;
            rebuild_detail(state);
        }
        Err(reason) => say(
            state,
            format!("the stacks cannot be listed: {reason}"),
            Tone::Fail,
        ),
    }
}
