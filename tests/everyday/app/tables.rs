//! Filters, sorting and selection in the tables.

use super::account::{NOW, account, arn, bucket, training};
use super::walk::Walk;
use aisec_tui::app::{self, Effect, Event, Key, Observation};

#[test]
fn words_of_a_filter_must_all_match_and_an_exclamation_mark_excludes() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("train-");
    walk.press("enter");
    assert_eq!(walk.names(), ["train-bad", "train-good"]);
    walk.press("/").type_in(" !good");
    walk.press("enter");
    assert_eq!(walk.names(), ["train-bad"]);
    walk.press("esc");
    assert_eq!(walk.names(), ["lab", "train-bad", "train-good"]);
}

#[test]
fn a_filter_looks_in_one_column_when_its_name_is_given() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("kind:notebook");
    assert_eq!(walk.names(), ["lab"]);
    walk.press("ctrl-u").type_in("!kind:notebook");
    assert_eq!(walk.names(), ["train-bad", "train-good"]);
    walk.press("ctrl-u").type_in("tag:team=health");
    assert_eq!(walk.names(), ["train-bad", "train-good"]);
    walk.press("ctrl-u").type_in("isolation:open");
    assert_eq!(walk.names(), ["train-bad"]);
}

#[test]
fn a_filter_matches_loosely_but_not_everything() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("trgood");
    assert_eq!(walk.names(), ["train-good"]);
    walk.press("ctrl-u").type_in("zzz");
    assert!(walk.names().is_empty());
    let screen = walk.press("enter").screen();
    assert!(screen.contains("Nothing matches the filter."), "{screen}");
}

#[test]
fn leaving_a_filter_restores_the_one_before() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("lab");
    walk.press("enter /").type_in("oratory");
    assert!(walk.names().is_empty());
    walk.press("esc");
    assert_eq!(walk.names(), ["lab"]);
}

#[test]
fn each_tab_keeps_its_own_filter_order_and_selection() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 s g j 2 /").type_in("fraud");
    walk.press("enter 5");
    assert_eq!(
        (walk.state.table().selected, walk.state.table().sort.column),
        (1, 1)
    );
    assert_eq!(walk.state.table().filter, "");
    walk.press("2");
    assert_eq!(walk.names(), ["alias/fraud"]);
}

#[test]
fn any_column_sorts_both_ways() {
    let mut walk = Walk::small(200, 60);
    walk.press("2");
    assert_eq!(walk.names(), ["alias/fraud", "alias/patients"]);
    walk.press("S");
    assert_eq!(walk.names(), ["alias/patients", "alias/fraud"]);
    // findings, state, rotation: the failing rotation is the worse one.
    walk.press("s s s");
    assert_eq!(
        walk.state.table().columns[walk.state.table().sort.column].name,
        "rotation"
    );
    assert_eq!(walk.names(), ["alias/fraud", "alias/patients"]);
    assert!(walk.screen().contains("ROTATION↓"));
}

#[test]
fn findings_are_listed_worst_first_and_passes_are_not_listed() {
    let walk = Walk::small(120, 40);
    let table = walk.state.table();
    let words: Vec<&str> = table
        .index
        .iter()
        .map(|at| table.rows[*at as usize].cell(1))
        .collect();
    assert!(!words.is_empty() && words.iter().all(|w| !w.contains("PASS")));
    let first = table.rows[table.index[0] as usize].cell(2);
    assert!(first.contains("critical") || first.contains("high"), "{first}");
    let unknown = words
        .iter()
        .position(|w| w.contains("UNKNOWN"))
        .expect("an unknown finding");
    assert!(
        words[unknown..].iter().all(|w| !w.contains("FAIL")),
        "unknown comes after every failure"
    );
}

#[test]
fn the_selection_stays_on_its_row_when_the_account_changes() {
    let mut walk = Walk::small(120, 40);
    walk.press("3 G");
    let id = walk.state.table().selection().map(|r| r.id.clone());
    assert!(id.is_some());
    let newer = bucket("aaa-first", None, "internal");
    walk.event(Event::Observed(vec![Observation::Resource(Box::new(newer))]));
    assert_eq!(walk.names(), ["aaa-first", "fraud-events", "patients-raw"]);
    assert_eq!(walk.state.table().selection().map(|r| r.id.clone()), id);
}

#[test]
fn a_large_table_is_filtered_off_the_loop_and_a_late_answer_is_dropped() {
    let mut walk = Walk::start(80, 24);
    walk.event(Event::Connected(account(false)));
    let many = (0..app::table::INLINE_ROWS + 5).map(|i| {
        let name = format!("job-{i:06}");
        Observation::Resource(Box::new(training(&name, &arn("iam", "role/r"), false)))
    });
    walk.event(Event::Observed(many.collect()));
    walk.press("5");
    assert_eq!(walk.state.table().index.len(), app::table::INLINE_ROWS + 5);
    // The first letter's answer comes after the second letter was typed.
    let mut asked = Vec::new();
    for c in ['/', '0', '7'] {
        let effects = app::update(&mut walk.state, Event::Key(Key::char(c)), NOW);
        asked.extend(effects);
    }
    let answers: Vec<Event> = asked
        .into_iter()
        .filter_map(|e| match e {
            Effect::Index { tab, generation, job } => {
                let index = job.run();
                Some(Event::Indexed {
                    tab,
                    generation,
                    rows: job.rows,
                    index,
                })
            }
            _ => None,
        })
        .collect();
    assert_eq!(answers.len(), 2, "one job for each letter");
    let expected = match &answers[1] {
        Event::Indexed { index, .. } => index.clone(),
        _ => unreachable!("only indexes were kept"),
    };
    for answer in answers.into_iter().rev() {
        walk.event(answer);
    }
    assert_eq!(*walk.state.table().index, expected);
}
