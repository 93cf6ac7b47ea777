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
use serde_json::Value;
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
    let large = grown(&role, 6_000);
    c.bench_function(&format!("lint of a policy of {} bytes", large.len()), |b| {
        b.iter(|| lint(black_box(&large), PolicyKind::Identity));
    });
    c.bench_function("an action looked up in the catalogue", |b| {
        b.iter(|| catalogue::action(black_box("sagemaker:CreateTrainingJob")));
    });
}

/// The policy with its statements repeated, each under a name of its own,
/// until it has so many bytes.
fn grown(policy: &str, bytes: usize) -> String {
    let mut grown: Value = serde_json::from_str(policy).expect("a policy");
    let statements = grown["Statement"].as_array().cloned().expect("statements");
    for (n, statement) in statements.iter().cycle().enumerate() {
        let mut again = statement.clone();
        again["Sid"] = Value::from(format!("Again{n}"));
        grown["Statement"].as_array_mut().expect("statements").push(again);
        if serde_json::to_string_pretty(&grown).map_or(0, |text| text.len()) >= bytes {
            break;
        }
    }
    serde_json::to_string_pretty(&grown).expect("a policy")
}

criterion_group!(benches, checks, policy, decisions::decisions);
criterion_main!(benches);
