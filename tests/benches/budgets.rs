//! What the budgets promise, measured in process: `cargo bench`.

#[path = "../support/synthetic.rs"]
mod synthetic;

use aisec_tui::inventory::Timestamp;
use aisec_tui::policy::PolicyKind;
use aisec_tui::policy::catalogue;
use aisec_tui::policy::evaluate::{Policies, Request, decide};
use aisec_tui::policy::lint::lint;
use aisec_tui::posture;
use aisec_tui::stack::{Blueprint, Scenario, Stage, policies};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const NOW: Timestamp = Timestamp(1_780_000_000);

fn checks(c: &mut Criterion) {
    let mut group = c.benchmark_group("all checks");
    group.sample_size(10);
    for count in [1_000, 100_000] {
        let inventory = synthetic::inventory(count);
        group.bench_function(format!("{count} resources"), |b| {
            b.iter(|| posture::evaluate(black_box(&inventory), NOW));
        });
    }
    group.finish();
}

fn policy(c: &mut Criterion) {
    let blueprint = Blueprint::preset(
        Scenario::Healthcare,
        "cardiology",
        Stage::Dev,
        &"us-east-1".into(),
    );
    let account = "123456789012".into();
    let role = policies::text(&blueprint, &account, "role");
    c.bench_function(&format!("lint of a role policy of {} bytes", role.len()), |b| {
        b.iter(|| lint(black_box(&role), PolicyKind::Identity));
    });
    c.bench_function("an action looked up in the catalogue", |b| {
        b.iter(|| catalogue::action(black_box("sagemaker:CreateTrainingJob")));
    });
    let document = aisec_tui::policy::Document::parse(&role).expect("a composed policy parses");
    let request = Request::new(
        "arn:aws:iam::123456789012:role/cardiology-dev-exec",
        "s3:GetObject",
        "arn:aws:s3:::cardiology-dev-data-123456789012/train/a.csv",
    );
    let set = Policies {
        identity: vec![document],
        ..Policies::default()
    };
    c.bench_function("one decision, explained", |b| {
        b.iter(|| decide(black_box(&request), black_box(&set)));
    });
}

criterion_group!(benches, checks, policy);
criterion_main!(benches);
