//! The story at scale: as many resources as asked for, in several Regions, read
//! and judged whole, the same for the same seed.

use aisec_tui::aws::collect;
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::demo::{Account, Clock, Options, Scale, connect};
use aisec_tui::inventory::{Inventory, Kind, Resource, Timestamp};
use aisec_tui::posture::{self, Report, Status, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const START: Timestamp = Timestamp(1_774_000_000);

async fn read(seed: u64, scale: u32) -> Inventory {
    let options = Options {
        seed,
        clock: Clock::manual(START),
        scale: Scale::try_from(scale).expect("a scale"),
        ..Options::default()
    };
    let account = Account::open(options).await.expect("the story is told");
    let session = connect(&account, ConnectOptions::default())
        .await
        .expect("connected");
    collect::inventory(&session, None).await.0
}

fn unknown(report: &Report) -> BTreeSet<&'static str> {
    let findings = report.findings.iter();
    let unknown = findings.filter(|f| f.status == Status::Unknown);
    unknown.map(|f| f.check.id).collect()
}

#[tokio::test]
async fn four_times_five_hundred_resources_are_read_and_judged_whole() {
    let begun = Instant::now();
    let (small, large) = (read(7, 1).await, read(7, 4).await);
    // Seconds on any machine; hours when something looks at everything for
    // each thing that is made.
    assert!(begun.elapsed() < Duration::from_mins(5), "frozen");
    assert!((1_990..=2_010).contains(&large.len()), "{}", large.len());
    assert_eq!(large.gaps(), []);
    let mut regions: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in large.iter() {
        *regions.entry(resource.region.as_str()).or_default() += 1;
    }
    assert!(regions.len() >= 6, "{regions:?}");
    assert!(regions.values().all(|count| *count > 50), "{regions:?}");
    for kind in Kind::ALL {
        assert!(
            large.of_kind(*kind).count() >= small.of_kind(*kind).count(),
            "{kind:?}"
        );
    }
    let (small_report, report) = (posture::evaluate(&small, START), posture::evaluate(&large, START));
    assert_eq!(unknown(&report), unknown(&small_report));
    let (pass, fail) = (report.counts.total.pass, report.counts.total.fail);
    assert!(pass > 2 * fail && fail > 300, "{pass} pass, {fail} fail");
}

#[tokio::test]
async fn the_story_is_in_it_as_it_is_and_the_rest_says_why_it_fails() {
    let (small, large) = (read(7, 1).await, read(7, 2).await);
    for resource in small.iter() {
        // Settings of a Region, and what is counted over the account, may differ.
        let counted = [
            Kind::AccountSummary,
            Kind::Analyzer,
            Kind::ManagedPolicy,
            Kind::KmsKey,
            // Its scores are of every bucket.
            Kind::MacieSession,
        ]
        .contains(&resource.kind());
        if !counted {
            assert_eq!(large.get(&resource.arn), Some(resource));
        }
    }
    let report = posture::evaluate(&large, START);
    let silent = |resource: &Resource| {
        let tags = resource.tags.known();
        tags.is_some_and(|tags| !tags.is_empty() && !tags.contains_key("aisec:why"))
    };
    let mut faults = BTreeSet::new();
    for finding in report.findings.iter().filter(|f| f.status == Status::Fail) {
        if let Subject::Resource(resource) = &finding.subject
            && silent(resource)
        {
            faults.insert((finding.check.id, resource.name.clone()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[tokio::test]
async fn the_same_seed_and_scale_make_the_same_account() {
    let all = |inventory: &Inventory| inventory.iter().cloned().collect::<Vec<_>>();
    let (one, again, other) = (read(7, 2).await, read(7, 2).await, read(8, 2).await);
    assert_eq!(all(&one), all(&again));
    let names = |inventory: &Inventory| -> BTreeSet<String> {
        inventory.iter().map(|resource| resource.name.clone()).collect()
    };
    assert_ne!(names(&one), names(&other));
    let plain = |name: &String| !name.contains("test1") && !name.contains("foo");
    assert!(names(&one).iter().all(plain));
}

#[test]
fn a_scale_out_of_bounds_is_no_scale() {
    for wrong in [0, 201, u32::MAX] {
        let refused = Scale::try_from(wrong).expect_err("out of bounds").to_string();
        assert!(
            refused.contains(&wrong.to_string()) && refused.contains("1 to 200"),
            "{refused}"
        );
    }
}
