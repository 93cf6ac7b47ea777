//! Every check against its fixture: a failing, a passing and an unknown case.

use super::build;
use aisec_tui::inventory::{Field, Kind, Region, Resource, Tags};
use aisec_tui::posture::{Check, Finding, Status, checks, evaluate};
use serde::Deserialize;
use std::collections::BTreeSet;

/// One file of `fixtures/checks`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    /// The API field that the evidence must name.
    field: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// `FAIL`, `PASS`, `UNKNOWN`, or `NONE` when the check does not apply.
    status: String,
    /// A word about what is special.
    #[serde(default)]
    says: String,
    /// The kind asked about; a check of a Region has none.
    kind: Option<Kind>,
    #[serde(default = "it")]
    name: String,
    /// What differs from the clean resource.
    #[serde(default)]
    set: toml::Table,
    /// Its tags.
    #[serde(default)]
    tags: Tags,
    /// Whether its tags were refused.
    #[serde(default)]
    tags_denied: bool,
    /// Other resources of the account.
    #[serde(default)]
    with: Vec<Other>,
    /// A kind whose listing was refused.
    not_listed: Option<Kind>,
    /// The field that the evidence must name, where it differs by kind.
    field: Option<String>,
    /// A part of the value that the evidence must show.
    shows: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    kind: Kind,
    name: String,
    /// Where it is, when not where everything is.
    region: Option<Region>,
    #[serde(default)]
    set: toml::Table,
}

fn it() -> String {
    "it".to_owned()
}

fn fixture(check: &Check) -> Fixture {
    let path = build::fixtures().join(format!("checks/{}.toml", check.id));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} has no fixture", check.id));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", check.id))
}

fn finding_of(check: &Check, case: &Case) -> Option<Finding> {
    let subject = case.kind.map(|kind| Resource {
        tags: if case.tags_denied {
            Field::Unknown(build::denied("service:ListTags"))
        } else {
            Field::Known(case.tags.clone())
        },
        ..build::with(kind, &case.name, &case.set)
    });
    let arn = subject.as_ref().map(|r| r.arn.clone());
    let others = case.with.iter().map(|o| {
        let mut other = build::with(o.kind, &o.name, &o.set);
        other.region = o.region.clone().unwrap_or(other.region);
        other
    });
    let mut inventory = build::inventory(others.chain(subject));
    if let Some(kind) = case.not_listed {
        inventory.add_gap(build::gap(kind, "service:List"));
    }
    evaluate(&inventory, build::NOW)
        .findings
        .into_iter()
        .find(|finding| {
            let about = match &arn {
                Some(arn) => finding.resource() == arn,
                None => finding.resource().as_str().ends_with(":*"),
            };
            finding.check == check && about
        })
}

#[test]
fn every_check_fails_passes_and_is_unknown_as_its_fixture_says() {
    let mut faults = Vec::new();
    for check in checks::all() {
        let fixture = fixture(check);
        for case in &fixture.case {
            let at = format!("{} {} {}", check.id, case.status, case.says);
            let finding = finding_of(check, case);
            let status = finding.as_ref().map_or("NONE", |f| f.status.word());
            if status != case.status {
                faults.push(format!(
                    "{at}: is {status} {:?}",
                    finding.map(|f| (f.evidence().clone(), f.reason().map(str::to_owned)))
                ));
                continue;
            }
            let Some(finding) = finding else { continue };
            let field = case.field.as_ref().unwrap_or(&fixture.field);
            if !finding.evidence().iter().any(|e| e.field == field) {
                faults.push(format!(
                    "{at}: evidence does not name {field}: {:?}",
                    finding.evidence()
                ));
            }
            if finding
                .evidence()
                .iter()
                .any(|e| e.value.is_empty() || e.wanted.is_empty())
            {
                faults.push(format!(
                    "{at}: evidence without a value: {:?}",
                    finding.evidence()
                ));
            }
            if (finding.status == Status::Unknown) != finding.reason().is_some_and(|r| !r.is_empty()) {
                faults.push(format!(
                    "{at}: only the unknown has a reason: {:?}",
                    finding.reason()
                ));
            }
            let shown = |part: &String| finding.evidence().iter().any(|e| e.value.contains(part.as_str()));
            if !case.shows.as_ref().is_none_or(shown) {
                faults.push(format!(
                    "{at}: does not show {:?}: {:?}",
                    case.shows,
                    finding.evidence()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_check_has_a_failing_a_passing_and_an_unknown_case_and_fails_for_each_kind() {
    let mut faults = Vec::new();
    for check in checks::all() {
        let fixture = fixture(check);
        for status in ["FAIL", "PASS", "UNKNOWN"] {
            if !fixture.case.iter().any(|c| c.status == status) {
                faults.push(format!("{} has no {status} case", check.id));
            }
        }
        let failing: BTreeSet<Kind> = fixture
            .case
            .iter()
            .filter(|c| c.status == "FAIL")
            .filter_map(|c| c.kind)
            .collect();
        let of_region = fixture.case.iter().all(|c| c.kind.is_none());
        for kind in check.kinds().filter(|kind| !of_region && !failing.contains(kind)) {
            faults.push(format!("{} has no failing {}", check.id, kind.label()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_fixture_belongs_to_a_check() {
    let files = std::fs::read_dir(build::fixtures().join("checks")).expect("the fixtures are there");
    for file in files {
        let name = file.expect("a readable entry").file_name();
        let name = name.to_string_lossy();
        let id = name.strip_suffix(".toml").expect("fixtures are TOML");
        assert!(checks::find(id).is_some(), "{id} is no check");
    }
}
