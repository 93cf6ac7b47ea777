//! Killed anywhere, nothing is lost, orphaned or done twice.

use super::account::{Account, Death, block_on, plan, run, run_until_death, small, writes};
use aisec_tui::stack::{Cancel, DestroyPlan, Journal, Scenario, Verdict, destroy, verify};
use proptest::prelude::*;

#[test]
fn killed_before_or_after_any_call_a_run_goes_on_to_one_of_everything() {
    let steps = block_on(plan(&Account::default(), &small(Scenario::Fraud))).steps;
    for death in [Death::Before, Death::After] {
        for step in &steps {
            let account = Account::default();
            let directory = tempfile::tempdir().expect("a directory");
            block_on(async {
                let plan = plan(&account, &small(Scenario::Fraud)).await;
                account.die_at(&step.id, death);
                run_until_death(&account, &plan, directory.path()).await;
                let state = Journal::read(directory.path(), "ward-dev").expect("readable");
                let state = state.expect("there");
                let doubt = state.in_doubt().map(|(id, _)| id.clone());
                assert_eq!(doubt.as_ref(), Some(&step.id), "it is known what is in doubt");

                let (outcome, _) = run(&account, &plan, directory.path()).await;
                assert!(outcome.is_complete(), "{death:?} {}: {outcome:?}", step.id);
                assert_eq!(account.calls().len(), writes(&plan), "{death:?} {}", step.id);
                let state = Journal::read(directory.path(), "ward-dev").expect("readable");
                let state = state.expect("there");
                assert_eq!(state.word(), "applied");
                assert_eq!(state.made.len(), plan.steps.len());
                let checks = verify(&state, &account).await;
                assert!(checks.iter().all(|c| c.verdict == Verdict::AsWanted));
            });
        }
    }
}

#[test]
fn killed_and_then_destroyed_leaves_nothing_not_even_what_was_in_doubt() {
    let steps = block_on(plan(&Account::default(), &small(Scenario::Blank))).steps;
    for step in &steps {
        let account = Account::default();
        let directory = tempfile::tempdir().expect("a directory");
        block_on(async {
            let plan = plan(&account, &small(Scenario::Blank)).await;
            account.die_at(&step.id, Death::After);
            run_until_death(&account, &plan, directory.path()).await;
            let mut journal = Journal::open(directory.path(), "ward-dev").expect("a journal");
            let confirmed = DestroyPlan::of(journal.state())
                .expect("there is a plan")
                .confirm("ward-dev", false)
                .expect("the name is right");
            let outcome = destroy(&confirmed, &mut journal, &account, &mut |_| {}, &Cancel::new())
                .await
                .expect("the journal can be written");
            assert!(outcome.is_complete(), "{}: {outcome:?}", step.id);
            assert_eq!(account.things(), Vec::<String>::new(), "{}", step.id);
        });
    }
}

#[test]
fn killed_and_planned_anew_the_stack_still_knows_its_own() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    block_on(async {
        let first = plan(&account, &small(Scenario::Blank)).await;
        // The bucket is there and nothing says yet whose it is.
        account.die_at("data-bucket", Death::After);
        run_until_death(&account, &first, directory.path()).await;
        let state = Journal::read(directory.path(), "ward-dev").expect("readable");
        let made = state.expect("there").made_steps();
        let blueprint = small(Scenario::Blank);
        let second = aisec_tui::stack::planner::plan_knowing(
            &blueprint,
            &super::account::account_id(),
            super::account::NOW,
            &account,
            &made,
        )
        .await
        .expect("a plan can be made");
        assert_eq!(second.summary().adopt, 0);
        let (outcome, _) = run(&account, &second, directory.path()).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        assert_eq!(account.calls().len(), writes(&first));
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever of the journal's end is lost, going on ends in the same state.
    #[test]
    fn any_beginning_of_a_journal_leads_to_the_same_end(part in 0.0..1.0f64) {
        let account = Account::default();
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("ward-dev.journal.jsonl");
        let (plan, things) = block_on(async {
            let plan = plan(&account, &small(Scenario::Blank)).await;
            run(&account, &plan, directory.path()).await;
            (plan, account.things())
        });
        let whole = std::fs::read(&path).expect("readable");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "a share of a file's length")]
        let cut = (whole.len() as f64 * part) as usize;
        std::fs::write(&path, &whole[..cut]).expect("writable");
        let (outcome, _) = block_on(run(&account, &plan, directory.path()));
        prop_assert!(outcome.is_complete(), "{outcome:?}");
        prop_assert_eq!(account.things(), things);
        prop_assert_eq!(account.calls().len(), writes(&plan), "nothing is made twice");
        let state = Journal::read(directory.path(), "ward-dev").expect("readable").expect("there");
        prop_assert_eq!(state.made.len(), plan.steps.len());
    }
}
