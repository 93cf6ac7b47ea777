//! The matched set of every persona, and the proof that it allows what is
//! needed, nothing that is forbidden, and has no statement too many.

use crate::workloads::described;
use aisec_tui::policy::compose::{Composed, Persona, Scenario, Stage, Workload, compose_personas};
use aisec_tui::policy::lint::{Severity, lint};
use aisec_tui::policy::prove::{Expected, Proof, prove_personas};
use aisec_tui::policy::{Document, Select};
use std::collections::HashSet;

const SCENARIOS: [Scenario; 5] = [
    Scenario::Healthcare,
    Scenario::Fraud,
    Scenario::Inference,
    Scenario::Pipeline,
    Scenario::Blank,
];

/// Every workload the tests look at: each scenario, in one stage or three,
/// open to the network or closed, and one with nothing optional. Of workloads
/// that differ in nothing composed, one.
fn workloads() -> Vec<Workload> {
    let mut all: Vec<(Workload, Vec<Composed>)> = Vec::new();
    for scenario in SCENARIOS {
        let mut found = vec![Workload::new("111122223333", "eu-central-1", "bare", scenario)];
        for stage in [None, Some(Stage::Dev), Some(Stage::Prod)] {
            let open = described(scenario, stage);
            let mut closed = open.clone();
            closed.only_through_endpoints = true;
            found.extend([open, closed]);
        }
        for w in found {
            let set = compose_personas(&w, &Persona::ALL);
            if all.iter().all(|(_, known)| *known != set) {
                all.push((w, set));
            }
        }
    }
    all.into_iter().map(|(w, _)| w).collect()
}

fn proved(w: &Workload, personas: &[Persona], set: &[Composed]) -> Vec<Proof> {
    prove_personas(w, personas, set).expect("the composed texts can be read")
}

fn broken(proofs: &[Proof]) -> Vec<String> {
    proofs
        .iter()
        .filter(|p| !p.holds())
        .map(|p| {
            format!(
                "{} | {} {} {} wants {:?}, got {:?}",
                p.asker.label(),
                p.title,
                p.request.action,
                p.request.resource,
                p.expected,
                p.deciding
            )
        })
        .collect()
}

#[test]
fn every_persona_of_every_workload_can_do_what_it_needs_and_nothing_forbidden() {
    for w in workloads() {
        for persona in Persona::ALL {
            let proofs = proved(&w, &[persona], &compose_personas(&w, &[persona]));
            let broken = broken(&proofs);
            assert!(
                broken.is_empty(),
                "{} in {:?} {:?}\n{}",
                persona.word(),
                w.scenario,
                w.stage,
                broken.join("\n")
            );
            for expected in [Expected::Allowed, Expected::Denied] {
                assert!(proofs.iter().filter(|p| p.expected == expected).count() >= 3);
            }
        }
    }
}

#[test]
fn all_personas_together_have_one_set_that_proves() {
    for w in workloads() {
        let set = compose_personas(&w, &Persona::ALL);
        let broken = broken(&proved(&w, &Persona::ALL, &set));
        assert!(
            broken.is_empty(),
            "{:?} {:?}\n{}",
            w.scenario,
            w.stage,
            broken.join("\n")
        );
    }
}

#[test]
fn every_composed_policy_parses_lints_and_fits_where_it_is_attached() {
    for w in workloads() {
        for policy in compose_personas(&w, &Persona::ALL) {
            let document = Document::parse(&policy.document).expect("a composed text is a policy");
            assert_eq!(
                document.to_json(),
                policy.document,
                "{} is canonical",
                policy.name
            );
            assert_eq!(
                document.statements.len(),
                policy.statements.len(),
                "{}",
                policy.name
            );
            assert!(
                policy.statements.iter().all(|(_, why)| why.len() > 10),
                "{}",
                policy.name
            );
            let issues: Vec<_> = lint(&policy.document, policy.kind)
                .into_iter()
                .filter(|issue| issue.severity != Severity::Suggestion)
                .collect();
            assert!(
                issues.is_empty(),
                "{}: {issues:#?}\n{}",
                policy.name,
                policy.document
            );
            assert!(
                policy.size() <= policy.quota().0,
                "{} has {} characters of {}",
                policy.name,
                policy.size(),
                policy.quota().0
            );
        }
    }
}

/// The workloads whose sets are taken apart: with and without a stream.
fn closed() -> [Workload; 2] {
    [Scenario::Fraud, Scenario::Inference].map(|scenario| {
        let mut w = described(scenario, Some(Stage::Dev));
        w.only_through_endpoints = true;
        w
    })
}

/// Fails unless every change to the set of every persona breaks its proof. A
/// text that several personas or workloads share is changed once.
fn every_change_breaks(workloads: &[Workload], change: fn(&Composed) -> Vec<(String, Document)>) {
    let mut seen: HashSet<(String, String)> = HashSet::new();
    for (w, persona) in workloads.iter().flat_map(|w| Persona::ALL.map(|p| (w, p))) {
        let set = compose_personas(w, &[persona]);
        assert!(
            proved(w, &[persona], &set).iter().all(Proof::holds),
            "{}",
            persona.word()
        );
        for (at, policy) in set.iter().enumerate() {
            if !seen.insert((policy.name.clone(), policy.document.clone())) {
                continue;
            }
            for (what, document) in change(policy) {
                let mut changed = set.clone();
                changed[at].document = document.to_json();
                let holds =
                    prove_personas(w, &[persona], &changed).is_ok_and(|all| all.iter().all(Proof::holds));
                assert!(
                    !holds,
                    "{} {}: nothing proves {what}",
                    persona.word(),
                    policy.name
                );
            }
        }
    }
}

#[test]
fn a_set_minus_any_one_statement_fails_its_proof() {
    every_change_breaks(&closed(), |policy| {
        let document = Document::parse(&policy.document).expect("a composed text is a policy");
        let without = |at: usize| {
            let mut less = document.clone();
            less.statements.remove(at);
            less
        };
        policy
            .statements
            .iter()
            .enumerate()
            .map(|(at, (sid, _))| (sid.clone(), without(at)))
            .collect()
    });
}

#[test]
fn no_persona_is_allowed_an_action_that_it_does_not_need() {
    every_change_breaks(&closed()[..1], |policy| {
        let document = Document::parse(&policy.document).expect("a composed text is a policy");
        let mut all = Vec::new();
        if !policy.name.starts_with("permissions-") {
            return all;
        }
        for (at, statement) in document.statements.iter().enumerate() {
            let Select::Only(actions) = &statement.action else {
                continue;
            };
            for (index, action) in actions.iter().enumerate().filter(|_| actions.len() > 1) {
                let mut less = document.clone();
                let mut fewer = actions.clone();
                fewer.remove(index);
                less.statements[at].action = Select::Only(fewer);
                all.push((action.clone(), less));
            }
        }
        all
    });
}
