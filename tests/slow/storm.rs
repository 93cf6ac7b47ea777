//! A scan of the embedded account while a third of its calls fail: slow, since
//! the SDK waits before it asks again.

use aisec_tui::aws::collect;
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::demo::faults::{Fault, Faults};
use aisec_tui::demo::{Account, Clock, connect};
use aisec_tui::inventory::{Inventory, Timestamp};
use aisec_tui::posture::{self, Report};
use std::collections::BTreeSet;

const START: Timestamp = Timestamp(1_774_000_000);

/// Reads the whole account, as the scan does.
async fn scan(account: &Account) -> Inventory {
    let session = connect(account, ConnectOptions::default())
        .await
        .expect("connected");
    collect::inventory(&session, None).await.0
}

fn verdicts(report: &Report) -> BTreeSet<(&'static str, String, String)> {
    let findings = report.findings.iter();
    findings
        .map(|f| (f.check.id, f.resource().to_string(), format!("{:?}", f.status)))
        .collect()
}

#[tokio::test]
async fn a_scan_under_throttling_and_resets_ends_whole_and_right() {
    let account = Account::with_story(7, Clock::manual(START))
        .await
        .expect("the story is told");
    let calm = scan(&account).await;
    assert_eq!(calm.gaps(), []);
    // The SDK tries five times: who was turned away four times in a row gets in.
    // Who asks who it is tries twice.
    let spec = "throttle=0.25,reset=0.05,throttle@sts=0,reset@sts=0,streak=4,seed=3";
    let faults = Faults::new(spec.parse().expect("a specification"));
    let stormy = scan(&account.under(faults.clone())).await;
    assert_eq!(stormy.gaps(), []);
    let (calm, stormy) = (posture::evaluate(&calm, START), posture::evaluate(&stormy, START));
    assert_eq!(verdicts(&calm), verdicts(&stormy));
    let counts = faults.counts();
    let befallen = counts.of(Fault::Throttle) + counts.of(Fault::Reset);
    assert!(befallen * 5 > counts.calls && befallen > 100, "{counts}");
}
