//! An account in which what is made takes a while to be known: the engine's own
//! patience brings the stack whole.

use super::bench::{Bench, START, shape};
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::demo::{Account, Clock, Consistency};
use aisec_tui::stack::Scenario;

/// A key policy that names a role which KMS does not know yet.
const PRINCIPAL: &str = "MalformedPolicyDocumentException";
/// An endpoint whose configuration SageMaker does not find yet.
const CONFIG: &str = "ValidationException";

async fn slow(seed: u64) -> Bench {
    let account = Account::new(7, Clock::manual(START));
    let account = account.with_consistency(Consistency::Eventual { seed });
    Bench::with(account, ConnectOptions::default()).await
}

/// The refusals that the engine met, by error code.
fn refused(bench: &Bench) -> Vec<String> {
    let calls = bench.account.calls().newest_first(|call| !call.read_only());
    calls.into_iter().filter_map(|call| call.error.clone()).collect()
}

/// `early` are the refusals that must have been met and overcome.
async fn comes_whole(scenario: Scenario, seed: u64, early: &[&str]) {
    let prompt = Bench::empty().await;
    let plan = prompt.plan(&prompt.preset(scenario)).await;
    assert!(prompt.apply(&plan).await.expect("nobody dies").is_complete());

    let bench = slow(seed).await;
    let plan = bench.plan(&bench.preset(scenario)).await;
    let outcome = bench.apply(&plan).await.expect("nobody dies");
    assert!(outcome.is_complete(), "{outcome:#?}");
    let refusals = refused(&bench);
    for code in early {
        assert!(refusals.iter().any(|r| r == code), "{code}: {refusals:?}");
    }
    assert_eq!(bench.amiss().await, []);
    assert_eq!(shape(&bench.scan().await), shape(&prompt.scan().await));
    assert!(bench.account.now() > prompt.account.now(), "it took longer");
}

#[tokio::test]
async fn an_inference_stack_comes_whole_though_nothing_is_known_at_once() {
    Box::pin(comes_whole(Scenario::Inference, 1, &[PRINCIPAL, CONFIG])).await;
}

#[tokio::test]
async fn a_healthcare_stack_comes_whole_though_nothing_is_known_at_once() {
    Box::pin(comes_whole(Scenario::Healthcare, 2, &[PRINCIPAL])).await;
}
