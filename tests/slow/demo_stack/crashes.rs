//! Killed before and after any call to AWS, a run and a destruction go on to
//! one of everything, and to none.

use super::bench::{Bench, shape};
use super::hands::Deaths;
use aisec_tui::inventory::{Inventory, Kind};
use aisec_tui::stack::{Blueprint, Plan, Scenario};

/// What an undisturbed run leaves, and at how many places it could have died.
async fn undisturbed(blueprint: impl Fn(&Bench) -> Blueprint) -> (Bench, Plan, usize) {
    let bench = Bench::empty().await;
    let plan = bench.plan(&blueprint(&bench)).await;
    let outcome = bench.apply(&plan).await.expect("nobody dies");
    assert!(outcome.is_complete(), "{outcome:#?}");
    let places = bench.hands.places();
    (bench, plan, places)
}

async fn has_one_of_everything(bench: &Bench, model: &Bench) {
    let state = bench.journal();
    assert_eq!(state.word(), "applied");
    assert_eq!(state.made.len(), model.journal().made.len());
    assert_eq!(bench.amiss().await, []);
    assert_eq!(shape(&bench.scan().await), shape(&model.scan().await));
    assert_eq!(bench.versions().await, 1, "the data were uploaded once");
}

#[tokio::test]
async fn a_run_that_dies_on_both_sides_of_every_call_ends_with_one_of_everything() {
    let (model, _, places) = undisturbed(|b| b.preset(Scenario::Healthcare)).await;
    let bench = Bench::empty().await;
    let plan = bench.plan(&bench.preset(Scenario::Healthcare)).await;
    bench.hands.die(Deaths::Everywhere);
    let mut killed = 0;
    let outcome = loop {
        match bench.apply(&plan).await {
            Some(outcome) => break outcome,
            None => killed += 1,
        }
        assert!(bench.journal().in_doubt().is_some(), "what is in doubt is known");
    };
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(killed, places);
    assert!(killed > 60, "{killed}");
    has_one_of_everything(&bench, &model).await;
}

#[tokio::test]
async fn a_destruction_that_dies_on_both_sides_of_every_call_leaves_nothing() {
    let (bench, ..) = undisturbed(|b| b.preset(Scenario::Healthcare)).await;
    bench.hands.die(Deaths::Everywhere);
    let mut killed = 0;
    let outcome = loop {
        match bench.destroy().await {
            Some(outcome) => break outcome,
            None => killed += 1,
        }
    };
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(killed, bench.hands.places());
    assert!(killed > 40, "{killed}");
    assert_eq!(bench.journal().word(), "destroyed");
    let (left, none) = (bench.scan().await, Bench::empty().await.scan().await);
    assert_eq!(more(&left, &none), (1, 1), "but the key, which KMS keeps");
}

/// How many more resources, and how many more keys, there are.
fn more(left: &Inventory, none: &Inventory) -> (usize, usize) {
    let keys = |i: &Inventory| i.of_kind(Kind::KmsKey).count();
    (left.len() - none.len(), keys(left) - keys(none))
}

#[tokio::test]
async fn a_run_that_dies_once_goes_on_to_one_of_everything() {
    let (model, _, places) = undisturbed(Bench::small).await;
    for place in (0..places).step_by(13) {
        let bench = Bench::empty().await;
        let plan = bench.plan(&bench.small()).await;
        bench.hands.die(Deaths::Once(place));
        assert_eq!(bench.apply(&plan).await, None, "it dies at {place}");
        bench.hands.die(Deaths::Never);
        let outcome = bench.apply(&plan).await.expect("it lives");
        assert!(outcome.is_complete(), "{place}: {outcome:#?}");
        has_one_of_everything(&bench, &model).await;
    }
}

#[tokio::test]
async fn what_was_in_doubt_is_taken_back_too() {
    let (_, _, places) = undisturbed(Bench::small).await;
    let none = Bench::empty().await.scan().await;
    // The key is made at the second place: every later one has left a key.
    for place in (1..places).step_by(9) {
        let bench = Bench::empty().await;
        let plan = bench.plan(&bench.small()).await;
        bench.hands.die(Deaths::Once(place));
        assert_eq!(bench.apply(&plan).await, None, "it dies at {place}");
        bench.hands.die(Deaths::Never);
        let outcome = bench.destroy().await.expect("it lives");
        assert!(outcome.is_complete(), "{place}: {outcome:#?}");
        assert_eq!(more(&bench.scan().await, &none), (1, 1), "{place}");
    }
}
