//! Every preset from plan to destroy, and the preview against what came.

use super::bench::{Bench, START, is_stacks, told};
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::inventory::{Detail, Field, Inventory, Kind, Timestamp};
use aisec_tui::posture::{self, Finding, Status};
use aisec_tui::stack::preview::{Preview, preview};
use aisec_tui::stack::{Blueprint, Scenario};
use std::collections::BTreeMap;

/// How often each check is open on each kind of resource.
fn open<'f>(findings: impl Iterator<Item = &'f Finding>) -> BTreeMap<(Kind, &'static str), usize> {
    let mut open = BTreeMap::new();
    for finding in findings.filter(|f| f.status != Status::Pass) {
        *open
            .entry((finding.resource_type(), finding.check.id))
            .or_default() += 1;
    }
    open
}

/// What the preview said against what a scan finds.
fn compare(foreseen: &Preview, before: &Inventory, after: &Inventory, now: Timestamp) {
    let report = posture::evaluate(after, now);
    let own = |f: &&Finding| before.get(f.resource()).is_none() && after.get(f.resource()).is_some();
    let found = open(report.findings.iter().filter(own));
    assert_eq!(
        found,
        open(foreseen.own_open.iter()),
        "what stays open was said before"
    );
    let passed = |f: &&Finding| own(f) && f.status == Status::Pass;
    let passed = report.findings.iter().filter(passed).count();
    assert_eq!(passed, foreseen.own_passed, "what passes was said before");
    assert!(
        report.score.abs_diff(foreseen.after) <= 1,
        "{} was foreseen, {} came",
        foreseen.after,
        report.score
    );
}

/// Plans, foresees, applies, verifies, plans again, scans, destroys; gives
/// what was there before.
async fn whole_life(bench: &Bench, blueprint: &Blueprint) -> Inventory {
    let before = bench.scan().await;
    let plan = bench.plan(blueprint).await;
    assert_eq!(plan.summary().create, plan.steps.len(), "{}", plan.summary());
    let foreseen = preview(&before, &plan, bench.account.now());

    let outcome = bench.apply(&plan).await.expect("nobody dies");
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(bench.journal().word(), "applied");
    assert_eq!(bench.amiss().await, []);
    let again = bench.plan(blueprint).await;
    assert!(
        again.summary().is_unchanged(),
        "{:#?}",
        again.writes().collect::<Vec<_>>()
    );
    assert_eq!(again.summary().adopt, 0, "everything is the stack's own");

    let after = bench.scan().await;
    compare(&foreseen, &before, &after, bench.account.now());

    let outcome = bench.destroy().await.expect("nobody dies");
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(bench.journal().word(), "destroyed");
    before
}

/// Nothing but the stack's key, on its way out, tells that it was here; the
/// rest is as it was before, or as time alone has made it in the same account
/// without the stack.
async fn is_as_if_it_had_not_been(bench: &Bench, before: &Inventory, untouched: &Bench) {
    let (left, alone) = (bench.scan().await, untouched.scan().await);
    for resource in left.iter() {
        let (was, is) = (before.get(&resource.arn), alone.get(&resource.arn));
        if was.is_some() || is.is_some() {
            assert!(
                [was, is].contains(&Some(resource)),
                "{resource:#?}\nwas {was:#?}\nand by itself is {is:#?}"
            );
            continue;
        }
        assert!(is_stacks(resource), "{resource:#?}");
        let Detail::KmsKey(key) = &resource.detail else {
            panic!("{resource:#?}");
        };
        assert_eq!(key.state, Field::Known("PendingDeletion".to_owned()));
    }
    assert_eq!(left.len(), alone.len() + 1, "the key, and nothing is missing");
}

async fn lives_in_the_story(scenario: Scenario) {
    let bench = Bench::story().await;
    let before = Box::pin(whole_life(&bench, &bench.preset(scenario))).await;
    let untouched = Bench::with(told(bench.account.now()).await, ConnectOptions::default()).await;
    is_as_if_it_had_not_been(&bench, &before, &untouched).await;
}

#[tokio::test]
async fn a_healthcare_stack_with_data_lives_and_goes_beside_the_story() {
    Box::pin(lives_in_the_story(Scenario::Healthcare)).await;
}

#[tokio::test]
async fn a_fraud_stack_lives_and_goes_beside_the_story() {
    Box::pin(lives_in_the_story(Scenario::Fraud)).await;
}

#[tokio::test]
async fn an_inference_stack_lives_and_goes_beside_the_story() {
    Box::pin(lives_in_the_story(Scenario::Inference)).await;
}

#[tokio::test]
async fn a_pipeline_stack_lives_and_goes_beside_the_story() {
    Box::pin(lives_in_the_story(Scenario::Pipeline)).await;
}

#[tokio::test]
async fn a_blank_stack_lives_and_goes_beside_the_story() {
    Box::pin(lives_in_the_story(Scenario::Blank)).await;
}

#[tokio::test]
async fn a_healthcare_stack_lives_and_goes_in_an_empty_account() {
    let bench = Bench::empty().await;
    let before = Box::pin(whole_life(&bench, &bench.preset(Scenario::Healthcare))).await;
    assert!(bench.account.now() > START, "AWS was waited for");
    is_as_if_it_had_not_been(&bench, &before, &Bench::empty().await).await;
}
