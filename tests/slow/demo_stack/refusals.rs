//! A session that only reads refuses a confirmed plan before anything is sent.

use super::bench::{Bench, START, told};
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::stack::{ActErrorKind, Scenario};

#[tokio::test]
async fn a_session_that_only_reads_refuses_a_confirmed_plan_and_sends_no_write() {
    let options = ConnectOptions {
        read_only: true,
        ..ConnectOptions::default()
    };
    let bench = Bench::with(told(START).await, options).await;
    let plan = bench.plan(&bench.preset(Scenario::Healthcare)).await;
    let (before, calls) = (bench.writes(), bench.account.calls().len());
    let outcome = bench.apply(&plan).await.expect("nobody dies");
    let (step, error) = outcome.failed.expect("it is refused");
    assert_eq!((step.as_str(), error.kind), ("data-key", ActErrorKind::Fatal));
    assert!(error.message.contains("read-only"), "{error}");
    assert_eq!(outcome.remaining.len(), plan.steps.len() - 1);
    assert_eq!(bench.writes(), before, "no write reached the account");
    assert!(bench.account.calls().len() > calls, "it was looked at");

    let outcome = bench.destroy().await.expect("nobody dies");
    assert!(outcome.is_complete(), "nothing was made: {outcome:?}");
    assert_eq!(bench.writes(), before, "no write reached the account");
}
