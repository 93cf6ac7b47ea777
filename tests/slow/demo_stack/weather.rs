//! A network that loses requests and answers, and an AWS that throttles: what
//! was asked for is made once all the same.

use super::bench::{Bench, HOME, START, shape};
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::faults::{Fault, Faults};
use aisec_tui::demo::story::ABROAD;
use aisec_tui::demo::{Account, Clock};
use aisec_tui::inventory::{Inventory, Kind, Region};
use aisec_tui::stack::Scenario;

/// A network that is bad to writes; reads are tried again by the SDK itself.
const WEATHER: &str = "throttle@writes=0.2,lost@writes=0.15,reset@writes=0.05";

/// A bench on an empty account that is reached through bad weather, and looked
/// at with every fifth look throttled.
async fn storm(seed: u64) -> (Bench, Faults) {
    let account = Account::new(7, Clock::manual(START));
    let plan = format!("{WEATHER},seed={seed}").parse().expect("a specification");
    let faults = Faults::new(plan);
    let session = Session::connect(ConnectOptions {
        embedded: Some(faults.over(account.http_client())),
        regions: vec![Region::from(HOME), Region::from(ABROAD)],
        ..ConnectOptions::default()
    })
    .await
    .expect("connected");
    (Bench::over(account, session, 20), faults)
}

#[tokio::test]
async fn lost_answers_and_throttling_leave_one_of_everything_and_later_nothing() {
    let calm = Bench::empty().await;
    let plan = calm.plan(&calm.preset(Scenario::Fraud)).await;
    assert!(calm.apply(&plan).await.expect("nobody dies").is_complete());
    let (wanted, none) = (shape(&calm.scan().await), Bench::empty().await.scan().await);
    for seed in 1..=2 {
        let (bench, faults) = storm(seed).await;
        let plan = bench.plan(&bench.preset(Scenario::Fraud)).await;
        let outcome = bench.apply(&plan).await.expect("nobody dies");
        assert!(outcome.is_complete(), "{seed}: {outcome:#?}");
        let counts = faults.counts();
        assert!(
            counts.of(Fault::Throttle) >= 5 && counts.of(Fault::Lost) >= 3,
            "{counts}"
        );
        assert_eq!(bench.amiss().await, [], "{seed}");
        assert_eq!(shape(&bench.scan().await), wanted, "{seed}");

        let outcome = bench.destroy().await.expect("nobody dies");
        assert!(outcome.is_complete(), "{seed}: {outcome:#?}");
        let left = bench.scan().await;
        let keys = |i: &Inventory| i.of_kind(Kind::KmsKey).count();
        assert_eq!(left.len(), none.len() + 1, "{seed}");
        assert_eq!(keys(&left), keys(&none) + 1, "{seed}");
    }
}
