//! What holds of every generated case, without an oracle.

use super::dice::Dice;
use super::generate::case;
use super::question;
use aisec_tui::policy::evaluate::{Compiled, Outcome, Policies, decide};
use aisec_tui::policy::{Document, Effect, Statement};

/// The documents of every slot that are there, each with its statements open
/// to change.
fn documents(policies: &mut Policies) -> Vec<&mut Document> {
    let mut all: Vec<&mut Document> = Vec::new();
    all.extend(&mut policies.identity);
    all.extend(&mut policies.resource);
    all.extend(&mut policies.boundary);
    all.extend(&mut policies.session);
    all.extend(policies.scps.iter_mut().flatten());
    all.extend(policies.rcps.iter_mut().flatten());
    all.extend(&mut policies.vpce);
    all
}

/// What was decided before and after the statements of another case, made to
/// have this effect, were added to a document: for each document of each case.
fn additions(seed: u64, effect: Effect, mut check: impl FnMut(Outcome, Outcome, &str)) {
    let mut dice = Dice::new(seed);
    for id in 0..500 {
        let line = case(&mut dice, id);
        let (request, policies) = question(&line);
        let before = decide(&request, &policies).result;
        let (_, mut donor) = question(&case(&mut dice, id));
        let given = documents(&mut donor)
            .into_iter()
            .flat_map(|d| d.statements.clone());
        let given: Vec<Statement> = given.map(|s| Statement { effect, ..s }).collect();
        for at in 0..documents(&mut policies.clone()).len() {
            let mut more = policies.clone();
            documents(&mut more)[at].statements.extend(given.iter().cloned());
            check(before, decide(&request, &more).result, &line.to_string());
        }
    }
}

#[test]
fn the_compiled_form_decides_as_the_explained_one() {
    let mut dice = Dice::new(0x5EED);
    for id in 0..4_000 {
        let line = case(&mut dice, id);
        let (request, policies) = question(&line);
        let compiled = Compiled::new(&policies).decide(&request);
        assert_eq!(compiled, decide(&request, &policies).result, "{line}");
    }
}

#[test]
fn a_denial_added_anywhere_never_allows_more() {
    additions(0xD0, Effect::Deny, |before, after, case| {
        assert!(before == Outcome::Allowed || after != Outcome::Allowed, "{case}");
        assert!(before != Outcome::ExplicitlyDenied || after == before, "{case}");
    });
}

#[test]
fn a_grant_added_anywhere_never_denies_more() {
    additions(0xA110, Effect::Allow, |before, after, case| {
        assert!(before != Outcome::Allowed || after == Outcome::Allowed, "{case}");
    });
}

#[test]
fn the_cases_reach_every_outcome_often() {
    let mut dice = Dice::new(0xC0DE);
    let mut counts = [0; 3];
    for id in 0..2_000 {
        let (request, policies) = question(&case(&mut dice, id));
        counts[match decide(&request, &policies).result {
            Outcome::Allowed => 0,
            Outcome::ExplicitlyDenied => 1,
            Outcome::ImplicitlyDenied => 2,
        }] += 1;
    }
    assert!(counts.iter().all(|count| *count > 200), "{counts:?}");
}

#[test]
fn every_denied_case_says_what_would_have_to_change() {
    let mut dice = Dice::new(0xFACE);
    for id in 0..1_000 {
        let line = case(&mut dice, id);
        let (request, policies) = question(&line);
        let decision = decide(&request, &policies);
        assert_eq!(decision.change.is_empty(), decision.is_allowed(), "{line}");
        assert!(!decision.because.is_empty(), "{line}");
    }
}
