//! What the budgets promise, measured in process: `cargo bench`.

mod decisions;
mod oracle;
#[path = "../support/synthetic.rs"]
mod synthetic;

use aisec_tui::inventory::Timestamp;
use aisec_tui::policy::PolicyKind;
use aisec_tui::policy::catalogue;
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
}

criterion_group!(benches, checks, policy, decisions::decisions);
criterion_main!(benches);
