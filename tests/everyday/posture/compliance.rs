//! Frameworks as data, and what findings say of their requirements.

use super::build::{self, NOW, but, good, inventory};
use aisec_tui::inventory::Kind;
use aisec_tui::posture::compliance::{Requirement, Standing, assess};
use aisec_tui::posture::frameworks::standards;
use aisec_tui::posture::{Finding, Framework, Strength, checks, evaluate};
use std::collections::BTreeSet;

#[test]
fn each_framework_has_its_file_its_version_and_requirements_that_differ() {
    for (standard, framework) in standards().iter().zip(Framework::ALL) {
        assert_eq!(standard.name, framework);
        assert_eq!(framework.standard().name, framework);
        assert!(
            !standard.version.is_empty() && !standard.source.is_empty(),
            "{framework}"
        );
        let ids: BTreeSet<&str> = standard.clauses.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(
            ids.len(),
            standard.clauses.len(),
            "{framework}: an id is there twice"
        );
    }
    assert_eq!(standards().len(), Framework::ALL.len());
}

#[test]
fn every_check_that_a_framework_names_exists_and_what_no_check_reads_says_so() {
    for standard in standards() {
        for clause in &standard.clauses {
            let at = format!("{} {}", standard.name, clause.id);
            for (check, _, _) in clause.named() {
                assert!(checks::find(check).is_some(), "{at} names {check}");
            }
            let answered = clause.counted().next().is_some();
            assert!(
                answered || clause.by_hand.is_some(),
                "{at}: neither a check nor a word"
            );
            assert!(answered || !clause.title.is_empty(), "{at} has no title");
            let own: BTreeSet<&String> = clause.own.iter().collect();
            assert!(
                clause.checks.iter().all(|c| !own.contains(c)),
                "{at}: a check is mapped twice"
            );
        }
    }
}

#[test]
fn the_strongest_requirement_of_a_check_comes_first() {
    let hipaa = |check: &str| -> Vec<_> {
        let check = checks::find(check).expect("the check is there");
        let of = check.requirements().iter();
        of.filter(|r| r.framework == Framework::Hipaa).collect()
    };
    let volumes = hipaa("sagemaker.notebook_instance_encryption_enabled");
    assert_eq!(volumes[0].id, "164.312(a)(2)(iv)");
    assert_eq!(volumes[0].strength, Strength::Direct);
    let general = volumes.iter().position(|r| r.id == "164.308(a)(1)(ii)(B)");
    assert_eq!(volumes[general.expect("mapped")].strength, Strength::General);
    assert!(volumes.is_sorted_by_key(|r| r.strength));
    assert_eq!(volumes.last().expect("mapped").strength, Strength::Loose);
}

fn stands(framework: Framework, id: &str, findings: &[Finding]) -> Requirement {
    let compliance = assess(framework, findings);
    let mut all = compliance.requirements.into_iter();
    all.find(|r| r.clause.id == id).expect("the requirement is there")
}

#[test]
fn a_requirement_is_met_only_when_something_was_asked_and_all_of_it_passes() {
    let rotation = |resources: Vec<_>| {
        let findings = evaluate(&inventory(resources), NOW).findings;
        stands(Framework::CisAws, "4.6", &findings)
    };
    let good_key = || good(Kind::KmsKey, "k-1");
    let met = rotation(vec![good_key()]);
    assert_eq!((met.standing, met.percent()), (Standing::Met, Some(100)));
    let fails = but(Kind::KmsKey, "k-2", "rotation = { enabled = false }");
    let half = rotation(vec![good_key(), fails]);
    assert_eq!((half.standing, half.percent()), (Standing::NotMet, Some(50)));
    let open = &half.answers[0];
    assert_eq!((open.check, open.open.len()), ("kms.cmk_rotation_enabled", 1));
    let denied = but(Kind::KmsKey, "k-3", "rotation = '<denied>'");
    let unknown = rotation(vec![good_key(), denied]);
    assert_eq!(unknown.standing, Standing::Unknown, "unknown is never pass");
    let nothing = rotation(vec![]);
    assert_eq!(
        (nothing.standing, nothing.percent()),
        (Standing::NothingToAsk, None)
    );
    let by_hand = stands(Framework::CisAws, "2.1.4", &[]);
    assert_eq!(by_hand.standing, Standing::ByHand);
    assert!(by_hand.clause.by_hand.is_some());
}

#[test]
fn a_mapping_that_is_hardly_about_the_requirement_does_not_count() {
    // PCI DSS 8.3.2 is about authentication factors; the published mapping
    // names encryption at rest.
    let plain = but(Kind::Notebook, "lab", "kms_key = '<absent>'");
    let findings = evaluate(&inventory([plain]), NOW).findings;
    let factors = stands(Framework::PciDss, "8.3.2", &findings);
    assert!(!factors.clause.loose.is_empty());
    assert_eq!((factors.standing, factors.tally.all()), (Standing::ByHand, 0));
    let storage = stands(Framework::PciDss, "3.5.1", &findings);
    assert_eq!(storage.standing, Standing::NotMet);
    let arn = build::arn(Kind::Notebook, "lab");
    let open = storage.answers.iter().flat_map(|a| &a.open);
    assert!(open.into_iter().any(|at| *findings[*at].resource() == arn));
}
